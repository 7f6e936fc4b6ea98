//! Query parameters.

use crate::clock::{parse_day, parse_instant};
use crate::problem::{Errors, Problem};
use percent_encoding::percent_decode;

/// The decoded parameters of a query string, in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes a query string. Text that is not UTF-8, or holds NUL, is an error.
    pub fn parse(query: Option<&str>) -> Result<Params, Problem> {
        let mut errors = Errors::default();
        let mut params = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(name), decode(value)) {
                (Some(name), Some(value)) => params.push((name, value)),
                (Some(name), None) => {
                    errors.add(name, "This is not valid UTF-8 text, or holds a NUL character.");
                }
                _ => errors.add("", "A parameter's name is not valid UTF-8 text."),
            }
        }
        errors.into_result()?;
        Ok(Params(params))
    }

    /// The first value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a parameter.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Takes a parameter under another name, unless that one is given too.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.get(to).is_none() {
            for (name, _) in self.0.iter_mut().filter(|(name, _)| name == from) {
                to.clone_into(name);
            }
        }
    }

    /// Takes a parameter away.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Adds a parameter.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// All parameters with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// A whole number, if the parameter is given; what is not one is reported.
    pub fn integer(&self, name: &str, errors: &mut Errors) -> Option<i64> {
        let number = whole(self.get(name)?);
        if number.is_none() {
            errors.add(name, NOT_WHOLE);
        }
        number
    }

    /// Whole numbers separated by commas, or repeated, likewise.
    pub fn integers(&self, name: &str, errors: &mut Errors) -> Option<Vec<i64>> {
        self.get(name)?;
        let all = self.all(name).flat_map(|numbers| numbers.split(','));
        let numbers: Option<Vec<i64>> = all.map(whole).collect();
        if numbers.is_none() {
            errors.add(name, "This must be whole numbers separated by commas, such as 1,2,3.");
        }
        numbers
    }

    /// A day, if the parameter is given; of a whole date-time its day counts.
    pub fn day(&self, name: &str, errors: &mut Errors) -> Option<i64> {
        let day = parse_day(&signed(self.get(name)?));
        if day.is_none() {
            errors.add(name, "This must be a date that exists, such as 2026-11-23.");
        }
        day
    }

    /// An instant in milliseconds since 1970, if the parameter is given; a day stands for its
    /// beginning in UTC.
    pub fn instant(&self, name: &str, errors: &mut Errors) -> Option<i64> {
        let text = signed(self.get(name)?);
        let instant = match text.len() {
            10 => parse_day(&text).and_then(|day| day.checked_mul(DAY_MILLISECONDS)),
            _ => parse_instant(&text),
        };
        if instant.is_none() {
            errors.add(name, "This must be a day or an instant, such as 2026-11-23T10:00:00Z.");
        }
        instant
    }
}

const DAY_MILLISECONDS: i64 = 24 * 60 * 60 * 1000;

/// A date or date-time. In a query a plus sign that nobody encoded has become a space.
fn signed(text: &str) -> String {
    let text = text.trim();
    if text.contains(['T', 't']) { text.replace(' ', "+") } else { text.to_owned() }
}

/// What is said of a value that should be a whole number.
pub const NOT_WHOLE: &str = "This must be a whole number.";

/// A whole number of plain digits, perhaps signed, with spaces around it at most.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim_matches(' ');
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes()).decode_utf8().ok()?;
    (!decoded.contains('\0')).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_strictly() {
        for (text, number) in [("7", Some(7)), ("-1", Some(-1)), (" 5 ", Some(5)), ("007", Some(7))]
        {
            assert_eq!(whole(text), number, "{text}");
        }
        for text in ["", "1x", "1.5", "1e3", "0x10", "+5", "１", "9223372036854775808", "- 1", "-"]
        {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn query_strings() {
        let params = Params::parse(Some("a=1&b=%C3%85+ke%25&a=2&c&=x")).unwrap();
        assert_eq!(params.get("a"), Some("1"));
        assert_eq!(params.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(params.get("b"), Some("Å ke%"));
        assert_eq!(params.get("c"), Some(""));
        assert!(Params::parse(Some("a=%FF")).is_err());
        assert!(Params::parse(Some("a=%00")).is_err());
        assert_eq!(Params::parse(None).unwrap(), Params::default());
    }
}
