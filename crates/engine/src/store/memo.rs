//! What a connection remembers while the database has not changed.

use std::any::Any;
use std::collections::HashMap;

/// Most entries a memo holds; it is emptied when one more is put.
const CAPACITY: usize = 4096;

/// A cache of things computed from the database, valid for the snapshot of its transaction.
///
/// A read transaction starts with what earlier ones on the same connection left, provided nothing
/// was committed since. A write transaction starts with an empty one, which is thrown away.
#[derive(Default)]
pub struct Memo {
    entries: HashMap<Box<[u8]>, Box<dyn Any + Send>>,
}

impl Memo {
    /// What was put under `key`, if it is a `T`. Cheap clones (an `Arc`) make this cheap.
    pub fn get<T: Any + Send + Clone>(&self, key: &[u8]) -> Option<T> {
        self.entries.get(key)?.downcast_ref::<T>().cloned()
    }

    /// Remembers `value` under `key` until the database changes.
    pub fn put<T: Any + Send + Clone>(&mut self, key: &[u8], value: T) {
        if self.entries.len() >= CAPACITY {
            self.entries.clear();
        }
        self.entries.insert(key.into(), Box::new(value));
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
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
    fn never_holds_more_than_its_capacity() {
        let mut memo = Memo::default();
        for n in 0..=CAPACITY {
            memo.put(&n.to_le_bytes(), n);
        }
        assert_eq!(memo.entries.len(), 1);
        assert_eq!(memo.get::<usize>(&CAPACITY.to_le_bytes()), Some(CAPACITY));
    }
}
