//! Objects, their categories and their relations, on both stores.
use serde_json::{Value, json};
use testkit::{READER, SELLER, STRANGER, on_both};

#[test]
fn an_object_is_kept_as_it_was_written() {
    on_both(|server| {
        let sales = server.sales();
        let group = server.category("modelgroup", "Pumpar");
        let status = server.category("contractstatus", "Aktivt");
        let tag = server.create("/tags", &json!({"name": "T"}));
        let body = json!({
            "name": "Pump 7", "description": "Rad\nRad", "serialnumber": "SN-0007",
            "manufacturer": {"id": sales.account}, "modelgroup": {"id": group},
            "url": "https://example.org/7", "image1": "https://example.org/1.png",
            "image2": null, "image3": "3", "externalkey": "x", "tags": [{"id": tag}],
        });
        let made = server.post("/objects", &body).expect(201);
        let id = made["id"].as_i64().unwrap();
        let path = format!("/objects/{id}");
        assert_eq!(made, server.get(&path).expect(200));
        for name in [
            "name",
            "description",
            "serialnumber",
            "url",
            "image1",
            "image2",
            "image3",
            "externalkey",
        ] {
            assert_eq!(made[name], body[name], "{name}");
        }
        assert_eq!(made["manufacturer"]["name"], "Åkesson Bygg");
        assert_eq!(
            (&made["modelgroup"]["id"], &made["tags"][0]["id"]),
            (&json!(group), &json!(tag))
        );
        let before = server.get("/objects").text();
        server.post("/objects", &json!({})).refuses(&["name", "manufacturer"]);
        for (change, wrong) in [
            (json!({"modelgroup": {"id": status}}), &["modelgroup.id"][..]),
            (
                json!({"modelgroup": {"id": 99}, "manufacturer": {"id": 99}}),
                &["modelgroup.id", "manufacturer.id"],
            ),
            (json!({"manufacturer": null}), &["manufacturer"]),
            (
                json!({"name": 1, "url": "x".repeat(2049), "tags": [{}]}),
                &["name", "url", "tags.0.id"],
            ),
        ] {
            server.put(&path, &change).refuses(wrong);
            let mut whole = body.clone();
            whole.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            server.post("/objects", &whole).refuses(wrong);
        }
        assert_eq!(server.get("/objects").text(), before);
        let changed = server.put(&path, &json!({"name": null, "modelgroup": null})).expect(200);
        assert_eq!((&changed["name"], &changed["modelgroup"]), (&Value::Null, &Value::Null));
        assert!(changed["updated"].as_str() >= changed["created"].as_str());
        server.call(READER, "PUT", &path, Some(&json!({}))).expect(403);
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        assert_eq!(server.get("/objects").ids(), [0; 0]);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/objects").ids(), [id]);
    });
}

#[test]
fn objects_are_found() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("Annan", json!({}));
        let group = server.category("modelgroup", "Pumpar");
        let a = server.object(
            &sales,
            "Pump Å7",
            json!({"serialnumber": "AB-1", "description": "Grå", "modelgroup": {"id": group}}),
        );
        let b = server.object(
            &sales,
            "Fläkt",
            json!({"serialnumber": "ab-2", "manufacturer": {"id": other}, "externalkey": "K",
                "description": "Grå pump"}),
        );
        for (name, value, expected) in [
            ("name", "pump%".to_owned(), vec![a]),
            ("name", "%å7".to_owned(), vec![a]),
            ("name", "pump".to_owned(), vec![]),
            ("serialnumber", "AB-2".to_owned(), vec![b]),
            ("serialnumber", "ab%".to_owned(), vec![a, b]),
            ("fulltext", "PUMP grå".to_owned(), vec![a, b]),
            ("fulltext", "ab-2".to_owned(), vec![b]),
            ("manufacturerids", format!("{other},98"), vec![b]),
            ("modelgroupids", group.to_string(), vec![a]),
            ("externalkey", "K".to_owned(), vec![b]),
        ] {
            assert_eq!(
                server.find("/objects", &[(name, &value)]).ids(),
                expected,
                "{name}={value}"
            );
        }
    });
}

#[test]
fn categories_are_of_a_type() {
    on_both(|server| {
        let sales = server.sales();
        let made = server
            .post("/objects/categories", &json!({"type": "modelgroup", "name": "Pumpar"}))
            .expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!((&made["sort"], &made["default"]), (&json!(0), &json!(0)));
        assert_eq!(made.as_object().unwrap().len(), 7, "{made}");
        let make = |kind: &str, name: Value, sort: i64, default: i64| {
            let body = json!({"type": kind, "name": name, "sort": sort, "default": default});
            server.create("/objects/categories", &body)
        };
        let fans = make("modelgroup", json!("Fläktar"), 2, 1);
        let active = make("contractstatus", json!("Aktivt"), 1, 1);
        let ended = make("contractstatus", json!("Avslutat"), 3, 0);
        let service = make("contracttype", json!("Service"), 4, 1);
        let nameless = make("contracttype", json!(null), 5, 0);
        let found = |query: &str| server.get(&format!("/objects/categories?{query}")).ids();
        for (query, expected) in [
            ("", vec![id, active, fans, ended, service, nameless]),
            ("sorting=order_desc", vec![nameless, service, ended, fans, active, id]),
            ("sorting=name_asc", vec![active, ended, fans, id, service, nameless]),
            ("sorting=name_desc", vec![service, id, fans, ended, active, nameless]),
            ("type=modelgroup", vec![id, fans]),
            ("type=contracttype", vec![service, nameless]),
            ("name=av%25", vec![ended]),
            ("name=SERVICE", vec![service]),
            ("default=1", vec![active, fans, service]),
            ("default=1&type=contractstatus", vec![active]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        server.get("/objects/categories?type=pump&sorting=sort_asc").refuses(&["type", "sorting"]);

        // What says nothing is sorted into the defaults, one of each type.
        let default = |id: i64| {
            server.get(&format!("/objects/categories/{id}")).expect(200)["default"].clone()
        };
        server.put(&format!("/objects/categories/{ended}"), &json!({"default": 1})).expect(200);
        assert_eq!([active, ended, fans].map(default), [json!(0), json!(1), json!(1)]);
        let contract = server.contract(&sales, json!({}));
        let contract = server.get(&format!("/contracts/{contract}")).expect(200);
        assert_eq!(contract["status"]["id"], ended);
        assert_eq!(contract["type"]["id"], service);
        let object = server.object(&sales, "Fläkt", json!({}));
        let object = server.get(&format!("/objects/{object}")).expect(200);
        assert_eq!(object["modelgroup"]["id"], fans);
        let none = server.object(&sales, "Ingen", json!({"modelgroup": null}));
        assert_eq!(server.get(&format!("/objects/{none}")).expect(200)["modelgroup"], Value::Null);

        // A category that is in use stays, and stays of its type.
        let path = format!("/objects/categories/{fans}");
        let answer = server.put(&path, &json!({"type": "contracttype"})).expect(409);
        assert!(answer["errors"]["type"].is_string(), "{answer}");
        server.delete(&path).expect(409);
        server.delete(&format!("/objects/{}", object["id"])).expect(204);
        server.put(&path, &json!({"type": "contracttype"})).expect(409);
        server.put(&path, &json!({"type": "modelgroup", "name": "Fläkt"})).expect(200);
        let free = format!("/objects/categories/{id}");
        let moved = server.put(&free, &json!({"type": "contracttype", "default": 1})).expect(200);
        assert_eq!((&moved["type"], default(service)), (&json!("contracttype"), json!(0)));
        server.delete(&free).expect(204);
        server.get(&free).expect(404);

        server.post("/objects/categories", &json!({})).refuses(&["type", "name"]);
        for (body, wrong) in [
            (json!({"type": "pump", "name": "x"}), &["type"][..]),
            (json!({"type": null, "name": "x"}), &["type"]),
            (json!({"type": "modelgroup", "name": " "}), &["name"]),
            (
                json!({"type": 1, "name": 1, "sort": -1, "default": 2}),
                &["type", "name", "sort", "default"],
            ),
        ] {
            server.post("/objects/categories", &body).refuses(wrong);
        }
        let body = json!({"type": "modelgroup", "name": "x"});
        server.call(SELLER, "POST", "/objects/categories", Some(&body)).expect(403);
        server.call(STRANGER, "GET", &path, None).expect(404);
    });
}

#[test]
fn objects_have_to_do_with_other_things() {
    on_both(|server| {
        let sales = server.sales();
        let object = server.object(&sales, "Pump", json!({}));
        let spare = server.object(&sales, "Motor", json!({}));
        let activity = server.activity(&sales, json!({}));
        let opportunity = server.opportunity(&sales, json!({}));
        let project = server.create("/projects", &json!({"name": "P"}));
        let lead = server.create("/leads", &json!({"title": "L"}));
        let subscription = server.create("/subscriptions", &json!({"name": "S"}));
        let root = format!("/objects/{object}/relations");
        let kinds = [
            ("account", "accounts", sales.account),
            ("contact", "contacts", sales.contact),
            ("user", "users", 2),
            ("activity", "activities", activity),
            ("opportunity", "opportunities", opportunity),
            ("lead", "leads", lead),
            ("project", "projects", project),
            ("subscription", "subscriptions", subscription),
            ("object", "objects", spare),
        ];
        for (kind, plural, id) in kinds {
            let path = format!("{root}/{kind}/{id}");
            server.get(&path).expect(404);
            let made = server.put(&path, &json!({})).expect(200);
            assert_eq!(made, json!({"type": kind, "objectid": object, "otherid": id}));
            assert_eq!(server.get(&path).expect(200), made);
            assert_eq!(server.put(&format!("{root}/{plural}/{id}"), &json!({})).expect(200), made);
            let list = server.get(&format!("{root}/{plural}")).expect(200);
            assert_eq!((&list[0]["total"], &list[0]["items"][0]), (&json!(1), &made));
            server.put(&format!("{root}/{kind}/98"), &json!({})).expect(404);
        }
        let all = server.get(&format!("{root}?per_page=50")).expect(200);
        assert_eq!(all[0]["total"], kinds.len());
        let told: Vec<_> =
            all[0]["items"].as_array().unwrap().iter().map(|one| &one["type"]).collect();
        assert_eq!(told, kinds.map(|(kind, ..)| kind));
        for path in [
            format!("{root}/pump"),
            format!("{root}/pump/1"),
            format!("{root}/Account/1"),
            format!("{root}/order/1"),
            format!("{root}/account/x"),
            "/objects/99/relations".to_owned(),
            "/objects/99/relations/account".to_owned(),
        ] {
            server.get(&path).expect(404);
        }
        assert_eq!(server.get(&format!("{root}/order")).expect(200)[0]["total"], 0);
        // What is hidden is related to nothing for as long.
        server.delete(&format!("/activities/{activity}")).expect(204);
        assert_eq!(server.get(&root).expect(200)[0]["total"], kinds.len() - 1);
        server.get(&format!("{root}/activity/{activity}")).expect(404);
        server.post(&format!("/activities/{activity}/restore"), &json!({})).expect(200);
        assert_eq!(server.get(&root).expect(200)[0]["total"], kinds.len());
        let path = format!("{root}/user/2");
        server.call(READER, "DELETE", &path, None).expect(403);
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.delete(&path).expect(204);
        server.delete(&path).expect(404);
        assert_eq!(server.get(&format!("{root}/user")).expect(200)[0]["total"], 0);
    });
}
