//! Who has come to what, and who has won.

use engine::declare::Filling;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::{Record, Work};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

use super::CHALLENGES;
use crate::calendar::today;
use crate::metrics::{METRICS, Metric};

/// What is worked out for challenges that are answered.
pub(super) static FILLING: Filling = Filling { name: "challenge scores", fill };

/// The places of the values in it.
pub(super) const CHALLENGER_ID: usize = 0;
pub(super) const CHALLENGED_ID: usize = 1;
pub(super) const CHALLENGER_OWNS: usize = 2;
pub(super) const CHALLENGED_OWNS: usize = 3;
pub(super) const CHALLENGER_SCORE: usize = 4;
pub(super) const CHALLENGED_SCORE: usize = 5;
pub(super) const DAYS: usize = 6;

/// The score of the challenger, and that of the challenged user.
type Scores = (i64, i64);

fn fill(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<(i64, Vec<Json>)>, Problem> {
    let rows = work.load_all(&CHALLENGES, &[Condition::OneOf("id", ids.to_vec())])?;
    let running = rows.iter().filter(|row| is_accepted(row) && is_active(row));
    let scores = scores(work, running)?;
    let day = today(work.now);
    let given = rows.iter().map(|row| {
        let known = row.int("challenger_score").zip(row.int("challenged_score"));
        let (challenger, challenged) = scores.get(&row.id).copied().or(known).unzip();
        let values = vec![
            // Each challenge has two sides, so their ids are told apart like this.
            json!(row.id * 2 - 1),
            json!(row.id * 2),
            json!(true),
            json!(false),
            json!(challenger),
            json!(challenged),
            json!(if is_active(row) { days_left(row, day) } else { 0 }),
        ];
        (row.id, values)
    });
    Ok(given.collect())
}

fn is_active(row: &Record) -> bool {
    row.int("active") == Some(1)
}

fn is_accepted(row: &Record) -> bool {
    row.int("accepted").is_some()
}

/// How many days of the contest are left, today among them.
fn days_left(row: &Record, today: i64) -> i64 {
    match (row.int("startdate"), row.int("stopdate")) {
        (Some(first), Some(last)) => (last + 1 - today.max(first)).max(0),
        _ => 0,
    }
}

/// The scores of challenges by their ids, in two statements for each metric among them.
fn scores<'r>(
    work: &mut Work<'_>,
    rows: impl Iterator<Item = &'r Record>,
) -> Result<HashMap<i64, Scores>, Problem> {
    let mut scores: HashMap<i64, Scores> = HashMap::new();
    let mut of_metric: Vec<(&Metric, Vec<i64>)> =
        METRICS.iter().map(|metric| (metric, Vec::new())).collect();
    for row in rows {
        scores.insert(row.id, (0, 0));
        let decides = of_metric.iter_mut().find(|(one, _)| Some(one.name) == row.text("metric"));
        if let Some((_, ids)) = decides {
            ids.push(row.id);
        }
    }
    of_metric.retain(|(_, ids)| !ids.is_empty());
    let questions: Vec<_> = of_metric
        .iter()
        .flat_map(|(metric, ids)| {
            ["challengerid", "challengedid"]
                .map(|whose| (&CHALLENGES, ids.clone(), metric.deed.within(whose)))
        })
        .collect();
    let mut found = work.totals_of(&questions)?.into_iter();
    for (metric, _) in of_metric {
        for challenger in [true, false] {
            for total in found.next().unwrap_or_default() {
                let Some(known) = total.key.and_then(|id| scores.get_mut(&id)) else { continue };
                let points = metric.deed.points(total);
                if challenger {
                    known.0 = points;
                } else {
                    known.1 = points;
                }
            }
        }
    }
    Ok(scores)
}

/// Whether a challenge has ended that is not settled.
pub(super) fn is_due(work: &mut Work<'_>) -> Result<bool, Problem> {
    Ok(work.count(&CHALLENGES, ended(work.now))? > 0)
}

fn ended(now: i64) -> Vec<Condition> {
    vec![Condition::Is("active", Value::Int(1)), Condition::Below("ends", Value::Int(now + 1))]
}

/// Writes down what ended challenges came to, once and for all. Those that nobody accepted end
/// without scores. Equal scores have no winner.
pub(crate) fn settle(work: &mut Work<'_>) -> Result<(), Problem> {
    let ids = work.find(&CHALLENGES, &ended(work.now))?;
    let rows = work.load_all(&CHALLENGES, &[Condition::OneOf("id", ids.clone())])?;
    let scores = scores(work, rows.iter().filter(|row| is_accepted(row)))?;
    for before in &rows {
        let mut now = before.clone();
        now.set("active", Value::Int(0));
        if let Some((challenger, challenged)) = scores.get(&before.id) {
            now.set("challenger_score", Value::Int(*challenger));
            now.set("challenged_score", Value::Int(*challenged));
            let sides = match challenger.cmp(challenged) {
                std::cmp::Ordering::Greater => Some(("challengerid", "challengedid")),
                std::cmp::Ordering::Less => Some(("challengedid", "challengerid")),
                std::cmp::Ordering::Equal => None,
            };
            if let Some((winner, loser)) = sides {
                now.set("winnerid", before.get(winner).clone());
                now.set("loserid", before.get(loser).clone());
            }
        }
        work.store(&CHALLENGES, &mut now, before)?;
    }
    Ok(())
}

/// Only the challenger and administrators hide a challenge and bring it back; one that has ended
/// meanwhile is settled then.
pub(super) fn hidden(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    let challenger = work.value(&CHALLENGES, id, "challengerid")?;
    let own = challenger == Some(Value::Int(work.session.user));
    if !own && !work.session.administers() {
        return Err(Problem::Forbidden("Only the challenger or an administrator may do this."));
    }
    if hidden { Ok(()) } else { settle(work) }
}
