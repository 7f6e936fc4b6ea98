//! Rows counted and added up, by the database.

use super::{Problem, Work};
use crate::declare::Resource;
use crate::plan::Condition;
use crate::sql::Sql;
use crate::store::{Query, Row};

/// A question for [`Work::totals`]: rows are counted, and a column of them is added up.
#[derive(Debug, Clone)]
pub struct Totals {
    /// Rows of what; hidden ones are left out.
    pub of: &'static Resource,
    /// The column of whole numbers that rows are grouped by; none for one total of all.
    pub by: Option<&'static str>,
    /// The column of whole numbers that is added up, unset values left out.
    pub sum: Option<&'static str>,
    /// What must hold of a row.
    pub all: Vec<Condition>,
}

/// A group of rows, taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// What the group has in common; none where it is unset, and where there are no groups.
    pub key: Option<i64>,
    /// How many rows.
    pub count: i64,
    /// The sum, in the units in which the column is stored: exact.
    pub sum: i64,
}

impl Totals {
    /// The total of all rows for which the conditions hold.
    pub fn of(of: &'static Resource, all: Vec<Condition>) -> Totals {
        Totals { of, by: None, sum: None, all }
    }

    /// For each value of a column.
    pub fn by(self, column: &'static str) -> Totals {
        Totals { by: Some(column), ..self }
    }

    /// With the sum of a column.
    pub fn sum(self, column: &'static str) -> Totals {
        Totals { sum: Some(column), ..self }
    }

    fn query(&self, mut sql: Sql) -> Query {
        let group = self.by.map(|column| format!("t.{column}"));
        sql.push("SELECT ").push(group.as_deref().unwrap_or("NULL")).push(", count(*), ");
        sql.push(&sum(self.sum)).push(" FROM ").push(self.of.table).push(" t WHERE ").tenant("t");
        if self.of.soft() {
            sql.push(" AND t.deleted = 0");
        }
        for condition in &self.all {
            sql.push(" AND ").condition(self.of.table, condition);
        }
        if let Some(group) = group {
            sql.push(&format!(" GROUP BY {group} ORDER BY {group}"));
        }
        sql.query()
    }
}

/// The sum of a column of the rows `t`.
fn sum(column: Option<&'static str>) -> String {
    match column {
        // One store adds whole numbers up to a number of another type.
        Some(column) => format!("CAST(coalesce(sum(t.{column}), 0) AS BIGINT)"),
        None => "0".to_owned(),
    }
}

fn total(row: Row<'_>) -> Total {
    let number = |column| row.int(column).unwrap_or_default();
    Total { key: row.int(0), count: number(1), sum: number(2) }
}

impl Work<'_> {
    /// Answers several questions in one go: for each its groups in order, or its one total.
    pub fn totals(&mut self, questions: &[Totals]) -> Result<Vec<Vec<Total>>, Problem> {
        let queries: Vec<Query> =
            questions.iter().map(|question| question.query(self.sql())).collect();
        let found = self.tx.batch(&queries)?;
        Ok(found.iter().map(|rows| rows.iter().map(total).collect()).collect())
    }

    /// Answers one question that has no groups.
    pub fn total(&mut self, question: Totals) -> Result<Total, Problem> {
        let question = Totals { by: None, ..question };
        Ok(self.totals(&[question])?.into_iter().flatten().next().unwrap_or_default())
    }

    /// How many rows of a resource there are for which all conditions hold, hidden ones left out.
    pub fn count(&mut self, of: &'static Resource, all: Vec<Condition>) -> Result<i64, Problem> {
        Ok(self.total(Totals::of(of, all))?.count)
    }
}
