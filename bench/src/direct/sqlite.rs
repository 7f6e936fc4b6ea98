//! The embedded store.
use std::rc::Rc;

use engine::store::{Query, StoreOptions, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{Value as Stored, ValueRef};
use rusqlite::{CachedStatement, Connection};

use super::{Hear, Link, Row};
use crate::Failure;

pub(super) struct Sqlite(Connection);

impl Sqlite {
    /// Opens a file as the server's readers do, with as much page cache between them.
    pub(super) fn open(path: &str) -> Result<Self, Failure> {
        let options = StoreOptions::default();
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(64);
        // Else statements would be prepared anew for every value that is bound.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        rusqlite::vtab::array::load_module(&connection)?;
        connection.execute_batch(&format!(
            "PRAGMA cache_size = -{}; PRAGMA mmap_size = {}; PRAGMA query_only = 1;",
            options.cache_bytes / super::THREADS / 1024,
            options.mmap_bytes
        ))?;
        Ok(Self(connection))
    }

    fn control(&self, sql: &str) -> Result<(), Failure> {
        self.0.prepare_cached(sql)?.raw_execute()?;
        Ok(())
    }
}

impl Link for Sqlite {
    fn begin(&mut self) -> Result<(), Failure> {
        self.control("BEGIN")
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.control("COMMIT")
    }

    fn batch(&mut self, queries: &[Query], hear: Hear<'_>) -> Result<(), Failure> {
        for (position, query) in queries.iter().enumerate() {
            let mut statement = self.0.prepare_cached(&query.sql)?;
            bind(&mut statement, &query.params)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                hear(position, row)?;
            }
        }
        Ok(())
    }

    fn explain(&mut self, query: &Query) -> Result<String, Failure> {
        let mut statement = self.0.prepare_cached(&format!("EXPLAIN QUERY PLAN {}", query.sql))?;
        bind(&mut statement, &query.params)?;
        let mut text = String::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            text.push_str(&row.get::<_, String>(3)?);
            text.push('\n');
        }
        Ok(text)
    }

    fn scan(&self) -> &'static [&'static str] {
        // With `USING … INDEX` too: that is the whole of an index.
        &["SCAN t", "SEARCH t USING INDEX sqlite_autoindex_accounts_1 (tenant=?)\n"]
    }
}

fn bind(statement: &mut CachedStatement<'_>, params: &[Value]) -> Result<(), Failure> {
    for (position, value) in params.iter().enumerate() {
        let at = position + 1;
        match value {
            Value::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
            Value::Int(number) => statement.raw_bind_parameter(at, number)?,
            Value::Real(number) => statement.raw_bind_parameter(at, number)?,
            Value::Text(text) => statement.raw_bind_parameter(at, text)?,
            Value::Bytes(bytes) => statement.raw_bind_parameter(at, bytes)?,
            Value::Ints(list) => {
                let list: Vec<Stored> = list.iter().map(|it| (*it).into()).collect();
                statement.raw_bind_parameter(at, Rc::new(list))?;
            }
        }
    }
    Ok(())
}

impl Row for rusqlite::Row<'_> {
    fn int(&self, column: usize) -> Option<i64> {
        match self.get_ref(column) {
            Ok(ValueRef::Integer(number)) => Some(number),
            _ => None,
        }
    }

    fn text(&self, column: usize) -> Option<&str> {
        match self.get_ref(column) {
            Ok(ValueRef::Text(text)) => std::str::from_utf8(text).ok(),
            _ => None,
        }
    }
}
