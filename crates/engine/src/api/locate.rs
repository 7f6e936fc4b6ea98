//! The row that a path is about.

use super::Request;
use crate::declare::{KeyPart, Locate, Resource};
use crate::plan::Condition;
use crate::problem::{Errors, Problem};
use crate::request::body::Draft;
use crate::store::Value;
use crate::work::{Work, path_number};

pub(super) fn list_error(request: &Request) -> Problem {
    Problem::NotFound(format!("There is no such path: {}.", request.target))
}

pub(super) fn path_id(request: &Request, name: &str, otherwise: Problem) -> Result<i64, Problem> {
    let found = request.path.iter().find(|(known, _)| *known == name);
    found.and_then(|(_, text)| path_number(text)).ok_or(otherwise)
}

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
        Locate::Id => row_id(resource, request.path.first().map_or("", |(_, text)| text)),
        Locate::Key(parts) => {
            let key = key(work, parts, request)?;
            find_key(work, resource, &key)?
                .ok_or_else(|| Problem::NotFound(format!("There is no such {}.", resource.one)))
        }
    }
}

type Key = Vec<(&'static str, i64)>;

/// The values of a key in a path, checked.
fn key(work: &mut Work<'_>, parts: &[KeyPart], request: &Request) -> Result<Key, Problem> {
    let mut key = Vec::with_capacity(parts.len());
    for part in parts {
        let number = path_id(request, part.name, list_error(request))?;
        if number < part.range.0 || number > part.range.1 {
            return Err(list_error(request));
        }
        if let Some(refers) = part.refers {
            exists(work, refers, number)?;
        }
        key.push((part.name, number));
    }
    Ok(key)
}

fn find_key(
    work: &mut Work<'_>,
    resource: &'static Resource,
    key: &Key,
) -> Result<Option<i64>, Problem> {
    let all: Vec<Condition> =
        key.iter().map(|(column, number)| Condition::Is(column, Value::Int(*number))).collect();
    Ok(work.find(resource, &all)?.first().copied())
}

/// Sets the row of a key: changes it, or adds it.
pub(super) fn put(
    work: &mut Work<'_>,
    resource: &'static Resource,
    locate: &Locate,
    request: &Request,
    draft: &Draft,
) -> Result<i64, Problem> {
    let Locate::Key(parts) = locate else {
        let id = locate_row(work, resource, locate, request)?;
        work.update(resource, id, draft, Errors::default())?;
        return Ok(id);
    };
    let key = key(work, parts, request)?;
    if let Some(id) = find_key(work, resource, &key)? {
        work.update(resource, id, draft, Errors::default())?;
        return Ok(id);
    }
    let mut draft = draft.clone();
    draft.values.extend(key.into_iter().map(|(column, number)| (column, Value::Int(number))));
    work.create(resource, &draft, Errors::default())
}
