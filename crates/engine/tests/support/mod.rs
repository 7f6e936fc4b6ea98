//! A private, empty database on each store for every test.

#![allow(dead_code, reason = "every test file uses a part of this")]

use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use stratus_engine::store::{DatabaseUrl, Store, StoreError, StoreOptions, Tx, Value};
use tempfile::TempDir;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The store a database is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Engine {
    File,
    Server,
}

pub(crate) const BOTH: [Engine; 2] = [Engine::File, Engine::Server];

/// A database that goes away with this.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) url: String,
    server_name: Option<String>,
    dir: TempDir,
}

impl Database {
    pub(crate) fn new(engine: Engine) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        match engine {
            Engine::File => {
                let url = format!("sqlite:{}", dir.path().join("test.db").display());
                Self { engine, url, server_name: None, dir }
            }
            Engine::Server => {
                let name = format!("store_test_{}_{n}", std::process::id());
                admin(&format!("CREATE DATABASE {name}"));
                let base = server_url();
                let (front, _) = base.rsplit_once('/').unwrap();
                let url = format!("{front}/{name}");
                Self { engine, url, server_name: Some(name), dir }
            }
        }
    }

    pub(crate) fn file(&self) -> std::path::PathBuf {
        self.dir.path().join("test.db")
    }

    pub(crate) fn open(&self) -> Store {
        self.open_with(&StoreOptions { threads: Some(3), ..StoreOptions::default() })
    }

    pub(crate) fn open_with(&self, options: &StoreOptions) -> Store {
        Store::open(&DatabaseUrl::from_str(&self.url).unwrap(), options).unwrap()
    }

    /// Runs a statement on a connection that is not the store's.
    pub(crate) fn raw(&self, sql: &str) {
        match self.engine {
            Engine::File => {
                rusqlite::Connection::open(self.file()).unwrap().execute_batch(sql).unwrap();
            }
            Engine::Server => on_server(&self.url, sql),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.server_name {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn server_url() -> String {
    std::env::var("STRATUS_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into())
}

/// Runs a statement in the server's own database.
pub(crate) fn admin(sql: &str) {
    on_server(&server_url(), sql);
}

fn on_server(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    // A thread of its own: the caller may be inside a runtime.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute(&sql).await.unwrap();
        });
    })
    .join()
    .unwrap();
}

/// The number a query gives.
pub(crate) fn int(store: &Store, sql: &'static str) -> Result<i64, StoreError> {
    store.read_blocking(move |tx: &mut dyn Tx| {
        Ok(tx.query(sql, &[])?.int_at(0, 0).expect("a number"))
    })
}

/// Runs one statement in a transaction of its own.
pub(crate) fn execute(
    store: &Store,
    sql: &'static str,
    params: &[Value],
) -> Result<u64, StoreError> {
    let params = params.to_vec();
    store.write_blocking(move |tx: &mut dyn Tx| tx.execute(sql, &params))
}

/// Runs statements without parameters.
pub(crate) fn script(store: &Store, sql: &'static str) {
    store.write_blocking(move |tx: &mut dyn Tx| tx.script(sql)).unwrap();
}
