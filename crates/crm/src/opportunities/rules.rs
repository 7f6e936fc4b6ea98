//! What must hold of opportunities: valid statuses, how they close, who changed them.

use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::{OPPORTUNITIES, OPPORTUNITY_STATUSES};
use crate::accounts::back_to_account;
use crate::calendar::today;

/// What a status means for its opportunities.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Open,
    Won,
    Lost,
}

pub(super) fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let meaning = meaning(work, now, errors)?;
    let was = match before.filter(|before| before.int("statusid") != now.int("statusid")) {
        Some(before) => self::meaning(work, before, &mut Errors::default())?,
        None => meaning,
    };
    if meaning != Meaning::Open {
        now.set("closed", Value::Int(1));
    } else if was != Meaning::Open && !now.gave("closed") {
        // It is taken up again.
        now.set("closed", Value::Int(0));
    }
    ended(work, now, before);
    for (reason, of, text) in [
        ("lostreasonid", Meaning::Lost, "Only a lost opportunity has a reason for being lost."),
        ("winreasonid", Meaning::Won, "Only a won opportunity has a reason for being won."),
    ] {
        if meaning != of && now.int(reason).is_some() {
            if now.gave(reason) {
                errors.add(reason, text);
            } else {
                now.set(reason, Value::Null);
            }
        }
    }
    signed(work, now, before);
    Ok(())
}

/// What the status of a row means; reports one that is not a status of its type.
fn meaning(work: &mut Work<'_>, row: &Record, errors: &mut Errors) -> Result<Meaning, Problem> {
    let Some(id) = row.int("statusid") else { return Ok(Meaning::Open) };
    let Some(status) = work.load(&OPPORTUNITY_STATUSES, id)? else { return Ok(Meaning::Open) };
    if status.int("opportunitytypeid") != row.int("typeid") {
        errors.add("statusid", "This is not a status of the opportunity's type.");
    }
    Ok(match (status.int("won"), status.int("lost")) {
        (Some(1), _) => Meaning::Won,
        (_, Some(1)) => Meaning::Lost,
        _ => Meaning::Open,
    })
}

/// An opportunity that closes was decided today, unless told otherwise; one that is taken up
/// again was not decided.
fn ended(work: &Work<'_>, now: &mut Record, before: Option<&Record>) {
    if now.gave("enddate") {
        return;
    }
    let was = before.is_some_and(|before| before.int("closed") == Some(1));
    let closed = now.int("closed") == Some(1);
    if closed && !was && now.int("enddate").is_none() {
        now.set("enddate", Value::Int(today(work.now)));
    } else if !closed && was {
        now.set("enddate", Value::Null);
    }
}

/// Who created it and who changed it last.
fn signed(work: &Work<'_>, now: &mut Record, before: Option<&Record>) {
    let user: Value = Some(work.session.user).filter(|user| *user > 0).into();
    if before.is_none() {
        now.set("reguserid", user.clone());
    }
    if before.is_none_or(|before| before != now) {
        now.set("changeuserid", user);
    }
}

/// An opportunity comes back to an account that is there.
pub(super) fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_account(work, &OPPORTUNITIES, id, hidden).map(drop)
}
