//! Where users look after their password and second factor: `/account/security`.
use crm::identity::{credentials, sign_ins};
use engine::api::Reply;
use engine::problem::Problem;
use http::{Method, StatusCode};
use minijinja::{Value, context};

use super::attempts::Key;
use super::browser::{self, Browser};
use super::form::Form;
use super::pages::Page;
use super::passwords::{self, Unfit};
use super::reply::{bare, wrong_method};
use super::sign_in::{self, Door, attempt, succeeded};
use super::words::Words;
use super::{Auth, Visit, second_factor};

const DOOR: Door<'static> = Door { tenant: None, client: None, leads_to: None };

/// Somebody who has signed in.
struct Owner<'a> {
    auth: &'a Auth,
    visit: &'a Visit,
    browser: &'a Browser,
    words: &'static Words,
    tenant: i64,
    user: i64,
    email: String,
}

/// What is told at the top of the page.
#[derive(Default)]
struct Told {
    bad: Option<String>,
    good: Option<&'static str>,
    status: StatusCode,
}

pub(super) async fn answer(auth: &Auth, visit: &Visit) -> Result<Reply, Problem> {
    if visit.method == Method::OPTIONS {
        return Ok(bare(StatusCode::NO_CONTENT));
    }
    if !visit.reads() && visit.method != Method::POST {
        return Ok(wrong_method("GET, HEAD, POST"));
    }
    let browser = Browser::of(auth, visit).await?;
    let words = Words::of(&visit.headers);
    let owner = browser.who(None).map(|(tenant, who)| Owner {
        auth,
        visit,
        browser: &browser,
        words,
        tenant,
        user: who.user,
        email: who.email.clone(),
    });
    if visit.reads() {
        return match owner {
            Some(owner) => owner.page(Told::default()).await,
            None => sign_in::page(auth, visit, &browser, DOOR),
        };
    }
    let form = Form::of_body(&visit.headers, &visit.body).unwrap_or_default();
    if !browser.confirms(&form) || form.repeated().is_some() {
        return match owner {
            Some(owner) => owner.refuse(words.stale, StatusCode::FORBIDDEN).await,
            None => sign_in::stale(auth, visit, &browser, DOOR),
        };
    }
    if let Some(reply) = sign_in::step(auth, visit, &browser, DOOR, &form).await? {
        return Ok(reply);
    }
    let Some(owner) = owner else { return sign_in::stale(auth, visit, &browser, DOOR) };
    match form.get("step") {
        Some("change-password") => owner.change_password(&form).await,
        Some("begin-factor") => owner.begin_factor(&form).await,
        Some("accept-factor") => owner.accept_factor(&form).await,
        Some("remove-factor") => owner.remove_factor(&form).await,
        _ => owner.page(Told::default()).await,
    }
}

impl Owner<'_> {
    fn render(
        &self,
        name: &'static str,
        status: StatusCode,
        more: Value,
    ) -> Result<Reply, Problem> {
        let values = context! {
            action => self.visit.here(), csrf => self.browser.csrf(), who => self.email.as_str(),
            leave => self.words.sign_out, ..more
        };
        let page = Page { name, status, values, leads_to: None };
        self.auth.pages.render(self.visit, &page)
    }

    async fn page(&self, told: Told) -> Result<Reply, Problem> {
        let user = self.user;
        let known = self.auth.read(self.tenant, move |work| credentials::of(work, user)).await?;
        let more = context! {
            bad => told.bad, good => told.good, email => self.email.as_str(),
            factor => known.totp.is_some(), left => known.recovery,
        };
        self.render("security.html", told.status, more)
    }

    async fn refuse(&self, why: &str, status: StatusCode) -> Result<Reply, Problem> {
        self.page(Told { bad: Some(why.to_owned()), status, ..Told::default() }).await
    }

    async fn done(&self, what: &'static str) -> Result<Reply, Problem> {
        self.page(Told { good: Some(what), ..Told::default() }).await
    }

    /// Whether the current password is shown; if not, what is answered.
    async fn proves(&self, form: &Form) -> Result<Option<Reply>, Problem> {
        let key = Key::user(self.tenant, self.user);
        if let Err(time) = attempt(self.auth, self.visit, key) {
            let why = sign_in::waiting(self.words, time);
            return self.refuse(&why, StatusCode::TOO_MANY_REQUESTS).await.map(Some);
        }
        let user = self.user;
        let known = self.auth.read(self.tenant, move |work| credentials::of(work, user)).await?;
        let password = form.get("password").unwrap_or_default().to_owned();
        if !self.auth.passwords.verify(password, known.password).await? {
            let why = self.words.password_wrong;
            return self.refuse(why, StatusCode::BAD_REQUEST).await.map(Some);
        }
        succeeded(self.auth, self.visit, key);
        Ok(None)
    }

    async fn change_password(&self, form: &Form) -> Result<Reply, Problem> {
        if let Some(refused) = self.proves(form).await? {
            return Ok(refused);
        }
        let new = form.get("new").unwrap_or_default().to_owned();
        if let Err(unfit) = passwords::fit(&new, &self.email) {
            let why = match unfit {
                Unfit::Short => self.words.password_short,
                Unfit::Long => self.words.password_long,
                Unfit::Known => self.words.password_known,
            };
            return self.refuse(why, StatusCode::BAD_REQUEST).await;
        }
        let hash = self.auth.passwords.hash(new).await?;
        let (tenant, user, lasts) = (self.tenant, self.user, self.auth.sign_in_lasts);
        let secret = self.auth.write(tenant, move |work| {
            credentials::set_password(work, user, Some(&hash))?;
            // Everybody is signed out, and this browser in again.
            sign_ins::begin(work, user, true, lasts)
        });
        let secret = secret.await?;
        tracing::info!(tenant, user, "a password was changed");
        let browser = Browser::signed_in_with(tenant, &secret);
        let owner = Owner { browser: &browser, email: self.email.clone(), ..*self };
        let mut reply = owner.done(self.words.password_changed).await?;
        browser::sign_in(self.visit, &mut reply, tenant, &secret)?;
        Ok(reply)
    }

    async fn begin_factor(&self, form: &Form) -> Result<Reply, Problem> {
        if let Some(refused) = self.proves(form).await? {
            return Ok(refused);
        }
        let (user, secret) = (self.user, second_factor::new_secret()?);
        let proposed = secret.clone();
        self.auth
            .write(self.tenant, move |work| credentials::propose_totp(work, user, &proposed))
            .await?;
        self.enrol(&secret, None)
    }

    /// The page that sets up an app.
    fn enrol(&self, secret: &str, bad: Option<&str>) -> Result<Reply, Problem> {
        let address = second_factor::address(secret, &self.email)?;
        let picture = second_factor::picture(&address)?;
        let status = if bad.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        self.render("enrol.html", status, context! { key => secret, picture, bad })
    }

    async fn accept_factor(&self, form: &Form) -> Result<Reply, Problem> {
        let (tenant, user) = (self.tenant, self.user);
        let known = self.auth.read(tenant, move |work| credentials::of(work, user)).await?;
        let Some(secret) = known.pending else { return self.page(Told::default()).await };
        let code = form.get("code").unwrap_or_default().to_owned();
        let proposed = secret.clone();
        let accepted = self.auth.write(tenant, move |work| {
            match second_factor::step_of(&proposed, &code, work.now)? {
                Some(step) => credentials::accept_totp(work, user, step).map(Some),
                None => Ok(None),
            }
        });
        match accepted.await? {
            None => self.enrol(&secret, Some(self.words.code_wrong)),
            Some(codes) => {
                tracing::info!(tenant, user, "a second factor was set up");
                let more = context! { codes, good => self.words.factor_done };
                self.render("recovery.html", StatusCode::OK, more)
            }
        }
    }

    async fn remove_factor(&self, form: &Form) -> Result<Reply, Problem> {
        if let Some(refused) = self.proves(form).await? {
            return Ok(refused);
        }
        let (tenant, user) = (self.tenant, self.user);
        self.auth.write(tenant, move |work| credentials::remove_totp(work, user)).await?;
        tracing::info!(tenant, user, "a second factor was removed");
        self.done(self.words.factor_removed).await
    }
}
