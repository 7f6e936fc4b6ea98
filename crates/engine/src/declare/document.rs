//! Documents: what a row looks like on paper.

use super::{Filter, List, ParamType, companion};
use crate::problem::Problem;
use crate::work::{Input, Work};
use serde_json::Value as Json;
use std::fmt::Debug;

/// How a document is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A page to look at.
    Html,
    /// Pages to print or send.
    Pdf,
}

impl Media {
    /// All of them; the first is answered to those who do not care.
    pub const ALL: [Media; 2] = [Media::Html, Media::Pdf];

    /// Its media type.
    pub const fn essence(self) -> &'static str {
        match self {
            Media::Html => "text/html",
            Media::Pdf => "application/pdf",
        }
    }

    /// What the parameter `format` and the names of files call it.
    pub const fn name(self) -> &'static str {
        match self {
            Media::Html => "html",
            Media::Pdf => "pdf",
        }
    }
}

const NAMES: [&str; 2] = [Media::Html.name(), Media::Pdf.name()];

/// The parameter that asks for a medium where a header cannot be set, as in a link.
pub const FORMAT: Filter = companion("format", ParamType::Text)
    .among(&NAMES)
    .doc("Asks for HTML or PDF, whatever `Accept` says.");

/// What a row looks like on paper: read inside the transaction, drawn after it.
pub struct Document {
    /// Its query parameters. Their form is checked; the function reads them.
    pub query: List,
    /// Reads all that is drawn. Gets the row as it is answered by its own path, every property.
    pub read: ReadDocument,
}

/// See [`Document::read`].
pub type ReadDocument = fn(&mut Work<'_>, &Input, &Json) -> Result<Box<dyn Draw>, Problem>;

impl Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

/// A document that was read. Drawing it takes time but no database, so it happens on a thread of
/// its own.
pub trait Draw: Debug + Send {
    /// The name of the file it would be, without an ending.
    fn name(&self) -> String;

    /// Its bytes; HTML is UTF-8.
    fn draw(&self, media: Media) -> Result<Vec<u8>, Problem>;
}
