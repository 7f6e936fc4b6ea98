//! The keys that a provider publishes: a JSON Web Key Set (RFC 7517).
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

use super::jws::Algorithm;

/// Keys that signatures are checked with.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Key>);

/// A public key.
#[derive(Debug)]
pub(super) struct Key {
    id: Option<String>,
    /// The only algorithm it is for, where the provider says so.
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The point, not compressed.
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// A key as it is published. Secrets (`oct`) are not for publishing and not read.
#[derive(Deserialize)]
struct Published {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a set; `None` when it is none. Keys of other kinds and for other purposes are left out.
    pub(super) fn read(json: &[u8]) -> Option<Self> {
        let set: Set = serde_json::from_slice(json).ok()?;
        let keys = set.keys.into_iter();
        Some(Self(keys.filter_map(|key| Key::read(serde_json::from_value(key).ok()?)).collect()))
    }

    /// The key of that name that is for the algorithm. Where a token names none, the only one that
    /// can be meant.
    pub(super) fn find(&self, algorithm: Algorithm, id: Option<&str>) -> Option<&Key> {
        let mut fit = self.0.iter().filter(|key| key.fits(algorithm)).filter(|key| match id {
            Some(id) => key.id.as_deref() == Some(id),
            None => true,
        });
        fit.next().filter(|_| fit.next().is_none())
    }
}

impl Key {
    fn read(key: Published) -> Option<Self> {
        let signs = key.purpose.is_none_or(|purpose| purpose == "sig");
        let verifies = key.key_ops.is_none_or(|all| all.iter().any(|one| one == "verify"));
        let only = match key.alg {
            Some(name) => Some(Algorithm::named(&name)?),
            None => None,
        };
        let bytes = |text: Option<String>| URL_SAFE_NO_PAD.decode(text?).ok();
        let point = |length: usize| {
            let (x, y) = (bytes(key.x.clone())?, bytes(key.y)?);
            let whole = x.len() == length && y.len() == length;
            whole.then(|| [&[4][..], &x, &y].concat())
        };
        let material = match (key.kty.as_str(), key.crv.as_deref()) {
            ("RSA", _) => Material::Rsa { n: bytes(key.n)?, e: bytes(key.e)? },
            ("EC", Some("P-256")) => Material::P256(point(32)?),
            ("EC", Some("P-384")) => Material::P384(point(48)?),
            ("OKP", Some("Ed25519")) => Material::Ed25519(bytes(key.x)?),
            _ => return None,
        };
        (signs && verifies).then_some(Self { id: key.kid, only, material })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let kind = match self.material {
            Material::Rsa { .. } => matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256),
            Material::P256(_) => algorithm == Algorithm::Es256,
            Material::P384(_) => algorithm == Algorithm::Es384,
            Material::Ed25519(_) => algorithm == Algorithm::EdDsa,
        };
        kind && self.only.is_none_or(|only| only == algorithm)
    }

    /// Whether a signature of some bytes was made with the private key of this one. RSA keys have at
    /// least 2048 bits.
    pub(super) fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        let verified =
            match (&self.material, algorithm) {
                (Material::Rsa { n, e }, Algorithm::Rs256) => RsaPublicKeyComponents { n, e }
                    .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature),
                (Material::Rsa { n, e }, Algorithm::Ps256) => RsaPublicKeyComponents { n, e }
                    .verify(&RSA_PSS_2048_8192_SHA256, signed, signature),
                (Material::P256(point), Algorithm::Es256) => {
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                        .verify(signed, signature)
                }
                (Material::P384(point), Algorithm::Es384) => {
                    UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point)
                        .verify(signed, signature)
                }
                (Material::Ed25519(key), Algorithm::EdDsa) => {
                    UnparsedPublicKey::new(&ED25519, key).verify(signed, signature)
                }
                _ => return false,
            };
        verified.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn coordinate(length: usize) -> String {
        URL_SAFE_NO_PAD.encode(vec![7; length])
    }

    fn point(curve: &str, x: usize, y: usize) -> Value {
        json!({"kty": "EC", "kid": "k", "crv": curve, "x": coordinate(x), "y": coordinate(y)})
    }

    fn with(mut key: Value, name: &str, value: Value) -> Value {
        key[name] = value;
        key
    }

    fn finds(keys: &[Value], algorithm: Algorithm, id: Option<&str>) -> bool {
        let keys = Keys::read(json!({"keys": keys}).to_string().as_bytes()).unwrap();
        keys.find(algorithm, id).is_some()
    }

    #[test]
    fn keys_are_for_what_they_say() {
        use Algorithm::{EdDsa, Es256, Es384, Ps256, Rs256};
        let rsa = json!({"kty": "RSA", "kid": "k", "n": coordinate(256), "e": "AQAB"});
        let ed = json!({"kty": "OKP", "kid": "k", "crv": "Ed25519", "x": coordinate(32)});
        let p256 = point("P-256", 32, 32);
        for (key, fits) in [
            (rsa.clone(), &[Rs256, Ps256][..]),
            (with(rsa.clone(), "alg", json!("RS256")), &[Rs256]),
            (with(rsa.clone(), "alg", json!("RSA-OAEP")), &[]),
            (with(rsa.clone(), "use", json!("sig")), &[Rs256, Ps256]),
            (with(rsa.clone(), "use", json!("enc")), &[]),
            (with(rsa.clone(), "key_ops", json!(["verify"])), &[Rs256, Ps256]),
            (with(rsa.clone(), "key_ops", json!(["encrypt"])), &[]),
            (with(rsa.clone(), "e", json!(null)), &[]),
            (with(rsa.clone(), "n", json!("=")), &[]),
            (p256.clone(), &[Es256]),
            (point("P-384", 48, 48), &[Es384]),
            (point("P-256", 31, 32), &[]),
            (point("P-256", 32, 33), &[]),
            (point("P-521", 66, 66), &[]),
            (ed, &[EdDsa]),
            (json!({"kty": "oct", "kid": "k", "k": coordinate(32), "alg": "HS256"}), &[]),
            (json!({"kid": "k"}), &[]),
            (json!("k"), &[]),
        ] {
            for algorithm in [Rs256, Ps256, Es256, Es384, EdDsa] {
                let found = finds(std::slice::from_ref(&key), algorithm, Some("k"));
                assert_eq!(found, fits.contains(&algorithm), "{algorithm:?} {key}");
            }
        }
        let other = with(p256.clone(), "kid", json!("other"));
        assert!(finds(&[p256.clone(), other.clone()], Es256, Some("other")));
        assert!(!finds(&[p256.clone(), other.clone()], Es256, Some("third")));
        assert!(!finds(&[p256.clone(), other], Es256, None), "either could be meant");
        assert!(finds(&[p256.clone(), rsa], Es256, None));
        assert!(!finds(&[p256.clone(), p256], Es256, Some("k")), "two of one name");
        assert!(Keys::read(b"{}").is_none() && Keys::read(b"[]").is_none());
    }
}
