//! Things found by what their fields hold, on both stores.
use super::*;

#[test]
fn every_kind_of_thing_has_fields() {
    on_both(|server| {
        let sales = server.sales();
        let body = json!({"name": "Projekt"});
        for (kind, path, body) in [
            ("account", "/accounts", json!({"name": "A", "typeid": 1, "userid": 1})),
            (
                "contact",
                "/contacts",
                json!({"name": "A", "surname": "B", "accountid": sales.account}),
            ),
            ("activity", "/activities", server.activity_body(&sales, json!({}))),
            ("opportunity", "/opportunities", server.opportunity_body(&sales, json!({}))),
            ("lead", "/leads", json!({"title": "A"})),
            ("project", "/projects", body),
        ] {
            let line = field(server, kind, TEXT, json!({}));
            let mut body = body;
            body["dynamicfields"] = json!([{"id": line, "value": "Ett"}]);
            let [one, two] = [(); 2].map(|()| server.create(path, &body));
            assert_eq!(value(server, kind, one, line)["value"], "Ett");
            server.put(&at(line, two), &json!({"value": "Två"})).expect(200);
            let found = |value: &str| {
                let id = line.to_string();
                server.find(path, &[("dynamicfield_id", &id), ("dynamicfield_val", value)]).ids()
            };
            assert_eq!((found("ETT"), found("%v%")), (vec![one], vec![two]), "{kind}");
            // Numbers of things of other kinds mean other things.
            let others = server.get(&format!("{path}?per_page=50")).ids().len();
            assert!(others >= 2);
        }
    });
}

#[test]
fn things_are_found_by_what_their_fields_hold() {
    on_both(|server| {
        let [a, b, c] = ["A", "B", "C"].map(|name| server.account(name, json!({})));
        let kinds = [TEXT, LONG, NUMBER, DATE, FLAG];
        let [text, long, number, date, flag] =
            kinds.map(|holds| field(server, "account", holds, json!({})));
        let (one, levels) = choice(server, "account", ONE, &["Guld", "Silver", "Gul"]);
        let (many, marks) = choice(server, "account", MANY, &["X", "Y", "100%"]);
        let set = |field: i64, thing: i64, value: &str| {
            server.put(&at(field, thing), &json!({"value": value})).expect(200);
        };
        let long_text = format!("{}SLUT", "Början ".repeat(60));
        set(text, a, "Åkesson & Co");
        set(text, b, "ÅKE");
        set(text, c, "Bo_Ek 50%");
        set(long, a, &long_text);
        set(long, b, "rad\nrad");
        set(number, a, "10");
        set(number, b, "9.5");
        set(date, a, "2026-11-23");
        set(flag, a, "1");
        set(flag, b, "0");
        let pick = |field: i64, thing: i64, options: &[i64]| {
            let ids: Vec<Value> = options.iter().map(|id| json!({"id": id})).collect();
            server.put(&at(field, thing), &json!({"selected": ids})).expect(200);
        };
        pick(one, a, &levels[..1]);
        pick(one, b, &levels[2..]);
        pick(many, a, &marks[..2]);
        pick(many, b, &marks[1..]);
        let level = levels[0].to_string();
        let cases: Vec<(i64, &str, Vec<i64>)> = vec![
            (text, "åkesson & co", vec![a]),
            (text, "åke%", vec![a, b]),
            (text, "%E%", vec![a, b, c]),
            (text, "%", vec![a, b, c]),
            (text, "bo_ek%", vec![c]),
            (text, "a%", vec![]),
            (text, "", vec![]),
            (long, "början%", vec![a]),
            (long, "%slut", vec![a]),
            (long, &long_text, vec![a]),
            (long, "RAD\nrad", vec![b]),
            (long, "rad", vec![]),
            (number, "10.00", vec![a]),
            (number, "9.5", vec![b]),
            (number, "1", vec![]),
            (date, "2026-11-23", vec![a]),
            (date, "2026-11-24", vec![]),
            (flag, "true", vec![a]),
            (flag, "0", vec![b]),
            (one, "GULD", vec![a]),
            (one, "gul%", vec![a, b]),
            (one, &level, vec![a]),
            (one, "Silver", vec![]),
            (one, "99", vec![]),
            (many, "y", vec![a, b]),
            (many, "x", vec![a]),
            (many, "100%", vec![b]),
        ];
        let ask = |pairs: &[(i64, &str)]| {
            let ids: Vec<String> = pairs.iter().map(|(id, _)| id.to_string()).collect();
            let mut query: Vec<(&str, &str)> =
                ids.iter().map(|id| ("dynamicfield_id", id.as_str())).collect();
            query.extend(pairs.iter().map(|(_, value)| ("dynamicfield_val", *value)));
            server.find("/accounts", &query)
        };
        for (field, value, expected) in cases {
            assert_eq!(ask(&[(field, value)]).ids(), expected, "{field} {value}");
        }
        // All of several, also of one field.
        assert_eq!(ask(&[(many, "x"), (many, "y")]).ids(), [a]);
        assert_eq!(ask(&[(text, "åke%"), (number, "9.5")]).ids(), [b]);
        assert_eq!(ask(&[(text, "åke%"), (number, "9")]).ids(), Vec::<i64>::new());
        let query = format!("dynamicfield_id={text}&dynamicfield_val=%C3%A5ke%25&name=b");
        assert_eq!(server.get(&format!("/accounts?{query}")).ids(), [b]);

        for (pairs, wrong) in [
            (vec![(number, "x")], "dynamicfield_val"),
            (vec![(number, "1%")], "dynamicfield_val"),
            (vec![(date, "2026-02-30")], "dynamicfield_val"),
            (vec![(flag, "ja")], "dynamicfield_val"),
            (vec![(text, "a"), (99, "a")], "dynamicfield_id"),
            (vec![(0, "a")], "dynamicfield_id"),
            (vec![(text, "a"); 51], "dynamicfield_id"),
        ] {
            ask(&pairs).refuses(&[wrong]);
        }
        for (query, wrong) in [
            (format!("dynamicfield_id={text}"), "dynamicfield_val"),
            ("dynamicfield_val=a".to_owned(), "dynamicfield_val"),
            (
                format!("dynamicfield_id={text}&dynamicfield_val=a&dynamicfield_val=b"),
                "dynamicfield_val",
            ),
        ] {
            server.get(&format!("/accounts?{query}")).refuses(&[wrong]);
        }
        // Fields of other things are no fields here.
        let other = field(server, "contact", TEXT, json!({}));
        ask(&[(other, "a")]).refuses(&["dynamicfield_id"]);
        // A value that changes is found by its new self; one of a hidden thing is not found.
        set(text, b, "Ny");
        assert_eq!(ask(&[(text, "åke%")]).ids(), [a]);
        assert_eq!(ask(&[(text, "ny")]).ids(), [b]);
        server.delete(&format!("/accounts/{b}")).expect(204);
        assert!(ask(&[(text, "ny")]).ids().is_empty());
        server.post(&format!("/accounts/{b}/restore"), &json!({})).expect(200);
        assert_eq!(ask(&[(text, "ny")]).ids(), [b]);
    });
}

/// Texts with what is special to matching, and with letters that fold.
fn texts() -> impl proptest::strategy::Strategy<Value = String> {
    "[aAåÅßİ%_\\\\' 0-9é\u{301}]{1,12}"
}

#[test]
fn what_is_written_is_found() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};
    on_both(|server| {
        let account = server.account("A", json!({}));
        let [text, long, number, date] =
            [TEXT, LONG, NUMBER, DATE].map(|holds| field(server, "account", holds, json!({})));
        // The same cases every time, so that both stores are asked the same.
        let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(
            config,
            proptest::test_runner::TestRng::deterministic_rng(
                proptest::test_runner::RngAlgorithm::ChaCha,
            ),
        );
        let cases = (texts(), -99_999_999_i64..=99_999_999, -100_000_i64..=100_000);
        let found = |field: i64, value: &str| {
            let id = field.to_string();
            let params = [("dynamicfield_id", id.as_str()), ("dynamicfield_val", value)];
            server.find("/accounts", &params).ids() == [account]
        };
        runner
            .run(&cases, |(words, units, day)| {
                prop_assume!(!words.trim().is_empty());
                let set = |field: i64, value: &str| {
                    server.put(&at(field, account), &json!({"value": value})).expect(200)["value"]
                        .as_str()
                        .map(str::to_owned)
                };
                for field in [text, long] {
                    prop_assert_eq!(set(field, &words), Some(words.clone()));
                    // Per cent signs stand for themselves and for anything else.
                    prop_assert!(found(field, &words), "{}", words);
                    prop_assert!(found(field, &words.to_uppercase()), "{}", words);
                    let start: String = words.chars().take(3).collect();
                    // What goes on a letter before it belongs to that letter.
                    let cut = words.chars().nth(3) == Some('\u{301}');
                    let (start, longer) = (format!("{start}%"), format!("{words}x"));
                    prop_assert!(cut || found(field, &start), "{}", words);
                    prop_assert!(!found(field, &longer), "{}", words);
                }
                let decimal = engine::decimal::text(units, 4);
                prop_assert_eq!(set(number, &decimal), Some(decimal.clone()));
                prop_assert!(found(number, &decimal));
                prop_assert!(!found(number, &engine::decimal::text(units + 1, 4)));
                let (day, next) = (engine::clock::date(day), engine::clock::date(day + 1));
                let day = day.unwrap().to_string();
                prop_assume!(day.len() == 10 && !day.starts_with('-'));
                prop_assert_eq!(set(date, &day), Some(day.clone()));
                prop_assert!(found(date, &day));
                prop_assert!(!found(date, &next.unwrap().to_string()));
                Ok(())
            })
            .unwrap();
    });
}
