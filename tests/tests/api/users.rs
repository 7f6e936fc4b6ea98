//! Users, departments, settings and pictures, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Kind, Server, on_both};

/// A path with a number in place of each parameter.
fn user(name: &str, more: Value) -> Value {
    let mut body = json!({
        "name": name, "surname": "Ny", "cellphone": "070", "title": "Säljare",
        "roles": [{"id": 2}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn every_property_of_a_user_is_kept() {
    on_both(|server| {
        let tag = server.create("/tags", &json!({"name": "bil"}));
        let plain = json!({
            "active": 1, "cellphone": "070", "email": "Ny@Example.org", "language": "sv",
            "name": "Åsa", "phone": "08", "presentation": "Rad\nrad", "startpage": 3,
            "surname": "Öst", "title": "VD",
        });
        let mut body = plain.clone();
        body["code"] = json!("c-1");
        body["roles"] = json!([{"id": 1}, {"id": 2}]);
        body["tags"] = json!([{"id": tag}]);
        body["id"] = json!(1);
        body["lastactive"] = json!("2020-01-01T00:00:00Z");
        let made = server.post("/users", &body);
        let answer = made.expect(201);
        let id = answer["id"].as_i64().unwrap();
        assert_eq!(made.header("location"), Some(format!("/users/{id}").as_str()));
        for (name, value) in plain.as_object().unwrap() {
            assert_eq!(&answer[name], value, "{name}");
        }
        let roles = json!([{"id": 1, "name": "Administrator"}, {"id": 2, "name": "User"}]);
        assert_eq!(answer["roles"], roles);
        assert_eq!(answer["tags"], json!([{"id": tag, "name": "bil", "type": "company"}]));
        for (name, value) in [
            ("departments", json!([])),
            ("settings", json!([])),
            ("lastactive", json!(null)),
            ("avatar_b64", json!(null)),
        ] {
            assert_eq!(answer[name], value, "{name}");
        }
        let path = format!("/users/{id}");
        assert_eq!(server.get(&path).expect(200), answer);
        assert_eq!(server.get("/users?code=c-1").ids(), [id], "kept, though not answered");
        let after = server.put(&path, &json!({"phone": null, "roles": [{"id": 3}]})).expect(200);
        assert_eq!(after["phone"], Value::Null);
        assert_eq!(after["roles"], json!([{"id": 3, "name": "Read only"}]));
        assert_eq!(after["tags"], answer["tags"]);
        server.post("/users", &json!({})).refuses(&[
            "cellphone",
            "name",
            "surname",
            "title",
            "roles",
        ]);
        server
            .post("/users", &user("X", json!({"roles": [{"id": 9}], "departments": [{"id": 1}]})))
            .refuses(&["roles.0.id", "departments.0.id"]);
        server.put(&path, &json!({"roles": null, "title": " "})).refuses(&["roles", "title"]);
        server.put("/users/99", &json!({})).expect(404);
        server.delete(&path).expect(405);
    });
}

#[test]
fn no_two_users_share_an_address() {
    on_both(|server| {
        let id = server.create("/users", &user("A", json!({"email": "Å.Sa@Example.org"})));
        let path = format!("/users/{id}");
        let clash = |answer: testkit::Answer| {
            let errors = answer.expect(409)["errors"].clone();
            assert!(errors["email"].is_string(), "{errors}");
        };
        clash(server.post("/users", &user("B", json!({"email": "å.sa@EXAMPLE.ORG"}))));
        clash(server.put("/users/2", &json!({"email": "å.sa@example.org"})));
        clash(server.put("/users/me", &json!({"email": "å.SA@example.org"})));
        server.put(&path, &json!({"email": "å.sa@example.org", "phone": "1"})).expect(200);
        // Any number of users have none.
        for email in [json!(null), json!(null), json!(""), json!(""), json!("  ")] {
            let made = server.post("/users", &user("C", json!({"email": email}))).expect(201);
            assert_eq!(made["email"], Value::Null, "{email}");
        }
        assert_eq!(
            server.put("/users/me", &json!({"email": ""})).expect(200)["email"],
            Value::Null
        );
        server.put(&path, &json!({"email": null})).expect(200);
        server.put("/users/2", &json!({"email": "å.sa@example.org"})).expect(200);
        // Another organisation has users of its own.
        let body = user("D", json!({"email": "å.sa@example.org"}));
        server.call(testkit::STRANGER, "POST", "/users", Some(&body)).expect(201);
    });
}

/// Gives a user of the first tenant a token, as the operator would.
#[test]
fn departments_nest() {
    on_both(|server| {
        let mut above = Value::Null;
        let mut ids = Vec::new();
        for name in ["A", "B", "C", "D", "E"] {
            let body = json!({"name": name, "parent": above, "manager": {"id": 2, "name": "?"}});
            let id = server.create("/users/departments", &body);
            ids.push(id);
            above = json!({"id": id});
        }
        let e = ids[4];
        server.put(&format!("/users/departments/{e}"), &json!({"users": [{"id": 3}]})).expect(200);
        let mut department = server.get("/users/3").expect(200)["departments"][0].clone();
        for (name, id) in ["E", "D", "C"].iter().zip(ids.iter().rev()) {
            assert_eq!((&department["name"], &department["id"]), (&json!(name), &json!(id)));
            assert_eq!(department["manager"]["surname"], "Säljare");
            department = department["parentdepartment"].clone();
        }
        let manager = department["manager"].clone();
        let top = json!({"id": ids[1], "name": "B", "parentid": ids[0], "manager": manager});
        assert_eq!(department, top, "the third above is the last");
        let own = server.get(&format!("/users/departments/{e}")).expect(200);
        assert_eq!(own["parent"]["name"], "D");
        assert_eq!(own["parent"]["parentid"], ids[2]);
        assert_eq!(own["users"][0]["surname"], "Revisor");
        let put = |id: i64, body: Value| server.put(&format!("/users/departments/{id}"), &body);
        for (below, parent) in [(0, 0), (0, 1), (0, 4), (2, 3)] {
            put(ids[below], json!({"parent": {"id": ids[parent]}})).refuses(&["parent.id"]);
        }
        put(e, json!({"parent": {"id": 99}, "manager": {"id": 98}, "users": [{"id": 97}]}))
            .refuses(&["parent.id", "manager.id", "users.0.id"]);
        put(e, json!({"parent": 1, "manager": {}})).refuses(&["parent", "manager.id"]);
        let freed = put(e, json!({"parent": null, "manager": null})).expect(200);
        assert_eq!((&freed["parent"], &freed["manager"]), (&Value::Null, &Value::Null));
        put(ids[0], json!({"parent": {"id": e}})).expect(200);
    });
}

#[test]
fn a_department_and_its_users_agree() {
    on_both(|server| {
        let a = server.create("/users/departments", &json!({"name": "A"}));
        let body = json!({"name": "B", "users": [{"id": 2}, {"id": 3}, {"id": 2}]});
        let b = server.create("/users/departments", &body);
        let of_user = |id: i64| -> Vec<i64> {
            let user = server.get(&format!("/users/{id}")).expect(200);
            user["departments"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|d| d["id"].as_i64())
                .collect()
        };
        let of_department = |id: i64| -> Vec<i64> {
            let found = server.get(&format!("/users/departments/{id}")).expect(200);
            found["users"].as_array().unwrap().iter().filter_map(|u| u["id"].as_i64()).collect()
        };
        assert_eq!((of_user(2), of_user(3), of_department(b)), (vec![b], vec![b], vec![2, 3]));
        server.put("/users/2", &json!({"departments": [{"id": b}, {"id": a}]})).expect(200);
        assert_eq!((of_user(2), of_department(a)), (vec![a, b], vec![2]));
        server.put(&format!("/users/departments/{b}"), &json!({"users": [{"id": 3}]})).expect(200);
        assert_eq!((of_user(2), of_department(b)), (vec![a], vec![3]));
        server.put("/users/2", &json!({"departments": null})).expect(200);
        assert_eq!((of_user(2), of_department(a)), (vec![], vec![]));
        server.put(&format!("/users/departments/{b}"), &json!({"name": "Bb"})).expect(200);
        assert_eq!(of_department(b), [3], "what is not named stays");
    });
}

#[test]
fn settings_are_set_one_by_one() {
    on_both(|server| {
        let settings = |path: &str| server.get(path).expect(200)["settings"].clone();
        let body = user(
            "A",
            json!({"settings": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]}),
        );
        let id = server.create("/users", &body);
        let path = format!("/users/{id}");
        let row = |entry: i64, key: &str, value: &str| json!({"id": entry, "key": key, "value": value, "userid": id});
        assert_eq!(settings(&path), json!([row(1, "a", "1"), row(2, "b", "2")]));
        let change = json!({"settings": [
            {"key": "c", "value": "3\n4"}, {"key": "a", "value": "9"}, {"key": "b", "value": null},
            {"key": "unknown"},
        ]});
        server.put(&path, &change).expect(200);
        assert_eq!(settings(&path), json!([row(1, "a", "9"), row(3, "c", "3\n4")]));
        for none in [json!({"settings": []}), json!({"settings": null}), json!({"phone": "1"})] {
            server.put(&path, &none).expect(200);
            assert_eq!(settings(&path).as_array().unwrap().len(), 2);
        }
        let wrong = json!({"settings": [
            {"value": "1"}, {"key": ""}, {"key": 1}, {"key": "k", "value": 1}, "x",
            {"key": "z", "value": "1"}, {"key": "z", "value": "2"},
        ]});
        server.put(&path, &wrong).refuses(&[
            "settings.0.key",
            "settings.1.key",
            "settings.2.key",
            "settings.3.value",
            "settings.4",
            "settings.6.key",
        ]);
        let mine = json!({"settings": [{"key": "a", "value": "mine", "userid": 3, "id": 1}]});
        let me = server.put("/users/me", &mine).expect(200);
        assert_eq!(me["settings"], json!([{"id": 4, "key": "a", "value": "mine", "userid": 1}]));
        assert_eq!(settings("/users/1"), me["settings"]);
        assert_eq!(settings(&path)[0], row(1, "a", "9"), "everybody has their own");
    });
}

/// A picture of one transparent dot.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/// The same in the other format: begin, header, end.
const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==";
const GIF: &str = "R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const LIMIT: usize = 5 * 1024 * 1024;

/// A picture's beginning, filled up to so many bytes; as text.
fn picture_of(bytes: usize) -> String {
    // The first 24 bytes are 32 letters; zeros are letters A, padded at the end.
    let (thirds, rest) = ((bytes - 24) / 3, (bytes - 24) % 3);
    let tail = ["", "AA==", "AAA="][rest];
    format!("{}{}{tail}", &PNG[..32], "AAAA".repeat(thirds))
}

#[test]
fn pictures_are_checked() {
    on_both(|server| {
        for path in ["/users/2", "/users/me"] {
            for picture in [PNG, JPEG] {
                let body = json!({"avatar_b64": picture, "photo_b64": picture});
                let after = server.put(path, &body).expect(200);
                assert_eq!(
                    (&after["avatar_b64"], &after["photo_b64"]),
                    (&json!(picture), &json!(picture))
                );
            }
            for wrong in
                [GIF, "", "x", "iVBORw0KGgo=", "data:image/png;base64,AAAA", "/9j/", "%%%%"]
            {
                let body = json!({"avatar_b64": wrong, "photo_b64": wrong});
                server.put(path, &body).refuses(&["avatar_b64", "photo_b64"]);
            }
            server.put(path, &json!({"photo_b64": 1})).refuses(&["photo_b64"]);
            let cleared = server.put(path, &json!({"photo_b64": null})).expect(200);
            assert_eq!(
                (&cleared["photo_b64"], &cleared["avatar_b64"]),
                (&json!(null), &json!(JPEG))
            );
        }
        assert_eq!(server.get("/users/2").expect(200)["avatar_b64"], JPEG);
    });
}

#[test]
fn pictures_may_be_large_but_not_too_large() {
    // Megabytes are not worth comparing, so each store is asked on its own.
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let largest = picture_of(LIMIT);
        let body = json!({"photo_b64": largest, "avatar_b64": largest});
        let answer = server.call(ADMIN, "PUT", "/users/me", Some(&body)).expect(200);
        assert_eq!(answer["photo_b64"].as_str().map(str::len), Some(largest.len()));
        for bytes in [LIMIT + 1, LIMIT + 2, LIMIT + 3, 2 * LIMIT] {
            let picture = picture_of(bytes);
            server.put("/users/2", &json!({"photo_b64": picture})).refuses(&["photo_b64"]);
            server
                .post("/users", &user("A", json!({"avatar_b64": picture})))
                .refuses(&["avatar_b64"]);
        }
        // Other paths keep to the ordinary limit.
        let body = json!({"name": "x", "info": largest});
        server.post("/users/roles", &body).expect(413);
        server.post("/accounts", &body).expect(413);
    }
}

#[test]
fn the_mailboxs_password_is_never_told() {
    on_both(|server| {
        let put = |body: Value| server.put("/users/me", &body).expect(200)["emailsettings"].clone();
        let full = json!({
            "email": "a@x", "name": "Anna", "username": "anna", "password": "hemligt",
            "port": "993", "authtype": 2, "incominserver": "imap.x", "smtpserver": "smtp.x",
            "signature": "Hej\nAnna", "defaultemailtype": 1,
        });
        let told = put(json!({"emailsettings": full}));
        for (name, value) in full.as_object().unwrap() {
            let expected = if name == "password" { &Value::Null } else { value };
            assert_eq!(&told[name], expected, "{name}");
        }
        assert_eq!((&told["id"], &told["userid"]), (&json!(1), &json!(1)));
        let changed = put(json!({"emailsettings": {"port": "143"}}));
        assert_eq!((&changed["port"], &changed["username"]), (&json!("143"), &json!("anna")));
        let password = || {
            let store = server.database.open();
            let sql = "SELECT mail_password FROM users WHERE tenant = 1 AND id = 1";
            let rows = store.read_blocking(move |tx| tx.query(sql, &[])).unwrap();
            let kept = rows.row(0).text(0).map(str::to_owned);
            store.shutdown_blocking();
            kept
        };
        assert_eq!(password().as_deref(), Some("hemligt"), "it is kept");
        for path in ["/users", "/users/1", "/users/me"] {
            assert!(!server.get(path).text().contains("hemligt"), "{path}");
        }
        assert_eq!(
            server.masked("/users/me", "emailsettings{password}").text(),
            "{\"emailsettings\":{\"password\":null}}\n"
        );
        let cleared = put(json!({"emailsettings": null}));
        assert_eq!((&cleared["username"], &cleared["id"]), (&json!(null), &json!(1)));
        assert_eq!(password(), None);
    });
}

#[test]
fn roles_have_names_of_their_own() {
    on_both(|server| {
        let errors =
            server.post("/users/roles", &json!({"name": "User"})).expect(409)["errors"].clone();
        assert!(errors["name"].is_string());
        let made = server.post("/users/roles", &json!({"id": 1, "name": "Säljchef"})).expect(201);
        assert_eq!(made, json!({"id": 4, "name": "Säljchef"}));
        let names = server.get("/users/roles").column("name");
        assert_eq!(names, ["Administrator", "Read only", "Säljchef", "User"]);
    });
}
