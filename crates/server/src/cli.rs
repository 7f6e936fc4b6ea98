//! The command line: what can be asked of the program, and the help that teaches it.
use std::ffi::OsString;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::sources::{self, FileValues, InForce};
use crate::config::values::{self, Database, FilePlace};
use crate::config::{Common, Http, Place, Settings};
use crate::failure::Failure;
use crate::people::RowId;
use engine::access::Scope;

const ABOUT: &str =
    "A CRM server: one program, a documented REST API, SQLite inside or PostgreSQL beside it.";

const LONG_ABOUT: &str = "\
Stratus is a CRM server: one program that speaks a documented REST API. Its data lives in an embedded SQLite file, \
or in PostgreSQL 15 and later.

To look at it, with invented data that is gone afterwards:
    stratus demo

To use it:
    stratus migrate                                   create or update the database
    stratus tenant create \"My Company\"                prints the tenant's id
    stratus user create --tenant 1 --email ann@example.com --name Ann --surname Lee --role Administrator
    stratus token create --user ann@example.com       prints the token, once
    stratus serve                                     then open http://127.0.0.1:8080/docs

Every setting can be a flag (--request-timeout 30s), a variable (STRATUS_REQUEST_TIMEOUT=30s) or a line in a TOML \
file given with --config (request_timeout = \"30s\"). A flag wins over a variable, a variable over the file.";

const SERVE_EXAMPLES: &str = "\
Examples:
    stratus serve
    stratus serve --database postgres://stratus@localhost/crm --listen 0.0.0.0:8080
    STRATUS_CORS_ORIGINS=https://app.example.com stratus serve --log-format json
    stratus serve --config /etc/stratus.toml

A configuration file:
    listen = \"0.0.0.0:8080\"
    database = \"postgres://stratus@localhost/crm\"
    cors_origins = [\"https://app.example.com\"]
    request_timeout = \"30s\"";

const DEMO_EXAMPLES: &str = "\
Examples:
    stratus demo
    stratus demo --accounts 20000 --listen 127.0.0.1:9000
    stratus demo --data ./demo        keep the data for the next time";

const COLLECT_HELP: &str = "\
Content is marked when no file has it any longer, and removed when it has been marked for --files-grace (24h), so that \
a backup of the database finds what it needs. Hidden files keep theirs. What uploads left that broke off goes too, \
after an hour at least.

Examples:
    stratus files collect
    stratus files collect --files-grace 0s          at once: not while a backup runs";

const IMPORT_HELP: &str = "\
The file is CSV in UTF-8, with commas, semicolons or tabs. Its first line names the columns; each other line is one \
variant of a telephone:
    brand;model;size;colour;price;description
    Fjord;Fjord 3;128 GB;Slate;7990,00;With a charger
    Fjord;Fjord 3;256 GB;Slate;8990,00;

brand and model are needed. The others are colour, size, name, description and price (without VAT, in the base \
currency). A variant without a name is called by its brand, model, size and colour.

Brands, models, colours and sizes that are not there yet are added. A variant of the same model and name is changed to \
what the line says: an empty cell empties, a column that the file lacks leaves as it is. Nothing is removed, so a file \
can be brought in again. When a line is wrong, all that is wrong is listed and nothing is written.

Examples:
    stratus phones import catalogue.csv --tenant 1 --dry-run      says what it would do
    stratus phones import catalogue.csv --tenant 1";

const PASSWORD_EXAMPLES: &str = "\
It is asked for where there is a terminal, and else read as one line. It has 12 characters or more. Whoever has signed \
in as the user is signed out.

Examples:
    stratus user password ann@example.com
    pwgen 24 1 | tee ann.txt | stratus user password 1/7";

const CLIENT_EXAMPLES: &str = "\
Examples:
    stratus client create --tenant 1 --name \"Web shop\" --redirect https://shop.example/back --scope write
    stratus client create --tenant 1 --name \"Phone app\" --public --redirect com.example.app:/back
    stratus client create --tenant 1 --name \"Nightly import\" --user robot@example.com --scope write";

/// The program's arguments.
#[derive(Debug, Parser)]
#[command(name = "stratus", version, about = ABOUT, long_about = LONG_ABOUT, max_term_width = 110)]
pub struct Cli {
    /// Configuration file (TOML); flags and variables win over it
    #[arg(long, global = true, value_name = "FILE", env = "STRATUS_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve invented data, to look around
    #[command(after_help = DEMO_EXAMPLES)]
    Demo(Box<Demo>),
    /// Serve the API
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Box<Settings>),
    /// Create the database, or bring it up to date
    Migrate(Reach),
    /// Fill a tenant with invented data
    Seed(Seed),
    /// Create, list and revoke tenants
    #[command(subcommand)]
    Tenant(Tenant),
    /// Create, list and revoke users
    #[command(subcommand)]
    User(User),
    /// Create, list and revoke tokens
    #[command(subcommand)]
    Token(Token),
    /// Register, list, rotate and revoke clients of the authorization server (OAuth 2)
    #[command(subcommand)]
    Client(Client),
    /// Look after the content of files
    #[command(subcommand)]
    Files(Files),
    /// Look after the catalogue of telephones
    #[command(subcommand)]
    Phones(Phones),
    /// Print the API's description (OpenAPI, JSON)
    Openapi(Openapi),
    /// Say whether configuration and database are in order, and how to mend what is not
    Check(Box<Settings>),
}

/// What a command needs that works on the data and does not serve.
#[derive(Debug, Clone, Args)]
pub struct Reach {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// How it is read.
    #[command(flatten)]
    pub common: Common,
}

/// `stratus demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Keep the data in this directory, and find it there the next time [default: a temporary one]
    #[arg(long, value_name = "DIR", conflicts_with = "demo_database")]
    pub data: Option<PathBuf>,
    /// Keep the data in this database; never taken from the environment or a file
    #[arg(long = "database", id = "demo_database", value_name = "URL")]
    pub database: Option<Database>,
    /// Keep the content of files here: a directory, or s3://BUCKET/PREFIX [default: beside the data]
    #[arg(long = "files", id = "demo_files", value_name = "PLACE")]
    pub files: Option<FilePlace>,
    /// How many accounts to invent
    #[arg(long, value_name = "N", default_value = "1000")]
    pub accounts: NonZeroU32,
    /// Token to let in with [default: a new one]
    #[arg(long, value_name = "TOKEN", value_parser = values::token)]
    pub token: Option<String>,
    /// How the data is read.
    #[command(flatten)]
    pub common: Common,
    /// How it is served.
    #[command(flatten)]
    pub http: Http,
}

/// `stratus seed`
#[derive(Debug, Args)]
pub struct Seed {
    /// How many accounts to invent
    #[arg(long, value_name = "N", default_value = "1000")]
    pub accounts: NonZeroU32,
    /// The tenant to fill: its id
    #[arg(long, value_name = "ID")]
    pub tenant: i64,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus tenant …`
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Create a tenant: one organisation, whose data no other sees
    Create {
        /// The organisation's name
        name: String,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
    /// List the tenants
    List(Reach),
    /// Shut a tenant out: its tokens end, its data stays
    Revoke {
        /// Its id; `list` shows it
        id: i64,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
}

/// `stratus user …`
#[derive(Debug, Subcommand)]
pub enum User {
    /// Create a user
    Create(UserCreate),
    /// List the users
    List {
        /// Of this tenant only: its id
        #[arg(long, value_name = "ID")]
        tenant: Option<i64>,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
    /// Deactivate a user: the tokens end, the data stays
    Revoke(ById),
    /// Set a user's password, read from the standard input
    #[command(after_help = PASSWORD_EXAMPLES)]
    Password(UserPassword),
    /// Set up a user's second factor (TOTP), or take it away
    Totp(UserTotp),
}

/// `stratus user password`
#[derive(Debug, Args)]
pub struct UserPassword {
    /// Whose password: e-mail address or id
    #[arg(value_name = "EMAIL|ID")]
    pub user: String,
    /// Take the password away instead
    #[arg(long)]
    pub remove: bool,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus user totp`
#[derive(Debug, Args)]
pub struct UserTotp {
    /// Whose second factor: e-mail address or id
    #[arg(value_name = "EMAIL|ID")]
    pub user: String,
    /// Take it away instead
    #[arg(long)]
    pub remove: bool,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus user create`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n    stratus user create --tenant 1 --email ann@example.com --name Ann \
                        --surname Lee --role Administrator"
)]
pub struct UserCreate {
    /// The tenant the user belongs to: its id
    #[arg(long, value_name = "ID")]
    pub tenant: i64,
    /// E-mail address; unique, whatever its case
    #[arg(long, value_name = "ADDRESS", value_parser = values::email)]
    pub email: String,
    /// First name
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// Last name
    #[arg(long, value_name = "NAME")]
    pub surname: String,
    /// Role: Administrator, Read only, or another of the tenant's
    #[arg(long, value_name = "ROLE")]
    pub role: String,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus token …`
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Create a token; it is shown once and kept as a hash only
    Create(TokenCreate),
    /// List the tokens, without their secrets
    List {
        /// Of this user only: e-mail address or id
        #[arg(long, value_name = "EMAIL|ID")]
        user: Option<String>,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
    /// End a token
    Revoke(ById),
}

/// `stratus token create`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n    stratus token create --user ann@example.com\n    \
                        stratus token create --user 7 --name \"web shop\" --scope read --expires 90d")]
pub struct TokenCreate {
    /// Whose token: e-mail address or id
    #[arg(long, value_name = "EMAIL|ID")]
    pub user: String,
    /// When it ends, from now: 90d, 12h, 1y [default: never]
    #[arg(long, value_name = "TIME", value_parser = values::expiry)]
    pub expires: Option<jiff::Timestamp>,
    /// What it is for
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// How far it reaches: read, write, admin [default: as far as its user]
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = values::scope)]
    pub scope: Vec<Scope>,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus client …`
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Register a client; its secret is shown once and kept as a hash only
    Create(Box<ClientCreate>),
    /// List the clients, without their secrets
    List {
        /// Of this tenant only: its id
        #[arg(long, value_name = "ID")]
        tenant: Option<i64>,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
    /// Give a client a new secret; the one it had stays valid for a while
    Rotate {
        /// Its id as `list` shows it: TENANT/ID, or ID while there is one tenant
        id: RowId,
        /// How long the secret it had stays valid; 0s when it got out
        #[arg(long, value_name = "TIME", default_value = "168h", value_parser = values::time)]
        overlap: std::time::Duration,
        /// Where the data is.
        #[command(flatten)]
        reach: Reach,
    },
    /// End a client and its tokens
    Revoke(ById),
}

/// `stratus client create`
#[derive(Debug, Args)]
#[command(after_help = CLIENT_EXAMPLES)]
pub struct ClientCreate {
    /// The tenant whose users and data it is for: its id
    #[arg(long, value_name = "ID")]
    pub tenant: i64,
    /// Its name, as users see it
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// It cannot keep a secret: it runs in a browser or on somebody's device
    #[arg(long)]
    pub public: bool,
    /// An address that users may be sent back to; may be given several times
    #[arg(long, value_name = "URL")]
    pub redirect: Vec<String>,
    /// The user it acts as when it asks for itself (client_credentials): e-mail address or id
    #[arg(long, value_name = "EMAIL|ID")]
    pub user: Option<String>,
    /// How it may come by tokens [default: what fits --redirect and --user]
    #[arg(long, value_name = "GRANT", value_delimiter = ',')]
    pub grant: Vec<String>,
    /// How far its tokens may reach: read, write, admin
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', default_value = "read",
          value_parser = values::scope)]
    pub scope: Vec<Scope>,
    /// It may ask about tokens of other clients (introspection)
    #[arg(long)]
    pub introspect: bool,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// An id, and where the data is.
#[derive(Debug, Args)]
pub struct ById {
    /// Its id as `list` shows it: TENANT/ID, or ID while there is one tenant
    pub id: RowId,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus files …`
#[derive(Debug, Subcommand)]
pub enum Files {
    /// Remove content that no file has any longer, as the server does every hour
    #[command(after_help = COLLECT_HELP)]
    Collect(Reach),
}

/// `stratus phones …`
#[derive(Debug, Subcommand)]
pub enum Phones {
    /// Bring a catalogue in from a CSV file
    #[command(after_help = IMPORT_HELP)]
    Import(PhonesImport),
}

/// `stratus phones import`
#[derive(Debug, Args)]
pub struct PhonesImport {
    /// The CSV file, of at most 16 MiB
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The tenant whose catalogue it is: its id
    #[arg(long, value_name = "ID")]
    pub tenant: i64,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Where the data is.
    #[command(flatten)]
    pub reach: Reach,
}

/// `stratus openapi`
#[derive(Debug, Args)]
pub struct Openapi {
    /// Describe the native wire format instead of the documented one
    #[arg(long)]
    pub native: bool,
    /// Describe the documented API only: no extensions
    #[arg(long)]
    pub documented_only: bool,
}

/// The arguments, and what they were made of.
#[derive(Debug)]
pub struct Asked {
    /// The arguments, every setting resolved.
    pub cli: Cli,
    /// The settings in force, for `check`.
    pub settings: Vec<InForce>,
}

/// Why the arguments cannot be used.
#[derive(Debug)]
pub enum ArgumentError {
    /// Wrong flags or variables, or a call for help: the parser's own message.
    Usage(clap::Error),
    /// A configuration file that cannot be used.
    File(Failure),
}

/// Reads the arguments, the variables and the configuration file.
pub fn parse<I>(arguments: I) -> Result<Asked, ArgumentError>
where
    I: IntoIterator<Item = OsString> + Clone,
{
    let command = || sources::with_variables(Cli::command());
    // Twice: the first reading answers help and finds the file, the second has the file's values
    // for defaults.
    let mut matches =
        command().try_get_matches_from(arguments.clone()).map_err(ArgumentError::Usage)?;
    let mut file = FileValues::default();
    if let Some(path) = sources::file_asked_for(&matches) {
        file = sources::read_file(&path).map_err(ArgumentError::File)?;
        matches = sources::with_file(command(), &file)
            .try_get_matches_from(arguments)
            .map_err(ArgumentError::Usage)?;
    }
    let cli = Cli::from_arg_matches(&matches).map_err(ArgumentError::Usage)?;
    let settings = sources::in_force(leaf(&matches), &file);
    Ok(Asked { cli, settings })
}

/// The matches of the innermost command, which hold its settings.
fn leaf(matches: &ArgMatches) -> &ArgMatches {
    match matches.subcommand() {
        Some((_, inner)) => leaf(inner),
        None => matches,
    }
}

impl Command {
    /// The settings of its log.
    pub fn common(&self) -> Option<&Common> {
        Some(match self {
            Self::Demo(demo) => &demo.common,
            Self::Serve(settings) | Self::Check(settings) => &settings.common,
            Self::Migrate(reach)
            | Self::Seed(Seed { reach, .. })
            | Self::Tenant(Tenant::Create { reach, .. } | Tenant::List(reach))
            | Self::User(User::Create(UserCreate { reach, .. }) | User::List { reach, .. })
            | Self::Token(Token::Create(TokenCreate { reach, .. }) | Token::List { reach, .. })
            | Self::Tenant(Tenant::Revoke { reach, .. })
            | Self::User(User::Revoke(ById { reach, .. }))
            | Self::User(User::Password(UserPassword { reach, .. }))
            | Self::User(User::Totp(UserTotp { reach, .. }))
            | Self::Client(
                Client::List { reach, .. }
                | Client::Rotate { reach, .. }
                | Client::Revoke(ById { reach, .. }),
            )
            | Self::Token(Token::Revoke(ById { reach, .. })) => &reach.common,
            Self::Files(Files::Collect(reach))
            | Self::Phones(Phones::Import(PhonesImport { reach, .. })) => &reach.common,
            Self::Client(Client::Create(create)) => &create.reach.common,
            Self::Openapi(_) => return None,
        })
    }
}

/// Where a server that listens on `address` is reached from the same machine.
pub fn local_url(address: SocketAddr, tls: bool) -> String {
    let mut reachable = address;
    if address.ip().is_unspecified() {
        reachable.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{reachable}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, ArgumentError> {
        parse(line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_line_is_sound() {
        sources::with_variables(Cli::command()).debug_assert();
    }

    #[test]
    fn every_command_is_understood() {
        for line in [
            "stratus demo --accounts 10 --data d --token abcdefgh01234567",
            "stratus serve --strict --cors-origins https://a.example,https://b.example",
            "stratus migrate --database sqlite:x.db",
            "stratus seed --tenant 1 --accounts 5",
            "stratus tenant create Acme",
            "stratus tenant list",
            "stratus tenant revoke 3",
            "stratus user create --tenant 1 --email a@b.se --name A --surname B --role Administrator",
            "stratus user list --tenant 1",
            "stratus user revoke 3",
            "stratus token create --user a@b.se --expires 90d --name shop",
            "stratus token list",
            "stratus token create --user 7 --scope read,write",
            "stratus user password a@b.se",
            "stratus user totp 1/7 --remove",
            "stratus client create --tenant 1 --name A --redirect https://a.example/b --scope write",
            "stratus client create --tenant 1 --name A --user 7 --grant client_credentials",
            "stratus client list --tenant 1",
            "stratus client rotate 1/3 --overlap 0s",
            "stratus client revoke 3",
            "stratus token revoke 3",
            "stratus files collect --files-grace 0s --files s3://crm/x --files-endpoint http://h:9000",
            "stratus phones import catalogue.csv --tenant 1 --dry-run",
            "stratus openapi --native",
            "stratus check",
        ] {
            assert!(read(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn wrong_values_are_refused() {
        for line in [
            "stratus serve --listen nowhere",
            "stratus serve --wire morse",
            "stratus serve --files ftp://h/x",
            "stratus serve --files-key abc",
            "stratus serve --tls-key abc",
            "stratus serve --rate-limit-token many",
            "stratus serve --max-connections 0",
            "stratus serve --trusted-proxies proxy.example",
            "stratus serve --body-limit big",
            "stratus demo --accounts 0",
            "stratus phones import catalogue.csv",
            "stratus demo --data d --database sqlite:x.db",
            "stratus token create --user 1 --expires yesterday",
            "stratus token create --user 1 --scope all",
            "stratus client create --name A",
            "stratus user create --tenant 1 --email nobody --name A --surname B --role R",
            "stratus",
        ] {
            assert!(matches!(read(line), Err(ArgumentError::Usage(_))), "{line}");
        }
    }

    #[test]
    fn an_unspecified_address_is_reached_at_home() {
        for (listen, url) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "http://[::1]:80"),
        ] {
            assert_eq!(local_url(listen.parse().unwrap(), false), url);
            let url = url.replace("http", "https");
            assert_eq!(local_url(listen.parse().unwrap(), true), url);
        }
    }
}
