//! A small OpenID provider: a description, keys, and whatever tokens a test wants.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A provider that runs as long as this value.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    state: Arc<State>,
    _runtime: Runtime,
}

#[derive(Default)]
struct State {
    keys: Mutex<Vec<Value>>,
    /// What it calls itself, where that is not its issuer.
    name: Mutex<Option<String>>,
    down: AtomicBool,
    /// How often somebody asked for the keys.
    asked: AtomicUsize,
}

impl Provider {
    pub(crate) fn start(keys: &[&Key]) -> Provider {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let state = Arc::new(State::default());
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let issuer = format!("http://{}/realm", listener.local_addr().unwrap());
        let (shared, own) = (Arc::clone(&state), issuer.clone());
        runtime.spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (shared, own) = (Arc::clone(&shared), own.clone());
                let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                    let answer = shared.answer(request.uri().path(), &own);
                    async move { Ok::<_, Infallible>(answer) }
                });
                let http = hyper::server::conn::http1::Builder::new();
                tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
            }
        });
        let provider = Provider { issuer, state, _runtime: runtime };
        provider.publish(keys);
        provider
    }

    /// Puts other keys in the place of those that it published.
    pub(crate) fn publish(&self, keys: &[&Key]) {
        *self.state.keys.lock().unwrap() = keys.iter().map(|key| key.jwk()).collect();
    }

    pub(crate) fn go_down(&self, down: bool) {
        self.state.down.store(down, Ordering::SeqCst);
    }

    pub(crate) fn call_itself(&self, name: &str) {
        *self.state.name.lock().unwrap() = Some(name.to_owned());
    }

    pub(crate) fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }

    /// Claims that let the user of an address in.
    pub(crate) fn claims(&self, email: &str) -> Value {
        let now = jiff::Timestamp::now().as_second();
        json!({
            "iss": self.issuer, "aud": "stratus", "sub": "7", "iat": now, "exp": now + 300,
            "email": email, "email_verified": true,
        })
    }
}

impl State {
    fn answer(&self, path: &str, issuer: &str) -> Response<Full<Bytes>> {
        let (status, body) = match path {
            _ if self.down.load(Ordering::SeqCst) => (503, json!({})),
            "/realm/.well-known/openid-configuration" => {
                let name = self.name.lock().unwrap().clone().unwrap_or_else(|| issuer.to_owned());
                (200, json!({"issuer": name, "jwks_uri": format!("{issuer}/keys")}))
            }
            "/realm/keys" => {
                self.asked.fetch_add(1, Ordering::SeqCst);
                (200, json!({"keys": *self.keys.lock().unwrap()}))
            }
            _ => (404, json!({})),
        };
        let body = Full::new(Bytes::from(body.to_string()));
        Response::builder().status(status).body(body).unwrap()
    }
}

/// A key pair of the provider.
pub(crate) struct Key {
    pub(crate) id: &'static str,
    alg: &'static str,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

/// An RSA key for tests only: making one takes long.
const RSA: &[u8] = include_bytes!("../../../data/rsa_for_tests.der");

impl Key {
    pub(crate) fn new(id: &'static str, alg: &'static str) -> Key {
        let random = SystemRandom::new();
        let ec = |with| {
            let made = EcdsaKeyPair::generate_pkcs8(with, &random).unwrap();
            Pair::Ec(EcdsaKeyPair::from_pkcs8(with, made.as_ref(), &random).unwrap())
        };
        let pair = match alg {
            "RS256" | "PS256" => Pair::Rsa(Box::new(RsaKeyPair::from_pkcs8(RSA).unwrap())),
            "ES256" => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            "ES384" => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            "EdDSA" => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Pair::Ed(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
            }
            _ => panic!("{alg}"),
        };
        Key { id, alg, pair }
    }

    /// What is published of it.
    pub(crate) fn jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": encode(public.n), "e": encode(public.e)})
            }
            Pair::Ec(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)})
            }
            Pair::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key())})
            }
        };
        jwk["kid"] = json!(self.id);
        jwk["use"] = json!("sig");
        jwk
    }

    fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                let padding: &dyn ring::signature::RsaEncoding =
                    if self.alg == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
                pair.sign(padding, &random, bytes, &mut signature).unwrap();
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, bytes).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(bytes).as_ref().to_vec(),
        }
    }

    /// A token as the provider makes it.
    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({"alg": self.alg, "kid": self.id, "typ": "JWT"}), claims)
    }

    /// The same with a header of one's own.
    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.sign(signed.as_bytes());
        format!("{signed}.{}", encode(signature))
    }
}

/// A token whose signature is made with a shared secret: the text of a public key.
pub(crate) fn hmac_token(secret: &[u8], kid: &str, claims: &Value) -> String {
    let header = json!({"alg": "HS256", "kid": kid, "typ": "JWT"});
    let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    format!("{signed}.{}", encode(ring::hmac::sign(&key, signed.as_bytes())))
}

/// A token that nobody signed.
pub(crate) fn unsigned_token(claims: &Value) -> String {
    format!("{}.{}.", encode(json!({"alg": "none"}).to_string()), encode(claims.to_string()))
}
