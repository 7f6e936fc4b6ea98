//! `stratus serve`
use std::process::ExitCode;
use std::sync::Arc;

use super::output;
use crate::app::App;
use crate::cli::local_url;
use crate::config::{Http, Settings};
use crate::failure::Failure;
use crate::http::listener::{self, Ended, Terms};
use crate::http::tls::Tls;
use crate::http::{Options, Shell};
use crate::signals::Signals;

/// What the shell answers to a process that a second signal ended: 128 and the number of SIGINT.
const INTERRUPTED: u8 = 130;

pub(super) async fn run(settings: Settings) -> Result<ExitCode, Failure> {
    let signals = Signals::listen()?;
    // The port first: a server that cannot have it should not touch the database.
    let listener = listener::bind(settings.http.listen).await?;
    let app = App::open(&settings.place, &settings.common, &settings.http).await?;
    app.must_be_migrated().await?;
    app.claim_files().await?;
    tracing::info!(database = %settings.place.database, files = %app.files(), "database open");
    until_stopped(app, &settings.http.in_earnest(), listener, &signals, |url| {
        output::print(&format!("Stratus listens at {url}. Reference page: {url}/docs\n"))
    })
    .await
}

/// Serves until the process is asked to stop, and closes the store after. `announce` gets the
/// address to open.
pub(super) async fn until_stopped(
    app: App,
    http: &Http,
    listener: tokio::net::TcpListener,
    signals: &Signals,
    announce: impl FnOnce(&str) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    let address = listener
        .local_addr()
        .map_err(|error| Failure::new(format!("Cannot tell the address: {error}.")))?;
    let app = Arc::new(app);
    let tls = http.tls_files().map(Tls::open).transpose()?;
    let url = http.public_url.clone().unwrap_or_else(|| local_url(address, tls.is_some()));
    let router = Shell::new(Arc::clone(&app), &Options::of(http, &url)).into_router();
    announce(&url)?;
    tracing::info!(%address, "listening");

    let stop = signals.stop();
    let stopping = async move {
        stop.await;
        tracing::info!("stopping: finishing what is in progress; a second signal stops at once");
    };
    let keeper = Arc::clone(&app);
    let orderly = async {
        let ended = listener::serve(listener, tls, router, stopping, &Terms::of(http)).await;
        if ended == Ended::CutShort {
            tracing::warn!("the grace time is over; requests in progress were cut short");
        }
        app.shutdown().await;
        tracing::info!("stopped");
    };
    tokio::select! {
        () = orderly => Ok(ExitCode::SUCCESS),
        () = keeper.keep_house() => Ok(ExitCode::SUCCESS),
        () = signals.abort() => Ok(ExitCode::from(INTERRUPTED)),
    }
}
