//! Pages: which ids, how many in all, and the links to other pages.

use crate::declare::Stretch;
use crate::plan::{Find, Places};
use crate::problem::Problem;
use crate::request::Params;
use crate::request::list::ListRequest;
use crate::sql::{self, Anchor, Slice};
use crate::store::{Query, Rows};
use crate::work::{Work, owned};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// What was found.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) ids: Vec<i64>,
    /// For places that several rows share: the row each is listed for. Else empty.
    pub(super) listers: Vec<i64>,
    pub(super) page: i64,
    pub(super) per_page: i64,
    pub(super) total: i64,
}

/// Rows passed over before it pays to remember where a page ended.
const FAR: i64 = 500;

/// Most places remembered for one list.
const MOST_ANCHORS: usize = 4096;

type Anchors = Arc<Mutex<BTreeMap<i64, Anchor>>>;

/// Finds the page that was asked for, and counts the whole list.
///
/// While the database stays as it is, a connection remembers what narrow searches found, counts
/// and where pages ended: a crawl through all pages then costs as much as the rows it reads.
pub(super) fn page(
    work: &mut Work<'_>,
    find: &Find,
    asked: &ListRequest,
    paged: bool,
) -> Result<Page, Problem> {
    let chosen = work.choose(find)?;
    let find = chosen.as_ref().unwrap_or(find);
    if !paged {
        return bare(work, find);
    }
    let offset = asked.offset();
    let stretches = find.order.stretches;
    if find.selective() {
        if let Some(page) = few(work, find, asked, offset)? {
            return Ok(page);
        }
    } else if let ([stretch], 0) = (stretches, offset) {
        return first(work, find, *stretch, asked);
    }
    let counts = counts(work, find)?;
    let total = counts.iter().sum();
    let mut found = Items::default();
    let mut start = 0;
    for (stretch, count) in stretches.iter().zip(counts) {
        let left = asked.per_page - found.ids.len() as i64;
        let skip = offset.saturating_sub(start).max(0);
        if left > 0 && skip < count {
            let wanted = left.min(count - skip);
            found.extend(slice(work, find, *stretch, count, skip, wanted)?);
        }
        start += count;
    }
    Ok(found.page(asked, total))
}

impl Work<'_> {
    /// The ids of the rows on the page that a report was asked for, and how many there are on all.
    pub fn page(&mut self, asked: &ListRequest) -> Result<(Vec<i64>, i64), Problem> {
        let found = page(self, &asked.find, asked, true)?;
        Ok((found.ids, found.total))
    }
}

/// What was found, in order.
#[derive(Debug, Default)]
struct Items {
    ids: Vec<i64>,
    listers: Vec<i64>,
}

impl Items {
    fn of<'r>(find: &Find, all: impl IntoIterator<Item = &'r Rows>) -> Items {
        let shared = find.places.is_some_and(Places::shared);
        let mut items = Items::default();
        for row in all.into_iter().flat_map(Rows::iter) {
            items.ids.extend(row.int(0));
            items.listers.extend(row.int(1).filter(|_| shared));
        }
        items
    }

    fn extend(&mut self, other: Items) {
        self.ids.extend(other.ids);
        self.listers.extend(other.listers);
    }

    /// The page that was asked for of all there are.
    fn cut(&self, asked: &ListRequest, offset: i64) -> Page {
        let skip = usize::try_from(offset).unwrap_or(usize::MAX);
        let take = usize::try_from(asked.per_page).unwrap_or(usize::MAX);
        let part = |ids: &[i64]| ids.iter().skip(skip).take(take).copied().collect();
        let items = Items { ids: part(&self.ids), listers: part(&self.listers) };
        items.page(asked, self.ids.len() as i64)
    }

    fn page(self, asked: &ListRequest, total: i64) -> Page {
        let Items { ids, listers } = self;
        Page { ids, listers, page: asked.page, per_page: asked.per_page, total }
    }
}

/// The first page of a list of one stretch: counted and found in one go.
fn first(
    work: &mut Work<'_>,
    find: &Find,
    stretch: Stretch,
    asked: &ListRequest,
) -> Result<Page, Problem> {
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    let count = sql::count(dialect, tenant, find, stretch);
    let slice = Slice::first(asked.per_page);
    let ids = sql::ids(dialect, tenant, find, stretch, &slice);
    let (total, rows) = match work.tx.memo().get::<i64>(&memo_key(b"count", &count)) {
        Some(total) => (total, work.tx.query(&ids.sql, &ids.params)?),
        None => {
            let mut found = work.tx.batch(&[count.clone(), ids])?;
            let rows = found.pop().unwrap_or_default();
            let total = found.pop().unwrap_or_default().int_at(0, 0).unwrap_or(0);
            work.tx.memo().put(&memo_key(b"count", &count), total);
            (total, rows)
        }
    };
    Ok(Items::of(find, [&rows]).page(asked, total))
}

/// Most rows that are found in one go to be counted and cut into pages afterwards.
const FEW: i64 = 10_000;

/// Most rows found whose ids are remembered, so that the next page costs no search: 4 KB of them.
const KNOWN: i64 = 500;

/// A page of a list whose conditions leave few rows: counting them would find them all, so they
/// are found once and both counted and cut. `None` when there are too many.
fn few(
    work: &mut Work<'_>,
    find: &Find,
    asked: &ListRequest,
    offset: i64,
) -> Result<Option<Page>, Problem> {
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    let stretches = find.order.stretches;
    let slice = Slice::first(FEW + 1);
    let queries: Vec<Query> =
        stretches.iter().map(|stretch| sql::ids(dialect, tenant, find, *stretch, &slice)).collect();
    let found = queries.iter().flat_map(|query| memo_key(b"found", query)).collect::<Vec<_>>();
    if let Some(known) = work.tx.memo().get::<Arc<Items>>(&found) {
        return Ok(Some(known.cut(asked, offset)));
    }
    let keys: Vec<Vec<u8>> = stretches
        .iter()
        .map(|stretch| memo_key(b"count", &sql::count(dialect, tenant, find, *stretch)))
        .collect();
    let counted: Option<i64> = keys.iter().map(|key| work.tx.memo().get::<i64>(key)).sum();
    if counted.is_some_and(|counted| counted > KNOWN) {
        return Ok(None);
    }
    let rows = work.tx.batch(&queries)?;
    if rows.iter().any(|rows| rows.len() as i64 > FEW) {
        return Ok(None);
    }
    let all = Arc::new(Items::of(find, &rows));
    if all.ids.len() as i64 <= KNOWN {
        work.tx.memo().put(&found, Arc::clone(&all));
    } else {
        for (key, rows) in keys.iter().zip(&rows) {
            work.tx.memo().put(key, rows.len() as i64);
        }
    }
    Ok(Some(all.cut(asked, offset)))
}

/// A list that does not come in pages.
fn bare(work: &mut Work<'_>, find: &Find) -> Result<Page, Problem> {
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    let slice = Slice::first(i64::MAX);
    let queries: Vec<Query> = find
        .order
        .stretches
        .iter()
        .map(|stretch| sql::ids(dialect, tenant, find, *stretch, &slice))
        .collect();
    let Items { ids, listers } = Items::of(find, &work.tx.batch(&queries)?);
    Ok(Page { total: ids.len() as i64, per_page: ids.len() as i64, ids, listers, page: 1 })
}

fn counts(work: &mut Work<'_>, find: &Find) -> Result<Vec<i64>, Problem> {
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    let stretches = find.order.stretches.iter();
    let queries: Vec<Query> =
        stretches.map(|stretch| sql::count(dialect, tenant, find, *stretch)).collect();
    numbers(work, &queries)
}

/// The one number that each of some queries answers, as far as it is not remembered.
fn numbers(work: &mut Work<'_>, queries: &[Query]) -> Result<Vec<i64>, Problem> {
    let keys: Vec<Vec<u8>> = queries.iter().map(|query| memo_key(b"count", query)).collect();
    let known: Vec<Option<i64>> = keys.iter().map(|key| work.tx.memo().get(key)).collect();
    let missing: Vec<Query> = queries
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none())
        .map(|(query, _)| query.clone())
        .collect();
    let mut found = work.tx.batch(&missing)?.into_iter();
    let mut numbers = Vec::with_capacity(known.len());
    for (known, key) in known.iter().zip(&keys) {
        numbers.push(match known {
            Some(number) => *number,
            None => {
                let number = found.next().unwrap_or_default().int_at(0, 0).unwrap_or(0);
                work.tx.memo().put(key, number);
                number
            }
        });
    }
    Ok(numbers)
}

/// The ids of `take` rows of a stretch after the first `skip`.
fn slice(
    work: &mut Work<'_>,
    find: &Find,
    stretch: Stretch,
    count: i64,
    skip: i64,
    take: i64,
) -> Result<Items, Problem> {
    if let Some(items) = walked(work, find, stretch, count, skip, take)? {
        return Ok(items);
    }
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    let reverse = count - skip - take < skip;
    if find.places.is_some_and(Places::shared) {
        // It takes two ids to name an item, so where pages end is not remembered.
        let skip = if reverse { count - skip - take } else { skip };
        let slice = Slice { skip, take, reverse, from: None, keys: false };
        let query = sql::ids(dialect, tenant, find, stretch, &slice);
        let mut items = Items::of(find, [&work.tx.query(&query.sql, &query.params)?]);
        if reverse {
            items.ids.reverse();
            items.listers.reverse();
        }
        return Ok(items);
    }
    let signature = sql::ids(dialect, tenant, find, stretch, &Slice::first(take));
    let key = memo_key(b"anchors", &signature);
    let anchors = work.tx.memo().get::<Anchors>(&key).unwrap_or_default();
    let nearest = {
        let known = anchors.lock().unwrap_or_else(PoisonError::into_inner);
        known.range(..=skip).next_back().map(|(at, anchor)| (*at, anchor.clone()))
    };
    let at = nearest.as_ref().map_or(0, |(at, _)| *at);
    let behind = count - skip - take;
    let slice = if behind < skip - at {
        Slice { skip: behind, take, reverse: true, from: None, keys: true }
    } else {
        Slice {
            skip: skip - at,
            take,
            reverse: false,
            from: nearest.map(|(_, anchor)| anchor),
            keys: true,
        }
    };
    let query = sql::ids(dialect, tenant, find, stretch, &slice);
    let rows = work.tx.query(&query.sql, &query.params)?;
    let mut items = Items::of(find, [&rows]);
    let first = rows.row(if slice.reverse { rows.len().saturating_sub(1) } else { 0 });
    if slice.reverse {
        items.ids.reverse();
    }
    if let (true, Some(id)) = (skip >= FAR, first.int(0)) {
        let mut anchors = anchors.lock().unwrap_or_else(PoisonError::into_inner);
        if anchors.len() < MOST_ANCHORS {
            anchors.insert(skip, Anchor { key: owned(first.cell(1)), id });
        }
    }
    work.tx.memo().put(&key, anchors);
    Ok(items)
}

/// Rows that are found and sorted faster than others are asked one by one.
const SORTED: i64 = 500;

/// Rows that can be asked in the time in which one is found and sorted, at least.
const ASKED: i64 = 2;

/// The same, found by asking the rows of the list in order, where so many match that the page is
/// likely to be full in less time than it takes to find and sort the `count` that do. `None` when it
/// is not likely, or was not full after some more.
fn walked(
    work: &mut Work<'_>,
    find: &Find,
    stretch: Stretch,
    count: i64,
    skip: i64,
    take: i64,
) -> Result<Option<Items>, Problem> {
    let (dialect, tenant) = (work.tx.dialect(), work.session.tenant);
    if !(count > SORTED && dialect.walks() && find.walkable()) {
        return Ok(None);
    }
    // The largest id tells how many rows there may be.
    let rows: i64 = numbers(work, &[sql::last(dialect, tenant, find.table)])?.iter().sum();
    let asked = skip.saturating_add(take).saturating_mul(rows) / count;
    if asked > count.saturating_mul(ASKED) {
        return Ok(None);
    }
    let slice = Slice { skip, ..Slice::first(take) };
    let query = sql::walk(dialect, tenant, find, stretch, &slice, count.saturating_mul(ASKED + 1));
    let rows = work.tx.query(&query.sql, &query.params)?;
    let full = rows.len() as i64 == take;
    Ok(full.then(|| Items::of(find, [&rows])))
}

/// Names a question: its kind, text and values.
fn memo_key(kind: &[u8], query: &Query) -> Vec<u8> {
    let mut key = kind.to_vec();
    key.extend_from_slice(query.sql.as_bytes());
    for value in &query.params {
        let _ = write!(key, "\0{value:?}");
    }
    key
}

/// What is left as it is in a query string.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Page {
    /// All there is of a list that does not come in pages.
    pub(super) fn of(ids: &[i64]) -> Page {
        let count = ids.len() as i64;
        let ids = ids.to_vec();
        Page { ids, listers: Vec::new(), page: 1, per_page: count, total: count }
    }

    /// How many pages there are.
    pub(super) fn pages(&self) -> i64 {
        (self.total + self.per_page - 1) / self.per_page.max(1)
    }

    /// The `Link` header: first, previous, next and last page, as far as they exist.
    pub(super) fn links(&self, target: &str, params: &Params) -> Option<String> {
        let pages = self.pages();
        let mut wanted = Vec::with_capacity(4);
        if pages > 0 {
            wanted.push(("first", 1));
        }
        if self.page > 1 && pages > 0 {
            wanted.push(("prev", (self.page - 1).min(pages)));
        }
        if self.page < pages {
            wanted.push(("next", self.page + 1));
        }
        if pages > 0 {
            wanted.push(("last", pages));
        }
        let mut rest = String::new();
        for (name, value) in params.iter().filter(|(name, _)| !matches!(*name, "page" | "per_page"))
        {
            let name = utf8_percent_encode(name, QUERY);
            rest.push_str(&format!("&{name}={}", utf8_percent_encode(value, QUERY)));
        }
        let links: Vec<String> = wanted
            .iter()
            .map(|(rel, page)| {
                let per_page = self.per_page;
                format!("<{target}?page={page}&per_page={per_page}{rest}>; rel=\"{rel}\"")
            })
            .collect();
        (!links.is_empty()).then(|| links.join(", "))
    }
}
