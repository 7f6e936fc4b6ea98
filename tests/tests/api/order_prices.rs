//! What rows of orders and quotes cost. All figures were calculated by hand.
use serde_json::{Value, json};
use testkit::{Server, Trade, on_both};

/// Price groups of 1 to 9 and from 10 units.
fn groups(server: &Server, trade: &Trade) -> [i64; 2] {
    [(1, 9), (10, 999)].map(|(min, max)| {
        let body = json!({"name": "Antal", "unit": {"id": trade.unit}, "min": min, "max": max});
        server.create("/pricelists/pricegroups", &body)
    })
}

fn list(server: &Server, prices: &Value, default: bool, strict: bool) -> i64 {
    let body = json!({
        "name": "Lista", "active": true, "start": "2026-01-01T00:00:00Z",
        "stop": "2026-12-31T00:00:00Z", "default": default, "strict": strict, "prices": prices,
    });
    server.create("/pricelists", &body)
}

fn price(article: i64, group: i64, price: i64, percent: i64) -> Value {
    json!({
        "article": {"id": article}, "pricegroup": {"id": group}, "price": price,
        "discountpercent": percent,
    })
}

fn row(article: i64, quantity: f64) -> Value {
    json!({"article": {"id": article}, "quantityordered": quantity})
}

/// Some columns of each row.
fn table(order: &Value, columns: &[&str]) -> Value {
    let rows = order["rows"].as_array().unwrap().iter();
    rows.map(|row| columns.iter().map(|name| row[*name].clone()).collect::<Value>()).collect()
}

#[test]
fn rows_take_their_price_from_lists_by_quantity_and_keep_it() {
    on_both(|server| {
        let trade = server.trade();
        let [few, many] = groups(server, &trade);
        let prices = json!([price(trade.article, few, 90, 0), price(trade.article, many, 80, 5)]);
        let default = list(server, &prices, true, false);
        let other =
            server.article("Mutter", json!({"price": 7, "buyprice": 4, "unitid": trade.unit}));
        let rows = json!([row(trade.article, 9.0), row(trade.article, 10.0), row(other, 3.0)]);
        let order = server.order(&trade, json!({"rows": rows}));
        let path = format!("/orders/{}", order["id"]);
        let columns = ["price", "discountpercent", "totalprice", "pricewarning"];
        let expected = json!([[90, 0, 810, 0], [80, 5, 760, 0], [7, 0, 21, 0]]);
        assert_eq!(table(&order, &columns), expected);
        assert_eq!((&order["price"], &order["buyprice"]), (&json!(1591), &json!(12)));
        assert_eq!(order["discounted"], true);
        assert_eq!(order["pricelist"]["id"], default);
        assert_eq!(order["pricelist"]["prices"], json!([]));
        let of = |place: usize| {
            let row = &order["rows"][place];
            json!([
                row["pricelist"]["id"],
                row["pricegroup"]["id"],
                row["pricelist"]["prices"][0]["price"]
            ])
        };
        assert_eq!(of(0), json!([default, few, 90]));
        assert_eq!(of(1), json!([default, many, 80]));
        assert_eq!(order["rows"][2]["pricelist"], Value::Null);

        // A list that changes does not change what was ordered.
        let listed = server.get(&format!("/pricelists/{default}")).expect(200);
        let dearer = json!({"prices": [{"id": listed["prices"][0]["id"], "price": 95}]});
        server.change(&format!("/pricelists/{default}"), dearer);
        let first = &order["rows"][0]["id"];
        let same =
            server.change(&path, json!({"marking": "X", "rows": [{"id": first, "noprint": 1}]}));
        assert_eq!(table(&same, &columns), expected);
        // Another quantity is another price.
        let less = json!({"rows": [{"id": first, "quantityordered": 2}]});
        let changed = server.change(&path, less);
        assert_eq!(changed["rows"][0]["price"], 95);
        // What was given stays, and is warned of.
        let given = json!({"rows": [{"id": first, "price": 60}]});
        let changed = server.change(&path, given);
        assert_eq!(table(&changed, &columns)[0], json!([60, 0, 120, 1]));
        let more = json!({"rows": [{"id": first, "quantityordered": 4}]});
        assert_eq!(table(&server.change(&path, more), &columns)[0], json!([60, 0, 240, 1]));
        let freed = json!({"rows": [{"id": first, "price": null}]});
        assert_eq!(table(&server.change(&path, freed), &columns)[0], json!([95, 0, 380, 0]));
    });
}

#[test]
fn the_list_of_the_row_comes_before_that_of_the_account_and_strict_lists_sell_nothing_else() {
    on_both(|server| {
        let trade = server.trade();
        let [few, _] = groups(server, &trade);
        let of = |amount: i64| json!([price(trade.article, few, amount, 0)]);
        list(server, &of(90), true, false);
        let (own, named) =
            (list(server, &of(85), false, true), list(server, &of(70), false, false));
        let account = format!("/accounts/{}", trade.account);
        server.change(&account, json!({"pricelistid": own}));
        let mut with_list = row(trade.article, 1.0);
        with_list["pricelist"] = json!({"id": named});
        let rows = json!([row(trade.article, 1.0), with_list]);
        let order = server.order(&trade, json!({"rows": rows}));
        assert_eq!(table(&order, &["price"]), json!([[85], [70]]));
        assert_eq!(order["pricelist"]["id"], own);
        assert_eq!(order["rows"][1]["pricelist"]["id"], named);
        let other = server.article("Mutter", json!({}));
        for (row, at) in [
            (row(other, 1.0), "rows.0.article"),
            (row(trade.article, 10.0), "rows.0.quantityordered"),
        ] {
            let mut dear = row.clone();
            dear["price"] = json!(1000);
            for row in [row, dear] {
                let body = server.order_body(&trade, json!({"rows": [row]}));
                server.post("/orders", &body).refuses(&[at]);
            }
        }
        let quote = server.quote_body(
            &trade,
            json!({"rows": [{"article": {"id": trade.article}, "quantity": 10}]}),
        );
        server.post("/quotes", &quote).refuses(&["rows.0.quantity"]);
        let late = json!({"placedate": "2027-01-01", "rows": [{
            "article": {"id": trade.article}, "pricelist": {"id": named},
        }]});
        server.post("/orders", &server.order_body(&trade, late)).refuses(&["rows.0.pricelist"]);
        assert_eq!(server.get("/orders").items().len(), 1);
        assert_eq!(server.get("/quotes").items().len(), 0);
    });
}

#[test]
fn amounts_are_in_the_currency_of_the_order_and_worth_something_in_the_base_currency() {
    on_both(|server| {
        let trade = server.trade();
        let body = json!({"currencycode": "eur", "rows": [row(trade.article, 3.0)]});
        let order = server.order(&trade, body);
        let path = format!("/orders/{}", order["id"]);
        // 100 / 11.25 = 8.8889; three of them 26.67; 26.67 × 11.25 = 300.0375.
        let columns = ["price", "totalprice", "totalpricestatistics", "currencycode"];
        assert_eq!(table(&order, &columns), json!([[8.8889, 26.67, 300.04, "EUR"]]));
        let whole = |order: &Value| {
            json!([
                order["currencycode"],
                order["currencyrate"],
                order["price"],
                order["statisticsprice"]
            ])
        };
        assert_eq!(whole(&order), json!(["EUR", 11.25, 26.67, 300.04]));
        let order = server.change(&path, json!({"currencyrate": 10}));
        assert_eq!(whole(&order), json!(["EUR", 10, 26.67, 266.7]));
        assert_eq!(order["rows"][0]["currencyrate"], 10);
        // Another currency converts no prices; it says in what they are.
        let order = server.change(&path, json!({"currencycode": "SEK"}));
        assert_eq!(whole(&order), json!(["SEK", 1, 26.67, 26.67]));
        let half = json!({"rows": [
            {"price": 0.125, "quantityordered": 1}, {"price": -0.125, "quantityordered": 1},
            {"price": 100, "quantityordered": 2.5, "discountpercent": 12.5, "discountamount": 0.75,
             "discountspecial": 2, "alternatvievalue": 0.5, "buyprice": 1.111},
        ]});
        let order = server.order(&trade, half);
        // (250 × 0.875 − 0.75) × 0.98 = 213.64; 2.5 × 0.5 = 1.25; 2.5 × 1.111 = 2.7775.
        assert_eq!(table(&order, &["totalprice"]), json!([[0.13], [-0.13], [213.64]]));
        assert_eq!(order["price"], 213.64);
        assert_eq!((&order["alternativevalue"], &order["buyprice"]), (&json!(1.25), &json!(2.78)));
    });
}
