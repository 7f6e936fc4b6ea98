//! Telephones to choose from: a brand has models, a model has variants in colours and sizes.

pub mod import;
mod options;

use engine::declare::*;

use crate::lookup::{lookup, name};

/// What names are compared by.
const FOLDED: &[Derived] = &[fold("name_fold", "name")];

/// What names are compared and sorted by.
const NAMED: &[Derived] = &[fold("name_fold", "name"), key("name_key", "name")];

const ONE_OF_A_NAME: &[Unique] = &[Unique { columns: &["name_fold"], property: "name" }];

lookup! {
    /// Who makes telephones.
    PHONE_BRANDS = "phonebrands", "phone brand", "phone_brands"
    in "services" at "/services/phones/brands"
    by "name_key" [name()]
    derived: NAMED,
    unique: ONE_OF_A_NAME,
}

/// Whole lists by name.
const BY_NAME: List =
    List { sorts: &[sort("name", "name_key")], sortable: false, paged: false, ..List::BY_NAME };

const MODEL_ID: &str = "/services/phones/models/{id}";

/// Models of a brand.
pub static PHONE_MODELS: Resource = Resource {
    name: "phonemodels",
    one: "phone model",
    table: "phone_models",
    shape: &[
        id().doc("Its id."),
        name(),
        reference("brandid", &PHONE_BRANDS)
            .shown()
            .required()
            .extension()
            .doc("Id of the brand that it is a model of."),
    ],
    derived: NAMED,
    unique: &[Unique { columns: &["brandid", "name_fold"], property: "name" }],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        list(
            "/services/phones/models",
            "List: phone model",
            List { filters: &[equals("brandid").doc("Of this brand.")], ..BY_NAME },
        )
        .tag("services"),
        create("/services/phones/models", "Create: phone model").tag("services").extension(),
        read(MODEL_ID, "Get: phone model", Locate::Id).tag("services").extension(),
        update(MODEL_ID, "Change: phone model", Locate::Id).tag("services").extension(),
        delete(MODEL_ID, "Remove: phone model", Locate::Id).tag("services").extension(),
    ],
    ..Resource::EMPTY
};

const fn place() -> Property {
    integer("sortorder").default(0).doc("Place in lists.")
}

lookup! {
    extension
    /// Colours that telephones come in.
    PHONE_COLOURS = "phonecolours", "phone colour", "phone_colours"
    in "services" at "/services/phones/colours"
    by "sortorder" [name(), place()]
    derived: FOLDED,
    unique: ONE_OF_A_NAME,
}

lookup! {
    extension
    /// Sizes that telephones come in, such as how much they hold.
    PHONE_SIZES = "phonesizes", "phone size", "phone_sizes"
    in "services" at "/services/phones/sizes"
    by "sortorder" [name(), place()]
    derived: FOLDED,
    unique: ONE_OF_A_NAME,
}

const VARIANT_ID: &str = "/services/phones/variants/{id}";

/// Variants of a model, which is what one buys.
pub static PHONE_VARIANTS: Resource = Resource {
    name: "phonevariants",
    one: "phone variant",
    table: "phone_variants",
    shape: &[
        id().doc("Its id."),
        name(),
        long_text("description").doc("What to know of it."),
        money("price").units(0, MAX_UNITS).doc("Price without VAT, in the base currency."),
        reference("modelid", &PHONE_MODELS)
            .shown()
            .required()
            .extension()
            .doc("Id of the model that it is a variant of."),
        reference("colourid", &PHONE_COLOURS).shown().extension().doc("Id of its colour."),
        reference("sizeid", &PHONE_SIZES).shown().extension().doc("Id of its size."),
    ],
    derived: NAMED,
    unique: &[Unique { columns: &["modelid", "name_fold"], property: "name" }],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        report("/services/phones/options", "Get the options of phones", options::OPTIONS)
            .tag("services"),
        list(
            "/services/phones/variants",
            "List: phone variant",
            List {
                filters: &[
                    equals("modelid").required().doc("Of this model."),
                    equals("colourid").doc("In this colour."),
                    equals("sizeid").doc("In this size."),
                ],
                ..BY_NAME
            },
        )
        .tag("services"),
        create("/services/phones/variants", "Create: phone variant").tag("services").extension(),
        read(VARIANT_ID, "Get: phone variant", Locate::Id).tag("services").extension(),
        update(VARIANT_ID, "Change: phone variant", Locate::Id).tag("services").extension(),
        delete(VARIANT_ID, "Remove: phone variant", Locate::Id).tag("services").extension(),
    ],
    ..Resource::EMPTY
};
