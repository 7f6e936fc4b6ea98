//! The pipeline: from a call to a reply.

mod activity;
mod ask;
mod body;
mod content;
mod document;
mod due;
mod locate;
mod page;
mod path;
mod perform;
mod plans;
mod reply;
mod report;
mod route;
mod trail;

use crate::access::{self, Shown, Vouched};
use crate::content::Contents;
use crate::declare::{Action, Media, Operation, Presence, Property, Purpose, Resource};
use crate::openapi;
use crate::outside::{Nobody, Outside};
use crate::problem::Problem;
use crate::request::mask::{self, Mask};
use crate::request::{Params, Preferences, Wire};
use crate::store::Store;
use crate::text::{Collation, UnknownLocale};
use crate::work::Context;
use activity::Activity;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use perform::Plans;
pub(crate) use perform::action_body;
pub(crate) use route::parameters;
use route::{Found, Router};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;

pub use body::{Body, Taking};
pub use reply::Reply;

/// A request as the server received it.
#[derive(Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path as sent, percent-encoded.
    pub path: String,
    /// The query string as sent.
    pub query: Option<String>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// Names the request in logs and errors.
    pub request_id: String,
    /// The address the request came from.
    pub peer: Option<IpAddr>,
    /// Whom somebody else vouches for, or why not, where the token is theirs.
    pub vouched: Option<Result<Vouched, &'static str>>,
}

/// How an API answers.
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// The wire format when a request does not ask for one.
    pub wire: Wire,
    /// Serve the documented API only, without extensions.
    pub strict: bool,
    /// The locale that text is sorted by, such as `sv`.
    pub locale: String,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// Largest body of operations that take pictures or files, in bytes.
    pub file_limit: usize,
    /// Largest file that is taken as it comes, in bytes.
    pub upload_limit: u64,
    /// The services outside of the database.
    pub outside: Arc<dyn Outside>,
}

impl Default for ApiOptions {
    fn default() -> ApiOptions {
        ApiOptions {
            wire: Wire::Documented,
            strict: false,
            locale: "sv".to_owned(),
            body_limit: 1 << 20,
            file_limit: 64 << 20,
            upload_limit: 4 << 30,
            outside: Arc::new(Nobody),
        }
    }
}

/// A list of resources, served from a store.
#[derive(Debug, Clone)]
pub struct Api(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    contents: Contents,
    options: ApiOptions,
    context: Context,
    router: Router,
    plans: Plans,
    resources: &'static [&'static Resource],
    about: openapi::About,
    activity: Activity,
    /// Places where documents are drawn.
    drawing: Arc<Semaphore>,
}

/// A request, read and routed. Everything that could be found wrong without the database is.
#[derive(Debug)]
struct Request {
    resource: &'static Resource,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    target: String,
    params: Params,
    mask_text: Vec<u8>,
    mask: Option<Mask>,
    preferences: Preferences,
    shown: Shown,
    body: Bytes,
    /// The type of the body, without parameters and in small letters.
    media: String,
    /// How a document is answered.
    drawn: Option<Media>,
    /// Whether what goes beyond the documented API is served.
    extensions: bool,
    peer: Option<IpAddr>,
}

impl Request {
    /// Whether the body is JSON: `application/json` and `application/…+json`.
    fn json(&self) -> bool {
        self.media == "application/json"
            || (self.media.starts_with("application/") && self.media.ends_with("+json"))
    }
}

impl Api {
    /// Serves `resources` from `store`, and the bytes they hold from `contents`.
    pub fn new(
        store: Store,
        contents: Contents,
        resources: &'static [&'static Resource],
        options: ApiOptions,
        about: &openapi::About,
    ) -> Result<Api, UnknownLocale> {
        let collation = Collation::new(&options.locale)?;
        let router = Router::new(resources, options.strict);
        Ok(Api(Arc::new(Inner {
            context: Context::new(resources, collation),
            router,
            plans: Plans::new(store.dialect()),
            resources,
            about: about.clone(),
            store,
            contents,
            options,
            activity: Activity::default(),
            drawing: Arc::new(Semaphore::new(document::places())),
        })))
    }

    /// An error envelope for what goes wrong outside the API.
    pub fn problem(status: StatusCode, message: &str) -> Reply {
        reply::envelope(status, HeaderMap::new(), &serde_json::json!({ "message": message }))
    }

    /// The OpenAPI document. It is made anew: that takes fifteen times the memory of what it gives, so
    /// it is left until somebody asks, who had better keep it.
    pub fn openapi(&self) -> Bytes {
        let Inner { resources, about, options, .. } = &*self.0;
        let document = openapi::document(resources, about, options.wire, options.strict);
        Bytes::from(document.to_string())
    }

    /// The store behind it.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The contents beside it.
    pub fn contents(&self) -> &Contents {
        &self.0.contents
    }

    /// What all requests share.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Writes down which users were active since the last time. Meant to be called every minute or
    /// so, and before the end: a write for each request would cost more than it tells.
    pub async fn note_activity(&self) -> Result<(), Problem> {
        activity::note(&self.0).await
    }

    /// Settles what time has made due. Meant to be called every minute or so: requests settle what
    /// they look at themselves, this is for what nobody looks at.
    pub async fn settle(&self) -> Result<(), Problem> {
        due::settle_all(&self.0).await
    }

    /// Removes what the audit trail holds from before an instant, in milliseconds since 1970.
    /// Answers how many events that were.
    pub async fn forget_trail(&self, before: i64) -> Result<u64, Problem> {
        trail::forget(&self.0, before).await
    }

    /// How a path takes its body.
    pub fn taking(&self, method: &Method, path: &str) -> Taking {
        let options = &self.0.options;
        match self.0.router.find(method, path) {
            Found::Operation { operation, .. } if matches!(operation.action, Action::Upload(_)) => {
                Taking::Pieces(options.upload_limit)
            }
            Found::Operation { operation, resource, .. }
                if route::takes_files(resource, operation) =>
            {
                Taking::Whole(options.file_limit)
            }
            _ => Taking::Whole(options.body_limit),
        }
    }

    /// Answers a call.
    pub async fn answer(&self, mut call: Call) -> Reply {
        let inner = &self.0;
        let body = std::mem::take(&mut call.body);
        let (resource, operation, path) = match inner.router.find(&call.method, &call.path) {
            Found::Operation { resource, operation, path } => (resource, operation, path),
            Found::Methods(template, allow) if call.method == Method::OPTIONS => {
                return reply::options(template, &allow);
            }
            Found::Methods(template, allow) => {
                return reply::refused(&Problem::MethodNotAllowed(allow), &call, template, None);
            }
            Found::Nothing(hint) => {
                return reply::refused(&Problem::NotFound(hint), &call, "", None);
            }
        };
        let preferences = Preferences::read(&call.headers, inner.options.wire);
        let extensions = !inner.options.strict;
        let read = read(resource, operation, path, &call, body.whole(), preferences, extensions);
        let outcome = match read.and_then(perform::prepare) {
            Ok(prepared) => inner.carry(prepared, body).await,
            // Who may not see an answer learns nothing about the request either.
            Err(problem) => inner.refuse(shown(&call), resource, operation, problem).await,
        };
        let reply = match outcome {
            Ok(perform::Done { content: Some(found), statements, .. }) => {
                inner.deliver(found, &call.method, &call.headers, operation, statements).await
            }
            Ok(perform::Done { drawn: Some((read, media)), statements, .. }) => {
                inner.draw(read, media, operation, preferences, statements).await
            }
            Ok(done) => Ok(reply::done(done, operation, preferences)),
            Err(problem) => Err(problem),
        };
        let reply = reply.unwrap_or_else(|problem| {
            reply::refused(&problem, &call, operation.path, preferences.applied())
        });
        // The tests ask for far more than a test of the description could.
        debug_assert!(
            openapi::tells(resource, operation, reply.status.as_u16()),
            "{} of {} is not described",
            reply.status,
            operation.path,
        );
        reply
    }
}

fn read(
    resource: &'static Resource,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    call: &Call,
    body: Bytes,
    preferences: Preferences,
    extensions: bool,
) -> Result<Request, Problem> {
    let mask_text = if operation.masked() { mask_header(&call.headers) } else { Vec::new() };
    let mask = mask::parse(&mask_text).map_err(|error| Problem::Bad(error.to_string()))?;
    let params = Params::parse(call.query.as_deref())?;
    Ok(Request {
        resource,
        operation,
        path,
        target: call.path.clone(),
        drawn: document::wanted(operation, &params, &call.headers)?,
        params,
        mask_text,
        mask,
        preferences,
        shown: shown(call),
        body,
        media: media(&call.headers),
        extensions,
        peer: call.peer,
    })
}

/// What a call shows to be let in.
fn shown(call: &Call) -> Shown {
    Shown { token: access::token(&call.headers), vouched: call.vouched.clone() }
}

/// Several header lines are one list.
fn mask_header(headers: &HeaderMap) -> Vec<u8> {
    let lines: Vec<&[u8]> = headers.get_all("x-fields").iter().map(|v| v.as_bytes()).collect();
    lines.join(&b","[..])
}

/// The type of the body, whatever its parameters.
fn media(headers: &HeaderMap) -> String {
    let text = headers.get("content-type").and_then(|value| value.to_str().ok());
    let essence = text.and_then(|text| text.split(';').next()).unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A status as a number, as the HTTP library wants it.
pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl Inner {
    async fn run(self: &Arc<Inner>, prepared: perform::Prepared) -> Result<perform::Done, Problem> {
        let resource = prepared.request.resource;
        // What is known to fail is not worth a place in the queue of writers.
        let writes = prepared.request.operation.writes() && prepared.sound();
        let prepared = Arc::new(prepared);
        if let Some(asking) = prepared.request.operation.asks.filter(|_| prepared.sound()) {
            self.ask(&prepared, asking).await?;
        }
        for _ in 0..MOST_DUE {
            let (inner, asked) = (Arc::clone(self), Arc::clone(&prepared));
            let done = if writes {
                self.store.write(move |tx| inner.perform(tx, &asked)).await?
            } else {
                self.store.read(move |tx| inner.perform(tx, &asked)).await?
            };
            if let Some(tenant) = done.due {
                due::settle_now(self, tenant, resource).await?;
                continue;
            }
            let Some(later) = done.later else { return Ok(done) };
            let inner = Arc::clone(self);
            let read = move |tx: &mut dyn crate::store::Tx| {
                inner.read_later(tx, &prepared.request, later, &done)
            };
            return self.store.read(read).await;
        }
        Err(Problem::Internal(format!("{} stay due when they are settled", resource.name)))
    }

    async fn refuse(
        self: &Arc<Inner>,
        shown: Shown,
        resource: &'static Resource,
        operation: &'static Operation,
        problem: Problem,
    ) -> Result<perform::Done, Problem> {
        self.store.read(move |tx| shown.admit(tx, resource, operation, now())).await?;
        Err(problem)
    }
}

/// Times that a read begins again because something has become due meanwhile.
const MOST_DUE: usize = 8;

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// Whether an operation reads a body of JSON.
pub(crate) fn reads_body(operation: &Operation) -> bool {
    match &operation.action {
        Action::Create | Action::Update(_) | Action::Put(_) | Action::Follow { .. } => true,
        Action::Special(special) => !special.body.is_empty(),
        Action::Report(report) => !report.body.is_empty(),
        Action::List(_) | Action::Read(_) | Action::Delete(_) | Action::Restore => false,
        Action::Download(_) | Action::Upload(_) | Action::Intake(_) => false,
        Action::Document(_) => false,
    }
}

/// Whether an operation that reads a body does without one: nothing in it is required.
pub(crate) fn does_without_body(operation: &Operation) -> bool {
    let optional = |property: &Property| property.presence(Purpose::Create) != Presence::Required;
    match &operation.action {
        action @ (Action::Special(_) | Action::Report(_)) => {
            action_body(action).iter().all(optional)
        }
        _ => false,
    }
}
