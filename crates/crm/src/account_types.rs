//! Account types: customer, prospect and so on, with the turnover that makes them.

use engine::declare::*;

/// Account types.
pub static ACCOUNT_TYPES: Resource = Resource {
    name: "accounttypes",
    one: "account type",
    table: "account_types",
    shape: &[
        id().doc("The type's id."),
        text("name").required().doc("Its name."),
        text("defaulttab").doc("Tab that is opened first."),
        integer("sortorder").default(0).doc("Place in lists."),
        flag("isdefault").default(0).doc("Whether new accounts get it; one type at most."),
        integer("turnover_from").doc("Least turnover."),
        integer("turnover_to").doc("Most turnover."),
        integer("turnoverpotential_from").doc("Least potential turnover."),
        integer("turnoverpotential_to").doc("Most potential turnover."),
        integer("turnover_volume1from").doc("Least turnover in the first volume."),
        integer("turnover_volume1to").doc("Most turnover in the first volume."),
        integer("turnover_volume2from").doc("Least turnover in the second volume."),
        integer("turnover_volume2to").doc("Most turnover in the second volume."),
        integer("turnoverpotential_volume1from").doc("Least potential in the first volume."),
        integer("turnoverpotential_volume1to").doc("Most potential in the first volume."),
        integer("turnoverpotential_volume2from").doc("Least potential in the second volume."),
        integer("turnoverpotential_volume2to").doc("Most potential in the second volume."),
        flag("typeiscustomer").default(0).doc("Whether such accounts are customers."),
        flag("typeisprospect").default(0).doc("Whether such accounts are prospects."),
    ],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    only_one: &["isdefault"],
    operations: &[
        list(
            "/accounts/accounttypes",
            "List account types",
            List {
                sorts: &[sort("sortorder", "sortorder")],
                default_sort: "sortorder_asc",
                sortable: false,
                paged: false,
                ..List::BY_NAME
            },
        )
        .tag("accounts")
        .deprecated(),
        create("/accounts/accounttypes", "Create an account type").tag("accounts").extension(),
        read("/accounts/accounttypes/{id}", "Get an account type", Locate::Id)
            .tag("accounts")
            .extension(),
        update("/accounts/accounttypes/{id}", "Change an account type", Locate::Id)
            .tag("accounts")
            .extension(),
        delete("/accounts/accounttypes/{id}", "Remove an account type", Locate::Id)
            .tag("accounts")
            .extension(),
    ],
    ..Resource::EMPTY
};
