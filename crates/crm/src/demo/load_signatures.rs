//! Puts signatures of orders into a tenant: most are there, some came to nothing, one is waited for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use engine::problem::Problem;
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::Work;

use super::field_values::Kind;
use crate::{BANKID, BANKID_RELATIONS};

/// Accounts whose orders were signed, if they have any.
const SIGNING: u64 = 40;

/// How long before now they were begun, and how much later each is than the one before it, in
/// milliseconds.
const BEFORE: i64 = 3 * 24 * 3_600_000;
const STEP: i64 = 3_600_000;

/// Personal numbers that the Swedish Tax Agency keeps for tests, with invented names.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("199001019927", "Karin Maria", "Nilsson"),
    ("199001019935", "Erik", "Öberg"),
    ("199001019943", "Åsa", "Lindqvist"),
    ("199001019950", "Lars Olof", "Bergström"),
];

/// How far they came: status and hint.
const STATES: [(&str, Option<&str>); 6] = [
    ("complete", None),
    ("failed", Some("userCancel")),
    ("pending", Some("outstandingTransaction")),
    ("complete", None),
    ("cancelled", Some("cancelled")),
    ("failed", Some("expiredTransaction")),
];

/// Loads the signature of the first of an account's orders, and says what it is about.
pub(super) fn load(
    work: &mut Work<'_>,
    n: u64,
    owner: &Value,
    things: &[(Kind, i64)],
) -> Result<(), Problem> {
    let order = things.iter().find(|(kind, _)| *kind == Kind::Order).map(|(_, id)| *id);
    let Some(order) = order.filter(|_| n < SIGNING) else { return Ok(()) };
    let id = work.reserve(&BANKID, 1)?;
    let place = usize::try_from(id).unwrap_or_default();
    let (status, hint) = STATES[(place - 1) % STATES.len()];
    let person = PEOPLE[place % PEOPLE.len()];
    let begun = Value::Int(work.now - BEFORE + id * STEP);
    let text = format!("Jag godkänner order {order} enligt de villkor jag har fått.");
    let mut values = vec![
        ("status", status.into()),
        ("hintcode", hint.into()),
        ("orderref", reference(id, 1).into()),
        ("autostarttoken", reference(id, 2).into()),
        ("personalnumber", person.0.into()),
        ("begun", begun.clone()),
        ("collected", begun),
        ("userid", owner.clone()),
        ("visible", text.as_str().into()),
    ];
    match status {
        "complete" => values.extend(signed(&text, person)),
        "pending" => values.extend([
            ("qrstarttoken", reference(id, 3).into()),
            ("qrstartsecret", reference(id, 4).into()),
        ]),
        _ => {}
    }
    work.bring_in(&BANKID, id, &Draft::of(values))?;
    let values = vec![
        ("signature", Value::Int(id)),
        ("type", "order".into()),
        ("otherid", Value::Int(order)),
    ];
    let relation = work.reserve(&BANKID_RELATIONS, 1)?;
    work.bring_in(&BANKID_RELATIONS, relation, &Draft::of(values))
}

/// What is known of a signature that is there. It proves nothing.
fn signed(text: &str, (number, given, family): (&str, &str, &str)) -> Vec<(&'static str, Value)> {
    let xml = format!(
        "<Signature><usrVisibleData>{}</usrVisibleData><!-- invented --></Signature>",
        STANDARD.encode(text)
    );
    vec![
        ("signer_personalnumber", number.into()),
        ("signer_name", format!("{given} {family}").into()),
        ("signer_givenname", given.into()),
        ("signer_surname", family.into()),
        ("device_ipaddress", "192.0.2.17".into()),
        ("cert_notbefore", "2025-01-15T00:00:00.000Z".into()),
        ("cert_notafter", "2028-01-15T00:00:00.000Z".into()),
        ("signature", STANDARD.encode(xml).into()),
        ("ocspresponse", STANDARD.encode("invented").into()),
    ]
}

/// A name of the form that BankID's have, the same every time.
fn reference(id: i64, kind: u32) -> String {
    format!("{id:08x}-{kind:04x}-4000-8000-{:012x}", id * 7_919)
}
