//! What a client prefers (RFC 7240): the wire format, and strict handling.

use http::HeaderMap;

/// The two shapes of some answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// As the reference documents them: a page is a list of one page object.
    #[default]
    Documented,
    /// As the original server answers: a page is the object itself.
    Native,
}

/// The preferences in effect for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The wire format.
    pub wire: Wire,
    /// Whether unknown properties and parameters are refused.
    pub strict: bool,
    wire_asked: bool,
    strict_asked: bool,
}

impl Preferences {
    /// Reads `Prefer` headers; what they don't say is as the server's default. Preferences that
    /// are not known are ignored, as the standard asks.
    pub fn read(headers: &HeaderMap, default: Wire) -> Preferences {
        let mut found =
            Preferences { wire: default, strict: false, wire_asked: false, strict_asked: false };
        for header in headers.get_all("prefer") {
            let Ok(text) = header.to_str() else { continue };
            for preference in text.split([',', ';']) {
                let normal: String =
                    preference.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
                match normal.to_ascii_lowercase().as_str() {
                    "wire=native" => found.ask(Wire::Native),
                    "wire=documented" => found.ask(Wire::Documented),
                    "handling=strict" if !found.strict_asked => {
                        (found.strict, found.strict_asked) = (true, true);
                    }
                    "handling=lenient" if !found.strict_asked => found.strict_asked = true,
                    _ => {}
                }
            }
        }
        found
    }

    /// The first preference counts.
    fn ask(&mut self, wire: Wire) {
        if !self.wire_asked {
            (self.wire, self.wire_asked) = (wire, true);
        }
    }

    /// The value of `Preference-Applied`, if any preference was.
    pub fn applied(&self) -> Option<&'static str> {
        let wire = self.wire_asked.then_some(self.wire);
        let strict = self.strict_asked.then_some(self.strict);
        Some(match (wire, strict) {
            (None, None) => return None,
            (Some(Wire::Native), None) => "wire=native",
            (Some(Wire::Documented), None) => "wire=documented",
            (None, Some(true)) => "handling=strict",
            (None, Some(false)) => "handling=lenient",
            (Some(Wire::Native), Some(true)) => "wire=native, handling=strict",
            (Some(Wire::Native), Some(false)) => "wire=native, handling=lenient",
            (Some(Wire::Documented), Some(true)) => "wire=documented, handling=strict",
            (Some(Wire::Documented), Some(false)) => "wire=documented, handling=lenient",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn preferences() {
        for (headers, wire, strict, applied) in [
            (&[][..], Wire::Documented, false, None),
            (&["wire=native"], Wire::Native, false, Some("wire=native")),
            (&["Wire=\"native\""], Wire::Native, false, Some("wire=native")),
            (
                &["wire = documented", "wire=native"],
                Wire::Documented,
                false,
                Some("wire=documented"),
            ),
            (
                &["respond-async, handling=strict; wire=native"],
                Wire::Native,
                true,
                Some("wire=native, handling=strict"),
            ),
            (&["wire=other"], Wire::Documented, false, None),
        ] {
            let mut map = HeaderMap::new();
            for header in headers {
                map.append("prefer", HeaderValue::from_static(header));
            }
            let read = Preferences::read(&map, Wire::Documented);
            assert_eq!((read.wire, read.strict, read.applied()), (wire, strict, applied));
        }
    }
}
