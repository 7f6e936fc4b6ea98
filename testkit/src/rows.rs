//! Rows with the least that is needed, made from declarations.

use crate::{Answer, Server};
use engine::declare::{
    Action, Kind, Operation, Presence, Property, Purpose, Resource, Source, Type,
};
use serde_json::{Map, Value, json};

/// How a body names a row by its id.
pub type Naming = fn(i64) -> Value;

/// What a property refers to, and how a body names a row of it.
pub fn reference(property: &Property) -> Option<(&'static Resource, Naming)> {
    match &property.kind {
        Kind::Column(column) => match column.ty {
            Type::Reference(target) | Type::ReferenceEither(target) => {
                Some((target, |id| json!(id)))
            }
            Type::ReferenceText(target) => Some((target, |id| json!(id.to_string()))),
            _ => None,
        },
        Kind::One(one) => Some((one.target, |id| json!({"id": id}))),
        Kind::Many(many) => match many.source {
            Source::Linked(link) => Some((link.right_of, |id| json!([{"id": id}]))),
            Source::LinkedBack(link) => Some((link.left_of, |id| json!([{"id": id}]))),
            _ => None,
        },
        Kind::Ids(Source::Linked(link)) => Some((link.right_of, |id| json!([id]))),
        _ => None,
    }
}

/// Codes of currencies, enough for as many rows as a test makes.
const CODES: &str = "SEK EUR USD GBP DKK NOK CHF JPY PLN CZK HUF ISK CAD AUD NZD CNY INR BRL ZAR \
                     TRY MXN KRW SGD HKD THB IDR MYR PHP ILS AED ARS BGN CLP COP EGP GEL KES MAD \
                     NGN PEN QAR RON RSD SAR TND TWD UAH UYU VND XAF";

/// A number for a name, so that rows of different names differ: the one it ends in, or one beyond
/// those.
fn number(name: &str) -> usize {
    match name.rsplit(' ').next().and_then(|last| last.parse::<usize>().ok()) {
        Some(last) if name.contains("true") => last + 25,
        Some(last) => last,
        None => 26 + name.chars().count(),
    }
}

/// A value of a property that refers to nothing; a text holds `name`.
fn value(property: &Property, name: &str) -> Value {
    match (property.name, &property.kind) {
        // What no two rows may share.
        ("code", _) => return json!(CODES.split_whitespace().nth(number(name)).unwrap()),
        ("min" | "max", _) => return json!(number(name)),
        (_, Kind::Many(_)) => return json!([]),
        _ => {}
    }
    match &property.kind {
        Kind::Column(column) => match column.ty {
            Type::Choice(words) => json!(words[0]),
            Type::Text { .. } => json!(format!("{name} {}", property.name)),
            // Of a few numbers the last: a field of the last type can have options.
            Type::Integer { max, .. } if max < 10 => json!(max),
            // What begins may not lie in the past.
            Type::Date | Type::Midnight => json!("2046-11-23"),
            Type::Time => json!("10:30"),
            Type::Instant => json!("2026-11-23T10:30:00Z"),
            Type::Truth => json!(false),
            // An empty object in base64, so that what is downloaded is JSON like all else.
            Type::Content => json!("e30="),
            _ => json!(1),
        },
        _ => json!(format!("{name} {}", property.name)),
    }
}

/// All operations that create rows, those of rows that others must refer to before them.
pub fn creates(resources: &[&'static Resource]) -> Vec<(&'static Resource, &'static Operation)> {
    let all = resources
        .iter()
        .flat_map(|found| found.operations.iter().map(move |operation| (*found, operation)));
    let mut left: Vec<_> = all.filter(|(_, one)| adds(one)).collect();
    let mut ordered: Vec<(&Resource, &Operation)> = Vec::new();
    while !left.is_empty() {
        let ready = |resource: &Resource| {
            let mut others = left.iter().filter(|(other, _)| other.name != resource.name);
            others.all(|(other, _)| !needs(resource, other))
        };
        let (next, rest): (Vec<_>, Vec<_>) =
            left.iter().copied().partition(|(resource, _)| ready(resource));
        assert!(!next.is_empty(), "these refer to each other: {rest:?}");
        ordered.extend(next);
        left = rest;
    }
    ordered
}

/// Whether an operation adds a row.
fn adds(operation: &Operation) -> bool {
    matches!(operation.action, Action::Create | Action::Intake(_))
}

/// Adds a row as `body` says, or from a message of that name where the operation takes no JSON.
pub fn add(
    server: &Server,
    token: &str,
    operation: &Operation,
    body: &Value,
    name: &str,
) -> Answer {
    match &operation.action {
        Action::Intake(intake) => {
            let headers = [("x-token", token), ("content-type", intake.media)];
            let text = format!("From: {name} <a@example.org>\r\nSubject: {name}\r\n\r\n{name}\r\n");
            server.send("POST", operation.path, &headers, Some(text.as_bytes()))
        }
        _ => server.call(token, "POST", operation.path, Some(body)),
    }
}

/// Whether a row must refer to one of the target.
pub fn needs(resource: &Resource, target: &Resource) -> bool {
    let required = |one: &&Property| one.create == Presence::Required;
    let mut found = resource.shape.iter().filter(required).filter_map(reference);
    found.any(|(known, _)| known.name == target.name)
}

/// A new row: what it must have and a name, which holds `name`; references lead where `id` says.
pub fn row(resource: &Resource, name: &str, id: impl Fn(&Resource) -> Option<i64>) -> Value {
    let mut body = Map::new();
    for property in resource.shape.iter().filter(|one| one.presence(Purpose::Create).counts()) {
        let required = property.create == Presence::Required;
        match reference(property) {
            // Only what is decided has a reason, and a category must be of the right type.
            Some(_) if property.name.ends_with("reasonid") => {}
            Some((target, _)) if target.name == "objectcategories" => {}
            Some((target, shaped)) => {
                // Nobody challenges themselves, and the first user is who writes.
                let somebody = if property.name == "challenged" { 2 } else { 1 };
                if let Some(id) = id(target).or(required.then_some(somebody)) {
                    body.insert(property.name.to_owned(), shaped(id));
                }
            }
            // A reminder needs more than its contract.
            None if property.name == "reminderdays" => {
                body.insert(property.name.to_owned(), json!(0));
            }
            None if required || property.name == "name" => {
                body.insert(property.name.to_owned(), value(property, name));
            }
            None => {}
        }
    }
    Value::Object(body)
}

/// The id of the row that an operation has created.
pub fn made(operation: &Operation, answer: &Answer) -> i64 {
    let made = answer.expect(operation.status());
    let made = if operation.listed { &made[0] } else { &made };
    made["id"].as_i64().unwrap()
}
