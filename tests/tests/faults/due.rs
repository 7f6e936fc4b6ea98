//! What time makes due while nobody looks.

use crate::STRATUS;
use engine::plan::Condition;
use engine::store::Value;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::{ADMIN, Kind, SELLER, Server};

#[test]
fn what_nobody_looks_at_is_settled_too() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        let sales = server.sales();
        let today = jiff::Timestamp::now().in_tz("Europe/Stockholm").unwrap().date().to_string();
        server.create("/challenges/types", &json!({"name": "Dag", "days": 1}));
        let body = json!({"challenged": {"id": 2}, "startdate": today});
        let made = server.call(ADMIN, "POST", "/challenges", Some(&body)).expect(200);
        let id = made[0]["id"].as_i64().unwrap();
        server.call(SELLER, "POST", &format!("/challenges/{id}/accept"), None).expect(200);
        server.activity(&sales, json!({"userid": 2, "date": today, "closed": 1}));
        server.operate(move |tx, context| {
            let mut work = crm::demo::load::work(tx, context, 1, 0);
            let ended = [("ends", Value::Int(1))];
            work.set(&crm::CHALLENGES, &ended, &[Condition::Is("id", Value::Int(id))]).map(drop)
        });
        // The server keeps house when it starts, and every minute.
        server.restart();
        let settled = Arc::new(AtomicBool::new(false));
        let until = Instant::now() + Duration::from_secs(30);
        while !settled.load(Ordering::Relaxed) {
            assert!(Instant::now() < until, "nobody has settled it");
            std::thread::sleep(Duration::from_millis(50));
            let seen = Arc::clone(&settled);
            server.operate(move |tx, context| {
                let mut work = crm::demo::load::work(tx, context, 1, 0);
                let row = work.load(&crm::CHALLENGES, id)?.unwrap();
                seen.store(row.int("winnerid") == Some(2), Ordering::Relaxed);
                Ok(())
            });
        }
    }
}
