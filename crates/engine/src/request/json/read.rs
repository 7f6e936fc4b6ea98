//! Bytes to a value, in one pass and without recursion.
//!
//! Own code because serde_json hands numbers with their exact text to a visitor as an object with
//! a magic name, which a client's object can imitate; and it takes the last of duplicate names.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Json, JsonError, Problem, string};

/// No body may nest deeper than this, whatever the caller allows: values are dropped recursively.
pub const DEEPEST: usize = 512;

/// Reads a body that is one JSON value.
///
/// `max_depth` is how many lists and objects a value may be inside of; 0 allows plain values only.
/// A byte order mark at the start is skipped.
///
/// # Errors
/// Whatever is not exactly JSON in UTF-8, a name twice in one object, or too deep a nesting.
pub fn parse(bytes: &[u8], max_depth: usize) -> Result<Json, JsonError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes)
        .map_err(|error| locate(bytes, error.valid_up_to(), Problem::NotUtf8, String::new()))?;
    let mut reader = Reader { text, at: 0, open: Vec::new(), max_depth: max_depth.min(DEEPEST) };
    reader.read().map_err(|problem| locate(bytes, reader.at, problem, reader.path()))
}

fn locate(bytes: &[u8], offset: usize, problem: Problem, path: String) -> JsonError {
    let before = &bytes[..offset];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    // What follows a character's first byte has the bits 10 on top.
    let is_character = |byte: &&u8| **byte & 0xc0 != 0x80;
    JsonError {
        problem,
        line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
        column: 1 + before[line_start..].iter().filter(is_character).count(),
        path,
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The byte to look at next; the place of the problem, once there is one.
    at: usize,
    /// The lists and objects around, outermost first.
    open: Vec<Open<'t>>,
    max_depth: usize,
}

/// A list or an object of which the end was not seen yet.
enum Open<'t> {
    List(Vec<Json>),
    Object(Members<'t>),
}

/// Where a value stands after something was read.
enum Step {
    /// The next thing is a value.
    Value,
    /// A value is complete.
    Done(Json),
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Result<Json, Problem> {
        if self.peek().is_none() {
            return Err(Problem::Empty);
        }
        let mut step = Step::Value;
        loop {
            step = match step {
                Step::Value => self.value()?,
                Step::Done(value) => match self.open.pop() {
                    Some(Open::List(items)) => self.item(items, value)?,
                    Some(Open::Object(members)) => self.member(members, value)?,
                    None if self.peek().is_none() => return Ok(value),
                    None => return Err(Problem::Syntax("something follows its end")),
                },
            };
        }
    }

    fn value(&mut self) -> Result<Step, Problem> {
        let json = match self.peek() {
            Some(b'{') => {
                self.enter()?;
                if !self.take(b'}') {
                    self.open.push(Open::Object(Members::default()));
                    return self.name();
                }
                Json::Object(Vec::new())
            }
            Some(b'[') => {
                self.enter()?;
                if !self.take(b']') {
                    self.open.push(Open::List(Vec::new()));
                    return Ok(Step::Value);
                }
                Json::List(Vec::new())
            }
            Some(b'"') => Json::Text(self.string()?.into_owned()),
            Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?.to_owned()),
            Some(b't') => self.word("true", Json::Bool(true))?,
            Some(b'f') => self.word("false", Json::Bool(false))?,
            Some(b'n') => self.word("null", Json::Null)?,
            Some(b'N' | b'I') => return Err(Problem::Syntax("NaN and Infinity are no numbers")),
            _ => return Err(Problem::Syntax("a value was expected")),
        };
        Ok(Step::Done(json))
    }

    /// Passes an opening bracket.
    fn enter(&mut self) -> Result<(), Problem> {
        if self.open.len() >= self.max_depth {
            return Err(Problem::TooDeep(self.max_depth));
        }
        self.at += 1;
        Ok(())
    }

    /// One more item of the innermost list, and what follows it.
    fn item(&mut self, mut items: Vec<Json>, value: Json) -> Result<Step, Problem> {
        items.push(value);
        if self.take(b']') {
            return Ok(Step::Done(Json::List(items)));
        }
        self.open.push(Open::List(items));
        if self.take(b',') {
            Ok(Step::Value)
        } else {
            Err(Problem::Syntax("',' or ']' was expected"))
        }
    }

    /// One more member of the innermost object, and what follows it.
    fn member(&mut self, mut members: Members<'t>, value: Json) -> Result<Step, Problem> {
        members.put(value);
        if self.take(b'}') {
            return Ok(Step::Done(Json::Object(members.read)));
        }
        self.open.push(Open::Object(members));
        if self.take(b',') { self.name() } else { Err(Problem::Syntax("',' or '}' was expected")) }
    }

    /// A member's name and the colon behind it.
    fn name(&mut self) -> Result<Step, Problem> {
        if self.peek() != Some(b'"') {
            return Err(Problem::Syntax("a name in double quotes was expected"));
        }
        let start = self.at;
        let name = self.string()?;
        if let Some(Open::Object(members)) = self.open.last_mut()
            && !members.announce(name)
        {
            self.at = start;
            return Err(Problem::DuplicateName);
        }
        if self.take(b':') { Ok(Step::Value) } else { Err(Problem::Syntax("':' was expected")) }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Problem> {
        match string::read(self.text, self.at) {
            Ok((text, end)) => {
                self.at = end;
                Ok(text)
            }
            Err((what, at)) => {
                self.at = at;
                Err(Problem::Syntax(what))
            }
        }
    }

    fn number(&mut self) -> Result<&'t str, Problem> {
        let start = self.at;
        self.skip(b"-");
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'I') => return Err(Problem::Syntax("NaN and Infinity are no numbers")),
            _ => self.digits()?,
        }
        if self.skip(b".") {
            self.digits()?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<(), Problem> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(Problem::Syntax("a digit was expected")) }
    }

    fn word(&mut self, word: &str, json: Json) -> Result<Json, Problem> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Problem::Syntax("a value was expected"));
        }
        self.at += word.len();
        Ok(json)
    }

    /// The next byte, not caring what it is.
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not space.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// Passes space and then this sign, if it is there.
    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    /// Passes one of these signs, if it comes at once.
    fn skip(&mut self, signs: &[u8]) -> bool {
        let found = self.byte().is_some_and(|byte| signs.contains(&byte));
        self.at += usize::from(found);
        found
    }

    /// The dotted path of the value being read.
    fn path(&self) -> String {
        let steps = self.open.iter().map(|open| match open {
            Open::List(items) => Cow::Owned(items.len().to_string()),
            Open::Object(members) => Cow::Borrowed(members.name.as_str()),
        });
        steps.collect::<Vec<_>>().join(".")
    }
}

/// From here on a set is kept; before, looking at each name is faster.
const MANY: usize = 16;

/// The members of an object that were read so far.
#[derive(Default)]
struct Members<'t> {
    read: Vec<(String, Json)>,
    /// The name of the value being read.
    name: String,
    /// All names, once there are [`MANY`].
    names: HashSet<Cow<'t, str>>,
}

impl<'t> Members<'t> {
    /// Takes the next name; false if it was there before.
    fn announce(&mut self, name: Cow<'t, str>) -> bool {
        let new = if self.read.len() < MANY {
            self.read.iter().all(|(earlier, _)| *earlier != name)
        } else {
            if self.names.is_empty() {
                self.names = self.read.iter().map(|(name, _)| Cow::Owned(name.clone())).collect();
            }
            self.names.insert(name.clone())
        };
        self.name = name.into_owned();
        new
    }

    fn put(&mut self, value: Json) {
        self.read.push((std::mem::take(&mut self.name), value));
    }
}
