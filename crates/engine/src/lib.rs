//! The engine: serves any list of resource declarations over two stores.

pub mod sql;
pub mod store;
