//! Plans: what to read, as data. No SQL text, no HTTP, no I/O.

mod fetch;
mod find;
mod search;

pub use fetch::{Child, ChildSource, Emit, Fetch, Join, Select};
pub use find::{Condition, Find, Order, Places};
pub use search::{Sample, Search, TRIGRAM};
