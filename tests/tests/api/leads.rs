//! Leads, what is done about them, and what becomes of them, on both stores.
use serde_json::{Value, json};
use testkit::{READER, SELLER, STRANGER, Server, on_both};

fn lead(server: &Server, id: i64) -> Value {
    server.get(&format!("/leads/{id}")).expect(200)
}

#[test]
fn a_lead_is_kept_as_it_was_written() {
    on_both(|server| {
        let status = server.create("/leadstatus", &json!({"name": "Ny", "sortorder": 1}));
        let source = server.create("/leads/sources", &json!({"name": "Mässa", "default": 1}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let body = json!({
            "contacttitle": "VD", "contactname": "Åsa", "contactsurname": "Öst",
            "contactcompany": "Öst AB", "contactstreet": "Ågatan 1", "contactcity": "Ystad",
            "contactzip": "271 00", "contactphone": "0411-1", "contactcellphone": "070-1",
            "contactemail": "asa@example.org", "contactvatno": "SE1", "value": 12345678901.23,
            "title": "Ny anläggning", "description": "Rad 1\nRad 2", "rating": 4,
            "user": {"id": 2}, "source": {"id": source, "name": "ignored"},
            "status": {"id": status}, "tags": [{"id": tag}],
            "created": "2001-01-01T00:00:00Z", "updated": "nonsense",
        });
        let answer = server.post("/leads", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(made, lead(server, id));
        for name in ["contactname", "contactcompany", "title", "description", "rating"] {
            assert_eq!(made[name], body[name], "{name}");
        }
        assert!(answer.text().contains("\"value\":12345678901.23,"), "{}", answer.text());
        assert_eq!(made["user"]["surname"], "Säljare");
        assert_eq!(made["source"], json!({"id": source, "name": "Mässa", "default": 1}));
        assert_eq!(made["status"]["name"], "Ny");
        assert!(made["status"]["created"].is_string());
        assert_eq!(made["tags"][0]["name"], "T");
        assert_eq!(made["activities"], json!([]));
        assert!(made["created"].as_str().unwrap() > "2026", "the server keeps this");
        assert_eq!(made["converted"], Value::Null);
        let change = json!({"value": "0.3", "user": null, "tags": []});
        let changed = server.put(&format!("/leads/{id}"), &change);
        assert!(changed.text().contains("\"value\":0.3,"), "{}", changed.text());
        assert_eq!(changed.expect(200)["user"], Value::Null);
        assert_eq!(changed.expect(200)["title"], "Ny anläggning");
    });
}

#[test]
fn money_is_exact() {
    on_both(|server| {
        let id = server.create("/leads", &json!({}));
        let path = format!("/leads/{id}");
        for (given, kept) in [
            ("0.1", "0.1"),
            ("0.30", "0.3"),
            ("1e3", "1000"),
            ("-0.0001", "-0.0001"),
            ("99999999999.9999", "99999999999.9999"),
            ("\"12.5\"", "12.5"),
            ("1.50000000", "1.5"),
            ("0", "0"),
        ] {
            let body = format!("{{\"value\": {given}}}");
            let headers = [("x-token", SELLER), ("content-type", "application/json")];
            let answer = server.send("PUT", &path, &headers, Some(body.as_bytes()));
            answer.expect(200);
            assert!(answer.text().contains(&format!("\"value\":{kept},")), "{}", answer.text());
        }
        for wrong in [json!("1.23456"), json!("100000000000"), json!("1,5"), json!(true)] {
            server.put(&path, &json!({"value": wrong})).refuses(&["value"]);
        }
    });
}

#[test]
fn leads_are_found_and_sorted() {
    on_both(|server| {
        let status = |name: &str, place: i64| {
            server.create("/leadstatus", &json!({"name": name, "sortorder": place}))
        };
        let [late, early] = [status("Sen", 2), status("Tidig", 1)];
        let source = server.create("/leads/sources", &json!({"name": "Webb"}));
        let a = server.create(
            "/leads",
            &json!({"title": "Alfa", "value": 2, "rating": 1,
            "status": {"id": late}, "user": {"id": 1}}),
        );
        let b = server.create(
            "/leads",
            &json!({"title": "Beta", "value": 10, "rating": 5,
            "status": {"id": early}, "user": {"id": 2}, "source": {"id": source},
            "contactcity": "Östersund"}),
        );
        let c = server.create("/leads", &json!({"title": "Gamma"}));
        let today = jiff::Timestamp::now().in_tz("Europe/Stockholm").unwrap().date();
        let found = |query: &str| server.get(&format!("/leads?{query}")).ids();
        assert_eq!(found(""), [a, b, c], "the oldest first");
        for (query, expected) in [
            ("sorting=age_desc", vec![a, b, c]),
            ("sorting=age_asc", vec![c, b, a]),
            ("sorting=statusid_asc", vec![a, b, c]),
            ("sorting=value_desc", vec![b, a, c]),
            ("sorting=value_asc", vec![a, b, c]),
            ("sorting=userid_desc", vec![b, a, c]),
            ("sorting=sourceid_asc", vec![b, a, c]),
            ("rating=5", vec![b]),
            ("userid=1", vec![a]),
            ("userids=1,2", vec![a, b]),
            ("fulltext=%C3%96STER+beta", vec![b]),
            ("created=2001-01-01", vec![]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        assert_eq!(found(&format!("status={early}")), [b]);
        assert_eq!(found(&format!("source={source}")), [b]);
        assert_eq!(server.find("/leads", &[("created", &today.to_string())]).ids().len(), 3);
        for (name, value) in
            [("created", "2026-02-30"), ("created", "x"), ("status", "x"), ("sorting", "age")]
        {
            server.find("/leads", &[(name, value)]).refuses(&[name]);
        }
        assert_eq!(server.get("/leadstatus").column("name"), ["Tidig", "Sen"]);
        assert_eq!(server.get("/leadstatus?name=t%25").ids(), [early]);
        assert_eq!(server.get("/leadstatus?sortorder=2").ids(), [late]);
    });
}

#[test]
fn what_is_done_about_leads() {
    on_both(|server| {
        let lead = server.create("/leads", &json!({"title": "Alfa", "user": {"id": 2}}));
        let kind = server.create("/leadactivities/types", &json!({"name": "Samtal"}));
        let body = |comment: &str, done: i64, followup: Value| {
            json!({"leadid": lead, "type": {"id": kind}, "comment": comment, "done": done,
                "user": {"id": 1}, "followup": followup, "lead": {"id": 0}})
        };
        let make = |comment, done, followup| {
            server.create("/leadactivities", &body(comment, done, followup))
        };
        // Half past eleven in the evening, in Stockholm, of the 1st of July.
        let a = make("Ring Åsa", 0, json!("2026-07-01T21:30:00Z"));
        let b = make("Mejla", 1, json!("2026-07-02T00:30:00+02:00"));
        let c = make("Ring igen", 0, Value::Null);
        let made = server.get(&format!("/leadactivities/{a}")).expect(200);
        assert_eq!(made["type"], json!({"id": kind, "name": "Samtal"}));
        assert_eq!(made["followup"], "2026-07-01T21:30:00.000Z");
        assert_eq!(made["lead"]["title"], "Alfa");
        assert_eq!(made["lead"]["user"]["surname"], "Säljare");
        let inside = server.get(&format!("/leads/{lead}")).expect(200)["activities"].clone();
        assert_eq!(inside.as_array().unwrap().len(), 3);
        assert_eq!(inside[0]["comment"], "Ring Åsa");
        let found = |query: &str| server.get(&format!("/leadactivities?{query}")).ids();
        for (query, expected) in [
            ("", vec![a, c, b]),
            ("folowupdate=2026-07-01", vec![a]),
            ("followupdate=2026-07-01", vec![a]),
            ("followupdate=2026-07-02", vec![b]),
            ("comment=ring%25", vec![a, c]),
            ("comment=%25%C3%A5sa", vec![a]),
            ("comment=ring", vec![]),
            ("done=1", vec![b]),
            ("userid=1&typeid=1", vec![a, c, b]),
            ("leadid=99", vec![]),
            ("sorting=followupdate_desc", vec![b, a, c]),
            ("sorting=created_desc", vec![c, b, a]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        server
            .get("/leadactivities?folowupdate=2026-07-01&followupdate=2026-07-01")
            .refuses(&["followupdate"]);
        server.get("/leadactivities?followupdate=July").refuses(&["folowupdate"]);
        server.post("/leadactivities", &json!({})).refuses(&["comment", "done"]);
        server
            .post("/leadactivities", &json!({"comment": "x", "done": 0, "leadid": 99}))
            .refuses(&["leadid"]);
    });
}

#[test]
fn a_lead_becomes_an_account_a_contact_and_an_opportunity() {
    on_both(|server| {
        let sales = server.sales();
        let make = |more: Value| {
            let mut body = json!({
                "title": "Ny anläggning", "contactcompany": "Öst AB", "contactname": "Åsa",
                "contactsurname": "Öst", "contactemail": "asa@example.org", "value": 1000.5,
                "contactcity": "Ystad", "description": "Allt", "user": {"id": 2},
            });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            server.create("/leads", &body)
        };
        let convert = |id: i64, body: Value| server.post(&format!("/leads/{id}/convert"), &body);

        let id = make(json!({}));
        let done = convert(id, json!({})).expect(200);
        assert_eq!(done, lead(server, id));
        assert!(done["converted"].is_string());
        let account = done["convertedaccountid"].as_i64().unwrap();
        let account = server.get(&format!("/accounts/{account}")).expect(200);
        assert_eq!(account["name"], "Öst AB");
        assert_eq!(account["user"]["id"], 2);
        assert_eq!(account["addresses"]["postal"]["city"], "Ystad");
        assert_eq!(account["contacts"][0]["id"], done["convertedcontactid"]);
        assert_eq!(account["contacts"][0]["primary"], 1);
        let made = format!("/opportunities/{}", done["convertedopportunityid"]);
        let made = server.get(&made).expect(200);
        assert_eq!(made["title"], "Ny anläggning");
        assert_eq!(made["value"].to_string(), "1000.5");
        assert_eq!(made["contact"]["surname"], "Öst");
        assert_eq!(made["statusid"], sales.open);
        assert_eq!(made["reguserid"], 1);

        let again = convert(id, json!({})).expect(409);
        assert!(again["errors"]["converted"].is_string());

        let accounts = || server.get("/accounts?active=2").json()[0]["total"].clone();
        let before = accounts();
        let id = make(json!({}));
        for (body, wrong) in [
            (json!({"accountid": 99}), "accountid"),
            (json!({"typeid": 99}), "typeid"),
            (json!({"statusid": 99}), "statusid"),
            (json!({"estimatedenddate": "x"}), "estimatedenddate"),
        ] {
            convert(id, body).refuses(&[wrong]);
        }
        let other = server.create("/opportunities/types", &json!({"name": "Annat"}));
        convert(id, json!({"typeid": other})).refuses(&["statusid"]);
        convert(id, json!({"typeid": other, "statusid": sales.open})).refuses(&["statusid"]);
        let nobody = make(json!({"contactname": " ", "contactsurname": null}));
        convert(nobody, json!({})).refuses(&["contactname"]);
        assert_eq!(accounts(), before, "nothing has happened");
        let body = json!({"accountid": sales.account, "estimatedenddate": "2027-01-31"});
        let done = convert(id, body).expect(200);
        assert_eq!(done["convertedaccountid"], sales.account);
        assert_eq!(accounts(), before);
        let found = server.get(&format!("/contacts?accountid={}", sales.account));
        assert_eq!(found.ids().len(), 2);
        convert(999, json!({})).expect(404);
        let path = format!("/leads/{nobody}/convert");
        server.call(READER, "POST", &path, Some(&json!({}))).expect(403);
        server.call(STRANGER, "POST", &path, Some(&json!({}))).expect(404);
        // The trace follows the account when it is merged.
        let target = server.account("Mål", json!({}));
        let merged = format!("/accounts/{target}/merge/{}", sales.account);
        server.post(&merged, &json!({})).expect(200);
        assert_eq!(lead(server, id)["convertedaccountid"], target);
    });
}

#[test]
fn leads_are_hidden_and_brought_back() {
    on_both(|server| {
        let id = server.create("/leads", &json!({"title": "Alfa"}));
        server.delete(&format!("/leads/{id}")).expect(204);
        server.get(&format!("/leads/{id}")).expect(404);
        assert!(server.get("/leads").ids().is_empty());
        server.post(&format!("/leads/{id}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/leads").ids(), [id]);
        for path in ["/leads/sources", "/leadstatus", "/leadactivities/types"] {
            let body = json!({"name": "x", "sortorder": 1});
            server.call(SELLER, "POST", path, Some(&body)).expect(403);
            server.call(SELLER, "GET", path, None).expect(200);
        }
    });
}

#[test]
fn projects_are_read_and_kept() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let kind = server.create("/projects/types", &json!({"name": "Införande"}));
        let make = |name: &str, number: Value| {
            server.create(
                "/projects",
                &json!({"name": name, "number": number,
                "type": {"id": kind}, "accountid": account}),
            )
        };
        let [o, a, z] = [make("Ö", json!("2")), make("A", json!("10")), make("Z", Value::Null)];
        assert_eq!(server.get("/projects").ids(), [a, z, o]);
        assert_eq!(server.get("/projects?sorting=number_asc").ids().last(), Some(&z));
        assert_eq!(server.get("/projects?accountid=99").ids(), [0; 0]);
        let made = server.get(&format!("/projects/{a}")).expect(200);
        assert_eq!(made["type"], json!({"id": kind, "name": "Införande"}));
        server.delete(&format!("/projects/types/{kind}")).expect(409);
    });
}
