//! This machine: where servers may run, and where their programs are installed.
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Found, Installation, Server, VARIABLE, World, judge, private, question};
use crate::{in_path, output, run};

/// Folders of programs that are seldom in PATH. `*` stands for a version.
const PLACES: [&str; 7] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib64/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// Ways to install PostgreSQL: the program that does it, and the commands.
const PACKAGES: [(&str, &str); 2] = [
    (
        "apt-get",
        "apt-get update && DEBIAN_FRONTEND=noninteractive \
         apt-get install -y --no-install-recommends postgresql postgresql-contrib",
    ),
    ("dnf", "dnf install -y postgresql-server postgresql-contrib"),
];

/// The machine this runs on.
#[derive(Debug)]
pub(super) struct Machine;

impl World for Machine {
    fn named(&self) -> Option<String> {
        std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
    }

    fn local(&self) -> Vec<String> {
        let mut urls = vec!["postgres://postgres@127.0.0.1:5432/postgres".to_owned()];
        let mut users = vec!["postgres".to_owned()];
        users.extend(output(Command::new("id").arg("-un")).ok());
        for folder in ["/var/run/postgresql", "/tmp"] {
            if Path::new(folder).join(".s.PGSQL.5432").exists() {
                let host = folder.replace('/', "%2F");
                urls.extend(users.iter().map(|user| format!("postgres://{user}@{host}/postgres")));
            }
        }
        urls
    }

    fn ask(&self, url: &str) -> Found {
        let beside = self.installed().into_iter().map(|it| it.programs.join("psql"));
        let psql = in_path("psql").into_iter().chain(beside).find(|it| it.exists());
        match psql {
            Some(psql) => ask(&psql, url),
            None => Found::Unasked,
        }
    }

    fn installed(&self) -> Vec<Installation> {
        let mut folders: Vec<PathBuf> = PLACES.iter().flat_map(|place| expand(place)).collect();
        if let Ok(folder) = output(Command::new("pg_config").arg("--bindir")) {
            folders.push(folder.into());
        }
        folders.extend(in_path("initdb").iter().filter_map(|it| Some(it.parent()?.to_owned())));
        // One installation may be found in several ways.
        let mut real: Vec<PathBuf> =
            folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        real.sort();
        real.dedup();
        real.into_iter().filter_map(installation).collect()
    }

    fn start(&self, installation: &Installation) -> Result<Server, String> {
        let version = installation.version;
        let (cluster, url) = private::Cluster::start(&installation.programs)?;
        match ask(&installation.programs.join("psql"), &url) {
            Found::Unfit(why) => Err(why),
            Found::Fit { .. } | Found::Unasked => {
                let what = format!("version {version}, started for them");
                Ok(Server { url, what, _started: Some(cluster) })
            }
        }
    }

    fn install(&self) -> Option<Result<(), String>> {
        if !private::am_root() {
            return None;
        }
        let (_, script) = PACKAGES.iter().find(|(installer, _)| !in_path(installer).is_empty())?;
        eprintln!("No PostgreSQL is installed. Installing it:\n$ {script}");
        Some(match run(Command::new("sh").args(["-c", script])) {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("this failed: {script}")),
            Err(error) => Err(error),
        })
    }
}

/// The server whose programs are in a folder; `None` when that has not all of them.
fn installation(programs: PathBuf) -> Option<Installation> {
    if !["initdb", "pg_ctl", "postgres"].iter().all(|name| programs.join(name).exists()) {
        return None;
    }
    let text = output(Command::new(programs.join("postgres")).arg("--version")).ok()?;
    Some(Installation { version: major(&text)?, programs })
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian …)`.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    let digits = version.split(|it: char| !it.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// Asks a server the question with `psql`, which must neither wait for long nor ask for a password.
fn ask(psql: &Path, url: &str) -> Found {
    let mut command = Command::new(psql);
    command.env("PGCONNECT_TIMEOUT", "5");
    command.args(["--no-psqlrc", "--no-password", "--no-align", "--tuples-only", "--command"]);
    match output(command.arg(question()).arg(url)) {
        Ok(answer) => judge(&answer),
        Err(error) => Found::Unfit(error),
    }
}

/// The folders a path with one `*` stands for.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![pattern.into()];
    };
    let (folder, start) = before.rsplit_once('/').unwrap_or((".", before));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(start))
        .map(|name| PathBuf::from(format!("{folder}/{name}{after}")))
        .filter(|path| path.is_dir())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        for (text, version) in [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)", Some(15)),
            ("postgres (PostgreSQL) 18beta2", Some(18)),
            ("postgres (PostgreSQL) devel", None),
            ("something else", None),
        ] {
            assert_eq!(major(text), version, "{text}");
        }
    }

    #[test]
    fn a_star_stands_for_folders() {
        let manifest = env!("CARGO_MANIFEST_DIR");
        let found = expand(&format!("{manifest}/s*/postgres"));
        assert_eq!(found, [PathBuf::from(format!("{manifest}/src/postgres"))]);
        assert!(expand(&format!("{manifest}/none*/bin")).is_empty());
        assert_eq!(expand("/plain"), [PathBuf::from("/plain")]);
    }
}
