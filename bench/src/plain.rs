//! The first yardstick: a server that only answers.
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::http::HeaderMap;
use bytes::Bytes;

use crate::Failure;

/// The header that says how many bytes to answer.
pub(crate) const SIZE: &str = "x-size";

/// The largest answer in bytes.
const LARGEST: usize = 4 << 20;

/// Serves until the process is ended; prints the address first.
pub(crate) fn serve() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address: SocketAddr = listener.local_addr()?;
        println!("http://{address}");
        let all = Bytes::from(vec![b'x'; LARGEST]);
        // The body is read, as the real server has to.
        let answer = move |headers: HeaderMap, _body: Bytes| {
            let size = headers.get(SIZE).and_then(|it| it.to_str().ok()?.parse().ok());
            let body = all.slice(..size.unwrap_or(0).min(LARGEST));
            async move { ([("content-type", "application/json")], body) }
        };
        axum::serve(listener, Router::new().fallback(answer)).await?;
        Ok(())
    })
}
