//! Price lists, price groups and currencies on both stores.
use serde_json::{Value, json};
use testkit::{SELLER, STRANGER, Server, on_both};

fn found(server: &Server, query: &str) -> Vec<i64> {
    server.get(&format!("/pricelists?{query}")).ids()
}

fn path(list: i64) -> String {
    format!("/pricelists/{list}")
}

#[test]
fn a_list_is_kept_with_its_prices() {
    on_both(|server| {
        let unit = server.create("/articleunits", &json!({"name": "st"}));
        let group = server.price_group(unit, 1, 9);
        let sek = server.currency("SEK", json!(1));
        let article = server.article("Skruv", json!({"number": "7", "unitid": unit}));
        let body = server.price_list_body(json!({
            "externalkey": "e", "description": "D", "currencyid": sek, "start": "2026-01-01T10:00:00+01:00",
            "prices": [
                {"id": null, "price": 0.1, "discountpercent": 12.5, "discountamount": 3,
                 "pricegroup": {"id": group}, "article": {"id": article, "name": "kept as it is"}},
                {"price": "2.5", "article": {"id": article}},
            ],
        }));
        let made = server.post("/pricelists", &body).expect(201);
        assert_eq!(made["start"], "2026-01-01T09:00:00.000Z");
        assert_eq!((&made["active"], &made["default"]), (&json!(true), &json!(false)));
        assert_eq!((&made["currencyid"], &made["description"]), (&json!(sek), &json!("D")));
        let unit = json!({"id": unit, "name": "st"});
        let group = json!({"id": group, "name": "1-9", "unit": unit, "min": 1, "max": 9});
        let article = json!({"id": article, "name": "Skruv", "number": "7"});
        let first = made["prices"][0]["id"].clone();
        let scaled = json!({"id": first, "price": 0.1, "discountpercent": 12.5, "discountamount": 3,
            "pricegroup": group, "article": article});
        let second = made["prices"][1]["id"].clone();
        let plain = json!({"id": second, "price": 2.5, "discountpercent": 0, "discountamount": 0,
            "pricegroup": null, "article": article});
        assert_eq!(made["prices"], json!([scaled, plain]));
        let path = format!("/pricelists/{}", made["id"]);
        assert_eq!(server.get(&path).expect(200), made);
        let masked = server.masked(&path, "name,prices{price,pricegroup{unit{name}}}").expect(200);
        let expected = json!({"name": "Lista", "prices": [
            {"price": 0.1, "pricegroup": {"unit": {"name": "st"}}}, {"price": 2.5, "pricegroup": null}]});
        assert_eq!(masked, expected);
    });
}

#[test]
fn prices_are_changed_added_kept_and_removed() {
    on_both(|server| {
        let [a, b, c] = ["A", "B", "C"].map(|name| server.article(name, json!({})));
        let price = |article: i64, price: i64| json!({"price": price, "article": {"id": article}});
        let list = server.price_list(json!({"prices": [price(a, 1), price(b, 2)]}));
        let other = server.price_list(json!({"prices": [price(a, 9)]}));
        let prices = |list: i64| -> Vec<(i64, Value)> {
            let list = server.get(&path(list)).expect(200);
            let prices = list["prices"].as_array().unwrap().iter();
            prices.map(|one| (one["id"].as_i64().unwrap(), one["price"].clone())).collect()
        };
        let [(first, _), (second, _)] = prices(list)[..] else { panic!() };
        let change = json!({"prices": [{"id": first, "price": 5}, price(c, 3)]});
        server.call(SELLER, "PUT", &path(list), Some(&change)).expect(200);
        let now = prices(list);
        let third = now[2].0;
        assert_eq!(now, [(first, json!(5)), (second, json!(2)), (third, json!(3))]);
        server.put(&path(list), &json!({"name": "Nytt", "prices": []})).expect(200);
        assert_eq!(prices(list), now, "what a body does not name stays");

        let theirs = prices(other)[0].0;
        for (body, wrong) in [
            (json!([{"id": theirs, "price": 1}]), "prices.0.id"),
            (json!([price(c, 4), {"id": 999, "price": 1}]), "prices.1.id"),
            (json!([{"price": 1}]), "prices.0.article"),
            (json!([{"article": {"id": c}}]), "prices.0.price"),
            (json!([{"price": 1, "article": {"id": 999}}]), "prices.0.article.id"),
            (json!([{"id": first, "article": null}]), "prices.0.article"),
            (json!([{"id": first, "discountpercent": 100.01}]), "prices.0.discountpercent"),
            (json!([{"id": first, "discountpercent": -1}]), "prices.0.discountpercent"),
            (json!([{"id": first, "discountamount": -0.01}]), "prices.0.discountamount"),
            (json!([{"id": first, "pricegroup": {"id": 99}}]), "prices.0.pricegroup.id"),
            (json!([3]), "prices.0"),
            (json!(null), "prices"),
            (json!({}), "prices"),
        ] {
            server.put(&path(list), &json!({"prices": body})).refuses(&[wrong]);
            assert_eq!(prices(list), now, "{wrong}");
        }
        let twice = server.put(&path(list), &json!({"prices": [price(c, 9)]})).expect(409);
        assert!(twice["errors"]["prices.0.article"].is_string(), "{twice}");
        let body = server.price_list_body(json!({"prices": [price(a, 1), price(a, 2)]}));
        server.post("/pricelists", &body).expect(409);
        assert_eq!(found(server, ""), [list, other], "nothing is written");

        let one = |list: i64, price: i64| format!("/pricelists/{list}/prices/{price}");
        for (list, price) in [(other, second), (list, theirs), (99, second), (list, 999)] {
            server.delete(&one(list, price)).expect(404);
        }
        server.call(STRANGER, "DELETE", &one(list, second), None).expect(404);
        server.delete(&one(list, second)).expect(204);
        server.delete(&one(list, second)).expect(404);
        assert_eq!(prices(list), [now[0].clone(), now[2].clone()]);
        server.put(&path(list), &json!({"prices": [price(b, 7)]})).expect(200);
        assert_eq!(prices(list).len(), 3);
    });
}

#[test]
fn a_price_counts_in_the_unit_of_its_article() {
    on_both(|server| {
        let [st, kg] = ["st", "kg"].map(|n| server.create("/articleunits", &json!({"name": n})));
        let [pieces, weight] = [st, kg].map(|unit| server.price_group(unit, 1, 9));
        let sold = server.article("A", json!({"unitid": st}));
        let bare = server.article("B", json!({}));
        let price = |article: i64, group: i64| json!({"prices": [{"price": 1, "article": {"id": article}, "pricegroup": {"id": group}}]});
        let body = server.price_list_body(price(sold, weight));
        server.post("/pricelists", &body).refuses(&["prices.0.pricegroup"]);
        assert!(found(server, "").is_empty());
        let list = server.price_list(price(sold, pieces));
        server.put(&path(list), &price(bare, weight)).expect(200);
        server.delete(&format!("/pricelists/pricegroups/{weight}")).expect(409);
    });
}

#[test]
fn a_list_cannot_end_before_it_begins() {
    on_both(|server| {
        server
            .post("/pricelists", &json!({}))
            .refuses(&["active", "start", "stop", "default", "strict", "prices"]);
        let ends = |start: &str, stop: &str| {
            let body = server.price_list_body(json!({"start": start, "stop": stop}));
            server.post("/pricelists", &body)
        };
        ends("2026-02-01T00:00:00Z", "2026-01-31T23:59:59Z").refuses(&["stop"]);
        ends("2026-02-01T00:00:00Z", "2026-02-30T00:00:00Z").refuses(&["stop"]);
        ends("2026-02-01", "2026-02-02").refuses(&["start", "stop"]);
        assert!(found(server, "").is_empty());
        let id = ends("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z").expect(201)["id"].clone();
        let path = format!("/pricelists/{id}");
        server.put(&path, &json!({"start": "2026-02-01T00:00:01Z"})).refuses(&["stop"]);
        server.put(&path, &json!({"stop": null})).refuses(&["stop"]);
        server.put(&path, &json!({"active": 2, "strict": "no"})).refuses(&["active", "strict"]);
        server.put(&path, &json!({"currencyid": 9})).refuses(&["currencyid"]);
    });
}

#[test]
fn one_list_a_currency_is_the_default_at_a_time() {
    on_both(|server| {
        let sek = server.currency("SEK", json!(1));
        let eur = server.currency("EUR", json!(11.25));
        let body = |currency: Value, start: &str, stop: &str| {
            let (start, stop) = (format!("{start}T00:00:00Z"), format!("{stop}T00:00:00Z"));
            let more =
                json!({"default": true, "currencyid": currency, "start": start, "stop": stop});
            server.price_list_body(more)
        };
        let add = |body: &Value| server.post("/pricelists", body);
        let taken = |answer: &testkit::Answer, other: i64| {
            let errors = answer.expect(409)["errors"]["default"].to_string();
            assert!(errors.contains(&format!("list {other} ")), "{errors}");
        };
        let id = |body: &Value| add(body).expect(201)["id"].as_i64().unwrap();
        let first = id(&body(json!(sek), "2026-01-01", "2026-06-30"));
        // The base currency is what a list without one is in.
        for currency in [json!(sek), json!(null)] {
            taken(&add(&body(currency.clone(), "2026-06-30", "2026-12-31")), first);
            taken(&add(&body(currency, "2025-01-01", "2027-12-31")), first);
        }
        let second = id(&body(json!(null), "2026-07-01", "2026-12-31"));
        let euro = id(&body(json!(eur), "2026-01-01", "2026-12-31"));
        let mut inactive = body(json!(eur), "2026-01-01", "2026-12-31");
        inactive["active"] = json!(false);
        let inactive = id(&inactive);
        taken(&server.put(&path(inactive), &json!({"active": true})), euro);
        let longer = json!({"stop": "2026-07-01T00:00:00Z"});
        taken(&server.put(&path(first), &longer), second);
        server.put(&path(first), &json!({"name": "Kvar"})).expect(200);
        assert_eq!(found(server, "default=1"), [first, euro, inactive, second]);

        server.delete(&path(euro)).expect(204);
        server.put(&path(inactive), &json!({"active": true})).expect(200);
        taken(&server.post(&format!("{}/restore", path(euro)), &json!({})), inactive);
        server.get(&path(euro)).expect(404);
        server.put(&path(inactive), &json!({"default": false})).expect(200);
        server.post(&format!("{}/restore", path(euro)), &json!({})).expect(200);
        assert_eq!(found(server, "default=1"), [first, euro, second]);
    });
}

#[test]
fn lists_are_found_and_sorted() {
    on_both(|server| {
        let eur = server.currency("EUR", json!(11.25));
        let a = server.price_list(json!({"name": "Åre", "externalkey": "k", "strict": true}));
        let span = json!({"name": "Boden", "start": "2026-03-01T00:00:00Z",
            "stop": "2026-03-31T00:00:00Z", "active": false});
        let b = server.price_list(span);
        let c = server.price_list(json!({"name": null, "start": "2025-01-01T00:00:00Z",
            "stop": "2025-12-31T00:00:00Z", "default": true, "currencyid": eur}));
        let account = server.account("Kund", json!({"number": "K7", "pricelistid": b}));
        server.account("Annan", json!({"number": "K8"}));
        for (query, expected) in [
            ("", vec![c, a, b]),
            ("sorting=start_desc", vec![b, a, c]),
            ("sorting=name_asc", vec![b, a, c]),
            ("sorting=name_desc", vec![a, b, c]),
            ("sorting=active_asc", vec![b, a, c]),
            ("active=1", vec![c, a]),
            ("active=0", vec![b]),
            ("default=1", vec![c]),
            ("strict=1", vec![a]),
            ("externalkey=k", vec![a]),
            ("start=2026-01-01", vec![a, b]),
            ("start=2025-12-31", vec![c, a, b]),
            ("stop=2025-12-31", vec![c]),
            ("stop=2026-01-01", vec![c, a]),
            ("start=2026-03-31&stop=2026-03-31", vec![a, b]),
            ("start=2026-04-01&stop=2026-04-01", vec![a]),
            ("accountnumber=K7", vec![b]),
            ("accountnumber=K8", vec![]),
        ] {
            assert_eq!(found(server, query), expected, "{query}");
        }
        assert_eq!(found(server, &format!("currencyid={eur}")), [c]);
        assert_eq!(found(server, &format!("accountid={account}")), [b]);
        server.get("/pricelists?start=2026-13-01").refuses(&["start"]);
        server.get("/pricelists?active=2").refuses(&["active"]);
        let read = server.get(&format!("/accounts/{account}")).expect(200);
        assert_eq!(read["pricelistid"], b);
        let other = server.account("Dubblett", json!({}));
        server.post(&format!("/accounts/{other}/merge/{account}"), &json!({})).expect(200);
        assert_eq!(found(server, &format!("accountid={other}")), [b], "merged with its list");
        server
            .put(&format!("/accounts/{other}"), &json!({"pricelistid": 99}))
            .refuses(&["pricelistid"]);
    });
}

#[test]
fn no_quantity_of_a_unit_is_in_two_groups() {
    on_both(|server| {
        let [st, kg] = ["st", "kg"].map(|n| server.create("/articleunits", &json!({"name": n})));
        let body = |unit: i64, min: i64, max: i64| json!({"name": "G", "unit": {"id": unit}, "min": min, "max": max});
        let path = "/pricelists/pricegroups";
        let add = |unit: i64, min: i64, max: i64| server.post(path, &body(unit, min, max));
        let low = server.price_group(st, 1, 9);
        let high = server.price_group(st, 20, 29);
        for (min, max) in [(9, 9), (1, 1), (0, 1), (5, 25), (0, 99), (29, 40), (3, 4)] {
            let text = add(st, min, max).refuses(&["min"])["errors"]["min"].to_string();
            assert!(text.contains("price group"), "{text}");
        }
        add(st, 15, 14).refuses(&["max"]);
        add(st, -1, 14).refuses(&["min"]);
        server.post(path, &json!({})).refuses(&["name", "unit", "min", "max"]);
        add(99, 1, 2).refuses(&["unit.id"]);
        let weight = server.price_group(kg, 5, 25);
        let middle = server.price_group(st, 10, 19);
        let beyond = server.price_group(st, 30, 9_007_199_254_740_991);
        let none = server.price_group(st, 0, 0);
        let one = format!("{path}/{middle}");
        server.put(&one, &json!({"min": 9})).refuses(&["min"]);
        server.put(&one, &json!({"max": 20})).refuses(&["min"]);
        server.put(&one, &json!({"max": 9})).refuses(&["max"]);
        server.put(&one, &json!({"min": 11, "max": 18, "name": "M"})).expect(200);
        server.put(&format!("{path}/{weight}"), &json!({"unit": {"id": st}})).refuses(&["min"]);
        let found = |query: &str| server.get(&format!("{path}?{query}")).ids();
        for (query, expected) in [
            ("", vec![none, low, weight, middle, high, beyond]),
            ("sorting=quantity_desc", vec![beyond, high, middle, weight, low, none]),
            ("sorting=unitid_asc", vec![low, high, middle, beyond, none, weight]),
            ("quantity=20", vec![weight, high]),
            ("quantity=10", vec![weight]),
            ("quantity=9223372036854775807", vec![]),
            ("quantity=0", vec![none]),
            ("quantity=-1", vec![]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        assert_eq!(found(&format!("unitid={st}&quantity=12")), [middle]);
        server.get(&format!("{path}?quantity=1.5")).refuses(&["quantity"]);
        server.call(SELLER, "POST", path, Some(&body(kg, 100, 200))).expect(403);
        server.delete(&one).expect(204);
        add(st, 10, 19).expect(201);
    });
}

#[test]
fn currencies_are_those_of_the_standard() {
    on_both(|server| {
        let add = |body: Value| server.post("/currencies", &body);
        let sek = add(json!({"code": "sek", "name": "Krona", "rate": 1, "base": 1})).expect(201);
        let expected = json!({"id": sek["id"], "code": "SEK", "name": "Krona", "decimals": 2,
            "rate": 1, "base": 1});
        assert_eq!(sek, expected);
        let eur = json!({"code": "EUR", "name": "Euro", "rate": "11.234567", "decimals": 0});
        let eur = add(eur).expect(201);
        assert_eq!((&eur["rate"], &eur["base"]), (&json!(11.234567), &json!(0)));
        add(json!({})).refuses(&["code", "name", "rate"]);
        for (body, wrong) in [
            (json!({"code": "XXQ"}), "code"),
            (json!({"code": "Euro"}), "code"),
            (json!({"code": ""}), "code"),
            (json!({"rate": 0}), "rate"),
            (json!({"rate": -1}), "rate"),
            (json!({"rate": 0.0000001}), "rate"),
            (json!({"decimals": 5}), "decimals"),
            (json!({"decimals": -1}), "decimals"),
            (json!({"base": 1}), "rate"),
        ] {
            server.put(&format!("/currencies/{}", eur["id"]), &body).refuses(&[wrong]);
        }
        let taken = add(json!({"code": "Eur", "name": "x", "rate": 1})).expect(409);
        assert!(taken["errors"]["code"].is_string());
        server.put(&format!("/currencies/{}", sek["id"]), &json!({"rate": 2})).refuses(&["rate"]);
        let base = json!({"rate": 1, "base": 1});
        server.put(&format!("/currencies/{}", eur["id"]), &base).expect(200);
        let list = server.get("/currencies").expect(200);
        assert_eq!(list.as_array().unwrap().len(), 2);
        assert_eq!((&list[0]["base"], &list[1]["base"]), (&json!(1), &json!(0)), "one at most");
        server.price_list(json!({"currencyid": eur["id"]}));
        server.delete(&format!("/currencies/{}", eur["id"])).expect(409);
        server.delete(&format!("/currencies/{}", sek["id"])).expect(204);
    });
}
