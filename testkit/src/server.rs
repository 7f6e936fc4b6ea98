//! The real server, in this process, on a database of its own.

use crate::client::{Answer, Client, Exchange};
use crate::database::{Database, Kind};
use crate::program::Program;
use engine::problem::Problem;
use engine::store::{Row, StoreError, Tx};
use engine::text::Collation;
use engine::work::Context;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use stratus_server::app::{App, NewUser};
use stratus_server::cli::{self, Command};
use stratus_server::config::Settings;
use stratus_server::http::listener::{self, Terms};
use stratus_server::http::tls::Tls;
use stratus_server::http::{Options, Shell};
use stratus_server::people;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Token of the first tenant's administrator, who is user 1.
pub const ADMIN: &str = "token-of-administrator-1";
/// Token of a user of the first tenant who is neither, user 2.
pub const SELLER: &str = "token-of-seller-0000-2";
/// Token of a user of the first tenant who may only read, user 3.
pub const READER: &str = "token-of-reader-0000-3";
/// Token of the second tenant's administrator.
pub const STRANGER: &str = "token-of-stranger-0001";

/// Ids of things that belong to the second tenant, and to nobody else by that number.
#[derive(Clone, Copy, Debug)]
pub struct Other {
    /// An account.
    pub account: i64,
    /// A contact at it.
    pub contact: i64,
    /// A user.
    pub user: i64,
}

/// A running server with two tenants. It stops, and its database goes, with this value.
#[derive(Debug)]
pub struct Server {
    /// Its database.
    pub database: Database,
    client: Client,
    host: Host,
}

/// Where the server runs.
#[derive(Debug)]
enum Host {
    /// In this process.
    Inside {
        runtime: Option<Runtime>,
        stop: Option<oneshot::Sender<()>>,
        stopped: Option<tokio::task::JoinHandle<()>>,
    },
    /// In a process of its own.
    Process { process: Program, program: Vec<String>, flags: Vec<String> },
}

impl Server {
    /// Starts one on a new database with tenants, users and tokens.
    pub fn start(kind: Kind) -> Server {
        Server::start_with(kind, &[])
    }

    /// The same with flags of `stratus serve`.
    pub fn start_with(kind: Kind, flags: &[&str]) -> Server {
        let database = Database::new(kind);
        people_of(&database);
        Server::serve(database, flags)
    }

    /// The same with so many invented accounts, and what belongs to them, in the first tenant.
    pub fn start_with_demo(kind: Kind, flags: &[&str], accounts: u32) -> Server {
        let database = Database::new(kind);
        people_of(&database);
        let settings = settings(&database, &[]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = App::open(&settings.place, &settings.common, &settings.http);
            let app = app.await.unwrap();
            app.seed(1, accounts, &|_| ()).await.unwrap();
            app.shutdown().await;
        });
        Server::serve(database, flags)
    }

    /// Starts one on a database that is there.
    pub fn serve(database: Database, flags: &[&str]) -> Server {
        let settings = settings(&database, flags);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (stop, stopping) = oneshot::channel::<()>();
        let (base, stopped) = runtime.block_on(async {
            let socket = listener::bind(settings.http.listen).await.unwrap();
            let base = format!("http://{}", socket.local_addr().unwrap());
            let app = App::open(&settings.place, &settings.common, &settings.http);
            let app = Arc::new(app.await.unwrap());
            app.must_be_migrated().await.unwrap();
            let url = settings.http.public_url.as_deref().unwrap_or(&base);
            let options = Options::of(&settings.http, url);
            let grace = Duration::from_millis(200);
            let terms = Terms { grace, ..Terms::of(&settings.http) };
            let tls = settings.http.tls_files().map(|files| Tls::open(files).unwrap());
            let router = Shell::new(Arc::clone(&app), &options).into_router();
            let stopped = tokio::spawn(async move {
                let stopping = async {
                    let _ = stopping.await;
                };
                listener::serve(socket, tls, router, stopping, &terms).await;
                app.shutdown().await;
            });
            (base, stopped)
        });
        Server {
            database,
            client: Client::new(base),
            host: Host::Inside { runtime: Some(runtime), stop: Some(stop), stopped: Some(stopped) },
        }
    }

    /// Starts `program` (the path of `stratus`, perhaps after the words of a wrapper) in a process
    /// of its own, on a new database with tenants, users and tokens.
    pub fn spawn(program: &[&str], kind: Kind, flags: &[&str]) -> Server {
        let database = Database::new(kind);
        people_of(&database);
        let process = serve_in_process(program, &database, flags);
        Server {
            client: Client::new(process.base.clone()),
            database,
            host: Host::Process {
                process,
                program: program.iter().map(|word| (*word).to_owned()).collect(),
                flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            },
        }
    }

    /// The process of a server that was spawned.
    fn process(&mut self) -> &mut Program {
        match &mut self.host {
            Host::Process { process, .. } => process,
            Host::Inside { .. } => panic!("this server has no process of its own"),
        }
    }

    /// The id of its process.
    pub fn process_id(&mut self) -> u32 {
        self.process().id()
    }

    /// Kills its process, as a power cut would.
    pub fn kill(&mut self) {
        self.process().kill();
    }

    /// Sends its process a signal by name, such as `TERM`.
    pub fn signal(&mut self, name: &str) {
        self.process().signal(name);
    }

    /// The exit code of its process, once it has ended by itself.
    pub fn code_within(&mut self, time: Duration) -> Option<i32> {
        self.process().code_within(time)
    }

    /// Starts its process again on the same database.
    pub fn restart(&mut self) {
        self.kill();
        if let Host::Process { process, program, flags } = &mut self.host {
            let program: Vec<&str> = program.iter().map(String::as_str).collect();
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            *process = serve_in_process(&program, &self.database, &flags);
            self.client = Client::new(process.base.clone());
        }
    }

    /// Sends a JSON request with a token; `None` when no answer came, as from a server that died.
    pub fn try_call(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Option<Answer> {
        let body = body.map(|body| serde_json::to_vec(body).unwrap());
        let headers = [("x-token", token), ("content-type", "application/json")];
        let count = if body.is_some() { 2 } else { 1 };
        self.client.try_send(method, path, &headers[..count], body.as_deref()).ok()
    }

    /// Sends a request as it is; `None` when no answer came.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Option<Answer> {
        self.client.try_send(method, path, headers, body).ok()
    }

    /// Where it listens.
    pub fn base(&self) -> &str {
        &self.client.base
    }

    /// Every request so far, with its answer.
    pub fn transcript(&self) -> Vec<Exchange> {
        self.client.transcript()
    }

    /// Sends a request as it is.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        self.client.send(method, path, headers, body)
    }

    /// Sends a JSON request with a token.
    pub fn call(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let body = body.map(|body| serde_json::to_vec(body).unwrap());
        let headers = [("x-token", token), ("content-type", "application/json")];
        let count = if body.is_some() { 2 } else { 1 };
        self.client.send(method, path, &headers[..count], body.as_deref())
    }

    /// Reads as the administrator.
    pub fn get(&self, path: &str) -> Answer {
        self.call(ADMIN, "GET", path, None)
    }

    /// Reads a list as the administrator; the parameters' values are encoded here.
    pub fn find(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        let encode = |value| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let pairs: Vec<String> =
            params.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.get(&format!("{path}?{}", pairs.join("&")))
    }

    /// Reads as the administrator with a mask.
    pub fn masked(&self, path: &str, mask: &str) -> Answer {
        self.client.send("GET", path, &[("x-token", ADMIN), ("x-fields", mask)], None)
    }

    /// Posts as the administrator.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(ADMIN, "POST", path, Some(body))
    }

    /// Puts as the administrator.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(ADMIN, "PUT", path, Some(body))
    }

    /// Deletes as the administrator.
    pub fn delete(&self, path: &str) -> Answer {
        self.call(ADMIN, "DELETE", path, None)
    }

    /// Creates something as the administrator; answers its id.
    pub fn create(&self, path: &str, body: &Value) -> i64 {
        self.post(path, body).expect(201)["id"].as_i64().unwrap()
    }

    /// Creates an account with the least that is needed, and `more`.
    pub fn account(&self, name: &str, more: Value) -> i64 {
        let mut body = json!({"name": name, "typeid": 1, "userid": 1});
        merge(&mut body, more);
        self.create("/accounts", &body)
    }

    /// Creates a contact with the least that is needed, and `more`.
    pub fn contact(&self, account: i64, name: &str, surname: &str, more: Value) -> i64 {
        let mut body = json!({"name": name, "surname": surname, "accountid": account});
        merge(&mut body, more);
        self.create("/contacts", &body)
    }

    /// Does what the operator does on the command line: by another connection, with no news to the
    /// server.
    pub fn operate(
        &self,
        act: impl Fn(&mut dyn Tx, &Context) -> Result<(), Problem> + Send + 'static,
    ) {
        let store = self.database.open();
        let context = context();
        let done: Result<(), Problem> = store.write_blocking(move |tx| act(tx, &context));
        done.unwrap();
        store.shutdown_blocking();
    }

    /// Statements that the API has run for a route since the start.
    pub fn statements(&self, route: &str) -> i64 {
        let told = self.send("GET", "/metrics", &[], None).text();
        let line = format!("stratus_request_statements_sum{{route=\"{route}\"}} ");
        let number = told.lines().find_map(|text| text.strip_prefix(&line));
        number.map_or(0, |number| number.parse::<f64>().unwrap() as i64)
    }

    /// Everything the database holds of a tenant, by table, but for when its users were seen.
    pub fn state(&self, tenant: i64) -> BTreeMap<String, Vec<String>> {
        let store = self.database.open();
        let state = store.read_blocking(move |tx| {
            let mut state = BTreeMap::new();
            for (name, table) in tx.schema()?.tables {
                let columns = table.columns.iter().map(|column| column.name.as_str());
                let columns: Vec<String> = columns
                    .filter(|column| (name.as_str(), *column) != ("users", "lastactive"))
                    .map(|column| format!("t.{column}"))
                    .collect();
                if !columns.iter().any(|column| column == "t.tenant") {
                    continue;
                }
                let (columns, first) = (columns.join(", "), tx.dialect().placeholder(1));
                let sql = format!("SELECT {columns} FROM {name} t WHERE t.tenant = {first}");
                let rows = tx.query(&sql, &[tenant.into()])?;
                let width = columns.split(", ").count();
                let text = |row: Row<'_>| {
                    let cells = (0..width).map(|place| format!("{:?}", row.cell(place)));
                    cells.collect::<Vec<_>>().join(" ")
                };
                let mut rows: Vec<String> = rows.iter().map(text).collect();
                rows.sort_unstable();
                state.insert(name, rows);
            }
            Ok::<_, StoreError>(state)
        });
        store.shutdown_blocking();
        state.unwrap()
    }

    /// Fills the second tenant, so that its ids are there to be guessed. Their numbers are higher
    /// than any that a test gives out in the first.
    pub fn fill_other(&self) -> Other {
        let create = |path: &str, body: Value| {
            self.call(STRANGER, "POST", path, Some(&body)).expect(201)["id"].as_i64().unwrap()
        };
        let mut account = 0;
        let mut contact = 0;
        for n in 0..60 {
            let name = format!("Främmande {n}");
            account = create("/accounts", json!({"name": name, "typeid": 1, "userid": 1}));
            let body = json!({"name": "Okänd", "surname": name, "accountid": account});
            contact = create("/contacts", body);
        }
        let mut user = 0;
        for n in 0..30 {
            let body = json!({
                "name": "Okänd", "surname": n.to_string(), "cellphone": "1", "title": "x",
                "roles": [{"id": 2}],
            });
            user = create("/users", body);
        }
        Other { account, contact, user }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Host::Inside { runtime, stop, stopped } = &mut self.host else { return };
        if let Some(stop) = stop.take() {
            let _ = stop.send(());
        }
        if let (Some(runtime), Some(stopped)) = (runtime.take(), stopped.take()) {
            let _ = runtime.block_on(stopped);
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

fn serve_in_process(program: &[&str], database: &Database, flags: &[&str]) -> Program {
    let files = database.files();
    let fixed =
        ["serve", "--listen", "127.0.0.1:0", "--log-level", "off", "--database", &database.url];
    // Tests ask more often than anybody should, all from one address.
    let rates = ["--rate-limit-token", "off", "--rate-limit-address", "off"];
    let rates = if flags.iter().any(|flag| flag.starts_with("--rate")) { &[][..] } else { &rates };
    let files = ["--files", files.as_str()];
    let elsewhere = flags.contains(&"--files");
    let files = if elsewhere { &[][..] } else { &files[..] };
    Program::start(program, &[&fixed[..], files, rates, flags].concat())
}

pub(crate) fn merge(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}

fn settings(database: &Database, flags: &[&str]) -> Settings {
    let files = database.files();
    let fixed = [
        "stratus",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log-level",
        "off",
        "--store-threads",
        "3",
        "--database",
        &database.url,
    ];
    let files = ["--files", files.as_str()];
    let elsewhere = flags.contains(&"--files");
    let files = if elsewhere { &[][..] } else { &files[..] };
    let words = fixed.iter().chain(files).chain(flags).map(Into::into).collect::<Vec<_>>();
    match cli::parse(words).unwrap().cli.command {
        Command::Serve(settings) => *settings,
        _ => unreachable!("it was asked to serve"),
    }
}

pub(crate) fn context() -> Context {
    Context::new(crm::RESOURCES, Collation::new("sv").unwrap())
}

/// Two tenants, each with an administrator; the first with a seller and a reader too.
fn people_of(database: &Database) {
    let store = database.open();
    let context = context();
    let made = store.write_blocking(move |tx| {
        for (tenant, name, users) in [
            (
                1,
                "Första AB",
                &[
                    ("Administrator", ADMIN, "Anna", "Admin"),
                    ("User", SELLER, "Sven", "Säljare"),
                    ("Read only", READER, "Rut", "Revisor"),
                ][..],
            ),
            (2, "Andra AB", &[("Administrator", STRANGER, "Okänd", "Admin")][..]),
        ] {
            let made = people::create_tenant(tx, &context, name, true, 0)?;
            assert_eq!(made, tenant);
            for (role, token, name, surname) in users {
                let user = NewUser {
                    tenant,
                    email: format!("{}@example.org", surname.to_lowercase()),
                    name: (*name).to_owned(),
                    surname: (*surname).to_owned(),
                    role: (*role).to_owned(),
                };
                let id = people::create_user(tx, &context, &user, 0)?;
                let user = format!("{tenant}/{id}");
                people::create_token(tx, &context, &user, token, None, None, 0)?;
            }
        }
        Ok::<(), Problem>(())
    });
    made.unwrap();
    store.shutdown_blocking();
}
