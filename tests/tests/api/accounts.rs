//! Accounts over HTTP, on both stores: writing and reading.
use serde_json::{Value, json};
use testkit::{ADMIN, on_both};

#[test]
fn an_account_is_created_changed_and_found() {
    on_both(|server| {
        let id = server.account("Åkesson Bygg AB", json!({"number": "17", "phone": "08-1234567"}));
        let read = server.get(&format!("/accounts/{id}")).expect(200);
        assert_eq!(read["name"], "Åkesson Bygg AB");
        assert_eq!(read["active"], 1);
        let found = server.get("/accounts?name=%C3%A5kes%25");
        assert_eq!(found.ids(), [id]);
        let changed = server.put(&format!("/accounts/{id}"), &json!({"name": "Zetterberg AB"}));
        assert_eq!(changed.expect(200)["phone"], "08-1234567");
        assert!(server.get("/accounts?name=%C3%A5kes%25").ids().is_empty());
        assert_eq!(server.get("/accounts?fulltext=zetter%20berg").ids(), [id]);
    });
}

fn address(kind: &str, latitude: &str) -> Value {
    json!({
        "careof": format!("c/o {kind}"), "name": format!("{kind} AB"),
        "street": format!("{kind}gatan 7"), "zip": "111 22", "city": format!("{kind}stad"),
        "country": "Sverige", "email": format!("{kind}@example.org"),
        "coordinates": {"latitude": latitude, "longitude": "18.0686"},
        "number": "7", "letter": "B",
    })
}

#[test]
fn every_property_is_kept_as_it_was_given() {
    on_both(|server| {
        let group = server.create("/accounts/accountgroups", &json!({"name": "Byggare"}));
        let tag = server.create("/tags", &json!({"name": "viktig"}));
        let parent = server.account("Moderbolaget", json!({}));
        let plain = json!({
            "name": "Åkesson \"Bygg\" & Söner\\AB", "alt_name": "Å 🏗", "number": "17",
            "phone": "08-1", "cellphone": "070-1", "fax": "08-2", "email": "a@example.org",
            "url": "https://example.org/?a=b&c", "vatno": "SE556000-0000", "active": 0,
            "info": "En rad\nen till\ttabb", "socialmedia_fb": "fb", "socialmedia_tw": "tw",
            "socialmedia_li": "li", "externalkey": "ext-1", "uservisitintervalweeks": 4,
            "alternateuservisitintervalweeks": 8,
        });
        let addresses = json!({
            "visiting": address("visit", "59.3293"), "delivery": address("deliver", "59.33"),
            "invoice": address("invoic", "-59.34"), "postal": address("post", "59.350"),
        });
        let mut body = plain.clone();
        let more = json!({
            "typeid": 1, "userid": 2, "alternateuserid": 3, "parentaccountid": parent,
            "addresses": addresses, "accountgroups": [{"id": group}], "tags": [{"id": tag}],
            "id": 99, "created": "1999-01-01T00:00:00.000Z", "type": {"id": 2}, "nonsense": [1],
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = server.post("/accounts", &body);
        let account = made.expect(201);
        let id = account["id"].as_i64().unwrap();
        assert_ne!(id, 99, "ids are the server's to give");
        assert_eq!(made.header("location"), Some(format!("/accounts/{id}").as_str()));
        for (name, value) in plain.as_object().unwrap() {
            assert_eq!(&account[name], value, "{name}");
        }
        for (kind, given) in addresses.as_object().unwrap() {
            let mut expected = given.clone();
            expected["coordinates"]["distance"] = Value::Null;
            assert_eq!(account["addresses"][kind], expected, "{kind}");
        }
        assert_eq!(account["type"], json!({"id": 1, "name": "Customer"}));
        assert_eq!(account["user"]["surname"], "Säljare");
        assert_eq!(account["alternateuserid"], "3", "answered as text");
        assert_eq!(account["alternateuser"]["surname"], "Revisor");
        assert_eq!(account["parentaccount"]["name"], "Moderbolaget");
        assert_eq!(account["accountgroups"], json!([{"id": group, "name": "Byggare"}]));
        assert_eq!(account["tags"], json!([{"id": tag, "name": "viktig", "type": "company"}]));
        for (name, value) in [("contacts", json!([])), ("followers", json!([]))] {
            assert_eq!(account[name], value, "{name}");
        }
        for hidden in ["typeid", "userid", "parentaccountid", "created", "nonsense"] {
            assert!(account.get(hidden).is_none(), "{hidden} is not answered");
        }
        assert_eq!(server.get(&format!("/accounts/{id}")).expect(200), account);
        // The other user is understood as text and as a number.
        let path = format!("/accounts/{id}");
        for (given, answered) in
            [(json!("2"), json!("2")), (json!(1), json!("1")), (json!(null), json!(null))]
        {
            let changed = server.put(&path, &json!({"alternateuserid": given})).expect(200);
            assert_eq!(changed["alternateuserid"], answered);
        }
        server.put(&path, &json!({"alternateuserid": "x"})).refuses(&["alternateuserid"]);
    });
}

#[test]
fn everything_wrong_with_a_body_is_told_at_once() {
    on_both(|server| {
        server.post("/accounts", &json!({})).refuses(&["name", "typeid", "userid"]);
        server
            .post("/accounts", &json!({"name": null, "typeid": "1", "userid": 1.5}))
            .refuses(&["name", "typeid", "userid"]);
        server
            .post("/accounts", &json!({"name": " ", "typeid": 1, "userid": 1}))
            .refuses(&["name"]);
        server
            .post(
                "/accounts",
                &json!({
                    "name": 7, "typeid": 77, "userid": 78, "alternateuserid": 79, "active": 2,
                    "parentaccountid": 80, "tags": [{"id": 81}, {}], "accountgroups": 1,
                    "uservisitintervalweeks": -1, "info": ["x"], "phone": "x".repeat(256),
                    "addresses": {
                        "visiting": {"coordinates": {"latitude": 91, "longitude": "x"}},
                        "postal": "here",
                    },
                }),
            )
            .refuses(&[
                "name",
                "typeid",
                "userid",
                "alternateuserid",
                "active",
                "parentaccountid",
                "tags.0.id",
                "tags.1.id",
                "accountgroups",
                "uservisitintervalweeks",
                "info",
                "phone",
                "addresses.visiting.coordinates.latitude",
                "addresses.visiting.coordinates.longitude",
                "addresses.postal",
            ]);
        for body in [json!([]), json!("text"), json!(null)] {
            server.post("/accounts", &body).refuses(&[""]);
        }
        assert!(server.get("/accounts?active=2").ids().is_empty(), "nothing was written");
        let longest = "å".repeat(255);
        assert!(server.account(&longest, json!({"active": true})) > 0, "characters, not bytes");
    });
}

#[test]
fn an_update_changes_what_it_names() {
    on_both(|server| {
        let group = server.create("/accounts/accountgroups", &json!({"name": "Byggare"}));
        let id = server.account(
            "Ett",
            json!({
                "addresses": {"visiting": address("a", "59.1"), "postal": address("b", "59.2")},
                "accountgroups": [{"id": group}], "uservisitintervalweeks": 4,
            }),
        );
        let path = format!("/accounts/{id}");
        let before = server.get(&path).expect(200);
        assert_eq!(server.put(&path, &json!({})).expect(200), before);
        let part =
            json!({"addresses": {"visiting": {"city": "Umeå", "coordinates": {"latitude": 63}}}});
        let mut expected = before.clone();
        expected["addresses"]["visiting"]["city"] = json!("Umeå");
        expected["addresses"]["visiting"]["coordinates"]["latitude"] = json!("63");
        assert_eq!(server.put(&path, &part).expect(200), expected);

        let after = server.put(&path, &json!({"addresses": {"visiting": null}})).expect(200);
        let visiting = &after["addresses"]["visiting"];
        assert_eq!(visiting["city"], Value::Null);
        assert_eq!(visiting["coordinates"]["latitude"], Value::Null);
        assert_eq!(after["addresses"]["postal"], before["addresses"]["postal"]);
        assert_eq!(server.get("/accounts/accountcoordinates").column("addresstype"), ["postal"]);

        let after = server.put(&path, &json!({"addresses": null, "accountgroups": []})).expect(200);
        assert_eq!(after["addresses"]["postal"]["street"], Value::Null);
        assert_eq!(after["accountgroups"], json!([]));
        assert!(server.get("/accounts/accountcoordinates").items().is_empty());

        let after =
            server.put(&path, &json!({"uservisitintervalweeks": null, "active": null})).expect(200);
        assert_eq!(after["uservisitintervalweeks"], Value::Null);
        assert_eq!(after["active"], 1, "null is what a create without it would store");
        server.put(&path, &json!({"name": null, "typeid": null})).refuses(&["name", "typeid"]);
        server.put("/accounts/4711", &json!({"name": "x"})).expect(404);
        server.put("/accounts/4711", &json!({"typeid": "x"})).refuses(&["typeid"]);
    });
}

#[test]
fn the_department_is_the_owners() {
    on_both(|server| {
        let north = server.create("/users/departments", &json!({"name": "Norr"}));
        let south = server.create("/users/departments", &json!({"name": "Söder"}));
        let id = server.account("Ett", json!({"userid": 2}));
        let department =
            || server.get(&format!("/accounts/{id}")).expect(200)["department"].clone();
        assert_eq!(department(), Value::Null);
        let place = |ids: &[i64]| {
            let list: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
            server.put("/users/2", &json!({"departments": list})).expect(200);
        };
        place(&[south]);
        assert_eq!(department(), "Söder");
        place(&[south, north]);
        assert_eq!(department(), "Norr", "the first by id");
        server.put(&format!("/users/departments/{north}"), &json!({"users": []})).expect(200);
        assert_eq!(department(), "Söder");
        server.put(&format!("/users/departments/{south}"), &json!({"name": "Syd"})).expect(200);
        assert_eq!(department(), "Syd");
        server.put(&format!("/accounts/{id}"), &json!({"userid": 1})).expect(200);
        assert_eq!(department(), Value::Null);
    });
}

#[test]
fn a_parent_account_is_answered_in_short_and_makes_no_ring() {
    on_both(|server| {
        let place =
            |latitude: &str| json!({"coordinates": {"latitude": latitude, "longitude": "18"}});
        let top = server.account(
            "Topp",
            json!({"number": "1", "alt_name": "T", "email": "t@example.org", "phone": "1",
                "cellphone": "2", "addresses": {"invoice": place("57"), "postal": place("58")}}),
        );
        let middle = server.account("Mitt", json!({"parentaccountid": top}));
        let low = server.account("Låg", json!({"parentaccountid": middle}));
        let parent =
            server.get(&format!("/accounts/{middle}")).expect(200)["parentaccount"].clone();
        let brief = |latitude: &str| {
            json!({"id": top, "name": "Topp", "alt_name": "T", "number": "1",
                "email": "t@example.org", "phone": "1", "cellphone": "2",
                "coordinates": {"latitude": latitude, "longitude": "18", "distance": null}})
        };
        assert_eq!(parent, brief("58"), "the postal address stands before the invoice address");
        let visiting = json!({"addresses": {"visiting": place("59.5")}});
        server.put(&format!("/accounts/{top}"), &visiting).expect(200);
        let parent =
            server.get(&format!("/accounts/{middle}")).expect(200)["parentaccount"].clone();
        assert_eq!(parent, brief("59.5"));
        for (below, above) in [(top, top), (top, middle), (top, low), (middle, low)] {
            server
                .put(&format!("/accounts/{below}"), &json!({"parentaccountid": above}))
                .refuses(&["parentaccountid"]);
        }
        server.put(&format!("/accounts/{low}"), &json!({"parentaccountid": top})).expect(200);
        server.put(&format!("/accounts/{middle}"), &json!({"parentaccountid": low})).expect(200);
    });
}

#[test]
fn a_hidden_account_is_nowhere_until_it_is_restored() {
    on_both(|server| {
        let id = server.account(
            "Ett",
            json!({"addresses": {"visiting": address("a", "59.1")}, "number": "5"}),
        );
        let child = server.account("Två", json!({"parentaccountid": id}));
        let stays = server.contact(id, "Eva", "Ek", json!({"primarycontact": 1}));
        let gone = server.contact(id, "Bo", "Ek", json!({}));
        let before = {
            server.delete(&format!("/contacts/{gone}")).expect(204);
            server.get(&format!("/accounts/{id}")).expect(200)
        };
        assert_eq!(before["contacts"][0]["id"], stays);
        assert_eq!(before["contacts"].as_array().unwrap().len(), 1);

        server.delete(&format!("/accounts/{id}")).expect(204);
        for (method, path) in [
            ("GET", format!("/accounts/{id}")),
            ("DELETE", format!("/accounts/{id}")),
            ("GET", format!("/contacts/{stays}")),
        ] {
            server.call(ADMIN, method, &path, None).expect(404);
        }
        server.put(&format!("/accounts/{id}"), &json!({"name": "x"})).expect(404);
        assert_eq!(server.get("/accounts?active=2").ids(), [child]);
        assert!(server.get("/accounts?fulltext=ett").ids().is_empty());
        assert!(server.get("/accounts/accountcoordinates").items().is_empty());
        assert!(server.get("/contacts").ids().is_empty());
        let body = json!({"name": "A", "surname": "B", "accountid": id});
        server.post("/contacts", &body).refuses(&["accountid"]);
        server
            .put(&format!("/accounts/{child}"), &json!({"parentaccountid": id}))
            .refuses(&["parentaccountid"]);
        let parent = server.get(&format!("/accounts/{child}")).expect(200)["parentaccount"].clone();
        assert_eq!(parent, Value::Null, "what is hidden is not shown from elsewhere");
        server.post(&format!("/contacts/{stays}/restore"), &json!({})).expect(409);

        let back = server.post(&format!("/accounts/{id}/restore"), &json!({})).expect(200);
        assert_eq!(back, before);
        assert_eq!(server.get("/contacts").ids(), [stays]);
        assert_eq!(server.get("/accounts?fulltext=ett").ids(), [id]);
        let parent = server.get(&format!("/accounts/{child}")).expect(200)["parentaccount"].clone();
        assert_eq!(parent["id"], id);
        server.post("/accounts/4711/restore", &json!({})).expect(404);
        server.post(&format!("/accounts/{id}/restore"), &json!({})).expect(200);
    });
}

#[test]
fn the_active_filter() {
    on_both(|server| {
        let on = server.account("På", json!({}));
        let off = server.account("Av", json!({"active": false}));
        for (query, expected) in [
            ("", vec![on]),
            ("?active=1", vec![on]),
            ("?active=0", vec![off]),
            ("?active=2", vec![off, on]),
        ] {
            assert_eq!(server.get(&format!("/accounts{query}")).ids(), expected, "{query}");
        }
        for wrong in ["3", "-1", "x", "", "1.0", "true"] {
            server.find("/accounts", &[("active", wrong)]).refuses(&["active"]);
        }
        server.get("/accounts/accountcoordinates?active=2").refuses(&["active"]);
    });
}
