//! The services outside that operations ask, chosen by settings.
mod bankid;
mod breaker;
mod http;
mod lookups;

use std::fmt::Debug;

use engine::outside::{Outside, Question, Unanswered};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use serde_json::Value;

use crate::config::Services;
use crate::failure::Failure;

/// What does the work of a service.
pub trait Provider: Debug + Send + Sync {
    /// Answers a question, within a time that is well below that of a request.
    fn ask(&self, what: Value) -> BoxFuture<'_, Result<Value, Unanswered>>;
}

/// A service, and who does its work.
#[derive(Debug)]
struct Service {
    /// The name that operations ask it by.
    name: &'static str,
    /// Who does it; nobody, until it is configured.
    provider: Option<Box<dyn Provider>>,
    /// What is to be done so that somebody does.
    how: &'static str,
}

/// All services.
#[derive(Debug, Default)]
pub struct Providers(Vec<Service>);

impl Providers {
    /// Those of the settings. What is configured wrongly is found here, before anything is served.
    pub fn chosen(services: &Services) -> Result<Self, Failure> {
        let bankid = bankid::chosen(services)?;
        let with = Self::default().with(crm::bankid::exchange::SERVICE, bankid, bankid::HOW);
        lookups::added(with, &services.lookups)
    }

    /// Adds a service; `how` says how it is configured, for who asks while it is not.
    fn with(
        mut self,
        name: &'static str,
        provider: Option<Box<dyn Provider>>,
        how: &'static str,
    ) -> Self {
        self.0.push(Service { name, provider, how });
        self
    }
}

impl Outside for Providers {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Value, Unanswered>> {
        match self.0.iter().find(|service| service.name == question.to) {
            Some(Service { provider: Some(provider), .. }) => provider.ask(question.what),
            Some(Service { how, .. }) => ready(Err(Unanswered::not_configured(*how))).boxed(),
            None => {
                let message = format!("No service is configured for {}.", question.to);
                ready(Err(Unanswered::not_configured(message))).boxed()
            }
        }
    }
}
