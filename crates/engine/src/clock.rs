//! Days, times of day and instants: how they are read, written and turned into each other.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// A time zone by its name in the IANA database, such as `Europe/Stockholm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(pub &'static str);

/// Minutes of a day.
pub const DAY: i64 = 24 * 60;

impl Zone {
    /// Whether there is such a zone. Declarations are checked to name ones that exist.
    pub fn exists(self) -> bool {
        TimeZone::get(self.0).is_ok()
    }

    fn rules(self) -> TimeZone {
        TimeZone::get(self.0).unwrap_or(TimeZone::UTC)
    }

    /// The first instant of a day, and that of the day after it.
    pub fn bounds(self, day: i64) -> Option<(i64, i64)> {
        let start = |day: i64| {
            let midnight = date(day)?.to_zoned_datetime(self.rules()).ok()?;
            Some(midnight.timestamp().as_millisecond())
        };
        Some((start(day)?, start(day + 1)?))
    }

    /// The instant at which clocks show a time. One that they show twice is the first of the two;
    /// one that they skip is as much later as they skip.
    pub fn instant(self, day: i64, minutes: i64) -> Option<i64> {
        let time =
            Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0);
        let local = date(day)?.to_datetime(time.ok()?);
        Some(local.to_zoned_datetime(self.rules()).ok()?.timestamp().as_millisecond())
    }

    /// The day and the minute that clocks show at an instant.
    pub fn local(self, instant: i64) -> Option<(i64, i64)> {
        let local = Timestamp::from_millisecond(instant).ok()?.to_zoned_datetime(self.rules());
        let minutes = i64::from(local.hour()) * 60 + i64::from(local.minute());
        Some((days(local.date()), minutes))
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since the beginning of 1970.
pub fn days(date: Date) -> i64 {
    // Whole days between dates, whatever the calendar.
    date.to_datetime(Time::midnight())
        .duration_since(EPOCH.to_datetime(Time::midnight()))
        .as_hours()
        / 24
}

/// The date so many days after the beginning of 1970.
pub fn date(days: i64) -> Option<Date> {
    EPOCH.checked_add(jiff::SignedDuration::from_hours(days.checked_mul(24)?)).ok()
}

/// Reads `YYYY-MM-DD`. Of a whole date-time (`2026-11-23T10:00:00Z`) the date part counts.
pub fn parse_day(text: &str) -> Option<i64> {
    let (day, rest) = text.split_at_checked(10)?;
    if !rest.is_empty() {
        date_time(text)?;
    }
    plain_day(day).map(days)
}

/// A date of four, two and two digits that there is.
fn plain_day(text: &str) -> Option<Date> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00" {
        return None;
    }
    let date: Date = text.parse().ok()?;
    (date.year() > 0).then_some(date)
}

/// The local part of an RFC 3339 date-time, with or without its offset.
fn date_time(text: &str) -> Option<DateTime> {
    let (day, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at_checked(end)?;
    if !offset.is_empty() && !offset.eq_ignore_ascii_case("z") {
        let shape: String =
            offset.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        if !matches!(shape.as_str(), "+00:00" | "-00:00") {
            return None;
        }
    }
    let plain = time.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte));
    let time: Time = if plain { time.parse().ok()? } else { return None };
    Some(plain_day(day)?.to_datetime(time))
}

/// Reads an RFC 3339 date-time with its offset; answers milliseconds since 1970.
pub fn parse_instant(text: &str) -> Option<i64> {
    date_time(text)?;
    let instant: Timestamp = text.parse().ok()?;
    Some(instant.as_millisecond())
}

/// Reads `HH:MM`; answers minutes since midnight. Seconds may follow and do not count.
pub fn parse_time(text: &str) -> Option<i64> {
    let (time, seconds) = text.split_at_checked(5)?;
    let number = |part: &str, below: i64| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i64>().ok().filter(|number| plain && *number < below)
    };
    if !seconds.is_empty() {
        number(seconds.strip_prefix(':')?, 60)?;
    }
    let (hours, minutes) = time.split_once(':')?;
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

/// Adds a day as a quoted date.
pub fn push_day(out: &mut String, days: i64) {
    match date(days) {
        Some(date) => {
            let _ = write!(out, "\"{date}\"");
        }
        None => out.push_str("null"),
    }
}

/// Adds minutes since midnight as a quoted `HH:MM`.
pub fn push_time(out: &mut String, minutes: i64) {
    let _ = write!(out, "\"{:02}:{:02}\"", minutes / 60, minutes % 60);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STOCKHOLM: Zone = Zone("Europe/Stockholm");

    fn instant(text: &str) -> i64 {
        parse_instant(text).unwrap()
    }

    #[test]
    fn dates_are_read() {
        for (text, expected) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-1)),
            ("2026-11-23", Some(20_780)),
            ("2024-02-29", Some(19_782)),
            ("2026-11-23T23:59:59.999Z", Some(20_780)),
            ("2026-11-23 10:00:00+02:00", Some(20_780)),
            ("2026-11-23T10:00", Some(20_780)),
            ("0001-01-01", Some(-719_162)),
            ("9999-12-31", Some(2_932_896)),
        ] {
            assert_eq!(parse_day(text), expected, "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-31",
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "26-11-23",
            "20261123",
            "2026-11-23x",
            "2026-11-23T",
            "2026-11-23T25:00",
            "2026-11-23T10:00+2",
            "0000-01-01",
            "-2026-11-2",
            "2026/11/23",
            "２026-11-23",
            "2026-11-23T10:00:00[Europe/Stockholm]",
            "+2026-11-23",
        ] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    #[test]
    fn times_and_instants_are_read() {
        for (text, expected) in [("00:00", Some(0)), ("23:59", Some(1439)), ("10:30:59", Some(630))]
        {
            assert_eq!(parse_time(text), expected, "{text}");
        }
        for text in ["", "24:00", "10:60", "1:00", "10:0", "10.30", "10:30:60", "10:30:", "aa:bb"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
        assert_eq!(parse_instant("1970-01-01T00:00:00.001Z"), Some(1));
        assert_eq!(instant("2026-11-23T10:00:00+01:00"), instant("2026-11-23T09:00:00Z"));
        for text in ["2026-11-23", "2026-11-23T10:00:00", "10:00", "2026-11-31T10:00:00Z", ""] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn days_have_the_length_they_have() {
        for (day, from, to) in [
            ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
            ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            ("2026-07-01", "2026-06-30T22:00:00Z", "2026-07-01T22:00:00Z"),
        ] {
            let bounds = STOCKHOLM.bounds(parse_day(day).unwrap());
            assert_eq!(bounds, Some((instant(from), instant(to))), "{day}");
        }
    }

    #[test]
    fn clocks_skip_and_repeat_an_hour() {
        let spring = parse_day("2026-03-29").unwrap();
        let autumn = parse_day("2026-10-25").unwrap();
        let at = |day, minutes| STOCKHOLM.instant(day, minutes);
        assert_eq!(at(spring, 119), Some(instant("2026-03-29T00:59:00Z")));
        assert_eq!(at(spring, 150), Some(instant("2026-03-29T01:30:00Z")), "shown as 03:30");
        assert_eq!(STOCKHOLM.local(instant("2026-03-29T01:30:00Z")), Some((spring, 210)));
        assert_eq!(at(autumn, 150), Some(instant("2026-10-25T00:30:00Z")), "the first of two");
        for utc in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            assert_eq!(STOCKHOLM.local(instant(utc)), Some((autumn, 150)));
        }
        assert!(STOCKHOLM.exists() && !Zone("Europe/Nowhere").exists());
    }

    proptest! {
        #[test]
        fn days_are_written_and_read(day in -719_162_i64..=2_932_896) {
            let mut out = String::new();
            push_day(&mut out, day);
            prop_assert_eq!(parse_day(out.trim_matches('"')), Some(day));
            prop_assert_eq!(date(day).map(days), Some(day));
        }

        #[test]
        fn times_are_written_and_read(minutes in 0_i64..DAY) {
            let mut out = String::new();
            push_time(&mut out, minutes);
            prop_assert_eq!(parse_time(out.trim_matches('"')), Some(minutes));
        }

        #[test]
        fn local_times_are_right_but_for_the_hour_that_is_skipped(
            day in 0_i64..=40_000,
            minutes in 0_i64..DAY,
        ) {
            let back = STOCKHOLM.instant(day, minutes).and_then(|at| STOCKHOLM.local(at)).unwrap();
            prop_assert!(back == (day, minutes) || back == (day, minutes + 60));
        }

        #[test]
        fn days_follow_each_other_and_hold_their_instants(
            day in 0_i64..=47_000,
            share in 0.0_f64..1.0,
        ) {
            let (start, end) = STOCKHOLM.bounds(day).unwrap();
            prop_assert_eq!(STOCKHOLM.bounds(day + 1).unwrap().0, end);
            let hours = (end - start) / 3_600_000;
            prop_assert!([23, 24, 25].contains(&hours), "{} hours", hours);
            prop_assert_eq!(STOCKHOLM.local(start), Some((day, 0)));
            prop_assert_eq!(STOCKHOLM.local(end - 1), Some((day, DAY - 1)));
            let within = start + ((end - start) as f64 * share) as i64;
            prop_assert_eq!(STOCKHOLM.local(within).map(|(day, _)| day), Some(day));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            let _ = (parse_day(&text), parse_time(&text), parse_instant(&text));
        }
    }
}
