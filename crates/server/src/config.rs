//! Every setting, declared once.
//!
//! The fields below are the only list of settings. Their names make the flag (`--request-timeout`),
//! the variable (`STRATUS_REQUEST_TIMEOUT`) and the key of the configuration file
//! (`request_timeout`); see [`sources`] for how the three are read and which of them wins.
pub mod sources;
pub mod values;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use ipnet::IpNet;
use jiff::tz::TimeZone;
use tracing_subscriber::filter::Targets;

use crate::http::tls::Files;
use values::{CorsOrigin, Database, FilePlace, RateLimit, Retention, Secret};

/// Where the data is. The demo has its own idea of that; every other command needs this.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Data and logs")]
pub struct Place {
    /// Where the data lives: sqlite:FILE or postgres://USER:PASSWORD@HOST:PORT/NAME
    #[arg(long, value_name = "URL", default_value = "sqlite:stratus.db")]
    pub database: Database,

    /// Where the content of files lives: a directory, or s3://BUCKET/PREFIX [default: NAME-files, beside
    /// the SQLite database NAME.db]
    #[arg(long, value_name = "PLACE")]
    pub files: Option<FilePlace>,

    /// Address of the S3-compatible store [default: Amazon's]
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    pub files_endpoint: Option<String>,

    /// Region of the S3-compatible store [default: from AWS_REGION]
    #[arg(long, value_name = "REGION")]
    pub files_region: Option<String>,

    /// Id of the access key of the S3-compatible store [default: from AWS_ACCESS_KEY_ID, or the machine's role]
    #[arg(long, value_name = "ID", requires = "files_secret")]
    pub files_key: Option<String>,

    /// Secret of that key; better given as a variable, since others can see flags
    #[arg(long, value_name = "SECRET", requires = "files_key")]
    pub files_secret: Option<Secret>,

    /// How long content is kept that no file has any longer
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = values::time)]
    pub files_grace: Duration,

    /// How long the audit trail is kept: 90d, 1y, or forever
    #[arg(long, value_name = "TIME", default_value = "1y")]
    pub audit_retention: Retention,
}

impl Place {
    /// A database, and where its files are if that is not beside it.
    pub fn of(database: Database, files: Option<FilePlace>) -> Self {
        Self {
            database,
            files,
            files_endpoint: None,
            files_region: None,
            files_key: None,
            files_secret: None,
            files_grace: Duration::from_secs(24 * 3600),
            audit_retention: Retention::Forever,
        }
    }
}

/// What every command needs: how the data is read, how text sorts, what is logged.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Data and logs")]
pub struct Common {
    /// Threads that read from the store [default: one a core, at least two]
    #[arg(long, value_name = "N")]
    pub store_threads: Option<NonZeroUsize>,

    /// Memory in which an embedded store keeps pages of its file, of all connections together
    #[arg(long, value_name = "SIZE", default_value = "112 MiB")]
    pub store_cache: ByteSize,

    /// Language whose rules sort text (a BCP 47 tag); part of the data once there is any
    #[arg(long, value_name = "TAG", default_value = "sv", value_parser = values::locale)]
    pub locale: String,

    /// Time zone of new tenants (an IANA name)
    #[arg(long, value_name = "ZONE", default_value = "Europe/Stockholm", value_parser = values::time_zone)]
    pub time_zone: TimeZone,

    /// How log lines are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub log_format: LogFormat,

    /// What is logged: a level (error, warn, info, debug, trace, off) or target=level pairs with
    /// commas
    #[arg(long, value_name = "LEVEL", default_value = "info", value_parser = values::log_level)]
    pub log_level: Targets,
}

/// What the HTTP server needs besides.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP")]
pub struct Http {
    /// Address and port to listen on (port 0: any free one)
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Address at which clients reach the server, when a proxy stands before it
    #[arg(long, value_name = "URL", value_parser = values::public_url)]
    pub public_url: Option<String>,

    /// Shape of answers, where the reference page and its generator differ
    #[arg(long, value_name = "FORMAT", default_value = "documented")]
    pub wire: Wire,

    /// Serve the documented API only: no extensions
    #[arg(long, value_name = "BOOL", default_value = "false", default_missing_value = "true",
          num_args = 0..=1, require_equals = true, action = clap::ArgAction::Set)]
    pub strict: bool,

    /// Web origins whose pages may call the API, with commas (`*` for all) [default: none]
    #[arg(long, value_name = "ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<CorsOrigin>,

    /// Networks of proxies whose X-Forwarded-For or Forwarded is believed, with commas [default: none]
    #[arg(long, value_name = "NETWORKS", value_delimiter = ',', value_parser = values::network)]
    pub trusted_proxies: Vec<IpNet>,

    /// Requests that one token may make, such as 600/1m, or off [default: 3000/1m; off in the demo]
    #[arg(long, value_name = "RATE")]
    pub rate_limit_token: Option<RateLimit>,

    /// Requests that one address may make [default: 6000/1m; off in the demo]
    #[arg(long, value_name = "RATE")]
    pub rate_limit_address: Option<RateLimit>,

    /// Largest request body
    #[arg(long, value_name = "SIZE", default_value = "1 MiB")]
    pub body_limit: ByteSize,

    /// Largest request body of the file routes
    #[arg(long, value_name = "SIZE", default_value = "64 MiB")]
    pub file_limit: ByteSize,

    /// Largest file that is sent as it is, to /files/{id}/content
    #[arg(long, value_name = "SIZE", default_value = "4 GiB")]
    pub upload_limit: ByteSize,

    /// Longest time for one request, its body included; of a file that is sent as it is, between two pieces
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    pub request_timeout: Duration,

    /// OpenID provider whose tokens let its users in, by their verified e-mail address: its issuer
    #[arg(long, value_name = "URL", value_parser = values::issuer, requires = "oidc_audience")]
    pub oidc_issuer: Option<String>,

    /// Audiences that tokens of the OpenID provider may be meant for, with commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "oidc_issuer")]
    pub oidc_audience: Vec<String>,

    /// The only tenant whose users the OpenID provider knows: its id [default: any tenant's]
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    pub oidc_tenant: Option<i64>,

    /// Longest time to shake hands for TLS, for the head of a request, and for a connection to idle
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    pub head_timeout: Duration,

    /// Most connections at once; others wait
    #[arg(long, value_name = "N", default_value = "900")]
    pub max_connections: NonZeroUsize,

    /// Certificate to serve TLS with, followed by those that lead to its issuer: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,

    /// Private key of that certificate: a PEM file
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// How long what is issued is valid.
    #[command(flatten)]
    pub times: Times,

    /// Longest time requests in progress get to finish when the server stops
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::duration)]
    pub shutdown_grace: Duration,

    /// The services outside that operations ask.
    #[command(flatten)]
    pub services: Services,
}

/// The services outside that operations ask.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Services")]
pub struct Services {
    /// Who lets people sign with BankID [default: nobody; in the demo: simulator]
    #[arg(long, value_name = "PROVIDER")]
    pub bankid: Option<BankId>,

    /// Address of BankID
    #[arg(long, value_name = "URL", default_value = "https://appapi2.bankid.com", value_parser = values::public_url)]
    pub bankid_url: String,

    /// File with the certificate that BankID knows this server by (PEM)
    #[arg(long, value_name = "FILE")]
    pub bankid_certificate: Option<PathBuf>,

    /// File with the key of that certificate (PEM, without a password)
    #[arg(long, value_name = "FILE")]
    pub bankid_key: Option<PathBuf>,

    /// File with the certificate of BankID's issuer, the only one that is trusted (PEM)
    #[arg(long, value_name = "FILE")]
    pub bankid_root: Option<PathBuf>,

    /// Longest time that BankID may take to answer
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::duration)]
    pub bankid_timeout: Duration,

    /// Who answers about people.
    #[command(flatten)]
    pub lookups: Lookups,
}

/// Who answers about people.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Services")]
pub struct Lookups {
    /// Who knows where people live [default: nobody; in the demo the simulator]
    #[arg(long, value_name = "PROVIDER")]
    pub address_provider: Option<Provider>,

    /// Address of a provider of kind http that knows where people live
    #[arg(long, value_name = "URL", value_parser = values::provider_url)]
    pub address_url: Option<String>,

    /// Bearer token for it; better given as a variable, since others can see flags
    #[arg(long, value_name = "SECRET")]
    pub address_secret: Option<Secret>,

    /// Who checks the credit of people [default: nobody; in the demo the simulator]
    #[arg(long, value_name = "PROVIDER")]
    pub credit_provider: Option<Provider>,

    /// Address of a provider of kind http that checks the credit of people
    #[arg(long, value_name = "URL", value_parser = values::provider_url)]
    pub credit_url: Option<String>,

    /// Bearer token for it; better given as a variable, since others can see flags
    #[arg(long, value_name = "SECRET")]
    pub credit_secret: Option<Secret>,

    /// Longest time for one question to a provider of kind http, repeated tries included
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::duration)]
    pub lookup_timeout: Duration,

    /// How long such a provider is left alone after it has failed five times in a row
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    pub lookup_pause: Duration,
}

impl Lookups {
    /// Chooses the simulator where nobody is chosen.
    pub fn simulate_the_rest(&mut self) {
        self.address_provider.get_or_insert(Provider::Simulator);
        self.credit_provider.get_or_insert(Provider::Simulator);
    }
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Provider {
    /// The program itself, which makes up what it answers.
    Simulator,
    /// A provider that answers JSON at an address.
    Http,
}

/// Who lets people sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BankId {
    /// An invented BankID that needs no app.
    Simulator,
    /// BankID itself, to which this server is a relying party.
    Rp,
}

/// How often one token may ask when nothing else is said: far more than people do, and what a
/// program that keeps the server busy does not notice for long.
const TOKEN_RATE: RateLimit = RateLimit::a_minute(NonZeroU32::new(3000).unwrap());
/// Likewise one address, which may be that of a whole company or of a proxy.
const ADDRESS_RATE: RateLimit = RateLimit::a_minute(NonZeroU32::new(6000).unwrap());

impl Http {
    /// With what holds for serving in earnest, and not for a demo, where nothing else is said.
    pub fn in_earnest(mut self) -> Self {
        self.rate_limit_token.get_or_insert(TOKEN_RATE);
        self.rate_limit_address.get_or_insert(ADDRESS_RATE);
        self
    }

    /// Where certificate and key are, if TLS is on.
    pub fn tls_files(&self) -> Option<Files> {
        let (certificate, key) = (self.tls_certificate.clone()?, self.tls_key.clone()?);
        Some(Files { certificate, key })
    }
}

/// How long what is issued is valid.
#[derive(Debug, Clone, Copy, Args)]
pub struct Times {
    /// How long access tokens of clients are valid
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = values::duration)]
    pub access_token_time: Duration,

    /// How long refresh tokens are valid, each from when it is issued
    #[arg(long, value_name = "TIME", default_value = "720h", value_parser = values::duration)]
    pub refresh_token_time: Duration,

    /// How long a browser stays signed in
    #[arg(long, value_name = "TIME", default_value = "12h", value_parser = values::duration)]
    pub sign_in_time: Duration,
}

impl From<Times> for crate::auth::Times {
    fn from(times: Times) -> Self {
        Self {
            access_token: times.access_token_time,
            refresh_token: times.refresh_token_time,
            sign_in: times.sign_in_time,
        }
    }
}

/// All settings.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// What every command needs.
    #[command(flatten)]
    pub common: Common,
    /// What the HTTP server needs besides.
    #[command(flatten)]
    pub http: Http,
}

/// The shape of answers where the reference page and the software behind it differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Wire {
    /// Exactly the shapes of the reference page.
    Documented,
    /// The shapes that the generator of the page puts on the wire.
    Native,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line for people.
    Human,
    /// One JSON object a line.
    Json,
}
