//! Merging two rows of a resource: everything that points at one comes to point at the other.

use super::{Problem, Record, Work};
use crate::declare::{Kind, Link, Many, Property, Resource, Shape, Source};
use crate::plan::Condition;
use crate::store::Value;

impl Work<'_> {
    /// Merges `source` into `target`: moves references, links and entries, fills what the target
    /// has unset, and retires the source. New resources take part by their declarations.
    pub fn merge(
        &mut self,
        resource: &'static Resource,
        source: i64,
        target: i64,
    ) -> Result<(), Problem> {
        let context = self.context;
        let Some(from) = self.load(resource, source)? else {
            return Err(self.missing(resource, source)?);
        };
        let Some(before) = self.load(resource, target)? else {
            return Err(self.missing(resource, target)?);
        };
        let mut now = before.clone();
        fill(resource.shape, &from, &mut now);
        self.store(resource, &mut now, &before)?;
        let mut moved: Vec<(&str, &str)> = Vec::new();
        for other in context.resources {
            for column in &context.layout(other)?.stored {
                let points = column.ty.target().is_some_and(|to| to.table == resource.table);
                // Two resources may stand on one table; its columns move once.
                if points && !moved.contains(&(other.table, column.name)) {
                    moved.push((other.table, column.name));
                    self.repoint(other, column.name, source, target)?;
                }
            }
        }
        for link in links(context.resources) {
            if link.left_of.table == resource.table {
                self.move_links(link, link.left, link.right, source, target)?;
            }
            if link.right_of.table == resource.table {
                self.move_links(link, link.right, link.left, source, target)?;
            }
        }
        let earlier = [Condition::Is("merged_into", Value::Int(source))];
        self.set(resource, &[("merged_into", Value::Int(target))], &earlier)?;
        let retired = [("deleted", Value::Int(1)), ("merged_into", Value::Int(target))];
        self.set(resource, &retired, &[Condition::Is("id", Value::Int(source))])?;
        Ok(())
    }

    /// Moves references, hidden rows' too. A row whose key the target has already is removed with
    /// what it says: the target's own stays.
    fn repoint(
        &mut self,
        other: &'static Resource,
        column: &'static str,
        source: i64,
        target: i64,
    ) -> Result<(), Problem> {
        for unique in other.unique.iter().filter(|unique| unique.columns.contains(&column)) {
            let table = other.table;
            let mut sql = self.sql();
            sql.push(&format!("DELETE FROM {table} AS t WHERE ")).tenant("t");
            sql.push(&format!(" AND t.{column} = ")).bind(Value::Int(source));
            sql.push(&format!(" AND EXISTS (SELECT 1 FROM {table} o WHERE ")).tenant("o");
            sql.push(&format!(" AND o.{column} = ")).bind(Value::Int(target));
            for same in unique.columns.iter().filter(|name| **name != column) {
                sql.push(&format!(" AND o.{same} = t.{same}"));
            }
            sql.push(")");
            self.run(sql)?;
        }
        let all = [Condition::Is(column, Value::Int(source))];
        let copies: Vec<_> = other.copied.iter().filter(|copied| copied.by == column).collect();
        let moved = if copies.is_empty() { Vec::new() } else { self.every(other, &all)? };
        self.set(other, &[(column, Value::Int(target))], &all)?;
        for copied in copies {
            self.copy_column(other, copied, &[Condition::OneOf("id", moved.clone())])?;
        }
        Ok(())
    }

    /// The ids of all rows for which the conditions hold, hidden ones too.
    pub(super) fn every(&mut self, of: &Resource, all: &[Condition]) -> Result<Vec<i64>, Problem> {
        let mut sql = self.sql();
        sql.push("SELECT t.id FROM ").push(of.table).push(" t WHERE ").tenant("t");
        for condition in all {
            sql.push(" AND ").condition(of.table, condition);
        }
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.int(0)).collect())
    }

    fn move_links(
        &mut self,
        link: &Link,
        own: &str,
        other: &str,
        source: i64,
        target: i64,
    ) -> Result<(), Problem> {
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.push(&format!("INSERT INTO {} (tenant, {own}, {other}) SELECT {tenant}, ", link.table));
        sql.bind(Value::Int(target)).push(&format!(", t.{other} FROM {} t WHERE ", link.table));
        sql.tenant("t").push(&format!(" AND t.{own} = ")).bind(Value::Int(source));
        sql.push(" ON CONFLICT DO NOTHING");
        if self.run(sql)? > 0 {
            self.mark(link, own, &[target])?;
        }
        let mut sql = self.sql();
        sql.push(&format!("DELETE FROM {} AS t WHERE ", link.table)).tenant("t");
        sql.push(&format!(" AND t.{own} = ")).bind(Value::Int(source));
        self.run(sql).map(drop)
    }
}

/// All links that the resources' shapes name, each once.
fn links(resources: &[&'static Resource]) -> Vec<&'static Link> {
    fn collect(shape: Shape, found: &mut Vec<&'static Link>) {
        for property in shape {
            match &property.kind {
                Kind::Object(shape) => collect(shape, found),
                Kind::Many(Many { source, .. }) | Kind::Ids(source) => {
                    if let Source::Linked(link) | Source::LinkedBack(link) = source
                        && !found.iter().any(|known| known.table == link.table)
                    {
                        found.push(link);
                    }
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    resources.iter().for_each(|resource| collect(resource.shape, &mut found));
    found
}

/// Takes what the target has unset. Properties grouped in an object belong together (half of one
/// address and half of another are none), so a group is taken when the target has nothing of it.
fn fill(shape: Shape, from: &Record, now: &mut Record) {
    let is_column = |property: &Property| matches!(property.kind, Kind::Column(_));
    for property in shape {
        match &property.kind {
            Kind::Column(column) if column.name != "id" => take(column.name, from, now),
            Kind::One(one) => take(one.by, from, now),
            Kind::Object(group) if group.iter().any(is_column) => {
                let columns = columns(group);
                if columns.iter().all(|column| *now.get(column) == Value::Null) {
                    columns.iter().for_each(|column| take(column, from, now));
                }
            }
            Kind::Object(groups) => fill(groups, from, now),
            _ => {}
        }
    }
}

fn take(column: &'static str, from: &Record, now: &mut Record) {
    if *now.get(column) == Value::Null {
        now.set(column, from.get(column).clone());
    }
}

fn columns(shape: Shape) -> Vec<&'static str> {
    let mut found = Vec::new();
    for property in shape {
        match &property.kind {
            Kind::Column(column) => found.push(column.name),
            Kind::Object(shape) => found.extend(columns(shape)),
            _ => {}
        }
    }
    found
}
