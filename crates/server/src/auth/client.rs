//! Which client asks, and whether it is that one (RFC 6749, section 2.3).
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crm::identity::clients::{self, Client};
use engine::access;
use engine::problem::Problem;
use http::header::AUTHORIZATION;

use super::form::Form;
use super::reply::Refused;
use super::{Auth, Visit};

/// A client and the tenant it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    pub(super) tenant: i64,
    pub(super) client: Client,
}

/// The client of a name, if it may ask.
pub(super) async fn named(auth: &Auth, identifier: &str) -> Result<Option<Asking>, Problem> {
    let Some(tenant) = clients::tenant_of(identifier) else { return Ok(None) };
    let identifier = identifier.to_owned();
    let found = auth.read(tenant, move |work| {
        Ok(match access::is_open(work.tx, tenant)? {
            true => clients::named(work, &identifier)?,
            false => None,
        })
    });
    Ok(found.await?.map(|client| Asking { tenant, client }))
}

/// What a client says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    identifier: String,
    secret: Option<String>,
}

fn said(visit: &Visit, form: &Form) -> Result<Said, Refused> {
    let (identifier, secret) = (form.get("client_id"), form.get("client_secret"));
    let Some(header) = visit.headers.get(AUTHORIZATION) else {
        let Some(identifier) = identifier else {
            return Err(Refused::client("The client did not say who it is."));
        };
        return Ok(Said { identifier: identifier.to_owned(), secret: secret.map(str::to_owned) });
    };
    let Some((known, proof)) = header.to_str().ok().and_then(basic) else {
        return Err(Refused::client("Clients authenticate with Basic, or in the form."));
    };
    if secret.is_some() || identifier.is_some_and(|identifier| identifier != known) {
        return Err(Refused::request("The client authenticates in two ways at once."));
    }
    Ok(Said { identifier: known, secret: Some(proof) })
}

/// The two parts of a Basic header, each of which is encoded as in a form before (section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, coded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (identifier, secret) = text.split_once(':')?;
    let plain = |part: &str| {
        let form = Form::of_query(Some(&format!("part={part}"))).ok()?;
        form.get("part").map(str::to_owned)
    };
    Some((plain(identifier)?, plain(secret)?))
}

/// The client that asks, once it has shown to be that one. A public one has nothing to show.
pub(super) async fn authenticated(
    auth: &Auth,
    visit: &Visit,
    form: &Form,
) -> Result<Result<Asking, Refused>, Problem> {
    let said = match said(visit, form) {
        Ok(said) => said,
        Err(refused) => return Ok(Err(refused)),
    };
    // Nothing tells an unknown client from one with a wrong secret.
    let wrong = Refused::client("The client is not known, or its secret is not right.");
    let Some(asking) = named(auth, &said.identifier).await? else { return Ok(Err(wrong)) };
    let proven = match said.secret {
        Some(secret) => !asking.client.public && asking.client.proves(&secret),
        None => asking.client.public,
    };
    if !proven {
        tracing::warn!(client = asking.client.identifier, "a client did not prove who it is");
        return Ok(Err(wrong));
    }
    Ok(Ok(asking))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_headers() {
        let coded = |text: &str| format!("Basic {}", STANDARD.encode(text));
        for (header, parts) in [
            (coded("1-ab:hush"), Some(("1-ab", "hush"))),
            (coded("1-ab:hu%3Ash+x"), Some(("1-ab", "hu:sh x"))),
            (coded("1-ab:"), None),
            (coded(":hush"), None),
            (coded("1-ab"), None),
            ("Basic !!".to_owned(), None),
            ("Bearer abc".to_owned(), None),
            ("Basic".to_owned(), None),
        ] {
            let found = basic(&header);
            let found = found.as_ref().map(|(one, other)| (one.as_str(), other.as_str()));
            assert_eq!(found, parts, "{header}");
        }
    }
}
