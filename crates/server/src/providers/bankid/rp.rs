//! BankID itself: the Relying Party API, version 6, over TLS with certificates on both sides.
mod certificate;
mod tls;
mod wire;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crm::bankid::exchange::{Asked, Begun, Completion, Order, Sign, Told};
use engine::outside::Unanswered;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use std::time::Duration;

use super::{AWAY, Signing};
use crate::config::Services;
use crate::failure::Failure;
use wire::{Collected, Error, OrderRef, Requirement, SignRequest, Started};

/// How long it may take until there is a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// A party that BankID has given a certificate.
pub(super) struct RelyingParty {
    client: reqwest::Client,
    /// The address of the API, up to its version.
    base: String,
}

impl RelyingParty {
    /// Reads the certificates and makes ready to connect.
    pub(super) fn open(services: &Services) -> Result<Self, Failure> {
        if !services.bankid_url.starts_with("https://") {
            let what = format!("BankID cannot be reached at {}.", services.bankid_url);
            return Err(Failure::new(what).mend("Give --bankid-url an address with https://."));
        }
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(services)?)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT.min(services.bankid_timeout))
            .timeout(services.bankid_timeout)
            .build()
            .map_err(|error| Failure::new(format!("BankID cannot be used: {error}.")))?;
        Ok(Self { client, base: format!("{}/rp/v6.0", services.bankid_url) })
    }

    /// Asks one thing; answers what came as JSON, or as the error that BankID told.
    async fn call<A: serde::de::DeserializeOwned>(
        &self,
        what: &str,
        body: &impl Serialize,
    ) -> Result<Result<A, Error>, Unanswered> {
        let body = serde_json::to_vec(body).map_err(|error| failed(what, &error))?;
        let request = self
            .client
            .post(format!("{}/{what}", self.base))
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let answer = request.send().await.map_err(|error| failed(what, &chain(error)))?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| failed(what, &chain(error)))?;
        if status == StatusCode::OK {
            // What does not fit is not told: it may be about a person.
            let read = serde_json::from_slice(&bytes);
            return read.map(Ok).map_err(|_| failed(what, &"the answer cannot be understood"));
        }
        let told = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Err(Error { status: status.as_u16(), ..told }))
    }

    async fn sign(&self, sign: Sign) -> Result<Told, Unanswered> {
        let request = SignRequest {
            end_user_ip: sign.address,
            user_visible_data: STANDARD.encode(sign.visible),
            user_non_visible_data: sign.invisible.map(|text| STANDARD.encode(text)),
            requirement: Requirement {
                personal_number: sign.personalnumber,
                pin_code: sign.pincode,
                mrtd: sign.mrtd,
                card_reader: sign.cardreader,
                certificate_policies: sign.policies,
            }
            .some(),
        };
        match self.call::<Started>("sign", &request).await? {
            Ok(started) => Ok(Told::Begun(Begun {
                orderref: started.order_ref,
                autostarttoken: started.auto_start_token,
                qrstarttoken: started.qr_start_token,
                qrstartsecret: started.qr_start_secret,
            })),
            Err(error) => match error.code.as_str() {
                "alreadyInProgress" => Ok(Told::InProgress),
                "invalidParameters" => Ok(Told::Invalid(error.details)),
                _ => Err(refused("sign", &error)),
            },
        }
    }

    async fn collect(&self, order: Order) -> Result<Told, Unanswered> {
        let request = OrderRef { order_ref: order.orderref };
        match self.call::<Collected>("collect", &request).await? {
            Ok(Collected { status, hint, completion }) => match (status.as_str(), completion) {
                ("pending", _) => Ok(Told::Pending(hint.unwrap_or_default())),
                ("failed", _) => Ok(Told::Failed(hint.unwrap_or_default())),
                ("complete", Some(data)) => Ok(Told::Complete(Box::new(completed(data)))),
                _ => Err(failed("collect", &"the answer cannot be understood")),
            },
            // An order that is over is told of once, and none for longer than some minutes.
            Err(error) if error.code == "invalidParameters" => Ok(Told::Gone),
            Err(error) => Err(refused("collect", &error)),
        }
    }

    async fn cancel(&self, order: Order) -> Result<Told, Unanswered> {
        let request = OrderRef { order_ref: order.orderref };
        match self.call::<serde_json::Value>("cancel", &request).await? {
            Ok(_) => Ok(Told::Cancelled),
            Err(error) if error.code == "invalidParameters" => Ok(Told::Cancelled),
            Err(error) => Err(refused("cancel", &error)),
        }
    }
}

impl Signing for RelyingParty {
    const NAME: &'static str = "BankID";

    async fn answer(&self, asked: Asked) -> Result<Told, Unanswered> {
        match asked {
            Asked::Sign(sign) => self.sign(sign).await,
            Asked::Collect(order) => self.collect(order).await,
            Asked::Cancel(order) => self.cancel(order).await,
        }
    }
}

fn completed(data: wire::CompletionData) -> Completion {
    let validity = certificate::validity(&data.signature);
    let (notbefore, notafter) = validity.map_or((None, None), |(from, to)| (Some(from), Some(to)));
    Completion {
        personalnumber: data.user.personal_number,
        name: data.user.name,
        givenname: data.user.given_name,
        surname: data.user.surname,
        address: data.device.ip_address,
        notbefore: notbefore.or(data.bank_id_issue_date),
        notafter,
        signature: data.signature,
        ocspresponse: data.ocsp_response,
    }
}

/// There was no answer, or none that can be used.
fn failed(what: &str, why: &dyn std::fmt::Display) -> Unanswered {
    Unanswered::failed(AWAY, format!("BankID was asked to {what}: {why}"))
}

/// An error that callers cannot do anything about. Its details are left out of the log: they may
/// repeat what was sent.
fn refused(what: &str, error: &Error) -> Unanswered {
    let inside = format!("BankID was asked to {what}: {} {}", error.status, error.code);
    match error.code.as_str() {
        "unauthorized" => Unanswered {
            retry: None,
            ..Unanswered::failed(
                "BankID does not accept this server. Whoever runs it can see why in its log.",
                inside,
            )
        },
        _ => Unanswered::failed(AWAY, inside),
    }
}

/// An error with what caused it, without addresses.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
