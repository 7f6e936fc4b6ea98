//! Who was active when.

use super::Inner;
use crate::access::Session;
use crate::problem::Problem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Users and tokens seen since they were last written down.
#[derive(Debug, Default)]
pub(super) struct Activity(Mutex<Seen>);

/// When each was seen last, in milliseconds since 1970, by tenant and id.
#[derive(Debug, Default)]
struct Seen {
    users: HashMap<(i64, i64), i64>,
    tokens: HashMap<(i64, i64), i64>,
}

impl Activity {
    /// Remembers that a user was there, and by which token.
    pub(super) fn seen(&self, session: &Session, now: i64) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.users.insert((session.tenant, session.user), now);
        if session.token > 0 {
            seen.tokens.insert((session.tenant, session.token), now);
        }
    }

    fn take(&self) -> Seen {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down who was seen.
pub(super) async fn note(inner: &Arc<Inner>) -> Result<(), Problem> {
    let seen = inner.activity.take();
    if seen.users.is_empty() {
        return Ok(());
    }
    let noted = inner.store.write(move |tx| {
        let [first, second, third] = [1, 2, 3].map(|n| tx.dialect().placeholder(n));
        for (table, column, seen) in
            [("users", "lastactive", &seen.users), ("tokens", "lastused", &seen.tokens)]
        {
            let sql = format!(
                "UPDATE {table} SET {column} = {first} WHERE tenant = {second} AND id = {third}"
            );
            for ((tenant, id), at) in seen {
                tx.execute(&sql, &[(*at).into(), (*tenant).into(), (*id).into()])?;
            }
        }
        Ok::<(), Problem>(())
    });
    noted.await
}
