//! A row in memory, and the table it comes from.

use super::{Problem, Which, Work};
use crate::declare::{Derived, How, Kind, Resource, Shape, Stored, Type};
use crate::plan::Condition;
use crate::store::{Cell, Row, Value};
use crate::text::{beginning, fold};

/// The columns of the table behind a resource.
#[derive(Debug)]
pub struct Layout {
    /// The columns that clients or the server set, in declared order.
    pub stored: Vec<Stored>,
}

impl Layout {
    /// The columns of a resource.
    pub fn of(resource: &Resource) -> Layout {
        let mut stored = Vec::new();
        collect(resource.shape, &mut stored);
        Layout { stored }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Stored> {
        self.stored.iter().find(|column| column.name == name)
    }
}

fn collect(shape: Shape, stored: &mut Vec<Stored>) {
    for property in shape {
        let column = match &property.kind {
            Kind::Column(column) => Stored {
                name: column.name,
                ty: column.ty,
                default: column.default,
                required: property.never_null(),
            },
            Kind::One(one) => Stored {
                name: one.by,
                ty: Type::Reference(one.target),
                default: None,
                required: property.never_null(),
            },
            Kind::Object(shape) => {
                collect(shape, stored);
                continue;
            }
            _ => continue,
        };
        if matches!(column.name, "id" | "tenant") {
            continue;
        }
        match stored.iter_mut().find(|known| known.name == column.name) {
            Some(known) => {
                known.required |= column.required;
                known.default = known.default.or(column.default);
            }
            None => stored.push(column),
        }
    }
}

/// A row: its id and the values of its stored columns.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its id; 0 before it has one.
    pub id: i64,
    values: Vec<(&'static str, Value)>,
    /// The columns that a body gave.
    given: Vec<&'static str>,
}

impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        (self.id, &self.values) == (other.id, &other.values)
    }
}

const NULL: Value = Value::Null;

impl Record {
    /// A row without values.
    pub fn new() -> Record {
        Record { id: 0, values: Vec::new(), given: Vec::new() }
    }

    /// The value of a column; null when it has none.
    pub fn get(&self, column: &str) -> &Value {
        self.values.iter().find(|(name, _)| *name == column).map_or(&NULL, |(_, value)| value)
    }

    /// A whole number.
    pub fn int(&self, column: &str) -> Option<i64> {
        match self.get(column) {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Sets a column.
    pub fn set(&mut self, column: &'static str, value: Value) {
        match self.values.iter_mut().find(|(name, _)| *name == column) {
            Some((_, known)) => *known = value,
            None => self.values.push((column, value)),
        }
    }

    /// Sets a column to what a body gives it.
    pub fn give(&mut self, column: &'static str, value: Value) {
        self.set(column, value);
        self.given.push(column);
    }

    /// Whether the body that is written now gave the column, as null or as something.
    pub fn gave(&self, column: &str) -> bool {
        self.given.contains(&column)
    }

    /// All columns that were set.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(name, value)| (*name, value))
    }
}

impl Default for Record {
    fn default() -> Record {
        Record::new()
    }
}

/// A cell as a value of its own.
pub(crate) fn owned(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Int(number) => Value::Int(number),
        Cell::Real(number) => Value::Real(number),
        Cell::Text(text) => Value::Text(text.to_owned()),
        Cell::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl Work<'_> {
    /// Loads a row. `None` when there is none, or it is hidden.
    pub fn load(&mut self, resource: &Resource, id: i64) -> Result<Option<Record>, Problem> {
        let own = [Condition::Is("id", Value::Int(id))];
        Ok(self.records(resource, &own, Which::Live)?.pop())
    }

    /// Loads the rows for which all conditions hold, in order of their ids, hidden ones left out.
    pub fn load_all(
        &mut self,
        resource: &Resource,
        all: &[Condition],
    ) -> Result<Vec<Record>, Problem> {
        self.records(resource, all, Which::Live)
    }

    /// The columns kept from others, made anew.
    pub(super) fn derive(
        &self,
        resource: &'static Resource,
        record: &Record,
    ) -> Vec<(&'static str, Value)> {
        let context = self.context;
        resource
            .derived
            .iter()
            .map(|Derived { column, how }| {
                let value = match how {
                    How::Fold(from) => record.text(from).map(|text| fold(text).into_owned()).into(),
                    How::Start(from) => {
                        record.text(from).map(|text| beginning(&fold(text)).to_owned()).into()
                    }
                    How::Key(from) => {
                        record.text(from).map(|text| context.collation.key(text)).into()
                    }
                    How::Integer(make) | How::Bytes(make) | How::Text(make) => make(record),
                };
                (*column, value)
            })
            .collect()
    }
}

pub(super) fn record(layout: &Layout, row: Row<'_>) -> Record {
    let values = layout
        .stored
        .iter()
        .enumerate()
        .map(|(position, column)| (column.name, owned(row.cell(position + 1))))
        .collect();
    Record { id: row.int(0).unwrap_or_default(), values, given: Vec::new() }
}
