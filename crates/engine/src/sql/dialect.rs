//! The table of textual differences between the two stores.
//!
//! The SQL builder writes one text and asks [`Dialect`] for the pieces that differ. Everything
//! here is text; binding, errors and transactions are the drivers' business.
//!
//! # Searching
//!
//! A searchable table has a column `search TEXT NOT NULL`: one folded document a row. The question
//! is always "does the document contain the term". [`Dialect::search_match`] answers with a
//! condition and its parameters. The text depends only on whether the term is long enough for the
//! index, so that prepared statements are few. The index finds candidates, the condition itself
//! checks the document, so both stores agree on every term.
//!
//! An ordinary index follows its table by itself. The embedded store's index is a table of its own
//! and slow to change one document at a time, so changed rows are listed first and taken over
//! some hundred at a time, by a trigger on the list. For this the writer runs
//! [`Dialect::search_changed`] after it inserted, changed or deleted a row. A search looks at the
//! index and the list; what the index still says of old documents is harmless, because every
//! candidate's document is checked.

use crate::store::Value;
use std::fmt::Write as _;

/// Bits of an id within the number that names a row in the search index.
///
/// Ids stay below 2^40 and tenants below 2^23 in every searchable table.
pub const SEARCH_ID_BITS: u32 = 40;

/// Characters a term needs before the search index can help.
pub const SEARCH_MIN_CHARS: usize = 3;

/// Changed rows that are listed before the embedded store's index takes them over together.
const SEARCH_LIST: u32 = 256;

/// Most trigrams of a term that are looked up; the rest is left to the check of the document.
const MAX_TRIGRAMS: usize = 8;

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

    /// Looks at what the tables hold, after much was added at once. A server plans by statistics:
    /// without them it takes large tables for small ones until it looks by itself.
    pub fn look(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("ANALYZE"),
        }
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

    /// A last column of an index that finds rows by id: the searched document, so that a search is
    /// decided without the rest of the row. A server's index cannot hold long texts.
    pub fn searched_column(self) -> &'static str {
        match self {
            Self::Sqlite => ", search",
            Self::Postgres => "",
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

    /// The rows of `table` that may contain `term`, found by the index alone; `None` when the
    /// term is too short for it. For conditions that another one decides.
    pub fn search_candidates(
        self,
        table: &str,
        alias: &str,
        tenant: usize,
        first: usize,
        term: &str,
    ) -> Option<SearchMatch> {
        if term.chars().count() < SEARCH_MIN_CHARS {
            return None;
        }
        Some(match self {
            Self::Sqlite => SearchMatch {
                sql: fts_match(table, alias, tenant, first),
                params: vec![trigram_query(term).into()],
            },
            Self::Postgres => self.search_match(table, alias, tenant, first, term),
        })
    }

    /// The document of the row `alias` of `table` contains `term`, which is folded already.
    ///
    /// `tenant` is the number of the parameter that carries the tenant, `first` the number of the
    /// first parameter this condition brings. The caller appends [`SearchMatch::params`] to its
    /// own. An empty term matches every row.
    pub fn search_match(
        self,
        table: &str,
        alias: &str,
        tenant: usize,
        first: usize,
        term: &str,
    ) -> SearchMatch {
        let indexed = term.chars().count() >= SEARCH_MIN_CHARS;
        match self {
            Self::Sqlite if indexed => SearchMatch {
                sql: format!(
                    "({found} AND instr({alias}.search, ?{check}) > 0)",
                    found = fts_match(table, alias, tenant, first),
                    check = first + 1,
                ),
                params: vec![trigram_query(term).into(), term.into()],
            },
            Self::Sqlite => SearchMatch {
                sql: format!("(instr({alias}.search, ?{first}) > 0)"),
                params: vec![term.into()],
            },
            Self::Postgres if indexed => SearchMatch {
                sql: format!("({alias}.search LIKE ${first})"),
                params: vec![like_contains(term).into()],
            },
            Self::Postgres => SearchMatch {
                sql: format!("(strpos({alias}.search, ${first}) > 0)"),
                params: vec![term.into()],
            },
        }
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

/// The trigram query for `term`: quoted trigrams joined by `AND`, at most eight, spread over it.
///
/// The term must have at least [`SEARCH_MIN_CHARS`] characters. Rows that hold all the trigrams
/// are candidates; whether they hold the term is for the caller to check.
pub fn trigram_query(term: &str) -> String {
    let chars: Vec<char> = term.chars().collect();
    let last = chars.len().saturating_sub(SEARCH_MIN_CHARS);
    // Trigrams next to each other say little more than every third one, the last always counts.
    let wanted = last.div_ceil(SEARCH_MIN_CHARS).min(MAX_TRIGRAMS - 1);
    let mut query = String::new();
    for step in 0..=wanted {
        let at = (step * last).checked_div(wanted).unwrap_or(0);
        if step > 0 {
            query.push_str(" AND ");
        }
        query.push('"');
        for &c in chars.iter().skip(at).take(SEARCH_MIN_CHARS) {
            if c == '"' {
                query.push('"');
            }
            query.push(c);
        }
        query.push('"');
    }
    query
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
