//! The server's errors in the store's words.

use tokio_postgres::error::SqlState;

use super::super::StoreError;

/// An error and what it means for the transaction.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) error: StoreError,
    /// Whether the transaction may succeed when it is begun again.
    pub(super) retry: bool,
    /// Whether the connection is of no more use.
    pub(super) lost: bool,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self { error, retry: false, lost: false }
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let text = chain(&error);
            // Without an answer of the server it is the connection, or a parameter of ours.
            let lost = error.is_closed() || is_io(&error);
            let error = if lost { StoreError::Unavailable(text) } else { StoreError::Other(text) };
            return Self { error, retry: lost, lost };
        };
        let text = format!("{} ({})", db.message(), db.code().code());
        let code = db.code();
        let stale =
            *code == SqlState::FEATURE_NOT_SUPPORTED && db.message().contains("cached plan");
        let conflict =
            matches!(*code, SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED);
        let class = code.code().get(..2).unwrap_or_default();
        let lost = class == "08" || class == "57" && *code != SqlState::QUERY_CANCELED;
        let error = match class {
            _ if *code == SqlState::UNIQUE_VIOLATION => {
                StoreError::Duplicate { what: db.constraint().unwrap_or_default().to_owned() }
            }
            _ if *code == SqlState::FOREIGN_KEY_VIOLATION => StoreError::Referenced,
            _ if conflict || stale => StoreError::Busy(text),
            _ if *code == SqlState::QUERY_CANCELED || *code == SqlState::LOCK_NOT_AVAILABLE => {
                StoreError::Busy(text)
            }
            "08" | "53" | "57" | "58" => StoreError::Unavailable(text),
            _ if *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => {
                StoreError::Unavailable(text)
            }
            _ => StoreError::Other(text),
        };
        // A statement whose plan is stale is prepared anew on a new connection.
        Self { error, retry: conflict || stale || lost, lost: lost || stale }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

/// The error with its causes.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
