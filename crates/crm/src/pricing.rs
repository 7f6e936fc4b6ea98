//! What rows of orders and quotes cost: which price list, which price, which currency, which total.
//!
//! [`Catalogue::load`] reads all that a number of rows needs, in as many statements for one row as
//! for a thousand. Everything after that is calculation, with exact decimals.

mod currency;
mod resolve;
mod total;

#[cfg(test)]
mod tests;

use engine::decimal::Overflow;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};
use std::collections::HashMap;

use crate::accounts::ACCOUNTS;
use crate::articles::ARTICLES;
use crate::currencies::CURRENCIES;
use crate::price_lists::{PRICE_GROUPS, PRICE_LISTS, PRICES};

pub(crate) use currency::{Currency, UNDECLARED};
pub(crate) use resolve::resolve;
pub(crate) use total::{Line, in_base};

/// Decimals of quantities, prices, amounts and percentages.
pub(crate) const SCALE: u8 = 4;

/// What all rows have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// Id of the account that buys.
    pub(crate) account: Option<i64>,
    /// Id of the currency of the prices. When there is none it is that of the account's price
    /// list, else that of the list that all rows name, else the base currency.
    pub(crate) currency: Option<i64>,
    /// The day the prices are of, in days since 1970.
    pub(crate) day: i64,
}

/// A row that wants a price.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Where it stands in the body, as a dotted path; empty when it is the body.
    pub(crate) path: String,
    /// Id of the article.
    pub(crate) article: i64,
    /// How many units, in units of 10^-[`SCALE`]. Those that come back are counted from below 0,
    /// and cost what as many bought cost.
    pub(crate) quantity: i64,
    /// Id of the price list that the row names.
    pub(crate) list: Option<i64>,
}

/// Where a price comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The price list that the row names.
    Row,
    /// The account's price list.
    Account,
    /// The default price list of the currency.
    Default,
    /// No list: the article's own price.
    Article,
}

impl Origin {
    /// Its name in answers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Origin::Row => "row",
            Origin::Account => "account",
            Origin::Default => "default",
            Origin::Article => "article",
        }
    }
}

/// What a row costs if it says nothing else. Amounts are in units of 10^-[`SCALE`] of the currency
/// asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Price {
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// Id of the price list, if it comes from one.
    pub(crate) list: Option<i64>,
    /// Id of the price, if it comes from a list.
    pub(crate) offer: Option<i64>,
    /// Id of the price group, if the price is for some quantities only.
    pub(crate) group: Option<i64>,
    /// What one unit costs.
    pub(crate) price: i64,
    /// Discount in per cent.
    pub(crate) discountpercent: i64,
    /// Discount of the whole row.
    pub(crate) discountamount: i64,
}

/// A price list, as prices see it.
#[derive(Clone, Copy, Debug)]
struct List {
    id: i64,
    in_force: bool,
    strict: bool,
    /// Id of its currency; none for the base currency.
    currency: Option<i64>,
}

impl List {
    fn of(row: &Record, day: i64) -> List {
        let spans = |from: &str, to: &str| {
            let day_of = |name| row.int(name).map(crate::calendar::today);
            day_of(from).is_some_and(|from| from <= day) && day_of(to).is_some_and(|to| day <= to)
        };
        List {
            id: row.id,
            in_force: row.int("active") == Some(1) && spans("start", "stop"),
            strict: row.int("strict") == Some(1),
            currency: row.int("currencyid"),
        }
    }
}

/// A price of a list.
#[derive(Clone, Copy, Debug)]
struct Offer {
    id: i64,
    /// The group's id, unit, smallest and largest quantity; none for any quantity.
    group: Option<(i64, Option<i64>, i64, i64)>,
    price: i64,
    discountpercent: i64,
    discountamount: i64,
}

/// An article, as prices see it.
#[derive(Clone, Copy, Debug)]
struct Article {
    unit: Option<i64>,
    price: i64,
}

/// All that a number of rows needs to be priced.
#[derive(Debug)]
pub(crate) struct Catalogue {
    currency: Currency,
    base: Currency,
    currencies: Vec<Currency>,
    articles: HashMap<i64, Article>,
    lists: HashMap<i64, List>,
    /// The account's price list, if it is in force.
    account: Option<i64>,
    /// The default list of the currency, or else of the base currency.
    default: Option<i64>,
    /// By list and article.
    offers: HashMap<(i64, i64), Vec<Offer>>,
}

impl Catalogue {
    /// Reads what these rows need. The number of statements does not depend on theirs.
    pub(crate) fn load(
        work: &mut Work<'_>,
        terms: &Terms,
        rows: &[Wanted],
    ) -> Result<Catalogue, Problem> {
        let found = work.load_all(&CURRENCIES, &[])?;
        let base = found.iter().find(|row| row.int("isbase") == Some(1));
        let base = base.map_or(UNDECLARED, Currency::of);
        let currencies: Vec<Currency> = found.iter().map(Currency::of).collect();

        let account = match terms.account {
            Some(account) => work.value(&ACCOUNTS, account, "pricelistid")?,
            None => None,
        };
        let account = match account {
            Some(Value::Int(list)) => Some(list),
            _ => None,
        };
        let named = rows.iter().filter_map(|row| row.list).chain(account);
        let day = Value::Int(terms.day);
        let defaults = [
            Condition::Is("isdefault", Value::Int(1)),
            Condition::Is("active", Value::Int(1)),
            Condition::Below("firstday", Value::Int(terms.day.saturating_add(1))),
            Condition::AtLeast("lastday", day),
        ];
        let list = |row: &Record| (row.id, List::of(row, terms.day));
        let mut lists: HashMap<i64, List> =
            work.load_all(&PRICE_LISTS, &[one_of("id", named)])?.iter().map(list).collect();
        let defaults: Vec<List> =
            work.load_all(&PRICE_LISTS, &defaults)?.iter().map(|row| list(row).1).collect();
        lists.extend(defaults.iter().map(|list| (list.id, *list)));
        let account = account.filter(|id| lists.get(id).is_some_and(|list| list.in_force));

        let mut catalogue = Catalogue {
            currency: base,
            base,
            currencies,
            articles: HashMap::new(),
            lists,
            account,
            default: None,
            offers: HashMap::new(),
        };
        catalogue.currency = catalogue.chosen(terms, rows);
        let of = |currency: Currency| {
            let same = |list: &&List| catalogue.currency_of(list).id == currency.id;
            defaults.iter().find(same).map(|list| list.id)
        };
        catalogue.default = of(catalogue.currency).or_else(|| of(base));
        catalogue.offered(work, rows)?;
        Ok(catalogue)
    }

    /// Reads the articles, and what the lists ask for them.
    fn offered(&mut self, work: &mut Work<'_>, rows: &[Wanted]) -> Result<(), Problem> {
        let wanted = rows.iter().map(|row| row.article);
        for row in work.load_all(&ARTICLES, &[one_of("id", wanted.clone())])? {
            let article =
                Article { unit: row.int("unitid"), price: row.int("price").unwrap_or_default() };
            self.articles.insert(row.id, article);
        }
        let asked = rows.iter().filter_map(|row| row.list).chain(self.account).chain(self.default);
        let prices = [one_of("pricelistid", asked), one_of("articleid", wanted)];
        let prices = work.load_all(&PRICES, &prices)?;
        let groups = prices.iter().filter_map(|price| price.int("pricegroupid"));
        let groups: HashMap<i64, Record> = work
            .load_all(&PRICE_GROUPS, &[one_of("id", groups)])?
            .into_iter()
            .map(|group| (group.id, group))
            .collect();
        for row in prices {
            let number = |name: &str| row.int(name).unwrap_or_default();
            let group = row.int("pricegroupid").and_then(|id| groups.get(&id));
            let group = group.map(|group| {
                let number = |name: &str| group.int(name).unwrap_or_default();
                (group.id, group.int("unitid"), number("lowest"), number("highest"))
            });
            let offer = Offer {
                id: row.id,
                group,
                price: number("price"),
                discountpercent: number("discountpercent"),
                discountamount: number("discountamount"),
            };
            let key = (number("pricelistid"), number("articleid"));
            self.offers.entry(key).or_default().push(offer);
        }
        Ok(())
    }

    /// The currency of the prices.
    pub(crate) fn currency(&self) -> Currency {
        self.currency
    }

    /// The currency that sums are kept in.
    pub(crate) fn base(&self) -> Currency {
        self.base
    }

    /// Id of the price list of rows that name none.
    pub(crate) fn list(&self) -> Option<i64> {
        self.account.or(self.default)
    }

    fn by_id(&self, id: i64) -> Option<Currency> {
        self.currencies.iter().find(|currency| currency.id == Some(id)).copied()
    }

    fn currency_of(&self, list: &List) -> Currency {
        list.currency.and_then(|id| self.by_id(id)).unwrap_or(self.base)
    }

    /// The currency that the terms name, or what applies in its place.
    fn chosen(&self, terms: &Terms, rows: &[Wanted]) -> Currency {
        let asked = terms.currency.and_then(|id| self.by_id(id));
        let of_list = |id: i64| self.lists.get(&id).map(|list| self.currency_of(list));
        let mut named = rows.iter().map(|row| row.list.and_then(of_list));
        let first = named.next().flatten();
        asked
            .or_else(|| self.account.and_then(of_list))
            .or_else(|| first.filter(|_| named.all(|other| other == first)))
            .unwrap_or(self.base)
    }

    /// What a row costs if it says nothing else; none when that is reported as wrong.
    pub(crate) fn price(&self, row: &Wanted, errors: &mut Errors) -> Option<Price> {
        let at = |name: &str| match row.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        let Some(article) = self.articles.get(&row.article) else {
            errors.add(at("article"), format!("There is no article {}.", row.article));
            return None;
        };
        let named = match row.list {
            None => None,
            Some(id) => match self.lists.get(&id).filter(|list| list.in_force) {
                Some(_) => Some((Origin::Row, id)),
                None => {
                    let text = format!("The price list {id} is not in force on that day.");
                    errors.add(at("pricelist"), text);
                    return None;
                }
            },
        };
        let account = self.account.map(|id| (Origin::Account, id));
        let default = self.default.map(|id| (Origin::Default, id));
        for (origin, id) in [named, account, default].into_iter().flatten() {
            let Some(list) = self.lists.get(&id) else { continue };
            let offers = self.offers.get(&(id, row.article)).map_or(&[][..], Vec::as_slice);
            let Some(offer) = best(offers, article, row.quantity) else {
                if list.strict {
                    let (name, text) = match offers {
                        [] => ("article", format!("The price list {id} does not sell this.")),
                        _ => ("quantity", format!("The price list {id} sells other quantities.")),
                    };
                    errors.add(at(name), text);
                    return None;
                }
                continue;
            };
            let from = self.currency_of(list);
            let amounts = [offer.price, offer.discountamount];
            let [price, discountamount] =
                amounts.map(|amount| from.exchange(amount, self.currency));
            return Some(Price {
                origin,
                list: Some(id),
                offer: Some(offer.id),
                group: offer.group.map(|(group, ..)| group),
                price: kept(price, &at("price"), errors)?,
                discountpercent: offer.discountpercent,
                discountamount: kept(discountamount, &at("discountamount"), errors)?,
            });
        }
        let own = self.base.exchange(article.price, self.currency);
        Some(Price {
            origin: Origin::Article,
            list: None,
            offer: None,
            group: None,
            price: kept(own, &at("price"), errors)?,
            discountpercent: 0,
            discountamount: 0,
        })
    }
}

/// The offer for a quantity: that of the group that holds it, else the one for any quantity.
fn best<'a>(offers: &'a [Offer], article: &Article, quantity: i64) -> Option<&'a Offer> {
    // Of a part of a unit, the whole units count, so that no quantity falls between two groups.
    let whole = (quantity / 10_i64.pow(u32::from(SCALE))).saturating_abs();
    let rank = |offer: &Offer| match offer.group {
        None => Some(-1),
        Some((_, unit, lowest, highest)) => {
            let same = article.unit.is_none() || article.unit == unit;
            (same && (lowest..=highest).contains(&whole)).then_some(lowest)
        }
    };
    // There are two at most, unless the article has no unit; then the narrower one, from below.
    let ranked = offers.iter().filter_map(|offer| Some((rank(offer)?, offer)));
    ranked.rev().max_by_key(|(rank, _)| *rank).map(|(_, offer)| offer)
}

/// An amount, unless it is too large.
pub(crate) fn kept<T>(amount: Result<T, Overflow>, path: &str, errors: &mut Errors) -> Option<T> {
    if amount.is_err() {
        errors.add(path, "This becomes too large a number.");
    }
    amount.ok()
}

fn one_of(column: &'static str, ids: impl Iterator<Item = i64>) -> Condition {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    Condition::OneOf(column, ids)
}
