//! Departments.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::parts::{DEPARTMENT_PARENT, USER_BRIEF};
use crate::users::{MEMBERS, USERS, place_in_department};

/// Departments.
pub static DEPARTMENTS: Resource = Resource {
    name: "departments",
    one: "department",
    table: "departments",
    shape: &[
        id().ignored().doc("The department's id."),
        text("name").doc("Its name."),
        one("parent", "parentid", &DEPARTMENTS, DEPARTMENT_PARENT)
            .written()
            .doc("The department above; `{\"id\": …}` in bodies."),
        one("manager", "managerid", &USERS, USER_BRIEF)
            .written()
            .doc("Who leads it; `{\"id\": …}` in bodies."),
        linked_back("users", &MEMBERS, USER_BRIEF)
            .written()
            .doc("Who is in it; a list of `{\"id\": …}` in bodies."),
    ],
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: Some(after), hidden: None },
    operations: &[
        create("/users/departments", "Create a department").tag("users"),
        list(
            "/users/departments",
            "List departments",
            List {
                filters: &[
                    equals("parentid").doc("Directly below this department."),
                    equals("managerid").doc("Led by this user."),
                ],
                sorts: &[sort_optional("name", "name_key")],
                ..List::BY_NAME
            },
        )
        .tag("users"),
        update("/users/departments/{id}", "Change a department", Locate::Id).tag("users"),
        read("/users/departments/{id}", "Get a department", Locate::Id).tag("users"),
    ],
    ..Resource::EMPTY
};

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if let (Some(parent), Some(before)) = (now.int("parentid"), before)
        && before.int("parentid") != Some(parent)
        && work.leads_to(&DEPARTMENTS, "parentid", parent, before.id)?
    {
        errors.add("parent.id", "A department cannot be above itself, directly or in a ring.");
    }
    Ok(())
}

/// Users who came or went may have another first department.
fn after(work: &mut Work<'_>, now: &Record, _: Option<&Record>) -> Result<(), Problem> {
    let mut moved = work.linked(&MEMBERS, MEMBERS.right, now.id)?;
    moved.extend(work.find(&USERS, &[Condition::Is("departmentid", Value::Int(now.id))])?);
    moved.sort_unstable();
    moved.dedup();
    moved.into_iter().try_for_each(|user| place_in_department(work, user))
}
