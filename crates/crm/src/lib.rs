//! The CRM: what exists, one file per resource, in the order of the reference page.

mod account_budgets;
mod account_groups;
mod account_types;
mod accounts;
pub mod calendar;
mod contacts;
pub mod demo;
mod departments;
mod me;
mod parts;
mod roles;
mod tags;
mod tokens;
mod user_budgets;
mod users;
mod waiting;

use engine::declare::Resource;
use engine::openapi::About;
use engine::store::migrate::Migration;

pub use account_budgets::ACCOUNT_BUDGETS;
pub use account_groups::{ACCOUNT_GROUPS, MEMBERS as ACCOUNT_GROUP_MEMBERS};
pub use account_types::ACCOUNT_TYPES;
pub use accounts::{ACCOUNTS, FOLLOWERS as ACCOUNT_FOLLOWERS};
pub use contacts::{CONTACTS, FOLLOWERS as CONTACT_FOLLOWERS};
pub use departments::DEPARTMENTS;
pub use me::ME;
pub use roles::ROLES;
pub use tags::TAGS;
pub use tokens::TOKENS;
pub use user_budgets::USER_BUDGETS;
pub use users::{GRANTED as USER_ROLES, USERS};

/// Everything that is served, in the order of the reference page.
pub static RESOURCES: &[&Resource] = &[
    &ACCOUNTS,
    &ACCOUNT_GROUPS,
    &ACCOUNT_TYPES,
    &ACCOUNT_BUDGETS,
    &CONTACTS,
    &USERS,
    &ME,
    &ROLES,
    &DEPARTMENTS,
    &USER_BUDGETS,
    &TAGS,
    &TOKENS,
];

/// The database's history.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "foundation",
    sql: include_str!("../migrations/0001_foundation.sql"),
}];

/// What the reference says of the API.
pub const ABOUT: About = About { title: "Stratus", version: "0.3.73" };
