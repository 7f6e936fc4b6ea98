//! What a server shell calls: one request in, one answer out.
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method, StatusCode};

/// One request, its body already read and size-checked.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The raw path, percent-encoded.
    pub path: String,
    /// The raw query string, without `?`.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The id that names this request in logs and answers.
    pub request_id: String,
}

/// One answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The route's template, for metrics; empty when no route matched.
    pub route: &'static str,
    /// How many statements the store ran for it.
    pub statements: u32,
}

/// The API that a list of declarations makes.
#[derive(Debug)]
pub struct Api {
    openapi: Bytes,
}

impl Api {
    /// An API that has no routes.
    pub fn empty() -> Self {
        Self {
            openapi: Bytes::from_static(
                br#"{"openapi":"3.1.0","info":{"title":"Stratus","version":"0"},"paths":{}}"#,
            ),
        }
    }

    /// Answers one request.
    pub async fn answer(&self, call: Call) -> Reply {
        Self::problem(
            StatusCode::NOT_FOUND,
            &format!("There is nothing at {}.", call.path),
        )
    }

    /// The largest body a route takes, in bytes.
    pub fn body_limit(&self, _method: &Method, _path: &str) -> usize {
        1 << 20
    }

    /// The API's description, OpenAPI as JSON.
    pub fn openapi(&self) -> &Bytes {
        &self.openapi
    }

    /// The JSON envelope of an error.
    pub fn problem(status: StatusCode, message: &str) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Reply {
            status,
            headers,
            body: Bytes::from(serde_json::json!({ "message": message }).to_string()),
            route: "",
            statements: 0,
        }
    }
}
