//! The audit trail: who did what to what, written in the transaction that does it.
//!
//! Rows of resources that are declared `audited` leave a trace by themselves whenever they are
//! written. Everything else that should be known later is noted. No value is ever written down, only
//! the names of properties.

use super::{Problem, Record, Work};
use crate::declare::{Kind, Link, Many, Resource, Shape, Source};
use crate::request::body::{Draft, stored_lines};
use crate::store::Value;
use std::net::IpAddr;

/// The table of the trail. Who declares audited resources declares a resource that stands on it.
pub(crate) const TRAIL: &str = "audit";

/// Its columns, besides the tenant and the id.
pub(crate) const COLUMNS: [&str; 7] =
    ["at", "userid", "event", "kind", "subjectid", "properties", "address"];

/// Something that happened.
#[derive(Clone, Debug, Default)]
pub struct Event<'a> {
    /// What, such as `signed in`.
    pub what: &'a str,
    /// What kind of thing it happened to: the name of a resource, or any other word.
    pub kind: &'a str,
    /// Which of them, if there is one.
    pub subject: Option<i64>,
    /// Who did it, where that is not the caller.
    pub user: Option<i64>,
    /// The properties that it was about: their names.
    pub properties: Vec<String>,
    /// Where the request came from, if that matters.
    pub address: Option<IpAddr>,
}

impl Work<'_> {
    /// Writes down that something happened. Without a user, and with the server itself as the
    /// caller, it was the operator.
    pub fn note(&mut self, event: &Event<'_>) -> Result<(), Problem> {
        let caller = Some(self.session.user).filter(|user| *user > 0);
        let properties = stored_lines(event.properties.iter().map(String::as_str));
        let values: [Value; 7] = [
            Value::Int(self.now),
            event.user.or(caller).into(),
            event.what.into(),
            event.kind.into(),
            event.subject.into(),
            properties.into(),
            event.address.map(|address| address.to_string()).into(),
        ];
        let id = self.next_of(TRAIL, 1)?;
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        let columns = COLUMNS.join(", ");
        sql.push(&format!("INSERT INTO {TRAIL} (tenant, id, {columns}) VALUES ({tenant}, "));
        sql.bind(Value::Int(id));
        for value in values {
            sql.push(", ").bind(value);
        }
        sql.push(")");
        self.run(sql).map(drop)
    }

    /// Removes what was written down before an instant.
    pub(crate) fn forget_trail(&mut self, before: i64) -> Result<u64, Problem> {
        let mut sql = self.sql();
        sql.push(&format!("DELETE FROM {TRAIL} AS t WHERE ")).tenant("t");
        sql.push(" AND t.at < ").bind(Value::Int(before));
        self.run(sql)
    }

    /// Leaves the trace of a write, if the resource is audited.
    pub(super) fn trace(
        &mut self,
        resource: &Resource,
        what: &str,
        id: i64,
        properties: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Problem> {
        if !resource.audited {
            return Ok(());
        }
        // Two resources may stand on one table; the first of them names what is in it.
        let views = self.context.resources.iter().find(|view| view.table == resource.table);
        let kind = views.map_or(resource.name, |view| view.name);
        let properties = properties();
        self.note(&Event { what, kind, subject: Some(id), properties, ..Event::default() })
    }

    /// The same for each of many rows.
    pub(super) fn trace_all(
        &mut self,
        resource: &Resource,
        what: &str,
        ids: &[i64],
        columns: &[&'static str],
    ) -> Result<(), Problem> {
        ids.iter().try_for_each(|id| {
            self.trace(resource, what, *id, || names(resource, columns.iter().copied()))
        })
    }

    /// Leaves the trace of a link that came or went at an audited resource.
    pub(super) fn trace_link(&mut self, link: &Link, left: i64) -> Result<(), Problem> {
        let resource = link.left_of;
        self.trace(resource, CHANGED, left, || {
            let name = many(resource.shape, "", &|many| is(&many.source, link));
            vec![name.unwrap_or_else(|| link.table.to_owned())]
        })
    }

    /// The properties of an audited row that a draft changes. Settings, parts and lists count as
    /// changed when they are named.
    pub(super) fn differences(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        now: &Record,
        before: &Record,
    ) -> Result<Vec<String>, Problem> {
        if !resource.audited {
            return Ok(Vec::new());
        }
        let mut found = names(resource, changed(now, before));
        for (source, ids) in &draft.links {
            let (Source::Linked(link) | Source::LinkedBack(link)) = source else { continue };
            let own = if matches!(source, Source::Linked(_)) { link.left } else { link.right };
            let mut wanted = ids.clone();
            wanted.sort_unstable();
            wanted.dedup();
            if self.linked(link, own, before.id)? != wanted {
                found.extend(many(resource.shape, "", &|many| is(&many.source, link)));
            }
        }
        found.extend(beside(resource, draft));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// A row came to be.
pub(super) const CREATED: &str = "created";
/// Something about it is different.
pub(super) const CHANGED: &str = "changed";
/// It is gone, or hidden.
pub(super) const DELETED: &str = "deleted";
/// It is there again.
pub(super) const RESTORED: &str = "restored";

/// The columns that differ.
pub(super) fn changed<'r>(
    now: &'r Record,
    before: &'r Record,
) -> impl Iterator<Item = &'static str> + 'r {
    let differs = move |column: &&'static str| before.get(column) != now.get(column);
    now.columns().map(|(column, _)| column).filter(differs)
}

/// All properties that a draft names.
pub(super) fn given(resource: &'static Resource, draft: &Draft) -> Vec<String> {
    let values = draft.values.iter().filter(|(_, value)| *value != Value::Null);
    let mut found = names(resource, values.map(|(column, _)| *column));
    for (source, _) in &draft.links {
        if let Source::Linked(link) | Source::LinkedBack(link) = source {
            found.extend(many(resource.shape, "", &|many| is(&many.source, link)));
        }
    }
    found.extend(beside(resource, draft));
    found.sort_unstable();
    found.dedup();
    found
}

/// The properties that stand on columns.
pub(super) fn names(
    resource: &Resource,
    columns: impl Iterator<Item = &'static str>,
) -> Vec<String> {
    let named = |column: &str| property(resource.shape, "", column);
    columns.map(|column| named(column).unwrap_or_else(|| column.to_owned())).collect()
}

/// What a draft names that is neither a column nor a link.
fn beside(resource: &'static Resource, draft: &Draft) -> Vec<String> {
    let top = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
    let entries = draft.entries.iter().filter_map(|(entries, _)| {
        many(
            resource.shape,
            "",
            &|many| matches!(many.source, Source::Entries(own) if own.table == entries.table),
        )
    });
    let whole = draft.whole.iter().filter_map(|(target, on)| {
        many(resource.shape, "", &|many| {
            matches!(many.source, Source::Children { target: own, on: by }
                if own.table == target.table && by == *on)
        })
    });
    let parts = draft.parts.iter().map(|part| top(&part.path));
    let lists = draft.lists.iter().map(|list| top(&list.path));
    entries.chain(whole).chain(parts).chain(lists).collect()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The dotted path of the property that shows a column.
fn property(shape: Shape, path: &str, column: &str) -> Option<String> {
    shape.iter().find_map(|property| {
        let at = join(path, property.name);
        match &property.kind {
            Kind::Column(own) if own.name == column => Some(at),
            Kind::One(one) if one.by == column => Some(at),
            Kind::Object(shape) => self::property(shape, &at, column),
            _ => None,
        }
    })
}

/// The dotted path of the first list for which a test holds.
fn many(shape: Shape, path: &str, test: &dyn Fn(&Many) -> bool) -> Option<String> {
    shape.iter().find_map(|property| {
        let at = join(path, property.name);
        match &property.kind {
            Kind::Many(many) if test(many) => Some(at),
            Kind::Object(shape) => self::many(shape, &at, test),
            _ => None,
        }
    })
}

fn is(source: &Source, link: &Link) -> bool {
    matches!(source, Source::Linked(own) | Source::LinkedBack(own) if own.table == link.table)
}
