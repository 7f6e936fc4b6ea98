//! What becomes of quotes.

use engine::declare::*;

use crate::lookup::{BY_DEFAULT, name};

/// What a status means.
const MEANINGS: &[&str] = &["active", "expired", "denied", "order"];

/// The meaning of a quote that has become an order.
pub(super) const ORDER: &str = "order";

const PATH: &str = "/quotes/statuses";
const ID: &str = "/quotes/statuses/{id}";

/// Statuses of quotes.
pub static QUOTE_STATUSES: Resource = Resource {
    name: "quotestatuses",
    one: "quote status",
    table: "quote_statuses",
    shape: STATUS,
    derived: &[key("name_key", "name")],
    only_one: &["isdefault"],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create(PATH, "Create a quote status").tag("quotes"),
        list(PATH, "List quote statuses", LIST).tag("quotes"),
        update(ID, "Change a quote status", Locate::Id).tag("quotes"),
        read(ID, "Get a quote status", Locate::Id).tag("quotes"),
        delete(ID, "Remove a quote status", Locate::Id).tag("quotes").extension(),
    ],
    ..Resource::EMPTY
};

/// A status, also as quotes answer it.
pub(super) static STATUS: Shape = &[
    id().doc("The status's id."),
    name(),
    integer("sortorder").default(0).doc("Place in lists."),
    flag("isdefault").default(0).doc("1 for the default; one status at most."),
    choice("metatype", MEANINGS).doc(
        "What it means: the quote is `active`, `expired`, `denied`, or has become an `order`.",
    ),
    instant("tscreated").column("created").doc("When it was created."),
    instant("tsupdated").column("updated").doc("When it was changed last."),
];

const LIST: List = List {
    filters: &[exactly("metatype", "metatype").among(MEANINGS).doc("That mean this."), BY_DEFAULT],
    sorts: &[sort("sorting", "sortorder"), sort("name", "name_key"), sort("number", "id")],
    default_sort: "sorting_asc",
    ..List::BY_NAME
};
