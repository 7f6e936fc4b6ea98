//! Settings and add-ons, on both stores.
use serde_json::{Value, json};
use std::sync::Barrier;
use testkit::{ADMIN, READER, SELLER, STRANGER, Server, on_both};

/// Whether nothing in a document is set.
fn blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(blank),
        _ => false,
    }
}

#[test]
fn settings_are_there_before_anything_is_set() {
    on_both(|server| {
        let before = server.get("/settings").expect(200);
        assert!(blank(&before), "{before}");
        assert_eq!(before["fieldsales"]["headlines"], json!([]));
        assert_eq!(before["fieldsales"]["signaturefields"], json!([]));
        let names: Vec<&String> = before.as_object().unwrap().keys().collect();
        assert_eq!(names, ["currency", "portal", "sales", "fieldsales", "consent"]);
        let same = server.put("/settings", &json!({})).expect(200);
        assert_eq!(same, before, "and after the first write too");
        let masked = server.masked("/settings", "currency,fieldsales{headlines{title}}");
        let expected = json!({"currency": null, "fieldsales": {"headlines": []}});
        assert_eq!(masked.expect(200), expected);
    });
}

#[test]
fn settings_merge_deeply() {
    on_both(|server| {
        let kind = server.activity_type(&json!({"name": "Knack"}));
        server.create("/currencies", &json!({"code": "NOK", "name": "kr", "rate": 1}));
        let body = json!({
            "currency": "NOK",
            "portal": {"name": "N", "iban": "I"},
            "sales": {"defaultinterest": 8},
            "fieldsales": {
                "activitytypes": {"knock": kind}, "numberporting": {"group": 7},
                "headlines": [{"title": "A", "body": "a\nb"}, {"title": "B"}],
                "signaturefields": [3, 1, 3],
            },
            "consent": {"email": {"password": "hemlig", "port": "587", "userid": 2}},
        });
        let made = server.put("/settings", &body).expect(200);
        assert_eq!(server.get("/settings").expect(200), made);
        assert_eq!((&made["currency"], &made["portal"]["iban"]), (&json!("NOK"), &json!("I")));
        assert_eq!(made["portal"]["street"], Value::Null);
        assert_eq!(made["fieldsales"]["signaturefields"], json!([3, 1, 3]), "as they were given");
        let headlines = json!([{"title": "A", "body": "a\nb"}, {"title": "B", "body": null}]);
        assert_eq!(made["fieldsales"]["headlines"], headlines);
        assert_eq!(made["consent"]["email"]["password"], Value::Null, "secrets are not told");
        assert_eq!(made["consent"]["email"]["userid"], 2);

        let body = json!({"portal": {"street": "S", "iban": null}, "fieldsales": {"filter": 1}});
        let changed = server.put("/settings", &body).expect(200);
        let mut expected = made.clone();
        expected["portal"]["street"] = json!("S");
        expected["portal"]["iban"] = Value::Null;
        expected["fieldsales"]["filter"] = json!(1);
        assert_eq!(changed, expected, "what is named is set, the rest stays");

        let body = json!({
            "fieldsales": {"headlines": [{"title": "C"}], "signaturefields": null},
            "portal": null,
        });
        let changed = server.put("/settings", &body).expect(200);
        assert_eq!(changed["fieldsales"]["headlines"], json!([{"title": "C", "body": null}]));
        assert_eq!(changed["fieldsales"]["signaturefields"], json!([]));
        assert!(blank(&changed["portal"]), "null removes what is under it");
        let body = json!({"fieldsales": {"headlines": null}});
        let changed = server.put("/settings", &body).expect(200);
        assert_eq!(changed["fieldsales"]["headlines"], json!([]));
        let masked = server.masked("/settings", "consent{email{port}}").expect(200);
        assert_eq!(masked, json!({"consent": {"email": {"port": "587"}}}));
        let theirs = server.call(STRANGER, "GET", "/settings", None).expect(200);
        assert!(blank(&theirs), "{theirs}");
        let kept = format!("/activities/activitytypes/{kind}");
        server.delete(&kept).expect(409);
    });
}

#[test]
fn settings_that_cannot_be_are_refused() {
    on_both(|server| {
        for (body, name) in [
            (json!({"currency": "kr"}), "currency"),
            (json!({"currency": "sek"}), "currency"),
            (json!({"currency": 752}), "currency"),
            (json!({"currency": "EUR"}), "currency"),
            (json!({"portal": []}), "portal"),
            (json!({"portal": {"name": 1}}), "portal.name"),
            (json!({"sales": {"defaultinterest": "8"}}), "sales.defaultinterest"),
            (json!({"fieldsales": {"headlines": {}}}), "fieldsales.headlines"),
            (json!({"fieldsales": {"headlines": [1]}}), "fieldsales.headlines.0"),
            (json!({"fieldsales": {"headlines": [{"title": 1}]}}), "fieldsales.headlines.0.title"),
            (json!({"fieldsales": {"signaturefields": [1.5]}}), "fieldsales.signaturefields"),
            (
                json!({"fieldsales": {"activitytypes": {"note": 99}}}),
                "fieldsales.activitytypes.note",
            ),
            (json!({"consent": {"logofileid": 99}}), "consent.logofileid"),
            (json!({"consent": {"email": {"userid": 99}}}), "consent.email.userid"),
            (json!({"consent": {"email": {"port": 587}}}), "consent.email.port"),
        ] {
            server.put("/settings", &body).refuses(&[name]);
        }
        for token in [SELLER, READER] {
            server.call(token, "PUT", "/settings", Some(&json!({"currency": "EUR"}))).expect(403);
            server.call(token, "GET", "/settings", None).expect(200);
        }
        let after = server.get("/settings").expect(200);
        assert!(blank(&after), "nothing was written: {after}");
    });
}

#[test]
fn first_writes_at_once_all_arrive() {
    for kind in testkit::Kind::BOTH {
        let server = Server::start(kind);
        let fields = ["name", "street", "zip", "city", "phone", "fax", "email", "url"];
        let start = Barrier::new(fields.len());
        std::thread::scope(|scope| {
            for field in fields {
                let (server, start) = (&server, &start);
                scope.spawn(move || {
                    start.wait();
                    let body = json!({"portal": {field: field}});
                    server.call(ADMIN, "PUT", "/settings", Some(&body)).expect(200);
                });
            }
        });
        let portal = server.get("/settings").expect(200)["portal"].clone();
        for field in fields {
            assert_eq!(portal[field], field);
        }
    }
}

#[test]
fn add_ons_have_parameters() {
    on_both(|server| {
        let body = json!({
            "title": "Karta", "internalname": "map", "url": "https://a.example", "sort": 2,
            "parameters": [{"name": "zoom", "value": "12"}, {"name": "layer", "value": null}],
        });
        let made = server.post("/addons", &body).expect(201);
        let id = made["id"].as_i64().unwrap();
        let path = format!("/addons/{id}");
        assert_eq!(server.get(&path).expect(200), made);
        assert_eq!(made["enabled"], true);
        let [zoom, layer] = [0, 1].map(|at| made["parameters"][at].clone());
        assert_eq!((&zoom["name"], &zoom["value"]), (&json!("zoom"), &json!("12")));
        assert!(zoom["created"].is_string() && layer["id"].is_i64());

        let body = json!({"enabled": false, "parameters": [
            {"id": layer["id"], "value": "roads"}, {"name": "key", "value": "k"},
        ]});
        let changed = server.put(&path, &body).expect(200);
        let told = |addon: &Value| -> Vec<(Value, Value)> {
            let all = addon["parameters"].as_array().unwrap().iter();
            all.map(|one| (one["name"].clone(), one["value"].clone())).collect()
        };
        let expected = [("layer", "roads"), ("key", "k")].map(|(a, b)| (json!(a), json!(b)));
        assert_eq!(told(&changed), expected, "those that are not in the list are removed");
        assert_eq!(changed["parameters"][0]["id"], layer["id"]);
        assert_eq!(changed["enabled"], false);
        let same = server.put(&path, &json!({"title": "Kartor"})).expect(200);
        assert_eq!(told(&same), expected, "a list that is left out stays");
        let body = json!({"parameters": [{"name": "key", "value": "other"}]});
        let changed = server.put(&path, &body).expect(200);
        assert_eq!(changed["parameters"][0]["id"], same["parameters"][1]["id"], "by its name");
        for (body, name) in [
            (json!({"title": "x"}), "internalname"),
            (json!({"internalname": "x"}), "title"),
            (json!({"title": "x", "internalname": "x", "enabled": 2}), "enabled"),
            (json!({"title": "x", "internalname": "x", "parameters": [{}]}), "parameters.0.name"),
            (
                json!({"title": "x", "internalname": "x", "parameters": [{"id": 99}]}),
                "parameters.0.id",
            ),
        ] {
            server.post("/addons", &body).refuses(&[name]);
        }
        server.post("/addons", &json!({"title": "x", "internalname": "map"})).expect(409);
        let other =
            server.create("/addons", &json!({"title": "A", "internalname": "z", "sort": 1}));
        for (query, expected) in [
            ("", vec![other, id]),
            ("sorting=sort_desc", vec![id, other]),
            ("sorting=title_asc", vec![other, id]),
            ("sorting=internalname_asc", vec![id, other]),
            ("sorting=number_asc", vec![id, other]),
            ("internalname=map", vec![id]),
            ("internalname=ma%25", vec![]),
        ] {
            assert_eq!(server.get(&format!("/addons?{query}")).ids(), expected, "{query}");
        }
        for token in [SELLER, READER] {
            server.call(token, "PUT", &path, Some(&json!({"title": "x"}))).expect(403);
            server.call(token, "DELETE", &path, None).expect(403);
            server.call(token, "GET", &path, None).expect(200);
        }
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        assert_eq!(server.get("/addons").ids(), [other]);
    });
}

#[test]
fn the_settings_and_the_currencies_have_one_base_currency() {
    on_both(|server| {
        let currency = |code: &str, rate: f64, base: i64| {
            let body = json!({"code": code, "name": code, "rate": rate, "base": base});
            server.create("/currencies", &body)
        };
        let setting = || server.get("/settings").expect(200)["currency"].clone();
        let bases = || {
            let found = server.get("/currencies").expect(200);
            let found = found.as_array().unwrap().iter().filter(|one| one["base"] == 1);
            found.map(|one| one["code"].clone()).collect::<Vec<_>>()
        };
        let sek = currency("SEK", 1.0, 1);
        assert_eq!(setting(), "SEK", "the settings come about by it");
        server.put("/settings", &json!({"portal": {"name": "N"}})).expect(200);
        let nok = currency("NOK", 1.0, 0);
        let eur = currency("EUR", 11.25, 0);
        assert_eq!((setting(), bases()), (json!("SEK"), vec![json!("SEK")]));
        for code in ["DKK", "EUR"] {
            server.put("/settings", &json!({"currency": code})).refuses(&["currency"]);
        }
        assert_eq!((setting(), bases()), (json!("SEK"), vec![json!("SEK")]));
        let made = server.put("/settings", &json!({"currency": "NOK"})).expect(200);
        assert_eq!((&made["currency"], &made["portal"]["name"]), (&json!("NOK"), &json!("N")));
        assert_eq!(bases(), ["NOK"]);
        server.put(&format!("/currencies/{sek}"), &json!({"base": 1})).expect(200);
        assert_eq!((setting(), bases()), (json!("SEK"), vec![json!("SEK")]));
        server.put(&format!("/currencies/{sek}"), &json!({"code": "ISK"})).expect(200);
        assert_eq!(setting(), "ISK");
        server.put(&format!("/currencies/{sek}"), &json!({"base": 0})).expect(200);
        assert_eq!(setting(), Value::Null);
        server.put(&format!("/currencies/{eur}"), &json!({"rate": 1, "base": 1})).expect(200);
        assert_eq!(setting(), "EUR");
        server.delete(&format!("/currencies/{nok}")).expect(204);
        assert_eq!(setting(), "EUR");
        server.delete(&format!("/currencies/{eur}")).expect(204);
        assert_eq!((setting(), bases()), (Value::Null, vec![]));
        server.put("/settings", &json!({"currency": "ISK"})).expect(200);
        assert_eq!(bases(), ["ISK"]);
        server.put("/settings", &json!({"currency": null})).expect(200);
        assert_eq!((setting(), bases()), (Value::Null, vec![]));
        let theirs = server.call(STRANGER, "GET", "/settings", None).expect(200);
        assert_eq!(theirs["currency"], Value::Null);
    });
}
