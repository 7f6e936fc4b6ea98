//! Tokens and clients as administrators manage them, and users their own tokens.
use serde_json::{Value, json};
use testkit::{ADMIN, READER, SELLER, STRANGER, Server};

use super::{BACK, Scene, basic_of, on_each, refused};

fn own(scene: &Scene, identifier: &str, secret: &str) -> u16 {
    let params = [("grant_type", "client_credentials")];
    scene.post("/oauth/token", &basic_of(identifier, secret), &params).status
}

fn text(body: &Value, name: &str) -> String {
    body[name].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

fn status(server: &Server, token: &str) -> u16 {
    server.call(token, "GET", "/users/me", None).status
}

#[test]
fn administrators_manage_tokens() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let body = json!({
            "userid": 2, "name": "Webbutik", "scopes": "write read", "expires": "2099-01-01T00:00:00Z",
        });
        let answer = server.post("/tokens", &body);
        let made = answer.expect(201);
        let (id, token) = (made["id"].as_i64().unwrap(), text(&made, "token"));
        assert_eq!(made["scopes"], "read write");
        assert_eq!(answer.header("location"), Some(format!("/tokens/{id}").as_str()));
        assert_eq!(status(server, &token), 200);
        let shown = server.get(&format!("/tokens/{id}")).expect(200);
        let members: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        let all =
            ["id", "user", "name", "scopes", "client", "created", "expires", "lastused", "revoked"];
        assert_eq!(members, all);
        assert_eq!(shown["user"]["email"], "säljare@example.org");
        assert_eq!(
            (&shown["expires"], &shown["client"]),
            (&json!("2099-01-01T00:00:00.000Z"), &json!(null))
        );
        assert!(!shown.to_string().contains(&token));
        for (path, count) in [("/tokens?userid=2", 2), ("/tokens", 4), ("/tokens?clientid=1", 0)] {
            assert_eq!(server.get(path).items().len(), count, "{path}");
        }
        server.delete(&format!("/tokens/{id}")).expect(204);
        assert_eq!(status(server, &token), 401);
        assert!(server.get(&format!("/tokens/{id}")).expect(200)["revoked"].is_string());
        server.delete(&format!("/tokens/{id}")).expect(204);
        server.delete("/tokens/99").expect(404);
        for (body, wrong) in [
            (json!({}), &["userid"][..]),
            (json!({"userid": 99}), &["userid"]),
            (
                json!({"userid": 2, "scopes": "all", "expires": "2020-01-01T00:00:00Z"}),
                &["expires", "scopes"],
            ),
            (json!({"userid": 2, "scopes": ""}), &["scopes"]),
        ] {
            server.post("/tokens", &body).refuses(wrong);
        }
        for token in [SELLER, READER] {
            for (method, path) in [
                ("GET", "/tokens"),
                ("GET", "/tokens/1"),
                ("POST", "/tokens"),
                ("DELETE", "/tokens/1"),
            ] {
                let body = (method == "POST").then(|| body.clone());
                server.call(token, method, path, body.as_ref()).expect(403);
            }
        }
        // Of another tenant there is nothing.
        assert_eq!(server.call(STRANGER, "GET", "/tokens", None).items().len(), 1);
        server.call(STRANGER, "DELETE", &format!("/tokens/{id}"), None).expect(404);
    });
}

#[test]
fn users_look_after_their_own_tokens() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let tokens = scene.tokens("read");
        let list = server.call(SELLER, "GET", "/users/me/tokens", None).items();
        assert_eq!(list.len(), 2);
        let issued = &list[0];
        assert_eq!(issued["client"], json!({"id": scene.app.id, "name": "Webbutik & Söner"}));
        assert_eq!((&issued["scopes"], &issued["user"]["id"]), (&json!("read"), &json!(2)));
        let id = issued["id"].as_i64().unwrap();
        let path = format!("/users/me/tokens/{id}");
        // Others' are not there, also to an administrator.
        server.call(ADMIN, "DELETE", &path, None).expect(404);
        server.call(SELLER, "DELETE", "/users/me/tokens/1", None).expect(404);
        assert_eq!(status(server, &text(&tokens, "access_token")), 200);
        server.call(SELLER, "DELETE", &path, None).expect(204);
        assert_eq!(status(server, &text(&tokens, "access_token")), 401);
        server.call(READER, "DELETE", &path, None).expect(403);
    });
}

#[test]
fn administrators_manage_clients() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let body = json!({
            "name": "Ny", "userid": 3, "redirects": [BACK], "scopes": "write", "introspects": 1,
        });
        let answer = server.post("/clients", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        let path = format!("/clients/{id}");
        assert_eq!(answer.header("location"), Some(path.as_str()));
        let (identifier, secret) = (text(&made, "client_id"), text(&made, "client_secret"));
        let shown = server.get(&path).expect(200);
        for (name, value) in [
            ("client_id", json!(identifier)),
            ("type", json!("confidential")),
            ("userid", json!(3)),
            ("redirects", json!([BACK])),
            ("grants", json!(["authorization_code", "refresh_token", "client_credentials"])),
            ("scopes", json!("write")),
            ("introspects", json!(1)),
            ("active", json!(1)),
            ("lastused", json!(null)),
        ] {
            assert_eq!(shown[name], value, "{name}");
        }
        assert!(shown.get("secret").is_none() && !shown.to_string().contains(&secret));
        assert_eq!(own(scene, &identifier, &secret), 200);
        assert!(server.get(&path).expect(200)["lastused"].is_string());
        // What cannot be is refused, all at once.
        for (body, wrong) in [
            (json!({}), &["name"][..]),
            (
                json!({"name": "A", "redirects": ["http://app.example/", "https://a.example/#x"]}),
                &["redirects.0", "redirects.1"],
            ),
            (json!({"name": "A", "grants": ["authorization_code"]}), &["redirects"]),
            (json!({"name": "A", "grants": ["client_credentials"]}), &["userid"]),
            (json!({"name": "A", "grants": ["refresh_token"]}), &["grants"]),
            (json!({"name": "A", "grants": ["password"]}), &["grants.0"]),
            (json!({"name": "A", "userid": 99}), &["userid"]),
            (json!({"name": "A", "scopes": "all"}), &["scopes"]),
            (json!({"name": "A", "type": "public", "userid": 1}), &["grants"]),
            (json!({"name": "A", "type": "secretive"}), &["type"]),
        ] {
            server.post("/clients", &body).refuses(wrong);
        }
        server.put(&path, &json!({"redirects": ["ftp://x/"]})).refuses(&["redirects.0"]);
        server.put(&path, &json!({"client_id": "1-mine", "type": "public"})).expect(200);
        assert_eq!(server.get(&path).expect(200)["client_id"], identifier);
        let public =
            server.post("/clients", &json!({"name": "P", "type": "public", "redirects": [BACK]}));
        assert_eq!(public.expect(201)["client_secret"], json!(null));
        for token in [SELLER, READER] {
            for (method, path) in
                [("GET", "/clients"), ("GET", &path), ("PUT", &path), ("DELETE", &path)]
            {
                let body = (method == "PUT").then(|| json!({}));
                server.call(token, method, path, body.as_ref()).expect(403);
            }
        }
        server.call(STRANGER, "GET", &path, None).expect(404);
    });
}

#[test]
fn two_secrets_are_good_while_one_replaces_the_other() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let (id, identifier) = (scene.app.id, scene.app.identifier.as_str());
        let first = scene.app.secret.clone().unwrap();
        let rotate = || {
            let told = server.post(&format!("/clients/{id}/rotate"), &json!({})).expect(200);
            assert_eq!(told["client_id"], identifier);
            text(&told, "client_secret")
        };
        let second = rotate();
        assert_eq!((own(scene, identifier, &first), own(scene, identifier, &second)), (200, 200));
        let third = rotate();
        let works = [&first, &second, &third].map(|secret| own(scene, identifier, secret));
        assert_eq!(works, [401, 200, 200]);
        let shown = server.get(&format!("/clients/{id}")).expect(200);
        assert!(shown["former_until"].is_string(), "{shown}");
        // Its time comes.
        super::beside(server, 1, move |work| {
            let past = engine::store::Value::Int(work.now - 1);
            work.set(&crm::CLIENTS, &[("former_until", past)], &[]).map(drop)
        });
        assert_eq!((own(scene, identifier, &second), own(scene, identifier, &third)), (401, 200));
        // One that got out is replaced at once.
        let fourth = super::beside(server, 1, move |work| crm::identity::rotate(work, id, 0));
        assert_eq!((own(scene, identifier, &third), own(scene, identifier, &fourth)), (401, 200));
        let phone = scene.phone.id;
        server.post(&format!("/clients/{phone}/rotate"), &json!({})).expect(400);
        server.post("/clients/99/rotate", &json!({})).expect(404);
    });
}

#[test]
fn a_client_that_is_revoked_ends_with_all_it_has() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        let itself = scene.token(&[("grant_type", "client_credentials")]).expect(200);
        let code = scene.code(&[]);
        scene.server.delete(&format!("/clients/{}", scene.app.id)).expect(204);
        for tokens in [&tokens, &itself] {
            assert_eq!(scene.reads(&text(tokens, "access_token")), 401);
        }
        refused(&scene.exchange(&code), 401, "invalid_client");
        let answer = super::Visitor::new(&scene.server).get(&scene.asking(&[]));
        assert_eq!((answer.status, answer.header("location")), (400, None));
        let id = scene.app.id;
        assert_eq!(scene.server.get(&format!("/clients/{id}")).expect(200)["active"], 0);
        // Brought back, it begins anew.
        scene.server.put(&format!("/clients/{id}"), &json!({"active": 1})).expect(200);
        assert_eq!(scene.reads(&text(&tokens, "access_token")), 401);
        scene.token(&[("grant_type", "client_credentials")]).expect(200);
    });
}

#[test]
fn what_was_over_for_long_is_forgotten() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let tokens = scene.tokens("read");
        let week: i64 = 7 * 24 * 3600 * 1000;
        let count = || {
            super::beside(server, 1, |work| {
                let mut counts = Vec::new();
                for resource in
                    [&crm::TOKENS, &crm::CODES, &crm::REFRESH_TOKENS, &crm::GRANTS, &crm::SIGN_INS]
                {
                    counts.push(work.find(resource, &[])?.len());
                }
                Ok(counts)
            })
        };
        // Three tokens that were made by hand.
        assert_eq!(count(), [4, 1, 1, 1, 1]);
        super::beside(server, 1, crm::identity::forget);
        assert_eq!(count(), [4, 1, 1, 1, 1]);
        super::beside(server, 1, move |work| {
            let past = engine::store::Value::Int(work.now - week - 1);
            for resource in
                [&crm::TOKENS, &crm::CODES, &crm::REFRESH_TOKENS, &crm::GRANTS, &crm::SIGN_INS]
            {
                work.set(resource, &[("expires", past.clone())], &[])?;
            }
            crm::identity::forget(work)
        });
        assert_eq!(count(), [3, 0, 0, 0, 0]);
        assert_eq!(scene.reads(&text(&tokens, "access_token")), 401);
    });
}
