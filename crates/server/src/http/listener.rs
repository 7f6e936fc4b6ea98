//! Sockets: accepting connections, and ending in order.
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};

use crate::failure::Failure;

/// How long the head of a request may take, and how long a connection may idle before the next one.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// More headers than this are refused.
const MOST_HEADERS: usize = 100;
/// A head longer than this, in bytes, is refused.
const LONGEST_HEAD: usize = 64 << 10;
/// Pause after a failed accept that is not one client's fault, such as no free file descriptor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Every request in progress was answered.
    InOrder,
    /// The grace time ran out on some.
    CutShort,
}

/// Listens on an address, or says in plain words why that is not possible.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let port = address.port();
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                let other = SocketAddr::new(address.ip(), if port == 8080 { 8081 } else { 8080 });
                Failure::new(format!(
                    "Port {port} of {} is in use by another program.",
                    address.ip()
                ))
                .mend(format!("Stop that one, or choose another port: --listen {other}"))
            }
            io::ErrorKind::PermissionDenied => {
                Failure::new(format!("The system does not let this user listen on port {port}."))
                    .mend("Choose a port from 1024 up, or put a proxy before it.")
            }
            io::ErrorKind::AddrNotAvailable => {
                Failure::new(format!("This machine does not have the address {}.", address.ip()))
                    .mend("Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.")
            }
            _ => Failure::new(format!("Cannot listen on {address}: {error}.")),
        }
    })
}

/// Serves until `stop` is done; then takes no more connections, and gives the requests in progress
/// `grace` to finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> Ended {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_headers(MOST_HEADERS)
        .max_header_size(LONGEST_HEAD);
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener) => accepted,
        };
        let router = TowerToHyperService::new(router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            router.call(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that breaks off or talks nonsense is no news.
            if let Err(error) = connection.await {
                tracing::trace!(%error, "connection ended");
            }
        });
    }
    drop(listener);
    match tokio::time::timeout(grace, open.shutdown()).await {
        Ok(()) => Ended::InOrder,
        Err(_) => Ended::CutShort,
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, Peer) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole; waiting to send more at once only delays them.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::trace!(%error, "no TCP_NODELAY");
                }
                return (stream, Peer(peer));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Whether a failed accept concerns one connection only.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}
