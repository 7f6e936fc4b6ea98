//! One connection to the server, and a transaction on it.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use futures_util::future::{join, try_join_all};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::super::pool::Kind;
use super::super::schema::Schema;
use super::super::{Memo, Query, Rows, StoreError, Tx, Value};
use super::fault::{Fault, chain};
use super::values::{Bind, push};
use crate::sql::dialect::Dialect;

/// Prepared statements kept by each connection.
const STATEMENTS: usize = 512;
/// The first key of the locks that make the writes of a tenant serial.
const TENANT_LOCKS: i32 = 0x5354_0001;
/// The first key of the lock under which the schema changes.
const SCHEMA_LOCK: i32 = 0x5354_0002;

const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// Names the state of the database: equal texts see equal rows.
const SNAPSHOT: &str = "SELECT pg_current_snapshot()::text";
const LOCK: &str = "SELECT pg_advisory_xact_lock($1::int4, hashint8($2::int8))";

/// A connection and what is known about it.
pub(super) struct Link {
    runtime: Runtime,
    client: Client,
    statements: HashMap<Box<str>, Prepared>,
    uses: u64,
    timeout: Duration,
    /// Whether a transaction is open.
    begun: bool,
    memo: Memo,
    /// The state of the database that the memo belongs to.
    snapshot: String,
}

struct Prepared {
    statement: Statement,
    used: u64,
}

impl Link {
    /// Connects; `Unavailable` when that fails.
    pub(super) fn connect(config: &Config, timeout: Duration) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Unavailable(format!("cannot start: {error}")))?;
        let milliseconds = timeout.as_millis();
        let settings = format!(
            "SET TIME ZONE 'UTC'; SET jit = off; SET statement_timeout = {milliseconds}; \
             SET idle_in_transaction_session_timeout = {milliseconds}"
        );
        let connecting = async {
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection to the database server ended");
                }
            });
            client.batch_execute(&settings).await?;
            Ok::<_, tokio_postgres::Error>(client)
        };
        let client =
            runtime.block_on(connecting).map_err(|error| StoreError::Unavailable(chain(&error)))?;
        Ok(Self {
            runtime,
            client,
            statements: HashMap::new(),
            uses: 0,
            timeout: timeout + Duration::from_secs(2),
            begun: false,
            memo: Memo::default(),
            snapshot: String::new(),
        })
    }

    /// Whether the connection is known to be gone.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Commits what is open.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.close("COMMIT")
    }

    /// Undoes what is open.
    pub(super) fn roll_back(&mut self) -> Result<(), Fault> {
        self.close("ROLLBACK")
    }

    fn close(&mut self, sql: &str) -> Result<(), Fault> {
        if !self.begun {
            return Ok(());
        }
        self.wait(self.client.batch_execute(sql))?;
        self.begun = false;
        Ok(())
    }

    /// Drives the connection until `work` is done, or for as long as a statement may take.
    fn wait<T, E: Into<Fault>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Fault> {
        self.runtime.block_on(async {
            match tokio::time::timeout(self.timeout, work).await {
                Ok(done) => done.map_err(Into::into),
                Err(_) => Err(Fault {
                    error: StoreError::Unavailable("the server does not answer".into()),
                    retry: false,
                    lost: true,
                }),
            }
        })
    }

    /// The prepared statements for `texts`; those that are new are prepared together.
    fn prepare(&mut self, texts: &[&str]) -> Result<Vec<Statement>, Fault> {
        let mut missing: Vec<&str> =
            texts.iter().copied().filter(|&sql| !self.statements.contains_key(sql)).collect();
        if !missing.is_empty() {
            missing.sort_unstable();
            missing.dedup();
            let prepared =
                self.wait(try_join_all(missing.iter().map(|sql| self.client.prepare(sql))))?;
            self.make_room(prepared.len());
            for (sql, statement) in missing.into_iter().zip(prepared) {
                self.statements.insert(sql.into(), Prepared { statement, used: self.uses });
            }
        }
        self.uses += 1;
        let mut found = Vec::with_capacity(texts.len());
        for &sql in texts {
            match self.statements.get_mut(sql) {
                Some(prepared) => {
                    prepared.used = self.uses;
                    found.push(prepared.statement.clone());
                }
                // Pushed out by the others of one batch that is larger than the cache.
                None => found.push(self.wait(self.client.prepare(sql))?),
            }
        }
        Ok(found)
    }

    /// Forgets the statements not used for longest when `more` would not fit.
    fn make_room(&mut self, more: usize) {
        if self.statements.len() + more <= STATEMENTS {
            return;
        }
        let mut uses: Vec<u64> = self.statements.values().map(|prepared| prepared.used).collect();
        uses.sort_unstable();
        let limit = uses.get(uses.len() / 2).copied().unwrap_or(self.uses);
        self.statements.retain(|_, prepared| prepared.used > limit);
    }

    fn set_snapshot(&mut self, snapshot: String) {
        if self.snapshot != snapshot {
            self.memo.clear();
            self.snapshot = snapshot;
        }
    }
}

/// A transaction on a connection. It begins with its first statement.
pub(super) struct LinkTx<'a> {
    link: &'a mut Link,
    kind: Kind,
    sent: u32,
    failed: Option<Fault>,
}

impl<'a> LinkTx<'a> {
    pub(super) fn new(link: &'a mut Link, kind: Kind) -> Self {
        if kind == Kind::Write {
            // What it puts may never be committed, so nothing else may see it.
            link.memo.clear();
            link.snapshot.clear();
        }
        Self { link, kind, sent: 0, failed: None }
    }

    /// Statements sent.
    pub(super) fn sent(&self) -> u32 {
        self.sent
    }

    /// What went wrong, whatever the closure made of it.
    pub(super) fn end(self) -> Option<Fault> {
        if self.kind == Kind::Write {
            self.link.memo.clear();
        }
        self.failed
    }

    /// Does one thing, unless something failed before.
    fn step<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        if let Some(fault) = &self.failed {
            return Err(fault.error.clone());
        }
        work(self).map_err(|fault| {
            let error = fault.error.clone();
            self.failed = Some(fault);
            error
        })
    }

    /// Begins the transaction if that has not happened.
    fn begin(&mut self) -> Result<(), Fault> {
        if self.link.begun {
            return Ok(());
        }
        if self.kind == Kind::Read {
            return self.read(&[]).map(drop);
        }
        self.link.begun = true;
        self.link.wait(self.link.client.batch_execute(BEGIN_WRITE))
    }

    /// Sends queries together. A read that has not begun begins with them, in the same round trip.
    fn read(&mut self, queries: &[(&str, &[Value])]) -> Result<Vec<Rows>, Fault> {
        if self.kind == Kind::Write {
            self.begin()?;
        }
        let mut texts: Vec<&str> = queries.iter().map(|(sql, _)| *sql).collect();
        let begins = !self.link.begun;
        if begins {
            texts.push(SNAPSHOT);
        }
        let mut statements = self.link.prepare(&texts)?;
        let snapshot = if begins { statements.pop() } else { None };
        let client = &self.link.client;
        let answers = try_join_all(
            statements
                .iter()
                .zip(queries)
                .map(|(statement, (_, params))| rows(client, statement, params)),
        );
        let Some(snapshot) = snapshot else {
            return self.link.wait(answers);
        };
        self.link.begun = true;
        // Sent in this order; the server works them off one after the other.
        let beginning = async {
            let (begun, token) =
                join(client.batch_execute(BEGIN_READ), client.query_one(&snapshot, &[])).await;
            begun?;
            token?.try_get::<_, String>(0)
        };
        let (token, answers) = self.link.wait(async {
            let (token, answers) = join(beginning, answers).await;
            Ok::<_, Fault>((token?, answers?))
        })?;
        self.link.set_snapshot(token);
        Ok(answers)
    }

    fn take_lock(&mut self, class: i32, key: i64) -> Result<(), Fault> {
        let statement = self.link.prepare(&[LOCK])?.pop();
        let Some(statement) = statement else {
            return Ok(());
        };
        let client = &self.link.client;
        let begins = !self.link.begun;
        self.link.begun = true;
        self.link.wait(async {
            let begin =
                async { if begins { client.batch_execute(BEGIN_WRITE).await } else { Ok(()) } };
            let (begun, locked) = join(begin, client.query(&statement, &[&class, &key])).await;
            begun?;
            locked.map(drop)
        })
    }
}

/// Runs a prepared query and collects its rows.
async fn rows(client: &Client, statement: &Statement, params: &[Value]) -> Result<Rows, Fault> {
    check(statement, params)?;
    let columns = statement.columns();
    let mut rows = Rows::new(columns.len());
    let mut answers = pin!(client.query_raw(statement, params.iter().map(Bind)).await?);
    while let Some(row) = answers.try_next().await? {
        for column in 0..columns.len() {
            push(&mut rows, &row, column)?;
        }
    }
    Ok(rows)
}

fn check(statement: &Statement, params: &[Value]) -> Result<(), StoreError> {
    let expected = statement.params().len();
    if expected == params.len() {
        return Ok(());
    }
    let why = format!("{} parameters for a statement that takes {expected}", params.len());
    Err(StoreError::Other(why))
}

impl Tx for LinkTx<'_> {
    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Rows, StoreError> {
        self.step(|tx| {
            tx.sent += 1;
            if tx.kind == Kind::Write && !sql.starts_with("SELECT") {
                tx.link.memo.clear();
            }
            Ok(tx.read(&[(sql, params)])?.pop().unwrap_or_default())
        })
    }

    fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, StoreError> {
        self.step(|tx| {
            tx.sent += 1;
            tx.link.memo.clear();
            tx.begin()?;
            let Some(statement) = tx.link.prepare(&[sql])?.pop() else {
                return Ok(0);
            };
            check(&statement, params)?;
            let client = &tx.link.client;
            tx.link.wait(client.execute_raw(&statement, params.iter().map(Bind)))
        })
    }

    fn batch(&mut self, queries: &[Query]) -> Result<Vec<Rows>, StoreError> {
        if queries.is_empty() {
            return Ok(Vec::new());
        }
        self.step(|tx| {
            tx.sent += u32::try_from(queries.len()).unwrap_or(u32::MAX);
            let queries: Vec<(&str, &[Value])> =
                queries.iter().map(|query| (&*query.sql, query.params.as_slice())).collect();
            tx.read(&queries)
        })
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.step(|tx| {
            tx.sent += 1;
            tx.link.memo.clear();
            tx.begin()?;
            tx.link.wait(tx.link.client.batch_execute(sql))
        })
    }

    fn lock(&mut self, tenant: i64) -> Result<(), StoreError> {
        if self.kind == Kind::Read {
            return Ok(());
        }
        self.step(|tx| tx.take_lock(TENANT_LOCKS, tenant))
    }

    fn lock_schema(&mut self) -> Result<(), StoreError> {
        if self.kind == Kind::Read {
            return Ok(());
        }
        self.step(|tx| tx.take_lock(SCHEMA_LOCK, 0))
    }

    fn memo(&mut self) -> &mut Memo {
        // A read must know which state it sees before it may look at what others left.
        if self.kind == Kind::Read && !self.link.begun && self.step(Self::begin).is_err() {
            self.link.memo.clear();
            self.link.snapshot.clear();
        }
        &mut self.link.memo
    }

    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn statements(&self) -> u32 {
        self.sent
    }

    fn schema(&mut self) -> Result<Schema, StoreError> {
        super::schema::read(self)
    }
}
