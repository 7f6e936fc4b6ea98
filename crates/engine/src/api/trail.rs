//! How long the audit trail lasts.

use super::{Inner, now};
use crate::access::Session;
use crate::problem::Problem;
use crate::work::Work;
use std::sync::Arc;

/// Removes what the trails of all tenants hold from before an instant; a transaction a tenant.
pub(super) async fn forget(inner: &Arc<Inner>, before: i64) -> Result<u64, Problem> {
    let tenants = inner.store.read(|tx| {
        let rows = tx.query("SELECT id FROM tenants ORDER BY id", &[])?;
        Ok::<Vec<i64>, Problem>(rows.iter().filter_map(|row| row.int(0)).collect())
    });
    let mut forgotten = 0;
    for tenant in tenants.await? {
        let shared = Arc::clone(inner);
        let done = inner.store.write(move |tx| {
            let session = Session::of_server(tenant);
            Work { tx, session, context: &shared.context, now: now() }.forget_trail(before)
        });
        forgotten += done.await?;
    }
    Ok(forgotten)
}
