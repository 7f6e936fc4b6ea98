//! Following accounts and contacts, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, SELLER, on_both};

#[test]
fn following_twice_is_following_once() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let contact = server.contact(account, "Eva", "Ek", json!({}));
        for (path, key) in [("/accounts", account), ("/contacts", contact)] {
            let followers = || -> Vec<Value> {
                let one = server.get(&format!("{path}/{key}")).expect(200);
                one["followers"].as_array().unwrap().clone()
            };
            let ids = || -> Vec<i64> {
                followers().iter().filter_map(|user| user["id"].as_i64()).collect()
            };
            let act = |method: &str, what: &str, user: i64| {
                let body = json!({"key": key, "userid": user});
                let answer = server.call(ADMIN, method, &format!("{path}/{what}"), Some(&body));
                answer.expect(204);
                assert!(answer.body.is_empty());
            };
            act("POST", "unfollow", 2);
            for (method, user) in [("POST", 3), ("PUT", 3), ("PUT", 2), ("POST", 2)] {
                act(method, "follow", user);
            }
            assert_eq!(ids(), [2, 3], "by id");
            let expected = json!({"id": 2, "name": "Sven", "surname": "Säljare", "title": null,
                "email": "säljare@example.org", "phone": null, "cellphone": null});
            assert_eq!(followers()[0], expected);
            for method in ["PUT", "POST"] {
                act(method, "unfollow", 2);
                assert_eq!(ids(), [3]);
            }
            act("POST", "follow", 2);
            assert_eq!(ids(), [2, 3]);
        }
    });
}

#[test]
fn only_what_is_there_can_be_followed() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let contact = server.contact(account, "Eva", "Ek", json!({}));
        for (path, key) in [("/accounts", account), ("/contacts", contact)] {
            for what in ["follow", "unfollow"] {
                let path = format!("{path}/{what}");
                for (body, wrong) in [
                    (json!({}), &["key", "userid"][..]),
                    (json!({"key": 99, "userid": 98}), &["key", "userid"]),
                    (json!({"key": key, "userid": 98}), &["userid"]),
                    (json!({"key": 99, "userid": 1}), &["key"]),
                    (json!({"key": key.to_string(), "userid": 1}), &["key"]),
                    (json!({"key": null, "userid": 1.5}), &["key", "userid"]),
                    (json!({"key": 0, "userid": -1}), &["key", "userid"]),
                ] {
                    server.post(&path, &body).refuses(wrong);
                    server.put(&path, &body).refuses(wrong);
                }
                server.post(&path, &json!([])).refuses(&[""]);
                server.get(&path).expect(405);
            }
        }
        let body = json!({"key": account, "userid": 3});
        server.call(SELLER, "POST", "/accounts/follow", Some(&body)).expect(204);
    });
}
