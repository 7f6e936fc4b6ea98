use super::*;

/// `2026-03-28` and so on as days; `10:30` as minutes; the rest as instants.
fn value(text: &str) -> Value {
    use engine::clock::{parse_day, parse_instant, parse_time};
    match text {
        "-" => Value::Null,
        _ if text.len() == 10 => parse_day(text).into(),
        _ if text.len() == 5 => parse_time(text).into(),
        _ => parse_instant(&format!("2026-{text}:00Z")).into(),
    }
}

const NAMES: [&str; 5] = ["date", "starttime", "stoptime", "start", "stop"];

/// A row of texts: date, start and stop times, start and stop instants.
fn row(texts: [&str; 5]) -> Record {
    let mut row = Record::new();
    for (name, text) in NAMES.into_iter().zip(texts) {
        row.set(name, value(text));
    }
    row
}

/// Writes what a body gives into a row; answers the wrong properties.
fn write(row: &mut Record, body: &[(&'static str, &str)], before: Option<&Record>) -> Vec<String> {
    for (name, text) in body {
        row.give(name, value(text));
    }
    let mut errors = Errors::default();
    fill(row, before, &mut errors);
    errors.paths().map(str::to_owned).collect()
}

#[test]
fn each_says_the_other() {
    let winter = ["2026-11-23", "10:00", "11:30", "11-23T09:00", "11-23T10:30"];
    let summer = ["2026-07-01", "10:00", "11:30", "07-01T08:00", "07-01T09:30"];
    // 02:30 is skipped on the first of these days, and shown twice on the second.
    let spring = ["2026-03-29", "03:30", "04:00", "03-29T01:30", "03-29T02:00"];
    let autumn = ["2026-10-25", "02:30", "03:30", "10-25T00:30", "10-25T02:30"];
    let later = ["2026-10-25", "02:30", "03:30", "10-25T01:30", "10-25T02:30"];
    for (body, expected) in [
        (vec![("date", "2026-11-23"), ("starttime", "10:00"), ("stoptime", "11:30")], winter),
        (vec![("start", "11-23T09:00"), ("stop", "11-23T10:30")], winter),
        (vec![("start", "11-23T09:00"), ("stoptime", "11:30")], winter),
        (NAMES.into_iter().zip(winter).collect(), winter),
        (vec![("date", "2026-07-01"), ("starttime", "10:00"), ("stop", "07-01T09:30")], summer),
        (vec![("date", "2026-03-29"), ("starttime", "02:30"), ("stoptime", "04:00")], spring),
        (vec![("start", "03-29T01:30"), ("starttime", "02:30"), ("stop", "03-29T02:00")], spring),
        (vec![("date", "2026-10-25"), ("starttime", "02:30"), ("stoptime", "03:30")], autumn),
        (vec![("start", "10-25T01:30"), ("starttime", "02:30"), ("stoptime", "03:30")], later),
        (
            vec![("start", "11-23T22:30"), ("stop", "11-24T01:00")],
            ["2026-11-23", "23:30", "02:00", "11-23T22:30", "11-24T01:00"],
        ),
        (vec![("date", "2026-11-23")], ["2026-11-23", "-", "-", "-", "-"]),
        (vec![("starttime", "10:00")], ["-", "10:00", "-", "-", "-"]),
        (vec![("stop", "11-23T10:30")], ["2026-11-23", "-", "11:30", "-", "11-23T10:30"]),
        (vec![], ["-", "-", "-", "-", "-"]),
    ] {
        let mut row = self::row(["-"; 5]);
        assert_eq!(write(&mut row, &body, None), [""; 0], "{body:?}");
        assert_eq!(row, self::row(expected), "{body:?}");
    }
}

#[test]
fn what_contradicts_itself_is_told() {
    for (body, wrong) in [
        (vec![("date", "2026-11-24"), ("start", "11-23T09:00")], vec!["date"]),
        (vec![("starttime", "09:00"), ("start", "11-23T09:00")], vec!["starttime"]),
        (vec![("stoptime", "10:00"), ("stop", "11-23T10:00")], vec!["stoptime"]),
        (vec![("start", "11-23T09:00"), ("stop", "11-23T08:59")], vec!["stop"]),
        (
            vec![("date", "2026-11-23"), ("starttime", "10:00"), ("stoptime", "09:00")],
            vec!["stoptime"],
        ),
        (vec![("starttime", "10:00"), ("stoptime", "09:00")], vec!["stoptime"]),
        (vec![("date", "2026-11-23"), ("stop", "11-22T10:00")], vec!["stop"]),
        // Clocks show 02:30 twice: the second comes an hour after the first.
        (vec![("start", "10-25T01:30"), ("stop", "10-25T00:30")], vec!["stop"]),
    ] {
        assert_eq!(write(&mut row(["-"; 5]), &body, None), wrong, "{body:?}");
    }
}

#[test]
fn what_is_not_given_moves_with_what_is() {
    let day = ["2026-11-23", "10:00", "11:30", "11-23T09:00", "11-23T10:30"];
    let night = ["2026-11-23", "23:30", "02:00", "11-23T22:30", "11-24T01:00"];
    for (from, body, expected) in [
        (
            day,
            vec![("date", "2026-07-01")],
            ["2026-07-01", "10:00", "11:30", "07-01T08:00", "07-01T09:30"],
        ),
        (
            day,
            vec![("starttime", "09:00")],
            ["2026-11-23", "09:00", "11:30", "11-23T08:00", "11-23T10:30"],
        ),
        (
            day,
            vec![("start", "07-01T09:00")],
            ["2026-07-01", "11:00", "11:30", "07-01T09:00", "07-01T09:30"],
        ),
        (
            day,
            vec![("stop", "11-24T10:30")],
            ["2026-11-23", "10:00", "11:30", "11-23T09:00", "11-24T10:30"],
        ),
        (
            night,
            vec![("date", "2026-11-30")],
            ["2026-11-30", "23:30", "02:00", "11-30T22:30", "12-01T01:00"],
        ),
        (day, vec![("start", "-")], ["2026-11-23", "-", "11:30", "-", "11-23T10:30"]),
        (day, vec![("stoptime", "-")], ["2026-11-23", "10:00", "-", "11-23T09:00", "-"]),
        (day, vec![("date", "-")], ["-", "10:00", "11:30", "-", "-"]),
        (day, vec![], day),
    ] {
        let before = row(from);
        let mut now = before.clone();
        assert_eq!(write(&mut now, &body, Some(&before)), [""; 0], "{body:?}");
        assert_eq!(now, row(expected), "{body:?}");
    }
    let before = row(day);
    let wrong = write(&mut before.clone(), &[("starttime", "12:00")], Some(&before));
    assert_eq!(wrong, ["starttime"]);
}
