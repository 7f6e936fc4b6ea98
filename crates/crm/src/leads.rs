//! Leads: people and companies that may become accounts.

mod convert;
mod lists;

use engine::declare::*;

use crate::accounts::ACCOUNTS;
use crate::calendar::ZONE;
use crate::contacts::CONTACTS;
use crate::dynamic_fields;
use crate::lead_activities::{LEAD_ACTIVITIES, LEAD_ACTIVITY};
use crate::opportunities::OPPORTUNITIES;
use crate::parts::{SOURCE, TAG, USER_BRIEF};
use crate::tags::TAGS;
use crate::users::USERS;

pub use lists::{LEAD_ACTIVITY_TYPES, LEAD_SOURCES, LEAD_STATUSES};

/// The tags of leads.
static TAGGED: Link =
    Link { table: "lead_tags", left: "leadid", left_of: &LEADS, right: "tagid", right_of: &TAGS };

const STATUS: Shape = &[
    id().doc("The status's id."),
    text("name").doc("Its name."),
    integer("sortorder").doc("Place in lists."),
    instant("created").doc("When it was created."),
    instant("updated").doc("When it was changed last."),
];

/// Leads.
pub static LEADS: Resource = Resource {
    name: "leads",
    one: "lead",
    table: "leads",
    shape: &[
        id().doc("The lead's id."),
        text("contacttitle").doc("Title of the person."),
        text("contactname").doc("First name of the person."),
        text("contactsurname").doc("Family name of the person."),
        text("contactcompany").doc("Where the person works."),
        text("contactstreet").doc("Street."),
        text("contactcity").doc("City."),
        text("contactzip").doc("Postal code."),
        text("contactphone").doc("Telephone."),
        text("contactcellphone").doc("Mobile telephone."),
        text("contactemail").doc("E-mail address."),
        text("contactvatno").doc("VAT number of the company."),
        money("value").doc("What it may be worth."),
        instant("created").ignored().doc("When it was created."),
        instant("updated").ignored().doc("When it was changed last."),
        text("title").doc("Title."),
        long_text("description").doc("What it is about."),
        integer("rating").doc("How promising it is."),
        one("user", "userid", &USERS, USER_BRIEF)
            .written()
            .doc("Who works on it; `{\"id\": …}` in bodies."),
        one("source", "sourceid", &LEAD_SOURCES, SOURCE)
            .written()
            .doc("Where it came from; `{\"id\": …}` in bodies."),
        one("status", "statusid", &LEAD_STATUSES, STATUS)
            .written()
            .doc("How far one has come; `{\"id\": …}` in bodies."),
        linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
        children("activities", &LEAD_ACTIVITIES, "leadid", LEAD_ACTIVITY)
            .doc("What was done about it, and what is to be done."),
        reference("convertedaccountid", &ACCOUNTS)
            .shown()
            .assigned()
            .extension()
            .doc("Id of the account it was converted to."),
        reference("convertedcontactid", &CONTACTS)
            .shown()
            .assigned()
            .extension()
            .doc("Id of the contact it was converted to."),
        reference("convertedopportunityid", &OPPORTUNITIES)
            .shown()
            .assigned()
            .extension()
            .doc("Id of the opportunity it was converted to."),
        instant("converted").extension().doc("When it was converted."),
        dynamic_fields::CARRIED,
    ],
    search: &[
        "title",
        "description",
        "contactname",
        "contactsurname",
        "contactcompany",
        "contactemail",
        "contactphone",
        "contactcellphone",
        "contactcity",
        "contactvatno",
    ],
    lifetime: Lifetime::Soft,
    operations: &[
        create("/leads", "Create a lead"),
        list("/leads", "List leads", LIST),
        update("/leads/{id}", "Change a lead", Locate::Id),
        read("/leads/{id}", "Get a lead", Locate::Id),
        delete("/leads/{id}", "Hide a lead", Locate::Id).extension(),
        restore("/leads/{id}/restore", "Bring a hidden lead back"),
        special("/leads/{id}/convert", "Make a lead an opportunity", convert::convert())
            .extension(),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        day_of("created", "created", ZONE).doc("Created on this day, `YYYY-MM-DD`."),
        equals("status").on("statusid").doc("With this status."),
        equals("source").on("sourceid").doc("From this source."),
        equals("rating").doc("With this rating."),
        full_text().doc(
            "Every word must be found in title, description, names, company, e-mail, telephones, \
             city or VAT number.",
        ),
        equals("userid").doc("Worked on by this user."),
        one_of("userids", "userid").doc("Worked on by one of these users."),
    ],
    sorts: &[
        sort("age", "created").reversed(),
        sort_optional("statusid", "statusid"),
        sort_optional("userid", "userid"),
        sort_optional("sourceid", "sourceid"),
        sort_optional("value", "value"),
    ],
    default_sort: "age_desc",
    ..List::BY_NAME
};
