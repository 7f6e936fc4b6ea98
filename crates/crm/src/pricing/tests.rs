//! Totals, exchange and the choice of a price, without a database.

use super::*;
use crate::currencies::ONE;
use proptest::prelude::*;

const fn currency(id: i64, decimals: u8, rate: i64) -> Currency {
    Currency { id: Some(id), decimals, rate }
}

const SEK: Currency = currency(1, 2, ONE);
const EUR: Currency = currency(2, 2, 11_250_000);
const YEN: Currency = currency(3, 0, 70_000);

/// A decimal as it is kept.
fn units(text: &str) -> i64 {
    engine::decimal::parse(text, SCALE).unwrap()
}

fn line(quantity: &str, price: &str, percent: &str, amount: &str, special: &str) -> Line {
    Line {
        quantity: units(quantity),
        price: units(price),
        discountpercent: units(percent),
        discountamount: units(amount),
        discountspecial: units(special),
    }
}

#[test]
fn totals_are_rounded_once_at_the_end() {
    for (line, currency, expected) in [
        (line("3", "19.9", "0", "0", "0"), SEK, "59.7"),
        (line("3", "0.335", "0", "0", "0"), SEK, "1.01"),
        (line("1", "0.005", "0", "0", "0"), SEK, "0.01"),
        (line("-1", "0.005", "0", "0", "0"), SEK, "-0.01"),
        (line("12.5", "8.4", "12.5", "0", "0"), SEK, "91.88"),
        (line("10", "99.95", "10", "50", "0"), SEK, "849.55"),
        (line("10", "99.95", "10", "50", "2"), SEK, "832.56"),
        (line("10", "99.95", "100", "50", "2"), SEK, "-49"),
        (line("7", "100.5", "0", "0", "0"), YEN, "704"),
        (line("0", "100", "0", "5", "0"), SEK, "-5"),
        (line("99999999999", "1", "0", "0", "0"), SEK, "99999999999"),
    ] {
        assert_eq!(line.total(currency), Ok(units(expected)), "{line:?}");
    }
    let large = line("99999999999", "99999999999", "0", "0", "0");
    assert!(large.total(SEK).is_err());
    assert!(
        line("99999999999.9999", "99999999999.9999", "12.3456", "1", "9.8765").total(SEK).is_err()
    );
}

#[test]
fn amounts_are_exchanged_through_the_base_currency() {
    for (amount, from, to, expected) in [
        ("100", SEK, EUR, "8.8889"),
        ("-100", SEK, EUR, "-8.8889"),
        ("8.8889", EUR, SEK, "100.0001"),
        ("1", EUR, YEN, "160.7143"),
        ("0.3333", SEK, SEK, "0.3333"),
    ] {
        let found = from.exchange(units(amount), to);
        assert_eq!(found, Ok(units(expected)), "{amount} {from:?} {to:?}");
    }
    assert_eq!(in_base(units("22.16"), EUR.rate, SEK), Ok(units("249.3")));
    assert_eq!(in_base(units("0.01"), 500_000, SEK), Ok(units("0.01")), "half an öre");
    assert!(EUR.exchange(units("99999999999"), SEK).is_err());
}

fn offer(group: Option<(i64, i64, i64)>, price: i64) -> Offer {
    let group = group.map(|(id, lowest, highest)| (id, Some(5), lowest, highest));
    Offer { id: 1, group, price, discountpercent: 0, discountamount: 0 }
}

#[test]
fn the_group_that_holds_the_quantity_is_chosen() {
    let scale = [
        offer(None, 20),
        offer(Some((1, 1, 9)), 10),
        offer(Some((2, 10, 99)), 9),
        offer(Some((3, 100, 500)), 8),
    ];
    let article = Article { unit: Some(5), price: 0 };
    for (quantity, expected) in [
        ("1", Some(10)),
        ("9", Some(10)),
        ("9.9999", Some(10)),
        ("10", Some(9)),
        ("-10", Some(9)),
        ("500.5", Some(8)),
        ("501", Some(20)),
        ("0.5", Some(20)),
        ("0", Some(20)),
    ] {
        let found = best(&scale, &article, units(quantity)).map(|offer| offer.price);
        assert_eq!(found, expected, "{quantity}");
    }
    let only_groups = &scale[1..];
    assert!(best(only_groups, &article, units("501")).is_none());
    let other_unit = Article { unit: Some(6), price: 0 };
    assert!(best(only_groups, &other_unit, units("5")).is_none(), "counted in another unit");
    let no_unit = Article { unit: None, price: 0 };
    assert_eq!(best(only_groups, &no_unit, units("5")).map(|offer| offer.price), Some(10));
}

#[test]
fn a_price_below_the_lists_is_warned_of() {
    let price = Price {
        origin: Origin::Default,
        list: Some(1),
        offer: Some(1),
        group: None,
        price: units("100"),
        discountpercent: units("10"),
        discountamount: units("5"),
    };
    for (line, expected) in [
        (Line::resolved(units("3"), &price), false),
        (line("3", "100", "10", "5.01", "0"), true),
        (line("3", "100", "10", "4.99", "0"), false),
        (line("3", "100", "10", "5", "1"), true),
        (line("3", "100", "0", "0", "0"), false),
        (line("3", "80", "0", "0", "0"), true),
        (line("-3", "80", "0", "0", "0"), true),
        (line("-3", "100", "0", "0", "0"), false),
        (line("0", "1", "0", "0", "0"), false),
    ] {
        assert_eq!(line.is_under(&price), Ok(expected), "{line:?}");
    }
}

/// A catalogue of one article on one list, with a scale.
fn catalogue() -> Catalogue {
    let list = List { id: 1, in_force: true, strict: false, currency: None };
    let offers = vec![offer(None, 50_000), offer(Some((1, 1, 9)), 100_000)];
    Catalogue {
        currency: SEK,
        base: SEK,
        currencies: vec![SEK, EUR, YEN],
        articles: HashMap::from([(7, Article { unit: Some(5), price: 120_000 })]),
        lists: HashMap::from([(1, list)]),
        account: None,
        default: Some(1),
        offers: HashMap::from([((1, 7), offers)]),
    }
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (
        -99_999_999_i64..=99_999_999,
        0..=99_999_999_i64,
        0..=1_000_000_i64,
        0..=9_999_999_i64,
        0..=1_000_000_i64,
    );
    let line =
        line.prop_map(|(quantity, price, discountpercent, discountamount, discountspecial)| Line {
            quantity,
            price,
            discountpercent,
            discountamount,
            discountspecial,
        });
    prop::collection::vec(line, 0..30)
}

proptest! {
    #[test]
    fn a_total_is_within_half_a_unit_of_what_it_is_rounded_from(lines in lines(), decimals in 0_u8..=4) {
        let currency = currency(1, decimals, ONE);
        for line in lines {
            let total = i128::from(line.total(currency).unwrap());
            // In units of 10^-20, which no factor is finer than.
            let hundred = 1_000_000_i128;
            let left = |percent: i64| hundred - i128::from(percent);
            let gross = i128::from(line.quantity) * i128::from(line.price) * left(line.discountpercent);
            let net = (gross - i128::from(line.discountamount) * 10_i128.pow(10)) * left(line.discountspecial);
            let off = (total * 10_i128.pow(16) - net).abs();
            let unit = 10_i128.pow(20 - u32::from(decimals));
            prop_assert!(off * 2 <= unit, "{line:?} {total} {net}");
            prop_assert_eq!(total % 10_i128.pow(u32::from(4 - decimals)), 0);
        }
    }

    #[test]
    fn the_sum_does_not_depend_on_the_order_of_rows(mut lines in lines(), seed in any::<usize>()) {
        let sum = |lines: &[Line]| -> i64 { lines.iter().map(|line| line.total(SEK).unwrap()).sum() };
        let before = sum(&lines);
        if !lines.is_empty() {
            let turn = seed % lines.len();
            lines.rotate_left(turn);
        }
        prop_assert_eq!(before, sum(&lines));
        lines.reverse();
        prop_assert_eq!(before, sum(&lines));
    }

    #[test]
    fn a_return_costs_what_it_was_bought_for(quantity in 1_i64..=99_999_999, price in 0..=99_999_999_i64, percent in 0..=1_000_000_i64) {
        let line = Line { quantity, price, discountpercent: percent, ..Line::default() };
        let back = Line { quantity: -quantity, ..line };
        prop_assert_eq!(line.total(EUR).unwrap(), -back.total(EUR).unwrap());
    }

    #[test]
    fn a_price_does_not_depend_on_the_rows_beside_it(quantities in prop::collection::vec(any::<i32>(), 1..20)) {
        let catalogue = catalogue();
        let row = |quantity: &i32| Wanted { path: String::new(), article: 7, quantity: i64::from(*quantity), list: None };
        let price = |quantity: &i32| {
            let mut errors = Errors::default();
            let price = catalogue.price(&row(quantity), &mut errors);
            assert!(errors.is_empty());
            price.unwrap()
        };
        let forwards: Vec<Price> = quantities.iter().map(price).collect();
        let mut backwards: Vec<Price> = quantities.iter().rev().map(price).collect();
        backwards.reverse();
        prop_assert_eq!(&forwards, &backwards);
        for (quantity, found) in quantities.iter().zip(forwards) {
            let whole = (i64::from(*quantity) / 10_000).abs();
            prop_assert_eq!(found.group, (1..=9).contains(&whole).then_some(1));
            prop_assert_eq!(found.origin, Origin::Default);
        }
    }
}
