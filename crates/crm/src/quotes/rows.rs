//! Rows of quotes.

use engine::declare::*;

use super::QUOTES;
use crate::parts::TAG;
use crate::rows::*;
use crate::tags::TAGS;

/// What bodies call the quantity of a row.
pub(super) const QUANTITY: &str = "quantity";

/// The tags of rows.
pub(super) static TAGGED: Link = Link {
    table: "quote_row_tags",
    left: "rowid",
    left_of: &QUOTE_ROWS,
    right: "tagid",
    right_of: &TAGS,
};

/// Rows of quotes. They are written with their quote.
pub static QUOTE_ROWS: Resource = Resource {
    name: "quoterows",
    one: "quote row",
    table: "quote_rows",
    shape: ROW,
    ..Resource::EMPTY
};

/// A row of a quote.
pub(super) static ROW: Shape = &[
    id().doc("The row's id. In a body, the row that is changed."),
    row_number("quoteid", &QUOTES).doc("Id of the quote."),
    text("alternateid").doc("Its number elsewhere."),
    quantity(QUANTITY),
    discount_special(),
    integer("sortorder").default(0).doc("Place in the quote."),
    row_price(),
    row_currency_code(),
    row_currency_rate(),
    row_statistics_price(),
    row_alternative_value("alternativevalue"),
    row_buy_price(),
    specification(),
    discount_percent(),
    discount_amount(),
    text("costcenter").doc("Cost centre."),
    text("externalkey").doc("Key in another system."),
    dropped().extension(),
    price_warning(),
    total_price(),
    total_statistics(),
    total_alternative(),
    row_list(),
    row_group(),
    article(),
    unit(),
    sort_group(),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    price_id(),
    listed("listprice"),
    listed("listpercent"),
    listed("listamount"),
    fixed(),
];
