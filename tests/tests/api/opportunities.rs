//! Opportunities on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, SELLER, Server, on_both};

fn read(server: &Server, id: i64) -> Value {
    server.get(&format!("/opportunities/{id}")).expect(200)
}

fn today() -> String {
    jiff::Timestamp::now().in_tz("Europe/Stockholm").unwrap().date().to_string()
}

#[test]
fn an_opportunity_is_kept_as_it_was_written() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("Annan", json!({}));
        let named =
            |path: &str, body: Value| server.create(&format!("/opportunities/{path}"), &body);
        let estimate = named("estimates", json!({"description": "Trolig", "value": "75"}));
        let source = named("sources", json!({"name": "Mässa"}));
        let state = named("states", json!({"state": "Aktiv"}));
        let progress = named("progressionstates", json!({"name": "Pågår"}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let body = server.opportunity_body(
            &sales,
            json!({
                "altaccountid": other, "phone": "08", "description": "Rad\nRad", "result": "R",
                "value": 0.1, "altvalue": "12.75", "altvaluelabel": "Marginal",
                "estimateid": estimate, "sourceid": source.to_string(), "stateid": state,
                "progressionstate": {"id": progress}, "businessarea": {"businessareaid": 7},
                "tags": [{"id": tag}],
            }),
        );
        let answer = server.post("/opportunities", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(made, read(server, id));
        assert!(answer.text().contains("\"value\":0.1,"), "{}", answer.text());
        assert!(answer.text().contains("\"altvalue\":12.75,"), "{}", answer.text());
        for (name, inner) in [
            ("account", sales.account),
            ("altaccount", other),
            ("contact", sales.contact),
            ("estimate", estimate),
            ("source", source),
            ("state", state),
            ("progressionstate", progress),
            ("status", sales.open),
            ("type", sales.opportunity_type),
            ("user", 1),
            ("reguser", 1),
            ("changeuser", 1),
        ] {
            assert_eq!(made[name]["id"], inner, "{name}");
        }
        assert_eq!(made["sourceid"], source, "a number in answers");
        assert_eq!(made["estimatedenddate"], "2026-12-24");
        assert_eq!(made["businessarea"], json!({"opportunityid": id, "businessareaid": 7}));
        assert_eq!((&made["closed"], &made["enddate"]), (&json!(0), &Value::Null));
        assert_eq!(made["tags"][0]["id"], tag);
        assert_eq!(made["regdate"], made["changedate"]);
        let number = json!({"sourceid": source, "estimatedenddate": "2027-01-02T10:00:00Z"});
        let body = server.opportunity_body(&sales, number);
        assert_eq!(
            server.post("/opportunities", &body).expect(201)["estimatedenddate"],
            "2027-01-02"
        );

        let path = format!("/opportunities/{id}");
        let changed = server.call(SELLER, "PUT", &path, Some(&json!({"title": "Nytt"})));
        let changed = changed.expect(200);
        assert_eq!((&changed["reguserid"], &changed["changeuserid"]), (&json!(1), &json!(2)));
        assert!(changed["changedate"].as_str() > changed["regdate"].as_str());
        let same = server.call(ADMIN, "PUT", &path, Some(&json!({"title": "Nytt"}))).expect(200);
        assert_eq!(same["changeuserid"], 2, "nothing has changed");
    });
}

#[test]
fn a_decided_status_closes() {
    on_both(|server| {
        let sales = server.sales();
        let lost = server.create("/opportunities/lostreasons", &json!({"name": "Pris"}));
        let won = server.create("/opportunities/winreasons", &json!({"name": "Relation"}));
        let id = server.opportunity(&sales, json!({}));
        let path = format!("/opportunities/{id}");
        let put = |body: Value| server.put(&path, &body);
        let told = |made: &Value| {
            let names = ["closed", "enddate", "lostreasonid", "winreasonid"];
            names.map(|name| made[name].clone())
        };
        let n = Value::Null;
        put(json!({"lostreasonid": lost})).refuses(&["lostreasonid"]);
        put(json!({"statusid": sales.won, "lostreasonid": lost})).refuses(&["lostreasonid"]);
        let made = put(json!({"statusid": sales.lost, "lostreasonid": lost})).expect(200);
        assert_eq!(told(&made), [json!(1), json!(today()), json!(lost), n.clone()]);
        let made = put(json!({"closed": 0})).expect(200);
        assert_eq!(made["closed"], 1, "the status closes it");
        let body = json!({"statusid": sales.won, "winreasonid": won, "enddate": "2026-01-02"});
        let made = put(body).expect(200);
        assert_eq!(told(&made), [json!(1), json!("2026-01-02"), n.clone(), json!(won)]);
        assert_eq!(made["winreason"]["name"], "Relation");
        let made = put(json!({"statusid": sales.open})).expect(200);
        assert_eq!(told(&made), [json!(0), n.clone(), n.clone(), n.clone()], "taken up again");
        let made = put(json!({"closed": 1})).expect(200);
        assert_eq!(made["closed"], 1, "without such a status too");
        let body = server.opportunity_body(&sales, json!({"statusid": sales.won}));
        assert_eq!(server.post("/opportunities", &body).expect(201)["closed"], 1);
    });
}

#[test]
fn a_status_must_be_one_of_the_type() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.create("/opportunities/types", &json!({"name": "Annat"}));
        let id = server.opportunity(&sales, json!({}));
        let path = format!("/opportunities/{id}");
        server.put(&path, &json!({"typeid": other})).refuses(&["statusid"]);
        let body = server.opportunity_body(&sales, json!({"typeid": other}));
        server.post("/opportunities", &body).refuses(&["statusid"]);
        let body = server.opportunity_body(
            &sales,
            json!({"statusid": 99, "typeid": 98, "accountid": 97, "contactid": 96, "userid": 95,
                "sourceid": "94", "altvalue": "x", "estimatedenddate": "2026-02-29"}),
        );
        server.post("/opportunities", &body).refuses(&[
            "statusid",
            "typeid",
            "accountid",
            "contactid",
            "userid",
            "sourceid",
            "altvalue",
            "estimatedenddate",
        ]);
        assert_eq!(read(server, id)["typeid"], sales.opportunity_type);
    });
}

#[test]
fn types_show_their_statuses_in_either_wire_format() {
    on_both(|server| {
        let sales = server.sales();
        let empty = server.create("/opportunities/types", &json!({"name": "Tom", "sortorder": 9}));
        let id = server.opportunity(&sales, json!({}));
        let headers = [("x-token", ADMIN), ("prefer", "wire=native")];
        let native = |path: &str| server.send("GET", path, &headers, None).expect(200);
        let types = server.get("/opportunities/types").expect(200);
        assert_eq!(types[0]["validstatuses"]["id"], sales.open, "the first of them");
        let list = types[0]["validstatuslist"].clone();
        assert_eq!(list.as_array().unwrap().len(), 3);
        assert_eq!(list[0], types[0]["validstatuses"]);
        assert_eq!(types[1]["id"], empty);
        assert_eq!(
            (&types[1]["validstatuses"], &types[1]["validstatuslist"]),
            (&Value::Null, &json!([]))
        );
        let types = native("/opportunities/types");
        assert_eq!(types[0]["validstatuses"], list);
        assert_eq!(types[1]["validstatuses"], json!([]));
        let path = format!("/opportunities/{id}");
        assert_eq!(read(server, id)["type"]["validstatuses"]["id"], sales.open);
        assert_eq!(native(&path)["type"]["validstatuses"], list);
        let masked = server.masked(&path, "type{validstatuses{id},validstatuslist{name}}");
        let expected = json!({"type": {"validstatuses": {"id": sales.open},
            "validstatuslist": [{"name": "Öppen"}, {"name": "Vunnen"}, {"name": "Förlorad"}]}});
        assert_eq!(masked.expect(200), expected);
    });
}

#[test]
fn opportunities_are_found_and_sorted() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("Öster", json!({"userid": 2, "typeid": 2}));
        let contact = server.contact(other, "Bo", "Ek", json!({}));
        let late =
            json!({"estimatedenddate": "2027-03-01", "description": "Årets ramavtal", "userid": 2});
        let a = server.opportunity(&sales, late);
        let b = server.opportunity(
            &sales,
            json!({
                "accountid": other, "contactid": contact, "estimatedenddate": "2026-12-01",
                "statusid": sales.won, "enddate": "2026-11-30", "result": "Bra affär",
            }),
        );
        let long = format!("{} slut", "lång text ".repeat(50));
        let c = server.opportunity(&sales, json!({"description": long}));
        server.post("/opportunities/follow", &json!({"key": a, "userid": 3})).expect(204);
        let found = |query: &str| server.get(&format!("/opportunities?{query}")).ids();
        for (query, expected) in [
            ("", vec![b, c, a]),
            ("sorting=date_desc", vec![a, c, b]),
            ("sorting=account_asc", vec![a, c, b]),
            ("sorting=account_desc", vec![b, c, a]),
            ("sorting=userid_desc", vec![a, c, b]),
            ("estimated_startdate=2026-12-24", vec![c, a]),
            ("estimated_enddate=2026-12-24", vec![b, c]),
            ("estimated_startdate=2026-12-02&estimated_enddate=2027-02-28", vec![c]),
            ("actual_startdate=2026-11-30&actual_enddate=2026-11-30", vec![b]),
            ("actual_enddate=2026-11-29", vec![]),
            ("accounttypeids=2", vec![b]),
            ("accountuserids=1,9", vec![c, a]),
            ("closed=1", vec![b]),
            ("closed=0", vec![c, a]),
            ("description=%C3%85RETS%25", vec![a]),
            ("description=l%C3%A5ng%25slut", vec![c]),
            ("description=l%C3%A5ng", vec![]),
            ("fulltext=bra+affar", vec![]),
            ("fulltext=BRA+aff%C3%A4r", vec![b]),
            ("followedby=3", vec![a]),
            ("userid=2", vec![a]),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
        assert_eq!(server.find("/opportunities", &[("description", &long)]).ids(), [c]);
        assert_eq!(found(&format!("statusids={},{}", sales.won, sales.lost)), [b]);
        assert_eq!(found(&format!("contactid={contact}")), [b]);
        // A new name of an account is a new place in the list.
        server.put(&format!("/accounts/{other}"), &json!({"name": "Alfa"})).expect(200);
        assert_eq!(found("sorting=account_asc"), [b, a, c]);
        server.put(&format!("/opportunities/{a}"), &json!({"accountid": other})).expect(200);
        assert_eq!(found("sorting=account_desc"), [c, b, a]);
        for name in ["estimated_startdate", "actual_enddate"] {
            server.find("/opportunities", &[(name, "2026-13-01")]).refuses(&[name]);
        }
        server.post("/opportunities/unfollow", &json!({"key": a, "userid": 3})).expect(204);
        assert!(found("followedby=3").is_empty());
    });
}

#[test]
fn one_of_a_list_is_the_default() {
    on_both(|server| {
        for path in ["/opportunities/types", "/accounts/accounttypes"] {
            let make = |name: &str| server.create(path, &json!({"name": name, "isdefault": 1}));
            let (first, second) = (make("A"), make("B"));
            let flag =
                |id: i64| server.get(&format!("{path}/{id}")).expect(200)["isdefault"].clone();
            assert_eq!((flag(first), flag(second)), (json!(0), json!(1)), "{path}");
            server.put(&format!("{path}/{first}"), &json!({"isdefault": 1})).expect(200);
            assert_eq!((flag(first), flag(second)), (json!(1), json!(0)), "{path}");
        }
    });
}

#[test]
fn opportunities_are_hidden_and_brought_back() {
    on_both(|server| {
        let sales = server.sales();
        let [a, b] = [(); 2].map(|()| server.opportunity(&sales, json!({})));
        server.delete(&format!("/opportunities/{a}")).expect(204);
        server.get(&format!("/opportunities/{a}")).expect(404);
        assert_eq!(server.get("/opportunities").ids(), [b]);
        server.delete(&format!("/accounts/{}", sales.account)).expect(204);
        assert!(server.get("/opportunities").ids().is_empty());
        server.post(&format!("/opportunities/{a}/restore"), &json!({})).expect(409);
        server.post(&format!("/accounts/{}/restore", sales.account), &json!({})).expect(200);
        assert_eq!(server.get("/opportunities").ids(), [b], "hidden before stays hidden");
        server.post(&format!("/opportunities/{a}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/opportunities").ids(), [a, b]);
    });
}
