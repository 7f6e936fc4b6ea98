//! One connection to the file, and a transaction on it.

use std::path::Path;
use std::rc::Rc;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::wal::CheckpointMode;
use rusqlite::{CachedStatement, Connection, ErrorCode, MAIN_DB, OpenFlags, ToSql, ffi};

use super::super::pool::Kind;
use super::super::schema::Schema;
use super::super::{Memo, Query, Rows, StoreError, StoreOptions, Tx, Value};
use super::log::Log;
use crate::sql::dialect::Dialect;

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 512;
/// The log is cut down to this size when it starts over.
const LOG_BYTES: u32 = 64 << 20;

/// A connection.
pub(super) struct Link {
    connection: Connection,
    kind: Kind,
}

impl Link {
    /// Opens the file, with a page cache of so many bytes; a writer creates it.
    pub(super) fn open(
        path: &Path,
        options: &StoreOptions,
        kind: Kind,
        cache_bytes: u32,
    ) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| classify(e, kind))?;
        let link = Self { connection, kind };
        link.set_up(options, cache_bytes).map_err(|e| classify(e, kind))?;
        Ok(link)
    }

    fn set_up(&self, options: &StoreOptions, cache_bytes: u32) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(options.busy_timeout)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        rusqlite::vtab::array::load_module(connection)?;
        if self.kind == Kind::Write {
            let mode: String =
                connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
            if mode != "wal" {
                tracing::warn!(mode, "the file system does not allow a write-ahead log");
            }
        }
        connection.execute_batch(&format!(
            "PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -{cache};
             PRAGMA mmap_size = {mmap};
             PRAGMA temp_store = {temp_store};
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = {LOG_BYTES};
             PRAGMA query_only = {query_only};",
            cache = (cache_bytes / 1024).max(1),
            mmap = options.mmap_bytes,
            // In memory, the writer's list of pages to restore after a failed statement would be
            // walked from its start at every statement; as a file it is read where it is needed.
            temp_store = if self.kind == Kind::Write { "FILE" } else { "MEMORY" },
            query_only = u8::from(self.kind == Kind::Read),
        ))?;
        for (setting, on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            // A misspelt column in double quotes is an error, as on the server.
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            // Otherwise a plan may depend on bound values, and the statement is prepared anew
            // whenever one is bound.
            (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
        ] {
            connection.set_db_config(setting, on)?;
        }
        Ok(())
    }

    /// Runs a statement that begins or ends something.
    pub(super) fn control(&self, sql: &str) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.raw_execute())
            .map(drop)
            .map_err(|error| classify(error, self.kind))
    }

    /// Ends a transaction without keeping anything, if one is open.
    pub(super) fn roll_back(&self) {
        if self.in_transaction()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    /// Whether a transaction is open.
    pub(super) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// A number that differs when another connection has committed since it was read last. Opens
    /// the snapshot of the transaction.
    pub(super) fn data_version(&self) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(|error| classify(error, self.kind))
    }

    /// How long the log is.
    pub(super) fn log(&self) -> Result<Log, StoreError> {
        self.checkpoint(CheckpointMode::NOOP)
    }

    /// Writes back into the database what nobody reads from the log any more, without waiting for
    /// anybody.
    pub(super) fn write_back(&self) -> Result<Log, StoreError> {
        self.checkpoint(CheckpointMode::PASSIVE)
    }

    /// Writes the whole log back into the database and empties it.
    pub(super) fn empty_log(&self) -> Result<Log, StoreError> {
        self.checkpoint(CheckpointMode::TRUNCATE)
    }

    fn checkpoint(&self, mode: CheckpointMode) -> Result<Log, StoreError> {
        // Negative where there is no log.
        let number = |pages: i32| u32::try_from(pages).unwrap_or(0);
        self.connection
            .wal_checkpoint_v2(Some(MAIN_DB), mode)
            .map(|(pages, back)| Log { pages: number(pages), written_back: number(back) })
            .map_err(|error| classify(error, self.kind))
    }
}

/// A transaction on a connection.
pub(super) struct LinkTx<'a> {
    link: &'a Link,
    memo: &'a mut Memo,
    sent: u32,
    wrote: bool,
    failed: Option<StoreError>,
}

impl<'a> LinkTx<'a> {
    pub(super) fn new(link: &'a Link, memo: &'a mut Memo) -> Self {
        Self { link, memo, sent: 0, wrote: false, failed: None }
    }

    /// Statements sent.
    pub(super) fn sent(&self) -> u32 {
        self.sent
    }

    /// Whether a statement was sent that may have changed something.
    pub(super) fn wrote(&self) -> bool {
        self.wrote
    }

    /// The error of a transaction whose closure succeeded although a statement had failed.
    pub(super) fn end(self, done: bool) -> Result<(), StoreError> {
        match self.failed {
            Some(error) if done => Err(error),
            _ => Ok(()),
        }
    }

    /// What was remembered may no longer hold.
    fn writes(&mut self, sql: &str) {
        self.memo.writes(sql);
        self.wrote = true;
    }

    fn run<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, StoreError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.sent += 1;
        work(&self.link.connection).map_err(|failure| {
            let error = match failure {
                Failure::Driver(error) => classify(error, self.link.kind),
                Failure::Store(error) => error,
            };
            self.failed = Some(error.clone());
            error
        })
    }
}

impl Tx for LinkTx<'_> {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Rows, StoreError> {
        if !sql.starts_with("SELECT") {
            self.writes(sql);
        }
        self.run(|connection| {
            let mut statement = prepare(connection, sql, params)?;
            let columns = statement.column_count();
            let mut rows = Rows::new(columns);
            let mut cursor = statement.raw_query();
            while let Some(row) = cursor.next()? {
                for column in 0..columns {
                    match row.get_ref(column)? {
                        ValueRef::Null => rows.push_null(),
                        ValueRef::Integer(value) => rows.push_int(value),
                        ValueRef::Real(value) => rows.push_real(value),
                        ValueRef::Text(value) => {
                            let text = std::str::from_utf8(value)
                                .map_err(|error| rusqlite::Error::Utf8Error(column, error))?;
                            rows.push_text(text)?;
                        }
                        ValueRef::Blob(value) => rows.push_bytes(value)?,
                    }
                }
            }
            Ok(rows)
        })
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.writes(sql);
        self.run(|connection| Ok(prepare(connection, sql, params)?.raw_execute()? as u64))
    }

    fn batch(&mut self, queries: &[Query]) -> Result<Vec<Rows>, StoreError> {
        queries.iter().map(|query| self.query(&query.sql, &query.params)).collect()
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.writes(sql);
        self.run(|connection| Ok(connection.execute_batch(sql)?))
    }

    fn lock(&mut self, _tenant: i64) -> Result<(), StoreError> {
        Ok(()) // there is one writer
    }

    fn lock_schema(&mut self) -> Result<(), StoreError> {
        Ok(()) // a write transaction keeps every other program out
    }

    fn memo(&mut self) -> &mut Memo {
        self.memo
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn statements(&self) -> u32 {
        self.sent
    }

    fn schema(&mut self) -> Result<Schema, StoreError> {
        super::schema::read(self)
    }
}

/// What can go wrong within a statement.
enum Failure {
    Driver(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The prepared statement with its parameters bound.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value],
) -> Result<CachedStatement<'c>, Failure> {
    let mut statement = connection.prepare_cached(sql)?;
    let expected = statement.parameter_count();
    if expected != params.len() {
        let why = format!("{} parameters for a statement that takes {expected}", params.len());
        return Err(StoreError::Other(why).into());
    }
    for (index, value) in params.iter().enumerate() {
        match value {
            Value::Ints(list) => {
                let list: Vec<rusqlite::types::Value> = list.iter().map(|&n| n.into()).collect();
                statement.raw_bind_parameter(index + 1, Rc::new(list))?;
            }
            other => statement.raw_bind_parameter(index + 1, Bind(other))?,
        }
    }
    Ok(statement)
}

/// A value that is bound without being copied first.
struct Bind<'a>(&'a Value);

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null | Value::Ints(_) => ValueRef::Null,
            Value::Int(value) => ValueRef::Integer(*value),
            Value::Real(value) => ValueRef::Real(*value),
            Value::Text(value) => ValueRef::Text(value.as_bytes()),
            Value::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

/// The store's word for an error of the driver.
fn classify(error: rusqlite::Error, kind: Kind) -> StoreError {
    let text = error.to_string();
    let rusqlite::Error::SqliteFailure(failure, _) = &error else {
        return StoreError::Other(text);
    };
    match (failure.extended_code, failure.code) {
        (
            ffi::SQLITE_CONSTRAINT_UNIQUE
            | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | ffi::SQLITE_CONSTRAINT_ROWID,
            _,
        ) => StoreError::Duplicate { what: text },
        (ffi::SQLITE_CONSTRAINT_FOREIGNKEY, _) => StoreError::Referenced,
        (_, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(text),
        // A reader's connection takes no writes at all; to try one is a fault of the program.
        (_, ErrorCode::ReadOnly) if kind == Kind::Read => StoreError::Other(text),
        (
            _,
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OutOfMemory,
        ) => StoreError::Unavailable(text),
        _ => StoreError::Other(text),
    }
}
