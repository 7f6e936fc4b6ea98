//! Swedish personal numbers and coordination numbers: twelve digits, the date of birth and a check
//! digit among them.
//!
//! Written here because the one crate there is for them brings a second calendar library and a
//! library of regular expressions along. Numbers of people whose date of birth is not known are
//! not taken: what is in the place of their date is none.

use std::fmt;

use engine::clock;
use jiff::civil::Date;

use crate::calendar;

/// What the day of birth is raised by in a coordination number.
const COORDINATION: i8 = 60;

/// Nobody who has a number was born before this year.
const FIRST_YEAR: i16 = 1800;

/// A personal or coordination number that is right in itself. It is never shown: neither `Debug`
/// nor `Display` tells any of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonNumber(String);

/// What is wrong with a text that should be a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It is not twelve digits.
    Form,
    /// It is not one of the ways to write one.
    Writing,
    /// There is no such date.
    Date,
    /// The date is still to come.
    Future,
    /// The check digit belongs to other digits.
    CheckDigit,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wrong::Form => "A personal number is twelve digits, YYYYMMDDNNNN.",
            Wrong::Writing => {
                "A personal number is twelve or ten digits; `-` or `+` may stand before the last four."
            }
            Wrong::Date => "The number does not begin with a date of birth.",
            Wrong::Future => "The date of birth is in the future.",
            Wrong::CheckDigit => "The check digit, which is the last one, does not match the others.",
        })
    }
}

impl std::error::Error for Wrong {}

impl PersonNumber {
    /// Reads a number of twelve digits at an instant, in milliseconds since 1970.
    pub fn read(text: &str, now: i64) -> Result<PersonNumber, Wrong> {
        if text.len() != 12 || !digits(text) {
            return Err(Wrong::Form);
        }
        let born = date_of(text).ok_or(Wrong::Date)?;
        if clock::days(born) > calendar::today(now) {
            return Err(Wrong::Future);
        }
        match luhn(&text[2..]) {
            true => Ok(PersonNumber(text.to_owned())),
            false => Err(Wrong::CheckDigit),
        }
    }

    /// Reads a number as people write it: with or without the century, and perhaps with `-`, or `+`
    /// from the year on in which one becomes a hundred, before the last four digits.
    pub fn read_written(text: &str, now: i64) -> Result<PersonNumber, Wrong> {
        let text = text.trim();
        let (front, mark, back) = match text.find(['-', '+']) {
            Some(at) => (&text[..at], &text[at..=at], &text[at + 1..]),
            None => text
                .split_at_checked(text.len().saturating_sub(4))
                .map_or(("", "", ""), |(front, back)| (front, "", back)),
        };
        if back.len() != 4 || !digits(back) || !digits(front) {
            return Err(Wrong::Writing);
        }
        match (front.len(), mark) {
            (8, "" | "-") => PersonNumber::read(&format!("{front}{back}"), now),
            (6, _) => {
                let century = century(front, mark == "+", now).ok_or(Wrong::Date)?;
                PersonNumber::read(&format!("{century}{front}{back}"), now)
            }
            _ => Err(Wrong::Writing),
        }
    }

    /// The twelve digits. Never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is a coordination number, which people get who are not registered.
    pub fn is_coordination(&self) -> bool {
        // A day of the month begins with 0 to 3.
        self.0.as_bytes().get(6).is_some_and(|tens| *tens >= b'6')
    }
}

impl fmt::Debug for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonNumber(***)")
    }
}

impl fmt::Display for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The date of birth that a number begins with.
fn date_of(text: &str) -> Option<Date> {
    let year = text.get(..4)?.parse().ok().filter(|year| *year >= FIRST_YEAR)?;
    let month = text.get(4..6)?.parse().ok()?;
    let day: i8 = text.get(6..8)?.parse().ok()?;
    let day = if day > COORDINATION { day - COORDINATION } else { day };
    Date::new(year, month, day).ok()
}

/// The century of a date without one: the latest in which the date is past. A `+` is written from
/// the year on in which one becomes a hundred.
fn century(front: &str, plus: bool, now: i64) -> Option<i16> {
    let today = calendar::today(now);
    let this = clock::date(today)?.year();
    let meant = |century: &i16| {
        date_of(&format!("{century}{front}")).is_some_and(|born| match plus {
            true => born.year() <= this - 100,
            false => clock::days(born) <= today,
        })
    };
    let latest = if plus { this / 100 - 1 } else { this / 100 };
    [latest, latest - 1].into_iter().find(meant)
}

/// Whether the last digit is the check digit of those before it: with every second one doubled,
/// beginning with the first, the sum of all digits is a multiple of ten.
fn luhn(ten: &str) -> bool {
    let digits = ten.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => digit * 2 / 10 + digit * 2 % 10,
            _ => digit,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> i64 {
        clock::parse_instant(text).unwrap()
    }

    fn now() -> i64 {
        at("2026-11-26T12:00:00Z")
    }

    /// The number that begins so, with its check digit.
    fn with_check_digit(eleven: &str) -> String {
        let whole = |digit: u32| format!("{eleven}{digit}");
        (0..10).map(whole).find(|text| luhn(&text[2..])).unwrap()
    }

    #[test]
    fn right_and_wrong_numbers() {
        for (text, expected) in [
            // Examples that the tax agency and others print.
            ("191212121212", Ok(false)),
            ("198112189876", Ok(false)),
            ("197010632391", Ok(true)),
            // A leap day.
            ("200002290005", Ok(false)),
            ("190002290005", Err(Wrong::Date)),
            ("191212121213", Err(Wrong::CheckDigit)),
            ("191212121221", Err(Wrong::CheckDigit)),
            ("197010632392", Err(Wrong::CheckDigit)),
            ("191213121212", Err(Wrong::Date)),
            ("191200121212", Err(Wrong::Date)),
            ("191212321212", Err(Wrong::Date)),
            ("191212001212", Err(Wrong::Date)),
            // Neither a day nor one raised by sixty.
            ("191212401212", Err(Wrong::Date)),
            ("191212601212", Err(Wrong::Date)),
            ("191212921212", Err(Wrong::Date)),
            ("170001010000", Err(Wrong::Date)),
            ("000000000000", Err(Wrong::Date)),
            ("299912121212", Err(Wrong::Future)),
            ("19121212121", Err(Wrong::Form)),
            ("1912121212121", Err(Wrong::Form)),
            ("1212121212", Err(Wrong::Form)),
            ("19121212-1212", Err(Wrong::Form)),
            ("19121212-121", Err(Wrong::Form)),
            ("19121212121x", Err(Wrong::Form)),
            ("１９１２", Err(Wrong::Form)),
            (" 91212121212", Err(Wrong::Form)),
            ("+91212121212", Err(Wrong::Form)),
            ("", Err(Wrong::Form)),
        ] {
            let read = PersonNumber::read(text, now()).map(|number| number.is_coordination());
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn written_forms() {
        for (text, expected) in [
            ("191212121212", Ok("191212121212")),
            ("19121212-1212", Ok("191212121212")),
            (" 8112189876 ", Ok("198112189876")),
            ("811218-9876", Ok("198112189876")),
            ("121212+1212", Ok("191212121212")),
            ("261231+0009", Ok("192612310009")),
            ("261231-0009", Ok("192612310009")),
            ("121212-1212", Ok("201212121212")),
            ("701063-2391", Ok("197010632391")),
            ("000229-0005", Ok("200002290005")),
            ("000229+0005", Err(Wrong::Date)),
            ("19121212+1212", Err(Wrong::Writing)),
            ("19811218--9876", Err(Wrong::Writing)),
            ("81-1218-9876", Err(Wrong::Writing)),
            ("811218", Err(Wrong::Writing)),
            ("811218-98765", Err(Wrong::Writing)),
            ("åäöåäö-1212", Err(Wrong::Writing)),
            ("1212121212å", Err(Wrong::Writing)),
            ("-", Err(Wrong::Writing)),
            ("å", Err(Wrong::Writing)),
            ("", Err(Wrong::Writing)),
            ("811218-9877", Err(Wrong::CheckDigit)),
            ("811318-9876", Err(Wrong::Date)),
        ] {
            let read = PersonNumber::read_written(text, now());
            assert_eq!(
                read.as_ref().map(PersonNumber::reveal),
                expected.as_ref().copied(),
                "{text}"
            );
        }
    }

    #[test]
    fn nobody_is_born_tomorrow_in_stockholm() {
        let number = with_check_digit("20261126001");
        assert_eq!(PersonNumber::read(&number, at("2026-11-25T22:59:59Z")), Err(Wrong::Future));
        assert!(PersonNumber::read(&number, at("2026-11-25T23:00:00Z")).is_ok());
    }

    proptest! {
        #[test]
        fn every_date_and_serial_number_is_read(
            day in -62_000_i64..20_000,
            serial in 0_u16..1000,
            coordination: bool,
        ) {
            let date = clock::date(day).unwrap();
            let raised = if coordination { COORDINATION } else { 0 };
            let front = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day() + raised);
            let text = with_check_digit(&format!("{front}{serial:03}"));
            let number = PersonNumber::read(&text, now()).unwrap();
            prop_assert_eq!(number.reveal(), &text);
            prop_assert_eq!(number.is_coordination(), coordination);
            // Any one digit that is wrong is noticed, and so are two neighbours that changed
            // places, but for 0 and 9.
            for place in 2..12 {
                let mut wrong = text.clone().into_bytes();
                wrong[place] = b'0' + (wrong[place] - b'0' + 1 + day.unsigned_abs() as u8 % 9) % 10;
                let wrong = String::from_utf8(wrong).unwrap();
                prop_assert!(PersonNumber::read(&wrong, now()).is_err(), "{wrong}");
            }
            for place in 2..11 {
                let mut wrong = text.clone().into_bytes();
                wrong.swap(place, place + 1);
                let unseen = matches!(&wrong[place..place + 2], b"09" | b"90");
                let wrong = String::from_utf8(wrong).unwrap();
                let read = PersonNumber::read(&wrong, now());
                prop_assert!(wrong == text || unseen || read.is_err(), "{wrong}");
            }
        }

        #[test]
        fn a_number_without_its_century_is_the_same(
            day in -45_000_i64..20_000,
            serial in 0_u16..1000,
        ) {
            let date = clock::date(day).unwrap();
            let text = with_check_digit(&format!(
                "{:04}{:02}{:02}{serial:03}", date.year(), date.month(), date.day()
            ));
            let mark = if date.year() <= 1926 { '+' } else { '-' };
            let written = format!("{}{mark}{}", &text[2..8], &text[8..]);
            let number = PersonNumber::read_written(&written, now()).unwrap();
            prop_assert_eq!(number.reveal(), &text);
        }

        #[test]
        fn no_number_is_shown(day in 0_i64..20_000, serial in 0_u16..1000) {
            let date = clock::date(day).unwrap();
            let text = with_check_digit(&format!(
                "{:04}{:02}{:02}{serial:03}", date.year(), date.month(), date.day()
            ));
            let number = PersonNumber::read(&text, now()).unwrap();
            let shown = format!("{number} {number:?} {:?} {:?}", Some(&number), Ok::<_, ()>(&number));
            prop_assert!(!shown.bytes().any(|byte| byte.is_ascii_digit()), "{shown}");
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}") {
            let _ = (PersonNumber::read(&text, now()), PersonNumber::read_written(&text, now()));
        }
    }
}
