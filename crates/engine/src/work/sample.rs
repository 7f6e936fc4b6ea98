//! Which trigrams of a search are rare, by a sample of the documents.

use super::{Problem, Work};
use crate::plan::{Find, Sample};
use crate::sql;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Documents in a sample.
const DOCUMENTS: i64 = 512;

/// Where there are fewer rows, it does not matter which trigrams are looked up.
const SMALL: i64 = 5000;

/// How long a sample serves, in milliseconds. What it says changes slowly, and no answer depends
/// on it.
const SERVES: i64 = 3_600_000;

/// Most samples at a time: some 100 KB each.
const MOST: usize = 64;

/// Samples of the documents of tenants' tables.
#[derive(Debug, Default)]
pub(super) struct Samples {
    taken: Mutex<HashMap<(i64, &'static str), Taken>>,
}

#[derive(Debug, Clone)]
struct Taken {
    /// In milliseconds since 1970.
    at: i64,
    sample: Arc<Sample>,
}

impl Work<'_> {
    /// The same list, found by those trigrams that are rare among the tenant's documents. `None`
    /// where there is nothing to choose.
    pub(crate) fn choose(&mut self, find: &Find) -> Result<Option<Find>, Problem> {
        if !(find.searched() && self.tx.dialect().looks_up_what_is_chosen()) {
            return Ok(None);
        }
        let mut chosen = find.clone();
        for (table, search) in chosen.searches() {
            search.choose(&*self.sample(table)?);
        }
        Ok(Some(chosen))
    }

    fn sample(&mut self, table: &'static str) -> Result<Arc<Sample>, Problem> {
        let key = (self.session.tenant, table);
        let samples = &self.context.samples.taken;
        let known = samples.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known.filter(|known| self.now - known.at < SERVES) {
            return Ok(known.sample);
        }
        let sample = Arc::new(self.take_sample(table)?);
        let mut samples = samples.lock().unwrap_or_else(PoisonError::into_inner);
        if samples.len() >= MOST {
            samples.clear();
        }
        samples.insert(key, Taken { at: self.now, sample: Arc::clone(&sample) });
        Ok(sample)
    }

    fn take_sample(&mut self, table: &str) -> Result<Sample, Problem> {
        let (dialect, tenant) = (self.tx.dialect(), self.session.tenant);
        let last = sql::last(dialect, tenant, table);
        let last = self.tx.query(&last.sql, &last.params)?.int_at(0, 0).unwrap_or(0);
        if last < SMALL {
            return Ok(Sample::default());
        }
        let ids = (0..DOCUMENTS).map(|n| 1 + n * (last / DOCUMENTS)).collect();
        let documents = sql::documents(dialect, tenant, table, ids);
        let rows = self.tx.query(&documents.sql, &documents.params)?;
        Ok(Sample::of(rows.iter().filter_map(|row| row.text(0))))
    }
}
