//! The path of one request through the shell.
use std::future::Future;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use engine::api::{self, Api, Call, Reply, Taking};
use futures_util::FutureExt;
use http::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, EXPECT, ORIGIN, REFERRER_POLICY,
    RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use ipnet::IpNet;
use tokio::time::timeout_at;

use super::body::{self, BodyError, Coming};
use super::caller::Proxies;
use super::cors::Cors;
use super::docs::{Docs, StaticFile};
use super::listener::Peer;
use super::metrics::{Gauge, Metrics};
use super::own::Own;
use super::rate::{Counted, Rates};
use super::request_id::{RequestIds, X_REQUEST_ID};
use crate::auth::{LARGEST_FORM, Route, Visit};
use crate::config::Http;
use crate::config::values::{CorsOrigin, Rate, RateLimit};

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// The longest path with its query, in bytes.
const LONGEST_URI: usize = 16 << 10;

/// What the shell is the shell of.
pub trait Backend: Send + Sync + 'static {
    /// Answers one request of the API, also one that no route matches.
    fn answer(&self, call: Call) -> impl Future<Output = Reply> + Send;

    /// Answers what stands beside the API: signing in, and the authorization server.
    fn visit(&self, visit: Visit) -> impl Future<Output = Reply> + Send;

    /// How this request's body is taken, and how large it may be.
    fn taking(&self, method: &Method, path: &str) -> Taking;

    /// The API's description, OpenAPI as JSON.
    fn openapi(&self) -> Bytes;

    /// Whether requests can be answered; if not, why, in words for the operator that give no secret
    /// away.
    fn ready(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// The store's numbers now.
    fn gauges(&self) -> Vec<Gauge>;
}

/// The shell's settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// Web origins whose pages may call the API.
    pub cors_origins: Vec<CorsOrigin>,
    /// Longest time for one request, its body included.
    pub request_timeout: Duration,
    /// Networks of proxies whose word is taken for whom they ask.
    pub trusted_proxies: Vec<IpNet>,
    /// How often one token may be used.
    pub rate_limit_token: Option<Rate>,
    /// How often one address may ask.
    pub rate_limit_address: Option<Rate>,
    /// Whether clients come by TLS.
    pub tls: bool,
    /// The address that the server goes by, without a closing slash.
    pub issuer: String,
}

impl Options {
    /// The options that settings stand for, on a server that goes by an address.
    pub fn of(http: &Http, issuer: &str) -> Self {
        Self {
            cors_origins: http.cors_origins.clone(),
            request_timeout: http.request_timeout,
            trusted_proxies: http.trusted_proxies.clone(),
            rate_limit_token: http.rate_limit_token.and_then(RateLimit::rate),
            rate_limit_address: http.rate_limit_address.and_then(RateLimit::rate),
            tls: http.tls_files().is_some(),
            issuer: issuer.to_owned(),
        }
    }
}

/// Answers requests.
pub struct Shell<B> {
    pub(super) backend: Arc<B>,
    pub(super) metrics: Metrics,
    pub(super) docs: Docs,
    /// Made when somebody asks for it.
    openapi: OnceLock<StaticFile>,
    cors: Option<Cors>,
    proxies: Proxies,
    rates: Option<Rates>,
    tls: bool,
    ids: RequestIds,
    request_timeout: Duration,
    issuer: Arc<str>,
}

impl<B: Backend> Shell<B> {
    /// A shell around `backend`.
    pub fn new(backend: Arc<B>, options: &Options) -> Self {
        let gauges = Arc::clone(&backend);
        Self {
            metrics: Metrics::new(move || gauges.gauges()),
            docs: Docs::new(),
            openapi: OnceLock::new(),
            cors: Cors::new(&options.cors_origins),
            proxies: Proxies::new(&options.trusted_proxies),
            rates: Rates::new(options.rate_limit_token, options.rate_limit_address),
            tls: options.tls,
            ids: RequestIds::new(),
            request_timeout: options.request_timeout,
            issuer: Arc::from(options.issuer.as_str()),
            backend,
        }
    }

    /// The API's description.
    pub(super) fn openapi(&self) -> &StaticFile {
        let made = || StaticFile::new("/openapi.json", self.backend.openapi(), "application/json");
        self.openapi.get_or_init(made)
    }

    /// The shell as a service: one handler, since the API has its own routes.
    pub fn into_router(self) -> Router {
        Router::new().fallback(handle::<B>).with_state(Arc::new(self))
    }

    async fn respond(&self, request: Request<Body>) -> Response {
        let started = Instant::now();
        let _flying = self.metrics.enter();
        let (parts, body) = request.into_parts();
        let id = self.ids.of(&parts.headers);
        let method = parts.method.clone();
        let preflight = self.cors.is_some() && Cors::is_preflight(&method, &parts.headers);
        let origin = self.cors.as_ref().and_then(|_| parts.headers.get(ORIGIN).cloned());

        let peer = parts.extensions.get::<Peer>();
        let caller = peer.map(|peer| self.proxies.caller(peer.0.ip(), &parts.headers));
        let counted = self.count(caller, &parts);

        let Answer { mut reply, from_api } = if let Some(refusal) = counted.refusal() {
            too_often(refusal, body, parts.headers.contains_key(EXPECT)).await
        } else if preflight {
            Answer::of_shell(no_content())
        } else {
            self.answer_safely(parts, body, caller, &id).await
        };

        let headers = &mut reply.headers;
        if let Ok(value) = HeaderValue::from_str(&id) {
            headers.insert(X_REQUEST_ID, value);
        }
        guard(headers, self.tls, from_api);
        counted.tell(headers);
        if let Some(cors) = &self.cors {
            cors.apply(origin.as_ref(), headers);
            if preflight {
                cors.apply_preflight(origin.as_ref(), headers);
            }
        }

        let took = started.elapsed();
        let statements = from_api.then_some(reply.statements);
        self.metrics.record(&method, reply.route, reply.status, took, statements);
        log(&method, &reply, took, &id);

        let mut response = Response::new(match reply.body {
            api::Body::Whole(bytes) => Body::from(bytes),
            api::Body::Pieces(pieces) => Body::from_stream(pieces),
        });
        *response.status_mut() = reply.status;
        *response.headers_mut() = reply.headers;
        response
    }

    /// Counts a request against the limits, before anything of it is read.
    fn count(&self, caller: Option<IpAddr>, parts: &Parts) -> Counted {
        match &self.rates {
            Some(rates) if !Own::find(parts.uri.path()).is_some_and(|own| own.watches()) => {
                rates.count(caller, engine::access::token(&parts.headers).as_deref())
            }
            _ => Counted::default(),
        }
    }

    /// Answers, and turns a panic on the way into an answer too.
    async fn answer_safely(
        &self,
        parts: Parts,
        body: Body,
        caller: Option<IpAddr>,
        id: &str,
    ) -> Answer {
        // Nothing of ours is left half changed by a panic: the shell's state is counters and
        // caches, and the store undoes what was not committed.
        let answer = AssertUnwindSafe(self.answer(parts, body, caller, id)).catch_unwind();
        match answer.await {
            Ok(answer) => answer,
            Err(_) => Answer::of_shell(Api::problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                &format!(
                    "Something went wrong in the server. Please report it with the request id {id}."
                ),
            )),
        }
    }

    async fn answer(&self, parts: Parts, body: Body, caller: Option<IpAddr>, id: &str) -> Answer {
        let path = parts.uri.path();
        let query = parts.uri.query();
        if path.len() + query.map_or(0, str::len) > LONGEST_URI {
            let message = format!("The address is longer than {LONGEST_URI} bytes.");
            return Answer::of_shell(Api::problem(StatusCode::URI_TOO_LONG, &message));
        }
        if let Some(own) = Own::find(path) {
            return Answer::of_shell(self.answer_own(&own, &parts.method, &parts.headers).await);
        }
        if let Some(route) = Route::find(path) {
            return self.answer_visit(route, parts, body, caller).await;
        }
        let (method, expects) = (parts.method.clone(), parts.headers.contains_key(EXPECT));
        // Most requests have no body, and need not be routed to find that out.
        let taking = match body.is_end_stream() {
            true => Taking::Whole(0),
            false => self.backend.taking(&method, path),
        };
        let call = Call {
            path: path.to_owned(),
            query: query.map(str::to_owned),
            method: parts.method,
            headers: parts.headers,
            body: api::Body::default(),
            request_id: id.to_owned(),
            peer: caller,
            vouched: None,
        };
        match taking {
            Taking::Pieces(limit) => self.answer_as_it_comes(call, body, limit, expects).await,
            Taking::Whole(limit) => self.answer_whole(call, body, limit, expects).await,
        }
    }

    /// Answers what stands beside the API, within its time.
    async fn answer_visit(
        &self,
        route: Route,
        parts: Parts,
        mut body: Body,
        caller: Option<IpAddr>,
    ) -> Answer {
        let deadline = tokio::time::Instant::now() + self.request_timeout;
        let expects = parts.headers.contains_key(EXPECT);
        let read = timeout_at(deadline, body::read(&mut body, LARGEST_FORM)).await;
        let bytes = match read.unwrap_or(Err(BodyError::Stalled)) {
            Ok(bytes) => bytes,
            Err(fault) => return refused(fault, LARGEST_FORM as u64, body, expects).await,
        };
        let visit = Visit {
            route,
            closed: parts.uri.path().ends_with('/'),
            query: parts.uri.query().map(str::to_owned),
            from: caller,
            method: parts.method,
            headers: parts.headers,
            body: bytes,
            issuer: Arc::clone(&self.issuer),
        };
        let method = visit.method.clone();
        match timeout_at(deadline, self.backend.visit(visit)).await {
            Ok(reply) => Answer::of_shell(reply),
            Err(_) => Answer::of_shell(took_too_long(&method)),
        }
    }

    /// Reads the body, then answers; all of it has its time.
    async fn answer_whole(
        &self,
        mut call: Call,
        mut body: Body,
        limit: usize,
        expects: bool,
    ) -> Answer {
        let deadline = tokio::time::Instant::now() + self.request_timeout;
        if !body.is_end_stream() {
            let read = timeout_at(deadline, body::read(&mut body, limit)).await;
            match read.unwrap_or(Err(BodyError::Stalled)) {
                Ok(bytes) => call.body = bytes.into(),
                Err(fault) => return refused(fault, limit as u64, body, expects).await,
            }
        }
        let method = call.method.clone();
        match timeout_at(deadline, self.backend.answer(call)).await {
            Ok(reply) => Answer { reply, from_api: true },
            Err(_) => Answer::of_shell(took_too_long(&method)),
        }
    }

    /// Hands the body on while it comes. A large one takes as long as it takes, but never stands
    /// still.
    async fn answer_as_it_comes(
        &self,
        mut call: Call,
        body: Body,
        limit: u64,
        expects: bool,
    ) -> Answer {
        if body.size_hint().lower() > limit {
            return refused(BodyError::TooLarge, limit, body, expects).await;
        }
        let coming = Coming::new(body, limit, self.request_timeout);
        call.body = api::Body::Pieces(coming.pieces());
        let reply = self.backend.answer(call).await;
        let (fault, mut rest) = coming.rest().await;
        if let Some(fault) = fault {
            return refused(fault, limit, rest, expects).await;
        }
        if rest.is_end_stream() {
            return Answer { reply, from_api: true };
        }
        if !expects {
            body::drain(&mut rest).await;
        }
        Answer { reply: closing(reply), from_api: true }
    }
}

/// Refuses a request whose caller asks too often. Its body is not wanted.
async fn too_often(refusal: Reply, mut body: Body, expects: bool) -> Answer {
    if body.is_end_stream() {
        return Answer::of_shell(refusal);
    }
    if !expects {
        body::drain(&mut body).await;
    }
    Answer::of_shell(closing(refusal))
}

/// What a body that could not be taken is answered with.
async fn refused(fault: BodyError, limit: u64, mut body: Body, expects: bool) -> Answer {
    let reply = match fault {
        BodyError::TooLarge => {
            // Who waits to be asked for the body has not sent it, and reading would be asking.
            if !expects {
                body::drain(&mut body).await;
            }
            let message = format!("The body is larger than {limit} bytes.");
            Api::problem(StatusCode::PAYLOAD_TOO_LARGE, &message)
        }
        BodyError::Broken => {
            Api::problem(StatusCode::BAD_REQUEST, "The body broke off or is not well formed.")
        }
        BodyError::Stalled => {
            Api::problem(StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive.")
        }
    };
    Answer::of_shell(closing(reply))
}

/// Adds what keeps browsers from making more of an answer than it is. Pages say themselves what they
/// may load, and whoever has reason to say something else has said it.
fn guard(headers: &mut HeaderMap, tls: bool, from_api: bool) {
    let always = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (X_FRAME_OPTIONS, "DENY"),
        // Pages of other origins that may call do so with CORS, to which this does not apply.
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    ];
    // A year, as browsers' own lists want it.
    let secure = tls.then_some((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    // People's data is for those who asked; a token in X-Token tells caches nothing of that.
    let private = from_api.then_some((CACHE_CONTROL, "no-store"));
    for (name, value) in always.into_iter().chain(secure).chain(private) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// An answer, and whether the API gave it.
struct Answer {
    reply: Reply,
    from_api: bool,
}

impl Answer {
    fn of_shell(reply: Reply) -> Self {
        Self { reply, from_api: false }
    }
}

async fn handle<B: Backend>(
    State(shell): State<Arc<Shell<B>>>,
    request: Request<Body>,
) -> Response {
    shell.respond(request).await
}

/// What a request that ran out of time is told. A write may still be carried out: a transaction
/// that has begun runs to its end.
fn took_too_long(method: &Method) -> Reply {
    let message = if method.is_safe() {
        "The request took too long. Please try again, or ask for less."
    } else {
        "The request took too long, and may or may not have been carried out. Please look before you try again."
    };
    let mut reply = Api::problem(StatusCode::SERVICE_UNAVAILABLE, message);
    reply.headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    reply
}

fn no_content() -> Reply {
    Reply {
        status: StatusCode::NO_CONTENT,
        headers: HeaderMap::new(),
        body: api::Body::default(),
        route: "",
        statements: 0,
    }
}

/// The answer is the last on its connection: what is left of the request cannot be told from a next
/// one.
fn closing(mut reply: Reply) -> Reply {
    reply.headers.insert(CONNECTION, HeaderValue::from_static("close"));
    reply
}

/// One line a request. Neither path nor query, header or body is in it: they hold people's data and
/// tokens.
fn log(method: &Method, reply: &Reply, took: Duration, id: &str) {
    macro_rules! line {
        ($level:expr) => {
            tracing::event!(
                target: "stratus::request",
                $level,
                method = method.as_str(),
                route = reply.route,
                status = reply.status.as_u16(),
                micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                statements = reply.statements,
                request_id = id,
                "answered"
            )
        };
    }
    if reply.status.is_server_error() {
        line!(tracing::Level::INFO);
    } else {
        line!(tracing::Level::DEBUG);
    }
}
