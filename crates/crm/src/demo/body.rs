//! A request body, cheap to build by the million.
//!
//! `serde_json::Value` would allocate every property name and every number; a body borrows names
//! and constant texts, keeps short texts and numbers in place, and never hashes.

use compact_str::CompactString;
use serde::ser::{Serialize, Serializer};

/// A JSON value without null, booleans and fractions, which no demo record needs: what is unset
/// is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A whole number.
    Int(i64),
    /// A text.
    Text(CompactString),
    /// A list.
    List(Vec<Body>),
    /// An object.
    Object(Fields),
}

/// The properties of an object, in the order they were set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(&'static str, Body)>);

impl Fields {
    /// An empty object with room for `capacity` properties.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Adds a property. The caller sets each name once; a name set twice would be written twice.
    pub fn set(&mut self, name: &'static str, value: impl Into<Body>) {
        self.0.push((name, value.into()));
    }

    /// Adds a property when there is a value.
    pub fn set_some(&mut self, name: &'static str, value: Option<impl Into<Body>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// The value of a property, if it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Body> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// The text of a property, if it is set and a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Body::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number of a property, if it is set and a number.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Body::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// All properties in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Body)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

/// `{"id": id}`, the way bodies name other records.
pub(super) fn link(id: i64) -> Body {
    Body::Object(Fields(vec![("id", Body::Int(id))]))
}

impl From<i64> for Body {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::Text(CompactString::const_new(text))
    }
}

impl From<CompactString> for Body {
    fn from(text: CompactString) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Body>> for Body {
    fn from(items: Vec<Body>) -> Self {
        Self::List(items)
    }
}

impl From<Fields> for Body {
    fn from(fields: Fields) -> Self {
        Self::Object(fields)
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => fields.serialize(serializer),
        }
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
