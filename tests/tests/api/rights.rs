//! Who is heard at every operation, on both stores: the matrix of rights.
mod table;

use crate::isolation;
use engine::declare::{Action, Operation, Resource};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use stratus_server::people;
use table::{Least, least, reviewed};
use testkit::rows::row;
use testkit::{ADMIN, Answer, READER, SELLER, Server, on_both};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    Reader,
    User,
    Administrator,
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

fn verdict(who: Who, least: Least) -> Verdict {
    match (who, least) {
        (Who::Nobody, _) => Verdict::Unknown,
        (Who::Reader, Least::User | Least::Administrator) => Verdict::Forbidden,
        (Who::User, Least::Administrator) => Verdict::Forbidden,
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

type Headers = Vec<(&'static str, String)>;

/// Everybody who may ask: what they are called, their headers, and what they are.
fn callers(server: &Server) -> Vec<(&'static str, Headers, Who)> {
    let token = |text: &str| vec![("x-token", text.to_owned())];
    let bearer = |text: &str| vec![("authorization", text.to_owned())];
    let mut callers = vec![
        ("no token", Vec::new(), Who::Nobody),
        ("an empty token", token(" "), Who::Nobody),
        ("part of a token", token(&ADMIN[1..]), Who::Nobody),
        ("more than a token", token(&format!("{ADMIN}x")), Who::Nobody),
        ("a very long token", token(&"x".repeat(5000)), Who::Nobody),
        ("a token that is no text", token("\u{e5}\u{e4}"), Who::Nobody),
        ("a token nobody ever had", token("token-nobody-ever-had"), Who::Nobody),
        ("another scheme", bearer(&format!("Basic {ADMIN}")), Who::Nobody),
        ("a scheme alone", bearer("Bearer"), Who::Nobody),
        ("no signature", bearer("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."), Who::Nobody),
    ];
    for (name, secret) in fallen(server) {
        callers.push((name, token(secret), Who::Nobody));
    }
    callers.push(("read only", token(READER), Who::Reader));
    callers.push(("an ordinary user", token(SELLER), Who::User));
    callers.push(("an administrator", token(ADMIN), Who::Administrator));
    callers
}

fn give_token(server: &Server, user: &str, secret: &'static str, expires: Option<Timestamp>) {
    let user = user.to_owned();
    server.operate(move |tx, context| {
        people::create_token(tx, context, &user, secret, None, expires, 0)
    });
}

/// Tokens that let nobody in any longer. Those that did once have done so, and are remembered by the
/// server.
fn fallen(server: &Server) -> Vec<(&'static str, &'static str)> {
    let body = json!({
        "name": "A", "surname": "B", "cellphone": "1", "title": "x", "roles": [{"id": 1}],
    });
    let user = server.create("/users", &body);
    server.operate(|tx, context| {
        let tenant = people::create_tenant(tx, context, "Tredje AB", true, 0)?;
        assert_eq!(tenant, 3);
        let user = stratus_server::app::NewUser {
            tenant,
            email: "tredje@example.org".to_owned(),
            name: "T".to_owned(),
            surname: "T".to_owned(),
            role: "Administrator".to_owned(),
        };
        people::create_user(tx, context, &user, 0).map(drop)
    });
    let past = Timestamp::from_millisecond(1).unwrap();
    give_token(server, &format!("1/{user}"), "token-of-deactivated", None);
    give_token(server, "1/1", "token-that-was-revoked", None);
    give_token(server, "1/1", "token-that-has-expired", Some(past));
    give_token(server, "3/1", "token-of-revoked-tenant", None);
    for token in ["token-of-deactivated", "token-that-was-revoked", "token-of-revoked-tenant"] {
        server.call(token, "GET", "/users/me", None).expect(200);
    }
    server.put(&format!("/users/{user}"), &json!({"active": 0})).expect(200);
    server.operate(|tx, context| {
        people::revoke_tenant(tx, context, 3, 1)?;
        let tokens = people::tokens(tx, Some("1/1"), 1)?;
        // The administrator's own token was the first.
        let token = tokens.iter().filter(|token| !token.revoked).max_by_key(|token| token.id.id);
        people::revoke_token(tx, context, token.unwrap().id, 1)
    });
    vec![
        ("an expired token", "token-that-has-expired"),
        ("a revoked token", "token-that-was-revoked"),
        ("a token of a deactivated user", "token-of-deactivated"),
        ("a token of a revoked tenant", "token-of-revoked-tenant"),
    ]
}

/// How it is told that a token lets nobody in.
const INVALID: &str = "Bearer error=\"invalid_token\"";

/// Headers as the server reads them.
fn header_map(headers: &[(&'static str, String)]) -> http::HeaderMap {
    let pairs = headers.iter().map(|(name, value)| {
        (http::HeaderName::from_static(name), value.as_bytes().try_into().unwrap())
    });
    pairs.collect()
}

fn ask(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(&'static str, String)],
    body: &Value,
) -> Answer {
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
    let body = serde_json::to_vec(body).unwrap();
    server.send(method, path, &all, (method != "GET").then_some(&body))
}

/// Each caller at each operation: refused before anything is looked at, or heard.
#[test]
fn every_operation_is_open_to_those_who_were_reviewed_and_to_nobody_else() {
    let reviewed = reviewed();
    on_both(|server| {
        isolation::fill_own(server);
        let callers = callers(server);
        let before = [1, 2, 3].map(|tenant| server.state(tenant));
        let mut cells = BTreeMap::new();
        let mut heard = Vec::new();
        for (resource, operation) in served() {
            let least = least(&reviewed, operation);
            // A change that would be made, of a row that is there.
            let mut strong = row(resource, "Obeh\u{f6}rig", |_| None);
            strong["active"] = json!(0);
            let path = isolation::filled(operation, |_| 1);
            for ((name, headers, who), method) in callers
                .iter()
                .flat_map(|caller| methods(operation).into_iter().map(move |m| (caller, m)))
            {
                let verdict = verdict(*who, least);
                *cells.entry((*name, format!("{verdict:?}"))).or_insert(0) += 1;
                if verdict == Verdict::Heard {
                    heard.push((operation, method, name, headers));
                    continue;
                }
                let answer = ask(server, method, &path, headers, &strong);
                let place = format!("{method} {path} with {name}: {}", answer.text());
                let status = if verdict == Verdict::Unknown { 401 } else { 403 };
                assert_eq!(answer.status, status, "{place}");
                let shown = engine::access::token(&header_map(headers)).is_some();
                let asked = if shown { INVALID } else { "Bearer" };
                let asked = (status == 401).then_some(asked);
                assert_eq!(answer.header("www-authenticate"), asked, "{place}");
                let told = answer.json();
                assert!(told["message"].is_string() && told.get("errors").is_none(), "{place}");
            }
        }
        let after = [1, 2, 3].map(|tenant| server.state(tenant));
        for (before, after) in before.iter().zip(&after) {
            for (table, rows) in before {
                assert_eq!(after.get(table), Some(rows), "{table} was changed by who may not");
            }
        }
        // Who is heard asks for what is not there, so that nobody stands in the way of the next.
        for (operation, method, name, headers) in heard {
            let path = isolation::filled(operation, |_| isolation::NOWHERE);
            let answer = ask(server, method, &path, headers, &json!({}));
            let place = format!("{method} {path} with {name}: {}", answer.text());
            // A service outside that nobody has set up is a 503.
            let heard = answer.status < 500 || answer.status == 503;
            assert!(heard && ![401, 403].contains(&answer.status), "{place}");
        }
        for ((name, verdict), count) in &cells {
            assert!(*count > 20, "{name}, {verdict}: {count}");
        }
        assert_eq!(cells.len(), 14 + 2 + 2 + 1, "{cells:?}");
    });
}

/// An administrator at each operation, with ids of another tenant wherever there can be some.
#[test]
fn no_operation_reaches_into_another_tenant() {
    on_both(|server| {
        isolation::fill_own(server);
        let ids = isolation::fill_other(server);
        let before = server.state(2);
        let mut asked = BTreeSet::new();
        for (resource, operation) in served() {
            let theirs = |name: &str| match isolation::target(operation, name) {
                _ if matches!(name, "id" | "target" | "source") => ids[resource.name],
                Some(target) => ids[target.name],
                None => 1,
            };
            let path = isolation::filled(operation, theirs);
            let own = row(resource, "Obeh\u{f6}rig", |_| None);
            let foreign = row(resource, "Obeh\u{f6}rig", |target| ids.get(target.name).copied());
            let creates = matches!(operation.action, Action::Create);
            for method in methods(operation) {
                let by_path = path != operation.path;
                let by_body = creates && own != foreign;
                if !(by_path || by_body) {
                    continue;
                }
                asked.insert((operation.path, method));
                let body = if by_path { &own } else { &foreign };
                let answer = server.call(ADMIN, method, &path, (method != "GET").then_some(body));
                let place = format!("{method} {path} {body}: {}", answer.text());
                // A word in a path alone reaches nothing of anybody.
                let reaches = by_body
                    || operation.path.split('/').any(|part| {
                        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
                        name.is_some_and(|name| theirs(name) != 1)
                    });
                assert!(!reaches || [400, 404].contains(&answer.status), "{place}");
            }
        }
        assert!(asked.len() > 150, "{}", asked.len());
        let after = server.state(2);
        for (table, rows) in &before {
            assert_eq!(after.get(table), Some(rows), "{table}");
        }
    });
}

/// Every path and method the server tells of.
fn documented(server: &Server) -> BTreeSet<(String, String)> {
    let document = server.send("GET", "/openapi.json", &[], None).expect(200);
    let paths = document["paths"].as_object().unwrap().iter();
    let is_method = |name: &str| ["get", "post", "put", "delete"].contains(&name);
    paths
        .flat_map(|(path, item)| {
            let names = item.as_object().unwrap().keys().filter(|name| is_method(name));
            names.map(move |name| (name.to_uppercase(), path.clone()))
        })
        .collect()
}

#[test]
fn the_table_holds_every_operation_and_no_other() {
    let table: BTreeSet<(String, String)> = reviewed().into_keys().collect();
    let name =
        |operation: &Operation| (operation.method.name().to_owned(), operation.path.to_owned());
    let declared: BTreeSet<_> = served().map(|(_, operation)| name(operation)).collect();
    let new: Vec<_> = declared.difference(&table).collect();
    assert!(new.is_empty(), "decide who may call these, and say so in rights.txt: {new:#?}");
    let gone: Vec<_> = table.difference(&declared).collect();
    assert!(gone.is_empty(), "these are no longer served: {gone:#?}");
    let server = Server::start(testkit::Kind::Embedded);
    assert_eq!(documented(&server), table, "the reference tells of the same");
}

#[test]
fn who_may_not_learns_not_whether_a_request_was_good() {
    let reviewed = reviewed();
    on_both(|server| {
        for (_, operation) in served() {
            let path = isolation::filled(operation, |_| 1);
            let long = format!("{path}?page=x&sorting=y&userid=1x&%FF=%FF");
            let odd = operation
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { "x" } else { part });
            let odd = odd.collect::<Vec<_>>().join("/");
            let (json, text) = (("content-type", "application/json"), ("content-type", "a/b"));
            let forbidden = verdict(Who::Reader, least(&reviewed, operation)) == Verdict::Forbidden;
            for method in methods(operation) {
                for (path, headers, body) in [
                    (&path, vec![json], "{"),
                    (&path, vec![json], "[]"),
                    (&path, vec![json], "{\"name\":1,\"key\":\"x\",\"userid\":99}"),
                    (&path, vec![text], "{}"),
                    (&path, vec![json, ("x-fields", "{{")], "{}"),
                    (&path, vec![json, ("prefer", "handling=strict")], "{\"nonsense\":1}"),
                    (&long, vec![json], "{}"),
                    (&odd, vec![json], "{}"),
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
fn no_token_is_kept_as_it_is() {
    on_both(|server| {
        let all = format!("{:?}", server.state(1));
        assert!(all.contains("token") && all.contains(&engine::access::hash(ADMIN)));
        for secret in [ADMIN, SELLER, READER] {
            assert!(!all.contains(secret));
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
            let asked = answer.header("www-authenticate").map(|asked| asked.starts_with("Bearer"));
            assert_eq!(asked, (status == 401).then_some(true), "{headers:?}");
        }
    });
}

#[test]
fn a_token_ends_when_its_time_comes() {
    on_both(|server| {
        let end = Timestamp::now() + Duration::from_secs(4);
        give_token(server, "1/1", "token-for-some-seconds", Some(end));
        let sees = || server.call("token-for-some-seconds", "GET", "/users/roles", None).status;
        assert_eq!(sees(), 200);
        let left = end.duration_since(Timestamp::now()).unsigned_abs();
        std::thread::sleep(left + Duration::from_millis(10));
        assert_eq!(sees(), 401, "what is remembered ends too");
    });
}
