//! Prices of rows, what they come to, and the totals of the whole.
//!
//! What a body gives stays as it is until a body says otherwise, with null as "as it would be". To
//! say again what is there already gives nothing: a client may send back what it was answered.

use engine::decimal::Overflow;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Member, Record, Work};
use std::collections::HashMap;

use super::money::{Amounts, Money, is_discounted, is_under};
use super::{DISCOUNTED, MOST_ROWS, TOTALS};
use crate::articles::ARTICLES;
use crate::currencies::{self, CURRENCIES, ONE};
use crate::pricing::{Catalogue, Currency, Origin, Terms, UNDECLARED, Wanted, kept};

/// Columns of rows that bodies may give: bits of their column `fixed`.
const GIVEN: [(&str, i64); 6] = [
    ("price", 1),
    ("discountpercent", 2),
    ("discountamount", 4),
    ("statisticsprice", 8),
    ("buyprice", 16),
    ("pricelistid", LIST),
];
const LIST: i64 = 32;

/// Prices the rows of an order or a quote, and adds them up. `quantity` is what bodies call the
/// quantity of a row.
pub(crate) fn reckon(
    work: &mut Work<'_>,
    quantity: &'static str,
    now: &mut Record,
    before: Option<&Record>,
    rows: &mut [Member],
    errors: &mut Errors,
) -> Result<(), Problem> {
    if rows.len() > MOST_ROWS {
        errors.add("rows", format!("There may be {MOST_ROWS} rows at most, the old ones counted."));
        return Ok(());
    }
    let Some(money) = currency(work, now, before, errors)? else { return Ok(()) };
    let again = before.is_some_and(|before| {
        ["currencycode", "currencyrate"].iter().any(|one| before.get(one) != now.get(one))
    });
    for row in rows.iter_mut() {
        given(&mut row.now, row.before.as_ref(), &GIVEN);
        in_currency(row, now, errors);
    }
    let mut found = Errors::default();
    resolve(work, now, before, money, rows, &mut found)?;
    errors.extend(found.renamed("quantity", quantity));
    let mut total = Ok(Amounts::default());
    let mut discounted = false;
    for row in rows.iter_mut() {
        let amounts = amounts(money, row, again, errors);
        if row.now.int("dropped") != Some(1) {
            discounted |= is_discounted(&row.now);
            total = total.and_then(|total| total.plus(amounts.unwrap_or_default()));
        }
    }
    sum_up(now, before, total, discounted, errors);
    Ok(())
}

/// Notes which columns a body gives, and which it gives back.
fn given(now: &mut Record, before: Option<&Record>, columns: &[(&'static str, i64)]) {
    let mut fixed = now.int("fixed").unwrap_or(0);
    for (column, bit) in columns.iter().filter(|(column, _)| now.gave(column)) {
        match now.get(column) {
            Value::Null => fixed &= !bit,
            value if before.is_none_or(|before| before.get(column) != value) => fixed |= bit,
            _ => {}
        }
    }
    now.set("fixed", Value::Int(fixed));
}

fn is_given(row: &Record, bit: i64) -> bool {
    row.int("fixed").unwrap_or(0) & bit != 0
}

/// The currency of the whole, its code and rate completed; none when that is reported as wrong.
fn currency(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<Option<Money>, Problem> {
    let declared = work.load_all(&CURRENCIES, &[])?;
    let base = declared.iter().find(|row| row.int("isbase") == Some(1));
    let code = now.text("currencycode").map(str::to_ascii_uppercase);
    let code = code.or_else(|| base.and_then(|base| base.text("code").map(str::to_owned)));
    let row = declared.iter().find(|row| row.text("code") == code.as_deref() && code.is_some());
    let found = match (row, &code) {
        (Some(row), _) => Currency::of(row),
        (None, None) => UNDECLARED,
        // Nobody has declared any, so that this one is as good as another.
        (None, Some(code)) if declared.is_empty() && currencies::exists(code) => UNDECLARED,
        (None, Some(code)) if before.is_some_and(|one| one.text("currencycode") == Some(code)) => {
            UNDECLARED
        }
        (None, Some(code)) => {
            errors.add("currencycode", format!("There is no currency {code}."));
            return Ok(None);
        }
    };
    let other = before.is_none_or(|before| before.text("currencycode") != code.as_deref());
    let rate = now.int("currencyrate").filter(|_| !other || now.gave("currencyrate"));
    let rate = rate.unwrap_or(found.rate);
    let base = base.map_or(UNDECLARED, Currency::of);
    if found.id.is_some() && found.id == base.id && rate != ONE {
        errors.add("currencyrate", "One of the base currency is worth 1.");
        return Ok(None);
    }
    now.set("currencycode", code.into());
    now.set("currencyrate", Value::Int(rate));
    Ok(Some(Money { currency: Currency { rate, ..found }, base }))
}

/// A row is in the currency of the whole.
fn in_currency(row: &mut Member, whole: &Record, errors: &mut Errors) {
    for column in ["currencycode", "currencyrate"] {
        let value = row.now.get(column);
        let own = row.now.gave(column) && row.changed(column) && *value != Value::Null;
        let same = match (value, whole.get(column)) {
            (Value::Text(own), Value::Text(whole)) => own.eq_ignore_ascii_case(whole),
            (own, whole) => own == whole,
        };
        if own && !same {
            errors.add(row.at(column), "A row is in the currency of the whole.");
        }
        row.now.set(column, whole.get(column).clone());
    }
}

/// Whether a row's price is to be looked up: it is new, or something that prices depend on is.
fn is_open(row: &Member) -> bool {
    let asks = |column| *row.now.get(column) == Value::Null;
    row.now.int("articleid").is_some()
        && (["articleid", "quantity", "pricelistid"].iter().any(|column| row.changed(column))
            || ["price", "discountpercent", "discountamount"].iter().any(|column| asks(column)))
}

/// Looks up prices, and which price list applies to the whole.
fn resolve(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    money: Money,
    rows: &mut [Member],
    errors: &mut Errors,
) -> Result<(), Problem> {
    let other = before.is_none_or(|before| {
        let of = ["accountid", "placedate", "currencycode"];
        of.iter().any(|column| before.get(column) != now.get(column))
    });
    let open: Vec<usize> =
        (0..rows.len()).filter(|place| rows.get(*place).is_some_and(is_open)).collect();
    let wanted: Vec<Wanted> = open
        .iter()
        .filter_map(|place| rows.get(*place))
        .map(|row| Wanted {
            path: row.path.clone(),
            article: row.now.int("articleid").unwrap_or_default(),
            quantity: row.now.int("quantity").unwrap_or_default(),
            list: row.now.int("pricelistid").filter(|_| is_given(&row.now, LIST)),
        })
        .collect();
    if wanted.is_empty() && !other {
        return Ok(());
    }
    let terms = Terms {
        account: now.int("accountid"),
        currency: money.currency.id,
        day: now.int("placedate").unwrap_or_default(),
    };
    let catalogue = Catalogue::load(work, &terms, &wanted)?;
    if other {
        now.set("pricelistid", catalogue.list().into());
    }
    let articles = articles(work, &wanted)?;
    for (place, wanted) in open.into_iter().zip(&wanted) {
        let Some(row) = rows.get_mut(place) else { continue };
        let Some(price) = catalogue.price(wanted, errors) else { continue };
        let listed = price.origin == Origin::Row;
        for (column, listed, value) in [
            ("price", "listprice", price.price),
            ("discountpercent", "listpercent", price.discountpercent),
            ("discountamount", "listamount", price.discountamount),
        ] {
            let bit = GIVEN.iter().find(|(known, _)| *known == column).map_or(0, |(_, bit)| *bit);
            row.now.set(listed, Value::Int(value));
            if !is_given(&row.now, bit) {
                row.now.set(column, Value::Int(value));
            }
        }
        row.now.set("pricelistid", price.list.into());
        row.now.set("pricegroupid", price.group.into());
        row.now.set("priceid", price.offer.into());
        let fixed = row.now.int("fixed").unwrap_or(0);
        row.now.set("fixed", Value::Int(if listed { fixed | LIST } else { fixed & !LIST }));
        if let Some(article) = articles.get(&wanted.article) {
            of_article(row, article, money, errors);
        }
    }
    Ok(())
}

fn articles(work: &mut Work<'_>, wanted: &[Wanted]) -> Result<HashMap<i64, Record>, Problem> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<i64> = wanted.iter().map(|row| row.article).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = work.load_all(&ARTICLES, &[Condition::OneOf("id", ids)])?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// What a row takes over from its article.
fn of_article(row: &mut Member, article: &Record, money: Money, errors: &mut Errors) {
    if row.changed("articleid") && !(row.changed("unitid") && row.now.int("unitid").is_some()) {
        row.now.set("unitid", article.get("unitid").clone());
    }
    if row.changed("articleid") && !is_given(&row.now, 16) {
        let price = article.int("buyprice").map(|price| money.unit_from_base(price));
        let price = price.and_then(|price| kept(price, &place(row, "buyprice"), errors));
        row.now.set("buyprice", price.into());
    }
}

/// Where a row stands in the body; rows that it does not name are its rows as a whole.
fn place(row: &Member, property: &str) -> String {
    if row.path.is_empty() { "rows".to_owned() } else { row.at(property) }
}

/// What a row comes to, and its columns that follow from it; none when that is reported as wrong.
fn amounts(money: Money, row: &mut Member, again: bool, errors: &mut Errors) -> Option<Amounts> {
    let at = place(row, "totalprice");
    let amounts = kept(money.amounts(&row.now), &at, errors)?;
    if row.path.is_empty() && !again {
        // What was agreed stays, whatever has become of the currency.
        let agreed = |column: &str| row.now.int(column).unwrap_or_default();
        return Some(Amounts {
            price: agreed("totalprice"),
            statistics: agreed("totalpricestatistics"),
            alternative: agreed("totalalternativevalue"),
            ..amounts
        });
    }
    for column in ["price", "discountpercent", "discountamount"] {
        if *row.now.get(column) == Value::Null {
            row.now.set(column, Value::Int(0));
        }
    }
    if row.now.int("articleid").is_none() {
        for column in ["priceid", "pricegroupid", "listprice", "listpercent", "listamount"] {
            row.now.set(column, Value::Null);
        }
    }
    if !is_given(&row.now, 8) {
        let price = row.now.int("price").unwrap_or_default();
        let price = kept(money.unit_in_base(price), &place(row, "statisticsprice"), errors)?;
        row.now.set("statisticsprice", Value::Int(price));
    }
    let under = kept(is_under(&row.now), &place(row, "price"), errors)?;
    row.now.set("pricewarning", Value::Int(i64::from(under)));
    row.now.set("totalprice", Value::Int(amounts.price));
    row.now.set("totalpricestatistics", Value::Int(amounts.statistics));
    row.now.set("totalalternativevalue", Value::Int(amounts.alternative));
    Some(amounts)
}

/// The totals of the whole, where none were given.
fn sum_up(
    now: &mut Record,
    before: Option<&Record>,
    total: Result<Amounts, Overflow>,
    discounted: bool,
    errors: &mut Errors,
) {
    let Some(total) = kept(total, "rows", errors) else { return };
    given(now, before, &TOTALS);
    given(now, before, &[("discounted", DISCOUNTED)]);
    let sums = [total.price, total.statistics, total.alternative, total.buy];
    for ((column, bit), sum) in TOTALS.into_iter().zip(sums) {
        if !is_given(now, bit) {
            now.set(column, Value::Int(sum));
        }
    }
    if !is_given(now, DISCOUNTED) {
        now.set("discounted", Value::Int(i64::from(discounted)));
    }
}
