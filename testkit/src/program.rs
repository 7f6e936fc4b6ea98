//! The program itself, as a process that can be stopped in every way.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the program may take to start.
const START: Duration = Duration::from_secs(20);

/// A running `stratus`. It is killed with this value.
#[derive(Debug)]
pub struct Program {
    /// Where it listens.
    pub base: String,
    child: Child,
}

/// A command of `program` (its path, perhaps after the words of a wrapper), which takes no setting
/// from the variables around these tests.
pub fn command(program: &[&str]) -> Command {
    let (first, wrapped) = program.split_first().expect("a program");
    let mut command = Command::new(first);
    command.args(wrapped);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("STRATUS_") {
            command.env_remove(name);
        }
    }
    command
}

impl Program {
    /// Starts `program` with these arguments and waits until it announces its address.
    pub fn start(program: &[&str], arguments: &[&str]) -> Program {
        let first = program[0];
        let mut command = command(program);
        command.args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{first}: {error}"));
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = std::sync::mpsc::channel();
        // Reads on to the end, so that the program never waits for a full pipe.
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = send.send(line);
            }
        });
        let mut announced = String::new();
        let end = Instant::now() + START;
        let base = loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = lines.recv_timeout(left).unwrap_or_else(|error| {
                let _ = child.kill();
                panic!("{first} {arguments:?} did not say where it listens ({error}): {announced}")
            });
            announced.push_str(&line);
            announced.push('\n');
            if let Some((_, rest)) = line.split_once("http://") {
                let end = rest.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(rest.len());
                break format!("http://{}", rest[..end].trim_end_matches('.'));
            }
        };
        Program { base, child }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends it a signal by name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// Its exit code, once it has ended by itself; `None` when it runs on or a signal ended it.
    pub fn code_within(&mut self, time: Duration) -> Option<i32> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

/// Kills a process by its id, as a power cut would: for tests that have lent its value away.
pub fn kill(id: u32) {
    signal(id, "KILL");
}

fn signal(id: u32, name: &str) {
    let id = id.to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}
