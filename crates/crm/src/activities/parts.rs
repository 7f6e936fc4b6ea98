//! What belongs to an activity: attempts to reach somebody, and answers to its type's questions.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::{ACTIVITIES, ACTIVITY_QUESTIONS};
use crate::parts::USER_BRIEF;
use crate::users::USERS;

/// Attempts to reach somebody. They are added through their activity, and stay as they are.
pub static CONTACT_ATTEMPTS: Resource = Resource {
    name: "contactattempts",
    one: "contact attempt",
    table: "activity_attempts",
    shape: ATTEMPT,
    rules: Rules { check: Some(sign), after: None, hidden: None },
    ..Resource::EMPTY
};

/// An attempt to reach somebody.
pub(super) static ATTEMPT: Shape = &[
    id().doc("The attempt's id."),
    long_text("note").create_only().doc("What came of it."),
    instant("timestamp")
        .column("at")
        .written()
        .create_only()
        .doc("When it was made; now unless told otherwise."),
    one("user", "userid", &USERS, USER_BRIEF)
        .written()
        .create_only()
        .doc("Who made it; the caller unless told otherwise."),
    reference("activityid", &ACTIVITIES).assigned().doc("Id of the activity."),
];

fn sign(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    _: &mut Errors,
) -> Result<(), Problem> {
    if before.is_some() {
        return Ok(());
    }
    if now.int("at").is_none() {
        now.set("at", Value::Int(work.now));
    }
    if now.int("userid").is_none() {
        now.set("userid", Some(work.session.user).filter(|user| *user > 0).into());
    }
    Ok(())
}

/// Answers to questions. Each question has one answer an activity.
pub static ACTIVITY_ANSWERS: Resource = Resource {
    name: "activityanswers",
    one: "activity answer",
    table: "activity_answers",
    shape: ANSWER,
    unique: &[Unique { columns: &["activityid", "questionid"], property: "questionid" }],
    ..Resource::EMPTY
};

/// An answer to a question.
pub(super) static ANSWER: Shape = &[
    reference("questionid", &ACTIVITY_QUESTIONS).shown().required().doc("Id of the question."),
    long_text("answer").doc("The answer."),
    reference("activityid", &ACTIVITIES).assigned().doc("Id of the activity."),
];
