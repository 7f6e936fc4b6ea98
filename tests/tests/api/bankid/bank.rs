//! A server that speaks BankID's protocol over TLS, with certificates on both sides, and says what a
//! test tells it to.
use http::{Request, Response};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The answer to a call.
#[derive(Clone, Debug)]
pub(super) enum Says {
    /// A status and a body.
    Json(u16, Value),
    /// The same, after a while.
    Late(Duration, Value),
    /// Nothing, for longer than anybody waits.
    Nothing,
    /// A body that breaks off.
    Half,
    /// Something that is no JSON.
    Nonsense,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) content_type: String,
    pub(super) body: Value,
}

#[derive(Default)]
struct State {
    says: VecDeque<Says>,
    calls: Vec<Call>,
}

/// The server, and the files with which it is reached.
pub(super) struct Bank {
    state: Arc<Mutex<State>>,
    url: String,
    files: TempDir,
    _runtime: tokio::runtime::Runtime,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a name, and its key.
fn issued(
    by: &Authority,
    name: &str,
    usage: ExtendedKeyUsagePurpose,
) -> (rcgen::Certificate, KeyPair) {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.extended_key_usages = vec![usage];
    let key = KeyPair::generate().unwrap();
    (params.signed_by(&key, by).unwrap(), key)
}

impl Bank {
    pub(super) fn open() -> Bank {
        let (issuer, clients) = (authority("issuer.test"), authority("clients.test"));
        let files = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| std::fs::write(files.path().join(name), text);
        let client = ExtendedKeyUsagePurpose::ClientAuth;
        let (own, own_key) = issued(&clients, "crm.test", client.clone());
        let stranger = authority("stranger.test");
        let (strange, strange_key) = issued(&stranger, "crm.test", client);
        for (name, text) in [
            ("root.pem", issuer.pem()),
            ("own.pem", own.pem()),
            ("own.key", own_key.serialize_pem()),
            ("strange-root.pem", stranger.pem()),
            ("strange.pem", strange.pem()),
            ("strange.key", strange_key.serialize_pem()),
            ("empty.pem", String::new()),
        ] {
            write(name, text).unwrap();
        }

        let (server, server_key) =
            issued(&issuer, "127.0.0.1", ExtendedKeyUsagePurpose::ServerAuth);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(clients.der().clone()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(verifier.build().unwrap())
            .with_single_cert(
                vec![server.der().clone()],
                server_key.serialize_der().try_into().unwrap(),
            )
            .unwrap();

        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        runtime.spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), Arc::clone(&state)));
        Bank { state, url, files, _runtime: runtime }
    }

    /// What it says to the next calls, one after the other.
    pub(super) fn says(&self, says: impl IntoIterator<Item = Says>) {
        self.state.lock().unwrap().says.extend(says);
    }

    /// What it was asked since this was looked at last; all that it was to say must be said.
    pub(super) fn heard(&self) -> Vec<Call> {
        let mut state = self.state.lock().unwrap();
        assert!(state.says.is_empty(), "nobody asked for {:?}", state.says);
        std::mem::take(&mut state.calls)
    }

    /// The flags of a server that may use it.
    pub(super) fn flags(&self) -> Vec<String> {
        self.flags_with("own", "root.pem")
    }

    /// The flags of a server that shows a certificate and trusts an issuer.
    pub(super) fn flags_with(&self, shows: &str, trusts: &str) -> Vec<String> {
        let file = |name: String| self.files.path().join(name).display().to_string();
        [
            ("--bankid", "rp".to_owned()),
            ("--bankid-url", self.url.clone()),
            ("--bankid-certificate", file(format!("{shows}.pem"))),
            ("--bankid-key", file(format!("{shows}.key"))),
            ("--bankid-root", file(trusts.to_owned())),
            ("--bankid-timeout", "1s".to_owned()),
        ]
        .into_iter()
        .flat_map(|(flag, value)| [flag.to_owned(), value])
        .collect()
    }
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, state: Arc<Mutex<State>>) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (tls, state) = (tls.clone(), Arc::clone(&state));
        tokio::spawn(async move {
            // Who shows no good certificate gets no further.
            let Ok(stream) = tls.accept(stream).await else { return };
            let service = service_fn(move |request| answer(request, Arc::clone(&state)));
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
) -> Result<Response<String>, std::convert::Infallible> {
    let path = request.uri().path().to_owned();
    let content_type = request.headers()["content-type"].to_str().unwrap().to_owned();
    let mut body = request.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes.extend_from_slice(&frame.unwrap().into_data().unwrap());
    }
    let call = Call { path, content_type, body: serde_json::from_slice(&bytes).unwrap() };
    let says = {
        let mut state = state.lock().unwrap();
        state.calls.push(call);
        state.says.pop_front().unwrap_or(Says::Json(500, error("internalError")))
    };
    let response = |status: u16, body: String| {
        Response::builder().status(status).header("content-type", "application/json").body(body)
    };
    let response = match says {
        Says::Json(status, body) => response(status, body.to_string()),
        Says::Late(time, body) => {
            tokio::time::sleep(time).await;
            response(200, body.to_string())
        }
        Says::Nothing => std::future::pending().await,
        Says::Half => Response::builder().header("content-length", 100).body("{".to_owned()),
        Says::Nonsense => response(200, "<html>Welcome!</html>".to_owned()),
    };
    Ok(response.unwrap())
}

/// The body of an error.
pub(super) fn error(code: &str) -> Value {
    json!({"errorCode": code, "details": format!("details of {code}")})
}

/// The secret of the order's QR code.
pub(super) const SECRET: &str = "d28db9a7-4cde-429e-a983-359be676944c";

/// An order that has begun.
pub(super) fn started(order: &str) -> Says {
    Says::Json(
        200,
        json!({
            "orderRef": order,
            "autoStartToken": "7c40b5c9-fa74-49cf-b98c-bfe651f9a7c6",
            "qrStartToken": "67df3917-fa0d-44e5-b327-edcc928297f8",
            "qrStartSecret": SECRET,
        }),
    )
}

/// An order that goes on.
pub(super) fn pending(hint: &str) -> Says {
    Says::Json(200, json!({"orderRef": "x", "status": "pending", "hintCode": hint}))
}

/// An order that came to nothing.
pub(super) fn failed(hint: &str) -> Says {
    Says::Json(200, json!({"orderRef": "x", "status": "failed", "hintCode": hint}))
}

/// The body of an order that is signed.
pub(super) fn complete(signature: &str) -> Value {
    json!({
        "orderRef": "x",
        "status": "complete",
        "completionData": {
            "user": {
                "personalNumber": "199001019802",
                "name": "Karin Maria Nilsson",
                "givenName": "Karin Maria",
                "surname": "Nilsson",
            },
            "device": {"ipAddress": "192.0.2.17", "uhi": "OZvYM9VvyiAmG7NA5jU5zqGcVpo="},
            "bankIdIssueDate": "2024-03-01",
            "signature": signature,
            "ocspResponse": "T0NTUA==",
        },
    })
}

/// The signer's certificate, valid from March 2024 to March 2027, as base64.
pub(super) fn signer() -> Vec<u8> {
    let mut params = CertificateParams::new(vec!["signer.test".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2024, 3, 1), date_time_ymd(2027, 3, 1));
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
}
