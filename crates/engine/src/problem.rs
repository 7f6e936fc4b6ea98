//! What went wrong, as the wire tells it.

use crate::access::Scope;
use crate::outside::Unanswered;
use crate::store::StoreError;
use serde_json::json;

/// Everything that can be answered instead of success. Every variant has one status.
#[derive(Debug)]
pub enum Problem {
    /// 400: one thing is wrong with the request as a whole.
    Bad(String),
    /// 400: properties or parameters are wrong; all of them are told.
    Invalid(Errors),
    /// 401: no token.
    Unauthorized(&'static str),
    /// 401: a token that lets nobody in.
    InvalidToken(&'static str),
    /// 403: the token does not reach as far as this.
    InsufficientScope(Scope),
    /// 403: the caller may not do this.
    Forbidden(&'static str),
    /// 404: there is no such thing.
    NotFound(String),
    /// 405: the path has other methods.
    MethodNotAllowed(Vec<&'static str>),
    /// 409: it contradicts what is there.
    Conflict(Errors),
    /// 413: too large; the limit in bytes.
    TooLarge(usize),
    /// 415: not the type of body that is taken, which is named.
    UnsupportedMediaType(&'static str),
    /// 503: the database cannot be used now. The text is for the log.
    Unavailable(String),
    /// 503: contents cannot be kept or read now. The text is for the log.
    ContentUnavailable(String),
    /// 503: a service outside is not there, or did not answer.
    Unanswered(Unanswered),
    /// 500: our fault. The text is for the log and never answered.
    Internal(String),
}

impl Problem {
    /// Its status.
    pub fn status(&self) -> u16 {
        match self {
            Problem::Bad(_) | Problem::Invalid(_) => 400,
            Problem::Unauthorized(_) | Problem::InvalidToken(_) => 401,
            Problem::Forbidden(_) | Problem::InsufficientScope(_) => 403,
            Problem::NotFound(_) => 404,
            Problem::MethodNotAllowed(_) => 405,
            Problem::Conflict(_) => 409,
            Problem::TooLarge(_) => 413,
            Problem::UnsupportedMediaType(_) => 415,
            Problem::Internal(_) => 500,
            Problem::Unavailable(_) | Problem::ContentUnavailable(_) | Problem::Unanswered(_) => {
                503
            }
        }
    }

    /// The text that only the log may see.
    pub fn inside(&self) -> Option<&str> {
        match self {
            Problem::Unavailable(text)
            | Problem::ContentUnavailable(text)
            | Problem::Internal(text) => Some(text),
            Problem::Unanswered(unanswered) => unanswered.inside.as_deref(),
            _ => None,
        }
    }

    /// The body that is answered.
    pub fn body(&self, request_id: &str) -> serde_json::Value {
        match self {
            Problem::Bad(message) | Problem::NotFound(message) => json!({ "message": message }),
            Problem::Invalid(errors) => {
                json!({ "errors": errors.to_json(), "message": "The request is not valid." })
            }
            Problem::Conflict(errors) => json!({
                "errors": errors.to_json(),
                "message": "The request contradicts what is already there.",
            }),
            Problem::Unauthorized(message)
            | Problem::InvalidToken(message)
            | Problem::Forbidden(message) => json!({ "message": message }),
            Problem::InsufficientScope(needed) => json!({
                "message": format!("Your token lacks the scope {} that this needs.", needed.name()),
            }),
            Problem::MethodNotAllowed(allowed) => json!({
                "message": format!("This path does not take that method, only {}.", allowed.join(", ")),
            }),
            Problem::TooLarge(limit) => json!({
                "message": format!("The request body is larger than the limit of {limit} bytes."),
            }),
            Problem::UnsupportedMediaType(media) => json!({
                "message": format!("Send the body with Content-Type: {media}."),
            }),
            Problem::Unavailable(_) => json!({
                "message": "The database cannot be reached just now. Try again in a moment.",
            }),
            Problem::ContentUnavailable(_) => json!({
                "message": "Files can be neither stored nor read just now. Try again in a moment.",
            }),
            Problem::Unanswered(unanswered) => json!({ "message": unanswered.message }),
            Problem::Internal(_) => json!({
                "message": "Something went wrong in the server. The request id helps to find it.",
                "request_id": request_id,
            }),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        match error {
            StoreError::Duplicate { what } => Problem::Conflict(Errors::one(
                "",
                format!("There is already one like it ({what})."),
            )),
            StoreError::Referenced => {
                Problem::Conflict(Errors::one("", "Something else still refers to it."))
            }
            StoreError::Busy(text) | StoreError::Unavailable(text) => Problem::Unavailable(text),
            StoreError::Other(text) => Problem::Internal(text),
        }
    }
}

/// What is wrong with which property (dotted path) or parameter, in the order it was found.
/// A path keeps its first error.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl std::fmt::Display for Errors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, (path, text)) in self.0.iter().enumerate() {
            let space = if position == 0 { "" } else { " " };
            let colon = if path.is_empty() { "" } else { ": " };
            write!(f, "{space}{path}{colon}{text}")?;
        }
        Ok(())
    }
}

impl Errors {
    /// A single error.
    pub fn one(path: impl Into<String>, text: impl Into<String>) -> Errors {
        Errors(vec![(path.into(), text.into())])
    }

    /// Adds an error, unless the path already has one.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        if !self.0.iter().any(|(known, _)| *known == path) {
            self.0.push((path, text.into()));
        }
    }

    /// The properties and parameters that are wrong.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of another list.
    pub fn extend(&mut self, other: Errors) {
        for (path, text) in other.0 {
            self.add(path, text);
        }
    }

    /// The same errors, of properties of the object at a path.
    pub fn under(self, path: &str) -> Errors {
        let under = |name: String| match name.as_str() {
            "" => path.to_owned(),
            name => format!("{path}.{name}"),
        };
        Errors(self.0.into_iter().map(|(name, text)| (under(name), text)).collect())
    }

    /// The same errors, where properties called `from` are called `to`.
    pub fn renamed(self, from: &str, to: &str) -> Errors {
        let renamed = |path: String| match path.strip_suffix(from) {
            Some(rest) if rest.is_empty() || rest.ends_with('.') => format!("{rest}{to}"),
            _ => path,
        };
        Errors(self.0.into_iter().map(|(path, text)| (renamed(path), text)).collect())
    }

    /// `Err(Invalid)` when something is wrong.
    pub fn into_result(self) -> Result<(), Problem> {
        if self.is_empty() { Ok(()) } else { Err(Problem::Invalid(self)) }
    }

    fn to_json(&self) -> serde_json::Value {
        self.0
            .iter()
            .map(|(path, text)| (path.clone(), json!(text)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
