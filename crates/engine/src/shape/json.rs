//! The bytes of JSON values.

use std::fmt::Write as _;

/// Adds a JSON string. What needs no escape is copied in runs.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut done = 0;
    for (position, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x00..=0x1f => "",
            _ => continue,
        };
        // Every byte matched here is ASCII, so both ends are character boundaries.
        out.push_str(text.get(done..position).unwrap_or_default());
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        done = position + 1;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out.push('"');
}

/// A JSON string of its own.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_string(&mut out, text);
    out
}

/// Adds an instant, given in milliseconds since 1970, as a quoted RFC 3339 text in UTC.
pub fn push_instant(out: &mut String, milliseconds: i64) {
    match jiff::Timestamp::from_millisecond(milliseconds) {
        Ok(instant) => {
            let _ = write!(out, "\"{instant:.3}\"");
        }
        Err(_) => out.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn instants_have_milliseconds_and_z() {
        let mut out = String::new();
        push_instant(&mut out, 0);
        push_instant(&mut out, 1_795_428_000_007);
        assert_eq!(out, "\"1970-01-01T00:00:00.000Z\"\"2026-11-23T10:00:00.007Z\"");
    }

    proptest! {
        #[test]
        fn strings_read_back(text in ".*") {
            let read: String = serde_json::from_str(&quoted(&text)).unwrap();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn control_characters_too(bytes in proptest::collection::vec(0u8..128, 0..40)) {
            let text = String::from_utf8(bytes).unwrap();
            let read: String = serde_json::from_str(&quoted(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
