//! A short text of ASCII letters, put together without allocating.

/// Room for the longest label of a company or a person.
const ROOM: usize = 64;

/// The text so far. What does not fit is cut off.
pub(super) struct Ascii {
    bytes: [u8; ROOM],
    len: usize,
}

impl Default for Ascii {
    fn default() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }
}

impl Ascii {
    /// Appends one ASCII character.
    pub(super) fn push(&mut self, byte: u8) {
        debug_assert!(byte.is_ascii());
        if let Some(free) = self.bytes.get_mut(self.len) {
            *free = byte;
            self.len += 1;
        }
    }

    /// Appends the last `width` digits of `number`, with zeros in front where it is shorter.
    pub(super) fn padded(&mut self, number: u64, width: usize) {
        let end = (self.len + width).min(ROOM);
        let mut rest = number;
        for digit in self.bytes[self.len..end].iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.len = end;
    }

    /// Appends `number` without leading zeros.
    pub(super) fn number(&mut self, number: u64) {
        self.padded(number, number.checked_ilog10().map_or(1, |log| log as usize + 1));
    }

    /// Appends `text` as part of an internet address: a–z and digits only.
    pub(super) fn slug(&mut self, text: &str) {
        for letter in text.chars() {
            let plain = match letter {
                'a'..='z' | '0'..='9' => letter as u8,
                'A'..='Z' => letter.to_ascii_lowercase() as u8,
                'Å' | 'Ä' | 'å' | 'ä' => b'a',
                'Ö' | 'ö' | 'ó' => b'o',
                'é' | 'É' => b'e',
                'č' | 'ć' => b'c',
                'ü' => b'u',
                _ => continue,
            };
            self.push(plain);
        }
    }

    /// Cuts off all but the first `len` characters.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        // Only ASCII gets in, so there is always a text.
        core::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}
