//! The CRM: what exists, one file per resource.

pub mod demo;
