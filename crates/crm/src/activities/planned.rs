//! Activities that the server plans on somebody's behalf, such as reminders.

use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::Work;

use super::{ACTIVITIES, ACTIVITY_TYPES};
use crate::contacts::CONTACTS;
use crate::lookup::default_of;

/// What the server plans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    /// The day it is on, in days since 1970.
    pub(crate) day: i64,
    /// Id of whose it is.
    pub(crate) user: i64,
    /// Id of whom it is with; the activity is at that contact's account.
    pub(crate) contact: i64,
    /// What it is about.
    pub(crate) description: String,
}

/// The type of what the server plans: the default one, else the first. `None` when there is none,
/// so that nothing can be planned.
pub(crate) fn default_type(work: &mut Work<'_>) -> Result<Option<i64>, Problem> {
    default_of(work, &ACTIVITY_TYPES)
}

/// Adds an open activity; answers its id. A 400 when there is no type of activities, or no such
/// contact or user.
pub(crate) fn plan(work: &mut Work<'_>, planned: &Planned) -> Result<i64, Problem> {
    let Some(kind) = default_type(work)? else {
        let text = "There is no activity type yet; create one first.";
        return Err(Problem::Invalid(Errors::one("type", text)));
    };
    let account = account(work, planned.contact)?;
    let values = vec![
        ("accountid", account),
        ("primarycontactid", Value::Int(planned.contact)),
        ("userid", Value::Int(planned.user)),
        ("typeid", Value::Int(kind)),
        ("date", Value::Int(planned.day)),
        ("description", planned.description.as_str().into()),
        ("location", "".into()),
        ("result", "".into()),
    ];
    work.add(&ACTIVITIES, values)
}

/// Changes an activity by what differs between two plans; what else was changed in it stays.
pub(crate) fn replan(
    work: &mut Work<'_>,
    id: i64,
    was: &Planned,
    planned: &Planned,
) -> Result<(), Problem> {
    let mut values = Vec::new();
    if was.day != planned.day {
        values.push(("date", Value::Int(planned.day)));
    }
    if was.user != planned.user {
        values.push(("userid", Value::Int(planned.user)));
    }
    if was.contact != planned.contact {
        values.push(("primarycontactid", Value::Int(planned.contact)));
        values.push(("accountid", account(work, planned.contact)?));
    }
    // Whoever wrote something else into it meant it.
    let told = work.value(&ACTIVITIES, id, "description")?;
    if told == Some(was.description.as_str().into()) {
        values.push(("description", planned.description.as_str().into()));
    }
    work.update(&ACTIVITIES, id, &Draft::of(values), Errors::default())
}

/// The account of a contact.
fn account(work: &mut Work<'_>, contact: i64) -> Result<Value, Problem> {
    Ok(work.value(&CONTACTS, contact, "accountid")?.unwrap_or(Value::Null))
}
