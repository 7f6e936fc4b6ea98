//! From plans to statements. The text depends on the shape of a plan, never on its values.

pub mod dialect;
mod fetch;
mod find;

pub use fetch::FetchSql;
pub(crate) use find::test;
pub use find::{Anchor, Slice, count, documents, ids, last, walk};

use crate::store::{Query, Value};
use dialect::Dialect;

/// A statement in the making: text with placeholders, and the values for them.
#[derive(Debug)]
pub(crate) struct Sql {
    pub(crate) dialect: Dialect,
    pub(crate) text: String,
    pub(crate) params: Vec<Value>,
}

impl Sql {
    /// An empty statement whose first parameter is the tenant.
    pub(crate) fn new(dialect: Dialect, tenant: i64) -> Sql {
        Sql { dialect, text: String::with_capacity(512), params: vec![Value::Int(tenant)] }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Sql {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub(crate) fn bind(&mut self, value: Value) -> &mut Sql {
        self.params.push(value);
        self.text.push_str(&self.dialect.placeholder(self.params.len()));
        self
    }

    /// Adds `column = tenant`.
    pub(crate) fn tenant(&mut self, alias: &str) -> &mut Sql {
        self.text.push_str(alias);
        self.text.push_str(".tenant = ");
        self.text.push_str(&self.dialect.placeholder(1));
        self
    }

    /// Adds a test that a column is one of the numbers.
    pub(crate) fn one_of(&mut self, column: &str, numbers: Vec<i64>) -> &mut Sql {
        self.params.push(Value::Ints(numbers));
        let test = self.dialect.in_ints(column, self.params.len());
        self.push(&test)
    }

    /// The finished statement.
    pub(crate) fn query(self) -> Query {
        Query { sql: self.text.into(), params: self.params }
    }
}
