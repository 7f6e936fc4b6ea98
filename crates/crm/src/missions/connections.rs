//! What missions are connected with.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::Work;
use serde_json::Value as Json;

use super::{MISSIONS, progress};
use crate::accounts::ACCOUNTS;
use crate::activities::{ACTIVITIES, ACTIVITY_BRIEF};
use crate::articles::ARTICLES;
use crate::orders::ORDERS;
use crate::users::USERS;

/// What missions can be connected with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Account = 1,
    Activity,
    User,
    Article,
    Order,
}

const KINDS: &[Word] = &[
    word(&["account", "accounts"], Kind::Account.number(), "accountid", &ACCOUNTS),
    word(&["activity", "activities"], Kind::Activity.number(), "activityid", &ACTIVITIES),
    word(&["user", "users"], Kind::User.number(), "userid", &USERS),
    word(&["article", "articles"], Kind::Article.number(), "articleid", &ARTICLES),
    word(&["order", "orders"], Kind::Order.number(), "orderid", &ORDERS),
];

impl Kind {
    /// What is stored for it.
    pub(crate) const fn number(self) -> i64 {
        self as i64
    }

    /// The column of its ids.
    pub(crate) fn column(self) -> &'static str {
        let word = KINDS.iter().find(|word| word.number == self.number());
        word.map_or("", |word| word.column)
    }
}

/// The columns of ids. One of them is set in each row.
const CONNECTED: &[&str] = &["accountid", "activityid", "userid", "articleid", "orderid"];

const OF_MISSION: PathPart = path_id("mission_id", "missionid", &MISSIONS);
const OF_KIND: PathPart = path_word("connection_type", "kind", KINDS);
const KEY: Locate = Locate::Key(&[OF_MISSION, OF_KIND, path_id_of_word("other_id")]);

/// What is hidden leaves the lists.
const THERE: &[Condition] = &[
    Condition::Present("accountid", "accounts"),
    Condition::Present("activityid", "activities"),
    Condition::Present("articleid", "articles"),
    Condition::Present("orderid", "orders"),
];

const fn kind() -> Property {
    one_word("type", KINDS).column("kind").ignored().doc("What it is a connection with.")
}

const fn connectid() -> Property {
    let first = |values: &[Value]| match values.iter().find(|value| **value != Value::Null) {
        Some(Value::Int(id)) => Json::from(*id),
        _ => Json::Null,
    };
    let ty = Type::Integer { min: 1, max: MAX_INTEGER };
    scalar("connectid", Scalar { ty, from: CONNECTED, compute: first })
        .ignored()
        .doc("Id of what it is a connection with.")
}

const fn result() -> Property {
    flag("result").default(0).doc("1 when it has come to what it was for.")
}

const fn created() -> Property {
    instant("tscreated").column("created").ignored().doc("When it was connected.")
}

const fn updated() -> Property {
    instant("tsupdated").column("updated").ignored().doc("When it was changed last.")
}

/// What missions are connected with.
pub static MISSION_CONNECTIONS: Resource = Resource {
    name: "missionconnections",
    one: "mission connection",
    table: "mission_connections",
    shape: &[
        kind(),
        connectid(),
        result(),
        created(),
        updated(),
        reference("missionid", &MISSIONS).assigned().doc("The mission."),
        reference("accountid", &ACCOUNTS).assigned().doc("The account, if it is one."),
        reference("activityid", &ACTIVITIES).assigned().doc("The activity, if it is one."),
        reference("userid", &USERS).assigned().doc("The user, if it is one."),
        reference("articleid", &ARTICLES).assigned().doc("The article, if it is one."),
        reference("orderid", &ORDERS).assigned().doc("The order, if it is one."),
    ],
    copied: &[
        of_activity("activity_start", "start"),
        of_activity("activity_stop", "stop"),
        of_activity("activity_typeid", "typeid"),
        of_activity("activity_userid", "userid"),
    ],
    unique: &[
        Unique { columns: &["missionid", "accountid"], property: "connectid" },
        Unique { columns: &["missionid", "activityid"], property: "connectid" },
        Unique { columns: &["missionid", "userid"], property: "connectid" },
        Unique { columns: &["missionid", "articleid"], property: "connectid" },
        Unique { columns: &["missionid", "orderid"], property: "connectid" },
    ],
    lifetime: Lifetime::Removed,
    operations: &[
        list(
            "/missions/{mission_id}/connections",
            "List what a mission is connected with",
            List { path_filters: &[OF_MISSION], ..LIST },
        )
        .tag("missions"),
        list(
            "/missions/{mission_id}/connections/{connection_type}",
            "List what of a kind a mission is connected with",
            List { path_filters: &[OF_MISSION, OF_KIND], ..LIST },
        )
        .tag("missions"),
        put(PATH, "Connect a mission with something, or set the result", KEY).tag("missions"),
        read(PATH, "Get a connection of a mission", KEY).tag("missions"),
        delete(PATH, "Remove a connection of a mission", KEY).tag("missions").extension(),
        report(
            "/missions/{mission_id}/progress",
            "List the accounts of a mission, and how far it has come with them",
            Report {
                query: List {
                    filters: &[one_of("accountids", "accountid").doc("These accounts only.")],
                    only: &[
                        Condition::Is("kind", Value::Int(Kind::Account.number())),
                        Condition::Present("accountid", "accounts"),
                    ],
                    ..LIST
                },
                ..progress::REPORT
            },
        )
        .tag("missions"),
    ],
    ..Resource::EMPTY
};

const PATH: &str = "/missions/{mission_id}/connections/{connection_type}/{other_id}";

const fn of_activity(column: &'static str, from: &'static str) -> Copied {
    Copied { column, by: "activityid", of: &ACTIVITIES, from }
}

/// In the order in which they came.
const BY_NUMBER: Sort = sort("number", "created");

const RESULT: Filter = equals("result").allow(&[0, 1]).doc("With this result.");

const LIST: List = List {
    filters: &[RESULT],
    sorts: &[BY_NUMBER],
    default_sort: "number_asc",
    sortable: false,
    path_filters: &[OF_MISSION],
    only: THERE,
    ..List::BY_NAME
};

/// The activities that missions are connected with.
pub static CONNECTED_ACTIVITIES: Resource = Resource {
    name: "connectedactivities",
    one: "connected activity",
    table: "mission_connections",
    shape: &[
        kind(),
        connectid(),
        result(),
        created(),
        updated(),
        one("activity", "activityid", &ACTIVITIES, ACTIVITY_BRIEF).doc("The activity."),
    ],
    copied: MISSION_CONNECTIONS.copied,
    lifetime: Lifetime::Removed,
    operations: &[list(
        "/missions/{mission_id}/connections/activities",
        "List the activities that a mission is connected with",
        ACTIVITY_LIST,
    )
    .tag("missions")],
    ..Resource::EMPTY
};

const ACTIVITY_LIST: List = List {
    filters: &[
        RESULT,
        one_of("typeids", "activity_typeid").doc("Of one of these types."),
        one_of("userids", "activity_userid").doc("Of one of these users."),
        custom("start", ParamType::Text, starts)
            .doc("Starting then or later: an instant, or a day in UTC."),
        custom("end", ParamType::Text, stops)
            .doc("Over then or earlier: an instant, or a day in UTC."),
    ],
    sorts: &[
        sort_optional("start", "activity_start"),
        sort_optional("end", "activity_stop"),
        BY_NUMBER,
    ],
    default_sort: "number_asc",
    path_filters: &[OF_MISSION],
    only: &[
        Condition::Is("kind", Value::Int(Kind::Activity.number())),
        Condition::Present("activityid", "activities"),
    ],
    ..List::BY_NAME
};

fn starts(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let instant = params.instant("start", errors);
    instant.map(|at| Condition::AtLeast("activity_start", at.into())).into_iter().collect()
}

fn stops(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let instant = params.instant("end", errors);
    instant.map(|at| Condition::Below("activity_stop", (at + 1).into())).into_iter().collect()
}

/// Before two accounts are merged: where both are connected with a mission, the target's
/// connection stays. It has come to what it was for if either has.
pub(crate) fn take_results(work: &mut Work<'_>, target: i64, source: i64) -> Result<(), Problem> {
    let theirs = Condition::Within {
        own: "missionid",
        table: MISSION_CONNECTIONS.table,
        select: "missionid",
        all: vec![
            Condition::Is("accountid", Value::Int(source)),
            Condition::Is("result", Value::Int(1)),
        ],
    };
    let open = [
        Condition::Is("accountid", Value::Int(target)),
        Condition::Is("result", Value::Int(0)),
        theirs,
    ];
    let done = [("result", Value::Int(1)), ("updated", Value::Int(work.now))];
    work.set(&MISSION_CONNECTIONS, &done, &open).map(drop)
}
