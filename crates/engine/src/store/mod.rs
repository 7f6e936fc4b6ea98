//! The store: transactions over the embedded database or a database server, alike.
//!
//! Code inside a transaction is synchronous and runs on the store's own threads: [`Store::read`]
//! and [`Store::write`] take a closure, which gets a [`Tx`]. A closure may run more than once
//! (a serialization failure, a lost connection), so it must not keep things from an earlier run.
//!
//! Rules that hold on both stores:
//! - a read sees one state of the database from its first statement to its last;
//! - a write is all or nothing: `Err` undoes it, `Ok` is answered when the commit is durable;
//! - after a statement failed, the transaction takes no more of them and cannot succeed.

mod memo;
pub mod migrate;
mod pool;
mod postgres;
mod rows;
pub mod schema;
mod sqlite;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::sql::dialect::Dialect;
pub use memo::Memo;
pub use pool::StoreGauges;
use pool::{Kind, Pool};
pub use rows::{Cell, Row, Rows};

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A double.
    Real(f64),
    /// Text without NUL characters (the server cannot hold them).
    Text(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
    /// A list of numbers bound as one parameter; see [`Dialect::in_ints`].
    Ints(Vec<i64>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Vec<i64>> for Value {
    fn from(value: Vec<i64>) -> Self {
        Self::Ints(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A statement with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The text; equal texts share one prepared statement.
    pub sql: Arc<str>,
    /// One value for each placeholder.
    pub params: Vec<Value>,
}

/// Why the store did not do what was asked. The texts are for the log, never for a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A unique key exists already; `what` names it as the store does.
    Duplicate {
        /// The key, in the store's words.
        what: String,
    },
    /// A row that is still referred to was deleted, or one was referred to that is not there.
    Referenced,
    /// Too much going on: a lock, a queue or a statement took too long. Trying again may help.
    Busy(String),
    /// The database cannot be reached or cannot take writes (full disk). Trying later may help.
    Unavailable(String),
    /// Anything else; a fault of the program or of the database.
    Other(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { what } => write!(f, "the key exists already: {what}"),
            Self::Referenced => f.write_str("a reference between rows would break"),
            Self::Busy(why) => write!(f, "the store is busy: {why}"),
            Self::Unavailable(why) => write!(f, "the store is not available: {why}"),
            Self::Other(why) => write!(f, "the store failed: {why}"),
        }
    }
}

impl std::error::Error for StoreError {}

/// A transaction. See the [module](self) for what holds inside one.
pub trait Tx {
    /// Runs a statement and gives its rows.
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Rows, StoreError>;

    /// Runs a statement and gives the number of rows it changed.
    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError>;

    /// Runs reads that do not depend on each other; a database server gets them in one go.
    fn batch(&mut self, queries: &[Query]) -> Result<Vec<Rows>, StoreError>;

    /// Runs statements without parameters and rows, separated by `;`. Meant for migrations.
    fn script(&mut self, sql: &str) -> Result<(), StoreError>;

    /// Waits until no other write of this tenant is under way and keeps others out until the end.
    fn lock(&mut self, tenant: i64) -> Result<(), StoreError>;

    /// Keeps every other write that asks for the same out, whatever its tenant. For migrations.
    fn lock_schema(&mut self) -> Result<(), StoreError>;

    /// What this connection remembers of the database as this transaction sees it.
    fn memo(&mut self) -> &mut Memo;

    /// The store's dialect.
    fn dialect(&self) -> Dialect;

    /// Statements sent so far in this transaction, without those that begin, end or lock it.
    fn statements(&self) -> u32;

    /// What the database holds at present.
    fn schema(&mut self) -> Result<schema::Schema, StoreError>;
}

/// Where the database is: `sqlite:PATH`, `postgres://…` or `postgresql://…`.
///
/// Printing it never shows a password.
#[derive(Clone)]
pub struct DatabaseUrl(Target);

#[derive(Clone)]
enum Target {
    File(PathBuf),
    Server(Box<tokio_postgres::Config>),
}

impl FromStr for DatabaseUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path == ":memory:" {
                return Err(StoreError::Other("the database URL must name a file".into()));
            }
            return Ok(Self(Target::File(path.into())));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // The parser's error may quote the URL, and with it the password.
            let config = text.parse().map_err(|_| {
                StoreError::Other("the database URL of the server is not well formed".into())
            })?;
            return Ok(Self(Target::Server(Box::new(config))));
        }
        Err(StoreError::Other("the database URL must start with sqlite: or postgres://".into()))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Target::File(path) => write!(f, "sqlite:{}", path.display()),
            Target::Server(config) => f.write_str(&postgres::describe(config)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Threads that read (embedded) or connections (server); `None` takes what suits the machine.
    pub threads: Option<usize>,
    /// How many reads of an embedded database run at once on the threads of those who ask, which is
    /// the fastest way; 0 for none. Whoever sets it has a runtime with more threads than that, as
    /// each is held up for as long as its read takes.
    pub here: usize,
    /// Longest time a transaction may wait for a thread before it is answered `Busy`.
    pub queue_timeout: Duration,
    /// Longest time another program may hold the embedded database's write lock.
    pub busy_timeout: Duration,
    /// Longest time to reach a server.
    pub connect_timeout: Duration,
    /// Longest time of a statement on a server.
    pub statement_timeout: Duration,
    /// Page cache of all connections to an embedded database together, in bytes.
    pub cache_bytes: u32,
    /// Bytes of an embedded database that each connection maps into memory; 0 for none. A tenth
    /// faster, but all that was read counts as the program's memory, once for each connection.
    pub mmap_bytes: u64,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            threads: None,
            here: 0,
            queue_timeout: Duration::from_secs(5),
            busy_timeout: Duration::from_secs(2),
            connect_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(30),
            cache_bytes: 112 << 20,
            mmap_bytes: 0,
        }
    }
}

/// A database and the threads that work on it. Clones share both.
#[derive(Clone)]
pub struct Store {
    pool: Arc<Pool>,
    dialect: Dialect,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database and starts the threads. An embedded database that is not there is
    /// created. Blocks until the first connection stands; `Unavailable` when it does not.
    pub fn open(url: &DatabaseUrl, options: &StoreOptions) -> Result<Self, StoreError> {
        match &url.0 {
            Target::File(path) => {
                Ok(Self { pool: Arc::new(sqlite::start(path, options)?), dialect: Dialect::Sqlite })
            }
            Target::Server(config) => Ok(Self {
                pool: Arc::new(postgres::start(config, options)?),
                dialect: Dialect::Postgres,
            }),
        }
    }

    /// The store's dialect.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether reads run on the threads of those who ask: then they are cheap, whereas writes wait
    /// for each other.
    pub fn reads_here(&self) -> bool {
        self.pool.reads_here()
    }

    /// Runs `f` in a transaction that reads. Needs a Tokio runtime with timers.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.run(Kind::Read, f).await
    }

    /// Runs `f` in a transaction that writes. Needs a Tokio runtime with timers.
    ///
    /// Once begun it runs to its end, also when the future is dropped.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.run(Kind::Write, f).await
    }

    /// [`Store::read`] for code without a runtime; blocks the thread.
    pub fn read_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.run_blocking(Kind::Read, f)
    }

    /// [`Store::write`] for code without a runtime; blocks the thread.
    pub fn write_blocking<T, E, F>(&self, f: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.run_blocking(Kind::Write, f)
    }

    /// What the store is doing, for metrics.
    pub fn gauges(&self) -> StoreGauges {
        self.pool.gauges()
    }

    /// Finishes what is queued, writes the log back into the database and ends the threads.
    /// Transactions that come later are answered `Unavailable`.
    pub async fn shutdown(&self) {
        let pool = Arc::clone(&self.pool);
        if let Err(error) = tokio::task::spawn_blocking(move || pool.close()).await {
            tracing::error!(%error, "the store did not close in order");
        }
    }

    /// [`Store::shutdown`] for code without a runtime.
    pub fn shutdown_blocking(&self) {
        self.pool.close();
    }
}
