//! A PostgreSQL for the tests: one that is there, or one of our own.
mod machine;
mod private;

use std::path::PathBuf;

use machine::Machine;
pub(crate) use private::am_root;

/// The variable that names the server, for us and for the tests.
const VARIABLE: &str = "STRATUS_TEST_POSTGRES";

/// The oldest version that will do.
const OLDEST: u32 = 15;

/// Extensions that the database needs; they come with PostgreSQL, at times as a package apart.
const EXTENSIONS: [&str; 2] = ["pg_trgm", "btree_gin"];

/// A server that the tests may use.
#[derive(Debug)]
pub(crate) struct Server {
    url: String,
    what: String,
    /// The server we started; it stops when this is dropped.
    _started: Option<private::Cluster>,
}

impl Server {
    fn there(url: String, what: String) -> Self {
        Self { url, what, _started: None }
    }

    /// What the tests find it by.
    pub(crate) fn environment(&self) -> [(&'static str, &str); 1] {
        [(VARIABLE, &self.url)]
    }

    /// What it is, for people to read.
    pub(crate) fn describe(&self) -> &str {
        &self.what
    }
}

/// Programs of a PostgreSQL server.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Installation {
    /// The folder with `initdb`, `pg_ctl` and `psql`.
    programs: PathBuf,
    /// Its major version.
    version: u32,
}

/// What a running server is like.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// It answered that it has what the tests need.
    Fit {
        /// Its major version.
        version: u32,
    },
    /// It cannot be used, for this reason.
    Unfit(String),
    /// There is no `psql` to ask it with.
    Unasked,
}

/// What the choice depends on, so that it can be tested without servers.
trait World {
    /// The server the environment names.
    fn named(&self) -> Option<String>;
    /// Addresses at which a server may run on this machine.
    fn local(&self) -> Vec<String>;
    /// Asks a server what it is like.
    fn ask(&self, url: &str) -> Found;
    /// Installed servers.
    fn installed(&self) -> Vec<Installation>;
    /// Starts a server of our own.
    fn start(&self, installation: &Installation) -> Result<Server, String>;
    /// Installs the distribution's PostgreSQL. `None` when that is not for us to do.
    fn install(&self) -> Option<Result<(), String>>;
}

/// Finds or starts a server. `private` passes over all that run already.
pub(crate) fn find(private: bool) -> Result<Server, String> {
    choose(&Machine, private)
}

fn choose(world: &dyn World, private: bool) -> Result<Server, String> {
    if !private {
        // A named server is meant: when it is of no use, another one would hide that.
        if let Some(url) = world.named() {
            return named(world, url);
        }
        if let Some(server) = world.local().into_iter().find_map(|url| local(world, url)) {
            return Ok(server);
        }
    }
    let mut troubles = Vec::new();
    if let Some(server) = own(world, &mut troubles) {
        return Ok(server);
    }
    match world.install() {
        Some(Ok(())) => {
            if let Some(server) = own(world, &mut troubles) {
                return Ok(server);
            }
        }
        Some(Err(trouble)) => troubles.push(trouble),
        None => {}
    }
    Err(explain(&troubles))
}

fn named(world: &dyn World, url: String) -> Result<Server, String> {
    let what = match world.ask(&url) {
        Found::Fit { version } => format!("version {version}, as {VARIABLE} names it"),
        Found::Unasked => format!("as {VARIABLE} names it; unchecked, there is no psql"),
        Found::Unfit(why) => {
            return Err(format!("The PostgreSQL that {VARIABLE} names cannot be used: {why}"));
        }
    };
    Ok(Server::there(url, what))
}

fn local(world: &dyn World, url: String) -> Option<Server> {
    match world.ask(&url) {
        Found::Fit { version } => {
            let what = format!("version {version}, running at {url}");
            Some(Server::there(url, what))
        }
        Found::Unfit(_) | Found::Unasked => None,
    }
}

/// Starts a server from the newest installation that works.
fn own(world: &dyn World, troubles: &mut Vec<String>) -> Option<Server> {
    let mut installed = world.installed();
    installed.sort_by_key(|it| std::cmp::Reverse(it.version));
    for installation in installed {
        let place = installation.programs.display();
        if installation.version < OLDEST {
            troubles
                .push(format!("{place} has version {}, which is too old", installation.version));
            continue;
        }
        match world.start(&installation) {
            Ok(server) => return Some(server),
            Err(trouble) => troubles.push(format!("the one in {place} does not start: {trouble}")),
        }
    }
    None
}

fn explain(troubles: &[String]) -> String {
    let mut text = format!(
        "The tests need PostgreSQL {OLDEST} or later with {}, and none was found.\n\
         Do one of these:\n\
         - Install it; the tests start and stop a server of their own.\n    \
             Debian, Ubuntu   apt-get install postgresql postgresql-contrib\n    \
             Fedora           dnf install postgresql-server postgresql-contrib\n    \
             macOS            brew install postgresql\n\
         - Name a server on which its user may create databases:\n    \
             {VARIABLE}=postgres://USER:PASSWORD@HOST:5432/postgres cargo xtask test\n",
        EXTENSIONS.join(" and "),
    );
    if !troubles.is_empty() {
        text.push_str("What was tried:\n");
        for trouble in troubles {
            text.push_str(&format!("- {trouble}\n"));
        }
    }
    text
}

/// The question that tells whether a server will do: version, right to create databases, extensions.
fn question() -> String {
    let names = EXTENSIONS.map(|name| format!("'{name}'")).join(", ");
    format!(
        "SELECT current_setting('server_version_num'), \
         (SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user), \
         (SELECT count(*) FROM pg_available_extensions WHERE name IN ({names}))"
    )
}

/// What the answer to the [`question`] says.
fn judge(answer: &str) -> Found {
    let parts: Vec<&str> = answer.trim().split('|').collect();
    let [version, creates, extensions] = parts.as_slice() else {
        return Found::Unfit(format!("it answers strangely: {answer}"));
    };
    let Ok(number) = version.parse::<u32>() else {
        return Found::Unfit(format!("its version is no number: {version}"));
    };
    let version = number / 10_000;
    if version < OLDEST {
        Found::Unfit(format!("it is version {version}; {OLDEST} or later is needed"))
    } else if *creates != "t" {
        Found::Unfit("its user may not create databases".to_owned())
    } else if *extensions != EXTENSIONS.len().to_string() {
        let names = EXTENSIONS.join(" and ");
        Found::Unfit(format!("it lacks the extensions {names} (package postgresql-contrib)"))
    } else {
        Found::Fit { version }
    }
}

#[cfg(test)]
mod tests;
