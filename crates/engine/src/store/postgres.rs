//! The driver of the database server.
use super::pool::Pool;
use super::{StoreError, StoreOptions};
pub(super) fn start(
    config: &tokio_postgres::Config,
    options: &StoreOptions,
) -> Result<Pool, StoreError> {
    let _ = (config, options);
    Err(StoreError::Other("not there yet".into()))
}
pub(super) fn describe(config: &tokio_postgres::Config) -> String {
    let _ = config;
    "postgres://".into()
}
