//! An orderly end while requests are in flight.

use crate::STRATUS;
use serde_json::json;
use std::sync::Mutex;
use std::thread::{scope, sleep};
use std::time::Duration;
use testkit::{ADMIN, Kind, Server};

#[test]
fn what_is_in_flight_is_finished_and_kept() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        let (created, id) = (Mutex::new(Vec::new()), server.process_id());
        scope(|scope| {
            for writer in 0..8 {
                let (server, created) = (&server, &created);
                scope.spawn(move || {
                    for n in 0.. {
                        let name = format!("Konto {writer} {n}");
                        let body = json!({"name": name, "typeid": 1, "userid": 1});
                        let answer = server.try_call(ADMIN, "POST", "/accounts", Some(&body));
                        // No answer: the server takes no more requests.
                        let Some(answer) = answer else { return };
                        let id = answer.expect(201)["id"].as_i64().unwrap();
                        created.lock().unwrap().push((id, name));
                    }
                });
            }
            sleep(Duration::from_millis(400));
            let asked =
                std::process::Command::new("kill").args(["-s", "TERM", &id.to_string()]).status();
            assert!(asked.unwrap().success());
        });
        assert_eq!(server.code_within(Duration::from_secs(10)), Some(0), "{kind:?}");
        let created = created.into_inner().unwrap();
        assert!(created.len() > 8, "{kind:?}: {} were created", created.len());
        server.restart();
        for (id, name) in &created {
            assert_eq!(server.get(&format!("/accounts/{id}")).expect(200)["name"], *name);
        }
        // A request that got no answer because the server ended was not carried out either: what
        // was taken in was answered.
        let total = server.get("/accounts?per_page=1").json()[0]["total"].clone();
        assert_eq!(total, created.len(), "{kind:?}: something was written and not answered");
    }
}
