//! Which rows, in which order.

use super::Search;
use crate::declare::{List, Listed, Resource, Sort, Stretch};
use crate::geo::Around;
use crate::store::Value;

/// What must hold of a row. All column names come from declarations, all values are bound.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The column equals the value.
    Is(&'static str, Value),
    /// The column is one of these numbers.
    OneOf(&'static str, Vec<i64>),
    /// The column is at least the value.
    AtLeast(&'static str, Value),
    /// The column is below the value.
    Below(&'static str, Value),
    /// The column is set.
    Set(&'static str),
    /// The column is not set.
    Unset(&'static str),
    /// The (folded) column matches a pattern of literal parts with anything between them.
    /// An empty first or last part leaves that end open.
    Like(&'static str, Vec<String>),
    /// The searched document contains all terms.
    Contains(Search),
    /// The column is among the `select` column of rows of `table` for which all of these hold.
    Within {
        /// Column of the outer row.
        own: &'static str,
        /// The other table.
        table: &'static str,
        /// Its column.
        select: &'static str,
        /// What must hold of its rows.
        all: Vec<Condition>,
    },
    /// A row of `table` for which all of these hold refers to this row by its column `on`. Asked
    /// of each row by itself, so it is for where other conditions leave few.
    Has {
        /// The other table.
        table: &'static str,
        /// Its column.
        on: &'static str,
        /// What must hold of its row.
        all: Vec<Condition>,
    },
    /// The column is not set, or refers to a row of the table that is not hidden.
    Present(&'static str, &'static str),
    /// One of the row's places lies around a point. Names the table of places.
    Near(&'static str, Around),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// The column is the id of the user who asks.
    Caller(&'static str),
    /// Nothing matches.
    Never,
}

impl Condition {
    /// The same, asked by a user.
    fn asked_by(&self, user: i64) -> Condition {
        let each = |all: &[Condition]| all.iter().map(|one| one.asked_by(user)).collect();
        match self {
            Condition::Caller(column) => Condition::Is(column, Value::Int(user)),
            Condition::Any(any) => Condition::Any(each(any)),
            Condition::Within { own, table, select, all } => {
                Condition::Within { own, table, select, all: each(all) }
            }
            other => other.clone(),
        }
    }

    /// Whether something is looked up in an index of trigrams for it.
    fn searched(&self) -> bool {
        match self {
            Condition::Contains(search) => search.indexed(),
            Condition::Within { all, .. } | Condition::Has { all, .. } | Condition::Any(all) => {
                all.iter().any(Condition::searched)
            }
            _ => false,
        }
    }

    /// Whether it is likely to leave few rows, so that they are best found through it first
    /// and sorted afterwards.
    pub fn selective(&self) -> bool {
        match self {
            Condition::Like(_, parts) => parts.iter().any(|part| !part.is_empty()),
            Condition::Contains(search) => search.indexed(),
            Condition::Within { .. } | Condition::Near(..) => true,
            Condition::Is(_, Value::Text(_)) => true,
            Condition::Any(any) => any.iter().all(Condition::selective),
            _ => false,
        }
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Order {
    /// The column sorted by; ties are broken by id.
    pub column: &'static str,
    /// Whether both go down.
    pub descending: bool,
    /// The stretches of the list, in order.
    pub stretches: &'static [Stretch],
}

impl Order {
    /// The order a sort key stands for.
    pub fn of(sort: &'static Sort, descending: bool) -> Order {
        Order { column: sort.column, descending, stretches: sort.stretches }
    }
}

/// The places that a list holds instead of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Their table.
    pub table: &'static str,
    /// The listed row's column that holds the id of the row whose places they are.
    pub by: &'static str,
}

impl Places {
    /// Whether several rows can list one place, so that it takes both ids to name an item.
    pub fn shared(self) -> bool {
        self.by != "id"
    }
}

/// The rows of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// The table of the listed resource.
    pub table: &'static str,
    /// For lists of places: where they are. The ids found are then those of places.
    pub places: Option<Places>,
    /// What must hold.
    pub all: Vec<Condition>,
    /// The order.
    pub order: Order,
}

impl Find {
    /// The rows of a list of a resource.
    pub fn new(
        resource: &'static Resource,
        list: &List,
        mut all: Vec<Condition>,
        order: Order,
    ) -> Find {
        all.extend_from_slice(list.only);
        if resource.soft() {
            all.push(Condition::Is("deleted", Value::Int(0)));
        }
        let places = match (list.of, resource.points) {
            (Listed::Places(_), Some(points)) => Some(Places { table: points.table, by: "id" }),
            (Listed::PlacesOf { by, points, .. }, _) => Some(Places { table: points.table, by }),
            _ => None,
        };
        Find { table: resource.table, places, all, order }
    }

    /// The same, asked by a user.
    pub fn asked_by(&self, user: i64) -> Find {
        let all = self.all.iter().map(|condition| condition.asked_by(user)).collect();
        Find { all, ..self.clone() }
    }

    /// Whether something is looked up in an index of trigrams.
    pub fn searched(&self) -> bool {
        self.all.iter().any(Condition::searched)
    }

    /// What is searched for in the documents of tables.
    pub fn searches(&mut self) -> Vec<(&'static str, &mut Search)> {
        let mut found = Vec::new();
        searches(self.table, &mut self.all, &mut found);
        found
    }

    /// Whether some condition leaves few rows, and each that does can as well be asked of one row after
    /// the other.
    pub fn walkable(&self) -> bool {
        let asked = |one: &Condition| {
            !one.selective() || matches!(one, Condition::Within { own: "id", .. })
        };
        self.places.is_none() && self.selective() && self.all.iter().all(asked)
    }

    /// Whether some condition leaves few rows.
    pub fn selective(&self) -> bool {
        self.all.iter().any(Condition::selective)
    }
}

fn searches<'f>(
    of: &'static str,
    all: &'f mut [Condition],
    found: &mut Vec<(&'static str, &'f mut Search)>,
) {
    for condition in all {
        match condition {
            Condition::Contains(search) => found.push((of, search)),
            Condition::Within { table, all, .. } | Condition::Has { table, all, .. } => {
                searches(table, all, found);
            }
            Condition::Any(any) => searches(of, any, found),
            _ => {}
        }
    }
}
