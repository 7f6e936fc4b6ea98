//! What rows of orders and quotes have in common: their properties, and what they refer to.

mod money;
mod totals;

use engine::declare::*;

use crate::articles::{ARTICLE_BRIEF, ARTICLE_UNITS, ARTICLES};
use crate::currencies::{CURRENCIES, RATE_SCALE};
use crate::parts::{ID_NAME, percent};
use crate::price_lists::{PRICE, PRICE_GROUP, PRICE_GROUPS, PRICE_LISTS, PRICES};
use crate::terms::SORT_GROUPS;

pub(crate) use totals::reckon;

/// Most rows of an order or a quote.
pub(crate) const MOST_ROWS: usize = 5_000;

/// Totals that a body gave: bits of the column `fixed` of orders and quotes.
pub(crate) const TOTALS: [(&str, i64); 4] =
    [("price", 1), ("statisticsprice", 2), ("alternativevalue", 4), ("buyprice", 8)];
/// The same for `discounted`.
pub(crate) const DISCOUNTED: i64 = 16;

const fn list_name(prices: Property) -> [Property; 11] {
    [
        id().doc("The price list's id."),
        text("name").doc("Its name."),
        truth("active").doc("Whether it is used at all."),
        instant("start").doc("When it begins."),
        instant("stop").doc("When it ends."),
        truth("default")
            .column("isdefault")
            .doc("Whether it applies where no other price list does."),
        text("externalkey").doc("Key in another system."),
        truth("strict").doc("Whether only the articles that it lists are sold by it."),
        long_text("description").doc("Anything worth knowing."),
        reference("currencyid", &CURRENCIES).shown().doc("Id of the currency of its prices."),
        prices,
    ]
}

static ROW_PRICE: Property = one_listed("prices", "priceid", &PRICES, PRICE)
    .doc("The one price of it that the row has; the whole list has an address of its own.");

/// The price list of a row.
static ROW_LIST: &[Property; 11] = &list_name(referrer(&ROW_PRICE));

/// The price list of an order or a quote.
static DEAL_LIST: &[Property; 11] = &list_name(empty_list("prices", PRICE).doc(
    "Always `[]`: each row has the price that is its own, and the whole list an address of its own.",
));

/// The price list of the rows that name none.
pub(crate) const fn deal_list() -> Property {
    one("pricelist", "pricelistid", &PRICE_LISTS, DEAL_LIST)
        .doc("The price list of rows that name none.")
}

/// What is summed up, and in which currency.
pub(crate) const fn price() -> Property {
    money("price").doc("What it comes to; the sum of its rows unless given.")
}

pub(crate) const fn currency_code() -> Property {
    text("currencycode")
        .max(3)
        .doc("Currency of its amounts, three letters of ISO 4217; the base currency when left out.")
}

pub(crate) const fn currency_rate() -> Property {
    decimal("currencyrate", RATE_SCALE).units(1, MAX_UNITS).doc(
        "What one of the currency is worth in the base currency; as the currency says when left \
         out.",
    )
}

pub(crate) const fn statistics_price() -> Property {
    money("statisticsprice")
        .doc("What it comes to in the base currency; the sum of its rows unless given.")
}

pub(crate) const fn alternative_value() -> Property {
    money("alternativevalue").doc("Its other value; the sum of its rows unless given.")
}

pub(crate) const fn buy_price() -> Property {
    money("buyprice")
        .create_extension()
        .doc("What it costs to buy; the sum of its rows unless given.")
}

pub(crate) const fn discounted() -> Property {
    truth("discounted")
        .create_extension()
        .doc("Whether there is a discount on any row, unless given.")
}

/// Which of its totals bodies gave.
pub(crate) const fn fixed() -> Property {
    integer("fixed").assigned().hidden().doc("Which amounts were given.")
}

/// The property of a row, by what it is.
pub(crate) const fn quantity(name: &'static str) -> Property {
    decimal(name, 4)
        .column("quantity")
        .default(10_000)
        .doc("How many units; 1 when left out, below 0 for a return.")
}

pub(crate) const fn row_number(name: &'static str, of: &'static Resource) -> Property {
    reference(name, of).shown().ignored()
}

pub(crate) const fn discount_special() -> Property {
    percent("discountspecial").default(0).doc("A further discount, in per cent of what is left.")
}

pub(crate) const fn row_price() -> Property {
    money("price").doc("What one unit costs; what its price list says unless given.")
}

pub(crate) const fn row_currency_code() -> Property {
    text("currencycode").max(3).doc("The currency of the whole; another one is refused.")
}

pub(crate) const fn row_currency_rate() -> Property {
    decimal("currencyrate", RATE_SCALE)
        .units(1, MAX_UNITS)
        .doc("The rate of the whole; another one is refused.")
}

pub(crate) const fn row_statistics_price() -> Property {
    money("statisticsprice").doc("What one unit costs in the base currency, unless given.")
}

pub(crate) const fn row_alternative_value(name: &'static str) -> Property {
    money(name).column("alternativevalue").doc("Other value of one unit.")
}

pub(crate) const fn row_buy_price() -> Property {
    money("buyprice").doc("What one unit costs to buy; what its article says unless given.")
}

pub(crate) const fn specification() -> Property {
    long_text("specification").doc("What is said of it.")
}

pub(crate) const fn discount_percent() -> Property {
    percent("discountpercent").doc("Discount in per cent; that of its price list unless given.")
}

pub(crate) const fn discount_amount() -> Property {
    money("discountamount")
        .units(0, MAX_UNITS)
        .doc("Discount of the whole row, at least 0; that of its price list unless given.")
}

pub(crate) const fn dropped() -> Property {
    flag("deleted")
        .column("dropped")
        .default(0)
        .doc("1 when it is no longer part of the whole: it is left out of sums and kept on record.")
}

pub(crate) const fn price_warning() -> Property {
    flag("pricewarning").ignored().doc("1 when a unit comes to less than the price lists say.")
}

pub(crate) const fn total_price() -> Property {
    money("totalprice")
        .ignored()
        .doc("What the row comes to, rounded to the decimals of the currency.")
}

pub(crate) const fn total_statistics() -> Property {
    money("totalpricestatistics").ignored().doc("The same in the base currency.")
}

pub(crate) const fn total_alternative() -> Property {
    money("totalalternativevalue").ignored().doc("Other value of the whole row.")
}

pub(crate) const fn row_list() -> Property {
    one("pricelist", "pricelistid", &PRICE_LISTS, ROW_LIST).written().doc(
        "The price list its price is from; `{\"id\": …}` in bodies, that of the account or the \
         default one when left out.",
    )
}

pub(crate) const fn row_group() -> Property {
    one("pricegroup", "pricegroupid", &PRICE_GROUPS, PRICE_GROUP)
        .ignored()
        .doc("The quantities its price is for, as its price list has it.")
}

pub(crate) const fn sort_group() -> Property {
    reference("sortgroup", &SORT_GROUPS).column("sortgroupid").shown().doc("Id of its sort group.")
}

pub(crate) const fn article() -> Property {
    one("article", "articleid", &ARTICLES, ARTICLE_BRIEF)
        .written()
        .doc("What is sold; `{\"id\": …}` in bodies.")
}

pub(crate) const fn unit() -> Property {
    one("articleunit", "unitid", &ARTICLE_UNITS, ID_NAME)
        .written()
        .doc("The unit that is counted; that of its article when left out.")
}

/// The id of the price that the row has.
pub(crate) const fn price_id() -> Property {
    integer("priceid").assigned().hidden().doc("Id of its price.")
}

/// What its price list asked when the price was resolved.
pub(crate) const fn listed(name: &'static str) -> Property {
    money(name).assigned().hidden().doc("What its price list asked.")
}
