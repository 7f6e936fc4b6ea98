//! Masks (`X-Fields`) over HTTP, on both stores.
use serde_json::json;
use testkit::{ADMIN, Kind, STRANGER, Server, on_both};

fn fill(server: &Server) {
    let account = server.account(
        "Ett",
        json!({"phone": "1", "userid": 2, "addresses": {"visiting": {"city": "Åre"}}}),
    );
    server.contact(account, "Eva", "Ek", json!({}));
    server.contact(account, "Bo", "Ek", json!({}));
    server.post("/accounts/follow", &json!({"key": account, "userid": 3})).expect(204);
}

#[test]
fn one_thing_in_part() {
    on_both(|server| {
        fill(server);
        for (mask, expected) in [
            ("id,name", r#"{"id":1,"name":"Ett"}"#),
            ("{name,id}", r#"{"name":"Ett","id":1}"#),
            ("name id", r#"{"name":"Ett","id":1}"#),
            ("name,id,name", r#"{"name":"Ett","id":1}"#),
            ("{}", "{}"),
            ("nothing", "{}"),
            ("nothing{of{the}},kind,id", r#"{"id":1}"#),
            ("Id,NAME,id", r#"{"id":1}"#),
            ("typeid,userid,created,id", r#"{"id":1}"#),
            ("user{surname,id}", r#"{"user":{"surname":"Säljare","id":2}}"#),
            ("user{nothing}", r#"{"user":{}}"#),
            ("type{}", r#"{"type":{"id":1,"name":"Customer"}}"#),
            ("type{*}", r#"{"type":{"id":1,"name":"Customer"}}"#),
            ("type{name,*}", r#"{"type":{"name":"Customer","id":1}}"#),
            ("parentaccount{id}", r#"{"parentaccount":null}"#),
            ("contacts{name}", r#"{"contacts":[{"name":"Eva"},{"name":"Bo"}]}"#),
            ("contacts{nothing}", r#"{"contacts":[{},{}]}"#),
            ("tags{name},followers{id}", r#"{"tags":[],"followers":[{"id":3}]}"#),
            ("files{id}", r#"{"files":[]}"#),
            (
                "addresses{visiting{city,coordinates{latitude}}}",
                r#"{"addresses":{"visiting":{"city":"Åre","coordinates":{"latitude":null}}}}"#,
            ),
            ("user{id},user{name}", r#"{"user":{"name":"Sven"}}"#),
            ("id,", r#"{"id":1}"#),
        ] {
            let answer = server.masked("/accounts/1", mask);
            answer.expect(200);
            assert_eq!(answer.text(), format!("{expected}\n"), "{mask}");
        }
        let whole = server.get("/accounts/1");
        for mask in ["*", " ", "", "{*}"] {
            assert_eq!(server.masked("/accounts/1", mask).text(), whole.text(), "{mask:?}");
        }
        let reordered = server.masked("/accounts/1", "*,phone").json();
        assert_eq!(reordered, whole.json());
        assert_eq!(reordered.as_object().unwrap().keys().next().unwrap(), "phone");
        let lines = [("x-token", ADMIN), ("x-fields", "name"), ("x-fields", "id")];
        let answer = server.send("GET", "/accounts/1", &lines, None);
        assert_eq!(answer.text(), "{\"name\":\"Ett\",\"id\":1}\n");
    });
}

#[test]
fn pages_in_part() {
    on_both(|server| {
        fill(server);
        for (path, mask, expected) in [
            ("/accounts", "total,items{id}", r#"{"total":1,"items":[{"id":1}]}"#),
            ("/accounts", "items{name,id},page", r#"{"items":[{"name":"Ett","id":1}],"page":1}"#),
            ("/accounts", "{total}", r#"{"total":1}"#),
            ("/accounts", "id", "{}"),
            ("/accounts", "items{nothing}", r#"{"items":[{}]}"#),
            ("/accounts?name=x", "items{id},pages", r#"{"items":[],"pages":0}"#),
            (
                "/contacts",
                "total,items{name,account{name}}",
                r#"{"total":2,"items":[{"name":"Bo","account":{"name":"Ett"}},{"name":"Eva","account":{"name":"Ett"}}]}"#,
            ),
            ("/users?active=1", "items{id}", r#"{"items":[{"id":1},{"id":3},{"id":2}]}"#),
            ("/accounts/accountcoordinates", "items{accountid}", r#"{"items":[]}"#),
        ] {
            let answer = server.masked(path, mask);
            answer.expect(200);
            assert_eq!(answer.text(), format!("[{expected}]\n"), "{path} {mask}");
            let headers = [("x-token", ADMIN), ("x-fields", mask), ("prefer", "wire=native")];
            let native = server.send("GET", path, &headers, None);
            assert_eq!(native.text(), format!("{expected}\n"), "{path} {mask}");
            assert_eq!(native.header("link"), answer.header("link"));
        }
        let whole = server.get("/accounts").text();
        for mask in ["*", "items{},*", "page,pages,per_page,total,items{*}"] {
            let answer = server.masked("/accounts", mask);
            assert_eq!(answer.json(), server.get("/accounts").json(), "{mask}");
        }
        assert_eq!(server.masked("/accounts", "*").text(), whole);
        let bare = server.masked("/accounts/accounttypes", "name");
        assert_eq!(
            bare.text(),
            "[{\"name\":\"Customer\"},{\"name\":\"Prospect\"},{\"name\":\"Other\"}]\n"
        );
    });
}

#[test]
fn masks_that_say_nothing_sensible() {
    on_both(|server| {
        fill(server);
        for (mask, text) in [
            ("{id", "Mask parse error: Missing closing bracket"),
            ("user{id", "Mask parse error: Missing closing bracket"),
            ("id}", "Mask parse error: Unexpected closing bracket"),
            ("{{id}}", "Mask parse error: Unexpected opening bracket"),
            (",id", "Mask parse error: Unexpected comma"),
            ("id,,name", "Mask parse error: Unexpected comma"),
            ("id{x}", "Mask error: Mask is inconsistent with model"),
            ("id{}", "Mask error: Mask is inconsistent with model"),
            ("department{name}", "Mask error: Mask is inconsistent with model"),
            ("addresses{visiting{city{x}}}", "Mask error: Mask is inconsistent with model"),
        ] {
            let body = server.masked("/accounts/1", mask).expect(400);
            assert_eq!(body, json!({"message": text}), "{mask}");
            let create = json!({"name": "Två", "typeid": 1, "userid": 1});
            let create = serde_json::to_vec(&create).unwrap();
            let headers =
                [("x-token", ADMIN), ("x-fields", mask), ("content-type", "application/json")];
            for (method, path) in
                [("POST", "/accounts"), ("PUT", "/accounts/1"), ("DELETE", "/accounts/1")]
            {
                server.send(method, path, &headers, Some(&create)).expect(400);
            }
            server.send("GET", "/accounts/1", &[("x-fields", mask)], None).expect(401);
        }
        server.masked("/accounts", "page{x}").expect(400);
        server.masked("/accounts", &format!("{}x{}", "a{".repeat(70), "}".repeat(70))).expect(400);
        assert_eq!(server.get("/accounts?active=2").column("name"), ["Ett"], "nothing was written");
    });
}

#[test]
fn writes_answer_in_part_and_errors_whole() {
    on_both(|server| {
        fill(server);
        let send = |method: &str, path: &str, mask: &str, body: serde_json::Value| {
            let body = serde_json::to_vec(&body).unwrap();
            let headers =
                [("x-token", ADMIN), ("x-fields", mask), ("content-type", "application/json")];
            server.send(method, path, &headers, Some(&body))
        };
        let made =
            send("POST", "/accounts", "name", json!({"name": "Två", "typeid": 1, "userid": 1}));
        made.expect(201);
        assert_eq!(
            (made.text().as_str(), made.header("location")),
            ("{\"name\":\"Två\"}\n", Some("/accounts/2"))
        );
        let changed = send("PUT", "/accounts/2", "phone,name", json!({"phone": "7"}));
        assert_eq!(changed.text(), "{\"phone\":\"7\",\"name\":\"Två\"}\n");
        let refused = send("PUT", "/accounts/2", "id", json!({"name": 1}));
        refused.refuses(&["name"]);
        for answer in [
            server.masked("/accounts/99", "id"),
            server.masked("/nothing", "id"),
            server.masked("/accounts?page=x", "total"),
        ] {
            assert!(answer.json()["message"].is_string(), "{}", answer.text());
        }
        // What answers no resource takes no mask at all.
        send("POST", "/accounts/follow", "}{", json!({"key": 1, "userid": 1})).expect(204);
        let strict = [
            ("x-token", ADMIN),
            ("prefer", "handling=strict"),
            ("x-fields", "nmae,user{emial,id},id"),
        ];
        let refused = server.send("GET", "/accounts/1", &strict, None);
        let errors = refused.refuses(&["nmae", "user.emial"])["errors"].clone();
        assert!(errors["nmae"].as_str().unwrap().contains("name"), "{errors}");
        assert!(errors["user.emial"].as_str().unwrap().contains("user.email"), "{errors}");
    });
}

#[test]
fn what_a_mask_leaves_out_is_not_read() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        fill(&server);
        let cost = |route: &str, path: &str, mask: &str| {
            // A connection remembers who was let in and what was counted, so the cheapest of some
            // requests needs nothing but the answer.
            let once = |_| {
                let before = server.statements(route);
                server.masked(path, mask).expect(200);
                server.statements(route) - before
            };
            (0..12).map(once).min().unwrap()
        };
        let one = |mask: &str| cost("/accounts/{id}", "/accounts/1", mask);
        let page = |mask: &str| cost("/accounts", "/accounts", mask);
        let least = one("id,name");
        assert_eq!(least, 1, "the row itself");
        assert_eq!(one("id,user{name},addresses"), least, "references come with the row");
        assert_eq!(one("contacts{id}"), least + 1);
        assert_eq!(one("tags,accountgroups,files"), least, "the row tells that it has none");
        assert_eq!(one("contacts{id},tags,followers"), least + 2);
        assert_eq!(one("*"), least + 2);
        assert_eq!(page("total"), 1, "which ids there are");
        assert_eq!(page("total,items{id}"), 2);
        assert_eq!(page("items{contacts{id}}"), 3);
        assert!(page("*") > 3);
        assert_eq!(server.call(STRANGER, "GET", "/accounts", None).ids(), [0; 0]);
    }
}
