//! Whose request it is, where proxies stand between.
use std::net::{IpAddr, SocketAddr};

use http::header::FORWARDED;
use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The networks of proxies whose word is taken.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies(Vec<IpNet>);

impl Proxies {
    pub(super) fn new(networks: &[IpNet]) -> Self {
        Self(networks.to_vec())
    }

    /// The address of the caller: the nearest hop that is no trusted proxy. What hops further away
    /// say is theirs to make up.
    pub(super) fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let plain = self.nearest(peer, x_forwarded_for(headers));
        let standard = self.nearest(peer, forwarded(headers));
        match (plain, standard) {
            (Some(address), None) | (None, Some(address)) => address,
            (Some(one), Some(other)) if one == other => one,
            // A proxy writes one of them and hands on the other as it came, so the caller may have
            // made it up. Which one that is, is not known.
            _ => peer,
        }
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Goes from hop to hop, the nearest first. `None` where a header is not there.
    fn nearest(&self, peer: IpAddr, hops: Vec<Option<IpAddr>>) -> Option<IpAddr> {
        let mut at = None;
        for hop in hops.into_iter().rev() {
            match hop {
                Some(address) if self.trusts(at.unwrap_or(peer)) => at = Some(address),
                _ => return Some(at.unwrap_or(peer)),
            }
        }
        at
    }
}

/// `X-Forwarded-For: caller, proxy, proxy`; an address that is none is `None`.
fn x_forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(X_FORWARDED_FOR).iter();
    let texts = lines.flat_map(|line| line.to_str().unwrap_or("?").split(','));
    texts.map(|text| address(text.trim())).collect()
}

/// `Forwarded: for=caller;proto=https, for="[2001:db8::1]:80"` of RFC 7239. Hops that hide their
/// names, and what is not well formed, are `None`.
fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(FORWARDED).iter();
    let elements = lines.flat_map(|line| unquoted(line.to_str().unwrap_or("?"), ','));
    elements
        .map(|element| {
            let pairs = unquoted(element, ';');
            pairs.into_iter().find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                let value = value.trim().trim_matches('"');
                name.trim().eq_ignore_ascii_case("for").then(|| address(value))?
            })
        })
        .collect()
}

/// The parts of a text between separators that are not within quotes.
fn unquoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .collect()
}

/// An address, perhaps with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let found = bare.parse::<IpAddr>().ok();
    let found = found.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    found.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn caller(peer: &str, headers: &[(&str, &str)]) -> String {
        let networks: Vec<IpNet> =
            ["10.0.0.0/8", "fd00::/8"].iter().map(|text| text.parse().unwrap()).collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        Proxies::new(&networks).caller(peer.parse().unwrap(), &map).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let says = ("x-forwarded-for", "192.0.2.7");
        assert_eq!(caller("203.0.113.5", &[says]), "203.0.113.5");
        assert_eq!(caller(PROXY, &[says]), "192.0.2.7");
        assert_eq!(caller("::ffff:10.0.0.1", &[says]), "192.0.2.7");
        assert_eq!(caller("fd00::1", &[says]), "192.0.2.7");
        assert_eq!(caller(PROXY, &[]), PROXY);
        let peer = "192.0.2.9".parse().unwrap();
        let mut map = HeaderMap::new();
        map.insert(X_FORWARDED_FOR, "192.0.2.7".parse().unwrap());
        assert_eq!(Proxies::default().caller(peer, &map), peer);
    }

    #[test]
    fn the_nearest_hop_that_is_no_proxy_counts() {
        for (said, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("1.1.1.1, 192.0.2.7", "192.0.2.7"),
            ("1.1.1.1, 192.0.2.7, 10.1.1.1", "192.0.2.7"),
            ("1.1.1.1, 192.0.2.7,10.1.1.1 , fd00::7", "192.0.2.7"),
            ("10.3.3.3, 10.2.2.2", "10.3.3.3"),
            ("192.0.2.7:4711", "192.0.2.7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            // What cannot be understood hides what lies behind it.
            ("192.0.2.7, nonsense", PROXY),
            ("192.0.2.7, nonsense, 10.1.1.1", "10.1.1.1"),
            ("", PROXY),
            (",,", PROXY),
        ] {
            assert_eq!(caller(PROXY, &[("x-forwarded-for", said)]), expected, "{said}");
        }
        let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "192.0.2.7")];
        assert_eq!(caller(PROXY, &lines), "192.0.2.7", "several lines are one list");
    }

    #[test]
    fn the_standard_header_is_understood() {
        for (said, expected) in [
            ("for=192.0.2.7", "192.0.2.7"),
            ("For=192.0.2.7;proto=https;by=203.0.113.43", "192.0.2.7"),
            ("for=1.1.1.1, for=192.0.2.7", "192.0.2.7"),
            ("for=192.0.2.7, for=10.1.1.1;by=10.0.0.1", "192.0.2.7"),
            ("for=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("for=\"192.0.2.7:80\"", "192.0.2.7"),
            ("for=1.1.1.1;by=\"a,b\", for=192.0.2.7;by=\"x;for=9.9.9.9\"", "192.0.2.7"),
            ("for=192.0.2.7, for=unknown", PROXY),
            ("for=192.0.2.7, for=_hidden, for=10.1.1.1", "10.1.1.1"),
            ("proto=https", PROXY),
            ("for=", PROXY),
        ] {
            assert_eq!(caller(PROXY, &[("forwarded", said)]), expected, "{said}");
        }
    }

    #[test]
    fn headers_that_contradict_each_other_are_not_believed() {
        let plain = ("x-forwarded-for", "192.0.2.7");
        assert_eq!(caller(PROXY, &[plain, ("forwarded", "for=192.0.2.7")]), "192.0.2.7");
        assert_eq!(caller(PROXY, &[plain, ("forwarded", "for=192.0.2.8")]), PROXY);
        assert_eq!(caller(PROXY, &[plain, ("forwarded", "for=_x")]), PROXY);
    }
}
