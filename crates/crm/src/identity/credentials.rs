//! What users prove by that they are who they say: passwords, second factors, recovery codes.

use engine::access;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Record, Work};

use super::{read_lines, sign_ins, written_lines};
use crate::users::USERS;

/// Credentials, one row a user who has any.
pub static CREDENTIALS: Resource = Resource {
    name: "credentials",
    one: "credential",
    table: "credentials",
    shape: &[
        id().doc("Its id."),
        reference("userid", &USERS).required().doc("Whose it is."),
        text("password").doc("Hash of the password, with how it was made."),
        integer("password_set").doc("When the password was set."),
        text("totp").doc("Secret of the second factor (RFC 6238), in base32."),
        text("totp_pending").doc("Such a secret that the user has not shown to have yet."),
        integer("totp_step").doc("The last time step whose code was shown; it is of no more use."),
        texts("recovery").doc("Hashes of codes to come in with without the second factor."),
    ],
    unique: &[Unique { columns: &["userid"], property: "userid" }],
    audited: true,
    ..Resource::EMPTY
};

/// What a user can prove by.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Hash of the password.
    pub password: Option<String>,
    /// Secret of the second factor.
    pub totp: Option<String>,
    /// Such a secret that the user has not shown to have yet.
    pub pending: Option<String>,
    /// How many recovery codes are left.
    pub recovery: usize,
}

/// The active user of an e-mail address, whatever its case.
pub fn user_of(work: &mut Work<'_>, email: &str) -> Result<Option<i64>, Problem> {
    let folded = engine::text::fold(email.trim()).into_owned();
    if folded.is_empty() {
        return Ok(None);
    }
    let all = [Condition::Is("email_fold", folded.into()), Condition::Is("active", Value::Int(1))];
    Ok(work.find(&USERS, &all)?.first().copied())
}

fn row_of(work: &mut Work<'_>, user: i64) -> Result<Option<Record>, Problem> {
    let own = [Condition::Is("userid", Value::Int(user))];
    Ok(work.load_all(&CREDENTIALS, &own)?.into_iter().next())
}

/// What a user can prove by.
pub fn of(work: &mut Work<'_>, user: i64) -> Result<Credentials, Problem> {
    let Some(row) = row_of(work, user)? else { return Ok(Credentials::default()) };
    let text = |column: &str| row.text(column).map(str::to_owned);
    Ok(Credentials {
        password: text("password"),
        totp: text("totp"),
        pending: text("totp_pending"),
        recovery: read_lines(row.text("recovery")).len(),
    })
}

fn set(
    work: &mut Work<'_>,
    user: i64,
    mut values: Vec<(&'static str, Value)>,
) -> Result<(), Problem> {
    match row_of(work, user)? {
        Some(row) => {
            let draft = Draft::of(values);
            work.update(&CREDENTIALS, row.id, &draft, Errors::default())
        }
        None => {
            values.push(("userid", Value::Int(user)));
            work.add(&CREDENTIALS, values).map(drop)
        }
    }
}

/// Sets the hash of a user's password, or takes the password away. Whoever has signed in with the
/// old one is signed out.
pub fn set_password(work: &mut Work<'_>, user: i64, hash: Option<&str>) -> Result<(), Problem> {
    let since = hash.map(|_| work.now);
    set(work, user, vec![("password", hash.into()), ("password_set", since.into())])?;
    sign_ins::end_all(work, user)
}

/// Keeps the secret of a second factor until the user shows to have it.
pub fn propose_totp(work: &mut Work<'_>, user: i64, secret: &str) -> Result<(), Problem> {
    set(work, user, vec![("totp_pending", secret.into())])
}

/// Puts the proposed second factor in force, whose code of a time step was shown; answers recovery
/// codes, which are shown this once.
pub fn accept_totp(work: &mut Work<'_>, user: i64, step: i64) -> Result<Vec<String>, Problem> {
    let Some(secret) = of(work, user)?.pending else {
        return Err(Problem::Bad("No second factor was proposed.".to_owned()));
    };
    let codes = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| access::hash(code)).collect();
    let values = vec![
        ("totp", secret.into()),
        ("totp_pending", Value::Null),
        ("totp_step", Value::Int(step)),
        ("recovery", written_lines(&hashes)),
    ];
    set(work, user, values)?;
    Ok(codes)
}

/// Takes a user's second factor away.
pub fn remove_totp(work: &mut Work<'_>, user: i64) -> Result<(), Problem> {
    let names = ["totp", "totp_pending", "totp_step", "recovery"];
    set(work, user, names.map(|name| (name, Value::Null)).to_vec())
}

/// Whether the code of a time step may still be shown; after that it may not.
pub fn use_step(work: &mut Work<'_>, user: i64, step: i64) -> Result<bool, Problem> {
    let own = [Condition::Is("userid", Value::Int(user))];
    let fresh = Condition::Any(vec![
        Condition::Unset("totp_step"),
        Condition::Below("totp_step", Value::Int(step)),
    ]);
    let all = [own.as_slice(), &[fresh]].concat();
    Ok(work.set(&CREDENTIALS, &[("totp_step", Value::Int(step))], &all)? == 1)
}

/// How many recovery codes a user gets.
const RECOVERY_CODES: usize = 10;

/// A recovery code: 80 random bits, to be copied by hand.
fn recovery_code() -> Result<String, Problem> {
    let random = access::secret("")?;
    let part = |start: usize| random.get(start..start + 5).unwrap_or_default();
    Ok([part(0), part(5), part(10), part(15)].join("-"))
}

/// Whether a recovery code is one of the user's; after that it is not.
pub fn use_recovery(work: &mut Work<'_>, user: i64, code: &str) -> Result<bool, Problem> {
    let Some(row) = row_of(work, user)? else { return Ok(false) };
    let hash = access::hash(&code.trim().to_lowercase());
    let mut left = read_lines(row.text("recovery"));
    let before = left.len();
    left.retain(|known| *known != hash);
    if left.len() == before {
        return Ok(false);
    }
    set(work, user, vec![("recovery", written_lines(&left))])?;
    Ok(true)
}
