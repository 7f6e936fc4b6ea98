//! Refresh tokens: each is shown once, and whoever shows one a second time ends them all.
use serde_json::Value;
use testkit::Answer;

use super::{Scene, basic, end_all, on_each, refused};

fn refresh(scene: &Scene, token: &Value, more: &[(&str, &str)]) -> Answer {
    let token = token["refresh_token"].as_str().unwrap();
    let params = [("grant_type", "refresh_token"), ("refresh_token", token)];
    scene.token(&[&params[..], more].concat())
}

fn access(tokens: &Value) -> &str {
    tokens["access_token"].as_str().unwrap()
}

#[test]
fn a_refresh_token_is_replaced_and_an_old_one_ends_its_family() {
    on_each(&[], |scene| {
        let first = scene.tokens("read");
        let second = refresh(scene, &first, &[]).expect(200);
        let third = refresh(scene, &second, &[]).expect(200);
        for (one, other) in [(&first, &second), (&second, &third)] {
            assert_ne!(one["refresh_token"], other["refresh_token"]);
            assert_ne!(one["access_token"], other["access_token"]);
        }
        let beside = scene.tokens("read");
        for tokens in [&first, &second, &third, &beside] {
            assert_eq!(scene.reads(access(tokens)), 200);
        }
        // Somebody shows the first one: it is in two hands.
        refused(&refresh(scene, &first, &[]), 400, "invalid_grant");
        for tokens in [&first, &second, &third] {
            assert_eq!(scene.reads(access(tokens)), 401);
            refused(&refresh(scene, tokens, &[]), 400, "invalid_grant");
        }
        assert_eq!(scene.reads(access(&beside)), 200, "another grant is not touched");
        refresh(scene, &beside, &[]).expect(200);
    });
}

#[test]
fn a_refresh_token_is_its_clients_alone() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        let token = tokens["refresh_token"].as_str().unwrap();
        let params = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let strange = basic(&scene.strange);
        refused(&scene.post("/oauth/token", &strange, &params), 400, "invalid_grant");
        let phone = [("client_id", scene.phone.identifier.as_str())];
        let public = [&params[..], &phone].concat();
        refused(&scene.post("/oauth/token", "", &public), 400, "invalid_grant");
        refused(&scene.post("/oauth/token", "", &params), 401, "invalid_client");
        refresh(scene, &tokens, &[]).expect(200);
        // An access token is no refresh token, and the other way round.
        let swapped = serde_json::json!({ "refresh_token": tokens["access_token"] });
        refused(&refresh(scene, &swapped, &[]), 400, "invalid_grant");
        assert_eq!(scene.reads(token), 401);
    });
}

#[test]
fn scopes_may_only_shrink() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read write");
        refused(&refresh(scene, &tokens, &[("scope", "admin")]), 400, "invalid_scope");
        refused(&refresh(scene, &tokens, &[("scope", "all")]), 400, "invalid_scope");
        let less = refresh(scene, &tokens, &[("scope", "read")]).expect(200);
        assert_eq!(less["scope"], "read");
        // The grant is as far as it was.
        let again = refresh(scene, &less, &[]).expect(200);
        assert_eq!(again["scope"], "read write");
        let tokens = scene.tokens("read");
        refused(&refresh(scene, &tokens, &[("scope", "write")]), 400, "invalid_scope");
        refresh(scene, &tokens, &[]).expect(200);
    });
}

#[test]
fn what_ends_a_refresh_token() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        end_all(&scene.server, &crm::REFRESH_TOKENS);
        refused(&refresh(scene, &tokens, &[]), 400, "invalid_grant");

        let tokens = scene.tokens("read");
        scene.server.put("/users/2", &serde_json::json!({"active": 0})).expect(200);
        scene.server.put("/users/2", &serde_json::json!({"active": 1})).expect(200);
        refused(&refresh(scene, &tokens, &[]), 400, "invalid_grant");
        assert_eq!(scene.reads(access(&tokens)), 401);

        let tokens = scene.tokens("read");
        let id = scene.app.id;
        scene.server.put(&format!("/clients/{id}"), &serde_json::json!({"active": 0})).expect(200);
        assert_eq!(scene.reads(access(&tokens)), 401);
        refused(&refresh(scene, &tokens, &[]), 401, "invalid_client");
    });
}

#[test]
fn a_client_that_may_not_refresh_gets_no_refresh_token() {
    on_each(&[], |scene| {
        let id = scene.app.id;
        let body = serde_json::json!({"grants": ["authorization_code"]});
        let tokens = scene.tokens("read");
        scene.server.put(&format!("/clients/{id}"), &body).expect(200);
        refused(&refresh(scene, &tokens, &[]), 400, "unauthorized_client");
        assert!(scene.tokens("read").get("refresh_token").is_none());
    });
}

#[test]
fn of_many_who_refresh_at_once_one_succeeds_and_the_rest_end_it() {
    on_each(&[], |scene| {
        let tokens = scene.tokens("read");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..5).map(|_| scope.spawn(|| refresh(scene, &tokens, &[]).status)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert_eq!(scene.reads(access(&tokens)), 401, "it was in two hands");
    });
}
