//! `cargo xtask test`
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::browser;
use crate::postgres::{self, Server};
use crate::summary::Summary;
use crate::{cargo, output};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) help: bool,
    quick: bool,
    private_postgres: bool,
    filters: Vec<String>,
}

impl Options {
    /// Reads the arguments after the task's name.
    pub(crate) fn read(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--private-postgres" => options.private_postgres = true,
                "--help" | "-h" => options.help = true,
                other if other.starts_with('-') => {
                    return Err(format!(
                        "`cargo xtask test` has no option {other}; --help lists them."
                    ));
                }
                filter => options.filters.push(filter.to_owned()),
            }
        }
        Ok(options)
    }
}

/// Runs the checks and the tests; answers whether all passed.
///
/// A failed check does not keep the tests from running, and they come last: one run tells all, and
/// its last line tells how the tests went.
pub(crate) fn run(options: &Options) -> Result<bool, String> {
    // First, since its absence would be a pity to learn of after twenty minutes.
    let server = postgres::find(options.private_postgres)?;
    eprintln!("PostgreSQL for the tests: {}", server.describe());
    eprintln!("Browser for the tests: {}", browser::find());
    let mut failed = Vec::new();
    if !options.quick {
        failed = checks()?;
    }
    // With a filter, all documentation tests would be compiled to find that none is meant.
    if options.filters.is_empty()
        && !step(&["test", "--workspace", "--doc", "--quiet"], &server.environment())?
    {
        failed.push("documentation tests");
    }
    if !failed.is_empty() {
        eprintln!("\nFailed before the tests: {}.", failed.join(", "));
    }
    Ok(tests(&options.filters, &server)? && failed.is_empty())
}

/// Runs what is not a test; answers the names of what failed.
fn checks() -> Result<Vec<&'static str>, String> {
    let mut failed = Vec::new();
    let mut check = |name, arguments: &[&str], environment: &[(&str, &str)]| {
        if !step(arguments, environment)? {
            failed.push(name);
        }
        Ok::<(), String>(())
    };
    check("formatting", &["fmt", "--all", "--check"], &[])?;
    let lint = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    check("lints", &lint, &[])?;
    let document = ["doc", "--workspace", "--no-deps"];
    check("documentation", &document, &[("RUSTDOCFLAGS", "-D warnings")])?;
    if output(&mut cargo(&["deny", "--version"])).is_ok() {
        check("licences", &["deny", "check", "licenses", "bans", "sources"], &[])?;
    } else {
        eprintln!(
            "\ncargo-deny is not installed: licences, bans and sources are not checked. \
             Get it with `cargo install --locked cargo-deny`."
        );
    }
    check("build", &["build", "--workspace", "--all-targets"], &[])?;
    Ok(failed)
}

/// Runs all tests but those in the documentation.
fn tests(filters: &[String], server: &Server) -> Result<bool, String> {
    let filters = filters.iter().map(String::as_str);
    if output(&mut cargo(&["nextest", "--version"])).is_ok() {
        let mut arguments = vec!["nextest", "run", "--workspace", "--no-fail-fast"];
        arguments.extend(filters);
        return step(&arguments, &server.environment());
    }
    let mut arguments = vec!["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"];
    arguments.push("--");
    arguments.extend(filters);
    summed_up(&arguments, server)
}

/// Runs one cargo command with its output shown; answers whether it succeeded.
fn step(arguments: &[&str], environment: &[(&str, &str)]) -> Result<bool, String> {
    announce(arguments);
    crate::run(cargo(arguments).envs(environment.iter().copied()))
}

/// Runs `cargo test`, which sums up each test program by itself, and adds a line about them all.
fn summed_up(arguments: &[&str], server: &Server) -> Result<bool, String> {
    announce(arguments);
    let failure = |error| format!("cargo test cannot be run: {error}.");
    let mut child = cargo(arguments)
        .envs(server.environment())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failure)?;
    let mut summary = Summary::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(failure)?;
            println!("{line}");
            summary.add(&line);
        }
    }
    let passed = child.wait().map_err(failure)?.success();
    println!("{summary}");
    Ok(passed)
}

fn announce(arguments: &[&str]) {
    eprintln!("\n$ cargo {}", arguments.join(" "));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn options_are_read() {
        assert_eq!(read("").unwrap(), Options::default());
        let read_all = read("--quick masks --private-postgres pages").unwrap();
        assert_eq!(
            read_all,
            Options {
                help: false,
                quick: true,
                private_postgres: true,
                filters: vec!["masks".into(), "pages".into()],
            }
        );
        assert!(read("-h").unwrap().help);
        assert!(read("--fast").unwrap_err().contains("--fast"));
    }
}
