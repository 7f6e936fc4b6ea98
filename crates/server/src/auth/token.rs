//! What programs ask for themselves: tokens, what a token is, and that one ends.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use crm::identity::clients::{CODE, Client, OWN, REFRESH};
use crm::identity::grants::{self, Issued, Outcome, Refusal, Shown};
use engine::access::Scope;
use engine::api::Reply;
use engine::problem::Problem;
use http::{Method, StatusCode};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::client::{Asking, authenticated};
use super::form::{BadForm, Form};
use super::reply::{Refused, bare, json_reply, wrong_method};
use super::{Auth, Visit};

/// What is done once it is known who asks, or the refusal.
async fn asked(auth: &Auth, visit: &Visit) -> Result<Result<(Asking, Form), Box<Reply>>, Problem> {
    let refused = |refused: Refused| Ok(Err(Box::new(refused.reply())));
    if visit.method != Method::POST {
        return Ok(Err(Box::new(wrong_method("POST"))));
    }
    let form = match Form::of_body(&visit.headers, &visit.body) {
        Ok(form) => form,
        Err(bad) => {
            let mut reply = Refused::request(bad.text()).reply();
            if bad == BadForm::Type {
                reply.status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            }
            return Ok(Err(Box::new(reply)));
        }
    };
    if form.repeated().is_some() {
        return refused(Refused::request("A parameter is there more than once."));
    }
    match authenticated(auth, visit, &form).await? {
        Ok(asking) => Ok(Ok((asking, form))),
        Err(why) => refused(why),
    }
}

/// `POST /oauth/token`
pub(super) async fn answer(auth: &Auth, visit: &Visit) -> Result<Reply, Problem> {
    let (asking, form) = match asked(auth, visit).await? {
        Ok(asked) => asked,
        Err(reply) => return Ok(*reply),
    };
    let identifier = asking.client.identifier.clone();
    let outcome = match form.get("grant_type") {
        None => Err(Refused::request("grant_type is missing.")),
        Some(CODE) => by_code(auth, asking, &form).await?,
        Some(REFRESH) => by_refresh(auth, asking, &form).await?,
        Some(OWN) => by_itself(auth, asking, &form).await?,
        Some(_) => Err(Refused {
            error: "unsupported_grant_type",
            description: "grant_type is none that this server knows.",
        }),
    };
    Ok(match outcome {
        Ok(issued) => json_reply(StatusCode::OK, &told(issued)),
        Err(refused) => {
            let Refused { error, description } = refused;
            tracing::info!(client = identifier, error, description, "no token was issued");
            refused.reply()
        }
    })
}

fn told(issued: Issued) -> Json {
    let mut told = Map::new();
    told.insert("access_token".to_owned(), issued.access.into());
    told.insert("token_type".to_owned(), "Bearer".into());
    told.insert("expires_in".to_owned(), (issued.lasts / 1000).into());
    if let Some(refresh) = issued.refresh {
        told.insert("refresh_token".to_owned(), refresh.into());
    }
    told.insert("scope".to_owned(), issued.scopes.into());
    told.into()
}

type Granted = Result<Issued, Refused>;

fn granted(outcome: Outcome) -> Granted {
    outcome.map_err(|refusal| match refusal {
        Refusal::Grant(description) => Refused { error: "invalid_grant", description },
        Refusal::Scope(description) => Refused { error: "invalid_scope", description },
        Refusal::Client(description) => Refused { error: "unauthorized_client", description },
    })
}

const MAY_NOT: Refused =
    Refused { error: "unauthorized_client", description: "The client may not ask this way." };

/// The scopes that a form asks for, within what a client may have.
fn scopes(form: &Form, client: &Client) -> Result<Option<Vec<Scope>>, Refused> {
    let Some(text) = form.get("scope") else { return Ok(None) };
    within(text, client).map(Some)
}

/// The scopes of a text, within what a client may have.
pub(super) fn within(text: &str, client: &Client) -> Result<Vec<Scope>, Refused> {
    let wrong = |description| Refused { error: "invalid_scope", description };
    let scopes = Scope::list(text).ok_or(wrong("A scope is none of read, write and admin."))?;
    if scopes.last().is_some_and(|furthest| *furthest > client.scope) {
        return Err(wrong("The client may not have as much."));
    }
    Ok(scopes)
}

async fn by_code(auth: &Auth, asking: Asking, form: &Form) -> Result<Granted, Problem> {
    let Asking { tenant, client } = asking;
    if !client.may(CODE) {
        return Ok(Err(MAY_NOT));
    }
    let Some(code) = form.get("code").map(str::to_owned) else {
        return Ok(Err(Refused::request("code is missing.")));
    };
    let Some(verifier) = form.get("code_verifier") else {
        return Ok(Err(Refused::request("code_verifier is missing (RFC 7636).")));
    };
    if !is_verifier(verifier) {
        return Ok(Err(Refused::request("code_verifier is not 43 to 128 unreserved characters.")));
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let redirect = form.get("redirect_uri").map(str::to_owned);
    let lifetimes = auth.lifetimes;
    let redeemed = auth.write(tenant, move |work| {
        let shown = Shown { code: &code, redirect: redirect.as_deref(), challenge: &challenge };
        grants::redeem(work, &client, shown, lifetimes)
    });
    Ok(granted(redeemed.await?))
}

fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

async fn by_refresh(auth: &Auth, asking: Asking, form: &Form) -> Result<Granted, Problem> {
    let Asking { tenant, client } = asking;
    if !client.may(REFRESH) {
        return Ok(Err(MAY_NOT));
    }
    let Some(token) = form.get("refresh_token").map(str::to_owned) else {
        return Ok(Err(Refused::request("refresh_token is missing.")));
    };
    let scopes = match scopes(form, &client) {
        Ok(scopes) => scopes,
        Err(refused) => return Ok(Err(refused)),
    };
    let lifetimes = auth.lifetimes;
    let refreshed = auth.write(tenant, move |work| {
        grants::refresh(work, &client, &token, scopes.as_deref(), lifetimes)
    });
    Ok(granted(refreshed.await?))
}

async fn by_itself(auth: &Auth, asking: Asking, form: &Form) -> Result<Granted, Problem> {
    let Asking { tenant, client } = asking;
    if !client.may(OWN) || client.public {
        return Ok(Err(MAY_NOT));
    }
    let scopes = match scopes(form, &client) {
        Ok(scopes) => scopes.unwrap_or_else(|| vec![Scope::Read]),
        Err(refused) => return Ok(Err(refused)),
    };
    let lifetimes = auth.lifetimes;
    let issued =
        auth.write(tenant, move |work| grants::by_itself(work, &client, &scopes, lifetimes));
    Ok(granted(issued.await?))
}

/// The token that a form is about.
fn token_of(form: &Form) -> Result<String, Refused> {
    form.get("token").map(str::to_owned).ok_or(Refused::request("token is missing."))
}

/// `POST /oauth/introspect`
pub(super) async fn introspect(auth: &Auth, visit: &Visit) -> Result<Reply, Problem> {
    let (Asking { tenant, client }, form) = match asked(auth, visit).await? {
        Ok(asked) => asked,
        Err(reply) => return Ok(*reply),
    };
    if client.public {
        return Ok(Refused::client("Only a client with a secret may ask about tokens.").reply());
    }
    let token = match token_of(&form) {
        Ok(token) => token,
        Err(refused) => return Ok(refused.reply()),
    };
    let known = auth.read(tenant, move |work| grants::introspect(work, &client, &token)).await?;
    let Some(known) = known else {
        return Ok(json_reply(StatusCode::OK, &json!({ "active": false })));
    };
    let mut told = Map::new();
    told.insert("active".to_owned(), true.into());
    told.insert("scope".to_owned(), known.scopes.into());
    told.insert("sub".to_owned(), format!("{tenant}/{}", known.user).into());
    told.insert("iss".to_owned(), (*visit.issuer).into());
    let seconds = |millis: i64| Json::from(millis.div_euclid(1000));
    let optional = [
        ("client_id", known.client.map(Json::from)),
        ("username", known.email.map(Json::from)),
        ("token_type", (!known.refresh).then(|| "Bearer".into())),
        ("iat", known.issued.map(seconds)),
        ("exp", known.expires.map(seconds)),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            told.insert(name.to_owned(), value);
        }
    }
    Ok(json_reply(StatusCode::OK, &told.into()))
}

/// `POST /oauth/revoke`
pub(super) async fn revoke(auth: &Auth, visit: &Visit) -> Result<Reply, Problem> {
    let (Asking { tenant, client }, form) = match asked(auth, visit).await? {
        Ok(asked) => asked,
        Err(reply) => return Ok(*reply),
    };
    let token = match token_of(&form) {
        Ok(token) => token,
        Err(refused) => return Ok(refused.reply()),
    };
    let others = auth.write(tenant, move |work| grants::revoke(work, &client, &token)).await?;
    if others {
        let description = "The token was not issued to this client.";
        return Ok(Refused { error: "unauthorized_client", description }.reply());
    }
    Ok(bare(StatusCode::OK))
}
