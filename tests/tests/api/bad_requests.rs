//! Bad requests beyond single values of a create: raw bodies, changes, parameters and paths.
use engine::declare::{Action, Filter, Kind, Locate, ParamType, Purpose, Test, Type};
use serde_json::{Value, json};
use testkit::rows::{add, creates, made, row};
use testkit::{ADMIN, Server, on_both, programs, required};

/// Something to change of each resource, by the path it is created at.
fn rows(server: &Server) -> Vec<(&'static str, String)> {
    let account = server.account("Åkesson", json!({"phone": "1"}));
    let contact = server.contact(account, "Åsa", "Öst", json!({}));
    let body = json!({
        "name": "Ny", "surname": "Ny", "cellphone": "1", "title": "x", "roles": [{"id": 2}],
    });
    let user = server.create("/users", &body);
    let group = server.create("/accounts/accountgroups", &json!({"name": "g"}));
    let department = server.create("/users/departments", &json!({"name": "d"}));
    let tag = server.create("/tags", &json!({"name": "t"}));
    let file = server.create("/files", &json!({"name": "f.txt", "content": "YQ=="}));
    let folder = server.create("/files/folders", &json!({"name": "f"}));
    let subscription = server.create("/subscriptions", &json!({"name": "s"}));
    let mut rows = vec![
        ("subscriptionitems", format!("/subscriptions/{subscription}")),
        ("accounts", format!("/accounts/{account}")),
        ("contacts", format!("/contacts/{contact}")),
        ("users", format!("/users/{user}")),
        ("me", "/users/me".to_owned()),
        ("accountgroups", format!("/accounts/accountgroups/{group}")),
        ("accounttypes", "/accounts/accounttypes/1".to_owned()),
        ("departments", format!("/users/departments/{department}")),
        ("tags", format!("/tags/{tag}")),
        ("files", format!("/files/{file}")),
        ("folders", format!("/files/folders/{folder}")),
    ];
    for (resource, operation) in creates(crm::RESOURCES) {
        if rows.iter().all(|(name, _)| *name != resource.name) {
            let body = row(resource, "Ny", |_| None);
            let answer = add(server, ADMIN, operation, &body, "Ny");
            let id = made(operation, &answer);
            rows.push((resource.name, format!("{}/{id}", operation.path)));
        }
    }
    let (client, _) = programs(server, 1, 1, 1);
    rows.push(("clients", format!("/clients/{client}")));
    rows
}

#[test]
fn a_change_that_is_refused_changes_nothing() {
    on_both(|server| {
        let rows = rows(server);
        for resource in crm::RESOURCES {
            let changes = |locate: &Locate| matches!(locate, Locate::Id | Locate::Me);
            let has = resource
                .operations
                .iter()
                .any(|o| matches!(&o.action, Action::Update(locate) if changes(locate)));
            if !has {
                continue;
            }
            let (_, path) = rows.iter().find(|(name, _)| *name == resource.name).unwrap();
            let before = server.get(path).text();
            let written = resource.shape.iter().filter(|p| p.presence(Purpose::Update).counts());
            for property in written {
                let wrong = match &property.kind {
                    Kind::Column(column) => match column.ty {
                        Type::Text { .. } => vec![json!(1), json!([]), json!("a\u{0}")],
                        Type::Picture { .. } => vec![json!("AAAA"), json!("%"), json!(1)],
                        Type::Decimal { .. } => vec![json!("x"), json!({}), json!("1.2345678")],
                        Type::Content => vec![json!("%"), json!(1), json!([])],
                        Type::Integer { min, .. } if min < 0 => vec![json!("x"), json!(1.5)],
                        _ => vec![json!("x"), json!({}), json!(1.5), json!(-7)],
                    },
                    Kind::Object(_) => vec![json!(1), json!([]), json!("x")],
                    Kind::One(one) if one.listed => vec![json!(1), json!("x")],
                    Kind::One(_) => vec![json!(1), json!([])],
                    Kind::Many(_) | Kind::Ids(_) => vec![json!(1), json!("x"), json!({})],
                    _ => continue,
                };
                for value in wrong {
                    let answer = server.put(path, &json!({property.name: value}));
                    answer.refuses(&[property.name]);
                }
            }
            assert_eq!(server.get(path).text(), before, "{path}");
        }
    });
}

#[test]
fn required_properties_are_not_set_to_nothing() {
    on_both(|server| {
        for (name, path) in rows(server) {
            let resource = crm::RESOURCES.iter().find(|r| r.name == name).unwrap();
            for property in resource.shape {
                let required = property.refuses_null(Purpose::Update);
                if !required || !property.presence(Purpose::Update).counts() {
                    continue;
                }
                server.put(&path, &json!({property.name: null})).refuses(&[property.name]);
                let is_text = matches!(&property.kind, Kind::Column(c) if !c.ty.is_integer())
                    && !property.may_be_empty;
                if is_text {
                    server.put(&path, &json!({property.name: "  "})).refuses(&[property.name]);
                }
            }
        }
        let answer = server.post("/accounts", &json!({}));
        answer.refuses(&["name", "typeid", "userid"]);
        server.post("/contacts", &json!({})).refuses(&["name", "surname", "accountid"]);
        let users = ["cellphone", "name", "surname", "title", "roles"];
        server.post("/users", &json!({})).refuses(&users);
        server.post("/accounts/follow", &json!({})).refuses(&["key", "userid"]);
    });
}

#[test]
fn bodies_that_are_not_json_are_told_so() {
    let mut deep = "[".repeat(100);
    deep.push_str(&"]".repeat(100));
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(10 << 20));
    let bodies: Vec<(Vec<u8>, u16)> = vec![
        (b"".to_vec(), 400),
        (b"   ".to_vec(), 400),
        (b"{".to_vec(), 400),
        (b"{\"name\": }".to_vec(), 400),
        (b"{\"name\": \"a\",}".to_vec(), 400),
        (b"{'name': 'a'}".to_vec(), 400),
        (b"{\"name\": NaN}".to_vec(), 400),
        (b"{\"name\": Infinity}".to_vec(), 400),
        (b"{\"name\": \"a\"} x".to_vec(), 400),
        (b"{\"name\": \"a\", \"name\": \"b\"}".to_vec(), 400),
        (b"{\"name\": \"\xff\"}".to_vec(), 400),
        (b"{\"name\": \"\\ud800\"}".to_vec(), 400),
        (b"[]".to_vec(), 400),
        (b"null".to_vec(), 400),
        (b"\"text\"".to_vec(), 400),
        (format!("{{\"name\": {deep}}}").into_bytes(), 400),
        (long.into_bytes(), 413),
    ];
    on_both(|server| {
        let account = server.account("Åkesson", json!({}));
        let before = server.get("/accounts?per_page=50").text();
        let json = [("x-token", ADMIN), ("content-type", "application/json")];
        for (method, path) in [
            ("POST", "/accounts".to_owned()),
            ("PUT", format!("/accounts/{account}")),
            ("POST", "/accounts/follow".to_owned()),
            ("PUT", format!("/accounts/{account}/budget/2026/1")),
        ] {
            for (body, status) in &bodies {
                let answer = server.send(method, &path, &json, Some(body));
                let message = answer.expect(*status)["message"].clone();
                assert!(message.as_str().is_some_and(|text| !text.is_empty()), "{message}");
            }
            for other in ["text/plain", "application/x-www-form-urlencoded", "text/json"] {
                let headers = [("x-token", ADMIN), ("content-type", other)];
                server.send(method, &path, &headers, Some(b"{}")).expect(415);
            }
        }
        // The name of what is given twice, or nested too deep, is told.
        let twice = b"{\"addresses\": {\"postal\": {\"zip\": \"1\", \"zip\": \"2\"}}}";
        let answer = server.send("PUT", &format!("/accounts/{account}"), &json, Some(twice));
        assert!(answer.text().contains("addresses.postal.zip"), "{}", answer.text());
        assert_eq!(server.get("/accounts?per_page=50").text(), before);
    });
}

#[test]
fn everything_wrong_is_told_at_once() {
    on_both(|server| {
        let body = json!({
            "name": 1, "typeid": 99, "userid": "x", "active": 7,
            "addresses": {"visiting": {"zip": [], "coordinates": {"latitude": "north"}}},
            "tags": [{"id": 1}, {}], "accountgroups": [{"id": "x"}],
        });
        server.post("/accounts", &body).refuses(&[
            "name",
            "typeid",
            "userid",
            "active",
            "addresses.visiting.zip",
            "addresses.visiting.coordinates.latitude",
            "tags.0.id",
            "tags.1.id",
            "accountgroups.0.id",
        ]);
        assert_eq!(server.get("/accounts?active=2").expect(200)[0]["total"], 0);
        let query = "/accounts?page=0&per_page=51&userid=x&userids=1,,2&active=3&sorting=nam_asc";
        let answer = server.get(query);
        let body = answer.refuses(&["page", "per_page", "userid", "userids", "active", "sorting"]);
        assert!(body["errors"]["sorting"].to_string().contains("name_asc"), "{body}");
    });
}

/// A path to what is there, or to what is nowhere: the parameters are read before.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{relation_type}" => "account",
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Values a filter does not take.
fn refused(filter: &Filter) -> Vec<&'static str> {
    let always = vec!["%FF", "%00", "a%C3"];
    let more: &[&str] = match (&filter.test, filter.shown_as) {
        (Test::OneOf(_), _) => &["", "x", "1,,2", "1,", "1.5", "99999999999999999999"],
        (_, ParamType::Integer) => &["", "1x", "1.5", "1e3", "%2B1", "99999999999999999999"],
        (_, ParamType::Integers) => &["", "x", "1.5"],
        (Test::Near, _) => &["", "59", "59,", "91,0", "0,181", "NaN,0", "1e1,2", "a,b"],
        _ => &[],
    };
    let word: &[&str] = if filter.choices.is_empty() { &[] } else { &["", "none", "ALL"] };
    always.into_iter().chain(more.iter().chain(word).copied()).collect()
}

#[test]
fn parameters_are_read_strictly() {
    on_both(|server| {
        let mut asked = 0;
        for resource in crm::RESOURCES {
            for operation in resource.operations {
                let Some(list) = operation.query() else { continue };
                let needed: String =
                    required(list).iter().map(|(name, value)| format!("&{name}={value}")).collect();
                let path = filled(operation.path);
                // The first of two values counts.
                let ask =
                    |name: &str, value: &str| server.get(&format!("{path}?{name}={value}{needed}"));
                for filter in list.filters {
                    for value in refused(filter) {
                        let errors = ask(filter.name, value).expect(400)["errors"].clone();
                        assert!(
                            errors[filter.name].is_string(),
                            "{}={value} {errors}",
                            filter.name
                        );
                        asked += 1;
                    }
                }
                if list.paged {
                    for (name, value) in
                        [("page", "0"), ("page", "x"), ("page", ""), ("page", "-1")]
                            .into_iter()
                            .chain([("per_page", "0"), ("per_page", "1001"), ("per_page", "1.5")])
                    {
                        ask(name, value).refuses(&[name]);
                    }
                }
                if list.sortable {
                    ask("sorting", "").refuses(&["sorting"]);
                    ask("sorting", "name").refuses(&["sorting"]);
                }
            }
        }
        assert!(asked > 200, "{asked}");
    });
}

#[test]
fn paths_with_bad_ids_lead_nowhere() {
    on_both(|server| {
        let long = "9".repeat(3000);
        for id in ["abc", "-1", "0", "99999999999999999999", "1.0", "1x", "%00", "%FF", &long] {
            for (method, body) in [("GET", None), ("PUT", Some(json!({"name": "x"})))] {
                for path in ["accounts", "contacts", "users", "users/departments"] {
                    let answer =
                        server.call(ADMIN, method, &format!("/{path}/{id}"), body.as_ref());
                    let message: Value = answer.expect(404)["message"].clone();
                    assert!(message.is_string(), "{path}/{id}");
                }
            }
            let merge = format!("/accounts/{id}/merge/{id}");
            assert!([400, 404].contains(&server.post(&merge, &json!({})).status), "{merge}");
            server.get(&format!("/users/{id}/budget")).expect(404);
        }
    });
}
