//! Authorization codes: used once, soon, and by whom they were issued to.
use serde_json::Value;

use super::{BACK, VERIFIER, basic, end_all, on_each, refused};

#[test]
fn a_code_is_good_with_its_verifier_and_address_only() {
    on_each(&[], |scene| {
        let other = "x".repeat(43);
        let long = "x".repeat(129);
        let right = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        for (name, value, error) in [
            ("code_verifier", other.as_str(), "invalid_grant"),
            ("code_verifier", "", "invalid_request"),
            ("code_verifier", "short", "invalid_request"),
            ("code_verifier", long.as_str(), "invalid_request"),
            ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r/wW1gFWFOEjXk", "invalid_request"),
            // What the method `plain` would take.
            ("code_verifier", super::CHALLENGE, "invalid_grant"),
            ("redirect_uri", "", "invalid_grant"),
            ("redirect_uri", "https://app.example/other", "invalid_grant"),
            ("redirect_uri", "https://app.example/back?kept=1&x=2", "invalid_grant"),
            ("code", "", "invalid_request"),
            ("code", "stratus_c_nobody's", "invalid_grant"),
        ] {
            let code = scene.code(&[]);
            let mut params = [&right[..], &[("code", code.as_str())]].concat();
            for param in &mut params {
                if param.0 == name {
                    param.1 = value;
                }
            }
            refused(&scene.token(&params), 400, error);
        }
        // A wrong guess uses the code up.
        let code = scene.code(&[]);
        let params =
            [&right[..1], &[("code", &code), ("redirect_uri", BACK), ("code_verifier", &other)]];
        refused(&scene.token(&params.concat()), 400, "invalid_grant");
        refused(&scene.exchange(&code), 400, "invalid_grant");
    });
}

#[test]
fn a_code_that_is_used_twice_takes_its_tokens_along() {
    on_each(&[], |scene| {
        let code = scene.code(&[]);
        let tokens = scene.exchange(&code).expect(200);
        let text = |name: &str| tokens[name].as_str().unwrap();
        assert_eq!(scene.reads(text("access_token")), 200);
        refused(&scene.exchange(&code), 400, "invalid_grant");
        assert_eq!(scene.reads(text("access_token")), 401);
        let again = [("grant_type", "refresh_token"), ("refresh_token", text("refresh_token"))];
        refused(&scene.token(&again), 400, "invalid_grant");
    });
}

#[test]
fn of_many_who_show_a_code_at_once_one_gets_tokens() {
    on_each(&[], |scene| {
        let code = scene.code(&[]);
        let answers: Vec<u16> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..6).map(|_| scope.spawn(|| scene.exchange(&code).status)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    });
}

#[test]
fn a_code_ends_soon() {
    on_each(&[], |scene| {
        let code = scene.code(&[]);
        end_all(&scene.server, &crm::CODES);
        refused(&scene.exchange(&code), 400, "invalid_grant");
    });
}

#[test]
fn a_code_is_no_good_to_another_client() {
    on_each(&[], |scene| {
        let code = scene.code(&[]);
        let params = |client: &'static str| {
            [
                ("grant_type", "authorization_code"),
                ("code", client),
                ("redirect_uri", BACK),
                ("code_verifier", VERIFIER),
            ]
        };
        let mut asked = params("");
        asked[1].1 = &code;
        // Another tenant's, and one without a secret.
        refused(&scene.post("/oauth/token", &basic(&scene.strange), &asked), 400, "invalid_grant");
        let phone = [("client_id", scene.phone.identifier.as_str())];
        let public = [&asked[..], &phone].concat();
        refused(&scene.post("/oauth/token", "", &public), 400, "invalid_grant");
        // It is still good to its own.
        scene.exchange(&code).expect(200);
    });
}

#[test]
fn what_a_code_brings_is_told_as_the_rfc_wants_it() {
    on_each(&["--access-token-time", "90s"], |scene| {
        let answer = scene.exchange(&scene.code(&[("scope", "write read")]));
        let tokens = answer.expect(200);
        let members: Vec<&str> = tokens.as_object().unwrap().keys().map(String::as_str).collect();
        let all = ["access_token", "token_type", "expires_in", "refresh_token", "scope"];
        assert_eq!(members, all);
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&"Bearer".into(), &90.into()));
        assert_eq!(tokens["scope"], "read write");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        // What is stored is hashes.
        let code = Value::from(scene.code(&[]));
        let stored = super::beside(&scene.server, 1, |work| {
            let codes = work.load_all(&crm::CODES, &[])?;
            Ok(codes
                .iter()
                .filter_map(|row| row.text("hash").map(str::to_owned))
                .collect::<Vec<_>>())
        });
        assert!(!stored.is_empty() && stored.iter().all(|hash| code != *hash && hash.len() == 64));
    });
}

#[test]
fn a_code_of_somebody_who_is_gone_is_no_good() {
    on_each(&[], |scene| {
        let code = scene.code(&[]);
        scene.server.put("/users/2", &serde_json::json!({"active": 0})).expect(200);
        refused(&scene.exchange(&code), 400, "invalid_grant");
    });
}
