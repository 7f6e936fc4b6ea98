//! Answers about people who do not exist, for demos and tests: the same number is always answered
//! the same. Some birth numbers, digits 9 to 11, have a meaning.

use serde_json::{Value as Json, json};

use super::answers;
use crate::demo::inhabitant::{chance, inhabitant};

/// Nobody has a number with this birth number.
const NOBODY: &str = "991";

/// The service does not answer about one with this.
const AWAY: &str = "992";

/// The credit of one with this is refused.
const REJECTED: &str = "993";

/// The credit of one with this is left to people.
const MANUAL: &str = "994";

/// The credit of one with this is granted.
const APPROVED: &str = "995";

/// What the simulator does with a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Simulated {
    /// It answers.
    Answer(Json),
    /// It knows nobody with that number.
    Nobody,
    /// It does not answer.
    Away,
}

/// Where somebody lives.
pub fn address(question: &Json) -> Simulated {
    answer(question, |_, number| {
        let person = inhabitant(number);
        json!({
            "name": person.name,
            "surname": person.surname,
            "street": person.street,
            "city": person.city,
            "zip": person.zip,
        })
    })
}

/// Whether somebody pays, at an instant in milliseconds since 1970.
pub fn credit(question: &Json, now: i64) -> Simulated {
    answer(question, |birth, number| {
        let (percent, correlation) = chance(number);
        let outcome = match (birth, percent) {
            (REJECTED, _) => "rejected",
            (MANUAL, _) => "manual",
            (APPROVED, _) => "approved",
            (_, 0..75) => "approved",
            (_, 75..95) => "rejected",
            _ => "manual",
        };
        let made = json!({
            "status": "completed",
            "correlationid": correlation,
            "outcome": outcome,
        });
        answers::credit(&made, now).unwrap_or_default()
    })
}

/// Answers with what is made of a birth number and a whole number.
fn answer(question: &Json, made: impl FnOnce(&str, u64) -> Json) -> Simulated {
    let text = question["person_number"].as_str().unwrap_or_default();
    match (text.get(8..11), text.parse::<u64>()) {
        (Some(NOBODY), _) | (None, _) | (_, Err(_)) => Simulated::Nobody,
        (Some(AWAY), _) => Simulated::Away,
        (Some(birth), Ok(number)) => Simulated::Answer(made(birth, number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::answers;

    const NOW: i64 = 1_764_158_400_000;

    fn asked(number: &str) -> Json {
        json!({ "person_number": number })
    }

    #[test]
    fn numbers_with_a_meaning() {
        for (number, outcome) in [
            ("199001019935", Some("rejected")),
            ("199001019943", Some("manual")),
            ("199001019950", Some("approved")),
        ] {
            let Simulated::Answer(found) = credit(&asked(number), NOW) else { panic!("{number}") };
            assert_eq!(found["outcome"].as_str(), outcome);
            assert_eq!(found["status"], "completed");
            assert!(matches!(address(&asked(number)), Simulated::Answer(_)));
        }
        for (number, expected) in
            [("199001019919", Simulated::Nobody), ("199001019927", Simulated::Away)]
        {
            assert_eq!(credit(&asked(number), NOW), expected);
            assert_eq!(address(&asked(number)), expected);
        }
        assert_eq!(address(&json!({})), Simulated::Nobody);
    }

    #[test]
    fn others_are_answered_the_same_every_time_and_not_all_alike() {
        let mut outcomes = std::collections::BTreeMap::new();
        let mut homes = std::collections::BTreeSet::new();
        for serial in 0..900 {
            let question = asked(&format!("19801224{serial:03}0"));
            let (home, check) = (address(&question), credit(&question, NOW));
            assert_eq!((&home, &check), (&address(&question), &credit(&question, NOW)));
            let (Simulated::Answer(home), Simulated::Answer(check)) = (home, check) else {
                panic!("{question}")
            };
            assert_eq!(answers::address(&home), Ok(home.clone()));
            assert_eq!(answers::credit(&check, NOW), Ok(check.clone()));
            homes.insert(home.to_string());
            *outcomes.entry(check["outcome"].to_string()).or_insert(0) += 1;
        }
        assert!(homes.len() > 890, "{}", homes.len());
        assert!(outcomes.len() == 3 && outcomes.values().all(|count| *count > 10), "{outcomes:?}");
    }
}
