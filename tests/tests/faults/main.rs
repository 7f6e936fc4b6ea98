//! What goes wrong outside, and what many do at once: nothing is ever half there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

mod away;
mod cut;
mod due;
mod files;
mod locked;
mod many;
mod merges;
mod sockets;
mod stopped;
mod tls;

/// The program, built for these tests.
const STRATUS: &[&str] = &[env!("CARGO_BIN_EXE_stratus-under-test")];

/// Statuses that an outage may be answered with: it worked all the same, or it is said to be one.
fn is_success_or_503(answer: &testkit::Answer, success: u16) -> bool {
    match answer.status {
        503 => {
            assert!(answer.header("retry-after").is_some(), "{}", answer.text());
            assert!(answer.json()["message"].is_string(), "{}", answer.text());
            false
        }
        status => {
            assert_eq!(status, success, "{}", answer.text());
            true
        }
    }
}

/// Tries until it works, for a few seconds.
fn soon(what: &str, mut works: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(8);
    while !works() {
        assert!(std::time::Instant::now() < end, "{what} does not recover");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
