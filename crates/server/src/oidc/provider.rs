//! Where the keys come from, and how they are kept.
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::keys::Keys;
use crate::config::values;
use crate::failure::Failure;

/// How long fetching may take.
const FETCH_WITHIN: Duration = Duration::from_secs(5);
/// The largest document that is read.
const LARGEST: usize = 1 << 20;
/// How often, at most, keys are asked for because a token names one that is not known.
const MISS_EVERY: Duration = Duration::from_secs(60);
/// How often, at most, a provider is asked that did not answer.
const FAILURE_EVERY: Duration = Duration::from_secs(5);
/// The age at which keys are fetched anew, so that one that is withdrawn does not hold for ever.
const STALE_AFTER: Duration = Duration::from_secs(3600);

/// A provider, and the keys it published when it was last asked.
#[derive(Debug)]
pub(super) struct Provider {
    issuer: String,
    client: reqwest::Client,
    keys: RwLock<Arc<Keys>>,
    asked: Mutex<Asked>,
}

/// When the provider was asked, and how that went.
#[derive(Debug, Default)]
struct Asked {
    answered: Option<Instant>,
    failed: Option<Instant>,
    missed: Option<Instant>,
}

/// What of a provider's description matters here.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

impl Provider {
    pub(super) fn new(issuer: String) -> Result<Self, Failure> {
        // Once a process; a second time changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(FETCH_WITHIN)
            .redirect(Policy::none())
            .user_agent(concat!("stratus/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| {
                Failure::new(format!("No client for the OpenID provider: {error}."))
            })?;
        let (keys, asked) = (RwLock::default(), Mutex::default());
        Ok(Self { issuer, client, keys, asked })
    }

    /// What can be found with the keys: those that are there, else those that the provider publishes
    /// now, if it may be asked again.
    pub(super) async fn with_keys<T>(
        self: &Arc<Self>,
        find: impl Fn(&Keys) -> Option<T>,
    ) -> Option<T> {
        if let Some(found) = find(&self.keys()) {
            self.refresh();
            return Some(found);
        }
        let mut asked = self.asked.lock().await;
        // Somebody else may have fetched them meanwhile.
        if let Some(found) = find(&self.keys()) {
            return Some(found);
        }
        let recently = |at: Option<Instant>, time| at.is_some_and(|at| at.elapsed() < time);
        if recently(asked.failed, FAILURE_EVERY) {
            return None;
        }
        if asked.answered.is_some() {
            if recently(asked.missed, MISS_EVERY) {
                return None;
            }
            asked.missed = Some(Instant::now());
        }
        self.fetch(&mut asked).await;
        drop(asked);
        find(&self.keys())
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Fetches keys anew that have been there for long, while the old ones do.
    fn refresh(self: &Arc<Self>) {
        // Whoever holds the lock is fetching, or looking.
        let Ok(asked) = self.asked.try_lock() else { return };
        let stale = asked.answered.is_some_and(|at| at.elapsed() > STALE_AFTER);
        let failed = asked.failed.is_some_and(|at| at.elapsed() < MISS_EVERY);
        drop(asked);
        if stale && !failed {
            let this = Arc::clone(self);
            tokio::spawn(async move {
                let mut asked = this.asked.lock().await;
                if asked.answered.is_some_and(|at| at.elapsed() > STALE_AFTER) {
                    this.fetch(&mut asked).await;
                }
            });
        }
    }

    /// Asks the provider. When it does not answer, the keys that are there stay.
    async fn fetch(&self, asked: &mut Asked) {
        match self.published().await {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
                (asked.answered, asked.failed) = (Some(Instant::now()), None);
            }
            Err(why) => {
                tracing::warn!(why, "the keys of the OpenID provider cannot be fetched");
                asked.failed = Some(Instant::now());
            }
        }
    }

    async fn published(&self) -> Result<Keys, String> {
        let address =
            format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let found = self.get(&address).await?;
        let found: Discovery = serde_json::from_slice(&found)
            .map_err(|error| format!("its description is not well formed: {error}"))?;
        if found.issuer != self.issuer {
            return Err("its description is that of another issuer".to_owned());
        }
        if !values::is_secure(&found.jwks_uri) {
            return Err("its keys are not at an https address".to_owned());
        }
        Keys::read(&self.get(&found.jwks_uri).await?)
            .ok_or_else(|| "its keys are not well formed".to_owned())
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        let told = |error: reqwest::Error| error.without_url().to_string();
        let mut response = self.client.get(address).send().await.map_err(told)?;
        if !response.status().is_success() {
            return Err(format!("it answers {}", response.status()));
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(told)? {
            if body.len() + piece.len() > LARGEST {
                return Err("its answer is too large".to_owned());
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}
