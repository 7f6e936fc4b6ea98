//! Who is heard at every operation, on both stores.
use engine::declare::{Operation, Resource, Writers};
use engine::problem::Problem;
use engine::store::Tx;
use engine::text::Collation;
use engine::work::Context;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use stratus_server::people;
use testkit::{ADMIN, Answer, READER, SELLER, STRANGER, Server, on_both};

fn filled(path: &str, id: &'static str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What the rights of a caller come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// 401: nobody knows who asks.
    Unknown,
    /// 403: it is known, and not allowed.
    Forbidden,
    /// Neither: the request is judged by what it asks for.
    Heard,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Nobody,
    Reader,
    User,
    Administrator,
}

/// What each caller may do, by whether it is a write and whose.
fn verdict(caller: Caller, resource: &Resource, operation: &Operation) -> Verdict {
    match (caller, operation.writes(), operation.callers(resource)) {
        (Caller::Nobody, ..) => Verdict::Unknown,
        (Caller::Reader, true, _) => Verdict::Forbidden,
        (Caller::User | Caller::Reader, _, Writers::Administrators) => Verdict::Forbidden,
        _ => Verdict::Heard,
    }
}

fn served() -> impl Iterator<Item = (&'static Resource, &'static Operation)> {
    crm::RESOURCES.iter().flat_map(|resource| {
        resource.operations.iter().map(move |operation| (*resource, operation))
    })
}

/// The methods an operation answers to.
fn methods(operation: &Operation) -> Vec<&'static str> {
    let also = operation.is_action().then_some("PUT");
    [operation.method.name()].into_iter().chain(also).collect()
}

/// Does what the operator does on the command line.
fn operate(
    server: &Server,
    act: impl Fn(&mut dyn Tx, &Context) -> Result<(), Problem> + Send + 'static,
) {
    let store = server.database.open();
    let context = Context::new(crm::RESOURCES, Collation::new("sv").unwrap());
    let done: Result<(), Problem> = store.write_blocking(move |tx| act(tx, &context));
    done.unwrap();
    store.shutdown_blocking();
}

fn give_token(server: &Server, id: i64, secret: &'static str, expires: Option<Timestamp>) {
    operate(server, move |tx, context| {
        people::create_token(tx, context, &format!("1/{id}"), secret, None, expires, 0)
    });
}

/// Tokens that let nobody in; those that did once have done so, and are remembered by the server.
fn fallen(server: &Server) -> Vec<&'static str> {
    let body = json!({
        "name": "A", "surname": "B", "cellphone": "1", "title": "x", "roles": [{"id": 1}],
    });
    let fallen = server.create("/users", &body);
    let past = Timestamp::from_millisecond(1).unwrap();
    give_token(server, fallen, "token-of-deactivated", None);
    give_token(server, 1, "token-that-was-revoked", None);
    give_token(server, 1, "token-that-has-expired", Some(past));
    for token in ["token-of-deactivated", "token-that-was-revoked", STRANGER] {
        server.call(token, "GET", "/users/me", None).expect(200);
    }
    server.put(&format!("/users/{fallen}"), &json!({"active": 0})).expect(200);
    operate(server, |tx, context| {
        people::revoke_tenant(tx, 2, 1)?;
        let tokens = people::tokens(tx, Some("1/1"), 1)?;
        // The administrator's own token was the first.
        let token = tokens.iter().find(|token| token.id.id > 4 && !token.revoked);
        people::revoke_token(tx, context, token.unwrap().id, 1)
    });
    vec![
        "token-of-deactivated",
        "token-that-was-revoked",
        "token-that-has-expired",
        STRANGER,
        "token-nobody-ever-had",
        &ADMIN[1..],
        " ",
    ]
}

/// How it is told that a token lets nobody in.
const INVALID: &str = "Bearer error=\"invalid_token\"";

#[test]
fn every_operation_asks_who_it_is() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        server.contact(account, "Eva", "Ek", json!({}));
        let mut callers: Vec<(Option<&str>, Caller)> = vec![
            (None, Caller::Nobody),
            (Some(READER), Caller::Reader),
            (Some(SELLER), Caller::User),
            (Some(ADMIN), Caller::Administrator),
        ];
        callers.extend(fallen(server).into_iter().map(|token| (Some(token), Caller::Nobody)));
        let before = ["/accounts", "/contacts", "/users"].map(|path| server.get(path).expect(200));
        let mut table = BTreeSet::new();
        let mut verdicts = [0; 3];
        for (resource, operation) in served() {
            for (token, caller) in &callers {
                let verdict = verdict(*caller, resource, operation);
                // Who is heard asks for what is not there, so that everything stays.
                let id = if verdict == Verdict::Heard { "99" } else { "1" };
                let path = filled(operation.path, id);
                for (method, body) in methods(operation)
                    .into_iter()
                    .flat_map(|method| [(method, "{}"), (method, "{\"name\":\"x\",\"active\":0}")])
                {
                    // The callers' own name and state are not the matter here.
                    if verdict == Verdict::Heard && body != "{}" {
                        continue;
                    }
                    let answer = ask(server, method, &path, *token, body);
                    let place = format!("{method} {path} {token:?}: {}", answer.text());
                    match verdict {
                        Verdict::Unknown => {
                            assert_eq!(answer.status, 401, "{place}");
                            // A token of blanks is none.
                            let none = token.is_none_or(|token| token.trim().is_empty());
                            let how = if none { "Bearer" } else { INVALID };
                            assert_eq!(answer.header("www-authenticate"), Some(how), "{place}");
                        }
                        Verdict::Forbidden => assert_eq!(answer.status, 403, "{place}"),
                        Verdict::Heard => {
                            assert!(![401, 403].contains(&answer.status), "{place}");
                            assert!(answer.status < 500, "{place}");
                        }
                    }
                    if answer.status >= 400 {
                        assert!(answer.json()["message"].is_string(), "{place}");
                    }
                    verdicts[verdict as usize] += 1;
                    table.insert((
                        operation.path.to_owned(),
                        operation.method.name().to_lowercase(),
                    ));
                }
            }
        }
        assert_eq!(table, documented(server), "the table holds every operation, and no other");
        assert!(verdicts.iter().all(|count| *count > 20), "{verdicts:?}");
        let after = ["/accounts", "/contacts", "/users"].map(|path| server.get(path).expect(200));
        assert_eq!(after.map(unseen), before.map(unseen));
    });
}

/// Without the time somebody was seen.
fn unseen(mut page: Value) -> Value {
    for item in page[0]["items"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("lastactive");
    }
    page
}

fn ask(server: &Server, method: &str, path: &str, token: Option<&str>, body: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("x-token", token.unwrap_or_default())];
    let count = if token.is_some() { 2 } else { 1 };
    let body = (method != "GET").then_some(body.as_bytes());
    server.send(method, path, &headers[..count], body)
}

/// Every path and method the server tells of.
fn documented(server: &Server) -> BTreeSet<(String, String)> {
    let document = server.send("GET", "/openapi.json", &[], None).expect(200);
    let paths = document["paths"].as_object().unwrap().iter();
    let is_method = |name: &str| ["get", "post", "put", "delete"].contains(&name);
    paths
        .flat_map(|(path, item)| {
            let names = item.as_object().unwrap().keys().filter(|name| is_method(name));
            names.map(move |name| (path.clone(), name.clone()))
        })
        .collect()
}

#[test]
fn who_may_not_learns_not_whether_a_request_was_good() {
    on_both(|server| {
        for (resource, operation) in served() {
            let path = filled(operation.path, "1");
            let long = format!("{path}?page=x&sorting=y&userid=1x&%FF=%FF");
            let (json, text) = (("content-type", "application/json"), ("content-type", "a/b"));
            let forbidden = verdict(Caller::Reader, resource, operation) == Verdict::Forbidden;
            for method in methods(operation) {
                for (path, headers, body) in [
                    (&path, vec![json], "{"),
                    (&path, vec![json], "[]"),
                    (&path, vec![json], "{\"name\":1,\"key\":\"x\",\"userid\":99}"),
                    (&path, vec![text], "{}"),
                    (&path, vec![json, ("x-fields", "{{")], "{}"),
                    (&path, vec![json, ("prefer", "handling=strict")], "{\"nonsense\":1}"),
                    (&long, vec![json], "{}"),
                    (&filled(operation.path, "x"), vec![json], "{}"),
                ] {
                    let body = (method != "GET").then_some(body.as_bytes());
                    let answer = server.send(method, path, &headers, body).expect(401);
                    assert!(answer.get("errors").is_none(), "{answer}");
                    if forbidden {
                        let headers = [&headers[..], &[("x-token", READER)]].concat();
                        let answer = server.send(method, path, &headers, body).expect(403);
                        assert!(answer.get("errors").is_none(), "{answer}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_token_is_shown_in_one_of_two_headers() {
    on_both(|server| {
        let bearer = format!("Bearer {ADMIN}");
        let odd = format!("bearer   {ADMIN} ");
        let basic = format!("Basic {ADMIN}");
        for (headers, status) in [
            (&[("x-token", ADMIN)][..], 200),
            (&[("authorization", &bearer)], 200),
            (&[("authorization", &odd)], 200),
            (&[("x-token", ""), ("authorization", &bearer)], 200),
            (&[("x-token", "  "), ("authorization", &bearer)], 200),
            (&[("x-token", "wrong"), ("authorization", &bearer)], 401),
            (&[("x-token", ADMIN), ("authorization", "Bearer wrong")], 200),
            (&[("authorization", &basic)], 401),
            (&[("authorization", ADMIN)], 401),
            (&[("authorization", "Bearer")], 401),
            (&[("authorization", "Bearer ")], 401),
            (&[("x-token", "Å")], 401),
        ] {
            let answer = server.send("GET", "/users/me", headers, None);
            assert_eq!(answer.status, status, "{headers:?}");
            let asked = answer.header("www-authenticate");
            let shown = headers.iter().any(|(_, value)| value.contains("wrong"));
            let how = if shown { INVALID } else { "Bearer" };
            assert_eq!(asked, (status == 401).then_some(how), "{headers:?}");
        }
    });
}

#[test]
fn a_token_ends_when_its_time_comes() {
    on_both(|server| {
        let end = Timestamp::now() + Duration::from_secs(4);
        give_token(server, 1, "token-for-some-seconds", Some(end));
        let sees = || server.call("token-for-some-seconds", "GET", "/users/roles", None).status;
        assert_eq!(sees(), 200);
        let left = end.duration_since(Timestamp::now()).unsigned_abs();
        std::thread::sleep(left + Duration::from_millis(10));
        assert_eq!(sees(), 401, "what is remembered ends too");
    });
}
