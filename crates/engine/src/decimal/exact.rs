//! Calculations with decimals that lose nothing on the way.

use super::DIGITS;
use std::cmp::Ordering;

/// A decimal in the middle of a calculation. It has as many decimals as come up and some 38 digits
/// in all; rounding happens where it is asked for and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    /// A whole number of units of 10^-`scale`; without zeros at its end, unless `scale` is 0.
    units: i128,
    scale: u32,
}

/// A result has more digits than can be kept, or something is divided by nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact { units: 0, scale: 0 };

    /// So many units of 10^-`scale`.
    pub fn new(units: i64, scale: u8) -> Exact {
        Exact::trimmed(i128::from(units), u32::from(scale))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Exact {
        Exact::new(number, 0)
    }

    fn trimmed(mut units: i128, mut scale: u32) -> Exact {
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Exact { units, scale }
    }

    /// The same number in units of 10^-`scale`, which is no coarser than its own.
    fn in_units(self, scale: u32) -> Result<i128, Overflow> {
        let factor = power(scale.checked_sub(self.scale).ok_or(Overflow)?)?;
        self.units.checked_mul(factor).ok_or(Overflow)
    }

    /// The sum.
    pub fn plus(self, other: Exact) -> Result<Exact, Overflow> {
        let scale = self.scale.max(other.scale);
        let sum = self.in_units(scale)?.checked_add(other.in_units(scale)?).ok_or(Overflow)?;
        Ok(Exact::trimmed(sum, scale))
    }

    /// The difference.
    pub fn minus(self, other: Exact) -> Result<Exact, Overflow> {
        let negative = other.units.checked_neg().ok_or(Overflow)?;
        self.plus(Exact { units: negative, ..other })
    }

    /// The product.
    pub fn times(self, other: Exact) -> Result<Exact, Overflow> {
        let product = self.units.checked_mul(other.units).ok_or(Overflow)?;
        Ok(Exact::trimmed(product, self.scale + other.scale))
    }

    /// The quotient, rounded half away from zero to so many decimals.
    pub fn over(self, other: Exact, decimals: u8) -> Result<Exact, Overflow> {
        let scale = u32::from(decimals);
        // (a / 10^s) / (b / 10^t), in units of 10^-d, is a × 10^(d + t - s) / b.
        let up = power((scale + other.scale).saturating_sub(self.scale))?;
        let down = power(self.scale.saturating_sub(scale + other.scale))?;
        let above = self.units.checked_mul(up).ok_or(Overflow)?;
        let below = other.units.checked_mul(down).ok_or(Overflow)?;
        Ok(Exact::trimmed(divided(above, below)?, scale))
    }

    /// Rounded half away from zero to so many decimals.
    pub fn rounded(self, decimals: u8) -> Result<Exact, Overflow> {
        let scale = u32::from(decimals);
        match self.scale.checked_sub(scale) {
            None | Some(0) => Ok(self),
            Some(beyond) => Ok(Exact::trimmed(divided(self.units, power(beyond)?)?, scale)),
        }
    }

    /// Rounded half away from zero, as units of 10^-`scale`; a result of more digits than are kept
    /// is refused.
    pub fn units(self, scale: u8) -> Result<i64, Overflow> {
        let units = self.rounded(scale)?.in_units(u32::from(scale))?;
        let most = i128::from(10_i64.pow(DIGITS));
        if units.abs() >= most {
            return Err(Overflow);
        }
        i64::try_from(units).map_err(|_| Overflow)
    }

    /// How it compares with another.
    pub fn compare(self, other: Exact) -> Result<Ordering, Overflow> {
        let scale = self.scale.max(other.scale);
        Ok(self.in_units(scale)?.cmp(&other.in_units(scale)?))
    }
}

fn power(exponent: u32) -> Result<i128, Overflow> {
    10_i128.checked_pow(exponent).ok_or(Overflow)
}

/// The quotient of whole numbers, rounded half away from zero.
fn divided(above: i128, below: i128) -> Result<i128, Overflow> {
    let quotient = above.checked_div(below).ok_or(Overflow)?;
    let rest = above.checked_rem(below).ok_or(Overflow)?;
    // Twice the rest might be too large a number; what is left to the next one is not.
    if rest.unsigned_abs() < below.unsigned_abs() - rest.unsigned_abs() {
        return Ok(quotient);
    }
    let away = if (above < 0) == (below < 0) { 1 } else { -1 };
    quotient.checked_add(away).ok_or(Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::{parse, text};
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        Exact::new(parse(text, 6).unwrap(), 6)
    }

    fn shown(number: Result<Exact, Overflow>) -> String {
        text(number.unwrap().units(6).unwrap(), 6)
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (number, decimals, expected) in [
            ("0.5", 0, "1"),
            ("-0.5", 0, "-1"),
            ("0.4999", 0, "0"),
            ("-0.4999", 0, "0"),
            ("1.5", 0, "2"),
            ("2.5", 0, "3"),
            ("-2.5", 0, "-3"),
            ("1.005", 2, "1.01"),
            ("-1.005", 2, "-1.01"),
            ("1.004999", 2, "1"),
            ("0.045", 2, "0.05"),
            ("12.3456", 4, "12.3456"),
            ("12", 4, "12"),
        ] {
            assert_eq!(shown(exact(number).rounded(decimals)), expected, "{number}");
        }
    }

    #[test]
    fn sums_products_and_quotients_are_exact() {
        assert_eq!(shown(exact("0.1").plus(exact("0.2"))), "0.3");
        assert_eq!(shown(exact("1").minus(exact("1.000001"))), "-0.000001");
        assert_eq!(shown(exact("1.5").times(exact("-0.25"))), "-0.375");
        for (above, below, decimals, expected) in [
            ("1", "3", 4, "0.3333"),
            ("2", "3", 4, "0.6667"),
            ("-2", "3", 4, "-0.6667"),
            ("2", "-3", 4, "-0.6667"),
            ("1", "8", 2, "0.13"),
            ("-1", "8", 2, "-0.13"),
            ("100", "11.25", 4, "8.8889"),
            ("0.123456", "0.001", 2, "123.46"),
            ("0.000001", "1000", 6, "0"),
        ] {
            let quotient = exact(above).over(exact(below), decimals);
            assert_eq!(shown(quotient), expected, "{above} / {below}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let large = Exact::new(i64::MAX, 0);
        assert_eq!(large.units(0), Err(Overflow));
        assert_eq!(Exact::new(10_i64.pow(DIGITS), 4).units(4), Err(Overflow));
        assert_eq!(Exact::new(1 - 10_i64.pow(DIGITS), 4).units(4), Ok(1 - 10_i64.pow(DIGITS)));
        let square = large.times(large).unwrap();
        assert_eq!(square.times(large).unwrap_err(), Overflow);
        assert_eq!(square.plus(Exact::new(1, 9)).unwrap_err(), Overflow);
        assert_eq!(square.over(Exact::ZERO, 2).unwrap_err(), Overflow);
        assert_eq!(Exact::ZERO.over(Exact::ZERO, 2).unwrap_err(), Overflow);
        assert_eq!(square.compare(Exact::new(1, 9)).unwrap_err(), Overflow);
    }

    proptest! {
        #[test]
        fn rounding_moves_by_half_a_unit_at_most(units in -999_999_999_i64..=999_999_999, decimals in 0_u8..=6) {
            let number = Exact::new(units, 6);
            let rounded = number.rounded(decimals).unwrap();
            let moved = number.minus(rounded).unwrap().times(Exact::whole(2)).unwrap();
            let unit = Exact::new(1, decimals);
            let opposite = Exact::ZERO.minus(moved).unwrap();
            prop_assert!(moved.compare(unit).unwrap() != Ordering::Greater);
            prop_assert!(opposite.compare(unit).unwrap() != Ordering::Greater);
            let mirrored = Exact::new(-units, 6).rounded(decimals).unwrap();
            prop_assert_eq!(mirrored.units(6).unwrap(), -rounded.units(6).unwrap());
        }

        #[test]
        fn a_product_divided_is_what_it_was(one in -999_999_999_i64..=999_999_999, other in 1_i64..=999_999_999) {
            let (one, other) = (Exact::new(one, 4), Exact::new(other, 6));
            let back = one.times(other).unwrap().over(other, 4).unwrap();
            prop_assert_eq!(back.compare(one), Ok(Ordering::Equal));
        }

        #[test]
        fn sums_do_not_depend_on_their_order(mut parts in prop::collection::vec((any::<i32>(), 0_u8..=9), 0..40)) {
            let sum = |parts: &[(i32, u8)]| {
                let add = |sum: Exact, part: &(i32, u8)| sum.plus(Exact::new(part.0.into(), part.1)).unwrap();
                parts.iter().fold(Exact::ZERO, add)
            };
            let forwards = sum(&parts);
            parts.reverse();
            prop_assert_eq!(forwards.compare(sum(&parts)), Ok(Ordering::Equal));
            parts.sort_unstable();
            prop_assert_eq!(forwards.compare(sum(&parts)), Ok(Ordering::Equal));
        }

        #[test]
        fn nothing_panics(one in any::<i64>(), other in any::<i64>(), scale in 0_u8..=18, decimals in 0_u8..=18) {
            let (one, other) = (Exact::new(one, scale), Exact::new(other, decimals));
            let _ = one.times(other).and_then(|it| it.times(one)).and_then(|it| it.units(decimals));
            let _ = one.plus(other).and_then(|it| it.over(other, decimals));
            let _ = one.minus(other).and_then(|it| it.compare(one));
        }
    }
}
