//! What a client must be like, and how it gets its secrets.

use engine::access::{self, Scope};
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Record, Work};
use url::{Host, Url};

use super::clients::{CLIENTS, CODE, CONFIDENTIAL, OWN, PUBLIC, REFRESH};
use super::tokens::scopes_of;
use super::{read_lines, written_lines};
use crate::users::USERS;

/// How long a secret stays valid beside the one that replaces it, in milliseconds: a week.
pub const OVERLAP: i64 = 7 * 24 * 3600 * 1000;

/// What is asked for when a client is registered.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    /// Its name.
    pub name: String,
    /// Whether it cannot keep a secret.
    pub public: bool,
    /// The user it acts as by itself.
    pub user: Option<i64>,
    /// Addresses that users may be sent back to.
    pub redirects: Vec<String>,
    /// How it may come by tokens; what fits the rest when there is none.
    pub grants: Option<Vec<String>>,
    /// How far its tokens may reach; `read` when there is none.
    pub scopes: Option<String>,
    /// Whether it may ask about tokens of other clients.
    pub introspects: bool,
}

/// A client as it was registered.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The row's id.
    pub id: i64,
    /// What it calls itself by.
    pub identifier: String,
    /// Its secret, unless it is public.
    pub secret: Option<String>,
}

/// Registers a client.
pub fn register(work: &mut Work<'_>, new: &NewClient) -> Result<Registered, Problem> {
    // The tenant is in the name, so that whatever a client asks is bound to one from the start.
    let random = access::secret("")?;
    let identifier = format!("{}-{}", work.session.tenant, random.get(..24).unwrap_or(&random));
    let secret = if new.public { None } else { Some(new_secret()?) };
    let mut grants = Vec::new();
    if !new.redirects.is_empty() {
        grants.extend([CODE.to_owned(), REFRESH.to_owned()]);
    }
    if new.user.is_some() {
        grants.push(OWN.to_owned());
    }
    let grants = new.grants.clone().unwrap_or(grants);
    let kind = if new.public { PUBLIC } else { CONFIDENTIAL };
    let values = vec![
        ("identifier", identifier.as_str().into()),
        ("name", new.name.as_str().into()),
        ("kind", kind.into()),
        ("userid", new.user.into()),
        ("redirects", written_lines(&new.redirects)),
        ("grants", written_lines(&grants)),
        ("scopes", new.scopes.as_deref().unwrap_or(Scope::Read.name()).into()),
        ("introspects", Value::Int(i64::from(new.introspects))),
        ("secret_hash", secret.as_deref().map(access::hash).into()),
        ("rotated", secret.as_ref().map(|_| work.now).into()),
    ];
    let id = work.add(&CLIENTS, values)?;
    Ok(Registered { id, identifier, secret })
}

/// Gives a client a new secret; the one it had stays valid for so many milliseconds more.
pub fn rotate(work: &mut Work<'_>, client: i64, overlap: i64) -> Result<String, Problem> {
    let Some(row) = work.load(&CLIENTS, client)? else {
        return Err(work.missing(&CLIENTS, client)?);
    };
    if row.text("kind") == Some(PUBLIC) {
        return Err(Problem::Bad("A public client has no secret.".to_owned()));
    }
    let secret = new_secret()?;
    let until = (overlap > 0).then(|| work.now.saturating_add(overlap));
    let former = row.get("secret_hash").clone();
    let values = vec![
        ("secret_hash", access::hash(&secret).into()),
        ("rotated", Value::Int(work.now)),
        ("former_hash", if until.is_some() { former } else { Value::Null }),
        ("former_until", until.into()),
    ];
    work.update(&CLIENTS, client, &Draft::of(values), Errors::default())?;
    Ok(secret)
}

/// Ends a client and its tokens.
pub fn revoke(work: &mut Work<'_>, client: i64) -> Result<(), Problem> {
    let values = vec![("active", Value::Int(0))];
    work.update(&CLIENTS, client, &Draft::of(values), Errors::default())
}

fn new_secret() -> Result<String, Problem> {
    access::secret("stratus_s_")
}

/// What must hold of a client.
pub(super) fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    _: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if let Some(scopes) = scopes_of(now, errors) {
        now.set("scopes", scopes.into());
    }
    let redirects = read_lines(now.text("redirects"));
    for (position, redirect) in redirects.iter().enumerate() {
        if let Err(wrong) = redirect_is_sound(redirect) {
            errors.add(format!("redirects.{position}"), wrong);
        }
    }
    let grants = read_lines(now.text("grants"));
    let known = [CODE, REFRESH, OWN];
    for (position, grant) in grants.iter().enumerate() {
        if !known.contains(&grant.as_str()) {
            let text = format!("This must be one of {}.", known.join(", "));
            errors.add(format!("grants.{position}"), text);
        }
    }
    let may = |grant: &str| grants.iter().any(|known| known == grant);
    if may(CODE) && redirects.is_empty() {
        errors.add("redirects", "A client that sends users here needs an address to go back to.");
    }
    if may(REFRESH) && !may(CODE) {
        errors.add("grants", "refresh_token goes with authorization_code.");
    }
    if may(OWN) && now.text("kind") == Some(PUBLIC) {
        errors.add("grants", "A public client cannot prove who it is (client_credentials).");
    }
    match now.int("userid") {
        None if may(OWN) => {
            errors.add("userid", "A client that acts by itself (client_credentials) needs a user.");
        }
        Some(user) if work.value(&USERS, user, "id")?.is_none() => {
            errors.add("userid", format!("There is no user {user}."));
        }
        _ => {}
    }
    Ok(())
}

/// Longest address that users may be sent back to, in bytes.
const LONGEST: usize = 2000;

/// Whether users may be sent to an address: one of the web that is encrypted or on their own
/// machine, or one of a program of theirs (RFC 8252).
fn redirect_is_sound(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text)
        .map_err(|_| "This must be an address, such as https://app.example/back.")?;
    if text.len() > LONGEST {
        return Err("This address is too long.");
    }
    // What a parser drops or mends, another may take for something else.
    if !text.is_ascii() || text.bytes().any(|byte| byte <= b' ' || b"\\*\"<>^`{|}".contains(&byte))
    {
        return Err("This address has characters that must be escaped.");
    }
    if url.fragment().is_some() {
        return Err("This address must not have a fragment (#).");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("This address must not have a user name.");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if on_own_machine(&url) => Ok(()),
        "http" => {
            Err("This address must begin with https://, unless it is on the user's own machine.")
        }
        scheme if scheme.contains('.') => Ok(()),
        _ => Err(
            "The scheme of a program's own addresses is a domain name turned round, such as com.example.app.",
        ),
    }
}

fn on_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether an address that was asked for is one that was registered. They are compared as they are
/// written; only the port of a numeric loopback address is free, since programs take what they get.
pub fn redirect_matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    let (Ok(known), Ok(url)) = (Url::parse(registered), Url::parse(asked)) else { return false };
    let numeric = matches!(known.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)));
    if known.scheme() != "http" || !numeric || !on_own_machine(&known) {
        return false;
    }
    // Both without their port must be written alike.
    let bare = |text: &str, url: &Url| {
        let rest = text.strip_prefix("http://")?;
        let host = url.host_str()?;
        let behind = rest.strip_prefix(host)?;
        let behind = match behind.strip_prefix(':') {
            Some(port) => port.trim_start_matches(|digit: char| digit.is_ascii_digit()),
            None => behind,
        };
        Some(format!("{host}{behind}"))
    };
    bare(registered, &known).is_some_and(|known| bare(asked, &url) == Some(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_users_may_be_sent() {
        for (address, sound) in [
            ("https://app.example/back", true),
            ("https://app.example:8443/back?x=1", true),
            ("http://127.0.0.1/back", true),
            ("http://127.0.0.1:9000/back", true),
            ("http://[::1]/back", true),
            ("http://localhost:3000/back", true),
            ("com.example.app:/back", true),
            ("http://app.example/back", false),
            ("https://app.example/back#x", false),
            ("https://app.example/back#", false),
            ("https://user@app.example/back", false),
            ("https://*.example/back", false),
            ("https://app.example/b\u{e5}ck", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("app:/back", false),
            ("/back", false),
            ("", false),
            ("https://app.example\\@evil.example/", false),
        ] {
            assert_eq!(redirect_is_sound(address).is_ok(), sound, "{address}");
        }
    }

    #[test]
    fn only_the_port_of_a_loopback_address_is_free() {
        for (registered, asked, same) in [
            ("https://a.example/b", "https://a.example/b", true),
            ("https://a.example/b", "https://a.example/b/", false),
            ("https://a.example/b", "https://a.example/b?x=1", false),
            ("https://a.example/b", "https://a.example/bc", false),
            ("https://a.example/b", "https://a.example:444/b", false),
            ("https://a.example/b", "https://A.example/b", false),
            ("https://a.example/b", "https://a.example.evil.example/b", false),
            ("https://a.example/b", "https://a.example/b#x", false),
            ("http://127.0.0.1/b", "http://127.0.0.1:5000/b", true),
            ("http://127.0.0.1:1/b", "http://127.0.0.1:5000/b", true),
            ("http://127.0.0.1:1/b", "http://127.0.0.1/b", true),
            ("http://[::1]/b", "http://[::1]:5000/b", true),
            ("http://127.0.0.1/b", "http://127.0.0.1:5000/c", false),
            ("http://127.0.0.1/b", "http://127.0.0.1:5000/b#x", false),
            ("http://127.0.0.1/b", "http://127.0.0.1:5000@evil.example/b", false),
            ("http://127.0.0.1/b", "http://127.0.0.2:5000/b", false),
            ("http://127.0.0.1/b", "https://127.0.0.1:5000/b", false),
            ("http://127.0.0.1/b", "http://127.0.0.1.evil.example/b", false),
            ("http://localhost/b", "http://localhost:5000/b", false),
        ] {
            assert_eq!(redirect_matches(registered, asked), same, "{registered} {asked}");
        }
    }
}
