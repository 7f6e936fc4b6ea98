//! Quotes: what was offered to whom.

mod relations;
mod rows;
mod statuses;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::{Member, Record, Work};

use crate::accounts::{ACCOUNTS, back_to_account};
use crate::contacts::CONTACTS;
use crate::documents;
use crate::dynamic_fields;
use crate::lookup::BY_EXTERNAL_KEY;
use crate::opportunities::{OPPORTUNITIES, OPPORTUNITY_BRIEF};
use crate::parts::{ACCOUNT_BRIEF, ID_NAME, SUPERIOR, TAG, USER_BRIEF};
use crate::rows::*;
use crate::tags::TAGS;
use crate::terms::{DELIVERY_TERMS, DELIVERY_TYPES, PAYMENT_TERMS};
use crate::users::USERS;

pub use relations::QUOTE_RELATIONS;
pub(crate) use relations::{became, became_of, hide_relations, merged, order_of, relations};
pub use rows::QUOTE_ROWS;
use rows::ROW;
pub use statuses::QUOTE_STATUSES;
use statuses::STATUS;

/// The tags of quotes.
static TAGGED: Link = Link {
    table: "quote_tags",
    left: "quoteid",
    left_of: &QUOTES,
    right: "tagid",
    right_of: &TAGS,
};

/// The tags of quotes, and those of their rows.
pub(crate) const TAGS_OF: [&Link; 2] = [&TAGGED, &rows::TAGGED];

static TOGETHER: Together =
    Together { target: &QUOTE_ROWS, on: "quoteid", check: check_all, after: None };

/// Quotes.
pub static QUOTES: Resource = Resource {
    name: "quotes",
    one: "quote",
    table: "quotes",
    shape: SHAPE,
    derived: &[key("externalkey_key", "externalkey")],
    search: &["externalcomment", "internalcomment"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: None, after: Some(relations::follow), hidden: Some(came_back) },
    together: Some(&TOGETHER),
    operations: &[
        create("/quotes", "Create a quote"),
        list("/quotes", "List quotes", LIST),
        update("/quotes/{id}", "Change a quote", Locate::Id),
        read("/quotes/{id}", "Get a quote", Locate::Id),
        delete("/quotes/{id}", "Hide a quote", Locate::Id).extension(),
        restore("/quotes/{id}/restore", "Bring a hidden quote back"),
        document("/quotes/{id}/document", "Get a quote as a document", documents::QUOTE),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The quote's id, which is its number."),
    price(),
    currency_code(),
    currency_rate(),
    statistics_price().answer_extension(),
    alternative_value(),
    buy_price(),
    discounted(),
    date("placedate").required().doc("The day it was made."),
    date("validtodate").doc("The last day it is valid."),
    text("alternateid").doc("Its number elsewhere."),
    long_text("externalcomment").doc("What the customer is told."),
    date("deliverydate").doc("The day it would be delivered."),
    text("deliveryname").doc("Who would receive it."),
    text("deliverystreet").doc("Street it would be delivered to."),
    text("deliveryzip").doc("Postal code it would be delivered to."),
    text("deliverycity").doc("City it would be delivered to."),
    text("deliverycountry").doc("Country it would be delivered to."),
    text("externalkey").doc("Key in another system."),
    long_text("internalcomment").doc("What only colleagues are told."),
    text("marking").doc("What the goods would be marked with."),
    text("referencecode").doc("The customer's reference."),
    text("extracode").doc("Another code."),
    deal_list(),
    instant("tscreated").column("created").doc("When it was created."),
    instant("tsupdated").column("updated").doc("When it was changed last."),
    one("status", "statusid", &QUOTE_STATUSES, STATUS)
        .written()
        .required()
        .doc("What has become of it; `{\"id\": …}` in bodies."),
    one("deliveryterm", "deliverytermid", &DELIVERY_TERMS, ID_NAME)
        .written()
        .required()
        .doc("Term of delivery; `{\"id\": …}` in bodies."),
    one("paymentterm", "paymenttermid", &PAYMENT_TERMS, ID_NAME)
        .written()
        .required()
        .doc("Term of payment; `{\"id\": …}` in bodies."),
    one("deliverytype", "deliverytypeid", &DELIVERY_TYPES, ID_NAME)
        .written()
        .required()
        .doc("How it would be sent; `{\"id\": …}` in bodies."),
    one("user", "userid", &USERS, USER_BRIEF)
        .written()
        .required()
        .doc("Who sells; `{\"id\": …}` in bodies."),
    one("user2", "user2id", &USERS, USER_BRIEF)
        .written()
        .doc("Another user involved; `{\"id\": …}` in bodies."),
    one("account", "accountid", &ACCOUNTS, ACCOUNT_BRIEF)
        .written()
        .required()
        .doc("Who may buy; `{\"id\": …}` in bodies."),
    one("contact", "contactid", &CONTACTS, SUPERIOR)
        .written()
        .required()
        .doc("Whom one talks to; `{\"id\": …}` in bodies."),
    one("opportunity", "opportunityid", &OPPORTUNITIES, OPPORTUNITY_BRIEF)
        .written()
        .doc("The opportunity it belongs to; `{\"id\": …}` in bodies."),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    children("rows", &QUOTE_ROWS, "quoteid", ROW).written().doc(
        "Its rows. In a body, one with an `id` is changed, one without is added, others stay.",
    ),
    fixed(),
    dynamic_fields::CARRIED,
];

/// Activities of a quote are those of its opportunity.
const OF_ACTIVITY: &[Within] =
    &[Within { own: "opportunityid", table: "activities", select: "opportunityid" }];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        BY_EXTERNAL_KEY,
        exactly("altnumber", "alternateid").doc("With this number elsewhere."),
        one_of("accountids", "accountid").doc("Of one of these accounts."),
        one_of("statusids", "statusid").doc("With one of these statuses."),
        one_of("contactids", "contactid").doc("Where one talks to one of these contacts."),
        one_of("opportunityids", "opportunityid").doc("Of one of these opportunities."),
        one_of("userids", "userid").doc("Sold by one of these users."),
        one_of("user2ids", "user2id").doc("With one of these as the other user."),
        custom("orderids", ParamType::Text, of_orders)
            .doc("Related to one of these orders; numbers separated by commas."),
        one_of("activityids", "id")
            .within(OF_ACTIVITY)
            .doc("Of an opportunity that one of these activities belongs to."),
        from("placedate_start", "placedate").doc("Made on this day or later, `YYYY-MM-DD`."),
        until("placedate_end", "placedate").doc("Made on this day or earlier, `YYYY-MM-DD`."),
        from("validtodate_start", "validtodate").doc("Valid on this day or longer, `YYYY-MM-DD`."),
        until("validtodate_end", "validtodate")
            .doc("No longer valid after this day, `YYYY-MM-DD`."),
        from("deliverydate_start", "deliverydate")
            .doc("To be delivered on this day or later, `YYYY-MM-DD`."),
        until("deliverydate_end", "deliverydate")
            .doc("To be delivered on this day or earlier, `YYYY-MM-DD`."),
        full_text().doc("Every word must be found in the external or the internal comment."),
    ],
    sorts: &[
        sort("placedate", "placedate"),
        sort_optional("validtodate", "validtodate"),
        sort_optional("deliverydate", "deliverydate"),
        sort("number", "id"),
        sort_optional("externalkey", "externalkey_key"),
    ],
    default_sort: "placedate_desc",
    ..List::BY_NAME
};

fn of_orders(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let Some(orders) = params.integers("orderids", errors) else { return Vec::new() };
    vec![Condition::Within {
        own: "id",
        table: "quote_relations",
        select: "quoteid",
        all: vec![Condition::Is("type", "order".into()), Condition::OneOf("otherid", orders)],
    }]
}

fn check_all(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    rows: &mut [Member],
    errors: &mut Errors,
) -> Result<(), Problem> {
    reckon(work, rows::QUANTITY, now, before, rows, errors)
}

/// A quote comes back to an account that is there; its relations are there when it is.
fn came_back(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_account(work, &QUOTES, id, hidden)?;
    hide_relations(work, &[Condition::Is("id", Value::Int(id))])
}
