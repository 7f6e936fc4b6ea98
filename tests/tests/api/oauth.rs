//! Signing in and the authorization server, over HTTP on both stores. Answers hold secrets, which are
//! never the same twice, so those of the two stores are not compared.
mod browser;
mod codes;
mod data;
mod library;
mod pages;
mod refresh;
mod refusals;
mod requests;
mod routes;
mod scopes;
mod second_factor;
mod tokens;

use crm::demo::load;
use crm::identity::{NewClient, Registered, credentials, register};
use engine::problem::Problem;
use engine::store::Tx;
use engine::text::Collation;
use engine::work::{Context, Work};
use serde_json::Value;
use std::time::Duration;
use testkit::{Answer, Kind, Server};

/// The password of everybody who has one.
const PASSWORD: &str = "correct horse battery";

/// Its hash, made with the least effort there is: what is tested here is not how long it takes.
const HASH: &str = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$\
     p15c/TOJ3ovY07sMZYG2VvFjxPpwKMT5GPQgPMRev2o";

const BACK: &str = "https://app.example/back?kept=1";

/// A verifier of RFC 7636, appendix B, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A server with users who have passwords, and clients.
struct Scene {
    server: Server,
    /// With a secret, for users and for itself as the seller, up to `write`.
    app: Registered,
    /// Without one, up to `admin`.
    phone: Registered,
    /// Of the other tenant.
    strange: Registered,
}

/// Runs a test on a server on each store.
fn on_each(flags: &[&str], test: impl Fn(&Scene)) {
    for kind in Kind::BOTH {
        test(&Scene::start(kind, flags));
    }
}

fn context() -> Context {
    Context::new(crm::RESOURCES, Collation::new("sv").unwrap())
}

/// Does something in the database, beside the server, and answers what came of it.
fn beside<T: Send + 'static>(
    server: &Server,
    tenant: i64,
    run: impl Fn(&mut Work<'_>) -> Result<T, Problem> + Send + 'static,
) -> T {
    let store = server.database.open();
    let context = context();
    let done = store.write_blocking(move |tx: &mut dyn Tx| {
        tx.lock(tenant)?;
        let now = jiff::Timestamp::now().as_millisecond();
        run(&mut load::work(tx, &context, tenant, now))
    });
    store.shutdown_blocking();
    done.unwrap()
}

fn client(server: &Server, tenant: i64, new: NewClient) -> Registered {
    beside(server, tenant, move |work| register(work, &new))
}

impl Scene {
    fn start(kind: Kind, flags: &[&str]) -> Scene {
        let server = Server::start_with(kind, flags);
        for (tenant, users) in [(1, &[1, 2, 3][..]), (2, &[1])] {
            beside(&server, tenant, move |work| {
                users.iter().try_for_each(|user| credentials::set_password(work, *user, Some(HASH)))
            });
        }
        let app = NewClient {
            name: "Webbutik & Söner".to_owned(),
            user: Some(2),
            redirects: vec![BACK.to_owned(), "https://app.example/other".to_owned()],
            scopes: Some("read write".to_owned()),
            ..NewClient::default()
        };
        let phone = NewClient {
            name: "Telefon".to_owned(),
            public: true,
            redirects: vec!["http://127.0.0.1/back".to_owned()],
            scopes: Some("admin".to_owned()),
            ..NewClient::default()
        };
        let strange = NewClient {
            name: "Främmande".to_owned(),
            user: Some(1),
            redirects: vec![BACK.to_owned()],
            introspects: true,
            ..NewClient::default()
        };
        let app = client(&server, 1, app);
        let phone = client(&server, 1, phone);
        let strange = client(&server, 2, strange);
        Scene { server, app, phone, strange }
    }

    /// What the app asks of users, with changes: an empty value leaves a parameter out.
    fn asking(&self, changes: &[(&str, &str)]) -> String {
        let mut params = vec![
            ("response_type", "code"),
            ("client_id", self.app.identifier.as_str()),
            ("redirect_uri", BACK),
            ("scope", "read"),
            ("state", "a state & more"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            params.retain(|(known, _)| known != name);
            params.push((name, value));
        }
        params.retain(|(_, value)| !value.is_empty());
        format!("/oauth/authorize?{}", encoded(&params))
    }

    /// Has the seller let the app in; answers the code.
    fn code(&self, changes: &[(&str, &str)]) -> String {
        let mut visitor = Visitor::new(&self.server);
        let path = self.asking(changes);
        visitor.sign_in(&path, "säljare@example.org");
        let answer = visitor.consent(&path);
        assert_eq!(answer.status, 303, "{}", answer.text());
        told(&answer, "code").expect("a code")
    }

    /// Asks for a token as the app, with its secret in a Basic header.
    fn token(&self, params: &[(&str, &str)]) -> Answer {
        self.post("/oauth/token", &basic(&self.app), params)
    }

    /// Posts a form with an authorization header.
    fn post(&self, path: &str, authorization: &str, params: &[(&str, &str)]) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("authorization", authorization),
        ];
        let count = if authorization.is_empty() { 1 } else { 2 };
        self.server.send("POST", path, &headers[..count], Some(encoded(params).as_bytes()))
    }

    /// Exchanges a code as the app.
    fn exchange(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ])
    }

    /// The tokens that the seller lets the app have.
    fn tokens(&self, scope: &str) -> Value {
        self.exchange(&self.code(&[("scope", scope)])).expect(200)
    }

    /// The status of reading with a token.
    fn reads(&self, token: &str) -> u16 {
        let bearer = format!("Bearer {token}");
        self.server.send("GET", "/users/me", &[("authorization", &bearer)], None).status
    }
}

/// A Basic header of a client.
fn basic(client: &Registered) -> String {
    basic_of(&client.identifier, client.secret.as_deref().unwrap_or_default())
}

fn basic_of(identifier: &str, secret: &str) -> String {
    use base64::Engine;
    let coded = base64::engine::general_purpose::STANDARD.encode(format!("{identifier}:{secret}"));
    format!("Basic {coded}")
}

/// Parameters as a form or a query has them.
fn encoded(params: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params).finish()
}

/// A parameter that an answer sends the browser back with.
fn told(answer: &Answer, name: &str) -> Option<String> {
    let place = url::Url::parse(answer.header("location")?).ok()?;
    place.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// Fails unless an answer is this error of RFC 6749.
fn refused(answer: &Answer, status: u16, error: &str) {
    let body = answer.expect(status);
    assert_eq!(body["error"], error, "{body}");
    assert!(body["error_description"].is_string(), "{body}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    for secret in ["access_token", "refresh_token"] {
        assert!(body.get(secret).is_none(), "{body}");
    }
}

/// A browser of somebody: it keeps its cookie.
struct Visitor<'a> {
    server: &'a Server,
    cookie: Option<String>,
}

impl<'a> Visitor<'a> {
    fn new(server: &'a Server) -> Visitor<'a> {
        Visitor { server, cookie: None }
    }

    fn send(&mut self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let cookie = self.cookie.clone().unwrap_or_default();
        let mut headers = vec![("accept-language", "sv-SE,sv;q=0.9")];
        if !cookie.is_empty() {
            headers.push(("cookie", cookie.as_str()));
        }
        if body.is_some() {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let answer = self.server.send(method, path, &headers, body.map(str::as_bytes));
        if let Some(set) = answer.header("set-cookie") {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Sends the form of a page back, filled in.
    fn submit(&mut self, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = csrf(page);
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.send("POST", path, Some(&encoded(&fields)))
    }

    /// Signs in with a password.
    fn sign_in(&mut self, path: &str, email: &str) {
        let page = self.get(path);
        let fields = [("step", "password"), ("email", email), ("password", PASSWORD)];
        let answer = self.submit(&page, path, &fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    /// Lets the client in, unless the user need not be asked again.
    fn consent(&mut self, path: &str) -> Answer {
        let page = self.get(path);
        if page.status == 303 {
            return page;
        }
        assert_eq!(page.status, 200, "{}", page.text());
        self.submit(&page, path, &[("step", "consent"), ("decision", "allow")])
    }
}

/// What the forms of a page carry.
fn csrf(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("{text}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Turns the clock on for rows of a table: what they say of when they end lies back.
fn end_all(server: &Server, resource: &'static engine::declare::Resource) {
    beside(server, 1, move |work| {
        let past = engine::store::Value::Int(work.now - 1);
        work.set(resource, &[("expires", past)], &[]).map(drop)
    });
}

/// How long somebody is told to wait.
fn told_to_wait(answer: &Answer) -> u64 {
    answer.header("retry-after").unwrap().parse().unwrap()
}

/// Waits out a delay that somebody is told of.
fn wait(answer: &Answer) {
    std::thread::sleep(Duration::from_secs(told_to_wait(answer)));
}

/// Tries in vain until that is held up for some seconds, so long that a slow machine notices; answers
/// how often it was refused before.
fn until_told_to_wait(mut attempt: impl FnMut() -> Answer) -> usize {
    let mut refused = 0;
    loop {
        let answer = attempt();
        match answer.status {
            400 => refused += 1,
            429 if told_to_wait(&answer) > 2 => return refused,
            429 => wait(&answer),
            status => panic!("{status}: {}", answer.text()),
        }
        assert!(refused < 15, "nothing holds it up");
    }
}
