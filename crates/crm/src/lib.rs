//! The CRM: what exists, one file per resource.

pub mod calendar;
pub mod demo;
