//! Merging accounts, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Answer, READER, SELLER, Server, on_both};

fn merge(server: &Server, target: i64, source: i64) -> Answer {
    server.post(&format!("/accounts/{target}/merge/{source}"), &json!({}))
}

fn account(server: &Server, id: i64) -> Value {
    server.get(&format!("/accounts/{id}")).expect(200)
}

/// The ids in a list of objects.
fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().filter_map(|item| item["id"].as_i64()).collect()
}

#[test]
fn everything_moves_to_the_target() {
    on_both(|server| {
        let groups = ["G1", "G2", "G3"]
            .map(|name| server.create("/accounts/accountgroups", &json!({"name": name})));
        let tags = ["T1", "T2", "T3"].map(|name| server.create("/tags", &json!({"name": name})));
        let refer = |ids: &[i64]| -> Value { ids.iter().map(|id| json!({"id": id})).collect() };
        let target = server.account(
            "Mål",
            json!({"accountgroups": refer(&groups[..2]), "tags": refer(&tags[..2])}),
        );
        let source = server.account(
            "Källa",
            json!({"accountgroups": refer(&groups[1..]), "tags": refer(&tags[1..])}),
        );
        let theirs = server.contact(target, "Mia", "Mål", json!({"primarycontact": 1}));
        let moved = server.contact(source, "Kaj", "Källa", json!({"primarycontact": 1}));
        let hidden = server.contact(source, "Hid", "Källa", json!({}));
        server.delete(&format!("/contacts/{hidden}")).expect(204);
        for (key, user) in [(target, 1), (target, 2), (source, 2), (source, 3)] {
            server.post("/accounts/follow", &json!({"key": key, "userid": user})).expect(204);
        }
        for (id, month, budget) in [(target, 1, 10), (source, 1, 99), (source, 2, 20)] {
            let path = format!("/accounts/{id}/budget/2026/{month}");
            server.put(&path, &json!({"budget": budget})).expect(200);
        }
        let child = server.account("Barn", json!({"parentaccountid": source}));
        let bystander = server.account("Annan", json!({"tags": refer(&tags)}));
        let apart = account(server, bystander);

        let merged = merge(server, target, source).expect(200);
        assert_eq!(merged, account(server, target), "the answer is the merged account");
        assert_eq!(merged["name"], "Mål");
        assert_eq!(ids(&merged["accountgroups"]), groups);
        assert_eq!(ids(&merged["tags"]), tags);
        assert_eq!(ids(&merged["followers"]), [1, 2, 3]);
        assert_eq!(ids(&merged["contacts"]), [theirs, moved]);
        assert_eq!(server.get("/contacts?primarycontact=1").ids(), [theirs], "one of them");
        let contact = server.get(&format!("/contacts/{moved}")).expect(200);
        assert_eq!(contact["account"]["id"], target);
        let back = server.post(&format!("/contacts/{hidden}/restore"), &json!({})).expect(200);
        assert_eq!(back["account"]["id"], target, "hidden ones move too");
        for (month, budget) in [(1, 10), (2, 20)] {
            let path = format!("/accounts/{target}/budget/2026/{month}");
            assert_eq!(server.get(&path).expect(200)["budget"], budget);
        }
        assert_eq!(account(server, child)["parentaccount"]["id"], target);
        assert_eq!(account(server, bystander), apart);
        assert_eq!(server.get("/accounts").ids(), [bystander, child, target]);
        assert_eq!(server.get(&format!("/contacts?accountid={source}")).ids(), [0; 0]);
        assert_eq!(
            server.get(&format!("/accounts/accountgroups?accountid={source}")).ids(),
            [0; 0]
        );
    });
}

fn address(street: &str, latitude: &str) -> Value {
    json!({"street": street, "coordinates": {"latitude": latitude, "longitude": "18"}})
}

#[test]
fn the_target_keeps_its_own_and_takes_what_it_lacks() {
    on_both(|server| {
        let target = server.account(
            "Mål",
            json!({"phone": "1", "active": 0, "typeid": 1,
                "addresses": {"visiting": {"city": "Målstad"}, "postal": {"zip": ""}}}),
        );
        let source = server.account(
            "Källa",
            json!({"phone": "2", "email": "k@x", "number": "77", "typeid": 2, "userid": 2,
                "alternateuserid": 3, "uservisitintervalweeks": 4, "vatno": "SE1",
                "addresses": {"visiting": address("Källgatan 1", "59"),
                    "invoice": address("Fakturagatan 2", "58")}}),
        );
        let merged = merge(server, target, source).expect(200);
        for (name, value) in [
            ("name", json!("Mål")),
            ("phone", json!("1")),
            ("active", json!(0)),
            ("email", json!("k@x")),
            ("number", json!("77")),
            ("uservisitintervalweeks", json!(4)),
            ("alternateuserid", json!("3")),
        ] {
            assert_eq!(merged[name], value, "{name}");
        }
        assert_eq!((&merged["type"]["id"], &merged["user"]["id"]), (&json!(1), &json!(1)));
        let addresses = &merged["addresses"];
        assert_eq!(addresses["visiting"]["city"], "Målstad");
        assert_eq!(addresses["visiting"]["street"], Value::Null, "addresses are taken whole");
        assert_eq!(addresses["visiting"]["coordinates"]["latitude"], Value::Null);
        assert_eq!(addresses["invoice"]["street"], "Fakturagatan 2");
        assert_eq!(addresses["invoice"]["coordinates"]["latitude"], "58");
        // What was taken is found as if it had always been there.
        for query in ["number=77", "vatno=se1", "fulltext=fakturag", "nearto=58,18", "userid=1"] {
            let query = query.replace("number", "accountnumber");
            assert_eq!(
                server.get(&format!("/accounts?active=2&{query}")).ids(),
                [target],
                "{query}"
            );
        }
        for query in ["nearto=59,18", "fulltext=k%C3%A4llgatan", "userid=2"] {
            assert!(server.get(&format!("/accounts?active=2&{query}")).ids().is_empty(), "{query}");
        }
        let places = server.get("/accounts/accountcoordinates?active=0");
        assert_eq!(places.column("accountid"), [target]);
    });
}

#[test]
fn the_only_primary_contact_stays_primary() {
    on_both(|server| {
        let target = server.account("Mål", json!({}));
        let source = server.account("Källa", json!({}));
        server.contact(target, "A", "X", json!({}));
        let moved = server.contact(source, "B", "X", json!({"primarycontact": 1}));
        merge(server, target, source).expect(200);
        assert_eq!(server.get("/contacts?primarycontact=1").ids(), [moved]);
    });
}

#[test]
fn a_merged_account_tells_where_it_went() {
    on_both(|server| {
        let [a, b, c, d] = ["A", "B", "C", "D"].map(|name| server.account(name, json!({})));
        merge(server, b, a).expect(200);
        merge(server, c, b).expect(200);
        merge(server, d, c).expect(200);
        for gone in [a, b, c] {
            for answer in [
                server.get(&format!("/accounts/{gone}")),
                server.put(&format!("/accounts/{gone}"), &json!({"name": "x"})),
                server.delete(&format!("/accounts/{gone}")),
                server.post(&format!("/accounts/{gone}/restore"), &json!({})),
                server.get(&format!("/accounts/{gone}/budget/2026/1")),
                merge(server, d, gone),
                merge(server, gone, d),
            ] {
                let message = answer.expect(404)["message"].clone();
                let told = message.as_str().unwrap().contains(&format!("merged into {d}"));
                assert!(told, "{message}");
            }
            server
                .put(&format!("/accounts/{d}"), &json!({"parentaccountid": gone}))
                .refuses(&["parentaccountid"]);
            server.post("/accounts/follow", &json!({"key": gone, "userid": 1})).refuses(&["key"]);
        }
        assert_eq!(server.get("/accounts?active=2").ids(), [d]);
        assert_eq!(account(server, d)["name"], "D");
    });
}

#[test]
fn what_cannot_be_merged() {
    on_both(|server| {
        let a = server.account("A", json!({"phone": "1"}));
        let b = server.account("B", json!({}));
        let hidden = server.account("C", json!({}));
        server.delete(&format!("/accounts/{hidden}")).expect(204);
        merge(server, a, a).refuses(&["source"]);
        for (target, source) in [(a, 99), (99, a), (99, 98), (a, hidden), (hidden, a), (0, a)] {
            merge(server, target, source).expect(404);
        }
        merge(server, 99, 99).expect(400);
        server.post("/accounts/x/merge/1", &json!({})).expect(404);
        server.post("/accounts/1/merge/-1", &json!({})).expect(404);
        server.get("/accounts/1/merge/2").expect(405);
        let path = format!("/accounts/{a}/merge/{b}");
        server.call(READER, "POST", &path, None).expect(403);
        server.send("POST", &path, &[("x-token", ADMIN), ("x-fields", "id{")], None).expect(400);
        server.send("POST", &path, &[("x-token", ADMIN), ("x-fields", "id{x}")], None).expect(400);
        assert_eq!(server.get("/accounts").ids(), [a, b], "nothing has happened");
        let headers = [("x-token", SELLER), ("x-fields", "phone,id")];
        let put = server.send("PUT", &path, &headers, None);
        put.expect(200);
        assert_eq!(put.text(), format!("{{\"phone\":\"1\",\"id\":{a}}}\n"));
    });
}

#[test]
fn no_account_comes_to_stand_below_itself() {
    on_both(|server| {
        // Parents of the accounts 1 to 4, what is merged, and the parents afterwards; 0 is none.
        for (parents, target, source, expected) in [
            ([0, 1, 0, 0], 1, 2, [0, 0, 0, 0]),
            ([0, 1, 0, 0], 2, 1, [0, 0, 0, 0]),
            ([0, 1, 2, 0], 1, 3, [0, 1, 0, 0]),
            ([0, 1, 2, 0], 3, 1, [0, 3, 0, 0]),
            ([4, 1, 2, 0], 3, 1, [0, 3, 4, 0]),
            ([4, 1, 2, 0], 1, 3, [4, 1, 0, 0]),
            ([4, 4, 0, 0], 1, 2, [4, 0, 0, 0]),
            ([0, 4, 2, 0], 1, 2, [4, 0, 1, 0]),
            ([3, 4, 0, 0], 1, 2, [3, 0, 0, 0]),
        ] {
            let ids = [(); 4].map(|()| server.account("A", json!({})));
            let id = |place: usize| ids[place - 1];
            for (place, parent) in (1..).zip(parents).filter(|(_, parent)| *parent > 0) {
                let body = json!({"parentaccountid": id(parent)});
                server.put(&format!("/accounts/{}", id(place)), &body).expect(200);
            }
            merge(server, id(target), id(source)).expect(200);
            let now = [1, 2, 3, 4].map(|place| {
                if place == source {
                    return 0;
                }
                let parent = account(server, id(place))["parentaccount"]["id"].as_i64();
                parent.map_or(0, |parent| ids.iter().position(|id| *id == parent).unwrap() + 1)
            });
            assert_eq!(now, expected, "{parents:?}: {source} into {target}");
        }
    });
}

#[test]
fn connections_with_missions_move_once() {
    on_both(|server| {
        let [target, source] = ["A", "B"].map(|name| server.account(name, json!({})));
        let missions = [0; 4].map(|_| server.create("/missions", &json!({})));
        // Results of target and source; none where they are not connected.
        let cases = [(Some(0), Some(1)), (Some(1), Some(0)), (Some(0), None), (None, Some(1))];
        for (mission, (mine, theirs)) in missions.iter().zip(cases) {
            for (account, result) in [(target, mine), (source, theirs)] {
                if let Some(result) = result {
                    let body = json!({"result": result});
                    let path = format!("/missions/{mission}/connections/account/{account}");
                    server.put(&path, &body).expect(200);
                }
            }
        }
        merge(server, target, source).expect(200);
        for (mission, result) in missions.iter().zip([1, 1, 0, 1]) {
            let path = format!("/missions/{mission}/connections/accounts");
            assert_eq!(server.get(&path).column("connectid"), [target], "once");
            assert_eq!(server.get(&format!("{path}/{target}")).expect(200)["result"], result);
            server.get(&format!("{path}/{source}")).expect(404);
        }
    });
}
