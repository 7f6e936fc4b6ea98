//! Contracts: about which objects, with whom, from when to when, and who is reminded in time.

mod objects;
mod reminders;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Record, Work};

use crate::accounts::{ACCOUNTS, back_to_contact};
use crate::contacts::CONTACTS;
use crate::objects::{CATEGORY, CONTRACT_STATUS, CONTRACT_TYPE, OBJECT_CATEGORIES, sorted};
use crate::parts::{ACCOUNT_BRIEF, SUPERIOR, USER_BRIEF};
use crate::users::USERS;

pub use objects::CONTRACT_OBJECTS;
pub use reminders::CONTRACT_REMINDERS;
pub(crate) use reminders::planned;

/// Contracts.
pub static CONTRACTS: Resource = Resource {
    name: "contracts",
    one: "contract",
    table: "contracts",
    shape: SHAPE,
    derived: &[fold("number_fold", "number")],
    search: &["number", "number2", "description"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: Some(reminders::keep), hidden: Some(hidden) },
    operations: &[
        create("/contracts", "Create a contract"),
        list("/contracts", "List contracts", LIST),
        update("/contracts/{id}", "Change a contract", Locate::Id),
        read("/contracts/{id}", "Get a contract", Locate::Id),
        delete("/contracts/{id}", "Hide a contract and what reminds of it", Locate::Id).extension(),
        restore("/contracts/{id}/restore", "Bring a hidden contract back"),
    ],
    ..Resource::EMPTY
};

/// The column of `end`, which is a word of SQL.
const END: &str = "end_at";

static SHAPE: Shape = &[
    id().doc("The contract's id."),
    text("number").required().nullable(&[Purpose::Update]).doc("Its number."),
    text("number2").doc("Another number of it."),
    long_text("description").doc("What it is about."),
    one("status", "statusid", &OBJECT_CATEGORIES, CATEGORY).written().doc(
        "How it stands; `{\"id\": …}` of a category of type `contractstatus` in bodies. A \
              new contract gets the default one unless told otherwise.",
    ),
    instant("start").written().required().doc("When it begins."),
    instant("end").column(END).written().required().doc("When it ends; not before it begins."),
    instant("installdate").written().doc("When what it is about was installed."),
    money("value").doc("What it is worth."),
    flag("financed").default(0).doc("1 when somebody else pays for it."),
    one("financeaccount", "financeaccountid", &ACCOUNTS, ACCOUNT_BRIEF)
        .written()
        .doc("The account that pays for it; `{\"id\": …}` in bodies."),
    one("type", "typeid", &OBJECT_CATEGORIES, CATEGORY).written().doc(
        "What kind of contract; `{\"id\": …}` of a category of type `contracttype` in \
              bodies. A new contract gets the default one unless told otherwise.",
    ),
    one("contact", "contactid", &CONTACTS, SUPERIOR)
        .written()
        .required()
        .doc("Whom it is with; `{\"id\": …}` in bodies."),
    one("responsible", "responsibleid", &USERS, USER_BRIEF)
        .written()
        .required()
        .nullable(&[Purpose::Update])
        .doc("Who looks after it, and is reminded of its end; `{\"id\": …}` in bodies."),
    one("responsibleservice", "responsibleserviceid", &USERS, USER_BRIEF)
        .written()
        .doc("Who looks after its objects; `{\"id\": …}` in bodies."),
    integer("reminderdays")
        .range(0, 36_500)
        .required()
        .nullable(&[Purpose::Update])
        .doc("Days before its end that an activity reminds of it; 0 for none."),
    text("externalkey").doc("Key in another system."),
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

const LIST: List = List {
    filters: &[
        like("number", "number_fold").doc("Number; `%` stands for any text."),
        full_text().doc("Every word must be found in number, the other number or description."),
        one_of("contactids", "contactid").doc("With one of these contacts."),
        one_of("financeaccountids", "financeaccountid").doc("Paid by one of these accounts."),
        one_of("responsibleids", "responsibleid").doc("Looked after by one of these users."),
        one_of("responsibleserviceids", "responsibleserviceid")
            .doc("Whose objects are looked after by one of these users."),
        one_of("typeids", "typeid").doc("Of one of these types."),
        one_of("statusids", "statusid").doc("With one of these statuses."),
        one_of("objectids", "object_id")
            .within(&[Within { own: "id", table: "contract_objects", select: "contract_id" }])
            .doc("About one of these objects."),
        exactly("externalkey", "externalkey").doc("Key in another system."),
    ],
    sorts: &[sort("id", "id")],
    default_sort: "id_asc",
    sortable: false,
    ..List::BY_NAME
};

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    sorted(work, CONTRACT_STATUS, "status", now, before, errors)?;
    sorted(work, CONTRACT_TYPE, "type", now, before, errors)?;
    if now.int(END) < now.int("start") {
        let at = if now.gave(END) { "end" } else { "start" };
        errors.add(at, "A contract cannot end before it starts.");
    }
    reminders::check(work, now, before, errors)
}

/// A contract goes with what reminds of it, and comes back to an account that is there.
fn hidden(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_contact(work, &CONTRACTS, id, hidden)?;
    reminders::hide(work, id, hidden)
}
