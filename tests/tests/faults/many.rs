//! Many writers of the same thing at once.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::thread::scope;
use testkit::{ADMIN, Kind, Server};

const WRITERS: i64 = 32;

#[test]
fn the_last_change_of_an_account_wins_whole() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let account = server.account("Från början", json!({}));
        let path = format!("/accounts/{account}");
        scope(|scope| {
            for writer in 0..WRITERS {
                let (server, path) = (&server, &path);
                scope.spawn(move || {
                    for round in 0..4 {
                        let answer = server.put(path, &change(writer, round)).expect(200);
                        assert!(fits(&answer, writer, round), "{kind:?}: {answer}");
                    }
                });
            }
        });
        let last = server.get(&path).expect(200);
        let writer: i64 = last["number"].as_str().unwrap().parse().unwrap();
        assert!(fits(&last, writer, 3), "{kind:?}: a mixture of two writes: {last}");
        // What stands beside the row in indexes is of the same write.
        let word = format!("skrivare{writer}x");
        for found in [
            format!("/accounts?fulltext={word}"),
            format!("/accounts?name=%25{word}%25"),
            format!("/accounts?nearto=60,{}&distance=1", east(writer)),
        ] {
            assert_eq!(server.get(&found).ids(), [account], "{kind:?}: {found}");
        }
        for other in (0..WRITERS).filter(|other| *other != writer) {
            for empty in [
                format!("/accounts?fulltext=skrivare{other}x"),
                format!("/accounts?nearto=60,{}&distance=1", east(other)),
            ] {
                assert!(server.get(&empty).ids().is_empty(), "{kind:?}: {empty}");
            }
        }
    }
}

fn east(writer: i64) -> String {
    format!("{}.5", writer - 16)
}

fn name(writer: i64, round: i64) -> String {
    format!("skrivare{writer}x {round}")
}

fn change(writer: i64, round: i64) -> Value {
    let coordinates = json!({"latitude": "60", "longitude": east(writer)});
    json!({
        "name": name(writer, round), "number": writer.to_string(), "info": name(writer, round),
        "addresses": {"visiting": {"coordinates": coordinates}},
    })
}

fn fits(account: &Value, writer: i64, round: i64) -> bool {
    let longitude = &account["addresses"]["visiting"]["coordinates"]["longitude"];
    let (name, number, east) = (name(writer, round), writer.to_string(), east(writer));
    account["name"] == name
        && account["info"] == name
        && account["number"] == number
        && *longitude == east
}

#[test]
fn accounts_created_at_once_have_ids_of_their_own() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let ids: Vec<i64> = scope(|scope| {
            let writers = (0..WRITERS).map(|writer| {
                let server = &server;
                scope.spawn(move || {
                    (0..4)
                        .map(|n| server.account(&format!("Konto {writer} {n}"), json!({})))
                        .collect::<Vec<_>>()
                })
            });
            let writers: Vec<_> = writers.collect();
            writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
        });
        let once: BTreeSet<i64> = ids.iter().copied().collect();
        assert_eq!(once.len(), ids.len(), "{kind:?}: an id was given twice");
        assert_eq!(server.get("/accounts?per_page=1").json()[0]["total"], ids.len());
    }
}

#[test]
fn an_e_mail_address_goes_to_one_user() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        for round in 0..3 {
            let statuses: Vec<u16> = scope(|scope| {
                let writers = (0..WRITERS).map(|writer| {
                    let server = &server;
                    // Told apart without regard to case.
                    let host = if writer % 2 == 0 { "example.org" } else { "EXAMPLE.org" };
                    let body = json!({
                        "name": "Ny", "surname": writer.to_string(), "cellphone": "1",
                        "title": "x", "roles": [{"id": 2}], "email": format!("ny{round}@{host}"),
                    });
                    scope.spawn(move || {
                        let answer = server.call(ADMIN, "POST", "/users", Some(&body));
                        if answer.status != 201 {
                            assert!(answer.expect(409)["errors"]["email"].is_string());
                        }
                        answer.status
                    })
                });
                let writers: Vec<_> = writers.collect();
                writers.into_iter().map(|writer| writer.join().unwrap()).collect()
            });
            let created = statuses.iter().filter(|status| **status == 201).count();
            assert_eq!(created, 1, "{kind:?}: {statuses:?}");
        }
    }
}
