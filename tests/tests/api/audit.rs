//! The audit trail, on both stores.
use engine::store::Value as Stored;
use engine::work::{Event, Work};
use serde_json::{Value, json};
use std::net::IpAddr;
use stratus_server::app::App;
use stratus_server::cli::{self, Command};
use stratus_server::people;
use testkit::{ADMIN, Answer, READER, SELLER, STRANGER, Server, on_both};

/// What happened since an event, oldest first: event, kind, subject, properties and user.
fn since(server: &Server, last: i64) -> Vec<(String, String, Value, String, Value)> {
    let mut items = server.get("/audit?per_page=50").items();
    items.retain(|item| item["id"].as_i64().unwrap() > last);
    items.sort_by_key(|item| item["id"].as_i64());
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let names = |item: &Value| {
        let names = item["properties"].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(" ")
    };
    let told = |item: &Value| {
        let who = item["user"]["id"].clone();
        (text(item, "event"), text(item, "kind"), item["subjectid"].clone(), names(item), who)
    };
    items.iter().map(told).collect()
}

fn last(server: &Server) -> i64 {
    server.get("/audit?per_page=1").ids().first().copied().unwrap_or(0)
}

/// The only thing that happened since.
fn happened(
    server: &Server,
    act: impl FnOnce(&Server) -> Answer,
) -> Vec<(String, String, Value, String, Value)> {
    let before = last(server);
    act(server);
    since(server, before)
}

fn event(
    what: &str,
    kind: &str,
    subject: i64,
    names: &str,
    user: Value,
) -> (String, String, Value, String, Value) {
    (what.to_owned(), kind.to_owned(), json!(subject), names.to_owned(), user)
}

#[test]
fn what_is_audited_leaves_a_trace_with_names_and_no_values() {
    on_both(|server| {
        let user = json!({
            "name": "Nils", "surname": "Ny", "cellphone": "070", "title": "Säljare",
            "email": "nils@example.org", "roles": [{"id": 2}],
        });
        let made = happened(server, |server| server.post("/users", &user));
        assert_eq!(made.len(), 1, "{made:?}");
        assert_eq!(made[0].3, "cellphone email name roles surname title");
        let id = made[0].2.as_i64().unwrap();
        let path = format!("/users/{id}");
        let put = |path: &str, body: Value| {
            let path = path.to_owned();
            move |server: &Server| {
                let answer = server.put(&path, &body);
                answer.expect(200);
                answer
            }
        };
        for (body, names) in [
            (json!({"roles": [{"id": 1}]}), "roles"),
            (json!({"title": "Chef", "phone": "08", "name": "Nils"}), "phone title"),
            (json!({"settings": [{"key": "k", "value": "v"}]}), "settings"),
        ] {
            let expected = vec![event("changed", "users", id, names, json!(1))];
            assert_eq!(happened(server, put(&path, body.clone())), expected, "{body}");
        }
        // What changes nothing, or is refused, is no event.
        for body in [json!({"roles": [{"id": 1}], "title": "Chef"}), json!({})] {
            assert_eq!(happened(server, put(&path, body.clone())), [], "{body}");
        }
        for body in [json!({"roles": [{"id": 99}]}), json!({"email": "admin@example.org"})] {
            assert_eq!(happened(server, |server| server.put(&path, &body)), [], "{body}");
        }
        let role = happened(server, |server| server.post("/users/roles", &json!({"name": "R"})));
        assert_eq!(role, [event("created", "roles", 4, "name", json!(1))]);
        let mail = json!({"emailsettings": {"password": "hush-hush", "username": "nils"}});
        let own = happened(server, |server| server.call(SELLER, "PUT", "/users/me", Some(&mail)));
        let names = "emailsettings.password emailsettings.username";
        assert_eq!(own, [event("changed", "users", 2, names, json!(2))]);
        let settings = happened(server, put("/settings", json!({"portal": {"name": "Ett"}})));
        assert_eq!(settings, [event("created", "settings", 1, "portal.name", json!(1))]);
        let settings = happened(server, put("/settings", json!({"portal": {"name": "Två"}})));
        assert_eq!(settings, [event("changed", "settings", 1, "portal.name", json!(1))]);
        // A user who is shut out loses the tokens, which is told as well.
        let out = happened(server, put("/users/2", json!({"active": 0})));
        let expected = [
            event("changed", "users", 2, "active", json!(1)),
            event("changed", "tokens", 2, "revoked", json!(1)),
        ];
        assert_eq!(out, expected);
        assert!(!server.get("/audit?per_page=50").text().contains("hush"));
        // Everything else leaves none.
        let business = happened(server, |server| {
            server.account("Ett", json!({}));
            server.post("/tags", &json!({"name": "x"}))
        });
        assert_eq!(business, []);
    });
}

#[test]
fn the_command_line_leaves_traces_too() {
    on_both(|server| {
        let all = server.get("/audit?per_page=50&sorting=at_asc").items();
        let first = &all[0];
        assert_eq!((&first["event"], &first["kind"]), (&json!("created"), &json!("tenants")));
        let before = last(server);
        server.operate(|tx, context| {
            people::create_token(tx, context, "1/2", "token-from-the-command", None, None, 5)?;
            let tokens = people::tokens(tx, Some("1/2"), 5)?;
            let newest = tokens.iter().max_by_key(|token| token.id.id).unwrap();
            people::revoke_token(tx, context, newest.id, 6)?;
            people::revoke_user(tx, context, "1/3".parse().unwrap(), 7)
        });
        let told = since(server, before);
        let expected = [
            event("created", "tokens", 4, "hash userid", Value::Null),
            event("changed", "tokens", 4, "revoked", Value::Null),
            event("changed", "users", 3, "active", Value::Null),
            event("changed", "tokens", 3, "revoked", Value::Null),
        ];
        assert_eq!(told, expected);
    });
}

#[test]
fn other_events_are_noted_by_whoever_sees_them() {
    on_both(|server| {
        server.operate(|tx, context| {
            let session = engine::access::Session::of_server(1);
            let address: IpAddr = "2001:db8::7".parse().unwrap();
            let mut work = Work { tx, session, context, now: 1_700_000_000_000 };
            work.note(&Event {
                what: "signed in",
                kind: "users",
                subject: Some(2),
                user: Some(2),
                address: Some(address),
                ..Event::default()
            })
        });
        let found = server.get("/audit?event=signed%20in").items();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["at"], "2023-11-14T22:13:20.000Z");
        assert_eq!(
            (&found[0]["address"], &found[0]["user"]["surname"]),
            (&json!("2001:db8::7"), &json!("Säljare"))
        );
        assert_eq!(found[0]["properties"], json!([]));
    });
}

#[test]
fn the_trail_is_narrowed_by_who_what_and_when() {
    on_both(|server| {
        server.call(SELLER, "PUT", "/users/me", Some(&json!({"title": "T"}))).expect(200);
        server.put("/users/3", &json!({"title": "T"})).expect(200);
        let count = |query: &str| server.get(&format!("/audit?{query}")).json()[0]["total"].clone();
        let total = count("").as_i64().unwrap();
        for (query, expected) in [
            ("userid=2", 1),
            ("userid=1", 1),
            ("userid=99", 0),
            ("kind=users&subjectid=3", 2),
            ("kind=tenants", 1),
            ("event=deleted", 0),
            ("start=2020-01-01", 2),
            ("end=2020-01-01", total - 2),
            ("start=2020-01-01T00:00:00Z&end=2100-01-01&userid=2", 1),
        ] {
            assert_eq!(count(query), expected, "{query}");
        }
        server.get("/audit?start=then").refuses(&["start"]);
        server.get("/audit?userid=x").refuses(&["userid"]);
    });
}

#[test]
fn only_administrators_see_the_trail_and_nobody_changes_it() {
    on_both(|server| {
        for (token, status) in [(READER, 403), (SELLER, 403), (ADMIN, 200), (STRANGER, 200)] {
            server.call(token, "GET", "/audit", None).expect(status);
        }
        let of_stranger = server.call(STRANGER, "GET", "/audit?per_page=50", None).items();
        assert!(of_stranger.iter().all(|event| event["user"].is_null()));
        assert_eq!(of_stranger.iter().filter(|event| event["kind"] == "users").count(), 1);
        for method in ["POST", "PUT", "DELETE"] {
            let answer = server.call(ADMIN, method, "/audit", Some(&json!({}))).status;
            assert_eq!(answer, 405, "{method}");
            let answer = server.call(ADMIN, method, "/audit/1", Some(&json!({}))).status;
            assert_eq!(answer, 404, "{method}");
        }
        let changing = crm::RESOURCES.iter().filter(|one| one.table == "audit");
        let operations: Vec<_> = changing.flat_map(|one| one.operations).collect();
        assert!(operations.iter().all(|operation| !operation.writes()));
        assert_eq!(operations.len(), 1);
    });
}

#[test]
fn old_events_are_forgotten() {
    on_both(|server| {
        // What the fixture did is from 1970.
        server.put("/users/3", &json!({"title": "T"})).expect(200);
        let total = || server.get("/audit").json()[0]["total"].as_i64().unwrap();
        let before = total();
        let trim = |retention: &str| {
            let words = ["stratus", "serve", "--database", &server.database.url];
            let words = [&words[..], &["--files", "memory:", "--audit-retention", retention]];
            let words: Vec<_> = words.concat().into_iter().map(Into::into).collect();
            let Command::Serve(settings) = cli::parse(words).unwrap().cli.command else {
                unreachable!("it was asked to serve")
            };
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let app = App::open(&settings.place, &settings.common, &settings.http);
                let app = app.await.unwrap();
                let trimmed = app.trim_audit().await.unwrap();
                app.shutdown().await;
                trimmed
            })
        };
        assert_eq!((trim("forever"), total()), (0, before));
        assert!(trim("90d") > 4);
        assert_eq!(total(), 1);
        assert_eq!((trim("90d"), total()), (0, 1));
        let ids = server.get("/audit").ids();
        server.operate(move |tx, context| {
            let session = engine::access::Session::of_server(1);
            let mut work = Work { tx, session, context, now: 1 };
            work.note(&Event { what: "x", kind: "y", ..Event::default() })?;
            let known = work.value(&crm::AUDIT, ids[0] + 1, "event")?;
            assert_eq!(known, Some(Stored::Text("x".to_owned())), "ids are not given again");
            Ok(())
        });
    });
}
