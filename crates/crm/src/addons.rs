//! Add-ons: programs beside this one. The reference reads them only.

use engine::declare::*;

/// Add-ons.
pub static ADDONS: Resource = Resource {
    name: "addons",
    one: "addon",
    table: "addons",
    shape: &[
        id().doc("The add-on's id."),
        text("title").required().doc("What it is called."),
        text("url").max(2048).doc("Where it is."),
        text("internalname").required().doc("What programs call it; no two share one."),
        integer("sort").default(0).doc("Place in lists."),
        truth("enabled").default(1).doc("Whether it is offered."),
        children("parameters", &ADDON_PARAMETERS, "addonid", PARAMETER)
            .written()
            .replaced()
            .doc("What it is told; a list in a body replaces the one there."),
    ],
    derived: &[key("title_key", "title"), key("internalname_key", "internalname")],
    unique: &[Unique { columns: &["internalname"], property: "internalname" }],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        list("/addons", "List add-ons", LIST),
        create("/addons", "Create an add-on").extension(),
        read("/addons/{id}", "Get an add-on", Locate::Id),
        update("/addons/{id}", "Change an add-on", Locate::Id).extension(),
        delete("/addons/{id}", "Remove an add-on", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[exactly("internalname", "internalname").doc("What programs call it.")],
    sorts: &[
        sort("sort", "sort"),
        sort("title", "title_key"),
        sort("internalname", "internalname_key"),
        sort("number", "id"),
    ],
    default_sort: "sort_asc",
    ..List::BY_NAME
};

/// What add-ons are told.
pub static ADDON_PARAMETERS: Resource = Resource {
    name: "addonparameters",
    one: "parameter",
    table: "addon_parameters",
    shape: PARAMETER,
    unique: &[Unique { columns: &["addonid", "name"], property: "name" }],
    lifetime: Lifetime::Removed,
    ..Resource::EMPTY
};

static PARAMETER: Shape = &[
    id().doc("The parameter's id."),
    text("name").required().doc("Its name; an add-on has one of a name."),
    long_text("value").doc("Its value."),
    instant("created").doc("When it was created."),
    instant("updated").doc("When it was changed last."),
    reference("addonid", &ADDONS).assigned().doc("The add-on."),
];
