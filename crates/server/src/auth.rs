//! Signing in, and the authorization server (OAuth 2): what stands beside the API so that people and
//! programs come by tokens.
//!
//! By the book: RFC 6749 as RFC 9700 wants it used, with PKCE (7636), introspection (7662),
//! revocation (7009), metadata (8414), the issuer in answers (9207) and programs on people's own
//! devices (8252). `oxide-auth`, the library there is, has neither introspection nor revocation nor
//! reuse detection, and its stores know no transactions, which are what most of this is about; so it
//! is written out, on the rules in `crm::identity`.
//!
//! Every page is whole without scripts. A form goes back to the page it stands on, with the same
//! query, so there is no address in it that could lead elsewhere.
mod attempts;
mod authorize;
mod browser;
mod client;
mod form;
mod metadata;
mod pages;
pub mod passwords;
mod reply;
pub mod second_factor;
mod security;
mod sign_in;
mod token;
mod words;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use crm::identity::grants::Lifetimes;
use engine::access::{self, Session};
use engine::api::{Api, Reply};
use engine::problem::Problem;
use engine::store::Tx;
use engine::work::Work;
use http::{HeaderMap, Method};
use jiff::Timestamp;

use attempts::Attempts;
use pages::Pages;
use passwords::Passwords;

/// The largest body of a form, in bytes.
pub const LARGEST_FORM: usize = 64 << 10;

/// How long a code is good for. A client exchanges it as soon as it has it.
const CODE_LASTS: i64 = 60_000;

/// One of the addresses beside the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Where users let clients in.
    Authorize,
    /// Where clients get tokens.
    Token,
    /// Where they ask what a token is.
    Introspect,
    /// Where they revoke one.
    Revoke,
    /// Where all of this is described.
    Metadata,
    /// Where users look after their password and second factor.
    Security,
}

impl Route {
    const ALL: [Route; 6] = [
        Route::Authorize,
        Route::Token,
        Route::Introspect,
        Route::Revoke,
        Route::Metadata,
        Route::Security,
    ];

    /// The route of a path, with or without a closing slash.
    pub fn find(path: &str) -> Option<Route> {
        let path = path.strip_suffix('/').unwrap_or(path);
        Route::ALL.into_iter().find(|route| route.path() == path)
    }

    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Route::Authorize => "/oauth/authorize",
            Route::Token => "/oauth/token",
            Route::Introspect => "/oauth/introspect",
            Route::Revoke => "/oauth/revoke",
            Route::Metadata => "/.well-known/oauth-authorization-server",
            Route::Security => "/account/security",
        }
    }
}

/// A request for one of these.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Which.
    pub route: Route,
    /// The method.
    pub method: Method,
    /// Whether its path was given with a closing slash.
    pub closed: bool,
    /// The query string as sent.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Where it comes from.
    pub from: Option<IpAddr>,
    /// The address that this server goes by.
    pub issuer: Arc<str>,
}

impl Visit {
    /// This page as it is named by itself and by its neighbours, whatever stands before it.
    fn here(&self) -> String {
        let name = self.route.path().rsplit('/').next().unwrap_or_default();
        let up = if self.closed { "../" } else { "" };
        match &self.query {
            Some(query) => format!("{up}{name}?{query}"),
            None => format!("{up}{name}"),
        }
    }

    fn reads(&self) -> bool {
        matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether browsers reach this server by an encrypted connection.
    fn is_encrypted(&self) -> bool {
        self.issuer.starts_with("https://")
    }
}

/// How long things are valid.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Access tokens that clients get.
    pub access_token: Duration,
    /// Refresh tokens.
    pub refresh_token: Duration,
    /// Sign-ins.
    pub sign_in: Duration,
}

impl Default for Times {
    /// Of commands that serve nobody.
    fn default() -> Self {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        Self { access_token: minutes(10), refresh_token: minutes(43_200), sign_in: minutes(720) }
    }
}

/// The authorization server.
#[derive(Debug)]
pub struct Auth {
    api: Api,
    lifetimes: Lifetimes,
    sign_in_lasts: i64,
    passwords: Passwords,
    attempts: Attempts,
    pages: Pages,
}

impl Auth {
    /// Beside an API.
    pub fn new(api: Api, times: &Times) -> Self {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX >> 8);
        Self {
            api,
            lifetimes: Lifetimes {
                code: CODE_LASTS,
                access: millis(times.access_token),
                refresh: millis(times.refresh_token),
            },
            sign_in_lasts: millis(times.sign_in),
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            pages: Pages::new(),
        }
    }

    /// Answers a request.
    pub async fn answer(&self, visit: Visit) -> Reply {
        let answered = match visit.route {
            Route::Authorize => authorize::answer(self, &visit).await,
            Route::Security => security::answer(self, &visit).await,
            Route::Token => token::answer(self, &visit).await,
            Route::Introspect => token::introspect(self, &visit).await,
            Route::Revoke => token::revoke(self, &visit).await,
            Route::Metadata => Ok(metadata::answer(&visit)),
        };
        let mut reply = answered.unwrap_or_else(|problem| {
            tracing::error!(route = visit.route.path(), ?problem, "could not be answered");
            match visit.route {
                Route::Authorize | Route::Security => self.pages.failed(&visit, &problem),
                _ => reply::failed(&problem),
            }
        });
        reply.route = visit.route.path();
        reply
    }

    /// Runs in a transaction that reads, as the server itself.
    async fn read<T: Send + 'static>(
        &self,
        tenant: i64,
        run: impl Fn(&mut Work<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let api = self.api.clone();
        self.api.store().read(move |tx| run(&mut work(tx, &api, tenant))).await
    }

    /// Runs in a transaction that writes, alone in its tenant.
    async fn write<T: Send + 'static>(
        &self,
        tenant: i64,
        run: impl Fn(&mut Work<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let api = self.api.clone();
        let write = move |tx: &mut dyn Tx| {
            tx.lock(tenant)?;
            run(&mut work(tx, &api, tenant))
        };
        self.api.store().write(write).await
    }
}

fn work<'a>(tx: &'a mut dyn Tx, api: &'a Api, tenant: i64) -> Work<'a> {
    Work { tx, session: Session::of_server(tenant), context: api.context(), now: now() }
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Whether two texts are the same, in a time that tells nothing of either.
fn same(one: &str, other: &str) -> bool {
    access::hash(one) == access::hash(other)
}
