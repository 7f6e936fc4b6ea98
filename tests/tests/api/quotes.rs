//! Quotes: statuses, relations, and the orders they become.
use serde_json::{Value, json};
use testkit::{ADMIN, READER, SELLER, STRANGER, Server, on_both};

fn path(of: &str, row: &Value) -> String {
    format!("/{of}/{}", row["id"])
}

fn relations(server: &Server, quote: &Value) -> Vec<Value> {
    let found = server.get(&format!("/quotes/relations?per_page=50&quoteid={}", quote["id"]));
    found.items().iter().map(|one| json!([one["type"], one["otherid"], one["value"]])).collect()
}

#[test]
fn a_quote_is_answered_as_it_was_made() {
    on_both(|server| {
        let trade = server.trade();
        let quote = server.quote(
            &trade,
            json!({
                "validtodate": "2026-12-24", "externalkey": "Q-1", "internalcomment": "Bråttom",
                "statisticsprice": 10,
                "rows": [{"article": {"id": trade.article}, "quantity": 2.5, "costcenter": "7"}],
            }),
        );
        let dates = ["placedate", "validtodate", "deliverydate", "price", "discounted"];
        let found: Vec<&Value> = dates.iter().map(|name| &quote[*name]).collect();
        assert_eq!(json!(found), json!(["2026-11-23", "2026-12-24", null, 250, false]));
        assert_eq!(quote["status"]["metatype"], "active");
        assert_eq!(quote["rows"][0]["quantity"], 2.5);
        assert_eq!(server.get(&path("quotes", &quote)).expect(200), quote);
        for (query, found) in [
            ("externalkey=Q-1", true),
            ("externalkey=Q-2", false),
            ("validtodate_start=2026-12-24&validtodate_end=2026-12-24", true),
            ("validtodate_end=2026-12-23", false),
            ("placedate_start=2026-11-24", false),
            ("deliverydate_start=2026-11-24", false),
            ("fulltext=BR%C3%85TT", true),
        ] {
            assert_eq!(!server.get(&format!("/quotes?{query}")).ids().is_empty(), found, "{query}");
        }
        for name in ["placedate", "status", "deliveryterm", "paymentterm", "deliverytype"] {
            let mut body = server.quote_body(&trade, json!({}));
            body.as_object_mut().unwrap().remove(name);
            server.post("/quotes", &body).refuses(&[name]);
            body[name] = json!(null);
            server.post("/quotes", &body).refuses(&[name]);
        }
        let row = &quote["rows"][0]["id"];
        let order = server.order(&trade, json!({"rows": [{"price": 1}]}));
        let foreign = json!({"rows": [{"id": order["rows"][0]["id"].as_i64().unwrap() + 7}]});
        server.put(&path("quotes", &quote), &foreign).refuses(&["rows.0.id"]);
        let kept =
            server.change(&path("quotes", &quote), json!({"rows": [{"id": row, "deleted": 1}]}));
        assert_eq!((&kept["price"], &kept["rows"][0]["deleted"]), (&json!(0), &json!(1)));
    });
}

#[test]
fn statuses_mean_something() {
    on_both(|server| {
        server.trade();
        let create = |body: Value| server.post("/quotes/statuses", &body);
        create(json!({"name": "X", "metatype": "lost"})).refuses(&["metatype"]);
        create(json!({"metatype": "denied"})).refuses(&["name"]);
        let first =
            create(json!({"name": "Avböjd", "metatype": "denied", "isdefault": 1})).expect(201);
        let second = create(json!({"name": "Gammal", "isdefault": 1, "sortorder": 9})).expect(201);
        assert_eq!(second["metatype"], Value::Null);
        let ids = |query: &str| server.get(&format!("/quotes/statuses?{query}")).ids();
        let (first, second) = (first["id"].as_i64().unwrap(), second["id"].as_i64().unwrap());
        assert_eq!(ids("default=1"), [second], "there is one default");
        assert_eq!(ids("metatype=denied"), [first]);
        assert_eq!(ids("sorting=sorting_desc")[0], second);
        server.get("/quotes/statuses?metatype=lost").refuses(&["metatype"]);
        let body = json!({"name": "Y"});
        assert_eq!(server.call(SELLER, "POST", "/quotes/statuses", Some(&body)).status, 403);
        assert_eq!(server.call(READER, "POST", "/quotes/relations", Some(&body)).status, 403);
    });
}

#[test]
fn a_relation_and_the_property_say_the_same() {
    on_both(|server| {
        let trade = server.trade();
        let quote = server.quote(&trade, json!({}));
        let (account, contact) = (trade.account, trade.contact);
        let first = [
            json!(["account", account, null]),
            json!(["contact", contact, null]),
            json!(["user", 1, null]),
        ];
        assert_eq!(relations(server, &quote), first);
        let other = server.account("Berg", json!({}));
        let relate = |kind: &str, id: i64| {
            let body = json!({"quoteid": quote["id"], "type": kind, "otherid": id, "value": kind});
            server.post("/quotes/relations", &body)
        };
        let made = relate("account", other).expect(201);
        assert_eq!(made["otherid"], other);
        assert_eq!(relate("account", other).expect(201), made, "it says the same twice");
        relate("user2", 2).expect(201);
        let order = server.order(&trade, json!({}))["id"].as_i64().unwrap();
        relate("order", order).expect(201);
        let now = server.get(&path("quotes", &quote)).expect(200);
        assert_eq!((&now["account"]["id"], &now["user2"]["id"]), (&json!(other), &json!(2)));
        let found = relations(server, &quote);
        assert_eq!(found.len(), 5);
        assert!(found.contains(&json!(["order", order, "order"])));
        let changed =
            server.change(&path("quotes", &quote), json!({"user2": null, "user": {"id": 2}}));
        assert_eq!(changed["user2"], Value::Null);
        let found = relations(server, &quote);
        assert_eq!(found.len(), 4);
        assert!(found.contains(&json!(["user", 2, null])), "{found:?}");
        let list = |query: String| server.get(&format!("/quotes?{query}")).ids();
        let id = quote["id"].as_i64().unwrap();
        for (query, is) in [
            (format!("accountids={other}"), true),
            (format!("accountids={account}"), false),
            (format!("orderids=77,{order}"), true),
            ("orderids=77".to_owned(), false),
            ("userids=2".to_owned(), true),
            ("user2ids=2".to_owned(), false),
            (format!("contactids={contact}"), true),
        ] {
            assert_eq!(list(query.clone()), if is { vec![id] } else { vec![] }, "{query}");
        }
        for (body, property) in [
            (json!({"quoteid": 99, "type": "user", "otherid": 1}), "quoteid"),
            (json!({"quoteid": id, "type": "activity", "otherid": 1}), "type"),
            (json!({"quoteid": id, "type": "order", "otherid": 99}), "otherid"),
            (json!({"quoteid": id, "type": "user"}), "otherid"),
        ] {
            server.post("/quotes/relations", &body).refuses(&[property]);
        }
        server.get("/quotes/relations?type=activity").refuses(&["type"]);
        server.delete(&path("quotes", &quote)).expect(204);
        assert_eq!(relations(server, &quote), [Value::Null; 0], "hidden with their quote");
        server.post(&format!("{}/restore", path("quotes", &quote)), &json!({})).expect(200);
        assert_eq!(relations(server, &quote).len(), 4);
    });
}

#[test]
fn activities_of_a_quote_are_those_of_its_opportunity() {
    on_both(|server| {
        let sales = server.sales();
        let opportunity = server.opportunity(&sales, json!({}));
        let activity = server.activity(&sales, json!({"opportunity": {"id": opportunity}}));
        let other = server.activity(&sales, json!({}));
        let trade = server.trade();
        let quote = server.quote(&trade, json!({"opportunity": {"id": opportunity}}));
        let id = quote["id"].as_i64().unwrap();
        assert_eq!(server.get(&format!("/quotes?activityids={activity}")).ids(), [id]);
        assert_eq!(server.get(&format!("/quotes?activityids={other}")).ids(), [0; 0]);
        assert_eq!(server.get(&format!("/quotes?opportunityids={opportunity}")).ids(), [id]);
    });
}

#[test]
fn a_relation_is_taken_away_with_what_the_quote_says_by_it() {
    on_both(|server| {
        let trade = server.trade();
        let quote = server.quote(&trade, json!({"user2": {"id": 2}}));
        let order = server.post(&format!("{}/order", path("quotes", &quote)), &json!({}));
        let order = order.expect(201)["id"].clone();
        let id_of = |kind: &str| {
            let found = server.get(&format!("/quotes/relations?quoteid={}", quote["id"])).items();
            found
                .iter()
                .find(|one| one["type"] == kind)
                .map(|one| format!("/quotes/relations/{}", one["id"]))
        };
        for kind in ["account", "contact", "user"] {
            let refused = server.delete(&id_of(kind).unwrap()).expect(409);
            assert!(refused["errors"]["type"].is_string(), "{refused}");
        }
        let second = id_of("user2").unwrap();
        server.call(STRANGER, "DELETE", &second, None).expect(404);
        server.call(READER, "DELETE", &second, None).expect(403);
        server.delete(&second).expect(204);
        assert_eq!(id_of("user2"), None);
        server.delete(&second).expect(404);
        let path = path("quotes", &quote);
        assert_eq!(server.get(&path).expect(200)["user2"], Value::Null);
        server.post(&format!("{path}/order"), &json!({})).expect(409);
        server.delete(&id_of("order").unwrap()).expect(204);
        assert_eq!(server.get(&format!("/quotes?orderids={order}")).ids(), [0; 0]);
        // Nothing in the body is required, so that it may be left out.
        let order = format!("{path}/order");
        server.send("POST", &order, &[("x-token", ADMIN)], Some(b"{}")).expect(415);
        server.send("POST", &order, &[("x-token", ADMIN)], None).expect(201);
        server.delete(&path).expect(204);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(id_of("user2"), None, "it does not come back with the quote");
        server.delete("/quotes/relations/99").expect(404);
    });
}

#[test]
fn a_quote_becomes_an_order_once() {
    on_both(|server| {
        let trade = server.trade();
        let tag = server.create("/tags", &json!({"name": "VIP", "type": "company"}));
        let quote = server.quote(
            &trade,
            json!({
                "currencycode": "EUR", "user2": {"id": 2}, "marking": "M", "alternateid": "A",
                "tags": [{"id": tag}],
                "rows": [
                    {"article": {"id": trade.article}, "quantity": 3, "discountspecial": 10,
                     "tags": [{"id": tag}]},
                    {"price": 5, "deleted": 1},
                ],
            }),
        );
        // What an article costs later does not matter.
        server.change(&format!("/articles/{}", trade.article), json!({"price": 999}));
        let path = format!("{}/order", path("quotes", &quote));
        server.post(&path, &json!({"statusid": 99})).refuses(&["statusid"]);
        let order = server.post(&path, &json!({"placedate": "2026-12-01"})).expect(201);
        assert_eq!(order["placedate"], "2026-12-01T00:00:00.000Z");
        for name in ["price", "statisticsprice", "currencycode", "currencyrate", "marking", "tags"]
        {
            let quoted = if name == "statisticsprice" { &json!(270) } else { &quote[name] };
            assert_eq!(&order[name], quoted, "{name}");
        }
        assert_eq!(order["statisticsprice"], 270);
        for name in ["account", "contact", "user", "user2", "deliveryterm", "paymentterm"] {
            assert_eq!(order[name]["id"], quote[name]["id"], "{name}");
        }
        assert_eq!(order["status"]["id"], trade.order_status);
        let [row] = order["rows"].as_array().unwrap().as_slice() else { panic!("{order}") };
        let quoted = &quote["rows"][0];
        for name in ["price", "totalprice", "discountspecial", "tags", "article", "articleunit"] {
            assert_eq!(row[name], quoted[name], "{name}");
        }
        assert_eq!(
            (&row["quantityordered"], &row["accountid"]),
            (&json!(3), &json!(trade.account))
        );
        let now = server.get(&self::path("quotes", &quote)).expect(200);
        assert_eq!(now["status"]["id"], trade.ordered);
        assert!(relations(server, &quote).contains(&json!(["order", order["id"], null])));
        server.post(&path, &json!({})).expect(409);
        server.post("/quotes/99/order", &json!({})).expect(404);
        assert_eq!(server.get("/orders").items().len(), 1);

        server.change(
            &self::path("orders", &order),
            json!({
                "delivered": 1, "externalkey": "K", "invoicenumber": "7", "price": 1,
            }),
        );
        let copy = server.post(&format!("{}/copy", self::path("orders", &order)), &json!({}));
        let copy = copy.expect(201);
        assert_ne!(copy["id"], order["id"]);
        for name in ["externalkey", "invoicenumber", "alternateid"] {
            assert_eq!(copy[name], Value::Null, "{name}");
        }
        let amounts = [&copy["price"], &copy["delivered"], &copy["rows"][0]["quantitydelivered"]];
        assert_eq!(amounts, [&json!(1), &json!(0), &json!(0)]);
        assert_eq!(copy["rows"][0]["price"], row["price"]);
        assert_eq!(copy["rows"][0]["tags"], row["tags"]);
        server.post("/orders/99/copy", &json!({})).expect(404);
    });
}

#[test]
fn quotes_and_orders_go_and_come_and_move_with_their_account() {
    on_both(|server| {
        let trade = server.trade();
        let (quote, order) = (
            server.quote(&trade, json!({})),
            server.order(&trade, json!({"rows": [{"price": 1}]})),
        );
        let hidden = server.order(&trade, json!({}));
        server.delete(&path("orders", &hidden)).expect(204);
        let account = format!("/accounts/{}", trade.account);
        server.delete(&account).expect(204);
        for gone in [path("quotes", &quote), path("orders", &order)] {
            server.get(&gone).expect(404);
            let refused = server.post(&format!("{gone}/restore"), &json!({})).expect(409);
            assert!(refused["errors"]["accountid"].is_string(), "{refused}");
        }
        assert_eq!(relations(server, &quote), [Value::Null; 0]);
        server.post(&format!("{account}/restore"), &json!({})).expect(200);
        assert_eq!(server.get(&path("quotes", &quote)).expect(200), quote);
        assert_eq!(server.get(&path("orders", &order)).expect(200), order);
        assert_eq!(relations(server, &quote).len(), 3);
        server.get(&path("orders", &hidden)).expect(404);
        let target = server.account("Berg", json!({}));
        server.post(&format!("/accounts/{target}/merge/{}", trade.account), &json!({})).expect(200);
        let moved = server.get(&path("orders", &order)).expect(200);
        assert_eq!(moved["account"]["id"], target);
        assert_eq!(moved["rows"][0]["accountid"], target);
        assert_eq!(server.get(&path("quotes", &quote)).expect(200)["account"]["id"], target);
        assert_eq!(relations(server, &quote)[0], json!(["account", target, null]));
        assert_eq!(server.get(&format!("/quotes?accountids={target}")).ids().len(), 1);
    });
}
