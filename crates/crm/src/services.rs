//! What is asked about people outside: where they live, and whether they pay.
//!
//! The questions hold personal numbers. Neither they nor the answers are kept; of a credit check
//! there stays who asked, when, and the name that the one who answered gave it.

pub mod answers;
pub mod simulator;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Work};
use serde_json::{Value as Json, json};

use crate::person_number::{PersonNumber, Wrong};
use crate::users::USERS;

/// The service that knows where people live.
pub const ADDRESS: &str = "address";

/// The service that knows whether people pay.
pub const CREDIT: &str = "credit";

/// The property of a body that holds a number.
const NUMBER: &str = "person_number";

const ADDRESS_ASKING: Asking = Asking { to: ADDRESS, ask: ask_address, claim: None, settle: None };

/// The address of a person. Nothing is kept of it.
pub(crate) const ADDRESS_LOOKUP: Operation = report_by(
    Method::Post,
    "/services/address",
    "Look up the address of a person",
    Report {
        one: "person address",
        shape: &[
            text("name").doc("First name."),
            text("surname").doc("Family name."),
            text("street").doc("Street and number."),
            text("city").doc("Town."),
            text("zip").doc("Postal code."),
        ],
        body: &[text(NUMBER).required().doc(
            "The person's number: twelve or ten digits; `-` or `+` may stand before the last four.",
        )],
        run: |_, input, _| heard(input).cloned().map(Answer::one),
        ..Report::EMPTY
    },
)
.tag("services")
.refuses(&[404])
.asking(&ADDRESS_ASKING);

const CREDIT_ASKING: Asking =
    Asking { to: CREDIT, ask: ask_credit, claim: None, settle: Some(note) };

const CREDIT_CHECK: Operation = report_by(
    Method::Post,
    "/services/creditcheck",
    "Check the credit of a person",
    Report {
        one: "credit check result",
        shape: &[
            text(NUMBER).doc("The person's number."),
            text("status").doc("What became of the check, as who made it says."),
            text("correlationid").doc("What who made it calls it."),
            instant("checkdate").doc("When it was made."),
            text("outcome").doc("What it came to, as who made it says."),
        ],
        body: &[text(NUMBER).required().doc("The person's number: twelve digits.")],
        // A check leaves a trace with the person, so it is no mere reading.
        writes: true,
        run: credit,
        ..Report::EMPTY
    },
)
.tag("services")
.refuses(&[404])
.asking(&CREDIT_ASKING);

/// Who had the credit of somebody checked. Of whom, only who made the check can tell.
pub static CREDIT_CHECKS: Resource = Resource {
    name: "creditchecks",
    one: "credit check",
    table: "credit_checks",
    shape: &[
        id().doc("Its id."),
        reference("userid", &USERS).shown().assigned().doc("Id of the user who asked."),
        instant("checkdate").doc("When it was made."),
        text("status").assigned().doc("What became of it, as who made it says."),
        text("correlationid").assigned().doc("What who made it calls it."),
    ],
    operations: &[
        ADDRESS_LOOKUP,
        CREDIT_CHECK,
        list(
            "/services/creditchecks",
            "List who had credit checked",
            List {
                sorts: &[sort_optional("checkdate", "checkdate")],
                default_sort: "checkdate_desc",
                sortable: false,
                ..List::BY_NAME
            },
        )
        .tag("services")
        .extension(),
    ],
    ..Resource::EMPTY
};

fn ask_address(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    question(work, input, PersonNumber::read_written)
}

fn ask_credit(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    question(work, input, PersonNumber::read)
}

/// What is asked: the number, once it is right.
fn question(
    work: &Work<'_>,
    input: &Input,
    read: fn(&str, i64) -> Result<PersonNumber, Wrong>,
) -> Result<Option<Json>, Problem> {
    let given = given(input);
    let number = read(given, work.now)
        .map_err(|wrong| Problem::Invalid(Errors::one(NUMBER, wrong.to_string())))?;
    Ok(Some(answers::question(&number)))
}

/// The number that a body gives.
fn given(input: &Input) -> &str {
    match input.draft.get(NUMBER) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// What was answered; none of it when nobody has that number.
fn heard(input: &Input) -> Result<&Json, Problem> {
    match &input.heard {
        Some(Json::Null) => Err(Problem::NotFound("There is nobody with that number.".to_owned())),
        Some(answer) => Ok(answer),
        None => Err(Problem::Internal("a service was not asked".to_owned())),
    }
}

fn credit(_: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let mut answer = json!({ NUMBER: given(input) });
    for name in ["status", "correlationid", "checkdate", "outcome"] {
        answer[name] = heard(input)?[name].clone();
    }
    Ok(Answer::one(answer))
}

/// Writes down that a check was made.
fn note(work: &mut Work<'_>, _: &Input, heard: &Json) -> Result<(), Problem> {
    if heard.is_null() {
        return Ok(());
    }
    let text = |name: &str| Value::from(heard[name].as_str());
    let made = heard["checkdate"].as_str().and_then(engine::clock::parse_instant);
    let values = vec![
        ("userid", Value::Int(work.session.user)),
        ("checkdate", Value::Int(made.unwrap_or(work.now))),
        ("status", text("status")),
        ("correlationid", text("correlationid")),
    ];
    work.add(&CREDIT_CHECKS, values).map(drop)
}
