//! Lists: their filters, sort orders and pages.

use super::{Filter, PathPart, Points};
use crate::plan::Condition;

/// A sort key; each gives `NAME_asc` and `NAME_desc`.
///
/// Descending is ascending reversed, ties (by id) included, except that unset values stay last.
#[derive(Debug)]
pub struct Sort {
    /// The name before `_asc` or `_desc`.
    pub name: &'static str,
    /// The column sorted by.
    pub column: &'static str,
    /// The stretches the list falls into, in the order they are answered in either direction.
    pub stretches: &'static [Stretch],
    /// Whether the name counts the other way: ascending is from the largest value down.
    pub reversed: bool,
}

impl Sort {
    /// The name counts the other way than the column: age goes up as dates of birth go down.
    pub const fn reversed(mut self) -> Sort {
        self.reversed = true;
        self
    }
}

/// A part of a sorted list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// All rows: the column is never unset.
    All,
    /// The rows whose sort column is set.
    Set,
    /// The rows whose sort column is not set.
    Unset,
    /// The rows whose column holds a number.
    Holding(&'static str, i64),
}

/// A sort by a column that is never unset.
pub const fn sort(name: &'static str, column: &'static str) -> Sort {
    Sort { name, column, stretches: &[Stretch::All], reversed: false }
}

/// A sort by a column that may be unset.
pub const fn sort_optional(name: &'static str, column: &'static str) -> Sort {
    Sort { name, column, stretches: &[Stretch::Set, Stretch::Unset], reversed: false }
}

/// A sort by a column in stretches of one's own.
pub const fn sort_stretched(
    name: &'static str,
    column: &'static str,
    stretches: &'static [Stretch],
) -> Sort {
    Sort { name, column, stretches, reversed: false }
}

/// A list as an operation offers it.
#[derive(Debug)]
pub struct List {
    /// Its filters, in documented order.
    pub filters: &'static [Filter],
    /// Its sort keys, in documented order.
    pub sorts: &'static [Sort],
    /// The order that applies when none is asked for, e.g. `name_asc`.
    pub default_sort: &'static str,
    /// Whether `sorting` is a parameter at all.
    pub sortable: bool,
    /// Whether it comes in pages; otherwise the answer is the bare list.
    pub paged: bool,
    /// The largest page.
    pub max_per_page: i64,
    /// What is listed: rows, or the places of rows.
    pub of: Listed,
    /// Path parameters that narrow the list.
    pub path_filters: &'static [PathPart],
    /// What must hold of a row besides, whatever is asked for.
    pub only: &'static [Condition],
}

/// What a list holds.
#[derive(Clone, Copy, Debug)]
pub enum Listed {
    /// The resource's rows.
    Rows,
    /// One item for each place of a row that has coordinates.
    Places(super::Shape),
    /// One item for each place of the row of another resource that a column leads to.
    PlacesOf {
        /// How a place is answered; [`super::Kind::Lister`] tells the row it is listed for.
        shape: super::Shape,
        /// The column that leads to the other row.
        by: &'static str,
        /// The other row's places.
        points: &'static Points,
    },
}

impl List {
    /// No parameters at all.
    pub const NOTHING: List = List {
        filters: &[],
        sorts: &[],
        default_sort: "",
        sortable: false,
        paged: false,
        max_per_page: 50,
        of: Listed::Rows,
        path_filters: &[],
        only: &[],
    };

    /// A page of rows with no filters, sorted by name.
    pub const BY_NAME: List = List {
        filters: &[],
        sorts: &[sort("name", "name_key")],
        default_sort: "name_asc",
        sortable: true,
        paged: true,
        max_per_page: 50,
        of: Listed::Rows,
        path_filters: &[],
        only: &[],
    };

    /// The sort and the column's direction (true = descending) that a value of `sorting` stands
    /// for.
    pub fn sort_named(&self, value: &str) -> Option<(&'static Sort, bool)> {
        let (name, descending) = match (value.strip_suffix("_asc"), value.strip_suffix("_desc")) {
            (Some(name), _) => (name, false),
            (_, Some(name)) => (name, true),
            _ => return None,
        };
        let sort = self.sorts.iter().find(|sort| sort.name == name)?;
        Some((sort, descending != sort.reversed))
    }

    /// All values of `sorting`.
    pub fn sort_names(&self) -> Vec<String> {
        self.sorts
            .iter()
            .flat_map(|sort| [format!("{}_asc", sort.name), format!("{}_desc", sort.name)])
            .collect()
    }
}
