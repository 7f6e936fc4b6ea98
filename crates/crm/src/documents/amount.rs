//! Numbers as people of a language write them: exact, grouped by three digits.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use engine::decimal;
use minijinja::value::{DynObject, Object, ObjectRepr};

use super::words::Language;

/// Decimals that the numbers of orders and quotes are kept with.
const SCALE: u8 = 4;

/// A number on paper. Templates print it, and tell 0 from anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// In units of 10^-[`SCALE`].
    units: i64,
    /// Decimals that are written even when they are 0.
    least: u8,
    language: Language,
}

impl Amount {
    /// Reads a number as JSON writes it; none when it is no number.
    pub(super) fn read(text: &str, least: u8, language: Language) -> Option<Amount> {
        let units = decimal::parse(text, SCALE).ok()?;
        Some(Amount { units, least: least.min(SCALE), language })
    }

    pub(super) fn is_zero(self) -> bool {
        self.units == 0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (group, point, minus) = self.language.marks();
        let text = decimal::text(self.units, SCALE);
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let digits = match whole.strip_prefix('-') {
            Some(digits) => {
                f.write_char(minus)?;
                digits
            }
            None => whole,
        };
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                f.write_char(group)?;
            }
            f.write_char(digit)?;
        }
        let least = usize::from(self.least);
        if decimals.is_empty() && least == 0 {
            return Ok(());
        }
        write!(f, "{point}{decimals:0<least$}")
    }
}

impl Object for Amount {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.is_zero()
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        Some(self.units.cmp(&other.downcast_ref::<Amount>()?.units))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_ref(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_the_language_has_it() {
        for (text, least, swedish, english) in [
            ("0", 0, "0", "0"),
            ("0", 2, "0,00", "0.00"),
            ("1234.5", 2, "1\u{a0}234,50", "1,234.50"),
            ("1234.5", 0, "1\u{a0}234,5", "1,234.5"),
            ("-1234567.125", 2, "\u{2212}1\u{a0}234\u{a0}567,125", "-1,234,567.125"),
            ("999", 0, "999", "999"),
            ("-0.25", 2, "\u{2212}0,25", "-0.25"),
            ("0.0125", 2, "0,0125", "0.0125"),
            ("12500", 0, "12\u{a0}500", "12,500"),
            ("99999999999.9999", 2, "99\u{a0}999\u{a0}999\u{a0}999,9999", "99,999,999,999.9999"),
        ] {
            let written =
                |language| Amount::read(text, least, language).map(|amount| amount.to_string());
            assert_eq!(written(Language::Swedish).as_deref(), Some(swedish), "{text}");
            assert_eq!(written(Language::English).as_deref(), Some(english), "{text}");
        }
        assert_eq!(Amount::read("x", 2, Language::Swedish), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(units in -99_999_999_999_999_i64..=99_999_999_999_999, least in 0_u8..=4) {
            let text = decimal::text(units, 4);
            let written = Amount::read(&text, least, Language::English).unwrap().to_string();
            let (_, decimals) = written.split_once('.').unwrap_or((&written, ""));
            prop_assert!(decimals.len() >= usize::from(least));
            prop_assert_eq!(decimal::parse(&written.replace(',', ""), 4), Ok(units));
        }
    }
}
