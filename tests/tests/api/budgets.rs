//! Budgets of accounts and users, on both stores.
use serde_json::{Value, json};
use testkit::on_both;

#[test]
fn a_budget_is_set_read_and_removed() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let other = server.account("Två", json!({}));
        for owner in [format!("/accounts/{account}"), "/users/2".to_owned()] {
            let path = format!("{owner}/budget/2026/11");
            server.get(&path).expect(404);
            server.delete(&path).expect(404);
            let made = server.put(&path, &json!({"budget": 1000})).expect(200);
            assert_eq!(made["budget"], 1000);
            assert_eq!(server.get(&path).expect(200), made);
            let changed = server.put(&path, &json!({"budget": 2000})).expect(200);
            assert_eq!((&changed["budget"], &changed["id"]), (&json!(2000), &made["id"]));
            assert_eq!(server.put(&path, &json!({})).expect(200), changed, "nothing named");
            server.get(&format!("{owner}/budget/2026/12")).expect(404);
            server.get(&format!("{owner}/budget/2025/11")).expect(404);
            server.put(&path, &json!({"budget": 1.5})).refuses(&["budget"]);
            server.put(&path, &json!({"budget": "7"})).refuses(&["budget"]);
            server.put(&path, &json!({"budget": -1})).refuses(&["budget"]);
            server.delete(&path).expect(204);
            server.delete(&path).expect(404);
            server.get(&path).expect(404);
            for month in ["0", "13", "x", "-1", "1.0"] {
                let path = format!("{owner}/budget/2026/{month}");
                server.get(&path).expect(404);
                server.put(&path, &json!({"budget": 1})).expect(404);
                server.delete(&path).expect(404);
            }
            for year in ["0", "10000", "x"] {
                server.put(&format!("{owner}/budget/{year}/1"), &json!({"budget": 1})).expect(404);
            }
        }
        for path in ["/accounts/99/budget/2026/1", "/users/99/budget/2026/1"] {
            server.put(path, &json!({"budget": 1})).expect(404);
            server.get(path).expect(404);
        }
        let path = |id: i64| format!("/accounts/{id}/budget/2026/1");
        server.put(&path(account), &json!({"budget": 1})).expect(200);
        server.put(&path(other), &json!({"budget": 2})).expect(200);
        assert_eq!(server.get(&path(account)).expect(200)["budget"], 1, "each its own");
        server.delete(&format!("/accounts/{other}")).expect(204);
        server.get(&path(other)).expect(404);
        server.put(&path(other), &json!({"budget": 3})).expect(404);
    });
}

/// The sum of a member over a list.
fn sum(list: &Value, name: &str) -> i64 {
    list.as_array().unwrap().iter().map(|item| item[name].as_i64().unwrap()).sum()
}

#[test]
fn a_users_month_is_spread_over_its_working_days() {
    on_both(|server| {
        let put = |year: i64, month: i64, body: Value| {
            server.put(&format!("/users/2/budget/{year}/{month}"), &body).expect(200)
        };
        for (year, month, days, first, last) in [
            // Whole weeks, with no holiday in them.
            (2026, 11, 21, "2026-W45 2026-11-02", "2026-W49 2026-11-30"),
            // New Year, Epiphany.
            (2026, 1, 20, "2026-W01 2026-01-02", "2026-W05 2026-01-30"),
            // Easter Monday and Good Friday are in April.
            (2026, 4, 20, "2026-W14 2026-04-01", "2026-W18 2026-04-30"),
            // The week of New Year's Eve belongs to another year.
            (2024, 12, 20, "2024-W49 2024-12-02", "2025-W01 2024-12-31"),
        ] {
            let budget = put(year, month, json!({"budget": 100_003, "pipeline": 7}));
            assert_eq!((&budget["userid"], &budget["year"]), (&json!(2), &json!(year)));
            let weeks = &budget["weeks"];
            assert_eq!((sum(weeks, "budget"), sum(weeks, "pipeline")), (100_003, 7));
            let mut all = Vec::new();
            for week in weeks.as_array().unwrap() {
                assert_eq!(sum(&week["days"], "budget"), week["budget"].as_i64().unwrap());
                assert_eq!(sum(&week["days"], "pipeline"), week["pipeline"].as_i64().unwrap());
                for day in week["days"].as_array().unwrap() {
                    let text = |value: &Value| value.as_str().unwrap().to_owned();
                    all.push((
                        format!("{} {}", text(&week["week"]), text(&day["day"])),
                        day["budget"].as_i64().unwrap(),
                    ));
                }
            }
            assert_eq!(all.len(), days, "{year}-{month}");
            assert_eq!(all.first().unwrap().0, first);
            assert_eq!(all.last().unwrap().0, last);
            let least = all.iter().map(|(_, budget)| *budget).min().unwrap();
            assert!(all.iter().all(|(_, budget)| (least..=least + 1).contains(budget)));
        }
        let half = put(2027, 1, json!({"budget": 10}));
        assert_eq!(half["pipeline"], Value::Null);
        assert_eq!(half["weeks"][0]["pipeline"], Value::Null);
        assert_eq!(half["weeks"][0]["days"][0]["pipeline"], Value::Null);
        assert_eq!(sum(&half["weeks"], "budget"), 10);

        let path = "/users/2/budget/2026/11";
        assert_eq!(
            server.masked(path, "weeks{week,days{budget}},year").text().get(..49),
            Some(r#"{"weeks":[{"week":"2026-W45","days":[{"budget":47"#)
        );
        assert_eq!(server.masked(path, "{budget}").text(), "{\"budget\":100003}\n");
    });
}

#[test]
fn budgets_are_listed_by_month() {
    on_both(|server| {
        for (user, year, month) in
            [(2, 2026, 2), (2, 2025, 12), (2, 2026, 1), (3, 2026, 1), (1, 2024, 6)]
        {
            let path = format!("/users/{user}/budget/{year}/{month}");
            server.put(&path, &json!({"budget": 1, "pipeline": 2})).expect(200);
        }
        let listed = |path: &str| -> Vec<String> {
            let items = server.get(path).items();
            items
                .iter()
                .map(|item| format!("{}:{}-{}", item["userid"], item["year"], item["month"]))
                .collect()
        };
        for (path, expected) in [
            ("/users/budget", &["1:2024-6", "2:2025-12", "2:2026-1", "3:2026-1", "2:2026-2"][..]),
            ("/users/budget?userids=1,3", &["1:2024-6", "3:2026-1"]),
            ("/users/budget?userids=99", &[]),
            ("/users/budget?year_from=2026", &["2:2026-1", "3:2026-1", "2:2026-2"]),
            ("/users/budget?year_from=2026&month_from=2", &["2:2026-2"]),
            ("/users/budget?year_to=2025", &["1:2024-6", "2:2025-12"]),
            ("/users/budget?year_to=2025&month_to=11", &["1:2024-6"]),
            (
                "/users/budget?year_from=2025&month_from=12&year_to=2026&month_to=1",
                &["2:2025-12", "2:2026-1", "3:2026-1"],
            ),
            ("/users/budget?per_page=2&page=2", &["2:2026-1", "3:2026-1"]),
            ("/users/2/budget", &["2:2025-12", "2:2026-1", "2:2026-2"]),
            ("/users/2/budget?year_to=2025", &["2:2025-12"]),
            ("/users/2/budget?userids=3", &[]),
        ] {
            assert_eq!(listed(path), expected, "{path}");
        }
        for (path, wrong) in [
            ("/users/budget?year_from=x", "year_from"),
            ("/users/budget?year_from=0", "year_from"),
            ("/users/budget?year_to=10000", "year_to"),
            ("/users/budget?year_from=2026&month_from=13", "month_from"),
            ("/users/budget?year_to=2026&month_to=0", "month_to"),
            ("/users/budget?month_from=1", "month_from"),
            ("/users/2/budget?month_to=x", "month_to"),
            ("/users/budget?userids=x", "userids"),
        ] {
            server.get(path).refuses(&[wrong]);
        }
        server.get("/users/99/budget").expect(404);
        server.get("/users/x/budget").expect(404);
    });
}
