//! Account types, account groups and tags: the lists that accounts refer to, on both stores.
use serde_json::json;
use testkit::on_both;

#[test]
fn account_types_come_in_their_order_with_one_default() {
    on_both(|server| {
        let types = || server.get("/accounts/accounttypes").expect(200);
        let names = || -> Vec<String> {
            let types = types();
            let names = types.as_array().unwrap().iter();
            names.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
        };
        let defaults = || -> Vec<i64> {
            let types = types();
            let set = types.as_array().unwrap().iter().filter(|it| it["isdefault"] == 1);
            set.filter_map(|it| it["id"].as_i64()).collect()
        };
        assert_eq!(names(), ["Customer", "Prospect", "Other"]);
        assert_eq!(defaults(), [1]);
        let body = json!({"name": "Först", "sortorder": 0, "isdefault": true, "turnover_from": 5});
        let made = server.post("/accounts/accounttypes", &body).expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!((&made["turnover_from"], &made["turnover_to"]), (&json!(5), &json!(null)));
        assert_eq!(names(), ["Customer", "Först", "Prospect", "Other"], "ties by id");
        assert_eq!(defaults(), [id]);
        server
            .put("/accounts/accounttypes/2", &json!({"isdefault": 1, "sortorder": 9}))
            .expect(200);
        assert_eq!(names(), ["Customer", "Först", "Other", "Prospect"]);
        assert_eq!(defaults(), [2]);
        server.put("/accounts/accounttypes/2", &json!({"isdefault": 0})).expect(200);
        assert!(defaults().is_empty());
        server
            .post("/accounts/accounttypes", &json!({"name": " ", "sortorder": -1}))
            .refuses(&["name", "sortorder"]);
    });
}

#[test]
fn what_is_in_use_cannot_be_removed() {
    on_both(|server| {
        let group = server.create("/accounts/accountgroups", &json!({"id": 7, "name": "G"}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let id = server.account(
            "Ett",
            json!({"typeid": 2, "accountgroups": [{"id": group}], "tags": [{"id": tag}]}),
        );
        let paths = [
            "/accounts/accounttypes/2".to_owned(),
            format!("/accounts/accountgroups/{group}"),
            format!("/tags/{tag}"),
        ];
        for path in &paths {
            let before = server.get(path).expect(200);
            assert!(server.delete(path).expect(409)["message"].is_string());
            assert_eq!(server.get(path).expect(200), before);
            let renamed = server.put(path, &json!({"name": "Nytt"})).expect(200);
            assert_eq!((&renamed["name"], &renamed["id"]), (&json!("Nytt"), &before["id"]));
        }
        let account = server.get(&format!("/accounts/{id}")).expect(200);
        for shown in [&account["type"], &account["accountgroups"][0], &account["tags"][0]] {
            assert_eq!(shown["name"], "Nytt");
        }
        let freed = json!({"typeid": 1, "accountgroups": [], "tags": []});
        server.put(&format!("/accounts/{id}"), &freed).expect(200);
        for path in &paths {
            server.delete(path).expect(204);
            server.delete(path).expect(404);
            server.get(path).expect(404);
            server.put(path, &json!({"name": "x"})).expect(404);
        }
        let next = server.create("/tags", &json!({"name": "U"}));
        assert!(next > tag, "an id is never given out again");
    });
}

#[test]
fn a_group_is_found_by_its_name_while_it_is_there() {
    on_both(|server| {
        let id = server.create("/accounts/accountgroups", &json!({"name": "Åkare"}));
        let found =
            |text: &str| server.find("/accounts/accountgroups", &[("fulltext", text)]).ids();
        assert_eq!(found("ÅKA"), [id]);
        server
            .put(&format!("/accounts/accountgroups/{id}"), &json!({"name": "Bagare"}))
            .expect(200);
        assert_eq!((found("åka"), found("baga")), (vec![], vec![id]));
        server.delete(&format!("/accounts/accountgroups/{id}")).expect(204);
        assert_eq!(found("baga"), [0; 0]);
        server.post("/accounts/accountgroups", &json!({"name": null})).refuses(&["name"]);
    });
}
