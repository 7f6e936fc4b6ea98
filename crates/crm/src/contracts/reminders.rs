//! What reminds of a contract's end: an activity of its own, planned so many days before, which
//! moves with the contract for as long as it is open.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::{CONTRACTS, END};
use crate::activities::{self, ACTIVITIES, Planned};
use crate::calendar::ZONE;

/// Reminders: activities that remind of a contract.
pub static CONTRACT_REMINDERS: Resource = Resource {
    name: "contractreminders",
    one: "reminder",
    table: "contract_reminders",
    shape: &[
        reference("contractid", &CONTRACTS).column("contract_id").assigned().doc("The contract."),
        reference("activityid", &ACTIVITIES)
            .column("activity_id")
            .shown()
            .assigned()
            .doc("Id of the activity that reminds."),
        instant("created").doc("When it was planned."),
        instant("updated").doc("When it was moved last."),
    ],
    unique: &[Unique { columns: &["contract_id", "activity_id"], property: "activityid" }],
    lifetime: Lifetime::Removed,
    operations: &{
        const CONTRACT: PathPart = path_id("contract_id", "contract_id", &CONTRACTS);
        const ACTIVITY: PathPart = path_id("activity_id", "activity_id", &ACTIVITIES);
        const KEY: Locate = Locate::Key(&[CONTRACT, ACTIVITY]);
        const LIST: List = List {
            sorts: &[sort("activity", "activity_id")],
            default_sort: "activity_asc",
            sortable: false,
            path_filters: &[CONTRACT],
            only: &[Condition::Present("activity_id", ACTIVITIES.table)],
            ..List::BY_NAME
        };
        [
            read("/contracts/{contract_id}/reminders/{activity_id}", "Get a reminder", KEY)
                .tag("contracts"),
            list("/contracts/{contract_id}/reminders", "List a contract's reminders", LIST)
                .tag("contracts"),
        ]
    },
    ..Resource::EMPTY
};

/// What reminds of a contract as it stands; nothing when it wants no reminder, or nobody looks
/// after it.
pub(crate) fn planned(contract: &Record) -> Option<Planned> {
    let days = contract.int("reminderdays").filter(|days| *days > 0)?;
    let (end, _) = ZONE.local(contract.int(END)?)?;
    let ends = engine::clock::date(end)?;
    let description = match contract.text("number") {
        Some(number) => format!("Contract {number} ends on {ends}."),
        None => format!("A contract ends on {ends}."),
    };
    Some(Planned {
        day: end - days,
        user: contract.int("responsibleid")?,
        contact: contract.int("contactid")?,
        description,
    })
}

/// A reminder is an activity, so it needs a type.
pub(super) fn check(
    work: &mut Work<'_>,
    now: &Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let wanted = planned(now);
    if wanted.is_some()
        && wanted != before.and_then(planned)
        && activities::default_type(work)?.is_none()
    {
        let text = "There is no activity type for the reminder yet; create one first.";
        errors.add("reminderdays", text);
    }
    Ok(())
}

/// Makes what reminds of a contract agree with it. What was closed stays as it is; a contract that
/// ends on another day than the closed reminder was about gets a new one.
pub(super) fn keep(
    work: &mut Work<'_>,
    now: &Record,
    before: Option<&Record>,
) -> Result<(), Problem> {
    let (wanted, was) = (planned(now), before.and_then(planned));
    if wanted == was {
        return Ok(());
    }
    let open = open(work, now.id)?;
    match (wanted, was) {
        (Some(wanted), Some(was)) if !open.is_empty() || wanted.day == was.day => {
            open.into_iter().try_for_each(|id| {
                activities::replan(work, id, &was, &wanted)?;
                let moved = [("updated", Value::Int(work.now))];
                work.set(&CONTRACT_REMINDERS, &moved, &link(now.id, id)).map(drop)
            })
        }
        (Some(wanted), _) => remind(work, now.id, &wanted),
        (None, _) => open.into_iter().try_for_each(|id| call_off(work, now.id, id)),
    }
}

/// The open activities that remind of a contract.
fn open(work: &mut Work<'_>, contract: i64) -> Result<Vec<i64>, Problem> {
    work.find(&ACTIVITIES, &[of(contract), Condition::Is("closed", Value::Int(0))])
}

/// Activities that remind of a contract.
fn of(contract: i64) -> Condition {
    Condition::Within {
        own: "id",
        table: CONTRACT_REMINDERS.table,
        select: "activity_id",
        all: vec![Condition::Is("contract_id", Value::Int(contract))],
    }
}

fn remind(work: &mut Work<'_>, contract: i64, wanted: &Planned) -> Result<(), Problem> {
    let activity = activities::plan(work, wanted)?;
    let values = vec![("contract_id", Value::Int(contract)), ("activity_id", Value::Int(activity))];
    work.add(&CONTRACT_REMINDERS, values).map(drop)
}

fn link(contract: i64, activity: i64) -> [Condition; 2] {
    [
        Condition::Is("contract_id", Value::Int(contract)),
        Condition::Is("activity_id", Value::Int(activity)),
    ]
}

fn call_off(work: &mut Work<'_>, contract: i64, activity: i64) -> Result<(), Problem> {
    for id in work.find(&CONTRACT_REMINDERS, &link(contract, activity))? {
        work.delete(&CONTRACT_REMINDERS, id)?;
    }
    work.delete(&ACTIVITIES, activity)
}

const HIDDEN_WITH_CONTRACT: i64 = 3;

/// Open reminders are hidden with their contract, and come back with it.
pub(super) fn hide(work: &mut Work<'_>, contract: i64, hidden: bool) -> Result<(), Problem> {
    let (from, to) = if hidden { (0, HIDDEN_WITH_CONTRACT) } else { (HIDDEN_WITH_CONTRACT, 0) };
    let theirs = [
        of(contract),
        Condition::Is("closed", Value::Int(0)),
        Condition::Is("deleted", Value::Int(from)),
    ];
    work.set(&ACTIVITIES, &[("deleted", Value::Int(to))], &theirs).map(drop)
}
