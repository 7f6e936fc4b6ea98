//! The driver of the embedded store: one thread writes, several read.
//!
//! The writer commits together what has gathered, and answers only after the commit is on the disk.
//! Jobs check before they write, so one that fails has hardly ever written: then there is nothing to
//! undo. If it has, the group is rolled back and its other jobs run once more. (A savepoint for each
//! job would do too, but costs every job several times what it writes.)

mod crowd;
mod link;
mod log;
mod schema;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::pool::{Counters, Here, Job, Kind, Pool, Queued};
use super::{Memo, StoreError, StoreOptions};
use crowd::Crowd;
use link::{Link, LinkTx};
use log::Keeper;

/// Longest time a group takes in more jobs.
const GROUP_TIME: Duration = Duration::from_millis(10);
/// Parts of the page cache for a connection that reads on the caller's thread; the writer has two.
const HERE_PARTS: u32 = 7;

/// Opens the file with all connections and starts the threads.
pub(super) fn start(path: &Path, options: &StoreOptions) -> Result<Pool, StoreError> {
    let (mut pool, receivers, counters) = Pool::new(options.queue_timeout);
    // Where all but those who block read on their own threads, a thread for these will do.
    let readers = if options.here > 0 { Some(1) } else { options.threads };
    let readers = readers.unwrap_or_else(default_readers).max(1);
    let connections = readers + options.here + 1;
    // Of the page cache, whoever reads for requests gets most: what a page of a list touches lies all
    // over the file. Where requests read on their own threads, those that are left need little.
    let share: u32 = if options.here > 0 { 1 } else { 3 };
    let parts = HERE_PARTS as usize * options.here + share as usize * readers + 2;
    let part = options.cache_bytes / u32::try_from(parts).unwrap_or(u32::MAX);
    // The writer comes first: it creates the file and sets its mode.
    let writer = Writer {
        link: Link::open(path, options, Kind::Write, 2 * part)?,
        keeper: Keeper::start(path.to_owned(), options.clone())?,
        memo: Memo::default(),
        version: None,
        counters: Arc::clone(&counters),
        jobs: receivers.writes,
        crowd: Crowd::new(Instant::now()),
    };
    let reader = |parts: u32| {
        Ok(Reader {
            link: Link::open(path, options, Kind::Read, parts * part)?,
            memo: Memo::default(),
            version: None,
            counters: Arc::clone(&counters),
        })
    };
    for _ in 0..options.here {
        pool.read_here(Box::new(reader(HERE_PARTS)?));
    }
    for n in 0..readers {
        let reader = reader(share)?;
        let jobs = receivers.reads.clone();
        pool.spawn(format!("store-read-{n}"), move || reader.work(&jobs))?;
    }
    pool.spawn("store-write".into(), move || writer.work())?;
    counters.connections.store(connections as u64, Relaxed);
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
}

impl Here for Reader {
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
}

impl Reader {
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

/// How a job ended.
enum End {
    /// It succeeded.
    Done,
    /// It failed before it had written anything.
    Refused,
    /// It failed after it had written something, which must be undone.
    Spoilt,
}

/// A job that was run, and how it ended.
struct Ran {
    job: Queued,
    end: Result<End, (StoreError, bool)>,
}

struct Writer {
    link: Link,
    keeper: Keeper,
    memo: Memo,
    /// The state that other connections left the database in, which the memo belongs to.
    version: Option<i64>,
    counters: Arc<Counters>,
    jobs: Receiver<Queued>,
    crowd: Crowd,
}

impl Writer {
    fn work(mut self) {
        while let Ok(mut job) = self.jobs.recv() {
            self.counters.queued.fetch_sub(1, Relaxed);
            if job.claim() {
                let counters = Arc::clone(&self.counters);
                let _busy = counters.work();
                self.group(job);
                self.keeper.look_after(&self.link);
            }
        }
        self.keeper.end();
        if let Err(error) = self.link.empty_log() {
            tracing::warn!(%error, "the log was not written back into the database");
        }
    }

    /// Runs `first` and what has gathered behind it in one transaction, then answers them all.
    fn group(&mut self, first: Queued) {
        if let Err(error) = self.begin() {
            return first.answer(Err(error));
        }
        let started = Instant::now();
        let mut until = None;
        let mut group: Vec<Ran> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next {
            let end = self.run(job.as_mut());
            let spoilt = matches!(end, Ok(End::Spoilt) | Err((_, true)));
            group.push(Ran { job, end });
            if spoilt {
                self.run_apart(&mut group);
            }
            // Some failures (a full disk) roll the whole transaction back.
            if !self.link.in_transaction() {
                break;
            }
            let full = group.len() >= self.crowd.most() || started.elapsed() >= GROUP_TIME;
            next = if full { None } else { self.gathered(group.len(), &mut until) };
        }
        let ended = Instant::now();
        let outcome = self.commit(group.iter().any(|ran| matches!(ran.end, Ok(End::Done))));
        let committed = Instant::now();
        self.crowd.committed(group.len(), self.jobs.len(), committed - ended, committed);
        for Ran { job, end } in group {
            job.answer(match &outcome {
                Ok(()) => end.map(drop).map_err(|(error, _)| error),
                // What failed before the commit keeps its own, better reason.
                Err(lost) => Err(end.err().map_or_else(|| lost.clone(), |(error, _)| error)),
            });
        }
    }

    /// Undoes a group whose last job failed half-way, and runs the others once more without it.
    fn run_apart(&mut self, group: &mut [Ran]) {
        self.undo();
        if let Err(error) = self.begin() {
            for ran in group {
                ran.end = Err((error.clone(), false));
            }
            return;
        }
        for ran in group {
            if !matches!(ran.end, Ok(End::Done)) {
                continue;
            }
            ran.end = self.run(ran.job.as_mut());
            if matches!(ran.end, Ok(End::Spoilt) | Err((_, true))) {
                // It went well before the same jobs, so this is no ordinary failure.
                self.undo();
                return;
            }
        }
    }

    /// The next job for a group of so many: one that waits already, or comes before `until`, which
    /// is set when the group begins to wait.
    fn gathered(&self, there: usize, until: &mut Option<Instant>) -> Option<Queued> {
        loop {
            let mut job = match self.jobs.try_recv() {
                Ok(job) => job,
                Err(_) if there >= self.crowd.enough() => return None,
                Err(_) => {
                    let until = until.get_or_insert_with(|| Instant::now() + self.crowd.patience());
                    self.jobs.recv_deadline(*until).ok()?
                }
            };
            self.counters.queued.fetch_sub(1, Relaxed);
            if job.claim() {
                return Some(job);
            }
        }
    }

    /// Runs one job. An error tells whether the job had written before.
    fn run(&mut self, job: &mut dyn Job) -> Result<End, (StoreError, bool)> {
        let mut tx = LinkTx::new(&self.link, &mut self.memo);
        let done = job.run(&mut tx);
        self.counters.transaction(tx.sent());
        let wrote = tx.wrote();
        let end = tx.end(done);
        self.memo.end_write();
        match end {
            Err(error) => Err((error, wrote)),
            Ok(()) if done => Ok(End::Done),
            Ok(()) if wrote => Ok(End::Spoilt),
            Ok(()) => Ok(End::Refused),
        }
    }

    /// Ends the group's transaction; an error when what it wrote is lost.
    fn commit(&mut self, wrote: bool) -> Result<(), StoreError> {
        if !self.link.in_transaction() {
            self.memo.clear();
            let why = "the transaction was rolled back by a failure of another one in its group";
            return Err(StoreError::Unavailable(why.into()));
        }
        if !wrote {
            self.undo();
            return Ok(());
        }
        self.link.control("COMMIT").inspect_err(|error| {
            tracing::error!(%error, "a commit failed");
            self.undo();
        })
    }

    /// Begins a transaction that may write.
    fn begin(&mut self) -> Result<(), StoreError> {
        self.link.control("BEGIN IMMEDIATE")?;
        let version = self.link.data_version().inspect_err(|_| self.link.roll_back())?;
        if self.version != Some(version) {
            self.memo.clear();
            self.version = Some(version);
        }
        Ok(())
    }

    /// Takes back what the transaction wrote, and what was remembered of it.
    fn undo(&mut self) {
        self.memo.clear();
        self.link.roll_back();
    }
}
