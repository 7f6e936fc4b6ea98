//! What a field shall hold: read from a body, checked, and written.

use engine::declare::Type;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::{Draft, Item, typed};
use engine::request::json::Json;
use engine::store::Value;
use engine::work::{Record, Which, Work};

use super::FIELDS;
use super::kinds::Holds;
use super::values::{FIELD_VALUES, Held, SCALE};
use crate::accounts::ACCOUNTS;

/// A column of a row of [`FIELD_VALUES`] and what it holds.
pub(crate) type Cell = (&'static str, Value);

/// What a field shall hold.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) field: i64,
    /// A row each; none to remove what is there.
    pub(super) cells: Vec<Cell>,
}

const NO_OPTIONS: &str = "This field is not filled by choosing options; give its value.";
const OPTIONS_ONLY: &str = "This field is filled by choosing options; give them as selected.";
const REQUIRED: &str = "This field is required.";

impl Wanted {
    /// What a body says of a field; none when it says nothing, or something wrong.
    pub(super) fn read(
        held: &Held,
        field: &Record,
        path: &str,
        draft: &Draft,
        errors: &mut Errors,
    ) -> Option<Wanted> {
        let under = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        let holds = field.int("type").and_then(Holds::of)?;
        let value = draft.get("value").map(text);
        let (selected, unselected) = (draft.items("selected"), draft.items("unselected"));
        let (cells, property) = if holds.chosen() {
            if value.is_some_and(|value| !value.is_empty()) {
                errors.add(under("value"), OPTIONS_ONLY);
                return None;
            }
            if selected.is_none() && unselected.is_none() {
                return None;
            }
            let chosen = chosen(held, field, holds, (selected, unselected), &under, errors)?;
            (chosen, "selected")
        } else {
            for (name, list) in [("selected", selected), ("unselected", unselected)] {
                if list.is_some_and(|list| !list.is_empty()) {
                    errors.add(under(name), NO_OPTIONS);
                    return None;
                }
            }
            let cell = match value? {
                "" => None,
                text => {
                    Some(cell(holds, text).map_err(|text| errors.add(under("value"), text)).ok()?)
                }
            };
            (cell.into_iter().collect(), "value")
        };
        if cells.is_empty() && field.int("required") == Some(1) {
            errors.add(under(property), REQUIRED);
            return None;
        }
        Some(Wanted { field: field.id, cells })
    }
}

/// Whether a body says what a field shall hold.
pub(super) fn says(field: &Record, draft: &Draft) -> bool {
    if field.int("type").and_then(Holds::of).is_some_and(Holds::chosen) {
        draft.items("selected").is_some() || draft.items("unselected").is_some()
    } else {
        draft.get("value").is_some()
    }
}

/// The text of a value; empty when there is nothing to see in it.
fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) if !text.trim().is_empty() => text,
        _ => "",
    }
}

/// A value in the column of its type, or what is wrong with it.
fn cell(holds: Holds, text: &str) -> Result<Cell, String> {
    let of = |column, ty| Ok((column, typed(&ty, &Json::Text(text.to_owned()))?));
    let most = 10_i64.pow(engine::decimal::DIGITS) - 1;
    match holds {
        Holds::Line => of("line", Type::Text { max: 255, lines: false }),
        Holds::Lines => of("lines", Type::Text { max: 65_535, lines: true }),
        Holds::Number => of("number", Type::Decimal { scale: SCALE, min: -most, max: most }),
        Holds::Date => of("number", Type::Date),
        Holds::Flag => flag(text).map(|flag| ("number", Value::Int(flag))),
        Holds::One | Holds::Many => Err(OPTIONS_ONLY.to_owned()),
    }
}

/// Yes or no as text.
pub(super) fn flag(text: &str) -> Result<i64, String> {
    match text.trim() {
        "1" | "true" => Ok(1),
        "0" | "false" => Ok(0),
        _ => Err("This must be 0 or 1.".to_owned()),
    }
}

type Lists<'a> = (Option<&'a [Item]>, Option<&'a [Item]>);

/// The options that shall be chosen: those of the first list, or those there are, without those
/// of the second.
fn chosen(
    held: &Held,
    field: &Record,
    holds: Holds,
    (selected, unselected): Lists<'_>,
    under: &impl Fn(&str) -> String,
    errors: &mut Errors,
) -> Option<Vec<Cell>> {
    let mut sound = true;
    let mut known = |items: &[Item]| {
        let mut ids = Vec::with_capacity(items.len());
        for Item { path, draft } in items {
            let Some(Value::Int(id)) = draft.get("id") else { continue };
            if held.options(field.id).any(|option| option.id == *id) {
                ids.push(*id);
            } else {
                sound = false;
                errors.add(format!("{path}.id"), format!("The field has no option {id}."));
            }
        }
        ids
    };
    let out = unselected.map(&mut known).unwrap_or_default();
    let mut ids = match selected {
        Some(selected) => known(selected),
        None => {
            let now = held.values(field.id).filter_map(|value| value.int("optionid"));
            now.filter(|id| !out.contains(id)).collect()
        }
    };
    ids.sort_unstable();
    ids.dedup();
    if !sound {
        return None;
    }
    if ids.iter().any(|id| out.contains(id)) {
        errors.add(under("unselected"), "An option cannot be both selected and unselected.");
        return None;
    }
    if holds == Holds::One && ids.len() > 1 {
        errors.add(under("selected"), "Only one option can be chosen here.");
        return None;
    }
    Some(ids.into_iter().map(|id| ("optionid", Value::Int(id))).collect())
}

/// Makes the fields of a thing hold what they shall.
pub(super) fn write(
    work: &mut Work<'_>,
    held: &Held,
    thing: i64,
    wanted: &[Wanted],
) -> Result<(), Problem> {
    for Wanted { field, cells } in wanted {
        let is_there =
            |(column, value): &Cell| held.values(*field).any(|row| row.get(column) == value);
        for row in held.values(*field) {
            if !cells.iter().any(|(column, value)| row.get(column) == value) {
                work.delete(&FIELD_VALUES, row.id)?;
            }
        }
        let new: Vec<&Cell> = cells.iter().filter(|cell| !is_there(cell)).collect();
        if new.is_empty() {
            continue;
        }
        let first = work.reserve(&FIELD_VALUES, new.len() as u64)?;
        for (id, cell) in (first..).zip(new) {
            bring_in(work, id, *field, thing, cell.clone())?;
        }
    }
    Ok(())
}

/// Adds a row that is known to be right.
pub(crate) fn bring_in(
    work: &mut Work<'_>,
    id: i64,
    field: i64,
    thing: i64,
    cell: Cell,
) -> Result<(), Problem> {
    let values = vec![("fieldid", Value::Int(field)), ("resourceid", Value::Int(thing)), cell];
    work.bring_in(&FIELD_VALUES, id, &Draft::of(values))
}

/// Moves what fields of an account hold to another, where that one holds nothing.
pub(crate) fn merge(work: &mut Work<'_>, target: i64, source: i64) -> Result<(), Problem> {
    let Some(kind) = super::kinds::Kind::of(&ACCOUNTS) else { return Ok(()) };
    let theirs = [Condition::Is("kind", kind.name.into())];
    let fields = work.records(&FIELDS, &theirs, Which::All)?;
    let fields: Vec<i64> = fields.iter().map(|field| field.id).collect();
    let mut of = |account: i64| {
        let all = [
            Condition::Is("resourceid", Value::Int(account)),
            Condition::OneOf("fieldid", fields.clone()),
        ];
        work.records(&FIELD_VALUES, &all, Which::All)
    };
    let (own, others) = (of(target)?, of(source)?);
    let lacks = |value: &&Record| own.iter().all(|own| own.int("fieldid") != value.int("fieldid"));
    let moved: Vec<i64> = others.iter().filter(lacks).map(|value| value.id).collect();
    let moved = [Condition::OneOf("id", moved)];
    work.set(&FIELD_VALUES, &[("resourceid", Value::Int(target))], &moved)?;
    Ok(())
}
