//! Taking in a content of any size in little memory.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use super::{ContentError, Kept, Pieces, chance, hexadecimal, new_name, path};

/// Bytes sent to the store at once; such stores want at least five MiB.
const PART: usize = 8 << 20;

/// Parts on their way to the store at any time.
const PARTS_AT_ONCE: usize = 2;

/// A content that has come whole and is not kept yet. One that is dropped is left to be collected.
pub(crate) struct Incoming {
    store: Arc<dyn ObjectStore>,
    tenant: i64,
    at: Path,
    /// SHA-256 of its bytes.
    pub(crate) hash: String,
    size: i64,
}

impl Incoming {
    pub(super) async fn receive(
        store: Arc<dyn ObjectStore>,
        tenant: i64,
        mut pieces: Pieces,
    ) -> Result<Incoming, ContentError> {
        let at = path(tenant, &format!("incoming/{}", chance()?));
        let upload = store.put_multipart(&at).await?;
        let mut writing = Writing(Some(WriteMultipart::new_with_chunk_size(upload, PART)));
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| ContentError::BrokeOff)?;
            hasher.update(&piece);
            size += piece.len() as i64;
            writing.add(piece).await?;
        }
        writing.finish().await?;
        Ok(Incoming { store, tenant, at, hash: hexadecimal(&hasher.finalize()), size })
    }

    /// Gives it the name it is kept under.
    pub(crate) async fn keep(self) -> Result<Kept, ContentError> {
        let name = new_name(&self.hash)?;
        self.store.rename(&self.at, &path(self.tenant, &name)).await?;
        Ok(Kept { hash: self.hash, size: self.size, name: Some(name) })
    }

    /// Removes it, since the same bytes are there.
    pub(crate) async fn known(self) -> Kept {
        if let Err(error) = self.store.delete(&self.at).await {
            tracing::debug!(%error, "an upload is left to be collected");
        }
        Kept { hash: self.hash, size: self.size, name: None }
    }
}

/// An upload under way. One that is not finished, for whatever reason, is taken back.
struct Writing(Option<WriteMultipart>);

impl Writing {
    async fn add(&mut self, piece: Bytes) -> Result<(), ContentError> {
        if let Some(writing) = &mut self.0 {
            writing.wait_for_capacity(PARTS_AT_ONCE).await?;
            writing.put(piece);
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<(), ContentError> {
        if let Some(writing) = self.0.take() {
            writing.finish().await?;
        }
        Ok(())
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let (Some(writing), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current())
        {
            runtime.spawn(async move {
                if let Err(error) = writing.abort().await {
                    tracing::debug!(%error, "an upload is left to be collected");
                }
            });
        }
    }
}
