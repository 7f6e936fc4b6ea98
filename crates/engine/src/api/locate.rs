//! The row that a path is about.

use super::Request;
use super::path::{Key, conditions, path_conditions, path_values};
use crate::declare::{Locate, Resource};
use crate::plan::Condition;
use crate::problem::{Errors, Problem};
use crate::request::body::Draft;
use crate::store::Value;
use crate::work::{Work, path_number};

/// Fails with a 404 unless the row is there.
pub(super) fn exists(work: &mut Work<'_>, resource: &Resource, id: i64) -> Result<(), Problem> {
    if work.find(resource, &[Condition::Is("id", Value::Int(id))])?.is_empty() {
        return Err(work.missing(resource, id)?);
    }
    Ok(())
}

/// The id that a path names; anything else is an unknown path.
pub(super) fn row_id(resource: &Resource, text: &str) -> Result<i64, Problem> {
    path_number(text)
        .ok_or_else(|| Problem::NotFound(format!("There is no {} {text}.", resource.one)))
}

/// The id of the row an operation is about.
pub(super) fn locate_row(
    work: &mut Work<'_>,
    resource: &'static Resource,
    locate: &Locate,
    request: &Request,
) -> Result<i64, Problem> {
    match locate {
        Locate::Me => Ok(work.session.user),
        Locate::Only => {
            let found = work.find(resource, &[])?.first().copied();
            found.ok_or_else(|| Problem::NotFound(format!("There is no {}.", resource.one)))
        }
        Locate::Id => row_id(resource, request.path.first().map_or("", |(_, text)| text)),
        Locate::Key(parts) => {
            let key = path_conditions(work, parts, request)?;
            let found = work.find(resource, &key)?.first().copied();
            found.ok_or_else(|| Problem::NotFound(format!("There is no such {}.", resource.one)))
        }
    }
}

/// Sets the row of a key: changes it, or adds it.
pub(super) fn put(
    work: &mut Work<'_>,
    resource: &'static Resource,
    locate: &Locate,
    request: &Request,
    draft: &Draft,
) -> Result<i64, Problem> {
    let key = match locate {
        Locate::Key(parts) => path_values(work, parts, request)?,
        // Writes of a tenant wait for each other, so there is one first of them.
        Locate::Only => Key::new(),
        Locate::Id | Locate::Me => {
            let id = locate_row(work, resource, locate, request)?;
            work.update(resource, id, draft, Errors::default())?;
            return Ok(id);
        }
    };
    if let Some(id) = work.find(resource, &conditions(&key))?.first().copied() {
        work.update(resource, id, draft, Errors::default())?;
        return Ok(id);
    }
    let mut draft = draft.clone();
    draft.values.extend(key.into_iter().map(|(column, number)| (column, Value::Int(number))));
    work.create(resource, &draft, Errors::default())
}
