//! How rows become JSON: which columns to read, and the template they are poured into.

use crate::declare::{
    Column, Computed, Filled, Filling, Kind, Link, One, Plurality, Property, Resource, Scalar,
    Shape, Source, Type, Via, Word,
};
use crate::request::mask::{Selected, Selection};
use crate::shape::quoted;

/// A tree of reads: one statement for the rows, one more for each list they hold.
#[derive(Debug)]
pub struct Fetch {
    /// The table of the rows.
    pub table: &'static str,
    /// Whether hidden rows must be left out.
    pub live: bool,
    /// The columns read, in order. The first is the row's id.
    pub select: Vec<Select>,
    /// Other rows reached through references, each under an alias (its position + 1).
    pub joins: Vec<Join>,
    /// Lists inside the rows.
    pub children: Vec<Child>,
    /// Functions that give the rows values.
    pub fillings: Vec<&'static Filling>,
    /// What is written for a row.
    pub template: Vec<Emit>,
}

/// A column of one of the joined tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Select {
    /// 0 = the row itself, n = the n-th join.
    pub alias: usize,
    /// The column.
    pub column: &'static str,
}

/// A row reached through a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// The alias the reference is read from.
    pub from: usize,
    /// The column that holds the id.
    pub by: &'static str,
    /// The table it refers to.
    pub table: &'static str,
    /// Whether a hidden row counts as none.
    pub live: bool,
}

/// A list inside each row. Its rows carry their owner's id in front.
#[derive(Debug)]
pub struct Child {
    /// The column of the rows so far whose ids they belong to; 0 is the rows' own.
    pub owner: usize,
    /// How its rows are found.
    pub source: ChildSource,
    /// The column they are in order of, before their ids.
    pub place: Option<&'static str>,
    /// The column of the rows so far that tells whether there may be any, and the bit that does.
    pub told: Option<(usize, i64)>,
    /// What is read of them.
    pub fetch: Fetch,
}

/// How the rows of a list are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildSource {
    /// Their own column holds the owner's id.
    Column(&'static str),
    /// A link table pairs `owner` with their id in `other`.
    Link {
        /// The table of pairs.
        table: &'static str,
        /// Its column with the owner's id.
        owner: &'static str,
        /// Its column with their id.
        other: &'static str,
    },
}

/// One step of writing a row.
#[derive(Debug)]
pub enum Emit {
    /// Bytes as they are.
    Literal(Box<str>),
    /// A whole number or null.
    Integer(usize),
    /// Text or null.
    Text(usize),
    /// JSON that is stored as text; `[]` when null.
    List(usize),
    /// A whole number as a string, or null.
    IntegerText(usize),
    /// An instant or null.
    Instant(usize),
    /// A day or null.
    Day(usize),
    /// A day or null, as the instant at which it begins.
    Midnight(usize),
    /// A time of day or null.
    Time(usize),
    /// `true`, `false` or null.
    Truth(usize),
    /// A decimal or null.
    Decimal {
        /// The column.
        column: usize,
        /// How many decimals its unit has.
        scale: u8,
    },
    /// A word by its number, or null.
    Word {
        /// The column.
        column: usize,
        /// The words.
        words: &'static [Word],
    },
    /// A value that a function gave: which function, and which of its values.
    Filled(usize, usize),
    /// The id of the row that a place is listed for.
    Lister,
    /// When the column is null, write `otherwise` and skip the next `skip` steps.
    Unless {
        /// The column.
        column: usize,
        /// What is written then.
        otherwise: &'static str,
        /// How many steps belong to the object.
        skip: usize,
    },
    /// The n-th list.
    Children(usize),
    /// The first row of the n-th list or null; in the native wire format the list.
    Sole(usize),
    /// Kilometres from the point asked for to the one in these columns.
    Distance(usize, usize),
    /// A calculated value.
    Computed {
        /// Its columns.
        columns: Vec<usize>,
        /// The declaration.
        computed: &'static Computed,
        /// What of it was asked for.
        selection: Option<Selection>,
        /// Whether what goes beyond the documented API is left out.
        strict: bool,
    },
    /// A single value, calculated.
    Scalar {
        /// Its columns.
        columns: Vec<usize>,
        /// The declaration.
        scalar: &'static Scalar,
    },
}

impl Child {
    /// Whether it can be asked for together with the rows, as nothing of them has to be known but
    /// their ids.
    pub fn at_once(&self) -> bool {
        self.owner == 0 && self.told.is_none()
    }

    /// Whether there may be any for a row with these whole numbers.
    pub fn may_hold(&self, int: impl FnOnce(usize) -> Option<i64>) -> bool {
        self.told.is_none_or(|(column, bit)| int(column).unwrap_or(0) & bit != 0)
    }
}

impl Fetch {
    /// The plan for rows of a resource in a shape, or for as much of it as was asked for.
    pub fn new(
        table: &'static str,
        live: bool,
        shape: Shape,
        selection: Option<&Selection>,
    ) -> Fetch {
        Fetch::of(table, live, shape, selection, false)
    }

    /// The same; `strict` leaves out what goes beyond the documented API.
    pub fn of(
        table: &'static str,
        live: bool,
        shape: Shape,
        selection: Option<&Selection>,
        strict: bool,
    ) -> Fetch {
        let mut builder = Builder {
            strict,
            fetch: Fetch {
                table,
                live,
                select: vec![Select { alias: 0, column: "id" }],
                joins: Vec::new(),
                children: Vec::new(),
                fillings: Vec::new(),
                template: Vec::new(),
            },
            pending: String::new(),
            referrer: 0,
        };
        builder.object(0, shape, selection);
        builder.flush();
        builder.fetch
    }

    /// The plan for the ids alone.
    pub fn ids(table: &'static str, live: bool) -> Fetch {
        Fetch {
            table,
            live,
            select: vec![Select { alias: 0, column: "id" }],
            joins: Vec::new(),
            children: Vec::new(),
            fillings: Vec::new(),
            template: vec![Emit::Integer(0)],
        }
    }

    /// How many statements it takes.
    pub fn statements(&self) -> usize {
        1 + self.children.iter().map(|child| child.fetch.statements()).sum::<usize>()
    }
}

struct Builder {
    fetch: Fetch,
    strict: bool,
    /// Literal text not yet in the template, so that neighbours become one step.
    pending: String,
    /// The row that refers to the one whose properties are added.
    referrer: usize,
}

impl Builder {
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            self.fetch.template.push(Emit::Literal(text.into_boxed_str()));
        }
    }

    fn emit(&mut self, step: Emit) {
        self.flush();
        self.fetch.template.push(step);
    }

    fn column(&mut self, alias: usize, column: &'static str) -> usize {
        let wanted = Select { alias, column };
        match self.fetch.select.iter().position(|select| *select == wanted) {
            Some(position) => position,
            None => {
                self.fetch.select.push(wanted);
                self.fetch.select.len() - 1
            }
        }
    }

    fn join(&mut self, from: usize, by: &'static str, target: &'static Resource) -> usize {
        let wanted = Join { from, by, table: target.table, live: target.soft() };
        match self.fetch.joins.iter().position(|join| *join == wanted) {
            Some(position) => position + 1,
            None => {
                self.fetch.joins.push(wanted);
                self.fetch.joins.len()
            }
        }
    }

    fn object(&mut self, alias: usize, shape: Shape, selection: Option<&Selection>) {
        self.pending.push('{');
        let strict = self.strict;
        let shown: Vec<_> = shape.iter().filter(|property| property.answered(strict)).collect();
        let mut first = true;
        let mut one = |builder: &mut Builder, property: &'static Property, inner| {
            builder.pending.push_str(if first { "" } else { "," });
            first = false;
            builder.pending.push_str(&quoted(property.name));
            builder.pending.push(':');
            builder.value(alias, property, inner);
        };
        match selection {
            None => {
                for property in shown {
                    one(self, property, None);
                }
            }
            Some(selection) => {
                for Selected { index, inner, .. } in &selection.fields {
                    one(self, shown[*index], inner.as_ref());
                }
            }
        }
        self.pending.push('}');
    }

    fn value(&mut self, alias: usize, property: &'static Property, inner: Option<&Selection>) {
        match &property.kind {
            Kind::Column(column) => self.stored(alias, column),
            Kind::Object(shape) => self.object(alias, shape, inner),
            Kind::One(one) => self.one(alias, one, inner),
            Kind::Many(many) => {
                let strict = self.strict;
                self.many(alias, &many.source, many.sole, |table, live| {
                    Fetch::of(table, live, many.shape, inner, strict)
                });
            }
            Kind::Ids(source) => self.many(alias, source, false, Fetch::ids),
            Kind::Via(via) => self.via(alias, via),
            Kind::Distance { latitude, longitude } => {
                let latitude = self.column(alias, latitude);
                let longitude = self.column(alias, longitude);
                self.emit(Emit::Distance(latitude, longitude));
            }
            Kind::Computed(computed) => {
                let columns =
                    computed.from.iter().map(|column| self.column(alias, column)).collect();
                let (selection, strict) = (inner.cloned(), self.strict);
                self.emit(Emit::Computed { columns, computed, selection, strict });
            }
            Kind::Scalar(scalar) => {
                let columns = scalar.from.iter().map(|column| self.column(alias, column)).collect();
                self.emit(Emit::Scalar { columns, scalar });
            }
            Kind::Filled(filled) => self.filled(filled),
            Kind::Lister => self.emit(Emit::Lister),
            // Never answered.
            Kind::Items(_) => self.pending.push_str("null"),
            Kind::Referrer(property) => self.value(self.referrer, property, inner),
            Kind::Empty(_, Plurality::One) => self.pending.push_str("null"),
            Kind::Empty(_, Plurality::List) => self.pending.push_str("[]"),
        }
    }

    fn filled(&mut self, filled: &'static Filled) {
        let known = self.fetch.fillings.iter().position(|one| one.name == filled.by.name);
        let position = known.unwrap_or_else(|| {
            self.fetch.fillings.push(filled.by);
            self.fetch.fillings.len() - 1
        });
        self.emit(Emit::Filled(position, filled.place));
    }

    fn stored(&mut self, alias: usize, column: &Column) {
        if column.secret {
            self.pending.push_str("null");
            return;
        }
        let position = self.column(alias, column.name);
        self.typed(position, &column.ty);
    }

    fn typed(&mut self, position: usize, ty: &Type) {
        self.emit(match ty {
            Type::Integer { .. }
            | Type::Flag
            | Type::Reference(_)
            | Type::ReferenceEither(_)
            | Type::Content => Emit::Integer(position),
            Type::Texts | Type::Integers => Emit::List(position),
            Type::Word(words) => Emit::Word { column: position, words },
            Type::Choice(_) | Type::Text { .. } | Type::Degrees { .. } | Type::Picture { .. } => {
                Emit::Text(position)
            }
            Type::ReferenceText(_) => Emit::IntegerText(position),
            Type::Instant => Emit::Instant(position),
            Type::Date => Emit::Day(position),
            Type::Midnight => Emit::Midnight(position),
            Type::Time => Emit::Time(position),
            Type::Truth => Emit::Truth(position),
            Type::Decimal { scale, .. } => Emit::Decimal { column: position, scale: *scale },
        });
    }

    fn one(&mut self, alias: usize, one: &One, inner: Option<&Selection>) {
        let joined = self.join(alias, one.by, one.target);
        let test = self.column(joined, "id");
        let otherwise = if one.listed { "[]" } else { "null" };
        self.emit(Emit::Unless { column: test, otherwise, skip: 0 });
        let start = self.fetch.template.len();
        self.pending.push_str(if one.listed { "[" } else { "" });
        let before = std::mem::replace(&mut self.referrer, alias);
        self.object(joined, one.shape, inner);
        self.referrer = before;
        self.pending.push_str(if one.listed { "]" } else { "" });
        self.flush();
        let length = self.fetch.template.len() - start;
        if let Some(Emit::Unless { skip, .. }) = self.fetch.template.get_mut(start - 1) {
            *skip = length;
        }
    }

    fn via(&mut self, mut alias: usize, via: &Via) {
        for (by, target) in via.path {
            alias = self.join(alias, by, target);
        }
        let position = self.column(alias, via.column);
        self.typed(position, &via.ty);
    }

    fn many(
        &mut self,
        alias: usize,
        source: &Source,
        sole: bool,
        fetch: impl FnOnce(&'static str, bool) -> Fetch,
    ) {
        let owner = self.column(alias, "id");
        let told = source.mark().map(|mark| (self.column(alias, mark.column), mark.bit));
        let of = |target: &'static Resource| (target.table, target.soft(), target.place);
        let (source, (table, live, place)) = match source {
            Source::Children { target, on } => (ChildSource::Column(on), of(target)),
            Source::Linked(Link { table, left, right, right_of, .. }) => {
                (ChildSource::Link { table, owner: left, other: right }, of(right_of))
            }
            Source::LinkedBack(Link { table, left, right, left_of, .. }) => {
                (ChildSource::Link { table, owner: right, other: left }, of(left_of))
            }
            Source::Entries(entries) => {
                (ChildSource::Column(entries.on), (entries.table, false, None))
            }
        };
        let fetch = fetch(table, live);
        let position = self.fetch.children.len();
        self.fetch.children.push(Child { owner, source, place, told, fetch });
        self.emit(if sole { Emit::Sole(position) } else { Emit::Children(position) });
    }
}
