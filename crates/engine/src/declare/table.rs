//! Resources and the tables, links and derived columns they stand on.

use super::{Operation, Shape, Type};
use crate::problem::Errors;
use crate::store::Value;
use crate::work::{Member, Record, Work};

/// A kind of thing the server keeps.
#[derive(Debug)]
pub struct Resource {
    /// Its name in messages and tags, plural: `accounts`.
    pub name: &'static str,
    /// One of it, for messages: `account`.
    pub one: &'static str,
    /// The table its rows live in.
    pub table: &'static str,
    /// What it looks like and what may be written.
    pub shape: Shape,
    /// Columns that the engine keeps from others: sort keys, folded texts and the like.
    pub derived: &'static [Derived],
    /// Columns that the engine copies from rows this one refers to, to sort by them.
    pub copied: &'static [Copied],
    /// Flags that one row of a tenant has at most: the last one set.
    pub only_one: &'static [&'static str],
    /// The whole-number column that rows are in order of where another row lists them; by id when
    /// there is none.
    pub place: Option<&'static str>,
    /// Columns that make up the searched document; empty when it cannot be searched.
    pub search: &'static [&'static str],
    /// Which links lead somewhere, kept in the row itself.
    pub marks: Option<&'static Marks>,
    /// Addresses with coordinates that `nearto` looks at.
    pub points: Option<&'static Points>,
    /// Sets of columns that must be unique in a tenant.
    pub unique: &'static [Unique],
    /// How rows end.
    pub lifetime: Lifetime,
    /// Who may write it.
    pub writers: Writers,
    /// Whether each write leaves a trace in the audit trail.
    pub audited: bool,
    /// What must hold beyond types and references, and what follows from a write.
    pub rules: Rules,
    /// What time does to its rows.
    pub due: Option<Due>,
    /// Rows that belong to it and are written together with it.
    pub together: Option<&'static Together>,
    /// What clients can do with it.
    pub operations: &'static [Operation],
}

impl Resource {
    /// A declaration to start from: no properties, everyone writes, rows are never deleted.
    pub const EMPTY: Resource = Resource {
        name: "",
        one: "",
        table: "",
        shape: &[],
        derived: &[],
        copied: &[],
        only_one: &[],
        place: None,
        search: &[],
        marks: None,
        points: None,
        unique: &[],
        lifetime: Lifetime::Kept,
        writers: Writers::Everyone,
        audited: false,
        rules: Rules::NONE,
        due: None,
        together: None,
        operations: &[],
    };

    /// Whether rows can be hidden by a soft delete.
    pub fn soft(&self) -> bool {
        matches!(self.lifetime, Lifetime::Soft | Lifetime::Merging)
    }
}

/// How rows of a resource end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// They don't.
    Kept,
    /// They are removed, as long as nothing refers to them.
    Removed,
    /// They are hidden (`deleted` = 1) and can be restored.
    Soft,
    /// The same, and one can be merged into another (`merged_into`).
    Merging,
}

/// Who may write a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// Every user but those who only read.
    Everyone,
    /// Administrators.
    Administrators,
}

/// A column that the engine keeps from others.
#[derive(Debug)]
pub struct Derived {
    /// Its name in the database.
    pub column: &'static str,
    /// How it is made.
    pub how: How,
}

/// How a derived column is made.
pub enum How {
    /// The folded text of a column, for matches that ignore case.
    Fold(&'static str),
    /// The locale's sort key of a column.
    Key(&'static str),
    /// The first characters of the folded text of a column, for an index over long texts.
    Start(&'static str),
    /// Any function of the row.
    Integer(fn(&Record) -> Value),
    /// The same, of bytes.
    Bytes(fn(&Record) -> Value),
    /// The same, of text.
    Text(fn(&Record) -> Value),
}

impl std::fmt::Debug for How {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            How::Fold(column) => write!(f, "Fold({column})"),
            How::Key(column) => write!(f, "Key({column})"),
            How::Start(column) => write!(f, "Start({column})"),
            How::Integer(_) => f.write_str("Integer"),
            How::Bytes(_) => f.write_str("Bytes"),
            How::Text(_) => f.write_str("Text"),
        }
    }
}

/// The folded text of `from`.
pub const fn fold(column: &'static str, from: &'static str) -> Derived {
    Derived { column, how: How::Fold(from) }
}

/// The sort key of `from`.
pub const fn key(column: &'static str, from: &'static str) -> Derived {
    Derived { column, how: How::Key(from) }
}

/// The beginning of the folded text of `from`.
pub const fn start(column: &'static str, from: &'static str) -> Derived {
    Derived { column, how: How::Start(from) }
}

/// A column that always holds what a column of another row holds.
#[derive(Debug)]
pub struct Copied {
    /// Its name in the database.
    pub column: &'static str,
    /// The column of this row that refers to the other.
    pub by: &'static str,
    /// What it refers to.
    pub of: &'static Resource,
    /// The other row's column, stored or derived.
    pub from: &'static str,
}

/// A set of columns no two rows of a tenant may share.
#[derive(Debug)]
pub struct Unique {
    /// The columns; a row with a null in one of them is never a duplicate.
    pub columns: &'static [&'static str],
    /// The property a duplicate is reported under.
    pub property: &'static str,
}

/// A table of pairs, each side the id of a row.
#[derive(Debug)]
pub struct Link {
    /// The table.
    pub table: &'static str,
    /// Column of the left side.
    pub left: &'static str,
    /// What the left side is.
    pub left_of: &'static Resource,
    /// Column of the right side.
    pub right: &'static str,
    /// What the right side is.
    pub right_of: &'static Resource,
}

/// A column of a row that tells which of its links may lead somewhere, so that only those are looked
/// up: most rows have few of the links that they could have, and each lies in a table of its own.
///
/// A mark is set with the first link and stays when the last one goes.
#[derive(Debug)]
pub struct Marks {
    /// The whole-number column, 0 in a new row; no property shows it.
    pub column: &'static str,
    /// The links. The place of each is that of its bit, so new ones come last, after a migration that
    /// marks the rows there are. At most 62.
    pub links: &'static [&'static Link],
}

/// How a link is marked at the rows of one of its sides.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The table of the rows.
    pub table: &'static str,
    /// Their column of marks.
    pub column: &'static str,
    /// The link's bit in it.
    pub bit: i64,
}

impl Link {
    /// How it is marked at the rows whose ids are in its column `side`, if it is.
    pub fn mark(&self, side: &str) -> Option<Mark> {
        let of = if side == self.left { self.left_of } else { self.right_of };
        let Marks { column, links } = of.marks?;
        let place = links.iter().position(|known| known.table == self.table)?;
        Some(Mark { table: of.table, column, bit: 1 << place })
    }
}

/// A table of keyed values that belong to a row.
#[derive(Debug)]
pub struct Entries {
    /// The table. Its rows have a tenant, an id, `on`, `key` and `value`.
    pub table: &'static str,
    /// The column that holds the owner's id.
    pub on: &'static str,
    /// How an entry is answered.
    pub shape: Shape,
}

/// Places of a row: each has an address kind and coordinates in two of the row's columns.
#[derive(Debug)]
pub struct Points {
    /// The table that indexes them.
    pub table: &'static str,
    /// Kind, latitude column, longitude column.
    pub places: &'static [(&'static str, &'static str, &'static str)],
}

/// What has become due by the time: it is settled once and for good, before the first request about
/// the resource goes on, or within a minute when there is none.
///
/// Both functions run as the server itself. `settle` runs in a transaction that writes, alone in its
/// tenant, and only when `is` says so there, so nothing is settled twice.
pub struct Due {
    /// Whether something is due; asked by every request about the resource, so it must be cheap.
    pub is: fn(&mut Work<'_>) -> Result<bool, crate::problem::Problem>,
    /// Settles all that is.
    pub settle: fn(&mut Work<'_>) -> Result<(), crate::problem::Problem>,
}

impl std::fmt::Debug for Due {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Due").finish_non_exhaustive()
    }
}

/// Checks beyond types and references, and consequences of a write.
pub struct Rules {
    /// Gets the row as it would be (and as it was, for an update) and collects what is wrong.
    pub check: Option<Check>,
    /// Runs in the same transaction after the row is written.
    pub after: Option<After>,
    /// Runs in the same transaction after the row is hidden or removed (true), or brought back
    /// (false).
    pub hidden: Option<Hidden>,
}

impl Rules {
    /// Nothing beyond types and references.
    pub const NONE: Rules = Rules { check: None, after: None, hidden: None };
}

/// Rows of another resource that make up a whole with the row they belong to, as the rows of an
/// invoice do: whenever it is written, one rule sees all of them, those too that the body leaves
/// alone. They are written in as many statements for a thousand as for two. Their resource has no
/// rules, unique keys, copied columns, places or searched document of its own.
#[derive(Debug)]
pub struct Together {
    /// What they are.
    pub target: &'static Resource,
    /// Their column that refers to the row they belong to.
    pub on: &'static str,
    /// Changes or refuses the row and those that belong to it, before any of them is written.
    pub check: CheckAll,
    /// Runs in the same transaction after all of them are written.
    pub after: Option<AfterAll>,
}

/// See [`Together::check`].
pub type CheckAll = fn(
    &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    rows: &mut [Member],
    errors: &mut Errors,
) -> Result<(), crate::problem::Problem>;

/// See [`Together::after`].
pub type AfterAll = fn(&mut Work<'_>, rows: &[Member]) -> Result<(), crate::problem::Problem>;

/// See [`Rules::hidden`].
pub type Hidden = fn(&mut Work<'_>, id: i64, hidden: bool) -> Result<(), crate::problem::Problem>;

/// See [`Rules::check`].
pub type Check = fn(
    &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), crate::problem::Problem>;

/// See [`Rules::after`].
pub type After =
    fn(&mut Work<'_>, now: &Record, before: Option<&Record>) -> Result<(), crate::problem::Problem>;

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rules")
            .field("check", &self.check.is_some())
            .field("after", &self.after.is_some())
            .finish()
    }
}

/// A stored column of a resource, wherever in the shape it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// What a create stores when nothing is given.
    pub default: Option<i64>,
    /// Whether a create must give it.
    pub required: bool,
}
