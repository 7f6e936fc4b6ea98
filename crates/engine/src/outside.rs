//! Asking outside: the way from operations to services that are not the database.
//!
//! The engine knows neither the services nor what they are asked. It hands a question on to who was
//! given to it, never while a transaction is open, and the answer back to the operation.

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde_json::Value as Json;
use std::fmt::{self, Debug, Formatter};

/// What is asked, and whom.
#[derive(Clone, PartialEq)]
pub struct Question {
    /// The name of the service.
    pub to: &'static str,
    /// What is asked; understood by who declared the operation and by the service.
    pub what: Json,
}

/// Questions name people, so they are not shown.
impl Debug for Question {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("to", &self.to).finish_non_exhaustive()
    }
}

/// Why there is no answer. Told as a 503.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// What the caller is told.
    pub message: String,
    /// What the log is told besides: no names, numbers or keys of people.
    pub inside: Option<String>,
    /// Seconds after which it is worth trying again, if it is by itself.
    pub retry: Option<u32>,
}

impl Unanswered {
    /// Nobody is there to ask; the message says how to change that.
    pub fn not_configured(message: impl Into<String>) -> Unanswered {
        Unanswered { message: message.into(), inside: None, retry: None }
    }

    /// Who was asked could not be reached or did not answer properly, which may pass.
    pub fn failed(message: impl Into<String>, inside: impl Into<String>) -> Unanswered {
        Unanswered { message: message.into(), inside: Some(inside.into()), retry: Some(5) }
    }
}

/// The services outside, as far as there are any.
///
/// A service puts a limit on the time it takes, well below that of a request. It may be asked the
/// same twice, and the caller may be gone before it answers: what it is asked to do must bear that.
pub trait Outside: Debug + Send + Sync {
    /// Asks one of them.
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Json, Unanswered>>;
}

/// No services at all.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Outside for Nobody {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Json, Unanswered>> {
        let message = format!("No service is configured for {}.", question.to);
        ready(Err(Unanswered::not_configured(message))).boxed()
    }
}
