//! What a request says, before it touches a store.

pub mod mask;
