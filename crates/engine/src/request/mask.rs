//! Field masks: what a client wants to see of an answer (`{name,user{name}}`).
//!
//! A mask is read from the `X-Fields` header ([`parse`]), then narrows a model ([`select`]).
//! Where a field may hold any JSON, the mask narrows the value itself ([`filter_value`]).

mod parse;
mod select;
mod value;

use std::fmt;

use indexmap::IndexMap;

pub use parse::{MAX_DEPTH, parse};
pub use select::{Child, Model, Selected, Selection, UnknownName, select, unknown_names};
pub use value::filter_value;

/// The name that stands for every field the mask does not name itself.
const REST: &str = "*";

/// One level of a mask: names in the order they were written, each with its braces if it has any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask {
    names: IndexMap<String, Option<Mask>>,
}

impl Mask {
    /// Whether this level names nothing, as in `{}`.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The names of this level in the order they were written, without `*`.
    fn named(&self) -> impl Iterator<Item = (&str, Option<&Mask>)> {
        self.names
            .iter()
            .map(|(name, inner)| (name.as_str(), inner.as_ref()))
            .filter(|(name, _)| *name != REST)
    }

    /// Whether this level asks for all remaining fields.
    fn has_rest(&self) -> bool {
        self.names.contains_key(REST)
    }
}

/// Why a mask cannot be used. The text is meant for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaskError {
    /// A `{` that does not follow a name.
    UnexpectedOpening,
    /// A `}` without its `{`.
    UnexpectedClosing,
    /// A `,` with no name before it.
    UnexpectedComma,
    /// A `{` without its `}`.
    MissingClosing,
    /// Bytes that are neither blank nor able to name anything.
    Blank,
    /// Braces nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Braces on a field that has nothing inside.
    Inconsistent,
    /// Braces on a stored value that turned out not to be an object.
    NotAnObject,
}

impl fmt::Display for MaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::UnexpectedOpening => "Mask parse error: Unexpected opening bracket",
            Self::UnexpectedClosing => "Mask parse error: Unexpected closing bracket",
            Self::UnexpectedComma => "Mask parse error: Unexpected comma",
            Self::MissingClosing => "Mask parse error: Missing closing bracket",
            Self::Blank => "Mask parse error: The mask holds nothing but spaces",
            Self::TooDeep => {
                return write!(f, "Mask parse error: Nested deeper than {MAX_DEPTH} levels");
            }
            Self::Inconsistent => "Mask error: Mask is inconsistent with model",
            Self::NotAnObject => "Mask error: Mask is inconsistent with value, not an object",
        };
        f.write_str(text)
    }
}

impl std::error::Error for MaskError {}
