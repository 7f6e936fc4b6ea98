//! Challenges on both stores.
use engine::declare::Resource;
use engine::plan::Condition;
use engine::store::Value as Stored;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use testkit::{ADMIN, READER, SELLER, STRANGER, Server, on_both};

pub(crate) fn today() -> Date {
    Timestamp::now().in_tz("Europe/Stockholm").unwrap().date()
}

/// A date so many days from now.
pub(crate) fn day(days: i64) -> String {
    (today() + days.days()).to_string()
}

pub(crate) fn kind(server: &Server, metric: &str, days: i64) -> i64 {
    let body = json!({"name": format!("{metric} {days}"), "metric": metric, "days": days});
    server.create("/challenges/types", &body)
}

pub(crate) fn challenge(
    server: &Server,
    token: &str,
    challenged: i64,
    kind: i64,
    start: &str,
) -> i64 {
    let body = json!({
        "challenged": {"id": challenged}, "type": {"id": kind}, "startdate": start,
    });
    let made = server.call(token, "POST", "/challenges", Some(&body)).expect(200);
    made[0]["id"].as_i64().unwrap()
}

pub(crate) fn read(server: &Server, id: i64) -> Value {
    server.get(&format!("/challenges/{id}")).expect(200)
}

pub(crate) fn act(server: &Server, token: &str, id: i64, what: &str) -> testkit::Answer {
    server.call(token, "POST", &format!("/challenges/{id}/{what}"), None)
}

/// The ids of a list.
pub(crate) fn found(server: &Server, token: &str, query: &str) -> Vec<i64> {
    let answer = server.call(token, "GET", &format!("/challenges?{query}"), None).expect(200);
    let items = answer[0]["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

/// Sets columns as only time could.
pub(crate) fn set(
    server: &Server,
    of: &'static Resource,
    id: i64,
    values: Vec<(&'static str, Stored)>,
) {
    server.operate(move |tx, context| {
        let mut work = crm::demo::load::work(tx, context, 1, 0);
        work.set(of, &values, &[Condition::Is("id", Stored::Int(id))]).map(drop)
    });
}

/// Moves a challenge to other days, as if it had been issued then.
pub(crate) fn moved(server: &Server, id: i64, first: Date, days: i64) {
    let zone = engine::clock::Zone("Europe/Stockholm");
    let first = engine::clock::days(first);
    let (begins, ends) = (zone.bounds(first).unwrap().0, zone.bounds(first + days).unwrap().0);
    let values =
        [("startdate", first), ("stopdate", first + days - 1), ("begins", begins), ("ends", ends)];
    let values = values.map(|(column, value)| (column, Stored::Int(value)));
    set(server, &crm::CHALLENGES, id, values.to_vec());
}

/// A challenge of the administrator to the seller that the seller has accepted.
pub(crate) fn accepted(server: &Server, kind: i64) -> i64 {
    let id = challenge(server, ADMIN, 2, kind, &day(0));
    act(server, SELLER, id, "accept").expect(200);
    id
}

pub(crate) fn scores(made: &Value) -> [Value; 2] {
    ["challenger", "challenged"].map(|side| made[side]["score"].clone())
}

#[test]
fn a_challenge_is_issued_and_read() {
    on_both(|server| {
        let kind = kind(server, "closedactivities", 7);
        let body = json!({
            "challenged": {"id": 2, "name": "ignored"}, "type": {"id": kind},
            "startdate": format!("{}T14:15:22Z", day(3)),
        });
        let answer = server.post("/challenges", &body);
        let made = answer.expect(200)[0].clone();
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/challenges/{id}").as_str()));
        assert_eq!(made, read(server, id));
        for (name, value) in [
            ("active", json!(1)),
            ("startdate", json!(day(3))),
            ("stopdate", json!(day(9))),
            ("daysremaining", json!(7)),
            ("winner", Value::Null),
            ("type", json!({"id": kind, "name": "closedactivities 7"})),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        let (challenger, challenged) = (&made["challenger"], &made["challenged"]);
        assert_eq!((&challenger["user"]["id"], &challenged["user"]["id"]), (&json!(1), &json!(2)));
        assert_eq!((&challenger["owner"], &challenged["owner"]), (&json!(true), &json!(false)));
        assert_eq!(
            (&challenger["challengeid"], &challenged["challengeid"]),
            (&json!(id), &json!(id))
        );
        assert_eq!(challenger["accepted"], made["created"]);
        assert_eq!(
            (&challenged["accepted"], scores(&made)),
            (&Value::Null, [Value::Null, Value::Null])
        );
        assert_ne!(challenger["id"], challenged["id"]);
        let native =
            [("x-token", ADMIN), ("prefer", "wire=native"), ("content-type", "application/json")];
        let body = serde_json::to_vec(&body).unwrap();
        let bare = server.send("POST", "/challenges", &native, Some(&body)).expect(200);
        assert!(bare.is_object(), "{bare}");
        let masked = server.masked(&format!("/challenges/{id}"), "challenged{score,user{name}},id");
        let expected = json!({"challenged": {"score": null, "user": {"name": "Sven"}}, "id": id});
        assert_eq!(masked.expect(200), expected);
        // Without a type, the first applies.
        let body = json!({"challenged": {"id": 2}, "startdate": day(0)});
        assert_eq!(server.post("/challenges", &body).expect(200)[0]["type"]["id"], kind);
        let list = server.get("/challenges/types").expect(200);
        assert_eq!(list[0]["name"], "closedactivities 7");
    });
}

#[test]
fn what_cannot_be_meant_is_refused() {
    on_both(|server| {
        let body = |challenged: i64, start: &str| json!({"challenged": {"id": challenged}, "startdate": start});
        server.post("/challenges", &body(2, &day(0))).refuses(&["type"]);
        for (body, name) in [
            (json!({"name": "T", "metric": "nosuch"}), "metric"),
            (json!({"name": "T", "days": 0}), "days"),
            (json!({"name": "T", "days": 367}), "days"),
            (json!({"metric": "wonvalue"}), "name"),
        ] {
            server.post("/challenges/types", &body).refuses(&[name]);
        }
        let first = server.create("/challenges/types", &json!({"name": "T"}));
        let made = server.get(&format!("/challenges/types/{first}")).expect(200);
        assert_eq!((&made["metric"], &made["days"]), (&json!("closedactivities"), &json!(7)));
        let gone = server.put("/users/3", &json!({"active": 0}));
        gone.expect(200);
        let stranger = server.call(STRANGER, "GET", "/users/me", None).expect(200)["id"].clone();
        let before = server.get("/challenges?status=all").text();
        for (body, names) in [
            (body(1, &day(0)), vec!["challenged.id"]),
            (body(3, &day(0)), vec!["challenged.id"]),
            (body(99, &day(0)), vec!["challenged.id"]),
            (body(2, &day(-1)), vec!["startdate"]),
            (body(1, &day(-400)), vec!["challenged.id", "startdate"]),
            (body(2, "soon"), vec!["startdate"]),
            (body(2, "9999-12-31"), vec!["startdate"]),
            (json!({"challenged": {"id": 2}}), vec!["startdate"]),
            (json!({"startdate": day(0)}), vec!["challenged"]),
            (json!({"challenged": 2, "startdate": day(0)}), vec!["challenged"]),
            (json!({"challenged": {}, "startdate": day(0)}), vec!["challenged.id"]),
            (
                json!({"challenged": {"id": 2}, "startdate": day(0), "type": {"id": 99}}),
                vec!["type.id"],
            ),
        ] {
            server.post("/challenges", &body).refuses(&names);
        }
        assert_eq!(server.get("/challenges?status=all").text(), before, "nothing was written");
        // Users of another tenant are nobody, whatever their number.
        let theirs = json!({"challenged": {"id": stranger}, "startdate": day(0)});
        server.call(STRANGER, "POST", "/challenges", Some(&theirs)).expect(400);
        server.call(READER, "POST", "/challenges", Some(&body(2, &day(0)))).expect(401);
        for query in ["status=", "status=Won", "sorting=winner", "datespan_start=x", "winnerid=x"] {
            let name = query.split('=').next().unwrap();
            server.get(&format!("/challenges?{query}")).refuses(&[name]);
        }
        server.delete(&format!("/challenges/types/{first}")).expect(204);
    });
}

#[test]
fn only_the_challenged_user_answers_and_once() {
    on_both(|server| {
        let kind = kind(server, "closedactivities", 7);
        let id = challenge(server, ADMIN, 2, kind, &day(0));
        for token in [ADMIN, STRANGER] {
            let status = if token == ADMIN { 403 } else { 404 };
            for what in ["accept", "decline"] {
                act(server, token, id, what).expect(status);
            }
        }
        for path in ["99", "x", "0"] {
            server.call(SELLER, "POST", &format!("/challenges/{path}/accept"), None).expect(404);
        }
        server.get(&format!("/challenges/{id}/accept")).expect(405);
        let answer = act(server, SELLER, id, "accept").expect(200);
        assert_eq!(answer, json!({"id": id, "status": "accepted"}));
        let made = read(server, id);
        assert!(made["challenged"]["accepted"].is_string());
        assert_eq!(scores(&made), [json!(0), json!(0)]);
        for what in ["accept", "decline"] {
            act(server, SELLER, id, what).expect(409);
        }
        let id = challenge(server, ADMIN, 2, kind, &day(1));
        let path = format!("/challenges/{id}/decline");
        let masked = [("x-token", SELLER), ("x-fields", "status")];
        let answer = server.send("PUT", &path, &masked, None).expect(200);
        assert_eq!(answer, json!({"status": "declined"}));
        act(server, SELLER, id, "accept").expect(409);
        let made = read(server, id);
        assert_eq!((&made["active"], &made["daysremaining"]), (&json!(0), &json!(0)));
        assert_eq!(made["challenged"]["accepted"], Value::Null);
        // One that ended without an answer.
        let id = challenge(server, ADMIN, 2, kind, &day(0));
        moved(server, id, today() - 7.days(), 7);
        act(server, SELLER, id, "accept").expect(409);
        let made = read(server, id);
        assert_eq!((&made["active"], scores(&made)), (&json!(0), [Value::Null, Value::Null]));
        let id = challenge(server, ADMIN, 3, kind, &day(0));
        act(server, READER, id, "accept").expect(403);
    });
}

#[test]
fn lists_are_seen_from_the_users_side() {
    on_both(|server| {
        let [week, month] = [7, 30].map(|days| kind(server, "closedactivities", days));
        let pending = challenge(server, ADMIN, 2, week, &day(1));
        let other = challenge(server, SELLER, 1, month, &day(5));
        let ongoing = accepted(server, week);
        let declined = challenge(server, ADMIN, 2, week, &day(40));
        act(server, SELLER, declined, "decline").expect(200);
        for (token, query, expected) in [
            (ADMIN, "", vec![pending]),
            (ADMIN, "status=pending", vec![pending]),
            (SELLER, "", vec![other]),
            (ADMIN, "status=unanswered", vec![other]),
            (SELLER, "status=unanswered", vec![pending]),
            (ADMIN, "status=ongoing", vec![ongoing]),
            (SELLER, "status=ongoing", vec![ongoing]),
            (READER, "status=ongoing", vec![]),
            (READER, "status=closed", vec![declined]),
            (READER, "status=all", vec![ongoing, other, pending, declined]),
            (READER, "status=all&sorting=active_asc", vec![declined, pending, other, ongoing]),
            (READER, "status=all&challengerid=2", vec![other]),
            (READER, "status=all&challengedid=2", vec![ongoing, pending, declined]),
            (READER, "status=all&challengedid=2&typeid=1", vec![ongoing, pending, declined]),
            (READER, "status=all&typeid=2", vec![other]),
            (READER, "status=all&sorting=challenger_desc", vec![other, declined, ongoing, pending]),
            (READER, "status=all&sorting=challenged_asc", vec![other, pending, ongoing, declined]),
            (STRANGER, "status=all", vec![]),
        ] {
            assert_eq!(found(server, token, query), expected, "{query}");
        }
        for (from, to, expected) in [
            (0, 60, vec![ongoing, other, pending, declined]),
            (1, 60, vec![other, pending, declined]),
            (0, 7, vec![ongoing, pending]),
            (0, 5, vec![]),
            (1, 7, vec![pending]),
        ] {
            let query = format!("status=all&datespan_start={}&datespan_end={}", day(from), day(to));
            assert_eq!(found(server, READER, &query), expected, "{from} to {to}");
        }
        server.get(&format!("/challenges/{pending}")).expect(200);
        server.call(STRANGER, "GET", &format!("/challenges/{pending}"), None).expect(404);
    });
}

#[test]
fn challenges_are_hidden_by_their_challenger() {
    on_both(|server| {
        let kind = kind(server, "closedactivities", 7);
        let id = challenge(server, SELLER, 1, kind, &day(0));
        let other = challenge(server, ADMIN, 2, kind, &day(0));
        let path = format!("/challenges/{id}");
        server.call(SELLER, "DELETE", &format!("/challenges/{other}"), None).expect(403);
        server.call(SELLER, "DELETE", &path, None).expect(204);
        server.get(&path).expect(404);
        act(server, ADMIN, id, "accept").expect(404);
        assert_eq!(found(server, ADMIN, "status=all"), [other]);
        moved(server, id, today() - 9.days(), 7);
        let back = server.call(SELLER, "POST", &format!("{path}/restore"), None).expect(200);
        assert_eq!(back["active"], 0, "it has ended meanwhile");
        server.delete(&path).expect(204);
    });
}
