//! Contents: bytes that are kept outside the database, under the hash of what they are.
//!
//! A content lies in a directory, in a bucket of an S3-compatible store or in memory; all three
//! are object stores to us. It is written whole, under a name that nobody has yet, before the
//! transaction that refers to it; a row of [`CONTENTS`] with its SHA-256, size and name is written
//! in that transaction. So nobody sees a part of a content, and a failure leaves at most bytes that
//! nothing refers to, which [`collect`] removes later.
//!
//! Equal bytes of a tenant share a row. A name is the hash and some chance after it, and is never
//! used twice: what the collector removes can never be what somebody is just about to refer to.

pub mod collect;
mod place;
mod receive;

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{GetOptions, GetResultPayload, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

use crate::declare::{Resource, Unique, id, instant, integer, text};
use crate::problem::Problem;

pub use place::{Bucket, Place};
use receive::Incoming;

/// The rows of contents. Nothing serves them; other resources refer to them.
pub static CONTENTS: Resource = Resource {
    name: "contents",
    one: "content",
    table: "contents",
    shape: &[
        id().doc("The content's id."),
        text("hash").required().doc("SHA-256 of its bytes, in hexadecimal digits."),
        integer("size").required().doc("How many bytes it has."),
        text("name").required().doc("Its name among those of its tenant."),
        instant("created").doc("When it came."),
        integer("unused")
            .assigned()
            .doc("Since when nothing refers to it, in milliseconds since 1970."),
    ],
    unique: &[Unique { columns: &["hash"], property: "hash" }],
    ..Resource::EMPTY
};

/// Bytes that come one piece after the other.
pub type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A content as a transaction gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// How many bytes it has.
    pub size: i64,
    /// The name it was written under; none when it was known to be there.
    pub name: Option<String>,
}

/// Why a content could not be kept or read. The texts are for the log.
#[derive(Debug)]
pub enum ContentError {
    /// It is not there.
    Missing(String),
    /// Whoever sent it broke off.
    BrokeOff,
    /// The store cannot be reached, is full or refuses. Trying later may help.
    Unavailable(String),
}

impl From<object_store::Error> for ContentError {
    fn from(error: object_store::Error) -> ContentError {
        match error {
            object_store::Error::NotFound { path, .. } => ContentError::Missing(path),
            other => ContentError::Unavailable(other.to_string()),
        }
    }
}

impl From<ContentError> for Problem {
    fn from(error: ContentError) -> Problem {
        match error {
            ContentError::Missing(name) => {
                Problem::Internal(format!("the content {name} is missing in the store"))
            }
            ContentError::BrokeOff => Problem::Bad("The body broke off.".to_owned()),
            ContentError::Unavailable(text) => Problem::ContentUnavailable(text),
        }
    }
}

/// A store of contents. It is opened with its first use; clones share it.
#[derive(Clone)]
pub struct Contents {
    place: Arc<Place>,
    opened: Arc<OnceLock<Arc<dyn ObjectStore>>>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contents({})", self.place)
    }
}

/// Bytes read from a file at once.
const READ_AT_ONCE: usize = 256 << 10;

impl Contents {
    /// The contents of a place.
    pub fn new(place: Place) -> Contents {
        Contents { place: Arc::new(place), opened: Arc::default() }
    }

    /// Contents in memory, gone with the process.
    pub fn in_memory() -> Contents {
        Contents::new(Place::Memory)
    }

    /// Where they are.
    pub fn place(&self) -> &Place {
        &self.place
    }

    fn store(&self) -> Result<&Arc<dyn ObjectStore>, ContentError> {
        if let Some(store) = self.opened.get() {
            return Ok(store);
        }
        let store = self.place.open().map_err(ContentError::Unavailable)?;
        Ok(self.opened.get_or_init(|| store))
    }

    /// Whether the store answers.
    pub async fn answers(&self) -> Result<(), ContentError> {
        let mut listed = self.store()?.list(None);
        match listed.next().await {
            Some(Err(error)) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Writes a content of a tenant and answers how to refer to it.
    pub async fn keep(&self, tenant: i64, bytes: Bytes) -> Result<Kept, ContentError> {
        let (hash, size) = (hash(&bytes), bytes.len() as i64);
        let name = new_name(&hash)?;
        self.store()?.put(&path(tenant, &name), bytes.into()).await?;
        Ok(Kept { hash, size, name: Some(name) })
    }

    /// Writes a content as it comes, under a name of its own until it is whole.
    pub(crate) async fn receive(
        &self,
        tenant: i64,
        pieces: Pieces,
    ) -> Result<Incoming, ContentError> {
        Incoming::receive(Arc::clone(self.store()?), tenant, pieces).await
    }

    /// The bytes of a content, or a range of them, piece by piece. The range is within its size.
    pub async fn read(
        &self,
        tenant: i64,
        name: &str,
        range: Range<u64>,
    ) -> Result<Pieces, ContentError> {
        if range.is_empty() {
            return Ok(Box::pin(stream::empty()));
        }
        let options = GetOptions { range: Some(range.into()), ..GetOptions::default() };
        let found = self.store()?.get_opts(&path(tenant, name), options).await?;
        Ok(match found.payload {
            // The library's own pieces of files are so small that handing them on costs the most.
            GetResultPayload::File(file, _) => from_file(file, found.range),
            GetResultPayload::Stream(pieces) => Box::pin(pieces.map_err(io::Error::other)),
        })
    }

    /// Removes a content that nothing refers to. One that is not there is removed already.
    pub async fn remove(&self, tenant: i64, name: &str) -> Result<(), ContentError> {
        match self.store()?.delete(&path(tenant, name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what was written for a transaction that was not carried out. What cannot be removed
    /// now is collected later.
    pub(crate) async fn drop_all(&self, tenant: i64, kept: &[Kept]) {
        for name in kept.iter().filter_map(|kept| kept.name.as_deref()) {
            if let Err(error) = self.remove(tenant, name).await {
                tracing::debug!(?error, "a content is left to be collected");
            }
        }
    }

    /// The directory, when it is one.
    fn directory(&self) -> Option<&PathBuf> {
        match &*self.place {
            Place::Directory(directory) => Some(directory),
            Place::Bucket(_) | Place::Memory => None,
        }
    }
}

/// SHA-256 in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name for a content of that hash that nothing has or had: two contents of one hash are never
/// mistaken for each other.
fn new_name(hash: &str) -> Result<String, ContentError> {
    Ok(format!("{}/{hash}.{}", hash.get(..2).unwrap_or_default(), chance()?))
}

/// Some digits nobody can guess.
fn chance() -> Result<String, ContentError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| ContentError::Unavailable(error.to_string()))?;
    Ok(hexadecimal(&bytes))
}

/// Where a content of a tenant lies: tenants have nothing in common, not even equal bytes.
fn path(tenant: i64, name: &str) -> Path {
    Path::from(format!("{tenant}/{name}"))
}

fn from_file(file: std::fs::File, range: Range<u64>) -> Pieces {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let pieces = stream::try_unfold(
        (file, range.start, range.end),
        move |(mut file, start, end)| async move {
            if start >= end {
                return Ok(None);
            }
            let read = tokio::task::spawn_blocking(move || {
                let wanted = usize::try_from(end - start).unwrap_or(usize::MAX).min(READ_AT_ONCE);
                let mut piece = vec![0; wanted];
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut piece)?;
                Ok::<_, io::Error>((file, Bytes::from(piece)))
            });
            let (file, piece) = read.await.map_err(io::Error::other)??;
            let next = start + piece.len() as u64;
            Ok(Some((piece, (file, next, end))))
        },
    );
    Box::pin(pieces)
}
