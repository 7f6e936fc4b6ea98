//! What the parameters of a path say of the rows that are meant.

use super::Request;
use super::locate::exists;
use crate::declare::{PathPart, PathValue};
use crate::plan::Condition;
use crate::problem::Problem;
use crate::store::Value;
use crate::work::{Work, path_number};

/// Columns and the numbers they hold.
pub(super) type Key = Vec<(&'static str, i64)>;

/// The columns that the parameters of a path name, and the values they must have.
pub(super) fn path_values(
    work: &mut Work<'_>,
    parts: &'static [PathPart],
    request: &Request,
) -> Result<Key, Problem> {
    let unknown = || Problem::NotFound(format!("There is no such path: {}.", request.target));
    let mut key = Vec::with_capacity(parts.len());
    let mut meant = None;
    for part in parts {
        let found = request.path.iter().find(|(known, _)| *known == part.name);
        let text = found.map_or("", |(_, text)| text);
        if let PathValue::Word(words) = part.value {
            let word = words.iter().find(|word| word.is(text)).ok_or_else(unknown)?;
            meant = Some(word);
            key.push((part.column, word.number));
            continue;
        }
        let within =
            |number: &i64| part.range().is_some_and(|(min, max)| (min..=max).contains(number));
        let number = path_number(text).filter(within).ok_or_else(unknown)?;
        let column = match (part.value, meant) {
            (PathValue::Id(of), _) => {
                exists(work, of, number)?;
                part.column
            }
            (PathValue::OfWord, Some(word)) => {
                exists(work, word.of, number)?;
                word.column
            }
            // Declarations are checked to have a word before.
            (PathValue::OfWord, None) => return Err(unknown()),
            (PathValue::Number(..) | PathValue::Word(_), _) => part.column,
        };
        key.push((column, number));
    }
    Ok(key)
}

/// The same as conditions on a row.
pub(super) fn path_conditions(
    work: &mut Work<'_>,
    parts: &'static [PathPart],
    request: &Request,
) -> Result<Vec<Condition>, Problem> {
    let key = path_values(work, parts, request)?;
    Ok(conditions(&key))
}

pub(super) fn conditions(key: &Key) -> Vec<Condition> {
    key.iter().map(|(column, number)| Condition::Is(column, Value::Int(*number))).collect()
}
