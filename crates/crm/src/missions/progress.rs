//! How far a mission has come: its accounts, each with what was done there last.

use engine::clock::DAY;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Record, Totals, Work};
use serde_json::{Value as Json, json};
use std::collections::HashMap;

use super::{Kind, MISSION_CONNECTIONS};
use crate::accounts::ACCOUNTS;
use crate::activities::{ACTIVITIES, ACTIVITY_BRIEF};
use crate::calendar::ZONE;
use crate::parts::ACCOUNT_BRIEF;

/// What is answered beside an account; the query is declared with the operation.
pub(super) const REPORT: Report = Report {
    one: "mission progress",
    form: Form::Page(&["totalactive", "totalcompleted"]),
    shape: &[
        one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF).doc("The account."),
        one("activity", "activityid", &ACTIVITIES, ACTIVITY_BRIEF)
            .doc("The account's latest activity among those of the mission."),
        integer("accountid").doc("The account's id."),
        text("accountname").doc("The account's name."),
        instant("lastactivity").doc("When that activity starts."),
        truth("completed").doc("Whether the account's connection has the result 1."),
    ],
    run: progress,
    ..Report::EMPTY
};

/// A constant number of statements a page, however many accounts a mission has.
fn progress(work: &mut Work<'_>, input: &Input, asked: &ListRequest) -> Result<Answer, Problem> {
    let mission = input.id("mission_id")?;
    let question = Totals::of(&MISSION_CONNECTIONS, asked.find.all.clone()).by("result");
    let (mut active, mut completed) = (0, 0);
    for total in work.totals(&[question])?.into_iter().flatten() {
        match total.key {
            Some(1) => completed += total.count,
            _ => active += total.count,
        }
    }
    let (ids, total) = work.page(asked)?;
    let found = work.select(
        &MISSION_CONNECTIONS,
        &["accountid", "result"],
        &[Condition::OneOf("id", ids.clone())],
    )?;
    let found: HashMap<i64, Record> = found.into_iter().map(|row| (row.id, row)).collect();
    let found: Vec<&Record> = ids.iter().filter_map(|id| found.get(id)).collect();
    let accounts: Vec<i64> = found.iter().filter_map(|row| row.int("accountid")).collect();
    let latest = latest(work, mission, &accounts)?;
    let activities: Vec<i64> = latest.values().map(|row| row.id).collect();
    let shown = work.answered(&ACCOUNTS, ACCOUNT_BRIEF, &accounts)?;
    let done = work.answered(&ACTIVITIES, ACTIVITY_BRIEF, &activities)?;
    let items = found.iter().map(|connection| {
        let id = connection.int("accountid").unwrap_or_default();
        let account = shown.get(&id).cloned().unwrap_or_default();
        let last = latest.get(&id);
        json!({
            "account": account,
            "activity": last.and_then(|row| done.get(&row.id)),
            "accountid": id,
            "accountname": account["name"],
            "lastactivity": last.and_then(begins),
            "completed": connection.int("result") == Some(1),
        })
    });
    Ok(Answer::page(items.collect(), total).beside(vec![active, completed]))
}

/// The latest of the mission's activities at each account; those without a date come before all
/// others.
fn latest(
    work: &mut Work<'_>,
    mission: i64,
    accounts: &[i64],
) -> Result<HashMap<i64, Record>, Problem> {
    let mut latest: HashMap<i64, Record> = HashMap::new();
    if accounts.is_empty() {
        return Ok(latest);
    }
    let of_mission = Condition::Has {
        table: MISSION_CONNECTIONS.table,
        on: Kind::Activity.column(),
        all: vec![Condition::Is("missionid", Value::Int(mission))],
    };
    let all = [Condition::OneOf("accountid", accounts.to_vec()), of_mission];
    // They come in order of their ids, so that of two at the same time the later one is left.
    for row in work.select(&ACTIVITIES, &["accountid", "moment"], &all)? {
        let Some(account) = row.int("accountid") else { continue };
        let known = latest.get(&account);
        if known.is_none_or(|known| known.int("moment") <= row.int("moment")) {
            latest.insert(account, row);
        }
    }
    Ok(latest)
}

/// When an activity starts; the beginning of its day when it has no time.
fn begins(row: &Record) -> Option<Json> {
    let moment = row.int("moment")?;
    let start = ZONE.instant(moment.div_euclid(DAY), moment.rem_euclid(DAY))?;
    let instant = jiff::Timestamp::from_millisecond(start).ok()?;
    Some(format!("{instant:.3}").into())
}
