//! What signatures are about: orders, so far.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Outcome, Work};

use super::BANKID;
use crate::orders::ORDERS;

/// The kinds of things that are signed.
const TYPES: &[&str] = &["order"];

/// What tells one relation from another.
const KEY: &[&str] = &["signature", "type", "otherid"];

/// Relations of signatures.
pub static BANKID_RELATIONS: Resource = Resource {
    name: "bankidrelations",
    one: "relation of a signature",
    table: "bankid_relations",
    shape: SHAPE,
    unique: &[Unique { columns: KEY, property: "otherid" }],
    operations: &[
        special("/bankid/relations", "Say what a signature is about", RELATE).tag("bankid"),
        list("/bankid/relations", "List what signatures are about", LIST).tag("bankid"),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The relation's id."),
    reference("signature", &BANKID).shown().required().doc("Id of the signing request."),
    choice("type", TYPES).required().doc("What it is about: `order`."),
    reference("otherid", &ORDERS).shown().required().doc("Id of what it is about."),
    instant("created").assigned().doc("When it was made."),
    instant("updated").assigned().doc("When it was last changed."),
];

const LIST: List = List {
    filters: &[
        exactly("type", "type").among(TYPES).doc("About things of this type."),
        equals("otherid").doc("About the one of this id."),
        equals("signatureid").on("signature").doc("Of this signing request."),
    ],
    sorts: &[sort("id", "id")],
    default_sort: "id_asc",
    sortable: false,
    only: &[Condition::Present("otherid", "orders")],
    ..List::BY_NAME
};

const RELATE: Special =
    Special { run: relate, writes: true, body: SHAPE, answers: true, status: 201 };

/// Says it once, however often it is said.
fn relate(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let value = |column| input.draft.get(column).cloned().unwrap_or(Value::Null);
    let same: Vec<_> = KEY.iter().map(|column| Condition::Is(column, value(column))).collect();
    let id = match work.find(&BANKID_RELATIONS, &same)?.first() {
        Some(id) => *id,
        None => work.create(&BANKID_RELATIONS, &input.draft, Errors::default())?,
    };
    Ok(Outcome::Row(id))
}
