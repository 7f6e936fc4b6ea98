//! Properties: the names on the wire and what stands behind each of them.

use super::{Link, Mark, Resource, Word};
use crate::problem::{Errors, Problem};
use crate::request::body::Item;
use crate::store::Value;
use crate::work::Work;
use serde_json::Value as Json;

/// The list of properties of one object on the wire, in documented order.
pub type Shape = &'static [Property];

/// Whether a request body may or must hold a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Not part of the body; ignored when sent.
    Absent,
    /// A documented part of the body, and ignored all the same: the server assigns it.
    Ignored,
    /// May be left out.
    Optional,
    /// Must be given, and not null.
    Required,
}

/// One name on the wire.
#[derive(Debug)]
pub struct Property {
    /// The name in requests and answers.
    pub name: &'static str,
    /// What it means, for the reference.
    pub doc: &'static str,
    /// What stands behind the name.
    pub kind: Kind,
    /// Presence in the body of a create.
    pub create: Presence,
    /// Presence in the body of an update.
    pub update: Presence,
    /// Whether answers hold it.
    pub shown: bool,
    /// Whether the documented API lacks it.
    pub extension: bool,
    /// Whether the documented API lacks it in the body of a create only.
    pub create_extension: bool,
    /// Whether the documented API lacks it in the body of an update only.
    pub update_extension: bool,
    /// Whether the documented API lacks it in answers only.
    pub answer_extension: bool,
    /// Other names it is accepted under in bodies.
    pub also: &'static [&'static str],
    /// Whether a required text may be empty.
    pub may_be_empty: bool,
    /// Bodies that may set a required property to null.
    pub nullable: &'static [Purpose],
}

impl Property {
    /// Presence in a body of the given purpose.
    pub fn presence(&self, purpose: Purpose) -> Presence {
        match purpose {
            Purpose::Create => self.create,
            Purpose::Update => self.update,
        }
    }

    /// Whether a body of the given purpose goes beyond the documented API with it.
    pub fn extends(&self, purpose: Purpose) -> bool {
        self.extension
            || match purpose {
                Purpose::Create => self.create_extension,
                Purpose::Update => self.update_extension,
            }
    }

    /// Whether a body of the given purpose may not set it to null.
    pub fn refuses_null(&self, purpose: Purpose) -> bool {
        self.create == Presence::Required && !self.nullable.contains(&purpose)
    }

    /// Whether there is always something behind it.
    pub fn never_null(&self) -> bool {
        self.create == Presence::Required && self.nullable.is_empty()
    }

    /// Whether answers hold it; `strict` ones keep to the documented API.
    pub fn answered(&self, strict: bool) -> bool {
        self.shown && !(strict && (self.extension || self.answer_extension))
    }
}

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new row: required properties must be there.
    Create,
    /// A change: what is left out stays.
    Update,
}

impl Presence {
    /// Whether a body's value counts.
    pub fn counts(self) -> bool {
        matches!(self, Presence::Optional | Presence::Required)
    }
}

/// What stands behind a property.
#[derive(Debug)]
pub enum Kind {
    /// A column of the resource's own table.
    Column(Column),
    /// Properties of the same row, grouped under one name. Never null.
    Object(Shape),
    /// Another row, reached through a column of this one; null when unset.
    One(One),
    /// Rows that belong to this one, or are linked with it; `[]` when there are none.
    Many(Many),
    /// The ids alone of rows linked with this one, as a list of numbers.
    Ids(Source),
    /// A column of a row reached through one or more references.
    Via(Via),
    /// Kilometres from the point a list was asked to be near to; null otherwise.
    Distance {
        /// Text column with the latitude in degrees.
        latitude: &'static str,
        /// Text column with the longitude in degrees.
        longitude: &'static str,
    },
    /// Calculated from columns of the row when it is answered.
    Computed(Computed),
    /// A single value that is calculated likewise.
    Scalar(Scalar),
    /// Worked out for all rows of an answer together when they are read.
    Filled(Filled),
    /// In a list of places: the id of the row that the place is listed for.
    Lister,
    /// Inside another row that is answered as an object: a property of the row that refers to it.
    Referrer(&'static Property),
    /// Documented, but nothing can stand behind it yet: answered null, or `[]` for a list.
    Empty(Shape, Plurality),
    /// A list of objects in bodies that functions take care of; never answered.
    Items(Items),
}

/// Whether an [`Kind::Empty`] or computed property is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plurality {
    /// One value.
    One,
    /// A list of objects.
    List,
}

/// A stored column.
#[derive(Debug)]
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// What a create stores when the body leaves it out.
    pub default: Option<i64>,
    /// A secret is stored but always answered null.
    pub secret: bool,
}

/// What a column holds, and so how it is read, checked, bound and written.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// A whole number within bounds (inclusive).
    Integer {
        /// Smallest allowed value.
        min: i64,
        /// Largest allowed value.
        max: i64,
    },
    /// 0 or 1; `true` and `false` are understood.
    Flag,
    /// The same, answered `true` or `false`.
    Truth,
    /// An exact decimal; stored as a whole number of units of 10^-`scale`. Numbers and numeric
    /// texts are understood.
    Decimal {
        /// How many decimals it has at most.
        scale: u8,
        /// Smallest allowed value, in units.
        min: i64,
        /// Largest allowed value, in units.
        max: i64,
    },
    /// Text of at most `max` characters; only long texts may hold line breaks and tabs.
    Text {
        /// Most characters (Unicode scalar values).
        max: usize,
        /// Whether line breaks and tabs are allowed.
        lines: bool,
    },
    /// One of a few texts, stored as it is.
    Choice(&'static [&'static str]),
    /// Degrees as text, within ± `limit`; numbers are understood.
    Degrees {
        /// 90 for latitudes, 180 for longitudes.
        limit: u16,
    },
    /// An instant, `2026-11-23T10:00:00.000Z`; stored as milliseconds since 1970.
    Instant,
    /// A day, `2026-11-23`; stored as days since 1970. Of a whole date-time its day counts.
    Date,
    /// The same, answered as the instant at which the day begins in UTC.
    Midnight,
    /// A time of day, `10:30`; stored as minutes since midnight. Seconds are understood and do
    /// not count.
    Time,
    /// The id of a row of another resource of the same tenant.
    Reference(&'static Resource),
    /// The same, answered as a string (numbers and numeric strings are understood).
    ReferenceText(&'static Resource),
    /// The same, answered as a number; numeric strings are understood.
    ReferenceEither(&'static Resource),
    /// A PNG or JPEG picture in base64, at most `max` bytes once decoded.
    Picture {
        /// Most bytes once decoded.
        max: usize,
    },
    /// Lines of text, kept in one column as JSON.
    Texts,
    /// Whole numbers within what JSON keeps exact, likewise.
    Integers,
    /// One of a few words; stored as the word's number.
    Word(&'static [Word]),
    /// Bytes that are kept outside the database, in base64; stored as the id of their row in
    /// [`CONTENTS`](crate::content::CONTENTS).
    Content,
}

impl Type {
    /// The resource a reference points at.
    pub fn target(&self) -> Option<&'static Resource> {
        match self {
            Type::Reference(target)
            | Type::ReferenceText(target)
            | Type::ReferenceEither(target) => Some(target),
            Type::Content => Some(&crate::content::CONTENTS),
            _ => None,
        }
    }

    /// Whether the database column is a whole number (else text).
    pub fn is_integer(&self) -> bool {
        !matches!(
            self,
            Type::Choice(_)
                | Type::Text { .. }
                | Type::Degrees { .. }
                | Type::Picture { .. }
                | Type::Texts
                | Type::Integers
        )
    }
}

/// A reference answered as an object.
#[derive(Debug)]
pub struct One {
    /// What it refers to.
    pub target: &'static Resource,
    /// The column of this row that holds the other's id.
    pub by: &'static str,
    /// How the other is answered.
    pub shape: Shape,
    /// Whether it is answered as a list that holds it, `[]` when unset. Bodies may give the
    /// object or such a list.
    pub listed: bool,
}

/// A list of other rows.
#[derive(Debug)]
pub struct Many {
    /// Where the rows come from.
    pub source: Source,
    /// How each is answered.
    pub shape: Shape,
    /// Whether the documented wire format answers only the first, as an object, null when there
    /// is none.
    pub sole: bool,
    /// Whether a list of children in a body stands for all there are: those it does not hold are
    /// removed.
    pub replaced: bool,
}

/// Where the rows of a list come from.
#[derive(Debug)]
pub enum Source {
    /// Rows of another resource whose column `on` holds this row's id. Where bodies hold them,
    /// an item with an id changes that row, one without adds a row (or changes the one that has
    /// the same key), and rows that are not named stay.
    Children {
        /// The other resource.
        target: &'static Resource,
        /// Its column that points here.
        on: &'static str,
    },
    /// Rows of another resource, through a link table. Written as a list of `{"id": …}`.
    Linked(&'static Link),
    /// The same link seen from its other side.
    LinkedBack(&'static Link),
    /// Rows that exist only as part of this one, told apart by a key. Written as a list: keys
    /// that are named are set, those that are not are kept, a null value removes.
    Entries(&'static super::Entries),
}

impl Source {
    /// How it is marked at the rows that hold the list, if it is.
    pub fn mark(&self) -> Option<Mark> {
        match self {
            Source::Linked(link) => link.mark(link.left),
            Source::LinkedBack(link) => link.mark(link.right),
            Source::Children { .. } | Source::Entries(_) => None,
        }
    }
}

/// A list of objects that a body holds.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    /// What each of them may hold.
    pub shape: Shape,
    /// Who checks them and writes them with the body's row. A special operation and an item of
    /// another such list read theirs themselves.
    pub carried: Option<Carried>,
}

/// The functions that take care of what a body holds beside its row, in the row's transaction.
#[derive(Clone, Copy)]
pub struct Carried {
    /// Collects what is wrong, before anything is written.
    pub check: fn(&mut Work<'_>, &Carriage<'_>, &mut Errors) -> Result<(), Problem>,
    /// Writes them, after the row.
    pub write: fn(&mut Work<'_>, &Carriage<'_>) -> Result<(), Problem>,
}

/// What a body holds beside its row.
#[derive(Clone, Copy, Debug)]
pub struct Carriage<'a> {
    /// What the row is.
    pub resource: &'static Resource,
    /// The row; none while a new one is checked.
    pub row: Option<i64>,
    /// Whether the row is new.
    pub new: bool,
    /// The property, as a dotted path.
    pub path: &'a str,
    /// The items, in the body's order.
    pub items: &'a [Item],
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Carried").finish_non_exhaustive()
    }
}

/// A column reached through references: `by` of this row, then each of `path`.
#[derive(Debug)]
pub struct Via {
    /// The references to follow: a column of the row so far, and the resource it leads to.
    pub path: &'static [(&'static str, &'static Resource)],
    /// The column at the end.
    pub column: &'static str,
    /// What it holds.
    pub ty: Type,
}

/// A value calculated from columns when it is answered.
pub struct Computed {
    /// The columns it needs.
    pub from: &'static [&'static str],
    /// What it looks like, for masks and the reference.
    pub shape: Shape,
    /// One object or a list of them.
    pub plurality: Plurality,
    /// The calculation; gets the columns in order.
    pub compute: fn(&[Value]) -> Json,
}

impl std::fmt::Debug for Computed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Computed").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A single value of a type, calculated from columns when it is answered.
pub struct Scalar {
    /// What it is.
    pub ty: Type,
    /// The columns it needs.
    pub from: &'static [&'static str],
    /// The calculation; gets the columns in order.
    pub compute: fn(&[Value]) -> Json,
}

impl std::fmt::Debug for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scalar").field("from", &self.from).finish_non_exhaustive()
    }
}

/// A value that a function gives the rows of an answer.
#[derive(Debug)]
pub struct Filled {
    /// The function. Properties of one row that are filled by the same are worked out once.
    pub by: &'static Filling,
    /// Which of the values it gives a row.
    pub place: usize,
    /// What the value is.
    pub ty: Type,
}

/// Fills properties of the rows of an answer, all at once: what it asks the database grows with the
/// page in values, not in statements. Only for rows that are answered themselves, not for those
/// inside others.
pub struct Filling {
    /// Its name; no two of a resource share one.
    pub name: &'static str,
    /// Answers the values of each row, by id; a row that is left out has null everywhere.
    pub fill: Fill,
}

/// See [`Filling::fill`].
pub type Fill = fn(&mut Work<'_>, &[i64]) -> Result<Vec<(i64, Vec<Json>)>, Problem>;

impl std::fmt::Debug for Filling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filling").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Whole numbers on the wire stay within what a JSON reader keeps exact (2^53 − 1).
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// Decimals have at most so many units, whatever their scale.
pub const MAX_UNITS: i64 = 10_i64.pow(crate::decimal::DIGITS) - 1;
