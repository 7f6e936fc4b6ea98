//! Tenants, users and tokens, as the command line manages them.
use std::fmt;
use std::str::FromStr;

use crm::demo::load;
use crm::identity::tokens::{NewToken, add_token};
use crm::identity::{self, NewClient, Registered, credentials};
use engine::access;
use engine::declare::Source;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::{Row, Rows, Tx, Value};
use engine::work::{Context, Event, Work};
use jiff::Timestamp;

use crate::app::{NewUser, Tenant, Token, User};

/// A row of any tenant, written `TENANT/ID`; `ID` alone will do while there is one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowId {
    /// The tenant, if it was named.
    pub tenant: Option<i64>,
    /// The row's id in its tenant.
    pub id: i64,
}

impl FromStr for RowId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|id: &i64| *id > 0);
        let found = match text.split_once('/') {
            None => number(text).map(|id| Self { tenant: None, id }),
            Some((tenant, id)) => {
                number(tenant).zip(number(id)).map(|(tenant, id)| Self { tenant: Some(tenant), id })
            }
        };
        found.ok_or_else(|| "an id is a number, or TENANT/ID".to_owned())
    }
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tenant {
            Some(tenant) => write!(f, "{tenant}/{}", self.id),
            None => write!(f, "{}", self.id),
        }
    }
}

/// What a new tenant has from the start, so that its first account can be created.
const ROLES: [&str; 3] = [access::ADMINISTRATOR, "User", access::READ_ONLY];
const ACCOUNT_TYPES: [(&str, i64, i64); 3] =
    [("Customer", 1, 0), ("Prospect", 0, 1), ("Other", 0, 0)];

/// Adds a tenant; with its roles, and with account types unless something else brings them.
pub fn create_tenant(
    tx: &mut dyn Tx,
    context: &Context,
    name: &str,
    types: bool,
    now: i64,
) -> Result<i64, Problem> {
    let last = tx.query("SELECT max(t.id) FROM tenants t", &[])?;
    let id = last.int_at(0, 0).unwrap_or(0) + 1;
    let [a, b, c] = [1, 2, 3].map(|n| tx.dialect().placeholder(n));
    tx.execute(
        &format!("INSERT INTO tenants (id, name, created) VALUES ({a}, {b}, {c})"),
        &[id.into(), name.into(), now.into()],
    )?;
    let mut work = load::work(tx, context, id, now);
    note_tenant(&mut work, "created")?;
    for role in ROLES {
        work.add(&crm::ROLES, vec![("name", role.into())])?;
    }
    let types = ACCOUNT_TYPES.iter().filter(|_| types).enumerate();
    for (place, (name, customer, prospect)) in types {
        let values = vec![
            ("name", (*name).into()),
            ("sortorder", Value::Int(place as i64)),
            ("isdefault", Value::Int(i64::from(place == 0))),
            ("typeiscustomer", Value::Int(*customer)),
            ("typeisprospect", Value::Int(*prospect)),
        ];
        work.add(&crm::ACCOUNT_TYPES, values)?;
    }
    Ok(id)
}

/// The text of a column; empty when there is none.
fn text(row: &Row<'_>, at: usize) -> String {
    row.text(at).unwrap_or_default().to_owned()
}

/// All tenants.
pub fn tenants(tx: &mut dyn Tx) -> Result<Vec<Tenant>, Problem> {
    let rows = tx.query("SELECT t.id, t.name, t.revoked FROM tenants t ORDER BY t.id", &[])?;
    Ok(rows
        .iter()
        .map(|row| Tenant {
            id: row.int(0).unwrap_or_default(),
            name: text(&row, 1),
            revoked: !row.is_null(2),
        })
        .collect())
}

/// Tenants are no resource, so what happens to them is noted here.
fn note_tenant(work: &mut Work<'_>, what: &str) -> Result<(), Problem> {
    let subject = Some(work.session.tenant);
    work.note(&Event { what, kind: "tenants", subject, ..Event::default() })
}

/// Shuts a tenant out. Fails when there is no such tenant.
pub fn revoke_tenant(tx: &mut dyn Tx, context: &Context, id: i64, now: i64) -> Result<(), Problem> {
    let [a, b] = [1, 2].map(|n| tx.dialect().placeholder(n));
    let changed = tx.execute(
        &format!("UPDATE tenants SET revoked = {a} WHERE id = {b} AND revoked IS NULL"),
        &[now.into(), id.into()],
    )?;
    if changed > 0 {
        return note_tenant(&mut load::work(tx, context, id, now), "revoked");
    }
    match tenants(tx)?.iter().any(|tenant| tenant.id == id) {
        true => Ok(()),
        false => Err(Problem::NotFound(format!("There is no tenant {id}."))),
    }
}

/// How a user's draft names roles.
static GRANTED: Source = Source::Linked(&crm::USER_ROLES);

/// Adds a user with one role.
pub fn create_user(
    tx: &mut dyn Tx,
    context: &Context,
    user: &NewUser,
    now: i64,
) -> Result<i64, Problem> {
    if !tenants(tx)?.iter().any(|tenant| tenant.id == user.tenant) {
        return Err(Problem::NotFound(format!("There is no tenant {}.", user.tenant)));
    }
    tx.lock(user.tenant)?;
    let mut work = load::work(tx, context, user.tenant, now);
    let named = [Condition::Is("name", user.role.as_str().into())];
    let Some(role) = work.find(&crm::ROLES, &named)?.first().copied() else {
        return Err(Problem::NotFound(format!("There is no role {}.", user.role)));
    };
    let values = vec![
        ("email", user.email.as_str().into()),
        ("name", user.name.as_str().into()),
        ("surname", user.surname.as_str().into()),
        ("active", Value::Int(1)),
    ];
    let links = vec![(&GRANTED, vec![role])];
    let draft = Draft { values, links, ..Draft::default() };
    work.create(&crm::USERS, &draft, Errors::default())
}

/// All users, or a tenant's.
pub fn users(tx: &mut dyn Tx, tenant: Option<i64>) -> Result<Vec<User>, Problem> {
    let roles = tx.query(
        "SELECT l.tenant, l.userid, r.name FROM user_roles l \
         JOIN roles r ON r.tenant = l.tenant AND r.id = l.roleid ORDER BY l.roleid",
        &[],
    )?;
    let role_of = |tenant: i64, user: i64| {
        let theirs = roles.iter().filter(|r| (r.int(0), r.int(1)) == (Some(tenant), Some(user)));
        theirs.filter_map(|row| row.text(2)).collect::<Vec<_>>().join(", ")
    };
    let rows = tx.query(
        "SELECT u.id, u.tenant, u.email, u.name, u.surname, u.active FROM users u \
         ORDER BY u.tenant, u.id",
        &[],
    )?;
    Ok(rows
        .iter()
        .filter(|row| tenant.is_none() || row.int(1) == tenant)
        .map(|row| {
            let (id, tenant) = (row.int(0).unwrap_or_default(), row.int(1).unwrap_or_default());
            User {
                id: RowId { tenant: Some(tenant), id },
                email: text(&row, 2),
                name: text(&row, 3),
                surname: text(&row, 4),
                role: role_of(tenant, id),
                revoked: row.int(5) != Some(1),
            }
        })
        .collect())
}

/// The row that was meant: `rows` hold tenants and ids that fit.
fn only(rows: &Rows, what: &str) -> Result<(i64, i64), Problem> {
    match (rows.len(), rows.int_at(0, 0), rows.int_at(0, 1)) {
        (1, Some(tenant), Some(id)) => Ok((tenant, id)),
        (0, ..) => Err(Problem::NotFound(format!("There is no {what}."))),
        _ => Err(Problem::Bad(format!(
            "Several tenants have a {what}. Name the one you mean as TENANT/ID."
        ))),
    }
}

fn by_id(tx: &mut dyn Tx, table: &str, what: &str, wanted: RowId) -> Result<(i64, i64), Problem> {
    let [a, b] = [1, 2].map(|n| tx.dialect().placeholder(n));
    let rows = match wanted.tenant {
        None => tx.query(
            &format!("SELECT t.tenant, t.id FROM {table} t WHERE t.id = {a}"),
            &[wanted.id.into()],
        )?,
        Some(tenant) => tx.query(
            &format!("SELECT t.tenant, t.id FROM {table} t WHERE t.tenant = {a} AND t.id = {b}"),
            &[tenant.into(), wanted.id.into()],
        )?,
    };
    only(&rows, &format!("{what} {wanted}"))
}

/// A user named by e-mail address, id or `TENANT/ID`.
fn user_named(tx: &mut dyn Tx, name: &str) -> Result<(i64, i64), Problem> {
    if let Ok(id) = name.parse() {
        return by_id(tx, "users", "user", id);
    }
    let a = tx.dialect().placeholder(1);
    let rows = tx.query(
        &format!("SELECT u.tenant, u.id FROM users u WHERE u.email_fold = {a}"),
        &[engine::text::fold(name).into_owned().into()],
    )?;
    only(&rows, &format!("user {name}"))
}

/// Deactivates a user, which ends the tokens.
pub fn revoke_user(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: RowId,
    now: i64,
) -> Result<(), Problem> {
    let (tenant, id) = by_id(tx, "users", "user", wanted)?;
    tx.lock(tenant)?;
    let mut work = load::work(tx, context, tenant, now);
    let draft = Draft::of(vec![("active", Value::Int(0))]);
    work.update(&crm::USERS, id, &draft, Errors::default())
}

/// What a new token is for, how far it reaches and when it ends.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// What it is for.
    pub name: Option<String>,
    /// How far it reaches; as far as its user when there is nothing.
    pub scopes: Option<String>,
    /// When it ends by itself.
    pub expires: Option<Timestamp>,
}

/// Adds a token of a user that reaches as far as the user does.
pub fn create_token(
    tx: &mut dyn Tx,
    context: &Context,
    user: &str,
    secret: &str,
    name: Option<&str>,
    expires: Option<Timestamp>,
    now: i64,
) -> Result<(), Problem> {
    let terms = Terms { name: name.map(str::to_owned), scopes: None, expires };
    create_token_of(tx, context, user, secret, &terms, now)
}

/// Adds a token of a user.
pub fn create_token_of(
    tx: &mut dyn Tx,
    context: &Context,
    user: &str,
    secret: &str,
    terms: &Terms,
    now: i64,
) -> Result<(), Problem> {
    let (mut work, id) = work_of_user(tx, context, user, now)?;
    if work.value(&crm::USERS, id, "active")? != Some(Value::Int(1)) {
        return Err(Problem::Bad(format!("The user {user} is deactivated.")));
    }
    let new = NewToken {
        user: id,
        name: terms.name.as_deref(),
        scopes: terms.scopes.as_deref(),
        expires: terms.expires.map(Timestamp::as_millisecond),
        ..NewToken::default()
    };
    add_token(&mut work, secret, &new).map(drop)
}

/// A transaction of a user's tenant that writes, and the user's id.
fn work_of_user<'a>(
    tx: &'a mut dyn Tx,
    context: &'a Context,
    user: &str,
    now: i64,
) -> Result<(Work<'a>, i64), Problem> {
    let (tenant, id) = user_named(tx, user)?;
    tx.lock(tenant)?;
    Ok((load::work(tx, context, tenant, now), id))
}

/// The open tenants that have an active user of an e-mail address.
pub fn tenants_of(tx: &mut dyn Tx, email: &str) -> Result<Vec<i64>, Problem> {
    let a = tx.dialect().placeholder(1);
    let sql = format!(
        "SELECT u.tenant FROM users u WHERE u.email_fold = {a} AND u.active = 1 \
         AND u.tenant IN (SELECT t.id FROM tenants t WHERE t.revoked IS NULL) ORDER BY u.tenant"
    );
    let rows = tx.query(&sql, &[engine::text::fold(email.trim()).into_owned().into()])?;
    Ok(rows.iter().filter_map(|row| row.int(0)).collect())
}

/// The e-mail address of a user named by it or by id; empty when there is none.
pub fn email_of(tx: &mut dyn Tx, user: &str) -> Result<String, Problem> {
    let (tenant, id) = user_named(tx, user)?;
    let [a, b] = [1, 2].map(|n| tx.dialect().placeholder(n));
    let sql = format!("SELECT u.email FROM users u WHERE u.tenant = {a} AND u.id = {b}");
    let rows = tx.query(&sql, &[tenant.into(), id.into()])?;
    let email = rows.iter().next().and_then(|row| row.text(0).map(str::to_owned));
    Ok(email.unwrap_or_default())
}

/// Sets the hash of a user's password, or takes the password away.
pub fn set_password(
    tx: &mut dyn Tx,
    context: &Context,
    user: &str,
    hash: Option<&str>,
    now: i64,
) -> Result<(), Problem> {
    let (mut work, id) = work_of_user(tx, context, user, now)?;
    if work.value(&crm::USERS, id, "email")?.is_none_or(|email| email == Value::Null) {
        let text = format!("The user {user} has no e-mail address to sign in with.");
        return Err(Problem::Bad(text));
    }
    credentials::set_password(&mut work, id, hash)
}

/// Puts a second factor in force; answers the user's e-mail address and recovery codes.
pub fn set_second_factor(
    tx: &mut dyn Tx,
    context: &Context,
    user: &str,
    secret: &str,
    now: i64,
) -> Result<(String, Vec<String>), Problem> {
    let email = email_of(tx, user)?;
    let (mut work, id) = work_of_user(tx, context, user, now)?;
    credentials::propose_totp(&mut work, id, secret)?;
    // No code was shown yet, so that of now is still good.
    let codes = credentials::accept_totp(&mut work, id, 0)?;
    Ok((email, codes))
}

/// Takes a user's second factor away.
pub fn remove_second_factor(
    tx: &mut dyn Tx,
    context: &Context,
    user: &str,
    now: i64,
) -> Result<(), Problem> {
    let (mut work, id) = work_of_user(tx, context, user, now)?;
    credentials::remove_totp(&mut work, id)
}

/// A client, for people to read.
#[derive(Debug)]
pub struct Client {
    /// Its id and tenant.
    pub id: RowId,
    /// What it calls itself by.
    pub identifier: String,
    /// Its name.
    pub name: String,
    /// Whether it can keep a secret.
    pub kind: String,
    /// How far its tokens may reach.
    pub scopes: String,
    /// When it last came by a token.
    pub used: Option<Timestamp>,
    /// Whether it was ended.
    pub revoked: bool,
}

/// Registers a client.
pub fn create_client(
    tx: &mut dyn Tx,
    context: &Context,
    tenant: i64,
    user: Option<&str>,
    new: &NewClient,
    now: i64,
) -> Result<Registered, Problem> {
    if !access::is_open(tx, tenant)? {
        return Err(Problem::NotFound(format!("There is no tenant {tenant} that is active.")));
    }
    let user = match user.map(|user| user_in(tx, tenant, user)).transpose()? {
        Some((of, id)) if of == tenant => Some(id),
        Some(_) => return Err(Problem::Bad("The user belongs to another tenant.".to_owned())),
        None => None,
    };
    tx.lock(tenant)?;
    let mut work = load::work(tx, context, tenant, now);
    identity::register(&mut work, &NewClient { user, ..new.clone() })
}

/// A user named by e-mail address or id, where a bare id is of this tenant.
fn user_in(tx: &mut dyn Tx, tenant: i64, name: &str) -> Result<(i64, i64), Problem> {
    match name.parse() {
        Ok(RowId { tenant: None, id }) => user_named(tx, &format!("{tenant}/{id}")),
        _ => user_named(tx, name),
    }
}

/// All clients, or a tenant's.
pub fn clients(tx: &mut dyn Tx, tenant: Option<i64>) -> Result<Vec<Client>, Problem> {
    let rows = tx.query(
        "SELECT c.tenant, c.id, c.identifier, c.name, c.kind, c.scopes, c.lastused, c.active \
         FROM clients c ORDER BY c.tenant, c.id",
        &[],
    )?;
    Ok(rows
        .iter()
        .filter(|row| tenant.is_none() || row.int(0) == tenant)
        .map(|row| Client {
            id: RowId { tenant: row.int(0), id: row.int(1).unwrap_or_default() },
            identifier: text(&row, 2),
            name: text(&row, 3),
            kind: text(&row, 4),
            scopes: text(&row, 5),
            used: row.int(6).and_then(|at| Timestamp::from_millisecond(at).ok()),
            revoked: row.int(7) != Some(1),
        })
        .collect())
}

/// Gives a client a new secret; the one it had stays valid for a while.
pub fn rotate_client(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: RowId,
    overlap: std::time::Duration,
    now: i64,
) -> Result<String, Problem> {
    let (tenant, id) = by_id(tx, "clients", "client", wanted)?;
    tx.lock(tenant)?;
    let overlap = i64::try_from(overlap.as_millis()).unwrap_or(i64::MAX);
    identity::rotate(&mut load::work(tx, context, tenant, now), id, overlap)
}

/// Ends a client and its tokens.
pub fn revoke_client(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: RowId,
    now: i64,
) -> Result<(), Problem> {
    let (tenant, id) = by_id(tx, "clients", "client", wanted)?;
    tx.lock(tenant)?;
    identity::revoke_client(&mut load::work(tx, context, tenant, now), id)
}

/// The first active administrator of the work's tenant.
pub fn administrator(work: &mut Work<'_>) -> Result<i64, Problem> {
    let role = Condition::Within {
        own: "roleid",
        table: "roles",
        select: "id",
        all: vec![Condition::Is("name", access::ADMINISTRATOR.into())],
    };
    let granted =
        Condition::Within { own: "id", table: "user_roles", select: "userid", all: vec![role] };
    let active = Condition::Is("active", Value::Int(1));
    let found = work.find(&crm::USERS, &[granted, active])?;
    found
        .first()
        .copied()
        .ok_or_else(|| Problem::NotFound("The tenant has no active administrator.".to_owned()))
}

/// All tokens, or a user's.
pub fn tokens(tx: &mut dyn Tx, user: Option<&str>, now: i64) -> Result<Vec<Token>, Problem> {
    let wanted = user.map(|user| user_named(tx, user)).transpose()?;
    let rows = tx.query(
        "SELECT k.tenant, k.id, u.email, k.name, k.expires, k.revoked, k.userid, k.scopes, \
         k.lastused FROM tokens k \
         JOIN users u ON u.tenant = k.tenant AND u.id = k.userid ORDER BY k.tenant, k.id",
        &[],
    )?;
    Ok(rows
        .iter()
        .filter(|row| wanted.is_none() || wanted == row.int(0).zip(row.int(6)))
        .map(|row| Token {
            id: RowId { tenant: row.int(0), id: row.int(1).unwrap_or_default() },
            user: text(&row, 2),
            name: text(&row, 3),
            scopes: text(&row, 7),
            used: row.int(8).and_then(|at| Timestamp::from_millisecond(at).ok()),
            expires: row.int(4).and_then(|at| Timestamp::from_millisecond(at).ok()),
            revoked: !row.is_null(5) || row.int(4).is_some_and(|at| at <= now),
        })
        .collect())
}

/// Ends a token.
pub fn revoke_token(
    tx: &mut dyn Tx,
    context: &Context,
    wanted: RowId,
    now: i64,
) -> Result<(), Problem> {
    let (tenant, id) = by_id(tx, "tokens", "token", wanted)?;
    tx.lock(tenant)?;
    let mut work = load::work(tx, context, tenant, now);
    identity::tokens::revoke(&mut work, Condition::Is("id", Value::Int(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_tenant() {
        let read = |text: &str| text.parse::<RowId>().map(|id| (id.tenant, id.id)).ok();
        assert_eq!(read("7"), Some((None, 7)));
        assert_eq!(read("2/7"), Some((Some(2), 7)));
        for wrong in ["", "x", "2/", "/7", "2/x", "-1", "0", "1/2/3"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
