//! The shell over real sockets, around an API that does what a test asks for.
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use engine::api::{Api, Body, Call, Reply, Taking};
use futures_util::StreamExt;
use http::{Method, StatusCode};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::listener::{Ended, Terms, bind, serve};
use super::{Backend, Gauge, Options, Shell};
use crate::auth::Visit;

const LIMIT: usize = 1000;

/// An API whose paths are tests' needs.
struct Fake {
    ready: Result<(), String>,
}

impl Backend for Fake {
    async fn answer(&self, call: Call) -> Reply {
        let length = match call.body {
            Body::Whole(bytes) => bytes.len(),
            // Whatever is wrong with the body ends it here; the shell tells what it was.
            Body::Pieces(pieces) => {
                pieces.map(|piece| piece.map_or(0, |piece| piece.len())).fold(0, sum).await
            }
        };
        let mut reply = Api::problem(StatusCode::OK, &format!("{length} bytes"));
        reply.route = "/fake";
        reply.statements = 2;
        match call.path.as_str() {
            "/echo" | "/stream" => {}
            "/who" => {
                reply = Api::problem(StatusCode::OK, &format!("{:?}", call.peer));
            }
            "/pieces" => reply.body = Body::Pieces(Box::pin(pieces())),
            "/slow" => tokio::time::sleep(Duration::from_millis(300)).await,
            "/forever" => std::future::pending().await,
            "/panic" => panic!("a secret"),
            path => {
                return Api::problem(
                    StatusCode::NOT_FOUND,
                    &format!("There is nothing at {path}."),
                );
            }
        }
        reply
    }

    fn taking(&self, _: &Method, path: &str) -> Taking {
        match path {
            "/stream" | "/deaf" => Taking::Pieces(LIMIT as u64),
            "/files" => Taking::Whole(LIMIT * 10_000),
            _ => Taking::Whole(LIMIT),
        }
    }

    async fn visit(&self, visit: Visit) -> Reply {
        let mut reply = Api::problem(StatusCode::OK, visit.route.path());
        reply.route = visit.route.path();
        reply
    }

    fn openapi(&self) -> Bytes {
        Bytes::from_static(br#"{"openapi":"3.1.0"}"#)
    }

    async fn ready(&self) -> Result<(), String> {
        if self.ready == Err("stuck".to_owned()) {
            std::future::pending::<()>().await;
        }
        self.ready.clone()
    }

    fn gauges(&self) -> Vec<Gauge> {
        vec![Gauge { name: "busy", help: "Busy", value: 1.0 }]
    }
}

async fn sum(one: usize, other: usize) -> usize {
    one + other
}

/// Three pieces, one of which is late.
fn pieces() -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send {
    futures_util::stream::iter(0..3).then(|n| async move {
        tokio::time::sleep(Duration::from_millis(20 * n)).await;
        Ok(Bytes::from(vec![b'0' + n as u8; 3]))
    })
}

/// The settings that tests need no others than.
fn options() -> Options {
    Options {
        cors_origins: Vec::new(),
        request_timeout: Duration::from_secs(20),
        trusted_proxies: vec!["127.0.0.2/32".parse().unwrap()],
        rate_limit_token: None,
        rate_limit_address: None,
        tls: false,
        issuer: "http://127.0.0.1".to_owned(),
    }
}

/// A running shell.
struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<Ended>,
}

impl Server {
    async fn start() -> Self {
        Self::with(&[], Duration::from_secs(20), Ok(())).await
    }

    async fn with(origins: &[&str], timeout: Duration, ready: Result<(), String>) -> Self {
        let origins = origins.iter().map(|origin| origin.parse().unwrap()).collect();
        let options = Options { cors_origins: origins, request_timeout: timeout, ..options() };
        Self::open(options, ready).await
    }

    async fn open(options: Options, ready: Result<(), String>) -> Self {
        let terms = Terms {
            connections: 100,
            head_within: Duration::from_secs(10),
            patience: Duration::from_secs(10),
            grace: Duration::from_secs(1),
        };
        let router = Shell::new(Arc::new(Fake { ready }), &options).into_router();
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async move { stopped.await.unwrap_or_default() };
        let serving =
            tokio::spawn(async move { serve(listener, None, router, stopped, &terms).await });
        Self { address, stop: Some(stop), serving }
    }

    async fn send(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = format!("{head}\r\nHost: test\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        Answer::read(&mut stream).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1"), b"").await
    }
}

/// What came back on a connection until it was closed.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head[9..12].parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn message(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/json"));
        let json: Value = serde_json::from_slice(&self.body).unwrap();
        json["message"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn an_answer_carries_its_request_id() {
    let server = Server::start().await;
    for path in ["/echo", "/nowhere", "/panic", "/health", "/docs"] {
        let made = server.get(path).await;
        assert!(made.header("x-request-id").is_some_and(|id| !id.is_empty()), "{path}");
        let sent = server.send(&format!("GET {path} HTTP/1.1\r\nX-Request-Id: mine-1"), b"").await;
        assert_eq!(sent.header("x-request-id"), Some("mine-1"), "{path}");
    }
    let refused = server.send("GET /echo HTTP/1.1\r\nX-Request-Id: <b>", b"").await;
    assert!(!refused.head.contains("<b>"));
}

#[tokio::test]
async fn the_api_is_told_who_calls() {
    let server = Server::start().await;
    let said = "GET /who HTTP/1.1\r\nX-Forwarded-For: 192.0.2.7";
    assert_eq!(server.send(said, b"").await.message(), "Some(127.0.0.1)");
    // The whole of 127.0.0.0/8 is this machine, so another part of it can be the proxy's.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    let head = format!("{said}\r\nHost: test\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    assert_eq!(Answer::read(&mut stream).await.message(), "Some(192.0.2.7)");
}

#[tokio::test]
async fn who_asks_too_often_is_told_before_the_body_is_read() {
    let rate = |text: &str| Some(text.parse().unwrap());
    let limits = Options { rate_limit_token: rate("2/1m"), ..options() };
    let limits = Options { rate_limit_address: rate("9/1m"), ..limits };
    let server = Server::open(limits, Ok(())).await;
    let ask = async |token: &str| {
        let asked = server.send(&format!("GET /echo HTTP/1.1\r\nX-Token: {token}"), b"").await;
        (asked.status, asked.header("ratelimit").unwrap().to_owned())
    };
    assert_eq!(ask("a").await, (200, "\"address\";r=8;t=7, \"token\";r=1;t=30".to_owned()));
    assert_eq!(ask("a").await.0, 200);
    assert_eq!(ask("a").await.0, 429);
    assert_eq!(ask("b").await.0, 200);
    let started = Instant::now();
    let waits = "PUT /stream HTTP/1.1\r\nX-Token: a\r\nContent-Length: 900\r\nExpect: 100-continue";
    let refused = server.send(waits, b"").await;
    assert_eq!((refused.status, refused.header("connection")), (429, Some("close")));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert!(refused.message().starts_with("This token asks too often. Try again in "));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    let policy = "\"address\";q=9;w=60, \"token\";q=2;w=60";
    assert_eq!(refused.header("ratelimit-policy"), Some(policy));
    // Who sends a body all the same gets to read the refusal.
    let sent = "POST /echo HTTP/1.1\r\nX-Token: a\r\nContent-Length: 3000000";
    assert_eq!(server.send(sent, &vec![b'x'; 3_000_000]).await.status, 429);
    for path in ["/docs", "/nowhere", "/openapi.json"] {
        let answer = server.get(path).await;
        assert_ne!(answer.status, 429, "{path}");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"address\";q=9;w=60"), "{path}");
    }
    let beyond = server.get("/docs").await;
    assert!(beyond.message().starts_with("This address asks too often."), "{beyond:?}");
    for path in ["/health", "/ready", "/metrics"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, None), "{path}");
    }
    // Another address is another caller.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.3:0".parse().unwrap()).unwrap();
    let mut stream = socket.connect(server.address).await.unwrap();
    stream.write_all(b"GET /echo HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").await.unwrap();
    assert_eq!(Answer::read(&mut stream).await.status, 200);
}

#[tokio::test]
async fn what_is_not_there_is_a_404_in_json() {
    let answer = Server::start().await.get("/nowhere").await;
    assert_eq!((answer.status, answer.message()), (404, "There is nothing at /nowhere.".into()));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_nothing() {
    let server = Server::start().await;
    let answer = server.get("/panic").await;
    assert_eq!(answer.status, 500);
    let id = answer.header("x-request-id").unwrap().to_owned();
    assert!(answer.message().contains(&id));
    assert!(!answer.message().contains("secret"));
    assert_eq!(server.get("/echo").await.status, 200);
}

#[tokio::test]
async fn bodies_within_the_limit_are_read_and_others_refused() {
    let server = Server::start().await;
    for (path, size, status) in [
        ("/echo", LIMIT, 200),
        ("/echo", LIMIT + 1, 413),
        ("/echo", 3_000_000, 413),
        ("/files", 3_000_000, 404),
    ] {
        let body = vec![b'x'; size];
        let announced = format!("POST {path} HTTP/1.1\r\nContent-Length: {size}");
        let answer = server.send(&announced, &body).await;
        assert_eq!(answer.status, status, "{path} {size}");
        let mut chunked = format!("{size:x}\r\n").into_bytes();
        chunked.extend_from_slice(&body);
        chunked.extend_from_slice(b"\r\n0\r\n\r\n");
        let head = format!("POST {path} HTTP/1.1\r\nTransfer-Encoding: chunked");
        let answer = server.send(&head, &chunked).await;
        assert_eq!(answer.status, status, "{path} {size} chunked");
        if status == 413 {
            assert_eq!(answer.message(), "The body is larger than 1000 bytes.");
        }
    }
}

#[tokio::test]
async fn bodies_are_handed_on_as_they_come() {
    let server = Server::start().await;
    for (size, status) in [(0, 200), (1, 200), (LIMIT, 200), (LIMIT + 1, 413), (3_000_000, 413)] {
        let body = vec![b'x'; size];
        let announced = format!("PUT /stream HTTP/1.1\r\nContent-Length: {size}");
        let mut chunked = format!("{size:x}\r\n").into_bytes();
        chunked.extend_from_slice(&body);
        chunked.extend_from_slice(if size > 0 { b"\r\n0\r\n\r\n" } else { b"\r\n" });
        let chunks = "PUT /stream HTTP/1.1\r\nTransfer-Encoding: chunked";
        for answer in [server.send(&announced, &body).await, server.send(chunks, &chunked).await] {
            assert_eq!(answer.status, status, "{size}");
            match status {
                200 => assert_eq!(answer.message(), format!("{size} bytes")),
                _ => assert_eq!(answer.message(), "The body is larger than 1000 bytes."),
            }
        }
        // Who does not read the body answers all the same, and the connection ends.
        let deaf = format!("PUT /deaf HTTP/1.1\r\nContent-Length: {size}");
        let status = if size > LIMIT { 413 } else { 404 };
        assert_eq!(server.send(&deaf, &body).await.status, status, "{size}");
    }
    let broken = server.send("PUT /stream HTTP/1.1\r\nTransfer-Encoding: chunked", b"zz\r\n");
    assert_eq!(broken.await.status, 400);
    let slow = Server::with(&[], Duration::from_millis(100), Ok(())).await;
    let stuck = slow.send("PUT /stream HTTP/1.1\r\nContent-Length: 10", b"12345").await;
    assert_eq!((stuck.status, stuck.header("connection")), (408, Some("close")));
}

#[tokio::test]
async fn replies_in_pieces_come_whole() {
    let answer = Server::start().await.get("/pieces").await;
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.contains("000") && text.contains("111") && text.contains("222"), "{text}");
}

#[tokio::test]
async fn an_oversized_body_that_waits_to_be_asked_for_is_refused_at_once() {
    let server = Server::start().await;
    let started = Instant::now();
    let head = "POST /echo HTTP/1.1\r\nContent-Length: 9000\r\nExpect: 100-continue";
    assert_eq!(server.send(head, b"").await.status, 413);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn requests_that_take_too_long_are_answered() {
    let server = Server::with(&[], Duration::from_millis(100), Ok(())).await;
    let read = server.get("/forever").await;
    assert_eq!((read.status, read.header("retry-after")), (503, Some("5")));
    assert!(read.message().contains("took too long"));
    let write = server.send("POST /forever HTTP/1.1\r\nContent-Length: 0", b"").await;
    assert!(write.message().contains("may or may not"));
    let body = server.send("POST /echo HTTP/1.1\r\nContent-Length: 10", b"12345").await;
    assert_eq!((body.status, body.header("connection")), (408, Some("close")));
}

#[tokio::test]
async fn odd_requests_are_refused() {
    let server = Server::start().await;
    let long = server.get(&format!("/echo?{}", "x".repeat(20_000))).await;
    assert_eq!(
        (long.status, long.message()),
        (414, "The address is longer than 16384 bytes.".into())
    );
    let mut many = "GET /echo HTTP/1.1".to_owned();
    for number in 0..200 {
        many.push_str(&format!("\r\nX-{number}: 1"));
    }
    assert_eq!(server.send(&many, b"").await.status, 431);
    let broken = server.send("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked", b"zz\r\n").await;
    assert_eq!(broken.status, 400);
}

#[tokio::test]
async fn without_origins_nothing_is_said_about_them() {
    let server = Server::start().await;
    let answer = server.send("GET /echo HTTP/1.1\r\nOrigin: https://a.example", b"").await;
    assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), (None, None));
    let preflight =
        "OPTIONS /echo HTTP/1.1\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT";
    assert_eq!(server.send(preflight, b"").await.header("access-control-allow-methods"), None);
}

#[tokio::test]
async fn allowed_origins_may_call() {
    for (configured, origin, allowed) in [
        (
            &["https://a.example", "https://b.example"][..],
            "https://b.example",
            Some("https://b.example"),
        ),
        (&["https://a.example"], "https://c.example", None),
        (&["https://a.example"], "https://a.example.evil", None),
        (&["https://a.example"], "null", None),
        (&["*"], "https://c.example", Some("*")),
    ] {
        let server = Server::with(configured, Duration::from_secs(5), Ok(())).await;
        let answer = server.send(&format!("GET /nowhere HTTP/1.1\r\nOrigin: {origin}"), b"").await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
        for name in ["Link", "Location", "X-Request-Id", "Preference-Applied"] {
            assert_eq!(exposed.contains(name), allowed.is_some(), "{origin} {name}");
        }
        assert_eq!(answer.header("vary").is_some(), allowed != Some("*"));

        let ask = format!(
            "OPTIONS /echo HTTP/1.1\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: PUT"
        );
        let preflight = server.send(&ask, b"").await;
        assert_eq!((preflight.status, preflight.body.len()), (204, 0));
        assert_eq!(preflight.header("access-control-allow-origin"), allowed);
        let headers = preflight.header("access-control-allow-headers").unwrap_or_default();
        for name in
            ["X-Token", "Authorization", "X-Fields", "Prefer", "Content-Type", "X-Request-Id"]
        {
            assert_eq!(headers.contains(name), allowed.is_some(), "{origin} {name}");
        }
        let methods = preflight.header("access-control-allow-methods").unwrap_or_default();
        assert_eq!(methods.contains("DELETE"), allowed.is_some());
        assert!(preflight.header("x-request-id").is_some());
    }
}

#[tokio::test]
async fn a_plain_options_request_is_the_apis() {
    let server = Server::with(&["*"], Duration::from_secs(5), Ok(())).await;
    assert_eq!(server.send("OPTIONS /echo HTTP/1.1", b"").await.status, 200);
}

#[tokio::test]
async fn own_routes_answer_every_way() {
    let server = Server::start().await;
    for (path, status, content_type) in [
        ("/health", 200, "application/json"),
        ("/ready", 200, "application/json"),
        ("/metrics", 200, "application/openmetrics-text; version=1.0.0; charset=utf-8"),
        ("/openapi.json", 200, "application/json"),
        ("/swagger.json", 200, "application/json"),
        ("/docs", 200, "text/html; charset=utf-8"),
        ("/docs/page.js", 200, "text/javascript; charset=utf-8"),
        ("/docs/swagger-ui-bundle.js", 200, "text/javascript; charset=utf-8"),
        ("/docs/nothing.js", 404, "application/json"),
    ] {
        for path in [path.to_owned(), format!("{path}/"), format!("{path}?x=1")] {
            let got = server.get(&path).await;
            assert_eq!(
                (got.status, got.header("content-type")),
                (status, Some(content_type)),
                "{path}"
            );
            let head = server.send(&format!("HEAD {path} HTTP/1.1"), b"").await;
            assert_eq!((head.status, head.body.len()), (status, 0), "HEAD {path}");
            assert_eq!(head.header("content-type"), Some(content_type), "HEAD {path}");
            if !path.starts_with("/metrics") {
                assert_eq!(
                    head.header("content-length"),
                    got.header("content-length"),
                    "HEAD {path}"
                );
            }
        }
        let posted = server.send(&format!("POST {path} HTTP/1.1\r\nContent-Length: 0"), b"").await;
        assert_eq!((posted.status, posted.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
    }
    let root = server.get("/").await;
    assert_eq!((root.status, root.header("location")), (307, Some("/docs")));
}

#[tokio::test]
async fn the_reference_page_is_guarded_and_cached() {
    let server = Server::start().await;
    let page = server.get("/docs").await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("unsafe-eval") && policy.contains("script-src 'self';"));
    for path in ["/docs", "/openapi.json"] {
        let tag = server.get(path).await.header("etag").unwrap().to_owned();
        let again = server.send(&format!("GET {path} HTTP/1.1\r\nIf-None-Match: {tag}"), b"").await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

/// What every answer has, whoever gives it, and what pages have besides.
#[tokio::test]
async fn browsers_are_told_to_be_careful() {
    for (tls, origins) in [(false, vec![]), (true, vec!["*".parse().unwrap()])] {
        let server =
            Server::open(Options { tls, cors_origins: origins, ..options() }, Ok(())).await;
        let asked = [
            "/",
            "/docs",
            "/docs/page.js",
            "/docs/page.css",
            "/docs/swagger-ui.css",
            "/docs/swagger-ui-bundle.js",
            "/docs/favicon-32x32.png",
            "/docs/nothing",
            "/openapi.json",
            "/swagger.json",
            "/health",
            "/ready",
            "/metrics",
            "/echo",
            "/nowhere",
            "/panic",
            "/pieces",
        ];
        let methods = ["GET", "HEAD", "POST", "OPTIONS", "BREW"];
        for (path, method) in asked.iter().flat_map(|path| methods.map(|method| (path, method))) {
            let head = format!("{method} {path} HTTP/1.1\r\nContent-Length: 0");
            let answer = server.send(&head, b"").await;
            let place = format!("{method} {path}: {}", answer.head);
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("x-frame-options", "DENY"),
                ("cross-origin-resource-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{place}");
            }
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'"), "{place}");
            assert!(policy.contains("frame-ancestors 'none'"), "{place}");
            let page = answer.header("content-type") == Some("text/html; charset=utf-8");
            assert_eq!(policy.contains("script-src"), page, "{place}");
            let opener = answer.header("cross-origin-opener-policy");
            assert_eq!(opener, page.then_some("same-origin"), "{place}");
            let secure = tls.then_some("max-age=31536000");
            assert_eq!(answer.header("strict-transport-security"), secure, "{place}");
            if answer.status == 200 && ["/echo", "/pieces"].contains(path) {
                assert_eq!(answer.header("cache-control"), Some("no-store"), "{place}");
            }
        }
        // A page that the client has already is held to the same.
        let tag = server.get("/docs").await.header("etag").unwrap().to_owned();
        let again = server.send(&format!("GET /docs HTTP/1.1\r\nIf-None-Match: {tag}"), b"").await;
        let policy = again.header("content-security-policy").unwrap().to_owned();
        assert_eq!((again.status, policy.contains("script-src 'self'")), (304, true));
    }
}

#[tokio::test]
async fn readiness_says_what_is_missing() {
    for (ready, status, part) in [
        (Err("Migrations to apply: 2.".to_owned()), 503, "Migrations to apply: 2."),
        (Err("stuck".to_owned()), 503, "did not answer within a second"),
    ] {
        let server = Server::with(&[], Duration::from_secs(5), ready).await;
        let answer = server.get("/ready").await;
        assert_eq!(answer.status, status);
        assert!(answer.message().contains(part));
        assert_eq!(server.get("/health").await.status, 200);
    }
}

#[tokio::test]
async fn requests_are_counted() {
    let server = Server::start().await;
    server.get("/echo").await;
    server.get("/echo?x=1").await;
    server.get("/nowhere/at/all").await;
    let text = String::from_utf8(server.get("/metrics").await.body).unwrap();
    for line in [
        r#"stratus_http_requests_total{method="GET",route="/fake",status="200"} 2"#,
        r#"stratus_http_requests_total{method="GET",route="none",status="404"} 1"#,
        r#"stratus_request_statements_sum{route="/fake"} 4.0"#,
        "stratus_http_in_flight 1",
        "stratus_store_busy 1.0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
    }
    assert!(!text.contains("nowhere"));
}

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /echo HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
        let mut buffer = [0; 1024];
        let length = stream.read(&mut buffer).await.unwrap();
        assert!(buffer[..length].starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn stopping_finishes_what_is_in_progress() {
    let mut server = Server::start().await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /slow HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.take().unwrap().send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "no new connections");
    assert_eq!(Answer::read(&mut stream).await.status, 200);
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0, "idle connections are closed");
    assert_eq!(server.serving.await.unwrap(), Ended::InOrder);
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let mut server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /forever HTTP/1.1\r\nHost: test\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.take().unwrap().send(()).unwrap();
    assert_eq!(server.serving.await.unwrap(), Ended::CutShort);
}

#[tokio::test]
async fn a_port_in_use_is_explained() {
    let server = Server::start().await;
    let failure = bind(server.address).await.unwrap_err().to_string();
    let port = server.address.port();
    assert!(failure.contains(&format!("Port {port} of 127.0.0.1 is in use")), "{failure}");
    assert!(failure.contains("--listen 127.0.0.1:8080"), "{failure}");
}
