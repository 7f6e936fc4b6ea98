//! Currencies. The reference names them by id only, so the whole resource is an extension.

mod iso;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use crate::lookup::{lookup, name};
use crate::settings::follow_base;

/// Decimals that rates are kept with.
pub(crate) const RATE_SCALE: u8 = 6;

/// A rate of 1.
pub(crate) const ONE: i64 = 1_000_000;

lookup! {
    extension
    /// Currencies.
    CURRENCIES = "currencies", "currency", "currencies" in "currencies" at "/currencies"
    by "code" [
        text("code").max(3).required().doc("Its three letters in ISO 4217, such as `SEK`."),
        name(),
        integer("decimals")
            .range(0, 4)
            .default(2)
            .doc("How many decimals amounts are rounded to, from 0 to 4."),
        decimal("rate", RATE_SCALE)
            .units(1, MAX_UNITS)
            .required()
            .doc("What one of it is worth in the base currency; above 0."),
        flag("base").column("isbase").default(0)
            .doc("1 for the base currency, which sums are kept in; one at most."),
    ]
    only_one: &["isbase"],
    unique: &[Unique { columns: &["code"], property: "code" }],
    rules: Rules { check: Some(check), after: Some(after), hidden: Some(|work, _, _| follow_base(work)) },
}

fn check(
    _: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let code = now.text("code").unwrap_or_default().to_ascii_uppercase();
    if !exists(&code) {
        errors.add("code", "This is no currency of ISO 4217.");
    }
    now.set("code", code.into());
    if now.int("isbase") == Some(1) && now.int("rate") != Some(ONE) {
        errors.add("rate", "One of the base currency is worth 1.");
    }
    Ok(())
}

fn after(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    let is_base = |row: &Record| row.int("isbase") == Some(1);
    if is_base(now) || before.is_some_and(is_base) { follow_base(work) } else { Ok(()) }
}

/// The currency of a code.
pub(crate) fn of_code(work: &mut Work<'_>, code: &str) -> Result<Option<Record>, Problem> {
    Ok(work.load_all(&CURRENCIES, &[Condition::Is("code", code.into())])?.pop())
}

/// The base currency.
pub(crate) fn base(work: &mut Work<'_>) -> Result<Option<Record>, Problem> {
    Ok(work.load_all(&CURRENCIES, &[Condition::Is("isbase", Value::Int(1))])?.pop())
}

/// Whether these are the three letters of a currency of ISO 4217.
pub(crate) fn exists(code: &str) -> bool {
    iso::CODES.binary_search(&code).is_ok()
}

/// That a row's `currencyid` is this currency. A row without one is in the base currency.
pub(crate) fn same(work: &mut Work<'_>, currency: Option<i64>) -> Result<Condition, Problem> {
    let base = work.find(&CURRENCIES, &[Condition::Is("isbase", Value::Int(1))])?;
    Ok(match (currency, base.first().copied()) {
        (None, None) => Condition::Unset("currencyid"),
        (Some(id), base) if base != Some(id) => Condition::Is("currencyid", Value::Int(id)),
        (_, base) => Condition::Any(vec![
            Condition::Unset("currencyid"),
            Condition::Is("currencyid", base.into()),
        ]),
    })
}
