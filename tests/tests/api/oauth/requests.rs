//! What the endpoints for programs take: forms, sent with POST, from clients that prove who they are.
use serde_json::json;

use super::{basic, basic_of, encoded, on_each, refused};

const PATHS: [&str; 3] = ["/oauth/token", "/oauth/introspect", "/oauth/revoke"];

#[test]
fn only_forms_are_taken() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let authorization = basic(&scene.app);
        let form = encoded(&[("grant_type", "client_credentials"), ("token", "x")]);
        for path in PATHS {
            for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH"] {
                let asked = format!("{path}?{form}");
                let answer =
                    server.send(method, &asked, &[("authorization", &authorization)], None);
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), Some("POST"));
            }
            let json = json!({"grant_type": "client_credentials", "token": "x"}).to_string();
            for (media, body) in [
                ("application/json", json.as_str()),
                ("text/plain", form.as_str()),
                ("multipart/form-data; boundary=x", form.as_str()),
                ("", form.as_str()),
            ] {
                let headers = [("authorization", authorization.as_str()), ("content-type", media)];
                let count = if media.is_empty() { 1 } else { 2 };
                let answer = server.send("POST", path, &headers[..count], Some(body.as_bytes()));
                refused(&answer, 415, "invalid_request");
            }
            // Parameters in the address do not count.
            let asked = format!("{path}?{form}");
            refused(&scene.post(&asked, &authorization, &[]), 400, "invalid_request");
            let twice = [("grant_type", "client_credentials"), ("token", "x"), ("token", "y")];
            refused(&scene.post(path, &authorization, &twice), 400, "invalid_request");
            let headers = [
                ("authorization", authorization.as_str()),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let answer = server.send("POST", path, &headers, Some(b"token=%ff&grant_type=x"));
            refused(&answer, 400, "invalid_request");
            let large = vec![b'a'; 70 << 10];
            assert_eq!(server.send("POST", path, &headers, Some(&large)).status, 413);
        }
    });
}

#[test]
fn clients_prove_who_they_are() {
    on_each(&[], |scene| {
        let (app, phone) = (&scene.app, &scene.phone);
        let secret = app.secret.as_deref().unwrap();
        let own = |more: &[(&'static str, &str)], authorization: &str| {
            let more: Vec<(&str, &str)> = more.to_vec();
            let params = [&[("grant_type", "client_credentials")], &more[..]].concat();
            scene.post("/oauth/token", authorization, &params)
        };
        let id = app.identifier.as_str();
        own(&[], &basic(app)).expect(200);
        own(&[("client_id", id)], &basic(app)).expect(200);
        own(&[("client_id", id), ("client_secret", secret)], "").expect(200);
        for (params, authorization) in [
            (vec![], String::new()),
            (vec![("client_id", id)], String::new()),
            (vec![("client_id", id), ("client_secret", "wrong")], String::new()),
            (vec![("client_secret", secret)], String::new()),
            (vec![], basic_of(id, "wrong")),
            (vec![], basic_of(id, "")),
            (vec![], basic_of("nobody", secret)),
            (vec![], basic_of(&scene.strange.identifier, secret)),
            (vec![], format!("Bearer {}", testkit::ADMIN)),
            (vec![], "Basic nonsense!".to_owned()),
            (vec![], "Basic".to_owned()),
            // One that cannot keep a secret has none.
            (vec![("client_id", &phone.identifier), ("client_secret", secret)], String::new()),
        ] {
            let answer = own(&params, &authorization);
            refused(&answer, 401, "invalid_client");
            assert!(answer.header("www-authenticate").unwrap().starts_with("Basic "));
        }
        // In two ways at once, or as two at once.
        let both = [("client_id", id), ("client_secret", secret)];
        refused(&own(&both, &basic(app)), 400, "invalid_request");
        refused(&own(&[("client_id", &phone.identifier)], &basic(app)), 400, "invalid_request");
    });
}

#[test]
fn clients_get_tokens_in_the_ways_they_may() {
    on_each(&[], |scene| {
        let app = basic(&scene.app);
        for (params, error) in [
            (vec![], "invalid_request"),
            (
                vec![("grant_type", "password"), ("username", "a"), ("password", "b")],
                "unsupported_grant_type",
            ),
            (
                vec![("grant_type", "urn:ietf:params:oauth:grant-type:device_code")],
                "unsupported_grant_type",
            ),
            (vec![("grant_type", "authorization_code")], "invalid_request"),
            (vec![("grant_type", "refresh_token")], "invalid_request"),
            (vec![("grant_type", "client_credentials"), ("scope", "admin")], "invalid_scope"),
            (vec![("grant_type", "client_credentials"), ("scope", "nonsense")], "invalid_scope"),
        ] {
            refused(&scene.post("/oauth/token", &app, &params), 400, error);
        }
        let phone = [("client_id", scene.phone.identifier.as_str())];
        let own = [&phone[..], &[("grant_type", "client_credentials")]].concat();
        refused(&scene.post("/oauth/token", "", &own), 400, "unauthorized_client");
        // The user that a client acts as is deactivated, and the client with it.
        scene.server.put("/users/2", &json!({"active": 0})).expect(200);
        let own = [("grant_type", "client_credentials")];
        refused(&scene.post("/oauth/token", &app, &own), 400, "unauthorized_client");
    });
}

#[test]
fn a_tenant_that_is_shut_out_has_no_clients() {
    on_each(&[], |scene| {
        let strange = basic(&scene.strange);
        let own = [("grant_type", "client_credentials")];
        scene.post("/oauth/token", &strange, &own).expect(200);
        scene
            .server
            .operate(|tx, context| stratus_server::people::revoke_tenant(tx, context, 2, 1));
        refused(&scene.post("/oauth/token", &strange, &own), 401, "invalid_client");
    });
}

#[test]
fn the_server_tells_what_it_can_do() {
    on_each(&["--public-url", "https://crm.example/stratus"], |scene| {
        let path = "/.well-known/oauth-authorization-server";
        let told = scene.server.send("GET", path, &[], None).expect(200);
        assert_eq!(told["issuer"], "https://crm.example/stratus");
        for (name, place) in [
            ("authorization_endpoint", "/oauth/authorize"),
            ("token_endpoint", "/oauth/token"),
            ("introspection_endpoint", "/oauth/introspect"),
            ("revocation_endpoint", "/oauth/revoke"),
        ] {
            assert_eq!(told[name], format!("https://crm.example/stratus{place}"));
            assert!([200, 400, 405].contains(&scene.server.send("GET", place, &[], None).status));
        }
        assert_eq!(told["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(told["response_types_supported"], json!(["code"]));
        assert_eq!(told["scopes_supported"], json!(["read", "write", "admin"]));
        assert_eq!(scene.server.send("POST", path, &[], Some(b"")).status, 405);
        assert_eq!(scene.server.send("GET", &format!("{path}/"), &[], None).status, 200);
    });
}

#[test]
fn pages_of_allowed_origins_may_ask_for_tokens() {
    on_each(&["--cors-origins", "https://app.example"], |scene| {
        let headers =
            |origin: &'static str| [("origin", origin), ("access-control-request-method", "POST")];
        for (origin, allowed) in [("https://app.example", true), ("https://evil.example", false)] {
            let answer = scene.server.send("OPTIONS", "/oauth/token", &headers(origin), None);
            let header = answer.header("access-control-allow-origin");
            assert_eq!(header, allowed.then_some(origin));
            let params = encoded(&[("client_id", "x")]);
            let headers =
                [("origin", origin), ("content-type", "application/x-www-form-urlencoded")];
            let answer =
                scene.server.send("POST", "/oauth/token", &headers, Some(params.as_bytes()));
            refused(&answer, 401, "invalid_client");
            assert_eq!(answer.header("access-control-allow-origin"), allowed.then_some(origin));
            // Cookies never go along with it.
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
    });
}
