//! Columns that always hold what a column of another row holds.

use super::{Problem, Record, Work};
use crate::declare::{Copied, Resource};
use crate::plan::Condition;
use crate::store::Value;

impl Work<'_> {
    /// Copies anew what a row has from others, where it refers to another row than before.
    pub(super) fn copy(
        &mut self,
        resource: &'static Resource,
        now: &Record,
        before: &Record,
    ) -> Result<(), Problem> {
        for copied in resource.copied.iter().filter(|one| now.get(one.by) != before.get(one.by)) {
            let own = [Condition::Is("id", Value::Int(now.id))];
            self.copy_column(resource, copied, &own)?;
        }
        Ok(())
    }

    /// Passes changes of a row on to those that hold copies.
    pub(super) fn copied_on(
        &mut self,
        resource: &'static Resource,
        id: i64,
        changes: &[(&'static str, Value)],
    ) -> Result<(), Problem> {
        let context = self.context;
        for other in context.resources {
            for Copied { column, by, of, from } in other.copied {
                let change = changes.iter().find(|(name, _)| name == from);
                if let (true, Some((_, value))) = (of.table == resource.table, change) {
                    let theirs = [Condition::Is(by, Value::Int(id))];
                    self.assign(other, &[(column, value.clone())], &theirs)?;
                }
            }
        }
        Ok(())
    }

    /// Copies a column of the rows for which the conditions hold.
    pub(super) fn copy_column(
        &mut self,
        resource: &'static Resource,
        copied: &'static Copied,
        all: &[Condition],
    ) -> Result<(), Problem> {
        let Copied { column, by, of, from } = copied;
        let mut sql = self.sql();
        sql.push(&format!("UPDATE {} AS t SET {column} = ", resource.table));
        sql.push(&format!("(SELECT s.{from} FROM {} s WHERE ", of.table)).tenant("s");
        sql.push(&format!(" AND s.id = t.{by}) WHERE ")).tenant("t");
        for condition in all {
            sql.push(" AND ").condition(resource.table, condition);
        }
        self.run(sql).map(drop)
    }
}
