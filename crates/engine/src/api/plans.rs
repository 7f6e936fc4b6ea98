//! Plans of answers, made once for each operation and mask.

use super::Request;
use super::page::Page;
use super::perform::model;
#[cfg(debug_assertions)]
use crate::declare::Shape;
use crate::declare::{Action, List, Listed, Made};
use crate::plan::Fetch;
use crate::problem::Problem;
use crate::request::body::Draft;
use crate::request::mask::{Selection, select};
#[cfg(debug_assertions)]
use crate::shape::check::Manner;
use crate::shape::{self, ITEMS, Scene, ShapeModel, Table};
use crate::sql::FetchSql;
use crate::sql::dialect::Dialect;
use crate::work::{Input, Work};
use serde_json::Value as Json;
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
    declared: (Shape, Option<Selection>, bool),
    /// The names of a page that are answered, in order; none where there are no pages.
    page: Option<Vec<&'static str>>,
    /// Who makes what is answered, if it is not read, what of it was asked for, and whether only
    /// what is documented.
    made: Option<(&'static Made, Option<Selection>, bool)>,
    /// Bytes of a row as last seen, so that buffers are made large enough at once.
    row_bytes: AtomicUsize,
}

/// What is answered, before it is written.
#[derive(Debug)]
pub(super) enum Answers {
    /// Rows as they were read.
    Read(Table),
    /// Items that a function made.
    Made(Vec<Json>),
}

impl Answers {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Answers::Read(table) => table.rows.is_empty(),
            Answers::Made(items) => items.is_empty(),
        }
    }
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
        let (shape, strict) = (model.shape(), model.is_strict());
        let (page, selection) = paged(model, selection);
        let (table, live) = match (&request.operation.action, resource.points) {
            (Action::List(List { of: Listed::Places(_), .. }), Some(points)) => {
                (points.table, false)
            }
            (Action::List(List { of: Listed::PlacesOf { points, .. }, .. }), _) => {
                (points.table, false)
            }
            _ => (resource.table, resource.soft()),
        };
        let made = request.operation.made.map(|made| (made, selection.clone(), strict));
        let fetch = match made {
            Some(_) => Fetch::ids(table, live),
            None => Fetch::of(table, live, shape, selection.as_ref(), strict),
        };
        let sql = FetchSql::new(self.dialect, &fetch);
        Ok(Plan {
            fetch,
            sql,
            #[cfg(debug_assertions)]
            declared: (shape, selection, strict),
            page,
            made,
            row_bytes: AtomicUsize::new(512),
        })
    }
}

/// What of a page was asked for: its names, none where there are no pages, and what of its items.
pub(super) fn paged(
    model: ShapeModel,
    selection: Option<Selection>,
) -> (Option<Vec<&'static str>>, Option<Selection>) {
    match (model.page(), selection) {
        (None, selection) => (None, selection),
        (page, None) => (page, None),
        (Some(names), Some(Selection { fields })) => {
            let page = fields.iter().filter_map(|field| names.get(field.index).copied()).collect();
            let items = fields.into_iter().find(|field| field.index == ITEMS);
            (Some(page), items.and_then(|items| items.inner))
        }
    }
}

impl Plan {
    /// Whether a page answers its items at all.
    pub(super) fn wants_items(&self) -> bool {
        self.page.as_ref().is_none_or(|page| page.contains(&"items"))
    }

    /// Bytes a page of so many rows will take, about.
    pub(super) fn estimate(&self, rows: usize) -> usize {
        256 + rows * (self.row_bytes.load(Ordering::Relaxed) * 5 / 4)
    }

    /// Reads rows and the lists inside them, or has the answers made.
    pub(super) fn read(
        &self,
        work: &mut Work<'_>,
        request: &Request,
        ids: &[i64],
    ) -> Result<Answers, Problem> {
        let Some((made, selection, strict)) = &self.made else {
            let read = match ids.is_empty() {
                true => Table::default(),
                false => work.fetch((&self.fetch, &self.sql), ids)?,
            };
            return Ok(Answers::Read(read));
        };
        let input = Input {
            path: request.path.clone(),
            params: request.params.clone(),
            draft: Draft::default(),
            body: None,
            peer: request.peer,
            heard: None,
        };
        let items = (made.make)(work, &input, ids)?;
        let narrowed = |item| shape::narrow(item, made.shape, selection.as_ref(), *strict);
        Ok(Answers::Made(items.into_iter().map(narrowed).collect()))
    }

    /// Writes one row.
    pub(super) fn row(&self, out: &mut String, found: &Answers, index: usize, scene: Scene) {
        match found {
            Answers::Read(table) => shape::row(out, &self.fetch, table, index, 0, scene),
            Answers::Made(items) => {
                if let Some(item) = items.get(index) {
                    let _ = write!(out, "{item}");
                }
            }
        }
        #[cfg(debug_assertions)]
        self.check(out, scene);
    }

    /// Writes a row of which nothing is set.
    pub(super) fn blank(&self, out: &mut String, scene: Scene) {
        self.row(out, &Answers::Read(Table::blank(&self.fetch)), 0, scene);
    }

    /// Panics when an answer is not as declared: the mistake is ours, and tests shall find it.
    #[cfg(debug_assertions)]
    fn check(&self, answer: &str, scene: Scene) {
        let (shape, selection, strict) = &self.declared;
        let manner = Manner { strict: *strict, wire: scene.wire };
        let differences = match (serde_json::from_str(answer), &self.page) {
            (Err(error), _) => vec![format!("it is not JSON: {error}")],
            (Ok(serde_json::Value::Array(items)), None) => {
                shape::check::list_differences(&items.into(), shape, selection.as_ref(), manner)
            }
            (Ok(value), None) => {
                shape::check::differences(&value, shape, selection.as_ref(), manner)
            }
            (Ok(value), Some(fields)) => {
                let selection = selection.as_ref();
                shape::check::page_differences(&value, shape, fields, selection, manner)
            }
        };
        assert!(differences.is_empty(), "an answer is not as declared: {differences:?}");
    }

    /// Writes a page, or the bare list where there are no pages.
    pub(super) fn page(&self, out: &mut String, page: &Page, found: &Answers, scene: Scene) {
        #[cfg(debug_assertions)]
        let start = out.len();
        self.write_page(out, page, found, scene);
        #[cfg(debug_assertions)]
        self.check(out.get(start..).unwrap_or_default(), scene);
    }

    fn write_page(&self, out: &mut String, page: &Page, found: &Answers, scene: Scene) {
        let Some(fields) = &self.page else { return self.items(out, page, found, scene) };
        out.push('{');
        for (position, field) in fields.iter().enumerate() {
            let comma = if position == 0 { "" } else { "," };
            let _ = write!(out, "{comma}\"{field}\":");
            let number = match *field {
                "page" => page.page,
                "pages" => page.pages(),
                "per_page" => page.per_page,
                "total" => page.total,
                _ => {
                    self.items(out, page, found, scene);
                    continue;
                }
            };
            let _ = write!(out, "{number}");
        }
        out.push('}');
    }

    /// Rows come in any order; they are written in the order of the ids.
    fn items(&self, out: &mut String, page: &Page, found: &Answers, scene: Scene) {
        let table = match found {
            Answers::Read(table) => table,
            Answers::Made(items) => {
                for (position, item) in items.iter().enumerate() {
                    let _ = write!(out, "{}{item}", if position == 0 { "[" } else { "," });
                }
                return out.push_str(if items.is_empty() { "[]" } else { "]" });
            }
        };
        let rows = &table.rows;
        let mut places: Vec<(i64, usize)> = (0..rows.len())
            .filter_map(|index| rows.int_at(index, 0).map(|id| (id, index)))
            .collect();
        places.sort_unstable();
        let start = out.len();
        out.push('[');
        let mut written = 0;
        for (position, id) in page.ids.iter().enumerate() {
            let scene = Scene { lister: page.listers.get(position).copied(), ..scene };
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
