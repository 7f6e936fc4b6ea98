//! The process is killed in the middle of everything.

use crate::STRATUS;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};
use testkit::{ADMIN, Kind, Server, kill};

const WRITERS: i64 = 6;

/// Times the process is killed.
const ROUNDS: i64 = 3;

/// Kills a server's process, by its number since its value is lent to the writers, once they have
/// come that far.
fn kill_when(id: u32, far: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !far() {
        assert!(Instant::now() < end, "the writers do not come far enough");
        sleep(Duration::from_millis(1));
    }
    kill(id);
}

/// An account whose place and words are its own.
fn account(round: i64, writer: i64, n: i64) -> Value {
    let word = word(round, writer, n);
    let address = |shift: f64| {
        let latitude = (writer * 10 + round) as f64 + shift;
        let longitude = n as f64 / 10.0;
        json!({
            "street": format!("{word}gatan 1"), "city": "Göteborg",
            "coordinates": {"latitude": latitude.to_string(), "longitude": longitude.to_string()},
        })
    };
    json!({
        "name": word, "typeid": 1, "userid": 1,
        "addresses": {
            "visiting": address(0.1), "delivery": address(0.2),
            "invoice": address(0.3), "postal": address(0.4),
        },
        "tags": [{"id": 1}, {"id": 2}], "accountgroups": [{"id": 1}, {"id": 2}],
    })
}

fn word(round: i64, writer: i64, n: i64) -> String {
    format!("konto{round}q{writer}q{n}q")
}

/// Whether everything of an account is there, however one asks for it.
fn is_whole(server: &Server, account: &Value) {
    let name = account["name"].as_str().unwrap();
    for list in ["tags", "accountgroups"] {
        assert_eq!(account[list].as_array().unwrap().len(), 2, "{list}: {account}");
    }
    let id = account["id"].as_i64().unwrap();
    assert_eq!(server.get(&format!("/accounts?fulltext={name}gatan")).ids(), [id], "{account}");
    for kind in ["visiting", "delivery", "invoice", "postal"] {
        let address = &account["addresses"][kind];
        assert_eq!(address["city"], "Göteborg", "{account}");
        let at = &address["coordinates"];
        let near = format!(
            "/accounts?distance=0.01&nearto={},{}",
            at["latitude"].as_str().unwrap(),
            at["longitude"].as_str().unwrap()
        );
        assert_eq!(server.get(&near).ids(), [id], "{kind}: {account}");
    }
}

/// All accounts by id.
fn accounts(server: &Server) -> BTreeMap<i64, Value> {
    let mut found = BTreeMap::new();
    for page in 1.. {
        let items = server.get(&format!("/accounts?per_page=50&page={page}")).items();
        if items.is_empty() {
            return found;
        }
        found.extend(items.into_iter().map(|item| (item["id"].as_i64().unwrap(), item)));
    }
    unreachable!("pages end")
}

#[test]
fn a_created_account_is_there_wholly_or_not_at_all() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        for name in ["Ett", "Två"] {
            server.create("/tags", &json!({"name": name}));
            server.create("/accounts/accountgroups", &json!({"name": name}));
        }
        let answered = Mutex::new(BTreeMap::new());
        for round in 0..ROUNDS {
            let id = server.process_id();
            let before = answered.lock().unwrap().len();
            scope(|scope| {
                for writer in 0..WRITERS {
                    let (server, answered) = (&server, &answered);
                    scope.spawn(move || {
                        for n in 0..1500 {
                            let body = account(round, writer, n);
                            let answer = server.try_call(ADMIN, "POST", "/accounts", Some(&body));
                            let Some(answer) = answer else { return };
                            let created = answer.expect(201);
                            let id = created["id"].as_i64().unwrap();
                            let known = answered.lock().unwrap().insert(id, created);
                            assert_eq!(known, None, "an id was given twice");
                        }
                    });
                }
                kill_when(id, || answered.lock().unwrap().len() >= before + 60);
            });
            server.restart();
            let answered = answered.lock().unwrap();
            let found = accounts(&server);
            for (id, created) in answered.iter() {
                assert_eq!(found.get(id), Some(created), "{kind:?}: {id} was answered and is lost");
            }
            // Each writer may have had one account on the way, and no more.
            let unanswered = found.len() - answered.len();
            assert!(unanswered as i64 <= WRITERS * (round + 1), "{kind:?}: {unanswered}");
            let places = server.get("/accounts/accountcoordinates?per_page=1").json();
            assert_eq!(places[0]["total"], found.len() * 4, "{kind:?}: four places each");
            for account in found.values().rev().step_by(1 + found.len() / 25) {
                is_whole(&server, account);
            }
            for account in found.values() {
                for list in ["tags", "accountgroups"] {
                    assert_eq!(account[list].as_array().unwrap().len(), 2, "{kind:?}: {account}");
                }
            }
            let next = server.post("/accounts", &account(round, WRITERS, 0)).expect(201);
            let last = found.keys().next_back().unwrap();
            assert!(next["id"].as_i64().unwrap() > *last, "{kind:?}: an id would be given twice");
            server.delete(&format!("/accounts/{}", next["id"])).expect(204);
        }
    }
}

#[test]
fn a_merge_is_done_wholly_or_not_at_all() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        for name in ["Ett", "Två"] {
            server.create("/tags", &json!({"name": name}));
        }
        let pairs: Vec<(i64, i64)> = (0..120)
            .map(|n| {
                let pair = [("Källa", 1), ("Mål", 2)].map(|(name, tag)| {
                    let name = format!("{name} {n}");
                    let id = server.account(&name, json!({"tags": [{"id": tag}]}));
                    server.contact(id, "Ett", &name, json!({"primarycontact": 1}));
                    server.contact(id, "Två", &name, json!({}));
                    let body = json!({"key": id, "userid": tag});
                    server.post("/accounts/follow", &body).expect(204);
                    id
                });
                (pair[0], pair[1])
            })
            .collect();
        let answered = Mutex::new(BTreeSet::new());
        for round in 0..ROUNDS {
            let id = server.process_id();
            let before = answered.lock().unwrap().len();
            let share = pairs.len() / ROUNDS as usize;
            let pairs = &pairs[round as usize * share..][..share];
            scope(|scope| {
                for writer in 0..4 {
                    let (server, answered) = (&server, &answered);
                    scope.spawn(move || {
                        for (source, target) in pairs.iter().skip(writer).step_by(4) {
                            let path = format!("/accounts/{target}/merge/{source}");
                            match server.try_call(ADMIN, "POST", &path, None) {
                                Some(answer) => answer.expect(200),
                                None => return,
                            };
                            answered.lock().unwrap().insert(*source);
                        }
                    });
                }
                kill_when(id, || answered.lock().unwrap().len() >= before + 5);
            });
            server.restart();
            let mut left = 0;
            for (source, target) in pairs {
                let merged = server.get(&format!("/accounts/{source}")).status == 404;
                if answered.lock().unwrap().contains(source) {
                    assert!(merged, "{kind:?}: {source} was answered and is not merged");
                }
                let whole = |id: i64, factor: usize| {
                    let account = server.get(&format!("/accounts/{id}")).expect(200);
                    for (list, count) in [("contacts", 2), ("followers", 1), ("tags", 1)] {
                        let found = account[list].as_array().unwrap().len();
                        assert_eq!(found, count * factor, "{kind:?}: {list}: {account}");
                    }
                };
                if merged {
                    whole(*target, 2);
                    let left = format!("/contacts?accountid={source}");
                    assert!(server.get(&left).ids().is_empty(), "{kind:?}: {left}");
                } else {
                    left += 1;
                    whole(*source, 1);
                    whole(*target, 1);
                }
            }
            assert!(left > 0, "{kind:?}: the merges were done before the process was killed");
        }
    }
}
