//! Who a browser belongs to: one cookie, and the token that forms carry to prove they are ours.
//!
//! The cookie of a visitor is random and kept nowhere; that of somebody who signed in names the
//! tenant and a sign-in. It is another one after each step, so none that was planted is of use. The
//! forms' token is made from the cookie, which other sites can neither read nor, with `__Host-`, set.
use crm::identity::sign_ins::{self, SignIn};
use engine::access;
use engine::api::Reply;
use engine::problem::Problem;
use http::HeaderValue;
use http::header::{COOKIE, SET_COOKIE};

use super::form::Form;
use super::{Auth, Visit, same};

/// What a browser shows.
#[derive(Debug, Clone)]
pub(super) struct Browser {
    value: String,
    /// Whether the browser does not have the cookie yet.
    new: bool,
    /// The sign-in, and its tenant.
    sign_in: Option<(i64, SignIn)>,
}

fn cookie_name(visit: &Visit) -> &'static str {
    // Browsers take such a name from this host only, and only if it is encrypted.
    if visit.is_encrypted() { "__Host-stratus" } else { "stratus" }
}

/// The cookie that a browser sends.
fn sent(visit: &Visit) -> Option<String> {
    let name = cookie_name(visit);
    let lines = visit.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| known.trim() == name)?;
    let value = value.trim();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    ((32..=128).contains(&value.len()) && value.bytes().all(fits)).then(|| value.to_owned())
}

impl Browser {
    /// The browser of a request.
    pub(super) async fn of(auth: &Auth, visit: &Visit) -> Result<Browser, Problem> {
        let Some(value) = sent(visit) else {
            let value = format!("0.{}", access::secret("")?);
            return Ok(Browser { value, new: true, sign_in: None });
        };
        let sign_in = match parts(&value) {
            None => None,
            Some((tenant, secret)) => {
                let secret = secret.to_owned();
                let shown = auth.read(tenant, move |work| {
                    Ok(match access::is_open(work.tx, tenant)? {
                        true => sign_ins::shown(work, &secret)?,
                        false => None,
                    })
                });
                shown.await?.map(|found| (tenant, found))
            }
        };
        Ok(Browser { value, new: false, sign_in })
    }

    /// The browser as it will be with the cookie of a sign-in.
    pub(super) fn signed_in_with(tenant: i64, secret: &str) -> Browser {
        Browser { value: cookie_of(tenant, secret), new: false, sign_in: None }
    }

    /// Who signed in, where only a tenant's own users count if there is one.
    pub(super) fn who(&self, tenant: Option<i64>) -> Option<(i64, &SignIn)> {
        self.signed_in(tenant).filter(|(_, found)| found.proved)
    }

    /// Who has shown the password, and not yet the second factor.
    pub(super) fn half(&self, tenant: Option<i64>) -> Option<(i64, &SignIn)> {
        self.signed_in(tenant).filter(|(_, found)| !found.proved)
    }

    fn signed_in(&self, tenant: Option<i64>) -> Option<(i64, &SignIn)> {
        let (of, found) = self.sign_in.as_ref()?;
        tenant.is_none_or(|tenant| tenant == *of).then_some((*of, found))
    }

    /// The sign-in whatever its tenant, and that one.
    pub(super) fn any(&self) -> Option<(i64, &SignIn)> {
        self.signed_in(None)
    }

    /// What the forms on a page carry.
    pub(super) fn csrf(&self) -> String {
        access::hash(&format!("form {}", self.value))
    }

    /// Whether a form comes from a page that this browser got from us.
    pub(super) fn confirms(&self, form: &Form) -> bool {
        !self.new && form.get("csrf").is_some_and(|token| same(token, &self.csrf()))
    }

    /// Lets the browser have the cookie that a page goes with.
    pub(super) fn keep(&self, visit: &Visit, reply: &mut Reply) -> Result<(), Problem> {
        if self.new { set(visit, reply, &self.value, "") } else { Ok(()) }
    }
}

/// The tenant and the secret of a cookie of somebody who signed in.
fn parts(value: &str) -> Option<(i64, &str)> {
    let (tenant, secret) = value.split_once('.')?;
    let tenant = engine::work::path_number(tenant).filter(|tenant| *tenant > 0)?;
    Some((tenant, secret))
}

/// Lets the browser have the cookie of a sign-in.
pub(super) fn sign_in(
    visit: &Visit,
    reply: &mut Reply,
    tenant: i64,
    secret: &str,
) -> Result<(), Problem> {
    set(visit, reply, &cookie_of(tenant, secret), "")
}

fn cookie_of(tenant: i64, secret: &str) -> String {
    format!("{tenant}.{secret}")
}

/// Takes the cookie away.
pub(super) fn forget(visit: &Visit, reply: &mut Reply) -> Result<(), Problem> {
    set(visit, reply, "", "; Max-Age=0")
}

fn set(visit: &Visit, reply: &mut Reply, value: &str, more: &str) -> Result<(), Problem> {
    let name = cookie_name(visit);
    let secure = if visit.is_encrypted() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    let text = HeaderValue::from_str(&text)
        .map_err(|_| Problem::Internal("a cookie does not fit a header".to_owned()))?;
    reply.headers.append(SET_COOKIE, text);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::{HeaderMap, Method, StatusCode};

    use super::*;
    use crate::auth::Route;

    fn visit(issuer: &str, cookie: &str) -> Visit {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        Visit {
            route: Route::Security,
            method: Method::GET,
            closed: false,
            query: None,
            headers,
            body: Bytes::new(),
            from: None,
            issuer: Arc::from(issuer),
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let long = "1.".to_owned() + &"a".repeat(64);
        for (cookie, found) in [
            (format!("a=b; stratus={long}; c=d"), true),
            (format!("stratus={long}"), true),
            (format!("xstratus={long}"), false),
            ("stratus=".to_owned(), false),
            ("stratus=short".to_owned(), false),
            (format!("stratus={long}\"<"), false),
            (format!("__Host-stratus={long}"), false),
        ] {
            let sent = sent(&visit("http://127.0.0.1:8080", &cookie));
            assert_eq!(sent, found.then(|| long.clone()), "{cookie}");
        }
        let encrypted = visit("https://crm.example", &format!("__Host-stratus={long}"));
        assert_eq!(sent(&encrypted), Some(long));
    }

    #[test]
    fn encrypted_cookies_stay_with_their_host() {
        for (issuer, start, secure) in [
            ("https://crm.example", "__Host-stratus=1.x; Path=/; HttpOnly; SameSite=Lax", true),
            ("http://localhost:8080", "stratus=1.x; Path=/; HttpOnly; SameSite=Lax", false),
        ] {
            let mut reply = super::super::reply::bare(StatusCode::OK);
            sign_in(&visit(issuer, "a=b"), &mut reply, 1, "x").unwrap();
            let text = reply.headers[SET_COOKIE].to_str().unwrap();
            assert!(text.starts_with(start), "{text}");
            assert_eq!(text.contains("; Secure"), secure, "{text}");
        }
    }

    #[test]
    fn cookies_of_visitors_name_nobody() {
        assert_eq!(parts("0.abc"), None);
        assert_eq!(parts("-1.abc"), None);
        assert_eq!(parts("abc"), None);
        assert_eq!(parts("12.abc"), Some((12, "abc")));
    }
}
