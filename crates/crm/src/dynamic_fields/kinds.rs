//! What fields can belong to, and what they can hold.

use engine::declare::{Made, Resource, Shape, id, text};
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::{Input, Work};
use serde_json::{Value as Json, json};

use crate::accounts::ACCOUNTS;
use crate::activities::ACTIVITIES;
use crate::articles::ARTICLES;
use crate::contacts::CONTACTS;
use crate::leads::LEADS;
use crate::objects::OBJECTS;
use crate::opportunities::OPPORTUNITIES;
use crate::orders::ORDERS;
use crate::projects::PROJECTS;
use crate::quotes::QUOTES;

/// A kind of thing that can have fields.
#[derive(Debug)]
pub(super) struct Kind {
    /// How the API names it.
    pub(super) name: &'static str,
    /// What it is.
    of: &'static Resource,
}

/// All of them. A kind that comes is a line here; its resource then names
/// [`CARRIED`](super::CARRIED) in its shape and the two filters in its list.
static KINDS: [Kind; 10] = [
    Kind { name: "account", of: &ACCOUNTS },
    Kind { name: "contact", of: &CONTACTS },
    Kind { name: "activity", of: &ACTIVITIES },
    Kind { name: "opportunity", of: &OPPORTUNITIES },
    Kind { name: "lead", of: &LEADS },
    Kind { name: "order", of: &ORDERS },
    Kind { name: "quote", of: &QUOTES },
    Kind { name: "article", of: &ARTICLES },
    Kind { name: "project", of: &PROJECTS },
    Kind { name: "object", of: &OBJECTS },
];

/// Their names.
pub(super) static NAMES: [&str; KINDS.len()] = {
    let mut names = [""; KINDS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = KINDS[at].name;
        at += 1;
    }
    names
};

impl Kind {
    /// The kind of that name.
    pub(super) fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// The kind whose things are rows of a resource.
    pub(super) fn of(resource: &Resource) -> Option<&'static Kind> {
        let same = |kind: &&Kind| kind.of.table == resource.table;
        KINDS.iter().find(same)
    }

    /// A 404 unless there is a thing of this kind and id; answers what it is.
    pub(super) fn must_have(
        &self,
        work: &mut Work<'_>,
        id: i64,
    ) -> Result<&'static Resource, Problem> {
        let of = self.of;
        if work.find(of, &[Condition::Is("id", Value::Int(id))])?.is_empty() {
            return Err(work.missing(of, id)?);
        }
        Ok(of)
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// One line of text.
    Line,
    /// Text with line breaks.
    Lines,
    /// A number.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// One of its options.
    One,
    /// Any of its options.
    Many,
}

/// All of them with their ids and names.
const TYPES: [(i64, Holds, &str); 7] = [
    (1, Holds::Line, "Text"),
    (2, Holds::Lines, "Long text"),
    (3, Holds::Number, "Number"),
    (4, Holds::Date, "Date"),
    (5, Holds::Flag, "Yes or no"),
    (6, Holds::One, "One of"),
    (7, Holds::Many, "Many of"),
];

/// The ids of types.
pub(super) static TYPE_IDS: [i64; TYPES.len()] = {
    let mut ids = [0; TYPES.len()];
    let mut at = 0;
    while at < ids.len() {
        ids[at] = TYPES[at].0;
        at += 1;
    }
    ids
};

impl Holds {
    /// What fields of a type hold.
    pub(super) fn of(id: i64) -> Option<Holds> {
        TYPES.iter().find(|(known, ..)| *known == id).map(|(_, holds, _)| *holds)
    }

    /// Whether fields of the type have options.
    pub(super) fn chosen(self) -> bool {
        matches!(self, Holds::One | Holds::Many)
    }
}

/// The name of a type.
fn label(id: i64) -> Option<&'static str> {
    TYPES.iter().find(|(known, ..)| *known == id).map(|(.., label)| *label)
}

/// The type of a field, in the shape that options have.
pub(super) fn type_of(field: i64, id: i64, kind: &str) -> Json {
    json!({"id": id, "fieldid": field, "label": label(id), "sortorder": id, "group": kind})
}

/// The types as a list of their own.
pub(super) static TYPE: Made = Made { shape: TYPE_SHAPE, make: types };

const TYPE_SHAPE: Shape = &[id().doc("The type's id."), text("label").doc("What it is called.")];

fn types(_: &mut Work<'_>, _: &Input, ids: &[i64]) -> Result<Vec<Json>, Problem> {
    Ok(ids.iter().map(|id| json!({"id": id, "label": label(*id)})).collect())
}
