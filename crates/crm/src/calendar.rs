//! Time in Sweden: its zone, its working days, and sums of money spread over them.

use engine::clock::{Zone, days};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Where the tenants are.
pub(crate) const ZONE: Zone = Zone("Europe/Stockholm");

/// The day it is there at an instant, as days since 1970.
pub(crate) fn today(instant: i64) -> i64 {
    ZONE.local(instant).map_or(instant.div_euclid(86_400_000), |(day, _)| day)
}

/// Some days in a row, as days since 1970 and as the instants they begin and end at; both ends are
/// the first that is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first day, and the one after the last.
    pub(crate) days: (i64, i64),
    /// The first instant, and the one after the last.
    pub(crate) instants: (i64, i64),
}

impl Span {
    /// The days from `first` on, up to but not with `end`. None when the calendar does not reach.
    pub(crate) fn new(first: i64, end: i64) -> Option<Span> {
        let (from, _) = ZONE.bounds(first)?;
        let (to, _) = ZONE.bounds(end)?;
        Some(Span { days: (first, end), instants: (from, to) })
    }

    /// The month that a day is in.
    pub(crate) fn month_of(day: i64) -> Option<Span> {
        let date = engine::clock::date(day)?;
        let end = date.last_of_month().tomorrow().ok()?;
        Span::new(days(date.first_of_month()), days(end))
    }

    /// The day it begins.
    pub(crate) fn first(&self) -> Option<Date> {
        engine::clock::date(self.days.0)
    }
}

/// The public holiday on that day, by its Swedish name, after the rules of today.
///
/// Earlier years are treated alike, though Whit Monday was one until 2004 and the sixth of June
/// was not.
pub fn public_holiday(date: Date) -> Option<&'static str> {
    let saturday = date.weekday() == Weekday::Saturday;
    let name = match (date.month(), date.day()) {
        (1, 1) => "Nyårsdagen",
        (1, 6) => "Trettondedag jul",
        (5, 1) => "Första maj",
        (6, 6) => "Sveriges nationaldag",
        (6, 20..=26) if saturday => "Midsommardagen",
        (10, 31) | (11, 1..=6) if saturday => "Alla helgons dag",
        (12, 25) => "Juldagen",
        (12, 26) => "Annandag jul",
        _ => match date.day_of_year() - easter_day_of_year(date) {
            -2 => "Långfredagen",
            0 => "Påskdagen",
            1 => "Annandag påsk",
            39 => "Kristi himmelsfärdsdag",
            49 => "Pingstdagen",
            _ => return None,
        },
    };
    Some(name)
}

/// Which day of `date`'s year Easter Sunday is: the first Sunday after the full moon of spring, as
/// the Gregorian church calendar reckons it.
fn easter_day_of_year(date: Date) -> i16 {
    let year = date.year();
    let century = year.div_euclid(100);
    let place_in_cycle = year.rem_euclid(19);
    // How far the calendar's moon has drifted by leap days left out and by its own inaccuracy.
    let drift = century - century.div_euclid(4) - (8 * century + 13).div_euclid(25) + 15;
    let age = (19 * place_in_cycle + drift).rem_euclid(30);
    // Two ages are drawn in by a day, so that no full moon is later than the 18th of April.
    let early = age == 29 || (age == 28 && place_in_cycle > 10);
    let full_moon = EQUINOX + i16::from(date.in_leap_year()) + age - i16::from(early);
    let new_year = date.first_of_year().weekday().to_sunday_zero_offset();
    let weekday = (full_moon - 1 + i16::from(new_year)).rem_euclid(7);
    full_moon + 7 - weekday
}

/// The 21st of March as a day of a common year.
const EQUINOX: i16 = 80;

/// The days of a month on which people work: Monday to Friday, public holidays off. None at all
/// when there is no such month.
pub fn working_days(year: i16, month: i8) -> Vec<Date> {
    let Ok(first) = Date::new(year, month, 1) else {
        return Vec::new();
    };
    first
        .series(1.day())
        .take_while(|date| date.month() == month)
        .filter(|date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday))
        .filter(|date| public_holiday(*date).is_none())
        .collect()
}

/// The ISO week of a day, as in `2026-W48`. Around New Year its year may differ from the day's.
pub fn week_label(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// A total in so many whole parts that differ by one at most and add up to it exactly.
///
/// The greater parts are strewn evenly. Nothing comes of no parts, whatever the total.
pub fn spread(total: i64, parts: usize) -> impl Iterator<Item = i64> {
    // What the first parts come to is rounded down; each part is what it adds to that. The sum of
    // all is exact since the last division is. An i128 holds any i64 times any usize.
    let first = move |count: usize| (i128::from(total) * count as i128).div_euclid(parts as i128);
    // A part is never further from zero than the total, so it is an i64 again.
    (0..parts).map(move |index| (first(index + 1) - first(index)) as i64)
}

/// One ISO week of a month's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// The week, as in `2026-W48`.
    pub label: String,
    /// The budget of its days together.
    pub budget: i64,
    /// The pipeline of its days together.
    pub pipeline: i64,
    /// Its working days within the month, in order; at least one.
    pub days: Vec<Day>,
}

/// One working day of a month's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub date: Date,
    /// Its part of the month's budget.
    pub budget: i64,
    /// Its part of the month's pipeline.
    pub pipeline: i64,
}

/// A month's budget and pipeline spread over its working days, week by week. Empty when there is
/// no such month.
pub fn month_plan(year: i16, month: i8, budget: i64, pipeline: i64) -> Vec<Week> {
    let dates = working_days(year, month);
    let budgets = spread(budget, dates.len());
    let pipelines = spread(pipeline, dates.len());
    let mut weeks: Vec<Week> = Vec::new();
    for (date, (budget, pipeline)) in dates.iter().zip(budgets.zip(pipelines)) {
        let day = Day { date: *date, budget, pipeline };
        let label = week_label(*date);
        match weeks.last_mut() {
            Some(week) if week.label == label => {
                week.budget += budget;
                week.pipeline += pipeline;
                week.days.push(day);
            }
            _ => weeks.push(Week { label, budget, pipeline, days: vec![day] }),
        }
    }
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn months_with_a_change_of_clocks_are_an_hour_off() {
        for (year, month, hours) in
            [(2026, 3, 31 * 24 - 1), (2026, 10, 31 * 24 + 1), (2026, 2, 672)]
        {
            let day = days(Date::constant(year, month, 15));
            let span = Span::month_of(day).unwrap();
            assert_eq!(span.first(), Some(Date::constant(year, month, 1)));
            assert_eq!((span.instants.1 - span.instants.0) / HOUR, hours, "{year}-{month}");
        }
    }

    proptest! {
        #[test]
        fn months_hold_their_days_and_follow_each_other(day in 0_i64..=47_000) {
            let span = Span::month_of(day).unwrap();
            prop_assert!((span.days.0..span.days.1).contains(&day));
            let (from, to) = ZONE.bounds(day).unwrap();
            prop_assert!(span.instants.0 <= from && to <= span.instants.1);
            let next = Span::month_of(span.days.1).unwrap();
            prop_assert_eq!((next.days.0, next.instants.0), (span.days.1, span.instants.1));
            prop_assert_eq!(today(span.instants.0), span.days.0);
            prop_assert_eq!(today(span.instants.1 - 1), span.days.1 - 1);
        }
    }
}
