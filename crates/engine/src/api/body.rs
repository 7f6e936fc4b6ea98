//! Bodies of calls and replies: most are whole, files come and go in pieces.

use crate::content::Pieces;
use bytes::Bytes;
use std::fmt;

/// A body.
pub enum Body {
    /// All of it, in memory.
    Whole(Bytes),
    /// Piece by piece.
    Pieces(Pieces),
}

impl Body {
    /// All of it; nothing when it comes in pieces.
    pub(super) fn whole(&self) -> Bytes {
        match self {
            Body::Whole(bytes) => bytes.clone(),
            Body::Pieces(_) => Bytes::new(),
        }
    }
}

impl Default for Body {
    fn default() -> Body {
        Body::Whole(Bytes::new())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Body {
        Body::Whole(bytes)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Body::Pieces(_) => f.write_str("Pieces"),
        }
    }
}

/// How an operation takes its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Whole, of at most so many bytes.
    Whole(usize),
    /// As it comes, of at most so many bytes.
    Pieces(u64),
}
