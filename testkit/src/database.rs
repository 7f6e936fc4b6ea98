//! A private database for every test.

use engine::store::migrate::{expand, migrate};
use engine::store::{DatabaseUrl, Store, StoreError, StoreOptions, Tx};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The two stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded one.
    Embedded,
    /// The database server.
    Beside,
}

impl Kind {
    /// Both.
    pub const BOTH: [Kind; 2] = [Kind::Embedded, Kind::Beside];
}

/// A migrated, empty database that goes away with this value.
#[derive(Debug)]
pub struct Database {
    /// Which store it is on.
    pub kind: Kind,
    /// Its address.
    pub url: String,
    /// A directory of its own; the embedded database is `stratus.db` in it.
    pub home: TempDir,
    name: Option<String>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Names the lock under which the template is made; any number will do.
const TEMPLATE_LOCK: i64 = 7_201_994;

impl Database {
    /// A new one.
    pub fn new(kind: Kind) -> Database {
        let home = tempfile::tempdir().unwrap();
        match kind {
            Kind::Embedded => {
                let url = format!("sqlite:{}", home.path().join("stratus.db").display());
                migrate_at(&url);
                Database { kind, url, home, name: None }
            }
            Kind::Beside => {
                let n = COUNT.fetch_add(1, Ordering::Relaxed);
                let name = format!("stratus_test_{}_{n}", std::process::id());
                let template = template();
                on_server(&[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]);
                on_server(&[&format!("CREATE DATABASE {name} TEMPLATE {template}")]);
                Database { kind, url: beside(&name), home, name: Some(name) }
            }
        }
    }

    /// Where the content of its files is, unless a flag says otherwise.
    pub fn files(&self) -> String {
        self.home.path().join("files").display().to_string()
    }

    /// A store of its own on this database, beside the server's.
    pub fn open(&self) -> Store {
        open(&self.url)
    }

    /// The same database once more, for another server on it. It goes away with the first.
    pub fn again(&self) -> Database {
        let home = tempfile::tempdir().unwrap();
        Database { kind: self.kind, url: self.url.clone(), home, name: None }
    }

    /// Brings about what was there before a migration, by SQL, and runs that migration alone.
    pub fn migrate_again(&self, name: &str, before: &str) {
        let migration = crm::MIGRATIONS.iter().find(|one| one.name == name).unwrap();
        let store = self.open();
        let again: Result<(), StoreError> = store.write_blocking({
            let before = before.to_owned();
            move |tx: &mut dyn Tx| {
                tx.script(&before)?;
                tx.script(&expand(tx.dialect(), migration))
            }
        });
        again.unwrap();
        store.shutdown_blocking();
    }

    /// Runs SQL in the server's own database, such as ending this one's connections.
    pub fn on_server(&self, sql: &str) {
        on_server(&[sql]);
    }

    /// The name of the database, when it is on a server.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            on_server(&[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]);
        }
    }
}

fn open(url: &str) -> Store {
    let options = StoreOptions { threads: Some(2), here: 2, ..StoreOptions::default() };
    Store::open(&url.parse::<DatabaseUrl>().unwrap(), &options).unwrap()
}

fn migrate_at(url: &str) {
    let store = open(url);
    migrate(&store, crm::MIGRATIONS).unwrap();
    store.shutdown_blocking();
}

fn server_url() -> String {
    std::env::var("STRATUS_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/postgres".into())
}

fn beside(name: &str) -> String {
    let url = server_url();
    let (front, back) = url.rsplit_once('/').expect("the URL names a database");
    let query = back.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    format!("{front}/{name}{query}")
}

/// A migrated database that others are copied from; made once for each set of migrations.
fn template() -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    crm::MIGRATIONS.iter().for_each(|migration| migration.sql.hash(&mut hasher));
    let name = format!("stratus_template_{:016x}", hasher.finish());
    let (made, making) = (name.clone(), format!("{name}_making"));
    connected(async move |client| {
        // Tests run in many processes at once; one of them makes it.
        client.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).await.unwrap();
        let known = client
            .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&made])
            .await
            .unwrap();
        if known.is_none() {
            let drop = format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)");
            client.batch_execute(&drop).await.unwrap();
            client.batch_execute(&format!("CREATE DATABASE {making}")).await.unwrap();
            let url = beside(&making);
            tokio::task::spawn_blocking(move || migrate_at(&url)).await.unwrap();
            let rename = format!("ALTER DATABASE {making} RENAME TO {made}");
            client.batch_execute(&rename).await.unwrap();
        }
    });
    name
}

fn on_server(statements: &[&str]) {
    let statements: Vec<String> = statements.iter().map(|sql| (*sql).to_owned()).collect();
    connected(async move |client| {
        for sql in statements {
            client.batch_execute(&sql).await.unwrap();
        }
    });
}

/// Works with a connection to the server, on a thread of its own: the caller may be in a runtime.
fn connected<F>(work: F)
where
    F: AsyncFnOnce(&tokio_postgres::Client) + Send + 'static,
{
    let job = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&server_url(), tokio_postgres::NoTls)
                    .await
                    .expect("PostgreSQL answers; `cargo xtask test` starts one");
            let connection = tokio::spawn(connection);
            work(&client).await;
            drop(client);
            connection.await.unwrap().unwrap();
        });
    };
    std::thread::spawn(job).join().unwrap();
}
