//! Clients that are slow, greedy or silent, on raw sockets.

use crate::soon;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};
use testkit::{Kind, Server};

pub(crate) fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.base().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// What comes until the other end closes; fails when it does not.
pub(crate) fn until_closed(stream: &mut impl Read) -> Vec<u8> {
    let (mut came, mut piece) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return came,
            Ok(length) => came.extend_from_slice(&piece[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("it stays open"),
            // Closed with something left unread.
            Err(_) => return came,
        }
    }
}

/// One answer on a connection that stays open.
pub(crate) fn answer(stream: &mut (impl Read + Write), request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut came = Vec::new();
    while !came.windows(2).any(|two| two == b"}\n" || two == b"\"}") {
        let mut piece = [0; 4096];
        let length = stream.read(&mut piece).unwrap();
        assert!(length > 0, "{}", String::from_utf8_lossy(&came));
        came.extend_from_slice(&piece[..length]);
    }
    String::from_utf8(came).unwrap()
}

pub(crate) const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: test\r\n\r\n";

fn start(flags: &[&str]) -> Server {
    Server::start_with(Kind::Embedded, flags)
}

#[test]
fn a_head_that_does_not_come_ends_the_connection() {
    let server = start(&["--head-timeout", "400ms"]);
    for drip in [false, true] {
        let mut stream = connect(&server);
        let started = Instant::now();
        stream.write_all(b"GET /health HTTP/1.1\r\nX-Slow: ").unwrap();
        // Who sends a little now and then is no better than who sends nothing.
        while drip && started.elapsed() < Duration::from_secs(2) && stream.write_all(b"x").is_ok() {
            sleep(Duration::from_millis(20));
        }
        until_closed(&mut stream);
        let took = started.elapsed();
        assert!(took > Duration::from_millis(350), "{took:?}");
        assert!(took < Duration::from_secs(5), "{took:?}");
    }
}

#[test]
fn a_connection_that_idles_is_closed() {
    let server = start(&["--head-timeout", "400ms"]);
    let mut silent = connect(&server);
    let mut used = connect(&server);
    for _ in 0..3 {
        assert!(answer(&mut used, HEALTH).starts_with("HTTP/1.1 200"));
        sleep(Duration::from_millis(200));
    }
    let started = Instant::now();
    assert_eq!(until_closed(&mut used), b"");
    assert_eq!(until_closed(&mut silent), b"");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn heads_that_are_too_large_are_refused() {
    let server = start(&[]);
    let many: String = (0..101).map(|n| format!("X-{n}: 1\r\n")).collect();
    for (what, head, status) in [
        ("101 headers", format!("GET /health HTTP/1.1\r\n{many}\r\n"), "431"),
        ("a long header", format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(70_000)), "431"),
        ("a head without end", "x".repeat(200_000), "4"),
        ("a long path", format!("GET /{} HTTP/1.1\r\nHost: t\r\n\r\n", "x".repeat(17_000)), "414"),
        ("a longer one", format!("GET /{} HTTP/1.1\r\nHost: t\r\n\r\n", "x".repeat(70_000)), "4"),
        ("no HTTP", "\u{16}\u{3}\u{1}nonsense\r\n\r\n".to_owned(), "400"),
    ] {
        let mut stream = connect(&server);
        // It may be refused before all of it is sent.
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let came = String::from_utf8_lossy(&until_closed(&mut stream)).into_owned();
        let expected = format!("HTTP/1.1 {status}");
        assert!(came.starts_with(&expected), "{what}: {came}");
    }
    let most: String = (0..98).map(|n| format!("X-{n}: 1\r\n")).collect();
    let head = format!("GET /health HTTP/1.1\r\nHost: t\r\n{most}\r\n");
    assert!(answer(&mut connect(&server), &head).starts_with("HTTP/1.1 200"));
}

#[test]
fn connections_beyond_the_limit_wait_for_a_seat() {
    let server = start(&["--max-connections", "2", "--head-timeout", "1s"]);
    let _holders = [connect(&server), connect(&server)];
    let started = Instant::now();
    sleep(Duration::from_millis(100));
    let mut waiting = connect(&server);
    assert!(answer(&mut waiting, HEALTH).starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() > Duration::from_millis(700), "{:?}", started.elapsed());
    // A connection that is done leaves its seat at once.
    drop(waiting);
    let started = Instant::now();
    assert!(answer(&mut connect(&server), HEALTH).starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < Duration::from_millis(700), "{:?}", started.elapsed());
}

#[test]
fn who_does_not_read_the_answers_loses_them() {
    let server = start(&["--max-connections", "1", "--request-timeout", "700ms"]);
    let mut deaf = connect(&server);
    let asked = 60;
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n".repeat(asked);
    deaf.write_all(request.as_bytes()).unwrap();
    // Somebody else gets the only seat.
    soon("a server with a deaf client", || {
        let mut next = connect(&server);
        next.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        answer(&mut next, HEALTH).starts_with("HTTP/1.1 200")
    });
    let came = until_closed(&mut deaf);
    let whole = server.send("GET", "/docs/swagger-ui-bundle.js", &[], None).body.len();
    assert!(came.len() < whole * asked / 2, "{} of {whole} bytes {asked} times", came.len());
}

#[test]
fn who_reads_slowly_but_reads_gets_all() {
    let server = start(&["--request-timeout", "700ms"]);
    let mut slow = connect(&server);
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    slow.write_all(request.as_bytes()).unwrap();
    let (mut length, mut piece) = (0, vec![0; 1 << 16]);
    loop {
        match slow.read(&mut piece).unwrap() {
            0 => break,
            more => length += more,
        }
        sleep(Duration::from_millis(50));
    }
    let whole = server.send("GET", "/docs/swagger-ui-bundle.js", &[], None).body.len();
    assert!(length > whole, "{length} of {whole} and a head");
}

#[test]
fn a_body_that_stalls_is_answered() {
    let server = start(&["--request-timeout", "400ms"]);
    let mut stream = connect(&server);
    let head = "POST /tags HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n\
                Content-Length: 20\r\n\r\n{\"name\"";
    stream.write_all(head.as_bytes()).unwrap();
    let came = String::from_utf8(until_closed(&mut stream)).unwrap();
    assert!(came.starts_with("HTTP/1.1 408"), "{came}");
}
