//! The second factor: codes of an authenticator app (TOTP, RFC 6238).
use engine::problem::Problem;
use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

/// What apps show beside the code.
const ISSUER: &str = "Stratus";

/// A new secret, in base32.
pub fn new_secret() -> Result<String, Problem> {
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| failed(&error))?;
    Ok(Secret::from(bytes.to_vec()).to_base32())
}

fn failed(error: &dyn std::fmt::Display) -> Problem {
    Problem::Internal(format!("second factor: {error}"))
}

fn totp(secret: &str, user: &str) -> Result<Totp, Problem> {
    let secret = Secret::try_from_base32(secret).map_err(|error| failed(&error))?;
    // A colon would end the issuer's name in the address.
    Builder::new()
        .with_secret(secret)
        .with_account_name(user.replace(':', " "))
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|error| failed(&error))
}

/// The time step that a code belongs to, if it is one of now, the step before or the next.
pub fn step_of(secret: &str, code: &str, now: i64) -> Result<Option<i64>, Problem> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now / 1000).unwrap_or_default();
    let found = totp(secret, "")?.check(&code, seconds);
    Ok(found.and_then(|step| i64::try_from(step).ok()))
}

/// The address that sets up an app.
pub fn address(secret: &str, user: &str) -> Result<String, Problem> {
    let user = if user.is_empty() { ISSUER } else { user };
    totp(secret, user)?.to_url().map_err(|error| failed(&error))
}

/// The same as a picture to be photographed.
pub(super) fn picture(address: &str) -> Result<String, Problem> {
    let code = QrCode::new(address.as_bytes()).map_err(|error| failed(&error))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    // Within a page it is an element, not a document.
    let start = drawn.find("<svg").unwrap_or_default();
    Ok(drawn.get(start..).unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the RFC's examples, `12345678901234567890`.
    const KNOWN: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_of_the_rfc() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")]
        {
            let step = |at: i64, code: &str| step_of(KNOWN, code, at * 1000).unwrap();
            assert_eq!(step(seconds, code), Some(seconds / 30));
            assert_eq!(step(seconds + 30, code), Some(seconds / 30), "a step late");
            assert_eq!(step(seconds - 30, code), Some(seconds / 30), "a step early");
            assert_eq!(step(seconds + 90, code), None);
            let spaced = format!(" {} {}", &code[..3], &code[3..]);
            assert_eq!(step(seconds, &spaced), Some(seconds / 30));
            for wrong in ["", "28708", "2870822", "28708x", "２８７０８２"] {
                assert_eq!(step(seconds, wrong), None, "{wrong}");
            }
        }
    }

    #[test]
    fn an_app_is_set_up() {
        let secret = new_secret().unwrap();
        assert_eq!(secret.len(), 32);
        let url = address(&secret, "anna: x@example.org").unwrap();
        assert!(url.starts_with("otpauth://totp/Stratus:anna"), "{url}");
        assert!(url.contains(&secret) && url.contains("issuer=Stratus"), "{url}");
        let picture = picture(&url).unwrap();
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"), "{picture}");
    }
}
