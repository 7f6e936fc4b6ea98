//! What surrounds a request: methods, paths, bodies, wire formats and strictness, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Kind, Server, on_both};

#[test]
fn what_surrounds_a_request() {
    on_both(|server| {
        let id = server.account("Ett", json!({}));
        let read = server.get(&format!("/accounts/{id}"));
        assert_eq!(read.header("content-type"), Some("application/json"));
        assert!(read.header("x-request-id").is_some_and(|id| !id.is_empty()));
        let head = server.call(ADMIN, "HEAD", &format!("/accounts/{id}"), None);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(server.call(ADMIN, "HEAD", "/accounts/99", None).status, 404);
        assert_eq!(server.get(&format!("/accounts/{id}/")).expect(200), read.json());
        assert_eq!(server.get("/accounts/").ids(), [id]);
        let made = server.post("/accounts/", &json!({"name": "Två", "typeid": 1, "userid": 1}));
        made.expect(201);
        assert_eq!(made.header("location"), Some(format!("/accounts/{}", id + 1).as_str()));

        for (path, allow) in [
            ("/accounts", "GET, HEAD, POST, OPTIONS"),
            ("/accounts/1", "GET, HEAD, PUT, DELETE, OPTIONS"),
            ("/accounts/follow", "POST, PUT, OPTIONS"),
            ("/accounts/accountcoordinates", "GET, HEAD, OPTIONS"),
        ] {
            let options = server.send("OPTIONS", path, &[], None);
            assert_eq!((options.status, options.header("allow")), (204, Some(allow)), "{path}");
            let refused = server.call(ADMIN, "PATCH", path, None);
            assert!(refused.expect(405)["message"].is_string());
            assert_eq!(refused.header("allow"), Some(allow), "{path}");
        }
        for (path, hint) in
            [("/acounts", "/accounts?"), ("/accounts/accountgroup/1", "/accounts/accountgroups?")]
        {
            let message = server.get(path).expect(404)["message"].clone();
            assert!(message.as_str().unwrap().contains(hint), "{path}: {message}");
        }
        for path in [
            "/accounts/x",
            "/accounts/-1",
            "/accounts/1.0",
            "/accounts/0",
            "/accounts/99999999999999999999",
            "/accounts/%FF",
            "/accounts//",
            "/nothing/of/the/kind",
        ] {
            assert!(server.get(path).expect(404)["message"].is_string(), "{path}");
        }
        let json = ("content-type", "application/json");
        for (headers, body, status) in [
            (vec![("x-token", ADMIN)], "{}", 415),
            (vec![("x-token", ADMIN), ("content-type", "text/plain")], "{}", 415),
            (vec![("x-token", ADMIN), json], "{", 400),
            (vec![("x-token", ADMIN), json], "", 400),
            (
                vec![("x-token", ADMIN), ("content-type", "application/vnd.x+json; charset=utf-8")],
                "{}",
                400,
            ),
            (vec![json], "{}", 401),
            (vec![json], "{", 401),
            (vec![("authorization", "Bearer nobody"), json], "{}", 401),
            (vec![("authorization", "Basic eDp4"), json], "{}", 401),
        ] {
            let answer = server.send("POST", "/accounts", &headers, Some(body.as_bytes()));
            assert!(answer.expect(status)["message"].is_string(), "{headers:?}");
            assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
        }
        let bearer = format!("bearer {ADMIN}");
        server.send("GET", "/accounts", &[("authorization", &bearer)], None).expect(200);
    });
}

#[test]
fn a_body_over_the_limit_is_refused() {
    on_both(|server| {
        let body = json!({"name": "x".repeat(1 << 20), "typeid": 1, "userid": 1});
        server.post("/accounts", &body).expect(413);
    });
}

#[test]
fn pages_come_in_two_wire_formats() {
    let bare = |page: &Value| page.is_object();
    on_both(|server| {
        let id = server.account("Ett", json!({}));
        for (prefer, native) in
            [("wire=native", true), ("wire=documented", false), ("respond-async", false)]
        {
            let headers = [("x-token", ADMIN), ("prefer", prefer)];
            let answer = server.send("GET", "/accounts", &headers, None);
            let page = answer.expect(200);
            assert_eq!(bare(&page), native, "{prefer}");
            let applied = (prefer != "respond-async").then_some(prefer);
            assert_eq!(answer.header("preference-applied"), applied);
            let page = if native { page } else { page[0].clone() };
            assert_eq!(page["items"][0]["id"], id);
            let names: Vec<&String> = page.as_object().unwrap().keys().collect();
            assert_eq!(names, ["page", "pages", "per_page", "total", "items"]);
        }
    });
    for kind in Kind::BOTH {
        let server = Server::start_with(kind, &["--wire", "native"]);
        assert!(bare(&server.get("/accounts").expect(200)));
        let headers = [("x-token", ADMIN), ("prefer", "wire=documented")];
        assert!(!bare(&server.send("GET", "/accounts", &headers, None).expect(200)));
    }
}

#[test]
fn a_strict_client_is_told_what_nobody_knows() {
    on_both(|server| {
        let strict = |method: &str, path: &str, body: Option<&Value>| {
            let body = body.map(|body| serde_json::to_vec(body).unwrap());
            let headers = [
                ("x-token", ADMIN),
                ("content-type", "application/json"),
                ("prefer", "handling=strict"),
            ];
            server.send(method, path, &headers, body.as_deref())
        };
        let body = json!({"id": 1, "name": "Ett", "typeid": 1, "userid": 1, "nmae": 1,
            "addresses": {"visiting": {"stret": "x"}}});
        let refused = strict("POST", "/accounts", Some(&body));
        let errors = refused.refuses(&["nmae", "addresses.visiting.stret"])["errors"].clone();
        assert!(errors["nmae"].as_str().unwrap().contains("name"), "{errors}");
        let refused = strict("GET", "/accounts?actve=1&page=1", None);
        let errors = refused.refuses(&["actve"])["errors"].clone();
        assert!(errors["actve"].as_str().unwrap().contains("active"), "{errors}");
        server.get("/accounts?actve=1").expect(200);
        assert!(server.get("/accounts").ids().is_empty());
    });
}

#[test]
fn the_strict_server_knows_no_extensions() {
    for kind in Kind::BOTH {
        let server = Server::start_with(kind, &["--strict"]);
        let id = server.account("Ett", json!({}));
        let refused = server.delete(&format!("/accounts/{id}"));
        refused.expect(405);
        assert_eq!(refused.header("allow"), Some("GET, HEAD, PUT, OPTIONS"));
        server.post(&format!("/accounts/{id}/restore"), &json!({})).expect(404);
        server.post("/tags", &json!({"name": "x"})).expect(404);
        server.post("/accounts/accounttypes", &json!({"name": "x"})).expect(405);
        assert_eq!(server.get("/accounts/accounttypes").expect(200).as_array().unwrap().len(), 3);
        assert_eq!(server.get("/accounts").ids(), [id]);
    }
}
