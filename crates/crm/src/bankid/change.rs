//! Cancelling, and what else a client may say of a request: nothing that would change what BankID
//! told of it.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Work};
use serde_json::Value as Json;

use super::exchange::{self, Asked};
use super::{CANCELLED, COMPLETE, FAILED, PENDING, follow, over, wanted};

const STATUSES: &[&str] = &[PENDING, COMPLETE, FAILED, CANCELLED];

pub(super) const CHANGE: Special =
    Special { run: answer, writes: true, body: BODY, answers: true, status: 200 };

pub(super) const CANCEL: Special = Special { body: &[], ..CHANGE };

/// Two who cancel the same do not disturb each other: the second finds it cancelled, or is told by
/// BankID that there is no such order any more.
pub(super) static CHANGING: Asking = Asking { ask: change, ..follow::FOLLOWED };

pub(super) static CANCELLING: Asking = Asking { ask: cancel, ..follow::FOLLOWED };

const BODY: Shape = &[
    text("nonce").doc("If it is given, the request must be the one of this nonce."),
    choice("status", STATUSES).doc("`cancelled` cancels; what it is already changes nothing."),
    text("hintcode").ignored().doc("Only BankID says it."),
    text("orderref").doc("If it is given, the request must be the one of this name."),
    long_text("completiondata").ignored().doc("Only BankID says it."),
    text("errorcode").ignored().doc("Not kept."),
];

fn answer(_: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    input.id("id").map(Outcome::Row)
}

fn change(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    let row = wanted(work, input)?;
    let mut errors = Errors::default();
    for name in ["nonce", "orderref"] {
        if said(&input.draft, name).is_some_and(|said| row.text(name) != Some(said)) {
            errors.add(name, "This signing request has another one.");
        }
    }
    if !errors.is_empty() {
        return Err(Problem::Conflict(errors));
    }
    match said(&input.draft, "status") {
        Some(CANCELLED) => give_up(&row),
        Some(other) if row.text("status") != Some(other) => {
            let text = "Only BankID says so; a signing request can be cancelled.";
            Err(Problem::Invalid(Errors::one("status", text)))
        }
        _ => follow::question(&row, work.now),
    }
}

fn said<'a>(draft: &'a Draft, column: &str) -> Option<&'a str> {
    match draft.get(column) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn cancel(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    give_up(&wanted(work, input)?)
}

/// What is to be asked so that nobody signs any more.
fn give_up(row: &Record) -> Result<Option<Json>, Problem> {
    match row.text("status") {
        Some(PENDING) => exchange::json(&Asked::Cancel(follow::order(row))).map(Some),
        Some(CANCELLED) => Ok(None),
        _ => Err(over(row)),
    }
}
