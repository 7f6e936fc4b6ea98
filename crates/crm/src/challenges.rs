//! Challenges: one user dares another to a contest, which what they do decides.

mod answer;
mod profile;
mod scores;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::{Record, Work};

pub(crate) use scores::settle;

use crate::calendar::{Span, today};
use crate::lookup::lookup;
use crate::metrics::{METRICS, metric};
use crate::parts::{ID_NAME, USER_BRIEF};
use crate::users::USERS;

lookup! {
    /// Types of challenges: what is counted, and for how many days.
    CHALLENGE_TYPES = "challengetypes", "challenge type", "challenge_types"
    in "challenges" at "/challenges/types"
    by "id" [
        text("name").required().doc("Its name."),
        text("metric").extension().doc(
            "What decides: `closedactivities`, `newaccounts` or `wonvalue` (what won opportunities \
             are worth, in whole kronor); the first when left out.",
        ),
        integer("days").range(1, 366).default(7).extension()
            .doc("How many days challenges of the type last."),
    ]
    derived: &[key("name_key", "name")],
    rules: Rules { check: Some(check_type), after: None, hidden: None },
}

/// Challenges.
pub static CHALLENGES: Resource = Resource {
    name: "challenges",
    one: "challenge",
    table: "challenges",
    shape: SHAPE,
    copied: &[
        Copied { column: "type_key", by: "typeid", of: &CHALLENGE_TYPES, from: "name_key" },
        Copied { column: "challenger_key", by: "challengerid", of: &USERS, from: "name_key" },
        Copied { column: "challenged_key", by: "challengedid", of: &USERS, from: "name_key" },
        Copied { column: "winner_key", by: "winnerid", of: &USERS, from: "name_key" },
    ],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: Some(scores::hidden) },
    due: Some(Due { is: scores::is_due, settle: scores::settle }),
    operations: &[
        create("/challenges", "Challenge a user").answers(200).listed(),
        list("/challenges", "List challenges", LIST),
        report("/challenges/users/{id}", "Get a user's game profile", profile::PROFILE),
        read("/challenges/{id}", "Get a challenge", Locate::Id),
        report_by(Method::Post, "/challenges/{id}/accept", "Accept a challenge", answer::ACCEPT),
        report_by(Method::Post, "/challenges/{id}/decline", "Decline a challenge", answer::DECLINE),
        delete("/challenges/{id}", "Hide a challenge", Locate::Id).extension(),
        restore("/challenges/{id}/restore", "Bring a hidden challenge back"),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The challenge's id."),
    one("challenged", "challengedid", &USERS, ID_NAME)
        .written()
        .required()
        .create_only()
        .hidden()
        .doc("Who is challenged: an active user other than oneself; `{\"id\": …}`."),
    flag("active").default(1).assigned().doc("1 until it is over or declined."),
    object("challenged", CHALLENGED).assigned().doc("Who is challenged."),
    object("challenger", CHALLENGER).assigned().doc("Who challenges: whoever created it."),
    instant("created").doc("When it was created."),
    filled("daysremaining", &scores::FILLING, scores::DAYS, NUMBER)
        .doc("Days left to compete, today among them."),
    date("startdate").required().create_only().doc(
        "The first day, today or later. Of a date-time the day counts, whatever its time zone.",
    ),
    date("stopdate").assigned().doc("The last day."),
    one("type", "typeid", &CHALLENGE_TYPES, ID_NAME)
        .written()
        .create_only()
        .doc("What decides, and how long it lasts; `{\"id\": …}`, the first type when left out."),
    one("winner", "winnerid", &USERS, USER_BRIEF)
        .doc("Who has won; null before the end and for a tie."),
    text("metric").assigned().hidden().doc("What decides, as the type had it."),
    integer("begins").assigned().hidden().doc("The instant it begins."),
    integer("ends").assigned().hidden().doc("The instant it ends."),
    instant("declined").hidden().doc("When it was declined."),
    reference("loserid", &USERS).assigned().doc("Who has lost."),
    integer("challenger_score").assigned().hidden().doc("What the challenger came to."),
    integer("challenged_score").assigned().hidden().doc("What the challenged user came to."),
];

const NUMBER: Type = Type::Integer { min: -MAX_INTEGER, max: MAX_INTEGER };

const fn side_id(place: usize) -> Property {
    filled("id", &scores::FILLING, place, NUMBER).doc("The side's id.")
}

const fn challenge_id() -> Property {
    integer("challengeid").column("id").assigned().doc("The challenge's id.")
}

const fn owner(place: usize) -> Property {
    filled("owner", &scores::FILLING, place, Type::Truth).doc("Whether this is the challenger.")
}

const fn score(place: usize) -> Property {
    filled("score", &scores::FILLING, place, NUMBER)
        .doc("What the user has come to; null until the challenge is accepted.")
}

static CHALLENGED: Shape = &[
    side_id(scores::CHALLENGED_ID),
    instant("accepted").doc("When the challenge was accepted; null until it is."),
    challenge_id(),
    owner(scores::CHALLENGED_OWNS),
    score(scores::CHALLENGED_SCORE),
    one("user", "challengedid", &USERS, USER_BRIEF).doc("The user."),
];

static CHALLENGER: Shape = &[
    side_id(scores::CHALLENGER_ID),
    instant("accepted").column("created").doc("When the user agreed to it: from the beginning."),
    challenge_id(),
    owner(scores::CHALLENGER_OWNS),
    score(scores::CHALLENGER_SCORE),
    one("user", "challengerid", &USERS, USER_BRIEF).doc("The user."),
];

const LIST: List = List {
    filters: &[
        equals("challengerid").doc("Issued by this user."),
        equals("challengedid").doc("Issued to this user."),
        equals("typeid").doc("Of this type."),
        equals("winnerid").doc("Won by this user."),
        custom("status", ParamType::Text, status)
            .required()
            .choices(
                &["pending", "unanswered", "ongoing", "won", "lost", "all", "closed"],
                "pending",
            )
            .doc(
                "Of the token's user: `pending` (issued and not answered yet), `unanswered` (to be \
                 answered by the user), `ongoing`, `won` or `lost`. Of everybody: `closed` (over or \
                 declined) or `all`.",
            ),
        from("datespan_start", "startdate").doc("That begin on this day or later, `YYYY-MM-DD`."),
        until("datespan_end", "stopdate").doc("That end on this day or earlier, `YYYY-MM-DD`."),
    ],
    sorts: &[
        sort("active", "active"),
        sort_optional("type", "type_key"),
        sort_optional("winner", "winner_key"),
        sort_optional("challenger", "challenger_key"),
        sort("challenged", "challenged_key"),
    ],
    default_sort: "active_desc",
    ..List::BY_NAME
};

/// What a status means to the user who asks.
fn status(params: &Params, _: &mut Errors) -> Vec<Condition> {
    let active = |active| Condition::Is("active", Value::Int(active));
    let mine = |column| Condition::Caller(column);
    match params.get("status") {
        Some("pending") => vec![mine("challengerid"), active(1), Condition::Unset("accepted")],
        Some("unanswered") => vec![mine("challengedid"), active(1), Condition::Unset("accepted")],
        // Found by either side first: few are one's own.
        Some("ongoing") => vec![Condition::Within {
            own: "id",
            table: CHALLENGES.table,
            select: "id",
            all: vec![
                Condition::Any(vec![mine("challengerid"), mine("challengedid")]),
                active(1),
                Condition::Set("accepted"),
            ],
        }],
        Some("won") => vec![mine("winnerid")],
        Some("lost") => vec![mine("loserid")],
        Some("closed") => vec![active(0)],
        _ => Vec::new(),
    }
}

/// A type counts something there is.
fn check_type(
    _: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    match now.text("metric") {
        None => now.set("metric", METRICS.first().map(|metric| metric.name).into()),
        Some(name) if metric(name).is_none() => {
            let names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
            errors.add("metric", format!("It must be one of {}.", names.join(", ")));
        }
        Some(_) => {}
    }
    Ok(())
}

/// A new challenge is the caller's own, issued to somebody who is there, and gets from its type what
/// decides and how long it lasts: a type that is changed later changes no contest.
fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if before.is_some() {
        return Ok(());
    }
    // The server itself brings in challenges of anybody, also of the past.
    let by_server = work.session.user == 0;
    if !by_server {
        now.set("challengerid", Value::Int(work.session.user));
    }
    let challenged = now.int("challengedid");
    if challenged == now.int("challengerid") {
        errors.add("challenged.id", "Nobody can challenge themselves.");
    } else if let Some(id) = challenged
        && work.value(&USERS, id, "active")? != Some(Value::Int(1))
    {
        errors.add("challenged.id", format!("The user {id} is not active."));
    }
    let Some(first) = now.int("startdate") else { return Ok(()) };
    if first < today(work.now) && !by_server {
        errors.add("startdate", "This must be today or later.");
    }
    let kind = match now.int("typeid") {
        Some(id) => Some(id),
        None => work.find(&CHALLENGE_TYPES, &[])?.first().copied(),
    };
    let kind = match kind {
        Some(id) => work.load(&CHALLENGE_TYPES, id)?,
        None => None,
    };
    let Some(kind) = kind else {
        errors.add("type", "There are no types of challenges yet; create one.");
        return Ok(());
    };
    let end = first + kind.int("days").unwrap_or(1);
    let Some(span) = Span::new(first, end) else {
        errors.add("startdate", "The calendar does not reach that far.");
        return Ok(());
    };
    for (column, value) in [
        ("typeid", Value::Int(kind.id)),
        ("metric", kind.get("metric").clone()),
        ("stopdate", Value::Int(end - 1)),
        ("begins", Value::Int(span.instants.0)),
        ("ends", Value::Int(span.instants.1)),
    ] {
        now.set(column, value);
    }
    Ok(())
}
