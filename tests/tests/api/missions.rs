//! Missions, what they are connected with and how far they have come, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Answer, READER, SELLER, STRANGER, Server, on_both};

fn mission(server: &Server, more: Value) -> i64 {
    let mut body = json!({"name": "Höst"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.create("/missions", &body)
}

fn connect(server: &Server, mission: i64, kind: &str, id: i64, body: Value) -> Answer {
    server.put(&format!("/missions/{mission}/connections/{kind}/{id}"), &body)
}

/// The ids that a list of connections holds.
fn connected(server: &Server, path: &str) -> Vec<i64> {
    server.get(path).column("connectid").iter().filter_map(Value::as_i64).collect()
}

#[test]
fn a_mission_is_kept_as_it_was_written() {
    on_both(|server| {
        let kind = server.create("/missions/types", &json!({"name": "Kampanj"}));
        let body = json!({
            "name": "Höst", "active": 0, "description": "Rad\nRad", "startdate": "2026-09-01",
            "enddate": "2026-12-24", "script": "Hej\nhej", "pdf": "https://a.example/a.pdf",
            "video": "v", "terms": "T", "userid": 2, "typeid": kind,
        });
        let answer = server.post("/missions", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/missions/{id}").as_str()));
        for (name, value) in body.as_object().unwrap() {
            assert_eq!(&made[name], value, "{name}");
        }
        let path = format!("/missions/{id}");
        assert_eq!(server.get(&path).expect(200), made);
        let bare = server.post("/missions", &json!({})).expect(201);
        assert_eq!((&bare["name"], &bare["active"]), (&Value::Null, &json!(1)));
        let changed = server.put(&path, &json!({"name": "Vinter", "enddate": null})).expect(200);
        assert_eq!((&changed["name"], &changed["enddate"]), (&json!("Vinter"), &Value::Null));
        assert_eq!(changed["script"], "Hej\nhej", "what a change leaves out stays");
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        connect(server, id, "user", 1, json!({})).expect(404);
        server.get(&format!("{path}/connections")).expect(404);
        server.get(&format!("{path}/progress")).expect(404);
        assert_eq!(server.post(&format!("{path}/restore"), &json!({})).expect(200), changed);
    });
}

#[test]
fn a_mission_that_cannot_be_is_refused() {
    on_both(|server| {
        let id = mission(server, json!({"startdate": "2026-09-01"}));
        for (body, name) in [
            (json!({"startdate": "2026-09-02", "enddate": "2026-09-01"}), "enddate"),
            (json!({"enddate": "2026-02-30"}), "enddate"),
            (json!({"active": 2}), "active"),
            (json!({"userid": 99}), "userid"),
            (json!({"typeid": 99}), "typeid"),
            (json!({"pdf": "x".repeat(2049)}), "pdf"),
        ] {
            server.post("/missions", &body).refuses(&[name]);
        }
        server
            .put(&format!("/missions/{id}"), &json!({"enddate": "2026-08-31"}))
            .refuses(&["enddate"]);
        for (query, name) in [
            ("active=2", "active"),
            ("datespan_start=x", "datespan_start"),
            ("datespan_end=2026-13-01", "datespan_end"),
            ("ownerids=1,x", "ownerids"),
            ("articleids=1,x", "articleids"),
            ("orderids=", "orderids"),
            ("sorting=name", "sorting"),
        ] {
            server.get(&format!("/missions?{query}")).refuses(&[name]);
        }
        assert_eq!(connected(server, "/missions"), [id], "nothing was written");
    });
}

#[test]
fn missions_are_found_and_sorted() {
    on_both(|server| {
        let sales = server.sales();
        let kind = server.create("/missions/types", &json!({"name": "K"}));
        let [a, b, c, d] = [
            json!({"name": "b", "startdate": "2026-01-01", "enddate": "2026-03-01", "userid": 2}),
            json!({"name": "a", "startdate": "2026-02-01", "userid": 3, "typeid": kind}),
            json!({"name": "c", "enddate": "2026-02-01", "result": 1}),
            json!({"name": "d", "active": 0}),
        ]
        .map(|body| mission(server, body));
        let activity = server.activity(&sales, json!({}));
        connect(server, a, "account", sales.account, json!({})).expect(200);
        connect(server, b, "activity", activity, json!({})).expect(200);
        connect(server, c, "user", 2, json!({})).expect(200);
        let one = sales.account;
        for (query, expected) in [
            ("", vec![c, a, b]),
            ("active=0", vec![d]),
            ("sorting=enddate_desc", vec![a, c, b]),
            ("sorting=startdate_asc", vec![a, b, c]),
            ("sorting=startdate_desc", vec![b, a, c]),
            ("sorting=name_asc", vec![b, a, c]),
            ("sorting=name_desc", vec![c, a, b]),
            ("sorting=number_desc", vec![c, b, a]),
            ("datespan_start=2026-02-02", vec![a, b]),
            ("datespan_start=2026-03-01T23:00:00%2B01:00", vec![a, b]),
            ("datespan_start=2026-03-02T00:00:00+01:00", vec![b]),
            ("datespan_end=2026-01-31T10:00:00.000Z", vec![c, a]),
            ("datespan_start=2026-02-02&datespan_end=2026-01-31", vec![a]),
            ("ownerid=2", vec![a]),
            ("ownerids=2,3", vec![a, b]),
            (&format!("typeid={kind}"), vec![b]),
            (&format!("accountids={one},99"), vec![a]),
            (&format!("activityids={activity}"), vec![b]),
            ("userids=1,2", vec![c]),
            ("articleids=1", vec![]),
            ("orderids=1,2", vec![]),
        ] {
            let path = format!("/missions?{query}");
            assert_eq!(connected(server, &path), expected, "{query}");
        }
        let item = &server.get("/missions?sorting=number_desc").items()[0];
        for (name, value) in [
            ("id", json!(c)),
            ("name", json!("c")),
            ("type", json!("mission")),
            ("connectid", json!(c)),
            ("result", json!(1)),
        ] {
            assert_eq!(item[name], value, "{name}");
        }
        assert_eq!(item["tscreated"], item["tsupdated"]);
        let masked = server.masked("/missions", "items{type,name}").expect(200);
        assert_eq!(masked[0]["items"][1], json!({"type": "mission", "name": "b"}));
    });
}

#[test]
fn things_are_connected_by_kind() {
    on_both(|server| {
        let sales = server.sales();
        let activity = server.activity(&sales, json!({}));
        let id = mission(server, json!({}));
        let base = format!("/missions/{id}/connections");
        for (forms, other) in [
            (["account", "accounts"], sales.account),
            (["activities", "activity"], activity),
            (["user", "users"], 2),
        ] {
            let made = connect(server, id, forms[0], other, json!({})).expect(200);
            let word = forms.iter().min_by_key(|form| form.len()).unwrap();
            assert_eq!(made["type"], **word);
            assert_eq!((&made["connectid"], &made["result"]), (&json!(other), &json!(0)));
            let body = json!({"result": true, "type": "x", "connectid": 99, "tscreated": null});
            let set = connect(server, id, forms[1], other, body).expect(200);
            assert_eq!((&set["result"], &set["connectid"]), (&json!(1), &json!(other)));
            assert_eq!(set["tscreated"], made["tscreated"]);
            let path = format!("{base}/{}/{other}", forms[1]);
            assert_eq!(server.get(&path).expect(200), set);
            assert_eq!(connect(server, id, forms[0], other, json!({})).expect(200)["result"], 1);
            assert_eq!(connected(server, &format!("{base}/{}?result=1", forms[0])), [other]);
            assert_eq!(connected(server, &format!("{base}/{}?result=0", forms[0])), [0; 0]);
        }
        assert_eq!(connected(server, &base), [sales.account, activity, 2]);
        assert_eq!(connected(server, &format!("{base}/articles")), [0; 0]);
        for (wire, empty) in [("native", json!([])), ("documented", json!([]))] {
            let headers = [("x-token", ADMIN), ("prefer", &*format!("wire={wire}"))];
            let page = server.send("GET", &format!("{base}/orders"), &headers, None).expect(200);
            let page = if wire == "native" { &page } else { &page[0] };
            assert_eq!((&page["items"], &page["total"]), (&empty, &json!(0)));
        }
        let path = format!("{base}/users/2");
        server.delete(&path).expect(204);
        server.get(&path).expect(404);
        server.delete(&path).expect(404);
        assert_eq!(connected(server, &format!("{base}/user")), [0; 0]);
    });
}

#[test]
fn a_connection_that_cannot_be_is_refused() {
    on_both(|server| {
        let sales = server.sales();
        let id = mission(server, json!({}));
        let base = format!("/missions/{id}/connections");
        let other = server.call(STRANGER, "GET", "/users/me", None).expect(200)["id"].clone();
        for (path, status) in [
            (format!("{base}/account/99"), 404),
            (format!("{base}/account/0"), 404),
            (format!("{base}/account/1x"), 404),
            (format!("{base}/contact/{}", sales.contact), 404),
            (format!("{base}/Account/{}", sales.account), 404),
            (format!("{base}/articles/1"), 404),
            (format!("{base}/order/1"), 404),
            (format!("{base}/user/{}", other.as_i64().unwrap() + 90), 404),
            (format!("/missions/99/connections/account/{}", sales.account), 404),
        ] {
            server.put(&path, &json!({"result": 1})).expect(status);
            server.get(&path).expect(404);
        }
        server.get(&format!("{base}/contacts")).expect(404);
        server.get("/missions/99/connections").expect(404);
        let path = format!("{base}/account/{}", sales.account);
        for body in [json!({"result": 2}), json!({"result": "1"}), json!({"result": []})] {
            server.put(&path, &body).refuses(&["result"]);
        }
        server.get(&format!("{base}?result=2")).refuses(&["result"]);
        server.call(READER, "PUT", &path, Some(&json!({}))).expect(403);
        server.call(READER, "DELETE", &path, None).expect(403);
        server.call(STRANGER, "PUT", &path, Some(&json!({}))).expect(404);
        server.call(STRANGER, "GET", &base, None).expect(404);
        server.call(STRANGER, "GET", &format!("/missions/{id}/progress"), None).expect(404);
        assert_eq!(connected(server, &base), [0; 0], "nothing was written");
        server.call(SELLER, "PUT", &path, Some(&json!({}))).expect(200);
        server.call(READER, "GET", &path, None).expect(200);
    });
}

#[test]
fn connected_activities_have_a_list_of_their_own() {
    on_both(|server| {
        let sales = server.sales();
        let kind = server.activity_type(&json!({"name": "Samtal"}));
        let at = |day: &str, from: &str, to: &str| json!({"date": format!("2026-11-{day}"), "starttime": from, "stoptime": to});
        let mut late = at("25", "10:00", "11:00");
        late["userid"] = json!(2);
        late["type"] = json!({"id": kind});
        let [first, second, third] =
            [at("24", "10:00", "12:00"), late, json!({})].map(|body| server.activity(&sales, body));
        let id = mission(server, json!({}));
        for activity in [second, first, third] {
            connect(server, id, "activities", activity, json!({})).expect(200);
        }
        connect(server, id, "user", 1, json!({})).expect(200);
        let base = format!("/missions/{id}/connections/activities");
        for (query, expected) in [
            ("", vec![second, first, third]),
            ("sorting=number_desc", vec![third, first, second]),
            ("sorting=start_asc", vec![first, second, third]),
            ("sorting=start_desc", vec![second, first, third]),
            ("sorting=end_asc", vec![first, second, third]),
            ("start=2026-11-25", vec![second]),
            ("start=2026-11-24T09:00:00Z", vec![second, first]),
            ("start=2026-11-24T09:00:00.001Z", vec![second]),
            ("end=2026-11-24T11:00:00Z", vec![first]),
            ("end=2026-11-24T10:59:59Z", vec![]),
            ("userids=2", vec![second]),
            (&format!("typeids={kind},99"), vec![second]),
            ("result=1", vec![]),
        ] {
            assert_eq!(connected(server, &format!("{base}?{query}")), expected, "{query}");
        }
        for (query, name) in
            [("start=x", "start"), ("end=2026-11", "end"), ("typeids=a", "typeids")]
        {
            server.get(&format!("{base}?{query}")).refuses(&[name]);
        }
        let item = &server.get(&base).items()[0];
        assert_eq!((&item["type"], &item["connectid"]), (&json!("activity"), &json!(second)));
        let activity = &item["activity"];
        assert_eq!((&activity["id"], &activity["date"]), (&json!(second), &json!("2026-11-25")));
        assert_eq!(
            (&activity["user"]["id"], &activity["type"]["name"]),
            (&json!(2), &json!("Samtal"))
        );
        assert_eq!(activity["account"]["id"], sales.account);

        // What changes about an activity changes where it stands.
        let path = format!("/activities/{first}");
        server.put(&path, &json!({"date": "2026-11-26", "userid": 2})).expect(200);
        assert_eq!(connected(server, &format!("{base}?sorting=start_asc")), [second, first, third]);
        assert_eq!(connected(server, &format!("{base}?userids=2")), [second, first]);
        server.delete(&path).expect(204);
        assert_eq!(connected(server, &base), [second, third], "what is hidden leaves the lists");
        assert_eq!(connected(server, &format!("/missions/{id}/connections")), [second, third, 1]);
        server.get(&format!("/missions/{id}/connections/activity/{first}")).expect(404);
        server.post(&format!("{path}/restore"), &json!({})).expect(200);
        assert_eq!(connected(server, &base), [second, first, third]);
    });
}

#[test]
fn progress_tells_of_each_account() {
    on_both(|server| {
        let sales = server.sales();
        let others = ["B", "C"].map(|name| server.account(name, json!({})));
        let id = mission(server, json!({}));
        let path = format!("/missions/{id}/progress");
        assert_eq!(server.get(&path).items(), [] as [Value; 0]);
        connect(server, id, "account", sales.account, json!({"result": 1})).expect(200);
        for other in others {
            connect(server, id, "account", other, json!({})).expect(200);
        }
        let at = |day: &str| json!({"date": day, "starttime": "10:00", "stoptime": "11:00"});
        let old = server.activity(&sales, at("2026-11-02"));
        let last = server.activity(&sales, at("2026-11-03"));
        let apart = server.activity(&sales, at("2026-11-04"));
        let bare = server.activity(&sales, json!({"accountid": others[0]}));
        for activity in [last, old, bare] {
            connect(server, id, "activity", activity, json!({})).expect(200);
        }
        let page = server.get(&path).expect(200)[0].clone();
        assert_eq!((&page["total"], &page["totalactive"]), (&json!(3), &json!(2)));
        assert_eq!(page["totalcompleted"], 1);
        let [first, second, third] = &page["items"].as_array().unwrap()[..] else { panic!() };
        assert_eq!(
            (&first["accountid"], &first["completed"]),
            (&json!(sales.account), &json!(true))
        );
        assert_eq!(first["accountname"], "Åkesson Bygg");
        assert_eq!(first["account"]["id"], sales.account);
        assert_eq!(first["activity"]["id"], last, "the latest of the mission's own");
        assert_eq!(first["activity"]["account"]["id"], sales.account);
        assert_eq!(first["lastactivity"], "2026-11-03T09:00:00.000Z");
        assert_eq!(
            (&second["activity"]["id"], &second["lastactivity"]),
            (&json!(bare), &Value::Null)
        );
        assert_eq!(third["activity"], Value::Null);
        assert_eq!(third["completed"], false);

        connect(server, id, "activity", apart, json!({})).expect(200);
        let only = format!("{path}?accountids={},{}", sales.account, others[1]);
        let page = server.get(&only).expect(200)[0].clone();
        assert_eq!((&page["total"], &page["totalactive"]), (&json!(2), &json!(1)));
        assert_eq!(page["items"][0]["activity"]["id"], apart);
        let masked = server.masked(&path, "total,totalcompleted,items{accountid,activity{id}}");
        let masked = masked.expect(200);
        assert_eq!(
            masked[0]["items"][1],
            json!({"accountid": others[0], "activity": {"id": bare}})
        );
        let headers = [("x-token", ADMIN), ("prefer", "wire=native")];
        let native = server.send("GET", &format!("{path}?per_page=1&page=2"), &headers, None);
        assert!(native.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
        let native = native.expect(200);
        assert_eq!((&native["pages"], &native["totalcompleted"]), (&json!(3), &json!(1)));
        assert_eq!(native["items"][0]["accountid"], others[0]);
        server.get(&format!("{path}?accountids=x")).refuses(&["accountids"]);
        server.get(&format!("{path}?page=0")).refuses(&["page"]);
        server.get("/missions/x/progress").expect(404);

        server.delete(&format!("/accounts/{}", others[1])).expect(204);
        let page = server.get(&path).expect(200)[0].clone();
        assert_eq!((&page["total"], &page["totalactive"]), (&json!(2), &json!(1)));
    });
}

#[test]
fn accounts_and_activities_are_found_by_mission() {
    on_both(|server| {
        let sales = server.sales();
        let other = server.account("B", json!({}));
        let [one, two] = [1, 2].map(|_| mission(server, json!({})));
        let activity = server.activity(&sales, json!({}));
        server.activity(&sales, json!({}));
        connect(server, one, "account", sales.account, json!({"result": 1})).expect(200);
        connect(server, one, "account", other, json!({})).expect(200);
        connect(server, two, "account", other, json!({"result": 1})).expect(200);
        connect(server, two, "activity", activity, json!({})).expect(200);
        let found = |query: &str| server.get(&format!("/accounts?{query}")).ids();
        for (query, expected) in [
            (format!("missionid={one}"), vec![other, sales.account]),
            (format!("missionid={two}"), vec![other]),
            (format!("missionid={one}&missionresult=0"), vec![other]),
            (format!("missionid={one}&missionresult=1"), vec![sales.account]),
            (format!("missionid={one}&missionresult=1&name=b"), vec![]),
            ("missionid=99".to_owned(), vec![]),
            ("missionresult=1".to_owned(), vec![other, sales.account]),
        ] {
            assert_eq!(found(&query), expected, "{query}");
        }
        server.get("/accounts?missionid=x").refuses(&["missionid"]);
        server.get("/accounts?missionid=1&missionresult=2").refuses(&["missionresult"]);
        let path = format!("/activities?missionids={one},{two}");
        assert_eq!(server.get(&path).ids(), [activity]);
        assert_eq!(server.get(&format!("/activities?missionids={one}")).ids(), [0; 0]);
        server.get("/activities?missionids=1,").refuses(&["missionids"]);
        server.delete(&format!("/missions/{two}")).expect(204);
        assert_eq!(found(&format!("missionid={two}")), [0; 0], "it is hidden");
        assert_eq!(server.get(&path).ids(), [0; 0]);
    });
}
