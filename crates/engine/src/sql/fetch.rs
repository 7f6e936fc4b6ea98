//! Statements that read rows by id, and the lists inside them by their owners' ids.

use super::dialect::Dialect;
use crate::plan::{Child, ChildSource, Fetch};
use crate::store::{Query, Value};
use std::fmt::Write as _;
use std::sync::Arc;

/// The statements of a [`Fetch`], made once and used for every request of the same shape.
#[derive(Debug)]
pub struct FetchSql {
    /// Parameters: the tenant, the ids.
    text: Arc<str>,
    /// The same for a single id, which needs no list to be looked up in.
    single: Arc<str>,
    /// Those of the lists inside, in the plan's order.
    pub children: Vec<FetchSql>,
}

impl FetchSql {
    /// The statements of a plan.
    pub fn new(dialect: Dialect, fetch: &Fetch) -> FetchSql {
        let [text, single] = BOTH.map(|ids| select(dialect, fetch, None, "", ids).into());
        FetchSql { text, single, children: children(dialect, fetch) }
    }

    fn child(dialect: Dialect, child: &Child) -> FetchSql {
        let (owner, order) = match child.source {
            ChildSource::Column(column) => (format!("t0.{column}"), "t0.id".to_owned()),
            ChildSource::Link { owner, other, .. } => (format!("l.{owner}"), format!("l.{other}")),
        };
        let place = child.place.map_or(String::new(), |place| format!("t0.{place}, "));
        let [text, single] = BOTH.map(|ids| {
            let mut text = select(dialect, &child.fetch, Some(child.source), &owner, ids);
            let _ = write!(text, " ORDER BY {owner}, {place}{order}");
            text.into()
        });
        FetchSql { text, single, children: children(dialect, &child.fetch) }
    }

    /// The statement for these ids (or owners' ids).
    pub fn query(&self, tenant: i64, ids: &[i64]) -> Query {
        let (text, ids) = match ids {
            [id] => (&self.single, Value::Int(*id)),
            ids => (&self.text, Value::Ints(ids.to_vec())),
        };
        Query { sql: Arc::clone(text), params: vec![Value::Int(tenant), ids] }
    }

    /// Its texts, for tests that look at plans: for any ids, and for a single one.
    pub fn texts(&self) -> [&str; 2] {
        [&self.text, &self.single]
    }
}

fn children(dialect: Dialect, fetch: &Fetch) -> Vec<FetchSql> {
    fetch.children.iter().map(|child| FetchSql::child(dialect, child)).collect()
}

/// How many ids a statement is for.
#[derive(Clone, Copy)]
enum Ids {
    Any,
    One,
}

const BOTH: [Ids; 2] = [Ids::Any, Ids::One];

/// Most columns that an index which holds rows in short has.
const IN_SHORT: usize = 8;

/// `SELECT … FROM … WHERE tenant and ids`; the lists inside have their owner's id in front.
fn select(
    dialect: Dialect,
    fetch: &Fetch,
    source: Option<ChildSource>,
    owner: &str,
    wanted: Ids,
) -> String {
    let tenant = dialect.placeholder(1);
    let mut text = String::from("SELECT ");
    if source.is_some() {
        let _ = write!(text, "{owner}, ");
    }
    for (position, select) in fetch.select.iter().enumerate() {
        let comma = if position == 0 { "" } else { ", " };
        let _ = write!(text, "{comma}t{}.{}", select.alias, select.column);
    }
    match source {
        Some(ChildSource::Link { table, other, .. }) => {
            let _ = write!(
                text,
                " FROM {table} l JOIN {} t0 ON t0.tenant = {tenant} AND t0.id = l.{other}",
                fetch.table
            );
        }
        _ => {
            let _ = write!(text, " FROM {} t0", fetch.table);
        }
    }
    for (position, join) in fetch.joins.iter().enumerate() {
        let alias = position + 1;
        let _ = write!(
            text,
            " LEFT JOIN {} t{alias} ON t{alias}.tenant = {tenant} AND t{alias}.id = t{}.{}",
            join.table, join.from, join.by
        );
        if join.live {
            let _ = write!(text, " AND t{alias}.deleted = 0");
        }
    }
    // A few columns come from an index that has them.
    let few = fetch.select.iter().filter(|select| select.alias == 0).count() <= IN_SHORT;
    let (first, ids) = match source {
        None => ("t0", "t0.id"),
        Some(ChildSource::Column(_)) => ("t0", owner),
        Some(ChildSource::Link { .. }) => ("l", owner),
    };
    let by_key = source.is_none() && !few;
    let wanted = match wanted {
        Ids::Any if by_key => dialect.in_keys(first),
        Ids::Any => format!("{first}.tenant = {tenant} AND {}", dialect.in_ints(ids, 2)),
        Ids::One => {
            let one = dialect.rare(&format!("{ids} = {}", dialect.placeholder(2)));
            format!("{first}.tenant = {tenant} AND {one}")
        }
    };
    let _ = write!(text, " WHERE {wanted}");
    if fetch.live {
        let deleted = "t0.deleted";
        let deleted = if by_key { dialect.unindexed(deleted) } else { deleted.to_owned() };
        let _ = write!(text, " AND {deleted} = 0");
    }
    text
}
