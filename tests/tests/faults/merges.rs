//! Merges of the same accounts at once.

use serde_json::json;
use std::collections::BTreeSet;
use std::thread::scope;
use testkit::{ADMIN, Answer, Kind, Server};

/// An account with two contacts, a follower, a tag and a group, some of them shared by all.
fn full_account(server: &Server, name: &str, own_tag: i64, shared_tag: i64, group: i64) -> i64 {
    let account = server.account(
        name,
        json!({"tags": [{"id": own_tag}, {"id": shared_tag}], "accountgroups": [{"id": group}]}),
    );
    for contact in ["Ett", "Två"] {
        server.contact(account, contact, name, json!({"primarycontact": 1}));
    }
    for user in [1, 2] {
        server.post("/accounts/follow", &json!({"key": account, "userid": user})).expect(204);
    }
    account
}

/// Merges pairs of accounts at once, and looks what is left.
fn race(paths: impl Fn(i64, i64) -> [(i64, i64); 2]) {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let tag = |name: &str| server.create("/tags", &json!({"name": name}));
        let [shared, left, right] = ["gemensam", "vänster", "höger"].map(tag);
        let group = server.create("/accounts/accountgroups", &json!({"name": "Grupp"}));
        for round in 0..8 {
            let a = full_account(&server, &format!("Vänster {round}"), left, shared, group);
            let b = full_account(&server, &format!("Höger {round}"), right, shared, group);
            let answers: Vec<Answer> = scope(|scope| {
                let merges = paths(a, b).map(|(source, target)| {
                    let path = format!("/accounts/{target}/merge/{source}");
                    let server = &server;
                    scope.spawn(move || server.call(ADMIN, "POST", &path, None))
                });
                merges.into_iter().map(|merge| merge.join().unwrap()).collect()
            });
            let statuses: BTreeSet<u16> = answers.iter().map(|answer| answer.status).collect();
            assert_eq!(statuses, BTreeSet::from([200, 404]), "{kind:?}: one wins, one is late");
            let won = answers.iter().position(|answer| answer.status == 200).unwrap();
            let (source, target) = paths(a, b)[won];
            let merged = answers[won].expect(200);
            assert_eq!(merged["id"], target);
            assert_eq!(server.get(&format!("/accounts/{target}")).expect(200), merged);
            let gone = server.get(&format!("/accounts/{source}")).expect(404);
            assert!(gone["message"].as_str().unwrap().contains(&target.to_string()), "{gone}");
            for (list, expected) in
                [("contacts", 4), ("followers", 2), ("tags", 3), ("accountgroups", 1)]
            {
                let ids: Vec<i64> = merged[list]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|item| item["id"].as_i64().unwrap())
                    .collect();
                let once: BTreeSet<i64> = ids.iter().copied().collect();
                assert_eq!((ids.len(), once.len()), (expected, expected), "{list}: {merged}");
            }
            let primary = |contact: &&serde_json::Value| contact["primary"] == 1;
            let contacts = merged["contacts"].as_array().unwrap();
            assert_eq!(contacts.iter().filter(primary).count(), 1, "{merged}");
        }
    }
}

#[test]
fn into_each_other() {
    race(|a, b| [(a, b), (b, a)]);
}

#[test]
fn twice_the_same_way() {
    race(|a, b| [(a, b), (a, b)]);
}
