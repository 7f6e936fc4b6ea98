//! Contracts: what they are, what they are about, and how they end, on both stores.
use serde_json::{Value, json};
use testkit::{READER, SELLER, STRANGER, Server, on_both};

fn read(server: &Server, id: i64) -> Value {
    server.get(&format!("/contracts/{id}")).expect(200)
}

#[test]
fn a_contract_is_kept_as_it_was_written() {
    on_both(|server| {
        let sales = server.sales();
        let bank = server.account("Banken", json!({}));
        let status = server.category("contractstatus", "Aktivt");
        let kind = server.category("contracttype", "Service");
        let body = server.contract_body(
            &sales,
            json!({
                "number2": "B-2", "description": "Rad\nRad", "status": {"id": status},
                "type": {"id": kind}, "installdate": "2026-02-03T04:05:06Z", "value": 12345.67,
                "financed": true, "financeaccount": {"id": bank}, "externalkey": "x",
                "responsibleservice": {"id": 2},
            }),
        );
        let answer = server.post("/contracts", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/contracts/{id}").as_str()));
        assert_eq!(made, read(server, id));
        for (name, value) in [
            ("number", json!("A-1")),
            ("number2", json!("B-2")),
            ("description", json!("Rad\nRad")),
            ("start", json!("2026-01-01T00:00:00.000Z")),
            ("end", json!("2027-06-30T12:00:00.000Z")),
            ("installdate", json!("2026-02-03T04:05:06.000Z")),
            ("financed", json!(1)),
            ("reminderdays", json!(0)),
            ("externalkey", json!("x")),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        assert!(answer.text().contains("\"value\":12345.67,"), "{}", answer.text());
        for (name, inner) in [
            ("status", status),
            ("type", kind),
            ("financeaccount", bank),
            ("contact", sales.contact),
            ("responsible", 1),
            ("responsibleservice", 2),
        ] {
            assert_eq!(made[name]["id"], inner, "{name}");
        }
        assert_eq!(made["status"]["type"], "contractstatus");
        // What the page lets a change unset.
        let n = Value::Null;
        let names = [
            "number",
            "number2",
            "description",
            "installdate",
            "value",
            "financeaccount",
            "responsible",
            "responsibleservice",
            "reminderdays",
            "externalkey",
        ];
        for name in names {
            let changed = server.put(&format!("/contracts/{id}"), &json!({name: null}));
            assert_eq!(changed.expect(200)[name], n, "{name}");
        }
        let changed = server.put(&format!("/contracts/{id}"), &json!({"financed": null}));
        assert_eq!(changed.expect(200)["financed"], 0);
        server
            .put(&format!("/contracts/{id}"), &json!({"start": null, "end": null, "contact": null}))
            .refuses(&["start", "end", "contact"]);
    });
}

#[test]
fn what_is_wrong_with_a_contract_is_told_by_name() {
    on_both(|server| {
        let sales = server.sales();
        let status = server.category("contractstatus", "Aktivt");
        let kind = server.category("contracttype", "Service");
        let group = server.category("modelgroup", "Pumpar");
        let id = server.contract(&sales, json!({"status": {"id": status}}));
        let before = server.get("/contracts").text();
        server.post("/contracts", &json!({})).refuses(&[
            "number",
            "start",
            "end",
            "contact",
            "responsible",
            "reminderdays",
        ]);
        for (more, wrong) in [
            (json!({"number": null, "reminderdays": null}), &["number", "reminderdays"][..]),
            (json!({"number": " "}), &["number"]),
            (json!({"end": "2025-12-31T00:00:00Z"}), &["end"]),
            (json!({"end": "2025-12-31"}), &["end"]),
            (json!({"start": "2027-02-30T00:00:00Z"}), &["start"]),
            (json!({"reminderdays": -1}), &["reminderdays"]),
            (json!({"reminderdays": 36_501}), &["reminderdays"]),
            (json!({"reminderdays": 7.5}), &["reminderdays"]),
            (json!({"value": "x", "financed": 2}), &["value", "financed"]),
            (json!({"status": {"id": kind}}), &["status.id"]),
            (json!({"status": {"id": group}, "type": {"id": group}}), &["status.id", "type.id"]),
            (json!({"type": {"id": status}}), &["type.id"]),
            (json!({"status": {"id": 99}, "type": {}}), &["status.id", "type.id"]),
            (json!({"contact": {"id": 99}}), &["contact.id"]),
            (json!({"contact": null, "responsible": null}), &["contact", "responsible"]),
            (
                json!({"financeaccount": {"id": 99}, "responsibleservice": {"id": 99}}),
                &["financeaccount.id", "responsibleservice.id"],
            ),
        ] {
            server.post("/contracts", &server.contract_body(&sales, more)).refuses(wrong);
        }
        for (change, wrong) in [
            (json!({"start": "2028-01-01T00:00:00Z"}), &["start"][..]),
            (json!({"end": "2020-01-01T00:00:00Z"}), &["end"]),
            (json!({"status": {"id": kind}}), &["status.id"]),
            (
                json!({"contact": {"id": 99}, "responsible": {"id": 99}}),
                &["contact.id", "responsible.id"],
            ),
            (json!({"number": 7}), &["number"]),
        ] {
            server.put(&format!("/contracts/{id}"), &change).refuses(wrong);
        }
        assert_eq!(server.get("/contracts").text(), before, "nothing was written");
    });
}

#[test]
fn contracts_are_found() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.contact(sales.account, "Bo", "Ek", json!({}));
        let [s1, s2] = ["Aktivt", "Uppsagt"].map(|name| server.category("contractstatus", name));
        let kind = server.category("contracttype", "Service");
        let object = server.object(&sales, "Pump", json!({}));
        let a = server.contract(
            &sales,
            json!({"number": "SA-17", "status": {"id": s1}, "description": "Årlig översyn",
                "financeaccount": {"id": sales.account}}),
        );
        let b = server.contract(
            &sales,
            json!({"number": "SA-18", "number2": "översyn", "status": {"id": s2},
                "type": {"id": kind}, "contact": {"id": other}, "responsible": {"id": 2},
                "responsibleservice": {"id": 3}, "externalkey": "K"}),
        );
        server.put(&format!("/contracts/{b}/objects/{object}"), &json!({})).expect(200);
        let found = |name: &str, value: &str| server.find("/contracts", &[(name, value)]).ids();
        for (name, value, expected) in [
            ("number", "sa-17".to_owned(), vec![a]),
            ("number", "SA%".to_owned(), vec![a, b]),
            ("number", "SA".to_owned(), vec![]),
            ("fulltext", "ÖVERSYN".to_owned(), vec![a, b]),
            ("fulltext", "årlig SA-17".to_owned(), vec![a]),
            ("contactids", format!("{other},99"), vec![b]),
            ("financeaccountids", sales.account.to_string(), vec![a]),
            ("responsibleids", "2,3".to_owned(), vec![b]),
            ("responsibleserviceids", "3".to_owned(), vec![b]),
            ("typeids", kind.to_string(), vec![b]),
            ("statusids", format!("{s1},{s2}"), vec![a, b]),
            ("statusids", s2.to_string(), vec![b]),
            ("objectids", object.to_string(), vec![b]),
            ("externalkey", "K".to_owned(), vec![b]),
        ] {
            assert_eq!(found(name, &value), expected, "{name}={value}");
        }
        server.get("/contracts?statusids=x&per_page=0").refuses(&["statusids", "per_page"]);
    });
}

#[test]
fn contracts_and_objects_are_connected_from_either_side() {
    on_both(|server| {
        let sales = server.sales();
        let [c, other] = ["A-1", "A-2"].map(|n| server.contract(&sales, json!({"number": n})));
        let [o, p] = ["Pump", "Fläkt"].map(|name| server.object(&sales, name, json!({})));
        let (there, back) =
            (format!("/contracts/{c}/objects/{o}"), format!("/objects/{o}/contracts/{c}"));
        server.get(&there).expect(404);
        let made = server.put(&there, &json!({"location": "Källaren"})).expect(200);
        assert_eq!(made["contractid"], c);
        assert_eq!((&made["objectid"], &made["location"]), (&json!(o), &json!("Källaren")));
        assert_eq!(made.as_object().unwrap().len(), 5, "{made}");
        assert_eq!(server.get(&there).expect(200), made);
        assert_eq!(server.get(&back).expect(200), made, "one thing");
        let moved = server.put(&back, &json!({"location": "Taket"})).expect(200);
        assert_eq!(server.get(&there).expect(200), moved);
        assert_eq!(server.put(&there, &json!({})).expect(200)["location"], "Taket", "it stays");
        server.put(&format!("/objects/{p}/contracts/{c}"), &json!({"location": null})).expect(200);
        server.put(&format!("/objects/{o}/contracts/{other}"), &json!({})).expect(200);
        let listed = |path: &str, name: &str| -> Vec<i64> {
            let page = server.get(path).expect(200);
            let items = page[0]["items"].as_array().unwrap().clone();
            assert_eq!(page[0]["total"], items.len());
            items.iter().map(|item| item[name].as_i64().unwrap()).collect()
        };
        let objects = format!("/contracts/{c}/objects");
        let contracts = format!("/objects/{o}/contracts");
        assert_eq!(listed(&objects, "objectid"), [o, p]);
        assert_eq!(listed(&contracts, "contractid"), [c, other]);
        assert_eq!(listed(&format!("{objects}?location=TAK%25"), "objectid"), [o]);
        assert_eq!(listed(&format!("{contracts}?location=K%25"), "contractid"), [0; 0]);

        // What is hidden is in no list, and comes back where it was.
        server.delete(&format!("/objects/{o}")).expect(204);
        assert_eq!(listed(&objects, "objectid"), [p]);
        for path in [&there, &back, &contracts] {
            server.get(path).expect(404);
        }
        server.put(&there, &json!({})).expect(404);
        server.post(&format!("/objects/{o}/restore"), &json!({})).expect(200);
        server.delete(&format!("/contracts/{c}")).expect(204);
        assert_eq!(listed(&contracts, "contractid"), [other]);
        server.get(&objects).expect(404);
        server.post(&format!("/contracts/{c}/restore"), &json!({})).expect(200);
        assert_eq!(listed(&objects, "objectid"), [o, p]);

        server.delete(&back).expect(204);
        for path in [&there, &back] {
            server.get(path).expect(404);
            server.delete(path).expect(404);
        }
        assert_eq!(listed(&objects, "objectid"), [p]);
        server.put(&there, &json!({"location": 7})).refuses(&["location"]);
        server.put(&there, &json!({"location": "x".repeat(256)})).refuses(&["location"]);
        server.get(&there).expect(404);
        for path in [
            format!("/contracts/99/objects/{o}"),
            format!("/contracts/{c}/objects/99"),
            format!("/contracts/{c}/objects/x"),
            format!("/contracts/0/objects/{o}"),
        ] {
            server.put(&path, &json!({})).expect(404);
            server.get(&path).expect(404);
        }
        for (token, status) in [(READER, 403), (STRANGER, 404), ("nobody", 401)] {
            server.call(token, "PUT", &there, Some(&json!({}))).expect(status);
        }
        server.call(SELLER, "PUT", &there, Some(&json!({}))).expect(200);
        server.call(STRANGER, "GET", &objects, None).expect(404);
    });
}

#[test]
fn a_contract_goes_and_comes_back_with_its_account() {
    on_both(|server| {
        let sales = server.sales();
        let [a, b] = ["A-1", "A-2"].map(|n| server.contract(&sales, json!({"number": n})));
        let subscription =
            server.create("/subscriptions", &json!({"name": "Drift", "contactid": sales.contact}));
        server.delete(&format!("/contracts/{a}")).expect(204);
        server.delete(&format!("/accounts/{}", sales.account)).expect(204);
        assert_eq!(server.get("/contracts").ids(), [0; 0]);
        assert_eq!(server.get("/subscriptions").ids(), [0; 0]);
        server.post(&format!("/contracts/{a}/restore"), &json!({})).expect(409);
        server.post(&format!("/subscriptions/{subscription}/restore"), &json!({})).expect(409);
        server.get(&format!("/contracts/{b}")).expect(404);
        server.post(&format!("/accounts/{}/restore", sales.account), &json!({})).expect(200);
        assert_eq!(server.get("/contracts").ids(), [b], "hidden before stays hidden");
        assert_eq!(server.get("/subscriptions").ids(), [subscription]);
        server.post(&format!("/contracts/{a}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/contracts").ids(), [a, b]);
    });
}

#[test]
fn a_merge_of_accounts_moves_what_is_theirs() {
    on_both(|server| {
        let sales = server.sales();
        let target = server.account("Mål", json!({}));
        let kept = server.contact(target, "Mia", "Mål", json!({}));
        let contract = server
            .contract(&sales, json!({"financeaccount": {"id": sales.account}, "reminderdays": 30}));
        let object = server.object(&sales, "Pump", json!({}));
        let hidden = server.object(&sales, "Äldre", json!({}));
        server.delete(&format!("/objects/{hidden}")).expect(204);
        for account in [sales.account, target] {
            let path = format!("/objects/{object}/relations/account/{account}");
            server.put(&path, &json!({})).expect(200);
        }
        let path = format!("/accounts/{target}/merge/{}", sales.account);
        server.post(&path, &json!({})).expect(200);
        let made = read(server, contract);
        assert_eq!(made["financeaccount"]["id"], target);
        assert_ne!(made["contact"]["id"], kept);
        let contact = server.get(&format!("/contacts/{}", made["contact"]["id"])).expect(200);
        assert_eq!(contact["account"]["id"], target);
        for id in [object, hidden] {
            let _ = server.post(&format!("/objects/{id}/restore"), &json!({}));
            let made = server.get(&format!("/objects/{id}")).expect(200);
            assert_eq!(made["manufacturer"]["id"], target);
        }
        let relations = server.get(&format!("/objects/{object}/relations")).expect(200);
        assert_eq!(relations[0]["total"], 1, "never twice");
        assert_eq!(relations[0]["items"][0]["otherid"], target);
        let reminder = server.get(&format!("/contracts/{contract}/reminders")).expect(200);
        let activity = &reminder[0]["items"][0]["activityid"];
        let activity = server.get(&format!("/activities/{activity}")).expect(200);
        assert_eq!(activity["account"]["id"], target);
        assert_eq!(server.get(&format!("/contracts?financeaccountids={target}")).ids(), [contract]);
    });
}
