//! How many jobs share a commit.
//!
//! Who was there at one commit is likely to come again at once. So a group waits for as many, for a
//! part of the time that a commit takes: where commits are slow, fewer of them serve more.
//!
//! Where commits are fast, it is the other way round: while everybody gets an answer and asks anew,
//! the writer would have nothing to do. Then a group takes half of them, and the others get ready
//! meanwhile. Which is better depends on the disk and on those who ask, so both are tried.

use std::time::{Duration, Instant};

/// Most jobs that share a commit.
const MOST: usize = 128;
/// Longest time a group waits for others, however long commits take.
const PATIENCE: Duration = Duration::from_millis(2);
/// Commits whose speed is compared with that of others.
const STRETCH: u32 = 64;
/// Of so many comparisons, one is followed by what was slower.
const TRIES: u32 = 16;

/// Those who write, as far as they are known.
pub(super) struct Crowd {
    /// How many they are: who was there at the last commit, and with halves at the one before.
    size: usize,
    /// Jobs of the last commit.
    last: usize,
    /// How long the next group waits for others.
    patience: Duration,
    /// Whether a group takes half of them only.
    halves: bool,
    /// Jobs per second when a group took all, and when it took half.
    rates: [f64; 2],
    stretches: u32,
    commits: u32,
    jobs: usize,
    since: Instant,
}

impl Crowd {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            size: 0,
            last: 0,
            patience: Duration::ZERO,
            halves: false,
            rates: [0.0; 2],
            stretches: 0,
            commits: 0,
            jobs: 0,
            since: now,
        }
    }

    /// Most jobs a group takes.
    pub(super) fn most(&self) -> usize {
        if self.halves { self.enough().min(MOST) } else { MOST }
    }

    /// So many jobs make a group that waits for no others.
    pub(super) fn enough(&self) -> usize {
        if self.halves { self.size.div_ceil(2) } else { self.size }
    }

    /// How long a group that has not enough waits for others.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Learns from a commit of so many jobs, and how many wait for the next.
    pub(super) fn committed(&mut self, jobs: usize, waiting: usize, took: Duration, now: Instant) {
        self.patience = PATIENCE.min(took / 2);
        self.jobs += jobs;
        self.commits += 1;
        let halves = self.halves;
        if self.commits == STRETCH {
            self.compare(now);
        }
        // The other half may still be on its way, unless the last group was no half.
        let steady = self.halves && halves;
        self.size = jobs + if steady { waiting.max(self.last) } else { waiting };
        self.last = if self.halves == halves { jobs } else { 0 };
    }

    fn compare(&mut self, now: Instant) {
        let seconds = (now - self.since).as_secs_f64().max(f64::MIN_POSITIVE);
        let jobs = u32::try_from(self.jobs).unwrap_or(u32::MAX);
        self.rates[usize::from(self.halves)] = f64::from(jobs) / seconds;
        let faster = self.rates[1] > self.rates[0];
        self.halves = faster != self.stretches.is_multiple_of(TRIES);
        self.stretches = self.stretches.wrapping_add(1);
        (self.commits, self.jobs, self.since) = (0, 0, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENTS: usize = 32;
    const RUN: Duration = Duration::from_micros(60);

    /// Jobs per second of clients that ask anew some time after each answer.
    fn rate(commit: Duration, turn: Duration) -> f64 {
        let start = Instant::now();
        let mut now = start;
        let mut crowd = Crowd::new(now);
        let mut ready = vec![now; CLIENTS];
        let mut done = 0;
        while now - start < Duration::from_secs(60) {
            ready.sort();
            now = now.max(ready[0]);
            let mut group = 0;
            let mut until = None;
            while group < crowd.most() && group < CLIENTS {
                if ready[group] > now {
                    let until = *until.get_or_insert(now + crowd.patience());
                    if group >= crowd.enough() || ready[group] > until {
                        break;
                    }
                    now = ready[group];
                }
                now += RUN;
                group += 1;
            }
            now += commit;
            ready[..group].fill(now + turn);
            let waiting = ready.iter().filter(|at| **at <= now).count();
            crowd.committed(group, waiting, commit, now);
            done += group;
        }
        done as f64 / (now - start).as_secs_f64()
    }

    #[test]
    fn a_group_takes_what_serves_most() {
        for (commit, turn) in [(300, 1500), (1000, 2500), (5000, 1500), (10_000, 100)] {
            let (commit, turn) = (Duration::from_micros(commit), Duration::from_micros(turn));
            let run = RUN * CLIENTS as u32;
            let all = run + commit + turn;
            let half = (run + 2 * commit).max(run / 2 + commit + turn);
            let best = CLIENTS as f64 / all.min(half).as_secs_f64();
            let rate = rate(commit, turn);
            assert!(rate > 0.9 * best, "{commit:?} {turn:?}: {rate} of {best}");
        }
    }

    #[test]
    fn one_alone_is_not_kept_waiting() {
        let now = Instant::now();
        let mut crowd = Crowd::new(now);
        for _ in 0..10 * STRETCH {
            assert!(crowd.most() >= 1 && crowd.enough() <= 1);
            crowd.committed(1, 0, Duration::from_millis(5), now);
        }
    }
}
