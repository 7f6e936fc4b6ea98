//! What a command tells its user when it cannot go on.
use std::fmt;

/// Why a command stopped, and, where we know, how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    what: String,
    mend: Option<String>,
}

impl Failure {
    /// A failure with one sentence that says what is wrong.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), mend: None }
    }

    /// What is wrong, without how to mend it.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The same failure, with one sentence that says how to mend it.
    pub fn mend(self, mend: impl Into<String>) -> Self {
        Self { mend: Some(mend.into()), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.mend {
            Some(mend) => write!(f, "\n  {mend}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
