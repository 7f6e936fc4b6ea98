//! Orders: their rows, what they come to, and what they do to stock.
use serde_json::{Value, json};
use testkit::{STRANGER, Server, on_both};

/// Rows of an order, each as the least that is needed and `more`.
fn rows(article: i64, count: usize, more: &Value) -> Value {
    let row = |_| {
        let mut row = json!({"article": {"id": article}});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    (0..count).map(row).collect()
}

fn path(order: &Value) -> String {
    format!("/orders/{}", order["id"])
}

fn numbers(of: &Value, names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| of[*name].clone()).collect()
}

#[test]
fn an_order_is_answered_as_it_was_placed() {
    on_both(|server| {
        let trade = server.trade();
        let tag = server.create("/tags", &json!({"name": "VIP", "type": "company"}));
        let order = server.order(
            &trade,
            json!({
                "placedate": "2026-11-23T23:30:00.000Z", "deliverydate": "2026-12-01",
                "invoicedate": "2026-12-02", "alternateid": "A-1", "tags": [{"id": tag}],
                "deliveryterm": {"id": trade.delivery_term}, "externalcomment": "Ring först",
                "rows": [
                    {"article": {"id": trade.article}, "quantityordered": 3, "tags": [{"id": tag}]},
                    {"specification": "Frakt", "price": 49.5, "sortorder": 2},
                ],
            }),
        );
        assert_eq!(order["placedate"], "2026-11-23T00:00:00.000Z");
        assert_eq!(order["deliverydate"], "2026-12-01T00:00:00.000Z");
        assert_eq!(order["invoicedate"], "2026-12-02");
        let money = ["price", "statisticsprice", "currencycode", "currencyrate", "discounted"];
        let expected = [json!(349.5), json!(349.5), json!("SEK"), json!(1), json!(false)];
        assert_eq!(numbers(&order, &money), expected);
        let [screw, freight] = order["rows"].as_array().unwrap().as_slice() else {
            panic!("{order}")
        };
        let of_row = ["orderid", "accountid", "userid", "quantityordered", "price", "totalprice"];
        let expected = [&order["id"], &json!(trade.account), &json!(1), &json!(3), &json!(100)];
        assert_eq!(numbers(screw, &of_row[..5]), expected.map(Clone::clone));
        assert_eq!(screw["totalprice"], 300);
        assert_eq!(screw["articleunit"]["id"], trade.unit);
        assert_eq!(screw["tags"][0]["id"], tag);
        assert_eq!(screw["article"]["name"], "Skruv");
        assert_eq!(
            (&freight["quantityordered"], &freight["totalprice"]),
            (&json!(1), &json!(49.5))
        );
        assert_eq!(freight["article"], Value::Null);
        assert_eq!(server.get(&path(&order)).expect(200), order);
        for found in [format!("number={}", order["id"]), "altnumber=A-1".to_owned()] {
            assert_eq!(
                server.get(&format!("/orders?{found}")).ids(),
                [order["id"].as_i64().unwrap()]
            );
        }
        assert_eq!(server.get("/orders?fulltext=ring%20F%C3%96RST").items(), [order]);
    });
}

#[test]
fn rows_are_changed_added_kept_and_dropped() {
    on_both(|server| {
        let trade = server.trade();
        let of = |price: i64| json!({"specification": "Rad", "price": price});
        let order = server.order(&trade, json!({"rows": [of(1), of(10), of(100)]}));
        assert_eq!(order["price"], 111);
        let ids: Vec<i64> = order["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_i64().unwrap())
            .collect();
        let order = server.change(
            &path(&order),
            json!({"rows": [
                {"id": ids[0], "quantityordered": 2},
                {"id": ids[1], "deleted": 1},
                {"specification": "Ny", "price": 1000},
            ]}),
        );
        assert_eq!(order["price"], 1102);
        let found: Vec<Value> = order["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!([row["id"], row["totalprice"], row["deleted"]]))
            .collect();
        let new = ids[2] + 1;
        let expected = json!([[ids[0], 2, 0], [ids[1], 10, 1], [ids[2], 100, 0], [new, 1000, 0]]);
        assert_eq!(Value::from(found), expected);
        let order = server.change(&path(&order), json!({"rows": [{"id": ids[1], "deleted": 0}]}));
        assert_eq!(order["price"], 1112);
        let order = server.change(&path(&order), json!({"marking": "X", "rows": []}));
        assert_eq!((&order["price"], order["rows"].as_array().unwrap().len()), (&json!(1112), 4));
    });
}

#[test]
fn what_is_wrong_with_rows_is_told_by_name_and_nothing_is_written() {
    on_both(|server| {
        let trade = server.trade();
        let other = server.order(&trade, json!({"rows": rows(trade.article, 1, &json!({}))}));
        let order = server.order(&trade, json!({"rows": rows(trade.article, 1, &json!({}))}));
        let (own, foreign) = (&order["rows"][0]["id"], &other["rows"][0]["id"]);
        for (row, property) in [
            (json!({"id": foreign}), "id"),
            (json!({"id": 999_999}), "id"),
            (json!({"id": "1"}), "id"),
            (json!({"id": own, "quantityordered": "many"}), "quantityordered"),
            (json!({"quantityordered": 1e15}), "quantityordered"),
            (json!({"quantityordered": 0.00001}), "quantityordered"),
            (json!({"discountpercent": 100.1}), "discountpercent"),
            (json!({"discountpercent": -1}), "discountpercent"),
            (json!({"discountspecial": 101}), "discountspecial"),
            (json!({"discountamount": -0.01}), "discountamount"),
            (json!({"deleted": 2}), "deleted"),
            (json!({"currencycode": "EUR"}), "currencycode"),
            (json!({"currencyrate": 2}), "currencyrate"),
            (json!({"currencyrate": 0}), "currencyrate"),
            (json!({"article": {"id": 999_999}}), "article.id"),
            (json!({"articleunit": {"id": 999_999}}), "articleunit.id"),
            (json!({"pricelist": {"id": 999_999}}), "pricelist.id"),
            (json!({"sortgroup": 999_999}), "sortgroup"),
            (json!({"tags": [{"id": 999_999}]}), "tags.0.id"),
            (json!({"userid": 999_999}), "userid"),
            (json!({"price": 99_999_999_999_i64, "quantityordered": 99_999}), "totalprice"),
        ] {
            let body = json!({"marking": "X", "rows": [{"price": 1}, row]});
            let at = format!("rows.1.{property}");
            server.put(&path(&order), &body).refuses(&[&at]);
            if row.get("id").is_none() {
                server.post("/orders", &server.order_body(&trade, body)).refuses(&[&at]);
            }
        }
        let twice = json!({"rows": [{"id": own}, {"id": own}]});
        server.put(&path(&order), &twice).refuses(&["rows.1.id"]);
        let many = json!({"rows": rows(trade.article, 1001, &json!({}))});
        server.put(&path(&order), &many).refuses(&["rows"]);
        for (body, property) in [
            (json!({"currencycode": "XXX"}), "currencycode"),
            (json!({"currencycode": "USD"}), "currencycode"),
            (json!({"currencyrate": 2}), "currencyrate"),
            (json!({"currencyrate": 0}), "currencyrate"),
            (json!({"placedate": "2026-02-30"}), "placedate"),
            (json!({"placedate": null}), "placedate"),
            (json!({"account": {"id": 999_999}}), "account.id"),
            (json!({"account": trade.account}), "account"),
            (json!({"delivered": 2}), "delivered"),
        ] {
            server.put(&path(&order), &body).refuses(&[property]);
        }
        assert_eq!(server.get(&path(&order)).expect(200), order);
        assert_eq!(server.get(&path(&other)).expect(200), other);
        assert_eq!(server.get("/orders").items().len(), 2);
        assert_eq!(server.call(STRANGER, "GET", &path(&order), None).status, 404);
    });
}

#[test]
fn totals_that_are_given_stay_until_they_are_unset() {
    on_both(|server| {
        let trade = server.trade();
        let order = server.order(
            &trade,
            json!({"price": 999, "rows": rows(trade.article, 2, &json!({"discountpercent": 10}))}),
        );
        let sums = ["price", "statisticsprice", "discounted"];
        assert_eq!(numbers(&order, &sums), [json!(999), json!(180), json!(true)]);
        let row = order["rows"][0]["id"].clone();
        let change = json!({"rows": [{"id": row, "quantityordered": 2}], "buyprice": 50});
        let order = server.change(&path(&order), change);
        assert_eq!(numbers(&order, &sums), [json!(999), json!(270), json!(true)]);
        // To send back what was answered gives nothing.
        let back = server.change(&path(&order), order.clone());
        let drop = |mut order: Value| {
            order["tsupdated"].take();
            order
        };
        assert_eq!(drop(back), drop(order.clone()));
        let order = server.change(&path(&order), json!({"price": null, "buyprice": null}));
        assert_eq!(numbers(&order, &["price", "buyprice"]), [json!(270), json!(0)]);
        let rows = json!({"rows": [{"id": row, "price": 7}], "discounted": false});
        let order = server.change(&path(&order), rows);
        assert_eq!(numbers(&order, &sums), [json!(102.6), json!(102.6), json!(false)]);
        assert_eq!(order["rows"][0]["pricewarning"], 1);
        let rows = json!({"rows": [{"id": row, "price": null}]});
        let order = server.change(&path(&order), rows);
        assert_eq!(order["rows"][0]["price"], 100);
    });
}

fn fill(server: &Server, path: &str, count: usize) -> i64 {
    let trade = server.trade();
    let tag = server.create("/tags", &json!({"name": "VIP", "type": "company"}));
    let cost = |count: usize| {
        let body = json!({"rows": rows(trade.article, count, &json!({"tags": [{"id": tag}]}))});
        let before = server.statements(path);
        let order = server.order(&trade, body);
        assert_eq!(order["rows"].as_array().unwrap().len(), count);
        assert_eq!(order["price"], 100 * count);
        server.statements(path) - before
    };
    let few = cost(2);
    assert_eq!(cost(count), few, "as many statements for {count} rows as for two");
    few
}

#[test]
fn a_thousand_rows_take_as_many_statements_as_two() {
    for kind in testkit::Kind::BOTH {
        let server = Server::start(kind);
        let statements = fill(&server, "/orders", 1000);
        assert!(statements < 40, "{statements}");
        let order = server.get("/orders/2").expect(200);
        let rows: Vec<Value> = order["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| json!({"id": row["id"], "quantityordered": 2, "tags": []}))
            .collect();
        let order = server.change("/orders/2", json!({"rows": rows, "delivered": 1}));
        assert_eq!(order["price"], 200_000);
        assert_eq!(server.get("/articles/1").expect(200)["stockbalance"], 50 - 2000);
    }
}
