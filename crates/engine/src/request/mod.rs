//! What a request says, before it touches a store.

pub mod json;
pub mod mask;
