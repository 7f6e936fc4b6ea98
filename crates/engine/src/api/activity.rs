//! Who was active when.

use super::Inner;
use crate::access::Session;
use crate::problem::Problem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Users seen since they were last written down, and when, in milliseconds since 1970.
#[derive(Debug, Default)]
pub(super) struct Activity(Mutex<HashMap<(i64, i64), i64>>);

impl Activity {
    /// Remembers that a user was there.
    pub(super) fn seen(&self, session: &Session, now: i64) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert((session.tenant, session.user), now);
    }

    fn take(&self) -> HashMap<(i64, i64), i64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down who was seen.
pub(super) async fn note(inner: &Arc<Inner>) -> Result<(), Problem> {
    let seen = inner.activity.take();
    if seen.is_empty() {
        return Ok(());
    }
    let noted = inner.store.write(move |tx| {
        let [first, second, third] = [1, 2, 3].map(|n| tx.dialect().placeholder(n));
        let sql = format!(
            "UPDATE users SET lastactive = {first} WHERE tenant = {second} AND id = {third}"
        );
        for ((tenant, user), at) in &seen {
            tx.execute(&sql, &[(*at).into(), (*tenant).into(), (*user).into()])?;
        }
        Ok::<(), Problem>(())
    });
    noted.await
}
