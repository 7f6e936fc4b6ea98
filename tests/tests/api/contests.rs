//! What decides challenges, and what they bring, on both stores.
use crate::challenges::{
    accepted, act, challenge, day, found, kind, moved, read, scores, set, today,
};
use engine::store::Value as Stored;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use testkit::{ADMIN, Kind, SELLER, STRANGER, Sales, Server, on_both};

fn done(server: &Server, sales: &Sales, user: i64, date: &str) -> i64 {
    server.activity(sales, json!({"userid": user, "date": date, "closed": 1}))
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

#[test]
fn more_rows_take_no_more_statements() {
    for server in Kind::BOTH.map(Server::start) {
        let kinds = ["closedactivities", "newaccounts", "wonvalue"];
        let kinds = kinds.map(|name| kind(&server, name, 7));
        let cost = |route: &str, query: &str| {
            let once = |_| {
                let before = server.statements(route);
                server.get(&format!("{route}{query}")).expect(200);
                server.statements(route) - before
            };
            // Other tests write on the same server, which makes connections forget who asks.
            (0..60).map(once).min().unwrap()
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
