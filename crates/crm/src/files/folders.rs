//! Folders: a tree that files lie in.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::{FILES, check_name, none_in};
use crate::accounts::ACCOUNTS;
use crate::parts::{ACCOUNT_BRIEF, ID_NAME};

/// A folder as its files answer it.
pub(super) static BRIEF: Shape = &[
    id().doc("The folder's id."),
    text("name").doc("Its name."),
    reference("parentfolderid", &FOLDERS).shown().doc("Id of the folder it lies in."),
];

/// Folders.
pub static FOLDERS: Resource = Resource {
    name: "folders",
    one: "folder",
    table: "folders",
    shape: &[
        id().doc("The folder's id."),
        text("name").required().doc("Its name."),
        reference("parentfolderid", &FOLDERS).shown().doc("Id of the folder it lies in."),
        reference("accountid", &ACCOUNTS).shown().doc("Id of the account it belongs to."),
        children("files", &FILES, "folderid", ID_NAME).doc("Files that lie in it."),
        one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("The account it belongs to."),
        children("folders", &FOLDERS, "parentfolderid", ID_NAME).doc("Folders that lie in it."),
    ],
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: Some(hidden) },
    operations: &[
        create("/files/folders", "Create a folder").tag("files").extension(),
        list(
            "/files/folders",
            "List folders",
            List {
                filters: &[
                    equals("folderid").on("id").doc("The folder of this id."),
                    equals("accountid").doc("Those of this account."),
                    equals("parentfolderid").doc("Those that lie directly in this folder."),
                ],
                sortable: false,
                ..List::BY_NAME
            },
        )
        .tag("files"),
        update("/files/folders/{id}", "Change a folder", Locate::Id).tag("files").extension(),
        read("/files/folders/{id}", "Get a folder", Locate::Id).tag("files"),
        delete("/files/folders/{id}", "Hide an empty folder", Locate::Id).tag("files").extension(),
        restore("/files/folders/{id}/restore", "Bring a hidden folder back").tag("files"),
    ],
    ..Resource::EMPTY
};

const PARENT: &str = "parentfolderid";

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    check_name(now, errors);
    if let (Some(parent), Some(before)) = (now.int(PARENT), before)
        && before.int(PARENT) != Some(parent)
        && work.leads_to(&FOLDERS, PARENT, parent, before.id)?
    {
        errors.add(PARENT, "A folder cannot lie in itself, directly or in a ring.");
    }
    Ok(())
}

/// Only empty folders are hidden; one that comes back comes back to a folder that is there.
fn hidden(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    if !hidden {
        let above = work.value(&FOLDERS, id, PARENT)?.unwrap_or(Value::Null);
        return must_be_there(work, above, PARENT);
    }
    let inner = work.find(&FOLDERS, &[Condition::Is(PARENT, Value::Int(id))])?;
    if inner.is_empty() && none_in(work, id)? {
        return Ok(());
    }
    let text = "There is something in the folder; move or delete that first.";
    Err(Problem::Conflict(Errors::one("", text)))
}

/// Fails when what is brought back lay in a folder that is hidden.
pub(super) fn must_be_there(
    work: &mut Work<'_>,
    folder: Value,
    property: &'static str,
) -> Result<(), Problem> {
    if folder == Value::Null || !work.find(&FOLDERS, &[Condition::Is("id", folder)])?.is_empty() {
        return Ok(());
    }
    let text = "The folder it lay in is hidden; bring that back first.";
    Err(Problem::Conflict(Errors::one(property, text)))
}
