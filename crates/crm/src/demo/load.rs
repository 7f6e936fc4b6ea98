//! Puts demo data into a tenant, as if its users had entered it.

use engine::access::Session;
use engine::clock::days;
use engine::content::Kept;
use engine::declare::{Purpose, Resource};
use engine::problem::{Errors, Problem};
use engine::request::body::{self, Draft};
use engine::request::json;
use engine::store::{Tx, Value};
use engine::work::{Context, Work};
use serde::Serialize;

use super::field_values::{self, Kind};
use super::{
    Demo, Refs, catalogue, load_catalogue, load_contracts, load_missions, load_sales,
    load_signatures, load_trade, papers,
};

pub use super::contests::contests_of as contests;
use crate::accounts::{ACCOUNTS, FOLLOWERS};
use crate::phones::import;
use crate::{
    ACCOUNT_BUDGETS, ACCOUNT_GROUPS, ACCOUNT_TYPES, CONTACTS, DEPARTMENTS, ROLES, TAGS,
    USER_BUDGETS, USERS,
};

/// The ids that the look-up lists and users of a demo were given.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    roles: Vec<i64>,
    pub(super) users: Vec<i64>,
    departments: Vec<i64>,
    account_types: Vec<i64>,
    account_groups: Vec<i64>,
    tags: Vec<i64>,
    pub(super) sales: load_sales::Lists,
    fields: field_values::Ids,
    missions: Vec<i64>,
    catalogue: load_catalogue::Catalogue,
    quote_statuses: Vec<i64>,
    contracts: load_contracts::Lists,
    /// Ids of the contents of [`PAPERS`](papers::PAPERS).
    contents: Vec<i64>,
    /// The id of the first account; the others follow it.
    pub(super) first_account: i64,
}

impl Ids {
    fn refs(&self) -> Refs<'_> {
        Refs {
            roles: &self.roles,
            users: &self.users,
            departments: &self.departments,
            account_types: &self.account_types,
            account_groups: &self.account_groups,
            tags: &self.tags,
        }
    }
}

/// A transaction of the server's own for a tenant.
pub fn work<'a>(tx: &'a mut dyn Tx, context: &'a Context, tenant: i64, now: i64) -> Work<'a> {
    Work { tx, session: Session::of_server(tenant), context, now }
}

/// Loads the look-up lists and users, and reserves the ids of the accounts. `kept` are the contents
/// of the demo's papers, in order.
pub fn lists(work: &mut Work<'_>, demo: &Demo, kept: &[Kept]) -> Result<Ids, Problem> {
    let mut ids = Ids::default();
    for kept in kept {
        ids.contents.push(work.hold(kept)?);
    }
    papers::folders(work)?;
    for tag in demo.tags() {
        ids.tags.push(add(work, &TAGS, &tag, &[])?);
    }
    for role in demo.roles() {
        ids.roles.push(role_of(work, &role)?);
    }
    for user in demo.users(&ids.refs()) {
        ids.users.push(add(work, &USERS, &user, &[])?);
    }
    for index in 0..demo.departments() {
        if let Some(department) = demo.department(index, &ids.refs()) {
            ids.departments.push(add(work, &DEPARTMENTS, &department, &[])?);
        }
    }
    for kind in demo.account_types() {
        ids.account_types.push(add(work, &ACCOUNT_TYPES, &kind, &[])?);
    }
    for group in demo.account_groups() {
        ids.account_groups.push(add(work, &ACCOUNT_GROUPS, &group, &[])?);
    }
    for budget in demo.user_budgets() {
        let Some(user) = ids.users.get(budget.user) else { continue };
        let values = [
            ("userid", Value::Int(*user)),
            ("year", Value::Int(budget.year.into())),
            ("month", Value::Int(budget.month.into())),
            ("budget", Value::Int(budget.budget)),
            ("pipeline", Value::Int(budget.pipeline)),
        ];
        work.add(&USER_BUDGETS, values.to_vec())?;
    }
    ids.sales = load_sales::lists(work)?;
    ids.fields = field_values::lists(work)?;
    let today = engine::clock::days(demo.today());
    ids.missions = load_missions::missions(work, &ids.users, today)?;
    ids.catalogue = load_catalogue::load(work, demo.today())?;
    load_missions::company(work, &ids.sales.activity_types)?;
    let goods: Vec<_> = ids.catalogue.articles.iter().map(|id| (Kind::Article, *id)).collect();
    field_values::load(work, &ids.fields, (demo.seed, demo.accounts(), today), &goods)?;
    load_missions::goods(work, &ids.missions, &ids.catalogue.articles)?;
    phones(work)?;
    ids.quote_statuses = load_trade::statuses(work)?;
    ids.contracts = load_contracts::lists(work)?;
    ids.first_account = work.reserve(&ACCOUNTS, demo.accounts())?;
    Ok(ids)
}

/// A catalogue of telephones, as a file that somebody brings in.
fn phones(work: &mut Work<'_>) -> Result<(), Problem> {
    let lines = import::read(include_bytes!("phones.csv"))
        .map_err(|faults| Problem::Internal(format!("demo telephones: {faults:?}")))?;
    import::load(work, &lines).map(drop)
}

/// A role of that name, which the tenant may have already.
fn role_of(work: &mut Work<'_>, role: &super::Fields) -> Result<i64, Problem> {
    let name = role.text("name").unwrap_or_default().into();
    let known = work.find(&ROLES, &[engine::plan::Condition::Is("name", name)])?;
    match known.first() {
        Some(id) => Ok(*id),
        None => add(work, &ROLES, role, &[]),
    }
}

/// Loads the accounts of a range, with their contacts, followers and budgets.
pub fn accounts(
    work: &mut Work<'_>,
    demo: &Demo,
    ids: &Ids,
    range: std::ops::Range<u64>,
) -> Result<(), Problem> {
    let id_of = |n: u64| ids.first_account + i64::try_from(n).unwrap_or(i64::MAX / 16);
    for n in range {
        let account = demo.account(n, &ids.refs());
        let id = id_of(n);
        let mut extra = vec![("created", Value::Int(demo.since(n)))];
        if let Some(parent) = account.parent {
            extra.push(("parentaccountid", Value::Int(id_of(parent))));
        }
        let list = catalogue::list_of(n).and_then(|list| ids.catalogue.lists.get(list));
        extra.extend(list.map(|list| ("pricelistid", Value::Int(*list))));
        let draft = draft(&ACCOUNTS, &account.body, &extra)?;
        work.bring_in(&ACCOUNTS, id, &draft)?;
        let first = work.reserve(&CONTACTS, account.contacts.len() as u64)?;
        for (position, contact) in account.contacts.iter().enumerate() {
            let mut extra = vec![("accountid", Value::Int(id))];
            if let Some(superior) = contact.superior {
                extra.push(("superiorid", Value::Int(first + superior as i64)));
            }
            let draft = self::draft(&CONTACTS, &contact.body, &extra)?;
            work.bring_in(&CONTACTS, first + position as i64, &draft)?;
        }
        let place = papers::Place {
            n,
            id,
            contact: first,
            account: &account,
            users: &ids.users,
            articles: &ids.catalogue.articles,
            contents: &ids.contents,
            today: demo.today(),
        };
        for follower in account.followers.iter().filter_map(|user| ids.users.get(*user)) {
            work.link(&FOLLOWERS, id, *follower)?;
        }
        let site = load_sales::Site {
            account: id,
            owner: draft.get("userid").cloned().unwrap_or(Value::Null),
            first_contact: first,
            users: &ids.users,
            tags: &ids.tags,
        };
        let business = demo.business(n, account.contacts.len());
        let parts = demo.parts(n, &business.activities);
        let load_sales::Loaded { first_activity, opportunity, mut things } =
            load_sales::business(work, &ids.sales, &site, business)?;
        load_missions::parts(work, &ids.missions, id, first_activity, &parts)?;
        things.push((Kind::Account, id));
        let contacts = (first..).zip(&account.contacts);
        things.extend(contacts.map(|(contact, _)| (Kind::Contact, contact)));
        let buyer = load_trade::Buyer {
            n,
            account: id,
            owner: site.owner.clone(),
            first_contact: first,
            opportunity,
            users: &ids.users,
            tags: &ids.tags,
            paper: ids.contents.first().copied(),
        };
        let goods = &ids.catalogue;
        let (contacts, articles) = (account.contacts.len(), goods.goods.len());
        let deals = demo.deals(n, contacts, opportunity.is_some(), articles);
        load_trade::load(work, goods, &ids.quote_statuses, &buyer, &deals, &mut things)?;
        load_missions::orders(work, &ids.missions, &parts, &things)?;
        load_signatures::load(work, n, &site.owner, &things)?;
        let mission = parts.first().and_then(|part| ids.missions.get(part.mission)).copied();
        papers::load(work, &place, &things, mission)?;
        if let Some(found) = demo.agreement(n, contacts) {
            let kind = ids.sales.follow_up();
            let lists = &ids.contracts;
            load_contracts::agreement(work, lists, &site, &found, id_of, kind, &mut things)?;
        }
        field_values::load(work, &ids.fields, (demo.seed, n, days(demo.today())), &things)?;
        if account.budgets.is_empty() {
            continue;
        }
        let first = work.reserve(&ACCOUNT_BUDGETS, account.budgets.len() as u64)?;
        for (position, budget) in account.budgets.iter().enumerate() {
            let values = [
                ("accountid", Value::Int(id)),
                ("year", Value::Int(budget.year.into())),
                ("month", Value::Int(budget.month.into())),
                ("budget", Value::Int(budget.budget)),
            ];
            let draft = Draft::of(values.to_vec());
            work.bring_in(&ACCOUNT_BUDGETS, first + position as i64, &draft)?;
        }
    }
    Ok(())
}

/// A body as a client would send it, checked as one.
pub(super) fn draft(
    resource: &'static Resource,
    fields: &impl Serialize,
    extra: &[(&'static str, Value)],
) -> Result<Draft, Problem> {
    let fault = |text: String| Problem::Internal(format!("demo data of {}: {text}", resource.name));
    let bytes = serde_json::to_vec(fields).map_err(|error| fault(error.to_string()))?;
    let body = json::parse(&bytes, 16).map_err(|error| fault(error.to_string()))?;
    let mut errors = Errors::default();
    // What `extra` brings is not in the body, so nothing is required of it.
    let mut draft = body::read(resource.shape, &body, Purpose::Update, false, &mut errors);
    if !errors.is_empty() {
        return Err(fault(format!("{errors:?}")));
    }
    draft.values.extend(extra.iter().cloned());
    Ok(draft)
}

fn add(
    work: &mut Work<'_>,
    resource: &'static Resource,
    fields: &impl Serialize,
    extra: &[(&'static str, Value)],
) -> Result<i64, Problem> {
    let draft = draft(resource, fields, extra)?;
    work.create(resource, &draft, Errors::default())
}
