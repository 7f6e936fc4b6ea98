//! Accounts: the companies and people one does business with.

mod addresses;
mod by_activity;
mod merge;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::account_groups::MEMBERS;
use crate::account_types::ACCOUNT_TYPES;
use crate::activities::ACTIVITIES;
use crate::contacts::CONTACTS;
use crate::contracts::CONTRACTS;
use crate::departments::DEPARTMENTS;
use crate::dynamic_fields;
use crate::files::FILE_ACCOUNTS;
use crate::missions::{MISSION, MISSION_RESULT};
use crate::opportunities::OPPORTUNITIES;
use crate::orders::ORDERS;
use crate::parts::{ACCOUNT_BRIEF, CONTACT_BRIEF, ID_NAME, TAG, USER_BRIEF};
use crate::price_lists::PRICE_LISTS;
use crate::quotes::{self, QUOTES};
use crate::subscriptions::SUBSCRIPTIONS;
use crate::tags::TAGS;
use crate::users::USERS;

pub(crate) use addresses::PLACES;

/// Who follows an account.
pub static FOLLOWERS: Link = Link {
    table: "account_followers",
    left: "accountid",
    left_of: &ACCOUNTS,
    right: "userid",
    right_of: &USERS,
};

/// The links of accounts that are looked up only where there are some.
static MARKS: Marks =
    Marks { column: "marks", links: &[&FOLLOWERS, &MEMBERS, &TAGGED, &FILE_ACCOUNTS] };

/// The tags of accounts.
static TAGGED: Link = Link {
    table: "account_tags",
    left: "accountid",
    left_of: &ACCOUNTS,
    right: "tagid",
    right_of: &TAGS,
};

/// Accounts.
pub static ACCOUNTS: Resource = Resource {
    name: "accounts",
    one: "account",
    table: "accounts",
    shape: SHAPE,
    derived: &[
        fold("name_fold", "name"),
        key("name_key", "name"),
        key("number_key", "number"),
        fold("phone_fold", "phone"),
        fold("cellphone_fold", "cellphone"),
        fold("vatno_fold", "vatno"),
        fold("postal_street_fold", "postal_street"),
        fold("postal_city_fold", "postal_city"),
        fold("visiting_city_fold", "visiting_city"),
        fold("delivery_city_fold", "delivery_city"),
        fold("invoice_city_fold", "invoice_city"),
        fold("email_fold", "email"),
        Derived { column: "postal_parity", how: How::Integer(addresses::parity) },
        Derived { column: "postal_key", how: How::Bytes(addresses::house_key) },
        Derived { column: "latitude", how: How::Text(addresses::latitude) },
        Derived { column: "longitude", how: How::Text(addresses::longitude) },
    ],
    marks: Some(&MARKS),
    search: &[
        "name",
        "alt_name",
        "number",
        "phone",
        "cellphone",
        "email",
        "vatno",
        "postal_street",
        "postal_city",
        "postal_zip",
        "visiting_careof",
        "visiting_street",
        "visiting_zip",
        "visiting_city",
        "delivery_name",
        "delivery_street",
        "delivery_zip",
        "delivery_city",
        "invoice_name",
        "invoice_street",
        "invoice_zip",
        "invoice_city",
    ],
    points: Some(&addresses::PLACES),
    lifetime: Lifetime::Merging,
    rules: Rules { check: Some(check), after: None, hidden: Some(hide_what_is_there) },
    operations: OPERATIONS,
    ..Resource::EMPTY
};

static OWNERS_DEPARTMENT: &[(&str, &Resource)] =
    &[("userid", &USERS), ("departmentid", &DEPARTMENTS)];

static SHAPE: Shape = &[
    id().doc("The account's id."),
    text("name").required().doc("Name."),
    text("alt_name").doc("Other name."),
    reference("typeid", &ACCOUNT_TYPES).required().doc("Id of the account type."),
    text("number").doc("Customer number."),
    reference("userid", &USERS).required().doc("Id of the user who owns the account."),
    text("phone").doc("Telephone."),
    text("cellphone").doc("Mobile telephone."),
    text("fax").doc("Fax."),
    text("email").doc("E-mail address."),
    text("url").doc("Web site."),
    text("vatno").doc("VAT number."),
    flag("active").default(1).doc("1 while business is done with it."),
    long_text("info").doc("Anything worth knowing."),
    text("socialmedia_fb").doc("Facebook."),
    text("socialmedia_tw").doc("X, formerly Twitter."),
    text("socialmedia_li").doc("LinkedIn."),
    via("department", OWNERS_DEPARTMENT, "name").doc("Department of the owner."),
    text("externalkey").doc("Key in another system."),
    integer("uservisitintervalweeks").doc("Weeks between the owner's visits."),
    integer("alternateuservisitintervalweeks").doc("Weeks between the other user's visits."),
    reference("parentaccountid", &ACCOUNTS).doc("Id of the account it belongs to."),
    object("addresses", addresses::SHAPE).doc("Addresses by what they are for."),
    linked_back("files", &FILE_ACCOUNTS, ID_NAME).doc("Files."),
    one("type", "typeid", &ACCOUNT_TYPES, ID_NAME).doc("Account type."),
    one("user", "userid", &USERS, USER_BRIEF).doc("Owner."),
    one("parentaccount", "parentaccountid", &ACCOUNTS, ACCOUNT_BRIEF)
        .doc("The account it belongs to."),
    children("contacts", &CONTACTS, "accountid", CONTACT_BRIEF).doc("People there."),
    linked("followers", &FOLLOWERS, USER_BRIEF).doc("Users who follow it."),
    linked("accountgroups", &MEMBERS, ID_NAME).written().doc("Groups it is in."),
    linked("tags", &TAGGED, TAG).written().doc("Tags."),
    reference_text("alternateuserid", &USERS)
        .doc("Id of another user responsible; a number in bodies, text in answers."),
    one("alternateuser", "alternateuserid", &USERS, USER_BRIEF).doc("Another user responsible."),
    dynamic_fields::CARRIED,
    reference("pricelistid", &PRICE_LISTS)
        .shown()
        .extension()
        .doc("Id of the price list that prices for it are from."),
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

const FOLLOWED: &[Within] =
    &[Within { own: "id", table: "account_followers", select: "accountid" }];

const fn active() -> Filter {
    either("active").default(1).doc("1: active ones, 0: inactive ones.")
}

const USER: Filter = equals("userid").doc("Owned by this user.");
const USER_IDS: Filter = one_of("userids", "userid").doc("Owned by one of these users.");
const NUMBER: Filter = exactly("accountnumber", "number").doc("With this customer number.");
const TYPE: Filter = equals("typeid").doc("Of this account type.");
const TYPE_IDS: Filter = one_of("typeids", "typeid")
    .shown_as(ParamType::Integer)
    .doc("Of one of these account types, separated by commas.");
const NAME: Filter = like("name", "name_fold").doc("Name; `%` stands for any text.");
const NEAR: Filter = near().doc("Near this point: `latitude,longitude` in degrees.");
const DISTANCE: Filter = companion("distance", ParamType::Text)
    .doc("With `nearto`: how far around, in kilometres; 10 when left out.");
const POSTAL_CITY: Filter =
    like("postal_city", "postal_city_fold").doc("City of the postal address, with `%`.");
const VISITING_CITY: Filter = like("visitingaddress_city", "visiting_city_fold")
    .doc("City of the visiting address, with `%`.");
const DELIVERY_CITY: Filter = like("deliveryaddress_city", "delivery_city_fold")
    .doc("City of the delivery address, with `%`.");
const INVOICE_CITY: Filter =
    like("invoiceaddress_city", "invoice_city_fold").doc("City of the invoice address, with `%`.");
const PHONE: Filter = like("phone", "phone_fold").doc("Telephone, with `%`.");
const CELLPHONE: Filter = like("cellphone", "cellphone_fold").doc("Mobile telephone, with `%`.");
const VAT: Filter = like("vatno", "vatno_fold").doc("VAT number, with `%`.");
const EXTERNAL: Filter = exactly("externalkey", "externalkey").doc("Key in another system.");
const FOLLOWED_BY: Filter =
    equals("followedby").on("userid").within(FOLLOWED).doc("Followed by this user.");
const SEARCH: Filter = full_text()
    .doc("Every word must be found in name, number, telephones, e-mail, VAT number or addresses.");

const SORTS: &[Sort] =
    &[sort("name", "name_key"), sort_optional("number", "number_key"), sort("userid", "userid")];

const ODD_FIRST: &[Stretch] =
    &[Stretch::Holding("postal_parity", 1), Stretch::Holding("postal_parity", 0), Stretch::Unset];

const EVEN_FIRST: &[Stretch] =
    &[Stretch::Holding("postal_parity", 0), Stretch::Holding("postal_parity", 1), Stretch::Unset];

const ACCOUNT_LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        USER,
        USER_IDS,
        NUMBER,
        TYPE,
        TYPE_IDS,
        active().allow(&[0, 1, 2]).doc("1: active ones, 0: inactive ones, 2: both."),
        NAME,
        NEAR,
        DISTANCE,
        POSTAL_CITY,
        like("postal_street", "postal_street_fold").doc("Street of the postal address, with `%`."),
        VISITING_CITY,
        DELIVERY_CITY,
        INVOICE_CITY,
        PHONE,
        CELLPHONE,
        VAT,
        EXTERNAL,
        FOLLOWED_BY,
        MISSION,
        MISSION_RESULT,
        by_activity::ACTIVITY,
        by_activity::USER,
        by_activity::CLOSED,
        by_activity::TYPE,
        SEARCH,
    ],
    sorts: &[
        sort("name", "name_key"),
        sort_optional("number", "number_key"),
        sort("userid", "userid"),
        sort_optional("postaladdress_number", "postal_key"),
        sort_stretched("postaladdress_odd", "postal_key", ODD_FIRST),
        sort_stretched("postaladdress_even", "postal_key", EVEN_FIRST),
    ],
    ..List::BY_NAME
};

const COORDINATE_LIST: List = List {
    filters: &[
        USER,
        USER_IDS,
        NUMBER,
        TYPE,
        TYPE_IDS,
        active(),
        NAME,
        NEAR,
        DISTANCE,
        POSTAL_CITY,
        VISITING_CITY,
        DELIVERY_CITY,
        INVOICE_CITY,
        PHONE,
        CELLPHONE,
        VAT,
        EXTERNAL,
        FOLLOWED_BY,
        SEARCH,
    ],
    sorts: SORTS,
    max_per_page: 1000,
    of: Listed::Places(addresses::PLACE),
    ..List::BY_NAME
};

static OPERATIONS: &[Operation] = &[
    create("/accounts", "Create an account"),
    list("/accounts", "List accounts", ACCOUNT_LIST),
    list("/accounts/accountcoordinates", "List where accounts are", COORDINATE_LIST),
    follow("/accounts/follow", "Follow an account", &FOLLOWERS, true),
    follow("/accounts/unfollow", "Stop following an account", &FOLLOWERS, false),
    update("/accounts/{id}", "Change an account", Locate::Id),
    read("/accounts/{id}", "Get an account", Locate::Id),
    delete("/accounts/{id}", "Hide an account and what belongs to it", Locate::Id).extension(),
    restore("/accounts/{id}/restore", "Bring a hidden account back"),
    special("/accounts/{target}/merge/{source}", "Merge one account into another", merge::MERGE),
];

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let parent = now.int("parentaccountid");
    if let (Some(parent), Some(before)) = (parent, before)
        && before.int("parentaccountid") != Some(parent)
        && work.leads_to(&ACCOUNTS, "parentaccountid", parent, before.id)?
    {
        errors.add("parentaccountid", "An account cannot belong to itself, directly or in a ring.");
    }
    Ok(())
}

/// What is hidden with its account comes back with it; what was hidden before does not.
fn hide_what_is_there(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    let (from, to) = if hidden { (0, HIDDEN_WITH_ACCOUNT) } else { (HIDDEN_WITH_ACCOUNT, 0) };
    let (own, contacts) = (Condition::Is("accountid", Value::Int(id)), with_contacts_of(id));
    for (resource, theirs) in [
        (&CONTACTS, &own),
        (&ACTIVITIES, &own),
        (&OPPORTUNITIES, &own),
        (&ORDERS, &own),
        (&QUOTES, &own),
        (&CONTRACTS, &contacts),
        (&SUBSCRIPTIONS, &contacts),
    ] {
        let theirs = [theirs.clone(), Condition::Is("deleted", Value::Int(from))];
        work.set(resource, &[("deleted", Value::Int(to))], &theirs)?;
    }
    quotes::hide_relations(work, &[Condition::Is("accountid", Value::Int(id))])
}

const HIDDEN_WITH_ACCOUNT: i64 = 2;

/// Rows that are with a contact of an account, and so belong to that account.
fn with_contacts_of(id: i64) -> Condition {
    Condition::Within {
        own: "contactid",
        table: CONTACTS.table,
        select: "id",
        all: vec![Condition::Is("accountid", Value::Int(id))],
    }
}

/// Fails with a 409 when a row that comes back is with a contact of a hidden account.
pub(crate) fn back_to_contact(
    work: &mut Work<'_>,
    resource: &'static Resource,
    id: i64,
    hidden: bool,
) -> Result<(), Problem> {
    let row = if hidden { None } else { work.load(resource, id)? };
    let Some(contact) = row.and_then(|row| row.int("contactid")) else { return Ok(()) };
    match work.value(&CONTACTS, contact, "accountid")? {
        Some(account) => account_must_be_there(work, account, resource),
        None => Ok(()),
    }
}

/// The account of a row that comes back; a 409 when it is hidden itself. `None` for a row that
/// is being hidden.
pub(crate) fn back_to_account(
    work: &mut Work<'_>,
    resource: &'static Resource,
    id: i64,
    hidden: bool,
) -> Result<Option<Value>, Problem> {
    let row = if hidden { None } else { work.load(resource, id)? };
    let Some(account) = row.map(|row| row.get("accountid").clone()) else {
        return Ok(None);
    };
    account_must_be_there(work, account.clone(), resource)?;
    Ok(Some(account))
}

/// Fails with a 409 when the account of a row that comes back is hidden.
pub(crate) fn account_must_be_there(
    work: &mut Work<'_>,
    account: Value,
    resource: &'static Resource,
) -> Result<(), Problem> {
    if work.find(&ACCOUNTS, &[Condition::Is("id", account)])?.is_empty() {
        let text = format!("The account of the {} is hidden; bring that back.", resource.one);
        return Err(Problem::Conflict(Errors::one("accountid", text)));
    }
    Ok(())
}
