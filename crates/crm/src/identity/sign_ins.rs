//! Sign-ins: who a browser belongs to, for a while.

use engine::access;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::Work;

use super::by_hash;
use crate::users::USERS;

/// Sign-ins. What the browser shows is stored as a hash.
pub static SIGN_INS: Resource = Resource {
    name: "signins",
    one: "sign-in",
    table: "sign_ins",
    shape: &[
        id().doc("The sign-in's id."),
        reference("userid", &USERS).required().doc("Who signed in."),
        text("hash").required().doc("Hash of what the browser shows."),
        flag("proved").default(1).doc("0 while the second factor is still to come."),
        instant("created").doc("When that was."),
        integer("expires").required().doc("When it ends by itself."),
        integer("ended").doc("When it was ended."),
    ],
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    ..Resource::EMPTY
};

/// A sign-in that holds.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Its id.
    pub id: i64,
    /// Who signed in.
    pub user: i64,
    /// Whether the second factor was shown, or none is needed.
    pub proved: bool,
    /// The user's full name and e-mail address.
    pub name: String,
    /// See [`SignIn::name`].
    pub email: String,
}

/// Begins a sign-in that lasts so many milliseconds; answers what the browser shall show. Each step
/// has a secret of its own, so what somebody planted in a browser before is worth nothing after.
pub fn begin(work: &mut Work<'_>, user: i64, proved: bool, lasts: i64) -> Result<String, Problem> {
    let secret = access::secret("")?;
    let values = vec![
        ("userid", Value::Int(user)),
        ("hash", access::hash(&secret).into()),
        ("proved", Value::Int(i64::from(proved))),
        ("expires", Value::Int(work.now + lasts)),
    ];
    work.add(&SIGN_INS, values)?;
    Ok(secret)
}

/// The sign-in that a browser shows, if it holds.
pub fn shown(work: &mut Work<'_>, secret: &str) -> Result<Option<SignIn>, Problem> {
    let Some(row) = by_hash(work, &SIGN_INS, secret)? else { return Ok(None) };
    let over = row.int("ended").is_some() || row.int("expires").is_none_or(|end| end <= work.now);
    let user = row.int("userid").unwrap_or_default();
    let person = work.load(&USERS, user)?.filter(|person| person.int("active") == Some(1));
    let Some(person) = person.filter(|_| !over) else { return Ok(None) };
    let text = |column: &str| person.text(column).unwrap_or_default().to_owned();
    Ok(Some(SignIn {
        id: row.id,
        user,
        proved: row.int("proved") == Some(1),
        name: format!("{} {}", text("name"), text("surname")).trim().to_owned(),
        email: text("email"),
    }))
}

/// Ends a sign-in.
pub fn end(work: &mut Work<'_>, id: i64) -> Result<(), Problem> {
    end_those(work, Condition::Is("id", Value::Int(id)))
}

/// Ends all sign-ins of a user.
pub fn end_all(work: &mut Work<'_>, user: i64) -> Result<(), Problem> {
    end_those(work, Condition::Is("userid", Value::Int(user)))
}

fn end_those(work: &mut Work<'_>, which: Condition) -> Result<(), Problem> {
    let now = Value::Int(work.now);
    work.set(&SIGN_INS, &[("ended", now)], &[which, Condition::Unset("ended")]).map(drop)
}
