//! Builders of properties.

use super::{
    Column, Computed, Filled, Filling, Items, Kind, Link, MAX_INTEGER, MAX_UNITS, Many, One,
    Plurality, Presence, Property, Purpose, Resource, Scalar, Shape, Source, Type, Via, Word,
};

const fn property(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        doc: "",
        kind,
        create: Presence::Optional,
        update: Presence::Optional,
        shown: true,
        extension: false,
        create_extension: false,
        update_extension: false,
        answer_extension: false,
        also: &[],
        may_be_empty: false,
        nullable: &[],
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

/// One of a few texts.
pub const fn choice(name: &'static str, texts: &'static [&'static str]) -> Property {
    column(name, Type::Choice(texts))
}

/// Text with line breaks, at most 65,535 characters.
pub const fn long_text(name: &'static str) -> Property {
    column(name, Type::Text { max: 65_535, lines: true })
}

/// Degrees north (`limit` 90) or east (`limit` 180), as text.
pub const fn degrees(name: &'static str, limit: u16) -> Property {
    column(name, Type::Degrees { limit })
}

/// A property that is true or false.
pub const fn truth(name: &'static str) -> Property {
    column(name, Type::Truth)
}

/// An exact decimal with at most so many decimals.
pub const fn decimal(name: &'static str, scale: u8) -> Property {
    column(name, Type::Decimal { scale, min: -MAX_UNITS, max: MAX_UNITS })
}

/// An amount of money.
pub const fn money(name: &'static str) -> Property {
    decimal(name, 4)
}

/// A day.
pub const fn date(name: &'static str) -> Property {
    column(name, Type::Date)
}

/// A day, answered as the instant at which it begins in UTC.
pub const fn midnight(name: &'static str) -> Property {
    column(name, Type::Midnight)
}

/// A time of day.
pub const fn time(name: &'static str) -> Property {
    column(name, Type::Time)
}

/// An instant kept by the server; `.written()` lets bodies set it.
pub const fn instant(name: &'static str) -> Property {
    column(name, Type::Instant).assigned()
}

/// A base64 picture.
pub const fn picture(name: &'static str) -> Property {
    column(name, Type::Picture { max: 5 * 1024 * 1024 })
}

/// A list of lines of text.
pub const fn texts(name: &'static str) -> Property {
    column(name, Type::Texts)
}

/// A list of whole numbers.
pub const fn integers(name: &'static str) -> Property {
    column(name, Type::Integers)
}

/// One of a few words.
pub const fn one_word(name: &'static str, words: &'static [Word]) -> Property {
    column(name, Type::Word(words))
}

/// Bytes in base64 that are kept outside the database; only written.
pub const fn content(name: &'static str) -> Property {
    column(name, Type::Content).hidden()
}

/// The id of another row; only written, because answers hold the other as an object.
pub const fn reference(name: &'static str, target: &'static Resource) -> Property {
    column(name, Type::Reference(target)).hidden()
}

/// The id of another row, answered as a string.
pub const fn reference_text(name: &'static str, target: &'static Resource) -> Property {
    column(name, Type::ReferenceText(target))
}

/// The id of another row, answered as a number; bodies may give it as a string.
pub const fn reference_either(name: &'static str, target: &'static Resource) -> Property {
    column(name, Type::ReferenceEither(target))
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
    answered(name, Kind::One(One { target, by, shape, listed: false }))
}

/// The same, answered as a list that holds it.
pub const fn one_listed(
    name: &'static str,
    by: &'static str,
    target: &'static Resource,
    shape: Shape,
) -> Property {
    answered(name, Kind::One(One { target, by, shape, listed: true }))
}

/// The rows of `target` whose column `on` points here.
pub const fn children(
    name: &'static str,
    target: &'static Resource,
    on: &'static str,
    shape: Shape,
) -> Property {
    answered(
        name,
        Kind::Many(Many {
            source: Source::Children { target, on },
            shape,
            sole: false,
            replaced: false,
        }),
    )
}

/// The rows linked with this one through `link`.
pub const fn linked(name: &'static str, link: &'static Link, shape: Shape) -> Property {
    answered(
        name,
        Kind::Many(Many { source: Source::Linked(link), shape, sole: false, replaced: false }),
    )
}

/// The rows linked with this one, where this one is on the link's right side.
pub const fn linked_back(name: &'static str, link: &'static Link, shape: Shape) -> Property {
    answered(
        name,
        Kind::Many(Many { source: Source::LinkedBack(link), shape, sole: false, replaced: false }),
    )
}

/// The ids of the rows linked with this one, where this one is on the link's left side.
pub const fn linked_ids(name: &'static str, link: &'static Link) -> Property {
    property(name, Kind::Ids(Source::Linked(link)))
}

/// Rows that exist only as part of this one.
pub const fn entries(name: &'static str, of: &'static super::Entries) -> Property {
    property(
        name,
        Kind::Many(Many {
            source: Source::Entries(of),
            shape: of.shape,
            sole: false,
            replaced: false,
        }),
    )
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

/// In a list of places: the id of the row that the place is listed for.
pub const fn lister(name: &'static str) -> Property {
    answered(name, Kind::Lister)
}

/// Inside another row that is answered as an object: a property of the row that refers to it.
pub const fn referrer(property: &'static Property) -> Property {
    Property { doc: property.doc, ..answered(property.name, Kind::Referrer(property)) }
}

/// A value calculated when it is answered.
pub const fn computed(name: &'static str, computed: Computed) -> Property {
    answered(name, Kind::Computed(computed))
}

/// A single value calculated when it is answered.
pub const fn scalar(name: &'static str, scalar: Scalar) -> Property {
    answered(name, Kind::Scalar(scalar))
}

/// A value that a function gives all rows of an answer together: the one at `place` of its values.
pub const fn filled(name: &'static str, by: &'static Filling, place: usize, ty: Type) -> Property {
    answered(name, Kind::Filled(Filled { by, place, ty }))
}

/// A documented list behind which nothing can stand yet.
pub const fn empty_list(name: &'static str, shape: Shape) -> Property {
    answered(name, Kind::Empty(shape, Plurality::List))
}

/// A list of objects in bodies that functions take care of.
pub const fn items(name: &'static str, items: Items) -> Property {
    property(name, Kind::Items(items)).hidden()
}

/// A documented value behind which nothing stands.
pub const fn empty(name: &'static str) -> Property {
    answered(name, Kind::Empty(&[], Plurality::One))
}

impl Property {
    const fn map_column(mut self, change: ColumnChange) -> Property {
        if let Kind::Column(column) = &mut self.kind {
            match change {
                ColumnChange::Name(name) => column.name = name,
                ColumnChange::Default(value) => column.default = Some(value),
                ColumnChange::Secret => column.secret = true,
                ColumnChange::Type(ty) => column.ty = ty,
                ColumnChange::Units(least, most) => {
                    if let Type::Decimal { min, max, .. } = &mut column.ty {
                        *min = least;
                        *max = most;
                    }
                }
                ColumnChange::Max(most) => {
                    if let Type::Text { max, .. } = &mut column.ty {
                        *max = most;
                    }
                }
            }
        }
        self
    }

    /// Required, and yet bodies for these purposes may set it to null.
    pub const fn nullable(mut self, purposes: &'static [Purpose]) -> Property {
        self.nullable = purposes;
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

    /// Not part of the documented body of a create.
    pub const fn create_extension(mut self) -> Property {
        self.create_extension = true;
        self
    }

    /// Not part of documented answers.
    pub const fn answer_extension(mut self) -> Property {
        self.answer_extension = true;
        self
    }

    /// Other names that bodies may give it under.
    pub const fn also(mut self, names: &'static [&'static str]) -> Property {
        self.also = names;
        self
    }

    /// May be an empty text, though it is required.
    pub const fn may_be_empty(mut self) -> Property {
        self.may_be_empty = true;
        self
    }

    /// The documented wire format answers only the first of the list, as an object.
    pub const fn sole(mut self) -> Property {
        if let Kind::Many(many) = &mut self.kind {
            many.sole = true;
        }
        self
    }

    /// A list of children in a body stands for all there are.
    pub const fn replaced(mut self) -> Property {
        if let Kind::Many(many) = &mut self.kind {
            many.replaced = true;
        }
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

    /// Allowed range of a decimal, in its smallest units.
    pub const fn units(self, min: i64, max: i64) -> Property {
        self.map_column(ColumnChange::Units(min, max))
    }

    /// Most characters of a text.
    pub const fn max(self, max: usize) -> Property {
        self.map_column(ColumnChange::Max(max))
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
    Units(i64, i64),
    Max(usize),
}
