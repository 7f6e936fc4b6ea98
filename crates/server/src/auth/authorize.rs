//! Where users let clients in: `/oauth/authorize` (RFC 6749, section 4.1).
use crm::identity::clients::{CODE, Client};
use crm::identity::grants::{self, Agreed};
use crm::identity::redirect_matches;
use engine::access::Scope;
use engine::api::Reply;
use engine::problem::Problem;
use http::{Method, StatusCode};
use minijinja::context;
use url::{Host, Url, form_urlencoded};

use super::browser::Browser;
use super::client::{Asking, named};
use super::form::Form;
use super::pages::Page;
use super::reply::{bare, see_other, wrong_method};
use super::sign_in::{self, Door};
use super::token::within;
use super::words::Words;
use super::{Auth, Visit};

/// What a client wants of a user.
#[derive(Debug, Clone)]
struct Asked {
    back: Back,
    scopes: Vec<Scope>,
    challenge: String,
}

/// Where the user is sent back to.
#[derive(Debug, Clone)]
struct Back {
    asking: Asking,
    redirect: String,
    /// Whether the client named the address itself.
    named: bool,
    state: Option<String>,
}

/// What is wrong with what a client wants.
enum Wrong {
    /// It is not known where to go back to, so the user is told.
    Told(&'static str),
    /// The client is told.
    Back(Box<Back>, &'static str, &'static str),
}

pub(super) async fn answer(auth: &Auth, visit: &Visit) -> Result<Reply, Problem> {
    if visit.method == Method::OPTIONS {
        return Ok(bare(StatusCode::NO_CONTENT));
    }
    if !visit.reads() && visit.method != Method::POST {
        return Ok(wrong_method("GET, HEAD, POST"));
    }
    let asked = match read(auth, visit).await? {
        Ok(asked) => asked,
        Err(Wrong::Told(what)) => return auth.pages.error(visit, what),
        Err(Wrong::Back(back, error, description)) => {
            let client = &back.asking.client.identifier;
            tracing::info!(client, error, description, "a client was refused");
            let told = [("error", error), ("error_description", description)];
            return back.send(visit, &told);
        }
    };
    let Asking { tenant, client } = &asked.back.asking;
    let leads_to = source_of(&asked.back.redirect);
    let door =
        Door { tenant: Some(*tenant), client: Some(&client.name), leads_to: Some(&leads_to) };
    let browser = Browser::of(auth, visit).await?;
    if visit.method == Method::POST {
        return posted(auth, visit, &browser, door, &asked).await;
    }
    let Some((_, who)) = browser.who(door.tenant) else {
        return sign_in::page(auth, visit, &browser, door);
    };
    let (user, id, scopes) = (who.user, client.id, asked.scopes.clone());
    let agreed = auth.read(*tenant, move |work| grants::consented(work, user, id, &scopes));
    if asked.back.is_assured() && agreed.await? {
        return grant(auth, visit, user, &asked, false).await;
    }
    consent(auth, visit, &browser, door, &asked, None)
}

async fn posted(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    asked: &Asked,
) -> Result<Reply, Problem> {
    let form = Form::of_body(&visit.headers, &visit.body).unwrap_or_default();
    let who = browser.who(door.tenant);
    if !browser.confirms(&form) || form.repeated().is_some() {
        return match who {
            Some(_) => {
                let words = Words::of(&visit.headers);
                consent(auth, visit, browser, door, asked, Some(words.stale))
            }
            None => sign_in::stale(auth, visit, browser, door),
        };
    }
    if let Some(reply) = sign_in::step(auth, visit, browser, door, &form).await? {
        return Ok(reply);
    }
    let Some((_, who)) = who else { return sign_in::stale(auth, visit, browser, door) };
    match (form.get("step"), form.get("decision")) {
        (Some("consent"), Some("allow")) => grant(auth, visit, who.user, asked, true).await,
        (Some("consent"), Some("deny")) => {
            let told = [
                ("error", "access_denied"),
                ("error_description", "The user did not let the client in."),
            ];
            asked.back.send(visit, &told)
        }
        _ => consent(auth, visit, browser, door, asked, None),
    }
}

/// Asks the user.
fn consent(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    asked: &Asked,
    bad: Option<&str>,
) -> Result<Reply, Problem> {
    let words = Words::of(&visit.headers);
    let furthest = asked.scopes.last().copied().unwrap_or(Scope::Read);
    let may: Vec<&str> = [
        (Scope::Read, words.may_read),
        (Scope::Write, words.may_write),
        (Scope::Admin, words.may_admin),
    ]
    .into_iter()
    .filter(|(scope, _)| *scope <= furthest)
    .map(|(_, text)| text)
    .collect();
    let who = browser.who(door.tenant).map(|(_, who)| format!("{} ({})", who.name, who.email));
    let values = context! {
        client => door.client, may, who, bad, leave => words.not_you,
        action => visit.here(), csrf => browser.csrf(), place => place_of(&asked.back.redirect),
    };
    let status = if bad.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let page = Page { name: "consent.html", status, values, leads_to: door.leads_to };
    auth.pages.render(visit, &page)
}

/// Lets the client in, and sends the user back with a code.
async fn grant(
    auth: &Auth,
    visit: &Visit,
    user: i64,
    asked: &Asked,
    said_so: bool,
) -> Result<Reply, Problem> {
    let Asking { tenant, client } = asked.back.asking.clone();
    let (wanted, lifetimes) = (asked.clone(), auth.lifetimes);
    let remembered = said_so && asked.back.is_assured();
    let begun = auth.write(tenant, move |work| {
        if remembered {
            grants::remember(work, user, client.id, &wanted.scopes)?;
        }
        let agreed = Agreed {
            user,
            scopes: &wanted.scopes,
            redirect: wanted.back.named.then_some(wanted.back.redirect.as_str()),
            challenge: &wanted.challenge,
        };
        grants::begin(work, &client, &agreed, lifetimes)
    });
    let code = begun.await?;
    asked.back.send(visit, &[("code", &code)])
}

/// Reads what a client wants. Nobody is sent anywhere before the client and the address are known
/// to belong together.
async fn read(auth: &Auth, visit: &Visit) -> Result<Result<Asked, Wrong>, Problem> {
    let words = Words::of(&visit.headers);
    let Ok(form) = Form::of_query(visit.query.as_deref()) else {
        return Ok(Err(Wrong::Told(words.error_request)));
    };
    if form.repeats("client_id") || form.repeats("redirect_uri") {
        return Ok(Err(Wrong::Told(words.error_request)));
    }
    let asking = match form.get("client_id") {
        Some(identifier) => named(auth, identifier).await?,
        None => None,
    };
    let Some(asking) = asking else { return Ok(Err(Wrong::Told(words.error_client))) };
    let redirects = &asking.client.redirects;
    let redirect = match (form.get("redirect_uri"), redirects.as_slice()) {
        (Some(asked), known) if known.iter().any(|known| redirect_matches(known, asked)) => {
            asked.to_owned()
        }
        // A client with one address need not name it.
        (None, [only]) => only.clone(),
        _ => return Ok(Err(Wrong::Told(words.error_redirect))),
    };
    let back = Back {
        asking,
        redirect,
        named: form.get("redirect_uri").is_some(),
        state: form.get("state").map(str::to_owned),
    };
    Ok(match wanted(&form, &back.asking.client) {
        Ok((scopes, challenge)) => Ok(Asked { back, scopes, challenge }),
        Err((error, description)) => Err(Wrong::Back(Box::new(back), error, description)),
    })
}

/// The scopes and the challenge that are asked for.
fn wanted(
    form: &Form,
    client: &Client,
) -> Result<(Vec<Scope>, String), (&'static str, &'static str)> {
    let invalid = |description| ("invalid_request", description);
    if form.repeated().is_some() {
        return Err(invalid("A parameter is there more than once."));
    }
    match form.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code.")),
        None => return Err(invalid("response_type is missing.")),
    }
    if !client.may(CODE) {
        return Err(("unauthorized_client", "The client may not ask this way."));
    }
    if form.get("request").is_some() || form.get("request_uri").is_some() {
        return Err(("request_not_supported", "Requests are taken as parameters only."));
    }
    let scopes = within(form.get("scope").unwrap_or(Scope::Read.name()), client)
        .map_err(|refused| (refused.error, refused.description))?;
    let Some(challenge) = form.get("code_challenge") else {
        return Err(invalid("code_challenge is missing (RFC 7636)."));
    };
    // Left out, the method would be plain.
    if form.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method must be S256."));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != 43 || !challenge.bytes().all(fits) {
        return Err(invalid("code_challenge is no SHA-256 in base64url."));
    }
    Ok((scopes, challenge.to_owned()))
}

impl Back {
    /// Sends the user back, with the client's state and who says so (RFC 9207).
    fn send(&self, visit: &Visit, told: &[(&str, &str)]) -> Result<Reply, Problem> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(told);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", &visit.issuer);
        let redirect = &self.redirect;
        let joint = match redirect.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        see_other(&format!("{redirect}{joint}{}", query.finish()))
    }

    /// Whether nobody but the client gets what is sent there, so that a user who agreed once need
    /// not be asked again (RFC 8252, section 8.6).
    fn is_assured(&self) -> bool {
        self.redirect.starts_with("https://")
    }
}

/// An address as a source of a content security policy. Browsers hold forms to it all the way.
fn source_of(redirect: &str) -> String {
    let Ok(url) = Url::parse(redirect) else { return String::new() };
    match (url.host(), url.port()) {
        // Such hosts cannot be named there.
        (Some(Host::Ipv6(_)) | None, _) => format!("{}:", url.scheme()),
        (Some(host), Some(port)) => format!("{}://{host}:{port}", url.scheme()),
        (Some(host), None) => format!("{}://{host}", url.scheme()),
    }
}

/// An address as people know it.
fn place_of(redirect: &str) -> String {
    match Url::parse(redirect) {
        Ok(url) => url.host_str().unwrap_or(url.scheme()).to_owned(),
        Err(_) => redirect.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_sources() {
        for (redirect, source, place) in [
            ("https://app.example/back?x=1", "https://app.example", "app.example"),
            ("https://app.example:8443/", "https://app.example:8443", "app.example"),
            ("http://127.0.0.1:5000/back", "http://127.0.0.1:5000", "127.0.0.1"),
            ("http://[::1]:5000/back", "http:", "[::1]"),
            ("com.example.app:/back", "com.example.app:", "com.example.app"),
        ] {
            assert_eq!(source_of(redirect), source);
            assert_eq!(place_of(redirect), place);
        }
    }
}
