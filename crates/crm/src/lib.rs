//! The CRM: what exists, one file per resource.

/// The migrations, in order.
pub static MIGRATIONS: &[engine::store::migrate::Migration] = &[];
