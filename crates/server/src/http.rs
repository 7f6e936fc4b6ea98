//! The HTTP shell: everything between a socket and the API that has nothing to do with what the API
//! is about.
//!
//! [`serve`](listener::serve) accepts connections, [`Shell`] answers requests. Each request takes
//! one path: identity (request id), CORS, the shell's own routes (health, metrics, the reference
//! page) or else the API, and on the way back the headers, numbers and log line that every answer
//! has.
mod body;
mod caller;
mod cors;
mod docs;
pub mod listener;
mod metrics;
mod own;
mod patient;
mod rate;
mod request_id;
mod shell;
#[cfg(test)]
mod tests;
pub mod tls;

pub use metrics::Gauge;
pub use shell::{Backend, Options, Shell};
