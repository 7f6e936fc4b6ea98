//! The animated QR code: another one every second, so that a picture of it is soon worth nothing.

use engine::declare::*;
use engine::problem::Problem;
use engine::request::list::ListRequest;
use engine::work::{Input, Record, Work};
use hmac::{Hmac, KeyInit, Mac};
use qrcode::render::svg::Color;
use qrcode::{EcLevel, QrCode};
use serde_json::json;
use sha2::Sha256;
use std::fmt::Write;

use super::{PENDING, over, wanted};

/// The side of the picture in pixels, at least.
const SIDE: u32 = 240;

pub(super) const QR: Report = Report {
    one: "QR code",
    shape: &[
        text("text").doc("What the QR code says, to draw it oneself."),
        long_text("svg").doc("The QR code as a picture."),
        integer("time")
            .doc("Seconds since the request was begun; the next second has another code."),
    ],
    run: code,
    ..Report::EMPTY
};

fn code(work: &mut Work<'_>, input: &Input, _: &ListRequest) -> Result<Answer, Problem> {
    let row = wanted(work, input)?;
    if row.text("status") != Some(PENDING) {
        return Err(over(&row));
    }
    let seconds = (work.now - row.int("begun").unwrap_or(work.now)).max(0) / 1000;
    let text = text_of(&row, seconds)?;
    let picture = QrCode::with_error_correction_level(&text, EcLevel::L)
        .map_err(|error| Problem::Internal(error.to_string()))?
        .render::<Color<'_>>()
        .min_dimensions(SIDE, SIDE)
        .build();
    Ok(Answer::one(json!({ "text": text, "svg": picture, "time": seconds })))
}

/// What the QR code of a second says.
fn text_of(row: &Record, seconds: i64) -> Result<String, Problem> {
    let (token, secret) = (row.text("qrstarttoken"), row.text("qrstartsecret"));
    let (Some(token), Some(secret)) = (token, secret) else {
        return Err(Problem::Internal("a signing request without a QR code".to_owned()));
    };
    Ok(format!("bankid.{token}.{seconds}.{}", proof(secret, seconds)?))
}

/// Shows that who makes the code knows the secret, without giving it away.
fn proof(secret: &str, seconds: i64) -> Result<String, Problem> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .map_err(|error| Problem::Internal(error.to_string()))?;
    mac.update(seconds.to_string().as_bytes());
    Ok(mac.finalize().into_bytes().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of BankID's own guidelines.
    #[test]
    fn the_proof_is_as_bankid_has_it() {
        let secret = "d28db9a7-4cde-429e-a983-359be676944c";
        for (seconds, expected) in [
            (0, "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8"),
            (1, "949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2"),
            (2, "a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3"),
        ] {
            assert_eq!(proof(secret, seconds).unwrap(), expected, "{seconds}");
        }
    }
}
