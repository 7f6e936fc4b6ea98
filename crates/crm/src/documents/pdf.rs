//! HTML on pages.

use std::any::Any;
use std::thread;
use std::time::{Duration, Instant};

use engine::problem::Problem;
use sghtmltopdf::{Engine, EngineError, EngineOptions, MemorySink, STACK_SIZE};

use super::choice::Template;
use super::context::Context;
use super::fonts;

/// How long laying a document out may take; 5,000 rows take a few seconds.
const LONGEST: Duration = Duration::from_secs(60);

/// Lays a document out on pages. Nothing but the document and our fonts is read for it: no file, no
/// address.
pub(super) fn pages(
    template: &Template,
    context: &Context,
    html: String,
) -> Result<Vec<u8>, Problem> {
    let dated = context.dated;
    // It goes as deep as the document does, and a panic must not end more than this document.
    let drawing = thread::Builder::new()
        .name("document".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || draw(&fonts::within(&html), dated))
        .map_err(|error| Problem::Internal(format!("no thread draws a document: {error}")))?;
    let refused =
        |text: String| Problem::Bad(format!("What the {} makes is no PDF: {text}.", template.name));
    match drawing.join() {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(EngineError::DepthLimitExceeded { limit, .. })) => {
            Err(refused(format!("elements are more than {limit} deep in each other")))
        }
        Ok(Err(EngineError::NodeLimitExceeded { limit, .. })) => {
            Err(refused(format!("there are more than {limit} elements and texts")))
        }
        Ok(Err(EngineError::TimedOut)) => {
            Err(refused(format!("it takes longer than {} seconds", LONGEST.as_secs())))
        }
        Ok(Err(error)) => Err(Problem::Internal(format!("no PDF could be made: {error}"))),
        Err(panic) => Err(Problem::Internal(format!(
            "making a PDF of the {} failed: {}",
            template.name,
            said(&*panic)
        ))),
    }
}

fn draw(html: &str, dated: Option<i64>) -> Result<Vec<u8>, EngineError<std::io::Error>> {
    let mut options = EngineOptions::default();
    options.disable_system_fonts = true;
    options.allow_remote_assets = false;
    options.local_access.allow = false;
    options.deadline = Some(Instant::now() + LONGEST);
    options.output.tagged = true;
    // The same document gives the same bytes.
    options.output.metadata.creation_date = dated;
    options.output.metadata.creator = Some("Stratus".to_owned());
    let mut engine = Engine::new(options, MemorySink::new());
    engine.feed(html.as_bytes())?;
    engine.finish()
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}
