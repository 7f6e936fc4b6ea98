//! Jobs on their way to the threads and back. The drivers own the threads; this owns the queues.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use tokio::sync::{Semaphore, oneshot};

use super::{StoreError, Tx};

/// What the store is doing. Counts since it was opened, except where noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreGauges {
    /// Connections that stand at present.
    pub connections: u64,
    /// Threads at work at present.
    pub busy: u64,
    /// Jobs that wait for a thread at present.
    pub queued: u64,
    /// Transactions begun.
    pub transactions: u64,
    /// Statements sent inside them.
    pub statements: u64,
    /// Transactions begun again after a conflict or a lost connection.
    pub retries: u64,
}

/// The numbers behind [`StoreGauges`].
#[derive(Default)]
pub(super) struct Counters {
    pub(super) connections: AtomicU64,
    pub(super) busy: AtomicU64,
    pub(super) queued: AtomicU64,
    pub(super) transactions: AtomicU64,
    pub(super) statements: AtomicU64,
    pub(super) retries: AtomicU64,
}

impl Counters {
    /// Counts a thread as busy until the answer is dropped.
    pub(super) fn work(&self) -> Busy<'_> {
        self.busy.fetch_add(1, Relaxed);
        Busy(&self.busy)
    }

    /// Counts a transaction and the statements it sent.
    pub(super) fn transaction(&self, statements: u32) {
        self.transactions.fetch_add(1, Relaxed);
        self.statements.fetch_add(statements.into(), Relaxed);
    }
}

/// A thread at work.
pub(super) struct Busy<'a>(&'a AtomicU64);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// Whether a transaction writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Read,
    Write,
}

/// A transaction somebody waits for.
pub(super) trait Job: Send {
    /// Takes the job; `false` when nobody waits for it any more, then it must not run.
    fn claim(&mut self) -> bool;

    /// Runs the closure, again if need be; whether it succeeded.
    fn run(&mut self, tx: &mut dyn Tx) -> bool;

    /// Answers what the last run gave, or the error that `end` holds.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

/// A job in the queue.
pub(super) type Queued = Box<dyn Job>;

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const GIVEN_UP: u8 = 2;

/// A connection that reads on the thread of whoever asks: nothing is handed over, which takes
/// longer than most reads do.
pub(super) trait Here: Send {
    /// Runs a job in a transaction; an error when what it gave does not count.
    fn run(&mut self, job: &mut dyn Job) -> Result<(), StoreError>;
}

enum Reply<T> {
    Async(oneshot::Sender<T>),
    Blocking(Sender<T>),
    /// The caller looks at the outcome itself.
    Here,
}

struct Task<T, E, F> {
    kind: Kind,
    closure: F,
    outcome: Option<Result<T, E>>,
    reply: Reply<Result<T, E>>,
    state: Arc<AtomicU8>,
}

impl<T, E, F> Job for Task<T, E, F>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn claim(&mut self) -> bool {
        let gone = match &self.reply {
            Reply::Async(sender) => self.kind == Kind::Read && sender.is_closed(),
            Reply::Blocking(_) | Reply::Here => false,
        };
        !gone && take(&self.state, TAKEN)
    }

    fn run(&mut self, tx: &mut dyn Tx) -> bool {
        // The closure is dropped with the job after a panic, and the transaction is rolled back.
        let outcome =
            catch_unwind(AssertUnwindSafe(|| (self.closure)(tx))).unwrap_or_else(|panic| {
                let text = panic_text(panic.as_ref());
                tracing::error!(panic = text, "a transaction panicked");
                Err(StoreError::Other(format!("a transaction panicked: {text}")).into())
            });
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, end: Result<(), StoreError>) {
        let answer = settle(end, self.outcome);
        // A caller that went away needs no answer.
        match self.reply {
            Reply::Async(sender) => drop(sender.send(answer)),
            Reply::Blocking(sender) => drop(sender.send(answer)),
            Reply::Here => {}
        }
    }
}

/// What a job gave, unless its transaction ended otherwise.
fn settle<T, E: From<StoreError>>(
    end: Result<(), StoreError>,
    outcome: Option<Result<T, E>>,
) -> Result<T, E> {
    match (end, outcome) {
        (Ok(()), Some(outcome)) => outcome,
        (Ok(()), None) => Err(StoreError::Other("the transaction never ran".into()).into()),
        (Err(error), _) => Err(error.into()),
    }
}

fn take(state: &AtomicU8, as_what: u8) -> bool {
    state.compare_exchange(WAITING, as_what, Relaxed, Relaxed).is_ok()
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text")
}

/// The sending ends of the two queues.
struct Senders {
    reads: Sender<Queued>,
    writes: Sender<Queued>,
}

/// The receiving ends of the two queues, for the drivers' threads.
pub(super) struct Receivers {
    pub(super) reads: Receiver<Queued>,
    pub(super) writes: Receiver<Queued>,
}

/// The queues, the threads behind them and what they count.
pub(super) struct Pool {
    senders: RwLock<Option<Senders>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// What reads on the caller's thread, as far as it is not reading.
    here: Mutex<Vec<Box<dyn Here>>>,
    /// A permit for each of them.
    places: Semaphore,
    reads_here: bool,
    counters: Arc<Counters>,
    queue_timeout: Duration,
}

impl Pool {
    /// Queues without threads yet, and the ends the threads take from.
    pub(super) fn new(queue_timeout: Duration) -> (Self, Receivers, Arc<Counters>) {
        let (send_reads, reads) = crossbeam_channel::unbounded();
        let (send_writes, writes) = crossbeam_channel::unbounded();
        let counters = Arc::new(Counters::default());
        let pool = Self {
            senders: RwLock::new(Some(Senders { reads: send_reads, writes: send_writes })),
            threads: Mutex::default(),
            here: Mutex::default(),
            places: Semaphore::new(0),
            reads_here: false,
            counters: Arc::clone(&counters),
            queue_timeout,
        };
        (pool, Receivers { reads, writes }, counters)
    }

    /// Starts a thread that works until the queues are closed and empty.
    pub(super) fn spawn(
        &self,
        name: String,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), StoreError> {
        let thread = start_thread(name, work)?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    fn push(&self, kind: Kind, job: Queued) -> Result<(), StoreError> {
        let senders = self.senders.read().unwrap_or_else(PoisonError::into_inner);
        let Some(senders) = senders.as_ref() else {
            return Err(closed());
        };
        self.counters.queued.fetch_add(1, Relaxed);
        let sender = match kind {
            Kind::Read => &senders.reads,
            Kind::Write => &senders.writes,
        };
        sender.send(job).map_err(|_| {
            self.counters.queued.fetch_sub(1, Relaxed);
            closed()
        })
    }

    fn gave_up(&self) -> StoreError {
        StoreError::Busy(format!("no thread was free for {:?}", self.queue_timeout))
    }

    /// Adds a connection that reads on the caller's thread. From the first on, no other reads for
    /// callers that do not block.
    pub(super) fn read_here(&mut self, here: Box<dyn Here>) {
        self.here.get_mut().unwrap_or_else(PoisonError::into_inner).push(here);
        self.places.add_permits(1);
        self.reads_here = true;
    }

    /// Whether reads run on the threads of those who ask.
    pub(super) fn reads_here(&self) -> bool {
        self.reads_here
    }

    /// Runs a read on this thread, as soon as a connection for that is free.
    async fn run_here<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send,
        T: Send,
        E: From<StoreError> + Send,
    {
        self.counters.queued.fetch_add(1, Relaxed);
        let place = tokio::time::timeout(self.queue_timeout, self.places.acquire()).await;
        self.counters.queued.fetch_sub(1, Relaxed);
        let _place = match place {
            Ok(place) => place.map_err(|_| closed())?,
            Err(_) => return Err(self.gave_up().into()),
        };
        let free = self.here.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut here = free.ok_or_else(closed)?;
        let state = Arc::new(AtomicU8::new(TAKEN));
        let mut task = Task { kind: Kind::Read, closure, outcome: None, reply: Reply::Here, state };
        let end = {
            let _busy = self.counters.work();
            here.run(&mut task)
        };
        // Once the store is closed, no connection may be left to keep its log from being cut.
        let mut idle = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.places.is_closed() {
            idle.push(here);
        }
        settle(end, task.outcome)
    }

    /// Runs `closure` on a thread of the driver and waits for it; a read on this thread, if it can.
    pub(super) async fn run<T, E, F>(&self, kind: Kind, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        if kind == Kind::Read && self.reads_here {
            return self.run_here(closure).await;
        }
        let state = Arc::new(AtomicU8::new(WAITING));
        let (sender, mut answer) = oneshot::channel();
        let reply = Reply::Async(sender);
        let task = Task { kind, closure, outcome: None, reply, state: Arc::clone(&state) };
        self.push(kind, Box::new(task))?;
        let received = match tokio::time::timeout(self.queue_timeout, &mut answer).await {
            Ok(received) => received,
            Err(_) if take(&state, GIVEN_UP) => return Err(self.gave_up().into()),
            Err(_) => answer.await,
        };
        received.unwrap_or_else(|_| Err(closed().into()))
    }

    /// [`Pool::run`] for a thread that may block.
    pub(super) fn run_blocking<T, E, F>(&self, kind: Kind, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let state = Arc::new(AtomicU8::new(WAITING));
        let (sender, answer) = crossbeam_channel::bounded(1);
        let reply = Reply::Blocking(sender);
        let task = Task { kind, closure, outcome: None, reply, state: Arc::clone(&state) };
        self.push(kind, Box::new(task))?;
        match answer.recv_timeout(self.queue_timeout) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) if take(&state, GIVEN_UP) => Err(self.gave_up().into()),
            Err(_) => answer.recv().unwrap_or_else(|_| Err(closed().into())),
        }
    }

    /// The counters as they stand.
    pub(super) fn gauges(&self) -> StoreGauges {
        let counters = &self.counters;
        StoreGauges {
            connections: counters.connections.load(Relaxed),
            busy: counters.busy.load(Relaxed),
            queued: counters.queued.load(Relaxed),
            transactions: counters.transactions.load(Relaxed),
            statements: counters.statements.load(Relaxed),
            retries: counters.retries.load(Relaxed),
        }
    }

    /// Closes the queues and waits for the threads to finish what is in them.
    pub(super) fn close(&self) {
        self.senders.write().unwrap_or_else(PoisonError::into_inner).take();
        self.places.close();
        self.here.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

/// Starts a thread.
pub(super) fn start_thread(
    name: String,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name)
        .spawn(work)
        .map_err(|error| StoreError::Unavailable(format!("cannot start a thread: {error}")))
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store is closed".into())
}
