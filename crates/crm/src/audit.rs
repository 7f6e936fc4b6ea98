//! The audit trail: who did what to tokens, users, roles and settings. It is read, never written.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Errors;
use engine::request::Params;

use crate::parts::USER_BRIEF;
use crate::users::USERS;

/// What happened, newest first. The engine writes it.
pub static AUDIT: Resource = Resource {
    name: "audit",
    one: "event",
    table: "audit",
    shape: &[
        id().doc("The event's id."),
        instant("at").required().doc("When it happened."),
        text("event").required().doc("What happened: `created`, `changed`, `deleted`, …"),
        text("kind").required().doc("The kind of thing it happened to, such as `users`."),
        integer("subjectid").assigned().doc("Which of them."),
        texts("properties").assigned().doc("The properties it was about: names, never values."),
        one("user", "userid", &USERS, USER_BRIEF)
            .doc("Who did it; null for the operator, the server and nobody known."),
        text("address").assigned().doc("Where the request came from, of what is noted with it."),
    ],
    writers: Writers::Administrators,
    operations: &[list("/audit", "List what happened to tokens, users, roles and settings", LIST)
        .writers(Writers::Administrators)
        .extension()],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        equals("userid").doc("Done by this user."),
        exactly("event", "event").doc("Of this sort, such as `changed`."),
        exactly("kind", "kind").doc("To a thing of this kind, such as `users`."),
        equals("subjectid").doc("To the thing of this id."),
        custom("start", ParamType::Text, start)
            .doc("Then or later: an instant of RFC 3339, or a day, in UTC."),
        custom("end", ParamType::Text, end)
            .doc("Before then: an instant of RFC 3339, or a day, in UTC."),
    ],
    sorts: &[sort("at", "at")],
    default_sort: "at_desc",
    ..List::BY_NAME
};

fn start(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let instant = params.instant("start", errors);
    instant.map(|instant| Condition::AtLeast("at", instant.into())).into_iter().collect()
}

fn end(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let instant = params.instant("end", errors);
    instant.map(|instant| Condition::Below("at", instant.into())).into_iter().collect()
}
