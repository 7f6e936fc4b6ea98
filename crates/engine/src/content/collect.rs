//! Removing contents that nothing refers to any longer.

use std::path::Path as FilePath;
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::{ContentError, Contents, hash};
use crate::access::Session;
use crate::api::{Api, now};
use crate::problem::Problem;
use crate::store::{StoreError, Tx};
use crate::work::Work;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Contents that nothing had referred to for long enough.
    pub contents: u64,
    /// Bytes that never came to be a content: of uploads that broke off, or of a killed server.
    pub leftovers: u64,
}

/// Rows looked at in one transaction, so that nobody waits long for it.
const AT_ONCE: usize = 200;

/// Bytes without a row may belong to a transaction that is just about to write it, so they are
/// left alone for at least this long.
const YOUNG: Duration = Duration::from_secs(3600);

/// Removes, of every tenant, the contents that nothing has referred to for `grace`.
///
/// A content is marked in one run and removed in a later one; with no grace at all, in the same.
/// Its row goes first, in a transaction that looks once more whether it is used; its bytes after
/// that, which nothing can come to refer to any more. Any number of servers may do this at once.
pub async fn collect(api: &Api, grace: Duration) -> Result<Collected, Problem> {
    claim(api).await?;
    let contents = api.contents();
    let mut collected = Collected::default();
    for tenant in tenants(api).await? {
        collected.contents += unused(api, contents, tenant, grace).await?;
        collected.leftovers += leftovers(api, contents, tenant, grace.max(YOUNG)).await?;
    }
    collected.leftovers += staged(contents, grace.max(YOUNG)).await?;
    Ok(collected)
}

/// Makes the store this database's own. Two databases must not share one: each would take the
/// other's contents for leftovers.
pub async fn claim(api: &Api) -> Result<(), Problem> {
    let made = api.store().read(|tx| {
        let first = "SELECT applied_at FROM schema_migrations ORDER BY number LIMIT 1";
        Ok::<_, StoreError>(tx.query(first, &[])?.row(0).text(0).unwrap_or_default().to_owned())
    });
    // When a database was made tells it from all others, also from those of its copies that are
    // made later.
    let owner = hash(made.await?.as_bytes());
    let (store, at) = (api.contents().store()?, Path::from("database"));
    let known = match store.get(&at).await {
        Ok(found) => found.bytes().await.map_err(ContentError::from)?,
        Err(object_store::Error::NotFound { .. }) => {
            store.put(&at, owner.into()).await.map_err(ContentError::from)?;
            return Ok(());
        }
        Err(error) => return Err(ContentError::from(error).into()),
    };
    if known != owner.as_bytes() {
        let place = api.contents().place();
        let text = format!("The files in {place} are those of another database.");
        return Err(Problem::Bad(text));
    }
    Ok(())
}

async fn tenants(api: &Api) -> Result<Vec<i64>, Problem> {
    let all = api.store().read(|tx| {
        let rows = tx.query("SELECT id FROM tenants ORDER BY id", &[])?;
        Ok::<_, StoreError>(rows.iter().filter_map(|row| row.int(0)).collect())
    });
    Ok(all.await?)
}

fn work<'a>(tx: &'a mut dyn Tx, api: &'a Api, tenant: i64) -> Work<'a> {
    let session = Session::of_server(tenant);
    Work { tx, session, context: api.context(), now: now() }
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 2)
}

async fn unused(
    api: &Api,
    contents: &Contents,
    tenant: i64,
    grace: Duration,
) -> Result<u64, Problem> {
    let limit = move || now() - milliseconds(grace);
    let (mut after, mut removed) = (0, 0);
    loop {
        let reader = api.clone();
        let found = api
            .store()
            .read(move |tx| work(tx, &reader, tenant).unused(after, limit(), AT_ONCE as i64));
        let ids = found.await?;
        let Some(last) = ids.last() else { return Ok(removed) };
        after = *last;
        let writer = api.clone();
        let retired = api.store().write(move |tx| {
            tx.lock(tenant)?;
            work(tx, &writer, tenant).retire(&ids, limit())
        });
        for name in retired.await? {
            contents.remove(tenant, &name).await?;
            removed += 1;
        }
    }
}

/// Removes what lies in the store without a row.
async fn leftovers(
    api: &Api,
    contents: &Contents,
    tenant: i64,
    age: Duration,
) -> Result<u64, Problem> {
    let prefix = format!("{tenant}/");
    let oldest = now() - milliseconds(age);
    let mut listed = contents.store()?.list(Some(&Path::from(tenant.to_string()))).chunks(AT_ONCE);
    let mut removed = 0;
    while let Some(found) = listed.next().await {
        let mut old = Vec::new();
        for object in found {
            let object = object.map_err(ContentError::from)?;
            if object.last_modified.timestamp_millis() <= oldest
                && let Some(name) = object.location.as_ref().strip_prefix(&prefix)
            {
                old.push(name.to_owned());
            }
        }
        let hashes: Vec<String> = old.iter().filter_map(|name| hash_in(name)).collect();
        let known = if hashes.is_empty() {
            Vec::new()
        } else {
            let reader = api.clone();
            let known =
                api.store().read(move |tx| work(tx, &reader, tenant).names_of(hashes.clone()));
            known.await?
        };
        for name in old.iter().filter(|name| !known.contains(name)) {
            contents.remove(tenant, name).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The hash that a name begins with; none for what never got one.
fn hash_in(name: &str) -> Option<String> {
    let (hash, _) = name.split_once('/')?.1.split_once('.')?;
    Some(hash.to_owned())
}

/// Removes files that were being written when a server was killed. The store does not list them.
async fn staged(contents: &Contents, age: Duration) -> Result<u64, Problem> {
    let Some(directory) = contents.directory().cloned() else { return Ok(0) };
    let removed = tokio::task::spawn_blocking(move || {
        let oldest = SystemTime::now().checked_sub(age)?;
        Some(clear(&directory, oldest, 0))
    });
    Ok(removed.await.ok().flatten().unwrap_or(0))
}

/// The deepest that contents lie below their directory.
const DEEPEST: usize = 3;

/// What cannot be looked at or removed stays; there is a next time.
fn clear(directory: &FilePath, oldest: SystemTime, depth: usize) -> u64 {
    let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
    let mut removed = 0;
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && depth < DEEPEST {
            removed += clear(&entry.path(), oldest, depth + 1);
        } else if kind.is_file() && is_staged(&entry.file_name().to_string_lossy()) {
            let written = entry.metadata().and_then(|file| file.modified());
            if written.is_ok_and(|at| at <= oldest) && std::fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
    }
    removed
}

/// The library writes `NAME#1` before it gives a file its name.
fn is_staged(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, end)| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
}
