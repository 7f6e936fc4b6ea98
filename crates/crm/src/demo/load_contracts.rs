//! Puts contracts, the objects they are about, templates and subscriptions into a tenant.

use engine::clock::DAY;
use engine::declare::Resource;
use engine::problem::Problem;
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Record, Work};

use super::agreements::{self, Agreement, Machine};
use super::field_values::Kind;
use super::layouts;
use super::load_sales::{Site, at};
use crate::contracts::planned;
use crate::files::{FILE_ACCOUNTS, FILE_OBJECTS};
use crate::objects::TAGGED;
use crate::templates::{CATEGORIES, LANGUAGES};
use crate::{
    ACTIVITIES, CONTRACT_OBJECTS, CONTRACT_REMINDERS, CONTRACTS, OBJECT_CATEGORIES,
    OBJECT_RELATIONS, OBJECTS, SUBSCRIPTIONS, TEMPLATE_CATEGORIES, TEMPLATE_LANGUAGES, TEMPLATES,
};

/// The ids that the look-up lists of contracts were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    groups: Vec<i64>,
    types: Vec<i64>,
    statuses: Vec<i64>,
}

type Values = Vec<(&'static str, Value)>;

fn bring_in(work: &mut Work<'_>, of: &'static Resource, values: Values) -> Result<i64, Problem> {
    let id = work.reserve(of, 1)?;
    work.bring_in(of, id, &Draft::of(values))?;
    Ok(id)
}

/// A list of names in their order; the first is the default.
fn named<'n>(
    work: &mut Work<'_>,
    kind: &'static str,
    names: impl Iterator<Item = &'n str>,
) -> Result<Vec<i64>, Problem> {
    let mut ids = Vec::new();
    for (place, name) in names.enumerate() {
        let values = vec![
            ("type", kind.into()),
            ("name", name.into()),
            ("sort", Value::Int(place as i64 + 1)),
            ("isdefault", Value::Int(i64::from(place == 0))),
        ];
        ids.push(work.add(&OBJECT_CATEGORIES, values)?);
    }
    Ok(ids)
}

/// Loads the look-up lists and the templates.
pub(super) fn lists(work: &mut Work<'_>) -> Result<Lists, Problem> {
    templates(work)?;
    let names = agreements::GROUPS.iter().map(|(name, _)| *name);
    let groups = named(work, "modelgroup", names)?;
    let types = named(work, "contracttype", agreements::TYPES.iter().map(|(name, ..)| *name))?;
    let statuses = named(work, "contractstatus", agreements::STATUSES.iter().copied())?;
    Ok(Lists { groups, types, statuses })
}

fn templates(work: &mut Work<'_>) -> Result<(), Problem> {
    let placed = |work: &mut Work<'_>, of, names: &[&'static str]| {
        let mut ids = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let values = vec![("name", (*name).into()), ("sort", Value::Int(place as i64 + 1))];
            ids.push(work.add(of, values)?);
        }
        Ok::<_, Problem>(ids)
    };
    let languages = placed(work, &TEMPLATE_LANGUAGES, &layouts::LANGUAGES)?;
    let categories = placed(work, &TEMPLATE_CATEGORIES, &layouts::CATEGORIES)?;
    for template in layouts::TEMPLATES {
        let values = vec![
            ("name", template.name.into()),
            ("description", template.about.into()),
            ("resource", template.resource.into()),
            ("html", layouts::HTML.into()),
        ];
        let id = work.add(&TEMPLATES, values)?;
        if let Some(language) = languages.get(template.language) {
            work.link(&LANGUAGES, id, *language)?;
        }
        if let Some(category) = categories.first() {
            work.link(&CATEGORIES, id, *category)?;
        }
    }
    Ok(())
}

fn midnight(day: i64) -> Value {
    Value::Int(day * DAY * 60_000)
}

/// Loads the contract of an account, with its objects, what reminds of it, and a subscription.
/// `of` tells the id of an account by its number, `kind` the type of reminders.
pub(super) fn agreement(
    work: &mut Work<'_>,
    lists: &Lists,
    site: &Site<'_>,
    found: &Agreement,
    of: impl Fn(u64) -> i64,
    kind: Value,
    things: &mut Vec<(Kind, i64)>,
) -> Result<(), Problem> {
    let (_, _, about) = agreements::TYPES.get(found.kind).copied().unwrap_or_default();
    let contact = Value::Int(site.first_contact + found.contact as i64);
    let service = found.service.map_or(Value::Null, |user| at(site.users, user));
    let values = vec![
        ("number", found.number.as_str().into()),
        ("description", about.into()),
        ("statusid", at(&lists.statuses, found.status)),
        ("typeid", at(&lists.types, found.kind)),
        ("start", midnight(found.start)),
        ("end_at", midnight(found.end)),
        ("installdate", midnight(found.installed)),
        ("value", Value::Int(found.value)),
        ("financed", Value::Int(i64::from(found.financed.is_some()))),
        ("financeaccountid", found.financed.map(&of).into()),
        ("contactid", contact.clone()),
        ("responsibleid", site.owner.clone()),
        ("responsibleserviceid", service),
        ("reminderdays", Value::Int(found.reminder.unwrap_or(0))),
    ];
    let contract = bring_in(work, &CONTRACTS, values.clone())?;
    reminder(work, site, found, contract, values, kind)?;
    let papers = work.linked(&FILE_ACCOUNTS, FILE_ACCOUNTS.right, site.account)?;
    for machine in &found.machines {
        let object = object(work, lists, site, machine, contract, &of)?;
        things.push((Kind::Object, object));
        for paper in &papers {
            work.link(&FILE_OBJECTS, *paper, object)?;
        }
    }
    if !found.subscribed {
        return Ok(());
    }
    let values = vec![
        ("name", format!("Serviceabonnemang {}", found.number).into()),
        ("startdate", Value::Int(found.start)),
        ("orderstartdate", Value::Int(found.start)),
        ("typeid", Value::Int(found.kind as i64 + 1)),
        ("statusid", Value::Int(found.status as i64 + 1)),
        ("intervalid", Value::Int(1)),
        ("periodid", Value::Int(12)),
        ("userid", site.owner.clone()),
        ("contactid", contact),
        ("sort", Value::Int(found.kind as i64 + 1)),
    ];
    bring_in(work, &SUBSCRIPTIONS, values).map(drop)
}

/// The activity that reminds of a contract.
fn reminder(
    work: &mut Work<'_>,
    site: &Site<'_>,
    found: &Agreement,
    contract: i64,
    values: Values,
    kind: Value,
) -> Result<(), Problem> {
    let mut row = Record::new();
    values.into_iter().for_each(|(column, value)| row.set(column, value));
    let Some(planned) = planned(&row) else { return Ok(()) };
    let done = Value::Int(i64::from(found.reminded));
    let result = if found.reminded { "Genomgånget med kunden." } else { "" };
    let values = vec![
        ("accountid", Value::Int(site.account)),
        ("primarycontactid", Value::Int(planned.contact)),
        ("userid", Value::Int(planned.user)),
        ("typeid", kind),
        ("date", Value::Int(planned.day)),
        ("description", planned.description.as_str().into()),
        ("location", "".into()),
        ("result", result.into()),
        ("closed", done),
    ];
    let activity = bring_in(work, &ACTIVITIES, values)?;
    let values = vec![("contract_id", Value::Int(contract)), ("activity_id", Value::Int(activity))];
    bring_in(work, &CONTRACT_REMINDERS, values).map(drop)
}

fn object(
    work: &mut Work<'_>,
    lists: &Lists,
    site: &Site<'_>,
    machine: &Machine,
    contract: i64,
    of: &impl Fn(u64) -> i64,
) -> Result<i64, Problem> {
    let values = vec![
        ("name", machine.name.as_str().into()),
        ("serialnumber", machine.serial.as_str().into()),
        ("manufacturerid", Value::Int(of(machine.maker))),
        ("modelgroupid", at(&lists.groups, machine.group)),
        ("url", machine.page.as_str().into()),
        ("image1", format!("{}.jpg", machine.page).into()),
    ];
    let object = bring_in(work, &OBJECTS, values)?;
    if let Some(tag) = machine.tag.and_then(|tag| site.tags.get(tag)) {
        work.link(&TAGGED, object, *tag)?;
    }
    let values = vec![
        ("contract_id", Value::Int(contract)),
        ("object_id", Value::Int(object)),
        ("location", machine.location.into()),
    ];
    bring_in(work, &CONTRACT_OBJECTS, values)?;
    for (kind, column, id) in
        [(1, "accountid", Value::Int(site.account)), (3, "userid", site.owner.clone())]
    {
        let values =
            vec![("kind", Value::Int(kind)), ("object_id", Value::Int(object)), (column, id)];
        bring_in(work, &OBJECT_RELATIONS, values)?;
    }
    Ok(object)
}
