//! Numbers that look real and reach nobody: organisation, personal and telephone numbers.

use compact_str::CompactString;

use super::ascii::Ascii;
use super::rng::Rng;

/// The legal form of a company, as it ends a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Limited,
    Trading,
    LimitedPartnership,
}

impl Form {
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Limited => " AB",
            Self::Trading => " HB",
            Self::LimitedPartnership => " KB",
        }
    }

    /// First three digits of the organisation numbers of each million of accounts. No two forms
    /// share one, and no million another's.
    const fn prefixes(self) -> [u64; 4] {
        match self {
            Self::Limited => [556, 559, 557, 558],
            Self::Trading => [969, 967, 965, 963],
            Self::LimitedPartnership => [916, 926, 936, 946],
        }
    }
}

/// The ten digits of the organisation number of account `n`, check digit included. Numbers do not
/// repeat within four million accounts: the six middle digits permute `n` within its million.
pub(super) fn organisation(seed: u64, n: u64, form: Form) -> CompactString {
    // 387 427 is prime to ten, so the map is one to one on 0..1 000 000.
    let middle = (n % 1_000_000 * 387_427 + seed % 1_000_000) % 1_000_000;
    let prefix = form.prefixes()[(n / 1_000_000 % 4) as usize];
    with_check_digit(prefix * 1_000_000 + middle, 9)
}

/// Twelve digits of a personal number: well formed, yet nobody's, for birth numbers run from 001
/// and these are 000.
pub(super) fn personal(rng: &mut Rng, year: i64) -> CompactString {
    let year = year - rng.between(24, 66);
    let date = year % 100 * 10_000 + rng.between(1, 12) * 100 + rng.between(1, 28);
    let ten = with_check_digit(date as u64 * 1_000, 9);
    let mut text = CompactString::default();
    push_padded(&mut text, year as u64 / 100, 2);
    text.push_str(&ten);
    text
}

/// `number` in `width` digits, followed by its Luhn check digit.
fn with_check_digit(number: u64, width: usize) -> CompactString {
    let mut text = CompactString::default();
    push_padded(&mut text, number, width);
    let sum: u32 = text.bytes().rev().enumerate().map(|(i, c)| luhn(u32::from(c - b'0'), i)).sum();
    push_padded(&mut text, u64::from((10 - sum % 10) % 10), 1);
    text
}

/// What the digit `place` steps left of the check digit adds to a Luhn sum.
const fn luhn(digit: u32, place: usize) -> u32 {
    let value = if place.is_multiple_of(2) { digit * 2 } else { digit };
    value / 10 + value % 10
}

/// Appends the last `width` digits of `number`, with zeros in front where it is shorter.
pub(super) fn push_padded(text: &mut CompactString, number: u64, width: usize) {
    let mut digits = Ascii::default();
    digits.padded(number, width);
    text.push_str(digits.as_str());
}

/// A fixed-line number in the area of a sales region (north, middle, west, south), from the ranges
/// the Swedish telecom agency keeps free for fiction.
pub(super) fn landline(rng: &mut Rng, region: u8) -> CompactString {
    let (start, end) = match region {
        0 => ("0980-31 92 ", rng.below(100)),
        1 => ("08-465 004 ", rng.below(100)),
        2 => ("031-390 06 ", rng.below(100)),
        _ => ("040-628 04 ", rng.below(100)),
    };
    numbered(start, end)
}

/// A mobile number from the range kept free for fiction.
pub(super) fn mobile(rng: &mut Rng) -> CompactString {
    numbered("070-174 06 ", 5 + rng.below(95))
}

fn numbered(start: &str, end: usize) -> CompactString {
    let mut text = CompactString::default();
    text.push_str(start);
    push_padded(&mut text, end as u64, 2);
    text
}
