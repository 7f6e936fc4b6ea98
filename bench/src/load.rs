//! The load: connections that ask again as soon as they are answered.
//!
//! One thread and one event queue serve all connections, and answers are counted and not kept, so
//! that the load takes as little as possible of the machine it shares with the server.
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use crate::Failure;
use crate::http::Head;

/// How many connections there are, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) connections: usize,
    pub(crate) warm_up: Duration,
    pub(crate) duration: Duration,
}

/// What was measured.
#[derive(Debug)]
pub(crate) struct Load {
    /// How long it was measured.
    pub(crate) seconds: f64,
    /// Time from each request to the end of its answer, in nanoseconds.
    pub(crate) latency: Histogram<u64>,
    /// Bytes of all bodies.
    pub(crate) bytes: u64,
}

impl Load {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latency.len() as f64 / self.seconds
    }

    /// Bytes of a body, on average.
    pub(crate) fn body(&self) -> f64 {
        self.bytes as f64 / (self.latency.len() as f64).max(1.0)
    }

    /// Adds what was measured at another time.
    pub(crate) fn add(&mut self, other: &Self) -> Result<(), Failure> {
        self.seconds += other.seconds;
        self.bytes += other.bytes;
        Ok(self.latency.add(&other.latency)?)
    }
}

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most of an answer that is read at once.
const BUFFER: usize = 1 << 18;

/// Loads a server. `next` writes a request into an empty buffer; every answer must have the status
/// `expected`.
pub(crate) fn run(
    address: SocketAddr,
    plan: Plan,
    expected: u16,
    next: &mut dyn FnMut(&mut Vec<u8>),
) -> Result<Load, Failure> {
    let mut poll = Poll::new()?;
    let mut connections = Vec::with_capacity(plan.connections);
    for token in 0..plan.connections {
        let mut connection = Connection::open(address)?;
        poll.registry().register(&mut connection.stream, Token(token), Interest::READABLE)?;
        connections.push(connection);
    }
    let mut buffer = vec![0; BUFFER];
    let mut events = Events::with_capacity(plan.connections.max(1));
    let mut latency = Histogram::new_with_bounds(1_000, 60_000_000_000, 3)?;
    let mut bytes = 0;
    let begin = Instant::now();
    let (start, end) = (begin + plan.warm_up, begin + plan.warm_up + plan.duration);
    for connection in &mut connections {
        connection.ask(next, begin)?;
    }
    loop {
        poll.poll(&mut events, Some(PATIENCE))?;
        if events.is_empty() {
            return Err("the server does not answer".into());
        }
        for event in &events {
            let Some(connection) = connections.get_mut(event.token().0) else {
                continue;
            };
            let Some(head) = connection.listen(&mut buffer, expected)? else {
                continue;
            };
            let now = Instant::now();
            if now >= end {
                return Ok(Load { seconds: plan.duration.as_secs_f64(), latency, bytes });
            }
            if now >= start {
                bytes += head.body as u64;
                let took = now.duration_since(connection.since).as_nanos();
                latency.saturating_record(u64::try_from(took).unwrap_or(u64::MAX));
            }
            connection.ask(next, now)?;
        }
    }
}

struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    /// When the request was sent.
    since: Instant,
    /// The beginning of an answer whose head is not all there.
    begun: Vec<u8>,
    /// The head of an answer, and how much of the body is still to come.
    head: Option<(Head, usize)>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream: TcpStream::from_std(stream),
            request: Vec::new(),
            since: Instant::now(),
            begun: Vec::new(),
            head: None,
        })
    }

    /// Sends the next request. It is small and nothing else is under way, so it fits at once.
    fn ask(&mut self, next: &mut dyn FnMut(&mut Vec<u8>), now: Instant) -> Result<(), Failure> {
        self.since = now;
        next(&mut self.request);
        Ok(self.stream.write_all(&self.request)?)
    }

    /// Reads what has come; answers the head when the answer is complete.
    fn listen(&mut self, buffer: &mut [u8], expected: u16) -> Result<Option<Head>, Failure> {
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            if let Some(head) = self.take(buffer.get(..read).unwrap_or_default(), expected)? {
                return Ok(Some(head));
            }
            // A buffer that was not filled has emptied the socket: there will be another event.
            if read < buffer.len() {
                return Ok(None);
            }
        }
    }

    fn take(&mut self, bytes: &[u8], expected: u16) -> Result<Option<Head>, Failure> {
        let (head, left) = match self.head {
            Some((head, left)) => (head, left.saturating_sub(bytes.len())),
            None => {
                let all = if self.begun.is_empty() {
                    bytes
                } else {
                    self.begun.extend_from_slice(bytes);
                    &self.begun
                };
                let Some(head) = Head::read(all)? else {
                    if self.begun.is_empty() {
                        self.begun.extend_from_slice(bytes);
                    }
                    return Ok(None);
                };
                if head.status != expected {
                    let answer = String::from_utf8_lossy(all);
                    let request = String::from_utf8_lossy(&self.request);
                    return Err(format!("unexpected answer\n{request}\n\n{answer}").into());
                }
                let left = (head.length + head.body).saturating_sub(all.len());
                self.begun.clear();
                (head, left)
            }
        };
        if left == 0 {
            self.head = None;
            return Ok(Some(head));
        }
        self.head = Some((head, left));
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// Answers in pieces of `piece` bytes.
    fn server(piece: usize, status: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                stream.set_nodelay(true).unwrap();
                std::thread::spawn(move || {
                    let mut buffer = [0; 1000];
                    while let Ok(1..) = stream.read(&mut buffer) {
                        let text = format!("HTTP/1.1 {status}\r\ncontent-length: 100\r\n\r\n");
                        let mut answer = text.into_bytes();
                        answer.resize(answer.len() + 100, b'x');
                        for part in answer.chunks(piece) {
                            if stream.write_all(part).is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
        address
    }

    fn plan() -> Plan {
        Plan {
            connections: 3,
            warm_up: Duration::from_millis(20),
            duration: Duration::from_millis(200),
        }
    }

    #[test]
    fn what_is_measured_twice_adds_up() {
        let load = |seconds: f64, answers: u64, bytes: u64| {
            let mut latency = Histogram::new(3).unwrap();
            latency.record_n(1000, answers).unwrap();
            Load { seconds, latency, bytes }
        };
        let mut both = load(1.0, 30, 300);
        both.add(&load(2.0, 90, 2100)).unwrap();
        assert_eq!((both.rate(), both.body()), (40.0, 20.0));
    }

    #[test]
    fn answers_are_counted_however_they_come() {
        for piece in [7, 60, 1000] {
            let mut asked = 0;
            let mut next = |out: &mut Vec<u8>| {
                asked += 1;
                crate::http::write_request(out, "GET", "/", "", None);
            };
            let load = run(server(piece, "200 OK"), plan(), 200, &mut next).unwrap();
            assert!((load.body() - 100.0).abs() < 1e-9, "{load:?}");
            let counted = load.rate() * 0.2;
            assert!((counted - load.latency.len() as f64).abs() < 0.5, "{load:?}");
            assert!(counted > 3.0 && counted <= f64::from(asked), "{counted} of {asked}");
        }
    }

    #[test]
    fn a_wrong_status_ends_it() {
        let mut next = |out: &mut Vec<u8>| {
            crate::http::write_request(out, "GET", "/", "", None);
        };
        let error = run(server(1000, "404 Not Found"), plan(), 200, &mut next).unwrap_err();
        assert!(error.to_string().contains("404 Not Found"), "{error}");
    }
}
