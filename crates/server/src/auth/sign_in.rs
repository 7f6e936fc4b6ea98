//! Signing in: password, then the second factor where there is one.
//!
//! Whether an address is known shows neither in what is answered nor in how long it takes.
use crm::identity::{credentials, sign_ins};
use engine::access;
use engine::api::Reply;
use engine::problem::Problem;
use engine::store::Tx;
use engine::work::Event;
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use minijinja::context;
use std::net::IpAddr;
use std::time::Duration;

use super::attempts::Key;
use super::browser::{self, Browser};
use super::form::Form;
use super::pages::Page;
use super::reply::see_other;
use super::words::Words;
use super::{Auth, Visit, now, second_factor, work};
use crate::people;

/// How long the second factor may take, in milliseconds.
const HALF_LASTS: i64 = 600_000;

/// The page that somebody who has not signed in wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door<'a> {
    /// The only tenant whose users come in.
    pub(super) tenant: Option<i64>,
    /// The client that sends them.
    pub(super) client: Option<&'a str>,
    /// Where its forms lead in the end.
    pub(super) leads_to: Option<&'a str>,
}

/// What is wrong with what was sent before.
#[derive(Debug, Clone, Copy)]
enum Notice {
    None,
    Wrong,
    Stale,
    Wait(Duration),
}

impl Notice {
    fn status(self) -> StatusCode {
        match self {
            Notice::None => StatusCode::OK,
            Notice::Wrong => StatusCode::BAD_REQUEST,
            Notice::Stale => StatusCode::FORBIDDEN,
            Notice::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn text(self, words: &Words, wrong: &str) -> Option<String> {
        match self {
            Notice::None => None,
            Notice::Wrong => Some(wrong.to_owned()),
            Notice::Stale => Some(words.stale.to_owned()),
            Notice::Wait(time) => Some(waiting(words, time)),
        }
    }
}

/// What somebody is told who has to wait.
pub(super) fn waiting(words: &Words, time: Duration) -> String {
    format!("{} {} {}", words.wait, seconds(time), words.seconds)
}

fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// The page that asks for what is missing.
pub(super) fn page(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
) -> Result<Reply, Problem> {
    ask(auth, visit, browser, door, Notice::None, &Form::default())
}

/// The same after a form that did not come from it.
pub(super) fn stale(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
) -> Result<Reply, Problem> {
    ask(auth, visit, browser, door, Notice::Stale, &Form::default())
}

fn ask(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    notice: Notice,
    form: &Form,
) -> Result<Reply, Problem> {
    let words = Words::of(&visit.headers);
    let (action, csrf) = (visit.here(), browser.csrf());
    let (name, values) = match browser.half(door.tenant) {
        Some((_, half)) => {
            let bad = notice.text(words, words.code_wrong);
            let values = context! {
                action, csrf, bad, who => half.email.as_str(), leave => words.not_you
            };
            ("code.html", values)
        }
        None => {
            let bad = notice.text(words, words.wrong);
            let values = context! {
                action, csrf, bad, client => door.client,
                ask_organisation => door.tenant.is_none(),
                email => form.get("email"), organisation => form.get("organisation"),
            };
            ("sign_in.html", values)
        }
    };
    let page = Page { name, status: notice.status(), values, leads_to: door.leads_to };
    let mut reply = auth.pages.render(visit, &page)?;
    if let Notice::Wait(time) = notice {
        reply.headers.insert(RETRY_AFTER, HeaderValue::from(seconds(time)));
    }
    browser.keep(visit, &mut reply)?;
    Ok(reply)
}

/// Does what a form asks for, if it is about signing in or out. The form is known to be ours.
pub(super) async fn step(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    form: &Form,
) -> Result<Option<Reply>, Problem> {
    match form.get("step") {
        Some("password") => password(auth, visit, browser, door, form).await.map(Some),
        Some("code") => code(auth, visit, browser, door, form).await.map(Some),
        Some("sign-out") => sign_out(auth, visit, browser).await.map(Some),
        _ => Ok(None),
    }
}

async fn password(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    form: &Form,
) -> Result<Reply, Problem> {
    let email = form.get("email").unwrap_or_default().to_owned();
    let password = form.get("password").unwrap_or_default().to_owned();
    let named = form.get("organisation").and_then(|text| text.trim().parse().ok());
    let tenant = door.tenant.or(named);
    let account = Key::account(tenant, &email);
    if let Err(time) = attempt(auth, visit, account) {
        return ask(auth, visit, browser, door, Notice::Wait(time), form);
    }
    let found = find(auth, tenant, email).await?;
    let hash = found.as_ref().and_then(|found| found.password.clone());
    let right = auth.passwords.verify(password, hash).await?;
    let Some(found) = found.as_ref().filter(|_| right) else {
        tracing::info!(tenant, "a sign-in was refused");
        if let Some(found) = found {
            auth.note_refusal(visit, found.tenant, found.user);
        }
        return ask(auth, visit, browser, door, Notice::Wrong, form);
    };
    succeeded(auth, visit, account);
    let proved = !found.second_factor;
    let lasts = if proved { auth.sign_in_lasts } else { HALF_LASTS };
    enter(auth, visit, browser, (found.tenant, found.user), proved, lasts).await
}

/// Counts an attempt, or says how long to wait instead.
pub(super) fn attempt(auth: &Auth, visit: &Visit, key: Key) -> Result<(), Duration> {
    let mut keys = vec![key];
    keys.extend(visit.from.map(Key::address));
    auth.attempts.make(&keys, now())
}

/// Forgets the attempts before a success.
pub(super) fn succeeded(auth: &Auth, visit: &Visit, key: Key) {
    auth.attempts.forgive(key, visit.from.map(Key::address));
}

/// Somebody who may be signing in.
struct Found {
    tenant: i64,
    user: i64,
    password: Option<String>,
    second_factor: bool,
}

/// The one active user of an e-mail address, in a tenant or in all of them.
async fn find(auth: &Auth, tenant: Option<i64>, email: String) -> Result<Option<Found>, Problem> {
    // Where a tenant is not known, any will do for the transaction: it reads across them.
    let found = auth.read(tenant.unwrap_or_default(), move |work| {
        let tenant = match tenant {
            Some(tenant) => tenant,
            None => match people::tenants_of(work.tx, &email)?.as_slice() {
                [one] => *one,
                _ => return Ok(None),
            },
        };
        work.session = access::Session::of_server(tenant);
        if !access::is_open(work.tx, tenant)? {
            return Ok(None);
        }
        let Some(user) = credentials::user_of(work, &email)? else { return Ok(None) };
        let known = credentials::of(work, user)?;
        let second_factor = known.totp.is_some();
        Ok(Some(Found { tenant, user, password: known.password, second_factor }))
    });
    found.await
}

/// Begins a sign-in in the place of the one the browser shows, and sends it back to its page.
async fn enter(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    (tenant, user): (i64, i64),
    proved: bool,
    lasts: i64,
) -> Result<Reply, Problem> {
    end(auth, browser).await?;
    let address = visit.from;
    let begun = auth.write(tenant, move |work| {
        if proved {
            work.note(&about_sign_in(user, "signed in", address))?;
        }
        sign_ins::begin(work, user, proved, lasts)
    });
    let secret = begun.await?;
    if proved {
        tracing::info!(tenant, user, "signed in");
    }
    let mut reply = see_other(&visit.here())?;
    browser::sign_in(visit, &mut reply, tenant, &secret)?;
    Ok(reply)
}

/// What the audit trail keeps of a sign-in.
fn about_sign_in(user: i64, what: &str, address: Option<IpAddr>) -> Event<'_> {
    let (subject, user) = (Some(user), Some(user));
    Event { what, kind: "users", subject, user, address, ..Event::default() }
}

impl Auth {
    /// Writes down that somebody was refused who said to be a user. Nobody waits for it: that would
    /// tell by the time it takes whether there is such a user.
    fn note_refusal(&self, visit: &Visit, tenant: i64, user: i64) {
        let (api, address) = (self.api.clone(), visit.from);
        tokio::spawn(async move {
            let store = api.store().clone();
            let note = move |tx: &mut dyn Tx| {
                tx.lock(tenant)?;
                work(tx, &api, tenant).note(&about_sign_in(user, "sign-in refused", address))
            };
            if let Err(problem) = store.write(note).await {
                tracing::error!(?problem, tenant, user, "a refused sign-in was not written down");
            }
        });
    }
}

async fn end(auth: &Auth, browser: &Browser) -> Result<(), Problem> {
    match browser.any() {
        Some((tenant, before)) => {
            let before = before.id;
            auth.write(tenant, move |work| sign_ins::end(work, before)).await
        }
        None => Ok(()),
    }
}

async fn code(
    auth: &Auth,
    visit: &Visit,
    browser: &Browser,
    door: Door<'_>,
    form: &Form,
) -> Result<Reply, Problem> {
    let Some((tenant, half)) = browser.half(door.tenant) else {
        return stale(auth, visit, browser, door);
    };
    let user = half.user;
    let key = Key::user(tenant, user);
    if let Err(time) = attempt(auth, visit, key) {
        return ask(auth, visit, browser, door, Notice::Wait(time), form);
    }
    let code = form.get("code").unwrap_or_default().to_owned();
    let right = auth.write(tenant, move |work| {
        let Some(secret) = credentials::of(work, user)?.totp else { return Ok(false) };
        match second_factor::step_of(&secret, &code, work.now)? {
            Some(step) => credentials::use_step(work, user, step),
            None => credentials::use_recovery(work, user, &code),
        }
    });
    if !right.await? {
        tracing::info!(tenant, user, "a second factor was refused");
        auth.note_refusal(visit, tenant, user);
        return ask(auth, visit, browser, door, Notice::Wrong, form);
    }
    succeeded(auth, visit, key);
    enter(auth, visit, browser, (tenant, user), true, auth.sign_in_lasts).await
}

async fn sign_out(auth: &Auth, visit: &Visit, browser: &Browser) -> Result<Reply, Problem> {
    end(auth, browser).await?;
    let mut reply = see_other(&visit.here())?;
    browser::forget(visit, &mut reply)?;
    Ok(reply)
}
