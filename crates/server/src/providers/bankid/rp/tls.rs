//! Who we are to BankID, and who BankID is to us.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::config::Services;
use crate::failure::Failure;

/// TLS that shows our certificate, and trusts BankID's own issuer and nobody else.
pub(super) fn config(services: &Services) -> Result<ClientConfig, Failure> {
    let root = given(&services.bankid_root, "root", "the certificate of BankID's issuer")?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates(root, "root")? {
        roots.add(certificate).map_err(|error| unusable(root, "root", &error))?;
    }
    let own = given(&services.bankid_certificate, "certificate", "our certificate")?;
    let chain = certificates(own, "certificate")?;
    let key = given(&services.bankid_key, "key", "the key of our certificate")?;
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, "key", &error))?;
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(key, "key", &error))?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, secret)
        .map_err(|error| unusable(key, "key", &error))
}

fn given<'a>(file: &'a Option<PathBuf>, name: &str, what: &str) -> Result<&'a Path, Failure> {
    file.as_deref().ok_or_else(|| {
        Failure::new(format!("--bankid rp needs {what}."))
            .mend(format!("Name the file, in PEM, with --bankid-{name}."))
    })
}

fn certificates(file: &Path, name: &str) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
    let found: Vec<_> = read.map_err(|error| unreadable(file, name, &error))?;
    if found.is_empty() {
        return Err(unusable(file, name, &"there is no certificate in it"));
    }
    Ok(found)
}

fn unreadable(file: &Path, name: &str, error: &pem::Error) -> Failure {
    unusable(file, name, error)
}

fn unusable(file: &Path, name: &str, why: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("{} cannot be used: {why}.", file.display()))
        .mend(format!("--bankid-{name} names a file in PEM, without a password."))
}
