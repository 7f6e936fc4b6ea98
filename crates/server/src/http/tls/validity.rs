//! From when to when a certificate holds. The TLS library checks that of other people's
//! certificates only, and nothing else of our own needs to be known.
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// From when to when a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

impl Validity {
    /// Of a certificate as RFC 5280 writes it: within it the part that is signed, and in that
    /// version, serial number, algorithm, issuer and validity. `None` when it is not well formed.
    pub(super) fn of(certificate: &[u8]) -> Option<Self> {
        let mut certificate = Reader(certificate).take(SEQUENCE)?;
        let mut signed = certificate.take(SEQUENCE)?;
        if signed.0.first() == Some(&VERSION) {
            signed.take(VERSION)?;
        }
        signed.take(INTEGER)?;
        signed.take(SEQUENCE)?;
        signed.take(SEQUENCE)?;
        let mut validity = signed.take(SEQUENCE)?;
        Some(Self { from: validity.time()?, until: validity.time()? })
    }
}

/// What is left to read of DER.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// The next value, which must be of that kind.
    fn take(&mut self, kind: u8) -> Option<Reader<'a>> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match usize::from(*first) {
            short @ 0..=0x7f => (short, rest),
            long => {
                let (bytes, rest) = rest.split_at_checked(long - 0x80)?;
                if bytes.is_empty() || bytes.len() > 4 {
                    return None;
                }
                (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
            }
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (*tag == kind).then_some(Reader(value))
    }

    /// The next value, an instant in one of the two forms.
    fn time(&mut self) -> Option<Timestamp> {
        let kind = *self.0.first()?;
        let text = std::str::from_utf8(self.take(kind)?.0).ok()?;
        let text = match (kind, text.len()) {
            // Years of two digits are those from 1950 to 2049.
            (UTC_TIME, 13) if text < "50" => format!("20{text}"),
            (UTC_TIME, 13) => format!("19{text}"),
            (GENERALIZED_TIME, 15) => text.to_owned(),
            _ => return None,
        };
        let time = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
        // The standard writes "never" as the last second of the year 9999.
        Some(TimeZone::UTC.to_timestamp(time).unwrap_or(Timestamp::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value of DER.
    fn der(kind: u8, value: &[u8]) -> Vec<u8> {
        let length = match value.len() {
            short @ 0..=0x7f => vec![short as u8],
            long => vec![0x82, (long >> 8) as u8, long as u8],
        };
        [&[kind][..], &length, value].concat()
    }

    fn certificate(version: bool, from: (u8, &str), until: (u8, &str)) -> Vec<u8> {
        let validity = [der(from.0, from.1.as_bytes()), der(until.0, until.1.as_bytes())].concat();
        let version = if version { der(VERSION, &der(INTEGER, &[2])) } else { Vec::new() };
        let signed = [
            version,
            der(INTEGER, &[7; 20]),
            der(SEQUENCE, &[]),
            der(SEQUENCE, &[0; 300]),
            der(SEQUENCE, &validity),
            der(SEQUENCE, &[1, 2, 3]),
        ];
        der(SEQUENCE, &[der(SEQUENCE, &signed.concat()), der(SEQUENCE, &[])].concat())
    }

    #[test]
    fn both_forms_of_time_are_read() {
        let expected = Validity {
            from: "1999-12-31T23:59:59Z".parse().unwrap(),
            until: "2049-01-02T03:04:05Z".parse().unwrap(),
        };
        for version in [false, true] {
            for from in [(UTC_TIME, "991231235959Z"), (GENERALIZED_TIME, "19991231235959Z")] {
                let until = (UTC_TIME, "490102030405Z");
                assert_eq!(Validity::of(&certificate(version, from, until)), Some(expected));
            }
        }
        let late =
            certificate(true, (UTC_TIME, "260101000000Z"), (GENERALIZED_TIME, "99991231235959Z"));
        assert!(Validity::of(&late).is_some());
    }

    #[test]
    fn what_is_not_well_formed_is_none() {
        let sound = (UTC_TIME, "260101000000Z");
        let whole = certificate(true, sound, sound);
        for end in 0..whole.len() {
            assert_eq!(Validity::of(&whole[..end]), None, "{end}");
        }
        for wrong in ["261301000000Z", "260101000000+", "26010100000Z", "2601010000000Z"] {
            assert_eq!(Validity::of(&certificate(true, sound, (UTC_TIME, wrong))), None, "{wrong}");
        }
        for bytes in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x80, 0], &[0x30, 0x89]] {
            assert_eq!(Validity::of(bytes), None, "{bytes:?}");
        }
    }
}
