//! Work inside one transaction: what operations and rules may do.
//!
//! A [`Work`] knows the caller's tenant; every statement it forms is bound to it. Rules and
//! special operations of the CRM use it instead of SQL.

mod contents;
mod copied;
mod fetch;
mod many;
mod merge;
mod parts;
mod record;
mod sample;
mod search;
mod seek;
mod together;
mod totals;
pub(crate) mod trail;
mod write;

pub(crate) use record::owned;
pub use record::{Layout, Record};
pub use together::Member;
pub use totals::{Compared, Matching, Total, Totals};
pub use trail::Event;

use crate::access::Session;
use crate::declare::{Link, Mark, Resource};
use crate::plan::Condition;
use crate::problem::{Errors, Problem};
use crate::request::Params;
use crate::request::body::{Draft, Reference};
use crate::request::json::Json;
use crate::sql::Sql;
use crate::store::{Query, Tx, Value};
use crate::text::Collation;
use std::collections::HashMap;
use std::net::IpAddr;

/// What all requests share.
#[derive(Debug)]
pub struct Context {
    /// Everything that is served.
    pub resources: &'static [&'static Resource],
    /// The tables behind them, by resource name.
    pub layouts: HashMap<&'static str, Layout>,
    /// The order of text.
    pub collation: Collation,
    samples: sample::Samples,
}

impl Context {
    /// The context of a list of resources.
    pub fn new(resources: &'static [&'static Resource], collation: Collation) -> Context {
        let layouts = resources.iter().map(|found| (found.name, Layout::of(found))).collect();
        Context { resources, layouts, collation, samples: sample::Samples::default() }
    }

    /// The table behind a resource.
    pub fn layout(&self, resource: &Resource) -> Result<&Layout, Problem> {
        self.layouts.get(resource.name).ok_or_else(|| {
            Problem::Internal(format!("{} is not in the list of resources", resource.name))
        })
    }
}

/// A transaction on behalf of a caller.
pub struct Work<'a> {
    /// The transaction.
    pub tx: &'a mut dyn Tx,
    /// Who asks.
    pub session: Session,
    /// What all requests share.
    pub context: &'a Context,
    /// The instant of the request, in milliseconds since 1970.
    pub now: i64,
}

impl std::fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work").field("session", &self.session).finish_non_exhaustive()
    }
}

/// What a special operation gets.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path parameters, in order.
    pub path: Vec<(&'static str, String)>,
    /// Query parameters.
    pub params: Params,
    /// The body, checked against the operation's declaration.
    pub draft: Draft,
    /// The body as it came.
    pub body: Option<Json>,
    /// The address the request came from.
    pub peer: Option<IpAddr>,
    /// What the service outside answered that the operation has asked, if it has.
    pub heard: Option<serde_json::Value>,
}

impl Input {
    /// A path parameter that is an id. Anything else is an unknown path.
    pub fn id(&self, name: &str) -> Result<i64, Problem> {
        self.path
            .iter()
            .find(|(known, _)| *known == name)
            .and_then(|(_, text)| path_number(text))
            .filter(|id| *id > 0)
            .ok_or_else(|| Problem::NotFound("There is no such thing.".to_owned()))
    }
}

/// A number in a path: plain digits.
pub fn path_number(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Which rows of a resource are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that are not hidden.
    Live,
    /// Hidden ones too.
    All,
}

/// What a special operation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The row of that id.
    Row(i64),
    /// Nothing.
    Done,
}

impl Work<'_> {
    fn sql(&self) -> Sql {
        Sql::new(self.tx.dialect(), self.session.tenant)
    }

    fn run(&mut self, sql: Sql) -> Result<u64, Problem> {
        Ok(self.tx.execute(&sql.text, &sql.params)?)
    }

    /// The ids of the rows of a resource for which all conditions hold, hidden ones left out.
    pub fn find(&mut self, resource: &Resource, all: &[Condition]) -> Result<Vec<i64>, Problem> {
        let mut sql = self.sql();
        sql.push("SELECT t.id FROM ").push(resource.table).push(" t WHERE ").tenant("t");
        if resource.soft() {
            sql.push(" AND t.deleted = 0");
        }
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        sql.push(" ORDER BY t.id");
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.int(0)).collect())
    }

    /// The rows of a resource for which all conditions hold, in order of their ids; hidden ones
    /// only where all are `wanted`.
    pub fn records(
        &mut self,
        resource: &Resource,
        all: &[Condition],
        wanted: Which,
    ) -> Result<Vec<Record>, Problem> {
        let context = self.context;
        let layout = context.layout(resource)?;
        let mut sql = self.sql();
        sql.push("SELECT t.id");
        for column in &layout.stored {
            sql.push(", t.").push(column.name);
        }
        sql.push(" FROM ").push(resource.table).push(" t WHERE ").tenant("t");
        if resource.soft() && wanted == Which::Live {
            sql.push(" AND t.deleted = 0");
        }
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        sql.push(" ORDER BY t.id");
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().map(|row| record::record(layout, row)).collect())
    }

    /// Whether the conditions hold for any row of a resource, hidden ones included.
    pub fn any(&mut self, resource: &Resource, all: &[Condition]) -> Result<bool, Problem> {
        let mut sql = self.sql();
        sql.push("SELECT 1 FROM ").push(resource.table).push(" t WHERE ").tenant("t");
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        sql.push(" LIMIT 1");
        Ok(!self.tx.query(&sql.text, &sql.params)?.is_empty())
    }

    /// The value of one column of a row, if there is such a row.
    pub fn value(
        &mut self,
        resource: &Resource,
        id: i64,
        column: &'static str,
    ) -> Result<Option<Value>, Problem> {
        let mut sql = self.sql();
        sql.push(&format!("SELECT t.{column} FROM {} t WHERE ", resource.table)).tenant("t");
        sql.push(" AND t.id = ").bind(Value::Int(id));
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok((!rows.is_empty()).then(|| owned(rows.row(0).cell(0))))
    }

    /// Reports every reference that does not lead to a row of this tenant.
    pub fn check_references(
        &mut self,
        references: &[Reference],
        errors: &mut Errors,
    ) -> Result<(), Problem> {
        let mut targets: Vec<(&'static Resource, Vec<i64>)> = Vec::new();
        for Reference { target, id, .. } in references {
            match targets.iter_mut().find(|(known, _)| known.name == target.name) {
                Some((_, ids)) => ids.push(*id),
                None => targets.push((target, vec![*id])),
            }
        }
        let queries: Vec<Query> = targets
            .iter()
            .map(|(target, ids)| {
                let mut sql = self.sql();
                sql.push("SELECT t.id FROM ").push(target.table).push(" t WHERE ").tenant("t");
                sql.push(" AND ").one_of("t.id", ids.clone());
                if target.soft() {
                    sql.push(" AND t.deleted = 0");
                }
                sql.query()
            })
            .collect();
        let found = self.tx.batch(&queries)?;
        for Reference { path, target, id } in references {
            let known = targets
                .iter()
                .position(|(known, _)| known.name == target.name)
                .and_then(|position| found.get(position))
                .is_some_and(|rows| rows.iter().any(|row| row.int(0) == Some(*id)));
            if !known {
                errors.add(path.clone(), format!("There is no {} {id}.", target.one));
            }
        }
        Ok(())
    }

    /// The ids that one side of a link leads to, in order.
    pub fn linked(&mut self, link: &Link, own: &str, id: i64) -> Result<Vec<i64>, Problem> {
        let other = if own == link.left { link.right } else { link.left };
        let mut sql = self.sql();
        sql.push(&format!("SELECT t.{other} FROM {} t WHERE ", link.table)).tenant("t");
        sql.push(&format!(" AND t.{own} = ")).bind(Value::Int(id));
        sql.push(&format!(" ORDER BY t.{other}"));
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.int(0)).collect())
    }

    /// Whether `id` can be reached from `start` by following `column`: a ring, if it were set.
    pub fn leads_to(
        &mut self,
        resource: &Resource,
        column: &'static str,
        start: i64,
        id: i64,
    ) -> Result<bool, Problem> {
        let mut seen = Vec::new();
        let mut at = start;
        loop {
            if at == id {
                return Ok(true);
            }
            // A ring that is there already does not hold us up.
            if seen.contains(&at) {
                return Ok(false);
            }
            seen.push(at);
            match self.value(resource, at, column)? {
                Some(Value::Int(next)) => at = next,
                _ => return Ok(false),
            }
        }
    }

    /// Links two rows; nothing happens when they are linked already.
    pub fn link(&mut self, link: &Link, left: i64, right: i64) -> Result<(), Problem> {
        match self.add_link(link, left, right)? {
            0 => Ok(()),
            _ => {
                self.mark(link, link.left, &[left])?;
                self.mark(link, link.right, &[right])?;
                self.trace_link(link, left)
            }
        }
    }

    /// The same without a trace and without marks; answers how many links that makes.
    fn add_link(&mut self, link: &Link, left: i64, right: i64) -> Result<u64, Problem> {
        let mut sql = self.sql();
        let tenant = sql.dialect.placeholder(1);
        sql.push(&format!(
            "INSERT INTO {} (tenant, {}, {}) VALUES ({tenant}, ",
            link.table, link.left, link.right
        ));
        sql.bind(Value::Int(left)).push(", ").bind(Value::Int(right));
        sql.push(") ON CONFLICT DO NOTHING");
        self.run(sql)
    }

    /// Marks the rows on that side of a link that came to have one; see
    /// [`Marks`](crate::declare::Marks).
    fn mark(&mut self, link: &Link, side: &str, ids: &[i64]) -> Result<(), Problem> {
        let Some(Mark { table, column, bit }) = link.mark(side) else { return Ok(()) };
        let mut sql = self.sql();
        sql.push(&format!("UPDATE {table} AS t SET {column} = t.{column} | "));
        sql.bind(Value::Int(bit)).push(" WHERE ").tenant("t").push(" AND ");
        sql.one_of("t.id", ids.to_vec()).push(&format!(" AND (t.{column} & "));
        sql.bind(Value::Int(bit)).push(") = 0");
        self.run(sql).map(drop)
    }

    /// Takes a link away; nothing happens when there is none.
    pub fn unlink(&mut self, link: &Link, left: i64, right: i64) -> Result<(), Problem> {
        let mut sql = self.sql();
        sql.push(&format!("DELETE FROM {} AS t WHERE ", link.table)).tenant("t");
        sql.push(&format!(" AND t.{} = ", link.left)).bind(Value::Int(left));
        sql.push(&format!(" AND t.{} = ", link.right)).bind(Value::Int(right));
        match self.run(sql)? {
            0 => Ok(()),
            _ => self.trace_link(link, left),
        }
    }

    /// Sets columns of all rows for which the conditions hold. Only for columns that no other
    /// column is derived from.
    pub fn set(
        &mut self,
        resource: &Resource,
        values: &[(&'static str, Value)],
        all: &[Condition],
    ) -> Result<u64, Problem> {
        if !resource.audited {
            return self.assign(resource, values, all);
        }
        let concerned = self.every(resource, all)?;
        let changed = self.assign(resource, values, all)?;
        let columns: Vec<&'static str> = values.iter().map(|(column, _)| *column).collect();
        self.trace_all(resource, trail::CHANGED, &concerned, &columns)?;
        Ok(changed)
    }

    /// The same without a trace.
    fn assign(
        &mut self,
        resource: &Resource,
        values: &[(&'static str, Value)],
        all: &[Condition],
    ) -> Result<u64, Problem> {
        let mut sql = self.sql();
        sql.push(&format!("UPDATE {} AS t SET ", resource.table));
        for (position, (column, value)) in values.iter().enumerate() {
            sql.push(if position == 0 { "" } else { ", " });
            sql.push(column).push(" = ").bind(value.clone());
        }
        sql.push(" WHERE ").tenant("t");
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        self.run(sql)
    }
}

impl Sql {
    /// Adds a condition on the row `t` of a table.
    pub(crate) fn condition(&mut self, table: &'static str, condition: &Condition) -> &mut Sql {
        crate::sql::test(self, table, "t", 1, condition);
        self
    }
}
