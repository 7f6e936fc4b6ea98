//! Operations that ask outside: what happens before their own transaction.

use super::Inner;
use super::perform::Prepared;
use crate::declare::{Asking, Step};
use crate::outside::Question;
use crate::problem::Problem;
use crate::store::Tx;
use crate::work::{Input, Work};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait for a database that is away before an answer is written down again. Who was
/// asked may not say it a second time.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(100),
    Duration::from_millis(500),
    Duration::from_secs(2),
    Duration::from_secs(5),
];

impl Inner {
    /// Asks what an operation wants to ask, and keeps the answer for it. No transaction is open
    /// while the service is asked.
    pub(super) async fn ask(
        self: &Arc<Inner>,
        prepared: &Arc<Prepared>,
        asking: &'static Asking,
    ) -> Result<(), Problem> {
        let (inner, shared) = (Arc::clone(self), Arc::clone(prepared));
        let found = self.store.read(move |tx| inner.step(tx, &shared, false, asking.ask));
        let Some(what) = found.await? else { return Ok(()) };
        if let Some(claim) = asking.claim
            && !self.write_step(prepared, what.clone(), claim).await?
        {
            return Ok(());
        }
        let (inner, shared) = (Arc::clone(self), Arc::clone(prepared));
        // What was asked is heard to the end, though the caller may not wait for it.
        let heard = tokio::spawn(async move { inner.hear(&shared, asking, what).await });
        let heard = heard.await.map_err(|error| Problem::Internal(error.to_string()))??;
        // It is asked once for a request, so nothing is there yet.
        prepared.heard.get_or_init(|| heard);
        Ok(())
    }

    /// Asks, and writes down the answer.
    async fn hear(
        self: Arc<Inner>,
        prepared: &Arc<Prepared>,
        asking: &'static Asking,
        what: Json,
    ) -> Result<Json, Problem> {
        let asked = self.options.outside.ask(Question { to: asking.to, what });
        let heard = asked.await.map_err(Problem::Unanswered)?;
        let Some(settle) = asking.settle else { return Ok(heard) };
        for pause in PAUSES {
            match self.write_step(prepared, heard.clone(), settle).await {
                Err(Problem::Unavailable(_)) => tokio::time::sleep(pause).await,
                done => return done.map(|()| heard),
            }
        }
        self.write_step(prepared, heard.clone(), settle).await?;
        Ok(heard)
    }

    /// Runs a step that writes.
    async fn write_step<T: Send + 'static>(
        self: &Arc<Inner>,
        prepared: &Arc<Prepared>,
        json: Json,
        step: Step<T>,
    ) -> Result<T, Problem> {
        let (inner, shared) = (Arc::clone(self), Arc::clone(prepared));
        let run = move |tx: &mut dyn Tx| {
            inner.step(tx, &shared, true, |work, input| step(work, input, &json))
        };
        self.store.write(run).await
    }

    /// Runs a step in its transaction, for whom may call the operation.
    fn step<T>(
        &self,
        tx: &mut dyn Tx,
        prepared: &Prepared,
        writes: bool,
        step: impl FnOnce(&mut Work<'_>, &Input) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let now = super::now();
        let session = self.admitted(tx, &prepared.request, now)?;
        if writes {
            tx.lock(session.tenant)?;
        }
        let mut work = Work { tx, session, context: &self.context, now };
        let input = prepared.input(&mut work)?;
        step(&mut work, &input)
    }
}
