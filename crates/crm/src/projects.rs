//! Projects. The reference reads them only.

use engine::declare::*;

use crate::accounts::ACCOUNTS;
use crate::dynamic_fields;
use crate::lookup::lookup;
use crate::parts::ID_NAME;

lookup! {
    extension
    /// Kinds of projects.
    PROJECT_TYPES = "projecttypes", "project type", "project_types" in "projects"
    at "/projects/types"
    by "id" [text("name").required().doc("Its name.")]
}

/// Projects.
pub static PROJECTS: Resource = Resource {
    name: "projects",
    one: "project",
    table: "projects",
    shape: &[
        id().doc("The project's id."),
        text("name").required().doc("Its name."),
        one("type", "typeid", &PROJECT_TYPES, ID_NAME)
            .written()
            .doc("What kind of project; `{\"id\": …}` in bodies."),
        text("number").extension().doc("Its number."),
        reference("accountid", &ACCOUNTS).shown().extension().doc("Id of the account it is for."),
        dynamic_fields::CARRIED,
    ],
    derived: &[key("name_key", "name"), key("number_key", "number")],
    lifetime: Lifetime::Removed,
    operations: &[
        list("/projects", "List projects", LIST),
        create("/projects", "Create a project").extension(),
        read("/projects/{id}", "Get a project", Locate::Id).extension(),
        update("/projects/{id}", "Change a project", Locate::Id).extension(),
        delete("/projects/{id}", "Remove a project", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        equals("accountid").doc("For this account."),
    ],
    sorts: &[sort("name", "name_key"), sort_optional("number", "number_key")],
    ..List::BY_NAME
};
