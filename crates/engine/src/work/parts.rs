//! Rows that are written with the row they belong to.

use super::together::is_member;
use super::{Problem, Record, Work};
use crate::declare::{Carriage, Kind, Many, Resource, Shape, Source};
use crate::plan::Condition;
use crate::problem::Errors;
use crate::request::body::{Draft, Part};
use crate::store::Value;

impl Work<'_> {
    /// Reports parts whose ids are not those of rows that belong to `owner`.
    pub(super) fn check_parts(
        &mut self,
        resource: &'static Resource,
        parts: &[Part],
        owner: Option<i64>,
        errors: &mut Errors,
    ) -> Result<(), Problem> {
        for part in parts.iter().filter(|part| !is_member(resource, part)) {
            let Some(id) = part.id else { continue };
            let own = match owner {
                Some(owner) => {
                    let all = [
                        Condition::Is("id", Value::Int(id)),
                        Condition::Is(part.on, Value::Int(owner)),
                    ];
                    !self.find(part.target, &all)?.is_empty()
                }
                None => false,
            };
            if !own {
                let text = format!("There is no {} {id} here.", part.target.one);
                errors.add(format!("{}.id", part.path), text);
            }
        }
        Ok(())
    }

    /// Writes the rows that a body holds because they belong to `owner`, but for those that are
    /// written together, and removes those that are missing where it has a list of all of them.
    pub(super) fn write_parts(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        owner: i64,
    ) -> Result<(), Problem> {
        let mut written = Vec::with_capacity(draft.parts.len());
        for part in draft.parts.iter().filter(|part| !is_member(resource, part)) {
            written.push((part.target.table, self.write_part(part, owner)?));
        }
        for (target, on) in &draft.whole {
            for id in self.find(target, &[Condition::Is(on, Value::Int(owner))])? {
                if !written.contains(&(target.table, id)) {
                    self.delete(target, id)?;
                }
            }
        }
        Ok(())
    }

    /// Removes the rows that are there only as parts of a row that is removed.
    pub(super) fn delete_parts(&mut self, resource: &Resource, owner: i64) -> Result<(), Problem> {
        for (target, on) in parts(resource.shape) {
            for id in self.find(target, &[Condition::Is(on, Value::Int(owner))])? {
                self.delete(target, id)?;
            }
        }
        Ok(())
    }

    /// Changes or adds the row that a part of a body stands for; answers its id.
    fn write_part(&mut self, part: &Part, owner: i64) -> Result<i64, Problem> {
        let mut draft = part.draft.clone();
        let known = match part.id {
            Some(id) => Some(id),
            None => self.same_key(part, &draft, owner)?,
        };
        let written = match known {
            Some(id) => self.update(part.target, id, &draft, Errors::default()).map(|()| id),
            None => {
                draft.values.push((part.on, Value::Int(owner)));
                self.create(part.target, &draft, Errors::default())
            }
        };
        written.map_err(|problem| match problem {
            Problem::Invalid(errors) => Problem::Invalid(errors.under(&part.path)),
            Problem::Conflict(errors) => Problem::Conflict(errors.under(&part.path)),
            other => other,
        })
    }

    /// The row of the owner that has the same key already.
    fn same_key(&mut self, part: &Part, draft: &Draft, owner: i64) -> Result<Option<i64>, Problem> {
        for unique in part.target.unique.iter().filter(|one| one.columns.contains(&part.on)) {
            let values: Option<Vec<Condition>> = unique
                .columns
                .iter()
                .filter(|column| **column != part.on)
                .map(|column| Some(Condition::Is(column, draft.get(column)?.clone())))
                .collect();
            let Some(mut all) = values else { continue };
            all.push(Condition::Is(part.on, Value::Int(owner)));
            if let Some(id) = self.find(part.target, &all)?.first() {
                return Ok(Some(*id));
            }
        }
        Ok(None)
    }

    /// Lets what a draft holds beside a row, or a new one, be checked.
    pub(super) fn check_carried(
        &mut self,
        resource: &'static Resource,
        draft: &Draft,
        row: Option<i64>,
        errors: &mut Errors,
    ) -> Result<(), Problem> {
        for list in &draft.lists {
            if let Some(carried) = list.of.carried {
                let (path, items) = (list.path.as_str(), list.items.as_slice());
                let carriage = Carriage { resource, row, new: row.is_none(), path, items };
                (carried.check)(self, &carriage, errors)?;
            }
        }
        Ok(())
    }

    /// Lets what a draft holds beside its row be written.
    pub(super) fn carry(
        &mut self,
        resource: &'static Resource,
        id: i64,
        draft: &Draft,
        new: bool,
    ) -> Result<(), Problem> {
        for list in &draft.lists {
            if let Some(carried) = list.of.carried {
                let (row, path, items) = (Some(id), list.path.as_str(), list.items.as_slice());
                (carried.write)(self, &Carriage { resource, row, new, path, items })?;
            }
        }
        Ok(())
    }

    /// Takes a flag that only one row may have from the others.
    pub(super) fn keep_one(
        &mut self,
        resource: &'static Resource,
        now: &Record,
        before: Option<&Record>,
    ) -> Result<(), Problem> {
        for flag in resource.only_one {
            let had = before.is_some_and(|before| before.int(flag) == Some(1));
            if now.int(flag) != Some(1) || had {
                continue;
            }
            let mut others = self.find(resource, &[Condition::Is(flag, Value::Int(1))])?;
            others.retain(|id| *id != now.id);
            if !others.is_empty() {
                self.set(resource, &[(flag, Value::Int(0))], &[Condition::OneOf("id", others)])?;
            }
        }
        Ok(())
    }
}

/// What belongs to rows of a shape and goes with them, and its column that refers to them.
fn parts(shape: Shape) -> Vec<(&'static Resource, &'static str)> {
    let mut found = Vec::new();
    for property in shape {
        match &property.kind {
            Kind::Object(shape) => found.extend(parts(shape)),
            Kind::Many(Many {
                source: Source::Children { target, on }, replaced: true, ..
            }) => {
                found.push((*target, *on));
            }
            _ => {}
        }
    }
    found
}
