//! Values of a body: what each type takes.

use super::{MAX_ITEMS, NOT_BASE64, NOT_TEXT};
use crate::clock;
use crate::decimal::{self, NotDecimal};
use crate::declare::{MAX_INTEGER, Type, Word};
use crate::request::json::Json;
use crate::request::list::plain_number;
use crate::request::{NOT_WHOLE, whole};
use crate::store::Value;
use base64::Engine as _;
use bytes::Bytes;

pub(super) fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// A value of a type, or what is wrong with it.
pub fn typed(ty: &Type, value: &Json) -> Result<Value, String> {
    match ty {
        Type::Integer { min, max } => integer(value, *min, *max).map(Value::Int),
        Type::Flag => match value {
            Json::Bool(flag) => Ok(Value::Int(i64::from(*flag))),
            _ => {
                integer(value, 0, 1).map(Value::Int).map_err(|_| "This must be 0 or 1.".to_owned())
            }
        },
        Type::Choice(words) => match value.as_text() {
            Some(text) if words.contains(&text) => Ok(text.into()),
            _ => Err(format!("This must be one of {}.", words.join(", "))),
        },
        Type::Text { max, lines } => line(value, *max, *lines).map(Value::Text),
        Type::Degrees { limit } => degrees(value, f64::from(*limit)).map(Value::Text),
        Type::Reference(_) => integer(value, 1, MAX_INTEGER).map(Value::Int),
        Type::ReferenceText(_) | Type::ReferenceEither(_) => match value {
            Json::Text(text) => whole(text)
                .filter(|id| (1..=MAX_INTEGER).contains(id))
                .map(Value::Int)
                .ok_or_else(|| NOT_WHOLE.to_owned()),
            _ => integer(value, 1, MAX_INTEGER).map(Value::Int),
        },
        Type::Truth => match value {
            Json::Bool(flag) => Ok(Value::Int(i64::from(*flag))),
            _ => integer(value, 0, 1)
                .map(Value::Int)
                .map_err(|_| "This must be true or false.".to_owned()),
        },
        Type::Decimal { scale, min, max } => exact(value, *scale, *min, *max).map(Value::Int),
        Type::Instant => moment(value, clock::parse_instant, "2026-11-23T10:00:00Z"),
        Type::Date | Type::Midnight => moment(value, clock::parse_day, "2026-11-23"),
        Type::Time => moment(value, clock::parse_time, "10:30"),
        Type::Picture { max } => picture(value, *max).map(Value::Text),
        Type::Texts => lines(value).map(Value::Text),
        Type::Integers => integers(value).map(Value::Text),
        Type::Word(words) => word(words, value).map(Value::Int),
        Type::Content => Err("This is kept outside the database.".to_owned()),
    }
}

/// Lines of text, as the JSON they are stored as.
fn lines(value: &Json) -> Result<String, String> {
    let Json::List(items) = value else { return Err("This must be a list of texts.".to_owned()) };
    if items.len() > MAX_ITEMS {
        return Err(format!("This holds more than {MAX_ITEMS} items."));
    }
    let lines: Result<Vec<String>, String> =
        items.iter().map(|item| line(item, 255, false)).collect();
    Ok(stored_lines(lines?.iter().map(String::as_str)))
}

/// Whole numbers, as the JSON they are stored as.
fn integers(value: &Json) -> Result<String, String> {
    let Json::List(items) = value else {
        return Err("This must be a list of whole numbers.".to_owned());
    };
    if items.len() > MAX_ITEMS {
        return Err(format!("This holds more than {MAX_ITEMS} items."));
    }
    let numbers: Result<Vec<String>, String> = items
        .iter()
        .map(|item| integer(item, -MAX_INTEGER, MAX_INTEGER).map(|number| number.to_string()))
        .collect();
    Ok(format!("[{}]", numbers?.join(",")))
}

/// The number of a word.
fn word(words: &'static [Word], value: &Json) -> Result<i64, String> {
    let Json::Text(text) = value else { return Err(NOT_TEXT.to_owned()) };
    words.iter().find(|word| word.is(text)).map(|word| word.number).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(Word::text).collect();
        format!("It must be one of {}.", known.join(", "))
    })
}

/// How a column of [`Type::Texts`] stores its lines.
pub fn stored_lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = lines.map(crate::shape::quoted).collect();
    format!("[{}]", quoted.join(","))
}

/// The bytes of a content in base64.
pub(super) fn decoded(value: &Json) -> Result<Bytes, String> {
    let Json::Text(text) = value else { return Err(NOT_TEXT.to_owned()) };
    let bytes = base64::engine::general_purpose::STANDARD.decode(text);
    bytes.map(Bytes::from).map_err(|_| NOT_BASE64.to_owned())
}

pub(super) fn integer(value: &Json, min: i64, max: i64) -> Result<i64, String> {
    let Json::Number(text) = value else { return Err(NOT_WHOLE.to_owned()) };
    let number = text.parse::<i64>().ok().or_else(|| {
        // 1.0 and 1e2 are whole numbers too.
        let number = text.parse::<f64>().ok()?;
        (number.fract() == 0.0 && number.abs() <= MAX_INTEGER as f64).then_some(number as i64)
    });
    match number {
        Some(number) if (min..=max).contains(&number) => Ok(number),
        Some(_) => Err(format!("This must be from {min} to {max}.")),
        None if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
            Err(format!("This must be from {min} to {max}."))
        }
        None => Err(NOT_WHOLE.to_owned()),
    }
}

pub(super) fn line(value: &Json, max: usize, lines: bool) -> Result<String, String> {
    let Json::Text(text) = value else { return Err(NOT_TEXT.to_owned()) };
    if text.len() > max && text.chars().count() > max {
        return Err(format!("This is longer than {max} characters."));
    }
    let refused = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    if text.chars().any(refused) {
        return Err("This holds control characters.".to_owned());
    }
    Ok(text.clone())
}

/// A date, a time of day or an instant.
fn moment(
    value: &Json,
    parse: fn(&str) -> Option<i64>,
    example: &'static str,
) -> Result<Value, String> {
    let found = value.as_text().and_then(|text| parse(text.trim()));
    found.map(Value::Int).ok_or_else(|| match example.len() {
        10 => format!("This must be a date that exists, such as {example}."),
        5 => format!("This must be a time of day, such as {example}."),
        _ => format!("This must be a date and time with its offset, such as {example}."),
    })
}

fn exact(value: &Json, scale: u8, min: i64, max: i64) -> Result<i64, String> {
    let text = match value {
        Json::Number(text) => text.as_str(),
        Json::Text(text) => text.trim(),
        _ => "",
    };
    let range = || {
        let (min, max) = (decimal::text(min, scale), decimal::text(max, scale));
        format!("This must be from {min} to {max}.")
    };
    match decimal::parse(text, scale) {
        Ok(units) if (min..=max).contains(&units) => Ok(units),
        Ok(_) | Err(NotDecimal::TooLarge) => Err(range()),
        Err(NotDecimal::TooFine) => Err(format!("This has more than {scale} decimals.")),
        Err(NotDecimal::Form) => Err("This must be a number.".to_owned()),
    }
}

fn degrees(value: &Json, limit: f64) -> Result<String, String> {
    let text = match value {
        Json::Text(text) => text.trim(),
        Json::Number(text) => text.as_str(),
        _ => "",
    };
    let degrees: Option<f64> =
        if text.len() <= 40 && plain_number(text) { text.parse().ok() } else { None };
    match degrees {
        Some(degrees) if degrees.abs() <= limit => Ok(text.to_owned()),
        _ => Err(format!("This must be degrees from -{limit} to {limit}, such as 59.3293.")),
    }
}

fn picture(value: &Json, max: usize) -> Result<String, String> {
    let Json::Text(text) = value else { return Err(NOT_TEXT.to_owned()) };
    if text.len() / 4 * 3 > max + 2 {
        return Err(format!("This picture is larger than {} MiB.", max / 1024 / 1024));
    }
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|_| "This is not valid base64.".to_owned())?;
    let png = bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16) == Some(b"IHDR");
    let jpeg = bytes.starts_with(b"\xff\xd8\xff") && bytes.len() > 4;
    if bytes.len() > max {
        Err(format!("This picture is larger than {} MiB.", max / 1024 / 1024))
    } else if png || jpeg {
        Ok(text.clone())
    } else {
        Err("This is neither a PNG nor a JPEG picture.".to_owned())
    }
}
