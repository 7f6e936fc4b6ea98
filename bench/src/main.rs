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
use report::{Measured, Report};
use sample::Sample;
use server::{Data, Server, TOKEN};

/// Anything that keeps the benchmark from going on.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The number of accounts that larger ones are compared with.
const BASE: u32 = 100_000;

/// Turns in which two amounts of data are compared: what the machine does beside falls on both.
const TURNS: u32 = 9;

/// What all requests are derived from.
const SEED: u64 = 20_261_123;

/// Measures the release server over HTTP
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Options {
    /// How many accounts the data has; there are three times as many contacts
    #[arg(long, default_value_t = BASE)]
    accounts: u32,
    /// Measure reads with 100,000 accounts too, in turns, and compare
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
    let token = format!("X-Token: {TOKEN}\r\n");
    let base = options.compare.then(|| Site::open(options, BASE, false, &token)).transpose()?;
    let writes = cases.iter().any(|case| case.writes());
    let site = Site::open(options, options.accounts, writes, &token)?;
    let plain = Server::start(Command::new(std::env::current_exe()?).arg("--plain"))?;
    let mut report = Report {
        accounts: options.accounts,
        on_server: options.database.is_some(),
        idle: site.idle,
        ..Report::default()
    };
    for case in cases {
        eprintln!("{} …", case.title());
        report.measured.push(one(options, case, &site, base.as_ref(), &plain, &token)?);
        let now = site.server.memory();
        let own = |it: server::Memory| it.now.zip(it.mapped).map(|(now, mapped)| now - mapped);
        report.own = own(now).into_iter().chain(report.own).reduce(f64::max);
        report.busy = now;
    }
    for site in base.into_iter().chain([site]) {
        site.server.stop()?;
    }
    print!("{}", if options.markdown { report.markdown() } else { report.text() });
    Ok(report.met())
}

/// Data, and the server that serves it.
struct Site {
    server: Server,
    /// Before the first request.
    idle: server::Memory,
    sample: Sample,
    data: Data,
}

impl Site {
    fn open(options: &Options, accounts: u32, writes: bool, token: &str) -> Result<Self, Failure> {
        let data = match &options.database {
            Some(url) => Data::database(url, accounts)?,
            None => Data::file(&folder()?, accounts, options.fresh, writes)?,
        };
        let server = server::serve(&data)?;
        // What starts in the background is done by then.
        std::thread::sleep(Duration::from_secs(1));
        let idle = server.memory();
        let sample = Sample::take(server.address, token)?;
        Ok(Self { server, idle, sample, data })
    }

    /// Asks for a case; `random` says for which rows.
    fn load(
        &self,
        case: Case,
        plan: Plan,
        headers: &str,
        random: &mut Random,
    ) -> Result<Load, Failure> {
        load::run(self.server.address, plan, case.status(), &mut |out| {
            case.request(out, &self.sample, random, headers);
        })
    }
}

/// Measures one case and its limits; beside less data, if it does not find more where there is more.
fn one(
    options: &Options,
    case: Case,
    site: &Site,
    base: Option<&Site>,
    plain: &Server,
    token: &str,
) -> Result<Measured, Failure> {
    let duration = Duration::try_from_secs_f64(options.seconds)?;
    let plan = Plan { connections: options.connections, warm_up: duration / 4, duration };
    let mut headers = token.to_owned();
    if let Some(mask) = case.mask() {
        headers.push_str(&format!("X-Fields: {mask}\r\n"));
    }
    let before = site.server.statements()?;
    let base = base.filter(|_| !case.writes() && !case.grows());
    let (load, slower) = match base {
        Some(base) => {
            let (load, slower) = compare(case, plan, &headers, site, base)?;
            (load, Some(slower))
        }
        None => (site.load(case, plan, &headers, &mut Random::new(SEED))?, None),
    };
    let after = site.server.statements()?;
    let size = format!("{headers}{}: {}\r\n", plain::SIZE, load.body().round());
    let mut random = Random::new(SEED);
    let alone = load::run(plain.address, plan, 200, &mut |out| {
        case.request(out, &site.sample, &mut random, &size);
    })?;
    let by_index = match case {
        Case::FullText => Some(direct::by_index(&site.data.url(), case, &site.sample)?),
        _ => None,
    };
    Ok(Measured {
        case,
        statements: (after.1 - before.1) / (after.0 - before.0).max(1.0),
        plain: alone.rate(),
        direct: direct::rate(&site.data.url(), case, &site.sample, duration)?,
        by_index,
        load,
        slower,
    })
}

/// Measures a case in turns with less data; answers too how many times the time it takes. That is
/// the middle of the turns, since neighbours on a machine are loud for seconds at a time.
fn compare(
    case: Case,
    plan: Plan,
    headers: &str,
    site: &Site,
    base: &Site,
) -> Result<(Load, f64), Failure> {
    let mut random = [Random::new(SEED), Random::new(SEED)];
    let mut slower = Vec::new();
    let mut whole: Option<Load> = None;
    for number in 0..TURNS {
        // All of the warm-up comes first. It then takes turns in going first.
        let warm_up = if number == 0 { plan.warm_up } else { plan.warm_up / TURNS };
        let turn = Plan { warm_up, duration: plan.duration / TURNS, ..plan };
        let [mine, its] = &mut random;
        let ask = |site: &Site, random| site.load(case, turn, headers, random);
        let (load, other) = if number % 2 == 0 {
            let load = ask(site, mine)?;
            (load, ask(base, its)?)
        } else {
            let other = ask(base, its)?;
            (ask(site, mine)?, other)
        };
        slower.push(other.rate() / load.rate());
        match &mut whole {
            Some(whole) => whole.add(&load)?,
            None => whole = Some(load),
        }
    }
    slower.sort_by(f64::total_cmp);
    let middle = slower.get(slower.len() / 2).ok_or("no turn")?;
    Ok((whole.ok_or("no turn")?, *middle))
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
