//! Articles: what is sold.

mod lists;

use engine::declare::*;
use engine::store::Value;
use engine::work::Record;

use crate::accounts::ACCOUNTS;
use crate::dynamic_fields;
use crate::lookup::BY_EXTERNAL_KEY;
use crate::missions::ARTICLE_MISSION;
use crate::parts::{TAG, percent};
use crate::tags::TAGS;

pub use lists::{
    ARTICLE_GROUP_PAGES, ARTICLE_GROUPS, ARTICLE_UNITS, BRANDS, BUDGET_GROUPS, DISCOUNT_GROUPS,
    MATERIALS, SERVICE_LEVELS, VOLUME_GROUPS, WAREHOUSE_STATUSES, WAREHOUSES,
};

/// The tags of articles.
static TAGGED: Link = Link {
    table: "article_tags",
    left: "articleid",
    left_of: &ARTICLES,
    right: "tagid",
    right_of: &TAGS,
};

/// An article as prices and rows answer it.
pub(crate) const ARTICLE_BRIEF: Shape = &[
    id().doc("The article's id."),
    text("name").doc("Its name."),
    text("number").doc("Its number."),
];

/// Articles.
pub static ARTICLES: Resource = Resource {
    name: "articles",
    one: "article",
    table: "articles",
    shape: SHAPE,
    derived: &[
        key("name_key", "name"),
        key("number_key", "number"),
        key("suppliername_key", "suppliername"),
        key("supplierarticlenumber_key", "supplierarticlenumber"),
        key("externalkey_key", "externalkey"),
        Derived { column: "lowstock", how: How::Integer(low_stock) },
    ],
    search: &["name", "number", "description", "suppliername", "supplierarticlenumber"],
    lifetime: Lifetime::Soft,
    operations: &[
        create("/articles", "Create an article"),
        list("/articles", "List articles", LIST),
        update("/articles/{id}", "Change an article", Locate::Id),
        read("/articles/{id}", "Get an article", Locate::Id),
        delete("/articles/{id}", "Hide an article", Locate::Id).extension(),
        restore("/articles/{id}/restore", "Bring a hidden article back"),
    ],
    ..Resource::EMPTY
};

/// Addresses on the web may be long.
const ADDRESS: usize = 2048;

static SHAPE: Shape = &[
    id().doc("The article's id."),
    text("name").required().doc("Its name."),
    money("price").required().doc("What one unit costs, in the base currency, without VAT."),
    long_text("description").required().may_be_empty().doc("What it is."),
    reference("warehousestatusid", &WAREHOUSE_STATUSES)
        .shown()
        .doc("Id of whether it is kept in a warehouse."),
    integer("businessareaid").doc("Id of the business area that sells it."),
    reference("servicelevelid", &SERVICE_LEVELS).shown().doc("Id of its service level."),
    reference("warehouseid", &WAREHOUSES).shown().doc("Id of the warehouse it is kept in."),
    reference("unitid", &ARTICLE_UNITS).shown().doc("Id of the unit it is sold in."),
    reference("groupid", &ARTICLE_GROUPS).shown().doc("Id of its group."),
    text("number").doc("Its number."),
    money("buyprice").doc("What one unit costs to buy, in the base currency."),
    decimal("commision", 4).also(&["commission"]).doc("Commission of who sells it."),
    text("externalkey").doc("Key in another system."),
    text("imageurl").max(ADDRESS).doc("Address of a picture."),
    text("url1").max(ADDRESS).doc("Address with more about it."),
    text("url2").max(ADDRESS).doc("Another such address."),
    integer("stockbalance")
        .range(-MAX_INTEGER, MAX_INTEGER)
        .doc("How many units are in stock; below 0 when more is delivered than there was."),
    percent("vat").required().doc("VAT in per cent, from 0 to 100."),
    reference("accountid", &ACCOUNTS).shown().doc("Id of the account that supplies it."),
    text("suppliername").doc("Who supplies it."),
    text("supplierarticlenumber").doc("Its number there."),
    integer("stockbalancewarningtreshold")
        .also(&["stockbalancewarningthreshold"])
        .doc("The stock is low when there are fewer units than this."),
    reference("brandid", &BRANDS).shown().doc("Id of its brand."),
    reference("materialid", &MATERIALS).shown().doc("Id of what it is made of."),
    flag("incampaign").default(0).doc("1 while it is part of a campaign."),
    integer("volume").doc("Its volume."),
    decimal("area", 4).units(0, MAX_UNITS).doc("Its area, at least 0."),
    reference("volumegroupid", &VOLUME_GROUPS).shown().doc("Id of its volume group."),
    reference("discountgroupid", &DISCOUNT_GROUPS).shown().doc("Id of its discount group."),
    reference("budgetgroupid", &BUDGET_GROUPS).shown().doc("Id of its budget group."),
    flag("active").default(1).doc("1 while it is sold."),
    long_text("presentation").doc("What customers are told about it."),
    percent("discount").doc("Discount that is usual, in per cent; prices do not depend on it."),
    integer("sortorder").default(0).doc("Place in lists."),
    linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
    dynamic_fields::CARRIED,
    instant("created").hidden().doc("When it was created."),
    instant("updated").hidden().doc("When it was changed last."),
];

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        exactly("number", "number").doc("With this number."),
        equals("groupid").shown_as(ParamType::Text).doc("In this article group."),
        either("active").doc("1: those that are sold, 0: those that are not; both when left out."),
        exactly("supplierarticlenumber", "supplierarticlenumber")
            .doc("With this number at the supplier."),
        equals("warehousestatusid").doc("With this warehouse status."),
        equals("businessareaid'")
            .on("businessareaid")
            .also(&["businessareaid"])
            .doc("Sold by this business area; the name without the apostrophe is understood too."),
        equals("servicelevelid").doc("With this service level."),
        equals("warehouseid").doc("Kept in this warehouse."),
        equals("unitid").doc("Sold in this unit."),
        BY_EXTERNAL_KEY,
        equals("brandid").doc("Of this brand."),
        equals("materialid").doc("Made of this."),
        equals("volumegroupid").doc("In this volume group."),
        equals("discountgroupid").doc("In this discount group."),
        equals("budgetgroupid").doc("In this budget group."),
        ARTICLE_MISSION,
        full_text().doc(
            "Every word must be found in name, number, description, supplier or the number there.",
        ),
        either("lowstock")
            .extension()
            .doc("1: those of which fewer units are in stock than their threshold, 0: all others."),
    ],
    sorts: &[
        sort("name", "name_key"),
        sort_optional("number", "number_key"),
        sort_optional("suppliername", "suppliername_key"),
        sort_optional("supplierarticlenumber", "supplierarticlenumber_key"),
        sort_optional("externalkey", "externalkey_key"),
        sort("sort", "sortorder"),
    ],
    default_sort: "number_asc",
    ..List::BY_NAME
};

/// Whether fewer units are in stock than the threshold says.
fn low_stock(article: &Record) -> Value {
    let balance = article.int("stockbalance").unwrap_or(0);
    let low = article.int("stockbalancewarningtreshold").is_some_and(|least| balance < least);
    Value::Int(i64::from(low))
}
