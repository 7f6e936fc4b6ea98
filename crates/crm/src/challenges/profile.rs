//! The game profile of a user: what contests have brought.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Totals, Work};
use jiff::ToSpan;
use serde_json::json;

use super::CHALLENGES;
use crate::calendar::{Span, today};
use crate::metrics::DONE;
use crate::users::USERS;

pub(super) const PROFILE: Report = Report {
    one: "game profile",
    shape: &[
        object(
            "achievements",
            &[
                integer("day").doc("Challenges won that were decided today."),
                integer("week").doc("The same since Monday."),
                integer("month").doc("The same since the first of the month."),
            ],
        )
        .doc("Challenges won."),
        text("category").doc("What the level is called, from `Rookie` to `Legend`."),
        integer("heartbeat").doc("Activities done in the last seven days, today among them."),
        integer("level").doc("1, and one more for each ten points of the score."),
        integer("score").doc("Three points for a challenge won, one for a tie."),
    ],
    run,
    ..Report::EMPTY
};

/// What levels are called, from which level on.
const CATEGORIES: [(i64, &str); 5] =
    [(1, "Rookie"), (2, "Challenger"), (4, "Contender"), (7, "Champion"), (11, "Legend")];

/// Points for a challenge won, and for a tie.
const WIN: i64 = 3;
const TIE: i64 = 1;

/// Points from one level to the next.
const LEVEL: i64 = 10;

fn run(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let user = input.id("id")?;
    let own = |column| Condition::Is(column, Value::Int(user));
    if work.find(&USERS, &[own("id")])?.is_empty() {
        return Err(work.missing(&USERS, user)?);
    }
    let day = today(work.now);
    let Some((week, month, days)) = spans(day) else {
        return Err(Problem::Internal("there is no week now".to_owned()));
    };
    // A challenge is decided the day after its last.
    let won = |since: Option<i64>| {
        let since = since.map(|first| Condition::AtLeast("stopdate", Value::Int(first - 1)));
        let all = [own("winnerid")].into_iter().chain(since);
        Totals::of(&CHALLENGES, all.collect())
    };
    let tied = |column| {
        let all = vec![
            own(column),
            Condition::Is("active", Value::Int(0)),
            Condition::Set("accepted"),
            Condition::Unset("winnerid"),
        ];
        Totals::of(&CHALLENGES, all)
    };
    let found = work.totals(&[
        won(Some(day)),
        won(Some(week)),
        won(Some(month)),
        won(None),
        tied("challengerid"),
        tied("challengedid"),
        DONE.totals(&days, own("userid")),
    ])?;
    let count = |index: usize| {
        let groups = found.get(index).map(Vec::as_slice).unwrap_or_default();
        groups.first().map_or(0, |total| total.count)
    };
    let score = WIN * count(3) + TIE * (count(4) + count(5));
    let level = 1 + score / LEVEL;
    let category = CATEGORIES.iter().rev().find(|(from, _)| *from <= level);
    Ok(Answer::one(json!({
        "achievements": { "day": count(0), "week": count(1), "month": count(2) },
        "category": category.map(|(_, name)| name),
        "heartbeat": count(6),
        "level": level,
        "score": score,
    })))
}

/// The first days of the week and the month that a day is in, and the seven days that end with it.
fn spans(day: i64) -> Option<(i64, i64, Span)> {
    let date = engine::clock::date(day)?;
    let since_monday = date.weekday().to_monday_zero_offset();
    let monday = date.checked_sub(i64::from(since_monday).days()).ok()?;
    let (monday, first) = (engine::clock::days(monday), engine::clock::days(date.first_of_month()));
    Some((monday, first, Span::new(day - 6, day + 1)?))
}
