//! Writing rows: everything a create, an update or a delete changes, in one transaction.

use super::search::document;
use super::{Member, Problem, Record, Work, trail};
use crate::declare::{Copied, Entries, Lifetime, Link, Resource, Source, Unique};
use crate::plan::Condition;
use crate::problem::Errors;
use crate::request::body::Draft;
use crate::store::Value;

impl Work<'_> {
    /// Adds a row of these values that no body gave; answers its id.
    pub fn add(
        &mut self,
        resource: &'static Resource,
        values: Vec<(&'static str, Value)>,
    ) -> Result<i64, Problem> {
        self.create(resource, &Draft::of(values), Errors::default())
    }

    /// Adds a row; answers its id. `errors` are those already found in the body.
    pub fn create(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        errors: Errors,
    ) -> Result<i64, Problem> {
        let mut now = self.blank(resource)?;
        apply(&mut now, draft);
        let mut members = self.check(resource, draft, &mut now, None, errors)?;
        now.id = self.next_id(resource)?;
        marked(resource, draft, &mut now);
        self.insert(resource, &now)?;
        self.trace(resource, trail::CREATED, now.id, || trail::given(resource, draft))?;
        self.relate(resource, now.id, draft, true)?;
        self.carry(resource, now.id, draft, true)?;
        self.write_members(resource, now.id, &mut members)?;
        self.keep_one(resource, &now, None)?;
        if let Some(after) = resource.rules.after {
            after(self, &now, None)?;
        }
        self.after_members(resource, &members)?;
        Ok(now.id)
    }

    /// Adds a row that the server itself made, under an id from [`Work::reserve`]. Rules and
    /// references are not checked beyond what the database enforces.
    pub fn bring_in(
        &mut self,
        resource: &'static Resource,
        id: i64,
        draft: &Draft,
    ) -> Result<(), Problem> {
        let mut now = self.blank(resource)?;
        apply(&mut now, draft);
        now.id = id;
        marked(resource, draft, &mut now);
        self.insert(resource, &now)?;
        self.trace(resource, trail::CREATED, id, || trail::given(resource, draft))?;
        self.relate(resource, id, draft, true)?;
        let mut members = self.members(resource, draft, None, &mut Errors::default())?;
        self.write_members(resource, id, &mut members)
    }

    /// A row with what is stored when nothing is given.
    pub(super) fn blank(&self, resource: &'static Resource) -> Result<Record, Problem> {
        let context = self.context;
        let mut now = Record::new();
        for column in &context.layout(resource)?.stored {
            let value = column.default.map_or(Value::Null, Value::Int);
            now.set(column.name, value);
        }
        self.stamp(resource, &mut now, true)?;
        Ok(now)
    }

    /// Changes a row. What the draft leaves out stays.
    pub fn update(
        &mut self,
        resource: &'static Resource,
        id: i64,
        draft: &Draft,
        errors: Errors,
    ) -> Result<(), Problem> {
        let Some(before) = self.load(resource, id)? else {
            errors.into_result()?;
            return Err(self.missing(resource, id)?);
        };
        let mut now = before.clone();
        apply(&mut now, draft);
        let mut members = self.check(resource, draft, &mut now, Some(&before), errors)?;
        let different = self.differences(resource, draft, &now, &before)?;
        if !different.is_empty() {
            self.trace(resource, trail::CHANGED, id, || different)?;
        }
        self.rewrite(resource, &mut now, &before)?;
        self.relate(resource, id, draft, false)?;
        self.carry(resource, id, draft, false)?;
        self.write_members(resource, id, &mut members)?;
        self.keep_one(resource, &now, Some(&before))?;
        if let Some(after) = resource.rules.after {
            after(self, &now, Some(&before))?;
        }
        self.after_members(resource, &members)
    }

    /// Writes what differs between a loaded row and what it shall be.
    pub fn store(
        &mut self,
        resource: &'static Resource,
        now: &mut Record,
        before: &Record,
    ) -> Result<(), Problem> {
        if *now != *before {
            let columns = trail::changed(now, before);
            self.trace(resource, trail::CHANGED, now.id, || trail::names(resource, columns))?;
        }
        self.rewrite(resource, now, before)
    }

    /// The same without a trace.
    fn rewrite(
        &mut self,
        resource: &'static Resource,
        now: &mut Record,
        before: &Record,
    ) -> Result<(), Problem> {
        if *now == *before {
            return Ok(());
        }
        self.stamp(resource, now, false)?;
        let mut changes: Vec<(&'static str, Value)> = now
            .columns()
            .filter(|(column, value)| before.get(column) != *value)
            .map(|(column, value)| (column, value.clone()))
            .collect();
        let old = self.derive(resource, before);
        for (position, (column, value)) in self.derive(resource, now).into_iter().enumerate() {
            if old.get(position).is_none_or(|(_, known)| *known != value) {
                changes.push((column, value));
            }
        }
        let mut searched = false;
        if !resource.search.is_empty() {
            let text = document(resource, now);
            if text != document(resource, before) {
                searched = true;
                changes.push(("search", text.into()));
            }
        }
        self.assign(resource, &changes, &[Condition::Is("id", Value::Int(now.id))])?;
        self.copy(resource, now, before)?;
        self.copied_on(resource, now.id, &changes)?;
        if searched {
            self.searched(resource, now.id)?;
        }
        match resource.points {
            Some(points) => self.place(points, now, Some(before)),
            None => Ok(()),
        }
    }

    /// Removes or hides a row.
    pub fn delete(&mut self, resource: &'static Resource, id: i64) -> Result<(), Problem> {
        if self.find(resource, &[Condition::Is("id", Value::Int(id))])?.is_empty() {
            return Err(self.missing(resource, id)?);
        }
        self.trace(resource, trail::DELETED, id, Vec::new)?;
        if resource.soft() {
            let hidden = [("deleted", Value::Int(1))];
            self.assign(resource, &hidden, &[Condition::Is("id", Value::Int(id))])?;
            return resource.rules.hidden.map_or(Ok(()), |hidden| hidden(self, id, true));
        }
        self.delete_parts(resource, id)?;
        let mut sql = self.sql();
        sql.push(&format!("DELETE FROM {} AS t WHERE ", resource.table)).tenant("t");
        sql.push(" AND t.id = ").bind(Value::Int(id));
        self.run(sql)?;
        self.searched(resource, id)?;
        resource.rules.hidden.map_or(Ok(()), |hidden| hidden(self, id, true))
    }

    /// Brings a hidden row back. One that was merged into another stays with it.
    pub fn restore(&mut self, resource: &'static Resource, id: i64) -> Result<(), Problem> {
        let mut all = vec![Condition::Is("id", Value::Int(id))];
        if resource.lifetime == Lifetime::Merging {
            all.push(Condition::Unset("merged_into"));
        }
        if self.assign(resource, &[("deleted", Value::Int(0))], &all)? == 0 {
            return Err(self.missing(resource, id)?);
        }
        self.trace(resource, trail::RESTORED, id, Vec::new)?;
        resource.rules.hidden.map_or(Ok(()), |hidden| hidden(self, id, false))
    }

    /// What is answered for a row that is not there.
    pub fn missing(&mut self, resource: &Resource, id: i64) -> Result<Problem, Problem> {
        if resource.lifetime == Lifetime::Merging
            && let Some(Value::Int(target)) = self.value(resource, id, "merged_into")?
        {
            return Ok(Problem::NotFound(format!(
                "The {} {id} was merged into {target}.",
                resource.one
            )));
        }
        Ok(Problem::NotFound(format!("There is no {} {id}.", resource.one)))
    }

    /// Everything that can be wrong is found before anything is written.
    fn check(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        now: &mut Record,
        before: Option<&Record>,
        mut errors: Errors,
    ) -> Result<Vec<Member>, Problem> {
        self.check_references(&draft.references, &mut errors)?;
        let owner = before.map(|before| before.id);
        self.check_parts(resource, &draft.parts, owner, &mut errors)?;
        let mut members = self.members(resource, draft, owner, &mut errors)?;
        // Rules may rely on well-formed values.
        if errors.is_empty()
            && let Some(check) = resource.rules.check
        {
            check(self, now, before, &mut errors)?;
        }
        self.check_carried(resource, draft, before.map(|before| before.id), &mut errors)?;
        if errors.is_empty()
            && let Some(together) = resource.together
        {
            (together.check)(self, now, before, &mut members, &mut errors)?;
        }
        errors.into_result()?;
        let mut conflicts = Errors::default();
        for unique in resource.unique {
            self.check_unique(resource, unique, now, before, &mut conflicts)?;
        }
        if conflicts.is_empty() { Ok(members) } else { Err(Problem::Conflict(conflicts)) }
    }

    fn check_unique(
        &mut self,
        resource: &'static Resource,
        unique: &Unique,
        now: &Record,
        before: Option<&Record>,
        conflicts: &mut Errors,
    ) -> Result<(), Problem> {
        let derived = self.derive(resource, now);
        let mut all = Vec::new();
        for column in unique.columns {
            let kept = derived.iter().find(|(name, _)| name == column).map(|(_, value)| value);
            match kept.unwrap_or_else(|| now.get(column)) {
                Value::Null => return Ok(()),
                value => all.push(Condition::Is(column, value.clone())),
            }
        }
        let mut sql = self.sql();
        sql.push("SELECT t.id FROM ").push(resource.table).push(" t WHERE ").tenant("t");
        for condition in &all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        let rows = self.tx.query(&sql.text, &sql.params)?;
        let other = rows
            .iter()
            .filter_map(|row| row.int(0))
            .find(|id| before.is_none_or(|before| before.id != *id));
        if let Some(other) = other {
            let text = format!("The {} {other} has this already.", resource.one);
            conflicts.add(unique.property, text);
        }
        Ok(())
    }

    /// The columns `created` and `updated`, where a resource has them.
    pub(super) fn stamp(
        &self,
        resource: &'static Resource,
        record: &mut Record,
        new: bool,
    ) -> Result<(), Problem> {
        let layout = self.context.layout(resource)?;
        for (column, wanted) in [("created", new), ("updated", true)] {
            if wanted && let Some(found) = layout.column(column) {
                record.set(found.name, Value::Int(self.now));
            }
        }
        Ok(())
    }

    fn next_id(&mut self, resource: &Resource) -> Result<i64, Problem> {
        self.next_of(resource.table, 1)
    }

    /// Keeps the ids of `count` rows for the caller; answers the first.
    pub fn reserve(&mut self, resource: &Resource, count: u64) -> Result<i64, Problem> {
        let count = i64::try_from(count)
            .map_err(|_| Problem::Internal("more rows than there are ids".to_owned()))?;
        self.next_of(resource.table, count)
    }

    /// Ids are counted for each tenant and table, so that they tell nothing of other tenants.
    pub(super) fn next_of(&mut self, table: &'static str, count: i64) -> Result<i64, Problem> {
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.push(&format!("INSERT INTO counters (tenant, name, last) VALUES ({tenant}, "));
        sql.bind(table.into()).push(", ").bind(Value::Int(count));
        let count_again = sql.dialect.placeholder(3);
        sql.push(") ON CONFLICT (tenant, name) DO UPDATE SET last = counters.last + ");
        sql.push(&count_again).push(" RETURNING last");
        let rows = self.tx.query(&sql.text, &sql.params)?;
        match rows.int_at(0, 0) {
            Some(last) => Ok(last - count + 1),
            None => Err(Problem::Internal("a counter gave no number".to_owned())),
        }
    }

    /// Adds the row and what stands beside it in indexes.
    fn insert(&mut self, resource: &'static Resource, now: &Record) -> Result<(), Problem> {
        let derived = self.derive(resource, now);
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.push(&format!("INSERT INTO {} (tenant, id", resource.table));
        for column in now.columns().map(|(column, _)| column) {
            sql.push(", ").push(column);
        }
        for (column, _) in &derived {
            sql.push(", ").push(column);
        }
        for copied in resource.copied {
            sql.push(", ").push(copied.column);
        }
        let searched = !resource.search.is_empty();
        sql.push(if searched { ", search" } else { "" });
        sql.push(&format!(") VALUES ({tenant}, ")).bind(Value::Int(now.id));
        for value in now.columns().map(|(_, value)| value) {
            sql.push(", ").bind(value.clone());
        }
        for (_, value) in derived {
            sql.push(", ").bind(value);
        }
        for copied in resource.copied {
            let Copied { by, of, from, .. } = copied;
            sql.push(&format!(", (SELECT s.{from} FROM {} s WHERE ", of.table)).tenant("s");
            sql.push(" AND s.id = ").bind(now.get(by).clone()).push(")");
        }
        if searched {
            sql.push(", ").bind(document(resource, now).into());
        }
        sql.push(")");
        self.run(sql)?;
        self.searched(resource, now.id)?;
        match resource.points {
            Some(points) => self.place(points, now, None),
            None => Ok(()),
        }
    }

    /// Sets the links and entries that a draft names.
    fn relate(
        &mut self,
        resource: &'static Resource,
        id: i64,
        draft: &Draft,
        new: bool,
    ) -> Result<(), Problem> {
        for (source, ids) in &draft.links {
            match source {
                // A new row has no links to compare with, and was marked as it came.
                Source::Linked(link) if new => {
                    ids.iter().try_for_each(|other| self.add_link(link, id, *other).map(drop))?;
                    self.mark(link, link.right, ids)?;
                }
                Source::LinkedBack(link) if new => {
                    ids.iter().try_for_each(|other| self.add_link(link, *other, id).map(drop))?;
                    self.mark(link, link.left, ids)?;
                }
                Source::Linked(link) => self.relink(link, link.left, id, link.right, ids)?,
                Source::LinkedBack(link) => self.relink(link, link.right, id, link.left, ids)?,
                Source::Children { .. } | Source::Entries(_) => {}
            }
        }
        for (entries, values) in &draft.entries {
            self.enter(entries, id, values)?;
        }
        self.write_parts(resource, draft, id)
    }

    fn relink(
        &mut self,
        link: &Link,
        own: &str,
        id: i64,
        other: &str,
        ids: &[i64],
    ) -> Result<(), Problem> {
        let known = self.linked(link, own, id)?;
        let gone: Vec<i64> = known.iter().copied().filter(|id| !ids.contains(id)).collect();
        if !gone.is_empty() {
            let mut sql = self.sql();
            sql.push(&format!("DELETE FROM {} AS t WHERE ", link.table)).tenant("t");
            sql.push(&format!(" AND t.{own} = ")).bind(Value::Int(id));
            sql.push(" AND ").one_of(&format!("t.{other}"), gone);
            self.run(sql)?;
        }
        let new: Vec<i64> = ids.iter().copied().filter(|id| !known.contains(id)).collect();
        if new.is_empty() {
            return Ok(());
        }
        for new in &new {
            let (left, right) = if own == link.left { (id, *new) } else { (*new, id) };
            self.add_link(link, left, right)?;
        }
        self.mark(link, own, &[id])?;
        self.mark(link, other, &new)
    }

    fn enter(
        &mut self,
        entries: &'static Entries,
        owner: i64,
        values: &[(String, Option<String>)],
    ) -> Result<(), Problem> {
        for (key, value) in values {
            let mut sql = self.sql();
            let Some(value) = value else {
                sql.push(&format!("DELETE FROM {} AS t WHERE ", entries.table)).tenant("t");
                sql.push(&format!(" AND t.{} = ", entries.on)).bind(Value::Int(owner));
                sql.push(" AND t.key = ").bind(key.as_str().into());
                self.run(sql)?;
                continue;
            };
            sql.push(&format!("UPDATE {} AS t SET value = ", entries.table));
            sql.bind(value.as_str().into()).push(" WHERE ").tenant("t");
            sql.push(&format!(" AND t.{} = ", entries.on)).bind(Value::Int(owner));
            sql.push(" AND t.key = ").bind(key.as_str().into());
            if self.run(sql)? > 0 {
                continue;
            }
            let id = self.next_of(entries.table, 1)?;
            let mut sql = self.sql();
            let tenant = sql.dialect.placeholder(1);
            sql.push(&format!(
                "INSERT INTO {} (tenant, id, {}, key, value) VALUES ({tenant}, ",
                entries.table, entries.on
            ));
            sql.bind(Value::Int(id)).push(", ").bind(Value::Int(owner)).push(", ");
            sql.bind(key.as_str().into()).push(", ").bind(value.as_str().into()).push(")");
            self.run(sql)?;
        }
        Ok(())
    }
}

/// Marks the links that a draft brings to a new row.
fn marked(resource: &'static Resource, draft: &Draft, now: &mut Record) {
    let Some(marks) = resource.marks else { return };
    let brought = draft.links.iter().filter(|(_, ids)| !ids.is_empty());
    let bits = brought.filter_map(|(source, _)| source.mark()).fold(0, |all, mark| all | mark.bit);
    now.set(marks.column, Value::Int(bits));
}

/// Sets what a body gives.
pub(super) fn apply(now: &mut Record, draft: &Draft) {
    for (column, value) in &draft.values {
        now.give(column, value.clone());
    }
}
