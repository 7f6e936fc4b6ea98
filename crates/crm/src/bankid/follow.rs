//! Following an order: whoever reads a request causes BankID to be asked how far it is, as often as
//! BankID allows.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::{Input, Record, Work};
use serde_json::Value as Json;

use super::exchange::{self, Asked, Completion, Order, SERVICE, Told};
use super::{BANKID, CANCELLED, COMPLETE, FAILED, PENDING, over, wanted};

/// Milliseconds between two questions about one order.
const BETWEEN: i64 = 2000;

/// What BankID tells at the end it tells once. Should the server stop before it is written down, the
/// request ends as expired.
pub(super) static FOLLOWED: Asking =
    Asking { to: SERVICE, ask, claim: Some(claim), settle: Some(settle) };

fn ask(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    let row = wanted(work, input)?;
    question(&row, work.now)
}

/// What to ask about a request, if it is time.
pub(super) fn question(row: &Record, now: i64) -> Result<Option<Json>, Problem> {
    match is_time(row, now) {
        true => exchange::json(&Asked::Collect(order(row))).map(Some),
        false => Ok(None),
    }
}

pub(super) fn order(row: &Record) -> Order {
    Order { orderref: row.text("orderref").unwrap_or_default().to_owned() }
}

/// Whether there is something to ask about, and nobody did so just now.
fn is_time(row: &Record, now: i64) -> bool {
    let since = now - row.int("collected").unwrap_or(0);
    // A clock that was set back does not hold anybody up for long.
    row.text("status") == Some(PENDING) && !(0..BETWEEN).contains(&since)
}

/// Of those who would ask at the same time, one does.
pub(super) fn claim(work: &mut Work<'_>, input: &Input, what: &Json) -> Result<bool, Problem> {
    let row = wanted(work, input)?;
    if !matches!(exchange::read(what)?, Asked::Collect(_)) {
        return Ok(true);
    }
    let now = work.now;
    let due = is_time(&row, now);
    if due {
        write(work, row.id, vec![("collected", Value::Int(now))])?;
    }
    Ok(due)
}

/// Writes down what BankID told, unless the request came to its end meanwhile.
pub(super) fn settle(work: &mut Work<'_>, input: &Input, heard: &Json) -> Result<(), Problem> {
    let row = wanted(work, input)?;
    let told: Told = exchange::read(heard)?;
    let status = row.text("status").unwrap_or_default();
    if status != PENDING {
        let contradicts = told == Told::Cancelled && status != CANCELLED;
        return if contradicts { Err(over(&row)) } else { Ok(()) };
    }
    let ended = |status: &str, hint: String| {
        vec![("status", status.into()), ("hintcode", Value::Text(hint))]
    };
    let values = match told {
        Told::Pending(hint) => vec![("hintcode", hint.into())],
        Told::Failed(hint) => ended(FAILED, hint),
        Told::Gone => ended(FAILED, "expiredTransaction".to_owned()),
        Told::Cancelled => ended(CANCELLED, "cancelled".to_owned()),
        Told::Complete(completion) => signed(*completion),
        Told::Begun(_) | Told::InProgress | Told::Invalid(_) => {
            return Err(Problem::Internal("BankID told nothing of an order".to_owned()));
        }
    };
    let mut values = values;
    if values.iter().any(|(column, _)| *column == "status") {
        // Nobody needs the secrets of an order that is over.
        values.extend([("qrstarttoken", Value::Null), ("qrstartsecret", Value::Null)]);
    }
    write(work, row.id, values)
}

fn signed(of: Completion) -> Vec<(&'static str, Value)> {
    vec![
        ("status", COMPLETE.into()),
        ("hintcode", Value::Null),
        ("signer_personalnumber", of.personalnumber.into()),
        ("signer_name", of.name.into()),
        ("signer_givenname", of.givenname.into()),
        ("signer_surname", of.surname.into()),
        ("device_ipaddress", of.address.into()),
        ("cert_notbefore", of.notbefore.into()),
        ("cert_notafter", of.notafter.into()),
        ("signature", of.signature.into()),
        ("ocspresponse", of.ocspresponse.into()),
    ]
}

fn write(
    work: &mut Work<'_>,
    id: i64,
    mut values: Vec<(&'static str, Value)>,
) -> Result<(), Problem> {
    values.push(("updated", Value::Int(work.now)));
    work.set(&BANKID, &values, &[Condition::Is("id", Value::Int(id))]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_asked_about_every_two_seconds_until_it_is_over() {
        for (status, collected, now, expected) in [
            (PENDING, 10_000, 10_000, false),
            (PENDING, 10_000, 11_999, false),
            (PENDING, 10_000, 12_000, true),
            (PENDING, 10_000, 9_999, true),
            (COMPLETE, 10_000, 99_000, false),
            (FAILED, 10_000, 99_000, false),
            (CANCELLED, 10_000, 99_000, false),
        ] {
            let mut row = Record::new();
            row.set("status", status.into());
            row.set("collected", Value::Int(collected));
            assert_eq!(is_time(&row, now), expected, "{status} {collected} {now}");
        }
    }
}
