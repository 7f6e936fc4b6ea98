//! Who asks: tokens, sessions and what they allow.

mod vouched;

use crate::declare::{Operation, Resource, Writers};
use crate::problem::Problem;
use crate::store::Tx;
use http::HeaderMap;
use sha2::{Digest, Sha256};
pub use vouched::{Vouched, admit};

/// The role that may write look-up lists, users and settings.
pub const ADMINISTRATOR: &str = "Administrator";

/// The role that may only read.
pub const READ_ONLY: &str = "Read only";

/// The holder of a valid token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The organisation everything is bound to.
    pub tenant: i64,
    /// The user.
    pub user: i64,
    /// Whether the user is an administrator.
    pub administrator: bool,
    /// Whether the user may only read.
    pub read_only: bool,
}

/// The token a request carries: `X-Token`, else `Authorization: Bearer`.
pub fn token(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || {
        let (scheme, token) = text("authorization")?.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token)
    };
    text("x-token")
        .filter(|token| !token.trim().is_empty())
        .or_else(bearer)
        .map(|token| token.trim().to_owned())
        .filter(|token| !token.is_empty())
}

/// What is stored of a token. Tokens are long and random, so one round of a plain hash is enough.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// What a session is made from.
pub(crate) const TABLES: &[&str] = &["tokens", "users", "tenants", "user_roles", "roles"];

/// Finds the session of a token. This is the one question asked without a tenant, because its
/// answer is the tenant.
pub fn authenticate(tx: &mut dyn Tx, token: Option<&str>, now: i64) -> Result<Session, Problem> {
    let Some(token) = token else {
        return Err(Problem::Unauthorized(
            "Send a token in X-Token, or in Authorization as Bearer.",
        ));
    };
    let digest = Sha256::digest(token.as_bytes());
    let key = [&b"session:"[..], digest.as_slice()].concat();
    let found = match tx.memo().get::<(Session, Option<i64>)>(&key) {
        Some(found) => Some(found),
        None => {
            let found = look_up(tx, hex(&digest))?;
            if let Some(found) = found {
                tx.memo().keep(&key, found, TABLES);
            }
            found
        }
    };
    match found {
        Some((session, expires)) if expires.is_none_or(|expires| expires > now) => Ok(session),
        Some(_) => Err(Problem::Unauthorized("The token has expired.")),
        None => Err(Problem::Unauthorized("The token is not valid.")),
    }
}

fn look_up(tx: &mut dyn Tx, hash: String) -> Result<Option<(Session, Option<i64>)>, Problem> {
    let first = tx.dialect().placeholder(1);
    let rows = tx.query(
        &format!(
            "SELECT k.tenant, k.userid, k.expires FROM tokens k \
             JOIN users u ON u.tenant = k.tenant AND u.id = k.userid \
             JOIN tenants t ON t.id = k.tenant \
             WHERE k.hash = {first} AND k.revoked IS NULL AND t.revoked IS NULL AND u.active = 1"
        ),
        &[hash.into()],
    )?;
    let (Some(tenant), Some(user)) = (rows.int_at(0, 0), rows.int_at(0, 1)) else {
        return Ok(None);
    };
    let expires = rows.int_at(0, 2);
    let (administrator, read_only) = rights(tx, tenant, user)?;
    Ok(Some((Session { tenant, user, administrator, read_only }, expires)))
}

/// Whether the roles of a user make an administrator, or one who may only read.
fn rights(tx: &mut dyn Tx, tenant: i64, user: i64) -> Result<(bool, bool), Problem> {
    let first = tx.dialect().placeholder(1);
    let second = tx.dialect().placeholder(2);
    let rows = tx.query(
        &format!(
            "SELECT r.name FROM user_roles l JOIN roles r ON r.tenant = l.tenant AND r.id = l.roleid \
             WHERE l.tenant = {first} AND l.userid = {second}"
        ),
        &[tenant.into(), user.into()],
    )?;
    let has = |role: &str| rows.iter().any(|row| row.text(0) == Some(role));
    let administrator = has(ADMINISTRATOR);
    Ok((administrator, has(READ_ONLY) && !administrator))
}

impl Session {
    /// The server itself, at work for a tenant.
    pub const fn of_server(tenant: i64) -> Session {
        Session { tenant, user: 0, administrator: true, read_only: false }
    }

    /// Refuses an operation that the session's roles do not allow.
    pub fn may_call(&self, resource: &Resource, operation: &Operation) -> Result<(), Problem> {
        if !operation.writes() {
            return match operation.writers {
                Some(Writers::Administrators) if !self.administrator => {
                    Err(Problem::Forbidden("Only an administrator may see this."))
                }
                _ => Ok(()),
            };
        }
        self.may_write(operation.writers.unwrap_or(resource.writers))
    }

    /// Refuses to write what only others may write.
    pub fn may_write(&self, writers: Writers) -> Result<(), Problem> {
        if self.read_only {
            return Err(Problem::Forbidden("Your role may only read."));
        }
        match writers {
            Writers::Administrators if !self.administrator => {
                Err(Problem::Forbidden("Only an administrator may change this."))
            }
            _ => Ok(()),
        }
    }
}
