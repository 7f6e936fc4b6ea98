//! Where the program meets the engine and the CRM. Nothing else in this crate calls either, but for
//! [`people`] and [`auth`](crate::auth), which are parts of it.
pub mod phones;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use crm::demo::papers::PAPERS;
use crm::demo::{Demo, load};
use crm::identity::tokens::{NewToken, add_token, new_secret};
use crm::identity::{NewClient, Registered};
use engine::access;
use engine::api::{Api, ApiOptions, Call, Reply, Taking};
use engine::content::collect::{self, Collected};
use engine::content::{self, Bucket, Contents};
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request;
use engine::store::migrate::{migrate, pending};
use engine::store::{DatabaseUrl, Store, StoreError, StoreOptions, Tx};
use engine::work::Context;
use http::Method;
use jiff::Timestamp;

use crate::auth::{Auth, Times, Visit, passwords, second_factor};
use crate::cli::Reach;
use crate::config::values::{Database, FilePlace, Retention};
use crate::config::{Common, Http, Place, Wire};
use crate::failure::Failure;
use crate::http::{Backend, Gauge};
use crate::oidc::Oidc;
use crate::people::{self, RowId};
use crate::providers::Providers;

/// A database with the CRM on it.
pub struct App {
    store: Store,
    api: Api,
    auth: Auth,
    /// How long content is kept that no file has any longer.
    grace: Duration,
    /// How long the audit trail is kept.
    audit: Retention,
    /// Who else lets people in.
    oidc: Option<Oidc>,
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
pub struct NewUser {
    /// The tenant's id.
    pub tenant: i64,
    /// E-mail address, unique whatever its case.
    pub email: String,
    /// First name.
    pub name: String,
    /// Last name.
    pub surname: String,
    /// The role's name.
    pub role: String,
}

/// A user, for people to read.
#[derive(Debug)]
pub struct User {
    /// The user's id and tenant.
    pub id: RowId,
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
    /// Its id and tenant.
    pub id: RowId,
    /// The e-mail address of the user it lets in.
    pub user: String,
    /// What it is for; may be empty.
    pub name: String,
    /// How far it reaches; as far as its user when empty.
    pub scopes: String,
    /// When it was last shown.
    pub used: Option<Timestamp>,
    /// When it ends by itself.
    pub expires: Option<Timestamp>,
    /// Whether it was ended, or its time is over.
    pub revoked: bool,
}

/// Demo data looks the same every time.
const DEMO_SEED: u64 = 2026;

/// Accounts that one transaction loads.
const AT_ONCE: u64 = 1000;

impl App {
    /// Opens the database, and makes the API over it.
    pub async fn open(place: &Place, common: &Common, http: &Http) -> Result<Self, Failure> {
        Self::over(place, common, Some(http)).await
    }

    /// Opens the database for a command that does not serve.
    pub async fn reach(reach: &Reach) -> Result<Self, Failure> {
        Self::over(&reach.place, &reach.common, None).await
    }

    async fn over(place: &Place, common: &Common, http: Option<&Http>) -> Result<Self, Failure> {
        let store = open_store(&place.database, common).await?;
        let api = api(&store, contents(place), common, http)?;
        let times = http.map_or_else(Times::default, |http| http.times.into());
        let auth = Auth::new(api.clone(), &times);
        Ok(Self {
            store,
            api,
            auth,
            grace: place.files_grace,
            audit: place.audit_retention,
            oidc: http.map(Oidc::of).transpose()?.flatten(),
            migrated: AtomicBool::new(false),
        })
    }

    /// Writes down who was active every minute, and removes what no file has any longer and what the
    /// audit trail need not hold any longer every hour, for as long as it is polled.
    pub async fn keep_house(&self) {
        let activity = async {
            let mut minutes = tokio::time::interval(Duration::from_secs(60));
            loop {
                minutes.tick().await;
                self.note_activity().await;
                if let Err(problem) = self.api.settle().await {
                    // Requests settle what they look at, and the next minute tries again.
                    tracing::warn!(?problem, "what is due could not be settled");
                }
            }
        };
        let cleaning = async {
            let hour = Duration::from_secs(3600);
            let mut hours = tokio::time::interval_at(tokio::time::Instant::now() + hour, hour);
            loop {
                hours.tick().await;
                if let Err(failure) = self.forget().await {
                    // The next hour tries again.
                    tracing::warn!(%failure, "tokens that are over were not removed");
                }
                match collect::collect(&self.api, self.grace).await {
                    Ok(collected) => tracing::info!(?collected, "unused files removed"),
                    // The next hour tries again.
                    Err(problem) => tracing::warn!(?problem, "unused files were not removed"),
                }
                match self.trim_audit().await {
                    Ok(0) => {}
                    Ok(events) => tracing::info!(events, "old events removed from the audit trail"),
                    Err(failure) => tracing::warn!(%failure, "the audit trail was not trimmed"),
                }
            }
        };
        tokio::join!(activity, cleaning);
    }

    /// Makes the place of files this database's own, and fails when it is another's. One that
    /// cannot be reached is no reason not to start.
    pub async fn claim_files(&self) -> Result<(), Failure> {
        match collect::claim(&self.api).await {
            Err(Problem::Bad(text)) => {
                Err(Failure::new(text)
                    .mend("Name another with --files; each database has its own."))
            }
            Err(problem) => {
                tracing::warn!(?problem, "the place of files cannot be reached");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Removes what the audit trail has held for long enough; answers how many events.
    pub async fn trim_audit(&self) -> Result<u64, Failure> {
        let Retention::For(time) = self.audit else { return Ok(0) };
        let kept = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp::now().as_millisecond().saturating_sub(kept);
        self.api.forget_trail(before).await.map_err(|problem| failure(&problem))
    }

    /// Removes what no file has any longer.
    pub async fn collect(&self) -> Result<Collected, Failure> {
        collect::collect(&self.api, self.grace).await.map_err(|problem| failure(&problem))
    }

    /// Removes sign-ins, grants and issued tokens that have been over for a while.
    async fn forget(&self) -> Result<(), Failure> {
        for tenant in self.tenants().await? {
            self.write(move |tx, context, now| {
                tx.lock(tenant.id)?;
                crm::identity::forget(&mut load::work(tx, context, tenant.id, now))
            })
            .await?;
        }
        Ok(())
    }

    /// Where the content of files is, for people to read.
    pub fn files(&self) -> String {
        self.api.contents().place().to_string()
    }

    /// Fails when the content of files cannot be reached.
    pub async fn files_answer(&self) -> Result<(), Failure> {
        self.api.contents().answers().await.map_err(|error| failure(&error.into()))
    }

    async fn note_activity(&self) {
        if let Err(problem) = self.api.note_activity().await {
            // It is told again the next time the user does something.
            tracing::warn!(?problem, "who was active could not be written down");
        }
    }

    /// Finishes what the store has begun and closes it.
    pub async fn shutdown(&self) {
        self.note_activity().await;
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
        Ok(applied.into_iter().map(|it| format!("{:04} {}", it.number, it.name)).collect())
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
        let secret = match token {
            Some(token) => token.to_owned(),
            None => new_secret().map_err(|problem| failure(&problem))?,
        };
        let tenant = match self.tenants().await?.first() {
            Some(tenant) => tenant.id,
            None => {
                let name = "Demobolaget AB";
                let tenant = self
                    .write(move |tx, context, now| {
                        people::create_tenant(tx, context, name, false, now)
                    })
                    .await?;
                self.seed(tenant, accounts, done).await?;
                tenant
            }
        };
        let kept = secret.clone();
        self.write(move |tx, context, now| {
            let mut work = load::work(tx, context, tenant, now);
            let hash = access::hash(&secret);
            let known = [Condition::Is("hash", hash.into())];
            if work.find(&crm::TOKENS, &known)?.is_empty() {
                let administrator = people::administrator(&mut work)?;
                let demo =
                    NewToken { user: administrator, name: Some("demo"), ..NewToken::default() };
                add_token(&mut work, &secret, &demo)?;
            }
            Ok(())
        })
        .await?;
        Ok(kept)
    }

    /// Adds `accounts` invented accounts, and what belongs to them, to a tenant.
    pub async fn seed(
        &self,
        tenant: i64,
        accounts: u32,
        done: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Failure> {
        self.must_have_tenant(tenant).await?;
        let today = jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date();
        let demo = Arc::new(Demo::new(DEMO_SEED, u64::from(accounts), today));
        let mut kept = Vec::new();
        for paper in PAPERS {
            let bytes = Bytes::from_static(paper.bytes);
            let one = self.api.contents().keep(tenant, bytes).await;
            kept.push(one.map_err(|error| failure(&error.into()))?);
        }
        let shared = Arc::clone(&demo);
        let ids = self
            .write(move |tx, context, now| {
                tx.lock(tenant)?;
                load::lists(&mut load::work(tx, context, tenant, now), &shared, &kept)
            })
            .await?;
        let ids = Arc::new(ids);
        let mut start = 0;
        while start < demo.accounts() {
            let end = (start + AT_ONCE).min(demo.accounts());
            let (demo, ids) = (Arc::clone(&demo), Arc::clone(&ids));
            self.write(move |tx, context, now| {
                tx.lock(tenant)?;
                let mut work = load::work(tx, context, tenant, now);
                load::accounts(&mut work, &demo, &ids, start..end)
            })
            .await?;
            done(end);
            start = end;
        }
        self.write(move |tx, context, now| {
            tx.lock(tenant)?;
            load::contests(&mut load::work(tx, context, tenant, now), &demo, &ids)
        })
        .await?;
        self.write(|tx, context, _| {
            let searched = context.resources.iter().filter(|found| !found.search.is_empty());
            let tables: BTreeSet<&str> = searched.map(|found| found.table).collect();
            for sql in tx.dialect().settle(tables.into_iter()) {
                tx.execute(&sql, &[])?;
            }
            Ok(())
        })
        .await
    }

    /// Fails when there is no such tenant.
    async fn must_have_tenant(&self, tenant: i64) -> Result<(), Failure> {
        if self.tenants().await?.iter().any(|known| known.id == tenant) {
            return Ok(());
        }
        Err(Failure::new(format!("There is no tenant {tenant}."))
            .mend("`stratus tenant list` shows those there are."))
    }

    /// Creates a tenant with its roles and look-up lists; answers its id.
    pub async fn create_tenant(&self, name: &str) -> Result<i64, Failure> {
        let name = name.to_owned();
        self.write(move |tx, context, now| people::create_tenant(tx, context, &name, true, now))
            .await
    }

    /// All tenants by id.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Failure> {
        self.read(|tx, _| people::tenants(tx)).await
    }

    /// Shuts a tenant out.
    pub async fn revoke_tenant(&self, id: i64) -> Result<(), Failure> {
        self.write(move |tx, context, now| people::revoke_tenant(tx, context, id, now)).await
    }

    /// Creates a user; answers the id. An unknown tenant or role and a taken address are failures.
    pub async fn create_user(&self, user: NewUser) -> Result<RowId, Failure> {
        let tenant = Some(user.tenant);
        let create = move |tx: &mut dyn Tx, context: &Context, now| {
            people::create_user(tx, context, &user, now)
        };
        Ok(RowId { tenant, id: self.write(create).await? })
    }

    /// All users by id, or a tenant's.
    pub async fn users(&self, tenant: Option<i64>) -> Result<Vec<User>, Failure> {
        self.read(move |tx, _| people::users(tx, tenant)).await
    }

    /// Deactivates a user, which ends the tokens.
    pub async fn revoke_user(&self, id: RowId) -> Result<(), Failure> {
        self.write(move |tx, context, now| people::revoke_user(tx, context, id, now)).await
    }

    /// Creates a token for a user, named by e-mail address or id; answers its secret, which is not
    /// kept.
    pub async fn create_token(&self, user: &str, terms: people::Terms) -> Result<String, Failure> {
        let secret = new_secret().map_err(|problem| failure(&problem))?;
        let (user, kept) = (user.to_owned(), secret.clone());
        self.write(move |tx, context, now| {
            people::create_token_of(tx, context, &user, &secret, &terms, now)
        })
        .await?;
        Ok(kept)
    }

    /// All tokens by id, or a user's.
    pub async fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, Failure> {
        let user = user.map(str::to_owned);
        self.read(move |tx, now| people::tokens(tx, user.as_deref(), now)).await
    }

    /// Ends a token.
    pub async fn revoke_token(&self, id: RowId) -> Result<(), Failure> {
        self.write(move |tx, context, now| people::revoke_token(tx, context, id, now)).await
    }

    /// Sets a user's password, or takes it away; ends the user's sign-ins.
    pub async fn set_password(&self, user: &str, password: Option<String>) -> Result<(), Failure> {
        let hashed = blocking(move || password.as_deref().map(passwords::hash).transpose()).await?;
        let hash = hashed.map_err(|problem| failure(&problem))?;
        let user = user.to_owned();
        self.write(move |tx, context, now| {
            people::set_password(tx, context, &user, hash.as_deref(), now)
        })
        .await
    }

    /// The e-mail address of a user named by it or by id.
    pub async fn email_of(&self, user: &str) -> Result<String, Failure> {
        let user = user.to_owned();
        self.read(move |tx, _| people::email_of(tx, &user)).await
    }

    /// Gives a user a second factor, in force at once; answers the address that sets up an app, and
    /// recovery codes.
    pub async fn set_second_factor(&self, user: &str) -> Result<(String, Vec<String>), Failure> {
        let secret = second_factor::new_secret().map_err(|problem| failure(&problem))?;
        let (user, kept) = (user.to_owned(), secret.clone());
        let set = self.write(move |tx, context, now| {
            people::set_second_factor(tx, context, &user, &kept, now)
        });
        let (email, codes) = set.await?;
        let address =
            second_factor::address(&secret, &email).map_err(|problem| failure(&problem))?;
        Ok((address, codes))
    }

    /// Takes a user's second factor away.
    pub async fn remove_second_factor(&self, user: &str) -> Result<(), Failure> {
        let user = user.to_owned();
        self.write(move |tx, context, now| people::remove_second_factor(tx, context, &user, now))
            .await
    }

    /// Registers a client of a tenant; `user` names the one it acts as by itself.
    pub async fn create_client(
        &self,
        tenant: i64,
        user: Option<String>,
        new: NewClient,
    ) -> Result<Registered, Failure> {
        self.write(move |tx, context, now| {
            people::create_client(tx, context, tenant, user.as_deref(), &new, now)
        })
        .await
    }

    /// All clients by id, or a tenant's.
    pub async fn clients(&self, tenant: Option<i64>) -> Result<Vec<people::Client>, Failure> {
        self.read(move |tx, _| people::clients(tx, tenant)).await
    }

    /// Gives a client a new secret; the one it had stays valid for a while.
    pub async fn rotate_client(&self, id: RowId, overlap: Duration) -> Result<String, Failure> {
        self.write(move |tx, context, now| people::rotate_client(tx, context, id, overlap, now))
            .await
    }

    /// Ends a client and its tokens.
    pub async fn revoke_client(&self, id: RowId) -> Result<(), Failure> {
        self.write(move |tx, context, now| people::revoke_client(tx, context, id, now)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        mut read: impl FnMut(&mut dyn Tx, i64) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Failure> {
        let now = Timestamp::now().as_millisecond();
        self.store.read(move |tx| read(tx, now)).await.map_err(|problem| failure(&problem))
    }

    async fn write<T: Send + 'static>(
        &self,
        mut write: impl FnMut(&mut dyn Tx, &Context, i64) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Failure> {
        let api = self.api.clone();
        let now = Timestamp::now().as_millisecond();
        let done = self.store.write(move |tx| write(tx, api.context(), now)).await;
        done.map_err(|problem| failure(&problem))
    }
}

impl Backend for App {
    async fn answer(&self, mut call: Call) -> Reply {
        if let Some(oidc) = &self.oidc {
            call.vouched = oidc.vouch(&call.headers).await;
        }
        self.api.answer(call).await
    }

    async fn visit(&self, visit: Visit) -> Reply {
        self.auth.answer(visit).await
    }

    fn taking(&self, method: &Method, path: &str) -> Taking {
        self.api.taking(method, path)
    }

    fn openapi(&self) -> Bytes {
        self.api.openapi()
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
            ("connections", "Connections or threads that work on the database", now.connections),
            ("busy", "Connections in a transaction", now.busy),
            ("queued", "Transactions that wait for a connection", now.queued),
            ("transactions", "Transactions run since the start", now.transactions),
            ("statements", "Statements run since the start", now.statements),
            ("retries", "Transactions run again since the start", now.retries),
        ]
        .map(|(name, help, value)| Gauge { name, help, value: value as f64 })
        .to_vec()
    }
}

/// The API's description, which needs no database.
pub fn openapi(wire: Wire, documented_only: bool) -> String {
    let document =
        engine::openapi::document(crm::RESOURCES, &crm::ABOUT, wire.into(), documented_only);
    document.to_string()
}

impl From<Wire> for request::Wire {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Documented => Self::Documented,
            Wire::Native => Self::Native,
        }
    }
}

/// The content of files, in its place.
fn contents(place: &Place) -> Contents {
    let files = place.files.clone().unwrap_or_else(|| FilePlace::beside(&place.database));
    Contents::new(match files {
        FilePlace::Directory(directory) => content::Place::Directory(directory),
        FilePlace::Memory => content::Place::Memory,
        FilePlace::Bucket(name, prefix) => content::Place::Bucket(Bucket {
            name,
            prefix,
            endpoint: place.files_endpoint.clone(),
            region: place.files_region.clone(),
            key: place.files_key.clone(),
            secret: place.files_secret.as_ref().map(|secret| secret.reveal().to_owned()),
        }),
    })
}

/// The API over a store. `http` is `None` for a command that does not serve.
fn api(
    store: &Store,
    contents: Contents,
    common: &Common,
    http: Option<&Http>,
) -> Result<Api, Failure> {
    let mut options = ApiOptions { locale: common.locale.clone(), ..ApiOptions::default() };
    if let Some(http) = http {
        options.wire = http.wire.into();
        options.strict = http.strict;
        options.body_limit = usize::try_from(http.body_limit.as_u64()).unwrap_or(usize::MAX);
        options.file_limit = usize::try_from(http.file_limit.as_u64()).unwrap_or(usize::MAX);
        options.upload_limit = http.upload_limit.as_u64();
        options.outside = Arc::new(Providers::chosen(&http.services)?);
    }
    Api::new(store.clone(), contents, crm::RESOURCES, options, &crm::ABOUT).map_err(|error| {
        Failure::new(format!("Text cannot be sorted: {error}."))
            .mend("Name a language such as sv, en or de with --locale.")
    })
}

/// What a command line user is told of a problem; the log has the rest.
fn failure(problem: &Problem) -> Failure {
    match problem {
        Problem::Bad(text) | Problem::NotFound(text) => Failure::new(text.clone()),
        Problem::Invalid(errors) | Problem::Conflict(errors) => Failure::new(errors.to_string()),
        Problem::Unavailable(text) => {
            tracing::debug!(text, "the store failed");
            Failure::new("The database is busy or cannot be reached.")
                .mend("Look whether it is running, and whether --database is right.")
        }
        Problem::ContentUnavailable(text) => {
            tracing::debug!(text, "the content of files cannot be reached");
            Failure::new("The content of files cannot be reached.")
                .mend("Look whether --files is right; --log-level debug says more.")
        }
        other => {
            tracing::debug!(?other, "the command failed");
            Failure::new("The database failed.")
                .mend("Run again with --log-level debug to see why.")
        }
    }
}

async fn open_store(database: &Database, common: &Common) -> Result<Store, Failure> {
    let url: DatabaseUrl = database.reveal().parse().map_err(|error: StoreError| {
        Failure::new(format!("The database address {database} cannot be used: {error}."))
            .mend("Write it like sqlite:stratus.db or postgres://USER:PASSWORD@HOST:5432/NAME.")
    })?;
    let options = StoreOptions {
        threads: common.store_threads.map(Into::into),
        cache_bytes: u32::try_from(common.store_cache.as_u64()).unwrap_or(u32::MAX),
        here: common.store_threads.map_or(usize::MAX, Into::into).min(crate::commands::cores()),
        ..StoreOptions::default()
    };
    let opened = blocking(move || Store::open(&url, &options)).await?;
    opened.map_err(|error| {
        Failure::new(format!("The database {database} cannot be opened: {error}."))
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
