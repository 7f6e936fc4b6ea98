//! As much of HTTP/1.1 as a load generator needs.
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Failure;

/// The head of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// Its length in bytes, with the empty line.
    pub(crate) length: usize,
    pub(crate) status: u16,
    /// Bytes of the body that follows.
    pub(crate) body: usize,
}

impl Head {
    /// Reads a head; `None` while it is not all there.
    pub(crate) fn read(bytes: &[u8]) -> Result<Option<Self>, Failure> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut response = httparse::Response::new(&mut headers);
        let parsed = response.parse(bytes).map_err(|error| format!("no HTTP: {error}"))?;
        let httparse::Status::Complete(length) = parsed else {
            return Ok(None);
        };
        let status = response.code.unwrap_or_default();
        let named =
            response.headers.iter().find(|it| it.name.eq_ignore_ascii_case("content-length"));
        let body = match named {
            Some(header) => std::str::from_utf8(header.value)?.parse()?,
            None if status == 204 => 0,
            None => return Err("an answer without Content-Length".into()),
        };
        Ok(Some(Self { length, status, body }))
    }
}

/// Writes a request. `headers` are whole lines.
pub(crate) fn write_request(
    out: &mut Vec<u8>,
    method: &str,
    path: &str,
    headers: &str,
    body: Option<&str>,
) {
    out.clear();
    for part in [method, " ", path, " HTTP/1.1\r\nHost: localhost\r\n", headers] {
        out.extend_from_slice(part.as_bytes());
    }
    if let Some(body) = body {
        out.extend_from_slice(b"Content-Type: application/json\r\nContent-Length: ");
        out.extend_from_slice(itoa::Buffer::new().format(body.len()).as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body.unwrap_or_default().as_bytes());
}

/// Asks once, on a connection of its own; answers the body of a 200.
pub(crate) fn get(address: SocketAddr, path: &str, headers: &str) -> Result<Vec<u8>, Failure> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut bytes = Vec::new();
    write_request(&mut bytes, "GET", path, headers, None);
    stream.write_all(&bytes)?;
    bytes.clear();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = stream.read(&mut buffer)?;
        bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        match Head::read(&bytes)? {
            Some(head) if bytes.len() >= head.length + head.body => {
                let body = bytes.split_off(head.length);
                if head.status == 200 {
                    return Ok(body);
                }
                let text = String::from_utf8_lossy(&body);
                return Err(format!("{path} is answered {}: {text}", head.status).into());
            }
            _ if read == 0 => return Err(format!("{path}: the connection closed").into()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\nx: y\r\n\r\nbody";
        for end in 0..whole.len() - 4 {
            assert_eq!(Head::read(&whole[..end]).unwrap(), None, "{end}");
        }
        let head = Head { length: whole.len() - 4, status: 200, body: 12 };
        assert_eq!(Head::read(whole).unwrap(), Some(head));
        let empty = Head::read(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().unwrap();
        assert_eq!((empty.status, empty.body), (204, 0));
        assert!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(Head::read(b"SSH-2.0-x\r\n\r\n").is_err());
    }

    #[test]
    fn requests_are_written() {
        let mut out = Vec::new();
        write_request(&mut out, "GET", "/a", "X-Token: t\r\n", None);
        assert_eq!(out, b"GET /a HTTP/1.1\r\nHost: localhost\r\nX-Token: t\r\n\r\n");
        write_request(&mut out, "PUT", "/a", "", Some("{}"));
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("Content-Length: 2\r\n\r\n{}"), "{text}");
    }
}
