//! What fields hold, on both stores.
use super::*;
use testkit::ADMIN;

#[test]
fn values_are_kept_by_their_types() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let long = "lång\ntext ".repeat(500);
        for (holds, given, kept) in [
            (TEXT, " Å 1% ", " Å 1% "),
            (LONG, long.as_str(), long.as_str()),
            (NUMBER, "-12.50", "-12.5"),
            (NUMBER, "1e3", "1000"),
            (DATE, "2026-11-23T10:00:00Z", "2026-11-23"),
            (DATE, "1969-12-31", "1969-12-31"),
            (FLAG, "true", "1"),
            (FLAG, "0", "0"),
        ] {
            let id = field(server, "account", holds, json!({}));
            let empty = value(server, "account", account, id);
            assert_eq!(empty["value"], Value::Null);
            let set = |value: Value| server.put(&at(id, account), &json!({"value": value}));
            let answer = set(json!(given)).expect(200);
            assert_eq!(answer["value"], kept, "{given}");
            assert_eq!(answer, value(server, "account", account, id));
            assert_eq!(server.put(&at(id, account), &json!({})).expect(200), answer);
            // What was answered can be sent back.
            assert_eq!(server.put(&at(id, account), &answer).expect(200), answer);
            for nothing in [Value::Null, json!(""), json!("  ")] {
                assert_eq!(set(nothing).expect(200), empty);
                set(json!(given)).expect(200);
            }
        }
        for (holds, wrong) in [
            (TEXT, vec![json!("a\nb"), json!("x".repeat(256)), json!(1), json!("\u{7}")]),
            (LONG, vec![json!("x".repeat(65_536)), json!(true)]),
            (NUMBER, vec![json!("1,5"), json!("x"), json!("1e20"), json!("0.00001")]),
            (DATE, vec![json!("2026-02-29"), json!("23/11"), json!("idag")]),
            (FLAG, vec![json!("2"), json!("ja"), json!("TRUE ")]),
            (ONE, vec![json!("x")]),
            (MANY, vec![json!("1")]),
        ] {
            let id = field(server, "account", holds, json!({"required": 1}));
            for value in wrong.into_iter().chain([json!([]), json!({})]) {
                server.put(&at(id, account), &json!({"value": value})).refuses(&["value"]);
            }
            let empty = value(server, "account", account, id);
            assert_eq!((&empty["value"], &empty["selected"]), (&Value::Null, &json!([])));
            let (property, nothing) =
                if holds < ONE { ("value", Value::Null) } else { ("selected", json!([])) };
            server.put(&at(id, account), &json!({property: nothing})).refuses(&[property]);
        }
    });
}

#[test]
fn options_are_chosen_and_taken_back() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let (one, first) = choice(server, "account", ONE, &["Guld", "Silver", "Brons"]);
        let (many, second) = choice(server, "account", MANY, &["A", "B", "C", "D"]);
        let line = field(server, "account", TEXT, json!({}));
        let ids = |ids: &[i64]| json!(ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>());
        let told = |answer: Value| -> String {
            format!(
                "{}/{}",
                labels(&answer["selected"]).join(""),
                labels(&answer["unselected"]).join("")
            )
        };
        let put =
            |field: i64, body: Value| told(server.put(&at(field, account), &body).expect(200));
        assert_eq!(put(one, json!({"selected": ids(&first[1..2])})), "Silver/GuldBrons");
        assert_eq!(put(one, json!({"selected": ids(&first[..1])})), "Guld/SilverBrons");
        assert_eq!(put(one, json!({"unselected": ids(&first[1..])})), "Guld/SilverBrons");
        assert_eq!(put(one, json!({"unselected": ids(&first[..1])})), "/GuldSilverBrons");
        let [a, b, c, d] = second[..] else { panic!("four options") };
        assert_eq!(put(many, json!({"selected": ids(&[c, a, c])})), "AC/BD");
        assert_eq!(put(many, json!({"unselected": ids(&[a, b])})), "C/ABD");
        assert_eq!(
            put(many, json!({"selected": ids(&[b, d]), "unselected": ids(&[a, c])})),
            "BD/AC"
        );
        assert_eq!(put(many, json!({"value": null})), "BD/AC", "nothing is said of options");
        let shown = value(server, "account", account, many);
        assert_eq!(put(many, shown), "BD/AC", "what was answered can be sent back");

        for (field, body, wrong) in [
            (one, json!({"selected": ids(&first)}), vec!["selected"]),
            (one, json!({"selected": ids(&[a])}), vec!["selected.0.id"]),
            (
                many,
                json!({"selected": ids(&[a, 99]), "unselected": ids(&[98])}),
                vec!["selected.1.id", "unselected.0.id"],
            ),
            (many, json!({"selected": ids(&[a]), "unselected": ids(&[a])}), vec!["unselected"]),
            (
                many,
                json!({"selected": [{}, {"id": "x"}, 1]}),
                vec!["selected.0.id", "selected.1.id", "selected.2"],
            ),
            (many, json!({"selected": 1}), vec!["selected"]),
            (line, json!({"selected": ids(&[a])}), vec!["selected"]),
            (line, json!({"unselected": ids(&[a]), "value": "x"}), vec!["unselected"]),
        ] {
            server.put(&at(field, account), &body).refuses(&wrong);
        }
        assert_eq!(told(value(server, "account", account, many)), "BD/AC");

        // A retired option stays where it is chosen, and cannot be chosen elsewhere.
        let other = server.account("B", json!({}));
        server.delete(&format!("/dynamicfields/options/{b}")).expect(204);
        assert_eq!(told(value(server, "account", account, many)), "BD/AC");
        assert_eq!(put(many, json!({"selected": ids(&[a, b])})), "AB/CD");
        assert_eq!(told(value(server, "account", other, many)), "/ACD");
        server.put(&at(many, other), &json!({"selected": ids(&[b])})).refuses(&["selected.0.id"]);
        assert_eq!(put(many, json!({"selected": ids(&[a])})), "A/CD");
        server.put(&at(many, account), &json!({"selected": ids(&[b])})).refuses(&["selected.0.id"]);
        server.post(&format!("/dynamicfields/options/{b}/restore"), &json!({})).expect(200);
        assert_eq!(put(many, json!({"selected": ids(&[b])})), "B/ACD");
    });
}

#[test]
fn lists_of_values() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let contact = server.contact(account, "Eva", "Ek", json!({}));
        let named = |name: &str, group: &str, place: i64| {
            field(server, group, TEXT, json!({"name": name, "sortorder": place}))
        };
        let (a, b) = (named("Ö", "account", 1), named("B", "account", 2));
        let c = named("C", "contact", 1);
        server.put(&at(b, account), &json!({"value": "x"})).expect(200);
        server.put(&at(c, contact), &json!({"value": "y"})).expect(200);
        let asked = |query: &str| {
            let path = format!("/dynamicfields/values?resourcetype=account&resourceid={account}");
            server.get(&format!("{path}&{query}"))
        };
        for (query, expected) in [
            ("", vec![a, b]),
            ("sorting=name_asc", vec![b, a]),
            ("sorting=sorting_desc", vec![b, a]),
            ("fieldname=b", vec![b]),
            ("fieldids=1,2", vec![a, b]),
            ("fieldids=1&fieldids=9", vec![a]),
            ("per_page=1&page=2", vec![b]),
            ("page=9", vec![]),
        ] {
            assert_eq!(asked(query).ids(), expected, "{query}");
        }
        assert_eq!(asked("").column("value"), [Value::Null, json!("x")]);
        assert_eq!(values(server, "contact", contact)[0]["value"], "y");
        let masked = server.masked(
            &format!("/dynamicfields/values?resourcetype=account&resourceid={account}"),
            "total,items{value,type{label}}",
        );
        let expected = json!([{"total": 2, "items": [
            {"value": null, "type": {"label": "Text"}}, {"value": "x", "type": {"label": "Text"}},
        ]}]);
        assert_eq!(masked.expect(200), expected);
        let list = |query: &str| server.get(&format!("/dynamicfields/values?{query}"));
        list("").refuses(&["resourcetype", "resourceid"]);
        list("resourcetype=user&resourceid=x").refuses(&["resourcetype", "resourceid"]);
        list("resourcetype=account&resourceid=1&fieldids=x").refuses(&["fieldids"]);
        // Also where nothing would be answered of it.
        for query in ["account&resourceid=99", "order&resourceid=1", "contact&resourceid=0"] {
            list(&format!("resourcetype={query}")).expect(404);
            list(&format!("resourcetype={query}&fieldname=none")).expect(404);
            let path = format!("/dynamicfields/values?resourcetype={query}");
            server.masked(&path, "total").expect(404);
        }
    });
}

#[test]
fn values_of_what_is_not_there() {
    on_both(|server| {
        let other = server.fill_other();
        let account = server.account("A", json!({}));
        let hidden = server.account("B", json!({}));
        server.delete(&format!("/accounts/{hidden}")).expect(204);
        let line = field(server, "account", TEXT, json!({}));
        let order = field(server, "order", TEXT, json!({}));
        let body = json!({"name": "Främmande", "group": "account", "typeid": 6,
            "options": [{"label": "x"}]});
        let mut theirs = Value::Null;
        for _ in 0..5 {
            theirs = server.call(STRANGER, "POST", DEFINITIONS, Some(&body)).expect(201);
        }
        let (field_id, option) = (&theirs["id"], &theirs["options"][0]["id"]);
        for path in [
            at(line, other.account),
            at(line, hidden),
            at(line, 99),
            at(order, 1),
            format!("/dynamicfields/values/{field_id}/{account}"),
            at(99, account),
            "/dynamicfields/values/x/1".to_owned(),
            "/dynamicfields/values/1/-1".to_owned(),
        ] {
            server.put(&path, &json!({"value": "x"})).expect(404);
        }
        let query = format!("resourcetype=account&resourceid={}", other.account);
        server.get(&format!("/dynamicfields/values?{query}")).expect(404);
        let (many, _) = choice(server, "account", MANY, &["A"]);
        server
            .put(&at(many, account), &json!({"selected": [{"id": option}]}))
            .refuses(&["selected.0.id"]);
        let carried = json!({"dynamicfields": [{"id": field_id, "value": "x"}]});
        server.put(&format!("/accounts/{account}"), &carried).refuses(&["dynamicfields.0.id"]);
        let query = format!("dynamicfield_id={field_id}&dynamicfield_val=x");
        server.get(&format!("/accounts?{query}")).refuses(&["dynamicfield_id"]);
        // Who may write, and who may not.
        let body = Some(json!({"value": "x"}));
        server.call(SELLER, "PUT", &at(line, account), body.as_ref()).expect(200);
        server.call(READER, "PUT", &at(line, account), body.as_ref()).expect(403);
        server.put(&format!("{DEFINITIONS}/{line}"), &json!({"readonly": true})).expect(200);
        server.call(ADMIN, "PUT", &at(line, account), Some(&json!({"value": "y"}))).expect(403);
        let carried = json!({"dynamicfields": [{"id": line, "value": "y"}]});
        server.put(&format!("/accounts/{account}"), &carried).refuses(&["dynamicfields.0"]);
        assert_eq!(value(server, "account", account, line)["value"], "x");
    });
}

#[test]
fn a_body_carries_values_of_its_fields() {
    on_both(|server| {
        let sales = server.sales();
        let needed = field(server, "opportunity", NUMBER, json!({"required": 1}));
        field(server, "opportunity", TEXT, json!({"required": 1, "visible": 0}));
        field(server, "opportunity", TEXT, json!({"required": 1, "readonly": 1}));
        let retired = field(server, "opportunity", TEXT, json!({"required": 1}));
        server.delete(&format!("{DEFINITIONS}/{retired}")).expect(204);
        let (many, options) = choice(server, "opportunity", MANY, &["A", "B"]);
        let foreign = field(server, "contact", TEXT, json!({}));
        let post = |carried: Value| {
            let body = server.opportunity_body(&sales, json!({"dynamicfields": carried}));
            server.post("/opportunities", &body)
        };
        // Who does not know of them is not bothered.
        let id = server.opportunity(&sales, json!({}));
        post(json!([])).refuses(&["dynamicfields"]);
        post(json!([{"id": needed, "value": ""}])).refuses(&["dynamicfields.0.value"]);
        post(json!([{"id": needed}])).refuses(&["dynamicfields"]);
        post(json!([{"id": many, "selected": [{"id": options[0]}]}])).refuses(&["dynamicfields"]);
        post(json!([
            {"id": needed, "value": "x"}, {"id": foreign, "value": "x"}, {"id": 99}, {"value": "x"},
            {"fieldid": many, "selected": [{"id": 98}]}, {"id": many, "value": "x"}, 1,
            {"id": retired, "value": "x"},
        ]))
        .refuses(&["dynamicfields.3.id", "dynamicfields.6"]);
        post(json!([
            {"id": needed, "value": "x"}, {"id": foreign, "value": "x"}, {"id": 99},
            {"fieldid": many, "selected": [{"id": 98}]}, {"id": many, "value": "x"},
            {"id": retired, "value": "x"},
        ]))
        .refuses(&[
            "dynamicfields.0.value",
            "dynamicfields.1.id",
            "dynamicfields.2.id",
            "dynamicfields.3.selected.0.id",
            "dynamicfields.4.id",
            "dynamicfields.5.id",
        ]);
        assert_eq!(server.get("/opportunities").ids(), [id], "nothing was written");
        let made = post(json!([
            {"id": needed, "value": "7"}, {"id": many, "selected": [{"id": options[1]}]},
        ]))
        .expect(201);
        let new = made["id"].as_i64().unwrap();
        assert!(made.get("dynamicfields").is_none(), "it is only written");
        assert_eq!(value(server, "opportunity", new, needed)["value"], "7");
        assert_eq!(labels(&value(server, "opportunity", new, many)["selected"]), ["B"]);
        let path = format!("/opportunities/{new}");
        let change = json!({"title": "Nytt", "dynamicfields": [{"id": many, "selected": []}]});
        server.put(&path, &change).expect(200);
        assert_eq!(value(server, "opportunity", new, many)["selected"], json!([]));
        assert_eq!(value(server, "opportunity", new, needed)["value"], "7", "it is not named");
        let change = json!({"title": "Fel", "dynamicfields": [{"id": needed, "value": null}]});
        server.put(&path, &change).refuses(&["dynamicfields.0.value"]);
        server
            .put(&path, &json!({"title": 1, "dynamicfields": {}}))
            .refuses(&["title", "dynamicfields"]);
        assert_eq!(server.get(&path).expect(200)["title"], "Nytt");
    });
}
