//! Totals of rows.

use engine::decimal::{Exact, Overflow};
use std::cmp::Ordering;

use super::{Currency, Price, SCALE};
use crate::currencies::RATE_SCALE;

/// What the total of a row is made of, each in units of 10^-[`SCALE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// How many.
    pub(crate) quantity: i64,
    /// What one unit costs.
    pub(crate) price: i64,
    /// Discount in per cent.
    pub(crate) discountpercent: i64,
    /// Discount of the whole row.
    pub(crate) discountamount: i64,
    /// A further discount, in per cent of what is left.
    pub(crate) discountspecial: i64,
}

impl Line {
    /// The row as its resolved price alone would have it.
    pub(crate) fn resolved(quantity: i64, price: &Price) -> Line {
        Line {
            quantity,
            price: price.price,
            discountpercent: price.discountpercent,
            discountamount: price.discountamount,
            discountspecial: 0,
        }
    }

    /// What the row comes to, before it is rounded.
    fn net(&self) -> Result<Exact, Overflow> {
        let gross = Exact::new(self.quantity, SCALE).times(Exact::new(self.price, SCALE))?;
        let discounted = gross.times(left(self.discountpercent)?)?;
        let reduced = discounted.minus(Exact::new(self.discountamount, SCALE))?;
        reduced.times(left(self.discountspecial)?)
    }

    /// What the row comes to, rounded half away from zero to the currency's decimals.
    pub(crate) fn total(&self, currency: Currency) -> Result<i64, Overflow> {
        self.net()?.rounded(currency.decimals)?.units(SCALE)
    }

    /// Whether a unit costs less than its resolved price would have it.
    pub(crate) fn is_under(&self, price: &Price) -> Result<bool, Overflow> {
        let than = Line::resolved(self.quantity, price).net()?;
        let wrong = if self.quantity < 0 { Ordering::Greater } else { Ordering::Less };
        Ok(self.quantity != 0 && self.net()?.compare(than)? == wrong)
    }
}

/// What remains of 1 after so many per cent are taken off.
fn left(percent: i64) -> Result<Exact, Overflow> {
    Exact::whole(1).minus(Exact::new(percent, SCALE + 2))
}

/// A total in the base currency, rounded half away from zero to its decimals.
pub(crate) fn in_base(total: i64, rate: i64, base: Currency) -> Result<i64, Overflow> {
    let worth = Exact::new(total, SCALE).times(Exact::new(rate, RATE_SCALE))?;
    worth.rounded(base.decimals)?.units(SCALE)
}
