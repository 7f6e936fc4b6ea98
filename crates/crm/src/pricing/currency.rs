//! Currencies, and amounts of one in another.

use engine::decimal::{Exact, Overflow};
use engine::work::Record;

use super::SCALE;
use crate::currencies::{ONE, RATE_SCALE};

/// A currency, as prices see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Currency {
    /// Its id; none for a base currency that nobody has declared.
    pub(crate) id: Option<i64>,
    /// Decimals that totals are rounded to.
    pub(crate) decimals: u8,
    /// What one is worth in the base currency, in units of 10^-[`RATE_SCALE`].
    pub(crate) rate: i64,
}

/// The base currency of those who have declared none.
pub(crate) const UNDECLARED: Currency = Currency { id: None, decimals: 2, rate: ONE };

impl Currency {
    /// What a row of the currencies says.
    pub(crate) fn of(row: &Record) -> Currency {
        let decimals = row.int("decimals").and_then(|decimals| u8::try_from(decimals).ok());
        Currency {
            id: Some(row.id),
            decimals: decimals.unwrap_or(UNDECLARED.decimals),
            rate: row.int("rate").unwrap_or(ONE),
        }
    }

    /// An amount of this currency in another, with [`SCALE`] decimals.
    pub(super) fn exchange(self, amount: i64, to: Currency) -> Result<i64, Overflow> {
        if self.rate == to.rate {
            return Ok(amount);
        }
        let (from, to) = (Exact::new(self.rate, RATE_SCALE), Exact::new(to.rate, RATE_SCALE));
        Exact::new(amount, SCALE).times(from)?.over(to, SCALE)?.units(SCALE)
    }
}
