//! Where the program meets the engine and the CRM. Nothing else in this crate calls either.
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use engine::api::{Api, Call, Reply};
use engine::store::migrate::{migrate, pending};
use engine::store::{DatabaseUrl, Store, StoreError, StoreOptions};
use http::Method;
use jiff::Timestamp;

use crate::cli::Reach;
use crate::config::values::Database;
use crate::config::{Common, Http, Wire};
use crate::failure::Failure;
use crate::http::{Backend, Gauge};

/// A database with the CRM on it.
pub struct App {
    store: Store,
    api: Api,
    /// Set once no migration is pending; that cannot change back while this program runs.
    migrated: AtomicBool,
}

/// A tenant, for people to read.
#[derive(Debug)]
pub struct Tenant {
    /// Its id, the API's `customerid`.
    pub id: i64,
    /// The organisation's name.
    pub name: String,
    /// Whether it is shut out.
    pub revoked: bool,
}

/// What a new user needs.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// The tenant's id.
    pub tenant: i64,
    /// E-mail address, unique whatever its case.
    pub email: &'a str,
    /// First name.
    pub name: &'a str,
    /// Last name.
    pub surname: &'a str,
    /// The role's name.
    pub role: &'a str,
}

/// A user, for people to read.
#[derive(Debug)]
pub struct User {
    /// The user's id.
    pub id: i64,
    /// The tenant's id.
    pub tenant: i64,
    /// E-mail address.
    pub email: String,
    /// First name.
    pub name: String,
    /// Last name.
    pub surname: String,
    /// The role's name.
    pub role: String,
    /// Whether the user is deactivated.
    pub revoked: bool,
}

/// A token without its secret, for people to read.
#[derive(Debug)]
pub struct Token {
    /// Its id.
    pub id: i64,
    /// The e-mail address of the user it lets in.
    pub user: String,
    /// What it is for; may be empty.
    pub name: String,
    /// When it ends by itself.
    pub expires: Option<Timestamp>,
    /// Whether it was ended, or its time is over.
    pub revoked: bool,
}

/// Marks a body that is still to be written. An ordinary build does not compile before none is
/// left.
macro_rules! missing {
    ($what:literal) => {{
        #[cfg(not(feature = "unfinished"))]
        compile_error!($what);
        Err(Failure::new(concat!("Not there yet: ", $what)))
    }};
}

impl App {
    /// Opens the database, and makes the API over it.
    pub async fn open(database: &Database, common: &Common, http: &Http) -> Result<Self, Failure> {
        let store = open_store(database, common).await?;
        let api = api(&store, common, Some(http))?;
        Ok(Self {
            store,
            api,
            migrated: AtomicBool::new(false),
        })
    }

    /// Opens the database for a command that does not serve.
    pub async fn reach(reach: &Reach) -> Result<Self, Failure> {
        let store = open_store(&reach.place.database, &reach.common).await?;
        let api = api(&store, &reach.common, None)?;
        Ok(Self {
            store,
            api,
            migrated: AtomicBool::new(false),
        })
    }

    /// Finishes what the store has begun and closes it.
    pub async fn shutdown(&self) {
        self.store.shutdown().await;
    }

    /// Whether the database answers at all.
    pub async fn answers(&self) -> Result<(), Failure> {
        self.store
            .read(|tx| tx.query("SELECT 1", &[]).map(drop))
            .await
            .map_err(|error| store_failure(&error))
    }

    /// Brings the database up to date; answers the names of what was applied.
    pub async fn migrate(&self) -> Result<Vec<String>, Failure> {
        let store = self.store.clone();
        let applied = blocking(move || migrate(&store, crm::MIGRATIONS)).await?;
        let applied = applied.map_err(|error| store_failure(&error))?;
        Ok(applied
            .into_iter()
            .map(|it| format!("{:04} {}", it.number, it.name))
            .collect())
    }

    /// Fails when the database is not up to date.
    pub async fn must_be_migrated(&self) -> Result<(), Failure> {
        if self.migrated.load(Ordering::Relaxed) {
            return Ok(());
        }
        let store = self.store.clone();
        let left = blocking(move || pending(&store, crm::MIGRATIONS)).await?;
        let left = left.map_err(|error| store_failure(&error))?.len();
        if left > 0 {
            let what = format!("The database is not up to date; migrations to apply: {left}.");
            return Err(Failure::new(what)
                .mend("Bring it up to date with `stratus migrate` and the same --database."));
        }
        self.migrated.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Fills an empty database with a tenant, its administrator and `accounts` invented accounts,
    /// unless that was done before. Answers a token that lets the administrator in: `token` if
    /// given, else a new one. `done` hears how many accounts are there.
    pub async fn demo(
        &self,
        accounts: u32,
        token: Option<&str>,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<String, Failure> {
        let _ = (accounts, token, done);
        missing!("App::demo")
    }

    /// Adds `accounts` invented accounts, and what belongs to them, to a tenant.
    pub async fn seed(
        &self,
        tenant: i64,
        accounts: u32,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Failure> {
        let _ = (tenant, accounts, done);
        missing!("App::seed")
    }

    /// Creates a tenant with its roles and look-up lists; answers its id.
    pub async fn create_tenant(&self, name: &str) -> Result<i64, Failure> {
        let _ = name;
        missing!("App::create_tenant")
    }

    /// All tenants by id.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Failure> {
        missing!("App::tenants")
    }

    /// Shuts a tenant out.
    pub async fn revoke_tenant(&self, id: i64) -> Result<(), Failure> {
        let _ = id;
        missing!("App::revoke_tenant")
    }

    /// Creates a user; answers the id. An unknown tenant or role and a taken address are failures.
    pub async fn create_user(&self, user: &NewUser<'_>) -> Result<i64, Failure> {
        let _ = user;
        missing!("App::create_user")
    }

    /// All users by id, or a tenant's.
    pub async fn users(&self, tenant: Option<i64>) -> Result<Vec<User>, Failure> {
        let _ = tenant;
        missing!("App::users")
    }

    /// Deactivates a user, which ends the tokens.
    pub async fn revoke_user(&self, id: i64) -> Result<(), Failure> {
        let _ = id;
        missing!("App::revoke_user")
    }

    /// Creates a token for a user, named by e-mail address or id; answers its secret, which is not
    /// kept.
    pub async fn create_token(
        &self,
        user: &str,
        name: Option<&str>,
        expires: Option<Timestamp>,
    ) -> Result<String, Failure> {
        let _ = (user, name, expires);
        missing!("App::create_token")
    }

    /// All tokens by id, or a user's.
    pub async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, Failure> {
        let _ = user;
        missing!("App::tokens")
    }

    /// Ends a token.
    pub async fn revoke_token(&self, id: i64) -> Result<(), Failure> {
        let _ = id;
        missing!("App::revoke_token")
    }
}

impl Backend for App {
    async fn answer(&self, call: Call) -> Reply {
        self.api.answer(call).await
    }

    fn body_limit(&self, method: &Method, path: &str) -> usize {
        self.api.body_limit(method, path)
    }

    fn openapi(&self) -> Bytes {
        self.api.openapi().clone()
    }

    async fn ready(&self) -> Result<(), String> {
        let ready = async {
            self.answers().await?;
            self.must_be_migrated().await
        };
        ready.await.map_err(|failure| failure.what().to_owned())
    }

    fn gauges(&self) -> Vec<Gauge> {
        let now = self.store.gauges();
        [
            (
                "connections",
                "Connections or threads that work on the database",
                now.connections,
            ),
            ("busy", "Connections in a transaction", now.busy),
            (
                "queued",
                "Transactions that wait for a connection",
                now.queued,
            ),
            (
                "transactions",
                "Transactions run since the start",
                now.transactions,
            ),
            (
                "statements",
                "Statements run since the start",
                now.statements,
            ),
            (
                "retries",
                "Transactions run again since the start",
                now.retries,
            ),
        ]
        .map(|(name, help, value)| Gauge {
            name,
            help,
            value: value as f64,
        })
        .to_vec()
    }
}

/// The API's description, which needs no database.
pub fn openapi(wire: Wire, documented_only: bool) -> Result<String, Failure> {
    let _ = (wire, documented_only);
    missing!("openapi: the description as text, without a store")
}

/// The API over a store. `http` is `None` for a command that does not serve.
fn api(store: &Store, common: &Common, http: Option<&Http>) -> Result<Api, Failure> {
    let _ = (store, &common.locale, &common.time_zone);
    if let Some(http) = http {
        let _ = (
            http.wire,
            http.strict,
            http.body_limit.as_u64(),
            http.file_limit.as_u64(),
            &http.public_url,
        );
    }
    #[cfg(not(feature = "unfinished"))]
    compile_error!("api: make the Api from the CRM's list, the store and the settings");
    Ok(Api::empty())
}

async fn open_store(database: &Database, common: &Common) -> Result<Store, Failure> {
    let url: DatabaseUrl = database.reveal().parse().map_err(|error: StoreError| {
        Failure::new(format!(
            "The database address {database} cannot be used: {error}."
        ))
        .mend("Write it like sqlite:stratus.db or postgres://USER:PASSWORD@HOST:5432/NAME.")
    })?;
    let options = StoreOptions {
        threads: common.store_threads.map(Into::into),
        ..StoreOptions::default()
    };
    let opened = blocking(move || Store::open(&url, &options)).await?;
    opened.map_err(|error| {
        Failure::new(format!(
            "The database {database} cannot be opened: {error}."
        ))
        .mend("Look whether it is there and running, and whether --database is right.")
    })
}

/// Runs what blocks beside the runtime's own threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::new("A part of the program failed; the log says where."))
}

/// The store's own words are for the operator, who reads them in the log as well.
fn store_failure(error: &StoreError) -> Failure {
    tracing::debug!(%error, "the store failed");
    match error {
        StoreError::Busy(_) => Failure::new("The database is busy.").mend("Try again in a while."),
        StoreError::Unavailable(_) => Failure::new("The database cannot be reached.")
            .mend("Look whether it is running, and whether --database is right."),
        _ => Failure::new("The database failed.")
            .mend("Run again with --log-level debug to see why."),
    }
}
