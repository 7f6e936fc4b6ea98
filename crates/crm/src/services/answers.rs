//! What services are asked, and what they may answer: whatever else they say is left out, and what is
//! not as it should be is refused.

use engine::clock;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use crate::person_number::PersonNumber;

/// Characters of a text.
const MOST_LETTERS: usize = 255;

/// What a service is asked about a person.
pub fn question(number: &PersonNumber) -> Json {
    json!({ "person_number": number.reveal() })
}

/// An address: name, surname, street, city and zip, each of which may be missing, but not all.
pub fn address(answer: &Json) -> Result<Json, &'static str> {
    let members = object(answer)?;
    let mut found = Map::new();
    for name in ["name", "surname", "street", "city", "zip"] {
        found.insert(name.to_owned(), text(members, name)?.into());
    }
    if found.values().all(Json::is_null) {
        return Err("the answer says nothing");
    }
    Ok(found.into())
}

/// A credit check: status and correlationid, and perhaps outcome and checkdate, which is now when it
/// is missing.
pub fn credit(answer: &Json, now: i64) -> Result<Json, &'static str> {
    let members = object(answer)?;
    let made = match text(members, "checkdate")? {
        Some(text) => clock::parse_instant(&text).ok_or("checkdate is no date and time")?,
        None => now,
    };
    let made = Timestamp::from_millisecond(made).map_err(|_| "checkdate is out of range")?;
    let status = text(members, "status")?.ok_or("status is missing")?;
    let correlation = text(members, "correlationid")?.ok_or("correlationid is missing")?;
    Ok(json!({
        "status": status,
        "correlationid": correlation,
        "checkdate": format!("{made:.3}"),
        "outcome": text(members, "outcome")?,
    }))
}

fn object(answer: &Json) -> Result<&Map<String, Json>, &'static str> {
    answer.as_object().ok_or("the answer is no object")
}

/// A line of text; none when it is missing, null or empty.
fn text(members: &Map<String, Json>, name: &str) -> Result<Option<String>, &'static str> {
    match members.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) if text.chars().count() > MOST_LETTERS => {
            Err("the answer has a text that is too long")
        }
        Some(Json::String(text)) if text.chars().any(char::is_control) => {
            Err("the answer has a text with control characters")
        }
        Some(Json::String(text)) => {
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(_) => Err("the answer has something else where text belongs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked() {
        let long = "x".repeat(256);
        for (answer, expected) in [
            (
                json!({"name": " Eva ", "surname": "Ek", "street": "Storgatan 1", "city": "Ystad",
                       "zip": "271 41", "country": 7}),
                Some(json!({"name": "Eva", "surname": "Ek", "street": "Storgatan 1",
                            "city": "Ystad", "zip": "271 41"})),
            ),
            (
                json!({"surname": "Ek", "street": null, "zip": ""}),
                Some(json!({"name": null, "surname": "Ek", "street": null, "city": null,
                            "zip": null})),
            ),
            (json!({"name": null}), None),
            (json!({}), None),
            (json!([]), None),
            (json!(null), None),
            (json!("Eva Ek"), None),
            (json!({"surname": "Ek", "zip": 27141}), None),
            (json!({"surname": long}), None),
            (json!({"surname": "E\u{0}k"}), None),
        ] {
            assert_eq!(address(&answer).ok(), expected, "{answer}");
        }
    }

    #[test]
    fn credit_checks_are_checked() {
        let made = |answer: Json| credit(&answer, 1_700_000_000_000);
        assert_eq!(
            made(json!({"status": "done", "correlationid": "a1", "outcome": "ok",
                        "checkdate": "2026-11-23T10:00:00+01:00", "person_number": "x"})),
            Ok(json!({"status": "done", "correlationid": "a1", "outcome": "ok",
                      "checkdate": "2026-11-23T09:00:00.000Z"}))
        );
        assert_eq!(
            made(json!({"status": "done", "correlationid": "a1"})),
            Ok(json!({"status": "done", "correlationid": "a1", "outcome": null,
                      "checkdate": "2023-11-14T22:13:20.000Z"}))
        );
        for answer in [
            json!({"status": "done"}),
            json!({"correlationid": "a1", "status": ""}),
            json!({"correlationid": 1, "status": "done"}),
            json!({"status": "done", "correlationid": "a1", "checkdate": "yesterday"}),
            json!({"status": "done", "correlationid": "a1", "checkdate": 7}),
            json!({"status": "done", "correlationid": "a1", "outcome": true}),
            json!([{"status": "done", "correlationid": "a1"}]),
        ] {
            assert!(made(answer.clone()).is_err(), "{answer}");
        }
    }
}
