//! The documented API as data, compared with what the declarations make of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are not seen as tests")]

mod compare;
mod document;
mod facts;
mod live;
mod served;
mod slips;
