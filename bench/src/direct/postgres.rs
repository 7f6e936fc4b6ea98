//! The database server.
use std::collections::HashMap;

use engine::store::{Query, Value};
use futures_util::future::try_join_all;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::{Hear, Link, Row};
use crate::Failure;

pub(super) struct Postgres {
    runtime: Runtime,
    client: Client,
    statements: HashMap<String, Statement>,
}

/// Runs statements without parameters on a connection of their own.
pub(crate) fn execute(url: &str, sql: &str) -> Result<(), Failure> {
    let link = Postgres::open(url)?;
    Ok(link.runtime.block_on(link.client.batch_execute(sql))?)
}

impl Postgres {
    pub(super) fn open(url: &str) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    eprintln!("a connection ended: {error}");
                }
            });
            // Planning anew for each value would cost more than all the rest.
            client.batch_execute("SET jit = off; SET plan_cache_mode = force_generic_plan").await?;
            Ok::<_, tokio_postgres::Error>(client)
        })?;
        Ok(Self { runtime, client, statements: HashMap::new() })
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Link for Postgres {
    fn begin(&mut self) -> Result<(), Failure> {
        let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(self.runtime.block_on(self.client.batch_execute("COMMIT"))?)
    }

    fn batch(&mut self, queries: &[Query], hear: Hear<'_>) -> Result<(), Failure> {
        let mut prepared = Vec::with_capacity(queries.len());
        for query in queries {
            prepared.push((self.prepare(&query.sql)?, values(&query.params)));
        }
        let client = &self.client;
        let found = self.runtime.block_on(try_join_all(prepared.iter().map(
            |(statement, values)| async move {
                let values: Vec<&(dyn ToSql + Sync)> =
                    values.iter().map(|it| it.as_ref() as _).collect();
                client.query(statement, &values).await
            },
        )))?;
        for (position, rows) in found.iter().enumerate() {
            for row in rows {
                hear(position, row)?;
            }
        }
        Ok(())
    }

    fn explain(&mut self, query: &Query) -> Result<String, Failure> {
        let sql = format!("EXPLAIN {}", query.sql);
        let mut text = String::new();
        let query = Query { sql: sql.into(), params: query.params.clone() };
        self.batch(&[query], &mut |_, row| {
            text.push_str(row.text(0).unwrap_or_default());
            text.push('\n');
            Ok(())
        })?;
        Ok(text)
    }

    fn scan(&self) -> &'static [&'static str] {
        &["Seq Scan on accounts"]
    }
}

fn values(params: &[Value]) -> Vec<Box<dyn ToSql + Sync>> {
    let value = |value: &Value| -> Box<dyn ToSql + Sync> {
        match value {
            Value::Null => Box::new(None::<i64>),
            Value::Int(number) => Box::new(*number),
            Value::Real(number) => Box::new(*number),
            Value::Text(text) => Box::new(text.clone()),
            Value::Bytes(bytes) => Box::new(bytes.clone()),
            Value::Ints(list) => Box::new(list.clone()),
        }
    };
    params.iter().map(value).collect()
}

impl Row for tokio_postgres::Row {
    fn int(&self, column: usize) -> Option<i64> {
        self.try_get(column).ok().flatten()
    }

    fn text(&self, column: usize) -> Option<&str> {
        self.try_get(column).ok().flatten()
    }
}
