//! What is delivered leaves the stock, once, and comes back when it is undone.
use serde_json::{Value, json};
use std::thread::scope;
use testkit::{ADMIN, Kind, Server, on_both};

fn stock(server: &Server, article: i64) -> Value {
    server.get(&format!("/articles/{article}")).expect(200)["stockbalance"].clone()
}

/// An order's own word and those of its rows.
fn delivered(order: &Value) -> Value {
    let rows = order["rows"].as_array().unwrap().iter();
    json!([order["delivered"], rows.map(|row| &row["quantitydelivered"]).collect::<Vec<_>>()])
}

#[test]
fn deliveries_and_their_undoing_move_the_stock() {
    on_both(|server| {
        let trade = server.trade();
        let (screw, hour) = (trade.article, server.article("Timme", json!({})));
        let low =
            server.article("Mutter", json!({"stockbalance": 10, "stockbalancewarningtreshold": 8}));
        let row = |article: i64, quantity: f64| json!({"article": {"id": article}, "quantityordered": quantity});
        let rows = json!([row(screw, 3.0), row(hour, 2.0), row(low, 2.6)]);
        let order = server.order(&trade, json!({"rows": rows}));
        let path = format!("/orders/{}", order["id"]);
        let ids: Vec<&Value> =
            order["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        let balances = |expected: [i64; 2]| {
            assert_eq!([stock(server, screw), stock(server, low)], expected.map(Value::from));
            assert_eq!(stock(server, hour), Value::Null);
        };
        balances([50, 10]);
        for (change, said, left) in [
            (json!({"delivered": 1}), json!([1, [3, 2, 2.6]]), [47, 7]),
            (json!({"delivered": 1, "marking": "X"}), json!([1, [3, 2, 2.6]]), [47, 7]),
            (json!({"delivered": 0}), json!([0, [0, 0, 0]]), [50, 10]),
            (
                json!({"rows": [{"id": ids[0], "quantitydelivered": 2}]}),
                json!([0, [2, 0, 0]]),
                [48, 10],
            ),
            (json!({"delivered": 1}), json!([1, [3, 2, 2.6]]), [47, 7]),
            (json!({"rows": [{"id": ids[0], "deleted": 1}]}), json!([1, [3, 2, 2.6]]), [50, 7]),
            (json!({"rows": [{"id": ids[0], "deleted": 0}]}), json!([1, [3, 2, 2.6]]), [47, 7]),
            (
                json!({"rows": [{"id": ids[1], "quantitydelivered": 1}]}),
                json!([0, [3, 1, 2.6]]),
                [47, 7],
            ),
            (
                json!({"rows": [{"id": ids[1], "quantitydelivered": 2}]}),
                json!([1, [3, 2, 2.6]]),
                [47, 7],
            ),
            (
                json!({"rows": [{"id": ids[2], "article": {"id": screw}}]}),
                json!([1, [3, 2, 2.6]]),
                [44, 10],
            ),
        ] {
            let answer = server.change(&path, change.clone());
            assert_eq!(delivered(&answer), said, "{change}");
            balances(left);
        }
        let back = json!({"delivered": 1, "rows": [row(screw, -4.0)]});
        let back = server.order(&trade, back);
        assert_eq!(delivered(&back), json!([1, [-4]]), "what comes back is put back");
        balances([48, 10]);
        server
            .put(&path, &json!({"rows": [{"id": ids[0], "quantitydelivered": "x"}]}))
            .refuses(&["rows.0.quantitydelivered"]);
        balances([48, 10]);
    });
}

#[test]
fn a_balance_that_falls_below_the_threshold_is_low() {
    on_both(|server| {
        let trade = server.trade();
        let body = json!({"stockbalance": 9, "stockbalancewarningtreshold": 8});
        let article = server.article("Mutter", body);
        let low = |server: &Server| server.get("/articles?lowstock=1").ids();
        assert_eq!(low(server), [0; 0]);
        let rows = json!([{"article": {"id": article}, "quantityordered": 2}]);
        let order = server.order(&trade, json!({"delivered": 1, "rows": rows}));
        assert_eq!(low(server), [article]);
        server.change(&format!("/orders/{}", order["id"]), json!({"delivered": 0}));
        assert_eq!(low(server), [0; 0]);
    });
}

#[test]
fn deliveries_at_once_are_all_counted() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let trade = server.trade();
        let orders: Vec<i64> = (1..=8)
            .map(|quantity| {
                let row = json!({"article": {"id": trade.article}, "quantityordered": quantity});
                server.order(&trade, json!({"rows": [row]}))["id"].as_i64().unwrap()
            })
            .collect();
        for (delivered, left) in [(1, 50 - 36), (0, 50), (1, 50 - 36)] {
            scope(|scope| {
                for id in &orders {
                    let server = &server;
                    scope.spawn(move || {
                        let body = json!({"delivered": delivered});
                        server.call(ADMIN, "PUT", &format!("/orders/{id}"), Some(&body)).expect(200)
                    });
                }
            });
            assert_eq!(stock(&server, trade.article), left, "{kind:?}");
        }
    }
}
