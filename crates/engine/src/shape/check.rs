//! Debug builds check every answer against its declaration.

use crate::declare::{Column, Kind, Plurality, Property, Shape, Type};
use crate::request::Wire;
use crate::request::mask::Selection;
use serde_json::Value;

/// How an answer was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Whether it keeps to the documented API.
    pub(crate) strict: bool,
    /// The wire format.
    pub(crate) wire: Wire,
}

/// What in an answered object is not as its shape, narrowed by a selection, declares it.
pub(crate) fn differences(
    value: &Value,
    shape: Shape,
    selection: Option<&Selection>,
    manner: Manner,
) -> Vec<String> {
    let mut found = Vec::new();
    object("", value, shape, selection, manner, &mut found);
    found
}

/// The same for a page of such objects.
pub(crate) fn page_differences(
    value: &Value,
    shape: Shape,
    wanted: &[&str],
    selection: Option<&Selection>,
    manner: Manner,
) -> Vec<String> {
    let mut found = Vec::new();
    names("", value, wanted, &mut found);
    if wanted.contains(&"items") {
        list(
            "items",
            value.get("items").unwrap_or(&Value::Null),
            shape,
            selection,
            manner,
            &mut found,
        );
    }
    found
}

/// The same for a bare list.
pub(crate) fn list_differences(
    value: &Value,
    shape: Shape,
    selection: Option<&Selection>,
    manner: Manner,
) -> Vec<String> {
    let mut found = Vec::new();
    list("", value, shape, selection, manner, &mut found);
    found
}

fn names(path: &str, value: &Value, wanted: &[&str], found: &mut Vec<String>) {
    let given: Vec<&str> = value
        .as_object()
        .map(|members| members.keys().map(String::as_str).collect())
        .unwrap_or_default();
    if given != wanted {
        found.push(format!("{path}: has {given:?} instead of {wanted:?}"));
    }
}

fn list(
    path: &str,
    value: &Value,
    shape: Shape,
    selection: Option<&Selection>,
    manner: Manner,
    found: &mut Vec<String>,
) {
    match value.as_array() {
        Some(items) => {
            items.iter().for_each(|item| object(path, item, shape, selection, manner, found));
        }
        None => found.push(format!("{path}: {value} is not a list")),
    }
}

fn object(
    path: &str,
    value: &Value,
    shape: Shape,
    selection: Option<&Selection>,
    manner: Manner,
    found: &mut Vec<String>,
) {
    let shown: Vec<&Property> =
        shape.iter().filter(|property| property.answered(manner.strict)).collect();
    let kept: Vec<(&Property, Option<&Selection>)> = match selection {
        None => shown.into_iter().map(|property| (property, None)).collect(),
        Some(selection) => selection
            .fields
            .iter()
            .filter_map(|field| Some((*shown.get(field.index)?, field.inner.as_ref())))
            .collect(),
    };
    let wanted: Vec<&str> = kept.iter().map(|(property, _)| property.name).collect();
    names(path, value, &wanted, found);
    for (property, inner) in kept {
        let path = format!("{path}.{}", property.name);
        let Some(member) = value.get(property.name) else { continue };
        let kind = match &property.kind {
            Kind::Referrer(property) => &property.kind,
            kind => kind,
        };
        match kind {
            Kind::Column(column) => stored(&path, member, column, found),
            Kind::Object(shape) => object(&path, member, shape, inner, manner, found),
            Kind::One(one) if one.listed => list(&path, member, one.shape, inner, manner, found),
            Kind::One(one) if !member.is_null() => {
                object(&path, member, one.shape, inner, manner, found)
            }
            Kind::One(_) => {}
            Kind::Many(many) if many.sole && manner.wire == Wire::Documented => {
                if !member.is_null() {
                    object(&path, member, many.shape, inner, manner, found);
                }
            }
            Kind::Lister => expect(&path, member, member.is_i64(), found),
            Kind::Many(many) => list(&path, member, many.shape, inner, manner, found),
            // One of another is not declared.
            Kind::Referrer(_) => {}
            Kind::Ids(_) => {
                let fits = member.as_array().is_some_and(|ids| ids.iter().all(Value::is_i64));
                expect(&path, member, fits, found);
            }
            Kind::Via(via) => typed(&path, member, &via.ty, found),
            Kind::Scalar(scalar) => typed(&path, member, &scalar.ty, found),
            Kind::Filled(filled) => typed(&path, member, &filled.ty, found),
            Kind::Distance { .. } => expect(&path, member, member.is_string(), found),
            Kind::Computed(computed) => match computed.plurality {
                Plurality::List => list(&path, member, computed.shape, inner, manner, found),
                Plurality::One => object(&path, member, computed.shape, inner, manner, found),
            },
            // Never answered.
            Kind::Items(_) => expect(&path, member, false, found),
            Kind::Empty(_, Plurality::One) => expect(&path, member, false, found),
            Kind::Empty(_, Plurality::List) => {
                expect(&path, member, member.as_array().is_some_and(Vec::is_empty), found);
            }
        }
    }
}

fn stored(path: &str, value: &Value, column: &Column, found: &mut Vec<String>) {
    if column.secret {
        expect(path, value, false, found);
    } else {
        typed(path, value, &column.ty, found);
    }
}

fn typed(path: &str, value: &Value, ty: &Type, found: &mut Vec<String>) {
    let fits = match ty {
        Type::Integer { .. } | Type::Reference(_) | Type::ReferenceEither(_) | Type::Content => {
            value.is_i64()
        }
        Type::Decimal { .. } => value.is_number(),
        Type::Truth => value.is_boolean(),
        Type::Flag => matches!(value.as_i64(), Some(0 | 1)),
        Type::Choice(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Type::Text { .. }
        | Type::Degrees { .. }
        | Type::Picture { .. }
        | Type::Instant
        | Type::Date
        | Type::Midnight
        | Type::Time
        | Type::ReferenceText(_) => value.is_string(),
        Type::Texts => value.as_array().is_some_and(|all| all.iter().all(Value::is_string)),
        Type::Integers => value.as_array().is_some_and(|all| all.iter().all(Value::is_i64)),
        Type::Word(words) => words.iter().any(|word| value == word.text()),
    };
    expect(path, value, fits, found);
}

fn expect(path: &str, value: &Value, fits: bool, found: &mut Vec<String>) {
    if !fits && !value.is_null() {
        found.push(format!("{path}: {value} is not what is declared"));
    }
}
