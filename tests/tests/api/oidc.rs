//! Tokens of an external OpenID provider, on both stores.
mod provider;

use provider::{Key, Provider, hmac_token, unsigned_token};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{ADMIN, Answer, Kind, Server};

/// The address of the seller, user 2, as the provider might write it.
const SELLER: &str = "S\u{c4}LJARE@Example.org";
const READER: &str = "revisor@example.org";

fn start(kind: Kind, provider: &Provider, more: &[&str]) -> Server {
    let flags = ["--oidc-issuer", &provider.issuer, "--oidc-audience", "other,stratus"];
    Server::start_with(kind, &[&flags[..], more].concat())
}

fn ask(server: &Server, token: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    server.send("GET", "/users/me", &[("authorization", &bearer)], None)
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[test]
fn every_way_of_signing_lets_the_user_in() {
    let keys = ["RS256", "PS256", "ES256", "ES384", "EdDSA"].map(|alg| Key::new(alg, alg));
    let provider = Provider::start(&keys.each_ref());
    for kind in Kind::BOTH {
        let server = start(kind, &provider, &[]);
        for key in &keys {
            let token = key.token(&provider.claims(SELLER));
            assert_eq!(ask(&server, &token).expect(200)["id"], 2, "{}", key.id);
            let own = server.send("GET", "/users/me", &[("x-token", &token)], None);
            assert_eq!(own.expect(200)["id"], 2, "in the other header, too");
        }
        server.get("/users/me").expect(200);
        // The user's rights are those that the user has here.
        let reader = keys[2].token(&provider.claims(READER));
        server.call(&reader, "GET", "/tags", None).expect(200);
        server.call(&reader, "POST", "/accounts", Some(&json!({"name": "x"}))).expect(403);
        let seller = keys[2].token(&provider.claims(SELLER));
        server.call(&seller, "POST", "/tags", Some(&json!({"name": "x"}))).expect(403);
        let file = json!({"name": "a.txt", "content": "aGVq"});
        let made = server.call(&seller, "POST", "/files", Some(&file)).expect(201);
        let path = format!("/files/{}/content", made["id"]);
        let headers = [("x-token", seller.as_str()), ("content-type", "text/plain")];
        server.send("PUT", &path, &headers, Some(b"bytes")).expect(200);
        let many = with(provider.claims(SELLER), "aud", json!(["x", "other"]));
        ask(&server, &keys[2].token(&many)).expect(200);
    }
    assert_eq!(provider.asked(), 2, "each server asks for the keys once");
}

#[test]
fn what_is_wrong_with_a_token_keeps_it_out() {
    let (key, stolen) = (Key::new("1", "ES256"), Key::new("1", "ES256"));
    let (rsa, unknown) = (Key::new("2", "RS256"), Key::new("3", "ES256"));
    let provider = Provider::start(&[&key, &rsa]);
    let now = jiff::Timestamp::now().as_second();
    let good = || provider.claims(SELLER);
    let changed = |name: &str, value: Value| key.token(&with(good(), name, value));
    let (head, rest) =
        key.token(&good()).split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let other = key.token(&provider.claims("admin@example.org"));
    let other = other.split('.').nth(1).unwrap().to_owned();
    let public = rsa.jwk();
    let header = |header: Value| key.token_with(&header, &good());
    let cases = [
        ("another issuer", changed("iss", json!("https://login.example.com"))),
        ("an issuer with a slash", changed("iss", json!(format!("{}/", provider.issuer)))),
        ("no issuer", changed("iss", Value::Null)),
        ("another audience", changed("aud", json!("stratus2"))),
        ("no audience", changed("aud", Value::Null)),
        ("expired", changed("exp", json!(now - 61))),
        ("without an end", changed("exp", Value::Null)),
        ("not yet", changed("nbf", json!(now + 90))),
        ("made later", changed("iat", json!(now + 90))),
        ("nobody signed", unsigned_token(&good())),
        ("none and a signature", header(json!({"alg": "none", "kid": "1"}))),
        ("HMAC with the public key", hmac_token(public.to_string().as_bytes(), "2", &good())),
        (
            "HMAC with its modulus",
            hmac_token(public["n"].as_str().unwrap().as_bytes(), "2", &good()),
        ),
        ("HMAC without a secret", hmac_token(b"", "1", &good())),
        ("another key of that name", stolen.token(&good())),
        ("a key nobody knows", unknown.token(&good())),
        ("another key's name", header(json!({"alg": "ES256", "kid": "2"}))),
        ("another algorithm", header(json!({"alg": "RS256", "kid": "1"}))),
        ("its own key", header(json!({"alg": "ES256", "kid": "9", "jwk": stolen.jwk()}))),
        ("demands", header(json!({"alg": "ES256", "kid": "1", "crit": ["b64"], "b64": false}))),
        ("a notice of logout", header(json!({"alg": "ES256", "kid": "1", "typ": "logout+jwt"}))),
        ("somebody else's claims", format!("{head}.{other}.{signature}")),
        ("no signature", format!("{head}.{other}.")),
        ("an address not verified", changed("email_verified", json!(false))),
        ("verified in words", changed("email_verified", json!("true"))),
        ("nothing of verification", changed("email_verified", Value::Null)),
        ("no address", changed("email", Value::Null)),
        ("an empty address", changed("email", json!(""))),
        ("nobody's address", changed("email", json!("nobody@example.org"))),
        // The administrators of both tenants have it.
        ("an address of two tenants", changed("email", json!("admin@example.org"))),
    ];
    for kind in Kind::BOTH {
        let server = start(kind, &provider, &[]);
        ask(&server, &key.token(&good())).expect(200);
        for (what, token) in &cases {
            let refused = ask(&server, token);
            assert_eq!(refused.status, 401, "{what}: {}", refused.text());
            let asked = refused.header("www-authenticate").unwrap();
            assert!(asked.starts_with("Bearer"), "{what}: {asked}");
            assert!(refused.json()["message"].is_string(), "{what}");
        }
        ask(&server, &key.token(&good())).expect(200);
        // Where only one tenant is meant, its user is.
        let one = start(kind, &provider, &["--oidc-tenant", "2"]);
        let admin = key.token(&provider.claims("admin@example.org"));
        assert_eq!(ask(&one, &admin).expect(200)["customerid"], 2);
        ask(&one, &key.token(&good())).expect(401);
    }
}

#[test]
fn a_user_who_is_shut_out_stays_out() {
    let key = Key::new("1", "ES256");
    let provider = Provider::start(&[&key]);
    for kind in Kind::BOTH {
        let server = start(kind, &provider, &[]);
        let token = key.token(&provider.claims(SELLER));
        ask(&server, &token).expect(200);
        server.put("/users/2", &json!({"active": 0})).expect(200);
        ask(&server, &token).expect(401);
        server.put("/users/2", &json!({"active": 1})).expect(200);
        ask(&server, &token).expect(200);
        server.put("/users/2", &json!({"email": "new@example.org"})).expect(200);
        ask(&server, &token).expect(401);
        server.put("/users/3", &json!({"roles": [{"id": 1}]})).expect(200);
        let raised = key.token(&provider.claims(READER));
        server.call(&raised, "POST", "/tags", Some(&json!({"name": "x"}))).expect(201);
        server.operate(|tx, context| stratus_server::people::revoke_tenant(tx, context, 1, 1));
        ask(&server, &raised).expect(401);
    }
}

#[test]
fn keys_rotate_and_unknown_ones_are_asked_for_once() {
    let (first, second) = (Key::new("1", "ES256"), Key::new("2", "EdDSA"));
    let provider = Provider::start(&[&first]);
    let server = start(Kind::Embedded, &provider, &[]);
    let claims = provider.claims(SELLER);
    ask(&server, &first.token(&claims)).expect(200);
    assert_eq!(provider.asked(), 1);
    provider.publish(&[&second]);
    ask(&server, &first.token(&claims)).expect(200);
    assert_eq!(provider.asked(), 1, "known keys are kept");
    ask(&server, &second.token(&claims)).expect(200);
    assert_eq!(provider.asked(), 2, "a new one is asked for");
    ask(&server, &first.token(&claims)).expect(401);
    // A storm of names nobody knows, from many at once.
    let unknown = Key::new("x", "ES256");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (server, unknown, claims) = (&server, &unknown, &claims);
            scope.spawn(move || {
                for n in 0..25 {
                    let header = json!({"alg": "ES256", "kid": format!("{writer}-{n}")});
                    ask(server, &unknown.token_with(&header, claims)).expect(401);
                }
            });
        }
    });
    assert_eq!(provider.asked(), 2, "and not again within a minute");
    // What is out of date or meant for others is not worth a question.
    ask(&server, &second.token(&claims)).expect(200);
}

#[test]
fn a_storm_at_the_start_is_one_question() {
    let (key, unknown) = (Key::new("1", "ES256"), Key::new("2", "ES256"));
    let provider = Provider::start(&[&key]);
    let server = start(Kind::Embedded, &provider, &[]);
    let claims = provider.claims(SELLER);
    let late = with(claims.clone(), "exp", json!(1));
    ask(&server, &unknown.token(&late)).expect(401);
    assert_eq!(provider.asked(), 0, "what is over is not asked about");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    ask(&server, &unknown.token(&claims)).expect(401);
                }
            });
        }
    });
    assert!(provider.asked() <= 2, "{}", provider.asked());
    ask(&server, &key.token(&claims)).expect(200);
}

#[test]
fn a_provider_that_is_away_is_not_needed_for_keys_that_are_known() {
    let (key, other) = (Key::new("1", "ES256"), Key::new("2", "ES256"));
    let provider = Provider::start(&[&key, &other]);
    provider.go_down(true);
    let server = start(Kind::Embedded, &provider, &[]);
    let claims = provider.claims(SELLER);
    ask(&server, &key.token(&claims)).expect(401);
    // Our own tokens know nothing of it.
    server.call(ADMIN, "GET", "/users/me", None).expect(200);
    provider.go_down(false);
    ask(&server, &key.token(&claims)).expect(401);
    std::thread::sleep(Duration::from_millis(5200));
    ask(&server, &key.token(&claims)).expect(200);
    provider.go_down(true);
    ask(&server, &key.token(&claims)).expect(200);
    ask(&server, &other.token(&claims)).expect(200);
    ask(&server, &Key::new("3", "ES256").token(&claims)).expect(401);
    ask(&server, &key.token(&claims)).expect(200);
}

#[test]
fn a_description_of_another_issuer_is_not_believed() {
    let key = Key::new("1", "ES256");
    let provider = Provider::start(&[&key]);
    provider.call_itself("https://login.example.com");
    let server = start(Kind::Embedded, &provider, &[]);
    ask(&server, &key.token(&provider.claims(SELLER))).expect(401);
    assert_eq!(provider.asked(), 0);
}
