//! Orders: what was sold to whom.

mod copies;
mod delivery;
mod rows;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Member, Record, Work};

use crate::accounts::{ACCOUNTS, back_to_account};
use crate::contacts::CONTACTS;
use crate::documents;
use crate::dynamic_fields;
use crate::lookup::BY_EXTERNAL_KEY;
use crate::missions::{ORDER_MISSION_RESULT, ORDER_MISSIONS};
use crate::opportunities::{OPPORTUNITIES, OPPORTUNITY_BRIEF};
use crate::parts::{ACCOUNT_BRIEF, ID_NAME, SUPERIOR, TAG, USER_BRIEF};
use crate::rows::*;
use crate::tags::TAGS;
use crate::terms::{DELIVERY_TERMS, DELIVERY_TYPES, ORDER_STATUSES, ORDER_TYPES, PAYMENT_TERMS};
use crate::users::USERS;

pub use rows::ORDER_ROWS;
use rows::ROW;

/// The tags of orders.
pub(crate) static TAGGED: Link = Link {
    table: "order_tags",
    left: "orderid",
    left_of: &ORDERS,
    right: "tagid",
    right_of: &TAGS,
};

static TOGETHER: Together = Together {
    target: &ORDER_ROWS,
    on: "orderid",
    check: check_all,
    after: Some(delivery::delivered),
};

/// Orders.
pub static ORDERS: Resource = Resource {
    name: "orders",
    one: "order",
    table: "orders",
    shape: SHAPE,
    derived: &[key("externalkey_key", "externalkey")],
    search: &["externalcomment", "internalcomment"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: None, after: None, hidden: Some(came_back) },
    together: Some(&TOGETHER),
    operations: &[
        create("/orders", "Create an order"),
        list("/orders", "List orders", LIST),
        update("/orders/{id}", "Change an order", Locate::Id),
        read("/orders/{id}", "Get an order", Locate::Id),
        delete("/orders/{id}", "Hide an order", Locate::Id).extension(),
        restore("/orders/{id}/restore", "Bring a hidden order back"),
        document("/orders/{id}/document", "Get an order as a document", documents::ORDER),
        special("/orders/{id}/copy", "Copy an order", copies::COPY).extension(),
        special("/quotes/{id}/order", "Make a quote an order", copies::ORDER)
            .tag("quotes")
            .extension(),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The order's id, which is its number."),
    price(),
    currency_code(),
    currency_rate(),
    statistics_price(),
    alternative_value(),
    buy_price(),
    discounted(),
    midnight("placedate").required().doc("The day it was placed; of a date-time its day counts."),
    text("alternateid").doc("Its number elsewhere."),
    long_text("externalcomment").doc("What the customer is told."),
    midnight("deliverydate").doc("The day it is to be delivered; of a date-time its day counts."),
    text("deliveryname").doc("Who receives it."),
    text("deliverystreet").doc("Street it is delivered to."),
    text("deliveryzip").doc("Postal code it is delivered to."),
    text("deliverycity").doc("City it is delivered to."),
    text("deliverycountry").doc("Country it is delivered to."),
    text("invoicename").doc("Who is invoiced."),
    text("invoicestreet").doc("Street the invoice is sent to."),
    text("invoicezip").doc("Postal code the invoice is sent to."),
    text("invoicecity").doc("City the invoice is sent to."),
    text("invoicecountry").doc("Country the invoice is sent to."),
    text("invoiceemail").doc("E-mail address the invoice is sent to."),
    text("invoicenumber").doc("Number of the invoice."),
    date("invoicedate").doc("Date of the invoice."),
    text("externalkey").doc("Key in another system."),
    long_text("internalcomment").doc("What only colleagues are told."),
    text("marking").doc("What the goods are marked with."),
    text("referencecode").doc("The customer's reference."),
    text("extracode").doc("Another code."),
    deal_list(),
    instant("tscreated").column("created").doc("When it was created."),
    instant("tsupdated").column("updated").doc("When it was changed last."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF)
        .written()
        .required()
        .doc("Who buys; `{\"id\": …}` in bodies."),
    one("user", "userid", &USERS, USER_BRIEF)
        .written()
        .required()
        .doc("Who sells; `{\"id\": …}` in bodies."),
    one("user2", "user2id", &USERS, USER_BRIEF)
        .written()
        .doc("Another user involved; `{\"id\": …}` in bodies."),
    one("opportunity", "opportunityid", &OPPORTUNITIES, OPPORTUNITY_BRIEF)
        .written()
        .doc("The opportunity it came from; `{\"id\": …}` in bodies."),
    one("contact", "contactid", &CONTACTS, SUPERIOR)
        .written()
        .required()
        .doc("Whom one talks to; `{\"id\": …}` in bodies."),
    one("status", "statusid", &ORDER_STATUSES, ID_NAME)
        .written()
        .required()
        .doc("How far it has come; `{\"id\": …}` in bodies."),
    one("deliveryterm", "deliverytermid", &DELIVERY_TERMS, ID_NAME)
        .written()
        .doc("Term of delivery; `{\"id\": …}` in bodies."),
    one("paymentterm", "paymenttermid", &PAYMENT_TERMS, ID_NAME)
        .written()
        .doc("Term of payment; `{\"id\": …}` in bodies."),
    one("deliverytype", "deliverytypeid", &DELIVERY_TYPES, ID_NAME)
        .written()
        .doc("How it is sent; `{\"id\": …}` in bodies."),
    one("type", "typeid", &ORDER_TYPES, ID_NAME)
        .written()
        .doc("What kind of order; `{\"id\": …}` in bodies."),
    flag("delivered").default(0).doc(
        "1 when all of it is delivered. To set it delivers what is left, to clear it takes all \
         deliveries back.",
    ),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    children("rows", &ORDER_ROWS, "orderid", ROW).written().doc(
        "Its rows. In a body, one with an `id` is changed, one without is added, others stay.",
    ),
    fixed(),
    dynamic_fields::CARRIED,
];

const OF_ACCOUNT: &[Within] = &[Within { own: "accountid", table: "accounts", select: "id" }];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        equals("number")
            .on("id")
            .shown_as(ParamType::Text)
            .doc("With this number, which is its id."),
        exactly("altnumber", "alternateid").doc("With this number elsewhere."),
        BY_EXTERNAL_KEY,
        one_of("accountids", "accountid").doc("Of one of these accounts."),
        one_of("statusids", "statusid").doc("With one of these statuses."),
        equals("opportunityid").doc("From this opportunity."),
        equals("contactid").doc("Where one talks to this contact."),
        one_of("userids", "userid").doc("Sold by one of these users."),
        ORDER_MISSIONS,
        ORDER_MISSION_RESULT,
        from("datespan_start", "placedate").doc("Placed on this day or later, `YYYY-MM-DD`."),
        until("datespan_end", "placedate").doc("Placed on this day or earlier, `YYYY-MM-DD`."),
        full_text().doc("Every word must be found in the external or the internal comment."),
        one_of("typeids", "typeid").doc("Of one of these types."),
        one_of("accountresponsibleids", "userid")
            .within(OF_ACCOUNT)
            .doc("Of accounts owned by one of these users."),
        one_of("accounttypeids", "typeid")
            .within(OF_ACCOUNT)
            .doc("Of accounts of one of these types."),
    ],
    sorts: &[
        sort("placedate", "placedate"),
        sort_optional("deliverydate", "deliverydate"),
        sort("number", "id"),
        sort("accountid", "accountid"),
        sort_optional("externalkey", "externalkey_key"),
    ],
    default_sort: "placedate_desc",
    ..List::BY_NAME
};

fn check_all(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    rows: &mut [Member],
    errors: &mut Errors,
) -> Result<(), Problem> {
    rows::settle(now, before, rows);
    delivery::deliver(now, before, rows);
    reckon(work, rows::QUANTITY, now, before, rows, errors)
}

/// An order comes back to an account that is there.
fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_account(work, &ORDERS, id, hidden).map(drop)
}
