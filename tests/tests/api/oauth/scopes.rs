//! What scopes leave of the rights of whoever a token belongs to, at every operation.
use engine::access::Scope;
use engine::declare::{Operation, Resource, Writers};
use serde_json::json;
use stratus_server::people::{self, Terms};
use testkit::{Kind, Server};

/// Who asks, by the id of the user: administrator, seller and reader.
const USERS: [i64; 3] = [1, 2, 3];

fn token(server: &Server, user: i64, scope: Scope) -> String {
    let secret = format!("token-of-{user}-that-may-{}", scope.name());
    let given = secret.clone();
    server.operate(move |tx, context| {
        let terms = Terms { scopes: Some(scope.name().to_owned()), ..Terms::default() };
        people::create_token_of(tx, context, &format!("1/{user}"), &given, &terms, 0)
    });
    secret
}

/// What comes of it: nothing, the role's refusal, or the scope's, with the one that is needed.
fn verdict(
    user: i64,
    scope: Scope,
    resource: &Resource,
    operation: &Operation,
) -> (u16, Option<&'static str>) {
    let callers = operation.callers(resource);
    let role = match user {
        1 => true,
        2 => callers == Writers::Everyone,
        _ => callers == Writers::Everyone && !operation.writes(),
    };
    let needed = operation.scope(resource);
    match (role, scope >= needed) {
        (false, _) => (403, None),
        (true, false) => (403, Some(needed.name())),
        (true, true) => (200, None),
    }
}

#[test]
fn every_operation_keeps_to_the_scope_of_the_token() {
    for server in Kind::BOTH.map(Server::start) {
        let mut seen = std::collections::BTreeMap::new();
        for user in USERS {
            for scope in Scope::ALL {
                let token = token(&server, user, scope);
                for resource in crm::RESOURCES {
                    for operation in resource.operations {
                        let parts = operation.path.split('/');
                        let parts =
                            parts.map(|part| if part.starts_with('{') { "99" } else { part });
                        let path = parts.collect::<Vec<_>>().join("/");
                        let method = operation.method.name();
                        let body = (method != "GET").then(|| json!({}));
                        let answer = server.call(&token, method, &path, body.as_ref());
                        let place = format!("{method} {path} {token}: {}", answer.text());
                        let (status, needed) = verdict(user, scope, resource, operation);
                        let header = answer.header("www-authenticate").map(str::to_owned);
                        let wanted = needed.map(|scope| {
                            format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"")
                        });
                        assert_eq!(header, wanted, "{place}");
                        match status {
                            403 => assert_eq!(answer.status, 403, "{place}"),
                            _ => assert!(![401, 403].contains(&answer.status), "{place}"),
                        }
                        *seen.entry((status, needed)).or_insert(0) += 1;
                    }
                }
            }
        }
        let kinds: Vec<_> = seen.keys().copied().collect();
        assert_eq!(kinds, [(200, None), (403, None), (403, Some("admin")), (403, Some("write"))]);
    }
}

#[test]
fn values_inside_a_body_keep_to_the_scope_too() {
    for server in Kind::BOTH.map(Server::start) {
        // A token of old reaches as far as its user.
        let account = server.account("Ett", json!({}));
        for (scope, status) in [(Scope::Read, 403), (Scope::Write, 200), (Scope::Admin, 200)] {
            let token = token(&server, 1, scope);
            let body = json!({"name": "Två"});
            let answer = server.call(&token, "PUT", &format!("/accounts/{account}"), Some(&body));
            assert_eq!(answer.status, status, "{}", answer.text());
        }
    }
}

#[test]
fn a_token_whose_scopes_make_no_sense_lets_nobody_in() {
    for server in Kind::BOTH.map(Server::start) {
        for (number, scopes) in ["", "everything", "read everything"].into_iter().enumerate() {
            let secret = format!("token-without-sense-{number}");
            let given = secret.clone();
            server.operate(move |tx, context| {
                let terms = Terms { scopes: Some(scopes.to_owned()), ..Terms::default() };
                people::create_token_of(tx, context, "1/1", &given, &terms, 0)
            });
            assert_eq!(server.call(&secret, "GET", "/users/me", None).status, 401, "{scopes}");
        }
    }
}
