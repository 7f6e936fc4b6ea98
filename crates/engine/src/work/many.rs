//! Many rows of one resource, written in statements whose number does not depend on theirs.

use super::{Problem, Record, Work, trail};
use crate::declare::{How, Link, Resource};
use crate::plan::Condition;
use crate::shape::push_string;
use crate::sql::dialect::Listed;
use crate::store::Value;
use std::fmt::Write as _;

/// Values of a table, a list for each row.
type Lines = Vec<Vec<Value>>;

impl Work<'_> {
    /// Adds rows that have their ids. The resource has neither columns copied from others nor
    /// anything beside its table.
    pub(super) fn insert_all(
        &mut self,
        resource: &'static Resource,
        rows: &[&Record],
    ) -> Result<(), Problem> {
        if rows.is_empty() {
            return Ok(());
        }
        let columns = self.columns(resource)?;
        let lines = rows.iter().map(|row| self.line(resource, row, &columns)).collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.params.push(Value::Text(written(lines)));
        let listed = sql.dialect.listed(2, &columns);
        sql.push(&format!("INSERT INTO {} (tenant, {names}) ", resource.table));
        sql.push(&format!("SELECT {tenant}, {names} FROM {listed} v"));
        self.run(sql).map(drop)
    }

    /// Adds rows that the server itself made, as [`Work::bring_in`] adds one; answers the id of the
    /// first, which the others follow. The resource stands alone, as in a
    /// [`Together`](crate::declare::Together).
    pub fn bring_in_all(
        &mut self,
        resource: &'static Resource,
        rows: Vec<Vec<(&'static str, Value)>>,
    ) -> Result<i64, Problem> {
        let first = self.reserve(resource, rows.len() as u64)?;
        let mut records = Vec::with_capacity(rows.len());
        for (id, values) in (first..).zip(rows) {
            let mut now = self.blank(resource)?;
            now.id = id;
            values.into_iter().for_each(|(column, value)| now.set(column, value));
            records.push(now);
        }
        self.insert_all(resource, &records.iter().collect::<Vec<_>>())?;
        for record in &records {
            self.trace(resource, trail::CREATED, record.id, Vec::new)?;
        }
        Ok(first)
    }

    /// Removes for good what all conditions hold for. Nothing refers to it, and nothing is beside
    /// its table.
    pub fn remove(&mut self, resource: &Resource, all: &[Condition]) -> Result<(), Problem> {
        if resource.audited {
            let concerned = self.every(resource, all)?;
            self.trace_all(resource, trail::DELETED, &concerned, &[])?;
        }
        let mut sql = self.sql();
        sql.push(&format!("DELETE FROM {} AS t WHERE ", resource.table)).tenant("t");
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        self.run(sql).map(drop)
    }

    /// Writes what differs between loaded rows and what they shall be, as [`Work::store`] does for
    /// one.
    pub fn store_all(
        &mut self,
        resource: &'static Resource,
        rows: &mut [(Record, Record)],
    ) -> Result<(), Problem> {
        let mut together = Vec::new();
        for (before, now) in rows.iter_mut().filter(|(before, now)| before != now) {
            self.stamp(resource, now, false)?;
            if self.stands_alone(resource, before, now) {
                together.push(&*now);
            } else {
                self.store(resource, now, before)?;
            }
        }
        if together.is_empty() {
            return Ok(());
        }
        let columns = self.columns(resource)?;
        let lines = together.iter().map(|row| self.line(resource, row, &columns)).collect();
        let mut sql = self.sql();
        sql.params.push(Value::Text(written(lines)));
        let listed = sql.dialect.listed(2, &columns);
        sql.push(&format!("UPDATE {} AS t SET ", resource.table));
        for (position, (name, _)) in columns.iter().filter(|(name, _)| *name != "id").enumerate() {
            sql.push(if position == 0 { "" } else { ", " }).push(&format!("{name} = v.{name}"));
        }
        sql.push(&format!(" FROM {listed} v WHERE ")).tenant("t").push(" AND t.id = v.id");
        self.run(sql).map(drop)
    }

    /// Whether a change of a row concerns its table alone: no search, no place, no copy.
    fn stands_alone(&self, resource: &'static Resource, before: &Record, now: &Record) -> bool {
        let changed = |column: &str| before.get(column) != now.get(column);
        let (old, new) = (self.derive(resource, before), self.derive(resource, now));
        let derived = |column: &str| old.iter().zip(&new).any(|(a, b)| a.0 == column && a != b);
        let copies = self.context.resources.iter().flat_map(|other| other.copied);
        resource.points.is_none()
            && !resource.search.iter().any(|column| changed(column))
            && !resource.copied.iter().any(|copied| changed(copied.by))
            && !copies
                .filter(|copied| copied.of.table == resource.table)
                .any(|copied| changed(copied.from) || derived(copied.from))
    }

    /// Links rows with others, and takes away the links that these rows had to any others.
    pub(super) fn relink_all(
        &mut self,
        link: &'static Link,
        known: Vec<i64>,
        pairs: &[(i64, i64)],
    ) -> Result<(), Problem> {
        if !known.is_empty() {
            let mut sql = self.sql();
            sql.push(&format!("DELETE FROM {} AS t WHERE ", link.table)).tenant("t");
            sql.push(" AND ").one_of(&format!("t.{}", link.left), known);
            self.run(sql)?;
        }
        if pairs.is_empty() {
            return Ok(());
        }
        let lines = pairs.iter().map(|(left, right)| vec![Value::Int(*left), Value::Int(*right)]);
        let columns = [(link.left, Listed::Number), (link.right, Listed::Number)];
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.params.push(Value::Text(written(lines.collect())));
        let listed = sql.dialect.listed(2, &columns);
        let names = format!("{}, {}", link.left, link.right);
        sql.push(&format!("INSERT INTO {} (tenant, {names}) ", link.table));
        sql.push(&format!("SELECT {tenant}, {names} FROM {listed} v"));
        self.run(sql)?;
        let (left, right): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
        self.mark(link, link.left, &left)?;
        self.mark(link, link.right, &right)
    }

    /// The pairs of a link whose left sides are these, in order.
    pub fn linked_all(&mut self, link: &Link, left: Vec<i64>) -> Result<Vec<(i64, i64)>, Problem> {
        if left.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = self.sql();
        sql.push(&format!("SELECT t.{}, t.{} FROM {} t WHERE ", link.left, link.right, link.table));
        sql.tenant("t").push(" AND ").one_of(&format!("t.{}", link.left), left);
        sql.push(&format!(" ORDER BY t.{}, t.{}", link.left, link.right));
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| Some((row.int(0)?, row.int(1)?))).collect())
    }

    /// The columns of a table that a row's values are written to, the id first.
    fn columns(&self, resource: &'static Resource) -> Result<Vec<(&'static str, Listed)>, Problem> {
        let layout = self.context.layout(resource)?;
        let stored = layout.stored.iter().map(|column| {
            (column.name, if column.ty.is_integer() { Listed::Number } else { Listed::Text })
        });
        let derived = resource.derived.iter().map(|derived| {
            let kind = match derived.how {
                How::Fold(_) | How::Start(_) | How::Text(_) => Listed::Text,
                How::Key(_) | How::Bytes(_) => Listed::Bytes,
                How::Integer(_) => Listed::Number,
            };
            (derived.column, kind)
        });
        Ok(std::iter::once(("id", Listed::Number)).chain(stored).chain(derived).collect())
    }

    fn line(
        &self,
        resource: &'static Resource,
        row: &Record,
        columns: &[(&'static str, Listed)],
    ) -> Vec<Value> {
        let derived = self.derive(resource, row);
        let value = |name: &str| match derived.iter().find(|(known, _)| *known == name) {
            _ if name == "id" => Value::Int(row.id),
            Some((_, value)) => value.clone(),
            None => row.get(name).clone(),
        };
        columns.iter().map(|(name, _)| value(name)).collect()
    }
}

/// Rows as JSON: lists of numbers and texts, bytes in hexadecimal digits.
fn written(lines: Lines) -> String {
    let mut out = String::from("[");
    for (position, line) in lines.iter().enumerate() {
        out.push_str(if position == 0 { "[" } else { ",[" });
        for (position, value) in line.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { "," });
            match value {
                Value::Int(number) => {
                    let _ = write!(out, "{number}");
                }
                Value::Real(number) => {
                    let _ = write!(out, "{number}");
                }
                Value::Text(text) => push_string(&mut out, text),
                Value::Bytes(bytes) => {
                    out.push('"');
                    for byte in bytes {
                        let _ = write!(out, "{byte:02x}");
                    }
                    out.push('"');
                }
                Value::Null | Value::Ints(_) => out.push_str("null"),
            }
        }
        out.push(']');
    }
    out.push(']');
    out
}
