//! What the person who signs is told, in their language as far as it is one of two.

use engine::declare::Filling;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::store::Value;
use engine::work::{Which, Work};
use serde_json::Value as Json;

use super::{BANKID, CANCELLED, COMPLETE, FAILED};
use crate::users::USERS;

/// The `message` of signing requests.
pub(super) static MESSAGE: Filling = Filling { name: "message", fill };

/// A sentence in Swedish and in English.
type Sentence = (&'static str, &'static str);

/// What a status means when nothing else is known.
const UNDER_WAY: Sentence = ("Underskriften pågår.", "Signing is in progress.");
const SIGNED: Sentence = ("Underskriften är klar.", "The signature is complete.");
const UNKNOWN: Sentence =
    ("Ett okänt fel uppstod. Försök igen.", "Unknown error. Please try again.");

const START: Sentence = ("Starta BankID-appen.", "Start your BankID app.");
const AGAIN: Sentence =
    ("Underskriften avbröts. Försök igen.", "The signing was cancelled. Please try again.");

/// What BankID's hints mean for who signs. The first are of orders that go on.
const HINTS: &[(&str, Sentence)] = &[
    ("outstandingTransaction", START),
    ("noClient", START),
    (
        "started",
        (
            "Söker efter BankID, det kan ta en stund. Hittas inget finns det kanske inget på enheten.",
            "Searching for BankID, which may take a while. If none is found, there may be none on this device.",
        ),
    ),
    (
        "userMrtd",
        (
            "Läs av ditt pass eller nationella id-kort med BankID-appen.",
            "Scan your passport or national identity card with the BankID app.",
        ),
    ),
    (
        "userCallConfirm",
        ("Bekräfta samtalet i BankID-appen.", "Confirm the call in the BankID app."),
    ),
    (
        "userSign",
        (
            "Skriv din säkerhetskod i BankID-appen och välj Skriv under.",
            "Enter your security code in the BankID app and choose Sign.",
        ),
    ),
    ("processing", UNDER_WAY),
    (
        "expiredTransaction",
        (
            "BankID-appen svarar inte. Se efter att den är startad och att enheten når internet. \
             Har du inget giltigt BankID kan du få ett av din bank. Försök sedan igen.",
            "The BankID app does not respond. Check that it is started and that the device is \
             online. If you have no valid BankID, your bank can give you one. Then try again.",
        ),
    ),
    (
        "certificateErr",
        (
            "Det BankID du använder är spärrat eller för gammalt. Använd ett annat, eller skaffa ett \
             nytt hos din bank.",
            "The BankID you are using is blocked or too old. Use another one, or get a new one from \
             your bank.",
        ),
    ),
    ("userCancel", ("Underskriften avbröts.", "The signing was cancelled.")),
    ("cancelled", AGAIN),
    (
        "startFailed",
        (
            "BankID-appen startade inte. Installera den, eller läs av QR-koden med den, och försök \
             igen.",
            "The BankID app did not start. Install it, or scan the QR code with it, and try again.",
        ),
    ),
    (
        "userDeclinedCall",
        (
            "Samtalet bekräftades inte i BankID-appen.",
            "The call was not confirmed in the BankID app.",
        ),
    ),
    (
        "notSupportedByUserApp",
        (
            "Din BankID-app klarar inte det här. Uppdatera den och försök igen.",
            "Your BankID app cannot do this. Get its latest version and try again.",
        ),
    ),
    (
        "transactionRiskBlocked",
        (
            "Underskriften stoppades eftersom den bedömdes som riskabel.",
            "The signing was stopped because it was judged to be risky.",
        ),
    ),
];

/// What a request in this state means for who signs.
fn sentence(status: &str, hint: Option<&str>) -> Sentence {
    let known = HINTS.iter().find(|(known, _)| Some(*known) == hint).map(|(_, text)| *text);
    match status {
        COMPLETE => SIGNED,
        CANCELLED => AGAIN,
        FAILED => known.unwrap_or(UNKNOWN),
        _ => known.unwrap_or(UNDER_WAY),
    }
}

/// Whether a user reads English rather than Swedish.
fn reads_english(language: Option<&str>) -> bool {
    let language = language.map(str::trim).filter(|language| !language.is_empty());
    language.is_some_and(|language| !language.to_lowercase().starts_with("sv"))
}

fn fill(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<(i64, Vec<Json>)>, Problem> {
    let language = work.value(&USERS, work.session.user, "language")?;
    let english = match &language {
        Some(Value::Text(language)) => reads_english(Some(language)),
        _ => reads_english(None),
    };
    let all = [Condition::OneOf("id", ids.to_vec())];
    let rows = work.records(&BANKID, &all, Which::All)?;
    let told = rows.iter().map(|row| {
        let (swedish, text) =
            sentence(row.text("status").unwrap_or_default(), row.text("hintcode"));
        (row.id, vec![Json::from(if english { text } else { swedish })])
    });
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_hint_is_known_once_and_unknown_ones_are_told_by_the_status() {
        let names: BTreeSet<&str> = HINTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), HINTS.len());
        for (name, (swedish, english)) in HINTS {
            assert!(!swedish.is_empty() && swedish != english, "{name}");
        }
        for (status, hint, expected) in [
            (
                "pending",
                Some("userSign"),
                "Enter your security code in the BankID app and choose Sign.",
            ),
            ("pending", Some("somethingNew"), UNDER_WAY.1),
            ("pending", None, UNDER_WAY.1),
            ("failed", Some("somethingNew"), UNKNOWN.1),
            ("failed", Some("userCancel"), "The signing was cancelled."),
            ("complete", Some("userSign"), SIGNED.1),
            ("cancelled", Some("cancelled"), AGAIN.1),
        ] {
            assert_eq!(sentence(status, hint).1, expected, "{status} {hint:?}");
        }
    }

    #[test]
    fn swedish_unless_another_language_is_said() {
        for (language, english) in [
            (None, false),
            (Some(""), false),
            (Some("sv"), false),
            (Some("SV-SE"), false),
            (Some("en"), true),
            (Some("de"), true),
        ] {
            assert_eq!(reads_english(language), english, "{language:?}");
        }
    }
}
