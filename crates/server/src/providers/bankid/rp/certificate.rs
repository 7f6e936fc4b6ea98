//! How long the certificate of a signature is valid: BankID tells of its issue only, and the
//! certificate itself stands in the signature.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// From when until when the signer's certificate is valid, as instants; `None` for a signature that
/// is not as expected.
pub(super) fn validity(signature: &str) -> Option<(String, String)> {
    let xml = String::from_utf8(STANDARD.decode(signature).ok()?).ok()?;
    let der = STANDARD.decode(first_certificate(&xml)?).ok()?;
    let (from, to) = of_certificate(&der)?;
    Some((format!("{from:.3}"), format!("{to:.3}")))
}

/// The text of the first certificate, which is the signer's, without white space.
fn first_certificate(xml: &str) -> Option<String> {
    let (_, rest) = xml.split_once("X509Certificate>")?;
    let (text, _) = rest.split_once("</")?;
    Some(text.split_whitespace().collect())
}

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const LONG_TIME: u8 = 0x18;

/// X.509: certificate, its signed part, and in it version, serial number, algorithm and issuer
/// before the validity.
fn of_certificate(der: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let (certificate, _) = value(der, SEQUENCE)?;
    let (mut part, _) = value(certificate, SEQUENCE)?;
    if part.first() == Some(&VERSION) {
        part = next(part)?.2;
    }
    for _ in ["serial number", "algorithm", "issuer"] {
        part = next(part)?.2;
    }
    let (validity, _) = value(part, SEQUENCE)?;
    let (tag, from, rest) = next(validity)?;
    let from = time(tag, from)?;
    let (tag, to, _) = next(rest)?;
    Some((from, time(tag, to)?))
}

/// The value of an element with this tag, and what comes after it.
fn value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, value, rest) = next(der)?;
    (found == tag).then_some((value, rest))
}

/// The tag and value of the first element, and what comes after it.
fn next(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short if short < 0x80 => (usize::from(short), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// `YYMMDDhhmmssZ`, with the century that X.509 takes it to be in, or `YYYYMMDDhhmmssZ`.
fn time(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let text = match tag {
        UTC_TIME if text.get(..2)? >= "50" => format!("19{text}"),
        UTC_TIME => format!("20{text}"),
        LONG_TIME => text.to_owned(),
        _ => return None,
    };
    let at = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    TimeZone::UTC.to_timestamp(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate with nothing in it but what is read.
    fn certificate(validity: &[u8]) -> Vec<u8> {
        let element = |tag: u8, value: &[u8]| [&[tag, value.len() as u8], value].concat();
        let signed = [
            element(VERSION, &element(2, &[2])),
            element(2, &[7]),
            element(SEQUENCE, &[]),
            element(SEQUENCE, &[]),
            element(SEQUENCE, validity),
        ];
        let rest = [element(SEQUENCE, &[]), element(3, &[0])].concat();
        let whole = [element(SEQUENCE, &signed.concat()), rest].concat();
        [&[SEQUENCE, 0x81, whole.len() as u8][..], &whole].concat()
    }

    fn signature(der: &[u8]) -> String {
        let text = STANDARD.encode(der);
        let (start, end) = text.split_at(text.len() / 2);
        STANDARD.encode(format!(
            "<Signature><ds:X509Certificate>{start}\n {end}</ds:X509Certificate>\
             <ds:X509Certificate>AAAA</ds:X509Certificate></Signature>"
        ))
    }

    #[test]
    fn both_forms_of_times_are_read() {
        let der = certificate(b"\x17\x0d241123103000Z\x18\x0f20600101000000Z");
        let expected = ("2024-11-23T10:30:00.000Z", "2060-01-01T00:00:00.000Z");
        let found = validity(&signature(&der)).unwrap();
        assert_eq!((found.0.as_str(), found.1.as_str()), expected);
        let der = certificate(b"\x17\x0d991231235959Z\x17\x0d491231235959Z");
        let found = validity(&signature(&der)).unwrap();
        assert_eq!((&found.0[..4], &found.1[..4]), ("1999", "2049"));
    }

    #[test]
    fn what_is_no_signature_has_no_validity() {
        let whole = certificate(b"\x17\x0d241123103000Z\x18\x0f20600101000000Z");
        for length in 0..whole.len() - 6 {
            assert_eq!(validity(&signature(&whole[..length])), None, "{length}");
        }
        for text in ["", "%", "PFNpZ25hdHVyZS8+"] {
            assert_eq!(validity(text), None, "{text}");
        }
        let odd = certificate(b"\x17\x0d241323103000Z\x18\x0f20600101000000Z");
        assert_eq!(validity(&signature(&odd)), None);
    }
}
