//! Articles on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Kind, SELLER, STRANGER, Server, on_both};

/// What an article is sorted into: the property, and where it is created.
const SORTED_INTO: &[(&str, &str)] = &[
    ("warehousestatusid", "/articles/warehousestatuses"),
    ("servicelevelid", "/articles/servicelevels"),
    ("warehouseid", "/articles/warehouses"),
    ("unitid", "/articleunits"),
    ("groupid", "/articlegroups"),
    ("brandid", "/articles/brands"),
    ("materialid", "/articles/materials"),
    ("volumegroupid", "/articles/volumegroups"),
    ("discountgroupid", "/articles/discountgroups"),
    ("budgetgroupid", "/articles/budgetgroups"),
];

fn found(server: &Server, query: &str) -> Vec<i64> {
    server.get(&format!("/articles?{query}")).ids()
}

#[test]
fn an_article_is_kept_as_it_was_written() {
    on_both(|server| {
        let account = server.account("Leverantören", json!({}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let mut body = json!({
            "name": "Skruv", "number": "1001", "price": 0.1, "description": "Rad\nRad",
            "buyprice": "12345678901.23", "commision": 2.5, "vat": 25, "area": 0.0001,
            "discount": 12.5, "externalkey": "e", "imageurl": "https://example.com/a.png",
            "url1": "https://example.com/1", "url2": "https://example.com/2", "stockbalance": -3,
            "accountid": account, "suppliername": "L", "supplierarticlenumber": "l-1",
            "stockbalancewarningtreshold": 5, "incampaign": true, "volume": 7, "active": false,
            "presentation": "P", "sortorder": 4, "businessareaid": 9, "tags": [{"id": tag}],
        });
        for (name, path) in SORTED_INTO {
            body[*name] = json!(server.create(path, &json!({"name": *name})));
        }
        let answer = server.post("/articles", &body);
        let made = answer.expect(201);
        let text = answer.text();
        for exact in ["\"price\":0.1,", "\"buyprice\":12345678901.23,", "\"area\":0.0001,"] {
            assert!(text.contains(exact), "{exact} {text}");
        }
        for (name, value) in body.as_object().unwrap() {
            let expected = match name.as_str() {
                "buyprice" => json!(12345678901.23),
                "incampaign" => json!(1),
                "active" => json!(0),
                "tags" => json!([{"id": tag, "name": "T", "type": "company"}]),
                _ => value.clone(),
            };
            assert_eq!(made[name], expected, "{name}");
        }
        let path = format!("/articles/{}", made["id"]);
        assert_eq!(server.get(&path).expect(200), made);
        let changed = server.call(SELLER, "PUT", &path, Some(&json!({"price": 2})));
        let changed = changed.expect(200);
        assert_eq!((&changed["price"], &changed["name"]), (&json!(2), &json!("Skruv")));
        let least = json!({"name": "A", "price": "1", "description": "", "vat": 0});
        let least = server.post("/articles", &least).expect(201);
        assert_eq!((&least["active"], &least["stockbalance"]), (&json!(1), &Value::Null));
        assert_eq!((&least["incampaign"], &least["sortorder"]), (&json!(0), &json!(0)));
    });
}

#[test]
fn both_spellings_are_understood() {
    on_both(|server| {
        let id = server.article("A", json!({"commission": 1.5, "stockbalancewarningthreshold": 3}));
        let path = format!("/articles/{id}");
        let made = server.get(&path).expect(200);
        assert_eq!(made["commision"], 1.5);
        assert_eq!(made["stockbalancewarningtreshold"], 3);
        assert!(made.get("commission").is_none());
        let both = json!({"commision": 1, "commission": 2});
        server.put(&path, &both).refuses(&["commission"]);
        server.put(&path, &json!({"commission": "x"})).refuses(&["commission"]);
        let area = server.article("B", json!({"businessareaid": 7}));
        for name in ["businessareaid'", "businessareaid"] {
            assert_eq!(server.find("/articles", &[(name, "7")]).ids(), [area], "{name}");
            server.find("/articles", &[(name, "x")]).expect(400);
        }
    });
}

#[test]
fn articles_are_found_and_sorted() {
    on_both(|server| {
        let mut bodies = [json!({}), json!({}), json!({})];
        for (name, path) in SORTED_INTO {
            for body in &mut bodies[..2] {
                body[*name] = json!(server.create(path, &json!({"name": *name})));
            }
        }
        let [mut a, mut b, c] = bodies;
        for (body, more) in [
            (
                &mut a,
                json!({"number": "20", "suppliername": "Ö", "supplierarticlenumber": "x1",
                "externalkey": "k2", "sortorder": 2, "active": 0}),
            ),
            (
                &mut b,
                json!({"number": "10", "suppliername": "Z", "supplierarticlenumber": "x2",
                "externalkey": "k1", "sortorder": 1, "description": "Förzinkad plåt"}),
            ),
        ] {
            for (key, value) in more.as_object().unwrap() {
                body[key] = value.clone();
            }
        }
        let first = server.article("Ål", a.clone());
        let second = server.article("Zink", b.clone());
        let third = server.article("Öl", c);
        for (name, _) in SORTED_INTO {
            assert_eq!(found(server, &format!("{name}={}", a[*name])), [first], "{name}");
            assert_eq!(found(server, &format!("{name}={}", b[*name])), [second], "{name}");
        }
        for (query, expected) in [
            ("", vec![second, first, third]),
            ("sorting=number_desc", vec![first, second, third]),
            ("sorting=name_asc", vec![second, first, third]),
            ("sorting=name_desc", vec![third, first, second]),
            ("sorting=suppliername_asc", vec![second, first, third]),
            ("sorting=supplierarticlenumber_desc", vec![second, first, third]),
            ("sorting=externalkey_asc", vec![second, first, third]),
            ("sorting=sort_asc", vec![third, second, first]),
            ("active=1", vec![second, third]),
            ("active=0", vec![first]),
            ("number=10", vec![second]),
            ("supplierarticlenumber=x1", vec![first]),
            ("externalkey=k1", vec![second]),
            ("fulltext=F%C3%96RZINKAD+zin", vec![second]),
            ("fulltext=x1", vec![first]),
            ("fulltext=nothing", vec![]),
            ("missionid=1", vec![]),
        ] {
            assert_eq!(found(server, query), expected, "{query}");
        }
        server.get("/articles?active=2").refuses(&["active"]);
        server.get("/articles?groupid=x").refuses(&["groupid"]);
        server.get("/articles?dynamicfield_id=1").refuses(&["dynamicfield_val"]);
    });
}

#[test]
fn low_stock_is_told_by_a_filter() {
    on_both(|server| {
        let low = server.article("A", json!({"stockbalance": 4, "stockbalancewarningtreshold": 5}));
        let just =
            server.article("B", json!({"stockbalance": 5, "stockbalancewarningtreshold": 5}));
        let none = server.article("C", json!({"stockbalancewarningtreshold": 1}));
        let free = server.article("D", json!({"stockbalance": -9}));
        assert_eq!(found(server, "lowstock=1"), [low, none]);
        assert_eq!(found(server, "lowstock=0"), [just, free]);
        server.put(&format!("/articles/{just}"), &json!({"stockbalance": -1})).expect(200);
        server.put(&format!("/articles/{low}"), &json!({"stockbalance": 9})).expect(200);
        assert_eq!(found(server, "lowstock=1"), [just, none]);
        server.get("/articles?lowstock=yes").refuses(&["lowstock"]);
    });
}

#[test]
fn a_filter_beyond_the_reference_is_unknown_without_extensions() {
    for (flags, served) in [(&[][..], true), (&["--strict"][..], false)] {
        let server = Server::start_with(Kind::Embedded, flags);
        let ask = |prefer: &str| {
            let headers = [("x-token", ADMIN), ("prefer", prefer)];
            server.send("GET", "/articles?lowstock=2", &headers, None)
        };
        let answer = ask("wire=documented");
        if served {
            answer.refuses(&["lowstock"])
        } else {
            answer.expect(200)
        };
        let told = ask("handling=strict").refuses(&["lowstock"])["errors"]["lowstock"].to_string();
        assert_eq!(told.contains("no such parameter"), !served, "{told}");
    }
}

#[test]
fn articles_are_hidden_and_brought_back() {
    on_both(|server| {
        let [a, b] = ["A", "B"].map(|name| server.article(name, json!({})));
        let path = format!("/articles/{a}");
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        server.put(&path, &json!({"price": 1})).expect(404);
        server.delete(&path).expect(404);
        assert_eq!(found(server, ""), [b]);
        let price = json!({"prices": [{"price": 1, "article": {"id": a}}]});
        let body = server.price_list_body(price);
        server.post("/pricelists", &body).refuses(&["prices.0.article.id"]);
        let back = server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(back["id"], a);
        assert_eq!(found(server, ""), [a, b]);
        server.post("/pricelists", &body).expect(201);
    });
}

#[test]
fn what_is_wrong_with_an_article_is_told_and_nothing_written() {
    on_both(|server| {
        server.post("/articles", &json!({})).refuses(&["name", "price", "description", "vat"]);
        let unit = json!({"name": "Främmande"});
        let theirs = server.call(STRANGER, "POST", "/articleunits", Some(&unit)).expect(201);
        let wrong = json!({
            "name": " ", "price": "x", "description": null, "vat": 100.0001, "area": -1,
            "discount": -0.5, "stockbalance": 1.5, "volume": -1, "active": 3,
            "unitid": theirs["id"], "groupid": 99, "accountid": 98, "tags": [{"id": 97}],
            "commision": 0.00001, "buyprice": 1e12,
        });
        server.post("/articles", &wrong).refuses(&[
            "name",
            "price",
            "description",
            "vat",
            "area",
            "discount",
            "stockbalance",
            "volume",
            "active",
            "unitid",
            "groupid",
            "accountid",
            "tags.0.id",
            "commision",
            "buyprice",
        ]);
        assert!(found(server, "").is_empty());
        let used = server.create("/articlegroups", &json!({"name": "G"}));
        let id = server.article("A", json!({"groupid": used}));
        server.delete(&format!("/articlegroups/{used}")).expect(409);
        server.put(&format!("/articles/{id}"), &json!({"groupid": null})).expect(200);
        server.delete(&format!("/articlegroups/{used}")).expect(204);
    });
}

#[test]
fn files_are_connected_with_articles() {
    on_both(|server| {
        let id = server.article("A", json!({}));
        let body = json!({"name": "a.txt", "content": "YQ==", "connectedarticles": [id]});
        let file = server.create("/files", &body);
        let read = server.get(&format!("/files/{file}")).expect(200);
        assert_eq!(read["connectedarticles"], json!([id]));
        assert_eq!(server.get(&format!("/files?articleid={id}")).ids(), [file]);
        assert!(server.get("/files?articleid=99").ids().is_empty());
        server.put(&format!("/files/{file}"), &json!({"connectedarticles": [99]})).expect(400);
    });
}
