//! Operations that carry contents: what happens before and after their transaction.

use super::perform::{self, Prepared};
use super::{Body, Inner, Reply, Request, locate, now, reply};
use crate::access::Session;
use crate::content::{ContentError, Kept, hash};
use crate::declare::{Action, Operation};
use crate::problem::Problem;
use crate::work::Work;
use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::ops::Range;
use std::sync::Arc;

/// A content that a transaction found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) tenant: i64,
    pub(super) hash: String,
    pub(super) size: u64,
    /// The name in the store.
    pub(super) name: String,
    /// The name people gave it.
    pub(super) file: String,
}

impl Prepared {
    /// Whether there are bytes to be kept before the transaction.
    fn carries(&self) -> bool {
        !self.draft.contents.is_empty()
            || !self.taken.files.is_empty()
            || matches!(self.request.operation.action, Action::Upload(_))
    }
}

impl Inner {
    /// Keeps what a request carries, and runs its transaction.
    pub(super) async fn carry(
        self: &Arc<Inner>,
        mut prepared: Prepared,
        body: Body,
    ) -> Result<perform::Done, Problem> {
        if !(prepared.carries() && prepared.sound()) {
            return self.run(prepared).await;
        }
        // Nobody fills the store who may not write, or with what can be written nowhere.
        let tenant = self.admit(&prepared.request).await?;
        let kept = match (&prepared.request.operation.action, body) {
            (Action::Upload(_), Body::Pieces(pieces)) => {
                let came = self.contents.receive(tenant, pieces).await?;
                vec![match self.holds(tenant, &came.hash).await? {
                    true => came.known().await,
                    false => came.keep().await?,
                }]
            }
            (Action::Upload(_), Body::Whole(bytes)) => vec![self.keep(tenant, bytes).await?],
            _ => {
                let contents = prepared.draft.contents.iter().map(|(_, bytes)| bytes.clone());
                let files = prepared.taken.files.iter().map(|(_, bytes)| bytes.clone());
                let mut kept = Vec::new();
                for bytes in contents.chain(files).collect::<Vec<_>>() {
                    match self.keep(tenant, bytes).await {
                        Ok(one) => kept.push(one),
                        Err(problem) => {
                            self.contents.drop_all(tenant, &kept).await;
                            return Err(problem);
                        }
                    }
                }
                kept
            }
        };
        prepared.forget_bytes();
        prepared.kept = kept.clone();
        let done = self.run(prepared).await;
        match &done {
            // It is done; what is left over can wait for the collector.
            Ok(_) => drop(self.drop_surplus(tenant, kept).await),
            // Of a failure of the database itself nobody knows whether it came before the commit or
            // after.
            Err(problem) if problem.status() >= 500 => {}
            Err(_) => self.contents.drop_all(tenant, &kept).await,
        }
        done
    }

    /// Whether the caller may do this to a row that is there; answers the tenant.
    async fn admit(self: &Arc<Inner>, request: &Request) -> Result<i64, Problem> {
        let (inner, resource, operation) = (Arc::clone(self), request.resource, request.operation);
        let (shown, path) = (request.shown.clone(), request.path.clone());
        let admitted = self.store.read(move |tx| {
            let session = shown.admit(tx, resource, operation, now())?;
            let tenant = session.tenant;
            let mut work = Work { tx, session, context: &inner.context, now: now() };
            if let Some(("id", text)) = path.first().map(|(name, text)| (*name, text)) {
                let id = locate::row_id(resource, text)?;
                locate::exists(&mut work, resource, id)?;
            }
            Ok::<_, Problem>(tenant)
        });
        admitted.await
    }

    /// Keeps bytes, unless a content of the tenant has them already.
    async fn keep(self: &Arc<Inner>, tenant: i64, bytes: Bytes) -> Result<Kept, Problem> {
        let hash = hash(&bytes);
        if self.holds(tenant, &hash).await? {
            return Ok(Kept { hash, size: bytes.len() as i64, name: None });
        }
        Ok(self.contents.keep(tenant, bytes).await?)
    }

    async fn holds(self: &Arc<Inner>, tenant: i64, hash: &str) -> Result<bool, Problem> {
        let (inner, hash) = (Arc::clone(self), hash.to_owned());
        let known = self.store.read(move |tx| {
            let session = Session::of_server(tenant);
            Work { tx, session, context: &inner.context, now: now() }.holds(&hash)
        });
        known.await
    }

    /// Removes what was written although somebody else wrote the same bytes meanwhile.
    async fn drop_surplus(
        self: &Arc<Inner>,
        tenant: i64,
        mut kept: Vec<Kept>,
    ) -> Result<(), Problem> {
        kept.retain(|kept| kept.name.is_some());
        if kept.is_empty() {
            return Ok(());
        }
        let inner = Arc::clone(self);
        let hashes: Vec<String> = kept.iter().map(|kept| kept.hash.clone()).collect();
        let used = self.store.read(move |tx| {
            let session = Session::of_server(tenant);
            let mut work = Work { tx, session, context: &inner.context, now: now() };
            work.names_of(hashes.clone())
        });
        let used = used.await?;
        kept.retain(|kept| kept.name.as_ref().is_some_and(|name| !used.contains(name)));
        self.contents.drop_all(tenant, &kept).await;
        Ok(())
    }

    /// Answers a content, or the part of it that was asked for.
    pub(super) async fn deliver(
        self: &Arc<Inner>,
        found: Found,
        method: &Method,
        asking: &HeaderMap,
        operation: &'static Operation,
        statements: u32,
    ) -> Result<Reply, Problem> {
        let mut headers = HeaderMap::with_capacity(8);
        let tag = header(format!("\"{}\"", found.hash));
        headers.insert(ETAG, tag.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let reply = |status, headers, body| {
            Ok(Reply { status, headers, body, route: operation.path, statements })
        };
        if names(asking, &tag) {
            return reply(StatusCode::NOT_MODIFIED, headers, Body::default());
        }
        let asked = match *method {
            Method::GET => asked(asking, &tag, found.size),
            _ => Asked::All,
        };
        let (status, range) = match asked {
            Asked::All => (StatusCode::OK, 0..found.size),
            Asked::Part(range) => {
                let (first, last) = (range.start, range.end - 1);
                let text = format!("bytes {first}-{last}/{}", found.size);
                headers.insert(CONTENT_RANGE, header(text));
                (StatusCode::PARTIAL_CONTENT, range)
            }
            Asked::Beyond => {
                headers.insert(CONTENT_RANGE, header(format!("bytes */{}", found.size)));
                let message = format!("The file has {} bytes; the range lies beyond.", found.size);
                let body = serde_json::json!({ "message": message });
                let mut refused =
                    reply::envelope(StatusCode::RANGE_NOT_SATISFIABLE, headers, &body);
                (refused.route, refused.statements) = (operation.path, statements);
                return Ok(refused);
            }
        };
        headers.insert(CONTENT_TYPE, header(media(&found.file)));
        headers.insert(CONTENT_DISPOSITION, header(disposition("attachment", &found.file)));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
        let body = match *method {
            Method::GET => {
                let read = self.contents.read(found.tenant, &found.name, range).await;
                Body::Pieces(read.inspect_err(|error| {
                    if let ContentError::Missing(name) = error {
                        tracing::error!(name, "a content is not where it was written");
                    }
                })?)
            }
            _ => Body::default(),
        };
        reply(status, headers, body)
    }
}

/// Texts made here are fit for headers; what is not would be left out rather than fail.
pub(super) fn header(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// Whether `If-None-Match` names the tag. Weak tags count: the bytes are compared either way.
fn names(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tags = headers.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    tags.flat_map(|tags| tags.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one).as_bytes() == tag.as_bytes())
}

/// What of a content is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    All,
    Part(Range<u64>),
    Beyond,
}

/// Reads `Range`. One that is not understood, asks for several parts, or holds for another version
/// is ignored, as the standard has it.
fn asked(headers: &HeaderMap, tag: &HeaderValue, size: u64) -> Asked {
    if headers.get(IF_RANGE).is_some_and(|of| of != tag) {
        return Asked::All;
    }
    let text = headers.get(RANGE).and_then(|range| range.to_str().ok());
    let spec = text.and_then(|text| {
        let (unit, spec) = text.split_once('=')?;
        unit.trim().eq_ignore_ascii_case("bytes").then(|| spec.trim())
    });
    let number = |text: &str| -> Option<u64> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    };
    let Some((first, last)) = spec.and_then(|spec| spec.split_once('-')) else {
        return Asked::All;
    };
    match (first, last, number(first), number(last)) {
        ("", _, _, Some(count)) if count > 0 && size > 0 => {
            Asked::Part(size.saturating_sub(count)..size)
        }
        ("", _, _, Some(_)) => Asked::Beyond,
        (_, "", Some(first), _) if first < size => Asked::Part(first..size),
        (_, "", Some(_), _) => Asked::Beyond,
        (_, _, Some(first), Some(last)) if first <= last => match first < size {
            true => Asked::Part(first..last.saturating_add(1).min(size)),
            false => Asked::Beyond,
        },
        _ => Asked::All,
    }
}

/// What a file is, by the ending of its name.
fn media(file: &str) -> String {
    let found = mime_guess::from_path(file).first_or_octet_stream();
    match (found.type_().as_str(), found.get_param("charset")) {
        ("text", None) => format!("{found}; charset=utf-8"),
        _ => found.to_string(),
    }
}

/// What need not be escaped in the extended form of a parameter.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A file as an `attachment` is offered to be saved under its name: a page in it shall not run as if
/// it were ours. The plain form of the name is for programs that know no other.
pub(super) fn disposition(how: &str, file: &str) -> String {
    let plain: String = file
        .chars()
        .map(|c| match c {
            '"' | '\\' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let extended = utf8_percent_encode(file, PLAIN);
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{extended}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let tag = HeaderValue::from_static("\"abc\"");
        for (range, size, expected) in [
            ("bytes=0-0", 10, Asked::Part(0..1)),
            ("bytes=2-5", 10, Asked::Part(2..6)),
            ("bytes=2-", 10, Asked::Part(2..10)),
            ("bytes=-3", 10, Asked::Part(7..10)),
            ("bytes=-30", 10, Asked::Part(0..10)),
            ("bytes=5-99", 10, Asked::Part(5..10)),
            ("bytes=0-18446744073709551615", 10, Asked::Part(0..10)),
            ("Bytes = 1-2", 10, Asked::Part(1..3)),
            ("bytes=10-", 10, Asked::Beyond),
            ("bytes=10-12", 10, Asked::Beyond),
            ("bytes=-0", 10, Asked::Beyond),
            ("bytes=0-", 0, Asked::Beyond),
            ("bytes=-1", 0, Asked::Beyond),
            ("bytes=5-2", 10, Asked::All),
            ("bytes=0-1,3-4", 10, Asked::All),
            ("bytes=a-b", 10, Asked::All),
            ("bytes=-", 10, Asked::All),
            ("bytes=+1-2", 10, Asked::All),
            ("bytes=99999999999999999999-", 10, Asked::All),
            ("lines=1-2", 10, Asked::All),
            ("", 10, Asked::All),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_str(range).unwrap());
            assert_eq!(asked(&headers, &tag, size), expected, "{range} of {size}");
            headers.insert(IF_RANGE, tag.clone());
            assert_eq!(asked(&headers, &tag, size), expected, "{range} of {size}");
            headers.insert(IF_RANGE, HeaderValue::from_static("\"other\""));
            assert_eq!(asked(&headers, &tag, size), Asked::All, "{range} of another version");
        }
    }

    #[test]
    fn names_of_files_in_headers() {
        assert_eq!(
            disposition("attachment", "Räksmörgås \"1\".pdf"),
            "attachment; filename=\"R_ksm_rg_s _1_.pdf\"; \
             filename*=UTF-8''R%C3%A4ksm%C3%B6rg%C3%A5s%20%221%22.pdf"
        );
        for (file, expected) in [
            ("a.PDF", "application/pdf"),
            ("a.txt", "text/plain; charset=utf-8"),
            ("a.png", "image/png"),
            ("a.html", "text/html; charset=utf-8"),
            ("a", "application/octet-stream"),
            ("a.nosuch", "application/octet-stream"),
        ] {
            assert_eq!(media(file), expected, "{file}");
        }
    }
}
