//! What must hold of price lists and their prices.

use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::{PRICE_GROUPS, PRICE_LISTS};
use crate::articles::ARTICLES;
use crate::calendar::today;
use crate::currencies;

/// The first day a list is in force, in days since 1970.
pub(super) fn first_day(list: &Record) -> Value {
    list.int("start").map(today).into()
}

/// The last day it is.
pub(super) fn last_day(list: &Record) -> Value {
    list.int("stop").map(today).into()
}

pub(super) fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if now.int("stop") < now.int("start") {
        errors.add("stop", "A price list cannot end before it begins.");
        return Ok(());
    }
    if let Some(other) = other_default(work, now, before.map(|before| before.id))? {
        let text = format!("The price list {other} is the default of some of these days already.");
        return Err(Problem::Conflict(Errors::one("default", text)));
    }
    Ok(())
}

/// Another list that is the default of the same currency on some day that this one is.
fn other_default(
    work: &mut Work<'_>,
    list: &Record,
    id: Option<i64>,
) -> Result<Option<i64>, Problem> {
    let (Some(start), Some(stop)) = (list.int("start"), list.int("stop")) else { return Ok(None) };
    if list.int("isdefault") != Some(1) || list.int("active") != Some(1) {
        return Ok(None);
    }
    let all = [
        Condition::Is("isdefault", Value::Int(1)),
        Condition::Is("active", Value::Int(1)),
        Condition::Below("firstday", Value::Int(today(stop) + 1)),
        Condition::AtLeast("lastday", Value::Int(today(start))),
        currencies::same(work, list.int("currencyid"))?,
    ];
    let others = work.find(&PRICE_LISTS, &all)?;
    Ok(others.into_iter().find(|other| Some(*other) != id))
}

/// A list comes back unless another has become the default instead.
pub(super) fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    let row = if hidden { None } else { work.load(&PRICE_LISTS, id)? };
    let Some(list) = row else { return Ok(()) };
    match other_default(work, &list, Some(id))? {
        Some(other) => {
            let text = format!("The price list {other} has become the default instead.");
            Err(Problem::Conflict(Errors::one("default", text)))
        }
        None => Ok(()),
    }
}

/// A price counts the unit that its article is sold in.
pub(super) fn check_price(
    work: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let (Some(article), Some(group)) = (now.int("articleid"), now.int("pricegroupid")) else {
        return Ok(());
    };
    let sold = work.value(&ARTICLES, article, "unitid")?;
    let counted = work.value(&PRICE_GROUPS, group, "unitid")?;
    if matches!(sold, Some(Value::Int(_))) && sold != counted {
        errors.add("pricegroup", "The article is sold in another unit than the group counts.");
    }
    Ok(())
}
