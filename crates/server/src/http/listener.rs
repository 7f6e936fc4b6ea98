//! Sockets: accepting connections, and ending in order.
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::patient::Patient;
use super::tls::Tls;
use crate::config::Http;
use crate::failure::Failure;

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

/// What holds for connections.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Most connections at once; others wait to be accepted.
    pub connections: usize,
    /// How long shaking hands may take, and the head of a request, and how long a connection may idle before the next
    /// one.
    pub head_within: Duration,
    /// How long a client may not read what it asked for.
    pub patience: Duration,
    /// How long requests in progress get when the server stops.
    pub grace: Duration,
}

impl Terms {
    /// The terms that settings stand for.
    pub fn of(http: &Http) -> Self {
        Self {
            connections: http.max_connections.get(),
            head_within: http.head_timeout,
            patience: http.request_timeout,
            grace: http.shutdown_grace,
        }
    }
}

/// Serves until `stop` is done; then takes no more connections, and gives the requests in progress
/// their time to finish.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    stop: impl Future<Output = ()>,
    terms: &Terms,
) -> Ended {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(terms.head_within)
        .max_headers(MOST_HEADERS)
        .max_header_size(LONGEST_HEAD);
    let tls = tls.map(Arc::new);
    let open = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(terms.connections));
    let mut stop = pin!(stop);
    let mut watching = pin!(watch(tls.clone()));
    loop {
        let next = async {
            // Never closed, so there is a seat in the end.
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, accept(&listener).await)
        };
        let (seat, (stream, peer)) = tokio::select! {
            biased;
            () = &mut stop => break,
            () = &mut watching => continue,
            next = next => next,
        };
        let connection = Connection { http: http.clone(), watcher: open.watcher(), peer };
        let (router, tls) = (router.clone(), tls.clone());
        let (patience, within) = (terms.patience, terms.head_within);
        tokio::spawn(async move {
            let _seat = seat;
            let ended = match tls {
                None => connection.serve(Patient::new(stream, patience), router).await,
                Some(tls) => match tls.accept(stream, within).await {
                    Ok(stream) => connection.serve(Patient::new(stream, patience), router).await,
                    Err(error) => Err(error.into()),
                },
            };
            // A client that breaks off or talks nonsense is no news.
            if let Err(error) = ended {
                tracing::trace!(%error, "connection ended");
            }
        });
    }
    drop(listener);
    match tokio::time::timeout(terms.grace, open.shutdown()).await {
        Ok(()) => Ended::InOrder,
        Err(_) => Ended::CutShort,
    }
}

/// Takes over new certificates; without TLS there is nothing to do, ever.
async fn watch(tls: Option<Arc<Tls>>) {
    match tls {
        Some(tls) => tls.watch().await,
        None => std::future::pending().await,
    }
}

/// An accepted connection, and what it is served with.
struct Connection {
    http: http1::Builder,
    watcher: Watcher,
    peer: SocketAddr,
}

impl Connection {
    async fn serve<S>(
        self,
        stream: S,
        router: Router,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (router, peer) = (TowerToHyperService::new(router), self.peer);
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            router.call(request)
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        Ok(self.watcher.watch(connection).await?)
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are written whole; waiting to send more at once only delays them.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::trace!(%error, "no TCP_NODELAY");
                }
                return (stream, peer);
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
