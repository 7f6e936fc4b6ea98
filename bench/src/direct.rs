//! The second yardstick: the same statements straight on the store, without HTTP.
//!
//! The statements are the engine's own; what is done with the rows is written for this alone: no
//! copy of them is made, their columns are written as JSON as they come.
mod postgres;
mod sqlite;
mod write;

use std::time::{Duration, Instant};

use engine::declare::{Action, List};
use engine::plan::{Fetch, Find};
use engine::problem::Errors;
use engine::request::Params;
use engine::request::list::list;
use engine::request::mask;
use engine::shape::{ITEMS, ShapeModel};
use engine::sql::dialect::Dialect;
use engine::sql::{self, FetchSql, Slice};
use engine::store::Query;

use crate::Failure;
use crate::cases::Case;
use crate::random::Random;
use crate::sample::Sample;

pub(crate) use postgres::execute;

/// Threads that ask the embedded store.
const THREADS: u32 = 2;

/// Threads that ask a database server: they mostly wait for it, so there have to be more.
const WAITING: u32 = 16;

/// Different questions each thread asks in turn: pages, of which few are asked for, and single rows,
/// of which all are.
const PAGES: usize = 512;
const ROWS: usize = 1 << 17;

/// A column of a row.
trait Row {
    fn int(&self, column: usize) -> Option<i64>;
    fn text(&self, column: usize) -> Option<&str>;
}

/// Hears the rows of a batch of queries: which query, and the row.
type Hear<'a> = &'a mut dyn FnMut(usize, &dyn Row) -> Result<(), Failure>;

/// A connection.
trait Link {
    /// Opens a snapshot.
    fn begin(&mut self) -> Result<(), Failure>;
    /// Closes it.
    fn end(&mut self) -> Result<(), Failure>;
    /// Runs queries, prepared once.
    fn batch(&mut self, queries: &[Query], hear: Hear<'_>) -> Result<(), Failure>;
    /// How the store goes about a query, for people to read.
    fn explain(&mut self, query: &Query) -> Result<String, Failure>;
    /// What a way to go about a query says when it reads the whole table of accounts.
    fn scan(&self) -> &'static [&'static str];
}

fn open(url: &str) -> Result<(Dialect, Box<dyn Link>), Failure> {
    Ok(match url.strip_prefix("sqlite:") {
        Some(path) => (Dialect::Sqlite, Box::new(sqlite::Sqlite::open(path)?)),
        None => (Dialect::Postgres, Box::new(postgres::Postgres::open(url)?)),
    })
}

/// What is asked for in one go.
enum Question {
    /// One row.
    One(i64),
    /// The rows that a query finds.
    Page(Query),
}

/// A case, ready to be put to the store.
struct Plan {
    tenant: i64,
    fetch: Fetch,
    sql: FetchSql,
    questions: Vec<Question>,
}

/// Answers a second when threads put a case to the store; `None` for cases that are more than
/// statements.
pub(crate) fn rate(
    url: &str,
    case: Case,
    sample: &Sample,
    duration: Duration,
) -> Result<Option<f64>, Failure> {
    if !matches!(case, Case::Account | Case::Page | Case::Masked) {
        return Ok(None);
    }
    let rates: Vec<Result<f64, Failure>> = std::thread::scope(|scope| {
        let count = if url.starts_with("sqlite:") { THREADS } else { WAITING };
        let threads: Vec<_> = (0..count)
            .map(|seed| scope.spawn(move || rate_of_one(url, case, sample, duration, seed.into())))
            .collect();
        let joined = threads.into_iter().map(|it| it.join());
        joined.map(|it| it.unwrap_or_else(|_| Err("a thread failed".into()))).collect()
    });
    Ok(Some(rates.into_iter().sum::<Result<f64, Failure>>()?))
}

fn rate_of_one(
    url: &str,
    case: Case,
    sample: &Sample,
    duration: Duration,
    seed: u64,
) -> Result<f64, Failure> {
    let (dialect, mut link) = open(url)?;
    let plan = Plan::new(case, dialect, link.as_mut(), sample, seed)?;
    let mut out = String::new();
    // Statements are prepared, and pages come into the cache.
    let warm = Instant::now();
    for question in plan.questions.iter().cycle() {
        plan.answer(question, link.as_mut(), &mut out)?;
        if warm.elapsed() > duration / 5 {
            break;
        }
    }
    let (start, mut answers) = (Instant::now(), 0_u32);
    for question in plan.questions.iter().cycle() {
        plan.answer(question, link.as_mut(), &mut out)?;
        answers += 1;
        if start.elapsed() >= duration {
            break;
        }
    }
    Ok(f64::from(answers) / start.elapsed().as_secs_f64())
}

/// Whether the store finds the rows of a list by an index, and how it says it goes about it.
pub(crate) fn by_index(url: &str, case: Case, sample: &Sample) -> Result<(bool, String), Failure> {
    let (dialect, mut link) = open(url)?;
    let tenant = tenant(link.as_mut())?;
    let find = find(&case.path(sample, &mut Random::new(0)))?;
    let mut ways = String::new();
    for stretch in find.order.stretches {
        let whole = Slice::first(50);
        let ids = sql::ids(dialect, tenant, &find, *stretch, &whole);
        for query in [sql::count(dialect, tenant, &find, *stretch), ids] {
            ways.push_str(&link.explain(&query)?);
        }
    }
    let scans = link.scan().iter().any(|scan| ways.lines().any(|line| line.contains(scan)));
    Ok((!scans, ways))
}

impl Plan {
    fn new(
        case: Case,
        dialect: Dialect,
        link: &mut dyn Link,
        sample: &Sample,
        seed: u64,
    ) -> Result<Self, Failure> {
        let tenant = tenant(link)?;
        let shape = crm::ACCOUNTS.shape;
        let mask = mask::parse(case.mask().unwrap_or_default().as_bytes())
            .map_err(|error| error.to_string())?;
        let selection = mask::select(mask.as_ref(), ShapeModel::new(shape, Some(&[]), false))
            .map_err(|error| error.to_string())?
            .and_then(|page| page.fields.into_iter().find(|it| it.index == ITEMS)?.inner);
        let fetch = Fetch::new(crm::ACCOUNTS.table, true, shape, selection.as_ref());
        let mut random = Random::new(seed);
        let questions = if case == Case::Account {
            (0..ROWS).map(|_| Question::One(sample.account(&mut random))).collect()
        } else {
            let mut one = || page(dialect, tenant, &case.path(sample, &mut random));
            let pages = (0..PAGES).map(|_| one().map(Question::Page));
            pages.collect::<Result<_, _>>()?
        };
        let sql = FetchSql::new(dialect, &fetch);
        Ok(Self { tenant, fetch, sql, questions })
    }

    fn answer(
        &self,
        question: &Question,
        link: &mut dyn Link,
        out: &mut String,
    ) -> Result<(), Failure> {
        out.clear();
        link.begin()?;
        match question {
            Question::One(id) => self.rows(&[*id], link, out)?,
            Question::Page(query) => {
                let mut ids = Vec::with_capacity(50);
                link.batch(std::slice::from_ref(query), &mut |_, row| {
                    ids.extend(row.int(0));
                    Ok(())
                })?;
                out.push_str("{\"items\":[");
                self.rows(&ids, link, out)?;
                out.push_str("]}");
            }
        }
        link.end()?;
        if out.len() < 10 {
            return Err(format!("the store answered {out}").into());
        }
        Ok(())
    }

    /// Writes the rows with these ids, in this order.
    fn rows(&self, ids: &[i64], link: &mut dyn Link, out: &mut String) -> Result<(), Failure> {
        let children: Vec<_> = self.fetch.children.iter().zip(&self.sql.children).collect();
        let mut owners = vec![Vec::new(); children.len()];
        let mut rows = write::Pieces::new(&self.fetch.template);
        link.batch(&[self.sql.query(self.tenant, ids)], &mut |_, row| {
            let id = row.int(0).unwrap_or_default();
            for ((child, _), owners) in children.iter().zip(&mut owners) {
                owners.extend(child.may_hold(|column| row.int(column)).then_some(id));
            }
            rows.add(id, row)
        })?;
        // Lists are only looked up for rows that may have some.
        let mut lists = vec![write::Lists::default(); children.len()];
        let asked = children.iter().zip(&owners).zip(&mut lists);
        let mut asked: Vec<_> = asked.filter(|((_, owners), _)| !owners.is_empty()).collect();
        let queries = asked.iter().map(|(((_, sql), owners), _)| sql.query(self.tenant, owners));
        let queries: Vec<Query> = queries.collect();
        link.batch(&queries, &mut |query, row| {
            let Some((((child, _), _), list)) = asked.get_mut(query) else { return Ok(()) };
            let owner = row.int(0).unwrap_or_default();
            list.add(owner, |text| write::row(text, &child.fetch.template, row, 1))
        })?;
        rows.sort();
        for (position, id) in ids.iter().enumerate() {
            out.push_str(if position == 0 { "" } else { "," });
            rows.write(*id, &lists, out);
        }
        Ok(())
    }
}

/// The tenant of the data.
fn tenant(link: &mut dyn Link) -> Result<i64, Failure> {
    let query = Query { sql: "SELECT min(tenant) FROM accounts".into(), params: Vec::new() };
    let mut tenant = None;
    link.batch(&[query], &mut |_, row| {
        tenant = row.int(0);
        Ok(())
    })?;
    tenant.ok_or_else(|| "there are no accounts".into())
}

/// What a path of the list of accounts asks for.
fn find(path: &str) -> Result<Find, Failure> {
    let mut errors = Errors::default();
    let asked = list(&crm::ACCOUNTS, declared()?, &params(path)?, &mut errors);
    Ok(asked.find)
}

fn params(path: &str) -> Result<Params, Failure> {
    let query = path.split_once('?').map(|(_, query)| query);
    Ok(Params::parse(query).map_err(|problem| format!("{path}: {problem:?}"))?)
}

/// The list of accounts as it is declared.
fn declared() -> Result<&'static List, Failure> {
    let lists = crm::ACCOUNTS.operations.iter().filter_map(|operation| match &operation.action {
        Action::List(list) if operation.path == "/accounts" => Some(list),
        _ => None,
    });
    lists.into_iter().next().ok_or_else(|| "there is no list of accounts".into())
}

/// The query that finds the ids of a page.
fn page(dialect: Dialect, tenant: i64, path: &str) -> Result<Query, Failure> {
    let mut errors = Errors::default();
    let asked = list(&crm::ACCOUNTS, declared()?, &params(path)?, &mut errors);
    let [stretch] = asked.find.order.stretches else {
        return Err("the list has more than one stretch".into());
    };
    let slice = Slice {
        skip: (asked.page - 1) * asked.per_page,
        take: asked.per_page,
        reverse: false,
        from: None,
        keys: false,
    };
    Ok(sql::ids(dialect, tenant, &asked.find, *stretch, &slice))
}
