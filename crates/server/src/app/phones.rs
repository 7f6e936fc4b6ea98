//! Brings catalogues of telephones in.
use crm::demo::load;
use crm::phones::import::load as load_lines;
use engine::problem::Problem;
use engine::store::StoreError;
use jiff::Timestamp;

use super::{App, failure};
use crate::failure::Failure;

pub use crm::phones::import::{Fault, Line, MOST_BYTES, Summary, read};

/// Why nothing was kept.
enum Undone {
    DryRun(Summary),
    Failed(Problem),
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl App {
    /// Brings lines of a catalogue into a tenant, all of them or none; a dry run only tells what
    /// would change.
    pub async fn import_phones(
        &self,
        tenant: i64,
        lines: Vec<Line>,
        dry_run: bool,
    ) -> Result<Summary, Failure> {
        self.must_have_tenant(tenant).await?;
        let (api, now) = (self.api.clone(), Timestamp::now().as_millisecond());
        let done = self.store.write(move |tx| {
            tx.lock(tenant)?;
            let mut work = load::work(tx, api.context(), tenant, now);
            let summary = load_lines(&mut work, &lines).map_err(Undone::Failed)?;
            // An error undoes what was done: so a dry run tells what really happens.
            if dry_run { Err(Undone::DryRun(summary)) } else { Ok(summary) }
        });
        match done.await {
            Ok(summary) | Err(Undone::DryRun(summary)) => Ok(summary),
            Err(Undone::Failed(problem)) => Err(failure(&problem)),
        }
    }
}
