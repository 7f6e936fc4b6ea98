//! Puts quotes and orders into a tenant, with prices as its price lists have them.

use engine::declare::{Link, Resource};
use engine::problem::{Errors, Problem};
use engine::request::body::{Draft, Part};
use engine::store::Value;
use engine::work::Work;

use super::catalogue::{self, CURRENCIES, PRICE_LISTS};
use super::field_values::Kind;
use super::load_catalogue::Catalogue;
use super::load_sales::{at, maybe};
use super::trade::{self, Deal, Row};
use crate::files::{FILE_ACCOUNTS, FILE_ORDERS, FILE_QUOTES};
use crate::orders::TAGGED as ORDER_TAGS;
use crate::pricing::{Currency, Line, in_base, kept};
use crate::quotes::{became_of, relations};
use crate::{FILES, ORDER_ROWS, ORDERS, QUOTE_RELATIONS, QUOTE_ROWS, QUOTE_STATUSES, QUOTES};

type Values = Vec<(&'static str, Value)>;

/// One of so many quotes and orders has a paper.
const PAPERS: i64 = 7;

/// An account that deals are made with.
pub(super) struct Buyer<'a> {
    /// Its number.
    pub(super) n: u64,
    pub(super) account: i64,
    pub(super) owner: Value,
    pub(super) first_contact: i64,
    pub(super) opportunity: Option<i64>,
    pub(super) users: &'a [i64],
    pub(super) tags: &'a [i64],
    /// The content of a quote's paper.
    pub(super) paper: Option<i64>,
}

/// Loads the statuses of quotes.
pub(super) fn statuses(work: &mut Work<'_>) -> Result<Vec<i64>, Problem> {
    let mut ids = Vec::new();
    for (place, (name, meaning)) in trade::QUOTE_STATUSES.iter().enumerate() {
        let values = vec![
            ("name", (*name).into()),
            ("metatype", (*meaning).into()),
            ("sortorder", Value::Int(place as i64 + 1)),
            ("isdefault", Value::Int(i64::from(place == 0))),
        ];
        ids.push(work.add(&QUOTE_STATUSES, values)?);
    }
    Ok(ids)
}

/// Loads the deals with an account.
pub(super) fn load(
    work: &mut Work<'_>,
    goods: &Catalogue,
    quote_statuses: &[i64],
    buyer: &Buyer<'_>,
    deals: &[Deal],
    things: &mut Vec<(Kind, i64)>,
) -> Result<(), Problem> {
    for deal in deals {
        let list = catalogue::list_of(buyer.n).unwrap_or(0);
        let rows: Result<Vec<Values>, Problem> =
            deal.rows.iter().enumerate().map(|(place, one)| row(goods, list, place, one)).collect();
        let rows = rows?;
        let quote = match deal.quoted {
            Some((day, status)) => {
                let status = at(quote_statuses, status);
                Some(quote(work, goods, buyer, deal, (day, list), status, &rows)?)
            }
            None => None,
        };
        things.extend(quote.map(|quote| (Kind::Quote, quote)));
        let Some((day, status)) = deal.ordered else { continue };
        let mut values = shared(goods, buyer, deal, (day, list), &rows);
        values.extend([
            ("statusid", at(&goods.order_statuses, status)),
            ("typeid", at(&goods.order_types, deal.order_type)),
            ("deliverydate", Value::Int(day + 10)),
            ("delivered", Value::Int(i64::from(deal.delivered()))),
        ]);
        if status == 4 {
            values.push(("invoicedate", Value::Int(day + 12)));
        }
        let own = |mut row: Values| {
            let all = row.iter().find(|(column, _)| *column == "quantity");
            let all = all.map_or(Value::Null, |(_, quantity)| quantity.clone());
            row.extend([
                ("accountid", Value::Int(buyer.account)),
                ("userid", buyer.owner.clone()),
                ("opportunityid", buyer.opportunity.into()),
                ("delivered", if deal.delivered() { all } else { Value::Int(0) }),
            ]);
            row
        };
        let rows = rows.into_iter().map(own).collect();
        let id = work.reserve(&ORDERS, 1)?;
        bring_in(work, &ORDERS, &ORDER_ROWS, "orderid", id, values, rows)?;
        things.push((Kind::Order, id));
        if let Some(tag) = deal.tag.and_then(|tag| buyer.tags.get(tag)) {
            work.link(&ORDER_TAGS, id, *tag)?;
        }
        if id % PAPERS == 3 {
            paper(work, buyer, "Orderbekräftelse.txt", &FILE_ORDERS, id)?;
        }
        if let Some(quote) = quote {
            work.bring_in_all(&QUOTE_RELATIONS, vec![became_of(quote, id)])?;
        }
    }
    Ok(())
}

fn quote(
    work: &mut Work<'_>,
    goods: &Catalogue,
    buyer: &Buyer<'_>,
    deal: &Deal,
    (day, list): (i64, usize),
    status: Value,
    rows: &[Values],
) -> Result<i64, Problem> {
    let mut values = shared(goods, buyer, deal, (day, list), rows);
    values.extend([
        ("statusid", status),
        ("validtodate", Value::Int(day + trade::VALID)),
        ("deliverydate", Value::Int(day + trade::VALID + 10)),
    ]);
    let id = work.reserve(&QUOTES, 1)?;
    let related = relations(id, &values);
    bring_in(work, &QUOTES, &QUOTE_ROWS, "quoteid", id, values, rows.to_vec())?;
    work.bring_in_all(&QUOTE_RELATIONS, related)?;
    if id % PAPERS == 3 {
        paper(work, buyer, "Offert.txt", &FILE_QUOTES, id)?;
    }
    Ok(id)
}

/// Files a paper with a quote or an order, and with its account.
fn paper(
    work: &mut Work<'_>,
    buyer: &Buyer<'_>,
    name: &str,
    link: &Link,
    of: i64,
) -> Result<(), Problem> {
    let Some(content) = buyer.paper else { return Ok(()) };
    let id = work.reserve(&FILES, 1)?;
    let values = vec![
        ("name", name.into()),
        ("uploaded", Value::Int(work.now)),
        ("content", Value::Int(content)),
    ];
    work.bring_in(&FILES, id, &Draft::of(values))?;
    work.link(&FILE_ACCOUNTS, id, buyer.account)?;
    work.link(link, id, of)
}

fn bring_in(
    work: &mut Work<'_>,
    of: &'static Resource,
    target: &'static Resource,
    on: &'static str,
    id: i64,
    values: Values,
    rows: Vec<Values>,
) -> Result<(), Problem> {
    let part =
        |values| Part { path: String::new(), target, on, id: None, draft: Draft::of(values) };
    let parts = rows.into_iter().map(part).collect();
    work.bring_in(of, id, &Draft { values, parts, ..Draft::default() })
}

/// The currency of a price list.
fn currency(list: usize) -> (&'static str, Currency) {
    let index = PRICE_LISTS.get(list).map_or(0, |list| list.currency);
    let (code, _, decimals, rate) = CURRENCIES.get(index).copied().unwrap_or(("SEK", "", 2, 1));
    let decimals = u8::try_from(decimals).unwrap_or(2);
    (code, Currency { id: None, decimals, rate })
}

/// What quotes and orders both say of a deal.
fn shared(
    goods: &Catalogue,
    buyer: &Buyer<'_>,
    deal: &Deal,
    (day, list): (i64, usize),
    rows: &[Values],
) -> Values {
    let (code, currency) = currency(list);
    let sum = |column: &str| {
        let of_row = |row: &Values| match row.iter().find(|(known, _)| *known == column) {
            Some((_, Value::Int(units))) => *units,
            _ => 0,
        };
        rows.iter().map(of_row).sum::<i64>()
    };
    let bought: i64 = rows.iter().map(bought).sum();
    let discounted = ["discountpercent", "discountspecial"].iter().any(|one| sum(one) > 0);
    vec![
        ("placedate", Value::Int(day)),
        ("accountid", Value::Int(buyer.account)),
        ("userid", buyer.owner.clone()),
        ("user2id", maybe(buyer.users, deal.user2)),
        ("contactid", Value::Int(buyer.first_contact + deal.contact as i64)),
        ("opportunityid", buyer.opportunity.into()),
        ("deliverytermid", at(&goods.delivery_terms, deal.delivery_term)),
        ("paymenttermid", at(&goods.payment_terms, deal.payment_term)),
        ("deliverytypeid", at(&goods.delivery_types, deal.delivery_type)),
        ("pricelistid", at(&goods.lists, list)),
        ("currencycode", code.into()),
        ("currencyrate", Value::Int(currency.rate)),
        ("price", Value::Int(sum("totalprice"))),
        ("statisticsprice", Value::Int(sum("totalpricestatistics"))),
        ("alternativevalue", Value::Int(0)),
        ("buyprice", Value::Int(bought)),
        ("discounted", Value::Int(i64::from(discounted))),
        ("externalcomment", deal.comment.into()),
        ("internalcomment", deal.note.into()),
        ("created", Value::Int(day * engine::clock::DAY * 60_000 + 9 * 3_600_000)),
    ]
}

/// What the goods of a row cost to buy, to two decimals.
fn bought(row: &Values) -> i64 {
    let of = |column: &str| match row.iter().find(|(known, _)| *known == column) {
        Some((_, Value::Int(units))) => *units,
        _ => 0,
    };
    let exact = of("quantity") / 10_000 * of("buyprice");
    (exact + 50).div_euclid(100) * 100
}

/// A row with the price that a list has for it.
fn row(goods: &Catalogue, list: usize, place: usize, row: &Row) -> Result<Values, Problem> {
    let too_large = || Problem::Internal("demo data of rows is too large".to_owned());
    let Some((id, article)) = goods.goods.get(row.article) else { return Ok(Vec::new()) };
    let (code, currency) = currency(list);
    let scale = catalogue::SCALES.get(article.unit).map_or([1; 3], |(_, scale)| *scale);
    let step = scale.iter().rposition(|lowest| *lowest <= row.quantity).unwrap_or(0);
    let of = [list, 0].into_iter().find_map(|list| {
        let first = goods.prices.get(list)?.get(&row.article)?;
        Some((list, first + step as i64))
    });
    let base = currency_of_base();
    let factor = |index: usize| PRICE_LISTS.get(index).map_or(0, |list| list.currency);
    let whole = catalogue::exchanged(article.price, factor(list));
    let share = catalogue::SHARES.get(step).copied().unwrap_or(100);
    let price = match of {
        Some(_) => (whole * share + 50) / 100 * 100,
        None => whole * 100,
    };
    let discount = of.and_then(|(list, _)| PRICE_LISTS.get(list)).map_or(0, |list| list.discount);
    let line = Line {
        quantity: row.quantity * 10_000,
        price,
        discountpercent: discount * 10_000,
        discountamount: 0,
        discountspecial: row.special * 10_000,
    };
    let mut errors = Errors::default();
    let total = kept(line.total(currency), "", &mut errors).ok_or_else(too_large)?;
    let worth = in_base(total, currency.rate, base);
    let worth = kept(worth, "", &mut errors).ok_or_else(too_large)?;
    let group = of.and_then(|_| goods.groups.get(article.unit)).and_then(|all| all.get(step));
    Ok(vec![
        ("articleid", Value::Int(*id)),
        ("unitid", at(&goods.units, article.unit)),
        ("quantity", Value::Int(line.quantity)),
        ("sortorder", Value::Int(place as i64 + 1)),
        ("price", Value::Int(price)),
        ("statisticsprice", Value::Int(price / 100 * (currency.rate / 10_000))),
        ("discountpercent", Value::Int(line.discountpercent)),
        ("discountamount", Value::Int(0)),
        ("discountspecial", Value::Int(line.discountspecial)),
        ("buyprice", Value::Int(catalogue::exchanged(article.buy_price(), factor(list)) * 100)),
        ("currencycode", code.into()),
        ("currencyrate", Value::Int(currency.rate)),
        ("pricelistid", of.and_then(|(list, _)| goods.lists.get(list)).copied().into()),
        ("pricegroupid", group.copied().into()),
        ("priceid", of.map(|(_, price)| price).into()),
        ("listprice", Value::Int(price)),
        ("listpercent", Value::Int(line.discountpercent)),
        ("listamount", Value::Int(0)),
        ("pricewarning", Value::Int(i64::from(row.special > 0))),
        ("totalprice", Value::Int(total)),
        ("totalpricestatistics", Value::Int(worth)),
        ("totalalternativevalue", Value::Int(0)),
        ("sortgroupid", maybe(&goods.sort_groups, row.sort_group)),
    ])
}

fn currency_of_base() -> Currency {
    currency(0).1
}
