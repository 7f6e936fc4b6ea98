//! Activities on both stores.
use serde_json::{Value, json};
use testkit::{SELLER, Server, on_both};

fn read(server: &Server, id: i64) -> Value {
    server.get(&format!("/activities/{id}")).expect(200)
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().filter_map(|item| item["id"].as_i64()).collect()
}

#[test]
fn an_activity_is_kept_as_it_was_written() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.contact(sales.account, "Bo", "Ek", json!({}));
        let opportunity = server.opportunity(&sales, json!({}));
        let priority = server.create("/activities/priorities", &json!({"description": "Hög"}));
        let progress = server.create("/activities/progressionstates", &json!({"name": "Klar"}));
        let question = server.create(
            "/activities/activitytypes/questions",
            &json!({"question": "Nästa steg?", "activitytypeid": sales.activity_type}),
        );
        let tag = server.create("/tags", &json!({"name": "T"}));
        let body = server.activity_body(&sales, json!({
            "closed": true, "description": "Rad\nRad", "date": "2026-11-23", "starttime": "10:00",
            "stoptime": "11:30:00", "extrasexternalid": 17, "externalkey": "k-1",
            "followers": [{"id": 3}], "invitedusers": [{"id": 2}],
            "invitedcontacts": [{"id": other}, {"id": sales.contact}],
            "priority": {"id": priority}, "progressionstate": {"id": progress},
            "opportunity": {"id": opportunity}, "reminder": {"text": "Ring", "min": 15},
            "contactattempts": [{"note": "Ingen svarade"}],
            "answers": [{"questionid": question, "answer": "Offert"}],
            "tags": [{"id": tag}], "files": [{"id": 5}],
        }));
        let made = server.post("/activities", &body).expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(made, read(server, id));
        for (name, expected) in [
            ("closed", json!(1)),
            ("description", json!("Rad\nRad")),
            ("date", json!("2026-11-23")),
            ("start", json!("2026-11-23T09:00:00.000Z")),
            ("stop", json!("2026-11-23T10:30:00.000Z")),
            ("starttime", json!("10:00")),
            ("stoptime", json!("11:30")),
            ("extrasexternalid", json!(17)),
            ("externalkey", json!("k-1")),
            ("reminder", json!({"text": "Ring", "min": 15, "done": 0})),
            ("answers", json!([{"questionid": question, "answer": "Offert"}])),
            ("priority", json!({"id": priority, "description": "Hög"})),
            ("progressionstate", json!({"id": progress, "name": "Klar"})),
            ("type", json!({"id": sales.activity_type, "name": "Besök"})),
            ("result", json!("")),
            ("files", json!([])),
            ("userid", json!(1)),
        ] {
            assert_eq!(made[name], expected, "{name}");
        }
        assert_eq!(made["user"][0]["surname"], "Admin");
        assert_eq!(made["primarycontact"]["phone"], "08-1");
        assert_eq!(made["opportunity"]["account"]["id"], sales.account);
        assert_eq!((ids(&made["followers"]), ids(&made["invitedusers"])), (vec![3], vec![2]));
        assert_eq!(ids(&made["invitedcontacts"]), [sales.contact, other]);
        assert_eq!(made["contactattempts"][0]["user"]["id"], 1);
        assert!(made["contactattempts"][0]["timestamp"].is_string());
    });
}

#[test]
fn attempts_are_added_and_answers_are_set() {
    on_both(|server| {
        let sales = server.sales();
        let ask = |text: &str| {
            let body = json!({"question": text, "activitytypeid": sales.activity_type});
            server.create("/activities/activitytypes/questions", &body)
        };
        let (one, two) = (ask("Ett?"), ask("Två?"));
        let id = server.activity(&sales, json!({"answers": [{"questionid": one, "answer": "a"}]}));
        let other = server.activity(&sales, json!({"contactattempts": [{"note": "annan"}]}));
        let path = format!("/activities/{id}");
        let attempt = json!({"note": "1", "timestamp": "2026-01-02T03:04:05Z", "user": {"id": 2}});
        server.put(&path, &json!({"contactattempts": [attempt]})).expect(200);
        let body = json!({"contactattempts": [{"note": "2"}, {"note": "3"}]});
        let made = server.call(SELLER, "PUT", &path, Some(&body)).expect(200);
        let attempts = made["contactattempts"].as_array().unwrap();
        let notes: Vec<_> = attempts.iter().map(|one| one["note"].as_str().unwrap()).collect();
        assert_eq!(notes, ["1", "2", "3"]);
        assert_eq!(attempts[0]["timestamp"], "2026-01-02T03:04:05.000Z");
        assert_eq!(
            (&attempts[0]["user"]["id"], &attempts[1]["user"]["id"]),
            (&json!(2), &json!(2))
        );
        // What was made is sent back with a change: it stays, and stays as it was.
        let mut again = made["contactattempts"].clone();
        again[0]["note"] = json!("other");
        let made = server.put(&path, &json!({"contactattempts": again})).expect(200);
        assert_eq!(made["contactattempts"].as_array().unwrap().len(), 3);
        assert_eq!(made["contactattempts"][0]["note"], "1");

        let answers =
            json!([{"questionid": one, "answer": "b"}, {"questionid": two, "answer": "c"}]);
        let made = server.put(&path, &json!({"answers": answers})).expect(200);
        assert_eq!(made["answers"], answers);

        let theirs = read(server, other)["contactattempts"][0]["id"].clone();
        for (body, wrong) in [
            (json!({"contactattempts": [{"id": theirs}]}), "contactattempts.0.id"),
            (json!({"contactattempts": [{"note": "x"}, {"id": 99}]}), "contactattempts.1.id"),
            (json!({"contactattempts": [{"user": {"id": 99}}]}), "contactattempts.0.user.id"),
            (json!({"contactattempts": [{"timestamp": "x"}]}), "contactattempts.0.timestamp"),
            (json!({"contactattempts": [1]}), "contactattempts.0"),
            (json!({"answers": [{"answer": "x"}]}), "answers.0.questionid"),
            (json!({"answers": [{"questionid": 99}]}), "answers.0.questionid"),
            (json!({"answers": {}}), "answers"),
        ] {
            server.put(&path, &body).refuses(&[wrong]);
        }
        assert_eq!(read(server, id)["contactattempts"].as_array().unwrap().len(), 3);
    });
}

#[test]
fn dates_and_times_say_the_same_as_instants() {
    on_both(|server| {
        let sales = server.sales();
        let told = |made: &Value| {
            let names = ["date", "starttime", "stoptime", "start", "stop"];
            names.map(|name| made[name].as_str().unwrap_or("-").to_owned()).join(" ")
        };
        for (more, expected) in [
            (
                json!({"date": "2026-07-01", "starttime": "10:00"}),
                "2026-07-01 10:00 - 2026-07-01T08:00:00.000Z -",
            ),
            (
                json!({"start": "2026-11-23T10:00:00Z", "stop": "2026-11-23T12:00:00+01:00"}),
                "2026-11-23 11:00 12:00 2026-11-23T10:00:00.000Z 2026-11-23T11:00:00.000Z",
            ),
            // Clocks go forward from two to three, and back from three to two.
            (
                json!({"date": "2026-03-29", "starttime": "01:30", "stoptime": "03:30"}),
                "2026-03-29 01:30 03:30 2026-03-29T00:30:00.000Z 2026-03-29T01:30:00.000Z",
            ),
            (
                json!({"date": "2026-03-29", "starttime": "02:30"}),
                "2026-03-29 03:30 - 2026-03-29T01:30:00.000Z -",
            ),
            (
                json!({"date": "2026-10-25", "starttime": "01:30", "stoptime": "03:30"}),
                "2026-10-25 01:30 03:30 2026-10-24T23:30:00.000Z 2026-10-25T02:30:00.000Z",
            ),
            (
                json!({"start": "2026-10-25T01:30:00Z", "starttime": "02:30", "date": "2026-10-25"}),
                "2026-10-25 02:30 - 2026-10-25T01:30:00.000Z -",
            ),
            (json!({"date": "2026-11-23T23:59:00Z"}), "2026-11-23 - - - -"),
        ] {
            let body = server.activity_body(&sales, more);
            assert_eq!(told(&server.post("/activities", &body).expect(201)), expected);
        }
        let id = server.activity(
            &sales,
            json!({"start": "2026-11-23T22:30:00Z",
            "stop": "2026-11-24T01:00:00Z"}),
        );
        let put = |body: Value| server.put(&format!("/activities/{id}"), &body);
        let moved = put(json!({"date": "2026-07-01"})).expect(200);
        let expected = "2026-07-01 23:30 02:00 2026-07-01T21:30:00.000Z 2026-07-02T00:00:00.000Z";
        assert_eq!(told(&moved), expected);
        let moved = put(json!({"stop": null})).expect(200);
        assert_eq!(told(&moved), "2026-07-01 23:30 - 2026-07-01T21:30:00.000Z -");
        for (body, wrong) in [
            (json!({"starttime": "10:00", "stoptime": "09:59"}), "stoptime"),
            (json!({"stop": "2026-07-01T21:29:59Z"}), "stop"),
            (json!({"start": "2026-07-01T10:00:00Z", "date": "2026-07-02"}), "date"),
            (json!({"start": "2026-07-01T10:00:00Z", "starttime": "10:00"}), "starttime"),
            (json!({"date": "2026-02-29"}), "date"),
            (json!({"starttime": "24:00"}), "starttime"),
            (json!({"start": "2026-07-01T10:00:00"}), "start"),
            (json!({"start": 1}), "start"),
        ] {
            put(body).refuses(&[wrong]);
        }
        assert_eq!(read(server, id), moved, "nothing has changed");
    });
}

#[test]
fn references_are_written_in_either_way() {
    on_both(|server| {
        let sales = server.sales();
        let kind = server.activity_type(&json!({"name": "Samtal"}));
        let opportunity = server.opportunity(&sales, json!({}));
        let without = |names: &[&str], more: Value| {
            let mut body = server.activity_body(&sales, more);
            names.iter().for_each(|name| drop(body.as_object_mut().unwrap().remove(*name)));
            body
        };
        for (body, user, type_id) in [
            (without(&["type"], json!({"typeid": kind})), 1, kind),
            (without(&[], json!({"typeid": sales.activity_type})), 1, sales.activity_type),
            (without(&["userid"], json!({"user": {"id": 2}})), 2, sales.activity_type),
            (without(&["userid"], json!({"user": [{"id": 3}]})), 3, sales.activity_type),
            (without(&[], json!({"user": [{"id": 1, "name": "x"}]})), 1, sales.activity_type),
            (
                without(&["accountid"], json!({"account": {"id": sales.account}})),
                1,
                sales.activity_type,
            ),
        ] {
            let made = server.post("/activities", &body).expect(201);
            assert_eq!(made["user"][0]["id"], user);
            assert_eq!((&made["userid"], &made["type"]["id"]), (&json!(user), &json!(type_id)));
            assert_eq!(made["accountid"], sales.account);
        }
        for (body, wrong) in [
            (without(&[], json!({"user": {"id": 2}})), "userid"),
            (without(&[], json!({"typeid": kind})), "typeid"),
            (without(&["type"], json!({})), "type"),
            (without(&["userid"], json!({})), "userid"),
            (without(&["userid"], json!({"user": []})), "user"),
            (without(&["userid"], json!({"user": [{"id": 1}, {"id": 2}]})), "user"),
            (without(&["userid"], json!({"user": {"id": 99}})), "user.id"),
            (without(&["userid"], json!({"user": [{"id": 99}]})), "user.0.id"),
            (without(&[], json!({"type": {"id": 99}})), "type.id"),
            (without(&[], json!({"primarycontact": null})), "primarycontact"),
            (without(&[], json!({"priority": {"id": 99}})), "priority.id"),
        ] {
            let answer = server.post("/activities", &body);
            let errors = answer.expect(400)["errors"].clone();
            let named: Vec<&String> = errors.as_object().unwrap().keys().collect();
            assert!(
                named.len() == 1 && (named[0] == wrong || named[0].starts_with("user")),
                "{wrong}: {errors}"
            );
        }
        let id = server.activity(&sales, json!({"opportunity": {"id": opportunity}}));
        let path = format!("/activities/{id}");
        let made = server.put(&path, &json!({"opportunityid": null})).expect(200);
        assert_eq!(made["opportunity"], Value::Null);
        server.put(&path, &json!({"typeid": null})).refuses(&["typeid"]);
        server.put(&path, &json!({"user": null})).refuses(&["user"]);
    });
}

#[test]
fn activities_are_found_and_sorted() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("Öster", json!({"userid": 2, "typeid": 2}));
        let contact = server.contact(other, "Bo", "Ek", json!({}));
        let kind = server.activity_type(&json!({"name": "Samtal"}));
        let progress = server.create("/activities/progressionstates", &json!({"name": "Klar"}));
        let opportunity = server.opportunity(&sales, json!({}));
        let a = server.activity(
            &sales,
            json!({"date": "2026-11-23", "starttime": "13:00",
            "location": "Åhus", "description": "Genomgång", "externalkey": "k"}),
        );
        let b = server.activity(
            &sales,
            json!({"date": "2026-11-23", "starttime": "09:00",
            "accountid": other, "primarycontact": {"id": contact}, "userid": 2, "closed": 1,
            "result": "Nöjda"}),
        );
        let c = server.activity(
            &sales,
            json!({"date": "2026-11-24", "type": {"id": kind},
            "opportunity": {"id": opportunity}, "progressionstate": {"id": progress}}),
        );
        let d = server.activity(&sales, json!({"description": "Utan datum"}));
        server.post("/activities/follow", &json!({"key": b, "userid": 3})).expect(204);
        let found = |query: &str| server.get(&format!("/activities?{query}")).ids();
        for (query, expected) in [
            ("".to_owned(), vec![c, a, b, d]),
            ("sorting=date_asc".to_owned(), vec![b, a, c, d]),
            ("sorting=account_asc".to_owned(), vec![a, c, d, b]),
            ("sorting=userid_desc".to_owned(), vec![b, d, c, a]),
            ("date=2026-11-23".to_owned(), vec![a, b]),
            ("startdate=2026-11-24".to_owned(), vec![c]),
            ("enddate=2026-11-23".to_owned(), vec![a, b]),
            ("startdate=2026-11-23&enddate=2026-11-24&closed=0".to_owned(), vec![c, a]),
            ("closed=1".to_owned(), vec![b]),
            (format!("accountid={other}"), vec![b]),
            ("accounttypeids=2,3".to_owned(), vec![b]),
            ("accountuserids=1".to_owned(), vec![c, a, d]),
            ("userid=2".to_owned(), vec![b]),
            ("userids=1,3".to_owned(), vec![c, a, d]),
            (format!("typeid={kind}"), vec![c]),
            (format!("typeids={kind},99"), vec![c]),
            (format!("contactid={contact}"), vec![b]),
            (format!("opportunityid={opportunity}"), vec![c]),
            ("location=%C3%A5%25".to_owned(), vec![a]),
            ("description=GENOM%25".to_owned(), vec![a]),
            ("description=%25datum".to_owned(), vec![d]),
            (format!("progressionstateid={progress}"), vec![c]),
            ("followedby=3".to_owned(), vec![b]),
            ("externalkey=k".to_owned(), vec![a]),
            ("fulltext=2026-11-23".to_owned(), vec![a, b]),
            ("fulltext=2026-11+n%C3%B6jd".to_owned(), vec![b]),
            ("missionids=1,2".to_owned(), vec![]),
        ] {
            assert_eq!(found(&query), expected, "{query}");
        }
        for (name, value) in [
            ("date", "today"),
            ("startdate", "2026-02-30"),
            ("enddate", ""),
            ("closed", "2"),
            ("missionids", "x"),
            ("userids", "1,"),
            ("sorting", "date"),
        ] {
            server.find("/activities", &[(name, value)]).refuses(&[name]);
        }
        server.post("/activities/unfollow", &json!({"key": b, "userid": 3})).expect(204);
        assert!(found("followedby=3").is_empty());
    });
}

#[test]
fn activities_are_where_their_accounts_are() {
    on_both(|server| {
        let sales = server.sales();
        let place =
            |latitude: &str| json!({"coordinates": {"latitude": latitude, "longitude": "18"}});
        let addresses = json!({"visiting": place("59"), "postal": place("60")});
        let path = format!("/accounts/{}", sales.account);
        server.put(&path, &json!({"addresses": addresses})).expect(200);
        let nowhere = server.account("Ingenstans", json!({}));
        let a = server.activity(&sales, json!({"date": "2026-11-23"}));
        let b = server.activity(&sales, json!({"date": "2026-11-24", "closed": 1}));
        server.activity(&sales, json!({"accountid": nowhere}));
        let list = |query: &str| {
            let found = server.get(&format!("/activities/activitycoordinates?{query}"));
            let told = |item: &Value| {
                format!("{}{}", item["activityid"], item["latitude"].as_str().unwrap())
            };
            let items = found.items();
            assert!(items.iter().all(|item| item["distance"].is_null()));
            (items.iter().map(told).collect::<Vec<_>>(), found.json()[0]["total"].clone())
        };
        let all = [format!("{b}60"), format!("{b}59"), format!("{a}60"), format!("{a}59")];
        assert_eq!(list("per_page=1000"), (all.to_vec(), json!(4)));
        for page in 1..=4 {
            let (found, total) = list(&format!("per_page=1&page={page}"));
            assert_eq!((found, total), (vec![all[page - 1].clone()], json!(4)), "{page}");
        }
        assert_eq!(list("per_page=3&page=2").0, [all[3].clone()]);
        assert_eq!(list("closed=0").0, all[2..]);
        assert_eq!(list("date=2026-11-24").0, all[..2]);
        let kind = server.get("/activities/activitycoordinates?closed=1").items();
        assert_eq!(
            (&kind[0]["addresstype"], &kind[1]["addresstype"]),
            (&json!("postal"), &json!("visiting"))
        );
    });
}

#[test]
fn types_are_created_in_a_list_of_one() {
    on_both(|server| {
        let body = json!({"name": "Besök", "default": 1, "quick": true, "sortorder": 2});
        let made = server.post("/activities/activitytypes", &body).expect(200);
        assert_eq!(made[0]["quick"], 1);
        let headers = [
            ("x-token", testkit::ADMIN),
            ("content-type", "application/json"),
            ("prefer", "wire=native"),
        ];
        let text = json!({"name": "Möte", "default": 1}).to_string();
        let bytes = Some(text.as_bytes());
        let native = server.send("POST", "/activities/activitytypes", &headers, bytes).expect(200);
        assert_eq!(native["default"], 1);
        let masked =
            server.masked(&format!("/activities/activitytypes/{}", made[0]["id"]), "default");
        assert_eq!(masked.expect(200), json!({"default": 0}), "there is one default");
        let list = server.get("/activities/activitytypes").expect(200);
        assert_eq!((&list[0]["name"], &list[1]["name"]), (&json!("Möte"), &json!("Besök")));
        server.call(SELLER, "POST", "/activities/activitytypes", Some(&body)).expect(403);
        let sales = server.sales();
        server.activity(&sales, json!({}));
        server.delete(&format!("/activities/activitytypes/{}", sales.activity_type)).expect(409);
    });
}

#[test]
fn accounts_are_found_by_one_and_the_same_activity() {
    on_both(|server| {
        let sales = server.sales();
        let kind = server.activity_type(&json!({"name": "Samtal"}));
        let other = server.account("Öster", json!({}));
        server.account("Utan", json!({}));
        let first = server.activity(&sales, json!({"closed": 1, "userid": 1}));
        server.activity(&sales, json!({"closed": 0, "userid": 2, "type": {"id": kind}}));
        server.activity(&sales, json!({"accountid": other, "closed": 1, "userid": 2}));
        let one = sales.account;
        let found = |query: &str| server.get(&format!("/accounts?{query}")).ids();
        for (query, expected) in [
            ("activity=1".to_owned(), vec![one, other]),
            ("activity=1&activity_closed=1".to_owned(), vec![one, other]),
            ("activity=1&activity_closed=1&activity_user=2".to_owned(), vec![other]),
            ("activity=1&activity_closed=0&activity_user=2".to_owned(), vec![one]),
            (format!("activity=1&activity_type={kind}&activity_closed=1"), vec![]),
            (format!("activity=1&activity_type={kind}"), vec![one]),
            ("activity=1&activity_user=1".to_owned(), vec![one]),
            ("activity=1&activity_user=99".to_owned(), vec![]),
        ] {
            assert_eq!(found(&query), expected, "{query}");
        }
        for query in ["", "activity=0", "activity_user=99", "activity=0&activity_closed=1"] {
            assert_eq!(found(query).len(), 3, "{query}");
        }
        server.delete(&format!("/activities/{first}")).expect(204);
        assert_eq!(found("activity=1&activity_closed=1"), [other]);
        for name in ["activity", "activity_closed"] {
            server.find("/accounts", &[(name, "2")]).refuses(&[name]);
        }
        server.get("/accounts?activity=1&activity_user=x").refuses(&["activity_user"]);
    });
}

#[test]
fn a_merge_moves_activities_and_opportunities() {
    on_both(|server| {
        let sales = server.sales();
        let target = server.account("Alfa", json!({}));
        let bystander = server.account("Beta", json!({}));
        let contact = server.contact(bystander, "Bo", "Ek", json!({}));
        let activity = server.activity(&sales, json!({}));
        let hidden = server.activity(&sales, json!({}));
        server.delete(&format!("/activities/{hidden}")).expect(204);
        let near = server.activity(&sales, json!({"accountid": bystander}));
        let own = server.opportunity(&sales, json!({}));
        let beside = server.opportunity(
            &sales,
            json!({"accountid": bystander,
            "contactid": contact, "altaccountid": sales.account}),
        );
        let project = server.create("/projects", &json!({"name": "P", "accountid": sales.account}));
        let merge = format!("/accounts/{target}/merge/{}", sales.account);
        server.post(&merge, &json!({})).expect(200);
        assert_eq!(read(server, activity)["account"]["id"], target);
        assert_eq!(read(server, near)["account"]["id"], bystander);
        let of = |id: i64| server.get(&format!("/opportunities/{id}")).expect(200);
        assert_eq!(of(own)["account"]["id"], target);
        assert_eq!(
            (&of(beside)["accountid"], &of(beside)["altaccountid"]),
            (&json!(bystander), &json!(target))
        );
        assert_eq!(server.get(&format!("/projects/{project}")).expect(200)["accountid"], target);
        // They are sorted under the account they are at now.
        assert_eq!(server.get("/activities?sorting=account_asc").ids(), [activity, near]);
        assert_eq!(server.get("/opportunities?sorting=account_asc").ids(), [own, beside]);
        server.post(&format!("/activities/{hidden}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/activities?sorting=account_asc").ids(), [activity, hidden, near]);
        assert_eq!(server.get(&format!("/activities?accountid={target}")).ids().len(), 2);
    });
}

#[test]
fn activities_are_hidden_and_brought_back() {
    on_both(|server| {
        let sales = server.sales();
        let [a, b] = [(); 2].map(|()| server.activity(&sales, json!({})));
        server.delete(&format!("/activities/{a}")).expect(204);
        server.get(&format!("/activities/{a}")).expect(404);
        server.put(&format!("/activities/{a}"), &json!({"result": "x"})).expect(404);
        assert_eq!(server.get("/activities").ids(), [b]);
        server.delete(&format!("/accounts/{}", sales.account)).expect(204);
        assert!(server.get("/activities").ids().is_empty());
        server.post(&format!("/activities/{b}/restore"), &json!({})).expect(409);
        server.post(&format!("/accounts/{}/restore", sales.account), &json!({})).expect(200);
        assert_eq!(server.get("/activities").ids(), [b]);
        server.post(&format!("/activities/{a}/restore"), &json!({})).expect(200);
        assert_eq!(server.get("/activities").ids(), [b, a]);
    });
}
