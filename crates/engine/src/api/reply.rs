//! Replies: status, headers and body.

use super::perform::Done;
use super::{Body, Call, status};
use crate::access::Scope;
use crate::declare::Operation;
use crate::outside::Unanswered;
use crate::problem::Problem;
use crate::request::Preferences;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, LINK, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// What the server sends back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// The template of the path, for metrics; empty when there is none.
    pub route: &'static str,
    /// Statements it took.
    pub statements: u32,
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// Seconds after which a client may try again when the database cannot be used.
const RETRY: HeaderValue = HeaderValue::from_static("1");

/// How RFC 6750 tells of a token that lets nobody in.
const INVALID_TOKEN: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// How it tells of one that does not reach far enough.
fn insufficient(needed: Scope) -> HeaderValue {
    HeaderValue::from_static(match needed {
        Scope::Read => "Bearer error=\"insufficient_scope\", scope=\"read\"",
        Scope::Write => "Bearer error=\"insufficient_scope\", scope=\"write\"",
        Scope::Admin => "Bearer error=\"insufficient_scope\", scope=\"admin\"",
    })
}

/// A JSON error envelope.
fn problem(problem: &Problem, request_id: &str) -> Reply {
    let mut headers = HeaderMap::with_capacity(4);
    match problem {
        Problem::Unauthorized(_) => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        Problem::InvalidToken(_) => {
            headers.insert(WWW_AUTHENTICATE, INVALID_TOKEN);
        }
        Problem::InsufficientScope(needed) => {
            headers.insert(WWW_AUTHENTICATE, insufficient(*needed));
        }
        Problem::MethodNotAllowed(allowed) => allow(&mut headers, allowed),
        Problem::Unavailable(_) | Problem::ContentUnavailable(_) => {
            headers.insert(RETRY_AFTER, RETRY);
        }
        Problem::Unanswered(Unanswered { retry: Some(seconds), .. }) => {
            headers.insert(RETRY_AFTER, HeaderValue::from(*seconds));
        }
        _ => {}
    }
    envelope(status(problem.status()), headers, &problem.body(request_id))
}

pub(super) fn envelope(
    status: StatusCode,
    mut headers: HeaderMap,
    body: &serde_json::Value,
) -> Reply {
    headers.insert(CONTENT_TYPE, JSON);
    let body = Bytes::from(format!("{body}\n")).into();
    Reply { status, headers, body, route: "", statements: 0 }
}

fn allow(headers: &mut HeaderMap, allowed: &[&'static str]) {
    if let Ok(value) = HeaderValue::from_str(&allowed.join(", ")) {
        headers.insert(ALLOW, value);
    }
}

pub(super) fn refused(
    refusal: &Problem,
    call: &Call,
    route: &'static str,
    applied: Option<&'static str>,
) -> Reply {
    if let Some(inside) = refusal.inside() {
        let (request_id, status) = (&call.request_id, refusal.status());
        tracing::error!(%request_id, route, status, "{inside}");
    }
    let mut reply = problem(refusal, &call.request_id);
    reply.route = route;
    if let Some(applied) = applied {
        reply.headers.insert(APPLIED, HeaderValue::from_static(applied));
    }
    reply
}

pub(super) fn options(route: &'static str, allowed: &[&'static str]) -> Reply {
    let mut headers = HeaderMap::with_capacity(1);
    allow(&mut headers, allowed);
    Reply { status: StatusCode::NO_CONTENT, headers, body: Body::default(), route, statements: 0 }
}

pub(super) fn done(done: Done, operation: &'static Operation, preferences: Preferences) -> Reply {
    let mut headers = HeaderMap::with_capacity(4);
    if done.body.is_some() {
        headers.insert(CONTENT_TYPE, JSON);
    }
    for (name, value) in [(LOCATION, done.location), (LINK, done.link)] {
        if let Some(Ok(value)) = value.map(|value| HeaderValue::from_str(&value)) {
            headers.insert(name, value);
        }
    }
    if let Some(applied) = preferences.applied() {
        headers.insert(APPLIED, HeaderValue::from_static(applied));
    }
    Reply {
        status: status(done.status),
        headers,
        body: done.body.map(Bytes::from).unwrap_or_default().into(),
        route: operation.path,
        statements: done.statements,
    }
}
