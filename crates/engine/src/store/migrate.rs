//! Migrations: numbered, forward only, each in one transaction, one text for both stores.
//!
//! A text may hold these tokens: `{bytes}` and `{real}` (column types), `{clustered}` (suffix of
//! `CREATE TABLE (…)` for rows in key order), `{with COLUMNS}` (last columns of an index, which are read
//! from it and not looked up), `{searched}` (the same for the searched document) and a line
//! `{search TABLE}`, which creates the table's search index.
//! Whole numbers are `BIGINT` and text is `TEXT` on both stores.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::{Store, StoreError, Tx, Value};
use crate::sql::dialect::Dialect;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (\
    number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
    applied_at TEXT NOT NULL, checksum TEXT NOT NULL)";

/// One step of the database's history. Never changed once it was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its number; migrations are listed in rising order.
    pub number: u32,
    /// What it is about, in a few words.
    pub name: &'static str,
    /// The statements, separated by `;`.
    pub sql: &'static str,
    /// Tables it creates whose rows are large, so that `{clustered}` does not hold for them: in key
    /// order, few rows share a page, and finding one passes through many pages. This is no part of
    /// the text: a database that was made before it was said keeps its rows as they are.
    pub large: &'static [&'static str],
}

impl Migration {
    /// One step, with tables of ordinary rows.
    pub const fn new(number: u32, name: &'static str, sql: &'static str) -> Migration {
        Migration { number, name, sql, large: &[] }
    }

    /// The same with these tables of large rows.
    pub const fn large(self, large: &'static [&'static str]) -> Migration {
        Migration { large, ..self }
    }
}

/// A migration that was just applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
}

/// Applies what is missing, in order. Blocks the thread; safe when several servers start at once.
///
/// Refuses a database that is newer than `migrations` or was made by a different text. What was
/// applied before an error stays applied.
pub fn migrate(store: &Store, migrations: &[Migration]) -> Result<Vec<Applied>, StoreError> {
    check_order(migrations)?;
    let migrations: Arc<[Migration]> = migrations.into();
    let mut applied = Vec::new();
    loop {
        let list = Arc::clone(&migrations);
        match store.write_blocking(move |tx: &mut dyn Tx| apply_next(tx, &list))? {
            Some(migration) => {
                tracing::info!(number = migration.number, name = migration.name, "migrated");
                applied.push(Applied { number: migration.number, name: migration.name.to_owned() });
            }
            None => return Ok(applied),
        }
    }
}

/// The migrations that [`migrate`] would apply. Blocks the thread.
pub fn pending(store: &Store, migrations: &[Migration]) -> Result<Vec<Migration>, StoreError> {
    check_order(migrations)?;
    let migrations: Arc<[Migration]> = migrations.into();
    store.read_blocking(move |tx: &mut dyn Tx| {
        if tx.schema()?.tables.contains_key("schema_migrations") {
            missing(tx, &migrations)
        } else {
            Ok(migrations.to_vec())
        }
    })
}

/// The statements of a migration as `dialect` says them.
pub fn expand(dialect: Dialect, migration: &Migration) -> String {
    let mut text = String::with_capacity(migration.sql.len());
    let mut large = false;
    for line in migration.sql.lines() {
        if let Some(created) = line.strip_prefix("CREATE TABLE ") {
            let name = created.split([' ', '(']).next().unwrap_or(created);
            large = migration.large.contains(&name);
        }
        let searched = line
            .trim()
            .strip_prefix("{search ")
            .and_then(|rest| rest.trim_end_matches(';').trim_end().strip_suffix('}'));
        match searched {
            Some(table) => {
                for statement in dialect.create_search(table.trim()) {
                    text.push_str(&statement);
                    text.push_str(";\n");
                }
            }
            None if large => text.push_str(&line.replace("{clustered}", "")),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    let text = text
        .replace("{bytes}", dialect.bytes_type())
        .replace("{real}", dialect.real_type())
        .replace("{clustered}", dialect.clustered())
        .replace("{searched}", "{with search}");
    let mut parts = text.split("{with ");
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (columns, rest) = part.split_once('}').unwrap_or((part, ""));
        expanded.push_str(&dialect.read_from_index(columns));
        expanded.push_str(rest);
    }
    expanded
}

fn apply_next(tx: &mut dyn Tx, migrations: &[Migration]) -> Result<Option<Migration>, StoreError> {
    tx.lock_schema()?;
    tx.execute(CREATE, &[])?;
    let Some(&next) = missing(tx, migrations)?.first() else {
        return Ok(None);
    };
    tx.script(&expand(tx.dialect(), &next))?;
    let dialect = tx.dialect();
    let places: Vec<String> = (1..=4).map(|n| dialect.placeholder(n)).collect();
    let insert = format!(
        "INSERT INTO schema_migrations (number, name, applied_at, checksum) VALUES ({})",
        places.join(", ")
    );
    let row: [Value; 4] = [
        i64::from(next.number).into(),
        next.name.into(),
        jiff::Timestamp::now().to_string().into(),
        checksum(next.sql).into(),
    ];
    tx.execute(&insert, &row)?;
    Ok(Some(next))
}

/// What the database lacks; an error when it does not fit the list at all.
fn missing(tx: &mut dyn Tx, migrations: &[Migration]) -> Result<Vec<Migration>, StoreError> {
    let rows = tx.query("SELECT number, checksum FROM schema_migrations", &[])?;
    let mut applied: BTreeMap<i64, String> =
        rows.iter().filter_map(|row| Some((row.int(0)?, row.text(1)?.to_owned()))).collect();
    let mut missing = Vec::new();
    for migration in migrations {
        let Migration { number, name, .. } = migration;
        match applied.remove(&i64::from(*number)) {
            None => missing.push(*migration),
            Some(_) if !missing.is_empty() => {
                return Err(StoreError::Other(format!(
                    "the database has migration {number} ({name}) but lacks an earlier one"
                )));
            }
            Some(found) if found != checksum(migration.sql) => {
                return Err(StoreError::Other(format!(
                    "migration {number} ({name}) was applied with a different text; \
                     a released migration must not change"
                )));
            }
            Some(_) => {}
        }
    }
    match applied.last_key_value() {
        Some((number, _)) => Err(StoreError::Other(format!(
            "the database is newer than this program: it has migration {number}"
        ))),
        None => Ok(missing),
    }
}

fn check_order(migrations: &[Migration]) -> Result<(), StoreError> {
    for pair in migrations.windows(2) {
        if let [before, after] = pair
            && before.number >= after.number
        {
            let why = format!("migration {} is listed before {}", before.number, after.number);
            return Err(StoreError::Other(why));
        }
    }
    Ok(())
}

fn checksum(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
