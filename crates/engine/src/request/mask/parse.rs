//! Header bytes to a mask.

use indexmap::IndexMap;

use super::{Mask, MaskError};

/// How many levels of braces a mask may have.
pub const MAX_DEPTH: usize = 64;

/// Reads a mask from the bytes of the header.
///
/// Bytes are taken as Latin-1, and whatever is not a name, a brace or a comma only separates
/// names. `None` means that the header is blank and the client gets everything; `{}` is not blank,
/// it asks for nothing.
///
/// # Errors
/// Misplaced or missing braces and commas, too many levels, or a header of exotic spaces only.
pub fn parse(header: &[u8]) -> Result<Option<Mask>, MaskError> {
    // HTTP trims these two itself, so a header of nothing else counts as absent.
    if header.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
        return Ok(None);
    }
    // Folded header lines are one line.
    let text: Vec<u8> = header.iter().copied().filter(|byte| *byte != b'\n').collect();
    let text = trim(&text);
    if text.is_empty() {
        return Err(MaskError::Blank);
    }
    let inside = match text.strip_prefix(b"{") {
        None => text,
        Some(rest) => rest.strip_suffix(b"}").ok_or(MaskError::MissingClosing)?,
    };
    build(inside).map(Some)
}

/// One part of a mask's text.
#[derive(Clone, Copy, PartialEq)]
enum Token<'a> {
    Name(&'a [u8]),
    Opening,
    Closing,
    Comma,
}

/// Puts the tokens together. Iterative, since a client decides how deep it goes.
fn build(text: &[u8]) -> Result<Mask, MaskError> {
    let mut level: IndexMap<String, Option<Mask>> = IndexMap::new();
    let mut parents = Vec::new();
    let mut last = None;
    for token in Tokens(text) {
        match token {
            Token::Name(name) => {
                // A repeat keeps its place and forgets the braces it had.
                level.insert(latin1(name), None);
            }
            Token::Opening => {
                let Some(Token::Name(name)) = last else {
                    return Err(MaskError::UnexpectedOpening);
                };
                if parents.len() >= MAX_DEPTH {
                    return Err(MaskError::TooDeep);
                }
                parents.push((std::mem::take(&mut level), latin1(name)));
            }
            Token::Closing => {
                let (mut parent, name) = parents.pop().ok_or(MaskError::UnexpectedClosing)?;
                parent.insert(name, Some(Mask { names: level }));
                level = parent;
            }
            Token::Comma => {
                if matches!(last, None | Some(Token::Comma | Token::Opening)) {
                    return Err(MaskError::UnexpectedComma);
                }
            }
        }
        last = Some(token);
    }
    if parents.is_empty() { Ok(Mask { names: level }) } else { Err(MaskError::MissingClosing) }
}

/// The tokens of the remaining bytes.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, rest) = self.0.split_first()?;
            let token = match first {
                b'{' => Token::Opening,
                b'}' => Token::Closing,
                b',' => Token::Comma,
                byte if is_name_byte(*byte) => {
                    let end = self.0.iter().position(|byte| !is_name_byte(*byte));
                    let (name, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
                    self.0 = rest;
                    return Some(Token::Name(name));
                }
                _ => {
                    self.0 = rest;
                    continue;
                }
            };
            self.0 = rest;
            return Some(token);
        }
    }
}

/// Word characters of Latin-1, and the signs a name may hold besides.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b':' | b'-' | b'*')
        || matches!(byte, 0xaa | 0xb2 | 0xb3 | 0xb5 | 0xb9 | 0xba | 0xbc..=0xbe)
        || (byte >= 0xc0 && !matches!(byte, 0xd7 | 0xf7))
}

fn is_space(byte: &u8) -> bool {
    matches!(byte, 0x09..=0x0d | 0x1c..=0x20 | 0x85 | 0xa0)
}

fn trim(text: &[u8]) -> &[u8] {
    let Some(start) = text.iter().position(|byte| !is_space(byte)) else {
        return &[];
    };
    let end = text.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
