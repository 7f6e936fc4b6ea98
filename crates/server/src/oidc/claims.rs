//! What a token says of itself and of whom it is for.
use serde::Deserialize;
use serde_json::Value;

use super::Refusal;

/// How far clocks may be apart, in seconds.
const LEEWAY: f64 = 60.0;

/// The claims that matter here.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    aud: Option<Audience>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iat: Option<f64>,
    email: Option<String>,
    email_verified: Option<Value>,
}

/// One audience or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// Reads a payload; `None` when it holds no claims.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        serde_json::from_slice(payload).ok()
    }

    /// Whether they are for us, and for now.
    pub(super) fn check(&self, audience: &[String], now: i64) -> Result<(), Refusal> {
        let ours = |one: &String| audience.contains(one);
        let ours = match &self.aud {
            Some(Audience::One(one)) => ours(one),
            Some(Audience::Many(many)) => many.iter().any(ours),
            None => false,
        };
        if !ours {
            return Err("The token is meant for another audience.");
        }
        let now = now as f64;
        match self.exp {
            None => return Err("The token does not say when it ends."),
            // Written so that what is no number at all is over, too.
            Some(end) if end + LEEWAY > now => {}
            Some(_) => return Err("The token has expired."),
        }
        let later = |instant: Option<f64>| instant.is_some_and(|instant| instant - LEEWAY > now);
        if later(self.nbf) || later(self.iat) {
            return Err("The token does not hold yet.");
        }
        Ok(())
    }

    /// The address that the provider has verified.
    pub(super) fn email(&self) -> Result<&str, Refusal> {
        match (self.email.as_deref().map(str::trim), &self.email_verified) {
            (Some(email), Some(Value::Bool(true))) if !email.is_empty() => Ok(email),
            (Some(_), _) => Err("The provider has not verified the e-mail address."),
            (None, _) => Err("The token names no e-mail address."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_000_000;

    fn judged(change: Value) -> Result<(), Refusal> {
        let mut claims = json!({"iss": "i", "aud": "a", "exp": NOW + 100});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let claims = Claims::read(claims.to_string().as_bytes()).unwrap();
        claims.check(&["a".to_owned(), "b".to_owned()], NOW)
    }

    #[test]
    fn audience_and_time_decide() {
        for (change, holds) in [
            (json!({}), true),
            (json!({"aud": "b"}), true),
            (json!({"aud": ["x", "b"]}), true),
            (json!({"aud": "c"}), false),
            (json!({"aud": []}), false),
            (json!({"aud": null}), false),
            (json!({"aud": "A"}), false),
            (json!({"aud": "a "}), false),
            (json!({"exp": NOW - 59}), true),
            (json!({"exp": NOW - 60}), false),
            (json!({"exp": NOW as f64 + 0.5}), true),
            (json!({"exp": null}), false),
            (json!({"exp": 0}), false),
            (json!({"exp": -1}), false),
            (json!({"nbf": NOW + 60}), true),
            (json!({"nbf": NOW + 61}), false),
            (json!({"iat": NOW + 61}), false),
            (json!({"nbf": NOW - 1000, "iat": NOW - 1000}), true),
        ] {
            assert_eq!(judged(change.clone()).is_ok(), holds, "{change}");
        }
    }

    #[test]
    fn claims_of_other_types_are_none() {
        for wrong in [
            r#"{"aud":1}"#,
            r#"{"exp":"tomorrow"}"#,
            r#"{"email":1}"#,
            r#"{"aud":"a","aud":"b"}"#,
            r#"{"exp":1,"exp":2}"#,
            r#"{"aud":["a",1]}"#,
            "[]",
            "",
            "{",
        ] {
            assert!(Claims::read(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_a_verified_address_is_one() {
        for (claims, email) in [
            (json!({"email": "a@b.se", "email_verified": true}), Ok("a@b.se")),
            (json!({"email": "a@b.se", "email_verified": false}), Err(())),
            (json!({"email": "a@b.se", "email_verified": "true"}), Err(())),
            (json!({"email": "a@b.se", "email_verified": 1}), Err(())),
            (json!({"email": "a@b.se"}), Err(())),
            (json!({"email": " ", "email_verified": true}), Err(())),
            (json!({"email_verified": true}), Err(())),
        ] {
            let read = Claims::read(claims.to_string().as_bytes()).unwrap();
            assert_eq!(read.email().map_err(drop), email, "{claims}");
        }
    }
}
