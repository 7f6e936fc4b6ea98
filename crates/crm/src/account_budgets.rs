//! What an account shall bring in a month.

use engine::declare::*;

use crate::accounts::ACCOUNTS;

const KEY: Locate = Locate::Key(&[
    path_id("accountid", "accountid", &ACCOUNTS),
    path_between("year", 1, 9999),
    path_between("month", 1, 12),
]);

/// Account budgets.
pub static ACCOUNT_BUDGETS: Resource = Resource {
    name: "accountbudgets",
    one: "budget",
    table: "account_budgets",
    shape: &[
        id().doc("The budget's id."),
        reference("accountid", &ACCOUNTS).assigned().doc("The account."),
        integer("year").assigned().doc("Year."),
        integer("month").assigned().doc("Month, 1 to 12."),
        integer("budget").doc("What the account shall bring in that month."),
    ],
    lifetime: Lifetime::Removed,
    unique: &[Unique { columns: &["accountid", "year", "month"], property: "month" }],
    operations: &[
        put("/accounts/{accountid}/budget/{year}/{month}", "Set an account's budget", KEY)
            .tag("accounts"),
        delete("/accounts/{accountid}/budget/{year}/{month}", "Remove an account's budget", KEY)
            .tag("accounts"),
        read("/accounts/{accountid}/budget/{year}/{month}", "Get an account's budget", KEY)
            .tag("accounts"),
    ],
    ..Resource::EMPTY
};
