//! Making a lead an account, a contact and an opportunity.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Work};

use super::LEADS;
use crate::account_types::ACCOUNT_TYPES;
use crate::accounts::ACCOUNTS;
use crate::calendar::today;
use crate::contacts::CONTACTS;
use crate::lookup::default_of;
use crate::opportunities::{OPPORTUNITIES, OPPORTUNITY_STATUSES, OPPORTUNITY_TYPES};

/// `POST /leads/{id}/convert`. Not a constant, as that could not lead back to leads.
pub(super) const fn convert() -> Special {
    Special { run, writes: true, body: BODY, answers: true, status: 200 }
}

static BODY: Shape = &[
    reference("accountid", &ACCOUNTS)
        .doc("Id of the account it belongs to; a new one is made when left out."),
    reference("accounttypeid", &ACCOUNT_TYPES)
        .doc("Type of the new account; the default type when left out."),
    reference("typeid", &OPPORTUNITY_TYPES)
        .doc("Type of the opportunity; the default type when left out."),
    reference("statusid", &OPPORTUNITY_STATUSES)
        .doc("Status of the opportunity; the type's first open one when left out."),
    date("estimatedenddate")
        .doc("When it is expected to be decided; thirty days from now when left out."),
];

/// Days until a decision is expected, when nobody says.
const DAYS: i64 = 30;

fn run(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    let Some(lead) = work.load(&LEADS, id)? else {
        return Err(work.missing(&LEADS, id)?);
    };
    if lead.int("converted").is_some() {
        let text = "The lead has been converted already.";
        return Err(Problem::Conflict(Errors::one("converted", text)));
    }
    let asked = |name: &str| match input.draft.get(name) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let mut errors = Errors::default();
    if surname(&lead).is_none() {
        let text = "The lead names no person; say who it is before it is converted.";
        errors.add("contactname", text);
    }
    let account_type = match (asked("accountid"), asked("accounttypeid")) {
        (Some(_), _) => None,
        (None, Some(asked)) => Some(asked),
        (None, None) => default_of(work, &ACCOUNT_TYPES)?,
    };
    if asked("accountid").is_none() && account_type.is_none() {
        errors.add("accounttypeid", "There is no account type yet; create one first.");
    }
    let kind = match asked("typeid") {
        Some(kind) => Some(kind),
        None => default_of(work, &OPPORTUNITY_TYPES)?,
    };
    let status = match (asked("statusid"), kind) {
        (Some(status), _) => Some(status),
        (None, Some(kind)) => first_open(work, kind)?,
        (None, None) => None,
    };
    if kind.is_none() {
        errors.add("typeid", "There is no type of opportunities yet; create one first.");
    } else if status.is_none() {
        errors.add("statusid", "The type has no open status; create one first.");
    }
    errors.into_result()?;

    let user = Value::Int(lead.int("userid").unwrap_or(work.session.user));
    let account = match asked("accountid") {
        Some(account) => account,
        None => new_account(work, &lead, account_type.into(), user.clone())?,
    };
    let contact = new_contact(work, &lead, account)?;
    let end = asked("estimatedenddate").unwrap_or_else(|| today(work.now) + DAYS);
    let values = vec![
        ("accountid", Value::Int(account)),
        ("contactid", Value::Int(contact)),
        ("title", title(&lead).into()),
        ("description", lead.text("description").unwrap_or_default().into()),
        ("userid", user),
        ("value", lead.get("value").clone()),
        ("typeid", kind.into()),
        ("statusid", status.into()),
        ("estimatedenddate", Value::Int(end)),
    ];
    let opportunity = work.add(&OPPORTUNITIES, values)?;
    let trace = [
        ("convertedaccountid", Value::Int(account)),
        ("convertedcontactid", Value::Int(contact)),
        ("convertedopportunityid", Value::Int(opportunity)),
        ("converted", Value::Int(work.now)),
        ("updated", Value::Int(work.now)),
    ];
    work.set(&LEADS, &trace, &[Condition::Is("id", Value::Int(id))])?;
    Ok(Outcome::Row(id))
}

fn said<'r>(lead: &'r Record, column: &str) -> Option<&'r str> {
    lead.text(column).filter(|text| !text.trim().is_empty())
}

/// The family name, or the only name there is.
fn surname(lead: &Record) -> Option<&str> {
    said(lead, "contactsurname").or_else(|| said(lead, "contactname"))
}

/// What the opportunity is called.
fn title(lead: &Record) -> String {
    let names = ["title", "contactcompany", "contactsurname", "contactname"];
    names.iter().find_map(|name| said(lead, name)).unwrap_or("Lead").to_owned()
}

/// The first status of a type that closes nothing.
fn first_open(work: &mut Work<'_>, kind: i64) -> Result<Option<i64>, Problem> {
    let open = [
        Condition::Is("opportunitytypeid", Value::Int(kind)),
        Condition::Is("won", Value::Int(0)),
        Condition::Is("lost", Value::Int(0)),
    ];
    let mut found = Vec::new();
    for id in work.find(&OPPORTUNITY_STATUSES, &open)? {
        let place = match work.value(&OPPORTUNITY_STATUSES, id, "sortorder")? {
            Some(Value::Int(place)) => place,
            _ => i64::MAX,
        };
        found.push((place, id));
    }
    Ok(found.into_iter().min().map(|(_, id)| id))
}

fn new_account(
    work: &mut Work<'_>,
    lead: &Record,
    kind: Value,
    user: Value,
) -> Result<i64, Problem> {
    let person = || {
        let names = [said(lead, "contactname"), said(lead, "contactsurname")];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let name = said(lead, "contactcompany").map_or_else(person, str::to_owned);
    let mut values = vec![("name", name.into()), ("typeid", kind), ("userid", user)];
    for (to, from) in [
        ("phone", "contactphone"),
        ("cellphone", "contactcellphone"),
        ("email", "contactemail"),
        ("vatno", "contactvatno"),
        ("postal_street", "contactstreet"),
        ("postal_zip", "contactzip"),
        ("postal_city", "contactcity"),
    ] {
        values.push((to, lead.get(from).clone()));
    }
    work.add(&ACCOUNTS, values)
}

/// The first contact of an account is its primary one.
fn new_contact(work: &mut Work<'_>, lead: &Record, account: i64) -> Result<i64, Problem> {
    let first = work.find(&CONTACTS, &[Condition::Is("accountid", Value::Int(account))])?;
    let name = match (said(lead, "contactsurname"), said(lead, "contactname")) {
        (Some(_), Some(name)) => name,
        _ => "",
    };
    let mut values = vec![
        ("accountid", Value::Int(account)),
        ("name", name.into()),
        ("surname", surname(lead).unwrap_or_default().into()),
        ("primarycontact", Value::Int(i64::from(first.is_empty()))),
    ];
    for (to, from) in [
        ("title", "contacttitle"),
        ("email", "contactemail"),
        ("officephone", "contactphone"),
        ("cellphone", "contactcellphone"),
        ("street", "contactstreet"),
        ("zip", "contactzip"),
        ("city", "contactcity"),
    ] {
        values.push((to, lead.get(from).clone()));
    }
    work.add(&CONTACTS, values)
}
