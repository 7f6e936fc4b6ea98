//! From rows to JSON bytes, straight into the buffer.

#[cfg(debug_assertions)]
pub(crate) mod check;
mod json;
mod mask;

pub use json::{push_instant, push_string, quoted};
pub use mask::{ITEMS, PAGE, ShapeModel, keep_first, narrow};

use crate::clock;
use crate::decimal;
use crate::declare::word_of;
use crate::geo::Point;
use crate::plan::{Child, Emit, Fetch};
use crate::request::Wire;
use crate::store::{Cell, Row, Rows, Value};
use serde_json::Value as Json;
use std::fmt::Write as _;

/// The rows of a [`Fetch`], and those of the lists inside them.
#[derive(Debug, Default)]
pub struct Table {
    /// The rows.
    pub rows: Rows,
    /// The lists inside, in the plan's order.
    pub children: Vec<Table>,
    /// What the plan's functions gave the rows, by id in rising order.
    pub filled: Vec<Vec<(i64, Vec<Json>)>>,
}

impl Table {
    /// One row of which nothing is set and whose lists are empty.
    pub fn blank(fetch: &Fetch) -> Table {
        let children = fetch.children.iter().map(|_| Table::default()).collect();
        // Lists are found by the id of their owner, which no row has.
        Table { rows: Rows::blank(fetch.select.len(), 0), children, filled: Vec::new() }
    }
}

/// What rows look like depends on the request in these ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scene {
    /// The point that distances are measured from.
    pub near: Option<Point>,
    /// The wire format.
    pub wire: Wire,
    /// In a list of places: the row that a place is listed for.
    pub lister: Option<i64>,
}

/// Writes one row of a table. `offset` is the position of the row's own first column.
pub fn row(
    out: &mut String,
    fetch: &Fetch,
    table: &Table,
    index: usize,
    offset: usize,
    scene: Scene,
) {
    let row = table.rows.row(index);
    let mut step = 0;
    while let Some(emit) = fetch.template.get(step) {
        step += 1;
        match emit {
            Emit::Literal(text) => out.push_str(text),
            Emit::Integer(column) => integer(out, row.int(offset + column)),
            Emit::Text(column) => match row.text(offset + column) {
                Some(text) => push_string(out, text),
                None => out.push_str("null"),
            },
            Emit::List(column) => out.push_str(row.text(offset + column).unwrap_or("[]")),
            Emit::IntegerText(column) => match row.int(offset + column) {
                Some(number) => {
                    let _ = write!(out, "\"{number}\"");
                }
                None => out.push_str("null"),
            },
            Emit::Instant(column) => match row.int(offset + column) {
                Some(instant) => push_instant(out, instant),
                None => out.push_str("null"),
            },
            Emit::Day(column) => number(out, row, offset + column, clock::push_day),
            Emit::Midnight(column) => number(out, row, offset + column, |out, day| {
                push_instant(out, day.saturating_mul(clock::DAY * 60_000));
            }),
            Emit::Time(column) => number(out, row, offset + column, clock::push_time),
            Emit::Truth(column) => number(out, row, offset + column, |out, number| {
                out.push_str(if number == 0 { "false" } else { "true" });
            }),
            Emit::Decimal { column, scale } => number(out, row, offset + column, |out, units| {
                decimal::push(out, units, *scale);
            }),
            Emit::Word { column, words } => {
                match row.int(offset + column).and_then(|number| word_of(words, number)) {
                    Some(word) => push_string(out, word),
                    None => out.push_str("null"),
                }
            }
            Emit::Filled(filling, place) => {
                let given = table.filled.get(*filling).zip(row.int(offset));
                let value = given.and_then(|(given, id)| {
                    let at = given.binary_search_by_key(&id, |(id, _)| *id).ok()?;
                    given.get(at)?.1.get(*place)
                });
                let _ = write!(out, "{}", value.unwrap_or(&Json::Null));
            }
            Emit::Lister => integer(out, scene.lister),
            Emit::Unless { column, otherwise, skip } => {
                if row.is_null(offset + column) {
                    out.push_str(otherwise);
                    step += skip;
                }
            }
            Emit::Children(position) => {
                if let (Some(child), Some(rows)) =
                    (fetch.children.get(*position), table.children.get(*position))
                    && let Some(owner) = row.int(offset + child.owner)
                {
                    list(out, child, rows, owner, scene);
                }
            }
            Emit::Sole(position) => {
                if let (Some(child), Some(rows)) =
                    (fetch.children.get(*position), table.children.get(*position))
                    && let Some(owner) = row.int(offset + child.owner)
                {
                    match scene.wire {
                        Wire::Documented => sole(out, child, rows, owner, scene),
                        Wire::Native => list(out, child, rows, owner, scene),
                    }
                }
            }
            Emit::Distance(latitude, longitude) => {
                let place = row
                    .text(offset + latitude)
                    .zip(row.text(offset + longitude))
                    .and_then(|(latitude, longitude)| Point::parse(latitude, longitude));
                match scene.near.zip(place) {
                    Some((near, place)) => {
                        let _ = write!(out, "\"{:.3}\"", near.distance(place));
                    }
                    None => out.push_str("null"),
                }
            }
            Emit::Computed { columns, computed, selection, strict } => {
                let values: Vec<Value> =
                    columns.iter().map(|column| value(row, offset + column)).collect();
                let computed_value = (computed.compute)(&values);
                let narrowed = narrow(computed_value, computed.shape, selection.as_ref(), *strict);
                let _ = write!(out, "{narrowed}");
            }
            Emit::Scalar { columns, scalar } => {
                let values: Vec<Value> =
                    columns.iter().map(|column| value(row, offset + column)).collect();
                let _ = write!(out, "{}", (scalar.compute)(&values));
            }
        }
    }
}

/// Writes the rows of a list that belong to `owner`. They stand together, sorted by owner.
fn list(out: &mut String, child: &Child, table: &Table, owner: i64, scene: Scene) {
    out.push('[');
    let rows = &table.rows;
    let mut index = partition_point(rows.len(), |index| rows.int_at(index, 0) < Some(owner));
    let mut first = true;
    while index < rows.len() && rows.int_at(index, 0) == Some(owner) {
        if !first {
            out.push(',');
        }
        first = false;
        row(out, &child.fetch, table, index, 1, scene);
        index += 1;
    }
    out.push(']');
}

/// Writes the first row of a list that belongs to `owner`, or null.
fn sole(out: &mut String, child: &Child, table: &Table, owner: i64, scene: Scene) {
    let rows = &table.rows;
    let index = partition_point(rows.len(), |index| rows.int_at(index, 0) < Some(owner));
    if index < rows.len() && rows.int_at(index, 0) == Some(owner) {
        row(out, &child.fetch, table, index, 1, scene);
    } else {
        out.push_str("null");
    }
}

/// Writes a whole number in a way of its own, or null.
fn number(out: &mut String, row: Row<'_>, column: usize, write: impl Fn(&mut String, i64)) {
    match row.int(column) {
        Some(number) => write(out, number),
        None => out.push_str("null"),
    }
}

fn partition_point(length: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = (low + high) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn integer(out: &mut String, number: Option<i64>) {
    match number {
        Some(number) => {
            let _ = write!(out, "{number}");
        }
        None => out.push_str("null"),
    }
}

fn value(row: Row<'_>, column: usize) -> Value {
    match row.cell(column) {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Real(number) => Value::Real(number),
        Cell::Text(text) => Value::Text(text.to_owned()),
        Cell::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
    }
}
