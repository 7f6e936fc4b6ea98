//! The engine: serves any list of resource declarations over two stores.
//!
//! It contains no word of the CRM. A [`declare::Resource`] says what there is; [`api::Api`]
//! answers calls. The way of a request: route → request (typed values) → plan (data, pruned by
//! the mask) → SQL (text by shape) → store (the only I/O) → shape (JSON bytes).

pub mod access;
pub mod api;
pub mod clock;
pub mod content;
pub mod decimal;
pub mod declare;
pub mod geo;
pub mod openapi;
pub mod outside;
pub mod plan;
pub mod problem;
pub mod request;
pub mod shape;
pub mod sql;
pub mod store;
pub mod text;
pub mod work;
