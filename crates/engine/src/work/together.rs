//! Rows that are written together with the row they belong to; see
//! [`Together`](crate::declare::Together).

use super::write::apply;
use super::{Problem, Record, Work};
use crate::declare::{Link, Resource, Source};
use crate::plan::Condition;
use crate::problem::Errors;
use crate::request::body::{Draft, Part};
use crate::store::Value;
use std::collections::HashMap;

/// A row of a whole.
#[derive(Debug, Clone)]
pub struct Member {
    /// Where it stands in the body, as a dotted path; empty when the body does not name it.
    pub path: String,
    /// As it would be. It has no id before it is written for the first time.
    pub now: Record,
    /// As it was; none when it is new.
    pub before: Option<Record>,
    /// Its links, as far as the body names them.
    pub links: Vec<(&'static Source, Vec<i64>)>,
}

/// Whether a part of a body is written together with the body's row.
pub(super) fn is_member(resource: &Resource, part: &Part) -> bool {
    resource.together.is_some_and(|together| together.target.name == part.target.name)
}

impl Work<'_> {
    /// All rows that belong to `owner`, in order of their ids, as a body would have them, and the
    /// new ones after them. Reports ids that are not among them, and those named twice.
    pub(super) fn members(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        owner: Option<i64>,
        errors: &mut Errors,
    ) -> Result<Vec<Member>, Problem> {
        let Some(together) = resource.together else { return Ok(Vec::new()) };
        let mut members: Vec<Member> = match owner {
            Some(owner) => {
                let theirs = [Condition::Is(together.on, Value::Int(owner))];
                let rows = self.load_all(together.target, &theirs)?;
                rows.into_iter().map(Member::known).collect()
            }
            None => Vec::new(),
        };
        let places: HashMap<i64, usize> =
            members.iter().enumerate().map(|(place, member)| (member.now.id, place)).collect();
        for part in draft.parts.iter().filter(|part| is_member(resource, part)) {
            let known = match part.id {
                None => None,
                Some(id) => match places.get(&id).and_then(|place| members.get_mut(*place)) {
                    Some(member) => Some(member),
                    None => {
                        let text = format!("There is no {} {id} here.", together.target.one);
                        errors.add(format!("{}.id", part.path), text);
                        continue;
                    }
                },
            };
            match known {
                Some(member) if !member.path.is_empty() => {
                    let text = format!("This row is named at {} already.", member.path);
                    errors.add(format!("{}.id", part.path), text);
                }
                Some(member) => member.take(part),
                None => {
                    let mut member = Member {
                        path: String::new(),
                        now: self.blank(together.target)?,
                        before: None,
                        links: Vec::new(),
                    };
                    member.take(part);
                    members.push(member);
                }
            }
        }
        Ok(members)
    }

    /// Writes the rows that belong to `owner`.
    pub(super) fn write_members(
        &mut self,
        resource: &'static Resource,
        owner: i64,
        members: &mut [Member],
    ) -> Result<(), Problem> {
        let Some(together) = resource.together else { return Ok(()) };
        let new = members.iter().filter(|member| member.before.is_none()).count();
        if new > 0 {
            let first = self.reserve(together.target, new as u64)?;
            let added = members.iter_mut().filter(|member| member.before.is_none());
            for (id, member) in (first..).zip(added) {
                member.now.id = id;
                member.now.set(together.on, Value::Int(owner));
            }
        }
        let added: Vec<&Record> =
            members.iter().filter(|one| one.before.is_none()).map(|one| &one.now).collect();
        self.insert_all(together.target, &added)?;
        let mut changed: Vec<(Record, Record)> = members
            .iter()
            .filter_map(|member| Some((member.before.clone()?, member.now.clone())))
            .collect();
        self.store_all(together.target, &mut changed)?;
        for link in links(members) {
            let (mut known, mut pairs) = (Vec::new(), Vec::new());
            for member in &*members {
                let Some(ids) = member.linked(link) else { continue };
                if member.before.is_some() {
                    known.push(member.now.id);
                }
                pairs.extend(ids.iter().map(|other| (member.now.id, *other)));
            }
            self.relink_all(link, known, &pairs)?;
        }
        Ok(())
    }

    /// What follows from writing them.
    pub(super) fn after_members(
        &mut self,
        resource: &'static Resource,
        members: &[Member],
    ) -> Result<(), Problem> {
        match resource.together.and_then(|together| together.after) {
            Some(after) => after(self, members),
            None => Ok(()),
        }
    }
}

impl Member {
    /// A row that is there.
    fn known(row: Record) -> Member {
        Member { path: String::new(), before: Some(row.clone()), now: row, links: Vec::new() }
    }

    /// Takes over what a body says.
    fn take(&mut self, part: &Part) {
        self.path.clone_from(&part.path);
        apply(&mut self.now, &part.draft);
        self.links.clone_from(&part.draft.links);
    }

    /// The path of one of its properties in the body.
    pub fn at(&self, property: &str) -> String {
        format!("{}.{property}", self.path)
    }

    /// Whether a column holds something else than before. All that a new row holds is new.
    pub fn changed(&self, column: &str) -> bool {
        self.before.as_ref().is_none_or(|before| before.get(column) != self.now.get(column))
    }

    fn linked(&self, link: &Link) -> Option<&[i64]> {
        self.links.iter().find_map(|(source, ids)| match source {
            Source::Linked(known) if known.table == link.table => Some(ids.as_slice()),
            _ => None,
        })
    }
}

/// The links that bodies name, each once.
fn links(members: &[Member]) -> Vec<&'static Link> {
    let mut found: Vec<&'static Link> = Vec::new();
    for (source, _) in members.iter().flat_map(|member| &member.links) {
        if let Source::Linked(link) = source
            && !found.iter().any(|known| known.table == link.table)
        {
            found.push(link);
        }
    }
    found
}
