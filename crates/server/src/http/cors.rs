//! Cross-origin requests: which web pages may call the API from a browser. Off unless origins are
//! configured.
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    VARY,
};
use http::{HeaderMap, HeaderValue, Method};

use crate::config::values::CorsOrigin;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "X-Token, Authorization, X-Fields, Prefer, Content-Type, X-Request-Id, If-Match, If-None-Match, If-Range, Range",
);
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Link, Location, X-Request-Id, Preference-Applied, ETag, Retry-After, RateLimit, RateLimit-Policy, Content-Range, Content-Disposition",
);
/// Two hours, the longest that Chromium remembers a preflight.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The origins that may call.
#[derive(Debug)]
pub(super) struct Cors {
    any: bool,
    origins: Vec<String>,
}

impl Cors {
    /// `None` when no origin may.
    pub(super) fn new(allowed: &[CorsOrigin]) -> Option<Self> {
        if allowed.is_empty() {
            return None;
        }
        let origins = allowed.iter().filter_map(|origin| match origin {
            CorsOrigin::Any => None,
            CorsOrigin::Origin(origin) => Some(origin.clone()),
        });
        Some(Self { any: allowed.contains(&CorsOrigin::Any), origins: origins.collect() })
    }

    /// Whether a request asks what it may do, rather than doing it.
    pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
        method == Method::OPTIONS
            && headers.contains_key(ORIGIN)
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// Adds what a browser needs to see on every answer. Credentials travel in headers, never in
    /// cookies, so `Access-Control-Allow-Credentials` is left out on purpose.
    pub(super) fn apply(&self, origin: Option<&HeaderValue>, reply: &mut HeaderMap) {
        if self.any {
            reply.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        } else {
            // The answer differs by origin, so caches must tell them apart, also when there was
            // none.
            reply.append(VARY, HeaderValue::from_static("Origin"));
            let Some(origin) = origin.filter(|origin| self.allows(origin)) else {
                return;
            };
            reply.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        reply.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    /// Adds what a browser asks for before it sends a request. To an origin that is not allowed
    /// nothing is said.
    pub(super) fn apply_preflight(&self, origin: Option<&HeaderValue>, reply: &mut HeaderMap) {
        if self.any || origin.is_some_and(|origin| self.allows(origin)) {
            reply.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            reply.insert(ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            reply.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins
            .iter()
            .any(|allowed| origin.as_bytes().eq_ignore_ascii_case(allowed.as_bytes()))
    }
}
