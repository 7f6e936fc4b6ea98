//! Dynamic fields on both stores.
mod filters;
mod values;

use serde_json::{Value, json};
use testkit::{READER, SELLER, STRANGER, Server, on_both};

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
