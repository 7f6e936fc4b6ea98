//! The types of settings that need more than a standard type, and how they are read from text.
use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use engine::access::Scope;
use http::Uri;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use tracing_subscriber::filter::Targets;

/// The address of a database. It may hold a password, so it is only shown redacted.
///
/// Any text is accepted here and judged when the database is opened: a refusal on the command line
/// would repeat the text, password and all.
#[derive(Clone, PartialEq, Eq)]
pub struct Database(String);

impl Database {
    /// The address as it was given, password included. Never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// An embedded database in a directory.
    pub fn file_in(directory: &Path) -> Self {
        Self(format!("sqlite:{}", directory.join("stratus.db").display()))
    }

    /// The file of an embedded database.
    pub fn file(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite:")?;
        Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
    }
}

impl FromStr for Database {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact(&self.0))
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// The text of a database address without what may be secret: the password before `@`, and the
/// query string.
///
/// A password may itself hold `@`, `/` or `?` when its writer forgot to escape them, so everything
/// up to the last `@` counts as credentials.
fn redact(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        // A list of `key=value` words is the other way to write a PostgreSQL address.
        return if url.contains("password") { "***".to_owned() } else { url.to_owned() };
    };
    let (credentials, place) = match rest.rsplit_once('@') {
        Some((credentials, place)) => (Some(credentials), place),
        None => (None, rest),
    };
    let place = match place.split_once('?') {
        Some((place, _)) => format!("{place}?***"),
        None => place.to_owned(),
    };
    match credentials {
        None => format!("{scheme}://{place}"),
        Some(credentials) => match credentials.split_once(':') {
            Some((user, _)) => format!("{scheme}://{user}:***@{place}"),
            None => format!("{scheme}://{credentials}@{place}"),
        },
    }
}

/// Where the content of files is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilePlace {
    /// A directory.
    Directory(PathBuf),
    /// A bucket of an S3-compatible store, and what names in it begin with.
    Bucket(String, String),
    /// Memory: for tests, and to try things out.
    Memory,
}

impl FilePlace {
    /// The directory that belongs to a database: beside its file, or else here. It has the
    /// database's name, since two databases must not share one.
    pub fn beside(database: &Database) -> Self {
        let own = |name: &str| format!("{}-files", if name.is_empty() { "stratus" } else { name });
        Self::Directory(match database.file() {
            Some(file) => {
                let name = file.file_stem().map(|name| name.to_string_lossy()).unwrap_or_default();
                file.with_file_name(own(&name))
            }
            None => {
                let address = database.reveal().split_once("://").map_or("", |(_, rest)| rest);
                let path = address.rsplit_once('/').map_or("", |(_, path)| path);
                let name = path.split(['?', '#']).next().unwrap_or_default();
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                own(if name.chars().all(plain) { name } else { "" }).into()
            }
        })
    }
}

impl FromStr for FilePlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "files are in a directory, or in s3://BUCKET or s3://BUCKET/PREFIX".to_owned();
        if text == "memory:" {
            return Ok(Self::Memory);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.is_empty() { Err(wrong()) } else { Ok(Self::Directory(text.into())) };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if scheme != "s3" || bucket.is_empty() || !bucket.chars().all(plain) {
            return Err(wrong());
        }
        Ok(Self::Bucket(bucket.to_owned(), prefix.trim_matches('/').to_owned()))
    }
}

/// A setting that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret. Never to be logged.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// So many requests in so much time, such as `600/1m`: as many at once, and then as they come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The requests.
    pub requests: NonZeroU32,
    /// The time.
    pub window: Duration,
}

impl Rate {
    /// The time after which one more is allowed.
    pub fn interval(self) -> Duration {
        self.window / self.requests.get()
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "a rate is written like 600/1m or 20/1s, or is off".to_owned();
        let (requests, window) = text.split_once('/').ok_or_else(wrong)?;
        let requests = requests.trim().parse().map_err(|_| wrong())?;
        let rate = Self { requests, window: duration(window.trim()).map_err(|_| wrong())? };
        if rate.interval().is_zero() { Err(wrong()) } else { Ok(rate) }
    }
}

/// A limit to how often something may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// `off`: none.
    Off,
    /// This one.
    At(Rate),
}

impl RateLimit {
    /// The rate, if there is a limit.
    pub fn rate(self) -> Option<Rate> {
        match self {
            Self::Off => None,
            Self::At(rate) => Some(rate),
        }
    }

    /// So many a minute.
    pub const fn a_minute(requests: NonZeroU32) -> Self {
        Self::At(Rate { requests, window: Duration::from_secs(60) })
    }
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" { Ok(Self::Off) } else { text.parse().map(Self::At) }
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// For good.
    Forever,
    /// For so long.
    For(Duration),
}

impl FromStr for Retention {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "forever" {
            return Ok(Self::Forever);
        }
        let wrong = || "a time is written like 90d, 26w or 1y, or is forever".to_owned();
        let span: Span = text.parse().map_err(|_| wrong())?;
        // A year is one of 365 days here, whenever it is counted from.
        let day = jiff::civil::date(2001, 1, 1);
        let time = span.to_duration(day).map_err(|_| wrong())?;
        match Duration::try_from(time) {
            Ok(time) if !time.is_zero() => Ok(Self::For(time)),
            _ => Err(wrong()),
        }
    }
}

/// A web origin (`https://app.example.com`), or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorsOrigin {
    /// `*`: any page may call the API.
    Any,
    /// Scheme, host and, unless it is the scheme's own, port; in lower case, as browsers send it.
    Origin(String),
}

impl FromStr for CorsOrigin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::Any);
        }
        let wrong = || "an origin is scheme://host[:port] without a path, or *".to_owned();
        let uri: Uri = text.parse().map_err(|_| wrong())?;
        let whole = match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
            _ => return Err(wrong()),
        };
        // `Uri` answers `/` for an absent path, so the text itself decides.
        if !whole.eq_ignore_ascii_case(text) || whole.contains('@') {
            return Err(wrong());
        }
        Ok(Self::Origin(whole.to_ascii_lowercase()))
    }
}

/// Reads a duration such as `30s`, `1m 30s`, `500ms`; it must be longer than nothing.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = "a time is written like 30s, 500ms or 1m 30s, and is longer than nothing";
    let signed: SignedDuration = text.parse().map_err(|_| wrong.to_owned())?;
    match Duration::try_from(signed) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(wrong.to_owned()),
    }
}

/// Reads a duration that may be none at all.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    match text.parse::<SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok()) {
        Some(time) => Ok(time),
        None => Err("a time is written like 24h, 30m or 0s".to_owned()),
    }
}

/// Reads an IANA time zone name.
pub(super) fn time_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text)
        .map_err(|_| "a time zone has an IANA name such as Europe/Stockholm".to_owned())
}

/// Checks a BCP 47 language tag.
pub(super) fn locale(text: &str) -> Result<String, String> {
    icu_locale_core::Locale::try_from_str(text)
        .map(|locale| locale.to_string())
        .map_err(|_| "a language is a BCP 47 tag such as sv, nb or de-AT".to_owned())
}

/// Reads a level, or a list of `target=level`.
pub(super) fn log_level(text: &str) -> Result<Targets, String> {
    // `Targets` takes any word for a target, which would make a misspelt level log everything of
    // nothing.
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    for part in text.split(',') {
        let level = part.rsplit('=').next().unwrap_or(part).trim();
        if !levels.contains(&level.to_ascii_lowercase().as_str()) {
            return Err(format!("`{level}` is not one of {}", levels.join(", ")));
        }
    }
    text.parse().map_err(|error| format!("{error}"))
}

/// Reads the address of a server: http or https, a host, perhaps a path; answered without a closing
/// slash.
pub(super) fn public_url(text: &str) -> Result<String, String> {
    let wrong = || "an address is http(s)://host[:port][/path]".to_owned();
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    if !web || uri.host().is_none() || uri.query().is_some() {
        return Err(wrong());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Whether an address is one that nobody can listen to or change on the way: https, or this machine.
pub(crate) fn is_secure(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let here = ["localhost", "127.0.0.1", "[::1]"];
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => here.contains(&host),
        _ => false,
    }
}

/// Reads the name of an OpenID provider, which is an address. It is kept to the letter, as tokens
/// must have it so.
pub(super) fn issuer(text: &str) -> Result<String, String> {
    if is_secure(text) && !text.contains(['?', '#', '@']) {
        Ok(text.to_owned())
    } else {
        Err("an issuer is https://host[:port][/path]".to_owned())
    }
}

/// Reads a network such as `10.0.0.0/8`, or a single address.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
    let network = text.parse::<IpNet>().ok().or_else(one);
    network.ok_or_else(|| "a network is written like 10.0.0.0/8, fd00::/8 or 192.0.2.7".to_owned())
}

/// Checks the address of a provider: http or https, a host, perhaps a path. It is shown, so it holds
/// no secret.
pub(super) fn provider_url(text: &str) -> Result<String, String> {
    let wrong = || "an address is http(s)://host[:port][/path], without user and query".to_owned();
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let plain = !text.contains(['@', '?', '#']);
    if web && plain && uri.host().is_some() { Ok(text.to_owned()) } else { Err(wrong()) }
}

/// Checks that a text can be an e-mail address; whether it is one, only mail can tell.
pub(crate) fn email(text: &str) -> Result<String, String> {
    match text.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("an e-mail address is name@host".to_owned()),
    }
}

/// Checks a token of the caller's own: long enough not to be guessed by chance, and fit for a
/// header.
pub(crate) fn token(text: &str) -> Result<String, String> {
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if (16..=256).contains(&text.len()) && text.bytes().all(fit) {
        Ok(text.to_owned())
    } else {
        Err("a token has 16 to 256 letters, digits or -._~+/=".to_owned())
    }
}

/// Reads the name of a scope.
pub(crate) fn scope(text: &str) -> Result<Scope, String> {
    Scope::furthest(text.trim()).ok_or_else(|| "a scope is read, write or admin".to_owned())
}

/// Reads how long from now something ends (`90d`, `12h`, `1y`), and answers when that is.
pub(crate) fn expiry(text: &str) -> Result<Timestamp, String> {
    let span: Span =
        text.parse().map_err(|_| "a time from now is written like 90d, 12h or 1y".to_owned())?;
    let now = Timestamp::now().to_zoned_datetime(TimeZone::UTC);
    let end = now.checked_add(span).map_err(|_| "that is too far away".to_owned())?;
    if end <= now {
        return Err("that is not in the future".to_owned());
    }
    Ok(end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_is_shown_without_secrets() {
        for (given, shown) in [
            ("sqlite:stratus.db", "sqlite:stratus.db"),
            ("postgres://h/db", "postgres://h/db"),
            ("postgres://u@h/db", "postgres://u@h/db"),
            ("postgres://u:hush@h:5432/db", "postgres://u:***@h:5432/db"),
            ("postgres://u:hu@sh/?@h/db", "postgres://u:***@h/db"),
            ("postgres://h/db?user=u&password=hush", "postgres://h/db?***"),
            ("host=h password=hush", "***"),
        ] {
            let database: Database = given.parse().unwrap();
            assert_eq!(database.to_string(), shown);
            assert!(!format!("{database:?}").contains("hush"));
            assert_eq!(database.reveal(), given);
        }
    }

    #[test]
    fn places_of_files() {
        let directory = |path: &str| FilePlace::Directory(path.into());
        let bucket = |name: &str, prefix: &str| FilePlace::Bucket(name.into(), prefix.into());
        for (given, read) in [
            ("/srv/files", Some(directory("/srv/files"))),
            ("files", Some(directory("files"))),
            ("s3://crm", Some(bucket("crm", ""))),
            ("s3://crm/a/b/", Some(bucket("crm", "a/b"))),
            ("memory:", Some(FilePlace::Memory)),
            ("", None),
            ("s3://", None),
            ("s3:///x", None),
            ("s3://u:p@h/x", None),
            ("ftp://h/x", None),
        ] {
            assert_eq!(given.parse::<FilePlace>().ok(), read, "{given}");
        }
        for (database, expected) in [
            ("sqlite:stratus.db", "stratus-files"),
            ("sqlite:/srv/crm.db", "/srv/crm-files"),
            ("sqlite://data/a.b.db", "data/a.b-files"),
            ("postgres://u:p@h:5432/crm", "crm-files"),
            ("postgres://h/crm?user=u", "crm-files"),
            ("postgres://h", "stratus-files"),
            ("host=h dbname=x", "stratus-files"),
        ] {
            let database: Database = database.parse().unwrap();
            assert_eq!(FilePlace::beside(&database), directory(expected), "{database}");
        }
        let secret: Secret = "hush".parse().unwrap();
        assert!(!format!("{secret:?}").contains("hush"));
    }

    #[test]
    fn retentions() {
        let days = |days: u64| Retention::For(Duration::from_secs(days * 24 * 3600));
        for (given, read) in [
            ("forever", Some(Retention::Forever)),
            ("90d", Some(days(90))),
            ("2w", Some(days(14))),
            ("1y", Some(days(365))),
            ("1h", Some(Retention::For(Duration::from_secs(3600)))),
            ("0d", None),
            ("-1d", None),
            ("90", None),
            ("for ever", None),
        ] {
            assert_eq!(given.parse().ok(), read, "{given}");
        }
    }

    #[test]
    fn rates() {
        for (given, interval) in [
            ("600/1m", Some(Duration::from_millis(100))),
            ("20 / 1s", Some(Duration::from_millis(50))),
            ("1/1h", Some(Duration::from_secs(3600))),
            ("0/1m", None),
            ("600", None),
            ("600/0s", None),
            ("600/m", None),
            ("4294967295/1ns", None),
            ("-1/1m", None),
        ] {
            let rate = given.parse::<Rate>().ok().map(Rate::interval);
            assert_eq!(rate, interval, "{given}");
        }
        assert_eq!("off".parse(), Ok(RateLimit::Off));
    }

    #[test]
    fn issuers() {
        for (given, valid) in [
            ("https://login.example.com", true),
            ("https://login.example.com/tenant/v2.0", true),
            ("https://login.example.com/", true),
            ("http://127.0.0.1:9000", true),
            ("http://login.example.com", false),
            ("https://login.example.com?x=1", false),
            ("https://u@login.example.com", false),
            ("login.example.com", false),
            ("", false),
        ] {
            assert_eq!(issuer(given), if valid { Ok(given.to_owned()) } else { issuer("") });
            assert_eq!(issuer(given).is_ok(), valid, "{given}");
        }
    }

    #[test]
    fn networks() {
        for (given, read) in [
            ("10.0.0.0/8", Some("10.0.0.0/8")),
            ("192.0.2.7", Some("192.0.2.7/32")),
            ("fd00::/8", Some("fd00::/8")),
            ("::1", Some("::1/128")),
            ("10.0.0.0/33", None),
            ("proxy.example", None),
            ("", None),
        ] {
            let network = network(given).ok().map(|network| network.to_string());
            assert_eq!(network.as_deref(), read, "{given}");
        }
    }

    #[test]
    fn origins() {
        for (given, read) in [
            ("*", Some(CorsOrigin::Any)),
            ("https://App.example.com", Some(CorsOrigin::Origin("https://app.example.com".into()))),
            ("http://localhost:3000", Some(CorsOrigin::Origin("http://localhost:3000".into()))),
            ("https://app.example.com/", None),
            ("https://u@app.example.com", None),
            ("app.example.com", None),
            ("", None),
        ] {
            assert_eq!(given.parse::<CorsOrigin>().ok(), read, "{given}");
        }
    }

    #[test]
    fn durations() {
        for (given, read) in [
            ("30s", Some(Duration::from_secs(30))),
            ("1m 30s", Some(Duration::from_secs(90))),
            ("500ms", Some(Duration::from_millis(500))),
            ("0s", None),
            ("-1s", None),
            ("soon", None),
            ("30", None),
        ] {
            assert_eq!(duration(given).ok(), read, "{given}");
        }
    }

    #[test]
    fn times_from_now() {
        let day = SignedDuration::from_hours(24);
        let left = expiry("90d").unwrap().duration_since(Timestamp::now());
        assert!(left > day * 89 && left <= day * 90);
        for wrong in ["", "90", "-1d", "0d", "9999999y", "tomorrow"] {
            assert!(expiry(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_and_tokens() {
        for (text, valid) in [("a@b.se", true), ("a@", false), ("a b@c", false), ("a@b@c", false)] {
            assert_eq!(email(text).is_ok(), valid, "{text}");
        }
        for (text, valid) in
            [("abcdefgh01234567", true), ("short", false), ("abcdefgh 1234567", false)]
        {
            assert_eq!(token(text).is_ok(), valid, "{text}");
        }
    }

    #[test]
    fn levels() {
        for (given, valid) in [
            ("info", true),
            ("DEBUG", true),
            ("warn,stratus=debug", true),
            ("inof", false),
            ("stratus=loud", false),
            ("", false),
        ] {
            assert_eq!(log_level(given).is_ok(), valid, "{given}");
        }
    }

    #[test]
    fn languages_zones_and_addresses() {
        assert_eq!(locale("sv-se").as_deref(), Ok("sv-SE"));
        assert!(locale("swedish language").is_err());
        assert!(time_zone("Europe/Stockholm").is_ok());
        assert!(time_zone("Europe/Stokholm").is_err());
        assert_eq!(
            public_url("https://crm.example.com/").as_deref(),
            Ok("https://crm.example.com")
        );
        assert!(public_url("ftp://crm.example.com").is_err());
        for (url, valid) in [
            ("https://adapter.example.com/address/", true),
            ("http://127.0.0.1:9000", true),
            ("https://user:hush@adapter.example.com/", false),
            ("https://adapter.example.com/?key=hush", false),
            ("adapter.example.com", false),
            ("ftp://adapter.example.com", false),
        ] {
            assert_eq!(provider_url(url).is_ok(), valid, "{url}");
        }
    }
}
