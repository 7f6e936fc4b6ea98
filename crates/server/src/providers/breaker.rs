//! A circuit breaker: who has failed several times in a row is left alone for a while. Then one
//! question is let through, and its outcome decides.
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that open it.
const MOST_FAILURES: u32 = 5;

/// Lets questions through, or not.
#[derive(Debug)]
pub(super) struct Breaker {
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// All go through.
    Closed { failures: u32 },
    /// None does until then.
    Open { until: Instant },
    /// One has gone through and is awaited.
    Trying,
}

/// A question that was let through. Its outcome is to be told; one that is dropped has none.
#[derive(Debug)]
pub(super) struct Passage<'b> {
    breaker: &'b Breaker,
    /// Whether it is the one that decides.
    trial: bool,
    told: bool,
}

impl Breaker {
    /// A closed one, which opens for so long.
    pub(super) fn new(pause: Duration) -> Self {
        Self { pause, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Lets a question through unless it is open.
    pub(super) fn enter(&self, now: Instant) -> Option<Passage<'_>> {
        let mut state = self.state();
        let trial = match *state {
            State::Closed { .. } => false,
            State::Open { until } if until <= now => true,
            State::Open { .. } | State::Trying => return None,
        };
        if trial {
            *state = State::Trying;
        }
        Some(Passage { breaker: self, trial, told: false })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is never left half changed, so a poisoned lock is as good as any.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Passage<'_> {
    /// It was answered.
    pub(super) fn succeeded(mut self) {
        self.told = true;
        let mut state = self.breaker.state();
        // What set out before it opened does not close it.
        if self.trial || matches!(*state, State::Closed { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }

    /// It was not answered. Says whether that has opened it.
    pub(super) fn failed(mut self, now: Instant) -> bool {
        self.told = true;
        let mut state = self.breaker.state();
        let failures = match *state {
            State::Closed { failures } => failures + 1,
            State::Trying if self.trial => MOST_FAILURES,
            State::Trying | State::Open { .. } => return false,
        };
        let opens = failures >= MOST_FAILURES;
        *state = match opens {
            true => State::Open { until: now + self.breaker.pause },
            false => State::Closed { failures },
        };
        opens
    }
}

impl Drop for Passage<'_> {
    /// Nobody waited for the outcome: the next question decides.
    fn drop(&mut self) {
        if self.trial && !self.told {
            *self.breaker.state() = State::Open { until: Instant::now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(30);

    fn opened(now: Instant) -> Breaker {
        let breaker = Breaker::new(PAUSE);
        for n in 1..=MOST_FAILURES {
            assert_eq!(breaker.enter(now).unwrap().failed(now), n == MOST_FAILURES);
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row() {
        let now = Instant::now();
        let breaker = Breaker::new(PAUSE);
        for _ in 0..3 {
            for _ in 1..MOST_FAILURES {
                breaker.enter(now).unwrap().failed(now);
            }
            breaker.enter(now).unwrap().succeeded();
        }
        assert!(breaker.enter(now).is_some());
        assert!(opened(now).enter(now).is_none());
    }

    #[test]
    fn one_is_let_through_after_a_pause_and_decides() {
        let now = Instant::now();
        let breaker = opened(now);
        assert!(breaker.enter(now + PAUSE - Duration::from_millis(1)).is_none());
        let later = now + PAUSE;
        let trial = breaker.enter(later).unwrap();
        assert!(breaker.enter(later).is_none(), "one is enough");
        assert!(trial.failed(later));
        assert!(breaker.enter(later + PAUSE / 2).is_none());
        let later = later + PAUSE;
        breaker.enter(later).unwrap().succeeded();
        // It is closed, and counts anew.
        let both = (breaker.enter(later).unwrap(), breaker.enter(later).unwrap());
        assert!(!both.0.failed(later) && !both.1.failed(later));
        assert!(breaker.enter(later).is_some());
    }

    #[test]
    fn a_trial_that_is_given_up_leaves_the_next_to_decide() {
        let now = Instant::now();
        let breaker = opened(now);
        drop(breaker.enter(now + PAUSE).unwrap());
        assert!(breaker.enter(Instant::now() + Duration::from_millis(1)).is_some());
    }

    #[test]
    fn what_set_out_before_does_not_decide() {
        let now = Instant::now();
        let breaker = Breaker::new(PAUSE);
        let (slow, slower) = (breaker.enter(now).unwrap(), breaker.enter(now).unwrap());
        for _ in 0..MOST_FAILURES {
            breaker.enter(now).unwrap().failed(now);
        }
        slow.succeeded();
        assert!(!slower.failed(now + PAUSE));
        assert!(breaker.enter(now).is_none());
        assert!(breaker.enter(now + PAUSE).is_some());
    }
}
