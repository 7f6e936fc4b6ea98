//! Tags. The reference answers them everywhere and creates them nowhere, so the whole resource is
//! an extension.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Record, Work};

/// Tags.
pub static TAGS: Resource = Resource {
    name: "tags",
    one: "tag",
    table: "tags",
    shape: &[
        id().doc("The tag's id."),
        text("name").required().doc("What it says."),
        text("type").max(50).doc("What it is for; `company` when left out."),
    ],
    derived: &[key("name_key", "name")],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: None, hidden: None },
    operations: &[
        create("/tags", "Create a tag").extension(),
        list("/tags", "List tags", List::BY_NAME).extension(),
        update("/tags/{id}", "Change a tag", Locate::Id).extension(),
        read("/tags/{id}", "Get a tag", Locate::Id).extension(),
        delete("/tags/{id}", "Remove a tag", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

fn check(
    _: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    _: &mut Errors,
) -> Result<(), Problem> {
    if now.text("type").is_none() {
        now.set("type", "company".into());
    }
    Ok(())
}
