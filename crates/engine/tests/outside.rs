//! Operations that ask a service outside: no transaction is open meanwhile, and what was answered is
//! written down once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::{BoxFuture, join};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value as Json, json};
use stratus_engine::access::hash;
use stratus_engine::api::{Api, ApiOptions, Body, Call, Reply};
use stratus_engine::content::{Contents, Place};
use stratus_engine::declare::{
    Answer, Asking, Locate, Operation, Report, Resource, id, integer, read, report, special, text,
};
use stratus_engine::declare::{Special, check};
use stratus_engine::openapi::About;
use stratus_engine::outside::{Nobody, Outside, Question, Unanswered};
use stratus_engine::plan::Condition;
use stratus_engine::problem::Problem;
use stratus_engine::store::{Store, StoreError, Tx, Value};
use stratus_engine::work::{Input, Outcome, Work};
use support::{BOTH, Database};

const ASKED: Asking = Asking { to: "weather", ask, claim: Some(claim), settle: Some(settle) };
const HEARD: Asking = Asking { claim: None, settle: None, ..ASKED };

const OPERATIONS: &[Operation] = &[
    read("/places/{id}", "Get a place", Locate::Id).asking(&ASKED),
    special("/places/{id}/name", "Name a place", NAMED).asking(&HEARD),
    report("/places/{id}/weather", "Tell the weather", TOLD).asking(&HEARD),
];

static PLACES: Resource = Resource {
    name: "places",
    one: "place",
    table: "places",
    shape: &[
        id().doc("Its id."),
        text("name").required().doc("Its name."),
        text("weather").doc("How it is."),
        integer("asked").doc("Whether somebody asks."),
    ],
    operations: OPERATIONS,
    ..Resource::EMPTY
};

static ALL: &[&Resource] = &[&PLACES];

const NAMED: Special = Special {
    run: |work, input| {
        let heard = input.heard.as_ref().and_then(Json::as_str).unwrap_or("unknown").to_owned();
        let id = input.id("id")?;
        work.set(&PLACES, &[("name", heard.into())], &[Condition::Is("id", id.into())])?;
        Ok(Outcome::Row(id))
    },
    writes: true,
    body: &[text("tone").required().doc("In what tone.")],
    answers: true,
    status: 200,
};

const TOLD: Report = Report {
    one: "weather",
    shape: &[text("weather").doc("How it is."), text("peer").doc("Who asks.")],
    run: |_, input, _| {
        let peer = input.peer.map(|peer| peer.to_string());
        Ok(Answer::one(json!({ "weather": input.heard, "peer": peer })))
    },
    ..Report::EMPTY
};

fn ask(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    let id = input.id("id")?;
    let place = work.load(&PLACES, id)?;
    let place = place.ok_or_else(|| Problem::NotFound(format!("There is no place {id}.")))?;
    let known = place.text("weather").is_some();
    Ok((!known).then(|| json!({ "place": place.text("name") })))
}

fn claim(work: &mut Work<'_>, input: &Input, what: &Json) -> Result<bool, Problem> {
    assert_eq!(what["place"], "Kiruna");
    let all = [Condition::Is("id", input.id("id")?.into()), Condition::Is("asked", 0.into())];
    Ok(work.set(&PLACES, &[("asked", Value::Int(1))], &all)? == 1)
}

fn settle(work: &mut Work<'_>, input: &Input, heard: &Json) -> Result<(), Problem> {
    let weather = heard.as_str().unwrap_or_default().to_owned();
    let all = [Condition::Is("id", input.id("id")?.into())];
    work.set(&PLACES, &[("weather", weather.into())], &all).map(drop)
}

/// Writes to the tenant while it is asked, which would wait for ever for a transaction that is open.
#[derive(Debug)]
struct Weather {
    store: Store,
    asked: AtomicU32,
    answer: Result<&'static str, Unanswered>,
}

impl Outside for Weather {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Json, Unanswered>> {
        assert!(!format!("{question:?}").contains("Kiruna"), "questions are not shown");
        Box::pin(async move {
            assert_eq!((question.to, &question.what["place"]), ("weather", &json!("Kiruna")));
            let noted = self.store.write(|tx: &mut dyn Tx| {
                tx.lock(1)?;
                tx.execute("UPDATE notes SET asked = asked + 1", &[])
            });
            assert_eq!(noted.await.unwrap(), 1);
            self.asked.fetch_add(1, Ordering::Relaxed);
            self.answer.clone().map(Json::from)
        })
    }
}

struct World {
    _database: Database,
    api: Api,
    weather: Arc<Weather>,
}

const SCHEMA: &str = "
    CREATE TABLE tenants (id BIGINT NOT NULL, revoked BIGINT);
    CREATE TABLE tokens (tenant BIGINT NOT NULL, hash TEXT NOT NULL, userid BIGINT NOT NULL,
        expires BIGINT, revoked BIGINT, id BIGINT NOT NULL, scopes TEXT);
    CREATE TABLE users (tenant BIGINT NOT NULL, id BIGINT NOT NULL, active BIGINT NOT NULL);
    CREATE TABLE roles (tenant BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT);
    CREATE TABLE user_roles (tenant BIGINT NOT NULL, userid BIGINT NOT NULL, roleid BIGINT NOT NULL);
    CREATE TABLE places (tenant BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL,
        weather TEXT, asked BIGINT);
    CREATE TABLE notes (asked BIGINT NOT NULL);
    INSERT INTO tenants VALUES (1, NULL);
    INSERT INTO users VALUES (1, 1, 1), (1, 2, 1);
    INSERT INTO roles VALUES (1, 1, 'Read only');
    INSERT INTO user_roles VALUES (1, 2, 1);
    INSERT INTO places VALUES (1, 7, 'Kiruna', NULL, 0);
    INSERT INTO notes VALUES (0)";

fn world(engine: support::Engine, answer: Result<&'static str, Unanswered>) -> World {
    let database = Database::new(engine);
    let store = database.open();
    support::script(&store, SCHEMA);
    let [writer, reader] = ["writer", "reader"].map(hash);
    let tokens = format!(
        "INSERT INTO tokens VALUES (1, '{writer}', 1, NULL, NULL, 1, NULL),
            (1, '{reader}', 2, NULL, NULL, 2, NULL)"
    );
    store.write_blocking(move |tx: &mut dyn Tx| tx.script(&tokens)).unwrap();
    let weather = Arc::new(Weather { store: store.clone(), asked: AtomicU32::new(0), answer });
    let outside: Arc<dyn Outside> = match &weather.answer {
        Ok("") => Arc::new(Nobody),
        _ => Arc::clone(&weather) as _,
    };
    let options = ApiOptions { outside, ..ApiOptions::default() };
    let contents = Contents::new(Place::Memory);
    let api = Api::new(store, contents, ALL, options, &ABOUT).unwrap();
    World { _database: database, api, weather }
}

const ABOUT: About = About { title: "Places", version: "1" };

impl World {
    async fn call(&self, method: Method, path: &str, token: &str, body: &str) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert("x-token", HeaderValue::from_str(token).unwrap());
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let call = Call {
            method,
            path: path.to_owned(),
            query: None,
            headers,
            body: Body::Whole(body.to_owned().into()),
            request_id: "test".to_owned(),
            peer: Some([192, 0, 2, 1].into()),
            vouched: None,
        };
        self.api.answer(call).await
    }

    async fn get(&self, path: &str) -> (StatusCode, Json) {
        let reply = self.call(Method::GET, path, "reader", "").await;
        (reply.status, json(&reply))
    }

    fn asked(&self) -> u32 {
        self.weather.asked.load(Ordering::Relaxed)
    }

    /// How the place is in the database.
    async fn place(&self) -> (Option<String>, Option<i64>) {
        let read = self.api.store().read(|tx: &mut dyn Tx| {
            let rows = tx.query("SELECT weather, asked FROM places WHERE tenant = 1", &[])?;
            let row = rows.iter().next().unwrap();
            Ok::<_, StoreError>((row.text(0).map(str::to_owned), row.int(1)))
        });
        read.await.unwrap()
    }
}

fn json(reply: &Reply) -> Json {
    match &reply.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap(),
        Body::Pieces(_) => panic!("an answer in pieces"),
    }
}

#[test]
fn the_declarations_are_sound() {
    assert_eq!(check::problems(ALL), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_heard_is_written_down_once() {
    for engine in BOTH {
        let world = world(engine, Ok("snow"));
        let place = json!({ "id": 7, "name": "Kiruna", "weather": "snow", "asked": 1 });
        // Who may only read causes it too.
        assert_eq!(world.get("/places/7").await, (StatusCode::OK, place.clone()), "{engine:?}");
        assert_eq!(world.get("/places/7").await, (StatusCode::OK, place));
        assert_eq!(world.asked(), 1, "there was nothing left to ask");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_claimed_is_asked_once() {
    for engine in BOTH {
        let world = world(engine, Ok("snow"));
        let (one, other) = join(world.get("/places/7"), world.get("/places/7")).await;
        assert_eq!((one.0, other.0), (StatusCode::OK, StatusCode::OK), "{engine:?}");
        assert_eq!(world.asked(), 1, "{engine:?}");
        assert_eq!(world.place().await, (Some("snow".to_owned()), Some(1)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn special_operations_and_reports_hear_the_answer() {
    for engine in BOTH {
        let world = world(engine, Ok("rain"));
        let (_, told) = world.get("/places/7/weather").await;
        assert_eq!(told, json!({ "weather": "rain", "peer": "192.0.2.1" }), "{engine:?}");
        let body = r#"{"tone":"kind"}"#;
        let reply = world.call(Method::POST, "/places/7/name", "writer", body).await;
        assert_eq!((reply.status, &json(&reply)["name"]), (StatusCode::OK, &json!("rain")));
        assert_eq!((world.asked(), world.place().await), (2, (None, Some(0))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_a_503_that_leaves_nothing() {
    for engine in BOTH {
        let silent = Unanswered::failed("The weather is not told just now.", "timed out");
        let world = world(engine, Err(silent));
        let reply = world.call(Method::GET, "/places/7", "reader", "").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{engine:?}");
        assert_eq!(reply.headers["retry-after"], "5");
        assert_eq!(json(&reply), json!({ "message": "The weather is not told just now." }));
        assert_eq!(world.place().await, (None, Some(1)), "what was claimed stays");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_without_asking() {
    for engine in BOTH {
        let world = world(engine, Ok("snow"));
        for (path, token, body, expected) in [
            ("/places/7/name", "nobody", r#"{"tone":"kind"}"#, StatusCode::UNAUTHORIZED),
            ("/places/7/name", "reader", r#"{"tone":"kind"}"#, StatusCode::FORBIDDEN),
            ("/places/7/name", "writer", "{}", StatusCode::BAD_REQUEST),
            ("/places/8/name", "writer", r#"{"tone":"kind"}"#, StatusCode::NOT_FOUND),
        ] {
            let reply = world.call(Method::POST, path, token, body).await;
            assert_eq!(reply.status, expected, "{path} {token} {body}");
        }
        assert_eq!(world.asked(), 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_to_ask_is_said() {
    for engine in BOTH {
        let world = world(engine, Ok(""));
        let reply = world.call(Method::GET, "/places/7", "reader", "").await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(reply.headers.get("retry-after").is_none(), "waiting does not help");
        assert_eq!(json(&reply), json!({ "message": "No service is configured for weather." }));
    }
}

#[test]
fn the_reference_tells_of_it() {
    let document = stratus_engine::openapi::document(
        ALL,
        &ABOUT,
        stratus_engine::request::Wire::Documented,
        false,
    );
    let unanswered = &document["paths"]["/places/{id}"]["get"]["responses"]["503"]["$ref"];
    assert_eq!(unanswered, "#/components/responses/Unanswered");
}
