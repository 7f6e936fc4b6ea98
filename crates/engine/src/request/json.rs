//! JSON bodies, read strictly: numbers keep their text, and nothing doubtful passes in silence.

mod read;
mod string;

use std::fmt;

pub use read::{DEEPEST, parse};

/// A JSON value as the client wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, in the very text it was written in: `1e400` and `0.10` stay what they are.
    Number(String),
    /// A text; may hold any character, NUL too.
    Text(String),
    /// A list
    List(Vec<Json>),
    /// An object: no name twice, in the order they were written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of that name, when this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The members, when this is an object.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn as_list(&self) -> Option<&[Json]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The digits as written, when this is a number.
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// The truth value, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What this is, for messages: `null`, `boolean`, `number`, `string`, `array`, `object`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

/// Why a body is not read. The text is meant for the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub problem: Problem,
    /// The line it is in, from 1.
    pub line: usize,
    /// The character in that line, from 1.
    pub column: usize,
    /// The dotted path of the value it is in, as in `contacts.0.name`; empty for the whole body.
    pub path: String,
}

/// What is wrong with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing but space.
    Empty,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// The name at [`JsonError::path`] was given before.
    DuplicateName,
    /// The value at [`JsonError::path`] is inside more lists and objects than this.
    TooDeep(usize),
    /// This was to be expected, or is not allowed.
    Syntax(&'static str),
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { problem, line, column, path } = self;
        match problem {
            Problem::Empty => return f.write_str("The body is empty, JSON was expected"),
            Problem::NotUtf8 => f.write_str("The body is not UTF-8")?,
            Problem::DuplicateName => write!(f, "'{}' is given twice", Short(path))?,
            Problem::TooDeep(levels) => {
                write!(f, "'{}' is nested deeper than {levels} levels", Short(path))?;
            }
            Problem::Syntax(what) => write!(f, "The body is not JSON: {what}")?,
        }
        write!(f, " (line {line}, column {column})")
    }
}

impl std::error::Error for JsonError {}

/// A path cut to what a message can bear, for clients choose their names.
struct Short<'a>(&'a str);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 200;
        match self.0.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}
