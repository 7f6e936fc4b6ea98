//! The embedded database: locked by another program, and on a full disk.

use crate::{STRATUS, is_success_or_503, soon};
use rusqlite::Connection;
use serde_json::json;
use testkit::{ADMIN, Database, Kind, Server};

fn beside(database: &Database) -> Connection {
    Connection::open(database.home.path().join("stratus.db")).unwrap()
}

#[test]
fn while_another_program_writes_reads_go_on() {
    let server = Server::start(Kind::Embedded);
    let known = server.account("Före", json!({}));
    for lock in ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"] {
        let other = beside(&server.database);
        other.execute_batch(lock).unwrap();
        let body = json!({"name": "Låst", "typeid": 1, "userid": 1});
        let refused = server.post("/accounts", &body);
        assert!(!is_success_or_503(&refused, 201), "{lock}: the database is locked");
        assert_eq!(server.get("/accounts").ids(), [known], "{lock}");
        server.get("/ready").expect(200);
        other.execute_batch("COMMIT").unwrap();
        let created = server.create("/accounts", &body);
        assert_eq!(server.get("/accounts?name=L%C3%A5st").ids(), [created], "{lock}");
        server.delete(&format!("/accounts/{created}")).expect(204);
    }
}

/// A limit on the size of files stands for a disk that is full: writes beyond it fail.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing_but_the_write() {
    // The signal that comes with the limit would end the process; who ignores it gets an error.
    let wrapped = [&["bash", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""][..], STRATUS].concat();
    let mut server = Server::spawn(&wrapped, Kind::Embedded, &[]);
    let id = server.process_id();
    let limit = |size: &str| {
        let arguments = [format!("--pid={id}"), format!("--fsize={size}")];
        let limited = std::process::Command::new("prlimit").args(arguments).status();
        assert!(limited.expect("prlimit, of util-linux, is installed").success());
    };
    let body = |n: usize| {
        json!({"name": format!("Konto {n}"), "typeid": 1, "userid": 1,
        "info": "Mycket att veta. ".repeat(1000)})
    };
    let known = server.create("/accounts", &body(0));
    let log = server.database.home.path().join("stratus.db-wal");
    let room = std::fs::metadata(log).unwrap().len() + (256 << 10);
    limit(&format!("{room}:unlimited"));
    let mut created = vec![known];
    let mut refused = 0;
    for n in 1..40 {
        let answer = server.call(ADMIN, "POST", "/accounts", Some(&body(n)));
        if is_success_or_503(&answer, 201) {
            assert_eq!(refused, 0, "the disk is full, and stays so");
            created.push(answer.json()["id"].as_i64().unwrap());
        } else {
            refused += 1;
            assert_eq!(server.get(&format!("/accounts/{known}")).expect(200)["id"], known);
        }
        if refused > 3 {
            break;
        }
    }
    assert!(refused > 0, "the limit was never reached");
    assert!(created.len() > 1, "there was room for some");
    let total = |server: &Server| server.get("/accounts?per_page=1").json()[0]["total"].clone();
    assert_eq!(total(&server), created.len(), "what was refused is not there");
    limit("unlimited:unlimited");
    soon("a disk with room", || {
        let answer = server.call(ADMIN, "POST", "/accounts", Some(&body(100)));
        let done = is_success_or_503(&answer, 201);
        if done {
            created.push(answer.json()["id"].as_i64().unwrap());
        }
        done
    });
    server.restart();
    assert_eq!(total(&server), created.len());
    for id in created {
        server.get(&format!("/accounts/{id}")).expect(200);
    }
    let sound: String =
        beside(&server.database).query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}
