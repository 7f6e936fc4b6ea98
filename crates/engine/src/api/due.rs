//! What time does: what has become due is settled before it is seen.

use super::{Inner, now};
use crate::access::Session;
use crate::declare::{Due, Resource};
use crate::problem::Problem;
use crate::work::Work;
use std::sync::Arc;

/// Runs as the server itself.
fn as_server<T>(work: &mut Work<'_>, run: impl FnOnce(&mut Work<'_>) -> T) -> T {
    let session = Session::of_server(work.session.tenant);
    let caller = std::mem::replace(&mut work.session, session);
    let done = run(work);
    work.session = caller;
    done
}

/// Whether something of a resource is due.
pub(super) fn is(work: &mut Work<'_>, due: &Due) -> Result<bool, Problem> {
    as_server(work, due.is)
}

/// Settles what is due. The transaction writes, and holds the tenant's lock.
pub(super) fn settle(work: &mut Work<'_>, due: &Due) -> Result<(), Problem> {
    as_server(work, |work| if (due.is)(work)? { (due.settle)(work) } else { Ok(()) })
}

/// Settles what is due in a transaction of its own.
pub(super) async fn settle_now(
    inner: &Arc<Inner>,
    tenant: i64,
    resource: &'static Resource,
) -> Result<(), Problem> {
    let Some(due) = &resource.due else { return Ok(()) };
    let shared = Arc::clone(inner);
    let settled = inner.store.write(move |tx| {
        tx.lock(tenant)?;
        let session = Session::of_server(tenant);
        settle(&mut Work { tx, session, context: &shared.context, now: now() }, due)
    });
    settled.await
}

/// Settles what is due anywhere.
pub(super) async fn settle_all(inner: &Arc<Inner>) -> Result<(), Problem> {
    let shared = Arc::clone(inner);
    let found = inner.store.read(move |tx| {
        let tenants = tx.query("SELECT id FROM tenants WHERE revoked IS NULL ORDER BY id", &[])?;
        let tenants: Vec<i64> = tenants.iter().filter_map(|row| row.int(0)).collect();
        let mut found = Vec::new();
        for tenant in tenants {
            for resource in shared.context.resources.iter().copied() {
                let Some(due) = &resource.due else { continue };
                let session = Session::of_server(tenant);
                let mut work = Work { tx: &mut *tx, session, context: &shared.context, now: now() };
                if (due.is)(&mut work)? {
                    found.push((tenant, resource));
                }
            }
        }
        Ok::<_, Problem>(found)
    });
    for (tenant, resource) in found.await? {
        settle_now(inner, tenant, resource).await?;
    }
    Ok(())
}
