//! The write-ahead log: a thread of its own writes it back into the database.
//!
//! Otherwise the writer would, and everybody behind it had to wait. It goes on meanwhile, so there is
//! more to write back after the first turn; each turn is shorter than the one before. When little is
//! left, the writer does it between two commits, and begins the log anew with the next.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::super::pool::Kind;
use super::super::{StoreError, StoreOptions};
use super::link::Link;

/// Pages in the log from which on it is written back (32 MiB). The fewer times, the fewer pages:
/// those that change again and again are written back once.
const PAGES: u32 = 8000;
/// Pages from which on the writer waits until all is written back, however much it is.
const MOST_PAGES: u32 = 2 * PAGES;
/// So many pages or fewer the writer writes back itself.
const FEW_PAGES: u32 = 1000;
/// Fewer are not worth a sync of the database: where somebody still reads from the log, it cannot
/// begin anew.
const WORTH_PAGES: u32 = FEW_PAGES / 2;
/// Time until the next turn after one that failed.
const PAUSE: Duration = Duration::from_secs(1);
/// Page cache of the thread's connection, which does not read through it.
const CACHE_BYTES: u32 = 64 << 10;

/// How far the log has grown, and how far it was written back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Log {
    pub(super) pages: u32,
    pub(super) written_back: u32,
}

/// The thread, as the writer knows it.
pub(super) struct Keeper {
    asked: Sender<()>,
    at_work: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts the thread. It opens its connection when it is asked first.
    pub(super) fn start(path: PathBuf, options: StoreOptions) -> Result<Self, StoreError> {
        let (asked, asks) = crossbeam_channel::bounded(1);
        let at_work = Arc::new(AtomicBool::new(false));
        let worker = Worker { path, options, at_work: Arc::clone(&at_work), link: None };
        let thread = std::thread::Builder::new()
            .name("store-log".into())
            .spawn(move || worker.work(&asks))
            .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))?;
        Ok(Self { asked, at_work, thread })
    }

    /// Sees to it that the log is written back, if it is time for that. Called after a commit.
    pub(super) fn look_after(&self, writer: &Link) {
        if self.at_work.load(SeqCst) {
            return;
        }
        let here = match writer.log() {
            Ok(Log { pages, written_back }) => {
                let left = pages.saturating_sub(written_back);
                if pages < PAGES || left < WORTH_PAGES {
                    return;
                }
                left <= FEW_PAGES || pages >= MOST_PAGES
            }
            Err(_) => false,
        };
        // Where the writer fails, so will the thread, which tells.
        if !here || writer.write_back().is_err() {
            self.at_work.store(true, SeqCst);
            // There is room for one, and the last was taken, or the thread were at work.
            if self.asked.try_send(()).is_err() {
                tracing::error!("the thread that writes the log back has ended");
            }
        }
    }

    /// Waits for the thread to end what it is at.
    pub(super) fn end(self) {
        drop(self.asked);
        if self.thread.join().is_err() {
            tracing::error!("the thread that writes the log back panicked");
        }
    }
}

struct Worker {
    path: PathBuf,
    options: StoreOptions,
    at_work: Arc<AtomicBool>,
    link: Option<Link>,
}

impl Worker {
    fn work(mut self, asks: &Receiver<()>) {
        while asks.recv().is_ok() {
            match self.write_back() {
                // Somebody else is at it.
                Ok(_) | Err(StoreError::Busy(_)) => {}
                Err(error) => {
                    tracing::warn!(%error, "the log was not written back into the database");
                    if asks.recv_timeout(PAUSE) == Err(RecvTimeoutError::Disconnected) {
                        return;
                    }
                }
            }
            self.at_work.store(false, SeqCst);
        }
    }

    fn write_back(&mut self) -> Result<Log, StoreError> {
        let link = match self.link.take() {
            Some(link) => link,
            None => Link::open(&self.path, &self.options, Kind::Read, CACHE_BYTES)?,
        };
        self.link.insert(link).write_back()
    }
}
