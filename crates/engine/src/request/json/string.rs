//! JSON strings: escapes and what must not stand bare.

use std::borrow::Cow;

/// What is wrong, and at which byte.
type Fault = (&'static str, usize);

/// Reads the string whose opening quote is at `start`. Also gives where it ends, behind its quote.
pub(super) fn read(text: &str, start: usize) -> Result<(Cow<'_, str>, usize), Fault> {
    let bytes = text.as_bytes();
    let mut plain = start + 1;
    let mut read: Option<String> = None;
    loop {
        // Quote, backslash and control characters are single bytes: cutting there is safe.
        let run = bytes[plain..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f));
        let at = run.map_or(bytes.len(), |run| plain + run);
        let piece = &text[plain..at];
        match bytes.get(at) {
            Some(b'"') => {
                let whole = match read {
                    None => Cow::Borrowed(piece),
                    Some(mut read) => {
                        read.push_str(piece);
                        Cow::Owned(read)
                    }
                };
                return Ok((whole, at + 1));
            }
            Some(b'\\') => {
                let read = read.get_or_insert_default();
                read.push_str(piece);
                let (character, end) = escape(bytes, at)?;
                read.push(character);
                plain = end;
            }
            Some(_) => return Err(("a control character must be escaped", at)),
            None => return Err(("a string does not end", at)),
        }
    }
}

/// The character that the escape with its backslash at `at` stands for, and where it ends.
fn escape(bytes: &[u8], at: usize) -> Result<(char, usize), Fault> {
    let character = match bytes.get(at + 1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(bytes, at),
        _ => return Err(("no such escape", at)),
    };
    Ok((character, at + 2))
}

/// `\uXXXX`, or two of them for a character beyond U+FFFF.
fn unicode_escape(bytes: &[u8], at: usize) -> Result<(char, usize), Fault> {
    let first = unit(bytes, at).ok_or(("four hexadecimal digits must follow '\\u'", at))?;
    let second = if matches!(first, 0xd800..=0xdbff) { unit(bytes, at + 6) } else { None };
    let end = at + if second.is_some() { 12 } else { 6 };
    let mut decoded = char::decode_utf16([first].into_iter().chain(second));
    match (decoded.next(), decoded.next()) {
        (Some(Ok(character)), None) => Ok((character, end)),
        _ => Err(("half a surrogate pair is no character", at)),
    }
}

/// The number in the `\uXXXX` at `at`, if there is one.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = bytes.get(at..at + 6)? else {
        return None;
    };
    digits.iter().try_fold(0, |unit, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(value).ok()?)
    })
}
