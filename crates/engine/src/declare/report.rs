//! Answers that a function calculates.

use super::{List, Shape};
use crate::problem::Problem;
use crate::request::list::ListRequest;
use crate::work::{Input, Work};
use serde_json::Value as Json;

/// An operation whose answer is no row: an ordinary function calculates it.
///
/// What it answers is checked against `shape` in debug builds, and narrowed by masks. Properties
/// of the shape are declared like those of rows; only their names and types count.
pub struct Report {
    /// One of what it answers, for the reference: `kpi`.
    pub one: &'static str,
    /// Its query parameters: filters, orders, pages. The function gets them checked. What filters
    /// make of them are conditions for it to use; a [`Companion`](super::Test::Companion) makes
    /// none.
    pub query: List,
    /// One object, or several.
    pub form: Form,
    /// How the object, or an item, looks.
    pub shape: Shape,
    /// What the body may hold; empty when there is none.
    pub body: Shape,
    /// Whether the transaction writes.
    pub writes: bool,
    /// The function; runs inside one transaction. An error undoes all of it.
    pub run: fn(&mut Work<'_>, &Input, &ListRequest) -> Result<Answer, Problem>,
}

/// In what form a report comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One object.
    One,
    /// A bare list.
    List,
    /// A page. Numbers of these names stand beside its items.
    Page(&'static [&'static str]),
}

impl Form {
    /// The names of the numbers beside the items, where there are pages.
    pub fn page(self) -> Option<&'static [&'static str]> {
        match self {
            Form::Page(beside) => Some(beside),
            Form::One | Form::List => None,
        }
    }
}

impl Report {
    /// A declaration to start from: one object without parameters that is only read.
    pub const EMPTY: Report = Report {
        one: "",
        query: List::NOTHING,
        form: Form::One,
        shape: &[],
        body: &[],
        writes: false,
        run: |_, _, _| Err(Problem::Internal(String::new())),
    };
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Report").field("one", &self.one).finish_non_exhaustive()
    }
}

/// What a report answers, with all properties of its shape. Lists are whole, also those that the
/// documented wire format answers the first of.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The object, or the items.
    pub items: Vec<Json>,
    /// How many there are on all pages.
    pub total: i64,
    /// The numbers beside the items, in declared order.
    pub beside: Vec<i64>,
    /// The id of what was made: added to the request's path, it is where that can be read.
    pub made: Option<i64>,
}

impl Answer {
    /// One object.
    pub fn one(object: Json) -> Answer {
        Answer::list(vec![object])
    }

    /// All items of a list.
    pub fn list(items: Vec<Json>) -> Answer {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Answer { items, total, beside: Vec::new(), made: None }
    }

    /// The items of a page, out of so many.
    pub fn page(items: Vec<Json>, total: i64) -> Answer {
        Answer { total, ..Answer::list(items) }
    }

    /// Cuts a page out of all items.
    pub fn cut(items: Vec<Json>, asked: &ListRequest) -> Answer {
        let number = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        let all = Answer::list(items);
        let items = all.items.into_iter().skip(number(asked.offset()));
        Answer { items: items.take(number(asked.per_page)).collect(), ..all }
    }

    /// With these numbers beside the items.
    pub fn beside(mut self, numbers: Vec<i64>) -> Answer {
        self.beside = numbers;
        self
    }

    /// For something that was made.
    pub fn made(mut self, id: i64) -> Answer {
        self.made = Some(id);
        self
    }
}
