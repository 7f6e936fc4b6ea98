//! Terms, types, statuses, groups and units: the lists of the catalogue, on both stores.
use serde_json::{Value, json};
use testkit::{READER, SELLER, Server, on_both};

/// A list: its path, what a row needs beside a name, and its orders.
struct Listed {
    path: &'static str,
    more: fn(i64) -> Value,
    sorts: &'static [&'static str],
    default: bool,
}

const LISTS: &[Listed] = &[
    Listed {
        path: "/articlegroups",
        more: |n| json!({"sortorder": n, "externalkey": format!("k{n}")}),
        sorts: &["name", "id", "sort"],
        default: false,
    },
    Listed {
        path: "/articleunits",
        more: |n| json!({"externalkey": format!("k{n}")}),
        sorts: &["name", "id"],
        default: false,
    },
    Listed {
        path: "/deliveryterms",
        more: |n| json!({"externalkey": format!("k{n}")}),
        sorts: &["name", "id"],
        default: true,
    },
    Listed { path: "/deliverytypes", more: |_| json!({}), sorts: &["name", "id"], default: true },
    Listed {
        path: "/paymentterms",
        more: |n| json!({"externalkey": format!("k{n}"), "days": n}),
        sorts: &["name", "days"],
        default: true,
    },
    Listed {
        path: "/ordertypes",
        more: |n| json!({"sortorder": n}),
        sorts: &["name", "sortorder"],
        default: true,
    },
    Listed { path: "/orderstatus", more: |n| json!({"step": n}), sorts: &["name"], default: true },
    Listed {
        path: "/sortgroups",
        more: |n| json!({"sort": n, "externalkey": format!("k{n}")}),
        sorts: &["name", "sort"],
        default: false,
    },
];

impl Listed {
    fn add(&self, server: &Server, name: &str, n: i64, more: Value) -> i64 {
        let mut body = (self.more)(n);
        body["name"] = json!(name);
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        server.create(self.path, &body)
    }
}

#[test]
fn rows_are_kept_found_sorted_and_removed() {
    on_both(|server| {
        for list in LISTS {
            let path = list.path;
            // Their numbers go the other way than their names.
            let b = list.add(server, "Bud", 30, json!({}));
            let o = list.add(server, "Öppet", 20, json!({}));
            let a = list.add(server, "Åka", 10, json!({}));
            let found = |query: &str| server.get(&format!("{path}?{query}")).ids();
            assert_eq!(found("sorting=name_asc"), [b, a, o], "{path}");
            assert_eq!(found("sorting=name_desc"), [o, a, b], "{path}");
            for sort in list.sorts.iter().filter(|sort| **sort != "name") {
                let expected = if *sort == "id" { [b, o, a] } else { [a, o, b] };
                assert_eq!(found(&format!("sorting={sort}_asc")), expected, "{path} {sort}");
            }
            let order = server.get(&format!("{path}?sorting=nme_asc"));
            assert!(order.refuses(&["sorting"])["errors"]["sorting"].is_string(), "{path}");
            assert_eq!(found("name=%C3%A5ka"), [a], "{path}");
            assert_eq!(found("name=%C3%96P%25"), [o], "{path}");
            assert_eq!(found("name=%25u%25"), [b], "{path}");
            if (list.more)(1)["externalkey"].is_string() && path != "/sortgroups" {
                assert_eq!(found("externalkey=k20"), [o], "{path}");
                assert!(found("externalkey=K20").is_empty(), "{path}");
            }
            for name in ["days", "sortorder", "step", "sort"] {
                let known = (list.more)(1)[name].is_number() && path != "/articlegroups";
                if known {
                    assert_eq!(found(&format!("{name}=30")), [b], "{path}");
                }
            }
            let one = format!("{path}/{a}");
            let before = server.get(&one).expect(200);
            let changed = server.put(&one, &json!({"name": "Ny", "id": 99})).expect(200);
            assert_eq!((&changed["name"], &changed["id"]), (&json!("Ny"), &json!(a)));
            for (key, value) in before.as_object().unwrap().iter().filter(|(key, _)| *key != "name")
            {
                assert_eq!(&changed[key], value, "{path} {key}");
            }
            for token in [SELLER, READER] {
                server.call(token, "GET", &one, None).expect(200);
                server.call(token, "PUT", &one, Some(&json!({"name": "x"}))).expect(403);
                server.call(token, "POST", path, Some(&before)).expect(403);
                server.call(token, "DELETE", &one, None).expect(403);
            }
            server.delete(&one).expect(204);
            server.get(&one).expect(404);
            server.put(&one, &json!({"name": "x"})).expect(404);
            assert_eq!(found("sorting=name_asc"), [b, o], "{path}");
        }
    });
}

#[test]
fn one_is_the_default() {
    on_both(|server| {
        for list in LISTS.iter().filter(|list| list.default) {
            let path = list.path;
            let first = list.add(server, "A", 1, json!({"default": 1}));
            let second = list.add(server, "B", 2, json!({"default": true}));
            let third = list.add(server, "C", 3, json!({}));
            let found = |value: u8| server.get(&format!("{path}?default={value}")).ids();
            assert_eq!((found(1), found(0)), (vec![second], vec![first, third]), "{path}");
            server.put(&format!("{path}/{third}"), &json!({"default": 1})).expect(200);
            assert_eq!((found(1), found(0)), (vec![third], vec![first, second]), "{path}");
            server.put(&format!("{path}/{third}"), &json!({"default": 0})).expect(200);
            assert!(found(1).is_empty(), "{path}");
            server.get(&format!("{path}?default=2")).refuses(&["default"]);
            server.post(path, &json!({"default": 2})).expect(400);
        }
    });
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    on_both(|server| {
        for (path, wanted) in [
            ("/deliveryterms", &["name", "externalkey"][..]),
            ("/deliverytypes", &["name"]),
            ("/paymentterms", &["name", "externalkey", "days"]),
            ("/ordertypes", &["name", "sortorder"]),
            ("/orderstatus", &["name", "step"]),
            ("/sortgroups", &["name", "sort"]),
        ] {
            server.post(path, &json!({})).refuses(wanted);
            assert!(server.get(path).ids().is_empty(), "{path}");
        }
        let body = json!({"name": "30", "days": -1, "externalkey": null, "default": "ja"});
        server.post("/paymentterms", &body).refuses(&["days", "externalkey", "default"]);
        server.create("/deliveryterms", &json!({"name": "Utan nyckel", "externalkey": ""}));
        // The reference lets groups and units be without a name.
        let named = server.create("/articlegroups", &json!({"name": "A"}));
        let bare = server.create("/articlegroups", &json!({}));
        assert_eq!(server.get("/articlegroups?sorting=name_asc").ids(), [named, bare]);
        assert_eq!(server.get("/articlegroups?sorting=name_desc").ids(), [named, bare]);
    });
}

#[test]
fn a_name_begins_with_what_is_asked_for_groups_and_units() {
    on_both(|server| {
        for path in ["/articlegroups", "/articleunits"] {
            let [a, b, _] = ["Ångrör", "Ångturbin", "Rör"]
                .map(|name| server.create(path, &json!({"name": name})));
            let found = |text: &str| server.find(path, &[("name", text)]).ids();
            assert_eq!(found("ång"), [a, b]);
            assert_eq!(found("ång%tur"), [b]);
            assert_eq!(found("ÅNGRÖR"), [a]);
            assert!(found("ngr").is_empty());
        }
    });
}

#[test]
fn groups_and_units_are_seen_whole_too() {
    on_both(|server| {
        let body = json!({"name": "G", "externalkey": "g", "sortorder": 3});
        let group = server.create("/articlegroups", &body);
        let unit = server.create("/articleunits", &json!({"name": "st"}));
        let groups = server.get("/articles/groups").expect(200);
        let expected = json!([{"id": group, "name": "G", "externalkey": "g", "sortorder": 3}]);
        assert_eq!(groups, expected);
        let listed = server.get("/articlegroups").items();
        assert_eq!(listed, [json!({"id": group, "name": "G", "externalkey": "g"})]);
        let units = server.get("/articles/units").expect(200);
        assert_eq!(units, json!([{"id": unit, "name": "st", "externalkey": null}]));
        // Lists of names are sorted by them.
        for name in ["brands", "warehouses", "volumegroups"] {
            let path = format!("/articles/{name}");
            let [z, a] = ["Öl", "Äng"].map(|name| server.create(&path, &json!({"name": name})));
            let list = server.get(&path).expect(200);
            assert_eq!(list, json!([{"id": a, "name": "Äng"}, {"id": z, "name": "Öl"}]));
        }
    });
}
