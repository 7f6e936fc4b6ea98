//! Statements that find and count the rows of a list.

use super::Sql;
use super::dialect::Dialect;
use crate::declare::Stretch;
use crate::geo::{Around, Bands};
use crate::plan::{Condition, Find, Places, Search};
use crate::store::{Query, Value};

/// A row whose place in a stretch is known, so that later pages start there.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// Its sort key.
    pub key: Value,
    /// Its id.
    pub id: i64,
}

/// A run of rows within a stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Rows passed over (counted from the anchor, if there is one).
    pub skip: i64,
    /// Most rows wanted.
    pub take: i64,
    /// Count from the end of the stretch; the rows then come in reverse.
    pub reverse: bool,
    /// Start at this row.
    pub from: Option<Anchor>,
    /// Whether the sort keys are wanted too.
    pub keys: bool,
}

impl Slice {
    /// The first rows of a stretch, without their keys.
    pub fn first(take: i64) -> Slice {
        Slice { skip: 0, take, reverse: false, from: None, keys: false }
    }
}

/// Counts the rows of a stretch.
pub fn count(dialect: Dialect, tenant: i64, find: &Find, stretch: Stretch) -> Query {
    let mut sql = Sql::new(dialect, tenant);
    sql.push("SELECT count(*) FROM ");
    from(&mut sql, find);
    conditions(&mut sql, find, stretch);
    sql.query()
}

/// Finds the ids of a slice of a stretch, and each row's sort key if that is wanted. Places that
/// several rows share come with the id of the row instead.
pub fn ids(dialect: Dialect, tenant: i64, find: &Find, stretch: Stretch, slice: &Slice) -> Query {
    let mut sql = Sql::new(dialect, tenant);
    let row = if find.places.is_some() { "p" } else { "t" };
    let down = find.order.descending != slice.reverse;
    let key = format!("t.{}", find.order.column);
    sql.push(&format!("SELECT {row}.id"));
    if slice.keys {
        sql.push(", ").push(&key);
    } else if find.places.is_some_and(Places::shared) {
        sql.push(", t.id");
    }
    sql.push(" FROM ");
    from(&mut sql, find);
    conditions(&mut sql, find, stretch);
    if let Some(anchor) = &slice.from {
        let than = if down { "<=" } else { ">=" };
        if stretch == Stretch::Unset {
            sql.push(&format!(" AND {row}.id {than} ")).bind(Value::Int(anchor.id));
        } else {
            sql.push(&format!(" AND ({key}, {row}.id) {than} ("));
            sql.bind(anchor.key.clone()).push(", ").bind(Value::Int(anchor.id)).push(")");
        }
    }
    let direction = if down { " DESC" } else { "" };
    // Few rows are found by their condition and then sorted; an index in sort order would have to
    // be walked to its end for them.
    let key = if find.selective() { dialect.unindexed(&key) } else { key };
    let row_id = format!("{row}.id");
    let tie = if find.places.is_some() {
        // Places of one row follow its order, so the row's id must come before the place's.
        format!("t.id{direction}, {row_id}")
    } else {
        row_id
    };
    sql.push(&format!(" ORDER BY {key}{direction}, {tie}{direction} LIMIT "));
    sql.bind(Value::Int(slice.take));
    if slice.skip > 0 {
        sql.push(" OFFSET ").bind(Value::Int(slice.skip));
    }
    sql.query()
}

/// Finds the largest id of a table.
pub fn last(dialect: Dialect, tenant: i64, table: &str) -> Query {
    let mut sql = Sql::new(dialect, tenant);
    sql.push("SELECT max(t.id) FROM ").push(table).push(" t WHERE ").tenant("t");
    sql.query()
}

/// Reads the searched documents of some rows.
pub fn documents(dialect: Dialect, tenant: i64, table: &str, ids: Vec<i64>) -> Query {
    let mut sql = Sql::new(dialect, tenant);
    sql.push("SELECT t.search FROM ").push(table).push(" t WHERE ").tenant("t");
    sql.push(" AND ").one_of("t.id", ids);
    sql.query()
}

/// Finds the ids of a slice among the first `rows` rows of a stretch that the other conditions leave,
/// by asking one after the other whether it is [`Condition::Within`]. Fewer ids than wanted say
/// nothing of the rows behind.
///
/// The rows come in the order of the inner query, which is the only thing there is to read: sorted
/// once more, all of them would have to be asked.
pub fn walk(
    dialect: Dialect,
    tenant: i64,
    find: &Find,
    stretch: Stretch,
    slice: &Slice,
    rows: i64,
) -> Query {
    let (asked, left): (Vec<_>, Vec<_>) = find.all.iter().cloned().partition(Condition::selective);
    let left = Find { all: left, ..find.clone() };
    let mut sql = Sql::new(dialect, tenant);
    let direction = if find.order.descending { " DESC" } else { "" };
    let column = find.order.column;
    sql.push("SELECT w.id FROM (SELECT t.id FROM ");
    from(&mut sql, &left);
    conditions(&mut sql, &left, stretch);
    sql.push(&format!(" ORDER BY t.{column}{direction}, t.id{direction} LIMIT "));
    sql.bind(Value::Int(rows)).push(") w WHERE ");
    for (position, condition) in asked.into_iter().enumerate() {
        sql.push(if position == 0 { "" } else { " AND " });
        let one_by_one = match condition {
            Condition::Within { table, select: on, all, .. } => Condition::Has { table, on, all },
            other => other,
        };
        test(&mut sql, find.table, "w", 1, &one_by_one);
    }
    sql.push(" LIMIT ").bind(Value::Int(slice.take)).push(" OFFSET ").bind(Value::Int(slice.skip));
    sql.query()
}

fn from(sql: &mut Sql, find: &Find) {
    sql.push(find.table).push(" t");
    if let Some(places) = find.places {
        let Places { table, by } = places;
        sql.push(" JOIN ").push(table).push(" p ON ").tenant("p");
        sql.push(&format!(" AND p.id >= t.{by} * 8 AND p.id < t.{by} * 8 + 8"));
    }
}

fn conditions(sql: &mut Sql, find: &Find, stretch: Stretch) {
    sql.push(" WHERE ").tenant("t");
    let column = find.order.column;
    let of_stretch = match stretch {
        Stretch::All => None,
        Stretch::Set => Some(Condition::Set(column)),
        Stretch::Unset => Some(Condition::Unset(column)),
        Stretch::Holding(column, value) => Some(Condition::Is(column, Value::Int(value))),
    };
    for condition in find.all.iter().chain(&of_stretch) {
        sql.push(" AND ");
        test(sql, find.table, "t", 1, condition);
    }
}

/// One condition on the row `alias` of `table`. `depth` names the aliases of inner tables.
pub(crate) fn test(
    sql: &mut Sql,
    table: &'static str,
    alias: &str,
    depth: usize,
    condition: &Condition,
) {
    let column = |name: &str| format!("{alias}.{name}");
    match condition {
        Condition::Is(name, Value::Text(text)) => equal(sql, &column(name), text),
        Condition::Is(name, value) => {
            sql.push(&column(name)).push(" = ").bind(value.clone());
        }
        Condition::OneOf(name, numbers) => {
            sql.one_of(&column(name), numbers.clone());
        }
        Condition::AtLeast(name, value) => {
            sql.push(&column(name)).push(" >= ").bind(value.clone());
        }
        Condition::Below(name, value) => {
            sql.push(&column(name)).push(" < ").bind(value.clone());
        }
        Condition::Set(name) => {
            sql.push(&column(name)).push(" IS NOT NULL");
        }
        Condition::Unset(name) => {
            sql.push(&column(name)).push(" IS NULL");
        }
        Condition::Like(name, parts) => like(sql, &column(name), parts),
        Condition::Contains(search) => contains(sql, table, alias, search),
        Condition::Within { own, table, select, all } => {
            let inner = format!("s{depth}");
            sql.push(&column(own)).push(" IN (SELECT ").push(&format!("{inner}.{select}"));
            sql.push(&format!(" FROM {table} {inner} WHERE ")).tenant(&inner);
            for condition in all {
                sql.push(" AND ");
                test(sql, table, &inner, depth + 1, condition);
            }
            sql.push(")");
        }
        Condition::Has { table, on, all } => {
            let inner = format!("s{depth}");
            sql.push(&format!("EXISTS (SELECT 1 FROM {table} {inner} WHERE ")).tenant(&inner);
            let theirs = sql.dialect.rare(&format!("{inner}.{on} = {}", column("id")));
            sql.push(" AND ").push(&theirs);
            for condition in all {
                sql.push(" AND ");
                test(sql, table, &inner, depth + 1, condition);
            }
            sql.push(")");
        }
        Condition::Present(by, other) => {
            let (by, inner) = (column(by), format!("s{depth}"));
            sql.push(&format!("({by} IS NULL OR EXISTS (SELECT 1 FROM {other} {inner} WHERE "));
            sql.tenant(&inner).push(&format!(" AND {inner}.id = {by} AND {inner}.deleted = 0))"));
        }
        Condition::Near(places, around) => near(sql, places, alias, around),
        Condition::Any(any) => {
            sql.push("(");
            for (position, condition) in any.iter().enumerate() {
                sql.push(if position == 0 { "" } else { " OR " });
                // Each by its own index, where there is one.
                let start = sql.text.len();
                test(sql, table, alias, depth, condition);
                let one = sql.text.split_off(start);
                let one = sql.dialect.rare(&one);
                sql.push(&one);
            }
            sql.push(")");
        }
        // Of somebody who is not known, nothing is.
        Condition::Never | Condition::Caller(_) => {
            sql.push("1 = 0");
        }
    }
}

/// The column is this text.
fn equal(sql: &mut Sql, column: &str, text: &str) {
    sql.params.push(Value::Text(text.to_owned()));
    let test = format!("{column} = {}", sql.dialect.placeholder(sql.params.len()));
    let test = sql.dialect.rare(&test);
    sql.push(&test);
}

/// Literal parts with anything between them. A first part is a range of the column's index; the
/// rest is checked on the rows in that range.
fn like(sql: &mut Sql, column: &str, parts: &[String]) {
    if let [whole] = parts {
        return equal(sql, column, whole);
    }
    let first = parts.first().map_or("", String::as_str);
    sql.push("(").push(column).push(" IS NOT NULL");
    if !first.is_empty() {
        sql.push(" AND ").push(column).push(" >= ").bind(Value::Text(first.to_owned()));
        if let Some(end) = after_prefix(first) {
            sql.push(" AND ").push(column).push(" < ").bind(Value::Text(end));
        }
    }
    let only_prefix = parts.len() == 2 && parts.last().is_some_and(String::is_empty);
    if !only_prefix {
        let mut pattern = String::new();
        for (position, part) in parts.iter().enumerate() {
            pattern.push_str(if position == 0 { "" } else { "%" });
            for character in part.chars() {
                if matches!(character, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(character);
            }
        }
        let test = sql.dialect.like(column, sql.params.len() + 1);
        sql.params.push(Value::Text(pattern));
        sql.push(" AND ").push(&test);
    }
    sql.push(")");
}

/// The smallest text after all texts that begin with `prefix`.
fn after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        let next = (last as u32 + 1..=char::MAX as u32).find_map(char::from_u32);
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

fn contains(sql: &mut Sql, table: &'static str, alias: &str, search: &Search) {
    let found = sql.dialect.search_match(table, alias, 1, sql.params.len() + 1, search);
    sql.push(&found.sql);
    sql.params.extend(found.params);
}

fn near(sql: &mut Sql, places: &str, alias: &str, around: &Around) {
    sql.push(&format!("{alias}.id IN (SELECT n.ownerid FROM {places} n WHERE ")).tenant("n");
    match &around.bands {
        Bands::Each(bands) => {
            sql.push(" AND ").one_of("n.band", bands.clone());
        }
        Bands::Range(first, last) => {
            sql.push(" AND n.band >= ").bind(Value::Int(*first));
            sql.push(" AND n.band <= ").bind(Value::Int(*last));
        }
    }
    sql.push(" AND (");
    for (position, (west, east)) in around.longitudes.iter().enumerate() {
        sql.push(if position == 0 { "" } else { " OR " });
        sql.push("(n.east >= ").bind(Value::Real(*west));
        sql.push(" AND n.east <= ").bind(Value::Real(*east)).push(")");
    }
    sql.push(") AND ");
    for (position, (axis, value)) in ["x", "y", "z"].iter().zip(around.vector).enumerate() {
        sql.push(if position == 0 { "" } else { " + " });
        sql.push(&format!("(n.{axis} - ")).bind(Value::Real(value));
        sql.push(&format!(") * (n.{axis} - ")).bind(Value::Real(value)).push(")");
    }
    sql.push(" <= ").bind(Value::Real(around.chord)).push(")");
}

#[cfg(test)]
mod tests {
    use super::after_prefix;

    #[test]
    fn the_end_of_a_prefix() {
        assert_eq!(after_prefix("abc").as_deref(), Some("abd"));
        assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(after_prefix("\u{10ffff}"), None);
    }
}
