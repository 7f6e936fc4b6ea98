//! Reading rows: some of their columns, or all that a shape answers.

use super::{Problem, Record, Work, owned};
use crate::declare::{Resource, Shape};
use crate::plan::{Child, Condition, Fetch};
use crate::shape::{self, Scene, Table};
use crate::sql::FetchSql;
use crate::store::{Row, Rows, Tx};
use serde_json::Value as Json;
use std::collections::HashMap;

impl Work<'_> {
    /// These columns of the rows for which all conditions hold, hidden rows left out, in order of
    /// their ids.
    pub fn select(
        &mut self,
        resource: &Resource,
        columns: &[&'static str],
        all: &[Condition],
    ) -> Result<Vec<Record>, Problem> {
        let mut sql = self.sql();
        sql.push("SELECT t.id");
        for column in columns {
            sql.push(", t.").push(column);
        }
        sql.push(" FROM ").push(resource.table).push(" t WHERE ").tenant("t");
        if resource.soft() {
            sql.push(" AND t.deleted = 0");
        }
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        // They are found by what the conditions say, not by walking through all ids.
        let order = sql.dialect.unindexed("t.id");
        sql.push(" ORDER BY ").push(&order);
        let rows = self.tx.query(&sql.text, &sql.params)?;
        let record = |row: Row<'_>| {
            let mut record = Record::new();
            record.id = row.int(0).unwrap_or_default();
            for (position, column) in columns.iter().enumerate() {
                record.set(column, owned(row.cell(position + 1)));
            }
            record
        };
        Ok(rows.iter().map(record).collect())
    }

    /// Rows as a shape answers them, by id. Ids of hidden rows, and of none, are left out.
    pub fn answered(
        &mut self,
        resource: &'static Resource,
        shape: Shape,
        ids: &[i64],
    ) -> Result<HashMap<i64, Json>, Problem> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let fetch = Fetch::new(resource.table, resource.soft(), shape, None);
        let sql = FetchSql::new(self.tx.dialect(), &fetch);
        let table = self.fetch((&fetch, &sql), ids)?;
        let mut found = HashMap::with_capacity(table.rows.len());
        for (index, row) in table.rows.iter().enumerate() {
            let mut text = String::with_capacity(512);
            shape::row(&mut text, &fetch, &table, index, 0, Scene::default());
            let json = serde_json::from_str(&text)
                .map_err(|error| Problem::Internal(format!("a row is no JSON: {error}")))?;
            found.extend(row.int(0).map(|id| (id, json)));
        }
        Ok(found)
    }

    /// Reads rows by a plan, and the lists inside them.
    pub(crate) fn fetch(
        &mut self,
        (fetch, sql): (&Fetch, &FetchSql),
        ids: &[i64],
    ) -> Result<Table, Problem> {
        let tenant = self.session.tenant;
        // Lists of the rows themselves are asked for together with them, as far as that can be.
        let own = fetch.children.iter().zip(&sql.children);
        let own: Vec<&FetchSql> =
            own.filter(|(child, _)| child.at_once()).map(|(_, sql)| sql).collect();
        let mut queries = vec![sql.query(tenant, ids)];
        queries.extend(own.iter().map(|child| child.query(tenant, ids)));
        let mut found = self.tx.batch(&queries)?.into_iter();
        let mut table = Table { rows: found.next().unwrap_or_default(), ..Table::default() };
        deepen(self.tx, tenant, (fetch, sql), &mut table, 0, found.collect())?;
        for filling in &fetch.fillings {
            let mut given = (filling.fill)(self, ids)?;
            given.sort_unstable_by_key(|(id, _)| *id);
            table.filled.push(given);
        }
        Ok(table)
    }
}

/// Reads the lists inside rows, whose own columns begin at `offset`. `own` are the lists of the
/// rows themselves, where they are read already.
fn deepen(
    tx: &mut dyn Tx,
    tenant: i64,
    (fetch, sql): (&Fetch, &FetchSql),
    table: &mut Table,
    offset: usize,
    own: Vec<Rows>,
) -> Result<(), Problem> {
    let mut own = own.into_iter();
    let (mut lists, mut queries, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for (place, (child, sql)) in fetch.children.iter().zip(&sql.children).enumerate() {
        let read = if child.at_once() { own.next() } else { None };
        if read.is_none() {
            let ids = owners(child, &table.rows, offset);
            if !ids.is_empty() {
                queries.push(sql.query(tenant, &ids));
                missing.push(place);
            }
        }
        lists.push(read.unwrap_or_default());
    }
    if !queries.is_empty() {
        for (place, rows) in missing.into_iter().zip(tx.batch(&queries)?) {
            if let Some(list) = lists.get_mut(place) {
                *list = rows;
            }
        }
    }
    for ((child, sql), rows) in fetch.children.iter().zip(&sql.children).zip(lists) {
        let mut inner = Table { rows, ..Table::default() };
        deepen(tx, tenant, (&child.fetch, sql), &mut inner, 1, Vec::new())?;
        table.children.push(inner);
    }
    Ok(())
}

/// The ids of the rows that a list may hold something for, in order.
fn owners(child: &Child, rows: &Rows, offset: usize) -> Vec<i64> {
    let may = |row: &Row<'_>| child.may_hold(|column| row.int(offset + column));
    let mut ids: Vec<i64> =
        rows.iter().filter(may).filter_map(|row| row.int(offset + child.owner)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
