//! Contents inside a transaction: their rows, and which of them nothing refers to.

use super::{Problem, Record, Work};
use crate::content::{CONTENTS, Kept};
use crate::declare::Type;
use crate::plan::Condition;
use crate::request::body::Draft;
use crate::sql::Sql;
use crate::store::Value;

impl Work<'_> {
    /// The id of a content's row, which is added unless there is one of the same bytes.
    pub fn hold(&mut self, kept: &Kept) -> Result<i64, Problem> {
        if let Some(id) = self.find(&CONTENTS, &same(&kept.hash))?.first() {
            let again = [Condition::Is("id", Value::Int(*id)), Condition::Set("unused")];
            self.set(&CONTENTS, &[("unused", Value::Null)], &again)?;
            return Ok(*id);
        }
        let Some(name) = &kept.name else {
            return Err(Problem::ContentUnavailable("a content went as it was used".to_owned()));
        };
        let values = vec![
            ("hash", kept.hash.as_str().into()),
            ("size", Value::Int(kept.size)),
            ("name", name.as_str().into()),
        ];
        let id = self.reserve(&CONTENTS, 1)?;
        self.bring_in(&CONTENTS, id, &Draft { values, ..Draft::default() })?;
        Ok(id)
    }

    /// Whether there is a content of that hash which will stay: one that something refers to.
    pub(crate) fn holds(&mut self, hash: &str) -> Result<bool, Problem> {
        let [same] = same(hash);
        Ok(!self.find(&CONTENTS, &[same, Condition::Unset("unused")])?.is_empty())
    }

    /// The row of a content.
    pub(crate) fn content(&mut self, id: i64) -> Result<Record, Problem> {
        self.load(&CONTENTS, id)?
            .ok_or_else(|| Problem::Internal(format!("there is no row of the content {id}")))
    }

    /// The ids, after one, of contents that nothing refers to and about which there is something
    /// to do: they are not marked yet, or were before `limit`.
    pub(crate) fn unused(
        &mut self,
        after: i64,
        limit: i64,
        most: i64,
    ) -> Result<Vec<i64>, Problem> {
        let mut sql = self.sql();
        sql.push("SELECT t.id FROM contents t WHERE ").tenant("t");
        sql.push(" AND t.id > ").bind(Value::Int(after));
        sql.push(" AND (t.unused IS NULL OR t.unused <= ").bind(Value::Int(limit)).push(")");
        self.unreferenced(&mut sql)?;
        sql.push(" ORDER BY t.id LIMIT ").bind(Value::Int(most));
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.int(0)).collect())
    }

    /// Marks those of the contents that still nothing refers to, and removes the rows of those
    /// marked at `limit` or before; answers their names.
    pub(crate) fn retire(&mut self, ids: &[i64], limit: i64) -> Result<Vec<String>, Problem> {
        let mut sql = self.sql();
        sql.push("UPDATE contents AS t SET unused = ").bind(Value::Int(self.now));
        sql.push(" WHERE ").tenant("t").push(" AND ").one_of("t.id", ids.to_vec());
        sql.push(" AND t.unused IS NULL");
        self.unreferenced(&mut sql)?;
        self.run(sql)?;
        let mut sql = self.sql();
        sql.push("DELETE FROM contents AS t WHERE ").tenant("t");
        sql.push(" AND ").one_of("t.id", ids.to_vec());
        sql.push(" AND t.unused <= ").bind(Value::Int(limit));
        self.unreferenced(&mut sql)?;
        sql.push(" RETURNING name");
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect())
    }

    /// The names of the contents of these hashes.
    pub(crate) fn names_of(&mut self, hashes: Vec<String>) -> Result<Vec<String>, Problem> {
        let any = hashes.into_iter().map(|hash| Condition::Is("hash", hash.into())).collect();
        let mut sql = self.sql();
        sql.push("SELECT t.name FROM contents t WHERE ").tenant("t");
        sql.push(" AND ").condition(CONTENTS.table, &Condition::Any(any));
        let rows = self.tx.query(&sql.text, &sql.params)?;
        Ok(rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect())
    }

    /// Adds that no row of any resource refers to the content `t`.
    fn unreferenced(&self, sql: &mut Sql) -> Result<(), Problem> {
        let context = self.context;
        for resource in context.resources {
            for column in &context.layout(resource)?.stored {
                if let Type::Content = column.ty {
                    let (table, name) = (resource.table, column.name);
                    sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} r WHERE "));
                    sql.tenant("r").push(&format!(" AND r.{name} = t.id)"));
                }
            }
        }
        Ok(())
    }
}

fn same(hash: &str) -> [Condition; 1] {
    [Condition::Is("hash", hash.into())]
}
