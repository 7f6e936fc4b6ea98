//! Declarations: what a server serves, as constants.
//!
//! A [`Resource`] says where its rows live, what they look like on the wire, and which
//! operations exist. Everything else (routes, validation, SQL, OpenAPI, tests) loops over
//! these lists, so a declaration is the one obvious place for a change.

mod asking;
mod build;
pub mod check;
mod filter;
mod list;
mod operation;
mod path;
mod property;
mod report;
#[cfg(test)]
pub(crate) mod samples;
mod table;

pub use asking::*;
pub use build::*;
pub use filter::*;
pub use list::*;
pub use operation::*;
pub use path::*;
pub use property::*;
pub use report::*;
pub use table::*;
