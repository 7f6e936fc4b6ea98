//! Quotes and orders on paper: read with all that stands on them, laid out by a template, and
//! answered as HTML or PDF.

mod amount;
mod choice;
mod context;
mod fonts;
mod layout;
mod pdf;
mod words;

use engine::declare::*;
use engine::problem::Problem;
use engine::work::{Input, Work};
use serde_json::Value as Json;

use choice::Template;
use context::Context;
pub(crate) use layout::check;
use words::Language;

/// The template that lays out what has none of its own.
pub(crate) const STANDARD: &str = include_str!("documents/standard.html");

/// What is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Quote,
    Order,
}

impl Kind {
    /// What templates call it.
    const fn name(self) -> &'static str {
        match self {
            Kind::Quote => "quote",
            Kind::Order => "order",
        }
    }
}

const QUERY: List = List {
    filters: &[
        companion("templateid", ParamType::Integer).doc(
            "Id of the template; when left out, the first that is offered in the language, or the \
             one that comes with the server.",
        ),
        companion("language", ParamType::Text).among(&Language::CODES).doc(
            "Language of the words and numbers; that of the template or of the user when left out.",
        ),
        FORMAT,
    ],
    ..List::NOTHING
};

/// A quote on paper.
pub(crate) const QUOTE: Document =
    Document { query: QUERY, read: |work, input, row| read(work, input, row, Kind::Quote) };

/// An order on paper.
pub(crate) const ORDER: Document =
    Document { query: QUERY, read: |work, input, row| read(work, input, row, Kind::Order) };

fn read(
    work: &mut Work<'_>,
    input: &Input,
    row: &Json,
    kind: Kind,
) -> Result<Box<dyn Draw>, Problem> {
    let (template, language) = choice::choose(work, input, kind)?;
    let context = context::read(work, row, kind, language)?;
    Ok(Box::new(Paper { template, context }))
}

/// A document that was read.
#[derive(Debug)]
struct Paper {
    template: Template,
    context: Context,
}

impl Draw for Paper {
    fn name(&self) -> String {
        self.context.name.clone()
    }

    fn draw(&self, media: Media) -> Result<Vec<u8>, Problem> {
        let html = layout::render(&self.template, &self.context)?;
        match media {
            Media::Html => Ok(html.into_bytes()),
            Media::Pdf => pdf::pages(&self.template, &self.context, html),
        }
    }
}
