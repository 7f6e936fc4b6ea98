//! Templates: how documents are laid out. Deprecated in the reference, and documented all the same.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Record, Work};

use crate::documents;
use crate::parts::TAG;
use crate::tags::TAGS;

/// What templates are for.
const RESOURCES: &[&str] = &["order", "quote"];

const fn link(table: &'static str, right: &'static str, right_of: &'static Resource) -> Link {
    Link { table, left: "templateid", left_of: &TEMPLATES, right, right_of }
}

/// The languages of templates.
pub(crate) static LANGUAGES: Link =
    link("template_in_languages", "languageid", &TEMPLATE_LANGUAGES);

/// The categories of templates.
pub(crate) static CATEGORIES: Link =
    link("template_in_categories", "categoryid", &TEMPLATE_CATEGORIES);

/// The tags of templates.
static TAGGED: Link = link("template_tags", "tagid", &TAGS);

/// A language or category as its templates answer it.
const PLACED: Shape =
    &[id().doc("Its id."), text("name").doc("Its name."), integer("sort").doc("Place in lists.")];

/// Templates.
pub static TEMPLATES: Resource = Resource {
    name: "templates",
    one: "template",
    table: "templates",
    shape: &[
        id().doc("The template's id."),
        text("name").required().doc("Its name."),
        long_text("description").create_extension().update_extension().doc("What it is meant for."),
        choice("resource", RESOURCES).required().doc("What it lays out."),
        long_text("html").max(262_144).doc("What it says, in HTML with places to fill in."),
        text("url").max(2_048).doc("Address of a page about it."),
        flag("active").default(1).doc("1 while it is offered."),
        linked("languages", &LANGUAGES, PLACED)
            .written()
            .doc("Languages it is in; a list of `{\"id\": …}` in bodies."),
        linked("categories", &CATEGORIES, PLACED)
            .written()
            .doc("Categories it belongs to; a list of `{\"id\": …}` in bodies."),
        linked("tags", &TAGGED, TAG).written().doc("Tags; a list of `{\"id\": …}` in bodies."),
        instant("created").hidden().doc("When it was created."),
        instant("updated").hidden().doc("When it was changed last."),
    ],
    derived: &[fold("name_fold", "name"), key("name_key", "name")],
    lifetime: Lifetime::Soft,
    rules: Rules { check: Some(check), after: None, hidden: None },
    writers: Writers::Administrators,
    operations: &[
        create("/templates", "Create a template").deprecated(),
        list("/templates", "List templates", LIST).deprecated(),
        update("/templates/{id}", "Change a template", Locate::Id).deprecated(),
        read("/templates/{id}", "Get a template", Locate::Id).deprecated(),
        delete("/templates/{id}", "Hide a template", Locate::Id).extension().deprecated(),
        restore("/templates/{id}/restore", "Bring a hidden template back").deprecated(),
    ],
    ..Resource::EMPTY
};

fn check(
    _: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    documents::check(now, before, errors);
    Ok(())
}

const NAME: Filter = like("name", "name_fold").unsearched().doc("Name; `%` stands for any text.");

const LIST: List = List {
    filters: &[
        NAME,
        either("active").doc("1: those on offer, 0: the others; both when left out."),
        exactly("resource", "resource").among(RESOURCES).doc("Those that lay out this."),
        one_of("languageids", "languageid")
            .within(&[Within { own: "id", table: "template_in_languages", select: "templateid" }])
            .doc("In one of these languages."),
        one_of("categoryids", "categoryid")
            .within(&[Within { own: "id", table: "template_in_categories", select: "templateid" }])
            .doc("In one of these categories."),
    ],
    sorts: &[sort("name", "name_key"), sort("number", "id")],
    default_sort: "number_asc",
    ..List::BY_NAME
};

const SORTED: List = List {
    filters: &[NAME],
    sorts: &[sort("sort", "sort"), sort("name", "name_key"), sort("number", "id")],
    default_sort: "sort_asc",
    ..List::BY_NAME
};

/// Declares a list that templates are sorted by: name, singular, table and path.
macro_rules! placed {
    ($(#[$meta:meta])* $item:ident = $name:literal, $one:literal, $table:literal at $path:literal) => {
        $(#[$meta])*
        pub static $item: Resource = Resource {
            name: $name,
            one: $one,
            table: $table,
            shape: &[
                id().doc("Its id."),
                text("name").required().doc("Its name."),
                integer("sort").default(0).doc("Place in lists."),
            ],
            derived: &[fold("name_fold", "name"), key("name_key", "name")],
            lifetime: Lifetime::Removed,
            writers: Writers::Administrators,
            operations: &{
                const ID: &str = concat!($path, "/{id}");
                [
                    old(create($path, concat!("Create a ", $one))),
                    old(list($path, concat!("List: ", $one), SORTED)),
                    old(update(ID, concat!("Change a ", $one), Locate::Id)),
                    old(read(ID, concat!("Get a ", $one), Locate::Id)),
                    old(delete(ID, concat!("Remove a ", $one), Locate::Id)).extension(),
                ]
            },
            ..Resource::EMPTY
        };
    };
}

const fn old(operation: Operation) -> Operation {
    operation.deprecated().tag("templates")
}

placed! {
    /// Categories of templates.
    TEMPLATE_CATEGORIES = "templatecategories", "template category", "template_categories"
    at "/templates/categories"
}

placed! {
    /// Languages of templates.
    TEMPLATE_LANGUAGES = "templatelanguages", "template language", "template_languages"
    at "/templates/languages"
}
