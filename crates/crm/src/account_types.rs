//! Account types: customer, prospect and so on, with the turnover that makes them.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::{Record, Work};

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
    rules: Rules { check: None, after: Some(one_default), hidden: None },
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

fn one_default(work: &mut Work<'_>, now: &Record, _before: Option<&Record>) -> Result<(), Problem> {
    if now.int("isdefault") != Some(1) {
        return Ok(());
    }
    let mut others = work.find(&ACCOUNT_TYPES, &[Condition::Is("isdefault", Value::Int(1))])?;
    others.retain(|id| *id != now.id);
    let others = [Condition::OneOf("id", others)];
    work.set(&ACCOUNT_TYPES, &[("isdefault", Value::Int(0))], &others)?;
    Ok(())
}
