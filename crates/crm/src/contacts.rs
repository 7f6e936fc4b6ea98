//! Contacts: the people at accounts.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::accounts::{ACCOUNTS, back_to_account};
use crate::dynamic_fields;
use crate::files::FILE_CONTACTS;
use crate::parts::{ACCOUNT_BRIEF, ID_NAME, SUPERIOR, TAG, USER_BRIEF};
use crate::tags::TAGS;
use crate::users::USERS;

/// Who follows a contact.
pub static FOLLOWERS: Link = Link {
    table: "contact_followers",
    left: "contactid",
    left_of: &CONTACTS,
    right: "userid",
    right_of: &USERS,
};

/// The tags of contacts.
static TAGGED: Link = Link {
    table: "contact_tags",
    left: "contactid",
    left_of: &CONTACTS,
    right: "tagid",
    right_of: &TAGS,
};

/// Contacts.
pub static CONTACTS: Resource = Resource {
    name: "contacts",
    one: "contact",
    table: "contacts",
    shape: &[
        id().doc("The contact's id."),
        one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("Where the person works."),
        text("name").required().doc("First name."),
        text("surname").required().doc("Family name."),
        text("function").doc("Function."),
        text("department").doc("Department."),
        text("email").doc("E-mail address."),
        text("officephone").doc("Office telephone."),
        text("cellphone").doc("Mobile telephone."),
        text("title").doc("Title."),
        text("street").doc("Street."),
        text("city").doc("City."),
        text("zip").doc("Postal code."),
        reference("accountid", &ACCOUNTS).required().create_only().doc("Id of the account."),
        flag("primarycontact").default(0).doc("1 for the primary contact; one for each account."),
        text("socialmedia_fb").doc("Facebook."),
        text("socialmedia_tw").doc("X, formerly Twitter."),
        text("socialmedia_li").doc("LinkedIn."),
        text("idnumber").doc("Personal number."),
        text("externalkey").doc("Key in another system."),
        flag("active").default(1).doc("1 while the person is in touch."),
        reference("superiorid", &CONTACTS).doc("Id of the contact's superior."),
        one("superior", "superiorid", &CONTACTS, SUPERIOR).doc("The contact's superior."),
        linked_back("files", &FILE_CONTACTS, ID_NAME).doc("Files."),
        linked("followers", &FOLLOWERS, USER_BRIEF).doc("Users who follow the contact."),
        object(
            "photo",
            &[
                empty("avatar").doc("Small picture; none can be set yet."),
                empty("photo").doc("Picture; none can be set yet."),
            ],
        )
        .assigned()
        .doc("Pictures."),
        linked("tags", &TAGGED, TAG).written().doc("Tags."),
        dynamic_fields::CARRIED,
        instant("created").hidden().doc("When it was created."),
        instant("updated").hidden().doc("When it was changed last."),
    ],
    derived: &[
        fold("name_fold", "name"),
        key("name_key", "name"),
        fold("surname_fold", "surname"),
        key("surname_key", "surname"),
        fold("email_fold", "email"),
        key("email_key", "email"),
        fold("officephone_fold", "officephone"),
        fold("cellphone_fold", "cellphone"),
        fold("title_fold", "title"),
        fold("city_fold", "city"),
    ],
    search: &[
        "name",
        "surname",
        "email",
        "officephone",
        "cellphone",
        "title",
        "idnumber",
        "street",
        "city",
        "zip",
    ],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: Some(one_primary), hidden: Some(came_back) },
    operations: &[
        create("/contacts", "Create a contact"),
        list("/contacts", "List contacts", LIST),
        follow("/contacts/follow", "Follow a contact", &FOLLOWERS, true),
        follow("/contacts/unfollow", "Stop following a contact", &FOLLOWERS, false),
        update("/contacts/{id}", "Change a contact", Locate::Id),
        read("/contacts/{id}", "Get a contact", Locate::Id),
        delete("/contacts/{id}", "Hide a contact", Locate::Id).extension(),
        restore("/contacts/{id}/restore", "Bring a hidden contact back"),
    ],
    ..Resource::EMPTY
};

const OF_ACCOUNT: &[Within] = &[Within { own: "accountid", table: "accounts", select: "id" }];

const OF_FOLLOWED_ACCOUNT: &[Within] =
    &[Within { own: "accountid", table: "account_followers", select: "accountid" }];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        equals("accountid").doc("At this account."),
        one_of("accounttypeids", "typeid")
            .within(OF_ACCOUNT)
            .doc("At accounts of one of these types."),
        one_of("accountuserids", "userid")
            .within(OF_ACCOUNT)
            .doc("At accounts owned by one of these users."),
        either("active").doc("1: active ones, 0: inactive ones; both when left out."),
        like("cellphone", "cellphone_fold").doc("Mobile telephone, with `%`."),
        like("city", "city_fold").doc("City, with `%`."),
        like("email", "email_fold").doc("E-mail address, with `%`."),
        exactly("externalkey", "externalkey").doc("Key in another system."),
        equals("followedby")
            .on("userid")
            .within(OF_FOLLOWED_ACCOUNT)
            .doc("At accounts that this user follows."),
        full_text().doc(
            "Every word must be found in names, e-mail, telephones, title, number or address.",
        ),
        like("name", "name_fold").doc("First name, with `%`."),
        like("officephone", "officephone_fold").doc("Office telephone, with `%`."),
        like("surname", "surname_fold").doc("Family name, with `%`."),
        like("title", "title_fold").doc("Title, with `%`."),
        either("primarycontact").doc("1: primary contacts, 0: the others."),
    ],
    sorts: &[
        sort("name", "name_key"),
        sort("surname", "surname_key"),
        sort_optional("email", "email_key"),
        sort("primarycontact", "primarycontact"),
    ],
    ..List::BY_NAME
};

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if let (Some(superior), Some(before)) = (now.int("superiorid"), before)
        && before.int("superiorid") != Some(superior)
        && work.leads_to(&CONTACTS, "superiorid", superior, before.id)?
    {
        let text = "A contact cannot be its own superior, directly or in a ring.";
        errors.add("superiorid", text);
    }
    Ok(())
}

fn one_primary(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    let was = before.and_then(|before| before.int("primarycontact"));
    if now.int("primarycontact") != Some(1) || was == Some(1) {
        return Ok(());
    }
    let theirs = [
        Condition::Is("accountid", now.get("accountid").clone()),
        Condition::Is("primarycontact", Value::Int(1)),
    ];
    let mut others = work.find(&CONTACTS, &theirs)?;
    others.retain(|id| *id != now.id);
    if !others.is_empty() {
        let others = [Condition::OneOf("id", others)];
        work.set(&CONTACTS, &[("primarycontact", Value::Int(0))], &others)?;
    }
    Ok(())
}

/// A contact comes back to an account that is there, and not as a second primary contact.
fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    let Some(account) = back_to_account(work, &CONTACTS, id, hidden)? else {
        return Ok(());
    };
    let primary =
        [Condition::Is("accountid", account), Condition::Is("primarycontact", Value::Int(1))];
    if work.find(&CONTACTS, &primary)?.len() > 1 {
        let own = [Condition::Is("id", Value::Int(id))];
        work.set(&CONTACTS, &[("primarycontact", Value::Int(0))], &own)?;
    }
    Ok(())
}
