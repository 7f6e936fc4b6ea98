//! The table of textual differences between the two stores.
//!
//! The SQL builder writes one text and asks [`Dialect`] for the pieces that differ. Everything
//! here is text; binding, errors and transactions are the drivers' business.
//!
//! # Searching
//!
//! A searchable table has a column `search TEXT NOT NULL`: one folded document a row. The question
//! is always "does the document contain the terms". [`Dialect::search_match`] answers with a
//! condition and its parameters. The text depends only on how many terms there are and whether they
//! are long enough for the index, so that prepared statements are few. The index finds candidates,
//! the condition itself checks the document, so both stores agree on every term.
//!
//! An ordinary index follows its table by itself. The embedded store's index is a table of its own
//! and slow to change one document at a time, so changed rows are listed first and taken over
//! some hundred at a time, by a trigger on the list. For this the writer runs
//! [`Dialect::search_changed`] after it inserted, changed or deleted a row. A search looks at the
//! index and the list; what the index still says of old documents is harmless, because every
//! candidate's document is checked.

use crate::plan::{Search, TRIGRAM};
use crate::store::Value;
use std::fmt::Write as _;

/// Bits of an id within the number that names a row in the search index.
///
/// Ids stay below 2^40 and tenants below 2^23 in every searchable table.
pub const SEARCH_ID_BITS: u32 = 40;

/// Changed rows that are listed before the embedded store's index takes them over together.
const SEARCH_LIST: u32 = 256;

/// The store a text is written for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Dialect {
    /// The embedded store.
    Sqlite,
    /// The database server.
    Postgres,
}

/// What a column of a list of rows holds that is bound as one parameter; see [`Dialect::listed`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listed {
    /// A whole number.
    Number,
    /// Text.
    Text,
    /// Raw bytes, as hexadecimal digits.
    Bytes,
}

/// A search condition and the parameters it brings.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchMatch {
    /// The condition; a boolean expression in brackets.
    pub sql: String,
    /// Parameters, numbered from the `first` given to [`Dialect::search_match`].
    pub params: Vec<Value>,
}

impl Dialect {
    /// The placeholder of parameter `n`, counted from 1.
    pub fn placeholder(self, n: usize) -> String {
        match self {
            Self::Sqlite => format!("?{n}"),
            Self::Postgres => format!("${n}"),
        }
    }

    /// `column` is one of the numbers bound as [`Value::Ints`] to parameter `n`.
    pub fn in_ints(self, column: &str, n: usize) -> String {
        match self {
            Self::Sqlite => format!("{column} IN rarray(?{n})"),
            Self::Postgres => format!("{column} = ANY(${n}::bigint[])"),
        }
    }

    /// The row has one of the ids that are bound as [`Value::Ints`] to parameter 2, in the tenant of
    /// parameter 1, and is looked up by its key. Without statistics, the embedded store would rather
    /// take an index that begins like the key and holds some more columns: for rows that are read in
    /// full, a way through many more pages.
    pub fn in_keys(self, row: &str) -> String {
        match self {
            Self::Sqlite => {
                format!("({row}.tenant, {row}.id) IN (SELECT ?1, value FROM rarray(?2))")
            }
            Self::Postgres => {
                format!("{row}.tenant = $1 AND {}", self.in_ints(&format!("{row}.id"), 2))
            }
        }
    }

    /// Rows with these columns, bound to parameter `n` as a JSON list of lists in a text. One text
    /// serves any number of rows.
    pub fn listed(self, n: usize, columns: &[(&str, Listed)]) -> String {
        let mut select = String::new();
        for (place, (name, kind)) in columns.iter().enumerate() {
            let value = match (self, kind) {
                (Self::Sqlite, Listed::Number | Listed::Text) => format!("e.value ->> {place}"),
                (Self::Sqlite, Listed::Bytes) => format!("unhex(e.value ->> {place})"),
                (Self::Postgres, Listed::Number) => format!("(e.value ->> {place})::bigint"),
                (Self::Postgres, Listed::Text) => format!("e.value ->> {place}"),
                (Self::Postgres, Listed::Bytes) => format!("decode(e.value ->> {place}, 'hex')"),
            };
            let comma = if place == 0 { "" } else { ", " };
            let _ = write!(select, "{comma}{value} AS {name}");
        }
        match self {
            Self::Sqlite => format!("(SELECT {select} FROM json_each(?{n}) e)"),
            Self::Postgres => {
                format!("(SELECT {select} FROM jsonb_array_elements(${n}::text::jsonb) e(value))")
            }
        }
    }

    /// The folded `column` matches the `LIKE` pattern bound to parameter `n`; `\` escapes.
    pub fn like(self, column: &str, n: usize) -> String {
        match self {
            Self::Sqlite => format!("{column} LIKE ?{n} ESCAPE '\\'"),
            Self::Postgres => format!("{column} LIKE ${n}"),
        }
    }

    /// `column`, so that its index is not used. The embedded store would otherwise walk a whole
    /// index in sort order where few rows are wanted; the server judges by its statistics.
    pub fn unindexed(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("+{column}"),
            Self::Postgres => column.to_owned(),
        }
    }

    /// `condition`, which few rows meet. The embedded store keeps no statistics: it would rather
    /// read all rows of a tenant than look them up in an index that lacks a column asked for.
    pub fn rare(self, condition: &str) -> String {
        match self {
            Self::Sqlite => format!("unlikely({condition})"),
            Self::Postgres => condition.to_owned(),
        }
    }

    /// Whether the store has to be told to go through rows in order and ask each, where many match
    /// and few are wanted. The server judges by its statistics.
    pub fn walks(self) -> bool {
        self == Self::Sqlite
    }

    /// Statements after much was added to some searched tables at once. The embedded store's index
    /// of documents comes in pieces, which it joins as it goes, but not all of them: joined, a
    /// search takes half the time. A server plans by statistics: without them it takes large tables
    /// for small ones until it looks by itself.
    pub fn settle<'t>(self, searched: impl Iterator<Item = &'t str>) -> Vec<String> {
        match self {
            Self::Sqlite => searched
                .map(|table| {
                    format!("INSERT INTO {table}_search ({table}_search) VALUES ('optimize')")
                })
                .collect(),
            Self::Postgres => vec!["ANALYZE".to_owned()],
        }
    }

    /// Whether it is told which trigrams of a search to look up.
    pub fn looks_up_what_is_chosen(self) -> bool {
        self == Self::Sqlite
    }

    /// Column type of raw bytes.
    pub fn bytes_type(self) -> &'static str {
        match self {
            Self::Sqlite => "BLOB",
            Self::Postgres => "BYTEA",
        }
    }

    /// Column type of a double.
    pub fn real_type(self) -> &'static str {
        match self {
            Self::Sqlite => "REAL",
            Self::Postgres => "DOUBLE PRECISION",
        }
    }

    /// Suffix of `CREATE TABLE (…)` that stores the rows in primary key order, where there is one. It
    /// suits rows of some two hundred bytes at most.
    pub fn clustered(self) -> &'static str {
        match self {
            Self::Sqlite => " WITHOUT ROWID",
            Self::Postgres => "",
        }
    }

    /// Last columns of an index that are read from it and not looked up, so that the rows themselves
    /// are not read. A server's index cannot hold long texts.
    pub fn read_from_index(self, columns: &str) -> String {
        match self {
            Self::Sqlite => format!(", {columns}"),
            Self::Postgres => String::new(),
        }
    }

    /// Statements that create the search index of `table`, in order.
    pub fn create_search(self, table: &str) -> Vec<String> {
        match self {
            Self::Sqlite => vec![
                format!(
                    "CREATE VIRTUAL TABLE {table}_search USING fts5(search, content='', \
                     contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')"
                ),
                // Numbers start at 1 again when the list was emptied, so the last is its length.
                // The index writes to its file whenever the rows are not in rising order.
                format!(
                    "CREATE TABLE {table}_search_changed (n INTEGER PRIMARY KEY, \
                     tenant BIGINT NOT NULL, id BIGINT NOT NULL)"
                ),
                format!(
                    "CREATE TRIGGER {table}_search_take AFTER INSERT ON {table}_search_changed \
                     WHEN new.n >= {SEARCH_LIST} BEGIN \
                     DELETE FROM {table}_search WHERE rowid IN \
                     (SELECT tenant << {SEARCH_ID_BITS} | id FROM {table}_search_changed); \
                     INSERT INTO {table}_search (rowid, search) \
                     SELECT t.tenant << {SEARCH_ID_BITS} | t.id, t.search FROM {table} t \
                     JOIN (SELECT DISTINCT tenant, id FROM {table}_search_changed) c \
                     ON t.tenant = c.tenant AND t.id = c.id ORDER BY t.tenant, t.id; \
                     DELETE FROM {table}_search_changed; END"
                ),
            ],
            // New entries wait in the index's own list until it is vacuumed: at once takes ten
            // times as long.
            Self::Postgres => vec![
                "CREATE EXTENSION IF NOT EXISTS pg_trgm".to_owned(),
                "CREATE EXTENSION IF NOT EXISTS btree_gin".to_owned(),
                format!(
                    "CREATE INDEX {table}_search ON {table} USING gin (tenant, search gin_trgm_ops)"
                ),
            ],
        }
    }

    /// Tells the search index that a row was inserted, changed or deleted, in the same
    /// transaction and after it. Parameters: tenant, id. `None` where the index notices by itself.
    pub fn search_changed(self, table: &str) -> Option<String> {
        match self {
            Self::Sqlite => {
                Some(format!("INSERT INTO {table}_search_changed (tenant, id) VALUES (?1, ?2)"))
            }
            Self::Postgres => None,
        }
    }

    /// The document of the row `alias` of `table` is among those that are searched for.
    ///
    /// `tenant` is the number of the parameter that carries the tenant, `first` the number of the
    /// first parameter this condition brings. The caller appends [`SearchMatch::params`] to its
    /// own. No term at all, or an empty one, matches every row.
    pub fn search_match(
        self,
        table: &str,
        alias: &str,
        tenant: usize,
        first: usize,
        search: &Search,
    ) -> SearchMatch {
        let mut tests = Vec::new();
        let mut params: Vec<Value> = Vec::new();
        if self == Self::Sqlite && search.indexed() {
            tests.push(fts_match(table, alias, tenant, first));
            params.push(search.query().into());
        }
        // A server looks up the terms by itself.
        let checked = self == Self::Postgres || !search.candidates_only;
        for term in search.terms.iter().filter(|_| checked) {
            let n = first + params.len();
            let indexed = term.chars().count() >= TRIGRAM;
            tests.push(match self {
                Self::Sqlite => format!("instr({alias}.search, ?{n}) > 0"),
                Self::Postgres if indexed => format!("{alias}.search LIKE ${n}"),
                Self::Postgres => format!("strpos({alias}.search, ${n}) > 0"),
            });
            let pattern = self == Self::Postgres && indexed;
            params.push(if pattern { like_contains(term).into() } else { term.as_str().into() });
        }
        if tests.is_empty() {
            tests.push("1 = 1".to_owned());
        }
        SearchMatch { sql: format!("({})", tests.join(" AND ")), params }
    }
}

/// The row `alias` is among those of its tenant that match the trigram query in parameter `first`.
fn fts_match(table: &str, alias: &str, tenant: usize, first: usize) -> String {
    let mask = (1_i64 << SEARCH_ID_BITS) - 1;
    format!(
        "{alias}.id IN (SELECT rowid & {mask} FROM {table}_search \
         WHERE {table}_search MATCH ?{first} \
         AND rowid BETWEEN ?{tenant} << {SEARCH_ID_BITS} \
         AND (?{tenant} << {SEARCH_ID_BITS}) | {mask} \
         UNION ALL SELECT id FROM {table}_search_changed WHERE tenant = ?{tenant})"
    )
}

/// The `LIKE` pattern for "contains `term`"; `\` escapes.
pub fn like_contains(term: &str) -> String {
    let mut pattern = String::with_capacity(term.len() + 2);
    pattern.push('%');
    for c in term.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
