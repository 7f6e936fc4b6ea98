//! Challenges on both stores.
use engine::declare::Resource;
use engine::plan::Condition;
use engine::store::Value as Stored;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use testkit::{ADMIN, Kind, READER, SELLER, STRANGER, Sales, Server, on_both};

fn today() -> Date {
    Timestamp::now().in_tz("Europe/Stockholm").unwrap().date()
}

/// A date so many days from now.
fn day(days: i64) -> String {
    (today() + days.days()).to_string()
}

fn kind(server: &Server, metric: &str, days: i64) -> i64 {
    let body = json!({"name": format!("{metric} {days}"), "metric": metric, "days": days});
    server.create("/challenges/types", &body)
}

fn challenge(server: &Server, token: &str, challenged: i64, kind: i64, start: &str) -> i64 {
    let body = json!({
        "challenged": {"id": challenged}, "type": {"id": kind}, "startdate": start,
    });
    let made = server.call(token, "POST", "/challenges", Some(&body)).expect(200);
    made[0]["id"].as_i64().unwrap()
}

fn read(server: &Server, id: i64) -> Value {
    server.get(&format!("/challenges/{id}")).expect(200)
}

fn act(server: &Server, token: &str, id: i64, what: &str) -> testkit::Answer {
    server.call(token, "POST", &format!("/challenges/{id}/{what}"), None)
}

/// The ids of a list.
fn found(server: &Server, token: &str, query: &str) -> Vec<i64> {
    let answer = server.call(token, "GET", &format!("/challenges?{query}"), None).expect(200);
    let items = answer[0]["items"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

/// Sets columns as only time could.
fn set(server: &Server, of: &'static Resource, id: i64, values: Vec<(&'static str, Stored)>) {
    server.operate(move |tx, context| {
        let mut work = crm::demo::load::work(tx, context, 1, 0);
        work.set(of, &values, &[Condition::Is("id", Stored::Int(id))]).map(drop)
    });
}

/// Moves a challenge to other days, as if it had been issued then.
fn moved(server: &Server, id: i64, first: Date, days: i64) {
    let zone = engine::clock::Zone("Europe/Stockholm");
    let first = engine::clock::days(first);
    let (begins, ends) = (zone.bounds(first).unwrap().0, zone.bounds(first + days).unwrap().0);
    let values =
        [("startdate", first), ("stopdate", first + days - 1), ("begins", begins), ("ends", ends)];
    let values = values.map(|(column, value)| (column, Stored::Int(value)));
    set(server, &crm::CHALLENGES, id, values.to_vec());
}

/// A challenge of the administrator to the seller that the seller has accepted.
fn accepted(server: &Server, kind: i64) -> i64 {
    let id = challenge(server, ADMIN, 2, kind, &day(0));
    act(server, SELLER, id, "accept").expect(200);
    id
}

fn scores(made: &Value) -> [Value; 2] {
    ["challenger", "challenged"].map(|side| made[side]["score"].clone())
}

fn done(server: &Server, sales: &Sales, user: i64, date: &str) -> i64 {
    server.activity(sales, json!({"userid": user, "date": date, "closed": 1}))
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
            (json!({"name": "T", "metric": "ordervalue"}), "metric"),
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
fn scores_come_from_what_is_done_in_the_span() {
    on_both(|server| {
        let sales = server.sales();
        let kinds =
            ["closedactivities", "newaccounts", "wonvalue"].map(|name| kind(server, name, 3));
        let [calls, accounts, value] = kinds.map(|kind| accepted(server, kind));
        for (user, date, closed) in [
            (1, day(0), 1),
            (1, day(2), 1),
            (1, day(3), 1),
            (1, day(-1), 1),
            (1, day(0), 0),
            (2, day(0), 1),
            (3, day(0), 1),
        ] {
            server.activity(&sales, json!({"userid": user, "date": date, "closed": closed}));
        }
        let hidden = done(server, &sales, 1, &day(0));
        server.delete(&format!("/activities/{hidden}")).expect(204);
        server.account("Ny", json!({"userid": 2}));
        for (user, status, value, ended) in [
            (1, sales.won, json!(100.75), day(0)),
            (1, sales.won, json!(0.25), day(2)),
            (1, sales.won, json!(9), day(3)),
            (1, sales.lost, json!(9), day(0)),
            (2, sales.won, json!(99.99), day(0)),
        ] {
            let body =
                json!({"userid": user, "statusid": status, "value": value, "enddate": ended});
            server.opportunity(&sales, body);
        }
        assert_eq!(scores(&read(server, calls)), [json!(2), json!(1)]);
        assert_eq!(
            scores(&read(server, accounts)),
            [json!(1), json!(1)],
            "one came with the sales"
        );
        assert_eq!(scores(&read(server, value)), [json!(101), json!(99)]);
        // In a list all at once.
        let list = server.get("/challenges?status=ongoing&sorting=type_asc").expect(200);
        let listed: Vec<_> = list[0]["items"].as_array().unwrap().iter().map(scores).collect();
        let expected = [[json!(2), json!(1)], [json!(1), json!(1)], [json!(101), json!(99)]];
        assert_eq!(listed, expected);
        // A type that changes later changes no contest.
        let path = format!("/challenges/types/{}", kinds[0]);
        server.put(&path, &json!({"metric": "wonvalue", "days": 9})).expect(200);
        assert_eq!(scores(&read(server, calls)), [json!(2), json!(1)]);
        assert_eq!(read(server, calls)["stopdate"], day(2));
    });
}

#[test]
fn a_finished_challenge_is_settled_for_good() {
    on_both(|server| {
        let sales = server.sales();
        let kind = kind(server, "closedactivities", 7);
        let first = today() - 7.days();
        let [won, tied, lost] = [0; 3].map(|_| accepted(server, kind));
        let pending = challenge(server, ADMIN, 2, kind, &day(0));
        for (user, date) in [(1, first), (1, first + 6.days()), (2, first - 1.day())] {
            done(server, &sales, user, &date.to_string());
        }
        moved(server, won, first, 7);
        let made = read(server, won);
        assert_eq!(scores(&made), [json!(2), json!(0)]);
        assert_eq!((&made["winner"]["id"], &made["active"]), (&json!(1), &json!(0)));
        assert_eq!(made["daysremaining"], 0);
        // What comes later changes nothing, neither by new rows nor by changed ones.
        for _ in 0..3 {
            done(server, &sales, 2, &first.to_string());
        }
        assert_eq!(read(server, won), made);
        moved(server, tied, first - 1.day(), 2);
        moved(server, lost, first - 1.day(), 2);
        set(server, &crm::CHALLENGES, lost, vec![("challengerid", Stored::Int(3))]);
        let extra = done(server, &sales, 1, &first.to_string());
        done(server, &sales, 1, &(first - 1.day()).to_string());
        done(server, &sales, 1, &first.to_string());
        // 1: three and one before, 2: three and one before.
        let all = found(server, ADMIN, "status=closed&sorting=type_asc");
        assert_eq!(all, [won, tied, lost]);
        let made = read(server, tied);
        assert_eq!(scores(&made), [json!(4), json!(4)]);
        assert_eq!(made["winner"], Value::Null);
        server.delete(&format!("/activities/{extra}")).expect(204);
        assert_eq!(scores(&read(server, tied)), [json!(4), json!(4)]);
        for (token, query, expected) in [
            (ADMIN, "status=won", vec![won]),
            (SELLER, "status=won", vec![lost]),
            (SELLER, "status=lost", vec![won]),
            (ADMIN, "status=lost", vec![]),
            (ADMIN, "status=all&winnerid=2", vec![lost]),
            (ADMIN, "status=closed&winnerid=1", vec![won]),
            (ADMIN, "status=all&winnerid=3", vec![]),
            (ADMIN, "status=all&sorting=winner_asc", vec![won, lost, tied, pending]),
            (ADMIN, "status=all&sorting=winner_desc", vec![lost, won, pending, tied]),
        ] {
            assert_eq!(found(server, token, query), expected, "{query}");
        }
        // The winner is found by name also when it changes.
        server.put("/users/2", &json!({"name": "Aaron"})).expect(200);
        let order = found(server, ADMIN, "status=all&sorting=winner_asc");
        assert_eq!(order[..2], [lost, won]);
    });
}

#[test]
fn spans_are_days_by_swedish_clocks() {
    on_both(|server| {
        let kind = kind(server, "newaccounts", 1);
        // Both days on which clocks change, and an ordinary one; each with accounts that came in
        // the last instant before, the first and last of the day, and the first after.
        for (date, begins, ends) in [
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("2025-10-26", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z"),
            ("2026-07-01", "2026-06-30T22:00:00Z", "2026-07-01T22:00:00Z"),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
            let id = accepted(server, kind);
            for (user, created) in [
                (1, at(begins) - 1),
                (1, at(begins)),
                (1, at(ends) - 1),
                (1, at(ends)),
                (2, at(begins) + 3_600_000),
            ] {
                let account = server.account("Ny", json!({"userid": user}));
                set(server, &crm::ACCOUNTS, account, vec![("created", Stored::Int(created))]);
            }
            moved(server, id, date.parse().unwrap(), 1);
            let made = read(server, id);
            assert_eq!(scores(&made), [json!(2), json!(1)], "{date}");
            assert_eq!(made["winner"]["id"], 1);
        }
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

#[test]
fn a_profile_tells_what_contests_have_brought() {
    on_both(|server| {
        let sales = server.sales();
        let kind = kind(server, "closedactivities", 7);
        let path = "/challenges/users/1";
        let none = json!({
            "achievements": {"day": 0, "week": 0, "month": 0},
            "category": "Rookie", "heartbeat": 0, "level": 1, "score": 0,
        });
        assert_eq!(server.get(path).expect(200), none);
        done(server, &sales, 1, &day(-1));
        done(server, &sales, 1, &day(-7));
        done(server, &sales, 1, &day(-40));
        // Decided today, 34 days ago, and as a tie before anything was done.
        for first in [-7, -41, -80] {
            let id = accepted(server, kind);
            moved(server, id, today() + first.days(), 7);
        }
        let ongoing = accepted(server, kind);
        assert_eq!(scores(&read(server, ongoing)), [json!(0), json!(0)]);
        let told = server.get(path).expect(200);
        let expected = json!({
            "achievements": {"day": 1, "week": 1, "month": 1},
            "category": "Rookie", "heartbeat": 1, "level": 1, "score": 7,
        });
        assert_eq!(told, expected);
        assert_eq!(server.get("/challenges/users/2").expect(200)["score"], 1);
        for _ in 0..8 {
            let id = accepted(server, kind);
            moved(server, id, today() - 7.days(), 7);
        }
        let told = server.masked(path, "level,score,category,achievements{day}").expect(200);
        let expected = json!({
            "level": 4, "score": 31, "category": "Contender", "achievements": {"day": 9},
        });
        assert_eq!(told, expected);
        for path in ["99", "x"] {
            server.get(&format!("/challenges/users/{path}")).expect(404);
        }
        server.call(STRANGER, "GET", "/challenges/users/3", None).expect(404);
    });
}

#[test]
fn whoever_looks_first_settles_for_all() {
    for server in Kind::BOTH.map(Server::start) {
        let server = &server;
        let sales = server.sales();
        let kind = kind(server, "closedactivities", 7);
        let first = today() - 7.days();
        let ids: Vec<i64> = (0..4).map(|_| accepted(server, kind)).collect();
        done(server, &sales, 2, &first.to_string());
        for id in &ids {
            moved(server, *id, first, 7);
        }
        let looks = || {
            let path = format!("/challenges/{}", ids[0]);
            let made = server.get(&path).expect(200);
            (scores(&made), made["winner"]["id"].clone(), found(server, SELLER, "status=won").len())
        };
        // Some look while somebody does more, which comes too late for those who look after.
        let seen: Vec<_> = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..6).map(|_| scope.spawn(looks)).collect();
            readers.into_iter().map(|reader| reader.join().unwrap()).collect()
        });
        let expected = ([json!(0), json!(1)], json!(2), 4);
        assert!(seen.iter().all(|one| *one == expected), "{seen:?}");
        // An answer to one that has just ended comes too late as well.
        let late = challenge(server, ADMIN, 2, kind, &day(0));
        moved(server, late, first, 7);
        act(server, SELLER, late, "accept").expect(409);
        assert_eq!(read(server, late)["active"], 0);
    }
}

/// Statements that the API has run for a route since the start.
fn statements(server: &Server, route: &str) -> i64 {
    let told = server.send("GET", "/metrics", &[], None).text();
    let line = format!("stratus_request_statements_sum{{route=\"{route}\"}} ");
    let number = told.lines().find_map(|text| text.strip_prefix(&line));
    number.map_or(0, |number| number.parse::<f64>().unwrap() as i64)
}

#[test]
fn more_rows_take_no_more_statements() {
    for server in Kind::BOTH.map(Server::start) {
        let kinds = ["closedactivities", "newaccounts", "wonvalue"];
        let kinds = kinds.map(|name| kind(&server, name, 7));
        let cost = |route: &str, query: &str| {
            let once = |_| {
                let before = statements(&server, route);
                server.get(&format!("{route}{query}")).expect(200);
                statements(&server, route) - before
            };
            (0..12).map(once).min().unwrap()
        };
        let mut costs = Vec::new();
        for _ in 0..2 {
            for kind in kinds.repeat(5) {
                accepted(&server, kind);
            }
            let list = cost("/challenges", "?status=ongoing&per_page=50");
            let figures = cost("/kpis", "?userid=2&location=all&per_page=50");
            costs.push((list, figures));
        }
        assert_eq!(costs[0], costs[1]);
        assert!(costs[0].0 <= 12 && costs[0].1 <= 24, "{costs:?}");
    }
}

#[test]
fn a_sellers_day_moves_figures_and_wins_a_challenge() {
    on_both(|server| {
        let sales = server.sales();
        let seller = |method: &str, path: &str, body: Value, status: u16| {
            server.call(SELLER, method, path, Some(&body)).expect(status)
        };
        let figure = |kind: &str| {
            let answer = server.get("/kpis?userid=2&location=all&per_page=50").expect(200);
            let items = answer[0]["items"].as_array().unwrap().clone();
            items.into_iter().find(|one| one["type"] == kind).unwrap()["value"].clone()
        };
        let value = kind(server, "wonvalue", 1);
        let id = challenge(server, SELLER, 1, value, &day(0));
        act(server, ADMIN, id, "accept").expect(200);
        let lead = json!({
            "title": "Tips", "contactcompany": "Nytt AB", "contactname": "Eva",
            "contactsurname": "Ek", "value": 5000, "user": {"id": 2},
        });
        let lead = seller("POST", "/leads", lead, 201)["id"].clone();
        let made = seller("POST", &format!("/leads/{lead}/convert"), json!({}), 200);
        let opportunity = made["convertedopportunityid"].clone();
        let body = server.activity_body(&sales, json!({"userid": 2, "date": day(0)}));
        let activity = seller("POST", "/activities", body, 201)["id"].clone();
        assert_eq!(figure("plannedactivities"), "1");
        let noted = json!({"result": "Vill köpa.", "closed": 1});
        seller("PUT", &format!("/activities/{activity}"), noted, 200);
        assert_eq!(
            (figure("plannedactivities"), figure("closedactivities")),
            (json!("0"), json!("1"))
        );
        assert_eq!(figure("newaccounts"), "1");
        assert_eq!(figure("pipelinevalue"), "5000");
        let won = json!({"statusid": sales.won});
        seller("PUT", &format!("/opportunities/{opportunity}"), won, 200);
        assert_eq!((figure("pipelinevalue"), figure("hitrate")), (json!("0"), json!("100")));
        assert_eq!(scores(&read(server, id)), [json!(5000), json!(0)]);
        // Night falls: the day was yesterday's, and so was what was done on it.
        moved(server, id, today() - 1.day(), 1);
        let ended = json!({"enddate": day(-1)});
        seller("PUT", &format!("/opportunities/{opportunity}"), ended, 200);
        let made = read(server, id);
        assert_eq!((&made["winner"]["id"], &made["active"]), (&json!(2), &json!(0)));
        assert_eq!(found(server, SELLER, "status=won"), [id]);
        assert_eq!(server.get("/challenges/users/2").expect(200)["achievements"]["day"], 1);
    });
}
