//! What fields of things hold: how it is stored, read and set.

use engine::clock;
use engine::decimal;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Which, Work};
use serde_json::{Value as Json, json};

use super::FIELDS;
use super::kinds::{Holds, Kind, type_of};
use super::options::{FIELD_OPTIONS, OPTION};
use super::written::{self, Wanted};

/// Decimals that numbers have at most.
pub(super) const SCALE: u8 = 4;

/// Values of fields: one row for each, or for each option that is chosen.
pub static FIELD_VALUES: Resource = Resource {
    name: "dynamicfieldvalues",
    one: "value of a dynamic field",
    table: "field_values",
    shape: &[
        id().doc("The value's id."),
        reference("fieldid", &FIELDS).required().doc("Id of the field."),
        integer("resourceid").required().doc("Id of the thing, which is of the field's kind."),
        integer("number")
            .range(-MAX_INTEGER, MAX_INTEGER)
            .doc("A number in ten-thousandths, a day since 1970, or 0 and 1 for no and yes."),
        reference("optionid", &FIELD_OPTIONS).doc("Id of an option that is chosen."),
        text("line").doc("A line of text."),
        long_text("lines").doc("Long text."),
    ],
    derived: &[
        fold("line_fold", "line"),
        start("lines_start", "lines"),
        fold("lines_fold", "lines"),
    ],
    lifetime: Lifetime::Removed,
    ..Resource::EMPTY
};

/// A field of a thing with what it holds.
pub(super) static VALUE: Made = Made { shape: SHAPE, make };

static SHAPE: Shape = &[
    id().doc("The field's id."),
    text("name").doc("Its name."),
    truth("required").doc("Whether it must be filled in."),
    truth("inoverview").doc("Whether overviews show it."),
    truth("visible").doc("Whether it is shown."),
    truth("readonly").doc("Whether its values cannot be changed."),
    chosen("selected").doc("Options that are chosen."),
    chosen("unselected").doc("The other options."),
    computed(
        "type",
        Computed { from: &[], shape: OPTION, plurality: Plurality::One, compute: |_| Json::Null },
    )
    .doc("What it holds."),
    long_text("value").doc(
        "What it holds as text: a number, a date, 0 or 1; null when unset and where one chooses.",
    ),
];

const fn chosen(name: &'static str) -> Property {
    computed(
        name,
        Computed { from: &[], shape: OPTION, plurality: Plurality::List, compute: |_| Json::Null },
    )
}

/// Makes what is answered of fields and one thing, which the path or the parameters name.
fn make(work: &mut Work<'_>, input: &Input, fields: &[i64]) -> Result<Vec<Json>, Problem> {
    let thing = match (input.id("resourceid"), input.params.get("resourcetype")) {
        // It was found when the value was set.
        (Ok(id), _) => id,
        (Err(_), kind) => {
            let mut errors = Errors::default();
            let id = input.params.integer("resourceid", &mut errors).unwrap_or(0);
            let Some(kind) = kind.and_then(Kind::named) else {
                return Err(Problem::Internal("a kind of things was not checked".to_owned()));
            };
            kind.must_have(work, id)?;
            id
        }
    };
    let held = Held::of(work, fields, thing)?;
    Ok(fields.iter().filter_map(|id| held.item(*id)).collect())
}

/// What some fields of a thing hold, and what could be chosen there.
pub(super) struct Held {
    fields: Vec<Record>,
    /// Options that are not retired, and retired ones that are chosen, in order of their places.
    options: Vec<Record>,
    values: Vec<Record>,
}

impl Held {
    /// Reads it; the thing may be new, and then holds nothing.
    pub(super) fn of(
        work: &mut Work<'_>,
        fields: &[i64],
        thing: impl Into<Option<i64>>,
    ) -> Result<Held, Problem> {
        let mut held = Held { fields: Vec::new(), options: Vec::new(), values: Vec::new() };
        if fields.is_empty() {
            return Ok(held);
        }
        let ids = |column| Condition::OneOf(column, fields.to_vec());
        held.fields = work.records(&FIELDS, &[ids("id")], Which::Live)?;
        if let Some(thing) = thing.into() {
            let theirs = [Condition::Is("resourceid", Value::Int(thing)), ids("fieldid")];
            held.values = work.records(&FIELD_VALUES, &theirs, Which::All)?;
        }
        held.options = work.records(&FIELD_OPTIONS, &[ids("fieldid")], Which::Live)?;
        let chosen = held.values.iter().filter_map(|value| value.int("optionid"));
        let retired: Vec<i64> =
            chosen.filter(|id| held.options.iter().all(|option| option.id != *id)).collect();
        if !retired.is_empty() {
            let retired = [Condition::OneOf("id", retired)];
            held.options.extend(work.records(&FIELD_OPTIONS, &retired, Which::All)?);
        }
        held.options.sort_by_key(|option| (option.int("sortorder"), option.id));
        Ok(held)
    }

    /// A field, unless it is retired or is none.
    pub(super) fn field(&self, id: i64) -> Option<&Record> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The rows of what a field holds.
    pub(super) fn values(&self, field: i64) -> impl Iterator<Item = &Record> {
        self.values.iter().filter(move |value| value.int("fieldid") == Some(field))
    }

    /// What a field is to be chosen from.
    pub(super) fn options(&self, field: i64) -> impl Iterator<Item = &Record> {
        self.options.iter().filter(move |option| option.int("fieldid") == Some(field))
    }

    fn item(&self, id: i64) -> Option<Json> {
        let field = self.field(id)?;
        let kind = field.text("kind").unwrap_or_default();
        let holds = field.int("type").unwrap_or_default();
        let option = |option: &Record| {
            json!({
                "id": option.id,
                "fieldid": id,
                "label": option.text("label"),
                "sortorder": option.int("sortorder"),
                "group": kind,
            })
        };
        let is_chosen = |option: &&Record| {
            self.values(id).any(|value| value.int("optionid") == Some(option.id))
        };
        let (selected, unselected): (Vec<&Record>, Vec<&Record>) =
            self.options(id).partition(is_chosen);
        let truth = |name: &str| field.int(name) == Some(1);
        let mut values = self.values(id);
        let value = Holds::of(holds).and_then(|holds| text_of(holds, values.next()?));
        Some(json!({
            "id": id,
            "name": field.text("name"),
            "required": truth("required"),
            "inoverview": truth("inoverview"),
            "visible": truth("visible"),
            "readonly": truth("readonly"),
            "selected": selected.into_iter().map(option).collect::<Json>(),
            "unselected": unselected.into_iter().map(option).collect::<Json>(),
            "type": type_of(id, holds, kind),
            "value": value,
        }))
    }
}

/// What is held, as text.
fn text_of(holds: Holds, value: &Record) -> Option<String> {
    let number = value.int("number");
    match holds {
        Holds::Line => value.text("line").map(str::to_owned),
        Holds::Lines => value.text("lines").map(str::to_owned),
        Holds::Number => number.map(|units| decimal::text(units, SCALE)),
        Holds::Date => number.and_then(clock::date).map(|date| date.to_string()),
        Holds::Flag => number.map(|flag| flag.to_string()),
        Holds::One | Holds::Many => None,
    }
}

/// `PUT /dynamicfields/values/{fieldid}/{resourceid}`.
pub(super) const PUT: Special =
    Special { run: put, writes: true, body: BODY, answers: true, status: 200 };

/// An option in a body: its id is what counts.
const NAMED: Shape = &[
    integer("id").range(1, MAX_INTEGER).required().doc("The option's id."),
    integer("fieldid").ignored().doc("Id of the field."),
    text("label").ignored().doc("What it says."),
    integer("sortorder").ignored().doc("Place among the field's options."),
    text("group").ignored().doc("What the field belongs to."),
];

pub(super) const OPTIONS: Items = Items { shape: NAMED, carried: None };

/// What a field shall hold.
const BODY: Shape = &[
    items("selected", OPTIONS).doc("Options that shall be chosen, and no others."),
    items("unselected", OPTIONS).doc("Options that shall not be chosen."),
    long_text("value").doc("What it shall hold as text; null or an empty text removes it."),
];

fn put(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let (id, thing) = (input.id("fieldid")?, input.id("resourceid")?);
    let held = Held::of(work, &[id], thing)?;
    let Some(field) = held.field(id) else {
        return Err(work.missing(&FIELDS, id)?);
    };
    let Some(kind) = field.text("kind").and_then(Kind::named) else {
        return Err(Problem::Internal(format!("the field {id} is of no kind")));
    };
    let of = kind.must_have(work, thing)?;
    work.session.may_write(of.writers)?;
    if field.int("readonly") == Some(1) {
        return Err(Problem::Forbidden("The values of this field cannot be changed."));
    }
    let mut errors = Errors::default();
    let wanted = Wanted::read(&held, field, "", &input.draft, &mut errors);
    errors.into_result()?;
    written::write(work, &held, thing, wanted.as_slice())?;
    Ok(Outcome::Row(id))
}
