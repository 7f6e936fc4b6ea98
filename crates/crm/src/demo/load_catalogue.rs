//! Puts what is sold, and on what terms, into a tenant.

use engine::clock::days;
use engine::declare::Resource;
use engine::problem::Problem;
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Layout, Work};
use jiff::civil::Date;
use std::collections::HashMap;

use super::catalogue::{self, Article};
use crate::calendar::ZONE;
use crate::{
    ARTICLE_GROUPS, ARTICLE_UNITS, ARTICLES, BRANDS, BUDGET_GROUPS, CURRENCIES, DELIVERY_TERMS,
    DELIVERY_TYPES, DISCOUNT_GROUPS, MATERIALS, ORDER_STATUSES, ORDER_TYPES, PAYMENT_TERMS,
    PRICE_GROUPS, PRICE_LISTS, PRICES, SERVICE_LEVELS, SORT_GROUPS, VOLUME_GROUPS,
    WAREHOUSE_STATUSES, WAREHOUSES,
};

/// The ids that the catalogue was given.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue {
    /// Articles.
    pub(super) articles: Vec<i64>,
    /// Price lists.
    pub(super) lists: Vec<i64>,
    /// Articles and what they are.
    pub(super) goods: Vec<(i64, Article)>,
    /// For each price list the first price of each article, by place; those of larger quantities
    /// follow it.
    pub(super) prices: Vec<HashMap<usize, i64>>,
    /// Price groups by unit.
    pub(super) groups: Vec<[i64; 3]>,
    pub(super) units: Vec<i64>,
    pub(super) delivery_terms: Vec<i64>,
    pub(super) delivery_types: Vec<i64>,
    pub(super) payment_terms: Vec<i64>,
    pub(super) order_types: Vec<i64>,
    pub(super) order_statuses: Vec<i64>,
    pub(super) sort_groups: Vec<i64>,
}

type Values = Vec<(&'static str, Value)>;

/// Names in their order, with more of each; the first is the default where there is one.
fn named<'a>(
    work: &mut Work<'_>,
    of: &'static Resource,
    names: impl Iterator<Item = (&'a str, Values)>,
) -> Result<Vec<i64>, Problem> {
    let layout = Layout::of(of);
    let mut ids = Vec::new();
    for (place, (name, mut values)) in names.enumerate() {
        values.push(("name", name.into()));
        for column in ["sortorder", "step"] {
            if layout.column(column).is_some() {
                values.push((column, Value::Int(place as i64 + 1)));
            }
        }
        if layout.column("isdefault").is_some() {
            values.push(("isdefault", Value::Int(i64::from(place == 0))));
        }
        ids.push(work.add(of, values)?);
    }
    Ok(ids)
}

fn plain(
    work: &mut Work<'_>,
    of: &'static Resource,
    names: &[&'static str],
) -> Result<Vec<i64>, Problem> {
    named(work, of, names.iter().map(|name| (*name, Vec::new())))
}

/// Loads the whole catalogue.
pub(super) fn load(work: &mut Work<'_>, today: Date) -> Result<Catalogue, Problem> {
    let terms = catalogue::DELIVERY_TERMS.iter();
    let delivery_terms =
        named(work, &DELIVERY_TERMS, terms.map(|(name, key)| (*name, vec![keyed(key)])))?;
    let delivery_types = plain(work, &DELIVERY_TYPES, catalogue::DELIVERY_TYPES)?;
    let terms = catalogue::PAYMENT_TERMS.iter();
    let terms =
        terms.map(|(name, key, days)| (*name, vec![keyed(key), ("days", Value::Int(*days))]));
    let payment_terms = named(work, &PAYMENT_TERMS, terms)?;
    let order_types = plain(work, &ORDER_TYPES, catalogue::ORDER_TYPES)?;
    let order_statuses = plain(work, &ORDER_STATUSES, catalogue::ORDER_STATUSES)?;
    let sort_groups = plain(work, &SORT_GROUPS, catalogue::SORT_GROUPS)?;
    let units = plain(work, &ARTICLE_UNITS, catalogue::UNITS)?;
    let articles = articles(work, &units)?;
    let groups = groups(work, &units)?;
    let currencies = currencies(work)?;
    let (mut lists, mut prices) = (Vec::new(), Vec::new());
    for list in &catalogue::PRICE_LISTS {
        let (id, of) = price_list(work, list, today, &currencies, &groups, &articles)?;
        lists.push(id);
        prices.push(of);
    }
    Ok(Catalogue {
        articles: articles.iter().map(|(id, _)| *id).collect(),
        lists,
        goods: articles,
        prices,
        groups,
        units,
        delivery_terms,
        delivery_types,
        payment_terms,
        order_types,
        order_statuses,
        sort_groups,
    })
}

fn keyed(key: &str) -> (&'static str, Value) {
    ("externalkey", key.into())
}

fn at(list: &[i64], index: usize) -> Value {
    list.get(index % list.len().max(1)).copied().into()
}

fn articles(work: &mut Work<'_>, units: &[i64]) -> Result<Vec<(i64, Article)>, Problem> {
    let groups = plain(work, &ARTICLE_GROUPS, catalogue::GROUPS)?;
    let brands = plain(work, &BRANDS, catalogue::BRANDS)?;
    let materials = plain(work, &MATERIALS, catalogue::MATERIALS)?;
    let warehouses = plain(work, &WAREHOUSES, catalogue::WAREHOUSES)?;
    let statuses = plain(work, &WAREHOUSE_STATUSES, catalogue::WAREHOUSE_STATUSES)?;
    let levels = plain(work, &SERVICE_LEVELS, catalogue::SERVICE_LEVELS)?;
    let budgets = plain(work, &BUDGET_GROUPS, catalogue::BUDGET_GROUPS)?;
    let discounts = plain(work, &DISCOUNT_GROUPS, catalogue::DISCOUNT_GROUPS)?;
    let volumes = plain(work, &VOLUME_GROUPS, catalogue::VOLUME_GROUPS)?;
    let all = catalogue::articles();
    let first = work.reserve(&ARTICLES, all.len() as u64)?;
    let mut loaded = Vec::with_capacity(all.len());
    for (id, article) in (first..).zip(all) {
        let n = article.n;
        let number = article.number();
        let mut values = vec![
            ("name", article.name().into()),
            ("number", number.as_str().into()),
            ("externalkey", number.as_str().into()),
            ("description", article.description().into()),
            ("price", ore(article.price)),
            ("buyprice", ore(article.buy_price())),
            ("vat", Value::Int(250_000)),
            ("groupid", at(&groups, article.group)),
            ("unitid", at(units, article.unit)),
            ("servicelevelid", at(&levels, n)),
            ("budgetgroupid", at(&budgets, article.group)),
            ("discountgroupid", at(&discounts, n / 5)),
            ("businessareaid", Value::Int(1 + article.group as i64 / 4)),
            ("sortorder", Value::Int(n as i64 % 50)),
            ("active", Value::Int(i64::from(n % 29 != 28))),
            ("incampaign", Value::Int(i64::from(n % 17 == 4))),
        ];
        if article.kept {
            let (balance, least) = article.stock();
            values.extend([
                ("brandid", at(&brands, n / 5)),
                ("materialid", at(&materials, article.group)),
                ("warehouseid", at(&warehouses, n / 25)),
                ("warehousestatusid", at(&statuses, n / 10)),
                ("volumegroupid", at(&volumes, article.unit)),
                ("suppliername", format!("Leverantör {}", 1 + article.group).into()),
                ("supplierarticlenumber", (1001 + n * 3).to_string().into()),
                ("stockbalance", Value::Int(balance)),
                ("stockbalancewarningtreshold", Value::Int(least)),
            ]);
        }
        work.bring_in(&ARTICLES, id, &Draft::of(values))?;
        loaded.push((id, article));
    }
    Ok(loaded)
}

/// Hundredth parts as money is kept.
fn ore(amount: i64) -> Value {
    Value::Int(amount * 100)
}

/// Price groups by unit.
fn groups(work: &mut Work<'_>, units: &[i64]) -> Result<Vec<[i64; 3]>, Problem> {
    let mut found = vec![[0; 3]; units.len()];
    for (unit, scale) in catalogue::SCALES {
        let name = catalogue::UNITS.get(*unit).copied().unwrap_or_default();
        for (place, lowest) in scale.iter().enumerate() {
            let next = scale.get(place + 1);
            let highest = next.map_or(catalogue::MOST, |next| next - 1);
            let text = match next {
                Some(_) => format!("{lowest}–{highest} {name}"),
                None => format!("Från {lowest} {name}"),
            };
            let values = vec![
                ("name", text.into()),
                ("unitid", at(units, *unit)),
                ("lowest", Value::Int(*lowest)),
                ("highest", Value::Int(highest)),
            ];
            let id = work.add(&PRICE_GROUPS, values)?;
            if let Some(slot) = found.get_mut(*unit).and_then(|of| of.get_mut(place)) {
                *slot = id;
            }
        }
    }
    Ok(found)
}

fn currencies(work: &mut Work<'_>) -> Result<Vec<i64>, Problem> {
    let mut ids = Vec::new();
    for (place, (code, name, decimals, rate)) in catalogue::CURRENCIES.iter().enumerate() {
        let values = vec![
            ("code", (*code).into()),
            ("name", (*name).into()),
            ("decimals", Value::Int(*decimals)),
            ("rate", Value::Int(*rate)),
            ("isbase", Value::Int(i64::from(place == 0))),
        ];
        ids.push(work.add(&CURRENCIES, values)?);
    }
    Ok(ids)
}

/// A price list of last year, this one and the next.
fn price_list(
    work: &mut Work<'_>,
    list: &catalogue::PriceList,
    today: Date,
    currencies: &[i64],
    groups: &[[i64; 3]],
    articles: &[(i64, Article)],
) -> Result<(i64, HashMap<usize, i64>), Problem> {
    let midnight = |year: i16, month: i8, day: i8| -> Value {
        let date = Date::new(year, month, day).ok();
        date.and_then(|date| ZONE.instant(days(date), 0)).into()
    };
    let year = today.year();
    let values = vec![
        ("name", list.name.into()),
        keyed(list.key),
        ("active", Value::Int(1)),
        ("start", midnight(year - 1, 1, 1)),
        ("stop", midnight(year + 1, 12, 31)),
        ("isdefault", Value::Int(i64::from(list.default))),
        ("strict", Value::Int(i64::from(list.strict))),
        ("currencyid", at(currencies, list.currency)),
    ];
    let id = work.add(&PRICE_LISTS, values)?;
    let mut prices = HashMap::new();
    for (article, found) in articles.iter().filter(|(_, one)| one.n % list.every == 0) {
        let Some(scale) = groups.get(found.unit) else { continue };
        let price = catalogue::exchanged(found.price, list.currency);
        let first = work.reserve(&PRICES, scale.len() as u64)?;
        prices.insert(found.n, first);
        for (price_id, (group, share)) in (first..).zip(scale.iter().zip(catalogue::SHARES)) {
            let values = vec![
                ("pricelistid", Value::Int(id)),
                ("articleid", Value::Int(*article)),
                ("pricegroupid", Value::Int(*group)),
                ("price", ore((price * share + 50) / 100)),
                ("discountpercent", Value::Int(list.discount * 10_000)),
            ];
            work.bring_in(&PRICES, price_id, &Draft::of(values))?;
        }
    }
    Ok((id, prices))
}
