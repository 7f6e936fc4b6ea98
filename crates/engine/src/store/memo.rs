//! What a connection remembers while the database has not changed.

use std::any::Any;
use std::collections::HashMap;

/// Most entries a memo holds; it is emptied when one more is put.
const CAPACITY: usize = 4096;

/// A cache of things computed from the database, valid for the snapshot of its transaction.
///
/// A read transaction starts with what earlier ones on the same connection left, provided nothing
/// was committed since. A write transaction starts with what was kept for longer at most, and
/// leaves no more.
#[derive(Default)]
pub struct Memo {
    entries: HashMap<Box<[u8]>, Box<dyn Any + Send>>,
    kept: HashMap<Box<[u8]>, Kept>,
}

struct Kept {
    value: Box<dyn Any + Send>,
    /// What it was computed from.
    tables: &'static [&'static str],
}

impl Memo {
    /// What was put under `key`, if it is a `T`. Cheap clones (an `Arc`) make this cheap.
    pub fn get<T: Any + Send + Clone>(&self, key: &[u8]) -> Option<T> {
        let value = self.entries.get(key).or_else(|| Some(&self.kept.get(key)?.value))?;
        value.downcast_ref::<T>().cloned()
    }

    /// Remembers `value` under `key` until the database changes.
    pub fn put<T: Any + Send + Clone>(&mut self, key: &[u8], value: T) {
        if self.entries.len() >= CAPACITY {
            self.entries.clear();
        }
        self.entries.insert(key.into(), Box::new(value));
    }

    /// Remembers `value` under `key` until another connection changes the database, or this one
    /// one of `tables`. Those must not change by a trigger or along with another table.
    pub fn keep<T: Any + Send + Clone>(
        &mut self,
        key: &[u8],
        value: T,
        tables: &'static [&'static str],
    ) {
        if self.kept.len() >= CAPACITY {
            self.kept.clear();
        }
        self.kept.insert(key.into(), Kept { value: Box::new(value), tables });
    }

    /// Forgets what a statement may change.
    pub(super) fn writes(&mut self, sql: &str) {
        self.entries.clear();
        match target(sql) {
            Some(table) => self.kept.retain(|_, kept| !kept.tables.contains(&table)),
            None => self.kept.clear(),
        }
    }

    /// Forgets what was not meant to outlast a write.
    pub(super) fn end_write(&mut self) {
        self.entries.clear();
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.kept.clear();
    }
}

/// The table that a statement writes to, where that can be told from its beginning.
fn target(sql: &str) -> Option<&str> {
    let rest = ["INSERT INTO ", "UPDATE ", "DELETE FROM "]
        .iter()
        .find_map(|beginning| sql.strip_prefix(beginning))?;
    rest.split([' ', '(']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_back_what_was_put_under_its_type() {
        let mut memo = Memo::default();
        memo.put(b"key", 7_i64);
        assert_eq!(memo.get::<i64>(b"key"), Some(7));
        assert_eq!(memo.get::<String>(b"key"), None);
        assert_eq!(memo.get::<i64>(b"other"), None);
        memo.put(b"key", 8_i64);
        assert_eq!(memo.get::<i64>(b"key"), Some(8));
    }

    #[test]
    fn keeps_what_a_statement_does_not_touch() {
        let mut memo = Memo::default();
        let fill = |memo: &mut Memo| {
            memo.put(b"any", 1_i64);
            memo.keep(b"a", 2_i64, &["a", "b"]);
        };
        for (sql, kept) in [
            ("INSERT INTO c (tenant) VALUES (1)", true),
            ("INSERT INTO ab(tenant) VALUES (1)", true),
            ("UPDATE c AS t SET a = 1", true),
            ("INSERT INTO a (tenant) VALUES (1)", false),
            ("UPDATE b AS t SET n = 1", false),
            ("DELETE FROM b AS t WHERE t.tenant = 1", false),
            ("WITH x AS (SELECT 1) DELETE FROM c", false),
            ("CREATE TABLE c (n BIGINT)", false),
        ] {
            fill(&mut memo);
            memo.writes(sql);
            assert_eq!(memo.get::<i64>(b"any"), None, "{sql}");
            assert_eq!(memo.get::<i64>(b"a").is_some(), kept, "{sql}");
        }
        fill(&mut memo);
        memo.end_write();
        assert_eq!((memo.get::<i64>(b"any"), memo.get::<i64>(b"a")), (None, Some(2)));
    }

    #[test]
    fn never_holds_more_than_its_capacity() {
        let mut memo = Memo::default();
        for n in 0..=CAPACITY {
            memo.put(&n.to_le_bytes(), n);
        }
        assert_eq!(memo.entries.len(), 1);
        assert_eq!(memo.get::<usize>(&CAPACITY.to_le_bytes()), Some(CAPACITY));
    }
}
