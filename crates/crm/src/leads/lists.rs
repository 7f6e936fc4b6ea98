//! What leads are sorted into.

use engine::declare::*;

use crate::lookup::lookup;

/// How far one has come with a lead.
pub static LEAD_STATUSES: Resource = Resource {
    name: "leadstatus",
    one: "lead status",
    table: "lead_statuses",
    shape: &[
        id().ignored().doc("The status's id."),
        text("name").required().doc("Its name."),
        integer("sortorder").required().doc("Place in lists."),
        instant("created").hidden().doc("When it was created."),
        instant("updated").hidden().doc("When it was changed last."),
    ],
    derived: &[fold("name_fold", "name"), key("name_key", "name")],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/leadstatus", "Create a lead status"),
        list(
            "/leadstatus",
            "List lead statuses",
            List {
                filters: &[
                    like("name", "name_fold").unsearched().doc("Name; `%` stands for any text."),
                    equals("sortorder").doc("At this place in lists."),
                ],
                sorts: &[sort("name", "name_key"), sort("sortorder", "sortorder")],
                default_sort: "sortorder_asc",
                ..List::BY_NAME
            },
        ),
        update("/leadstatus/{id}", "Change a lead status", Locate::Id),
        read("/leadstatus/{id}", "Get a lead status", Locate::Id),
        delete("/leadstatus/{id}", "Remove a lead status", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

lookup! {
    extension
    /// Where leads come from.
    LEAD_SOURCES = "leadsources", "lead source", "lead_sources" in "leads" at "/leads/sources"
    by "id" [
        text("name").required().doc("Its name."),
        flag("default").column("isdefault").default(0)
            .doc("1 for the default; one source at most."),
    ]
    only_one: &["isdefault"],
}

lookup! {
    extension
    /// What one does about leads.
    LEAD_ACTIVITY_TYPES = "leadactivitytypes", "lead activity type", "lead_activity_types"
    in "leadactivities" at "/leadactivities/types"
    by "id" [text("name").required().doc("Its name.")]
}
