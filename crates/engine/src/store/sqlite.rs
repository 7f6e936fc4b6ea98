//! The driver of the embedded store: one thread writes, several read.
//!
//! The writer commits together what has gathered, each job in its own savepoint, and answers only
//! after the commit is on the disk.

mod link;
mod schema;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::pool::{Counters, Job, Kind, Pool, Queued};
use super::{Memo, StoreError, StoreOptions};
use link::{Link, LinkTx};

/// Most jobs that share a commit.
const GROUP_JOBS: usize = 128;
/// Longest time a group takes in more jobs.
const GROUP_TIME: Duration = Duration::from_millis(10);

/// Opens the file with all connections and starts the threads.
pub(super) fn start(path: &Path, options: &StoreOptions) -> Result<Pool, StoreError> {
    let (pool, receivers, counters) = Pool::new(options.queue_timeout);
    // The writer comes first: it creates the file and sets its mode.
    let writer = Writer {
        link: Link::open(path, options, Kind::Write)?,
        memo: Memo::default(),
        counters: Arc::clone(&counters),
        jobs: receivers.writes,
    };
    let readers = options.threads.unwrap_or_else(default_readers).max(1);
    for n in 0..readers {
        let reader = Reader {
            link: Link::open(path, options, Kind::Read)?,
            memo: Memo::default(),
            version: None,
            counters: Arc::clone(&counters),
        };
        let jobs = receivers.reads.clone();
        pool.spawn(format!("store-read-{n}"), move || reader.work(&jobs))?;
    }
    pool.spawn("store-write".into(), move || writer.work())?;
    counters.connections.store(readers as u64 + 1, Relaxed);
    Ok(pool)
}

fn default_readers() -> usize {
    available_parallelism().map_or(2, usize::from).clamp(2, 8)
}

struct Reader {
    link: Link,
    memo: Memo,
    /// The state of the database that the memo belongs to.
    version: Option<i64>,
    counters: Arc<Counters>,
}

impl Reader {
    fn work(mut self, jobs: &Receiver<Queued>) {
        while let Ok(mut job) = jobs.recv() {
            self.counters.queued.fetch_sub(1, Relaxed);
            if job.claim() {
                let counters = Arc::clone(&self.counters);
                let _busy = counters.work();
                let end = self.run(job.as_mut());
                job.answer(end);
            }
        }
    }

    fn run(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        self.link.control("BEGIN")?;
        let end = self.run_begun(job);
        // A snapshot that cannot be let go of would be an old one for the next job.
        if let Err(error) = self.link.control("COMMIT") {
            tracing::warn!(%error, "a read transaction did not end in order");
            self.link.roll_back();
        }
        end
    }

    fn run_begun(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        let version = self.link.data_version()?;
        if self.version != Some(version) {
            self.memo.clear();
            self.version = Some(version);
        }
        let mut tx = LinkTx::new(&self.link, &mut self.memo);
        let done = job.run(&mut tx);
        self.counters.transaction(tx.sent());
        tx.end(done)
    }
}

struct Writer {
    link: Link,
    memo: Memo,
    counters: Arc<Counters>,
    jobs: Receiver<Queued>,
}

impl Writer {
    fn work(mut self) {
        while let Ok(mut job) = self.jobs.recv() {
            self.counters.queued.fetch_sub(1, Relaxed);
            if job.claim() {
                let counters = Arc::clone(&self.counters);
                let _busy = counters.work();
                self.group(job);
            }
        }
        if let Err(error) = self.link.checkpoint() {
            tracing::warn!(%error, "the log was not written back into the database");
        }
    }

    /// Runs `first` and what has gathered behind it in one transaction, then answers them all.
    fn group(&mut self, first: Queued) {
        if let Err(error) = self.link.control("BEGIN IMMEDIATE") {
            return first.answer(Err(error));
        }
        let started = Instant::now();
        let mut group: Vec<(Queued, Result<bool, StoreError>)> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next {
            let end = self.run(job.as_mut());
            group.push((job, end));
            // Some failures (a full disk) roll the whole transaction back.
            if !self.link.in_transaction() {
                break;
            }
            let full = group.len() >= GROUP_JOBS || started.elapsed() >= GROUP_TIME;
            next = if full { None } else { self.gathered() };
        }
        let outcome = self.commit(group.iter().any(|(_, end)| *end == Ok(true)));
        for (job, end) in group {
            job.answer(match &outcome {
                Ok(()) => end.map(drop),
                // What failed before the commit keeps its own, better reason.
                Err(lost) => Err(end.err().unwrap_or_else(|| lost.clone())),
            });
        }
    }

    /// The next job that waits already.
    fn gathered(&self) -> Option<Queued> {
        while let Ok(mut job) = self.jobs.try_recv() {
            self.counters.queued.fetch_sub(1, Relaxed);
            if job.claim() {
                return Some(job);
            }
        }
        None
    }

    /// Runs one job in its savepoint; `Ok(false)` when the closure failed and was undone.
    fn run(&mut self, job: &mut dyn Job) -> Result<bool, StoreError> {
        self.memo.clear();
        self.link.control("SAVEPOINT job")?;
        let mut tx = LinkTx::new(&self.link, &mut self.memo);
        let done = job.run(&mut tx);
        self.counters.transaction(tx.sent());
        let end = tx.end(done);
        self.memo.clear();
        if !self.link.in_transaction() {
            return end.map(|()| false);
        }
        let keep = done && end.is_ok();
        let undone = if keep { Ok(()) } else { self.link.control("ROLLBACK TO job") };
        if let Err(error) = undone.and_then(|()| self.link.control("RELEASE job")) {
            // Nothing of a job that should be undone may be committed with the others.
            self.link.roll_back();
            return Err(error);
        }
        end.map(|()| done)
    }

    /// Ends the group's transaction; an error when what it wrote is lost.
    fn commit(&mut self, wrote: bool) -> Result<(), StoreError> {
        if !self.link.in_transaction() {
            let why = "the transaction was rolled back by a failure of another one in its group";
            return Err(StoreError::Unavailable(why.into()));
        }
        if !wrote {
            self.link.roll_back();
            return Ok(());
        }
        self.link.control("COMMIT").inspect_err(|error| {
            tracing::error!(%error, "a commit failed");
            self.link.roll_back();
        })
    }
}
