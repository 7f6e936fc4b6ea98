//! Query parameters that narrow lists.

use super::Resource;
use crate::clock::Zone;
use crate::plan::Condition;
use crate::problem::{Errors, Problem};
use crate::request::Params;
use crate::work::Work;

/// A query parameter that narrows a list.
#[derive(Debug)]
pub struct Filter {
    /// The parameter.
    pub name: &'static str,
    /// What it does, for the reference.
    pub doc: &'static str,
    /// How it narrows.
    pub test: Test,
    /// The type the reference gives it.
    pub shown_as: ParamType,
    /// The values it allows; empty when any.
    pub allowed: &'static [i64],
    /// What applies when it is left out.
    pub default: Option<i64>,
    /// The words it allows; empty when any text.
    pub choices: &'static [&'static str],
    /// Which of them applies when it is left out.
    pub choice: Option<&'static str>,
    /// Whether the reference calls it required. Without a default it is.
    pub required: bool,
    /// Where the tested column is, when not in the listed table.
    pub within: &'static [Within],
    /// Other names the parameter is accepted under.
    pub also: &'static [&'static str],
    /// Whether the documented API lacks it.
    pub extension: bool,
}

/// The type of a query parameter in the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamType {
    /// A whole number.
    Integer,
    /// Text.
    Text,
    /// A repeated whole number.
    Integers,
    /// A repeated text.
    Texts,
}

/// A step from the listed table to another one: rows whose `own` column is among the
/// `select` column of the rows of `table` that pass.
#[derive(Debug)]
pub struct Within {
    /// Column of the table so far.
    pub own: &'static str,
    /// The table stepped into.
    pub table: &'static str,
    /// Its column that corresponds to `own`.
    pub select: &'static str,
}

/// How a filter narrows.
pub enum Test {
    /// The column holds this whole number.
    Equals(&'static str),
    /// The column holds one of these whole numbers, separated by commas.
    OneOf(&'static str),
    /// The column holds 0 or 1; 2 asks for both.
    Either(&'static str),
    /// The column holds exactly this text.
    Exactly(&'static str),
    /// The folded column matches; `%` stands for any text. `searched` tells that the column is
    /// part of the searched document, so that its index can find candidates.
    Like {
        /// The folded column.
        column: &'static str,
        /// Whether the search index knows it.
        searched: bool,
        /// For long texts, which no index holds whole: the column with their beginnings.
        start: Option<&'static str>,
        /// Whether any text may follow the pattern.
        open: bool,
    },
    /// The column holds this day.
    Day(&'static str),
    /// The column holds this day or a later one.
    From(&'static str),
    /// The column holds this day or an earlier one.
    Until(&'static str),
    /// The column holds an instant of this day, as clocks of the zone show it.
    DayOf(&'static str, Zone),
    /// Every term, separated by white space, is in the searched document.
    FullText,
    /// Latitude and longitude; `distance` tells how far around.
    Near,
    /// Read by another filter; only its form is checked here.
    Companion,
    /// Whatever a function makes of the parameters.
    Custom(Custom),
    /// Whatever a function makes of the parameters and of what is in the database.
    Sought(Sought),
}

/// A filter of its own: reads parameters, reports errors, answers conditions.
pub type Custom = fn(&Params, &mut Errors) -> Vec<Condition>;

/// A filter that looks something up before rows are found. The number of statements it takes must
/// not depend on the parameters.
#[derive(Clone, Copy)]
pub struct Sought {
    /// Checks the form of the parameters, before there is a transaction.
    pub form: fn(&Params, &mut Errors),
    /// Tells what must hold of the rows of a resource; only asked when the parameter is given.
    pub find: Seek,
}

/// See [`Sought::find`].
pub type Seek =
    fn(&mut Work<'_>, &Resource, &Params, &mut Errors) -> Result<Vec<Condition>, Problem>;

impl std::fmt::Debug for Test {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Test::Equals(column) => write!(f, "Equals({column})"),
            Test::OneOf(column) => write!(f, "OneOf({column})"),
            Test::Either(column) => write!(f, "Either({column})"),
            Test::Exactly(column) => write!(f, "Exactly({column})"),
            Test::Like { column, .. } => write!(f, "Like({column})"),
            Test::Day(column) => write!(f, "Day({column})"),
            Test::From(column) => write!(f, "From({column})"),
            Test::Until(column) => write!(f, "Until({column})"),
            Test::DayOf(column, zone) => write!(f, "DayOf({column}, {})", zone.0),
            Test::FullText => f.write_str("FullText"),
            Test::Near => f.write_str("Near"),
            Test::Companion => f.write_str("Companion"),
            Test::Custom(_) => f.write_str("Custom"),
            Test::Sought(_) => f.write_str("Sought"),
        }
    }
}

const fn filter(name: &'static str, test: Test, shown_as: ParamType) -> Filter {
    Filter {
        name,
        doc: "",
        test,
        shown_as,
        allowed: &[],
        default: None,
        choices: &[],
        choice: None,
        required: false,
        within: &[],
        also: &[],
        extension: false,
    }
}

/// `name=7`: the column of that name holds 7.
pub const fn equals(name: &'static str) -> Filter {
    filter(name, Test::Equals(name), ParamType::Integer)
}

/// `names=7,8`: `column` holds one of them.
pub const fn one_of(name: &'static str, column: &'static str) -> Filter {
    filter(name, Test::OneOf(column), ParamType::Text)
}

/// `active=1`: the column of that name; 0 and 1 are allowed.
pub const fn either(name: &'static str) -> Filter {
    filter(name, Test::Either(name), ParamType::Integer).allow(&[0, 1])
}

/// The column holds exactly this text.
pub const fn exactly(name: &'static str, column: &'static str) -> Filter {
    filter(name, Test::Exactly(column), ParamType::Text)
}

/// The folded `column` matches, with `%`; it is part of the searched document.
pub const fn like(name: &'static str, column: &'static str) -> Filter {
    let test = Test::Like { column, searched: true, start: None, open: false };
    filter(name, test, ParamType::Text)
}

/// The folded `column` begins with what matches, with `%`; it is part of the searched document.
pub const fn begins(name: &'static str, column: &'static str) -> Filter {
    let test = Test::Like { column, searched: true, start: None, open: true };
    filter(name, test, ParamType::Text)
}

/// The same for long texts: `start` is the column with their beginnings, see [`super::start`].
pub const fn like_long(name: &'static str, column: &'static str, start: &'static str) -> Filter {
    let test = Test::Like { column, searched: true, start: Some(start), open: false };
    filter(name, test, ParamType::Text)
}

/// The column holds this day.
pub const fn day(name: &'static str, column: &'static str) -> Filter {
    filter(name, Test::Day(column), ParamType::Text)
}

/// The column holds this day or a later one.
pub const fn from(name: &'static str, column: &'static str) -> Filter {
    filter(name, Test::From(column), ParamType::Text)
}

/// The column holds this day or an earlier one.
pub const fn until(name: &'static str, column: &'static str) -> Filter {
    filter(name, Test::Until(column), ParamType::Text)
}

/// The column holds an instant of this day in a time zone.
pub const fn day_of(name: &'static str, column: &'static str, zone: Zone) -> Filter {
    filter(name, Test::DayOf(column, zone), ParamType::Text)
}

/// Full text.
pub const fn full_text() -> Filter {
    filter("fulltext", Test::FullText, ParamType::Text)
}

/// `nearto`.
pub const fn near() -> Filter {
    filter("nearto", Test::Near, ParamType::Text)
}

/// A parameter that another filter reads.
pub const fn companion(name: &'static str, shown_as: ParamType) -> Filter {
    filter(name, Test::Companion, shown_as)
}

/// A filter of its own.
pub const fn custom(name: &'static str, shown_as: ParamType, test: Custom) -> Filter {
    filter(name, Test::Custom(test), shown_as)
}

/// A filter that looks something up.
pub const fn sought(name: &'static str, shown_as: ParamType, sought: Sought) -> Filter {
    filter(name, Test::Sought(sought), shown_as)
}

impl Filter {
    /// The tested column, where it differs from the parameter.
    pub const fn on(mut self, column: &'static str) -> Filter {
        self.test = match self.test {
            Test::Equals(_) => Test::Equals(column),
            Test::Either(_) => Test::Either(column),
            other => other,
        };
        self
    }

    /// The only values allowed.
    pub const fn allow(mut self, allowed: &'static [i64]) -> Filter {
        self.allowed = allowed;
        self
    }

    /// The only words allowed.
    pub const fn among(mut self, choices: &'static [&'static str]) -> Filter {
        self.choices = choices;
        self
    }

    /// What applies when the parameter is left out.
    pub const fn default(mut self, value: i64) -> Filter {
        self.default = Some(value);
        self
    }

    /// The only words allowed, and the one that applies when the parameter is left out.
    pub const fn choices(
        mut self,
        choices: &'static [&'static str],
        default: &'static str,
    ) -> Filter {
        self.choices = choices;
        self.choice = Some(default);
        self
    }

    /// The reference calls it required; without a default, a request must give it.
    pub const fn required(mut self) -> Filter {
        self.required = true;
        self
    }

    /// The tested column is in another table.
    pub const fn within(mut self, steps: &'static [Within]) -> Filter {
        self.within = steps;
        self
    }

    /// The reference gives it another type than its test would.
    pub const fn shown_as(mut self, ty: ParamType) -> Filter {
        self.shown_as = ty;
        self
    }

    /// The column is no part of a searched document.
    pub const fn unsearched(mut self) -> Filter {
        if let Test::Like { searched, .. } = &mut self.test {
            *searched = false;
        }
        self
    }

    /// Other names that requests may use.
    pub const fn also(mut self, names: &'static [&'static str]) -> Filter {
        self.also = names;
        self
    }

    /// Not part of the documented API.
    pub const fn extension(mut self) -> Filter {
        self.extension = true;
        self
    }

    /// What it does.
    pub const fn doc(mut self, doc: &'static str) -> Filter {
        self.doc = doc;
        self
    }
}
