//! Templates of documents, and subscriptions, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, SELLER, STRANGER, on_both};

#[test]
fn templates_are_kept_and_found() {
    on_both(|server| {
        let [sv, en] = ["Svenska", "English"]
            .map(|name| server.create("/templates/languages", &json!({"name": name})));
        let mail = server.create("/templates/categories", &json!({"name": "Brev", "sort": 2}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let html = "<h1>{{ document.number }}</h1>\n<p>Rad</p>";
        let body = json!({
            "name": "Offert", "resource": "quote", "html": html, "url": "https://example.org",
            "languages": [{"id": en}, {"id": sv}], "categories": [{"id": mail}],
            "tags": [{"id": tag}], "description": "Standard",
        });
        let made = server.post("/templates", &body).expect(201);
        let a = made["id"].as_i64().unwrap();
        for name in ["name", "resource", "html", "url", "description"] {
            assert_eq!(made[name], body[name], "{name}");
        }
        assert_eq!(made["active"], 1);
        assert_eq!(
            made["languages"],
            json!([
                {"id": sv, "name": "Svenska", "sort": 0}, {"id": en, "name": "English", "sort": 0},
            ])
        );
        assert_eq!(made["categories"][0]["sort"], 2);
        assert_eq!(made["tags"][0]["id"], tag);
        let b = server
            .create("/templates", &json!({"name": "Äldre", "resource": "order", "active": 0}));
        let c = server.create("/templates", &json!({"name": "Avtal", "resource": "order"}));
        let found = |query: &str| server.get(&format!("/templates?{query}")).ids();
        for (query, expected) in [
            ("", vec![a, b, c]),
            ("sorting=number_desc", vec![c, b, a]),
            ("sorting=name_asc", vec![c, a, b]),
            ("sorting=name_desc", vec![b, a, c]),
            ("active=0", vec![b]),
            ("active=1&resource=order", vec![c]),
            ("resource=quote", vec![a]),
            ("name=a%25", vec![c]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        assert_eq!(found(&format!("languageids={en},99")), [a]);
        assert_eq!(found(&format!("categoryids={mail}")), [a]);
        server.get("/templates?resource=invoice&active=2").refuses(&["resource", "active"]);
        let path = format!("/templates/{a}");
        let changed = server.put(&path, &json!({"languages": [{"id": sv}], "html": null}));
        let changed = changed.expect(200);
        assert_eq!(
            (&changed["html"], changed["languages"].as_array().unwrap().len()),
            (&Value::Null, 1)
        );
        server.post("/templates", &json!({})).refuses(&["name", "resource"]);
        for (body, wrong) in [
            (json!({"resource": "invoice"}), &["resource"][..]),
            (json!({"resource": null, "name": " "}), &["resource", "name"]),
            (json!({"languages": [{"id": 99}]}), &["languages.0.id"]),
            (json!({"categories": [{"id": 99}], "tags": [{}]}), &["categories.0.id", "tags.0.id"]),
            (json!({"html": 1, "active": 2}), &["html", "active"]),
            (json!({"html": "x".repeat(262_145)}), &["html"]),
        ] {
            server.put(&path, &body).refuses(wrong);
        }
        assert_eq!(server.get(&path).expect(200), changed);
        server.call(SELLER, "PUT", &path, Some(&json!({}))).expect(403);
        server.call(SELLER, "GET", &path, None).expect(200);
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.delete(&path).expect(204);
        assert_eq!(found(""), [b, c]);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(found(""), [a, b, c]);
    });
}

#[test]
fn languages_and_categories_of_templates_have_an_order() {
    on_both(|server| {
        for path in ["/templates/languages", "/templates/categories"] {
            let make =
                |name: &str, sort: i64| server.create(path, &json!({"name": name, "sort": sort}));
            let (a, b, c) = (make("Öst", 1), make("Ast", 3), make("Est", 2));
            let found = |query: &str| server.get(&format!("{path}?{query}")).ids();
            for (query, expected) in [
                ("", [a, c, b]),
                ("sorting=sort_desc", [b, c, a]),
                ("sorting=name_asc", [b, c, a]),
                ("sorting=number_desc", [c, b, a]),
            ] {
                assert_eq!(found(query), expected, "{path} {query}");
            }
            assert_eq!(found("name=%25ST"), [a, c, b]);
            assert_eq!(found("name=%C3%B6st"), [a]);
            server.post(path, &json!({"sort": -1})).refuses(&["name", "sort"]);
            let one = format!("{path}/{a}");
            assert_eq!(
                server.put(&one, &json!({"sort": 9})).expect(200),
                json!({"id": a, "name": "Öst", "sort": 9})
            );
            let name = path.rsplit('/').next().unwrap();
            let body = json!({"name": "M", "resource": "order", name: [{"id": a}]});
            let template = server.create("/templates", &body);
            server.delete(&one).expect(409);
            server.put(&format!("/templates/{template}"), &json!({name: []})).expect(200);
            server.delete(&one).expect(204);
            server.get(&one).expect(404);
        }
    });
}

#[test]
fn a_subscription_takes_and_answers_both_sets_of_properties() {
    on_both(|server| {
        let sales = server.sales();
        let body = json!({
            "id": 77, "active": 1, "name": "Drift", "note": "Rad\nRad", "startdate": "2026-01-01",
            "orderstartdate": "2026-02-01", "typeid": 1, "statusid": 2, "intervalid": 3,
            "periodid": 4, "nextperiodid": 5, "renewalperiodid": 6, "renewalid": 7,
            "advanceid": 8, "userid": 2, "contactid": sales.contact, "sort": 5,
            "externalkey": "K", "parentid": null,
        });
        let made = server.post("/subscriptions", &body).expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_ne!(id, 77, "the server assigns ids");
        for (name, value) in body.as_object().unwrap().iter().filter(|(name, _)| *name != "id") {
            assert_eq!(made[name], *value, "{name}");
        }
        let path = format!("/subscriptions/{id}");
        assert_eq!(server.get(&path).expect(200), made, "one thing in either shape");
        let page = server.get("/subscriptions").expect(200);
        assert_eq!(page[0]["items"][0], made);
        let changed =
            server.put(&path, &json!({"name": "Ny", "note": null, "sort": 2})).expect(200);
        assert_eq!((&changed["name"], &changed["note"]), (&json!("Ny"), &Value::Null));
        let child = server.create("/subscriptions", &json!({"parentid": id, "sort": 1}));
        for (query, expected) in [
            ("", vec![child, id]),
            ("sorting=sort_desc", vec![id, child]),
            ("sorting=name_asc", vec![id, child]),
            ("sort=2", vec![id]),
            ("name=n%25", vec![id]),
        ] {
            assert_eq!(server.get(&format!("/subscriptions?{query}")).ids(), expected, "{query}");
        }
        for (change, wrong) in [
            (json!({"parentid": child}), &["parentid"][..]),
            (json!({"parentid": id}), &["parentid"]),
            (
                json!({"parentid": 99, "userid": 99, "contactid": 99}),
                &["parentid", "userid", "contactid"],
            ),
            (
                json!({"startdate": "2026-02-30", "active": 2, "typeid": "x"}),
                &["startdate", "active", "typeid"],
            ),
            (json!({"sort": null, "name": 1}), &["name"]),
        ] {
            server.put(&path, &change).refuses(wrong);
        }
        assert_eq!(server.get(&path).expect(200), changed);
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        let object = server.object(&sales, "Pump", json!({}));
        let file = json!({"name": "f.txt", "content": "YQ==", "connectedobjects": [object],
            "connectedsubscriptions": [id]});
        let file = server.create("/files", &file);
        assert_eq!(server.get(&format!("/files?objectid={object}")).ids(), [file]);
        server
            .post("/files", &json!({"name": "f", "content": "", "connectedobjects": [99]}))
            .refuses(&["connectedobjects.0"]);
    });
}

#[test]
fn without_extensions_a_subscription_has_the_documented_shapes() {
    for kind in testkit::Kind::BOTH {
        let server = testkit::Server::start_with(kind, &["--strict"]);
        let made = server.post("/subscriptions", &json!({"name": "Drift", "sort": 7}));
        let made = made.expect(201);
        assert_eq!((&made["active"], made.get("sort")), (&json!(1), None));
        let path = format!("/subscriptions/{}", made["id"]);
        let single = json!({"id": made["id"], "name": "Drift", "sort": 0, "externalkey": null});
        assert_eq!(server.get(&path).expect(200), single);
        server.put(&path, &json!({"sort": 3, "active": 0})).expect(200);
        let listed = server.call(ADMIN, "GET", "/subscriptions?sort=3", None).expect(200);
        assert_eq!(listed[0]["items"][0], made, "what is no part of the shape is ignored");
    }
}
