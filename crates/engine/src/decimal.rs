//! Exact decimals: whole numbers of the smallest unit, never binary fractions.

mod exact;

pub use exact::{Exact, Overflow};

use std::fmt::Write as _;

/// Digits a decimal may have in all: as many as every JSON reader keeps exact.
pub const DIGITS: u32 = 15;

/// Why a text is no decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecimal {
    /// It is not a number.
    Form,
    /// It has more decimals than are kept.
    TooFine,
    /// It has more digits than are kept.
    TooLarge,
}

/// Reads a decimal as JSON writes numbers (`-12.5`, `1e3`); answers the number of units of
/// 10^-`scale`.
pub fn parse(text: &str, scale: u8) -> Result<i64, NotDecimal> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, self::exponent(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(NotDecimal::Form);
    }
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|byte| byte - b'0').collect();
    // Where the point stands among the digits, once the exponent has moved it.
    let point = whole.len() as i64 + exponent;
    let (Some(first), Some(last)) =
        (digits.iter().position(|digit| *digit != 0), digits.iter().rposition(|digit| *digit != 0))
    else {
        return Ok(0);
    };
    if point - i64::from(scale) > i64::from(DIGITS) + first as i64 {
        return Err(NotDecimal::TooLarge);
    }
    let end = point + i64::from(scale);
    if last as i64 >= end {
        return Err(NotDecimal::TooFine);
    }
    if end - first as i64 > i64::from(DIGITS) {
        return Err(NotDecimal::TooLarge);
    }
    // Fifteen digits fit by far.
    let units = (first as i64..end).fold(0_i64, |units, position| {
        let digit = usize::try_from(position).ok().and_then(|position| digits.get(position));
        units * 10 + i64::from(digit.copied().unwrap_or(0))
    });
    Ok(if negative { -units } else { units })
}

/// An exponent, kept small: what is beyond is too large or too fine anyway.
fn exponent(text: &str) -> Result<i64, NotDecimal> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotDecimal::Form);
    }
    let size = digits
        .trim_start_matches('0')
        .parse()
        .unwrap_or(if digits.bytes().all(|b| b == b'0') { 0 } else { 1_000_000_000 });
    let size: i64 = std::cmp::min(size, 1_000_000_000);
    Ok(if text.starts_with('-') { -size } else { size })
}

/// Adds a decimal as a JSON number without trailing zeros.
pub fn push(out: &mut String, units: i64, scale: u8) {
    let one = 10_u64.pow(u32::from(scale));
    let size = units.unsigned_abs();
    if units < 0 {
        out.push('-');
    }
    let _ = write!(out, "{}", size / one);
    if !size.is_multiple_of(one) {
        let fraction = format!("{:0width$}", size % one, width = usize::from(scale));
        let _ = write!(out, ".{}", fraction.trim_end_matches('0'));
    }
}

/// The decimal as text.
pub fn text(units: i64, scale: u8) -> String {
    let mut out = String::new();
    push(&mut out, units, scale);
    out
}

/// The decimal as a JSON number. Fifteen digits are what a double keeps.
pub fn json(units: i64, scale: u8) -> serde_json::Value {
    serde_json::from_str(&text(units, scale)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_read() {
        for (text, units) in [
            ("0", 0),
            ("-0", 0),
            ("0.0", 0),
            ("1", 10_000),
            ("-12.5", -125_000),
            ("0.1", 1_000),
            ("0.0001", 1),
            ("12345678901.23", 123_456_789_012_300),
            ("99999999999.9999", 999_999_999_999_999),
            ("1.50000000", 15_000),
            ("1e3", 10_000_000),
            ("1E+3", 10_000_000),
            ("1.2345e1", 123_450),
            ("123e-2", 12_300),
            ("0e999999999999999999999", 0),
            ("100000e-5", 10_000),
            ("0.00000001e4", 1),
            ("007", 70_000),
        ] {
            assert_eq!(parse(text, 4), Ok(units), "{text}");
        }
        for (text, wrong) in [
            ("", NotDecimal::Form),
            ("-", NotDecimal::Form),
            ("+1", NotDecimal::Form),
            ("1.", NotDecimal::Form),
            (".5", NotDecimal::Form),
            ("1,5", NotDecimal::Form),
            ("1 ", NotDecimal::Form),
            ("1e", NotDecimal::Form),
            ("1e1.5", NotDecimal::Form),
            ("NaN", NotDecimal::Form),
            ("0x1", NotDecimal::Form),
            ("0.00001", NotDecimal::TooFine),
            ("1.23456", NotDecimal::TooFine),
            ("1e-5", NotDecimal::TooFine),
            ("1e-999999999999999999999", NotDecimal::TooFine),
            ("100000000000", NotDecimal::TooLarge),
            ("1e11", NotDecimal::TooLarge),
            ("1e999999999999999999999", NotDecimal::TooLarge),
        ] {
            assert_eq!(parse(text, 4), Err(wrong), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            units in -999_999_999_999_999_i64..=999_999_999_999_999,
            scale in 0_u8..=9,
        ) {
            let written = text(units, scale);
            prop_assert_eq!(parse(&written, scale), Ok(units));
            prop_assert!(!written.contains('.') || !written.ends_with(['0', '.']));
            // Readers that only know doubles write it back the same.
            let double: f64 = written.parse().unwrap();
            prop_assert_eq!(parse(&format!("{double}"), scale), Ok(units));
        }

        #[test]
        fn exponents_only_move_the_point(units in -99_999_i64..=99_999, shift in 0_u8..=4) {
            let moved = format!("{units}e-{shift}");
            let expected = units * 10_i64.pow(u32::from(4 - shift));
            prop_assert_eq!(parse(&moved, 4), Ok(expected));
        }

        #[test]
        fn sums_are_exact(one in -9_999_999_i64..=9_999_999, other in -9_999_999_i64..=9_999_999) {
            let sum = parse(&text(one, 4), 4).unwrap() + parse(&text(other, 4), 4).unwrap();
            prop_assert_eq!(sum, one + other);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-+0-9.eE]{0,24}", scale in 0_u8..=6) {
            if let Ok(units) = parse(&text, scale) {
                prop_assert!(units.abs() < 10_i64.pow(DIGITS));
                let double: f64 = text.parse().unwrap();
                let expected = units as f64 / 10_f64.powi(i32::from(scale));
                prop_assert!((double - expected).abs() <= expected.abs() * 1e-12);
            }
        }
    }
}
