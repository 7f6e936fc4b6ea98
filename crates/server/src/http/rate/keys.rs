//! What is remembered of callers, in memory that has an end.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

/// Parts that are locked by themselves.
const PARTS: usize = 64;
/// Most callers a part remembers; 65,536 in all.
const MOST: usize = 1024;

/// When each caller will have the whole quota again, by the hash of the caller.
///
/// Whoever invents tokens makes up a caller a request, so there must be a limit to them. When it is
/// reached, the one who has used least is forgotten, and starts afresh; whoever is beyond a limit has
/// used most.
pub(super) struct Keys(Box<[Mutex<HashMap<u64, Nanos>>]>);

impl Default for Keys {
    fn default() -> Self {
        Self((0..PARTS).map(|_| Mutex::default()).collect())
    }
}

type Part<'k> = MutexGuard<'k, HashMap<u64, Nanos>>;

impl Keys {
    /// The part of a key. The maps hash it anew, so the low bits are as good as any.
    fn part(&self, key: u64) -> Option<Part<'_>> {
        let part = self.0.get(key as usize % PARTS)?;
        // A map is never left half changed, so a poisoned lock is as good as any.
        Some(part.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.0.iter().map(|part| part.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StateStore for Keys {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let Some(mut part) = self.part(*key) else { return f(None).map(|(outcome, _)| outcome) };
        let known = part.get(key).copied();
        let (outcome, next) = f(known)?;
        if known.is_none() && part.len() >= MOST {
            let least = part.iter().min_by_key(|(_, until)| until.as_u64()).map(|(key, _)| *key);
            least.map(|key| part.remove(&key));
        }
        part.insert(*key, next);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<u64> for Keys {
    fn retain_recent(&self, drop_below: Nanos) {
        for mut part in self.parts() {
            part.retain(|_, until| until.as_u64() > drop_below.as_u64());
            part.shrink_to(MOST / 4);
        }
    }

    fn len(&self) -> usize {
        self.parts().map(|part| part.len()).sum()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn use_up(keys: &Keys, key: u64, until: u64) {
        let used = keys.measure_and_replace(&key, |_| Ok::<_, ()>(((), until.into())));
        assert_eq!(used, Ok(()));
    }

    fn known(keys: &Keys, key: u64) -> bool {
        let known = keys.measure_and_replace(&key, |known| Err::<((), _), _>(known.is_some()));
        known == Err(true)
    }

    #[test]
    fn memory_has_an_end_and_those_beyond_their_limit_stay() {
        let keys = Keys::default();
        for key in 0..PARTS as u64 {
            use_up(&keys, key, 1_000_000_000);
        }
        for key in 1000..70_000 {
            use_up(&keys, key, key);
        }
        assert_eq!(keys.len(), PARTS * MOST);
        assert!((0..PARTS as u64).all(|key| known(&keys, key)));
        assert!(!known(&keys, 1000) && known(&keys, 69_999));
        keys.retain_recent(500_000.into());
        assert_eq!(keys.len(), PARTS);
    }
}
