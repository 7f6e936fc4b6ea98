//! What a row would cost, and why, on both stores.
use serde_json::{Value, json};
use testkit::{READER, STRANGER, Server, on_both};

/// What a test of prices begins with: an article at 100 with a unit, and groups of it.
struct Shop {
    article: i64,
    other: i64,
    few: i64,
    many: i64,
}

fn shop(server: &Server) -> Shop {
    let unit = server.create("/articleunits", &json!({"name": "st"}));
    Shop {
        article: server.article("A", json!({"unitid": unit})),
        other: server.article("B", json!({"unitid": unit, "price": 40})),
        few: server.price_group(unit, 1, 9),
        many: server.price_group(unit, 10, 99),
    }
}

fn merged(body: Value, more: Value) -> Value {
    let mut body = body;
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// What a row of an article would cost in the middle of 2026.
fn resolved(server: &Server, article: i64, more: Value) -> Value {
    let body = json!({"article": {"id": article}, "date": "2026-06-15"});
    server.post("/pricelists/resolve", &merged(body, more)).expect(200)
}

/// The parts of an answer that tell why.
fn why(answer: &Value) -> (Value, Value, Value, Value) {
    let of = |name: &str| answer[name].clone();
    (of("origin"), of("pricelistid"), of("pricegroupid"), of("price"))
}

fn because(
    origin: &str,
    list: Option<i64>,
    group: Option<i64>,
    price: Value,
) -> (Value, Value, Value, Value) {
    (json!(origin), json!(list), json!(group), price)
}

fn price(article: i64, group: Option<i64>, price: Value) -> Value {
    let group = group.map(|id| json!({"id": id}));
    json!({"article": {"id": article}, "pricegroup": group, "price": price})
}

#[test]
fn the_row_comes_before_the_account_and_the_account_before_the_default() {
    on_both(|server| {
        let Shop { article, other, few, many } = shop(server);
        let list = |name: &str, more: Value| server.price_list(merged(json!({"name": name}), more));
        let own = list("Rad", json!({"prices": [price(article, Some(many), json!(70))]}));
        let account_list = list("Kund", json!({"prices": [price(article, None, json!(80))]}));
        let default = list(
            "Alla",
            json!({"default": true, "prices": [
            price(article, Some(few), json!(90)), price(other, None, json!(35))]}),
        );
        let account = server.account("Kund", json!({"pricelistid": account_list}));
        let named = json!({"id": own});
        let buys = json!({"id": account});
        for (body, expected) in [
            (json!({}), because("default", Some(default), Some(few), json!(90))),
            (json!({"quantity": 9.99}), because("default", Some(default), Some(few), json!(90))),
            (json!({"quantity": -9}), because("default", Some(default), Some(few), json!(90))),
            (json!({"quantity": 10}), because("article", None, None, json!(100))),
            (json!({"account": buys}), because("account", Some(account_list), None, json!(80))),
            (
                json!({"account": buys, "pricelist": named, "quantity": 10}),
                because("row", Some(own), Some(many), json!(70)),
            ),
            (
                json!({"account": buys, "pricelist": named}),
                because("account", Some(account_list), None, json!(80)),
            ),
            (json!({"pricelist": named}), because("default", Some(default), Some(few), json!(90))),
            (json!({"date": "2027-01-01"}), because("article", None, None, json!(100))),
            (
                json!({"account": buys, "date": "2025-12-31"}),
                because("article", None, None, json!(100)),
            ),
        ] {
            assert_eq!(why(&resolved(server, article, body.clone())), expected, "{body}");
        }
        let answer = resolved(server, other, json!({"account": buys}));
        assert_eq!(why(&answer), because("default", Some(default), None, json!(35)));
        assert_eq!(answer["pricelistname"], "Alla");
        assert_eq!(answer["article"], json!({"id": other, "name": "B", "number": null}));

        // What is hidden or no longer used counts for nothing.
        server.put(&format!("/pricelists/{account_list}"), &json!({"active": false})).expect(200);
        server.delete(&format!("/pricelists/{default}")).expect(204);
        let answer = resolved(server, article, json!({"account": buys}));
        assert_eq!(why(&answer), because("article", None, None, json!(100)));
        for (list, wrong) in
            [(account_list, "pricelist"), (default, "pricelist.id"), (99, "pricelist.id")]
        {
            let body = json!({"article": {"id": article}, "date": "2026-06-15", "pricelist": {"id": list}});
            server.post("/pricelists/resolve", &body).refuses(&[wrong]);
        }
        let early = json!({"article": {"id": article}, "date": "2025-12-31", "pricelist": named});
        server.post("/pricelists/resolve", &early).refuses(&["pricelist"]);
    });
}

#[test]
fn a_strict_list_sells_only_what_it_lists() {
    on_both(|server| {
        let Shop { article, other, few, .. } = shop(server);
        let prices = json!([price(article, Some(few), json!(90))]);
        let strict = server.price_list(json!({"strict": true, "prices": prices}));
        let account = server.account("Kund", json!({"pricelistid": strict}));
        let ask = |article: i64, more: Value| {
            let body = json!({"article": {"id": article}, "date": "2026-06-15"});
            server.post("/pricelists/resolve", &merged(body, more))
        };
        for more in [json!({"pricelist": {"id": strict}}), json!({"account": {"id": account}})] {
            assert_eq!(ask(article, more.clone()).expect(200)["price"], 90);
            ask(other, more.clone()).refuses(&["article"]);
            ask(article, merged(more, json!({"quantity": 10}))).refuses(&["quantity"]);
        }
        assert_eq!(ask(other, json!({})).expect(200)["price"], 40);
        // A list that the row names comes first, whatever the account's says.
        let free = server.price_list(json!({"prices": [price(other, None, json!(30))]}));
        let named = json!({"pricelist": {"id": free}, "account": {"id": account}});
        assert_eq!(ask(other, named.clone()).expect(200)["price"], 30);
        assert_eq!(ask(article, named).expect(200)["price"], 90);
    });
}

#[test]
fn totals_discounts_and_warnings_are_told() {
    on_both(|server| {
        let Shop { article, .. } = shop(server);
        let prices = json!([{"article": {"id": article}, "price": 99.95, "discountpercent": 10,
            "discountamount": 5}]);
        server.price_list(json!({"default": true, "prices": prices}));
        for (body, total, warning) in [
            // 3 × 99.95 = 299.85; less 10 % = 269.865; less 5 = 264.865
            (json!({"quantity": 3}), json!(264.87), 0),
            (json!({"quantity": "2.5"}), json!(219.89), 0),
            (json!({"quantity": 3, "discountspecial": 2.5}), json!(258.24), 1),
            (json!({"quantity": 3, "discountpercent": 0, "discountamount": 0}), json!(299.85), 0),
            (json!({"quantity": 3, "price": 90}), json!(238), 1),
            (json!({"quantity": 3, "price": 200}), json!(535), 0),
            (json!({"quantity": 0}), json!(-5), 0),
            (json!({"quantity": -3}), json!(-274.87), 0),
            (json!({"quantity": -3, "discountamount": 10}), json!(-279.87), 0),
            (json!({"quantity": -3, "discountamount": 0}), json!(-269.87), 1),
        ] {
            let answer = resolved(server, article, body.clone());
            assert_eq!(answer["totalprice"], total, "{body}");
            assert_eq!(answer["totalpricestatistics"], total, "{body}");
            assert_eq!(answer["pricewarning"], warning, "{body}");
            assert_eq!(answer["listprice"], 99.95, "{body}");
        }
        let masked = json!({"article": {"id": article}, "date": "2026-06-15"});
        let headers = [
            ("x-token", READER),
            ("x-fields", "totalprice,article{name}"),
            ("content-type", "application/json"),
        ];
        let bytes = masked.to_string();
        let answer = server.send("POST", "/pricelists/resolve", &headers, Some(bytes.as_bytes()));
        let expected = json!({"totalprice": 84.96, "article": {"name": "A"}});
        assert_eq!(answer.expect(200), expected, "who only reads may ask");
    });
}

#[test]
fn prices_are_exchanged_into_the_currency_asked_for() {
    on_both(|server| {
        let Shop { article, other, .. } = shop(server);
        let sek = server.currency("SEK", json!(1));
        let eur = server.currency("EUR", json!(11.25));
        let jpy = server.currency("JPY", json!(0.07));
        server.put(&format!("/currencies/{jpy}"), &json!({"decimals": 0})).expect(200);
        let krona = json!({"default": true, "prices": [price(other, None, json!(45))]});
        let krona = server.price_list(krona);
        let euro = json!({"default": true, "currencyid": eur,
            "prices": [price(article, None, json!(8.5))]});
        let euro = server.price_list(euro);
        let agreed = json!({"currencyid": eur, "prices": [price(article, None, json!(8))]});
        let agreed = server.price_list(agreed);
        let account = server.account("Kund", json!({"pricelistid": agreed}));
        let ask = |article: i64, more: Value| {
            let answer = resolved(server, article, merged(json!({"quantity": 3}), more));
            let of = |name: &str| answer[name].clone();
            (
                of("pricelistid"),
                of("currencycode"),
                of("price"),
                of("totalprice"),
                of("totalpricestatistics"),
            )
        };
        for (body, list, code, price, total, base) in [
            (json!({"currencyid": sek}), None, "SEK", json!(100), json!(300), json!(300)),
            (json!({}), None, "SEK", json!(100), json!(300), json!(300)),
            (json!({"currencyid": eur}), Some(euro), "EUR", json!(8.5), json!(25.5), json!(286.88)),
            (
                json!({"account": {"id": account}}),
                Some(agreed),
                "EUR",
                json!(8),
                json!(24),
                json!(270),
            ),
            (
                json!({"pricelist": {"id": agreed}}),
                Some(agreed),
                "EUR",
                json!(8),
                json!(24),
                json!(270),
            ),
            (
                json!({"pricelist": {"id": agreed}, "currencyid": sek}),
                Some(agreed),
                "SEK",
                json!(90),
                json!(270),
                json!(270),
            ),
            (json!({"currencyid": jpy}), None, "JPY", json!(1428.5714), json!(4286), json!(300.02)),
        ] {
            let expected = (json!(list), json!(code), price, total, base);
            assert_eq!(ask(article, body.clone()), expected, "{body}");
        }
        // A currency without a default list has that of the base currency, at the rate; what the
        // lists lack costs what the article says, at the rate.
        let yen = ask(other, json!({"currencyid": jpy}));
        assert_eq!((&yen.0, &yen.2), (&json!(krona), &json!(642.8571)));
        let euros = ask(other, json!({"currencyid": eur}));
        assert_eq!((&euros.0, &euros.2, &euros.3), (&Value::Null, &json!(3.5556), &json!(10.67)));
        let before = ask(article, json!({"account": {"id": account}}));
        server.put(&format!("/currencies/{eur}"), &json!({"rate": 10})).expect(200);
        let after = ask(article, json!({"account": {"id": account}}));
        assert_eq!((before.3, before.4), (json!(24), json!(270)));
        assert_eq!((after.3, after.4), (json!(24), json!(240)));
    });
}

#[test]
fn what_cannot_be_priced_is_told() {
    on_both(|server| {
        let Shop { article, .. } = shop(server);
        let theirs = {
            let body = json!({"name": "T", "price": 1, "description": "", "vat": 0});
            server.call(STRANGER, "POST", "/articles", Some(&body)).expect(201);
            server.call(STRANGER, "POST", "/articles", Some(&body)).expect(201);
            server.call(STRANGER, "POST", "/articles", Some(&body)).expect(201)["id"].clone()
        };
        let ask = |body: Value| server.post("/pricelists/resolve", &body);
        ask(json!({})).refuses(&["article"]);
        ask(json!({"article": {"id": theirs}})).refuses(&["article.id"]);
        ask(json!({"article": {"id": article}, "account": {"id": 9}, "currencyid": 9}))
            .refuses(&["account.id", "currencyid"]);
        let wrong = json!({"article": {"id": article}, "quantity": 1.00001, "discountpercent": 101,
            "discountspecial": -1, "discountamount": -1, "date": "2026-02-30", "price": "x"});
        ask(wrong).refuses(&[
            "quantity",
            "discountpercent",
            "discountspecial",
            "discountamount",
            "date",
            "price",
        ]);
        let large = json!({"article": {"id": article}, "quantity": 99_999_999_999_i64, "price": 99_999_999_999_i64});
        ask(large).refuses(&["totalprice"]);
        ask(json!({"article": {"id": article}, "quantity": "NaN"})).refuses(&["quantity"]);
    });
}
