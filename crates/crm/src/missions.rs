//! Missions: what a team shall do in a time, with whom, and how far it has come.

mod connections;
mod filters;
mod progress;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::{Record, Work};
use serde_json::json;

use crate::lookup::lookup;
use crate::users::USERS;

pub use connections::{CONNECTED_ACTIVITIES, MISSION_CONNECTIONS};
pub(crate) use connections::{Kind, take_results};
pub(crate) use filters::{
    ARTICLE_MISSION, MISSION, MISSION_IDS, MISSION_RESULT, ORDER_MISSION_RESULT, ORDER_MISSIONS,
};

lookup! {
    extension
    /// Kinds of missions.
    MISSION_TYPES = "missiontypes", "mission type", "mission_types" in "missions"
    at "/missions/types"
    by "id" [text("name").required().doc("Its name.")]
}

/// Missions.
pub static MISSIONS: Resource = Resource {
    name: "missions",
    one: "mission",
    table: "missions",
    shape: SHAPE,
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: None },
    operations: &[
        create("/missions", "Create a mission"),
        update("/missions/{id}", "Change a mission", Locate::Id),
        read("/missions/{id}", "Get a mission", Locate::Id),
        delete("/missions/{id}", "Hide a mission", Locate::Id).extension(),
        restore("/missions/{id}/restore", "Bring a hidden mission back"),
    ],
    ..Resource::EMPTY
};

/// Addresses of documents and films may be longer than other lines.
const ADDRESS: usize = 2048;

static SHAPE: Shape = &[
    id().doc("The mission's id."),
    text("name").doc("Its name."),
    long_text("description").doc("What it is about."),
    date("startdate").doc("The day it starts."),
    date("enddate").doc("The day it ends."),
    flag("active").default(1).doc("1 while it is worked on."),
    long_text("script").doc("What to say."),
    text("pdf").max(ADDRESS).doc("A document that goes with it."),
    text("video").max(ADDRESS).doc("A film that goes with it."),
    long_text("terms").doc("Its terms."),
    reference("userid", &USERS).shown().doc("Id of the user who owns it."),
    reference("typeid", &MISSION_TYPES).shown().doc("Id of its type."),
    flag("result").default(0).extension().doc("1 when it has come to what it was for."),
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

fn check(
    _: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if now.int("startdate").zip(now.int("enddate")).is_some_and(|(start, end)| end < start) {
        errors.add("enddate", "A mission cannot end before it starts.");
    }
    Ok(())
}

/// The list of missions is documented with the properties of a connection: these, and beside
/// them the mission's own.
pub static LISTED_MISSIONS: Resource = Resource {
    name: "listedmissions",
    one: "listed mission",
    table: "missions",
    shape: &[
        id().answer_extension().doc("The mission's id."),
        text("name").answer_extension().doc("Its name."),
        long_text("description").answer_extension().doc("What it is about."),
        date("startdate").answer_extension().doc("The day it starts."),
        date("enddate").answer_extension().doc("The day it ends."),
        flag("active").default(1).answer_extension().doc("1 while it is worked on."),
        long_text("script").answer_extension().doc("What to say."),
        text("pdf").max(ADDRESS).answer_extension().doc("A document that goes with it."),
        text("video").max(ADDRESS).answer_extension().doc("A film that goes with it."),
        long_text("terms").answer_extension().doc("Its terms."),
        reference("userid", &USERS).shown().answer_extension().doc("Id of its owner."),
        reference("typeid", &MISSION_TYPES).shown().answer_extension().doc("Id of its type."),
        scalar(
            "type",
            Scalar {
                ty: Type::Text { max: 255, lines: false },
                from: &[],
                compute: |_| json!("mission"),
            },
        )
        .doc("Always `mission`."),
        integer("connectid").column("id").assigned().doc("The mission's id."),
        flag("result").default(0).doc("1 when it has come to what it was for."),
        instant("tscreated").column("created").doc("When it was created."),
        instant("tsupdated").column("updated").doc("When it was changed last."),
    ],
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Soft,
    operations: &[list("/missions", "List missions", LIST).tag("missions")],
    ..Resource::EMPTY
};

const CONNECTED: &[Within] =
    &[Within { own: "id", table: "mission_connections", select: "missionid" }];

const LIST: List = List {
    filters: &[
        either("active").default(1).doc("1: those that are worked on, 0: the others."),
        custom("datespan_start", ParamType::Text, ends_after)
            .doc("Not over before this day; of a date-time its day counts."),
        custom("datespan_end", ParamType::Text, starts_before)
            .doc("Begun on this day or earlier; of a date-time its day counts."),
        equals("ownerid").on("userid").doc("Owned by this user."),
        one_of("ownerids", "userid").doc("Owned by one of these users."),
        equals("typeid").doc("Of this type."),
        one_of("accountids", "accountid")
            .within(CONNECTED)
            .doc("Connected with one of these accounts."),
        one_of("activityids", "activityid")
            .within(CONNECTED)
            .doc("Connected with one of these activities."),
        one_of("articleids", "articleid")
            .within(CONNECTED)
            .doc("Connected with one of these articles."),
        one_of("userids", "userid").within(CONNECTED).doc("Connected with one of these users."),
        one_of("orderids", "orderid").within(CONNECTED).doc("Connected with one of these orders."),
    ],
    sorts: &[
        sort_optional("enddate", "enddate"),
        sort_optional("startdate", "startdate"),
        sort_optional("name", "name_key"),
        sort("number", "id"),
    ],
    default_sort: "enddate_asc",
    ..List::BY_NAME
};

/// A mission without an end goes on.
fn ends_after(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let day = params.day("datespan_start", errors);
    let test = |day| open("enddate", Condition::AtLeast("enddate", Value::Int(day)));
    day.map(test).into_iter().collect()
}

/// A mission without a beginning has begun.
fn starts_before(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let day = params.day("datespan_end", errors);
    let test = |day| open("startdate", Condition::Below("startdate", Value::Int(day + 1)));
    day.map(test).into_iter().collect()
}

/// The condition, or the column is unset.
fn open(column: &'static str, condition: Condition) -> Condition {
    Condition::Any(vec![condition, Condition::Unset(column)])
}
