//! Where people live and whether they pay: made up, or asked over HTTP.
use std::time::Duration;

use crm::services::simulator::{self, Simulated};
use crm::services::{ADDRESS, CREDIT, answers};
use engine::outside::Unanswered;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use serde_json::Value as Json;

use super::http::{self, Endpoint, Failed};
use super::{Provider, Providers};
use crate::config::values::Secret;
use crate::config::{self, Lookups};
use crate::failure::Failure;

/// What there is to look up.
#[derive(Debug, Clone, Copy)]
struct Kind {
    /// The name that operations ask it by.
    name: &'static str,
    /// What the setting of its address is called.
    url: &'static str,
    /// What is answered while nobody is configured.
    how: &'static str,
    /// What is answered while it cannot be used.
    away: &'static str,
    simulate: fn(&Json, i64) -> Simulated,
    /// Makes of an answer what it should be, or says what is wrong with it.
    read: fn(&Json, i64) -> Result<Json, &'static str>,
}

const ADDRESSES: Kind = Kind {
    name: ADDRESS,
    url: "--address-url",
    how: "Nobody is configured who knows addresses. Set address_provider to http, and address_url \
          to where the provider answers; or to simulator, to try it out.",
    away: "The service that knows addresses does not answer just now. Try again in a moment.",
    simulate: |question, _| simulator::address(question),
    read: |answer, _| answers::address(answer),
};

const CREDITS: Kind = Kind {
    name: CREDIT,
    url: "--credit-url",
    how: "Nobody is configured who checks credit. Set credit_provider to http, and credit_url to \
          where the provider answers; or to simulator, to try it out.",
    away: "The service that checks credit does not answer just now. Try again in a moment.",
    simulate: simulator::credit,
    read: answers::credit,
};

/// The program itself.
#[derive(Debug)]
struct Simulator(Kind);

/// A provider at an address.
#[derive(Debug)]
struct OverHttp(Kind, Endpoint);

/// Adds both to the services.
pub(super) fn added(to: Providers, settings: &Lookups) -> Result<Providers, Failure> {
    let times = (settings.lookup_timeout, settings.lookup_pause);
    let mut client = None;
    let address = provider(
        ADDRESSES,
        settings.address_provider,
        (&settings.address_url, &settings.address_secret),
        times,
        &mut client,
    )?;
    let credit = provider(
        CREDITS,
        settings.credit_provider,
        (&settings.credit_url, &settings.credit_secret),
        times,
        &mut client,
    )?;
    Ok(to.with(ADDRESS, address, ADDRESSES.how).with(CREDIT, credit, CREDITS.how))
}

fn provider(
    kind: Kind,
    chosen: Option<config::Provider>,
    (url, secret): (&Option<String>, &Option<Secret>),
    times: (Duration, Duration),
    client: &mut Option<reqwest::Client>,
) -> Result<Option<Box<dyn Provider>>, Failure> {
    Ok(match (chosen, url) {
        (None, _) => None,
        (Some(config::Provider::Simulator), _) => Some(Box::new(Simulator(kind))),
        (Some(config::Provider::Http), None) => {
            let what = format!("It is not said where the provider for {} answers.", kind.name);
            return Err(Failure::new(what).mend(format!("Say it with {} URL.", kind.url)));
        }
        (Some(config::Provider::Http), Some(url)) => {
            // One client for all, made when somebody needs it.
            let client = match client {
                Some(client) => client.clone(),
                None => client.insert(http::client()?).clone(),
            };
            let endpoint = Endpoint::new(kind.name, client, url.clone(), secret.clone(), times);
            Some(Box::new(OverHttp(kind, endpoint)))
        }
    })
}

/// Milliseconds since 1970.
fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

impl Provider for Simulator {
    fn ask(&self, what: Json) -> BoxFuture<'_, Result<Json, Unanswered>> {
        let Self(kind) = self;
        ready(match (kind.simulate)(&what, now()) {
            Simulated::Answer(answer) => Ok(answer),
            Simulated::Nobody => Ok(Json::Null),
            Simulated::Away => Err(Unanswered::failed(kind.away, "simulated")),
        })
        .boxed()
    }
}

impl Provider for OverHttp {
    fn ask(&self, what: Json) -> BoxFuture<'_, Result<Json, Unanswered>> {
        let Self(kind, endpoint) = self;
        async move {
            match endpoint.ask(&what, |answer| (kind.read)(&answer, now())).await {
                Ok(answer) => Ok(answer),
                Err(Failed::Unknown) => Ok(Json::Null),
                Err(Failed::Unavailable(why)) => Err(Unanswered::failed(kind.away, why)),
            }
        }
        .boxed()
    }
}
