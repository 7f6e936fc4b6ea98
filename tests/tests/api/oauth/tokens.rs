//! Asking what a token is, and ending it: at once, and everywhere.
use serde_json::{Value, json};
use testkit::{ADMIN, Answer, Kind, Server};

use super::{Scene, basic, on_each, refused};

fn ask(scene: &Scene, authorization: &str, token: &str) -> Answer {
    scene.post("/oauth/introspect", authorization, &[("token", token)])
}

fn revoke(scene: &Scene, authorization: &str, token: &str) -> Answer {
    scene.post("/oauth/revoke", authorization, &[("token", token), ("token_type_hint", "nonsense")])
}

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

#[test]
fn a_client_may_know_of_its_own_tokens() {
    on_each(&[], |scene| {
        let app = basic(&scene.app);
        let tokens = scene.tokens("read write");
        let told = ask(scene, &app, text(&tokens, "access_token")).expect(200);
        let now = jiff::Timestamp::now().as_second();
        let ends = told["exp"].as_i64().unwrap();
        assert!((now + 500..=now + 600).contains(&ends), "{told}");
        assert_eq!(ends - told["iat"].as_i64().unwrap(), 600);
        for (name, value) in [
            ("active", json!(true)),
            ("scope", json!("read write")),
            ("client_id", json!(scene.app.identifier)),
            ("username", json!("säljare@example.org")),
            ("token_type", json!("Bearer")),
            ("sub", json!("1/2")),
            ("iss", json!(scene.server.base())),
        ] {
            assert_eq!(told[name], value, "{name}");
        }
        let told = ask(scene, &app, text(&tokens, "refresh_token")).expect(200);
        assert_eq!((&told["active"], told.get("token_type")), (&json!(true), None));
        let inactive = json!({"active": false});
        for token in ["nobody's", ADMIN] {
            assert_eq!(ask(scene, &app, token).expect(200), inactive, "{token}");
        }
        refused(&scene.post("/oauth/introspect", &app, &[]), 400, "invalid_request");
    });
}

#[test]
fn outsiders_learn_nothing_of_tokens() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        let token = text(&tokens, "access_token");
        for authorization in
            ["", "Basic bm9ib2R5Og==", &format!("Bearer {token}"), &format!("Bearer {ADMIN}")]
        {
            refused(&ask(scene, authorization, token), 401, "invalid_client");
        }
        let phone = [("token", token), ("client_id", &scene.phone.identifier)];
        refused(&scene.post("/oauth/introspect", "", &phone), 401, "invalid_client");
        // One that may ask about every token may do so in its own tenant.
        let told = ask(scene, &basic(&scene.strange), token).expect(200);
        assert_eq!(told, json!({"active": false}));
        let new = crm::identity::NewClient {
            name: "Brygga".to_owned(),
            introspects: true,
            ..crm::identity::NewClient::default()
        };
        let gate = super::client(&scene.server, 1, new.clone());
        assert_eq!(ask(scene, &basic(&gate), token).expect(200)["active"], true);
        let told = ask(scene, &basic(&gate), ADMIN).expect(200);
        assert_eq!((&told["scope"], told.get("exp")), (&json!("read write admin"), None));
        let plain = crm::identity::NewClient { introspects: false, ..new };
        let plain = super::client(&scene.server, 1, plain);
        assert_eq!(ask(scene, &basic(&plain), token).expect(200), json!({"active": false}));
    });
}

#[test]
fn a_token_that_is_revoked_ends_at_once() {
    on_each(&[], |scene| {
        let app = basic(&scene.app);
        let tokens = scene.tokens("read");
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        assert_eq!(scene.reads(access), 200);
        let answer = revoke(scene, &app, access);
        assert_eq!((answer.status, answer.body.len()), (200, 0));
        assert_eq!(scene.reads(access), 401);
        assert_eq!(ask(scene, &app, access).expect(200), json!({"active": false}));
        // The refresh token is another, and takes all of its grant along.
        let again = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let renewed = scene.token(&again).expect(200);
        assert_eq!(revoke(scene, &app, text(&renewed, "refresh_token")).status, 200);
        assert_eq!(scene.reads(text(&renewed, "access_token")), 401);
        let again =
            [("grant_type", "refresh_token"), ("refresh_token", text(&renewed, "refresh_token"))];
        refused(&scene.token(&again), 400, "invalid_grant");
        // What is over or never was may be revoked as well.
        for token in [access, text(&renewed, "refresh_token"), "nobody's"] {
            assert_eq!(revoke(scene, &app, token).status, 200, "{token}");
        }
    });
}

#[test]
fn nobody_revokes_a_token_of_others() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        for token in [access, refresh] {
            refused(&revoke(scene, "", token), 401, "invalid_client");
            // To another tenant's client the token does not exist.
            assert_eq!(revoke(scene, &basic(&scene.strange), token).status, 200);
            let phone = [("token", token), ("client_id", &scene.phone.identifier)];
            refused(&scene.post("/oauth/revoke", "", &phone), 400, "unauthorized_client");
        }
        refused(&revoke(scene, &basic(&scene.app), ADMIN), 400, "unauthorized_client");
        assert_eq!((scene.reads(access), scene.reads(ADMIN)), (200, 200));
    });
}

#[test]
fn a_token_revoked_at_one_server_is_over_at_every_other() {
    for kind in Kind::BOTH {
        let scene = Scene::start(kind, &[]);
        let second = Server::serve(scene.server.database.again(), &[]);
        let reads =
            |server: &Server, token: &str| server.call(token, "GET", "/users/me", None).status;
        for way in 0..3 {
            let tokens = scene.tokens("read");
            let token = text(&tokens, "access_token");
            for _ in 0..3 {
                assert_eq!((reads(&scene.server, token), reads(&second, token)), (200, 200));
            }
            match way {
                0 => drop(revoke(&scene, &basic(&scene.app), token)),
                1 => drop(second.put("/users/2", &json!({"active": 0})).expect(200)),
                _ => drop(second.delete(&format!("/clients/{}", scene.app.id)).expect(204)),
            }
            assert_eq!((reads(&scene.server, token), reads(&second, token)), (401, 401), "{way}");
            scene.server.put("/users/2", &json!({"active": 1})).expect(200);
        }
    }
}

#[test]
fn an_access_token_ends_by_itself() {
    on_each(&["--access-token-time", "2s"], |scene| {
        let answer = scene.token(&[("grant_type", "client_credentials")]).expect(200);
        let token = text(&answer, "access_token").to_owned();
        assert_eq!(scene.reads(&token), 200);
        std::thread::sleep(std::time::Duration::from_millis(2100));
        let bearer = format!("Bearer {token}");
        let answer = scene.server.send("GET", "/users/me", &[("authorization", &bearer)], None);
        answer.expect(401);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    });
}
