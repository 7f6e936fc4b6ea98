//! Asks providers that answer JSON over HTTP.
//!
//! A question is one `POST` of an object. It is asked again when the connection fails or the provider
//! is busy, within one time for all of it, and not at all for a while after several failures. All
//! tries of a question have the same `Idempotency-Key`. Neither questions nor answers are ever
//! logged.
use std::error::Error as _;
use std::time::{Duration, Instant};

use http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value as Json;

use super::breaker::Breaker;
use crate::config::values::Secret;
use crate::failure::Failure;

/// How often a question is asked at most.
const TRIES: u32 = 3;

/// About how long to wait before the second try; twice that before the third.
const WAIT: Duration = Duration::from_millis(200);

/// The largest answer in bytes.
const MOST_BYTES: usize = 64 << 10;

/// How long it may take to connect.
const CONNECT: Duration = Duration::from_secs(3);

/// A provider at an address.
#[derive(Debug)]
pub(super) struct Endpoint {
    name: &'static str,
    client: Client,
    url: String,
    secret: Option<Secret>,
    patience: Duration,
    breaker: Breaker,
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// The provider knows nobody of that kind.
    Unknown,
    /// The provider cannot be used now, or does not speak as it should. The text is for the log.
    Unavailable(String),
}

/// How a try went wrong.
enum Fault {
    /// Another try may do better, after a time the provider may have named.
    Passing(String, Option<Duration>),
    /// It would not.
    Lasting(String),
    /// The provider knows nobody of that kind.
    Unknown,
}

/// The one client of all providers, so that connections are kept and shared.
pub(super) fn client() -> Result<Client, Failure> {
    // Somebody else in the process may have chosen one already; that does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .connect_timeout(CONNECT)
        // Whom a provider would send us to is nobody we were told to trust.
        .redirect(Policy::none())
        .referer(false)
        .build()
        .map_err(|error| {
            Failure::new(format!("Providers cannot be asked over HTTP: {}.", described(error)))
        })
}

impl Endpoint {
    /// `patience` is the time for a question, tries again and waits among it; `pause` how long a
    /// provider that fails is left alone.
    pub(super) fn new(
        name: &'static str,
        client: Client,
        url: String,
        secret: Option<Secret>,
        (patience, pause): (Duration, Duration),
    ) -> Self {
        Self { name, client, url, secret, patience, breaker: Breaker::new(pause) }
    }

    /// Asks; `read` makes something of the answer, or says what is wrong with it.
    pub(super) async fn ask<T>(
        &self,
        question: &Json,
        read: impl Fn(Json) -> Result<T, &'static str>,
    ) -> Result<T, Failed> {
        let Some(passage) = self.breaker.enter(Instant::now()) else {
            return Err(Failed::Unavailable(format!("{}: left alone after failures", self.name)));
        };
        let end = Instant::now() + self.patience;
        let asked = tokio::time::timeout(self.patience, self.tries(question, read, end)).await;
        let why = match asked {
            Ok(Ok(answer)) => {
                passage.succeeded();
                return Ok(answer);
            }
            Ok(Err(Fault::Unknown)) => {
                passage.succeeded();
                return Err(Failed::Unknown);
            }
            Ok(Err(Fault::Passing(why, _) | Fault::Lasting(why))) => why,
            Err(_) => "no answer in time".to_owned(),
        };
        if passage.failed(Instant::now()) {
            tracing::warn!(
                provider = self.name,
                "the provider fails and is left alone for a while"
            );
        }
        Err(Failed::Unavailable(format!("{}: {why}", self.name)))
    }

    async fn tries<T>(
        &self,
        question: &Json,
        read: impl Fn(Json) -> Result<T, &'static str>,
        end: Instant,
    ) -> Result<T, Fault> {
        let key = key()?;
        let mut tried = 0;
        loop {
            tried += 1;
            let fault = match self.once(question, &key).await {
                Ok(answer) => return read(answer).map_err(|what| Fault::Lasting(what.to_owned())),
                Err(fault) => fault,
            };
            let Fault::Passing(_, named) = &fault else { return Err(fault) };
            let pause = named.unwrap_or_else(|| wait(tried));
            // What would begin after the end need not be waited for.
            if tried == TRIES || end.saturating_duration_since(Instant::now()) <= pause {
                return Err(fault);
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self, question: &Json, key: &str) -> Result<Json, Fault> {
        let mut request = self
            .client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .header("idempotency-key", key)
            .body(question.to_string());
        if let Some(secret) = &self.secret {
            request = request.bearer_auth(secret.reveal());
        }
        let response =
            request.send().await.map_err(|error| Fault::Passing(described(error), None))?;
        match response.status() {
            StatusCode::OK => {
                let bytes = body(response).await?;
                serde_json::from_slice(&bytes)
                    .map_err(|_| Fault::Lasting("the answer is not JSON".to_owned()))
            }
            StatusCode::NOT_FOUND => Err(Fault::Unknown),
            status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                let named = named_wait(response.headers());
                Err(Fault::Passing(format!("answers {}", status.as_u16()), named))
            }
            status => Err(Fault::Lasting(format!("answers {}", status.as_u16()))),
        }
    }
}

/// The body, as long as it is no longer than an answer should be.
async fn body(mut response: Response) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= MOST_BYTES => bytes.extend(&chunk),
            Ok(Some(_)) => return Err(Fault::Lasting("the answer is too long".to_owned())),
            Ok(None) => return Ok(bytes),
            Err(error) => return Err(Fault::Passing(described(error), None)),
        }
    }
}

/// What a provider that is busy says of when to come back.
fn named_wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// How long to wait after so many tries: between half and all of a time that doubles, so that
/// those who failed together do not come back together.
fn wait(tried: u32) -> Duration {
    let whole = WAIT * 2_u32.pow(tried.saturating_sub(1));
    // Without randomness all of it is waited.
    let share = getrandom::u32().map_or(1.0, |random| f64::from(random) / f64::from(u32::MAX));
    whole.mul_f64(0.5 + share / 2.0)
}

/// A name for a question that no other has.
fn key() -> Result<String, Fault> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Fault::Lasting(format!("there is no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// An error with its causes; without the address, which may hold a password.
fn described(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_differ() {
        for tried in 1..=3 {
            let whole = WAIT * 2_u32.pow(tried - 1);
            let waits: Vec<Duration> = (0..20).map(|_| wait(tried)).collect();
            assert!(waits.iter().all(|wait| (whole / 2..=whole).contains(wait)), "{waits:?}");
            assert!(waits.iter().any(|wait| *wait != waits[0]));
        }
    }

    #[test]
    fn a_wait_that_is_named() {
        let named = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            named_wait(&headers)
        };
        assert_eq!(named("2"), Some(Duration::from_secs(2)));
        assert_eq!(named("Mon, 23 Nov 2026 10:00:00 GMT"), None);
        assert_eq!(named("-1"), None);
    }
}
