//! Callers whom somebody else vouches for.

use super::{Scope, Session, TABLES, authenticate, rights};
use crate::declare::{Operation, Resource};
use crate::problem::Problem;
use crate::store::Tx;

/// Somebody whose address another server has verified. That this is so was checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The folded e-mail address.
    pub email_fold: String,
    /// The only tenant whose user that can be; any when there is none.
    pub tenant: Option<i64>,
}

/// What a request shows to be let in.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The token, if there is one.
    pub(crate) token: Option<String>,
    /// Whom somebody else vouches for, or why not, where the token is theirs.
    pub(crate) vouched: Option<Result<Vouched, &'static str>>,
}

impl Shown {
    /// The session of who asks: of whom somebody vouches for, else of the token. Refuses an
    /// operation that it may not call.
    pub(crate) fn admit(
        &self,
        tx: &mut dyn Tx,
        resource: &Resource,
        operation: &Operation,
        now: i64,
    ) -> Result<Session, Problem> {
        let session = self.session(tx, now)?;
        session.may_call(resource, operation)?;
        Ok(session)
    }

    /// The session of who asks, whatever for.
    pub(crate) fn session(&self, tx: &mut dyn Tx, now: i64) -> Result<Session, Problem> {
        match &self.vouched {
            None => authenticate(tx, self.token.as_deref(), now),
            Some(Ok(vouched)) => recognise(tx, vouched),
            Some(Err(why)) => Err(Problem::InvalidToken(why)),
        }
    }
}

/// The session of the one active user who has the address.
fn recognise(tx: &mut dyn Tx, vouched: &Vouched) -> Result<Session, Problem> {
    let tenant = vouched.tenant.unwrap_or(0).to_be_bytes();
    let key = [&b"vouched:"[..], &tenant, vouched.email_fold.as_bytes()].concat();
    if let Some(session) = tx.memo().get::<Session>(&key) {
        return Ok(session);
    }
    let session = look_up(tx, vouched)?;
    tx.memo().keep(&key, session, TABLES);
    Ok(session)
}

/// Addresses are unique in a tenant only. Where several tenants have one, nobody can tell who is
/// meant.
fn look_up(tx: &mut dyn Tx, vouched: &Vouched) -> Result<Session, Problem> {
    let [first, second] = [1, 2].map(|n| tx.dialect().placeholder(n));
    // There are few tenants, and an index leads from each to its user.
    let mut sql = format!(
        "SELECT u.tenant, u.id FROM tenants t JOIN users u ON u.tenant = t.id \
         WHERE u.email_fold = {first} AND u.active = 1 AND t.revoked IS NULL"
    );
    let mut params = vec![vouched.email_fold.as_str().into()];
    if let Some(tenant) = vouched.tenant {
        sql.push_str(&format!(" AND t.id = {second}"));
        params.push(tenant.into());
    }
    let rows = tx.query(&sql, &params)?;
    match (rows.len(), rows.int_at(0, 0), rows.int_at(0, 1)) {
        (1, Some(tenant), Some(user)) => {
            let (administrator, read_only) = rights(tx, tenant, user)?;
            Ok(Session { tenant, user, token: 0, administrator, read_only, scope: Scope::Admin })
        }
        (0, ..) => Err(Problem::InvalidToken("No active user has the token's e-mail address.")),
        _ => {
            Err(Problem::InvalidToken("Users of several tenants have the token's e-mail address."))
        }
    }
}
