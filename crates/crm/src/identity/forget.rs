//! What is over is forgotten after a while, so that tables do not grow for ever.

use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::Work;

use super::grants::{CODES, GRANTS, REFRESH_TOKENS};
use super::sign_ins::SIGN_INS;
use super::tokens::TOKENS;

/// How long it is kept, in milliseconds: long enough that what is shown a second time is known to
/// have been shown before, and that people can see what happened.
const KEPT: i64 = 7 * 24 * 3600 * 1000;

/// Removes what ended a week ago: codes, refresh tokens, grants, sign-ins, and access tokens that
/// were issued to clients. Tokens that were made by hand stay.
pub fn forget(work: &mut Work<'_>) -> Result<(), Problem> {
    let over = Condition::Below("expires", Value::Int(work.now - KEPT));
    work.remove(&TOKENS, &[Condition::Set("clientid"), over.clone()])?;
    // A grant ends with the last of what came of it, so none of these is left behind by it.
    let of_grant = Condition::Within {
        own: "grantid",
        table: GRANTS.table,
        select: "id",
        all: vec![over.clone()],
    };
    for resource in [&CODES, &REFRESH_TOKENS] {
        work.remove(resource, std::slice::from_ref(&of_grant))?;
    }
    work.remove(&GRANTS, std::slice::from_ref(&over))?;
    work.remove(&SIGN_INS, &[over])
}
