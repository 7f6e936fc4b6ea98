//! Deliveries: what an order and its rows say of them, and what they do to stock.

use engine::decimal::Exact;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Member, Record, Work};
use std::collections::BTreeMap;

use crate::articles::ARTICLES;
use crate::pricing::SCALE;

fn number(row: &Record, column: &str) -> i64 {
    row.int(column).unwrap_or_default()
}

/// Brings an order and its rows in line. An order that becomes delivered delivers what is left; one
/// that no longer is takes all back. Otherwise it is delivered when all of its rows are.
pub(super) fn deliver(now: &mut Record, before: Option<&Record>, rows: &mut [Member]) {
    let was = before.map_or(0, |before| number(before, "delivered"));
    let is = number(now, "delivered");
    let turned = is != was;
    for row in rows.iter_mut().filter(|row| number(&row.now, "dropped") == 0) {
        let own = row.changed("delivered") && row.now.gave("delivered");
        let added = row.before.is_none() && is == 1 && now.gave("delivered");
        if (turned || added) && !own {
            let all = if is == 1 { number(&row.now, "quantity") } else { 0 };
            row.now.set("delivered", Value::Int(all));
        }
    }
    let of_rows = ["delivered", "quantity", "dropped"];
    let touched = rows.iter().any(|row| of_rows.iter().any(|column| row.changed(column)));
    if turned || !touched || (is == 1 && now.gave("delivered")) {
        return;
    }
    let mut left = rows.iter().filter(|row| number(&row.now, "dropped") == 0).peekable();
    let whole = left.peek().is_some() && left.all(|row| is_delivered(&row.now));
    now.set("delivered", Value::Int(i64::from(whole)));
}

/// Whether as many units are delivered as were ordered, or came back as were to.
fn is_delivered(row: &Record) -> bool {
    let (ordered, delivered) = (number(row, "quantity"), number(row, "delivered"));
    if ordered < 0 { delivered <= ordered } else { delivered >= ordered }
}

/// How many units of its article a row has taken out of stock. Stock is kept in whole units, so
/// that each row counts as the nearest number of them.
fn taken(row: Option<&Record>) -> Option<(i64, i64)> {
    let row = row.filter(|row| number(row, "dropped") == 0)?;
    let units = Exact::new(number(row, "delivered"), SCALE).units(0).ok()?;
    Some((row.int("articleid")?, units)).filter(|(_, units)| *units != 0)
}

/// Takes what was delivered out of stock, and puts back what was taken back. Articles without a
/// balance are not kept in stock.
pub(super) fn delivered(work: &mut Work<'_>, rows: &[Member]) -> Result<(), Problem> {
    let mut change: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows {
        for (taken, sign) in [(taken(row.before.as_ref()), 1), (taken(Some(&row.now)), -1)] {
            if let Some((article, units)) = taken {
                *change.entry(article).or_default() += sign * units;
            }
        }
    }
    change.retain(|_, units| *units != 0);
    if change.is_empty() {
        return Ok(());
    }
    let ids = change.keys().copied().collect();
    let articles = work.load_all(&ARTICLES, &[Condition::OneOf("id", ids)])?;
    let mut stock = Vec::with_capacity(articles.len());
    for before in articles {
        let (Some(balance), Some(units)) = (before.int("stockbalance"), change.get(&before.id))
        else {
            continue;
        };
        let left = balance + units;
        if left.abs() > engine::declare::MAX_INTEGER {
            let text =
                format!("The stock of the article {} becomes too large a number.", before.id);
            return Err(Problem::Invalid(Errors::one("rows", text)));
        }
        let mut now = before.clone();
        now.set("stockbalance", Value::Int(left));
        stock.push((before, now));
    }
    work.store_all(&ARTICLES, &mut stock)
}
