//! Users: the people who work with the server.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::departments::DEPARTMENTS;
use crate::identity;
use crate::kpis::KPIS;
use crate::parts::{ROLE, TAG, USER_DEPARTMENT};
use crate::roles::ROLES;
use crate::tags::TAGS;

/// Which users are in which departments.
pub(crate) static MEMBERS: Link = Link {
    table: "user_departments",
    left: "userid",
    left_of: &USERS,
    right: "departmentid",
    right_of: &DEPARTMENTS,
};

/// The roles of users.
pub static GRANTED: Link = Link {
    table: "user_roles",
    left: "userid",
    left_of: &USERS,
    right: "roleid",
    right_of: &ROLES,
};

/// The tags of users.
pub(crate) static TAGGED: Link =
    Link { table: "user_tags", left: "userid", left_of: &USERS, right: "tagid", right_of: &TAGS };

/// Settings that a user's programs keep.
pub(crate) static SETTINGS: Entries = Entries {
    table: "user_settings",
    on: "userid",
    shape: &[
        id().doc("The setting's id."),
        text("key").doc("Its name."),
        long_text("value").doc("Its value; null removes the setting."),
        integer("userid").assigned().doc("The user."),
    ],
};

/// The columns that users are sorted by and told apart by, for both of their shapes.
pub(crate) const DERIVED: &[Derived] =
    &[key("name_key", "name"), key("surname_key", "surname"), fold("email_fold", "email")];

/// What the words of a full-text search are looked for in.
pub(crate) const SEARCH: &[&str] = &["name", "surname", "email"];

/// E-mail addresses are told apart without regard to case.
pub(crate) const UNIQUE: &[Unique] = &[Unique { columns: &["email_fold"], property: "email" }];

/// Users.
pub static USERS: Resource = Resource {
    name: "users",
    one: "user",
    table: "users",
    shape: &[
        flag("active").default(1).doc("1 while the user may sign in; 0 ends all tokens."),
        text("cellphone").required().doc("Mobile telephone."),
        linked("departments", &MEMBERS, USER_DEPARTMENT)
            .written()
            .doc("Departments, each with the three above it."),
        text("email").doc("E-mail address; no two users share one."),
        id().ignored().doc("The user's id."),
        text("language").max(35).doc("Language, such as `sv`."),
        instant("lastactive").ignored().create_only().doc("When the user was last active."),
        text("name").required().doc("First name."),
        text("phone").doc("Telephone."),
        long_text("presentation").doc("Some words about the user."),
        integer("startpage").doc("Deprecated: the page shown first."),
        text("surname").required().doc("Family name."),
        text("title").required().doc("Title."),
        picture("avatar_b64").doc("Small PNG or JPEG picture in base64, at most 5 MiB."),
        picture("photo_b64").doc("PNG or JPEG picture in base64, at most 5 MiB."),
        entries("settings", &SETTINGS)
            .update_extension()
            .doc("Settings: named keys are set, the others stay, a null value removes."),
        linked("roles", &GRANTED, ROLE)
            .written()
            .required()
            .update_extension()
            .doc("Roles; they decide what the user may do."),
        linked("tags", &TAGGED, TAG).written().doc("Tags."),
        text("code").hidden().extension().doc("Code of the user in another system."),
        reference("departmentid", &DEPARTMENTS).assigned().doc("The first department."),
    ],
    derived: DERIVED,
    search: SEARCH,
    unique: UNIQUE,
    writers: Writers::Administrators,
    audited: true,
    rules: Rules { check: Some(no_blank_email), after: Some(after), hidden: None },
    operations: &[
        create("/users", "Create a user"),
        list(
            "/users",
            "List users",
            List {
                filters: &[
                    equals("active").allow(&[0, 1]).doc("1: active ones, 0: inactive ones."),
                    exactly("code", "code").doc("With this code in another system."),
                    full_text().doc("Every word must be found in name, surname or e-mail."),
                ],
                sorts: &[
                    sort("name", "name_key"),
                    sort("active", "active"),
                    sort("surname", "surname_key"),
                ],
                ..List::BY_NAME
            },
        ),
        update("/users/{id}", "Change a user", Locate::Id),
        read("/users/{id}", "Get a user", Locate::Id),
        KPIS,
    ],
    ..Resource::EMPTY
};

/// A form that was left blank means no address, and any number of users may have none.
pub(crate) fn no_blank_email(
    _: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    _: &mut Errors,
) -> Result<(), Problem> {
    if now.text("email").is_some_and(|email| email.trim().is_empty()) {
        now.set("email", Value::Null);
    }
    Ok(())
}

fn after(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    place_in_department(work, now.id)?;
    let was_active = before.is_some_and(|before| before.int("active") == Some(1));
    if was_active && now.int("active") == Some(0) {
        identity::shut_out(work, now.id)?;
    }
    Ok(())
}

/// A user's own department is the first one (by id) that the user is in.
pub(crate) fn place_in_department(work: &mut Work<'_>, user: i64) -> Result<(), Problem> {
    let first = work.linked(&MEMBERS, MEMBERS.left, user)?.first().copied();
    let first: Value = first.into();
    if work.value(&USERS, user, "departmentid")?.is_some_and(|known| known != first) {
        let by_id = [Condition::Is("id", Value::Int(user))];
        work.set(&USERS, &[("departmentid", first)], &by_id)?;
    }
    Ok(())
}
