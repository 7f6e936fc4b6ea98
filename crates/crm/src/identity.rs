//! Who may come in, and what programs may do in their name: passwords and second factors,
//! sign-ins, clients of the authorization server, what was granted to them, and the tokens of it.
//!
//! Secrets are random and long; of each only a hash is stored. What the functions here refuse they
//! refuse with a value, not with a [`Problem`], wherever a refusal must be remembered too: the
//! transaction is committed all the same.

pub mod clients;
pub mod credentials;
mod forget;
pub mod grants;
mod registering;
pub mod sign_ins;
pub mod tokens;

use engine::declare::Resource;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::body::stored_lines;
use engine::store::Value;
use engine::work::{Record, Which, Work};

pub use forget::forget;
pub use registering::{
    NewClient, OVERLAP, Registered, redirect_matches, register, revoke as revoke_client, rotate,
};

/// Everything of this part that a user could come in by ends.
pub(crate) fn shut_out(work: &mut Work<'_>, user: i64) -> Result<(), Problem> {
    tokens::revoke(work, Condition::Is("userid", Value::Int(user)))?;
    grants::revoke_all(work, Condition::Is("userid", Value::Int(user)))?;
    sign_ins::end_all(work, user)
}

/// The row whose column holds a hash of a secret.
fn by_hash(
    work: &mut Work<'_>,
    resource: &Resource,
    secret: &str,
) -> Result<Option<Record>, Problem> {
    let hash = engine::access::hash(secret);
    let found = work.records(resource, &[Condition::Is("hash", hash.into())], Which::All)?;
    Ok(found.into_iter().next())
}

fn by_id(id: i64) -> [Condition; 1] {
    [Condition::Is("id", Value::Int(id))]
}

/// The lines that a column of them holds.
fn read_lines(text: Option<&str>) -> Vec<String> {
    // The engine has written them; what is not of its making holds none.
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// Lines as a column of them holds them.
fn written_lines(lines: &[String]) -> Value {
    stored_lines(lines.iter().map(String::as_str)).into()
}
