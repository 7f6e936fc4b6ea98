//! Opportunities: what may be sold to whom, and how likely.

mod lists;
mod rules;

use engine::declare::*;

use crate::accounts::ACCOUNTS;
use crate::contacts::CONTACTS;
use crate::dynamic_fields;
use crate::files::FILE_OPPORTUNITIES;
use crate::parts::{ACCOUNT_BRIEF, ID_NAME, NAME_PLACE, SOURCE, SUPERIOR, TAG, USER_BRIEF};
use crate::tags::TAGS;
use crate::users::USERS;

pub use lists::{
    LOST_REASONS, OPPORTUNITY_ESTIMATES, OPPORTUNITY_PROGRESSION, OPPORTUNITY_SOURCES,
    OPPORTUNITY_STATES, OPPORTUNITY_STATUSES, OPPORTUNITY_TYPES, WIN_REASONS,
};
use lists::{STATUS, TYPE};

/// Who follows an opportunity.
pub static FOLLOWERS: Link = Link {
    table: "opportunity_followers",
    left: "opportunityid",
    left_of: &OPPORTUNITIES,
    right: "userid",
    right_of: &USERS,
};

/// The tags of opportunities.
pub(crate) static TAGGED: Link = Link {
    table: "opportunity_tags",
    left: "opportunityid",
    left_of: &OPPORTUNITIES,
    right: "tagid",
    right_of: &TAGS,
};

const ESTIMATE: Shape = &[
    id().doc("The estimate's id."),
    text("description").doc("What it says."),
    integer("sortorder").doc("Place in lists."),
    text("value").doc("How likely."),
    flag("visible").doc("1 while it is offered."),
];

const STATE: Shape = &[
    id().doc("The state's id."),
    text("state").doc("Its name."),
    integer("sortorder").doc("Place in lists."),
];

/// An opportunity as activities answer it.
pub(crate) static OPPORTUNITY_BRIEF: Shape = &[
    id().doc("The opportunity's id."),
    text("title").doc("Title."),
    long_text("description").doc("What it is about."),
    date("estimatedenddate").doc("When it is expected to be decided."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("Who may buy."),
    one("user", "userid", &USERS, USER_BRIEF).doc("Who sells."),
];

/// Opportunities.
pub static OPPORTUNITIES: Resource = Resource {
    name: "opportunities",
    one: "opportunity",
    table: "opportunities",
    shape: SHAPE,
    derived: &[fold("description_fold", "description"), start("description_start", "description")],
    copied: &[Copied { column: "account_key", by: "accountid", of: &ACCOUNTS, from: "name_key" }],
    search: &["title", "description", "result"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(rules::check), after: None, hidden: Some(rules::came_back) },
    operations: &[
        create("/opportunities", "Create an opportunity"),
        list("/opportunities", "List opportunities", LIST),
        follow("/opportunities/follow", "Follow an opportunity", &FOLLOWERS, true),
        follow("/opportunities/unfollow", "Stop following an opportunity", &FOLLOWERS, false),
        update("/opportunities/{id}", "Change an opportunity", Locate::Id),
        read("/opportunities/{id}", "Get an opportunity", Locate::Id),
        delete("/opportunities/{id}", "Hide an opportunity", Locate::Id).extension(),
        restore("/opportunities/{id}/restore", "Bring a hidden opportunity back"),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The opportunity's id."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("Who may buy."),
    reference("accountid", &ACCOUNTS).shown().required().doc("Id of the account."),
    one("altaccount", "altaccountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("Another account involved."),
    reference("altaccountid", &ACCOUNTS).shown().doc("Id of another account involved."),
    money("altvalue").doc("Another value; a number, or text that is one."),
    text("altvaluelabel").doc("What the other value is."),
    instant("changedate").column("updated").doc("When it was changed last."),
    reference("changeuserid", &USERS).shown().assigned().doc("Id of who changed it last."),
    one("changeuser", "changeuserid", &USERS, USER_BRIEF).doc("Who changed it last."),
    flag("closed").default(0).doc("1 when it is decided. A status that is won or lost closes it."),
    one("contact", "contactid", &CONTACTS, SUPERIOR).doc("Whom one talks to."),
    reference("contactid", &CONTACTS).shown().required().doc("Id of whom one talks to."),
    long_text("description").required().may_be_empty().doc("What it is about."),
    one("estimate", "estimateid", &OPPORTUNITY_ESTIMATES, ESTIMATE).doc("How likely it is."),
    reference("estimateid", &OPPORTUNITY_ESTIMATES).doc("Id of how likely it is."),
    date("estimatedenddate").required().doc("When it is expected to be decided."),
    date("enddate")
        .answer_extension()
        .doc("When it was decided; the day it is closed unless told otherwise."),
    linked_back("files", &FILE_OPPORTUNITIES, ID_NAME).doc("Files."),
    linked("followers", &FOLLOWERS, USER_BRIEF).doc("Users who follow it."),
    one("lostreason", "lostreasonid", &LOST_REASONS, NAME_PLACE).doc("Why it was lost."),
    reference("lostreasonid", &LOST_REASONS)
        .shown()
        .doc("Id of why it was lost; only lost ones have one."),
    text("phone").doc("Telephone."),
    one("progressionstate", "progressionstateid", &OPPORTUNITY_PROGRESSION, ID_NAME)
        .written()
        .create_extension()
        .update_extension()
        .doc("Where one stands; `{\"id\": …}` in bodies."),
    instant("regdate").column("created").doc("When it was created."),
    one("reguser", "reguserid", &USERS, USER_BRIEF).doc("Who created it."),
    reference("reguserid", &USERS).shown().assigned().doc("Id of who created it."),
    long_text("result").doc("What came of it."),
    one("source", "sourceid", &OPPORTUNITY_SOURCES, SOURCE).doc("Where it came from."),
    reference_either("sourceid", &OPPORTUNITY_SOURCES)
        .doc("Id of where it came from; text or a number in bodies."),
    one("state", "stateid", &OPPORTUNITY_STATES, STATE).doc("Its state."),
    reference("stateid", &OPPORTUNITY_STATES).shown().doc("Id of its state."),
    one("status", "statusid", &OPPORTUNITY_STATUSES, STATUS).doc("How far it has come."),
    reference("statusid", &OPPORTUNITY_STATUSES)
        .shown()
        .required()
        .doc("Id of how far it has come; a status of its type."),
    text("title").required().doc("Title."),
    one("type", "typeid", &OPPORTUNITY_TYPES, TYPE).doc("What kind of opportunity."),
    reference("typeid", &OPPORTUNITY_TYPES).shown().required().doc("Id of its type."),
    one("user", "userid", &USERS, USER_BRIEF).doc("Who sells."),
    reference("userid", &USERS).shown().required().doc("Id of who sells."),
    money("value").doc("What it is worth."),
    object(
        "businessarea",
        &[
            integer("opportunityid").column("id").assigned().doc("The opportunity's id."),
            integer("businessareaid")
                .create_extension()
                .update_extension()
                .doc("Id of the business area."),
        ],
    )
    .create_extension()
    .update_extension()
    .doc("The business area it belongs to."),
    one("winreason", "winreasonid", &WIN_REASONS, NAME_PLACE).doc("Why it was won."),
    reference("winreasonid", &WIN_REASONS)
        .shown()
        .doc("Id of why it was won; only won ones have one."),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    dynamic_fields::CARRIED,
];

const OF_ACCOUNT: &[Within] = &[Within { own: "accountid", table: "accounts", select: "id" }];

const FOLLOWED: &[Within] =
    &[Within { own: "id", table: "opportunity_followers", select: "opportunityid" }];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        equals("userid").doc("Sold by this user."),
        one_of("userids", "userid").doc("Sold by one of these users."),
        equals("accountid").doc("With this account."),
        one_of("accounttypeids", "typeid")
            .within(OF_ACCOUNT)
            .doc("With accounts of one of these types."),
        one_of("accountuserids", "userid")
            .within(OF_ACCOUNT)
            .doc("With accounts owned by one of these users."),
        from("estimated_startdate", "estimatedenddate")
            .doc("Expected to be decided on this day or later, `YYYY-MM-DD`."),
        until("estimated_enddate", "estimatedenddate")
            .doc("Expected to be decided on this day or earlier, `YYYY-MM-DD`."),
        from("actual_startdate", "enddate").doc("Decided on this day or later, `YYYY-MM-DD`."),
        until("actual_enddate", "enddate").doc("Decided on this day or earlier, `YYYY-MM-DD`."),
        equals("statusid").doc("With this status."),
        one_of("statusids", "statusid").doc("With one of these statuses."),
        equals("estimateid").doc("With this estimate."),
        one_of("estimateids", "estimateid").doc("With one of these estimates."),
        equals("lostreasonid").doc("Lost for this reason."),
        equals("winreasonid").doc("Won for this reason."),
        equals("contactid").doc("Where one talks to this contact."),
        equals("typeid").doc("Of this type."),
        either("closed").doc("1: closed ones, 0: open ones; both when left out."),
        equals("progressionstateid").doc("Where one stands here."),
        like_long("description", "description_fold", "description_start")
            .doc("Description; `%` stands for any text."),
        equals("followedby").on("userid").within(FOLLOWED).doc("Followed by this user."),
        full_text().doc("Every word must be found in title, description or result."),
    ],
    sorts: &[
        sort("date", "estimatedenddate"),
        sort("account", "account_key"),
        sort("userid", "userid"),
    ],
    default_sort: "date_asc",
    ..List::BY_NAME
};
