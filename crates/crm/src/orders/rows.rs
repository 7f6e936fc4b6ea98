//! Rows of orders.

use engine::declare::*;
use engine::store::Value;
use engine::work::{Member, Record};

use super::ORDERS;
use crate::accounts::ACCOUNTS;
use crate::opportunities::OPPORTUNITIES;
use crate::parts::TAG;
use crate::rows::*;
use crate::tags::TAGS;
use crate::users::USERS;

/// What bodies call the quantity of a row.
pub(super) const QUANTITY: &str = "quantityordered";

/// The tags of rows.
pub(super) static TAGGED: Link = Link {
    table: "order_row_tags",
    left: "rowid",
    left_of: &ORDER_ROWS,
    right: "tagid",
    right_of: &TAGS,
};

/// The same, as bodies name them.
pub(super) static TAG_SOURCE: Source = Source::Linked(&TAGGED);

/// Rows of orders. They are written with their order.
pub static ORDER_ROWS: Resource = Resource {
    name: "orderrows",
    one: "order row",
    table: "order_rows",
    shape: ROW,
    ..Resource::EMPTY
};

/// A row of an order.
pub(super) static ROW: Shape = &[
    id().doc("The row's id. In a body, the row that is changed."),
    row_number("orderid", &ORDERS).doc("Id of the order."),
    reference("accountid", &ACCOUNTS)
        .shown()
        .doc("Id of who buys; the account of the order when left out."),
    reference("userid", &USERS)
        .shown()
        .doc("Id of who sells; the user of the order when left out."),
    reference("opportunityid", &OPPORTUNITIES)
        .shown()
        .doc("Id of the opportunity it came from; that of the order when left out."),
    quantity(QUANTITY),
    decimal("quantitydelivered", 4)
        .column("delivered")
        .default(0)
        .doc("How many units are delivered; the stock of the article falls by as many."),
    discount_special(),
    integer("sortorder").default(0).doc("Place in the order."),
    row_price(),
    row_currency_code(),
    row_currency_rate(),
    row_statistics_price(),
    row_alternative_value("alternatvievalue").also(&["alternativevalue"]),
    row_buy_price(),
    specification(),
    discount_percent(),
    discount_amount(),
    text("externalkey").doc("Key in another system."),
    flag("noprint").default(0).doc("1 when it is left out of what is printed."),
    dropped(),
    price_warning(),
    total_price(),
    total_statistics(),
    total_alternative(),
    row_list(),
    row_group(),
    sort_group(),
    article(),
    unit(),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    price_id(),
    listed("listprice"),
    listed("listpercent"),
    listed("listamount"),
    fixed(),
];

/// A row that says nothing else is of the account, the user and the opportunity of its order, also
/// when those change.
pub(super) fn settle(now: &Record, before: Option<&Record>, rows: &mut [Member]) {
    for row in rows {
        for column in ["accountid", "userid", "opportunityid"] {
            let old = before.map(|before| before.get(column));
            let follows = match old {
                Some(old) if row.before.is_some() => {
                    row.now.get(column) == old && !row.changed(column)
                }
                _ => *row.now.get(column) == Value::Null && !row.now.gave(column),
            };
            if follows {
                row.now.set(column, now.get(column).clone());
            }
        }
    }
}
