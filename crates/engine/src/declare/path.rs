//! Parameters of paths that tell which rows are meant, and words that stand for kinds of things.

use super::{MAX_INTEGER, Resource};

/// A parameter of a path: what it may be, and which column holds it.
#[derive(Clone, Copy, Debug)]
pub struct PathPart {
    /// The parameter.
    pub name: &'static str,
    /// The column it is compared with. Of [`PathValue::OfWord`] the word tells the column.
    pub column: &'static str,
    /// What it may be.
    pub value: PathValue,
}

/// What a parameter of a path may be. Anything else is an unknown path, a 404.
#[derive(Clone, Copy, Debug)]
pub enum PathValue {
    /// A whole number from the first to the second, both included.
    Number(i64, i64),
    /// The id of a row that must be there.
    Id(&'static Resource),
    /// One of a few words.
    Word(&'static [Word]),
    /// The id of what the word before it stands for.
    OfWord,
}

/// A word that stands for a kind of thing.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word as it is answered, and other forms of it that requests may use.
    pub forms: &'static [&'static str],
    /// What is stored for it.
    pub number: i64,
    /// The column that holds the ids of what it stands for.
    pub column: &'static str,
    /// What it stands for.
    pub of: &'static Resource,
}

const fn part(name: &'static str, column: &'static str, value: PathValue) -> PathPart {
    PathPart { name, column, value }
}

/// The id of a row that must be there.
pub const fn path_id(name: &'static str, column: &'static str, of: &'static Resource) -> PathPart {
    part(name, column, PathValue::Id(of))
}

/// A whole number within bounds; the column has the parameter's name.
pub const fn path_between(name: &'static str, min: i64, max: i64) -> PathPart {
    part(name, name, PathValue::Number(min, max))
}

/// One of a few words; the column is of [`Type::Word`](super::Type::Word).
pub const fn path_word(
    name: &'static str,
    column: &'static str,
    words: &'static [Word],
) -> PathPart {
    part(name, column, PathValue::Word(words))
}

/// The id of what the word before it stands for.
pub const fn path_id_of_word(name: &'static str) -> PathPart {
    part(name, "", PathValue::OfWord)
}

/// A word, and rows that it stands for: `column` holds their ids.
pub const fn word(
    forms: &'static [&'static str],
    number: i64,
    column: &'static str,
    of: &'static Resource,
) -> Word {
    Word { forms, number, column, of }
}

impl Word {
    /// Whether a text is one of its forms.
    pub fn is(&self, text: &str) -> bool {
        self.forms.contains(&text)
    }

    /// The form that is answered.
    pub fn text(&self) -> &'static str {
        self.forms.first().copied().unwrap_or_default()
    }
}

/// The text that is answered for a stored number.
pub fn word_of(words: &'static [Word], number: i64) -> Option<&'static str> {
    words.iter().find(|word| word.number == number).map(Word::text)
}

/// The words that one of the parts of a path may be; none when no part is a word.
pub fn words_in(parts: &'static [PathPart]) -> &'static [Word] {
    let words = parts.iter().find_map(|part| match part.value {
        PathValue::Word(words) => Some(words),
        _ => None,
    });
    words.unwrap_or_default()
}

impl PathPart {
    /// The columns that it may be compared with; `words` are those of the same path.
    pub fn columns(&self, words: &[Word]) -> Vec<&'static str> {
        match self.value {
            PathValue::OfWord => words.iter().map(|word| word.column).collect(),
            _ => vec![self.column],
        }
    }

    /// The resources whose ids it may be.
    pub fn targets(&self, words: &[Word]) -> Vec<&'static Resource> {
        match self.value {
            PathValue::Id(of) => vec![of],
            PathValue::OfWord => words.iter().map(|word| word.of).collect(),
            PathValue::Number(..) | PathValue::Word(_) => Vec::new(),
        }
    }

    /// Smallest and largest number, where it is one.
    pub fn range(&self) -> Option<(i64, i64)> {
        match self.value {
            PathValue::Number(min, max) => Some((min, max)),
            PathValue::Id(_) | PathValue::OfWord => Some((1, MAX_INTEGER)),
            PathValue::Word(_) => None,
        }
    }
}
