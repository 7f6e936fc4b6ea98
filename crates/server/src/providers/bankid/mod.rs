//! BankID: real, or simulated.
mod rp;
mod simulator;

use crm::bankid::exchange::{Asked, Told, read};
use engine::outside::Unanswered;
use engine::problem::Problem;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::sync::Arc;

use super::Provider;
use crate::config::{BankId, Services};
use crate::failure::Failure;

/// How BankID is configured, for who asks for it while it is not.
pub(super) const HOW: &str = "Signing with BankID is not configured on this server. Whoever runs it \
    can set --bankid rp with a certificate of BankID, or --bankid simulator to try it out.";

/// What callers are told while BankID cannot be reached or does not work.
const AWAY: &str = "BankID does not answer just now. Please try again.";

/// Who does the signing according to the settings.
pub(super) fn chosen(services: &Services) -> Result<Option<Box<dyn Provider>>, Failure> {
    Ok(match services.bankid {
        None => None,
        Some(BankId::Simulator) => Some(Box::new(Typed(Arc::new(simulator::Simulator::default())))),
        Some(BankId::Rp) => Some(Box::new(Typed(Arc::new(rp::RelyingParty::open(services)?)))),
    })
}

/// Who knows the questions and answers by their types.
trait Signing: Send + Sync + 'static {
    /// What it is called.
    const NAME: &'static str;

    /// Answers.
    fn answer(&self, asked: Asked) -> impl Future<Output = Result<Told, Unanswered>> + Send;
}

/// A provider made of one that knows types.
struct Typed<S>(Arc<S>);

impl<S: Signing> std::fmt::Debug for Typed<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(S::NAME)
    }
}

impl<S: Signing> Provider for Typed<S> {
    fn ask(&self, what: Value) -> BoxFuture<'_, Result<Value, Unanswered>> {
        async move {
            let asked = read(&what).map_err(|problem| broken(&problem))?;
            let told = self.0.answer(asked).await?;
            crm::bankid::exchange::json(&told).map_err(|problem| broken(&problem))
        }
        .boxed()
    }
}

/// What only a mistake in the program brings about.
fn broken(problem: &Problem) -> Unanswered {
    Unanswered { retry: None, ..Unanswered::failed(AWAY, problem.inside().unwrap_or_default()) }
}
