//! Activities: visits, calls, tasks and what came of them.

mod lists;
mod parts;
mod planned;
mod times;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::accounts::{ACCOUNTS, PLACES, back_to_account};
use crate::contacts::CONTACTS;
use crate::dynamic_fields;
use crate::files::FILE_ACTIVITIES;
use crate::missions::MISSION_IDS;
use crate::opportunities::{OPPORTUNITIES, OPPORTUNITY_BRIEF};
use crate::parts::{ACCOUNT_BRIEF, ID_NAME, PRIMARY_CONTACT, SUPERIOR, TAG, USER_BRIEF};
use crate::tags::TAGS;
use crate::users::USERS;

pub use lists::{ACTIVITY_PRIORITIES, ACTIVITY_PROGRESSION, ACTIVITY_QUESTIONS, ACTIVITY_TYPES};
pub use parts::{ACTIVITY_ANSWERS, CONTACT_ATTEMPTS};
use parts::{ANSWER, ATTEMPT};
pub(crate) use planned::{Planned, default_type, plan, replan};

/// Who follows an activity.
pub static FOLLOWERS: Link = Link {
    table: "activity_followers",
    left: "activityid",
    left_of: &ACTIVITIES,
    right: "userid",
    right_of: &USERS,
};

/// Users who are invited.
static INVITED_USERS: Link = Link {
    table: "activity_users",
    left: "activityid",
    left_of: &ACTIVITIES,
    right: "userid",
    right_of: &USERS,
};

/// Contacts who are invited.
static INVITED_CONTACTS: Link = Link {
    table: "activity_contacts",
    left: "activityid",
    left_of: &ACTIVITIES,
    right: "contactid",
    right_of: &CONTACTS,
};

/// The tags of activities.
static TAGGED: Link = Link {
    table: "activity_tags",
    left: "activityid",
    left_of: &ACTIVITIES,
    right: "tagid",
    right_of: &TAGS,
};

/// Activities.
pub static ACTIVITIES: Resource = Resource {
    name: "activities",
    one: "activity",
    table: "activities",
    shape: SHAPE,
    derived: &[
        Derived { column: "moment", how: How::Integer(moment) },
        fold("description_fold", "description"),
        start("description_start", "description"),
        fold("location_fold", "location"),
    ],
    copied: &[Copied { column: "account_key", by: "accountid", of: &ACCOUNTS, from: "name_key" }],
    search: &["description", "date", "result", "location"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: Some(came_back) },
    operations: &[
        create("/activities", "Create an activity"),
        list("/activities", "List activities", LIST),
        list("/activities/activitycoordinates", "List where activities are", COORDINATE_LIST),
        follow("/activities/follow", "Follow an activity", &FOLLOWERS, true),
        follow("/activities/unfollow", "Stop following an activity", &FOLLOWERS, false),
        update("/activities/{id}", "Change an activity", Locate::Id),
        read("/activities/{id}", "Get an activity", Locate::Id),
        delete("/activities/{id}", "Hide an activity", Locate::Id).extension(),
        restore("/activities/{id}/restore", "Bring a hidden activity back"),
    ],
    ..Resource::EMPTY
};

/// An activity in short.
pub(crate) static ACTIVITY_BRIEF: Shape = &[
    id().doc("The activity's id."),
    long_text("description").doc("What it is about."),
    date("date").doc("The day it is on."),
    one("user", "userid", &USERS, USER_BRIEF).doc("Whose it is."),
    one("type", "typeid", &ACTIVITY_TYPES, ID_NAME).doc("What kind of activity."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("The account it is with."),
];

const PRIORITY: Shape = &[id().doc("The priority's id."), text("description").doc("What it says.")];

static SHAPE: Shape = &[
    id().ignored().create_only().doc("The activity's id."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF)
        .written()
        .update_extension()
        .doc("The account; `{\"id\": …}` in bodies."),
    reference("accountid", &ACCOUNTS)
        .shown()
        .required()
        .update_extension()
        .doc("Id of the account."),
    flag("closed").default(0).doc("1 when it is done."),
    children("contactattempts", &CONTACT_ATTEMPTS, "activityid", ATTEMPT)
        .written()
        .update_extension()
        .doc("Attempts to reach somebody; those in bodies are added."),
    long_text("description").required().may_be_empty().doc("What it is about."),
    date("date").doc("The day it is on; the day of `start`."),
    integer("extrasexternalid").update_extension().doc("Number in another system."),
    linked_back("files", &FILE_ACTIVITIES, ID_NAME).ignored().create_only().doc("Files."),
    linked("followers", &FOLLOWERS, USER_BRIEF)
        .written()
        .update_extension()
        .doc("Users who follow it; a list of `{\"id\": …}` in bodies."),
    linked("invitedusers", &INVITED_USERS, USER_BRIEF)
        .written()
        .doc("Users who are invited; a list of `{\"id\": …}` in bodies."),
    linked("invitedcontacts", &INVITED_CONTACTS, SUPERIOR)
        .written()
        .doc("Contacts who are invited; a list of `{\"id\": …}` in bodies."),
    text("location").required().may_be_empty().doc("Where it takes place."),
    one("primarycontact", "primarycontactid", &CONTACTS, PRIMARY_CONTACT)
        .written()
        .required()
        .doc("Whom it is with; `{\"id\": …}` in bodies."),
    one("priority", "priorityid", &ACTIVITY_PRIORITIES, PRIORITY)
        .written()
        .update_extension()
        .doc("How urgent it is; `{\"id\": …}` in bodies."),
    one("progressionstate", "progressionstateid", &ACTIVITY_PROGRESSION, ID_NAME)
        .written()
        .update_extension()
        .doc("How far one has come; `{\"id\": …}` in bodies."),
    one("opportunity", "opportunityid", &OPPORTUNITIES, OPPORTUNITY_BRIEF)
        .written()
        .update_extension()
        .doc("The opportunity it belongs to; `{\"id\": …}` in bodies."),
    reference("opportunityid", &OPPORTUNITIES)
        .create_extension()
        .doc("Id of the opportunity it belongs to."),
    object(
        "reminder",
        &[
            text("text").column("reminder_text").doc("What it says."),
            integer("min").column("reminder_min").doc("Minutes before the start."),
            flag("done").column("reminder_done").default(0).doc("1 when it was given."),
        ],
    )
    .update_extension()
    .doc("Reminder before it starts."),
    instant("start").written().update_extension().doc("When it starts; `date` and `starttime`."),
    time("starttime").doc("Time of day it starts, `HH:MM`."),
    instant("stop").written().update_extension().doc("When it stops; `date` and `stoptime`."),
    time("stoptime").doc("Time of day it stops, `HH:MM`."),
    long_text("result").required().may_be_empty().doc("What came of it."),
    one("type", "typeid", &ACTIVITY_TYPES, ID_NAME)
        .written()
        .required()
        .update_extension()
        .doc("What kind of activity; `{\"id\": …}` in bodies."),
    reference("typeid", &ACTIVITY_TYPES).create_extension().doc("Id of its type."),
    one_listed("user", "userid", &USERS, USER_BRIEF)
        .written()
        .doc("Whose it is: a list of one; an object or such a list in bodies."),
    reference("userid", &USERS).shown().required().doc("Id of whose it is."),
    children("answers", &ACTIVITY_ANSWERS, "activityid", ANSWER)
        .written()
        .doc("Answers to the questions of its type; those in bodies are set, the others stay."),
    text("externalkey").update_extension().doc("Key in another system."),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    dynamic_fields::CARRIED,
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

const OF_ACCOUNT: &[Within] = &[Within { own: "accountid", table: "accounts", select: "id" }];

const FOLLOWED: &[Within] =
    &[Within { own: "id", table: "activity_followers", select: "activityid" }];

const ACCOUNT: Filter = equals("accountid").doc("At this account.");
const ACCOUNT_TYPE_IDS: Filter =
    one_of("accounttypeids", "typeid").within(OF_ACCOUNT).doc("At accounts of one of these types.");
const ACCOUNT_USER_IDS: Filter = one_of("accountuserids", "userid")
    .within(OF_ACCOUNT)
    .doc("At accounts owned by one of these users.");
const DATE: Filter = day("date", "date").doc("On this day, `YYYY-MM-DD`.");
const START_DATE: Filter = from("startdate", "date").doc("On this day or later, `YYYY-MM-DD`.");
const END_DATE: Filter = until("enddate", "date").doc("On this day or earlier, `YYYY-MM-DD`.");
const CLOSED: Filter =
    either("closed").doc("1: those that are done, 0: those that are not; both when left out.");
const USER: Filter = equals("userid").doc("Of this user.");
const USER_IDS: Filter = one_of("userids", "userid").doc("Of one of these users.");
const TYPE: Filter = equals("typeid").doc("Of this type.");
const TYPE_IDS: Filter = one_of("typeids", "typeid").doc("Of one of these types.");
const CONTACT: Filter = equals("contactid").on("primarycontactid").doc("With this contact.");
const OPPORTUNITY: Filter = equals("opportunityid").doc("Of this opportunity.");
const LOCATION: Filter =
    like("location", "location_fold").doc("Where it takes place; `%` stands for any text.");
const DESCRIPTION: Filter = like_long("description", "description_fold", "description_start")
    .doc("Description; `%` stands for any text.");
const PROGRESSION: Filter = equals("progressionstateid").doc("As far as this.");
const FOLLOWED_BY: Filter =
    equals("followedby").on("userid").within(FOLLOWED).doc("Followed by this user.");
const SEARCH: Filter =
    full_text().doc("Every word must be found in description, date, result or location.");

const SORTS: &[Sort] =
    &[sort_optional("date", "moment"), sort("account", "account_key"), sort("userid", "userid")];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        ACCOUNT,
        ACCOUNT_TYPE_IDS,
        ACCOUNT_USER_IDS,
        DATE,
        START_DATE,
        END_DATE,
        CLOSED,
        USER,
        USER_IDS,
        MISSION_IDS,
        TYPE,
        TYPE_IDS,
        CONTACT,
        OPPORTUNITY,
        LOCATION,
        DESCRIPTION,
        PROGRESSION,
        FOLLOWED_BY,
        SEARCH,
        exactly("externalkey", "externalkey").doc("Key in another system."),
    ],
    sorts: SORTS,
    default_sort: "date_desc",
    ..List::BY_NAME
};

const COORDINATE_LIST: List = List {
    filters: &[
        ACCOUNT,
        ACCOUNT_TYPE_IDS,
        ACCOUNT_USER_IDS,
        DATE,
        START_DATE,
        END_DATE,
        CLOSED,
        USER,
        USER_IDS,
        TYPE,
        TYPE_IDS,
        CONTACT,
        OPPORTUNITY,
        LOCATION,
        DESCRIPTION,
        PROGRESSION,
        FOLLOWED_BY,
        SEARCH,
    ],
    sorts: SORTS,
    default_sort: "date_desc",
    max_per_page: 1000,
    of: Listed::PlacesOf { shape: PLACE, by: "accountid", points: &PLACES },
    ..List::BY_NAME
};

/// A place of an activity's account.
const PLACE: Shape = &[
    lister("activityid").doc("The activity's id."),
    text("addresstype").column("kind").doc("Which of its account's addresses."),
    degrees("latitude", 90).doc("Degrees north."),
    degrees("longitude", 180).doc("Degrees east."),
    distance("distance", "latitude", "longitude")
        .doc("Documented; always null, as there is no point to measure from."),
];

/// Minutes since 1970 by local clocks: sorts by date, then time of day.
fn moment(record: &Record) -> Value {
    let minutes = record.int("starttime").unwrap_or(0);
    record.int("date").map(|day| day * engine::clock::DAY + minutes).into()
}

fn check(
    _: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    times::fill(now, before, errors);
    Ok(())
}

/// An activity comes back to an account that is there.
fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_account(work, &ACTIVITIES, id, hidden).map(drop)
}
