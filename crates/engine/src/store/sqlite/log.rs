//! The write-ahead log: a thread of its own writes it back into the database.
//!
//! Otherwise the writer would, and everybody behind it had to wait. It goes on meanwhile, so there is
//! more to write back after the first turn; each turn is shorter than the one before. When little is
//! left, the writer does it between two commits, and begins the log anew with the next.

use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError};

use super::super::pool::{Kind, start_thread};
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
    /// Takes nothing while the thread is at work.
    ask: Sender<()>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts the thread. It opens its connection when it is asked first.
    pub(super) fn start(path: PathBuf, options: StoreOptions) -> Result<Self, StoreError> {
        let (ask, asks) = crossbeam_channel::bounded(0);
        let worker = Worker { path, options, link: None };
        let thread = start_thread("store-log".into(), move || worker.work(&asks))?;
        Ok(Self { ask, thread })
    }

    /// Sees to it that the log is written back, if it is time for that. Called after a commit.
    pub(super) fn look_after(&self, writer: &Link) {
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
        // Where the writer fails, the thread is at it, or will fail as well, and tells.
        if (!here || writer.write_back().is_err())
            && self.ask.try_send(()) == Err(TrySendError::Disconnected(()))
        {
            tracing::error!("the thread that writes the log back has ended");
        }
    }

    /// Waits for the thread to end what it is at.
    pub(super) fn end(self) {
        drop(self.ask);
        if self.thread.join().is_err() {
            tracing::error!("the thread that writes the log back panicked");
        }
    }
}

struct Worker {
    path: PathBuf,
    options: StoreOptions,
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
                    std::thread::sleep(PAUSE);
                }
            }
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
