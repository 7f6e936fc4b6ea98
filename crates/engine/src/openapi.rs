//! OpenAPI.

use crate::declare::Resource;
use crate::request::Wire;

/// What the document says of the server.
#[derive(Debug, Clone)]
pub struct About {
    /// The API's name.
    pub title: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The document.
pub fn document(
    _resources: &'static [&'static Resource],
    _about: &About,
    _wire: Wire,
    _strict: bool,
) -> serde_json::Value {
    serde_json::Value::Null
}
