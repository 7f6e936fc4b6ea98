//! What a database holds, in words both stores share, so that a test can compare it with the
//! declarations and one store with the other.

use std::collections::{BTreeMap, BTreeSet};

use super::{StoreError, Tx};

/// The tables of a database by name, without those of the search index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// Tables by name.
    pub tables: BTreeMap<String, Table>,
}

/// One table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Columns in the order of the table.
    pub columns: Vec<Column>,
    /// Columns of the primary key in its order.
    pub primary_key: Vec<String>,
    /// Indexes, without that of the primary key and the search index.
    pub indexes: BTreeSet<Index>,
    /// References to other tables.
    pub foreign_keys: BTreeSet<ForeignKey>,
    /// Whether there is a search index.
    pub searchable: bool,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Whole numbers of 64 bits.
    Int,
    /// Doubles.
    Real,
    /// Text.
    Text,
    /// Raw bytes.
    Bytes,
    /// Something else, by the store's name; no migration should make one.
    Other(String),
}

/// An index over whole columns. Two indexes over the same columns are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    /// Columns in order; `(expression)` stands for one that is not a plain column.
    pub columns: Vec<String>,
    /// Whether the columns form a unique key.
    pub unique: bool,
    /// Whether it covers some rows only.
    pub partial: bool,
}

/// A reference to another table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// Columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub table: String,
    /// Columns referred to.
    pub references: Vec<String>,
}

/// Reads what the database holds at present.
pub fn schema(tx: &mut dyn Tx) -> Result<Schema, StoreError> {
    tx.schema()
}
