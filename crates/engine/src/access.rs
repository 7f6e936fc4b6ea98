//! Who asks: tokens, sessions and what they allow.

mod vouched;

use crate::declare::{Operation, Resource, Writers};
use crate::problem::Problem;
use crate::store::Tx;
use http::HeaderMap;
use sha2::{Digest, Sha256};
pub(crate) use vouched::Shown;
pub use vouched::Vouched;

/// The role that may write look-up lists, users and settings.
pub const ADMINISTRATOR: &str = "Administrator";

/// The role that may only read.
pub const READ_ONLY: &str = "Read only";

/// How far a token reaches, whatever its user may do. Each reaches as far as those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read.
    Read,
    /// Write what every user may write.
    Write,
    /// See and write what only administrators may.
    Admin,
}

impl Scope {
    /// All of them, from the nearest to the furthest.
    pub const ALL: [Scope; 3] = [Scope::Read, Scope::Write, Scope::Admin];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Admin => "admin",
        }
    }

    /// The scopes that a list names, such as `read write`, in their own order and each once. `None`
    /// when it names something else, or nothing.
    pub fn list(text: &str) -> Option<Vec<Scope>> {
        let named = |name: &str| Scope::ALL.into_iter().find(|scope| scope.name() == name);
        let mut found = text.split_ascii_whitespace().map(named).collect::<Option<Vec<Scope>>>()?;
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some(found)
    }

    /// How far a list of scopes reaches.
    pub fn furthest(text: &str) -> Option<Scope> {
        Scope::list(text)?.last().copied()
    }

    /// A list of scopes as text.
    pub fn text(scopes: &[Scope]) -> String {
        scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
    }
}

/// The holder of a valid token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The organisation everything is bound to.
    pub tenant: i64,
    /// The user.
    pub user: i64,
    /// The token's id; 0 where there is no row of one.
    pub token: i64,
    /// Whether the user is an administrator.
    pub administrator: bool,
    /// Whether the user may only read.
    pub read_only: bool,
    /// How far the token reaches.
    pub scope: Scope,
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

/// A new secret of a kind: long and random, so that it cannot be guessed.
pub fn secret(kind: &str) -> Result<String, Problem> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::Internal(format!("no randomness: {error}")))?;
    Ok(format!("{kind}{}", hex(&bytes)))
}

/// Whether there is such a tenant, and it is not shut out.
pub fn is_open(tx: &mut dyn Tx, tenant: i64) -> Result<bool, Problem> {
    let sql = format!(
        "SELECT 1 FROM tenants t WHERE t.id = {} AND t.revoked IS NULL",
        tx.dialect().placeholder(1)
    );
    Ok(!tx.query(&sql, &[tenant.into()])?.is_empty())
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
        Some(_) => Err(Problem::InvalidToken("The token has expired.")),
        None => Err(Problem::InvalidToken("The token is not valid.")),
    }
}

fn look_up(tx: &mut dyn Tx, hash: String) -> Result<Option<(Session, Option<i64>)>, Problem> {
    let first = tx.dialect().placeholder(1);
    let rows = tx.query(
        &format!(
            "SELECT k.tenant, k.userid, k.expires, k.id, k.scopes FROM tokens k \
             JOIN users u ON u.tenant = k.tenant AND u.id = k.userid \
             JOIN tenants t ON t.id = k.tenant \
             WHERE k.hash = {first} AND k.revoked IS NULL AND t.revoked IS NULL AND u.active = 1"
        ),
        &[hash.into()],
    )?;
    let (Some(tenant), Some(user)) = (rows.int_at(0, 0), rows.int_at(0, 1)) else {
        return Ok(None);
    };
    let (expires, token) = (rows.int_at(0, 2), rows.int_at(0, 3).unwrap_or_default());
    // A token without scopes is one of a person, who has all rights there are to it.
    let scope = match rows.row(0).text(4) {
        None => Scope::Admin,
        Some(list) => match Scope::furthest(list) {
            Some(scope) => scope,
            None => return Ok(None),
        },
    };
    let (administrator, read_only) = rights(tx, tenant, user)?;
    Ok(Some((Session { tenant, user, token, administrator, read_only, scope }, expires)))
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
        Session {
            tenant,
            user: 0,
            token: 0,
            administrator: true,
            read_only: false,
            scope: Scope::Admin,
        }
    }

    /// Whether it may do what only administrators may.
    pub fn administers(&self) -> bool {
        self.administrator && self.scope == Scope::Admin
    }

    /// Refuses an operation that the user's roles or the token's scope do not allow.
    pub fn may_call(&self, resource: &Resource, operation: &Operation) -> Result<(), Problem> {
        let callers = operation.callers(resource);
        if operation.writes() {
            return self.may_write(callers);
        }
        match callers {
            Writers::Everyone => self.reaches(Scope::Read),
            Writers::Administrators if self.administrator => self.reaches(Scope::Admin),
            Writers::Administrators => {
                Err(Problem::Forbidden("Only an administrator may see this."))
            }
        }
    }

    /// Refuses to write what only others may write.
    pub fn may_write(&self, writers: Writers) -> Result<(), Problem> {
        if self.read_only {
            return Err(Problem::Forbidden("Your role may only read."));
        }
        match writers {
            Writers::Everyone => self.reaches(Scope::Write),
            Writers::Administrators if self.administrator => self.reaches(Scope::Admin),
            Writers::Administrators => {
                Err(Problem::Forbidden("Only an administrator may change this."))
            }
        }
    }

    fn reaches(&self, needed: Scope) -> Result<(), Problem> {
        if self.scope < needed { Err(Problem::InsufficientScope(needed)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_scopes() {
        for (text, list) in [
            ("read", Some("read")),
            ("write read", Some("read write")),
            ("admin  admin", Some("admin")),
            ("", None),
            (" ", None),
            ("read all", None),
            ("Read", None),
        ] {
            assert_eq!(Scope::list(text).map(|found| Scope::text(&found)).as_deref(), list);
        }
        assert_eq!(Scope::furthest("write read"), Some(Scope::Write));
    }

    #[test]
    fn a_scope_restricts_what_a_role_allows() {
        let session = |administrator, read_only, scope| Session {
            administrator,
            read_only,
            scope,
            ..Session::of_server(1)
        };
        let verdict = |session: Session, writers| match session.may_write(writers) {
            Ok(()) => "may",
            Err(Problem::InsufficientScope(_)) => "scope",
            Err(_) => "role",
        };
        for (administrator, read_only, scope, everyone, administrators) in [
            (true, false, Scope::Admin, "may", "may"),
            (true, false, Scope::Write, "may", "scope"),
            (true, false, Scope::Read, "scope", "scope"),
            (false, false, Scope::Admin, "may", "role"),
            (false, false, Scope::Read, "scope", "role"),
            (false, true, Scope::Admin, "role", "role"),
        ] {
            let session = session(administrator, read_only, scope);
            assert_eq!(verdict(session, Writers::Everyone), everyone);
            assert_eq!(verdict(session, Writers::Administrators), administrators);
        }
    }
}
