//! TLS: certificates that come, go and are wrong.

use crate::sockets::{HEALTH, answer, connect, until_closed};
use crate::{STRATUS, soon};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
};
use std::fs;
use std::io::{Error, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::{Kind, Server};

/// A certificate of ours, and its key.
struct Pair {
    certificate: String,
    key: String,
}

impl Pair {
    fn new() -> Pair {
        Pair::until(2090)
    }

    fn until(year: i32) -> Pair {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        Pair { certificate, key: key.serialize_pem() }
    }
}

/// Files that a pair is put into.
struct Home(TempDir);

impl Home {
    fn with(certificate: &str, key: &str) -> Home {
        let home = Home(tempfile::tempdir().unwrap());
        home.put(certificate, key);
        home
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, certificate: &str, key: &str) {
        fs::write(self.path("key.pem"), key).unwrap();
        fs::write(self.path("cert.pem"), certificate).unwrap();
    }

    fn flags(&self) -> Vec<String> {
        ["--tls-certificate", &self.path("cert.pem"), "--tls-key", &self.path("key.pem")]
            .map(str::to_owned)
            .to_vec()
    }

    fn serve(&self, more: &[&str]) -> Server {
        let flags = self.flags();
        let flags: Vec<&str> =
            flags.iter().map(String::as_str).chain(more.iter().copied()).collect();
        Server::start_with(Kind::Embedded, &flags)
    }
}

type Secure = StreamOwned<ClientConnection, TcpStream>;

/// A connection to a server that must show this very certificate.
fn trusting(
    server: &Server,
    pair: &Pair,
    version: &'static SupportedProtocolVersion,
) -> Result<Secure, Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots);
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, connect(server));
    while stream.conn.is_handshaking() {
        stream.conn.complete_io(&mut stream.sock)?;
    }
    Ok(stream)
}

fn shows(server: &Server, pair: &Pair) -> bool {
    trusting(server, pair, &TLS13).is_ok()
}

#[test]
fn requests_are_served_in_both_versions() {
    let pair = Pair::new();
    let home = Home::with(&pair.certificate, &pair.key);
    let server = home.serve(&[]);
    for version in [&TLS12, &TLS13] {
        let mut stream = trusting(&server, &pair, version).unwrap();
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        for _ in 0..2 {
            let answer = answer(&mut stream, HEALTH);
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
        }
    }
    assert!(!shows(&server, &Pair::new()), "another certificate is not taken for it");
}

#[test]
fn a_new_certificate_is_taken_over_and_open_connections_go_on() {
    let (old, new) = (Pair::new(), Pair::new());
    let home = Home::with(&old.certificate, &old.key);
    let server = home.serve(&[]);
    let mut open = trusting(&server, &old, &TLS13).unwrap();
    assert!(answer(&mut open, HEALTH).starts_with("HTTP/1.1 200"));
    home.put(&new.certificate, &new.key);
    soon("a server with a new certificate", || shows(&server, &new));
    assert!(!shows(&server, &old));
    assert!(answer(&mut open, HEALTH).starts_with("HTTP/1.1 200"));
}

#[test]
fn a_broken_pair_is_not_taken_over() {
    let (old, new, ended) = (Pair::new(), Pair::new(), Pair::until(2021));
    let home = Home::with(&old.certificate, &old.key);
    let server = home.serve(&[]);
    for (certificate, key) in [
        ("nonsense", old.key.as_str()),
        (&new.certificate, &old.key),
        (&ended.certificate, &ended.key),
        ("", ""),
    ] {
        home.put(certificate, key);
        sleep(Duration::from_millis(2600));
        assert!(shows(&server, &old));
    }
    fs::remove_file(home.path("key.pem")).unwrap();
    sleep(Duration::from_millis(2600));
    assert!(shows(&server, &old));
    home.put(&new.certificate, &new.key);
    soon("a server with a sound certificate", || shows(&server, &new));
}

#[test]
fn what_is_not_tls_ends_cleanly() {
    let pair = Pair::new();
    let home = Home::with(&pair.certificate, &pair.key);
    let server = home.serve(&["--head-timeout", "600ms"]);
    let mut plain = connect(&server);
    plain.write_all(HEALTH.as_bytes()).unwrap();
    let came = String::from_utf8(until_closed(&mut plain)).unwrap();
    assert!(came.starts_with("HTTP/1.1 400") && came.contains("HTTPS only"), "{came}");
    let mut nonsense = connect(&server);
    nonsense.write_all(&[0x16, 3, 1, 0, 4, 1, 2, 3, 4]).unwrap();
    let came = until_closed(&mut nonsense);
    assert!(!came.starts_with(b"HTTP"), "{came:?}");
    let started = Instant::now();
    for begun in [&b""[..], &[0x16, 3, 1, 2]] {
        let mut silent = connect(&server);
        silent.write_all(begun).unwrap();
        until_closed(&mut silent);
    }
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    assert!(shows(&server, &pair));
}

#[test]
fn the_check_looks_at_the_pair() {
    let (one, other, ended) = (Pair::new(), Pair::new(), Pair::until(2021));
    for (certificate, key, said) in [
        (
            one.certificate.as_str(),
            one.key.as_str(),
            "certificate    ok, until 2090-01-01T00:00:00Z",
        ),
        (&one.certificate, &other.key, "cannot be used together"),
        (&ended.certificate, &ended.key, "The certificate ended at 2021-01-01T00:00:00Z."),
        ("", &one.key, "holds no certificate"),
        (&one.certificate, "nonsense", "holds no private key"),
    ] {
        let home = Home::with(certificate, key);
        let mut command = testkit::command(STRATUS);
        let database = format!("sqlite:{}", home.path("none.db"));
        let run = command.args(["check", "--database", &database]).args(home.flags());
        let output = String::from_utf8(run.output().unwrap().stdout).unwrap();
        assert!(output.contains(said), "{said}: {output}");
        // Nothing of the key is ever shown.
        let secret = key.lines().nth(1).unwrap_or("nonsense");
        assert!(!output.contains(secret), "{output}");
    }
    let home = Home::with("", "");
    let mut command = testkit::command(STRATUS);
    let output = command.args(["serve", "--tls-key", &home.path("key.pem")]).output().unwrap();
    assert!(!output.status.success(), "a key alone is a mistake");
}
