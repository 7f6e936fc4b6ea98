//! Values in the body of the thing they belong to, written in the same transaction.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Item;
use engine::store::Value;
use engine::work::{Record, Which, Work};

use super::FIELDS;
use super::kinds::Kind;
use super::values::{Held, OPTIONS};
use super::written::{self, Wanted};

/// The property of a thing's body that carries values of its fields.
pub(crate) const CARRIED: Property = items(
    "dynamicfields",
    Items { shape: FIELD, carried: Some(Carried { check, write }) },
)
.extension()
.doc(
    "What fields of it shall hold; only written. Where a body of a new one has this, all required \
     fields must be among them.",
);

const FIELD: Shape = &[
    integer("id").also(&["fieldid"]).range(1, MAX_INTEGER).required().doc("The field's id."),
    items("selected", OPTIONS).doc("Options that shall be chosen, and no others."),
    items("unselected", OPTIONS).doc("Options that shall not be chosen."),
    long_text("value").doc("What it shall hold as text; null or an empty text removes it."),
];

fn id_of(item: &Item) -> Option<i64> {
    match item.draft.get("id") {
        Some(Value::Int(id)) => Some(*id),
        _ => None,
    }
}

fn held(work: &mut Work<'_>, carriage: &Carriage<'_>) -> Result<Held, Problem> {
    let mut ids: Vec<i64> = carriage.items.iter().filter_map(id_of).collect();
    ids.sort_unstable();
    ids.dedup();
    let row = carriage.row.filter(|_| !carriage.new);
    Held::of(work, &ids, row)
}

/// What the body says of each field that is one of such things.
fn wanted(held: &Held, carriage: &Carriage<'_>, errors: &mut Errors) -> Vec<Wanted> {
    let Some(kind) = Kind::of(carriage.resource) else { return Vec::new() };
    let mut found: Vec<Wanted> = Vec::new();
    let mut seen = Vec::new();
    for item in carriage.items {
        let Some(id) = id_of(item) else { continue };
        let own = held.field(id).filter(|field| field.text("kind") == Some(kind.name));
        let Some(field) = own else {
            let text = format!("There is no dynamic field {id} of {}.", carriage.resource.name);
            errors.add(format!("{}.id", item.path), text);
            continue;
        };
        if seen.contains(&id) {
            errors.add(format!("{}.id", item.path), "This field is in the list already.");
            continue;
        }
        seen.push(id);
        if field.int("readonly") == Some(1) {
            let text = "The values of this field cannot be changed.";
            errors.add(item.path.clone(), text);
            continue;
        }
        found.extend(Wanted::read(held, field, &item.path, &item.draft, errors));
    }
    found
}

fn check(work: &mut Work<'_>, carriage: &Carriage<'_>, errors: &mut Errors) -> Result<(), Problem> {
    let held = held(work, carriage)?;
    wanted(&held, carriage, errors);
    let Some(kind) = Kind::of(carriage.resource).filter(|_| carriage.new) else { return Ok(()) };
    let flag = |name, value| Condition::Is(name, Value::Int(value));
    let needed = [
        Condition::Is("kind", kind.name.into()),
        flag("required", 1),
        flag("visible", 1),
        flag("readonly", 0),
    ];
    let mut missing = work.records(&FIELDS, &needed, Which::Live)?;
    // What is wrong with what is said of them was told already.
    missing.retain(|field| {
        let mut own = carriage.items.iter().filter(|item| id_of(item) == Some(field.id));
        !own.any(|item| written::says(field, &item.draft))
    });
    if !missing.is_empty() {
        let name =
            |field: &Record| format!("{} ({})", field.text("name").unwrap_or_default(), field.id);
        let names: Vec<String> = missing.iter().map(name).collect();
        errors.add(carriage.path, format!("These fields are required: {}.", names.join(", ")));
    }
    Ok(())
}

fn write(work: &mut Work<'_>, carriage: &Carriage<'_>) -> Result<(), Problem> {
    let Some(row) = carriage.row else { return Ok(()) };
    let held = held(work, carriage)?;
    let wanted = wanted(&held, carriage, &mut Errors::default());
    written::write(work, &held, row, &wanted)
}
