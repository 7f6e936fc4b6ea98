//! Being asked to stop: once for an orderly end, twice for an end at once.
use std::future::Future;
use std::io;

use tokio::sync::watch;

use crate::failure::Failure;

/// Counts the process's signals to stop.
#[derive(Debug, Clone)]
pub struct Signals {
    count: watch::Receiver<u32>,
}

impl Signals {
    /// Listens from now on. Needs a runtime.
    pub fn listen() -> Result<Self, Failure> {
        let mut source = Source::open()
            .map_err(|error| Failure::new(format!("Cannot listen to signals: {error}.")))?;
        let (sender, count) = watch::channel(0);
        tokio::spawn(async move {
            loop {
                source.next().await;
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self { count })
    }

    /// Done once the process was asked to stop.
    pub fn stop(&self) -> impl Future<Output = ()> + Send + 'static {
        self.reached(1)
    }

    /// Done once the process was asked again.
    pub fn abort(&self) -> impl Future<Output = ()> + Send + 'static {
        self.reached(2)
    }

    fn reached(&self, times: u32) -> impl Future<Output = ()> + Send + 'static {
        let mut count = self.count.clone();
        async move {
            if count.wait_for(|count| *count >= times).await.is_err() {
                // The counting task ends with the runtime only, and then nobody waits here.
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(unix)]
struct Source {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Source {
    fn open() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Source;

#[cfg(not(unix))]
impl Source {
    fn open() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
