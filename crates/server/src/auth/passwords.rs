//! Passwords: how they are hashed, and how many at once.
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use engine::problem::Problem;
use tokio::sync::Semaphore;

/// The second choice of RFC 9106, section 4, for machines whose memory is not all for this: 64 MiB,
/// three passes, four lanes.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// Hashes made at once. Each takes its memory and a core.
const AT_ONCE: usize = 2;
/// Hashes that may wait for their turn; more are turned away, or a flood of sign-ins would be kept
/// waiting for ever.
const WAITING: usize = 64;

/// The fewest and most characters of a password. There are no rules for what they are: length is
/// what counts (NIST SP 800-63B).
pub const SHORTEST: usize = 12;
/// See [`SHORTEST`].
pub const LONGEST: usize = 256;

/// Hashes and compares passwords, beside the threads that answer.
#[derive(Debug)]
pub(super) struct Passwords {
    turn: Arc<Semaphore>,
    room: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(AT_ONCE)), room: Semaphore::new(AT_ONCE + WAITING) }
    }
}

impl Passwords {
    /// Whether a password is the one of a hash. Without a hash it is not, which takes as long.
    pub(super) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, Problem> {
        self.run(move || Ok(verify(&password, hash.as_deref()))).await
    }

    /// The hash of a new password.
    pub(super) async fn hash(&self, password: String) -> Result<String, Problem> {
        self.run(move || hash(&password)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::Unavailable("too many passwords to compare at once".to_owned());
        let _room = self.room.try_acquire().map_err(|_| busy())?;
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(|_| busy())?;
        let done = tokio::task::spawn_blocking(move || {
            // Held to the end, also when nobody waits for the answer any longer.
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| Problem::Internal(format!("a password: {error}")))?
    }
}

fn hasher() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| Problem::Internal(format!("argon2: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password, with all that is needed to compare another with it.
pub fn hash(password: &str) -> Result<String, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::Internal(format!("argon2: {error}"));
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|error| failed(&error))?;
    let made = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
    Ok(made.map_err(|error| failed(&error))?.to_string())
}

/// A hash of nothing anybody knows, to compare with where there is none.
fn nobodys() -> String {
    format!(
        "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$c3RyYXR1c3N0cmF0dXM$\
         AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )
}

fn verify(password: &str, hash: Option<&str>) -> bool {
    let (text, known) = match hash {
        Some(hash) => (hash.to_owned(), true),
        None => (nobodys(), false),
    };
    // What cannot be read fits no password.
    let Ok(parsed) = PasswordHash::new(&text) else { return false };
    // The parameters are those of the hash.
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
}

/// What is wrong with a new password, if anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It has fewer than [`SHORTEST`] characters.
    Short,
    /// It has more than [`LONGEST`].
    Long,
    /// It is the user's own address or name.
    Known,
}

/// Whether a new password will do, for somebody with such an address.
pub fn fit(password: &str, email: &str) -> Result<(), Unfit> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Unfit::Short);
    }
    if length > LONGEST {
        return Err(Unfit::Long);
    }
    let mut known: Vec<char> = password.chars().collect();
    known.dedup();
    if engine::text::fold(password) == engine::text::fold(email) || known.len() < 4 {
        return Err(Unfit::Known);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let made = hash("korrekt häst batteri").unwrap();
        assert!(made.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{made}");
        assert!(verify("korrekt häst batteri", Some(&made)));
        assert!(!verify("korrekt hast batteri", Some(&made)));
        assert!(!verify("korrekt häst batteri", Some("nonsense")));
        assert_ne!(hash("korrekt häst batteri").unwrap(), made, "each has its own salt");
    }

    #[test]
    fn nobody_has_a_password_and_finding_out_takes_as_long() {
        assert!(PasswordHash::new(&nobodys()).is_ok());
        let took = |hash: Option<&str>| {
            let start = std::time::Instant::now();
            assert!(!verify("some password", hash));
            start.elapsed()
        };
        let made = hash("another one entirely").unwrap();
        let (with, without) = (took(Some(&made)), took(None));
        assert!(without > with / 4, "{without:?} instead of {with:?}");
    }

    #[test]
    fn what_will_do() {
        for (password, verdict) in [
            ("short", Err(Unfit::Short)),
            ("åäöåäöåäöåä", Err(Unfit::Short)),
            ("åäöåäöåäöåäö", Ok(())),
            ("Anna.Lind@Example.org", Err(Unfit::Known)),
            ("aaaaaaaaaaaaaaa", Err(Unfit::Known)),
            ("correct horse battery", Ok(())),
        ] {
            assert_eq!(fit(password, "anna.lind@example.org"), verdict, "{password}");
        }
        assert_eq!(fit(&"ab".repeat(200), ""), Err(Unfit::Long));
    }
}
