//! What a row comes to. Amounts are in units of 10^-[`SCALE`].

use engine::decimal::{Exact, Overflow};
use engine::work::Record;

use crate::currencies::RATE_SCALE;
use crate::pricing::{Currency, Line, Origin, Price, SCALE, in_base};

/// The currency of a whole, and the one that sums are kept in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Money {
    /// With the rate of the whole, which may differ from what the currency says.
    pub(super) currency: Currency,
    pub(super) base: Currency,
}

/// What a row adds to the totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) price: i64,
    pub(super) statistics: i64,
    pub(super) alternative: i64,
    pub(super) buy: i64,
}

fn number(row: &Record, column: &str) -> i64 {
    row.int(column).unwrap_or_default()
}

/// What its total is made of.
pub(super) fn line(row: &Record) -> Line {
    Line {
        quantity: number(row, "quantity"),
        price: number(row, "price"),
        discountpercent: number(row, "discountpercent"),
        discountamount: number(row, "discountamount"),
        discountspecial: number(row, "discountspecial"),
    }
}

/// Whether anything is taken off its price.
pub(super) fn is_discounted(row: &Record) -> bool {
    ["discountpercent", "discountamount", "discountspecial"]
        .iter()
        .any(|column| number(row, column) > 0)
}

/// Whether it costs less than its price list asked when the price was resolved.
pub(super) fn is_under(row: &Record) -> Result<bool, Overflow> {
    let Some(price) = row.int("listprice") else { return Ok(false) };
    let asked = Price {
        origin: Origin::Row,
        list: None,
        offer: None,
        group: None,
        price,
        discountpercent: number(row, "listpercent"),
        discountamount: number(row, "listamount"),
    };
    line(row).is_under(&asked)
}

impl Money {
    /// What a row adds to the totals, each amount rounded.
    pub(super) fn amounts(self, row: &Record) -> Result<Amounts, Overflow> {
        let price = line(row).total(self.currency)?;
        Ok(Amounts {
            price,
            statistics: in_base(price, self.currency.rate, self.base)?,
            alternative: self.times(row, "alternativevalue")?,
            buy: self.times(row, "buyprice")?,
        })
    }

    /// So many times an amount of one unit.
    fn times(self, row: &Record, column: &str) -> Result<i64, Overflow> {
        let quantity = Exact::new(number(row, "quantity"), SCALE);
        let all = quantity.times(Exact::new(number(row, column), SCALE))?;
        all.rounded(self.currency.decimals)?.units(SCALE)
    }

    /// The price of one unit in the base currency. It keeps its decimals.
    pub(super) fn unit_in_base(self, price: i64) -> Result<i64, Overflow> {
        Exact::new(price, SCALE).times(Exact::new(self.currency.rate, RATE_SCALE))?.units(SCALE)
    }

    /// The price of one unit out of the base currency.
    pub(super) fn unit_from_base(self, price: i64) -> Result<i64, Overflow> {
        Exact::new(price, SCALE)
            .over(Exact::new(self.currency.rate, RATE_SCALE), SCALE)?
            .units(SCALE)
    }
}

impl Amounts {
    /// The sum, unless it is too large.
    pub(super) fn plus(self, other: Amounts) -> Result<Amounts, Overflow> {
        let sum = |one: i64, other: i64| {
            Exact::new(one, SCALE).plus(Exact::new(other, SCALE))?.units(SCALE)
        };
        Ok(Amounts {
            price: sum(self.price, other.price)?,
            statistics: sum(self.statistics, other.statistics)?,
            alternative: sum(self.alternative, other.alternative)?,
            buy: sum(self.buy, other.buy)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::UNDECLARED;
    use engine::store::Value;
    use proptest::prelude::*;

    fn row((quantity, price, percent, amount, special): (i64, i64, i64, i64, i64)) -> Record {
        let mut row = Record::new();
        for (column, number) in [
            ("quantity", quantity),
            ("price", price),
            ("discountpercent", percent),
            ("discountamount", amount),
            ("discountspecial", special),
            ("alternativevalue", price / 3),
            ("buyprice", price / 2),
        ] {
            row.set(column, Value::Int(number));
        }
        row
    }

    fn rows() -> impl Strategy<Value = Vec<Record>> {
        let row = (
            -99_999_999_i64..=99_999_999,
            0..=99_999_999_i64,
            0..=1_000_000_i64,
            0..=9_999_999_i64,
            0..=1_000_000_i64,
        );
        prop::collection::vec(row.prop_map(self::row), 0..40)
    }

    fn sum(money: Money, rows: &[Record]) -> Amounts {
        rows.iter()
            .fold(Amounts::default(), |sum, row| sum.plus(money.amounts(row).unwrap()).unwrap())
    }

    proptest! {
        #[test]
        fn totals_are_the_sums_of_their_rows_in_any_order(
            mut rows in rows(),
            decimals in 0_u8..=4,
            rate in 1_i64..=20_000_000,
            turn in any::<prop::sample::Index>(),
        ) {
            let currency = Currency { id: Some(2), decimals, rate };
            let money = Money { currency, base: UNDECLARED };
            let total = sum(money, &rows);
            let added: i64 = rows.iter().map(|row| money.amounts(row).unwrap().price).sum();
            prop_assert_eq!(total.price, added);
            prop_assert_eq!(total.price % 10_i64.pow(4 - u32::from(decimals)), 0);
            prop_assert_eq!(total.statistics % 100, 0);
            if !rows.is_empty() {
                let middle = turn.index(rows.len());
                rows.rotate_left(middle);
            }
            prop_assert_eq!(sum(money, &rows), total);
            rows.reverse();
            prop_assert_eq!(sum(money, &rows), total);
        }

        #[test]
        fn at_a_rate_of_one_both_currencies_say_the_same(rows in rows()) {
            let money = Money { currency: UNDECLARED, base: UNDECLARED };
            let total = sum(money, &rows);
            prop_assert_eq!(total.price, total.statistics);
        }
    }
}
