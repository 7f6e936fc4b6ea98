//! A server of our own: made, started, stopped and removed again.
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{output, target};

/// Settings of the server. It holds nothing worth keeping, so it need not survive a crash.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 500
fsync = off
synchronous_commit = off
full_page_writes = off
";

/// How often another port is tried when somebody else takes the one that was free.
const ATTEMPTS: u32 = 3;

/// Ends with us, however we end: it waits for the pipe to us to close, which also happens when we
/// are killed, and is deaf to the Ctrl-C that ends us.
const STOPPER: &str = r#"trap '' HUP INT TERM
read -r _
"$1" stop --silent --mode immediate --pgdata "$2/data"
rm -rf "$2""#;

/// A running server. Dropping it stops the server and removes its data.
#[derive(Debug)]
pub(super) struct Cluster {
    home: PathBuf,
    stopper: Child,
}

impl Cluster {
    /// Makes and starts a server; answers it and its URL.
    pub(super) fn start(programs: &Path) -> Result<(Self, String), String> {
        let account = Account::fitting()?;
        let home = account.home();
        let failure = |error: std::io::Error| format!("{}: {error}", home.display());
        fs::create_dir_all(&home).map_err(failure)?;
        account.own(&home).map_err(failure)?;
        let data = home.join("data");
        output(
            account
                .command(&programs.join("initdb"))
                .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"])
                .args(["--no-sync", "--pgdata"])
                .arg(&data),
        )?;
        // The stopper comes first, so that there is no moment in which the server outlives us.
        let pg_ctl = programs.join("pg_ctl");
        let stopper = account
            .command(Path::new("sh"))
            .args(["-c", STOPPER, "stop"])
            .arg(&pg_ctl)
            .arg(&home)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("sh cannot be run: {error}"))?;
        let cluster = Self { home, stopper };
        let mut attempt = 1;
        loop {
            let port = cluster.configure().map_err(|error| error.to_string())?;
            let started = output(
                account
                    .command(&pg_ctl)
                    .args(["start", "--silent", "--wait", "--pgdata"])
                    .arg(&data)
                    .arg("--log")
                    .arg(cluster.home.join("log")),
            );
            match started {
                Ok(_) => {
                    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
                    return Ok((cluster, url));
                }
                Err(_) if attempt < ATTEMPTS => attempt += 1,
                Err(error) => {
                    let log = fs::read_to_string(cluster.home.join("log")).unwrap_or_default();
                    return Err(format!("{error}\n{log}"));
                }
            }
        }
    }

    /// Writes the settings, with a port that is free now.
    fn configure(&self) -> std::io::Result<u16> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let file = self.home.join("data/postgresql.conf");
        // The last setting of a name counts, so adding does.
        let mut file = OpenOptions::new().append(true).open(file)?;
        writeln!(file, "{SETTINGS}port = {port}")?;
        Ok(port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing the pipe is the sign to stop; `wait` closes it.
        let stopped = self.stopper.wait();
        if stopped.is_err() || self.home.exists() {
            eprintln!("The PostgreSQL in {} may be left over.", self.home.display());
        }
    }
}

/// Whether this is root, whom PostgreSQL refuses to run as.
pub(crate) fn am_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// Who the server runs as.
#[derive(Debug)]
enum Account {
    /// Whoever runs this.
    Own,
    /// An unprivileged user, since this is root: user and group id.
    Other(u32, u32),
}

impl Account {
    fn fitting() -> Result<Self, String> {
        if !am_root() {
            return Ok(Self::Own);
        }
        for user in ["postgres", "nobody"] {
            let id = |flag| output(Command::new("id").args([flag, user])).ok()?.parse().ok();
            if let (Some(user), Some(group)) = (id("-u"), id("-g")) {
                return Ok(Self::Other(user, group));
            }
        }
        Err("root cannot run it, and there is no user `postgres` or `nobody` who could".to_owned())
    }

    /// Where the data is kept. What is below root's home is closed to others.
    fn home(&self) -> PathBuf {
        let folder = match self {
            Self::Own => target(),
            Self::Other(..) => std::env::temp_dir(),
        };
        folder.join(format!("stratus-postgres-{}", std::process::id()))
    }

    fn own(&self, folder: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other(user, group) => std::os::unix::fs::chown(folder, Some(*user), Some(*group)),
        }
    }

    /// A command that runs as this account, in a folder that every account may enter.
    fn command(&self, program: &Path) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Self::Other(user, group) = self {
            command.uid(*user).gid(*group);
        }
        command
    }
}
