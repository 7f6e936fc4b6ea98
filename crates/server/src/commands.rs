//! What each command does.
mod check;
mod client;
mod demo;
mod files;
mod migrate;
mod openapi;
mod output;
mod phones;
mod seed;
mod serve;
mod tenant;
mod token;
mod user;

use std::process::ExitCode;
use std::thread::available_parallelism;

use crate::cli::{Asked, Command};
use crate::failure::Failure;

/// Cores of the machine; 2 to 16.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(2, usize::from).clamp(2, 16)
}

/// Runs a command to its end.
pub fn run(asked: Asked) -> Result<ExitCode, Failure> {
    // Reads of the embedded store run on them, one a core at a time; another one keeps connections
    // and timers going.
    let threads = cores() + 1;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("Cannot start: {error}.")))?;
    let result = runtime.block_on(dispatch(asked));
    // Whatever is left has had its time: requests their grace, the store its shutdown.
    runtime.shutdown_background();
    result
}

async fn dispatch(Asked { cli, settings }: Asked) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Demo(demo) => return demo::run(*demo).await,
        Command::Serve(settings) => return serve::run(*settings).await,
        Command::Check(asked) => return check::run(*asked, &settings).await,
        Command::Migrate(reach) => migrate::run(reach).await?,
        Command::Seed(seed) => seed::run(seed).await?,
        Command::Tenant(tenant) => tenant::run(tenant).await?,
        Command::User(user) => user::run(user).await?,
        Command::Token(token) => token::run(token).await?,
        Command::Client(client) => client::run(client).await?,
        Command::Files(files) => files::run(files).await?,
        Command::Phones(phones) => phones::run(phones).await?,
        Command::Openapi(openapi) => openapi::run(&openapi)?,
    }
    Ok(ExitCode::SUCCESS)
}
