//! The driver of the embedded store.
use super::pool::Pool;
use super::{StoreError, StoreOptions};
pub(super) fn start(path: &std::path::Path, options: &StoreOptions) -> Result<Pool, StoreError> {
    let _ = (path, options);
    Err(StoreError::Other("not there yet".into()))
}
