//! Live answers compared with the documented samples.

use crate::compare::answer_differences;
use crate::facts;
use crate::slips::SLIPS;
use engine::declare::Method;
use serde_json::Value as Json;
use testkit::{Kind, Server};

/// What the first mission is connected with.
const MISSION: &str = "/missions/1/connections";

/// A documented path with ids that the demo data has, and the query that finds much.
fn asked(server: &Server, path: &str) -> Vec<String> {
    let first = |path: &str, name: &str| -> String {
        let found = server.get(path).json();
        let pages = [&found[0]["items"], &found["items"]];
        let items = pages.into_iter().find(|items| items.is_array()).unwrap_or(&found);
        items[0][name].to_string()
    };
    let all = |path: &str, name: &str| -> Vec<String> {
        let found = server.get(&format!("{path}?per_page=2")).json();
        let pages = [&found[0]["items"], &found["items"]];
        let items = pages.into_iter().find(|items| items.is_array()).unwrap();
        items.as_array().unwrap().iter().map(|item| format!("{path}/{}", item[name])).collect()
    };
    let (contract, object) = (|| first("/contracts", "id"), || first("/objects", "id"));
    let user = || first("/users/budget?userids=4,5,6,7,8,9,10,11,12", "userid");
    match path {
        "/accounts/{accountid}/budget/{year}/{month}" => {
            let id = first("/accounts", "id");
            let path = format!("/accounts/{id}/budget/2026/11");
            server.put(&path, &serde_json::json!({ "budget": 7 })).expect(200);
            vec![path]
        }
        "/users/{userid}/budget" => vec![format!("/users/{}/budget?per_page=50", user())],
        "/users/{userid}/budget/{year}/{month}" => {
            let path = format!("/users/{}/budget/2026/11", user());
            server.put(&path, &serde_json::json!({ "budget": 7, "pipeline": 9 })).expect(200);
            vec![path]
        }
        "/dynamicfields/values" => {
            let id = first("/accounts", "id");
            vec![format!("{path}?resourcetype=account&resourceid={id}&per_page=50")]
        }
        _ if path.contains("{mission_id}") => {
            let path = path
                .replace("{mission_id}", "1")
                .replace("{connection_type}", "activity")
                .replace("{other_id}", &first(&format!("{MISSION}/activity"), "connectid"));
            vec![path]
        }
        "/challenges" => ["pending", "unanswered", "ongoing", "won", "lost", "closed", "all"]
            .map(|status| format!("/challenges?per_page=50&status={status}"))
            .to_vec(),
        "/bankid/{id}" | "/services/bankid/{id}" => {
            let signed = |n| format!("{}/{n}", path.trim_end_matches("/{id}"));
            (1..=6).map(signed).collect()
        }
        "/challenges/{id}" => (1..=3)
            .map(|page| {
                let id = first(&format!("/challenges?status=all&per_page=1&page={page}"), "id");
                format!("/challenges/{id}")
            })
            .collect(),
        "/challenges/users/{id}" => vec![format!("/challenges/users/{}", user())],
        "/services/phones/variants" => vec![format!("{path}?modelid=1")],
        "/services/phones/options" => vec![path.to_owned(), format!("{path}?modelid=1")],
        "/kpis" => vec![format!("/kpis?location=all&per_page=50&userid={}", user())],
        "/contracts/{contract_id}/objects" => vec![format!("/contracts/{}/objects", contract())],
        "/contracts/{contract_id}/objects/{object_id}" => {
            all(&format!("/contracts/{}/objects", contract()), "objectid")
        }
        "/contracts/{contract_id}/reminders" => {
            vec![format!("/contracts/{}/reminders", contract())]
        }
        "/contracts/{contract_id}/reminders/{activity_id}" => {
            all(&format!("/contracts/{}/reminders", contract()), "activityid")
        }
        "/objects/{object_id}/contracts" => vec![format!("/objects/{}/contracts", object())],
        "/objects/{object_id}/contracts/{contract_id}" => {
            all(&format!("/objects/{}/contracts", object()), "contractid")
        }
        "/objects/{object_id}/relations" => vec![format!("/objects/{}/relations", object())],
        "/objects/{object_id}/relations/{relation_type}" => {
            vec![format!("/objects/{}/relations/user", object())]
        }
        "/objects/{object_id}/relations/{relation_type}/{other_id}" => {
            all(&format!("/objects/{}/relations/account", object()), "otherid")
        }
        _ => match path.strip_suffix("/{id}") {
            Some(list) => (1..=2)
                .map(|page| {
                    let name = if list == "/missions" { "connectid" } else { "id" };
                    let id = first(&format!("{list}?per_page=1&page={page}"), name);
                    format!("{list}/{id}")
                })
                .collect(),
            None if is_paged(path) => vec![
                format!("{path}?per_page=50"),
                format!("{path}?per_page=50&nearto=59.33,18.07&distance=500"),
            ],
            None => vec![path.to_owned()],
        },
    }
}

fn is_paged(path: &str) -> bool {
    let operations = crm::RESOURCES.iter().flat_map(|resource| resource.operations);
    let mut found = operations.filter(|one| one.method == Method::Get && one.path == path);
    found.next().and_then(|one| one.query()).is_some_and(|query| query.paged)
}

/// The native format has lists where the documented one has the first of them.
fn take_first(answer: &mut Json) {
    match answer {
        Json::Array(items) => items.iter_mut().for_each(take_first),
        Json::Object(members) => {
            for (name, member) in members {
                if ["validstatuses", "colours", "sizes"].contains(&name.as_str()) {
                    assert!(member.is_array(), "{name} is {member}");
                    *member = member[0].take();
                }
                take_first(member);
            }
        }
        _ => {}
    }
}

/// The differences that are not meant.
fn differences(server: &Server, native: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compared = 0;
    for fact in facts::all() {
        let (name, path) = (fact.name(), fact.text("path"));
        if fact.text("method") != "GET" {
            continue;
        }
        let sample = fact.sample("response_sample").unwrap_or_else(|| panic!("{name}: no sample"));
        // The native format has the page itself where the documented one has a list of one.
        let sample = if native && is_paged(path) { &sample[0] } else { sample };
        for path in asked(server, path) {
            let mut answer = server.get(&path).expect(200);
            if native {
                take_first(&mut answer);
            }
            let items = if native { &answer["items"] } else { &answer[0]["items"] };
            assert!(!items.is_array() || items[0].is_object(), "{path} finds nothing");
            compared += 1;
            for (place, what) in answer_differences("answer", sample, &answer) {
                let at = if native {
                    place.replacen("answer.items", "answer.[].items", 1)
                } else {
                    place
                };
                if !SLIPS.iter().any(|slip| slip.covers(&name, &at)) {
                    wrong.push(format!("{name} {path}: {at} {what}"));
                }
            }
        }
    }
    assert!(compared > 20, "{compared}");
    wrong
}

#[test]
fn answers_look_like_their_samples() {
    for kind in Kind::BOTH {
        for wire in ["documented", "native"] {
            let server = Server::start_with_demo(
                kind,
                &["--wire", wire, "--strict", "--bankid", "simulator"],
                60,
            );
            let wrong = differences(&server, wire == "native");
            assert!(wrong.is_empty(), "{kind:?}, {wire}:\n{}", wrong.join("\n"));
            let answer: Json = server.get("/accounts").json();
            assert_eq!(answer.is_array(), wire == "documented");
        }
    }
}
