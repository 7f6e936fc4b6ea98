//! Dynamic fields on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, READER, SELLER, STRANGER, Server, on_both};

const DEFINITIONS: &str = "/dynamicfields/definitions";

/// Types of fields by their ids.
const TEXT: i64 = 1;
const LONG: i64 = 2;
const NUMBER: i64 = 3;
const DATE: i64 = 4;
const FLAG: i64 = 5;
const ONE: i64 = 6;
const MANY: i64 = 7;

fn field(server: &Server, group: &str, holds: i64, more: Value) -> i64 {
    let mut body = json!({"name": format!("Fält {holds}"), "group": group, "typeid": holds});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.create(DEFINITIONS, &body)
}

/// A field of options; answers its id and theirs.
fn choice(server: &Server, group: &str, holds: i64, labels: &[&str]) -> (i64, Vec<i64>) {
    let options: Vec<Value> =
        (1..).zip(labels).map(|(n, label)| json!({"label": label, "sortorder": n})).collect();
    let body = json!({"name": "Val", "group": group, "typeid": holds, "options": options});
    let made = server.post(DEFINITIONS, &body).expect(201);
    let ids = made["options"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap());
    (made["id"].as_i64().unwrap(), ids.collect())
}

fn at(field: i64, thing: i64) -> String {
    format!("/dynamicfields/values/{field}/{thing}")
}

/// What the fields of a thing hold, by the fields' ids.
fn values(server: &Server, kind: &str, thing: i64) -> Vec<Value> {
    let query = format!("resourcetype={kind}&resourceid={thing}&per_page=50");
    server.get(&format!("/dynamicfields/values?{query}")).items()
}

fn value(server: &Server, kind: &str, thing: i64, field: i64) -> Value {
    values(server, kind, thing).into_iter().find(|item| item["id"] == field).unwrap()
}

/// The labels of a list of options.
fn labels(options: &Value) -> Vec<&str> {
    options.as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect()
}

#[test]
fn fields_are_created_read_and_changed() {
    on_both(|server| {
        let group = server.create("/dynamicfields/groups", &json!({"name": "Teknik"}));
        let body = json!({
            "name": "Bransch", "group": "account", "typeid": ONE, "sortorder": 3, "size": 20,
            "help": "Välj\nen", "required": true, "inoverview": 1, "fieldgroup": {"id": group},
            "options": [
                {"label": "Sist", "sortorder": 9}, {"label": "Först", "sortorder": 1},
                {"label": "Mitt", "sortorder": 5, "selected": true},
            ],
        });
        let answer = server.post(DEFINITIONS, &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("{DEFINITIONS}/{id}").as_str()));
        assert_eq!(server.get(&format!("{DEFINITIONS}/{id}")).expect(200), made);
        let bools =
            ["required", "inoverview", "visible", "readonly"].map(|name| made[name].clone());
        assert_eq!(bools, [json!(true), json!(true), json!(true), json!(false)]);
        assert_eq!(made["fieldgroup"]["name"], "Teknik");
        let of_type =
            json!({"id": 6, "fieldid": id, "label": "One of", "sortorder": 6, "group": "account"});
        assert_eq!(made["type"], of_type);
        assert_eq!(labels(&made["options"]), ["Först", "Mitt", "Sist"]);
        assert_eq!(labels(&made["selected"]), ["Mitt"]);
        assert_eq!(labels(&made["unselected"]), ["Först", "Sist"]);
        let option = json!({"id": made["selected"][0]["id"], "fieldid": id, "label": "Mitt",
            "sortorder": 5, "group": "account"});
        assert_eq!(made["selected"][0], option);

        let first = made["options"][0]["id"].as_i64().unwrap();
        let change = json!({
            "sortorder": 1, "required": 0, "fieldgroup": null, "group": "contact", "typeid": TEXT,
            "options": [{"id": first, "label": "Allra först", "selected": 1}, {"label": "Ny"}],
        });
        let made = server.put(&format!("{DEFINITIONS}/{id}"), &change).expect(200);
        assert_eq!(labels(&made["options"]), ["Ny", "Allra först", "Mitt", "Sist"]);
        assert_eq!(labels(&made["selected"]), ["Allra först"], "one of one is preset at most");
        assert_eq!((&made["group"], &made["type"]["id"]), (&json!("account"), &json!(ONE)));
        assert_eq!((&made["name"], &made["fieldgroup"]), (&json!("Bransch"), &Value::Null));

        let types = server.get("/dynamicfields/types").expect(200);
        assert_eq!(types.as_array().unwrap().len(), 7);
        assert_eq!(types[3], json!({"id": 4, "label": "Date"}));
        assert_eq!(
            server.masked("/dynamicfields/types", "label").expect(200)[6],
            json!({"label": "Many of"})
        );
    });
}

#[test]
fn bad_definitions_are_refused() {
    on_both(|server| {
        let post = |body: Value| server.post(DEFINITIONS, &body);
        post(json!({})).refuses(&["name", "group", "typeid"]);
        post(json!({"name": "A", "group": "user", "typeid": 8, "fieldgroup": {"id": 9}}))
            .refuses(&["group", "typeid", "fieldgroup.id"]);
        let text =
            json!({"name": "A", "group": "lead", "typeid": TEXT, "options": [{"label": "x"}]});
        post(text).refuses(&["options.0.fieldid"]);
        let twice = json!([{"label": "Å"}, {"label": "å"}]);
        post(json!({"name": "A", "group": "lead", "typeid": MANY, "options": twice})).expect(409);
        post(json!({"name": "A", "group": "lead", "typeid": MANY, "options": [{}, {"label": ""}]}))
            .refuses(&["options.0.label", "options.1.label"]);
        assert_eq!(server.get(DEFINITIONS).expect(200)[0]["total"], 0, "nothing was written");
        let (one, options) = choice(server, "lead", ONE, &["A"]);
        let (other, _) = choice(server, "lead", ONE, &["B"]);
        let path = format!("{DEFINITIONS}/{other}");
        server
            .put(&path, &json!({"options": [{"id": options[0], "label": "C"}]}))
            .refuses(&["options.0.id"]);
        server.put(&path, &json!({"name": null})).refuses(&["name"]);
        let option = format!("/dynamicfields/options/{}", options[0]);
        server.put(&option, &json!({"fieldid": other, "label": "Ö"})).expect(200);
        assert_eq!(server.get(&option).expect(200)["fieldid"], one, "it stays where it is");
        let line = field(server, "lead", TEXT, json!({}));
        server
            .post("/dynamicfields/options", &json!({"fieldid": line, "label": "x"}))
            .refuses(&["fieldid"]);
        for token in [SELLER, READER] {
            for path in [DEFINITIONS, "/dynamicfields/options", "/dynamicfields/groups"] {
                server.call(token, "POST", path, Some(&json!({"name": "x"}))).expect(403);
            }
        }
        for query in ["groups=user", "groups=account,", "typeid=x", "sorting=group_asc"] {
            server.get(&format!("{DEFINITIONS}?{query}")).expect(400);
        }
    });
}

#[test]
fn definitions_are_found_and_sorted() {
    on_both(|server| {
        let [late, early] =
            ["Ö", "A"].map(|name| server.create("/dynamicfields/groups", &json!({"name": name})));
        let named = |name: &str, group: &str, holds: i64, place: i64, of: Value| {
            let more = json!({"name": name, "sortorder": place, "fieldgroup": of});
            field(server, group, holds, more)
        };
        let a = named("Ålder", "contact", NUMBER, 2, json!({"id": late}));
        let b = named("Zon", "account", TEXT, 3, json!({"id": early}));
        let c = named("Avdelning", "order", TEXT, 1, Value::Null);
        let found = |query: &str| server.get(&format!("{DEFINITIONS}?{query}")).ids();
        for (query, expected) in [
            ("", vec![c, a, b]),
            ("sorting=sorting_desc", vec![b, a, c]),
            ("sorting=name_asc", vec![c, b, a]),
            ("sorting=groupname_asc", vec![b, a, c]),
            ("sorting=groupname_desc", vec![a, b, c]),
            ("groups=account", vec![b]),
            ("groups=account,%20order", vec![c, b]),
            ("groups=contact&groups=order", vec![c, a]),
            ("groups=object", vec![]),
            ("typeid=1", vec![c, b]),
            ("typeid=1&groups=order", vec![c]),
            ("fieldname=%C3%A5lder", vec![a]),
            ("fieldname=%25n%25", vec![c, b]),
            ("fieldname=n", vec![]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        // A new name of a group is a new place in the list.
        server.put(&format!("/dynamicfields/groups/{late}"), &json!({"name": "1"})).expect(200);
        assert_eq!(found("sorting=groupname_asc"), [a, b, c]);
        server.delete(&format!("/dynamicfields/groups/{late}")).expect(409);
    });
}

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

#[test]
fn a_retired_field_keeps_its_values() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let line = field(server, "account", TEXT, json!({"required": 1}));
        server.put(&at(line, account), &json!({"value": "x"})).expect(200);
        let path = format!("{DEFINITIONS}/{line}");
        let query = format!("/accounts?dynamicfield_id={line}&dynamicfield_val=x");
        server.delete(&path).expect(204);
        server.delete(&path).expect(404);
        server.get(&path).expect(404);
        server.get(&query).refuses(&["dynamicfield_id"]);
        server.put(&at(line, account), &json!({"value": "y"})).expect(404);
        assert!(values(server, "account", account).is_empty());
        server.account("B", json!({"dynamicfields": []}));
        server.call(SELLER, "POST", &format!("{path}/restore"), None).expect(403);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(value(server, "account", account, line)["value"], "x");
        assert_eq!(server.get(&query).ids(), [account]);
    });
}

#[test]
fn a_merge_moves_what_the_target_lacks() {
    on_both(|server| {
        let target = server.account("Mål", json!({}));
        let source = server.account("Källa", json!({}));
        let contact = server.contact(target, "Eva", "Ek", json!({}));
        let [both, lacking, retired] = [(); 3].map(|()| field(server, "account", TEXT, json!({})));
        let (many, options) = choice(server, "account", MANY, &["A", "B", "C"]);
        // A contact whose number is the source's keeps what it has.
        let of_contact = field(server, "contact", TEXT, json!({}));
        server.contact(target, "Bo", "Ek", json!({}));
        assert_eq!(contact, 1);
        server.put(&at(of_contact, source), &json!({"value": "kvar"})).expect(200);
        let set = |field: i64, thing: i64, value: &str| {
            server.put(&at(field, thing), &json!({"value": value})).expect(200);
        };
        set(both, target, "mål");
        set(both, source, "källa");
        set(lacking, source, "källa");
        set(retired, source, "källa");
        let chosen = json!({"selected": [{"id": options[0]}, {"id": options[2]}]});
        server.put(&at(many, source), &chosen).expect(200);
        server.delete(&format!("{DEFINITIONS}/{retired}")).expect(204);
        server.post(&format!("/accounts/{target}/merge/{source}"), &json!({})).expect(200);
        let now = |field: i64| value(server, "account", target, field);
        assert_eq!((&now(both)["value"], &now(lacking)["value"]), (&json!("mål"), &json!("källa")));
        assert_eq!(labels(&now(many)["selected"]), ["A", "C"]);
        assert_eq!(value(server, "contact", source, of_contact)["value"], "kvar");
        server.post(&format!("{DEFINITIONS}/{retired}/restore"), &json!({})).expect(200);
        assert_eq!(now(retired)["value"], "källa");
        let query = format!("/accounts?dynamicfield_id={lacking}&dynamicfield_val=k%25");
        assert_eq!(server.get(&query).ids(), [target]);
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
