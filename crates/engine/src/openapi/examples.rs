//! Examples of bodies and answers, made from the types.

use super::schemas::{Place, Side, members};
use crate::declare::{Column, Kind, Plurality, Property, Shape, Source, Type};
use serde_json::{Map, Value as Json, json};

/// A picture of one transparent pixel.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR4nGNgYAAAAAMAAbitOmMAAAAASUVORK5CYII=";

/// An answer of a shape.
pub(super) fn answer(shape: Shape, strict: bool) -> Json {
    let place = Place { side: Side::Answer, of: None, root: "", name: "", without: &[] };
    body(shape, place, strict)
}

/// An object of a shape as one side has it.
pub(super) fn body(shape: Shape, place: Place<'_>, strict: bool) -> Json {
    let mut object = Map::new();
    for property in members(shape, place, strict) {
        object.insert(property.name.to_owned(), value(property, place, strict));
    }
    object.into()
}

fn value(property: &Property, place: Place<'_>, strict: bool) -> Json {
    let answered = |shape| answer(shape, strict);
    match (&property.kind, place.side) {
        (Kind::Column(column), Side::Answer) if column.secret => Json::Null,
        (Kind::Column(column), side) => {
            let id = column.ty.target().is_some() || property.name == "id";
            typed(property.name, column, id, side == Side::Answer)
        }
        (Kind::Object(shape), _) => body(shape, place, strict),
        (Kind::One(one), Side::Body(_)) if one.listed => json!([{ "id": 1 }]),
        (Kind::One(_), Side::Body(_)) => json!({ "id": 1 }),
        (Kind::One(one), Side::Answer) if one.listed => json!([answered(one.shape)]),
        (Kind::One(one), Side::Answer) => answered(one.shape),
        (Kind::Many(many), Side::Answer) if many.sole => answered(many.shape),
        (Kind::Many(many), Side::Answer) => json!([answered(many.shape)]),
        (Kind::Many(many), Side::Body(_)) => match &many.source {
            Source::Entries(_) => json!([{ "key": "key", "value": "Value" }]),
            Source::Children { target, .. } => {
                json!([body(target.shape, Place { of: Some(*target), ..place }, strict)])
            }
            _ => json!([{ "id": 1 }]),
        },
        (Kind::Items(items), side) => {
            let inner = Place { side, of: None, ..place };
            json!([body(items.shape, inner, strict)])
        }
        (Kind::Ids(_), _) => json!([1]),
        (Kind::Via(via), _) => answered_as(property.name, &via.ty),
        (Kind::Filled(filled), _) => answered_as(property.name, &filled.ty),
        (Kind::Scalar(scalar), _) => answered_as(property.name, &scalar.ty),
        (Kind::Computed(computed), _) if !computed.shape.is_empty() => match computed.plurality {
            Plurality::One => answered(computed.shape),
            Plurality::List => json!([answered(computed.shape)]),
        },
        (Kind::Computed(computed), _) if computed.plurality == Plurality::List => json!([]),
        (Kind::Empty(_, Plurality::List), _) => json!([]),
        (Kind::Lister, _) => json!(1),
        (Kind::Referrer(inner), _) => value(inner, place, strict),
        (Kind::Empty(..) | Kind::Computed(_) | Kind::Distance { .. }, _) => Json::Null,
    }
}

/// A value that is no column of its own.
fn answered_as(name: &'static str, ty: &Type) -> Json {
    let column = Column { name, ty: *ty, default: None, secret: false };
    typed(name, &column, ty.target().is_some(), true)
}

fn typed(name: &str, column: &Column, id: bool, answer: bool) -> Json {
    match column.ty {
        Type::ReferenceText(_) if answer => json!("1"),
        Type::Reference(_) | Type::ReferenceText(_) | Type::ReferenceEither(_) => json!(1),
        Type::Integer { .. } if id => json!(1),
        Type::Integer { min, max } => json!(column.default.unwrap_or(10).clamp(min, max)),
        Type::Flag => json!(column.default.unwrap_or(0)),
        Type::Truth => json!(column.default == Some(1)),
        Type::Decimal { scale, min, max } => {
            let units = (12 * 10_i64.pow(u32::from(scale)) + 1).clamp(min, max);
            serde_json::from_str(&crate::decimal::text(units, scale)).unwrap_or_default()
        }
        Type::Date => json!("2026-11-23"),
        Type::Midnight => json!("2026-11-23T00:00:00.000Z"),
        Type::Time => json!("10:30"),
        Type::Choice(words) => json!(words.first()),
        Type::Text { max, .. } => json!(text(name).chars().take(max).collect::<String>()),
        Type::Degrees { limit: 90 } => json!("59.3293"),
        Type::Degrees { .. } => json!("18.0686"),
        Type::Instant => json!("2026-11-23T10:00:00.000Z"),
        Type::Picture { .. } | Type::Content => json!(PIXEL),
        Type::Texts => json!([text(name)]),
        Type::Integers => json!([1]),
        Type::Word(words) => json!(words.first().map(|word| word.text())),
    }
}

/// Text that suits a name.
fn text(name: &str) -> String {
    let lower = name.to_lowercase();
    for (part, example) in [
        ("mail", "someone@example.com"),
        ("phone", "+46 8 123 45 67"),
        ("url", "https://www.example.com"),
        ("street", "Storgatan 1"),
        ("zip", "111 22"),
        ("city", "Stockholm"),
        ("country", "Sweden"),
        ("currencycode", "SEK"),
        // Of no living person.
        ("personalnumber", "191212121212"),
        ("person_number", "191212121212"),
    ] {
        if lower.contains(part) {
            return example.to_owned();
        }
    }
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).map(|letter| if letter == '_' { ' ' } else { letter }).collect()
}
