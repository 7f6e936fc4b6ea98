//! Orders that are made of what is there: a copy of an order, an order of a quote.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::{Draft, Part};
use engine::store::Value;
use engine::work::{Input, Layout, Outcome, Record, Work};
use std::collections::HashMap;

use super::{ORDER_ROWS, ORDERS, TAGGED, rows};
use crate::calendar::today;
use crate::lookup::{default_of, marked};
use crate::quotes::{self, QUOTE_ROWS, QUOTES};
use crate::terms::{ORDER_STATUSES, ORDER_TYPES};

/// `POST /orders/{id}/copy`.
pub(super) const COPY: Special =
    Special { run: copy, writes: true, body: &[], answers: true, status: 201 };

/// `POST /quotes/{id}/order`.
pub(super) const ORDER: Special =
    Special { run: order, writes: true, body: BODY, answers: true, status: 201 };

static BODY: Shape = &[
    reference("statusid", &ORDER_STATUSES)
        .doc("Status of the order; the default status when left out."),
    reference("typeid", &ORDER_TYPES).doc("Type of the order; the default type when left out."),
    date("placedate").doc("The day it is placed; today when left out."),
];

/// What a copy does not take over: it is new, open, and unknown elsewhere.
const OWN: [&str; 8] = [
    "alternateid",
    "externalkey",
    "invoicenumber",
    "invoicedate",
    "deliverydate",
    "delivered",
    "created",
    "updated",
];

fn copy(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    let Some(order) = work.load(&ORDERS, id)? else {
        return Err(work.missing(&ORDERS, id)?);
    };
    let mut values = taken_over(&order, &ORDERS);
    set(&mut values, "placedate", Value::Int(today(work.now)));
    let of = From { whole: id, rows: &ORDER_ROWS, on: "orderid", tags: [&TAGGED, &rows::TAGGED] };
    bring_in(work, values, &of).map(Outcome::Row)
}

fn order(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    let Some(quote) = work.load(&QUOTES, id)? else {
        return Err(work.missing(&QUOTES, id)?);
    };
    if let Some(order) = quotes::order_of(work, id)? {
        let text = format!("The quote has become the order {order} already.");
        return Err(Problem::Conflict(Errors::one("order", text)));
    }
    let status = match input.draft.get("statusid") {
        Some(status) => status.clone(),
        None => default_of(work, &ORDER_STATUSES)?.into(),
    };
    if status == Value::Null {
        let text = "There is no order status yet; create one first.";
        return Err(Problem::Invalid(Errors::one("statusid", text)));
    }
    let kind = match input.draft.get("typeid") {
        Some(kind) => kind.clone(),
        None => marked(work, &ORDER_TYPES)?.into(),
    };
    let mut values = taken_over(&quote, &ORDERS);
    let placed = input.draft.get("placedate").cloned();
    set(&mut values, "placedate", placed.unwrap_or_else(|| Value::Int(today(work.now))));
    set(&mut values, "deliverydate", quote.get("deliverydate").clone());
    set(&mut values, "statusid", status);
    set(&mut values, "typeid", kind);
    let of = From { whole: id, rows: &QUOTE_ROWS, on: "quoteid", tags: quotes::TAGS_OF };
    let made = bring_in(work, values, &of)?;
    quotes::became(work, &quote, made)?;
    Ok(Outcome::Row(made))
}

type Values = Vec<(&'static str, Value)>;

/// Where rows and tags are taken from.
struct From {
    whole: i64,
    rows: &'static Resource,
    on: &'static str,
    /// The tags of the whole, and those of its rows.
    tags: [&'static Link; 2],
}

/// The columns of a row that a row of another resource has too.
fn taken_over(from: &Record, to: &'static Resource) -> Values {
    let stored = Layout::of(to).stored;
    let columns = stored.iter().filter(|column| !OWN.contains(&column.name));
    columns
        .map(|column| (column.name, from.get(column.name).clone()))
        .filter(|(_, value)| *value != Value::Null)
        .collect()
}

fn set(values: &mut Values, column: &'static str, value: Value) {
    values.retain(|(known, _)| *known != column);
    values.push((column, value));
}

/// Adds the order with what is left of the rows. Amounts were agreed on: they are taken over as
/// they are, and sums with them.
fn bring_in(work: &mut Work<'_>, values: Values, from: &From) -> Result<i64, Problem> {
    let [whole_tags, row_tags] = from.tags;
    let left =
        [Condition::Is(from.on, Value::Int(from.whole)), Condition::Is("dropped", Value::Int(0))];
    let rows = work.load_all(from.rows, &left)?;
    let tags = work.linked(whole_tags, whole_tags.left, from.whole)?;
    let mut of_rows: HashMap<i64, Vec<i64>> = HashMap::new();
    for (row, tag) in work.linked_all(row_tags, rows.iter().map(|row| row.id).collect())? {
        of_rows.entry(row).or_default().push(tag);
    }
    let shared = ["accountid", "userid", "opportunityid"];
    let of_whole: Values =
        values.iter().filter(|(column, _)| shared.contains(column)).cloned().collect();
    let mut parts = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut own = taken_over(row, &ORDER_ROWS);
        own.retain(|(column, _)| *column != "orderid");
        for (column, value) in &of_whole {
            if !own.iter().any(|(known, _)| known == column) {
                own.push((column, value.clone()));
            }
        }
        let tags = of_rows.remove(&row.id).unwrap_or_default();
        let links = vec![(&rows::TAG_SOURCE, tags)];
        let draft = Draft { values: own, links, ..Draft::default() };
        let part =
            Part { path: String::new(), target: &ORDER_ROWS, on: "orderid", id: None, draft };
        parts.push(part);
    }
    let draft = Draft { values, links: vec![(&TAG_SOURCE, tags)], parts, ..Draft::default() };
    let id = work.reserve(&ORDERS, 1)?;
    work.bring_in(&ORDERS, id, &draft)?;
    Ok(id)
}

static TAG_SOURCE: Source = Source::Linked(&TAGGED);
