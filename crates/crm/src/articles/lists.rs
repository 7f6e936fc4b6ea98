//! What articles are sorted into.

use engine::declare::*;

use crate::lookup::{BY_EXTERNAL_KEY, external_key, lookup, name};

/// Lists of names, sorted by them.
macro_rules! names {
    ($($(#[$meta:meta])* $item:ident = $name:literal, $one:literal, $table:literal at $path:literal;)*) => {
        $(lookup! {
            $(#[$meta])*
            $item = $name, $one, $table in "articles" at $path
            by "name_key" [name()]
            derived: &[key("name_key", "name")],
        })*
    };
}

names! {
    /// Who makes articles.
    BRANDS = "articlebrands", "article brand", "article_brands" at "/articles/brands";
    /// What articles are budgeted under.
    BUDGET_GROUPS = "articlebudgetgroups", "article budget group", "article_budget_groups" at "/articles/budgetgroups";
    /// What discounts of articles are agreed for.
    DISCOUNT_GROUPS = "articlediscountgroups", "article discount group", "article_discount_groups" at "/articles/discountgroups";
    /// What articles are made of.
    MATERIALS = "articlematerials", "article material", "article_materials" at "/articles/materials";
    /// How well one serves what was sold.
    SERVICE_LEVELS = "articleservicelevels", "article service level", "article_service_levels" at "/articles/servicelevels";
    /// What volumes of articles are counted under.
    VOLUME_GROUPS = "articlevolumegroups", "article volume group", "article_volume_groups" at "/articles/volumegroups";
    /// Where articles are kept.
    WAREHOUSES = "warehouses", "warehouse", "warehouses" at "/articles/warehouses";
    /// Whether articles are kept at all.
    WAREHOUSE_STATUSES = "warehousestatuses", "warehouse status", "warehouse_statuses" at "/articles/warehousestatuses";
}

const DERIVED: &[Derived] = &[fold("name_fold", "name"), key("name_key", "name")];

const NAME: Sort = sort_optional("name", "name_key");

/// Rows whose name begins with the text.
const BEGINS: Filter = begins("name", "name_fold")
    .unsearched()
    .doc("The name begins with this; `%` stands for any text.");

/// What was listed whole before lists came in pages.
const WHOLE: List = List { sorts: &[NAME], sortable: false, paged: false, ..List::BY_NAME };

const GROUP_ID: &str = "/articlegroups/{id}";

/// Article groups.
pub static ARTICLE_GROUPS: Resource = Resource {
    name: "articlegroups",
    one: "article group",
    table: "article_groups",
    shape: &[
        id().ignored().doc("Its id."),
        text("name").doc("Its name."),
        external_key(),
        integer("sortorder").default(0).doc("Place in lists."),
    ],
    derived: DERIVED,
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/articlegroups", "Create: article group"),
        update(GROUP_ID, "Change: article group", Locate::Id),
        read(GROUP_ID, "Get: article group", Locate::Id),
        delete(GROUP_ID, "Remove: article group", Locate::Id).extension(),
        list("/articles/groups", "List: article group", WHOLE).tag("articles").deprecated(),
    ],
    ..Resource::EMPTY
};

/// Article groups as their own list answers them, which does not tell their place in it.
pub static ARTICLE_GROUP_PAGES: Resource = Resource {
    name: "articlegrouppages",
    one: "listed article group",
    table: "article_groups",
    shape: &[
        id().doc("Its id."),
        text("name").assigned().doc("Its name."),
        external_key().assigned(),
    ],
    operations: &[list(
        "/articlegroups",
        "List: article group",
        List {
            filters: &[BY_EXTERNAL_KEY, BEGINS],
            sorts: &[NAME, sort("id", "id"), sort("sort", "sortorder")],
            ..List::BY_NAME
        },
    )
    .tag("articlegroups")],
    ..Resource::EMPTY
};

const UNIT_ID: &str = "/articleunits/{id}";

/// Units that articles are sold in.
pub static ARTICLE_UNITS: Resource = Resource {
    name: "articleunits",
    one: "article unit",
    table: "article_units",
    shape: &[id().ignored().doc("Its id."), text("name").doc("Its name."), external_key()],
    derived: DERIVED,
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/articleunits", "Create: article unit"),
        list(
            "/articleunits",
            "List: article unit",
            List {
                filters: &[BY_EXTERNAL_KEY, BEGINS],
                sorts: &[NAME, sort("id", "id")],
                ..List::BY_NAME
            },
        ),
        update(UNIT_ID, "Change: article unit", Locate::Id),
        read(UNIT_ID, "Get: article unit", Locate::Id),
        delete(UNIT_ID, "Remove: article unit", Locate::Id).extension(),
        list("/articles/units", "List: article unit", WHOLE).tag("articles"),
    ],
    ..Resource::EMPTY
};
