//! A provider that does what a test wants: answers over real connections, rightly or wrongly.
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers with a status, lines of headers and a body.
    Answer(u16, &'static str, String),
    /// Waits for so long, and breaks the connection off.
    Slow(Duration),
    /// Breaks the connection off.
    Cut,
    /// Breaks the connection off within the answer.
    CutWithin,
    /// Sends what is no HTTP.
    Nonsense,
}

impl Act {
    /// An answer of JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Act {
        Act::Answer(status, "Content-Type: application/json\r\n", body.to_string())
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Default)]
struct State {
    first: VecDeque<Act>,
    then: Option<Act>,
    seen: Vec<Seen>,
    connections: usize,
}

/// A running one. Its threads end with the test.
pub(crate) struct FakeProvider {
    base: String,
    state: Arc<Mutex<State>>,
}

impl FakeProvider {
    pub(crate) fn start() -> FakeProvider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                state.lock().unwrap().connections += 1;
                std::thread::spawn(move || converse(stream, &state));
            }
        });
        FakeProvider { base, state }
    }

    /// Where it listens.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// What it does from now on.
    pub(crate) fn acts(&self, act: Act) {
        self.acts_first([], act);
    }

    /// What it does with the next requests, and with those after them.
    pub(crate) fn acts_first<const N: usize>(&self, first: [Act; N], then: Act) {
        let mut state = self.state.lock().unwrap();
        state.first = first.into();
        state.then = Some(then);
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    /// The connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

/// Answers requests of a connection until it breaks off.
fn converse(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let act = {
            let mut state = state.lock().unwrap();
            state.seen.push(request);
            let first = state.first.pop_front();
            first.or_else(|| state.then.clone()).expect("the test says what to do")
        };
        let sent = match act {
            Act::Answer(status, headers, body) => {
                let length = body.len();
                let head =
                    format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\n\r\n");
                reader.get_mut().write_all((head + &body).as_bytes())
            }
            Act::Slow(time) => {
                std::thread::sleep(time);
                return;
            }
            Act::Cut => return,
            Act::CutWithin => {
                let part = "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"surname\": ";
                let _ = reader.get_mut().write_all(part.as_bytes());
                return;
            }
            Act::Nonsense => {
                let _ = reader.get_mut().write_all(b"220 mail.example.org ESMTP\r\n");
                return;
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// The next request on a connection; none once it is closed.
pub(crate) fn read(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers: BTreeMap<String, String> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen { method, path, headers, body })
}
