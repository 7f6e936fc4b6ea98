//! The log: where lines go and how they look. Lines are written by a thread of their own, so that a
//! slow terminal or pipe never holds a request up.
use std::io::{self, IsTerminal};
use std::panic::PanicHookInfo;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::config::LogFormat;
use crate::failure::Failure;

/// The running log. Dropping it writes what is still queued.
#[derive(Debug)]
pub struct Log {
    _writer: WorkerGuard,
}

/// Lines that wait to be written, at most. The queue takes its memory at once, 32 bytes a line.
const LINES: usize = 1 << 14;

/// Starts the log, once a process: lines go to the standard error.
pub fn start(format: LogFormat, level: &Targets) -> Result<Log, Failure> {
    // When the queue is full, lines are lost rather than requests held up.
    let queue = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES);
    let (writer, guard) = queue.finish(io::stderr());
    let lines = fmt::layer().with_writer(writer);
    let lines = match format {
        LogFormat::Human => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(level.clone()))
        .try_init()
        .map_err(|error| Failure::new(format!("The log cannot be started: {error}.")))?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(Log { _writer: guard })
}

/// A panic is a fault of the program: where it happened is logged, what it carried may be anybody's
/// data and is not.
fn log_panic(info: &PanicHookInfo<'_>) {
    match info.location() {
        Some(place) => {
            tracing::error!(target: "stratus::panic", %place, "a part of the program failed")
        }
        None => tracing::error!(target: "stratus::panic", "a part of the program failed"),
    }
}
