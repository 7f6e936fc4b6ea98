//! Helpers for the tests: a private database on either store, the real server on it, and a client.
//!
//! A test that cannot have what it needs panics: that is how it fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

mod asking;
mod catalogue;
mod client;
mod contracts;
mod database;
mod program;
mod programs;
pub mod rows;
mod sales;
mod server;
mod trade;
mod webdriver;

pub use asking::{asking, asking_of, required};
pub use client::{Answer, Exchange};
pub use database::{Database, Kind};
pub use program::{Program, command, kill};
pub use programs::programs;
pub use sales::Sales;
pub use server::{ADMIN, Other, READER, SELLER, STRANGER, Server};
pub use trade::Trade;
pub use webdriver::Browser;

/// Runs a test on a fresh server on each store, and compares every answer byte by byte.
pub fn on_both(test: impl Fn(&Server)) {
    let [embedded, beside] = Kind::BOTH.map(|kind| {
        let server = Server::start(kind);
        test(&server);
        server.transcript()
    });
    for (one, other) in embedded.iter().zip(&beside) {
        assert_eq!(one, other, "the two stores answer differently");
    }
    assert_eq!(embedded.len(), beside.len(), "one store was asked more than the other");
}
