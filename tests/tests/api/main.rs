//! What the API answers over HTTP, on both stores.
//!
//! One program, so that it is linked once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

mod accounts;
mod activities;
mod articles;
mod audit;
mod bad_input;
mod bad_requests;
mod bankid;
mod budgets;
mod challenges;
mod contacts;
mod contests;
mod contracts;
mod crawl;
mod deliveries;
mod documents;
mod dynamic_fields;
mod emails;
mod files;
mod filters;
mod follow;
mod isolation;
mod kpis;
mod leads;
mod lists;
mod loops;
mod marks;
mod masks;
mod merge;
mod missions;
mod near;
mod oauth;
mod objects;
mod oidc;
mod opportunities;
mod order_prices;
mod orders;
mod pages;
mod phones;
mod plans;
mod prices;
mod pricing;
mod provider;
mod quotes;
mod rates;
mod reminders;
mod restored;
mod revoked;
mod rights;
mod roles;
mod s3;
mod services;
mod settings;
mod templates;
mod terms;
mod users;
mod wire;
