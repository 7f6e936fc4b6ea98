//! Contacts over HTTP, on both stores.
use serde_json::{Value, json};
use testkit::on_both;

#[test]
fn every_property_is_kept_as_it_was_given() {
    on_both(|server| {
        let tag = server.create("/tags", &json!({"name": "chef", "type": "contact"}));
        let account = server.account(
            "Ett",
            json!({"number": "5", "addresses": {"delivery": {
                "coordinates": {"latitude": 59.5, "longitude": 18}}}}),
        );
        let boss = server.contact(
            account,
            "Bo",
            "Boss",
            json!({"title": "VD", "email": "b@x", "officephone": "1", "cellphone": "2"}),
        );
        let plain = json!({
            "name": "Eva", "surname": "Ek", "function": "Inköp", "department": "Norr",
            "email": "eva@example.org", "officephone": "08-1", "cellphone": "070-1",
            "title": "Chef", "street": "Gatan 1", "city": "Åre", "zip": "830 13",
            "primarycontact": 1, "socialmedia_fb": "f", "socialmedia_tw": "t",
            "socialmedia_li": "l", "idnumber": "19800101-1234", "externalkey": "x", "active": 0,
        });
        let mut body = plain.clone();
        for (name, value) in [
            ("accountid", json!(account)),
            ("superiorid", json!(boss)),
            ("tags", json!([{"id": tag}, {"id": tag}])),
        ] {
            body[name] = value;
        }
        let made = server.post("/contacts", &body);
        let contact = made.expect(201);
        let id = contact["id"].as_i64().unwrap();
        assert_eq!(made.header("location"), Some(format!("/contacts/{id}").as_str()));
        for (name, value) in plain.as_object().unwrap() {
            assert_eq!(&contact[name], value, "{name}");
        }
        assert_eq!(
            contact["account"],
            json!({"id": account, "name": "Ett", "alt_name": null, "number": "5", "email": null,
                "phone": null, "cellphone": null,
                "coordinates": {"latitude": "59.5", "longitude": "18", "distance": null}})
        );
        assert_eq!(
            contact["superior"],
            json!({"id": boss, "name": "Bo", "surname": "Boss", "title": "VD", "email": "b@x",
                "officephone": "1", "cellphone": "2", "number": null})
        );
        assert_eq!(contact["tags"], json!([{"id": tag, "name": "chef", "type": "contact"}]));
        assert_eq!(contact["photo"], json!({"avatar": null, "photo": null}));
        assert_eq!((&contact["files"], &contact["followers"]), (&json!([]), &json!([])));
        assert_eq!(server.get(&format!("/contacts/{id}")).expect(200), contact);

        let shown = server.get(&format!("/accounts/{account}")).expect(200)["contacts"].clone();
        let expected = json!({"id": id, "name": "Eva", "surname": "Ek", "email": "eva@example.org",
            "phone": "08-1", "cellphone": "070-1", "primary": 1, "title": "Chef"});
        assert_eq!(shown[1], expected);
        assert_eq!((&shown[0]["id"], &shown[0]["primary"]), (&json!(boss), &json!(0)));
    });
}

#[test]
fn bodies_are_checked() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let other = server.account("Två", json!({}));
        server.post("/contacts", &json!({})).refuses(&["name", "surname", "accountid"]);
        server
            .post(
                "/contacts",
                &json!({"name": "", "surname": "x", "accountid": 99,
                "superiorid": 98, "primarycontact": "1", "tags": [{"id": 1}]}),
            )
            .refuses(&["name", "accountid", "superiorid", "primarycontact", "tags.0.id"]);
        let id = server.contact(account, "Eva", "Ek", json!({"active": true}));
        let path = format!("/contacts/{id}");
        let before = server.get(&path).expect(200);
        assert_eq!((&before["active"], &before["primarycontact"]), (&json!(1), &json!(0)));
        // A contact stays where it is.
        assert_eq!(server.put(&path, &json!({"accountid": other})).expect(200), before);
        let after = server.put(&path, &json!({"email": "e@x", "title": null})).expect(200);
        assert_eq!((&after["email"], &after["name"]), (&json!("e@x"), &json!("Eva")));
        server.put(&path, &json!({"surname": null})).refuses(&["surname"]);
    });
}

#[test]
fn an_account_has_one_primary_contact() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let elsewhere = server.account("Två", json!({}));
        let new = |name: &str, primary: i64| {
            server.contact(account, name, "X", json!({"primarycontact": primary}))
        };
        let (a, b) = (new("A", 1), new("B", 0));
        let other = server.contact(elsewhere, "O", "X", json!({"primarycontact": 1}));
        let primary = || {
            let ids = server.get(&format!("/contacts?primarycontact=1&accountid={account}")).ids();
            let shown = server.get(&format!("/accounts/{account}")).expect(200);
            let shown: Vec<i64> = shown["contacts"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|contact| contact["primary"] == 1)
                .filter_map(|contact| contact["id"].as_i64())
                .collect();
            assert_eq!(ids, shown);
            ids
        };
        let set = |id: i64, value: Value| {
            server.put(&format!("/contacts/{id}"), &json!({"primarycontact": value})).expect(200)
        };
        assert_eq!(primary(), [a]);
        set(b, json!(true));
        assert_eq!(primary(), [b]);
        let c = new("C", 1);
        assert_eq!(primary(), [c]);
        set(c, json!(1));
        assert_eq!(primary(), [c]);
        set(a, json!(0));
        assert_eq!(primary(), [c]);
        set(c, json!(null));
        assert!(primary().is_empty());
        // A hidden one that comes back finds its place taken.
        set(a, json!(1));
        server.delete(&format!("/contacts/{a}")).expect(204);
        assert!(primary().is_empty());
        set(b, json!(1));
        let back = server.post(&format!("/contacts/{a}/restore"), &json!({})).expect(200);
        assert_eq!(back["primarycontact"], 0);
        assert_eq!(primary(), [b]);
        server.delete(&format!("/contacts/{b}")).expect(204);
        let back = server.post(&format!("/contacts/{b}/restore"), &json!({})).expect(200);
        assert_eq!(back["primarycontact"], 1);
        assert_eq!(server.get("/contacts?primarycontact=1&name=o").ids(), [other]);
    });
}

#[test]
fn nobody_is_their_own_superior() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let a = server.contact(account, "A", "X", json!({}));
        let b = server.contact(account, "B", "X", json!({"superiorid": a}));
        let c = server.contact(account, "C", "X", json!({"superiorid": b}));
        let put = |id: i64, superior: i64| {
            server.put(&format!("/contacts/{id}"), &json!({"superiorid": superior}))
        };
        for (below, above) in [(a, a), (a, b), (a, c), (b, c)] {
            put(below, above).refuses(&["superiorid"]);
        }
        assert_eq!(put(c, a).expect(200)["superior"]["id"], a);
        let freed = server.put(&format!("/contacts/{c}"), &json!({"superiorid": null})).expect(200);
        assert_eq!(freed["superior"], Value::Null);
        put(a, c).expect(200);
        // Who is hidden is nobody's superior until they come back.
        server.delete(&format!("/contacts/{c}")).expect(204);
        let superior = || server.get(&format!("/contacts/{a}")).expect(200)["superior"].clone();
        assert_eq!(superior(), Value::Null);
        put(b, c).refuses(&["superiorid"]);
        server.post(&format!("/contacts/{c}/restore"), &json!({})).expect(200);
        assert_eq!(superior()["id"], c);
    });
}

#[test]
fn a_hidden_contact_comes_back_as_it_was() {
    on_both(|server| {
        let account = server.account("Ett", json!({}));
        let id = server.contact(account, "Eva", "Ek", json!({"title": "VD"}));
        server.post("/contacts/follow", &json!({"key": id, "userid": 2})).expect(204);
        let path = format!("/contacts/{id}");
        let before = server.get(&path).expect(200);
        server.delete(&path).expect(204);
        server.delete(&path).expect(404);
        server.get(&path).expect(404);
        server.put(&path, &json!({"title": "x"})).expect(404);
        server.post("/contacts/follow", &json!({"key": id, "userid": 2})).refuses(&["key"]);
        assert!(server.get("/contacts?fulltext=eva").ids().is_empty());
        let shown = server.get(&format!("/accounts/{account}")).expect(200)["contacts"].clone();
        assert_eq!(shown, json!([]));
        assert_eq!(server.post(&format!("{path}/restore"), &json!({})).expect(200), before);
        server.post("/contacts/99/restore", &json!({})).expect(404);
    });
}
