//! Rows that are written with the row they belong to.

use super::together::is_member;
use super::{Problem, Record, Work};
use crate::declare::Resource;
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

    /// Changes or adds the row that a part of a body stands for.
    pub(super) fn write_part(&mut self, part: &Part, owner: i64) -> Result<(), Problem> {
        let mut draft = part.draft.clone();
        let known = match part.id {
            Some(id) => Some(id),
            None => self.same_key(part, &draft, owner)?,
        };
        let written = match known {
            Some(id) => self.update(part.target, id, &draft, Errors::default()),
            None => {
                draft.values.push((part.on, Value::Int(owner)));
                self.create(part.target, &draft, Errors::default()).map(drop)
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
