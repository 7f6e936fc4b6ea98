//! Accepting and declining: by the challenged user, once, before the end.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Work};
use serde_json::json;

use super::CHALLENGES;

const ANSWER: Report = Report {
    one: "challenge answer",
    shape: &[
        id().doc("The challenge's id."),
        text("status").doc("What was answered: `accepted` or `declined`."),
    ],
    writes: true,
    ..Report::EMPTY
};

pub(super) const ACCEPT: Report =
    Report { run: |work, input, _: &ListRequest| answer(work, input, true), ..ANSWER };

pub(super) const DECLINE: Report =
    Report { run: |work, input, _: &ListRequest| answer(work, input, false), ..ANSWER };

fn answer(work: &mut Work<'_>, input: &Input, accepts: bool) -> Result<Answer, Problem> {
    let id = input.id("id")?;
    let Some(before) = work.load(&CHALLENGES, id)? else {
        return Err(work.missing(&CHALLENGES, id)?);
    };
    if before.int("challengedid") != Some(work.session.user) {
        return Err(Problem::Forbidden("Only the user who is challenged may answer."));
    }
    let known = ["accepted", "declined"].into_iter().find(|column| before.int(column).is_some());
    if let Some(known) = known {
        return Err(conflict(format!("The challenge is {known} already.")));
    }
    if before.int("active") != Some(1) {
        return Err(conflict("The challenge is over.".to_owned()));
    }
    let mut now = before.clone();
    let status = if accepts { "accepted" } else { "declined" };
    now.set(status, Value::Int(work.now));
    now.set("active", Value::Int(i64::from(accepts)));
    work.store(&CHALLENGES, &mut now, &before)?;
    Ok(Answer::one(json!({ "id": id, "status": status })))
}

fn conflict(text: String) -> Problem {
    Problem::Conflict(Errors::one("status", text))
}
