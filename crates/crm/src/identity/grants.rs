//! What users let clients do: authorization codes, and the tokens that come of them.
//!
//! A grant is a family. It begins with a code; access and refresh tokens belong to it, and end with
//! it. A code or a refresh token that is shown a second time is in two hands, so its grant ends.

use engine::access::{self, Scope};
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Record, Work};

use super::clients::{self, CLIENTS, Client, REFRESH};
use super::registering::redirect_matches;
use super::tokens::{self, NewToken, TOKENS, add_token};
use super::{by_hash, by_id};
use crate::users::USERS;

/// What a user has let a client do at one time.
pub static GRANTS: Resource = Resource {
    name: "grants",
    one: "grant",
    table: "grants",
    shape: &[
        id().doc("The grant's id."),
        reference("clientid", &CLIENTS).required().doc("The client."),
        reference("userid", &USERS).required().doc("The user."),
        text("scopes").required().doc("How far its tokens reach."),
        instant("created").doc("When it was granted."),
        integer("expires").required().doc("When the last of its tokens ends."),
        integer("revoked").doc("When it was revoked."),
    ],
    ..Resource::EMPTY
};

/// Codes that a client exchanges for the first tokens of a grant.
pub static CODES: Resource = Resource {
    name: "authorizationcodes",
    one: "authorization code",
    table: "authorization_codes",
    shape: &[
        id().doc("The code's id."),
        reference("grantid", &GRANTS).required().doc("The grant."),
        text("hash").required().doc("Hash of its text."),
        text("redirect").max(2048).doc("The address that was asked for, if one was."),
        text("challenge").required().doc("Hash of what the client keeps to itself (RFC 7636)."),
        integer("expires").required().doc("When it ends."),
        integer("used").doc("When it was shown."),
    ],
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    ..Resource::EMPTY
};

/// Tokens that bring new tokens. Each is shown once.
pub static REFRESH_TOKENS: Resource = Resource {
    name: "refreshtokens",
    one: "refresh token",
    table: "refresh_tokens",
    shape: &[
        id().doc("The token's id."),
        reference("grantid", &GRANTS).required().doc("The grant."),
        text("hash").required().doc("Hash of its text."),
        instant("created").doc("When it was issued."),
        integer("expires").required().doc("When it ends."),
        integer("used").doc("When it was shown."),
    ],
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    ..Resource::EMPTY
};

/// What users need not be asked again.
pub static CONSENTS: Resource = Resource {
    name: "consents",
    one: "consent",
    table: "consents",
    shape: &[
        id().doc("The consent's id."),
        reference("userid", &USERS).required().doc("The user."),
        reference("clientid", &CLIENTS).required().doc("The client."),
        text("scopes").required().doc("What the user agreed to."),
        instant("created").doc("When that was first."),
        instant("updated").doc("When that was last."),
    ],
    unique: &[Unique { columns: &["userid", "clientid"], property: "clientid" }],
    ..Resource::EMPTY
};

/// How long what is issued is valid, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// Codes.
    pub code: i64,
    /// Access tokens.
    pub access: i64,
    /// Refresh tokens, each from when it is issued.
    pub refresh: i64,
}

/// What a user has agreed to.
#[derive(Debug, Clone, Copy)]
pub struct Agreed<'a> {
    /// The user.
    pub user: i64,
    /// The scopes.
    pub scopes: &'a [Scope],
    /// The address that was asked for, if one was.
    pub redirect: Option<&'a str>,
    /// Hash of what the client keeps to itself.
    pub challenge: &'a str,
}

/// Tokens for a client.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The access token.
    pub access: String,
    /// How long it is valid, in milliseconds.
    pub lasts: i64,
    /// The refresh token.
    pub refresh: Option<String>,
    /// The scopes of the access token.
    pub scopes: String,
}

/// Why a client gets none, by the codes of RFC 6749, and in words for whoever writes the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// What it shows is not valid, or not its own.
    Grant(&'static str),
    /// It asks for more than there is.
    Scope(&'static str),
    /// It may not ask this way.
    Client(&'static str),
}

/// What came of asking.
pub type Outcome = Result<Issued, Refusal>;

/// Begins a grant; answers its code.
pub fn begin(
    work: &mut Work<'_>,
    client: &Client,
    agreed: &Agreed<'_>,
    lifetimes: Lifetimes,
) -> Result<String, Problem> {
    let expires = work.now + lifetimes.code;
    let grant = vec![
        ("clientid", Value::Int(client.id)),
        ("userid", Value::Int(agreed.user)),
        ("scopes", Scope::text(agreed.scopes).into()),
        ("expires", Value::Int(expires)),
    ];
    let grant = work.add(&GRANTS, grant)?;
    let code = access::secret("stratus_c_")?;
    let values = vec![
        ("grantid", Value::Int(grant)),
        ("hash", access::hash(&code).into()),
        ("redirect", agreed.redirect.into()),
        ("challenge", agreed.challenge.into()),
        ("expires", Value::Int(expires)),
    ];
    work.add(&CODES, values)?;
    Ok(code)
}

/// What a client shows to exchange a code.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// The code.
    pub code: &'a str,
    /// The address it asked for.
    pub redirect: Option<&'a str>,
    /// The hash of what it has kept to itself.
    pub challenge: &'a str,
}

/// Exchanges a code for tokens. Whatever comes of it, the code is used up.
pub fn redeem(
    work: &mut Work<'_>,
    client: &Client,
    shown: Shown<'_>,
    lifetimes: Lifetimes,
) -> Result<Outcome, Problem> {
    const NOT_VALID: Refusal = Refusal::Grant("The code is not valid.");
    let Some(code) = by_hash(work, &CODES, shown.code)? else { return Ok(Err(NOT_VALID)) };
    let Some(grant) = grant_of(work, &code)? else { return Ok(Err(NOT_VALID)) };
    if grant.int("clientid") != Some(client.id) {
        return Ok(Err(Refusal::Grant("The code was issued to another client.")));
    }
    if code.int("used").is_some() {
        revoke_all(work, Condition::Is("id", Value::Int(grant.id)))?;
        return Ok(Err(Refusal::Grant("The code was used before; its tokens are revoked.")));
    }
    work.set(&CODES, &[("used", Value::Int(work.now))], &by_id(code.id))?;
    if ended(&code, work.now) || grant.int("revoked").is_some() {
        return Ok(Err(Refusal::Grant("The code has expired.")));
    }
    if code.text("redirect").is_some() && code.text("redirect") != shown.redirect
        || code.text("redirect").is_none()
            && shown.redirect.is_some_and(|asked| !client_has(client, asked))
    {
        return Ok(Err(Refusal::Grant("redirect_uri is not the one the code was asked for with.")));
    }
    if code.text("challenge") != Some(shown.challenge) {
        return Ok(Err(Refusal::Grant("code_verifier does not fit the code's challenge.")));
    }
    let scopes = grant.text("scopes").unwrap_or_default().to_owned();
    issue(work, client, &grant, scopes, lifetimes)
}

fn client_has(client: &Client, asked: &str) -> bool {
    client.redirects.iter().any(|known| redirect_matches(known, asked))
}

/// Exchanges a refresh token for new tokens.
pub fn refresh(
    work: &mut Work<'_>,
    client: &Client,
    token: &str,
    scopes: Option<&[Scope]>,
    lifetimes: Lifetimes,
) -> Result<Outcome, Problem> {
    const NOT_VALID: Refusal = Refusal::Grant("The refresh token is not valid.");
    let Some(token) = by_hash(work, &REFRESH_TOKENS, token)? else { return Ok(Err(NOT_VALID)) };
    let Some(grant) = grant_of(work, &token)? else { return Ok(Err(NOT_VALID)) };
    if grant.int("clientid") != Some(client.id) {
        return Ok(Err(Refusal::Grant("The refresh token was issued to another client.")));
    }
    if grant.int("revoked").is_some() {
        return Ok(Err(Refusal::Grant("The refresh token is revoked.")));
    }
    if token.int("used").is_some() {
        revoke_all(work, Condition::Is("id", Value::Int(grant.id)))?;
        return Ok(Err(Refusal::Grant(
            "The refresh token was used before; all that came of its grant is revoked.",
        )));
    }
    if ended(&token, work.now) {
        return Ok(Err(Refusal::Grant("The refresh token has expired.")));
    }
    let granted = grant.text("scopes").unwrap_or_default().to_owned();
    let scopes = match scopes {
        None => granted,
        Some(asked) if asked.last().copied() > Scope::furthest(&granted) => {
            return Ok(Err(Refusal::Scope("The user has not granted this.")));
        }
        Some(asked) => Scope::text(asked),
    };
    work.set(&REFRESH_TOKENS, &[("used", Value::Int(work.now))], &by_id(token.id))?;
    issue(work, client, &grant, scopes, lifetimes)
}

/// Tokens for a client that acts by itself.
pub fn by_itself(
    work: &mut Work<'_>,
    client: &Client,
    scopes: &[Scope],
    lifetimes: Lifetimes,
) -> Result<Outcome, Problem> {
    let Some(user) = client.user else {
        return Ok(Err(Refusal::Client("The client has no user to act as.")));
    };
    if !is_active(work, user)? {
        return Ok(Err(Refusal::Client("The user that the client acts as is deactivated.")));
    }
    clients::used(work, client.id)?;
    let scopes = Scope::text(scopes);
    let access = tokens::new_secret()?;
    let new = NewToken {
        user,
        name: Some(&client.name),
        scopes: Some(&scopes),
        expires: Some(work.now + lifetimes.access),
        client: Some(client.id),
        grant: None,
    };
    add_token(work, &access, &new)?;
    Ok(Ok(Issued { access, lasts: lifetimes.access, refresh: None, scopes }))
}

fn issue(
    work: &mut Work<'_>,
    client: &Client,
    grant: &Record,
    scopes: String,
    lifetimes: Lifetimes,
) -> Result<Outcome, Problem> {
    let user = grant.int("userid").unwrap_or_default();
    if !is_active(work, user)? {
        return Ok(Err(Refusal::Grant("The user is deactivated.")));
    }
    clients::used(work, client.id)?;
    let mut ends = work.now + lifetimes.access;
    let access = tokens::new_secret()?;
    let new = NewToken {
        user,
        name: Some(&client.name),
        scopes: Some(&scopes),
        expires: Some(ends),
        client: Some(client.id),
        grant: Some(grant.id),
    };
    add_token(work, &access, &new)?;
    let refresh = match client.may(REFRESH) {
        false => None,
        true => {
            let refresh = access::secret("stratus_r_")?;
            let expires = work.now + lifetimes.refresh;
            ends = ends.max(expires);
            let values = vec![
                ("grantid", Value::Int(grant.id)),
                ("hash", access::hash(&refresh).into()),
                ("expires", Value::Int(expires)),
            ];
            work.add(&REFRESH_TOKENS, values)?;
            Some(refresh)
        }
    };
    work.set(&GRANTS, &[("expires", Value::Int(ends))], &by_id(grant.id))?;
    Ok(Ok(Issued { access, lasts: lifetimes.access, refresh, scopes }))
}

fn ended(row: &Record, now: i64) -> bool {
    row.int("expires").is_none_or(|expires| expires <= now)
}

fn is_active(work: &mut Work<'_>, user: i64) -> Result<bool, Problem> {
    Ok(work.value(&USERS, user, "active")? == Some(Value::Int(1)))
}

fn grant_of(work: &mut Work<'_>, row: &Record) -> Result<Option<Record>, Problem> {
    match row.int("grantid") {
        Some(grant) => work.load(&GRANTS, grant),
        None => Ok(None),
    }
}

/// Ends the grants for which a condition holds, and all that came of them.
pub fn revoke_all(work: &mut Work<'_>, which: Condition) -> Result<(), Problem> {
    let live = [which, Condition::Unset("revoked")];
    let grants = work.find(&GRANTS, &live)?;
    if grants.is_empty() {
        return Ok(());
    }
    work.set(&GRANTS, &[("revoked", Value::Int(work.now))], &live)?;
    tokens::revoke(work, Condition::OneOf("grantid", grants))
}

/// What a token that somebody asks about is (RFC 7662).
#[derive(Debug, Clone)]
pub struct Known {
    /// The client it was issued to; none when it was made by hand.
    pub client: Option<String>,
    /// The user it lets in, and the e-mail address.
    pub user: i64,
    /// See [`Known::user`].
    pub email: Option<String>,
    /// How far it reaches.
    pub scopes: String,
    /// When it was issued, in milliseconds since 1970.
    pub issued: Option<i64>,
    /// When it ends.
    pub expires: Option<i64>,
    /// Whether it is a refresh token.
    pub refresh: bool,
}

/// A token that is valid now and that the client may know of.
pub fn introspect(
    work: &mut Work<'_>,
    client: &Client,
    token: &str,
) -> Result<Option<Known>, Problem> {
    let (row, grant) = if let Some(row) = by_hash(work, &TOKENS, token)? {
        (row, None)
    } else if let Some(row) = by_hash(work, &REFRESH_TOKENS, token)? {
        let Some(grant) = grant_of(work, &row)? else { return Ok(None) };
        (row, Some(grant))
    } else {
        return Ok(None);
    };
    let of = grant.as_ref().unwrap_or(&row);
    let issued_to = of.int("clientid");
    let over = row.int("expires").is_some_and(|end| end <= work.now)
        || of.int("revoked").is_some()
        || grant.is_some() && row.int("used").is_some();
    if over || !(client.introspects || issued_to == Some(client.id)) {
        return Ok(None);
    }
    let user = of.int("userid").unwrap_or_default();
    let Some(person) = work.load(&USERS, user)?.filter(|it| it.int("active") == Some(1)) else {
        return Ok(None);
    };
    let identifier = match issued_to {
        Some(id) => work.load(&CLIENTS, id)?,
        None => None,
    };
    Ok(Some(Known {
        client: identifier.and_then(|row| row.text("identifier").map(str::to_owned)),
        user,
        email: person.text("email").map(str::to_owned),
        scopes: of.text("scopes").map_or_else(|| Scope::text(&Scope::ALL), str::to_owned),
        issued: row.int("created"),
        expires: row.int("expires"),
        refresh: grant.is_some(),
    }))
}

/// Revokes a token: an access token by itself, a refresh token with all that came of its grant.
/// Answers whether it was another client's, which leaves it as it is; one that is not known is
/// nobody's.
pub fn revoke(work: &mut Work<'_>, client: &Client, token: &str) -> Result<bool, Problem> {
    if let Some(row) = by_hash(work, &TOKENS, token)? {
        let own = row.int("clientid") == Some(client.id);
        if own {
            tokens::revoke(work, Condition::Is("id", Value::Int(row.id)))?;
        }
        return Ok(!own);
    }
    let Some(row) = by_hash(work, &REFRESH_TOKENS, token)? else { return Ok(false) };
    let Some(grant) = grant_of(work, &row)? else { return Ok(false) };
    let own = grant.int("clientid") == Some(client.id);
    if own {
        revoke_all(work, Condition::Is("id", Value::Int(grant.id)))?;
    }
    Ok(!own)
}

fn consent_of(work: &mut Work<'_>, user: i64, client: i64) -> Result<Option<Record>, Problem> {
    let own =
        [Condition::Is("userid", Value::Int(user)), Condition::Is("clientid", Value::Int(client))];
    Ok(work.load_all(&CONSENTS, &own)?.into_iter().next())
}

/// Whether a user has agreed to as much before.
pub fn consented(
    work: &mut Work<'_>,
    user: i64,
    client: i64,
    scopes: &[Scope],
) -> Result<bool, Problem> {
    let known = consent_of(work, user, client)?;
    let agreed = known.and_then(|row| Scope::furthest(row.text("scopes")?));
    Ok(agreed.is_some() && scopes.last().copied() <= agreed)
}

/// Remembers what a user has agreed to.
pub fn remember(
    work: &mut Work<'_>,
    user: i64,
    client: i64,
    scopes: &[Scope],
) -> Result<(), Problem> {
    let text = Value::from(Scope::text(scopes));
    match consent_of(work, user, client)? {
        Some(row) => {
            let draft = Draft::of(vec![("scopes", text)]);
            work.update(&CONSENTS, row.id, &draft, Errors::default())
        }
        None => {
            let values = vec![
                ("userid", Value::Int(user)),
                ("clientid", Value::Int(client)),
                ("scopes", text),
            ];
            work.add(&CONSENTS, values).map(drop)
        }
    }
}
