//! What activities are sorted into, and what is asked about them.

use engine::declare::*;

use crate::lookup::lookup;

/// Types of activities.
pub static ACTIVITY_TYPES: Resource = Resource {
    name: "activitytypes",
    one: "activity type",
    table: "activity_types",
    shape: &[
        id().ignored().doc("The type's id."),
        text("name").doc("Its name."),
        integer("value").doc("What an activity of the type counts for."),
        integer("icon").doc("Number of the icon it is shown with."),
        integer("sortorder").default(0).doc("Place in lists."),
        flag("default").column("isdefault").default(0).doc("1 for the default; one type at most."),
        flag("quick").default(0).doc("1 when it is offered for quick entry."),
        long_text("defaultdescription").doc("Description that new activities begin with."),
        long_text("defaultresult").doc("Result that new activities begin with."),
        integer("userfollowups").doc("Follow-ups expected of the account's owner."),
        integer("alternateuserfollowups").doc("Follow-ups expected of the other user."),
    ],
    only_one: &["isdefault"],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/activities/activitytypes", "Create an activity type")
            .answers(200)
            .listed()
            .tag("activities"),
        list(
            "/activities/activitytypes",
            "List activity types",
            List {
                sorts: &[sort("sortorder", "sortorder")],
                default_sort: "sortorder_asc",
                sortable: false,
                paged: false,
                ..List::BY_NAME
            },
        )
        .tag("activities"),
        update("/activities/activitytypes/{id}", "Change an activity type", Locate::Id)
            .tag("activities"),
        read("/activities/activitytypes/{id}", "Get an activity type", Locate::Id)
            .tag("activities"),
        delete("/activities/activitytypes/{id}", "Remove an activity type", Locate::Id)
            .tag("activities")
            .extension(),
    ],
    ..Resource::EMPTY
};

lookup! {
    /// What is asked about activities of a type.
    ACTIVITY_QUESTIONS = "activitytypequestions", "activity question", "activity_questions"
    in "activities" at "/activities/activitytypes/questions"
    by "sortorder" [
        long_text("question").required().doc("The question."),
        reference("activitytypeid", &ACTIVITY_TYPES)
            .shown()
            .required()
            .doc("Id of the type of activities it is asked about."),
        integer("sortorder").default(0).doc("Place in lists."),
    ]
}

lookup! {
    /// How far one has come with activities.
    ACTIVITY_PROGRESSION = "activityprogressionstates", "activity progression state",
    "activity_progression_states"
    in "activities" at "/activities/progressionstates"
    by "id" [text("name").required().doc("Its name.")]
}

lookup! {
    extension
    /// How urgent activities are.
    ACTIVITY_PRIORITIES = "activitypriorities", "activity priority", "activity_priorities"
    in "activities" at "/activities/priorities"
    by "id" [text("description").required().doc("What it says.")]
}
