//! `POST /pricelists/resolve`: what a row would cost, and why.

use engine::decimal;
use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Work};
use serde_json::{Value as Json, json};

use super::{Catalogue, Line, SCALE, Terms, Wanted, in_base, kept};
use crate::accounts::ACCOUNTS;
use crate::articles::{ARTICLE_BRIEF, ARTICLES};
use crate::calendar::today;
use crate::currencies::{CURRENCIES, RATE_SCALE};
use crate::parts::{ID_NAME, percent};
use crate::price_lists::{PRICE_GROUPS, PRICE_LISTS};

/// The report. A function, because a constant that reaches the price lists could not be part of
/// them.
pub(crate) const fn resolve() -> Report {
    Report { one: "resolved price", shape: SHAPE, body: BODY, run, ..Report::EMPTY }
}

static BODY: Shape = &[
    one("article", "articleid", &ARTICLES, ID_NAME)
        .written()
        .required()
        .doc("What is bought, as `{\"id\": …}`."),
    decimal("quantity", SCALE).doc("How many units; 1 when left out, below 0 for a return."),
    one("account", "accountid", &ACCOUNTS, ID_NAME).written().doc("Who buys, as `{\"id\": …}`."),
    one("pricelist", "pricelistid", &PRICE_LISTS, ID_NAME)
        .written()
        .doc("The price list that the row names, as `{\"id\": …}`."),
    reference("currencyid", &CURRENCIES).doc(
        "Id of the currency of the answer; that of the account's list, else of the named list, \
         else the base currency when left out.",
    ),
    date("date").doc("The day the price is of; today when left out."),
    money("price").doc("What a unit shall cost instead of what the lists say."),
    percent("discountpercent").doc("Discount in per cent, instead of that of the list."),
    money("discountamount")
        .units(0, MAX_UNITS)
        .doc("Discount of the whole row, instead of that of the list."),
    percent("discountspecial").doc("A further discount, in per cent of what is left."),
];

static SHAPE: Shape = &[
    object("article", ARTICLE_BRIEF).doc("What is bought."),
    decimal("quantity", SCALE).doc("How many units."),
    money("price").doc("What one unit costs."),
    percent("discountpercent").doc("Discount in per cent."),
    money("discountamount").doc("Discount of the whole row."),
    percent("discountspecial").doc("A further discount, in per cent of what is left."),
    money("totalprice").doc("What the row comes to, rounded to the currency's decimals."),
    money("totalpricestatistics").doc("The same in the base currency."),
    money("listprice").doc("What one unit costs after the lists, or the article itself."),
    flag("pricewarning").doc("1 when a unit comes to less than the lists say."),
    text("origin").doc(
        "Where the price is from: the list of the `row`, that of the `account`, the `default` \
         list, or the `article` itself.",
    ),
    integer("pricelistid").doc("Id of the price list it is from."),
    text("pricelistname").doc("Name of that list."),
    integer("pricegroupid").doc("Id of the price group it is for."),
    text("pricegroupname").doc("Name of that group."),
    integer("currencyid").doc("Id of the currency; null for a base currency nobody has declared."),
    text("currencycode").doc("Its code."),
    decimal("currencyrate", RATE_SCALE).doc("What one of it is worth in the base currency."),
];

fn run(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let number = |name: &str| match input.draft.get(name) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let quantity = number("quantity").unwrap_or(10_i64.pow(u32::from(SCALE)));
    let terms = Terms {
        account: number("accountid"),
        currency: number("currencyid"),
        day: number("date").unwrap_or_else(|| today(work.now)),
    };
    let wanted = Wanted {
        path: String::new(),
        article: number("articleid").unwrap_or_default(),
        quantity,
        list: number("pricelistid"),
    };
    let catalogue = Catalogue::load(work, &terms, std::slice::from_ref(&wanted))?;
    let mut errors = Errors::default();
    let price = catalogue.price(&wanted, &mut errors);
    let Some(price) = price.filter(|_| errors.is_empty()) else {
        return Err(Problem::Invalid(errors));
    };
    let line = Line {
        price: number("price").unwrap_or(price.price),
        discountpercent: number("discountpercent").unwrap_or(price.discountpercent),
        discountamount: number("discountamount").unwrap_or(price.discountamount),
        discountspecial: number("discountspecial").unwrap_or(0),
        quantity,
    };
    let currency = catalogue.currency();
    let total = kept(line.total(currency), "totalprice", &mut errors);
    let worth = total
        .map(|total| in_base(total, currency.rate, catalogue.base()))
        .and_then(|worth| kept(worth, "totalpricestatistics", &mut errors));
    let under = kept(line.is_under(&price), "price", &mut errors);
    let (Some(total), Some(worth), Some(under)) = (total, worth, under) else {
        return Err(Problem::Invalid(errors));
    };
    let mut text =
        |of: &Resource, id: Option<i64>, column: &'static str| -> Result<Json, Problem> {
            let Some(id) = id else { return Ok(Json::Null) };
            Ok(match work.value(of, id, column)? {
                Some(Value::Text(text)) => text.into(),
                _ => Json::Null,
            })
        };
    let article = Some(wanted.article);
    Ok(Answer::one(json!({
        "article": {
            "id": article,
            "name": text(&ARTICLES, article, "name")?,
            "number": text(&ARTICLES, article, "number")?,
        },
        "quantity": exact(quantity),
        "price": exact(line.price),
        "discountpercent": exact(line.discountpercent),
        "discountamount": exact(line.discountamount),
        "discountspecial": exact(line.discountspecial),
        "totalprice": exact(total),
        "totalpricestatistics": exact(worth),
        "listprice": exact(price.price),
        "pricewarning": i64::from(under),
        "origin": price.origin.name(),
        "pricelistid": price.list,
        "pricelistname": text(&PRICE_LISTS, price.list, "name")?,
        "pricegroupid": price.group,
        "pricegroupname": text(&PRICE_GROUPS, price.group, "name")?,
        "currencyid": currency.id,
        "currencycode": text(&CURRENCIES, currency.id, "code")?,
        "currencyrate": decimal::json(currency.rate, RATE_SCALE),
    })))
}

fn exact(units: i64) -> Json {
    decimal::json(units, SCALE)
}
