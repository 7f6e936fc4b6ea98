//! Files: names, folders and connections of contents that are kept outside the database.

mod connections;
mod folders;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::activities::ACTIVITY_BRIEF;
use crate::opportunities::OPPORTUNITY_BRIEF;
use crate::parts::{ACCOUNT_BRIEF, SUPERIOR};

pub(crate) use connections::{
    FILE_ACCOUNTS, FILE_ACTIVITIES, FILE_ARTICLES, FILE_CONTACTS, FILE_LEADS, FILE_MISSIONS,
    FILE_OBJECTS, FILE_OPPORTUNITIES, FILE_ORDERS, FILE_PROJECTS, FILE_QUOTES, FILE_USERS,
};
pub use folders::FOLDERS;

/// Files.
pub static FILES: Resource = Resource {
    name: "files",
    one: "file",
    table: "files",
    shape: SHAPE,
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: Some(came_back) },
    operations: OPERATIONS,
    ..Resource::EMPTY
};

const CONTENT: Held = Held { column: "content", name: "name" };

static SHAPE: Shape = &[
    id().doc("The file's id."),
    text("name").required().doc("Its name, with an ending that says what it is: `offer.pdf`."),
    long_text("info").doc("Anything worth knowing."),
    instant("timestamp").column("uploaded").doc("When what is in it came."),
    reference("folderid", &FOLDERS).shown().doc("Id of the folder it lies in."),
    empty("templateid").doc("Id of the template it was made from; no file is made from one yet."),
    one("folder", "folderid", &FOLDERS, folders::BRIEF).doc("The folder it lies in."),
    empty("template").doc("The template it was made from; no file is made from one yet."),
    linked("activities", &connections::FILE_ACTIVITIES, ACTIVITY_BRIEF)
        .doc("Activities it is connected with."),
    linked("accounts", &connections::FILE_ACCOUNTS, ACCOUNT_BRIEF)
        .doc("Accounts it is connected with."),
    linked("contacts", &connections::FILE_CONTACTS, SUPERIOR).doc("Contacts it is connected with."),
    linked("opportunities", &connections::FILE_OPPORTUNITIES, OPPORTUNITY_BRIEF)
        .doc("Opportunities it is connected with."),
    connections::ACTIVITIES.ids(),
    connections::ACCOUNTS.ids(),
    connections::CONTACTS.ids(),
    connections::OPPORTUNITIES.ids(),
    connections::ORDERS.ids(),
    connections::LEADS.ids(),
    connections::QUOTES.ids(),
    connections::PROJECTS.ids(),
    connections::OBJECTS.ids(),
    connections::USERS.ids(),
    connections::ARTICLES.ids(),
    connections::MISSIONS.ids(),
    connections::SUBSCRIPTIONS.ids(),
    content("content").required().doc("What is in it, in base64."),
];

static FILTERS: &[Filter] = &[
    connections::ACTIVITIES.filter(),
    connections::ARTICLES.filter(),
    connections::ACCOUNTS.filter(),
    connections::CONTACTS.filter(),
    connections::OPPORTUNITIES.filter(),
    connections::QUOTES.filter(),
    connections::ORDERS.filter(),
    connections::LEADS.filter(),
    connections::PROJECTS.filter(),
    connections::OBJECTS.filter(),
    connections::USERS.filter(),
    connections::MISSIONS.filter(),
];

static OPERATIONS: &[Operation] = &[
    create("/files", "Create a file"),
    list("/files", "List files", List { filters: FILTERS, sortable: false, ..List::BY_NAME }),
    update("/files/{id}", "Change a file", Locate::Id),
    read("/files/{id}", "Get a file", Locate::Id),
    delete("/files/{id}", "Hide a file", Locate::Id).extension(),
    restore("/files/{id}/restore", "Bring a hidden file back"),
    download("/files/{id}/content", "Get what is in a file", CONTENT),
    upload("/files/{id}/content", "Set what is in a file", CONTENT),
];

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    check_name(now, errors);
    if before.is_none_or(|before| before.get("content") != now.get("content")) {
        now.set("uploaded", Value::Int(work.now));
    }
    Ok(())
}

/// What is wrong with the name of a file or folder, if anything. Names must do wherever they are
/// saved, and lead nowhere else.
fn check_name(now: &Record, errors: &mut Errors) {
    let name = now.text("name").unwrap_or_default();
    if name.contains(['/', '\\']) {
        errors.add("name", "This must not hold / or \\.");
    } else if name.contains("..") || name == "." {
        errors.add("name", "This must not hold two dots in a row, or be nothing but a dot.");
    }
}

/// Makes of any text a name that [`check_name`] takes.
pub(crate) fn safe_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut name = String::new();
    for c in last.trim().chars().filter(|c| !c.is_control()) {
        if !(c == '.' && name.ends_with('.')) {
            name.push(c);
        }
    }
    let name: String = name.chars().take(255).collect();
    if name.is_empty() || name == "." { "file".to_owned() } else { name }
}

/// A file comes back to a folder that is there.
fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    if hidden {
        return Ok(());
    }
    let folder = work.value(&FILES, id, "folderid")?.unwrap_or(Value::Null);
    folders::must_be_there(work, folder, "folderid")
}

/// Whether nothing lies in a folder.
fn none_in(work: &mut Work<'_>, folder: i64) -> Result<bool, Problem> {
    Ok(work.find(&FILES, &[Condition::Is("folderid", Value::Int(folder))])?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_can_become_a_name() {
        for (text, expected) in [
            ("offer.pdf", "offer.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\räkning.pdf", "räkning.pdf"),
            ("a..b...c", "a.b.c"),
            ("..", "file"),
            (" \u{7}\n", "file"),
            ("", "file"),
        ] {
            let name = safe_name(text);
            assert_eq!(name, expected, "{text}");
            let mut record = Record::new();
            record.set("name", name.as_str().into());
            let mut errors = Errors::default();
            check_name(&record, &mut errors);
            assert!(errors.is_empty(), "{text}: {errors}");
        }
    }
}
