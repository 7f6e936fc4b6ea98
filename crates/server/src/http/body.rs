//! Reading a request's body, within a limit.
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::{Bytes, BytesMut};
use engine::content::Pieces;
use futures_util::stream;
use http_body_util::BodyExt;
use tokio::sync::Mutex;

/// How much of an oversized body is still taken in, so that its sender gets to read the refusal.
const DRAINED_BYTES: usize = 32 << 20;
/// How long that may last.
const DRAIN_TIME: Duration = Duration::from_secs(2);

/// Why a body could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyError {
    /// It is longer than the limit.
    TooLarge,
    /// It broke off, or was not well formed.
    Broken,
    /// Nothing came of it for too long.
    Stalled,
}

/// Reads the whole body, at most `limit` bytes. A body that came in one piece is not copied.
pub(super) async fn read(body: &mut Body, limit: usize) -> Result<Bytes, BodyError> {
    let announced = body.size_hint();
    if announced.lower() > limit as u64 {
        return Err(BodyError::TooLarge);
    }
    let Some(first) = next(body).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > limit {
        return Err(BodyError::TooLarge);
    }
    let Some(second) = next(body).await? else {
        return Ok(first);
    };
    // What is announced is within the limit here, so it is safe to make room for it.
    let mut whole =
        BytesMut::with_capacity((announced.lower() as usize).max(first.len() + second.len()));
    whole.extend_from_slice(&first);
    let mut piece = Some(second);
    while let Some(more) = piece {
        if whole.len() + more.len() > limit {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&more);
        piece = next(body).await?;
    }
    Ok(whole.freeze())
}

/// A body that is handed on as it comes, within a limit.
#[derive(Clone)]
pub(super) struct Coming(Arc<Mutex<State>>);

struct State {
    body: Body,
    left: u64,
    patience: Duration,
    fault: Option<BodyError>,
}

impl Coming {
    /// Of at most `limit` bytes, with at most `patience` between two pieces.
    pub(super) fn new(body: Body, limit: u64, patience: Duration) -> Self {
        Self(Arc::new(Mutex::new(State { body, left: limit, patience, fault: None })))
    }

    /// Its pieces. After an error there are no more.
    pub(super) fn pieces(&self) -> Pieces {
        let pieces = stream::try_unfold(Arc::clone(&self.0), |state| async move {
            let piece = state.lock().await.next().await;
            // What is wrong is told from here; who reads only needs to know that it is.
            let piece = piece.map_err(|_| io::Error::from(io::ErrorKind::UnexpectedEof))?;
            Ok(piece.map(|piece| (piece, state)))
        });
        Box::pin(pieces)
    }

    /// What was wrong with what was read of it, and what was not read.
    pub(super) async fn rest(self) -> (Option<BodyError>, Body) {
        let mut state = self.0.lock().await;
        (state.fault, std::mem::take(&mut state.body))
    }
}

impl State {
    async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        let piece = match tokio::time::timeout(self.patience, next(&mut self.body)).await {
            Ok(Ok(Some(piece))) if piece.len() as u64 > self.left => Err(BodyError::TooLarge),
            Ok(read) => read,
            Err(_) => Err(BodyError::Stalled),
        };
        match &piece {
            Ok(Some(piece)) => self.left -= piece.len() as u64,
            Ok(None) => {}
            Err(fault) => self.fault = Some(*fault),
        }
        piece
    }
}

/// Takes in and drops what is left of a body. Most clients only read an answer once they have sent
/// everything, and a connection that is closed before makes them see a broken pipe instead of the
/// refusal.
pub(super) async fn drain(body: &mut Body) {
    let reading = async {
        let mut left = DRAINED_BYTES;
        while let Ok(Some(piece)) = next(body).await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    };
    // Either way the answer follows; there is nothing to do about a sender that takes too long.
    let _ = tokio::time::timeout(DRAIN_TIME, reading).await;
}

/// The next piece of data; trailers are passed over.
async fn next(body: &mut Body) -> Result<Option<Bytes>, BodyError> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data()
            && !data.is_empty()
        {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(lengths: &[usize]) -> Body {
        let pieces: Vec<_> = lengths
            .iter()
            .map(|&length| Ok::<_, std::convert::Infallible>(Bytes::from(vec![b'x'; length])))
            .collect();
        Body::from_stream(futures_util::stream::iter(pieces))
    }

    #[tokio::test]
    async fn the_limit_holds_however_the_body_is_cut() {
        for (lengths, expected) in [
            (&[][..], Ok(0)),
            (&[0, 0], Ok(0)),
            (&[10], Ok(10)),
            (&[11], Err(BodyError::TooLarge)),
            (&[4, 0, 6], Ok(10)),
            (&[4, 7], Err(BodyError::TooLarge)),
            (&[4, 4, 3], Err(BodyError::TooLarge)),
        ] {
            let read = read(&mut pieces(lengths), 10).await;
            assert_eq!(read.map(|bytes| bytes.len()), expected, "{lengths:?}");
        }
    }

    #[tokio::test]
    async fn an_announced_size_is_refused_unread() {
        let mut body = Body::from(vec![b'x'; 11]);
        assert_eq!(read(&mut body, 10).await, Err(BodyError::TooLarge));
        assert_eq!(read(&mut body, 11).await.map(|bytes| bytes.len()), Ok(11));
    }
}
