//! The server under test, the plain server, and their processes.
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::http;

/// The token of the benchmark's data.
pub(crate) const TOKEN: &str = "benchmark-token-0123456789";

/// A server may take so long to end by itself.
const GRACE: Duration = Duration::from_secs(60);

/// A running server; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: a server that cannot print would end.
    _stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts a program and waits for the line in which it prints its address.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} cannot be run: {error}"))?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        loop {
            line.clear();
            if stdout.read_line(&mut line)? == 0 {
                return Err(format!("{name} ended with {}", child.wait()?).into());
            }
            if let Some(address) = address_in(&line) {
                return Ok(Self { child, _stdout: stdout, address });
            }
        }
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status()?;
        let asked_at = Instant::now();
        while asked.success() && asked_at.elapsed() < GRACE {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("the server does not end".into())
    }

    /// Memory now and at its peak.
    pub(crate) fn memory(&self) -> Memory {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).unwrap_or_default();
        Memory {
            now: kilobytes(&status, "VmRSS:"),
            mapped: kilobytes(&status, "RssFile:"),
            peak: kilobytes(&status, "VmHWM:"),
        }
    }

    /// Requests the store took part in, and statements it ran for them, since the start.
    pub(crate) fn statements(&self) -> Result<(f64, f64), Failure> {
        let text = String::from_utf8(http::get(self.address, "/metrics", "")?)?;
        let sum = |name| numbers(&text, name).sum::<f64>();
        Ok((sum("stratus_request_statements_count"), sum("stratus_request_statements_sum")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("a server could not be ended: {error}");
        }
    }
}

/// Resident memory in megabytes; nothing where the system does not tell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) now: Option<f64>,
    /// The part of it that is files, which the system can take back at any time.
    pub(crate) mapped: Option<f64>,
    pub(crate) peak: Option<f64>,
}

fn kilobytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// The values of a metric, whatever its labels.
fn numbers<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = f64> + 'a {
    text.lines()
        .filter_map(move |line| line.strip_prefix(name))
        .filter(|rest| rest.starts_with(['{', ' ']))
        .filter_map(|rest| rest.rsplit(' ').next()?.parse().ok())
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest.find(|it: char| !it.is_ascii_digit() && !".:".contains(it));
    rest.get(..end.unwrap_or(rest.len()))?.trim_end_matches('.').parse().ok()
}

/// The program under test, which was built beside this one.
pub(crate) fn program() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?.with_file_name("stratus");
    if program.exists() {
        return Ok(program);
    }
    Err(format!("{} is not there; `cargo xtask bench` builds it", program.display()).into())
}

/// The embedded database in its folder, which is also where the content of its files is.
const NAME: &str = "stratus.db";

/// Where the data of the benchmark is.
#[derive(Debug)]
pub(crate) enum Data {
    /// The folder of a file that is kept for the next time.
    Kept(PathBuf),
    /// That of a copy of it.
    Copy(PathBuf),
    /// A database of our own on a server: where it is, its name, and the folder of its files.
    Database(String, String, PathBuf),
}

impl Data {
    /// Prepares an embedded database with so many accounts, or takes that of the last time. What is
    /// written goes into a copy.
    pub(crate) fn file(
        folder: &Path,
        accounts: u32,
        fresh: bool,
        writes: bool,
    ) -> Result<Self, Failure> {
        let kept = folder.join(format!("accounts-{accounts}"));
        if fresh && kept.exists() {
            fs::remove_dir_all(&kept)?;
        }
        if !kept.exists() {
            // Under another name until it is complete.
            let making = folder.join(format!("making-{}", std::process::id()));
            fs::create_dir_all(&making)?;
            fill(&["--data".into(), making.to_string_lossy().into_owned()], accounts)?;
            fs::rename(&making, &kept)?;
        }
        let data = if writes {
            let copy = folder.join(format!("run-{}", own_name()));
            fs::create_dir_all(&copy)?;
            let data = Self::Copy(copy.clone());
            copy_apart(&kept.join(NAME), &copy.join(NAME))?;
            data
        } else {
            warm(&kept.join(NAME))?;
            Self::Kept(kept)
        };
        run(Command::new(program()?).args(["migrate", "--database", &data.url()]))?;
        Ok(data)
    }

    /// Creates a database of our own on a server and fills it.
    pub(crate) fn database(url: &str, accounts: u32) -> Result<Self, Failure> {
        let name = format!("stratus_bench_{}", own_name());
        crate::direct::execute(url, &format!("CREATE DATABASE {name}"))?;
        let files = std::env::temp_dir().join(&name);
        let data = Self::Database(url.to_owned(), name, files);
        fill(&data.place(), accounts)?;
        // What the server would do by itself within a minute.
        crate::direct::execute(&data.url(), "VACUUM ANALYZE")?;
        Ok(data)
    }

    /// How a program is told where it is.
    fn place(&self) -> Vec<String> {
        let mut place = vec!["--database".to_owned(), self.url()];
        if let Self::Database(_, _, files) = self {
            place.extend(["--files".to_owned(), files.to_string_lossy().into_owned()]);
        }
        place
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Kept(folder) | Self::Copy(folder) => {
                format!("sqlite:{}", folder.join(NAME).display())
            }
            Self::Database(url, name, _) => match url.rsplit_once('/') {
                Some((server, _)) => format!("{server}/{name}"),
                None => name.clone(),
            },
        }
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let gone = match self {
            Self::Kept(_) => Ok(()),
            Self::Copy(folder) => fs::remove_dir_all(folder).map_err(Failure::from),
            Self::Database(url, name, files) => {
                let emptied = if files.exists() { fs::remove_dir_all(files) } else { Ok(()) };
                crate::direct::execute(url, &format!("DROP DATABASE {name} WITH (FORCE)"))
                    .and(emptied.map_err(Failure::from))
            }
        };
        if let Err(error) = gone {
            eprintln!("the benchmark's data may be left over: {error}");
        }
    }
}

/// A name that nothing else of this or another run has.
fn own_name() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("{}_{}", std::process::id(), LAST.fetch_add(1, Relaxed))
}

/// Copies a file so that memory is left to the copy: of two large ones, half of each would be there.
/// The copy is on the disk then, so that nothing is written while something is measured.
fn copy_apart(from: &Path, to: &Path) -> Result<(), Failure> {
    const PIECE: u64 = 64 << 20;
    let (source, mut target) = (fs::File::open(from)?, fs::File::create(to)?);
    while io::copy(&mut (&source).take(PIECE), &mut target)? > 0 {
        #[cfg(target_os = "linux")]
        rustix::fs::fadvise(&source, 0, None, rustix::fs::Advice::DontNeed)?;
    }
    Ok(target.sync_all()?)
}

/// Brings a file into memory, as copying does.
fn warm(file: &Path) -> Result<(), Failure> {
    io::copy(&mut fs::File::open(file)?, &mut io::sink())?;
    Ok(())
}

/// Lets the program invent accounts. What many of them touch fits into the larger cache.
fn fill(place: &[String], accounts: u32) -> Result<(), Failure> {
    eprintln!("Inventing {accounts} accounts …");
    let count = accounts.to_string();
    let mut command = Command::new(program()?);
    command.args(["demo", "--listen", "127.0.0.1:0", "--token", TOKEN, "--accounts", &count]);
    command.args(["--store-cache", "1GiB", "--log-level", "warn"]).args(place);
    Server::start(&mut command)?.stop()
}

/// Starts the program on prepared data.
pub(crate) fn serve(data: &Data) -> Result<Server, Failure> {
    let mut command = Command::new(program()?);
    command.args(["serve", "--listen", "127.0.0.1:0", "--log-level", "warn"]);
    command.args(["--rate-limit-token", "off", "--rate-limit-address", "off"]);
    Server::start(command.args(data.place()))
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found() {
        for (line, address) in [
            ("Stratus listens at http://127.0.0.1:80. Reference page: x", Some("127.0.0.1:80")),
            ("  Reference page   http://127.0.0.1:8080/docs\n", Some("127.0.0.1:8080")),
            ("http://127.0.0.1:1\n", Some("127.0.0.1:1")),
            ("Stratus demo", None),
        ] {
            assert_eq!(address_in(line), address.map(|it| it.parse().unwrap()), "{line}");
        }
    }

    #[test]
    fn numbers_are_found_whatever_their_labels() {
        let text = "# TYPE a histogram\na_sum{route=\"/x\"} 3\na_sum{route=\"/y z\"} 4.5\n\
                    a_summary 9\na_sum 1\n";
        assert!((numbers(text, "a_sum").sum::<f64>() - 8.5).abs() < 1e-9);
        assert_eq!(kilobytes("Name: x\nVmRSS:\t  1000 kB\n", "VmRSS:"), Some(1.024));
        assert_eq!(kilobytes("", "VmRSS:"), None);
    }
}
