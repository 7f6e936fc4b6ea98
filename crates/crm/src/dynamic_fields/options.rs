//! Options: what one chooses from in fields that are filled by choosing.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::FIELDS;
use super::kinds::Holds;

static OF_FIELD: &[(&str, &Resource)] = &[("fieldid", &FIELDS)];

/// An option as fields answer it.
pub(super) static OPTION: Shape = &[
    id().doc("The option's id."),
    integer("fieldid").doc("Id of the field."),
    text("label").doc("What it says."),
    integer("sortorder").doc("Place among the field's options."),
    via("group", OF_FIELD, "kind").doc("What the field belongs to."),
];

/// Options of fields.
pub static FIELD_OPTIONS: Resource = Resource {
    name: "dynamicfieldoptions",
    one: "option",
    table: "field_options",
    shape: &[
        id().doc("The option's id."),
        reference("fieldid", &FIELDS)
            .shown()
            .required()
            .create_only()
            .doc("Id of the field; it has options to choose from."),
        text("label").required().doc("What it says; each option of a field says something else."),
        integer("sortorder").default(0).doc("Place among the field's options."),
        via("group", OF_FIELD, "kind").doc("What the field belongs to."),
        truth("selected")
            .column("preset")
            .default(0)
            .doc("Whether it is chosen to begin with; of a field of one option, the last one set."),
    ],
    derived: &[
        fold("label_fold", "label"),
        Derived { column: "presetof", how: How::Integer(|option| listed(option, 1)) },
        Derived { column: "otherof", how: How::Integer(|option| listed(option, 0)) },
    ],
    place: Some("sortorder"),
    unique: &[Unique { columns: &["fieldid", "label_fold"], property: "label" }],
    lifetime: Lifetime::Soft,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: Some(one_preset), hidden: None },
    operations: &[
        create("/dynamicfields/options", "Create an option of a field")
            .tag("dynamicfields")
            .extension(),
        read("/dynamicfields/options/{id}", "Get an option", Locate::Id)
            .tag("dynamicfields")
            .extension(),
        update("/dynamicfields/options/{id}", "Change an option", Locate::Id)
            .tag("dynamicfields")
            .extension(),
        delete(
            "/dynamicfields/options/{id}",
            "Retire an option; it stays where it is chosen",
            Locate::Id,
        )
        .tag("dynamicfields")
        .extension(),
        restore("/dynamicfields/options/{id}/restore", "Bring a retired option back")
            .tag("dynamicfields"),
    ],
    ..Resource::EMPTY
};

/// The field, for the list of its options that are preset (1) or not (0).
fn listed(option: &Record, preset: i64) -> Value {
    option.int("fieldid").filter(|_| option.int("preset") == Some(preset)).into()
}

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if before.is_none() && !holds(work, now)?.is_some_and(Holds::chosen) {
        errors.add("fieldid", "Fields of this type have no options.");
    }
    Ok(())
}

/// What the field of an option holds.
fn holds(work: &mut Work<'_>, option: &Record) -> Result<Option<Holds>, Problem> {
    let Some(field) = option.int("fieldid") else { return Ok(None) };
    let field = work.load(&FIELDS, field)?;
    Ok(field.and_then(|field| Holds::of(field.int("type")?)))
}

/// A field of one option has one that is preset at most.
fn one_preset(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    let was = before.is_some_and(|before| before.int("preset") == Some(1));
    if now.int("preset") != Some(1) || was || holds(work, now)? != Some(Holds::One) {
        return Ok(());
    }
    let field = now.get("fieldid").clone();
    let all = [Condition::Is("presetof", field.clone())];
    let mut others = work.find(&FIELD_OPTIONS, &all)?;
    others.retain(|id| *id != now.id);
    let values = [("preset", Value::Int(0)), ("presetof", Value::Null), ("otherof", field)];
    work.set(&FIELD_OPTIONS, &values, &[Condition::OneOf("id", others)])?;
    Ok(())
}
