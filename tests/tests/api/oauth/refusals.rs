//! What clients ask of users and do not get: without a word to an address that is not theirs, and with
//! an error to one that is.
use super::{BACK, Visitor, on_each, told};

#[test]
fn nobody_is_sent_to_an_address_that_is_not_registered() {
    on_each(&[], |scene| {
        let strange = scene.strange.identifier.clone();
        let long = "1-".to_owned() + &"0".repeat(24);
        let phone = scene.phone.identifier.clone();
        for changes in [
            // No client, or none that there is.
            vec![("client_id", "")],
            vec![("client_id", "nobody")],
            vec![("client_id", long.as_str())],
            vec![("client_id", "99-abc")],
            vec![("client_id", "1-abc' OR 1=1 --")],
            // No address, or none that is its own.
            vec![("redirect_uri", "")],
            vec![("redirect_uri", "https://app.example/back")],
            vec![("redirect_uri", "https://app.example/back?kept=1&more=2")],
            vec![("redirect_uri", "https://app.example/back?kept=1/")],
            vec![("redirect_uri", "https://app.example/back?kept=1#x")],
            vec![("redirect_uri", "https://app.example:444/back?kept=1")],
            vec![("redirect_uri", "http://app.example/back?kept=1")],
            vec![("redirect_uri", "https://app.example.evil.example/back?kept=1")],
            vec![("redirect_uri", "https://APP.example/back?kept=1")],
            vec![("redirect_uri", "https://app.example/%62ack?kept=1")],
            vec![("redirect_uri", "https://app.example/x/../back?kept=1")],
            vec![("redirect_uri", "//app.example/back?kept=1")],
            vec![("redirect_uri", "javascript:alert(1)")],
            // Another client's.
            vec![("client_id", phone.as_str())],
            vec![("client_id", phone.as_str()), ("redirect_uri", "http://127.0.0.1:1/back/x")],
            vec![("client_id", phone.as_str()), ("redirect_uri", "http://127.0.0.2:1/back")],
            vec![("client_id", phone.as_str()), ("redirect_uri", "https://127.0.0.1:1/back")],
            vec![("client_id", phone.as_str()), ("redirect_uri", "http://127.0.0.1:1@e.x/back")],
            vec![("client_id", strange.as_str()), ("redirect_uri", "https://app.example/other")],
        ] {
            let answer = Visitor::new(&scene.server).get(&scene.asking(&changes));
            assert_eq!(answer.status, 400, "{changes:?}");
            assert_eq!(answer.header("location"), None, "{changes:?}");
            assert!(answer.text().contains("<html lang=\"sv\">"), "{changes:?}");
        }
        let twice = scene.asking(&[]);
        for more in [
            "&redirect_uri=https%3A%2F%2Fapp.example%2Fother".to_owned(),
            format!("&client_id={strange}"),
            "&x=%ff".to_owned(),
        ] {
            let answer = Visitor::new(&scene.server).get(&format!("{twice}{more}"));
            assert_eq!((answer.status, answer.header("location")), (400, None), "{more}");
        }
    });
}

#[test]
fn clients_are_told_what_is_wrong() {
    on_each(&[], |scene| {
        let cases = [
            (vec![("response_type", "")], "invalid_request"),
            (vec![("response_type", "token")], "unsupported_response_type"),
            (vec![("response_type", "code token")], "unsupported_response_type"),
            (vec![("scope", "admin")], "invalid_scope"),
            (vec![("scope", "read everything")], "invalid_scope"),
            (vec![("code_challenge", "")], "invalid_request"),
            (vec![("code_challenge_method", "")], "invalid_request"),
            (vec![("code_challenge_method", "plain")], "invalid_request"),
            (vec![("code_challenge", "short")], "invalid_request"),
            (
                vec![("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")],
                "invalid_request",
            ),
            (vec![("request", "eyJ")], "request_not_supported"),
        ];
        for (changes, error) in cases {
            for method in ["GET", "POST"] {
                let answer =
                    Visitor::new(&scene.server).send(method, &scene.asking(&changes), None);
                assert_eq!(answer.status, 303, "{changes:?}: {}", answer.text());
                assert!(answer.header("location").unwrap().starts_with(&format!("{BACK}&")));
                assert_eq!(told(&answer, "error").as_deref(), Some(error), "{changes:?}");
                assert_eq!(told(&answer, "state").as_deref(), Some("a state & more"));
                assert_eq!(told(&answer, "iss").as_deref(), Some(scene.server.base()));
                assert_eq!(told(&answer, "code"), None);
            }
        }
        for twice in ["scope=read", "state=x", "code_challenge=x", "whatever=1&whatever=2"] {
            let answer = Visitor::new(&scene.server).get(&format!("{}&{twice}", scene.asking(&[])));
            assert_eq!(told(&answer, "error").as_deref(), Some("invalid_request"), "{twice}");
        }
        // What is not known is passed over, as the RFC wants it.
        let answer = Visitor::new(&scene.server).get(&scene.asking(&[("nonce", "x")]));
        assert_eq!(answer.status, 200);
        // Without a state none is made up.
        let answer = Visitor::new(&scene.server)
            .get(&scene.asking(&[("state", ""), ("response_type", "x")]));
        assert_eq!(told(&answer, "state"), None);
    });
}

#[test]
fn users_are_let_in_at_the_door_of_their_own_tenant_only() {
    on_each(&[], |scene| {
        let path = scene.asking(&[("client_id", scene.strange.identifier.as_str())]);
        let mut visitor = Visitor::new(&scene.server);
        let page = visitor.get(&path);
        let fields =
            [("step", "password"), ("email", "säljare@example.org"), ("password", super::PASSWORD)];
        assert_eq!(visitor.submit(&page, &path, &fields).status, 400);
        // Who has signed in at home is a stranger here all the same.
        let home = scene.asking(&[]);
        visitor.sign_in(&home, "säljare@example.org");
        let page = visitor.get(&path);
        assert!(page.text().contains("name=\"password\""), "{}", page.text());
        let answer = visitor.submit(&page, &path, &[("step", "consent"), ("decision", "allow")]);
        assert_eq!((answer.status, answer.header("location")), (403, None));
    });
}

#[test]
fn users_may_say_no() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(&path, "säljare@example.org");
        let page = visitor.get(&path);
        let answer = visitor.submit(&page, &path, &[("step", "consent"), ("decision", "deny")]);
        assert_eq!(told(&answer, "error").as_deref(), Some("access_denied"));
        assert_eq!(told(&answer, "state").as_deref(), Some("a state & more"));
        // No answer is no yes.
        for fields in [&[("step", "consent")][..], &[("step", "consent"), ("decision", "yes")]] {
            let page = visitor.get(&path);
            let answer = visitor.submit(&page, &path, fields);
            assert_eq!((answer.status, answer.header("location")), (200, None), "{fields:?}");
        }
    });
}
