//! Swedish working days and sums spread over them.

#![allow(clippy::unwrap_used, reason = "generated tests are not seen as tests")]

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use stratus_crm::calendar::{month_plan, public_holiday, spread, week_label, working_days};

/// The holidays of a year in order.
fn holidays(year: i16) -> Vec<(Date, &'static str)> {
    date(year, 1, 1)
        .series(1.day())
        .take_while(|day| day.year() == year)
        .filter_map(|day| public_holiday(day).map(|name| (day, name)))
        .collect()
}

#[test]
fn all_holidays_of_two_years() {
    let expected = [
        (date(2024, 1, 1), "Nyårsdagen"),
        (date(2024, 1, 6), "Trettondedag jul"),
        (date(2024, 3, 29), "Långfredagen"),
        (date(2024, 3, 31), "Påskdagen"),
        (date(2024, 4, 1), "Annandag påsk"),
        (date(2024, 5, 1), "Första maj"),
        (date(2024, 5, 9), "Kristi himmelsfärdsdag"),
        (date(2024, 5, 19), "Pingstdagen"),
        (date(2024, 6, 6), "Sveriges nationaldag"),
        (date(2024, 6, 22), "Midsommardagen"),
        (date(2024, 11, 2), "Alla helgons dag"),
        (date(2024, 12, 25), "Juldagen"),
        (date(2024, 12, 26), "Annandag jul"),
    ];
    assert_eq!(holidays(2024), expected);
    let expected = [
        (date(2026, 1, 1), "Nyårsdagen"),
        (date(2026, 1, 6), "Trettondedag jul"),
        (date(2026, 4, 3), "Långfredagen"),
        (date(2026, 4, 5), "Påskdagen"),
        (date(2026, 4, 6), "Annandag påsk"),
        (date(2026, 5, 1), "Första maj"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2026, 5, 24), "Pingstdagen"),
        (date(2026, 6, 6), "Sveriges nationaldag"),
        (date(2026, 6, 20), "Midsommardagen"),
        (date(2026, 10, 31), "Alla helgons dag"),
        (date(2026, 12, 25), "Juldagen"),
        (date(2026, 12, 26), "Annandag jul"),
    ];
    assert_eq!(holidays(2026), expected);
}

#[test]
fn moving_holidays_of_many_years() {
    let cases = [
        (date(1900, 4, 15), "Påskdagen"),
        (date(1954, 4, 18), "Påskdagen"),
        (date(1961, 4, 2), "Påskdagen"),
        (date(1981, 4, 19), "Påskdagen"),
        (date(2000, 4, 23), "Påskdagen"),
        (date(2008, 3, 23), "Påskdagen"),
        (date(2019, 4, 21), "Påskdagen"),
        (date(2025, 4, 20), "Påskdagen"),
        (date(2038, 4, 25), "Påskdagen"),
        (date(2049, 4, 18), "Påskdagen"),
        (date(2076, 4, 19), "Påskdagen"),
        (date(2100, 3, 28), "Påskdagen"),
        (date(2160, 3, 23), "Påskdagen"),
        (date(2200, 4, 6), "Påskdagen"),
        (date(2025, 5, 29), "Kristi himmelsfärdsdag"),
        (date(2025, 6, 8), "Pingstdagen"),
        (date(2020, 6, 20), "Midsommardagen"),
        (date(2021, 6, 26), "Midsommardagen"),
        (date(2025, 6, 21), "Midsommardagen"),
        (date(2020, 10, 31), "Alla helgons dag"),
        (date(2021, 11, 6), "Alla helgons dag"),
        (date(2025, 11, 1), "Alla helgons dag"),
    ];
    for (day, name) in cases {
        assert_eq!(public_holiday(day), Some(name), "{day}");
    }
    for day in [date(2026, 5, 25), date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)] {
        assert_eq!(public_holiday(day), None, "{day}");
    }
}

#[test]
fn every_year_has_its_holidays() {
    for year in 1900..=2200 {
        let holidays = holidays(year);
        let easter: Vec<_> = holidays.iter().filter(|(_, name)| *name == "Påskdagen").collect();
        assert_eq!(easter.len(), 1, "{year}");
        let (easter, _) = easter[0];
        assert_eq!(easter.weekday(), Weekday::Sunday, "{year}");
        assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(easter), "{year}");
        // Ascension Day may fall on the first of May, Whit Sunday on the sixth of June.
        assert!((12..=13).contains(&holidays.len()), "{year}");
    }
}

#[test]
fn weeks_are_iso_weeks() {
    let cases = [
        (date(2026, 11, 23), "2026-W48"),
        (date(2025, 12, 28), "2025-W52"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2026, 1, 4), "2026-W01"),
        (date(2026, 1, 5), "2026-W02"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ];
    for (day, label) in cases {
        assert_eq!(week_label(day), label, "{day}");
    }
}

#[test]
fn days_worked_per_month() {
    let counts = |year| (1..=12).map(|month| working_days(year, month).len()).collect::<Vec<_>>();
    assert_eq!(counts(2024), [22, 21, 20, 21, 21, 19, 23, 22, 21, 23, 21, 20]);
    assert_eq!(counts(2026), [20, 20, 22, 20, 19, 22, 23, 21, 22, 22, 21, 22]);
    let june: Vec<i8> = working_days(2025, 6).iter().map(|day| day.day()).collect();
    let expected = [2, 3, 4, 5, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26, 27, 30];
    assert_eq!(june, expected, "the sixth is a Friday and off");
    for (year, month) in [(2026, 0), (2026, 13), (2026, -1), (i16::MAX, 1), (i16::MIN, 1)] {
        assert_eq!(working_days(year, month), [], "{year} {month}");
        assert_eq!(month_plan(year, month, 1, 1), [], "{year} {month}");
    }
}

#[test]
fn totals_are_spread() {
    let cases: [(i64, usize, &[i64]); 9] = [
        (10, 3, &[3, 3, 4]),
        (10, 4, &[2, 3, 2, 3]),
        (-10, 3, &[-4, -3, -3]),
        (0, 2, &[0, 0]),
        (2, 5, &[0, 0, 1, 0, 1]),
        (7, 1, &[7]),
        (7, 0, &[]),
        (i64::MAX, 2, &[i64::MAX / 2, i64::MAX / 2 + 1]),
        (i64::MIN, 2, &[i64::MIN / 2, i64::MIN / 2]),
    ];
    for (total, parts, expected) in cases {
        assert_eq!(spread(total, parts).collect::<Vec<_>>(), expected, "{total} by {parts}");
    }
    assert_eq!(spread(i64::MIN, usize::MAX).next(), Some(-1));
    assert_eq!(spread(i64::MAX, usize::MAX).take(4).sum::<i64>(), 1);
}

#[test]
fn a_month_is_planned_week_by_week() {
    let weeks = month_plan(2026, 4, 2001, -40);
    let labels: Vec<_> = weeks.iter().map(|week| week.label.as_str()).collect();
    assert_eq!(labels, ["2026-W14", "2026-W15", "2026-W16", "2026-W17", "2026-W18"]);
    let first = &weeks[0];
    assert_eq!((first.budget, first.pipeline), (200, -4));
    let days: Vec<_> = first.days.iter().map(|day| (day.date, day.budget, day.pipeline)).collect();
    assert_eq!(days, [(date(2026, 4, 1), 100, -2), (date(2026, 4, 2), 100, -2)]);
    assert_eq!(weeks[1].days.len(), 4, "Easter Monday is off");
    assert_eq!(weeks[4].days.last().unwrap().budget, 101);
}

proptest! {
    /// A week is that of its Thursday, counted from the first Thursday of the year.
    #[test]
    fn weeks_are_those_of_their_thursdays(days in -200_000_i32..200_000) {
        let day = date(2000, 1, 1) + days.days();
        let monday = day - i32::from(day.weekday().to_monday_zero_offset()).days();
        let thursday = monday + 3.days();
        let week = (thursday.day_of_year() - 1) / 7 + 1;
        prop_assert_eq!(week_label(day), format!("{:04}-W{:02}", thursday.year(), week));
        prop_assert_eq!(week_label(monday + 6.days()), week_label(day));
        prop_assert_ne!(week_label(monday + 7.days()), week_label(day));
    }

    /// Holidays that are tied to a weekday fall on it, and Easter within its 35 days.
    #[test]
    fn holidays_fall_where_they_may(year in 1800_i16..2300) {
        for (day, name) in holidays(year) {
            let wanted = match name {
                "Midsommardagen" | "Alla helgons dag" => Weekday::Saturday,
                "Långfredagen" => Weekday::Friday,
                "Påskdagen" | "Pingstdagen" => Weekday::Sunday,
                "Annandag påsk" => Weekday::Monday,
                "Kristi himmelsfärdsdag" => Weekday::Thursday,
                _ => continue,
            };
            prop_assert_eq!(day.weekday(), wanted, "{} {}", name, day);
            if name == "Påskdagen" {
                prop_assert!((date(year, 3, 22)..=date(year, 4, 25)).contains(&day), "{}", day);
            }
        }
    }
    #[test]
    fn parts_add_up_and_are_even(total in any::<i64>(), parts in 1usize..200) {
        let spread: Vec<i64> = spread(total, parts).collect();
        prop_assert_eq!(spread.len(), parts);
        prop_assert_eq!(spread.iter().map(|part| i128::from(*part)).sum::<i128>(), total.into());
        let (least, most) = (spread.iter().min().unwrap(), spread.iter().max().unwrap());
        prop_assert!(most - least <= 1);
    }

    #[test]
    fn plans_are_whole(
        year in 1900i16..=2200,
        month in 1i8..=12,
        budget in any::<i64>(),
        pipeline in any::<i64>(),
    ) {
        let weeks = month_plan(year, month, budget, pipeline);
        prop_assert!((4..=6).contains(&weeks.len()));
        prop_assert!(weeks.is_sorted_by(|left, right| left.label < right.label));
        let days: Vec<_> = weeks.iter().flat_map(|week| &week.days).collect();
        prop_assert!(days.is_sorted_by(|left, right| left.date < right.date));
        prop_assert_eq!(weeks.iter().map(|week| week.budget).sum::<i64>(), budget);
        prop_assert_eq!(weeks.iter().map(|week| week.pipeline).sum::<i64>(), pipeline);
        for week in &weeks {
            prop_assert_eq!(week.days.iter().map(|day| day.budget).sum::<i64>(), week.budget);
            prop_assert_eq!(week.days.iter().map(|day| day.pipeline).sum::<i64>(), week.pipeline);
            prop_assert!(!week.days.is_empty());
        }
        for day in days {
            prop_assert_eq!((day.date.year(), day.date.month()), (year, month));
            prop_assert!(day.date.weekday().to_monday_one_offset() <= 5);
            prop_assert_eq!(public_holiday(day.date), None);
        }
    }
}
