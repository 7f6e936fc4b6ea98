//! Measures the server over HTTP, beside two limits measured in the same run: a server that only
//! answers, and the same statements without HTTP.
mod cases;
mod direct;
mod http;
mod load;
mod plain;
mod random;
mod report;
mod sample;
mod server;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Parser;

use cases::Case;
use load::{Load, Plan};
use random::Random;
use report::{Measured, Report, Run};
use sample::Sample;
use server::{Data, Server, TOKEN};

/// Anything that keeps the benchmark from going on.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The number of accounts that larger ones are compared with.
const BASE: u32 = 100_000;

/// What all requests are derived from.
const SEED: u64 = 20_261_123;

/// Measures the release server over HTTP
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Options {
    /// How many accounts the data has; there are three times as many contacts
    #[arg(long, default_value_t = BASE)]
    accounts: u32,
    /// Measure reads with 100,000 accounts too, and compare
    #[arg(long)]
    compare: bool,
    /// Measure on a PostgreSQL: the URL of a user who may create databases
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Seconds for each measurement, after a warm-up of a quarter of it
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Connections
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Measure only this (can be repeated): account, page, masked, name, userid, dynamicfield,
    /// fulltext, page-2000, any-page, nearto, mission, activity, orders, resolve, create, update,
    /// create-order
    #[arg(long, value_name = "NAME", value_parser = case)]
    only: Vec<Case>,
    /// Print the result as Markdown, with facts about the machine
    #[arg(long)]
    markdown: bool,
    /// Invent the data anew instead of taking that of the last time
    #[arg(long)]
    fresh: bool,
    /// Serve the plain server
    #[arg(long, hide = true)]
    plain: bool,
}

fn case(name: &str) -> Result<Case, String> {
    let found = cases::ALL.into_iter().find(|case| case.name() == name);
    found.ok_or_else(|| {
        let names: Vec<_> = cases::ALL.iter().map(|case| case.name()).collect();
        format!("it is one of {}", names.join(", "))
    })
}

fn main() -> ExitCode {
    let options = Options::parse();
    let done = if options.plain { plain::serve().map(|()| true) } else { bench(&options) };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::from(2)
        }
    }
}

/// Measures and prints all; answers whether every aim was met.
fn bench(options: &Options) -> Result<bool, Failure> {
    let mut cases: Vec<Case> = cases::ALL.to_vec();
    if !options.only.is_empty() {
        cases.retain(|case| options.only.contains(case));
    }
    let base = if options.compare {
        let reads: Vec<Case> = cases.iter().copied().filter(|case| !case.writes()).collect();
        Some(measure(options, BASE, &reads)?)
    } else {
        None
    };
    let run = measure(options, options.accounts, &cases)?;
    let report = Report { run, base, on_server: options.database.is_some() };
    print!("{}", if options.markdown { report.markdown() } else { report.text() });
    Ok(report.met())
}

/// Measures cases with so many accounts.
fn measure(options: &Options, accounts: u32, cases: &[Case]) -> Result<Run, Failure> {
    let data = match &options.database {
        Some(url) => Data::database(url, accounts)?,
        None => Data::file(&folder()?, accounts, options.fresh)?,
    };
    let server = server::serve(&data)?;
    // What starts in the background is done by then.
    std::thread::sleep(Duration::from_secs(1));
    let mut run = Run { accounts, idle: server.memory(), ..Run::default() };
    let plain = Server::start(Command::new(std::env::current_exe()?).arg("--plain"))?;
    let token = format!("X-Token: {TOKEN}\r\n");
    let sample = Sample::take(server.address, &token)?;
    for case in cases {
        eprintln!("{} accounts: {} …", accounts, case.title());
        run.measured.push(one(options, *case, &sample, &server, &plain, &data, &token)?);
        let now = server.memory();
        let own = |it: server::Memory| it.now.zip(it.mapped).map(|(now, mapped)| now - mapped);
        run.own = own(now).into_iter().chain(run.own).reduce(f64::max);
        run.busy = now;
    }
    server.stop()?;
    Ok(run)
}

/// Measures one case and its limits.
fn one(
    options: &Options,
    case: Case,
    sample: &Sample,
    server: &Server,
    plain: &Server,
    data: &Data,
    token: &str,
) -> Result<Measured, Failure> {
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let plan = Plan { connections: options.connections, warm_up: duration / 4, duration };
    let mut headers = token.to_owned();
    if let Some(mask) = case.mask() {
        headers.push_str(&format!("X-Fields: {mask}\r\n"));
    }
    let load = |address, status, headers: &str| -> Result<Load, Failure> {
        let mut random = Random::new(SEED);
        load::run(address, plan, status, &mut |out| {
            case.request(out, sample, &mut random, headers);
        })
    };
    let before = server.statements()?;
    let measured = load(server.address, case.status(), &headers)?;
    let after = server.statements()?;
    let size = format!("{headers}{}: {}\r\n", plain::SIZE, measured.body.round());
    let alone = load(plain.address, 200, &size)?;
    let by_index = match case {
        Case::FullText => Some(direct::by_index(&data.url(), case, sample)?),
        _ => None,
    };
    Ok(Measured {
        case,
        statements: (after.1 - before.1) / (after.0 - before.0).max(1.0),
        plain: alone.rate,
        direct: direct::rate(&data.url(), case, sample, duration)?,
        by_index,
        load: measured,
    })
}

/// Where prepared data is kept.
fn folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?;
    let target = program.parent().and_then(|it| it.parent()).ok_or("no target folder")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_sound() {
        use clap::CommandFactory as _;
        Options::command().debug_assert();
        let read = |line: &str| Options::try_parse_from(line.split(' '));
        let options = read("bench --only page --only create --seconds 0.5").unwrap();
        assert_eq!(options.only, [Case::Page, Case::Create]);
        assert!(read("bench --only nothing").is_err());
    }
}
