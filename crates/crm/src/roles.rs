//! Roles. Two names have a meaning: `Administrator` and `Read only`.

use engine::declare::*;

/// Roles.
pub static ROLES: Resource = Resource {
    name: "roles",
    one: "role",
    table: "roles",
    shape: &[
        id().ignored().doc("The role's id."),
        text("name").doc("Its name. `Administrator` and `Read only` decide what users may do."),
    ],
    derived: &[key("name_key", "name")],
    unique: &[Unique { columns: &["name"], property: "name" }],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    audited: true,
    operations: &[
        create("/users/roles", "Create a role").tag("users"),
        list(
            "/users/roles",
            "List roles",
            List { sorts: &[sort_optional("name", "name_key"), sort("id", "id")], ..List::BY_NAME },
        )
        .tag("users"),
    ],
    ..Resource::EMPTY
};
