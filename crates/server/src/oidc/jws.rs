//! JSON Web Signatures in the compact form of RFC 7515, taken apart.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Refusal;

/// The longest token that is looked at.
const LONGEST: usize = 16 << 10;

/// What a signature covers, and the signature. Nothing of it is to be believed yet.
#[derive(Debug)]
pub(super) struct Jws<'t> {
    pub(super) header: Header,
    pub(super) payload: Vec<u8>,
    /// The text that is signed.
    pub(super) signed: &'t str,
    pub(super) signature: Vec<u8>,
}

/// The header. Members that bring keys with them (`jwk`, `jku`, `x5u`, `x5c`) are not even read.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    alg: String,
    pub(super) kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
}

/// The algorithms that are taken: all have a public key and a private one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    Es384,
    EdDsa,
}

impl Algorithm {
    /// The algorithm of a name. `none` and those with a shared secret are not among them.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "PS256" => Self::Ps256,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }
}

impl<'t> Jws<'t> {
    /// Takes a token apart; `None` when it is no such thing.
    pub(super) fn read(token: &'t str) -> Option<Self> {
        if token.len() > LONGEST {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let header = serde_json::from_slice(&decode(header)?).ok()?;
        Some(Self { header, payload: decode(payload)?, signed, signature: decode(signature)? })
    }

    /// How it is signed; refused when that is no way we take.
    pub(super) fn algorithm(&self) -> Result<Algorithm, Refusal> {
        if self.header.crit.is_some() {
            return Err("The token demands what this server does not know.");
        }
        // Other kinds, such as notices of logout, are signed with the same keys.
        let kind = self.header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        if !["jwt", "at+jwt"].contains(&kind) {
            return Err("The token is of a kind that lets nobody in.");
        }
        Algorithm::named(&self.header.alg).ok_or("The token is signed in a way that is not taken.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", encode(header), encode("{}"), encode("signature"))
    }

    #[test]
    fn a_token_is_taken_apart() {
        let text = token(r#"{"alg":"ES256","kid":"1","typ":"JWT"}"#);
        let jws = Jws::read(&text).unwrap();
        assert_eq!((jws.header.kid.as_deref(), &jws.payload[..]), (Some("1"), &b"{}"[..]));
        assert_eq!(
            (&jws.signature[..], jws.algorithm()),
            (&b"signature"[..], Ok(Algorithm::Es256))
        );
        assert!(text.starts_with(jws.signed) && jws.signed.matches('.').count() == 1);
    }

    #[test]
    fn what_is_no_signature_is_none() {
        let sound = token(r#"{"alg":"ES256"}"#);
        let (signed, signature) = sound.rsplit_once('.').unwrap();
        for wrong in [
            String::new(),
            "stratus_0123456789abcdef".to_owned(),
            "a.b".to_owned(),
            "..".to_owned(),
            signed.to_owned(),
            format!("{sound}."),
            format!("{sound}.{signature}"),
            format!("{sound}="),
            format!("{sound}\n"),
            token("{}"),
            token("[]"),
            token(r#"{"alg":1}"#),
            token(r#"{"alg":"ES256","alg":"none"}"#),
            format!("{}.{signature}", "e30.".repeat(3)),
            format!("{}{sound}", "e30".repeat(8000)),
        ] {
            assert!(Jws::read(&wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_some_ways_of_signing_are_taken() {
        for (header, taken) in [
            (r#"{"alg":"RS256"}"#, true),
            (r#"{"alg":"PS256","typ":"at+jwt"}"#, true),
            (r#"{"alg":"ES384","typ":"application/at+JWT"}"#, true),
            (r#"{"alg":"EdDSA"}"#, true),
            (r#"{"alg":"none"}"#, false),
            (r#"{"alg":"None"}"#, false),
            (r#"{"alg":"HS256"}"#, false),
            (r#"{"alg":"RS1"}"#, false),
            (r#"{"alg":"rs256"}"#, false),
            (r#"{"alg":""}"#, false),
            (r#"{"alg":"RS256","crit":["exp"]}"#, false),
            (r#"{"alg":"RS256","typ":"logout+jwt"}"#, false),
            (r#"{"alg":"RS256","typ":"dpop+jwt"}"#, false),
        ] {
            let text = token(header);
            assert_eq!(Jws::read(&text).unwrap().algorithm().is_ok(), taken, "{header}");
        }
    }
}
