//! The program `stratus`: command line, configuration, HTTP shell, logs. What is served comes from
//! the CRM's declarations and the engine; [`app`] is the only module that joins them.
pub mod app;
pub mod auth;
pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod http;
pub mod oidc;
pub mod people;
pub mod providers;
pub mod signals;
pub mod telemetry;

use std::process::ExitCode;

use cli::ArgumentError;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let asked = match cli::parse(arguments) {
        Ok(asked) => asked,
        // The parser prints help to the standard output and complaints to the standard error, each
        // with its code.
        Err(ArgumentError::Usage(error)) => error.exit(),
        Err(ArgumentError::File(failure)) => return complain(&failure),
    };
    let log = match asked.cli.command.common() {
        Some(common) => telemetry::start(common.log_format, &common.log_level).map(Some),
        None => Ok(None),
    };
    let result = log.and_then(|log| {
        for warning in config::sources::unknown_variables(variable_names()) {
            tracing::warn!("{warning}");
        }
        let result = commands::run(asked);
        // What is still queued for the log is written before the process ends.
        drop(log);
        result
    });
    match result {
        Ok(code) => code,
        Err(failure) => complain(&failure),
    }
}

fn variable_names() -> impl Iterator<Item = String> {
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())
}

fn complain(failure: &failure::Failure) -> ExitCode {
    eprintln!("stratus: {failure}");
    ExitCode::FAILURE
}
