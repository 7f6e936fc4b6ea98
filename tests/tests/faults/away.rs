//! A database server that ends connections, or lets nobody in.

use crate::{is_success_or_503, soon};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::Duration;
use testkit::{ADMIN, Database, Kind, Server};

fn end_connections(database: &Database) {
    let name = database.name().unwrap();
    database.on_server(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
}

#[test]
fn ended_connections_are_never_an_error_of_ours() {
    let server = Server::start(Kind::Beside);
    let over = AtomicBool::new(false);
    let created: Vec<i64> = scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (server, over) = (&server, &over);
                scope.spawn(move || {
                    let mut created = Vec::new();
                    let mut n = 0;
                    while !over.load(Ordering::Relaxed) {
                        n += 1;
                        let body =
                            json!({"name": format!("{writer} {n}"), "typeid": 1, "userid": 1});
                        let answer = server.call(ADMIN, "POST", "/accounts", Some(&body));
                        if is_success_or_503(&answer, 201) {
                            created.push(answer.json()["id"].as_i64().unwrap());
                        }
                        is_success_or_503(&server.get("/accounts"), 200);
                    }
                    created
                })
            })
            .collect();
        for _ in 0..15 {
            sleep(Duration::from_millis(100));
            end_connections(&server.database);
        }
        over.store(true, Ordering::Relaxed);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    assert!(!created.is_empty());
    end_connections(&server.database);
    soon("a server with ended connections", || is_success_or_503(&server.get("/accounts"), 200));
    for id in created {
        server.get(&format!("/accounts/{id}")).expect(200);
    }
}

#[test]
fn a_server_that_lets_nobody_in_is_unavailable_until_it_does() {
    let server = Server::start(Kind::Beside);
    let known = server.account("Före", json!({}));
    server.get("/ready").expect(200);
    let allow = |allowed: bool| {
        let name = server.database.name().unwrap();
        server.database.on_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"));
    };
    allow(false);
    end_connections(&server.database);
    let body = json!({"name": "Under", "typeid": 1, "userid": 1});
    for _ in 0..5 {
        assert!(!is_success_or_503(&server.get(&format!("/accounts/{known}")), 200));
        assert!(!is_success_or_503(&server.post("/accounts", &body), 201));
        let ready = server.get("/ready").expect(503);
        assert!(ready["message"].is_string(), "{ready}");
        server.get("/health").expect(200);
    }
    allow(true);
    soon("a server that lets in again", || {
        is_success_or_503(&server.get(&format!("/accounts/{known}")), 200)
    });
    soon("writing", || is_success_or_503(&server.post("/accounts", &body), 201));
    soon("readiness", || server.get("/ready").status == 200);
    assert_eq!(server.get("/accounts?name=Under").ids().len(), 1);
}
