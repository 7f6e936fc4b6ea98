//! Tokens: what a client shows to be let in.

use engine::access::{self, Scope};
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Work};
use serde_json::json;

use super::by_id;
use super::clients::CLIENTS;
use super::grants::GRANTS;
use crate::users::USERS;

/// Tokens. Only a hash of each is stored.
pub static TOKENS: Resource = Resource {
    name: "tokens",
    one: "token",
    table: "tokens",
    shape: SHAPE,
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    writers: Writers::Administrators,
    audited: true,
    operations: &[
        list("/tokens", "List tokens", LIST).writers(Writers::Administrators).extension(),
        report_by(Method::Post, "/tokens", "Create a token", CREATE).answers(201).extension(),
        read("/tokens/{id}", "Get a token", Locate::Id)
            .writers(Writers::Administrators)
            .extension(),
        special("/tokens/{id}", "Revoke a token", REVOKE).by(Method::Delete).extension(),
        list("/users/me/tokens", "List the tokens of the token's own user", OWN)
            .tag("users")
            .extension(),
        special("/users/me/tokens/{id}", "Revoke a token of the token's own user", REVOKE_OWN)
            .by(Method::Delete)
            .writers(Writers::Everyone)
            .tag("users")
            .extension(),
    ],
    ..Resource::EMPTY
};

const ITS_USER: Shape = &[
    id().doc("The user's id."),
    text("name").doc("First name."),
    text("surname").doc("Family name."),
    text("email").doc("E-mail address."),
];

const ITS_CLIENT: Shape = &[id().doc("The client's id."), text("name").doc("Its name.")];

static SHAPE: Shape = &[
    id().doc("The token's id."),
    reference("userid", &USERS).required().doc("Whose it is."),
    one("user", "userid", &USERS, ITS_USER).doc("Whose it is."),
    text("name").doc("What it is for."),
    text("scopes").doc("How far it reaches, such as `read write`; as far as its user when null."),
    reference("clientid", &CLIENTS).doc("Id of the client it was issued to."),
    one("client", "clientid", &CLIENTS, ITS_CLIENT)
        .doc("The client it was issued to; null when it was made by hand."),
    instant("created").doc("When it was made."),
    instant("expires").written().doc("When it ends by itself; never when null."),
    instant("lastused").doc("When it was last shown; written down once a minute."),
    instant("revoked").doc("When it was revoked."),
    text("hash").required().hidden().doc("Hash of its text."),
    reference("grantid", &GRANTS).doc("Id of the grant it comes from."),
];

const LIST: List = List {
    filters: &[
        equals("userid").doc("Of this user."),
        equals("clientid").doc("Issued to this client."),
    ],
    sorts: &[sort("id", "id")],
    default_sort: "id_desc",
    ..List::BY_NAME
};

const OWN: List = List {
    filters: &[],
    sorts: &[sort("id", "id")],
    default_sort: "id_desc",
    only: &[Condition::Caller("userid")],
    ..List::BY_NAME
};

const CREATE: Report = Report {
    one: "new token",
    shape: &[
        id().doc("The token's id."),
        text("token").doc("Its text, which is shown this once."),
        text("name").doc("What it is for."),
        text("scopes").doc("How far it reaches; as far as its user when null."),
    ],
    body: &[
        reference("userid", &USERS).required().doc("Whose it is."),
        text("name").doc("What it is for."),
        text("scopes")
            .doc("How far it reaches, such as `read write`; as far as its user when null."),
        instant("expires").written().doc("When it ends by itself; never when null."),
    ],
    writes: true,
    run: create_by_hand,
    ..Report::EMPTY
};

const REVOKE: Special =
    Special { run: revoke_one, writes: true, body: &[], answers: false, status: 204 };

const REVOKE_OWN: Special =
    Special { run: revoke_own, writes: true, body: &[], answers: false, status: 204 };

/// What a new token is made of.
#[derive(Debug, Clone, Default)]
pub struct NewToken<'a> {
    /// The user it lets in.
    pub user: i64,
    /// What it is for.
    pub name: Option<&'a str>,
    /// How far it reaches; as far as the user when there is none.
    pub scopes: Option<&'a str>,
    /// When it ends, in milliseconds since 1970.
    pub expires: Option<i64>,
    /// The client it is issued to.
    pub client: Option<i64>,
    /// The grant it comes from.
    pub grant: Option<i64>,
}

/// Adds a token whose text is `secret`; answers its id.
pub fn add_token(work: &mut Work<'_>, secret: &str, new: &NewToken<'_>) -> Result<i64, Problem> {
    let values = vec![
        ("userid", Value::Int(new.user)),
        ("name", new.name.into()),
        ("hash", access::hash(secret).into()),
        ("scopes", new.scopes.into()),
        ("expires", new.expires.into()),
        ("clientid", new.client.into()),
        ("grantid", new.grant.into()),
    ];
    work.add(&TOKENS, values)
}

/// The text of a new token.
pub fn new_secret() -> Result<String, Problem> {
    access::secret("stratus_")
}

fn create_by_hand(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let mut given = Record::new();
    for (column, value) in &input.draft.values {
        given.set(column, value.clone());
    }
    let mut errors = Errors::default();
    let user = given.int("userid").unwrap_or_default();
    if work.value(&USERS, user, "active")? != Some(Value::Int(1)) {
        errors.add("userid", "This user is deactivated.");
    }
    let scopes = scopes_of(&given, &mut errors);
    if given.int("expires").is_some_and(|end| end <= work.now) {
        errors.add("expires", "This must be in the future.");
    }
    errors.into_result()?;
    let secret = new_secret()?;
    let id = add_token(
        work,
        &secret,
        &NewToken {
            user,
            name: given.text("name"),
            scopes: scopes.as_deref(),
            expires: given.int("expires"),
            ..NewToken::default()
        },
    )?;
    let answer = json!({ "id": id, "token": secret, "name": given.text("name"), "scopes": scopes });
    Ok(Answer::one(answer).made(id))
}

/// The scopes of a row as they are stored; what names no scopes is reported.
pub(super) fn scopes_of(given: &Record, errors: &mut Errors) -> Option<String> {
    let text = given.text("scopes")?;
    let found = Scope::list(text);
    if found.is_none() {
        errors.add("scopes", "This must be one or more of read, write and admin, with spaces.");
    }
    found.map(|scopes| Scope::text(&scopes))
}

fn revoke_one(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    if work.find(&TOKENS, &by_id(id))?.is_empty() {
        return Err(work.missing(&TOKENS, id)?);
    }
    revoke(work, Condition::Is("id", Value::Int(id)))?;
    Ok(Outcome::Done)
}

fn revoke_own(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    let owner = work.value(&TOKENS, id, "userid")?;
    if owner != Some(Value::Int(work.session.user)) {
        return Err(work.missing(&TOKENS, id)?);
    }
    revoke(work, Condition::Is("id", Value::Int(id)))?;
    Ok(Outcome::Done)
}

/// Ends the tokens for which a condition holds, at once and everywhere: sessions are looked up anew
/// in whatever was committed.
pub fn revoke(work: &mut Work<'_>, which: Condition) -> Result<(), Problem> {
    let now = Value::Int(work.now);
    work.set(&TOKENS, &[("revoked", now)], &[which, Condition::Unset("revoked")]).map(drop)
}
