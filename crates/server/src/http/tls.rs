//! TLS: a certificate from files, and the next one while the server runs.
mod validity;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::failure::Failure;
use validity::Validity;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Where certificate and key are: PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate, followed by those that lead to its issuer.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// What the files held when they were read.
#[derive(PartialEq, Eq, Clone)]
struct Read {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// A certificate with its key, fit for serving.
pub struct Pair {
    config: Arc<ServerConfig>,
    validity: Validity,
}

/// TLS with the pair in the files as it is now.
pub struct Tls {
    files: Files,
    config: RwLock<Arc<ServerConfig>>,
    read: Read,
}

impl Files {
    fn read(&self) -> Result<Read, Failure> {
        let read = |path: &Path, what: &str| {
            std::fs::read(path).map_err(|error| {
                let path = path.display();
                Failure::new(format!("The {what} {path} cannot be read: {error}."))
                    .mend("Look at --tls-certificate and --tls-key, and at who may read the files.")
            })
        };
        Ok(Read {
            certificate: read(&self.certificate, "certificate")?,
            key: read(&self.key, "key")?,
        })
    }

    /// Reads the pair, and fails unless it can serve.
    pub fn pair(&self) -> Result<Pair, Failure> {
        self.read()?.pair(self)
    }
}

impl Read {
    fn pair(&self, files: &Files) -> Result<Pair, Failure> {
        let (certificate, key) = (files.certificate.display(), files.key.display());
        // The parser's words may hold parts of the file, so they are left out where the key is.
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or_else(|| {
            Failure::new(format!("{certificate} holds no certificate.")).mend(
                "It must be PEM: -----BEGIN CERTIFICATE----- and so on, the server's own first.",
            )
        })?;
        let private = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| {
            Failure::new(format!("{key} holds no private key."))
                .mend("It must be PEM and not encrypted: -----BEGIN PRIVATE KEY----- and so on.")
        })?;
        let validity = chain.first().and_then(|first| Validity::of(first)).ok_or_else(|| {
            Failure::new(format!("The certificate in {certificate} is not well formed."))
        })?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private));
        let mut config = config.map_err(|error| {
            let what = format!("{certificate} and {key} cannot be used together: {error}.");
            Failure::new(what).mend("The key must be the one that the certificate was made for.")
        })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Pair { config: Arc::new(config), validity })
    }
}

impl Pair {
    /// Fails when the certificate does not hold now; answers until when it does.
    pub fn must_hold(&self) -> Result<Timestamp, Failure> {
        let Validity { from, until } = self.validity;
        let now = Timestamp::now();
        if until <= now {
            return Err(Failure::new(format!("The certificate ended at {until}."))
                .mend("Put a new one in its place; a running server takes it over."));
        }
        if from > now {
            return Err(Failure::new(format!("The certificate does not begin before {from}.")));
        }
        Ok(until)
    }
}

impl Tls {
    /// Reads the files. A certificate that has ended is served all the same, as clients may know
    /// what to make of it.
    pub fn open(files: Files) -> Result<Self, Failure> {
        let read = files.read()?;
        let pair = read.pair(&files)?;
        if let Err(failure) = pair.must_hold() {
            tracing::warn!("{failure}");
        }
        Ok(Self { config: RwLock::new(pair.config), read, files })
    }

    /// Shakes hands, within some time.
    pub(super) async fn accept(
        &self,
        mut stream: TcpStream,
        within: Duration,
    ) -> io::Result<TlsStream<TcpStream>> {
        // The guard is gone before the first await.
        let config = Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner));
        let shaking = async {
            let mut first = [0];
            if stream.peek(&mut first).await? == 1 && first[0].is_ascii_uppercase() {
                stream.write_all(PLAIN).await?;
                stream.shutdown().await?;
                return Err(io::ErrorKind::InvalidData.into());
            }
            TlsAcceptor::from(config).accept(stream).await
        };
        tokio::time::timeout(within, shaking).await?
    }

    /// Takes over what is put into the files, for as long as it is polled. Connections that are open
    /// go on as they are. What cannot be used is told once, and the pair in use stays.
    pub(super) async fn watch(&self) {
        let mut known = self.read.clone();
        loop {
            tokio::time::sleep(LOOK).await;
            let files = self.files.clone();
            let read = tokio::task::spawn_blocking(move || files.read()).await;
            // A file that is being replaced may be gone for a moment.
            let Ok(Ok(read)) = read else { continue };
            if read == known {
                continue;
            }
            let pair = read.pair(&self.files);
            match pair.and_then(|pair| pair.must_hold().map(|until| (pair.config, until))) {
                Ok((config, until)) => {
                    *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
                    tracing::info!(%until, "a new certificate is in use");
                }
                Err(failure) => tracing::error!(%failure, "the new certificate is not used"),
            }
            known = read;
        }
    }
}

/// What a client is told that does not speak TLS.
const PLAIN: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\
    Content-Length: 44\r\nConnection: close\r\n\r\n{\"message\":\"This port speaks HTTPS only.\"}\r\n";

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("files", &self.files).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").field("validity", &self.validity).finish_non_exhaustive()
    }
}
