//! Clients: programs that may ask for tokens, by themselves or in the name of a user.

use engine::access::{self, Scope};
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Which, Work};
use serde_json::json;

use super::registering::{NewClient, check, register, rotate};
use super::{by_id, grants, read_lines, tokens};
use crate::users::USERS;

/// A client that can keep a secret.
pub const CONFIDENTIAL: &str = "confidential";

/// One that cannot: a program on somebody's own device, or in a browser.
pub const PUBLIC: &str = "public";

/// How a client may come by tokens.
pub const CODE: &str = "authorization_code";
/// See [`CODE`].
pub const REFRESH: &str = "refresh_token";
/// See [`CODE`].
pub const OWN: &str = "client_credentials";

/// Clients of the authorization server.
pub static CLIENTS: Resource = Resource {
    name: "clients",
    one: "client",
    table: "clients",
    shape: SHAPE,
    derived: &[key("name_key", "name")],
    unique: &[Unique { columns: &["identifier"], property: "client_id" }],
    audited: true,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: Some(after), hidden: None },
    operations: &[
        report_by(Method::Post, "/clients", "Register a client", CREATE).answers(201).extension(),
        list("/clients", "List clients", List { sorts: SORTS, ..List::BY_NAME })
            .writers(Writers::Administrators)
            .extension(),
        read("/clients/{id}", "Get a client", Locate::Id)
            .writers(Writers::Administrators)
            .extension(),
        update("/clients/{id}", "Change a client", Locate::Id).extension(),
        special("/clients/{id}", "Revoke a client", REVOKE).by(Method::Delete).extension(),
        report_by(Method::Post, "/clients/{id}/rotate", "Give a client a new secret", ROTATE)
            .extension(),
    ],
    ..Resource::EMPTY
};

const SORTS: &[Sort] = &[sort("name", "name_key"), sort("id", "id")];

static SHAPE: Shape = &[
    id().doc("The client's id."),
    text("client_id")
        .column("identifier")
        .required()
        .create_only()
        .doc("What it calls itself by when it asks for tokens."),
    text("name").required().doc("Its name, as users see it."),
    choice("type", &[CONFIDENTIAL, PUBLIC])
        .column("kind")
        .required()
        .create_only()
        .doc("Whether it can keep a secret."),
    reference("userid", &USERS)
        .shown()
        .doc("Id of the user it acts as when it asks for itself (client_credentials)."),
    texts("redirects").doc("Addresses that users may be sent back to; they are compared exactly."),
    texts("grants")
        .doc("How it may come by tokens: authorization_code, refresh_token, client_credentials."),
    text("scopes").required().doc("How far its tokens may reach at most, such as `read write`."),
    flag("introspects").default(0).doc("1 when it may ask about tokens of other clients."),
    flag("active").default(1).doc("1 while it may ask; 0 ends its tokens."),
    instant("created").doc("When it was registered."),
    instant("updated").doc("When it was last changed."),
    instant("lastused").doc("When it last came by a token."),
    instant("rotated").doc("When it was given its secret."),
    instant("former_until").doc("Until when the secret before that one is valid."),
    text("secret").column("secret_hash").assigned().hidden().doc("Hash of its secret."),
    text("former").column("former_hash").assigned().hidden().doc("Hash of the one before."),
];

/// What tells a new client's secret.
const TOLD: Shape = &[
    id().doc("The client's id."),
    text("client_id").doc("What it calls itself by when it asks for tokens."),
    text("client_secret").doc("Its secret, which is shown this once; null of a public client."),
    text("name").doc("Its name."),
];

const CREATE: Report = Report {
    one: "new client",
    shape: TOLD,
    body: &[
        text("name").required().doc("Its name, as users see it."),
        choice("type", &[CONFIDENTIAL, PUBLIC])
            .column("kind")
            .doc("Whether it can keep a secret; confidential when left out."),
        reference("userid", &USERS)
            .doc("Id of the user it acts as when it asks for itself (client_credentials)."),
        texts("redirects").doc("Addresses that users may be sent back to."),
        texts("grants").doc("How it may come by tokens; what fits the rest when left out."),
        text("scopes").doc("How far its tokens may reach at most; `read` when left out."),
        flag("introspects").doc("1 when it may ask about tokens of other clients."),
    ],
    writes: true,
    run: create,
    ..Report::EMPTY
};

const ROTATE: Report =
    Report { one: "new secret", shape: TOLD, writes: true, run: rotate_one, ..Report::EMPTY };

const REVOKE: Special =
    Special { run: revoke_one, writes: true, body: &[], answers: false, status: 204 };

/// A client that may ask.
#[derive(Debug, Clone)]
pub struct Client {
    /// The row's id.
    pub id: i64,
    /// What it calls itself by.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Whether it has no secret.
    pub public: bool,
    /// The user it acts as by itself.
    pub user: Option<i64>,
    /// Addresses that users may be sent back to.
    pub redirects: Vec<String>,
    /// How far its tokens may reach.
    pub scope: Scope,
    /// Whether it may ask about tokens of other clients.
    pub introspects: bool,
    grants: Vec<String>,
    secrets: [Option<String>; 2],
}

impl Client {
    fn of(row: &Record, now: i64) -> Client {
        let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
        let lines = |column: &str| read_lines(row.text(column));
        let former = row.int("former_until").is_some_and(|until| until > now);
        Client {
            id: row.id,
            identifier: text("identifier"),
            name: text("name"),
            public: row.text("kind") == Some(PUBLIC),
            user: row.int("userid"),
            redirects: lines("redirects"),
            scope: Scope::furthest(&text("scopes")).unwrap_or(Scope::Read),
            introspects: row.int("introspects") == Some(1),
            grants: lines("grants"),
            secrets: [
                row.text("secret_hash").map(str::to_owned),
                row.text("former_hash").filter(|_| former).map(str::to_owned),
            ],
        }
    }

    /// Whether it may come by tokens this way.
    pub fn may(&self, grant: &str) -> bool {
        self.grants.iter().any(|known| known == grant)
    }

    /// Whether a secret is its own. While one replaces another, both are.
    pub fn proves(&self, secret: &str) -> bool {
        // What is compared is hashes of what nobody can guess, so time tells nothing.
        let hash = access::hash(secret);
        self.secrets.iter().flatten().any(|known| *known == hash)
    }
}

/// The tenant that a client calls itself by belongs to.
pub fn tenant_of(identifier: &str) -> Option<i64> {
    let (tenant, _) = identifier.split_once('-')?;
    engine::work::path_number(tenant).filter(|tenant| *tenant > 0)
}

/// The client of that name, if it may ask.
pub fn named(work: &mut Work<'_>, identifier: &str) -> Result<Option<Client>, Problem> {
    let own = [Condition::Is("identifier", identifier.into()), Condition::Is("active", 1.into())];
    let found = work.records(&CLIENTS, &own, Which::All)?;
    Ok(found.first().map(|row| Client::of(row, work.now)))
}

/// Notes that a client came by a token.
pub(super) fn used(work: &mut Work<'_>, client: i64) -> Result<(), Problem> {
    let now = Value::Int(work.now);
    work.set(&CLIENTS, &[("lastused", now)], &by_id(client)).map(drop)
}

fn create(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let mut given = Record::new();
    for (column, value) in &input.draft.values {
        given.set(column, value.clone());
    }
    let text = |column: &str| given.text(column).map(str::to_owned);
    let lines = |column: &str| {
        matches!(given.get(column), Value::Text(_)).then(|| read_lines(given.text(column)))
    };
    let new = NewClient {
        name: text("name").unwrap_or_default(),
        public: given.text("kind") == Some(PUBLIC),
        user: given.int("userid"),
        redirects: lines("redirects").unwrap_or_default(),
        grants: lines("grants"),
        scopes: text("scopes"),
        introspects: given.int("introspects") == Some(1),
    };
    let made = register(work, &new)?;
    Ok(Answer::one(told(&made.identifier, made.secret, made.id, &new.name)).made(made.id))
}

fn told(identifier: &str, secret: Option<String>, id: i64, name: &str) -> serde_json::Value {
    json!({ "id": id, "client_id": identifier, "client_secret": secret, "name": name })
}

fn rotate_one(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let id = input.id("id")?;
    let Some(row) = work.load(&CLIENTS, id)? else {
        return Err(work.missing(&CLIENTS, id)?);
    };
    let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
    let secret = rotate(work, id, super::registering::OVERLAP)?;
    Ok(Answer::one(told(&text("identifier"), Some(secret), id, &text("name"))))
}

fn revoke_one(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    super::registering::revoke(work, input.id("id")?)?;
    Ok(Outcome::Done)
}

/// A client that may no longer ask has no tokens either.
fn after(work: &mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), Problem> {
    let was = before.is_some_and(|before| before.int("active") == Some(1));
    if was && now.int("active") == Some(0) {
        let its = || Condition::Is("clientid", Value::Int(now.id));
        tokens::revoke(work, its())?;
        grants::revoke_all(work, its())?;
    }
    Ok(())
}
