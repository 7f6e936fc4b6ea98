//! Files the shell serves itself: the reference page, and the API's description. All of it works
//! offline.
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

use bytes::Bytes;
use engine::api::Reply;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

/// What the page may load and who may frame it. The viewer sets styles inline and draws icons from
/// data addresses.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// A file, whole in memory, that a client may keep and ask about.
#[derive(Debug)]
pub(super) struct StaticFile {
    route: &'static str,
    bytes: Bytes,
    content_type: HeaderValue,
    etag: HeaderValue,
}

impl StaticFile {
    pub(super) fn new(route: &'static str, bytes: Bytes, content_type: &'static str) -> Self {
        Self {
            route,
            etag: etag(&bytes),
            bytes,
            content_type: HeaderValue::from_static(content_type),
        }
    }

    /// The file, or that the client has it already.
    pub(super) fn reply(&self, request: &HeaderMap) -> Reply {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ETAG, self.etag.clone());
        // The files change with the program; asking is cheap and never wrong.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // What holds for the page holds for the copy that the client has.
        if self.content_type.as_bytes().starts_with(b"text/html") {
            headers.insert(CONTENT_SECURITY_POLICY, POLICY);
            // No page that opens this one gets hold of its window.
            headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
        }
        let known = request.get_all(IF_NONE_MATCH).iter().any(|tags| names(tags, &self.etag));
        if !known {
            headers.insert(CONTENT_TYPE, self.content_type.clone());
        }
        Reply {
            status: if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK },
            headers,
            body: if known { Bytes::new() } else { self.bytes.clone() }.into(),
            route: self.route,
            statements: 0,
        }
    }
}

/// A tag that changes with the bytes.
fn etag(bytes: &[u8]) -> HeaderValue {
    let mut tag = String::from("\"");
    for byte in &Sha256::digest(bytes)[..12] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether an `If-None-Match` names the tag. Weak tags count: the bytes are what is compared either
/// way.
fn names(tags: &HeaderValue, etag: &HeaderValue) -> bool {
    let Ok(tags) = tags.to_str() else {
        return false;
    };
    tags.split(',').map(str::trim).any(|tag| {
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes()
    })
}

/// The files of the reference page.
#[derive(Debug)]
pub(super) struct Docs {
    files: Vec<(&'static str, StaticFile)>,
}

impl Docs {
    pub(super) fn new() -> Self {
        const HTML: &str = "text/html; charset=utf-8";
        const CSS: &str = "text/css; charset=utf-8";
        const SCRIPT: &str = "text/javascript; charset=utf-8";
        let own = |path, text: &'static str, content_type| {
            (path, StaticFile::new(ROUTE, Bytes::from_static(text.as_bytes()), content_type))
        };
        let vendored = |name, content_type| {
            let bytes = vendored(name)?;
            Some((name, StaticFile::new(ROUTE, bytes, content_type)))
        };
        let mut files = vec![
            own("", include_str!("docs/page.html"), HTML),
            own("page.css", include_str!("docs/page.css"), CSS),
            own("page.js", include_str!("docs/page.js"), SCRIPT),
        ];
        files.extend(vendored("swagger-ui.css", CSS));
        files.extend(vendored("swagger-ui-bundle.js", SCRIPT));
        files.extend(vendored("favicon-32x32.png", "image/png"));
        Self { files }
    }

    /// The file at a path below the page's own.
    pub(super) fn find(&self, path: &str) -> Option<&StaticFile> {
        let found = self.files.iter().find(|(name, _)| *name == path);
        found.map(|(_, file)| file)
    }
}

const ROUTE: &str = "/docs";

/// A file of the viewer that is built into the program.
fn vendored(name: &str) -> Option<Bytes> {
    let config = Arc::new(utoipa_swagger_ui::Config::from("/openapi.json"));
    let file = utoipa_swagger_ui::serve(name, config).ok()??;
    Some(match file.bytes {
        Cow::Borrowed(bytes) => Bytes::copy_from_slice(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_the_page_names_is_there() {
        let docs = Docs::new();
        let page = include_str!("docs/page.html");
        let named: Vec<_> =
            page.split('"').filter_map(|text| text.strip_prefix("/docs/")).collect();
        assert_eq!(named.len(), 5);
        for name in named {
            assert!(docs.find(name).is_some_and(|file| !file.bytes.is_empty()), "{name}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for text in [
            include_str!("docs/page.html"),
            include_str!("docs/page.js"),
            include_str!("docs/page.css"),
        ] {
            assert!(!text.contains("://"));
        }
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let file = StaticFile::new("/x", Bytes::from_static(b"abc"), "text/plain");
        let tag = file.etag.to_str().unwrap();
        for (sent, status) in [
            (tag.to_owned(), 304),
            (format!("\"other\", W/{tag}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (String::new(), 200),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, sent.parse().unwrap());
            assert_eq!(file.reply(&headers).status, status, "{sent}");
        }
    }
}
