//! Price lists: what articles cost, for how long, for whom, and in which quantities.

mod groups;
mod rules;

use engine::declare::*;
use engine::store::Value;
use engine::work::Record;

use crate::articles::{ARTICLE_BRIEF, ARTICLES};
use crate::currencies::CURRENCIES;
use crate::lookup::BY_EXTERNAL_KEY;
use crate::parts::percent;
use crate::pricing::resolve;

pub(crate) use groups::PRICE_GROUP;
pub use groups::PRICE_GROUPS;

/// Price lists.
pub static PRICE_LISTS: Resource = Resource {
    name: "pricelists",
    one: "price list",
    table: "price_lists",
    shape: PRICE_LIST,
    derived: &[
        key("name_key", "name"),
        Derived { column: "firstday", how: How::Integer(rules::first_day) },
        Derived { column: "lastday", how: How::Integer(rules::last_day) },
    ],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(rules::check), after: None, hidden: Some(rules::came_back) },
    operations: &[
        create("/pricelists", "Create a price list"),
        list("/pricelists", "List price lists", LIST),
        update("/pricelists/{id}", "Change a price list", Locate::Id),
        read("/pricelists/{id}", "Get a price list", Locate::Id),
        delete("/pricelists/{id}", "Hide a price list", Locate::Id).extension(),
        restore("/pricelists/{id}/restore", "Bring a hidden price list back"),
        report_by(
            Method::Post,
            "/pricelists/resolve",
            "Tell what a row would cost, and why",
            resolve(),
        )
        .extension(),
    ],
    ..Resource::EMPTY
};

/// A price list, also as rows answer it.
pub(crate) static PRICE_LIST: Shape = &[
    id().ignored().doc("The price list's id."),
    text("name").doc("Its name."),
    truth("active").required().doc("Whether it is used at all."),
    instant("start").written().required().doc("When it begins; it is in force from that day on."),
    instant("stop")
        .written()
        .required()
        .doc("When it ends; it is in force up to that day, which is included."),
    truth("default")
        .column("isdefault")
        .required()
        .doc("Whether it applies where no other price list does; one a currency at a time."),
    text("externalkey").doc("Key in another system."),
    truth("strict").required().doc("Whether only the articles that it lists are sold by it."),
    long_text("description").doc("Anything worth knowing."),
    reference("currencyid", &CURRENCIES)
        .shown()
        .doc("Id of the currency of its prices; the base currency when unset."),
    children("prices", &PRICES, "pricelistid", PRICE).written().required().doc(
        "Its prices. In a body, one with an `id` is changed, one without is added, and others stay.",
    ),
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

/// A price, also as its list answers it.
pub(crate) static PRICE: Shape = &[
    id().doc("The price's id."),
    money("price").required().doc("What one unit costs."),
    percent("discountpercent").default(0).doc("Discount in per cent, from 0 to 100."),
    money("discountamount")
        .units(0, MAX_UNITS)
        .default(0)
        .doc("Discount of the whole row, at least 0."),
    one("pricegroup", "pricegroupid", &PRICE_GROUPS, PRICE_GROUP)
        .written()
        .doc("The quantities it is for, as `{\"id\": …}`; any when left out."),
    one("article", "articleid", &ARTICLES, ARTICLE_BRIEF)
        .written()
        .required()
        .doc("What it is the price of, as `{\"id\": …}`."),
    reference("pricelistid", &PRICE_LISTS).assigned().doc("Id of its list."),
];

static PRICE_KEY: [PathPart; 2] =
    [path_id("pricelistid", "pricelistid", &PRICE_LISTS), path_between("id", 1, MAX_INTEGER)];

/// The prices of price lists.
pub static PRICES: Resource = Resource {
    name: "prices",
    one: "price",
    table: "prices",
    shape: PRICE,
    derived: &[Derived { column: "groupkey", how: How::Integer(group_key) }],
    lifetime: Lifetime::Removed,
    unique: &[Unique { columns: &["pricelistid", "articleid", "groupkey"], property: "article" }],
    rules: Rules { check: Some(rules::check_price), after: None, hidden: None },
    operations: &[delete(
        "/pricelists/{pricelistid}/prices/{id}",
        "Remove a price from its list",
        Locate::Key(&PRICE_KEY),
    )
    .tag("pricelists")
    .extension()],
    ..Resource::EMPTY
};

/// The group's id, or 0 for any quantity, so that there is one such price of an article.
fn group_key(price: &Record) -> Value {
    Value::Int(price.int("pricegroupid").unwrap_or(0))
}

const USED_BY: &[Within] = &[Within { own: "id", table: "accounts", select: "pricelistid" }];

const LIST: List = List {
    filters: &[
        either("active").doc("1: those that are used, 0: those that are not."),
        from("start", "lastday").doc("Not ended before this day, `YYYY-MM-DD`."),
        until("stop", "firstday").doc("Begun on this day or earlier, `YYYY-MM-DD`."),
        either("default").on("isdefault").doc("1: default ones, 0: others."),
        equals("accountid").on("id").within(USED_BY).doc("The price list of this account."),
        exactly("accountnumber", "number")
            .within(USED_BY)
            .doc("The price list of the account with this customer number."),
        BY_EXTERNAL_KEY,
        either("strict").doc("1: those that sell only what they list, 0: others."),
        equals("currencyid").doc("With prices in this currency."),
    ],
    sorts: &[sort_optional("name", "name_key"), sort("start", "start"), sort("active", "active")],
    default_sort: "start_asc",
    ..List::BY_NAME
};
