//! When activities are: a date with times of day, and the same as instants.
//!
//! Each says the other. Local times are those of the tenant's time zone, also on the two days of
//! the year that are not 24 hours long.

use engine::problem::Errors;
use engine::store::Value;
use engine::work::Record;

use crate::calendar::ZONE;

/// One end of an activity: its time of day and its instant.
struct End {
    time: &'static str,
    instant: &'static str,
}

const START: End = End { time: "starttime", instant: "start" };
const STOP: End = End { time: "stoptime", instant: "stop" };

/// Fills what follows from what was given, and reports what contradicts itself.
pub(super) fn fill(now: &mut Record, before: Option<&Record>, errors: &mut Errors) {
    take_start(now, errors);
    take_stop(now, errors);
    // What was not given moves with what was.
    if !said(now, START.instant) {
        let moved = now.gave("date") || now.gave("starttime") || now.gave("start");
        if moved || before.is_none() {
            let minutes = now.int("starttime");
            set_instant(now, &START, now.int("date"), minutes);
        }
    }
    if !said(now, STOP.instant) {
        let moved = ["date", "start", "stoptime", "stop"].iter().any(|name| now.gave(name));
        if moved || before.is_none() {
            let day = now.int("date").map(|day| day + nights(now, before));
            let minutes = now.int("stoptime");
            set_instant(now, &STOP, day, minutes);
        }
    }
    check_order(now, errors);
}

/// Whether the body gave a column something.
fn said(now: &Record, column: &str) -> bool {
    now.gave(column) && now.int(column).is_some()
}

/// Whether a time of day means what clocks show. One that they skip is told as a later one.
fn agrees(day: i64, told: i64, shown: i64) -> bool {
    told == shown || ZONE.instant(day, told).and_then(|at| ZONE.local(at)) == Some((day, shown))
}

/// The local day and time of an end that was given as an instant; reports a time of day beside it
/// that is another.
fn local(now: &mut Record, end: &End, errors: &mut Errors) -> Option<(i64, i64)> {
    if now.gave(end.instant) && now.int(end.instant).is_none() && !now.gave(end.time) {
        now.set(end.time, Value::Null);
    }
    let instant = now.int(end.instant).filter(|_| now.gave(end.instant))?;
    let (day, minutes) = ZONE.local(instant)?;
    let told = now.int(end.time).filter(|_| now.gave(end.time));
    if told.is_some_and(|told| !agrees(day, told, minutes)) {
        errors.add(end.time, format!("This is not the time of {}.", end.instant));
    }
    now.set(end.time, Value::Int(minutes));
    Some((day, minutes))
}

/// The date of a start that was given as an instant.
fn take_start(now: &mut Record, errors: &mut Errors) {
    let Some((day, _)) = local(now, &START, errors) else { return };
    if said(now, "date") && now.int("date") != Some(day) {
        errors.add("date", "This is not the day of start.");
    }
    now.set("date", Value::Int(day));
}

/// The same of a stop, which may be on a later day than the activity's date.
fn take_stop(now: &mut Record, errors: &mut Errors) {
    let Some((day, _)) = local(now, &STOP, errors) else { return };
    match now.int("date") {
        None => now.set("date", Value::Int(day)),
        Some(date) if day < date => {
            errors.add("stop", "An activity cannot stop before it starts.");
        }
        Some(_) => {}
    }
}

/// Days from an activity's date to that of its stop, as far as it is known and not told anew.
fn nights(now: &Record, before: Option<&Record>) -> i64 {
    let stop = before.and_then(|before| before.int("stop")).and_then(|stop| ZONE.local(stop));
    match (stop, before.and_then(|before| before.int("date"))) {
        (Some((day, _)), Some(date)) if !said(now, "stoptime") => day - date,
        _ => 0,
    }
}

fn set_instant(now: &mut Record, end: &End, day: Option<i64>, minutes: Option<i64>) {
    let instant = day.zip(minutes).and_then(|(day, minutes)| ZONE.instant(day, minutes));
    if let Some((_, shown)) = instant.and_then(|instant| ZONE.local(instant)) {
        // Clocks skip an hour in spring: the time is the one they show.
        now.set(end.time, Value::Int(shown));
    }
    now.set(end.instant, instant.into());
}

fn check_order(now: &Record, errors: &mut Errors) {
    let backwards = match (now.int("start"), now.int("stop")) {
        (Some(start), Some(stop)) => stop < start,
        _ => {
            now.int("starttime").zip(now.int("stoptime")).is_some_and(|(start, stop)| stop < start)
                && now.int("date").is_none()
        }
    };
    if backwards {
        let at = ["stop", "stoptime", "start", "starttime", "date"];
        let at = at.into_iter().find(|name| said(now, name)).unwrap_or("stop");
        errors.add(at, "An activity cannot stop before it starts.");
    }
}

#[cfg(test)]
mod tests;
