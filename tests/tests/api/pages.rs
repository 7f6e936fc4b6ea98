//! Pages and their order over HTTP, on both stores.
use serde_json::json;
use testkit::{Kind, Server, on_both};

#[test]
fn pages_are_exact_and_linked() {
    on_both(|server| {
        let ids: Vec<i64> = (0..23)
            .map(|n| server.account(&format!("A{n:02}"), json!({"typeid": 1 + n % 2})))
            .collect();
        let page = |query: &str| {
            let answer = server.get(&format!("/accounts{query}"));
            let page = answer.expect(200)[0].clone();
            let numbers =
                ["page", "pages", "per_page", "total"].map(|name| page[name].as_i64().unwrap());
            (answer.ids(), numbers, answer.header("link").unwrap_or_default().to_owned())
        };
        let link = |n: i64, per_page: i64, rest: &str, rel: &str| {
            format!("</accounts?page={n}&per_page={per_page}{rest}>; rel=\"{rel}\"")
        };
        let links = |wanted: &[(i64, &str)], per_page: i64, rest: &str| {
            let all: Vec<_> = wanted.iter().map(|(n, rel)| link(*n, per_page, rest, rel)).collect();
            all.join(", ")
        };
        let (found, numbers, told) = page("");
        assert_eq!((&found[..], numbers), (&ids[..10], [1, 3, 10, 23]));
        assert_eq!(told, links(&[(1, "first"), (2, "next"), (3, "last")], 10, ""));
        let (found, numbers, told) = page("?page=2&per_page=10");
        assert_eq!((&found[..], numbers), (&ids[10..20], [2, 3, 10, 23]));
        let all = [(1, "first"), (1, "prev"), (3, "next"), (3, "last")];
        assert_eq!(told, links(&all, 10, ""));
        let (found, numbers, told) = page("?page=3");
        assert_eq!((&found[..], numbers), (&ids[20..], [3, 3, 10, 23]));
        assert_eq!(told, links(&[(1, "first"), (2, "prev"), (3, "last")], 10, ""));
        let (found, numbers, told) = page("?page=9");
        assert_eq!((&found[..], numbers), (&[][..], [9, 3, 10, 23]));
        assert_eq!(told, links(&[(1, "first"), (3, "prev"), (3, "last")], 10, ""));
        // Whatever narrows the list does so on the other pages too.
        let (found, numbers, told) = page("?typeids=1,2&page=2&name=a%25&per_page=22&x=%26%C3%A5");
        assert_eq!((&found[..], numbers), (&ids[22..], [2, 2, 22, 23]));
        let rest = "&typeids=1%2C2&name=a%25&x=%26%C3%A5";
        assert_eq!(told, links(&[(1, "first"), (1, "prev"), (2, "last")], 22, rest));
        let (found, numbers, told) = page("?name=nobody");
        assert_eq!((found.len(), numbers, told.as_str()), (0, [1, 0, 10, 0], ""));
        let (found, numbers, _) = page("?typeid=2&per_page=50");
        assert_eq!((found.len(), numbers), (11, [1, 1, 50, 11]));
    });
}

#[test]
fn page_numbers_have_bounds() {
    on_both(|server| {
        server.account("A", json!({}));
        for (path, largest) in [
            ("/accounts", 50),
            ("/contacts", 50),
            ("/users", 50),
            ("/users/roles", 50),
            ("/accounts/accountcoordinates", 1000),
        ] {
            for (name, value) in [
                ("per_page", "0".to_owned()),
                ("per_page", "-1".to_owned()),
                ("per_page", (largest + 1).to_string()),
                ("per_page", "x".to_owned()),
                ("per_page", String::new()),
                ("page", "0".to_owned()),
                ("page", "1.5".to_owned()),
                ("page", "99999999999999999999".to_owned()),
            ] {
                server.find(path, &[(name, &value)]).refuses(&[name]);
            }
            for value in [1, largest] {
                let page = server.get(&format!("{path}?per_page={value}")).expect(200);
                assert_eq!(page[0]["per_page"], value, "{path}");
            }
            server.get(&format!("{path}?page=1099511627776")).expect(200);
        }
        server
            .get("/accounts?page=0&per_page=x&sorting=x")
            .refuses(&["page", "per_page", "sorting"]);
    });
}

/// Every page of one item, put together, is the list.
fn walk(server: &Server, path: &str, total: usize) -> Vec<i64> {
    (1..=total)
        .flat_map(|page| server.get(&format!("{path}&per_page=1&page={page}")).ids())
        .collect()
}

#[test]
fn accounts_sort_as_people_do() {
    on_both(|server| {
        let made: Vec<i64> = [
            ("Östberg", Some("b"), 2),
            ("Åkesson", None, 1),
            ("Ärlig", Some("B"), 1),
            ("Zetterberg", Some("10"), 2),
            ("zebra", None, 1),
            ("Wik", Some("a"), 2),
            ("Vik", Some("2"), 1),
            ("Åkesson", Some("å"), 2),
        ]
        .map(|(name, number, user)| server.account(name, json!({"number": number, "userid": user})))
        .to_vec();
        // Places in the list above, so that expectations read as names.
        let sorted = |key: &str| -> Vec<usize> {
            let ids = server.get(&format!("/accounts?sorting={key}")).ids();
            assert_eq!(walk(server, &format!("/accounts?sorting={key}"), 8), ids, "{key}");
            ids.iter().map(|id| made.iter().position(|known| known == id).unwrap()).collect()
        };
        let names = [6, 5, 4, 3, 1, 7, 2, 0];
        assert_eq!(sorted("name_asc"), names, "…, v, w, z, å, ä, ö");
        assert_eq!(sorted("name_desc"), names.iter().rev().copied().collect::<Vec<_>>());
        let default: Vec<i64> = names.iter().map(|place| made[*place]).collect();
        assert_eq!(server.get("/accounts").ids(), default);
        // Unset ones come last either way.
        assert_eq!(sorted("number_asc"), [3, 6, 5, 0, 2, 7, 1, 4]);
        assert_eq!(sorted("number_desc"), [7, 2, 0, 5, 6, 3, 4, 1]);
        assert_eq!(sorted("userid_asc"), [1, 2, 4, 6, 0, 3, 5, 7]);
        assert_eq!(sorted("userid_desc"), [7, 5, 3, 0, 6, 4, 2, 1]);
        for wrong in ["name", "name_up", "NAME_ASC", "", "id_asc"] {
            server.find("/accounts", &[("sorting", wrong)]).refuses(&["sorting"]);
        }
        server
            .get("/accounts/accountcoordinates?sorting=postaladdress_odd_asc")
            .refuses(&["sorting"]);
    });
}

#[test]
fn a_seller_walks_one_side_of_the_street() {
    on_both(|server| {
        let made: Vec<i64> = [
            json!({"street": "Storgatan", "number": "10"}),
            json!({"street": "Storgatan 3"}),
            json!({"street": "Storgatan", "number": "2", "letter": "b"}),
            json!({"street": "Storgatan", "number": "2", "letter": "A"}),
            json!({"street": "Storgatan"}),
            json!({"street": "Storgatan 1 C"}),
            json!({"street": "Storgatan 99", "number": "4"}),
            json!(null),
        ]
        .map(|postal| server.account("X", json!({"addresses": {"postal": postal}})))
        .to_vec();
        for (key, expected) in [
            ("number_asc", [5, 3, 2, 1, 6, 0, 4, 7]),
            ("number_desc", [0, 6, 1, 2, 3, 5, 7, 4]),
            ("odd_asc", [5, 1, 3, 2, 6, 0, 4, 7]),
            ("odd_desc", [1, 5, 0, 6, 2, 3, 7, 4]),
            ("even_asc", [3, 2, 6, 0, 5, 1, 4, 7]),
            ("even_desc", [0, 6, 2, 3, 1, 5, 7, 4]),
        ] {
            let path = format!("/accounts?sorting=postaladdress_{key}");
            let ids = server.get(&path).ids();
            let expected: Vec<i64> = expected.map(|place: usize| made[place]).to_vec();
            assert_eq!(ids, expected, "{key}");
            assert_eq!(walk(server, &path, 8), ids, "{key}");
            let page = server.get(&format!("{path}&per_page=3&page=2"));
            assert_eq!(page.ids(), expected[3..6], "{key}");
        }
        // Moving house moves the account in the list.
        let moved = json!({"addresses": {"postal": {"number": "1"}}});
        server.put(&format!("/accounts/{}", made[0]), &moved).expect(200);
        let first = server.get("/accounts?sorting=postaladdress_number_asc").ids()[0];
        assert_eq!(first, made[0]);
    });
}

#[test]
fn contacts_users_and_roles_sort_by_every_key() {
    on_both(|server| {
        let account = server.account("X", json!({}));
        let made: Vec<i64> = [
            ("Örjan", "Berg", Some("c@x"), 0),
            ("Åsa", "Ärlig", None, 0),
            ("Zoe", "Åkesson", Some("A@x"), 0),
            ("Åsa", "Berg", Some("b@x"), 1),
        ]
        .map(|(name, surname, email, primary)| {
            server.contact(
                account,
                name,
                surname,
                json!({"email": email, "primarycontact": primary}),
            )
        })
        .to_vec();
        for (key, expected) in [
            ("name_asc", [2, 1, 3, 0]),
            ("name_desc", [0, 3, 1, 2]),
            ("surname_asc", [0, 3, 2, 1]),
            ("surname_desc", [1, 2, 3, 0]),
            ("email_asc", [2, 3, 0, 1]),
            ("email_desc", [0, 3, 2, 1]),
            ("primarycontact_asc", [0, 1, 2, 3]),
            ("primarycontact_desc", [3, 2, 1, 0]),
        ] {
            let expected: Vec<i64> = expected.map(|place: usize| made[place]).to_vec();
            let path = format!("/contacts?sorting={key}");
            assert_eq!(server.get(&path).ids(), expected, "{key}");
            assert_eq!(walk(server, &path, 4), expected, "{key}");
        }
        server.put("/users/2", &json!({"active": 0})).expect(200);
        for (key, expected) in [
            ("name_asc", [1, 3, 2]),
            ("name_desc", [2, 3, 1]),
            ("surname_asc", [1, 3, 2]),
            ("surname_desc", [2, 3, 1]),
            ("active_asc", [2, 1, 3]),
            ("active_desc", [3, 1, 2]),
        ] {
            assert_eq!(server.get(&format!("/users?sorting={key}")).ids(), expected, "{key}");
        }
        let ronja = server.create("/users/roles", &json!({"name": "Ägare"}));
        let nameless = server.create("/users/roles", &json!({}));
        for (key, expected) in [
            ("name_asc", [1, 3, 2, ronja, nameless]),
            ("name_desc", [ronja, 2, 3, 1, nameless]),
            ("id_asc", [1, 2, 3, ronja, nameless]),
            ("id_desc", [nameless, ronja, 3, 2, 1]),
        ] {
            assert_eq!(server.get(&format!("/users/roles?sorting={key}")).ids(), expected, "{key}");
        }
    });
}

#[test]
fn the_list_of_coordinates_has_a_row_for_each_place() {
    on_both(|server| {
        let at = |latitude: &str| json!({"coordinates": {"latitude": latitude, "longitude": "18"}});
        let b =
            server.account("B", json!({"addresses": {"visiting": at("59"), "postal": at("58")}}));
        let a = server.account(
            "A",
            json!({"addresses": {"invoice": at("57"), "delivery": {"coordinates": {"latitude": 1}}}}),
        );
        server.account("C", json!({"active": 0, "addresses": {"visiting": at("56")}}));
        let rows = |query: &str| -> Vec<(i64, String, String)> {
            let items = server.get(&format!("/accounts/accountcoordinates{query}")).items();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            items
                .iter()
                .map(|item| {
                    (
                        item["accountid"].as_i64().unwrap(),
                        text(&item["addresstype"]),
                        text(&item["latitude"]),
                    )
                })
                .collect()
        };
        let row = |id: i64, kind: &str, latitude: &str| (id, kind.to_owned(), latitude.to_owned());
        let all = [row(a, "invoice", "57"), row(b, "visiting", "59"), row(b, "postal", "58")];
        assert_eq!(rows(""), all);
        let reversed: Vec<_> = all.iter().rev().cloned().collect();
        assert_eq!(rows("?sorting=name_desc"), reversed);
        assert_eq!(rows("?sorting=name_desc&per_page=2&page=2"), reversed[2..]);
        let page = server.get("/accounts/accountcoordinates?per_page=2").expect(200);
        assert_eq!((&page[0]["total"], &page[0]["pages"]), (&json!(3), &json!(2)));
        assert_eq!(rows("?active=0").len(), 1);
        assert_eq!(rows("?name=b"), all[1..]);
    });
}

#[test]
fn the_next_page_of_a_search_costs_no_search() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let mut ids: Vec<i64> =
            (0..5).map(|n| server.account(&format!("Sökt {n}"), json!({}))).collect();
        let page = |number: usize| {
            let path = format!("/accounts?fulltext=S%C3%96KT&per_page=2&page={number}");
            let answer = server.masked(&path, "total,items{id}");
            (answer.ids(), answer.expect(200)[0]["total"].clone())
        };
        // Other tests write on the same server, which makes connections forget.
        let cost = |number| {
            let once = |_| {
                let before = server.statements("/accounts");
                page(number);
                server.statements("/accounts") - before
            };
            (0..60).map(once).min().unwrap()
        };
        assert_eq!([1, 2, 3].map(cost), [1; 3], "the rows and nothing else");
        // What was found is forgotten with every write, here and beside the server.
        for beside in [false, true] {
            for (number, expected) in (1..).zip(ids.chunks(2)) {
                assert_eq!(page(number), (expected.to_vec(), json!(ids.len())));
            }
            if beside {
                server.operate(|tx, _| {
                    let sql = "UPDATE accounts SET active = 0, search = '' WHERE id = 3";
                    Ok(tx.execute(sql, &[]).map(drop)?)
                });
                ids.remove(2);
            } else {
                ids.push(server.account("Sökt 5", json!({})));
            }
        }
        assert_eq!(page(2), (ids[2..4].to_vec(), json!(ids.len())));
    }
}

/// From some thousand rows on, a sample of them says which trigrams are looked up.
#[test]
fn a_search_among_many_finds_what_it_finds_among_few() {
    on_both(|server| {
        server.account("Lindqvist Bygg först", json!({}));
        server.operate(|tx, _| {
            let sql = "UPDATE counters SET last = 9000 WHERE tenant = 1 AND name = 'accounts'";
            Ok(tx.execute(sql, &[]).map(drop)?)
        });
        for n in 0..300 {
            let kind = ["Bygg", "Måleri", "Rör"][n % 3];
            server.account(&format!("Lindqvist {kind} {:03}", n), json!({}));
        }
        for (text, expected) in [
            ("lindqvist", 301),
            ("BYGG Lindqvist", 101),
            ("bygg 03", 5),
            ("qvis ygg 030 lin", 1),
            ("måleri bygg", 0),
            ("er ör", 0),
            ("först", 1),
            ("li", 301),
        ] {
            let found = server.find("/accounts", &[("fulltext", text)]);
            assert_eq!(found.expect(200)[0]["total"], expected, "{text}");
        }
        let found = server.find("/accounts", &[("name", "%QVIST%bygg%03%")]);
        assert_eq!(found.expect(200)[0]["total"], 5);
    });
}
