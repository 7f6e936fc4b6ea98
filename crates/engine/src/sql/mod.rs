//! SQL text: what the two stores share and where they differ.

pub mod dialect;
