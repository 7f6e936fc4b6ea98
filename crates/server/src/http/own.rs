//! The shell's own routes: is the process alive, is it ready, its numbers, the reference page.
use std::time::Duration;

use bytes::Bytes;
use engine::api::{Api, Reply};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::shell::{Backend, Shell};

/// How long the database may take to show that it is there.
const READY_WITHIN: Duration = Duration::from_secs(1);

/// One of the shell's own routes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Own<'p> {
    Root,
    Health,
    Ready,
    Metrics,
    OpenApi,
    /// The reference page; what follows `/docs/`.
    Docs(&'p str),
}

impl<'p> Own<'p> {
    /// The own route of a path, with or without a closing slash.
    pub(super) fn find(path: &'p str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        Some(match path {
            "" => Self::Root,
            "/health" => Self::Health,
            "/ready" => Self::Ready,
            "/metrics" => Self::Metrics,
            "/openapi.json" | "/swagger.json" => Self::OpenApi,
            "/docs" => Self::Docs(""),
            _ => Self::Docs(path.strip_prefix("/docs/")?),
        })
    }

    /// Whether it is asked by those who watch over the server: their questions are never too many.
    pub(super) fn watches(&self) -> bool {
        matches!(self, Self::Health | Self::Ready | Self::Metrics)
    }

    fn route(&self) -> &'static str {
        match self {
            Self::Root => "/",
            Self::Health => "/health",
            Self::Ready => "/ready",
            Self::Metrics => "/metrics",
            Self::OpenApi => "/openapi.json",
            Self::Docs(_) => "/docs",
        }
    }
}

impl<B: Backend> Shell<B> {
    /// Answers one of the shell's own routes.
    pub(super) async fn answer_own(
        &self,
        own: &Own<'_>,
        method: &Method,
        headers: &HeaderMap,
    ) -> Reply {
        let mut reply = match *method {
            Method::GET | Method::HEAD => self.show(own, headers).await,
            Method::OPTIONS => allow(plain(StatusCode::NO_CONTENT, "")),
            _ => allow(Api::problem(
                StatusCode::METHOD_NOT_ALLOWED,
                &format!("{} takes GET and HEAD only.", own.route()),
            )),
        };
        reply.route = own.route();
        reply
    }

    async fn show(&self, own: &Own<'_>, headers: &HeaderMap) -> Reply {
        match own {
            Own::Root => {
                let mut reply = plain(StatusCode::TEMPORARY_REDIRECT, "");
                reply.headers.insert(LOCATION, HeaderValue::from_static("/docs"));
                reply
            }
            Own::Health => state("ok"),
            Own::Ready => self.ready().await,
            Own::Metrics => match self.metrics.text() {
                Ok(text) => uncached(content(
                    "application/openmetrics-text; version=1.0.0; charset=utf-8",
                    text.into(),
                )),
                Err(error) => {
                    tracing::error!(%error, "the metrics cannot be written");
                    Api::problem(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "The metrics cannot be written.",
                    )
                }
            },
            Own::OpenApi => self.openapi().reply(headers),
            Own::Docs(path) => match self.docs.find(path) {
                Some(file) => file.reply(headers),
                None => Api::problem(StatusCode::NOT_FOUND, "The reference page has no such file."),
            },
        }
    }

    async fn ready(&self) -> Reply {
        match tokio::time::timeout(READY_WITHIN, self.backend.ready()).await {
            Ok(Ok(())) => state("ready"),
            Ok(Err(why)) => uncached(Api::problem(StatusCode::SERVICE_UNAVAILABLE, &why)),
            Err(_) => uncached(Api::problem(
                StatusCode::SERVICE_UNAVAILABLE,
                "The database did not answer within a second.",
            )),
        }
    }
}

fn state(state: &str) -> Reply {
    let body = serde_json::json!({ "status": state }).to_string();
    uncached(content("application/json", body.into()))
}

fn content(content_type: &'static str, body: Bytes) -> Reply {
    let mut reply = plain(StatusCode::OK, "");
    reply.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply.body = body.into();
    reply
}

fn plain(status: StatusCode, body: &'static str) -> Reply {
    Reply {
        status,
        headers: HeaderMap::new(),
        body: Bytes::from_static(body.as_bytes()).into(),
        route: "",
        statements: 0,
    }
}

fn uncached(mut reply: Reply) -> Reply {
    reply.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

fn allow(mut reply: Reply) -> Reply {
    reply.headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_routes_with_and_without_a_closing_slash() {
        for (path, own) in [
            ("/", Some(Own::Root)),
            ("/health", Some(Own::Health)),
            ("/health/", Some(Own::Health)),
            ("/ready/", Some(Own::Ready)),
            ("/metrics", Some(Own::Metrics)),
            ("/openapi.json", Some(Own::OpenApi)),
            ("/swagger.json/", Some(Own::OpenApi)),
            ("/docs", Some(Own::Docs(""))),
            ("/docs/", Some(Own::Docs(""))),
            ("/docs/page.js", Some(Own::Docs("page.js"))),
            ("/docsx", None),
            ("/healthy", None),
            ("/health//", None),
            ("/accounts/", None),
        ] {
            assert_eq!(Own::find(path), own, "{path}");
        }
    }
}
