//! Account groups.

use engine::declare::*;

use crate::accounts::ACCOUNTS;

/// Which accounts are in which groups.
pub static MEMBERS: Link = Link {
    table: "account_group_members",
    left: "accountid",
    left_of: &ACCOUNTS,
    right: "groupid",
    right_of: &ACCOUNT_GROUPS,
};

/// Account groups.
pub static ACCOUNT_GROUPS: Resource = Resource {
    name: "accountgroups",
    one: "account group",
    table: "account_groups",
    shape: &[id().ignored().doc("The group's id."), text("name").required().doc("Its name.")],
    derived: &[key("name_key", "name")],
    search: &["name"],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/accounts/accountgroups", "Create an account group").tag("accounts"),
        list(
            "/accounts/accountgroups",
            "List account groups",
            List {
                filters: &[
                    equals("accountid")
                        .within(&[Within {
                            own: "id",
                            table: "account_group_members",
                            select: "groupid",
                        }])
                        .doc("Groups this account is in."),
                    full_text().doc("Every word must be found in the name."),
                ],
                ..List::BY_NAME
            },
        )
        .tag("accounts"),
        update("/accounts/accountgroups/{id}", "Change an account group", Locate::Id)
            .tag("accounts"),
        read("/accounts/accountgroups/{id}", "Get an account group", Locate::Id).tag("accounts"),
        delete("/accounts/accountgroups/{id}", "Remove an account group", Locate::Id)
            .tag("accounts")
            .extension(),
    ],
    ..Resource::EMPTY
};
