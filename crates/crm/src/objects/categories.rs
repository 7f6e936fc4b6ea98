//! What objects and contracts are sorted into: one list for all types of categories.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Record, Work};

use super::OBJECTS;
use crate::contracts::CONTRACTS;

/// What a category is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// Its word.
    word: &'static str,
    /// One of it, for messages.
    one: &'static str,
    /// The column of what is sorted into such a category.
    column: &'static str,
}

/// Model groups of objects.
pub(crate) const MODEL_GROUP: Kind =
    Kind { word: "modelgroup", one: "model group", column: "modelgroupid" };
/// Types of contracts.
pub(crate) const CONTRACT_TYPE: Kind =
    Kind { word: "contracttype", one: "contract type", column: "typeid" };
/// Statuses of contracts.
pub(crate) const CONTRACT_STATUS: Kind =
    Kind { word: "contractstatus", one: "contract status", column: "statusid" };

const WORDS: &[&str] = &[MODEL_GROUP.word, CONTRACT_TYPE.word, CONTRACT_STATUS.word];

/// A category as what is sorted into it answers it.
pub(crate) const CATEGORY: Shape = &[
    id().doc("The category's id."),
    choice("type", WORDS).doc("What it is for."),
    text("name").doc("Its name."),
    integer("sort").doc("Place in lists."),
    flag("default").column("isdefault").doc("1 for the default of its type."),
    instant("created").doc("When it was created."),
    instant("updated").doc("When it was changed last."),
];

/// Categories.
pub static OBJECT_CATEGORIES: Resource = Resource {
    name: "objectcategories",
    one: "object category",
    table: "object_categories",
    shape: &[
        id().doc("The category's id."),
        choice("type", WORDS)
            .required()
            .doc("What it is for. It stays while anything is sorted into the category."),
        text("name").required().nullable(&[Purpose::Create, Purpose::Update]).doc("Its name."),
        integer("sort").default(0).doc("Place in lists."),
        flag("default")
            .column("isdefault")
            .default(0)
            .doc("1 for what new objects or contracts get; one category of each type at most."),
        instant("created").doc("When it was created."),
        instant("updated").doc("When it was changed last."),
    ],
    derived: &[fold("name_fold", "name"), key("name_key", "name")],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: Some(one_default), hidden: None },
    operations: &[
        create("/objects/categories", "Create an object category").tag("objects"),
        list("/objects/categories", "List object categories", LIST).tag("objects"),
        update("/objects/categories/{id}", "Change an object category", Locate::Id).tag("objects"),
        read("/objects/categories/{id}", "Get an object category", Locate::Id).tag("objects"),
        delete("/objects/categories/{id}", "Remove an object category", Locate::Id)
            .tag("objects")
            .extension(),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        exactly("type", "type").among(WORDS).doc("Of this type."),
        like("name", "name_fold").unsearched().doc("Name; `%` stands for any text."),
        equals("default").on("isdefault").doc("1: defaults, 0: the others."),
    ],
    sorts: &[sort("order", "sort"), sort_optional("name", "name_key")],
    default_sort: "order_asc",
    ..List::BY_NAME
};

/// A category that is in use stays of its type: what is sorted into it would be sorted wrongly.
fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    _: &mut Errors,
) -> Result<(), Problem> {
    let Some(before) = before.filter(|before| before.text("type") != now.text("type")) else {
        return Ok(());
    };
    for (kind, of) in
        [(MODEL_GROUP, &OBJECTS), (CONTRACT_TYPE, &CONTRACTS), (CONTRACT_STATUS, &CONTRACTS)]
    {
        let sorted = [Condition::Is(kind.column, Value::Int(now.id))];
        if before.text("type") == Some(kind.word) && work.any(of, &sorted)? {
            let text = format!("There are {} of this {}.", of.name, kind.one);
            return Err(Problem::Conflict(Errors::one("type", text)));
        }
    }
    Ok(())
}

/// The default set last is the only one of its type.
fn one_default(work: &mut Work<'_>, now: &Record, _: Option<&Record>) -> Result<(), Problem> {
    if now.int("isdefault") != Some(1) {
        return Ok(());
    }
    let mut others = defaults(work, now.text("type").unwrap_or_default())?;
    others.retain(|id| *id != now.id);
    if !others.is_empty() {
        let others = [Condition::OneOf("id", others)];
        work.set(&OBJECT_CATEGORIES, &[("isdefault", Value::Int(0))], &others)?;
    }
    Ok(())
}

fn defaults(work: &mut Work<'_>, word: &str) -> Result<Vec<i64>, Problem> {
    let all = [Condition::Is("type", word.into()), Condition::Is("isdefault", Value::Int(1))];
    work.find(&OBJECT_CATEGORIES, &all)
}

/// Checks that a row is sorted into a category of the right type, and sorts a new row that says
/// nothing into the default one.
pub(crate) fn sorted(
    work: &mut Work<'_>,
    kind: Kind,
    property: &str,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if before.is_none() && !now.gave(kind.column) {
        now.set(kind.column, defaults(work, kind.word)?.first().copied().into());
        return Ok(());
    }
    let was = before.and_then(|before| before.int(kind.column));
    let Some(id) = now.int(kind.column).filter(|id| Some(*id) != was) else { return Ok(()) };
    let found = work.value(&OBJECT_CATEGORIES, id, "type")?;
    if found != Some(kind.word.into()) {
        errors.add(format!("{property}.id"), format!("This is not a {}.", kind.one));
    }
    Ok(())
}
