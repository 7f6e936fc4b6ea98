//! What the database holds, read from the server's catalogue.

use std::collections::BTreeMap;

use super::super::schema::{Column, ColumnKind, ForeignKey, Index, Schema, Table};
use super::super::{Row, StoreError, Tx};

const COLUMNS: &str = "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull \
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
    AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";
const INDEXES: &str = "SELECT t.relname, x.relname, i.indisprimary, i.indisunique, \
    i.indpred IS NOT NULL, m.amname = 'gin', a.attname \
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid \
    JOIN pg_am m ON m.oid = x.relam \
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place) \
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND a.attnum > 0 \
    WHERE t.relnamespace = current_schema()::regnamespace AND k.place <= i.indnkeyatts \
    ORDER BY t.relname, x.relname, k.place";
const FOREIGN_KEYS: &str = "SELECT t.relname, f.conname, r.relname, a.attname, b.attname \
    FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class r ON r.oid = f.confrelid \
    CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(here, there, place) \
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.here \
    JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.there \
    WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace \
    ORDER BY t.relname, f.conname, k.place";

pub(super) fn read(tx: &mut dyn Tx) -> Result<Schema, StoreError> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for row in tx.query(COLUMNS, &[])?.iter() {
        tables.entry(text(&row, 0)).or_default().columns.push(Column {
            name: text(&row, 1),
            kind: kind(&text(&row, 2)),
            nullable: row.int(3) == Some(0),
        });
    }

    let mut indexes: BTreeMap<(String, String), Index> = BTreeMap::new();
    for row in tx.query(INDEXES, &[])?.iter() {
        let (table, name) = (text(&row, 0), text(&row, 1));
        let column = row.text(6).unwrap_or("(expression)").to_owned();
        let Some(found) = tables.get_mut(&table) else {
            continue;
        };
        if row.int(2) == Some(1) {
            found.primary_key.push(column);
        } else if row.int(5) == Some(1) {
            found.searchable |= name == format!("{table}_search");
        } else {
            let index = indexes.entry((table, name)).or_insert_with(|| Index {
                columns: Vec::new(),
                unique: row.int(3) == Some(1),
                partial: row.int(4) == Some(1),
            });
            index.columns.push(column);
        }
    }
    for ((table, _), index) in indexes {
        tables.entry(table).or_default().indexes.insert(index);
    }

    let mut keys: BTreeMap<(String, String), ForeignKey> = BTreeMap::new();
    for row in tx.query(FOREIGN_KEYS, &[])?.iter() {
        let key = keys.entry((text(&row, 0), text(&row, 1))).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            table: text(&row, 2),
            references: Vec::new(),
        });
        key.columns.push(text(&row, 3));
        key.references.push(text(&row, 4));
    }
    for ((table, _), key) in keys {
        tables.entry(table).or_default().foreign_keys.insert(key);
    }
    Ok(Schema { tables })
}

fn kind(declared: &str) -> ColumnKind {
    match declared {
        "bigint" => ColumnKind::Int,
        "double precision" => ColumnKind::Real,
        "text" => ColumnKind::Text,
        "bytea" => ColumnKind::Bytes,
        _ => ColumnKind::Other(declared.to_owned()),
    }
}

fn text(row: &Row<'_>, column: usize) -> String {
    row.text(column).unwrap_or_default().to_owned()
}
