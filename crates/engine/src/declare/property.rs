//! Properties: the names on the wire and what stands behind each of them.

use super::{Link, Resource};
use crate::store::Value;
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
    /// Whether the documented API lacks it in the body of an update only.
    pub update_extension: bool,
}

impl Property {
    /// Presence in a body of the given purpose.
    pub fn presence(&self, purpose: Purpose) -> Presence {
        match purpose {
            Purpose::Create => self.create,
            Purpose::Update => self.update,
        }
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
    /// Documented, but nothing can stand behind it yet: answered null, or `[]` for a list.
    Empty(Shape, Plurality),
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
    /// Text of at most `max` characters; only long texts may hold line breaks and tabs.
    Text {
        /// Most characters (Unicode scalar values).
        max: usize,
        /// Whether line breaks and tabs are allowed.
        lines: bool,
    },
    /// Degrees as text, within ± `limit`; numbers are understood.
    Degrees {
        /// 90 for latitudes, 180 for longitudes.
        limit: u16,
    },
    /// An instant, `2026-11-23T10:00:00.000Z`; stored as milliseconds since 1970.
    Instant,
    /// The id of a row of another resource of the same tenant.
    Reference(&'static Resource),
    /// The same, answered as a string (numbers and numeric strings are understood).
    ReferenceText(&'static Resource),
    /// A PNG or JPEG picture in base64, at most `max` bytes once decoded.
    Picture {
        /// Most bytes once decoded.
        max: usize,
    },
}

impl Type {
    /// The resource a reference points at.
    pub fn target(&self) -> Option<&'static Resource> {
        match self {
            Type::Reference(target) | Type::ReferenceText(target) => Some(target),
            _ => None,
        }
    }

    /// Whether the database column is a whole number (else text).
    pub fn is_integer(&self) -> bool {
        !matches!(self, Type::Text { .. } | Type::Degrees { .. } | Type::Picture { .. })
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
}

/// A list of other rows.
#[derive(Debug)]
pub struct Many {
    /// Where the rows come from.
    pub source: Source,
    /// How each is answered.
    pub shape: Shape,
}

/// Where the rows of a list come from.
#[derive(Debug)]
pub enum Source {
    /// Rows of another resource whose column `on` holds this row's id.
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

const fn property(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        doc: "",
        kind,
        create: Presence::Optional,
        update: Presence::Optional,
        shown: true,
        extension: false,
        update_extension: false,
    }
}

const fn column(name: &'static str, ty: Type) -> Property {
    property(name, Kind::Column(Column { name, ty, default: None, secret: false }))
}

const fn answered(name: &'static str, kind: Kind) -> Property {
    property(name, kind).assigned()
}

/// The row's id, assigned by the server.
pub const fn id() -> Property {
    integer("id").assigned()
}

/// A whole number from 0.
pub const fn integer(name: &'static str) -> Property {
    column(name, Type::Integer { min: 0, max: MAX_INTEGER })
}

/// A 0/1 property.
pub const fn flag(name: &'static str) -> Property {
    column(name, Type::Flag)
}

/// One line of text, at most 255 characters.
pub const fn text(name: &'static str) -> Property {
    column(name, Type::Text { max: 255, lines: false })
}

/// Text with line breaks, at most 65,535 characters.
pub const fn long_text(name: &'static str) -> Property {
    column(name, Type::Text { max: 65_535, lines: true })
}

/// Degrees north (`limit` 90) or east (`limit` 180), as text.
pub const fn degrees(name: &'static str, limit: u16) -> Property {
    column(name, Type::Degrees { limit })
}

/// An instant kept by the server.
pub const fn instant(name: &'static str) -> Property {
    column(name, Type::Instant).assigned()
}

/// A base64 picture.
pub const fn picture(name: &'static str) -> Property {
    column(name, Type::Picture { max: 5 * 1024 * 1024 })
}

/// The id of another row; only written, because answers hold the other as an object.
pub const fn reference(name: &'static str, target: &'static Resource) -> Property {
    column(name, Type::Reference(target)).hidden()
}

/// The id of another row, answered as a string.
pub const fn reference_text(name: &'static str, target: &'static Resource) -> Property {
    column(name, Type::ReferenceText(target))
}

/// Properties of the same row under one name.
pub const fn object(name: &'static str, shape: Shape) -> Property {
    property(name, Kind::Object(shape))
}

/// The row that the column `by` refers to, as an object.
pub const fn one(
    name: &'static str,
    by: &'static str,
    target: &'static Resource,
    shape: Shape,
) -> Property {
    answered(name, Kind::One(One { target, by, shape }))
}

/// The rows of `target` whose column `on` points here.
pub const fn children(
    name: &'static str,
    target: &'static Resource,
    on: &'static str,
    shape: Shape,
) -> Property {
    answered(name, Kind::Many(Many { source: Source::Children { target, on }, shape }))
}

/// The rows linked with this one through `link`.
pub const fn linked(name: &'static str, link: &'static Link, shape: Shape) -> Property {
    answered(name, Kind::Many(Many { source: Source::Linked(link), shape }))
}

/// The rows linked with this one, where this one is on the link's right side.
pub const fn linked_back(name: &'static str, link: &'static Link, shape: Shape) -> Property {
    answered(name, Kind::Many(Many { source: Source::LinkedBack(link), shape }))
}

/// Rows that exist only as part of this one.
pub const fn entries(name: &'static str, of: &'static super::Entries) -> Property {
    property(name, Kind::Many(Many { source: Source::Entries(of), shape: of.shape }))
}

/// A text column of a row reached through references.
pub const fn via(
    name: &'static str,
    path: &'static [(&'static str, &'static Resource)],
    column: &'static str,
) -> Property {
    let ty = Type::Text { max: 255, lines: false };
    answered(name, Kind::Via(Via { path, column, ty }))
}

/// The same for a column of another type.
pub const fn via_typed(
    name: &'static str,
    path: &'static [(&'static str, &'static Resource)],
    column: &'static str,
    ty: Type,
) -> Property {
    answered(name, Kind::Via(Via { path, column, ty }))
}

/// Kilometres from the point asked for.
pub const fn distance(
    name: &'static str,
    latitude: &'static str,
    longitude: &'static str,
) -> Property {
    answered(name, Kind::Distance { latitude, longitude })
}

/// A value calculated when it is answered.
pub const fn computed(name: &'static str, computed: Computed) -> Property {
    answered(name, Kind::Computed(computed))
}

/// A documented list behind which nothing can stand yet.
pub const fn empty_list(name: &'static str, shape: Shape) -> Property {
    answered(name, Kind::Empty(shape, Plurality::List))
}

/// A documented value behind which nothing stands.
pub const fn empty(name: &'static str) -> Property {
    answered(name, Kind::Empty(&[], Plurality::One))
}

/// Whole numbers on the wire stay within what a JSON reader keeps exact (2^53 − 1).
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

impl Property {
    const fn map_column(mut self, change: ColumnChange) -> Property {
        if let Kind::Column(column) = &mut self.kind {
            match change {
                ColumnChange::Name(name) => column.name = name,
                ColumnChange::Default(value) => column.default = Some(value),
                ColumnChange::Secret => column.secret = true,
                ColumnChange::Type(ty) => column.ty = ty,
            }
        }
        self
    }

    /// Must be in the body of a create; may be left out of an update, but not set to null.
    pub const fn required(mut self) -> Property {
        self.create = Presence::Required;
        self
    }

    /// Assigned by the server: ignored in bodies.
    pub const fn assigned(mut self) -> Property {
        self.create = Presence::Absent;
        self.update = Presence::Absent;
        self
    }

    /// A documented part of bodies, but the server assigns it.
    pub const fn ignored(mut self) -> Property {
        self.create = Presence::Ignored;
        self.update = Presence::Ignored;
        self
    }

    /// Not part of the documented body of an update.
    pub const fn update_extension(mut self) -> Property {
        self.update_extension = true;
        self
    }

    /// May be written, though it is of a kind that is only answered by default.
    pub const fn written(mut self) -> Property {
        self.create = Presence::Optional;
        self.update = Presence::Optional;
        self
    }

    /// Only a create may set it.
    pub const fn create_only(mut self) -> Property {
        self.update = Presence::Absent;
        self
    }

    /// Only an update may set it.
    pub const fn update_only(mut self) -> Property {
        self.create = Presence::Absent;
        self.update = Presence::Optional;
        self
    }

    /// Written, never answered.
    pub const fn hidden(mut self) -> Property {
        self.shown = false;
        self
    }

    /// Answered again although its kind is written only.
    pub const fn shown(mut self) -> Property {
        self.shown = true;
        self
    }

    /// The column's name, where it differs from the property's.
    pub const fn column(self, name: &'static str) -> Property {
        self.map_column(ColumnChange::Name(name))
    }

    /// What a create stores when the body leaves it out.
    pub const fn default(self, value: i64) -> Property {
        self.map_column(ColumnChange::Default(value))
    }

    /// Stored, always answered null.
    pub const fn secret(self) -> Property {
        self.map_column(ColumnChange::Secret)
    }

    /// Allowed range of a whole number.
    pub const fn range(self, min: i64, max: i64) -> Property {
        self.map_column(ColumnChange::Type(Type::Integer { min, max }))
    }

    /// Most characters of a text.
    pub const fn max(self, max: usize) -> Property {
        self.map_column(ColumnChange::Type(Type::Text { max, lines: false }))
    }

    /// Not part of the documented API.
    pub const fn extension(mut self) -> Property {
        self.extension = true;
        self
    }

    /// What it means.
    pub const fn doc(mut self, doc: &'static str) -> Property {
        self.doc = doc;
        self
    }
}

enum ColumnChange {
    Name(&'static str),
    Default(i64),
    Secret,
    Type(Type),
}
