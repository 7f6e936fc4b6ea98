//! How often somebody may try a password: a few times at once, then ever more seldom.
//!
//! What is counted is kept in memory, so each process counts for itself, and it is bounded. Attempts
//! count before they are made, so many at once are no way round.
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

/// Most keys that are remembered.
const MOST: usize = 50_000;
/// After how long without an attempt a key is forgotten, in milliseconds.
const FORGOTTEN: i64 = 3_600_000;
/// The longest wait, in milliseconds.
const LONGEST: i64 = 900_000;

/// Whose attempts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    digest: [u8; 16],
    free: u32,
}

impl Key {
    fn of(kind: &str, text: &str, free: u32) -> Self {
        let digest = Sha256::digest(format!("{kind} {text}").as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&digest[..16]);
        Self { digest: short, free }
    }

    /// Attempts at an account by its e-mail address, whether or not there is one.
    pub(super) fn account(tenant: Option<i64>, email: &str) -> Self {
        let tenant = tenant.unwrap_or_default();
        Self::of("account", &format!("{tenant} {}", engine::text::fold(email.trim())), 5)
    }

    /// Attempts at a user's second factor or, once signed in, password.
    pub(super) fn user(tenant: i64, user: i64) -> Self {
        Self::of("user", &format!("{tenant} {user}"), 5)
    }

    /// Attempts from an address; one network of IPv6 is one address.
    pub(super) fn address(address: IpAddr) -> Self {
        let text = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("{:?}", &address.segments()[..4]),
        };
        Self::of("address", &text, 30)
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    attempts: u32,
    /// When the next may be made, and when the last was, in milliseconds since 1970.
    next: i64,
    last: i64,
}

/// The attempts of the last hour.
#[derive(Debug, Default)]
pub(super) struct Attempts(Mutex<HashMap<Key, Count>>);

impl Attempts {
    /// Counts an attempt that is about to be made, or says how long to wait instead.
    pub(super) fn make(&self, keys: &[Key], now: i64) -> Result<(), Duration> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys.iter().filter_map(|key| counts.get(key)).map(|count| count.next - now);
        if let Some(wait) = waits.max().filter(|wait| *wait > 0) {
            return Err(Duration::from_millis(wait.unsigned_abs()));
        }
        make_room(&mut counts, keys.len(), now);
        for key in keys {
            let count = counts.entry(*key).or_insert(Count { attempts: 0, next: 0, last: now });
            if now - count.last > FORGOTTEN {
                count.attempts = 0;
            }
            count.attempts = count.attempts.saturating_add(1);
            count.last = now;
            count.next = now + delay(count.attempts.saturating_sub(key.free));
        }
        Ok(())
    }

    /// Forgets the attempts at somebody, after a success. To the address it comes from only that one
    /// is given back: it may be that of many.
    pub(super) fn forgive(&self, whose: Key, address: Option<Key>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.remove(&whose);
        if let Some(count) = address.and_then(|address| counts.get_mut(&address)) {
            count.attempts = count.attempts.saturating_sub(1);
            count.next = 0;
        }
    }
}

/// One second after the free attempts, then twice as long after each.
fn delay(beyond: u32) -> i64 {
    match beyond {
        0 => 0,
        beyond => 1000_i64
            .checked_shl(beyond - 1)
            .filter(|wait| *wait > 0 && beyond < 20)
            .map_or(LONGEST, |wait| wait.min(LONGEST)),
    }
}

/// Lets go of what is old and, were that not enough, of the older half.
fn make_room(counts: &mut HashMap<Key, Count>, more: usize, now: i64) {
    if counts.len() + more <= MOST {
        return;
    }
    counts.retain(|_, count| now - count.last <= FORGOTTEN);
    if counts.len() + more > MOST {
        let mut times: Vec<i64> = counts.values().map(|count| count.last).collect();
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or(now);
        counts.retain(|_, count| count.last > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_free_and_then_each_takes_longer() {
        let attempts = Attempts::default();
        let key = [Key::account(Some(1), "Anna@example.org")];
        for _ in 0..5 {
            assert_eq!(attempts.make(&key, 0), Ok(()));
        }
        assert_eq!(attempts.make(&key, 0), Ok(()), "the fifth cost nothing");
        let mut now = 0;
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            assert_eq!(attempts.make(&key, now), Err(Duration::from_secs(seconds)));
            now += seconds as i64 * 1000;
            assert_eq!(attempts.make(&key, now), Ok(()));
        }
        let same = [Key::account(Some(1), " anna@EXAMPLE.org ")];
        assert!(attempts.make(&same, now).is_err(), "letter case is no way round");
        assert_eq!(attempts.make(&[Key::account(Some(2), "anna@example.org")], now), Ok(()));
        attempts.forgive(key[0], None);
        assert_eq!(attempts.make(&key, now), Ok(()));
    }

    #[test]
    fn successes_of_many_do_not_hold_up_their_address() {
        let attempts = Attempts::default();
        let address = Key::address([192, 0, 2, 1].into());
        for n in 0..200 {
            let user = Key::user(1, n);
            assert_eq!(attempts.make(&[user, address], 0), Ok(()), "{n}");
            attempts.forgive(user, Some(address));
        }
        // One that may come in is no way to try others.
        for n in 0..30 {
            attempts.make(&[Key::account(None, &n.to_string()), address], 0).unwrap();
        }
        attempts.make(&[Key::user(1, 1), address], 0).unwrap();
        assert!(attempts.make(&[address], 0).is_err());
        attempts.forgive(Key::user(1, 1), Some(address));
        attempts.make(&[address], 0).unwrap();
        assert!(attempts.make(&[address], 0).is_err());
    }

    #[test]
    fn one_key_that_waits_holds_up_and_counts_nothing() {
        let attempts = Attempts::default();
        let (account, address) = (Key::account(None, "a@b"), Key::address([192, 0, 2, 1].into()));
        for _ in 0..6 {
            attempts.make(&[account], 0).unwrap();
        }
        for _ in 0..100 {
            assert!(attempts.make(&[account, address], 0).is_err());
        }
        assert_eq!(attempts.make(&[address], 0), Ok(()));
    }

    #[test]
    fn quiet_keys_are_forgotten_and_there_is_an_end_to_them() {
        let attempts = Attempts::default();
        let key = [Key::user(1, 1)];
        for _ in 0..6 {
            attempts.make(&key, 0).unwrap();
        }
        assert_eq!(attempts.make(&key, FORGOTTEN + 1), Ok(()));
        assert_eq!(attempts.make(&key, FORGOTTEN + 1), Ok(()));
        for n in 0..2 * MOST as i64 {
            attempts.make(&[Key::user(2, n)], n).unwrap();
        }
        assert!(attempts.0.lock().unwrap().len() <= MOST);
    }

    #[test]
    fn neighbours_in_a_network_of_ipv6_are_one() {
        let key = |text: &str| Key::address(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::2"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
