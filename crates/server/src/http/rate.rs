//! How often a caller may ask, by token and by address.
//!
//! What a caller has left is told by the fields of draft-ietf-httpapi-ratelimit-headers-11, one item
//! a limit: `RateLimit-Policy: "token";q=600;w=60` and `RateLimit: "token";r=599;t=1`, where `t` is in
//! how many seconds all of it is there again.
mod keys;

use std::fmt::Write;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use engine::api::{Api, Reply};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::config::values::Rate;
use keys::Keys;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How often those who have not asked for long are forgotten.
const SWEEP: u64 = 60;

/// The limits in force.
pub(super) struct Rates {
    address: Option<Limit>,
    token: Option<Limit>,
    hash: RandomState,
}

/// One limit, and what everybody has used of it.
struct Limit {
    name: &'static str,
    rate: Rate,
    quota: Quota,
    limiter: RateLimiter<u64, Keys, DefaultClock, StateInformationMiddleware>,
    started: Instant,
    swept: AtomicU64,
}

/// What became of counting one request.
#[derive(Debug, Default)]
pub(super) struct Counted {
    policy: String,
    state: String,
    /// How long the caller has to wait, and for which limit.
    beyond: Option<(&'static str, Duration)>,
}

impl Rates {
    /// `None` when there is no limit.
    pub(super) fn new(token: Option<Rate>, address: Option<Rate>) -> Option<Self> {
        let limit = |name, rate: Option<Rate>| rate.and_then(|rate| Limit::new(name, rate));
        let (address, token) = (limit("address", address), limit("token", token));
        let any = address.is_some() || token.is_some();
        any.then(|| Self { address, token, hash: RandomState::new() })
    }

    /// Counts a request. One that is beyond the limit of its address does not count for its token.
    pub(super) fn count(&self, address: Option<IpAddr>, token: Option<&str>) -> Counted {
        let mut counted = Counted::default();
        if let (Some(limit), Some(address)) = (&self.address, address) {
            limit.count(self.hash.hash_one(site(address)), &mut counted);
        }
        if let (Some(limit), Some(token), None) = (&self.token, token, counted.beyond) {
            limit.count(self.hash.hash_one(token), &mut counted);
        }
        counted
    }
}

/// Whoever has one address of IPv6 has at least 2^64 of them, so those count as one.
fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

impl Limit {
    fn new(name: &'static str, rate: Rate) -> Option<Self> {
        let quota = Quota::with_period(rate.interval())?.allow_burst(rate.requests);
        Some(Self {
            name,
            rate,
            quota,
            limiter: RateLimiter::new(quota, Keys::default(), DefaultClock::default()),
            started: Instant::now(),
            swept: AtomicU64::new(0),
        })
    }

    fn count(&self, key: u64, counted: &mut Counted) {
        self.sweep();
        let window = self.rate.window.as_secs_f64().ceil();
        let (left, wait) = match self.limiter.check_key(&key) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(until) => (0, Some(until.wait_time_from(self.limiter.clock().now()))),
        };
        let used = self.quota.burst_size().get() - left.min(self.quota.burst_size().get());
        let restored = self.quota.replenish_interval() * used;
        let comma = if counted.policy.is_empty() { "" } else { ", " };
        let (name, quota) = (self.name, self.rate.requests);
        // Writing to a string cannot fail.
        let _ = write!(counted.policy, "{comma}\"{name}\";q={quota};w={window}");
        let restored = restored.as_secs_f64().ceil();
        let _ = write!(counted.state, "{comma}\"{name}\";r={left};t={restored}");
        counted.beyond = wait.map(|wait| (name, wait));
    }

    /// Forgets those who have all of their quota again.
    fn sweep(&self) {
        let turn = self.started.elapsed().as_secs() / SWEEP;
        if self.swept.fetch_max(turn, Ordering::Relaxed) < turn {
            self.limiter.retain_recent();
        }
    }
}

impl Counted {
    /// The answer to a request that is beyond a limit.
    pub(super) fn refusal(&self) -> Option<Reply> {
        let (name, wait) = self.beyond?;
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        let message = match name {
            "token" => "This token asks too often.",
            _ => "This address asks too often.",
        };
        let message = format!("{message} Try again in {seconds} s.");
        let mut reply = Api::problem(StatusCode::TOO_MANY_REQUESTS, &message);
        if let Ok(seconds) = HeaderValue::from_str(&seconds.to_string()) {
            reply.headers.insert(RETRY_AFTER, seconds);
        }
        Some(reply)
    }

    /// Tells the caller what is left.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        for (name, text) in [(RATE_LIMIT_POLICY, &self.policy), (RATE_LIMIT, &self.state)] {
            if let (false, Ok(value)) = (text.is_empty(), HeaderValue::from_str(text)) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Option<Rate> {
        Some(text.parse().unwrap())
    }

    fn told(counted: &Counted) -> (u16, String, String) {
        let mut headers = HeaderMap::new();
        counted.tell(&mut headers);
        let text = |name: HeaderName| headers.get(name).unwrap().to_str().unwrap().to_owned();
        let status = counted.refusal().map_or(200, |reply| reply.status.as_u16());
        (status, text(RATE_LIMIT_POLICY), text(RATE_LIMIT))
    }

    #[test]
    fn without_limits_there_is_nothing_to_count() {
        assert!(Rates::new(None, None).is_none());
    }

    #[test]
    fn a_token_has_its_quota_and_gets_it_back() {
        let rates = Rates::new(rate("3/600ms"), None).unwrap();
        let count = |token| told(&rates.count(None, Some(token)));
        let policy = "\"token\";q=3;w=1".to_owned();
        assert_eq!(count("one"), (200, policy.clone(), "\"token\";r=2;t=1".to_owned()));
        assert_eq!(count("one").0, 200);
        assert_eq!(count("one"), (200, policy.clone(), "\"token\";r=0;t=1".to_owned()));
        assert_eq!(count("one"), (429, policy, "\"token\";r=0;t=1".to_owned()));
        assert_eq!(count("two").0, 200, "each token has its own");
        std::thread::sleep(Duration::from_millis(250));
        assert_eq!(count("one").0, 200, "a third comes back in a third of the time");
        assert_eq!(count("one").0, 429);
    }

    #[test]
    fn addresses_are_counted_by_who_has_them() {
        let rates = Rates::new(rate("100/1m"), rate("1/1m")).unwrap();
        let count = |address: &str| {
            let counted = rates.count(Some(address.parse().unwrap()), Some("token"));
            (told(&counted).0, counted)
        };
        for (address, status) in [
            ("192.0.2.1", 200),
            ("192.0.2.1", 429),
            ("::ffff:192.0.2.1", 429),
            ("192.0.2.2", 200),
            ("2001:db8:1:2::1", 200),
            ("2001:db8:1:2:ffff::9", 429),
            ("2001:db8:1:3::1", 200),
        ] {
            assert_eq!(count(address).0, status, "{address}");
        }
        let (_, within) = count("192.0.2.3");
        assert_eq!(within.policy, "\"address\";q=1;w=60, \"token\";q=100;w=60");
        assert_eq!(within.state, "\"address\";r=0;t=60, \"token\";r=95;t=3");
        let (_, beyond) = count("192.0.2.3");
        assert_eq!(beyond.state, "\"address\";r=0;t=60", "the token is not counted then");
        let reply = beyond.refusal().unwrap();
        let wait: u64 = reply.headers[RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((58..=60).contains(&wait), "{wait}");
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let rates = Rates::new(rate("1/10ms"), None).unwrap();
        for n in 0..1000 {
            rates.count(None, Some(&n.to_string()));
        }
        let limit = rates.token.unwrap();
        assert!(limit.limiter.len() > 900);
        std::thread::sleep(Duration::from_millis(30));
        limit.limiter.retain_recent();
        assert_eq!(limit.limiter.len(), 0);
    }
}
