//! What roles allow, and what ends with a user, on both stores.
use engine::text::Collation;
use engine::work::Context;
use serde_json::{Value, json};
use stratus_server::people;
use testkit::{ADMIN, SELLER, Server, on_both};

fn user(name: &str, more: Value) -> Value {
    let mut body = json!({
        "name": name, "surname": "Ny", "cellphone": "070", "title": "Säljare",
        "roles": [{"id": 2}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn give_token(server: &Server, id: i64, secret: &str) {
    let store = server.database.open();
    let context = Context::new(crm::RESOURCES, Collation::new("sv").unwrap());
    let (user, secret) = (format!("1/{id}"), secret.to_owned());
    let given = store.write_blocking(move |tx| {
        people::create_token(tx, &context, &user, &secret, None, None, 0)
    });
    given.unwrap();
    store.shutdown_blocking();
}

#[test]
fn lists_and_people_are_the_administrators() {
    on_both(|server| {
        let role = json!({"name": "Ny roll"});
        let named = json!({"name": "Ny"});
        let writes = [
            ("POST", "/users", user("Ny", json!({}))),
            ("PUT", "/users/3", named.clone()),
            ("POST", "/users/roles", role),
            ("POST", "/users/departments", named.clone()),
            ("PUT", "/users/departments/1", named.clone()),
            ("POST", "/accounts/accountgroups", named.clone()),
            ("PUT", "/accounts/accountgroups/1", named.clone()),
            ("POST", "/accounts/accounttypes", named.clone()),
            ("PUT", "/accounts/accounttypes/1", named.clone()),
            ("POST", "/tags", named.clone()),
            ("PUT", "/tags/1", named),
            ("DELETE", "/tags/1", json!({})),
            ("DELETE", "/accounts/accountgroups/1", json!({})),
            ("DELETE", "/accounts/accounttypes/3", json!({})),
        ];
        for (method, path, body) in &writes {
            server.call(SELLER, method, path, Some(body)).expect(403);
        }
        for (method, path, body) in &writes {
            let status = server.call(ADMIN, method, path, Some(body)).status;
            assert!((200..300).contains(&status), "{method} {path}: {status}");
        }
        for path in ["/users", "/users/1", "/users/roles", "/users/departments", "/tags"] {
            server.call(SELLER, "GET", path, None).expect(200);
        }
        let body = json!({"name": "Ett", "typeid": 1, "userid": 1});
        server.call(SELLER, "POST", "/accounts", Some(&body)).expect(201);
        server.call(SELLER, "PUT", "/users/1/budget/2026/1", Some(&json!({}))).expect(200);
        server.call(SELLER, "PUT", "/users/me", Some(&json!({"phone": "1"}))).expect(200);
    });
}

#[test]
fn deactivation_ends_tokens_at_once_and_for_good() {
    on_both(|server| {
        let id = server.create("/users", &user("A", json!({"email": "a@x"})));
        let path = format!("/users/{id}");
        give_token(server, id, "first-token-of-new-user");
        let sees = |token: &str| server.call(token, "GET", "/users/me", None).status;
        assert_eq!(sees("first-token-of-new-user"), 200);
        server.put(&path, &json!({"active": 1, "phone": "2"})).expect(200);
        assert_eq!(sees("first-token-of-new-user"), 200);
        server.put(&path, &json!({"active": false})).expect(200);
        let refused = server.call("first-token-of-new-user", "GET", "/users/me", None);
        assert!(refused.expect(401)["message"].is_string());
        assert_eq!(refused.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
        server.put(&path, &json!({"active": 1})).expect(200);
        assert_eq!(sees("first-token-of-new-user"), 401, "an ended token stays ended");
        give_token(server, id, "second-token-of-new-user");
        assert_eq!(sees("second-token-of-new-user"), 200);
        assert_eq!(sees(SELLER), 200, "others are not touched");
        // Roles are looked up anew, too.
        let body = json!({"name": "x"});
        let status =
            || server.call("second-token-of-new-user", "POST", "/tags", Some(&body)).status;
        assert_eq!(status(), 403);
        server.put(&path, &json!({"roles": [{"id": 1}]})).expect(200);
        assert_eq!(status(), 201);
        server.put(&path, &json!({"roles": [{"id": 3}]})).expect(200);
        assert_eq!(status(), 403);
    });
}

#[test]
fn nobody_raises_their_own_rights() {
    on_both(|server| {
        let department = server.create("/users/departments", &json!({"name": "A"}));
        let mine =
            |method: &str, body: Option<&Value>| server.call(SELLER, method, "/users/me", body);
        let before = mine("GET", None).expect(200);
        assert_eq!((&before["id"], &before["customerid"]), (&json!(2), &json!(1)));
        let greedy = json!({
            "id": 1, "customerid": 2, "active": 0, "roles": [{"id": 1}],
            "departments": [{"id": department}], "lastactive": "2020-01-01T00:00:00Z",
            "properties": {"userid": 1, "licenceadmin": 1, "elevatedaccount": 1, "salescoach": 1,
                "crmversion": 9},
            "emailsettings": {"id": 1, "userid": 1}, "code": "x", "tags": [{"id": 1}],
        });
        assert_eq!(mine("PUT", Some(&greedy)).expect(200), before);
        assert_eq!(mine("GET", None).expect(200), before);
        let user = server.get("/users/2").expect(200);
        assert_eq!(user["roles"], json!([{"id": 2, "name": "User"}]));
        assert_eq!(user["departments"], json!([]));
        assert_eq!(server.get("/users?code=x").ids(), [0; 0]);
        mine("PUT", Some(&json!({"name": null, "title": ""}))).refuses(&["name", "title"]);
    });
}
