//! Beginning: BankID is asked for an order, which then waits for somebody to sign.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Input, Outcome, Work};
use serde_json::Value as Json;

use super::exchange::{self, Asked, Begun, SERVICE, Sign, Told};
use super::{BANKID, PENDING};
use crate::person_number::PersonNumber;

/// Most bytes of the text that is signed: 40,000 in base64.
const VISIBLE: usize = 30_000;

/// Most bytes of what is signed with it: 200,000 in base64.
const INVISIBLE: usize = 150_000;

pub(super) const BEGIN: Special =
    Special { run: begin, writes: true, body: BODY, answers: true, status: 200 };

/// An order that is begun and not written down, because the server stops just then, is started by
/// nobody and ends by itself.
pub(super) static BEGUN: Asking = Asking { to: SERVICE, ask, claim: None, settle: None };

const BODY: Shape = &[
    long_text("abstract")
        .column("visible")
        .max(VISIBLE)
        .required()
        .doc("The text that is shown and signed, at most 30,000 bytes."),
    long_text("digest")
        .column("invisible")
        .max(INVISIBLE)
        .doc("Text that is signed with it and not shown, at most 150,000 bytes."),
    text("personalnumber").doc("Who must be the one to sign, as twelve digits; else anybody may."),
    object("requirement", REQUIREMENT).doc("How it must be signed."),
    text("nonce").doc("A text of your own: a request with it that is there is answered again."),
];

const REQUIREMENT: Shape = &[
    text("personalNumber")
        .also(&["personalnumber"])
        .column(DEMANDED)
        .doc("Who must be the one to sign, as twelve digits."),
    truth("pinCode")
        .also(&["pincode"])
        .column("pincode")
        .doc("Whether the code must be typed, instead of a finger or face."),
    truth("mrtd").doc("Whether a passport or identity card must be read as well."),
    choice("cardReader", &["class1", "class2"])
        .also(&["cardreader"])
        .column("cardreader")
        .doc("The class of card reader that must be used."),
    texts("certificatePolicies")
        .also(&["certificatepolicies"])
        .column("policies")
        .doc("Certificate policies, one of which must apply."),
];

/// Where a body holds who must sign among what is required.
const DEMANDED: &str = "demanded";

/// The columns that say what is asked for: a nonce stands for the same of each.
const SAID: &[&str] =
    &["visible", "invisible", "personalnumber", "pincode", "mrtd", "cardreader", "policies"];

fn said(draft: &Draft, column: &str) -> Option<String> {
    match draft.get(column) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

fn ask(work: &mut Work<'_>, input: &Input) -> Result<Option<Json>, Problem> {
    let draft = &request(input, work.now)?;
    if earlier(work, draft)?.is_some() {
        return Ok(None);
    }
    let sign = Sign {
        address: input.peer.map(|peer| peer.to_canonical().to_string()).unwrap_or_default(),
        visible: said(draft, "visible").unwrap_or_default(),
        invisible: said(draft, "invisible"),
        personalnumber: said(draft, "personalnumber"),
        pincode: flag(draft, "pincode"),
        mrtd: flag(draft, "mrtd"),
        cardreader: said(draft, "cardreader"),
        policies: lines(draft, "policies")?,
    };
    exchange::json(&Asked::Sign(sign)).map(Some)
}

fn flag(draft: &Draft, column: &str) -> Option<bool> {
    match draft.get(column) {
        Some(Value::Int(number)) => Some(*number == 1),
        _ => None,
    }
}

fn lines(draft: &Draft, column: &str) -> Result<Vec<String>, Problem> {
    let Some(text) = said(draft, column) else { return Ok(Vec::new()) };
    serde_json::from_str(&text).map_err(|error| Problem::Internal(error.to_string()))
}

/// What is asked for, the person under one name. What BankID would refuse is found here, in words
/// that name the property.
fn request(input: &Input, now: i64) -> Result<Draft, Problem> {
    let mut draft = input.draft.clone();
    let mut errors = Errors::default();
    for (name, column, most) in
        [("abstract", "visible", VISIBLE), ("digest", "invisible", INVISIBLE)]
    {
        if said(&draft, column).is_some_and(|text| text.len() > most) {
            errors.add(name, format!("This must be at most {most} bytes in UTF-8."));
        }
    }
    let demanded = said(&draft, DEMANDED);
    draft.values.retain(|(column, _)| *column != DEMANDED);
    for (name, number) in [
        ("personalnumber", said(&draft, "personalnumber")),
        ("requirement.personalNumber", demanded.clone()),
    ] {
        if let Some(Err(wrong)) = number.map(|number| PersonNumber::read(&number, now)) {
            errors.add(name, wrong.to_string());
        }
    }
    match (said(&draft, "personalnumber"), demanded) {
        (Some(one), Some(other)) if one != other => {
            errors.add("requirement.personalNumber", "This contradicts personalnumber.");
        }
        (None, Some(number)) => {
            draft.values.retain(|(column, _)| *column != "personalnumber");
            draft.values.push(("personalnumber", number.into()));
        }
        _ => {}
    }
    errors.into_result()?;
    Ok(draft)
}

/// The request of the same nonce that is there already.
fn earlier(work: &mut Work<'_>, draft: &Draft) -> Result<Option<i64>, Problem> {
    let nonce = said(draft, "nonce").filter(|nonce| !nonce.is_empty());
    let Some(nonce) = nonce else { return Ok(None) };
    let found = work.load_all(&BANKID, &[Condition::Is("nonce", nonce.into())])?;
    let Some(row) = found.first() else { return Ok(None) };
    let same = |column: &&str| draft.get(column).unwrap_or(&Value::Null) == row.get(column);
    if SAID.iter().all(same) {
        return Ok(Some(row.id));
    }
    let text = "A request with this nonce is there already, and is another one.";
    Err(Problem::Conflict(Errors::one("nonce", text)))
}

fn begin(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let draft = request(input, work.now)?;
    // Another of the same nonce may have come first, while BankID was asked.
    if let Some(id) = earlier(work, &draft)? {
        return Ok(Outcome::Row(id));
    }
    let told: Option<Told> = input.heard.as_ref().map(exchange::read).transpose()?;
    match told {
        Some(Told::Begun(begun)) => write(work, draft, begun).map(Outcome::Row),
        Some(Told::InProgress) => Err(Problem::Conflict(Errors::one(
            "personalnumber",
            "An identification or signing for this personal number is in progress already.",
        ))),
        Some(Told::Invalid(text)) => {
            Err(Problem::Bad(format!("BankID does not take the request: {text}")))
        }
        _ => Err(Problem::Internal("BankID was not asked to sign".to_owned())),
    }
}

fn write(work: &mut Work<'_>, mut draft: Draft, begun: Begun) -> Result<i64, Problem> {
    draft.values.retain(|(column, value)| *column != "nonce" || *value != Value::from(""));
    draft.values.extend([
        ("status", PENDING.into()),
        ("hintcode", "outstandingTransaction".into()),
        ("orderref", begun.orderref.into()),
        ("autostarttoken", begun.autostarttoken.into()),
        ("qrstarttoken", begun.qrstarttoken.into()),
        ("qrstartsecret", begun.qrstartsecret.into()),
        ("begun", Value::Int(work.now)),
        ("collected", Value::Int(work.now)),
        ("userid", Value::Int(work.session.user)),
    ]);
    work.create(&BANKID, &draft, Errors::default())
}
