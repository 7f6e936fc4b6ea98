//! What was done about leads, and what is to be done.

use engine::declare::*;

use crate::calendar::ZONE;
use crate::leads::{LEAD_ACTIVITY_TYPES, LEADS};
use crate::parts::{ID_NAME, USER_BRIEF};
use crate::users::USERS;

/// A lead in short.
static LEAD_BRIEF: Shape = &[
    id().doc("The lead's id."),
    text("title").doc("Title."),
    one(
        "user",
        "userid",
        &USERS,
        &[
            id().doc("The user's id."),
            text("name").doc("First name."),
            text("surname").doc("Family name."),
        ],
    )
    .doc("Who works on the lead."),
];

/// A lead activity as its lead answers it.
pub(crate) static LEAD_ACTIVITY: Shape = &[
    id().doc("The activity's id."),
    one("type", "typeid", &LEAD_ACTIVITY_TYPES, ID_NAME).doc("What kind of activity."),
    long_text("comment").doc("What was done or is to be done."),
    one("user", "userid", &USERS, USER_BRIEF).doc("Who does it."),
    instant("followup").doc("When to come back to it."),
    flag("done").doc("1 when it is done."),
    instant("created").doc("When it was created."),
    instant("updated").doc("When it was changed last."),
    one("lead", "leadid", &LEADS, LEAD_BRIEF).doc("The lead."),
];

/// Lead activities.
pub static LEAD_ACTIVITIES: Resource = Resource {
    name: "leadactivities",
    one: "lead activity",
    table: "lead_activities",
    shape: &[
        id().ignored().doc("The activity's id."),
        one("type", "typeid", &LEAD_ACTIVITY_TYPES, ID_NAME)
            .written()
            .doc("What kind of activity; `{\"id\": …}` in bodies."),
        long_text("comment").required().doc("What was done or is to be done."),
        one("user", "userid", &USERS, USER_BRIEF)
            .written()
            .doc("Who does it; `{\"id\": …}` in bodies."),
        instant("followup").written().doc("When to come back to it."),
        flag("done").required().doc("1 when it is done."),
        instant("created").ignored().doc("When it was created."),
        instant("updated").ignored().doc("When it was changed last."),
        one("lead", "leadid", &LEADS, LEAD_BRIEF)
            .ignored()
            .doc("The lead; ignored in bodies, where `leadid` names it."),
        reference("leadid", &LEADS).extension().doc("Id of the lead."),
    ],
    derived: &[fold("comment_fold", "comment"), start("comment_start", "comment")],
    lifetime: Lifetime::Removed,
    operations: &[
        create("/leadactivities", "Create a lead activity"),
        list("/leadactivities", "List lead activities", LIST),
        update("/leadactivities/{id}", "Change a lead activity", Locate::Id),
        read("/leadactivities/{id}", "Get a lead activity", Locate::Id),
        delete("/leadactivities/{id}", "Remove a lead activity", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        equals("done").allow(&[0, 1]).doc("1: those that are done, 0: those that are not."),
        equals("typeid").doc("Of this kind."),
        equals("leadid").doc("About this lead."),
        equals("userid").doc("Done by this user."),
        day_of("folowupdate", "followup", ZONE)
            .also(&["followupdate"])
            .doc("To come back to on this day, `YYYY-MM-DD`; `followupdate` is understood too."),
        like_long("comment", "comment_fold", "comment_start")
            .unsearched()
            .doc("Comment; `%` stands for any text."),
    ],
    sorts: &[
        sort_optional("followupdate", "followup"),
        sort("created", "created"),
        sort("done", "done"),
    ],
    default_sort: "done_asc",
    ..List::BY_NAME
};
