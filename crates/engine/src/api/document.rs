//! Documents: which medium is wanted, and how they are drawn once their transaction is over.

use super::content::{disposition, header};
use super::{Body, Inner, Reply};
use crate::declare::{Action, Draw, Media, Operation};
use crate::problem::Problem;
use crate::request::{Params, Preferences};
use bytes::Bytes;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;

/// Documents are made of what users wrote: nothing in them runs, loads anything or counts as ours.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
);

/// Documents that are drawn at a time; more wait. Each keeps a processor busy.
pub(super) fn places() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().div_ceil(2))
}

/// The medium that a request for a document is answered in; none where it is for something else.
pub(super) fn wanted(
    operation: &Operation,
    params: &Params,
    headers: &HeaderMap,
) -> Result<Option<Media>, Problem> {
    if !matches!(operation.action, Action::Document(_)) {
        return Ok(None);
    }
    if let Some(asked) = params.get("format") {
        // What is no format at all is found with the other parameters.
        return Ok(Media::ALL.into_iter().find(|media| media.name() == asked));
    }
    let lines: Vec<&str> =
        headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
    match accepted(&lines.join(",")) {
        Some(media) => Ok(Some(media)),
        None => Err(Problem::NotAcceptable(Media::ALL.map(Media::essence).to_vec())),
    }
}

/// The medium that `Accept` likes best, the first of those it likes alike. Nothing is anything.
fn accepted(accept: &str) -> Option<Media> {
    if accept.trim().is_empty() {
        return Media::ALL.first().copied();
    }
    let mut best: Option<(u16, Media)> = None;
    for media in Media::ALL {
        let weight = weight(accept, media);
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, media));
        }
    }
    best.map(|(_, media)| media)
}

/// What `Accept` gives a medium, in thousandths: the most special range that fits counts.
fn weight(accept: &str, media: Media) -> u16 {
    let essence = media.essence();
    let (kind, _) = essence.split_once('/').unwrap_or((essence, ""));
    let mut found = (0, 0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let special = match name.as_str() {
            "*/*" => 1,
            _ if name.strip_suffix("/*") == Some(kind) => 2,
            _ if name == essence => 3,
            _ => continue,
        };
        let quality = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
        });
        // One whose weight is not understood is not counted.
        let Some(quality) = quality.unwrap_or(Some(1000)) else { continue };
        if special > found.0 {
            found = (special, quality);
        }
    }
    found.1
}

/// A weight from 0 to 1 with at most three decimals.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(decimals),
        "1" if decimals == 0 => Some(1000),
        _ => None,
    }
}

impl Inner {
    /// Draws a document that was read.
    pub(super) async fn draw(
        self: &Arc<Inner>,
        read: Box<dyn Draw>,
        media: Media,
        operation: &'static Operation,
        preferences: Preferences,
        statements: u32,
    ) -> Result<Reply, Problem> {
        let closed = |_| Problem::Internal("nobody draws any longer".to_owned());
        let place = Arc::clone(&self.drawing).acquire_owned().await.map_err(closed)?;
        let drawn = tokio::task::spawn_blocking(move || {
            // Who no longer waits for it does not make room for others before it is done.
            let _place = place;
            read.draw(media).map(|bytes| (read.name(), bytes))
        });
        let failed = |error| Problem::Internal(format!("a document could not be drawn: {error}"));
        let (name, bytes) = drawn.await.map_err(failed)??;
        let mut headers = HeaderMap::with_capacity(8);
        let media_type = match media {
            Media::Html => "text/html; charset=utf-8",
            Media::Pdf => media.essence(),
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let file = format!("{name}.{}", media.name());
        headers.insert(CONTENT_DISPOSITION, header(disposition("inline", &file)));
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("Accept"));
        preferences.confirm(&mut headers);
        let body = Body::from(Bytes::from(bytes));
        Ok(Reply { status: StatusCode::OK, headers, body, route: operation.path, statements })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_liked_best_is_answered() {
        use Media::{Html, Pdf};
        for (accept, expected) in [
            ("", Some(Html)),
            ("*/*", Some(Html)),
            ("text/html", Some(Html)),
            ("application/pdf", Some(Pdf)),
            ("Application/PDF", Some(Pdf)),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some(Html)),
            ("application/pdf, text/html;q=0.9", Some(Pdf)),
            ("text/html;q=0.1, application/pdf;q=0.2", Some(Pdf)),
            ("application/pdf;q=0.5, text/html;q=0.5", Some(Html)),
            ("text/html;q=0, */*", Some(Pdf)),
            ("application/*", Some(Pdf)),
            ("text/*;q=0.3, application/pdf;q=0.2", Some(Html)),
            ("*/*;q=0.5, application/pdf;q=0.4", Some(Html)),
            ("application/pdf ; version=1.7 ; Q = 1.000", Some(Pdf)),
            ("application/json, application/pdf;q=0.001", Some(Pdf)),
            ("application/json", None),
            ("application/pdf;q=0", None),
            ("*/*;q=0.000", None),
            ("text/html;q=2", None),
            ("text/html;q=0.1234, application/pdf;q=x", None),
            ("nonsense", None),
        ] {
            assert_eq!(accepted(accept), expected, "{accept}");
        }
    }
}
