//! The whole list of resources, checked at once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

use stratus_crm as crm;

use engine::declare::check::{problems, undocumented};

#[test]
fn declarations_are_sound() {
    let found = problems(crm::RESOURCES);
    assert!(found.is_empty(), "mend these declarations:\n{}", found.join("\n"));
}

#[test]
fn everything_is_documented() {
    let found = undocumented(crm::RESOURCES);
    assert!(found.is_empty(), "document these:\n{}", found.join("\n"));
}
