//! The engine: serves any list of resource declarations over two stores.
pub mod api;
pub mod store;
