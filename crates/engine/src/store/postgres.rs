//! The driver of the database server: a connection a thread.
//!
//! All threads read; half of them also write, so that writes that wait for each other never keep
//! reads from being served.

mod fault;
mod link;
mod schema;
mod values;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded, select};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::pool::{Counters, Job, Kind, Pool, Queued};
use super::{StoreError, StoreOptions};
use link::{Link, LinkTx};

/// Connections unless the options say otherwise.
const CONNECTIONS: usize = 8;
/// How often a transaction is begun again.
const RETRIES: u32 = 5;
/// How long a thread takes the server for gone before it tries to connect again.
const DOWN_TIME: Duration = Duration::from_millis(250);

/// Connects once, to see whether the server is there, and starts the threads.
pub(super) fn start(config: &Config, options: &StoreOptions) -> Result<Pool, StoreError> {
    let (pool, receivers, counters) = Pool::new(options.queue_timeout);
    let mut config = config.clone();
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(options.connect_timeout);
    }
    config.keepalives_idle(Duration::from_secs(30));
    config.tcp_user_timeout(options.statement_timeout + Duration::from_secs(5));

    let threads = options.threads.unwrap_or(CONNECTIONS).max(1);
    let (report, first) = bounded(1);
    for n in 0..threads {
        let worker = Worker {
            config: config.clone(),
            statement_timeout: options.statement_timeout,
            link: None,
            down_until: None,
            counters: Arc::clone(&counters),
        };
        let reads = receivers.reads.clone();
        let writes = (n < threads.div_ceil(2)).then(|| receivers.writes.clone());
        let report = (n == 0).then(|| report.clone());
        pool.spawn(format!("store-{n}"), move || {
            let mut worker = worker;
            if let Some(report) = report {
                let connected = worker.connect();
                let failed = connected.is_err();
                // Whoever opens the store waits for this.
                drop(report.send(connected));
                if failed {
                    return;
                }
            }
            match writes {
                Some(writes) => worker.work_on_both(&reads, &writes),
                None => worker.work_on(&reads, Kind::Read),
            }
        })?;
    }
    drop(report);
    match first.recv() {
        Ok(Ok(())) => Ok(pool),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(StoreError::Other("the first thread of the store ended early".into())),
    }
}

/// The URL of a server without what is secret.
pub(super) fn describe(config: &Config) -> String {
    let mut url = String::from("postgres://");
    if let Some(user) = config.get_user() {
        url.push_str(user);
        url.push('@');
    }
    for (n, host) in config.get_hosts().iter().enumerate() {
        if n > 0 {
            url.push(',');
        }
        match host {
            Host::Tcp(name) => url.push_str(name),
            Host::Unix(path) => url.push_str(&path.to_string_lossy()),
        }
        let ports = config.get_ports();
        if let Some(port) = ports.get(n).or(ports.first()) {
            url.push_str(&format!(":{port}"));
        }
    }
    url.push('/');
    url.push_str(config.get_dbname().unwrap_or_default());
    url
}

struct Worker {
    config: Config,
    statement_timeout: Duration,
    link: Option<Link>,
    down_until: Option<Instant>,
    counters: Arc<Counters>,
}

/// How an attempt at a transaction ended.
enum Attempt {
    /// For good; the job is answered this.
    Ended(Result<(), StoreError>),
    /// By a conflict or a lost connection; nothing of it was kept.
    Again(StoreError),
}

impl Worker {
    fn work_on_both(mut self, reads: &Receiver<Queued>, writes: &Receiver<Queued>) {
        loop {
            let (job, kind) = select! {
                recv(reads) -> job => (job, Kind::Read),
                recv(writes) -> job => (job, Kind::Write),
            };
            match (job, kind) {
                (Ok(job), kind) => self.serve(job, kind),
                // Both queues are closed together; what is left in the other comes last.
                (Err(_), Kind::Read) => return self.work_on(writes, Kind::Write),
                (Err(_), Kind::Write) => return self.work_on(reads, Kind::Read),
            }
        }
    }

    fn work_on(mut self, jobs: &Receiver<Queued>, kind: Kind) {
        while let Ok(job) = jobs.recv() {
            self.serve(job, kind);
        }
        self.disconnect();
    }

    fn serve(&mut self, mut job: Queued, kind: Kind) {
        self.counters.queued.fetch_sub(1, Relaxed);
        if !job.claim() {
            return;
        }
        let counters = Arc::clone(&self.counters);
        let _busy = counters.work();
        for attempt in 0.. {
            match self.attempt(job.as_mut(), kind) {
                Attempt::Again(_) if attempt < RETRIES => {
                    self.counters.retries.fetch_add(1, Relaxed);
                    sleep(pause(attempt));
                }
                Attempt::Ended(end) => {
                    job.answer(end);
                    break;
                }
                Attempt::Again(error) => {
                    job.answer(Err(error));
                    break;
                }
            }
        }
        // A read is answered before its transaction ends: its end changes nothing.
        if let Some(link) = &mut self.link
            && link.finish().is_err()
        {
            self.disconnect();
        }
    }

    fn attempt(&mut self, job: &mut dyn Job, kind: Kind) -> Attempt {
        if let Err(error) = self.connect() {
            return Attempt::Ended(Err(error));
        }
        let Some(link) = &mut self.link else {
            return Attempt::Ended(Err(StoreError::Unavailable("there is no connection".into())));
        };
        let mut tx = LinkTx::new(link, kind);
        let done = job.run(&mut tx);
        self.counters.transaction(tx.sent());
        let failed = tx.end();
        match failed {
            Some(fault) => {
                if fault.lost || link.roll_back().is_err() {
                    self.disconnect();
                }
                if fault.retry {
                    Attempt::Again(fault.error)
                } else if done {
                    Attempt::Ended(Err(fault.error))
                } else {
                    Attempt::Ended(Ok(()))
                }
            }
            None if !done => {
                if link.roll_back().is_err() {
                    self.disconnect();
                }
                Attempt::Ended(Ok(()))
            }
            None if kind == Kind::Read => Attempt::Ended(Ok(())),
            None => match link.finish() {
                Ok(()) => Attempt::Ended(Ok(())),
                Err(fault) => {
                    if fault.lost || link.roll_back().is_err() {
                        self.disconnect();
                    }
                    // With the connection lost, nobody knows whether the commit came through.
                    if fault.retry && !fault.lost {
                        Attempt::Again(fault.error)
                    } else {
                        Attempt::Ended(Err(fault.error))
                    }
                }
            },
        }
    }

    /// Makes sure there is a connection, as far as can be seen from here.
    fn connect(&mut self) -> Result<(), StoreError> {
        if self.link.as_ref().is_some_and(Link::is_closed) {
            self.disconnect();
        }
        if self.link.is_some() {
            return Ok(());
        }
        if self.down_until.is_some_and(|until| Instant::now() < until) {
            return Err(StoreError::Unavailable("the server was not there a moment ago".into()));
        }
        match Link::connect(&self.config, self.statement_timeout) {
            Ok(link) => {
                self.link = Some(link);
                self.down_until = None;
                self.counters.connections.fetch_add(1, Relaxed);
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, "cannot connect to the database server");
                self.down_until = Some(Instant::now() + DOWN_TIME);
                Err(error)
            }
        }
    }

    fn disconnect(&mut self) {
        if self.link.take().is_some() {
            self.counters.connections.fetch_sub(1, Relaxed);
        }
    }
}

/// A pause before the next attempt: longer each time, and never the same on two threads.
fn pause(attempt: u32) -> Duration {
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| u64::from(since.subsec_nanos()));
    let most = 2_000_u64 << attempt;
    Duration::from_micros(most / 2 + nanos % (most / 2))
}
