//! A client that remembers what it was answered.

use http::HeaderMap;
use serde_json::Value;
use std::sync::Mutex;
use std::time::Duration;

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    asked: String,
}

/// A request and its answer, for comparing stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The body as text.
    pub body: String,
}

#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) base: String,
    agent: ureq::Agent,
    transcript: Mutex<Vec<Exchange>>,
    started: jiff::Timestamp,
}

impl Client {
    pub(crate) fn new(base: String) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .max_redirects(0)
            .build();
        let started = jiff::Timestamp::now() - Duration::from_secs(60);
        Client { base, agent: config.into(), transcript: Mutex::default(), started }
    }

    pub(crate) fn transcript(&self) -> Vec<Exchange> {
        self.transcript.lock().unwrap().clone()
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Answer {
        self.try_send(method, path, headers, body).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same; an error when no whole answer came.
    pub(crate) fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, String> {
        let mut request =
            http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request =
                request.header(*name, http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let response = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let asked = format!("{method} {path} {headers:?}");
        let mut response = response.map_err(|error| format!("{asked}: {error}"))?;
        let answer = Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response
                .body_mut()
                .with_config()
                .limit(64 << 20)
                .read_to_vec()
                .map_err(|error| format!("{asked}: {error}"))?,
            asked: asked.clone(),
        };
        let body = timeless(&String::from_utf8_lossy(&answer.body), self.started);
        self.transcript.lock().unwrap().push(Exchange { asked, status: answer.status, body });
        Ok(answer)
    }
}

/// A body without the instants at which its rows were written: the stores are tested one after
/// the other.
fn timeless(body: &str, started: jiff::Timestamp) -> String {
    const LENGTH: usize = "2026-11-23T10:00:00.000Z".len();
    let now = jiff::Timestamp::now();
    let mut rest = body;
    let mut out = String::with_capacity(body.len());
    while let Some(at) = rest.find("Z\"") {
        let (before, after) = rest.split_at(at + 1);
        let instant = before.len().checked_sub(LENGTH).and_then(|start| before.get(start..));
        let written = instant.and_then(|text| text.parse::<jiff::Timestamp>().ok());
        if written.is_some_and(|written| started <= written && written <= now) {
            out.push_str(&before[..before.len() - LENGTH]);
            out.push_str("NOW");
        } else {
            out.push_str(before);
        }
        rest = after;
    }
    out + rest
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Fails unless the status is this one; answers the body as JSON (null when it is empty).
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// Fails unless it is a 400 that names these properties, and no others.
    pub fn refuses(&self, properties: &[&str]) -> Value {
        let body = self.expect(400);
        let mut named: Vec<&str> = body["errors"]
            .as_object()
            .map(|errors| errors.keys().map(String::as_str).collect())
            .unwrap_or_default();
        named.sort_unstable();
        let mut wanted = properties.to_vec();
        wanted.sort_unstable();
        assert_eq!(named, wanted, "{}: {body}", self.asked);
        body
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The items of a page in the documented wire format.
    pub fn items(&self) -> Vec<Value> {
        self.expect(200)[0]["items"].as_array().expect("a page").clone()
    }

    /// One member of each item.
    pub fn column(&self, name: &str) -> Vec<Value> {
        self.items().iter().map(|item| item[name].clone()).collect()
    }

    /// The ids of a page.
    pub fn ids(&self) -> Vec<i64> {
        self.column("id").iter().filter_map(Value::as_i64).collect()
    }
}
