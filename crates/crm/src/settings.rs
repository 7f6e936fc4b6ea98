//! What holds for the whole company: one document a tenant. Its currency and the base currency of
//! the currencies are the same thing, written in either place.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Record, Work};

use crate::activities::ACTIVITY_TYPES;
use crate::currencies::{self, CURRENCIES, ONE};
use crate::files::FILES;
use crate::users::USERS;

/// The settings. They are there from the first time they are written; before, nothing is set.
pub static SETTINGS: Resource = Resource {
    name: "settings",
    one: "settings",
    table: "settings",
    shape: &[
        text("currency").doc(
            "Code of the base currency, such as `SEK`; setting it makes the currency the base \
             currency. When unset, none is declared, and amounts are in `SEK`.",
        ),
        object("portal", PORTAL).doc("The company as customers see it."),
        object(
            "sales",
            &[integer("defaultinterest")
                .column("sales_defaultinterest")
                .doc("Interest on late payments in per cent.")],
        )
        .doc("Sales."),
        object("fieldsales", FIELD_SALES).doc("Sales at the door."),
        object("consent", CONSENT).doc("How customers are asked for their consent."),
    ],
    writers: Writers::Administrators,
    audited: true,
    rules: Rules { check: Some(check), after: Some(after), hidden: None },
    operations: &[
        put("/settings", "Change the settings", Locate::Only),
        read("/settings", "Get the settings", Locate::Only),
    ],
    ..Resource::EMPTY
};

const PORTAL: Shape = &[
    text("name").column("portal_name").doc("The company's name."),
    text("street").column("portal_street").doc("Street."),
    text("zip").column("portal_zip").doc("Postal code."),
    text("city").column("portal_city").doc("City."),
    text("country").column("portal_country").doc("Country."),
    text("phone").column("portal_phone").doc("Telephone."),
    text("fax").column("portal_fax").doc("Fax."),
    text("email").column("portal_email").doc("E-mail address."),
    text("plusgiro").column("portal_plusgiro").doc("Plusgiro account."),
    text("bankgiro").column("portal_bankgiro").doc("Bankgiro account."),
    text("vatnumber").column("portal_vatnumber").doc("Organisation number."),
    text("vatregnumber").column("portal_vatregnumber").doc("VAT number."),
    text("url").column("portal_url").doc("Web site."),
    text("iban").column("portal_iban").doc("IBAN."),
    text("swift").column("portal_swift").doc("SWIFT code."),
    text("seat").column("portal_seat").doc("Registered seat."),
];

const fn activity_type(name: &'static str, column: &'static str) -> Property {
    reference(name, &ACTIVITY_TYPES)
        .shown()
        .column(column)
        .doc("Id of the type of activities that stands for this.")
}

static FIELD_SALES: Shape = &[
    object(
        "activitytypes",
        &[
            activity_type("assigned", "type_assigned"),
            activity_type("knock", "type_knock"),
            activity_type("note", "type_note"),
            activity_type("return", "type_return"),
            activity_type("notavailable", "type_notavailable"),
            activity_type("rejected", "type_rejected"),
            activity_type("erpaccepted", "type_erpaccepted"),
            activity_type("erpdeclined", "type_erpdeclined"),
        ],
    )
    .doc("What comes of a knock at the door, as types of activities."),
    object(
        "numberporting",
        &[
            integer("group").column("porting_group").doc("Id of the group of fields."),
            integer("name").column("porting_name").doc("Id of the field of the name."),
            integer("number").column("porting_number").doc("Id of the field of the number."),
            integer("phone").column("porting_phone").doc("Id of the field of the telephone."),
        ],
    )
    .doc("Fields for moving a telephone number."),
    integer("filter").column("fieldsales_filter").doc("Which accounts are offered."),
    children("headlines", &SETTING_HEADLINES, "settingid", HEADLINE)
        .written()
        .replaced()
        .doc("Texts to begin with; a list in a body replaces the one there."),
    text("erpurl").max(2048).column("fieldsales_erpurl").doc("Address of the ERP system."),
    integers("signaturefields")
        .column("fieldsales_signaturefields")
        .doc("Ids of the fields that are signed; a list in a body replaces the one there."),
    long_text("terms").column("fieldsales_terms").doc("Terms of sale."),
];

static CONSENT: Shape = &[
    reference("logofileid", &FILES)
        .shown()
        .column("consent_logofileid")
        .doc("Id of the file with the logotype."),
    object(
        "email",
        &[
            text("fromemail").column("consent_fromemail").doc("Address it is sent from."),
            text("fromname").column("consent_fromname").doc("Name it is sent under."),
            text("user").column("consent_user").doc("User name at the mail server."),
            text("port").column("consent_port").doc("Port of the mail server."),
            text("server").column("consent_server").doc("The mail server."),
            long_text("body").column("consent_body").doc("What it says."),
            text("password")
                .column("consent_password")
                .secret()
                .doc("Can be set; always answered null."),
            integer("auth").column("consent_auth").doc("How to sign in to the mail server."),
            reference("userid", &USERS)
                .shown()
                .column("consent_userid")
                .doc("Id of the user it is sent for."),
            integer("type").column("consent_type").doc("How mail is written."),
        ],
    )
    .doc("The e-mail that asks."),
];

/// Texts to begin with at the door.
pub static SETTING_HEADLINES: Resource = Resource {
    name: "settingheadlines",
    one: "headline",
    table: "setting_headlines",
    shape: HEADLINE,
    lifetime: Lifetime::Removed,
    ..Resource::EMPTY
};

static HEADLINE: Shape = &[
    text("title").doc("Title."),
    long_text("body").doc("Text."),
    reference("settingid", &SETTINGS).assigned().doc("The settings."),
];

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let Some(code) = now.text("currency") else { return Ok(()) };
    if before.is_some_and(|before| before.text("currency") == Some(code)) {
        return Ok(());
    }
    match currencies::of_code(work, code)? {
        None => errors.add("currency", format!("There is no currency {code}; add it first.")),
        Some(currency) if currency.int("rate") != Some(ONE) => {
            errors.add(
                "currency",
                format!("One of the base currency is worth 1, one {code} is not."),
            );
        }
        Some(_) => {}
    }
    Ok(())
}

/// The base currency becomes what the settings say.
fn after(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    let was = before.and_then(|before| before.text("currency"));
    match now.text("currency") {
        code if code == was => Ok(()),
        Some(code) => {
            let currency = currencies::of_code(work, code)?;
            let Some(currency) = currency.filter(|one| one.int("isbase") != Some(1)) else {
                return Ok(());
            };
            let base = vec![("isbase", Value::Int(1))];
            let draft = Draft::of(base);
            work.update(&CURRENCIES, currency.id, &draft, Errors::default())
        }
        None => {
            let base = [Condition::Is("isbase", Value::Int(1))];
            work.set(&CURRENCIES, &[("isbase", Value::Int(0))], &base).map(drop)
        }
    }
}

/// The settings say what the base currency is.
pub(crate) fn follow_base(work: &mut Work<'_>) -> Result<(), Problem> {
    let base = currencies::base(work)?;
    let code: Value = base.as_ref().and_then(|base| base.text("code")).map(str::to_owned).into();
    if !work.find(&SETTINGS, &[])?.is_empty() {
        return work.set(&SETTINGS, &[("currency", code)], &[]).map(drop);
    }
    if code == Value::Null {
        return Ok(());
    }
    work.add(&SETTINGS, vec![("currency", code)]).map(drop)
}
