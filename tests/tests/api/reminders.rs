//! What reminds of a contract's end, and how it moves with the contract, on both stores.
use serde_json::{Value, json};
use testkit::{Server, on_both};

/// Ids of the activities that remind of a contract.
fn reminders(server: &Server, contract: i64) -> Vec<i64> {
    let page = server.get(&format!("/contracts/{contract}/reminders")).expect(200);
    let items = page[0]["items"].as_array().unwrap();
    assert_eq!(page[0]["total"], items.len());
    items.iter().map(|item| item["activityid"].as_i64().unwrap()).collect()
}

fn activity(server: &Server, id: i64) -> Value {
    server.get(&format!("/activities/{id}")).expect(200)
}

#[test]
fn a_reminder_is_an_activity_of_the_one_responsible() {
    on_both(|server| {
        let sales = server.sales();
        let kind = server.activity_type(&json!({"name": "Uppföljning", "default": 1}));
        let more = json!({"number": "S-7", "reminderdays": 30, "responsible": {"id": 2}});
        let contract = server.contract(&sales, more);
        let [id] = reminders(server, contract)[..] else { panic!("one reminder") };
        let made = activity(server, id);
        for (name, value) in [
            ("date", json!("2027-05-31")),
            ("closed", json!(0)),
            ("userid", json!(2)),
            ("description", json!("Contract S-7 ends on 2027-06-30.")),
            ("accountid", json!(sales.account)),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        assert_eq!(made["primarycontact"]["id"], sales.contact);
        assert_eq!(made["type"]["id"], kind, "the default type");
        let path = format!("/contracts/{contract}/reminders/{id}");
        let reminder = server.get(&path).expect(200);
        assert_eq!(reminder.as_object().unwrap().len(), 3, "{reminder}");
        assert_eq!(reminder["activityid"], id);
        let none = server.activity(&sales, json!({}));
        for path in [
            format!("/contracts/{contract}/reminders/{none}"),
            format!("/contracts/{contract}/reminders/99"),
            format!("/contracts/99/reminders/{id}"),
            "/contracts/99/reminders".to_owned(),
        ] {
            server.get(&path).expect(404);
        }
        let without = server.contract(&sales, json!({}));
        assert_eq!(reminders(server, without), [0; 0]);
    });
}

#[test]
fn an_open_reminder_moves_with_its_contract() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("Annan", json!({}));
        let contact = server.contact(other, "Bo", "Ek", json!({}));
        let contract = server.contract(&sales, json!({"reminderdays": 10}));
        let [id] = reminders(server, contract)[..] else { panic!("one reminder") };
        let put = |body: Value| server.put(&format!("/contracts/{contract}"), &body).expect(200);
        let date = || activity(server, id)["date"].as_str().unwrap().to_owned();
        assert_eq!(date(), "2027-06-20");
        put(json!({"end": "2027-12-31T23:30:00Z"}));
        assert_eq!(date(), "2027-12-22", "the day by local clocks");
        put(json!({"reminderdays": 31}));
        assert_eq!(date(), "2027-12-01");
        put(json!({"responsible": {"id": 3}, "contact": {"id": contact}, "number": "N"}));
        let moved = activity(server, id);
        assert_eq!((&moved["userid"], &moved["accountid"]), (&json!(3), &json!(other)));
        assert_eq!(moved["primarycontact"]["id"], contact);
        assert_eq!(moved["description"], "Contract N ends on 2028-01-01.");
        // What somebody else has changed in it stays.
        let change = json!({"date": "2027-11-11", "description": "Ring först", "userid": 2});
        server.put(&format!("/activities/{id}"), &change).expect(200);
        put(json!({"description": "Nytt", "number": "M"}));
        let kept = activity(server, id);
        assert_eq!(kept["date"], "2027-11-11");
        assert_eq!((&kept["description"], &kept["userid"]), (&json!("Ring först"), &json!(2)));
        assert_eq!(reminders(server, contract), [id], "it is always the same one");
        let reminder = server.get(&format!("/contracts/{contract}/reminders/{id}")).expect(200);
        assert!(reminder["updated"].as_str() > reminder["created"].as_str(), "{reminder}");
        // A change that is refused moves nothing.
        let before = activity(server, id);
        let wrong = json!({"reminderdays": 5, "end": "2020-01-01T00:00:00Z"});
        server.put(&format!("/contracts/{contract}"), &wrong).refuses(&["end"]);
        assert_eq!(activity(server, id), before);

        put(json!({"reminderdays": 0}));
        assert_eq!(reminders(server, contract), [0; 0]);
        server.get(&format!("/activities/{id}")).expect(404);
        put(json!({"reminderdays": 1}));
        let [next] = reminders(server, contract)[..] else { panic!("one reminder") };
        assert_ne!(next, id);
        put(json!({"responsible": null}));
        assert_eq!(reminders(server, contract), [0; 0], "nobody is to be reminded");
        put(json!({"responsible": {"id": 1}}));
        assert_eq!(reminders(server, contract).len(), 1);
        put(json!({"reminderdays": null}));
        assert_eq!(reminders(server, contract), [0; 0]);
    });
}

#[test]
fn a_closed_reminder_stays_and_a_longer_contract_gets_a_new_one() {
    on_both(|server| {
        let sales = server.sales();
        let contract = server.contract(&sales, json!({"reminderdays": 10}));
        let [id] = reminders(server, contract)[..] else { panic!("one reminder") };
        server.put(&format!("/activities/{id}"), &json!({"closed": 1})).expect(200);
        let done = activity(server, id);
        let put = |body: Value| server.put(&format!("/contracts/{contract}"), &body).expect(200);
        put(json!({"responsible": {"id": 2}, "number": "N"}));
        put(json!({"reminderdays": 0}));
        assert_eq!(reminders(server, contract), [id], "done is done");
        put(json!({"reminderdays": 10, "end": "2028-06-30T12:00:00Z"}));
        let [first, next] = reminders(server, contract)[..] else { panic!("two reminders") };
        assert_eq!((first, activity(server, id)), (id, done));
        assert_eq!(activity(server, next)["date"], "2028-06-20");
        put(json!({"end": "2029-06-30T12:00:00Z"}));
        assert_eq!(activity(server, next)["date"], "2029-06-20");
        assert_eq!(reminders(server, contract), [id, next]);
    });
}

#[test]
fn a_reminder_is_hidden_with_its_contract() {
    on_both(|server| {
        let sales = server.sales();
        let contract = server.contract(&sales, json!({"reminderdays": 10}));
        let [id] = reminders(server, contract)[..] else { panic!("one reminder") };
        let path = format!("/contracts/{contract}");
        server.delete(&path).expect(204);
        server.get(&format!("/activities/{id}")).expect(404);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(reminders(server, contract), [id]);
        server.delete(&format!("/accounts/{}", sales.account)).expect(204);
        server.get(&format!("/activities/{id}")).expect(404);
        server.post(&format!("/accounts/{}/restore", sales.account), &json!({})).expect(200);
        assert_eq!(reminders(server, contract), [id]);
        // An activity that is hidden by itself reminds of nothing.
        server.delete(&format!("/activities/{id}")).expect(204);
        assert_eq!(reminders(server, contract), [0; 0]);
        server.get(&format!("{path}/reminders/{id}")).expect(404);
    });
}

#[test]
fn a_reminder_needs_a_type_of_activities() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let contact = server.contact(account, "Eva", "Ek", json!({}));
        let body = |days: i64| {
            json!({
                "number": "1", "start": "2026-01-01T00:00:00Z", "end": "2026-12-31T00:00:00Z",
                "contact": {"id": contact}, "responsible": {"id": 1}, "reminderdays": days,
            })
        };
        server.post("/contracts", &body(7)).refuses(&["reminderdays"]);
        assert_eq!(server.get("/contracts").ids(), [0; 0]);
        let id = server.create("/contracts", &body(0));
        server
            .put(&format!("/contracts/{id}"), &json!({"reminderdays": 7}))
            .refuses(&["reminderdays"]);
        let kind = server.activity_type(&json!({"name": "Besök"}));
        server.put(&format!("/contracts/{id}"), &json!({"reminderdays": 7})).expect(200);
        let [reminder] = reminders(server, id)[..] else { panic!("one reminder") };
        assert_eq!(
            activity(server, reminder)["type"]["id"],
            kind,
            "the first where none is default"
        );
    });
}
