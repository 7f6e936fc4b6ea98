//! Key figures on both stores.
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{Answer, READER, SELLER, STRANGER, Sales, Server, on_both};

fn today() -> Date {
    Timestamp::now().in_tz("Europe/Stockholm").unwrap().date()
}

fn items(answer: &Answer) -> Vec<Value> {
    answer.expect(200)[0]["items"].as_array().unwrap().clone()
}

/// Value and average of every figure of a user, by type.
fn figures(server: &Server, user: i64) -> BTreeMap<String, (Value, Value)> {
    let answer = server.get(&format!("/kpis?userid={user}&location=all&per_page=50"));
    let told = |item: Value| {
        assert_eq!(item["period"], today().strftime("%Y-%m").to_string());
        let kind = item["type"].as_str().unwrap().to_owned();
        (kind, (item["value"].clone(), item["average"].clone()))
    };
    items(&answer).into_iter().map(told).collect()
}

fn same(server: &Server, user: i64, expected: &[(&str, Value, Value)]) {
    let found = figures(server, user);
    for (kind, value, average) in expected {
        assert_eq!(found[*kind], (value.clone(), average.clone()), "{kind} of {user}");
    }
}

/// A month of the seller: done, planned, won, lost, open, budget.
fn month(server: &Server) -> Sales {
    let sales = server.sales();
    let (first, now) = (today().first_of_month(), today().to_string());
    let before = (first - 1.day()).to_string();
    for (date, closed) in [
        (now.as_str(), 1),
        (&first.to_string(), 1),
        (&today().last_of_month().to_string(), 0),
        (&before, 1),
        (&before, 0),
    ] {
        server.activity(&sales, json!({"userid": 2, "date": date, "closed": closed}));
    }
    server.activity(&sales, json!({"userid": 1, "date": now, "closed": 1}));
    let hidden = server.activity(&sales, json!({"userid": 2, "date": now, "closed": 1}));
    server.delete(&format!("/activities/{hidden}")).expect(204);
    server.account("Ny", json!({"userid": 2}));
    for (status, value, ended) in [
        (sales.won, json!(100.5), Some(&now)),
        (sales.won, json!("0.1"), Some(&now)),
        (sales.won, json!(7000), Some(&before)),
        (sales.lost, json!(50), Some(&now)),
        (sales.open, json!(1000), None),
        (sales.open, json!(500.25), None),
        (sales.open, json!(null), None),
    ] {
        let body = json!({"userid": 2, "statusid": status, "value": value, "enddate": ended});
        server.opportunity(&sales, body);
    }
    let path = format!("/users/2/budget/{}/{}", first.year(), first.month());
    server.put(&path, &json!({"budget": 300})).expect(200);
    sales
}

#[test]
fn a_month_is_added_up() {
    on_both(|server| {
        let none = Value::Null;
        same(
            server,
            2,
            &[
                ("plannedactivities", json!("0"), json!("0")),
                ("pipelinevalue", json!("0"), json!("0")),
                ("hitrate", none.clone(), none.clone()),
                ("budgetfulfilment", none.clone(), none.clone()),
            ],
        );
        let sales = month(server);
        // Three users are active, none in a department.
        same(
            server,
            2,
            &[
                ("plannedactivities", json!("1"), json!("0.3")),
                ("closedactivities", json!("2"), json!("1")),
                ("newaccounts", json!("1"), json!("0.7")),
                ("pipelinevalue", json!("1500.25"), json!("500.08")),
                ("hitrate", json!("67"), json!("67")),
                ("budgetfulfilment", json!("34"), json!("34")),
            ],
        );
        same(server, 1, &[("closedactivities", json!("1"), json!("1"))]);
        same(server, 3, &[("hitrate", none.clone(), json!("67"))]);
        // A team of two, one of whom is no longer there.
        let department = json!({"name": "Norr", "users": [{"id": 2}, {"id": 3}]});
        server.create("/users/departments", &department);
        same(server, 2, &[("closedactivities", json!("2"), json!("1"))]);
        server.put("/users/3", &json!({"active": 0})).expect(200);
        same(server, 2, &[("closedactivities", json!("2"), json!("2"))]);
        same(server, 1, &[("closedactivities", json!("1"), json!("1.5"))]);
        // A figure follows what happens.
        let won = server.opportunity(&sales, json!({"userid": 2, "value": 199.4}));
        server.put(&format!("/opportunities/{won}"), &json!({"statusid": sales.won})).expect(200);
        same(server, 2, &[("budgetfulfilment", json!("100"), json!("100"))]);
    });
}

#[test]
fn the_dashboard_shows_a_few_in_order() {
    on_both(|server| {
        let kinds = |query: &str| -> Vec<String> {
            let found = items(&server.get(&format!("/kpis?userid=2{query}")));
            found.iter().map(|one| one["type"].as_str().unwrap().to_owned()).collect()
        };
        let few = ["closedactivities", "newaccounts", "pipelinevalue", "budgetfulfilment"];
        assert_eq!(kinds(""), few);
        assert_eq!(kinds("&location=dashboard&sorting=sort_asc"), few);
        let mut back = kinds("&location=all&sorting=sort_desc");
        back.reverse();
        assert_eq!(back, kinds("&location=all"));
        assert_eq!(back.len(), 8);
        let answer = server.get("/kpis?userid=2&location=all&per_page=4&page=2");
        let page = answer.expect(200)[0].clone();
        assert_eq!((&page["total"], &page["pages"]), (&json!(8), &json!(2)));
        assert_eq!(page["items"].as_array().unwrap().len(), 4);
        let link = answer.header("link").unwrap();
        assert!(link.contains("page=1&per_page=4&userid=2&location=all>; rel=\"prev\""), "{link}");
        assert!(items(&server.get("/kpis?userid=2&page=3")).is_empty());
        let masked = server.masked("/kpis?userid=2", "total,items{value,id}").expect(200);
        assert_eq!(masked[0]["items"][0], json!({"value": "0", "id": 2}));
        assert_eq!(masked[0].as_object().unwrap().len(), 2);
        server.masked("/kpis?userid=2", "total{x}").expect(400);
        let native = [("x-token", READER), ("prefer", "wire=native, handling=strict")];
        let page = server.send("GET", "/kpis?userid=2", &native, None).expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 4);
        server.send("GET", "/kpis?userid=2&user=1", &native, None).refuses(&["user"]);
    });
}

#[test]
fn what_cannot_be_asked_is_refused() {
    on_both(|server| {
        month(server);
        let stranger = server.call(STRANGER, "GET", "/users/me", None).expect(200)["id"].clone();
        for (query, name) in [
            ("".to_owned(), "userid"),
            ("userid=".to_owned(), "userid"),
            ("userid=2x".to_owned(), "userid"),
            ("userid=999".to_owned(), "userid"),
            ("userid=0".to_owned(), "userid"),
            ("userid=2&location=dashbord".to_owned(), "location"),
            ("userid=2&sorting=sort".to_owned(), "sorting"),
            ("userid=2&per_page=51".to_owned(), "per_page"),
        ] {
            server.get(&format!("/kpis?{query}")).refuses(&[name]);
        }
        // Users of another tenant are like nobody, and what ours did is not theirs.
        server.call(STRANGER, "GET", "/kpis?userid=99", None).refuses(&["userid"]);
        let path = format!("/kpis?location=all&userid={stranger}");
        for item in items(&server.call(STRANGER, "GET", &path, None)) {
            let nothing = ["0", "null"].contains(&item["value"].to_string().trim_matches('"'));
            assert!(nothing, "{item}");
        }
        assert_eq!(items(&server.call(SELLER, "GET", "/kpis?userid=1", None)).len(), 4);
        server.send("GET", "/kpis?userid=2", &[], None).expect(401);
    });
}

#[test]
fn orders_of_the_month_are_counted_and_added_up() {
    on_both(|server| {
        let trade = server.trade();
        let first = today().first_of_month();
        let rows = json!([{"specification": "Frakt", "price": 49.5}]);
        for (user, day) in [(2, today()), (2, first), (2, first - 1.day()), (1, today())] {
            let body = json!({"user": {"id": user}, "placedate": day.to_string(), "rows": rows});
            server.order(&trade, body);
        }
        let found = figures(server, 2);
        assert_eq!(found["ordercount"].0, "2");
        assert_eq!(found["ordervalue"].0, "99");
        assert_eq!(figures(server, 1)["ordervalue"].0, "49.5");
    });
}
