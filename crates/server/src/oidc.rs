//! Single sign-on: tokens of an external OpenID provider let its people in.
//!
//! A bearer token that says it is of that provider is checked as RFC 7519, RFC 8725 and OpenID Connect
//! Core want it, with the keys that the provider publishes. It then stands for the user of the
//! verified e-mail address in it. Any other token is left to the engine.
mod claims;
mod jws;
mod keys;
mod provider;

use std::sync::Arc;

use engine::access::{self, Vouched};
use http::HeaderMap;
use jiff::Timestamp;

use crate::config::Http;
use crate::failure::Failure;
use claims::Claims;
use jws::Jws;
use provider::Provider;

/// Why a token of the provider is not taken; the caller is told.
type Refusal = &'static str;

/// The provider, and what its tokens must say.
#[derive(Debug)]
pub struct Oidc {
    issuer: String,
    audience: Vec<String>,
    /// The tenant whose users it knows; any when it is not said.
    tenant: Option<i64>,
    provider: Arc<Provider>,
}

impl Oidc {
    /// The provider that settings name, if they do.
    pub fn of(http: &Http) -> Result<Option<Self>, Failure> {
        let Some(issuer) = http.oidc_issuer.clone() else { return Ok(None) };
        let provider = Arc::new(Provider::new(issuer.clone())?);
        let (audience, tenant) = (http.oidc_audience.clone(), http.oidc_tenant);
        Ok(Some(Self { issuer, audience, tenant, provider }))
    }

    /// Whom the token of a request stands for. `None` when it is none of this provider's, which is
    /// found out without waiting for anything.
    pub async fn vouch(&self, headers: &HeaderMap) -> Option<Result<Vouched, Refusal>> {
        let token = access::token(headers)?;
        let jws = Jws::read(&token)?;
        let claims = Claims::read(&jws.payload)?;
        if claims.iss.as_deref() != Some(self.issuer.as_str()) {
            return None;
        }
        let vouched = self.judge(&jws, &claims).await;
        if let Err(reason) = vouched {
            // Neither the token nor whom it names is for the log.
            tracing::info!(reason, "a token of the OpenID provider was refused");
        }
        Some(vouched)
    }

    async fn judge(&self, jws: &Jws<'_>, claims: &Claims) -> Result<Vouched, Refusal> {
        let algorithm = jws.algorithm()?;
        let now = Timestamp::now().as_second();
        claims.check(&self.audience, now)?;
        // What is out of date is refused before the provider is asked for anything.
        let sound = |keys: &keys::Keys| {
            let key = keys.find(algorithm, jws.header.kid.as_deref())?;
            Some(key.verifies(algorithm, jws.signed.as_bytes(), &jws.signature))
        };
        match self.provider.with_keys(sound).await {
            Some(true) => {}
            Some(false) => return Err("The signature of the token is wrong."),
            None => return Err("The token is signed with a key that its issuer does not publish."),
        }
        let email = claims.email()?;
        let email_fold = engine::text::fold(email).into_owned();
        Ok(Vouched { email_fold, tenant: self.tenant })
    }
}
