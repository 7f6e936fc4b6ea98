//! Plans of answers, made once for each operation and mask.

use super::Request;
use super::page::Page;
use super::perform::model;
#[cfg(debug_assertions)]
use crate::declare::Shape;
use crate::declare::{Action, List, Listed};
use crate::plan::Fetch;
use crate::problem::Problem;
use crate::request::mask::{Selection, select};
use crate::shape::{self, ITEMS, PAGE, Scene, ShapeModel, Table};
use crate::sql::FetchSql;
use crate::sql::dialect::Dialect;
use crate::store::{Query, Tx};
use crate::work::Work;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The plans in use, by operation and mask.
#[derive(Debug)]
pub(super) struct Plans {
    dialect: Dialect,
    known: RwLock<HashMap<Vec<u8>, Arc<Plan>>>,
}

/// Most plans kept; masks come from clients, so there could be any number.
const MOST_PLANS: usize = 1024;

/// Longest mask whose plan is kept, in bytes.
const LONGEST_MASK: usize = 2048;

/// How rows of an operation are read and written out.
#[derive(Debug)]
pub(super) struct Plan {
    fetch: Fetch,
    sql: FetchSql,
    /// What is answered, for the check of answers in debug builds.
    #[cfg(debug_assertions)]
    declared: (Shape, Option<Selection>),
    /// Positions in [`PAGE`] that are answered, in order; none where there are no pages.
    page: Option<Vec<usize>>,
    /// Bytes of a row as last seen, so that buffers are made large enough at once.
    row_bytes: AtomicUsize,
}

impl Plans {
    pub(super) fn new(dialect: Dialect) -> Plans {
        Plans { dialect, known: RwLock::default() }
    }

    /// The plan of a request.
    pub(super) fn of(&self, request: &Request) -> Result<Arc<Plan>, Problem> {
        let operation = request.operation;
        let mut key = operation.method.name().as_bytes().to_vec();
        key.extend_from_slice(operation.path.as_bytes());
        key.push(0);
        key.extend_from_slice(&request.mask_text);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(plan) = known {
            return Ok(plan);
        }
        let plan = Arc::new(self.make(request)?);
        if request.mask_text.len() <= LONGEST_MASK {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST_PLANS {
                known.clear();
            }
            known.insert(key, Arc::clone(&plan));
        }
        Ok(plan)
    }

    fn make(&self, request: &Request) -> Result<Plan, Problem> {
        let model = model(request);
        let selection = select(request.mask.as_ref(), model)
            .map_err(|error| Problem::Bad(error.to_string()))?;
        let resource = request.resource;
        let (shape, page, selection) = match (model, selection) {
            (ShapeModel::Object(shape), selection) => (shape, None, selection),
            (ShapeModel::Page(shape), None) => (shape, Some((0..PAGE.len()).collect()), None),
            (ShapeModel::Page(shape), Some(Selection { fields })) => {
                let page = fields.iter().map(|field| field.index).collect();
                let items = fields.into_iter().find(|field| field.index == ITEMS);
                (shape, Some(page), items.and_then(|items| items.inner))
            }
        };
        let (table, live) = match (&request.operation.action, resource.points) {
            (Action::List(List { of: Listed::Places(_), .. }), Some(points)) => {
                (points.table, false)
            }
            _ => (resource.table, resource.soft()),
        };
        let fetch = Fetch::new(table, live, shape, selection.as_ref());
        let sql = FetchSql::new(self.dialect, &fetch);
        Ok(Plan {
            fetch,
            sql,
            #[cfg(debug_assertions)]
            declared: (shape, selection),
            page,
            row_bytes: AtomicUsize::new(512),
        })
    }
}

impl Plan {
    /// Whether a page answers its items at all.
    pub(super) fn wants_items(&self) -> bool {
        self.page.as_ref().is_none_or(|page| page.contains(&ITEMS))
    }

    /// Bytes a page of so many rows will take, about.
    pub(super) fn estimate(&self, rows: usize) -> usize {
        256 + rows * (self.row_bytes.load(Ordering::Relaxed) * 5 / 4)
    }

    /// Reads rows and the lists inside them.
    pub(super) fn read(&self, work: &mut Work<'_>, ids: &[i64]) -> Result<Table, Problem> {
        let tenant = work.session.tenant;
        let mut queries = vec![self.sql.query(tenant, ids)];
        queries.extend(self.sql.children.iter().map(|child| child.query(tenant, ids)));
        let mut found = work.tx.batch(&queries)?.into_iter();
        let rows = found.next().unwrap_or_default();
        let children: Vec<Table> = found.map(|rows| Table { rows, children: Vec::new() }).collect();
        let mut table = Table { rows, children };
        for (sql, child) in self.sql.children.iter().zip(&mut table.children) {
            deepen(work.tx, tenant, sql, child)?;
        }
        Ok(table)
    }

    /// Writes one row.
    pub(super) fn row(&self, out: &mut String, table: &Table, index: usize, scene: Scene) {
        shape::row(out, &self.fetch, table, index, 0, scene);
        #[cfg(debug_assertions)]
        self.check(out);
    }

    /// Panics when an answer is not as declared: the mistake is ours, and tests shall find it.
    #[cfg(debug_assertions)]
    fn check(&self, answer: &str) {
        let (shape, selection) = &self.declared;
        let differences = match (serde_json::from_str(answer), &self.page) {
            (Err(error), _) => vec![format!("it is not JSON: {error}")],
            (Ok(serde_json::Value::Array(items)), None) => {
                shape::check::list_differences(&items.into(), shape, selection.as_ref())
            }
            (Ok(value), None) => shape::check::differences(&value, shape, selection.as_ref()),
            (Ok(value), Some(fields)) => {
                shape::check::page_differences(&value, shape, fields, selection.as_ref())
            }
        };
        assert!(differences.is_empty(), "an answer is not as declared: {differences:?}");
    }

    /// Writes a page, or the bare list where there are no pages.
    pub(super) fn page(&self, out: &mut String, page: &Page, table: &Table, scene: Scene) {
        #[cfg(debug_assertions)]
        let start = out.len();
        self.write_page(out, page, table, scene);
        #[cfg(debug_assertions)]
        self.check(out.get(start..).unwrap_or_default());
    }

    fn write_page(&self, out: &mut String, page: &Page, table: &Table, scene: Scene) {
        let Some(fields) = &self.page else { return self.items(out, page, table, scene) };
        out.push('{');
        for (position, field) in fields.iter().enumerate() {
            let comma = if position == 0 { "" } else { "," };
            let name = PAGE.get(*field).copied().unwrap_or_default();
            let _ = write!(out, "{comma}\"{name}\":");
            let number = match name {
                "page" => page.page,
                "pages" => page.pages(),
                "per_page" => page.per_page,
                "total" => page.total,
                _ => {
                    self.items(out, page, table, scene);
                    continue;
                }
            };
            let _ = write!(out, "{number}");
        }
        out.push('}');
    }

    /// Rows come in any order; they are written in the order of the ids.
    fn items(&self, out: &mut String, page: &Page, table: &Table, scene: Scene) {
        let rows = &table.rows;
        let mut places: Vec<(i64, usize)> = (0..rows.len())
            .filter_map(|index| rows.int_at(index, 0).map(|id| (id, index)))
            .collect();
        places.sort_unstable();
        let start = out.len();
        out.push('[');
        let mut written = 0;
        for id in &page.ids {
            let Ok(place) = places.binary_search_by_key(id, |(id, _)| *id) else { continue };
            let Some((_, index)) = places.get(place) else { continue };
            out.push_str(if written == 0 { "" } else { "," });
            written += 1;
            shape::row(out, &self.fetch, table, *index, 0, scene);
        }
        out.push(']');
        if let Some(bytes) = (out.len() - start).checked_div(written) {
            self.row_bytes.store(bytes, Ordering::Relaxed);
        }
    }
}

/// Reads the lists inside the rows of a list, whose own ids stand behind their owners'.
fn deepen(tx: &mut dyn Tx, tenant: i64, sql: &FetchSql, table: &mut Table) -> Result<(), Problem> {
    if sql.children.is_empty() {
        return Ok(());
    }
    let mut ids: Vec<i64> = table.rows.iter().filter_map(|row| row.int(1)).collect();
    ids.sort_unstable();
    ids.dedup();
    let queries: Vec<Query> = sql.children.iter().map(|child| child.query(tenant, &ids)).collect();
    table.children =
        tx.batch(&queries)?.into_iter().map(|rows| Table { rows, children: Vec::new() }).collect();
    for (sql, child) in sql.children.iter().zip(&mut table.children) {
        deepen(tx, tenant, sql, child)?;
    }
    Ok(())
}
