//! Templates: what they may do, and how they are filled in.
//!
//! A template sees the document and nothing else: no file, no other template, no function that
//! tells of the inside. What it may use up is limited, so that one that loops for ever, or makes
//! much of little, ends.

use std::io::{self, Write};

use engine::problem::{Errors, Problem};
use engine::work::Record;
use minijinja::value::ValueKind;
use minijinja::{
    Environment, Error, ErrorKind, HtmlEscape, Output, State, UndefinedBehavior, Value,
};

use super::choice::Template;
use super::context::Context;

/// The largest document, in bytes of HTML.
const LARGEST: usize = 8 << 20;

/// What a template may use up: a unit is about one step or 64 bytes.
const FUEL: u64 = 500_000;

/// What it may use up besides for each row. The standard template needs a fifth of it.
const FUEL_OF_ROW: u64 = 1_000;

/// A template that is no template is refused when it is written.
pub(crate) fn check(now: &Record, before: Option<&Record>, errors: &mut Errors) {
    let html = now.text("html").unwrap_or_default();
    if before.is_some_and(|before| before.text("html") == Some(html)) {
        return;
    }
    if let Err(error) = environment(0).template_from_named_str("html", html) {
        errors.add("html", format!("Line {}: {}.", error.line().unwrap_or(1), said(&error)));
    }
}

/// Fills a template in.
pub(super) fn render(template: &Template, context: &Context) -> Result<String, Problem> {
    let environment = environment(FUEL + FUEL_OF_ROW * context.rows as u64);
    let mut out = Limited(Vec::new());
    let rendered = environment
        .template_from_named_str("html", &template.html)
        .and_then(|parsed| parsed.render_captured_to(context.value.clone(), &mut out).map(drop));
    let text = match &rendered {
        Ok(()) => {
            return String::from_utf8(out.0)
                .map_err(|error| Problem::Internal(format!("a document is not UTF-8: {error}")));
        }
        Err(error) => match error.kind() {
            ErrorKind::OutOfFuel => "it takes too many steps, or makes too much text".to_owned(),
            ErrorKind::WriteFailure => "the document becomes too large".to_owned(),
            _ => said(error),
        },
    };
    // What is too large is so at no line.
    let line = rendered.err().and_then(|error| error.line());
    let place = line.map_or(":".to_owned(), |line| format!(". Line {line}:"));
    Err(Problem::Bad(format!("The {} cannot be used{place} {text}.", template.name)))
}

/// What an error says, without its place.
fn said(error: &Error) -> String {
    match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    }
}

fn environment(fuel: u64) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(fuel));
    // A name that does not exist is a mistake; a property that is not set is null.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(write);
    environment.remove_global("debug");
    environment.remove_filter("safe");
    environment.remove_filter("pprint");
    environment
}

/// Writes a value: null as nothing, all else escaped, whatever the template asks for.
fn write(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let whole = matches!(value.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable);
    if whole {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            "a list or a group of values cannot be written; name one of its values",
        ));
    }
    match value.as_str() {
        _ if value.is_none() || value.is_undefined() => Ok(()),
        // What a macro or a block has written is escaped already.
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        Some(text) => Ok(write!(out, "{}", HtmlEscape(text))?),
        None => Ok(write!(out, "{}", HtmlEscape(&value.to_string()))?),
    }
}

/// Bytes, up to a limit.
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(io::Error::other("too large"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
