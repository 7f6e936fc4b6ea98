//! Objects: things that contracts are about, such as machines and vehicles.

mod categories;
mod relations;

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Record, Work};

use crate::accounts::ACCOUNTS;
use crate::dynamic_fields;
use crate::parts::{ACCOUNT_BRIEF, TAG};
use crate::tags::TAGS;

pub use categories::OBJECT_CATEGORIES;
pub(crate) use categories::{CATEGORY, CONTRACT_STATUS, CONTRACT_TYPE, sorted};
pub use relations::OBJECT_RELATIONS;

/// The tags of objects.
pub(crate) static TAGGED: Link = Link {
    table: "object_tags",
    left: "objectid",
    left_of: &OBJECTS,
    right: "tagid",
    right_of: &TAGS,
};

const fn address(name: &'static str) -> Property {
    text(name).max(2_048)
}

/// Objects.
pub static OBJECTS: Resource = Resource {
    name: "objects",
    one: "object",
    table: "objects",
    shape: &[
        id().doc("The object's id."),
        text("name").required().nullable(&[Purpose::Update]).doc("Its name."),
        long_text("description").doc("What it is."),
        text("serialnumber").doc("Serial number."),
        one("manufacturer", "manufacturerid", &ACCOUNTS, ACCOUNT_BRIEF)
            .written()
            .required()
            .doc("The account that makes it; `{\"id\": …}` in bodies."),
        one("modelgroup", "modelgroupid", &OBJECT_CATEGORIES, CATEGORY).written().doc(
            "Its model group; `{\"id\": …}` of a category of that type in bodies. A new \
                  object gets the default one unless told otherwise.",
        ),
        address("url").doc("Address of a page about it."),
        address("image1").doc("Address of a picture."),
        address("image2").doc("Address of another picture."),
        address("image3").doc("Address of a third picture."),
        text("externalkey").doc("Key in another system."),
        instant("created").doc("When it was created."),
        instant("updated").doc("When it was changed last."),
        linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
        dynamic_fields::CARRIED,
    ],
    derived: &[fold("name_fold", "name"), fold("serialnumber_fold", "serialnumber")],
    search: &["name", "description", "serialnumber"],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: None },
    operations: &[
        create("/objects", "Create an object"),
        list("/objects", "List objects", LIST),
        update("/objects/{id}", "Change an object", Locate::Id),
        read("/objects/{id}", "Get an object", Locate::Id),
        delete("/objects/{id}", "Hide an object", Locate::Id).extension(),
        restore("/objects/{id}/restore", "Bring a hidden object back"),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        dynamic_fields::FIELD_ID,
        dynamic_fields::FIELD_VALUE,
        like("serialnumber", "serialnumber_fold").doc("Serial number; `%` stands for any text."),
        full_text().doc("Every word must be found in name, description or serial number."),
        like("name", "name_fold").doc("Name; `%` stands for any text."),
        one_of("manufacturerids", "manufacturerid").doc("Made by one of these accounts."),
        one_of("modelgroupids", "modelgroupid").doc("Of one of these model groups."),
        exactly("externalkey", "externalkey").doc("Key in another system."),
    ],
    sorts: &[sort("id", "id")],
    default_sort: "id_asc",
    sortable: false,
    ..List::BY_NAME
};

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    sorted(work, categories::MODEL_GROUP, "modelgroup", now, before, errors)
}
