//! Answers to programs.
use bytes::Bytes;
use engine::api::Reply;
use engine::problem::Problem;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value as Json, json};

/// Why a program does not get what it asks for (RFC 6749, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused {
    /// The code of the error.
    pub(super) error: &'static str,
    /// What is wrong, for whoever writes the program.
    pub(super) description: &'static str,
}

impl Refused {
    pub(super) const fn request(description: &'static str) -> Self {
        Self { error: "invalid_request", description }
    }

    pub(super) const fn client(description: &'static str) -> Self {
        Self { error: "invalid_client", description }
    }

    /// The answer.
    pub(super) fn reply(self) -> Reply {
        let unknown = self.error == "invalid_client";
        let status = if unknown { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        let body = json!({ "error": self.error, "error_description": self.description });
        let mut reply = json_reply(status, &body);
        if unknown {
            let how = HeaderValue::from_static("Basic realm=\"oauth\", charset=\"UTF-8\"");
            reply.headers.insert(WWW_AUTHENTICATE, how);
        }
        reply
    }
}

/// JSON that nobody keeps.
pub(super) fn json_reply(status: StatusCode, body: &Json) -> Reply {
    let mut reply = bare(status);
    reply.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply.body = Bytes::from(format!("{body}\n")).into();
    reply
}

/// An answer without a body that nobody keeps.
pub(super) fn bare(status: StatusCode) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    Reply { status, headers, body: Bytes::new().into(), route: "", statements: 0 }
}

/// Sends a browser somewhere else, there to ask with GET.
pub(super) fn see_other(place: &str) -> Result<Reply, Problem> {
    let mut reply = bare(StatusCode::SEE_OTHER);
    let place = HeaderValue::from_str(place)
        .map_err(|_| Problem::Internal("an address does not fit a header".to_owned()))?;
    reply.headers.insert(LOCATION, place);
    Ok(reply)
}

/// What is told of methods that a path does not have.
pub(super) fn wrong_method(allowed: &'static str) -> Reply {
    let body = json!({
        "error": "invalid_request",
        "error_description": format!("This path does not take that method, only {allowed}."),
    });
    let mut reply = json_reply(StatusCode::METHOD_NOT_ALLOWED, &body);
    reply.headers.insert(ALLOW, HeaderValue::from_static(allowed));
    reply
}

/// What is told when we could not do our part.
pub(super) fn failed(problem: &Problem) -> Reply {
    let status = StatusCode::from_u16(problem.status());
    let status = status.ok().filter(StatusCode::is_server_error);
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let busy = status == StatusCode::SERVICE_UNAVAILABLE;
    let error = if busy { "temporarily_unavailable" } else { "server_error" };
    let body = json!({ "error": error, "error_description": "Please try again in a moment." });
    let mut reply = json_reply(status, &body);
    if busy {
        reply.headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    reply
}
