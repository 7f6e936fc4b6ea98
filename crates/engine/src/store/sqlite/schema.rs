//! What the file holds, read from its catalogue.

use std::collections::BTreeMap;

use super::super::schema::{Column, ColumnKind, ForeignKey, Index, Schema, Table};
use super::super::{Row, StoreError, Tx};

const TABLES: &str = "SELECT name, type = 'virtual' FROM pragma_table_list \
    WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const COLUMNS: &str =
    "SELECT name, type, \"notnull\" OR pk > 0, pk FROM pragma_table_info(?1) ORDER BY cid";
const INDEXES: &str = "SELECT l.name, l.\"unique\", l.partial, i.name \
    FROM pragma_index_list(?1) l JOIN pragma_index_info(l.name) i \
    WHERE l.origin <> 'pk' ORDER BY l.name, i.seqno";
const FOREIGN_KEYS: &str = "SELECT id, \"table\", \"from\", \"to\" \
    FROM pragma_foreign_key_list(?1) ORDER BY id, seq";

pub(super) fn read(tx: &mut dyn Tx) -> Result<Schema, StoreError> {
    let mut schema = Schema::default();
    let mut searched = Vec::new();
    for row in tx.query(TABLES, &[])?.iter() {
        let name = text(&row, 0);
        if row.int(1) == Some(1) {
            searched.extend(name.strip_suffix("_search").map(str::to_owned));
        } else {
            let table = read_table(tx, &name)?;
            schema.tables.insert(name, table);
        }
    }
    for name in searched {
        schema.tables.remove(&format!("{name}_search_changed"));
        if let Some(table) = schema.tables.get_mut(&name) {
            table.searchable = true;
        }
    }
    Ok(schema)
}

fn read_table(tx: &mut dyn Tx, name: &str) -> Result<Table, StoreError> {
    let mut table = Table::default();
    let mut key = BTreeMap::new();
    for row in tx.query(COLUMNS, &[name.into()])?.iter() {
        let column = Column {
            name: text(&row, 0),
            kind: kind(&text(&row, 1)),
            nullable: row.int(2) == Some(0),
        };
        if let Some(place @ 1..) = row.int(3) {
            key.insert(place, column.name.clone());
        }
        table.columns.push(column);
    }
    table.primary_key = key.into_values().collect();

    let mut indexes: BTreeMap<String, Index> = BTreeMap::new();
    for row in tx.query(INDEXES, &[name.into()])?.iter() {
        let index = indexes.entry(text(&row, 0)).or_insert_with(|| Index {
            columns: Vec::new(),
            unique: row.int(1) == Some(1),
            partial: row.int(2) == Some(1),
        });
        // A searched document at the end of an index belongs to the search index.
        let column = row.text(3).unwrap_or("(expression)");
        if column != "search" {
            index.columns.push(column.to_owned());
        }
    }
    table.indexes = indexes.into_values().collect();

    let mut keys: BTreeMap<i64, ForeignKey> = BTreeMap::new();
    for row in tx.query(FOREIGN_KEYS, &[name.into()])?.iter() {
        let key = keys.entry(row.int(0).unwrap_or_default()).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            table: text(&row, 1),
            references: Vec::new(),
        });
        key.columns.push(text(&row, 2));
        key.references.push(text(&row, 3));
    }
    table.foreign_keys = keys.into_values().collect();
    Ok(table)
}

fn kind(declared: &str) -> ColumnKind {
    match declared.to_ascii_uppercase().as_str() {
        "BIGINT" | "INTEGER" => ColumnKind::Int,
        "REAL" => ColumnKind::Real,
        "TEXT" => ColumnKind::Text,
        "BLOB" => ColumnKind::Bytes,
        _ => ColumnKind::Other(declared.to_owned()),
    }
}

fn text(row: &Row<'_>, column: usize) -> String {
    row.text(column).unwrap_or_default().to_owned()
}
