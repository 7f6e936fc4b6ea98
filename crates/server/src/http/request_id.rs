//! The id that names a request in logs and answers.
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderName};

/// The header that carries the id, both ways.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 64;
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes ids: a random start that tells processes apart, and a count.
#[derive(Debug)]
pub(super) struct RequestIds {
    prefix: String,
    next: AtomicU64,
}

impl RequestIds {
    pub(super) fn new() -> Self {
        // The standard hasher is seeded by the system, which is random enough to tell processes
        // apart.
        let seed = RandomState::new().hash_one(std::process::id());
        let mut prefix = String::with_capacity(9);
        push_base32(&mut prefix, seed & ((1 << 40) - 1), 8);
        prefix.push('-');
        Self { prefix, next: AtomicU64::new(1) }
    }

    /// The client's id where it sent a sane one, else a new one.
    pub(super) fn of(&self, headers: &HeaderMap) -> String {
        match headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok()) {
            Some(sent) if sane(sent) => sent.to_owned(),
            _ => self.make(),
        }
    }

    fn make(&self) -> String {
        let mut id = String::with_capacity(24);
        id.push_str(&self.prefix);
        push_base32(&mut id, self.next.fetch_add(1, Ordering::Relaxed), 1);
        id
    }
}

/// Whether a client's id may be repeated in headers and logs.
fn sane(id: &str) -> bool {
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !id.is_empty() && id.len() <= LONGEST && id.bytes().all(fit)
}

/// Appends `number` in base 32, at least `width` digits long.
fn push_base32(text: &mut String, number: u64, width: u32) {
    let needed = (64 - number.leading_zeros()).div_ceil(5).max(width);
    for place in (0..needed).rev() {
        let digit = (number >> (5 * place)) & 31;
        text.push(char::from(DIGITS[digit as usize]));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let longest = "a".repeat(LONGEST);
        let longer = "a".repeat(LONGEST + 1);
        for (sent, kept) in [
            ("abc", true),
            ("A.b_c-9", true),
            (longest.as_str(), true),
            (longer.as_str(), false),
            ("", false),
            ("a b", false),
            ("a\"b", false),
            ("a/b", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, sent.parse().unwrap());
            assert_eq!(RequestIds::new().of(&headers) == sent, kept, "{sent}");
        }
    }

    #[test]
    fn made_ids_are_sane_short_and_unique() {
        let (one, other) = (RequestIds::new(), RequestIds::new());
        let made: HashSet<_> = (0..10_000).flat_map(|_| [one.make(), other.make()]).collect();
        assert_eq!(made.len(), 20_000);
        assert!(made.iter().all(|id| sane(id) && id.len() <= 16));
    }

    #[test]
    fn base_32() {
        for (number, width, text) in [
            (0, 1, "0"),
            (31, 1, "z"),
            (32, 1, "10"),
            (1, 4, "0001"),
            (u64::MAX, 1, "fzzzzzzzzzzzz"),
        ] {
            let mut written = String::new();
            push_base32(&mut written, number, width);
            assert_eq!(written, text);
        }
    }
}
