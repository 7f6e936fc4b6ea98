//! Schemas of answers and bodies.

use super::components::Components;
use super::names::{pascal, singular_word};
use crate::declare::{
    Action, Kind, Locate, MAX_INTEGER, Many, Plurality, Presence, Property, Purpose, Resource,
    Shape, Source, Stored, Type,
};
use crate::request::Wire;
use crate::request::body::MAX_ITEMS;
use crate::work::Layout;
use serde_json::{Map, Value as Json, json};

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// What the server answers.
    Answer,
    /// What it takes.
    Body(Purpose),
}

/// Where a shape stands while its schema is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) side: Side,
    /// Whose columns the shape shows; none when they are calculated.
    pub(super) of: Option<&'static Resource>,
    /// The name of the schema that everything here is part of.
    pub(super) root: &'a str,
    /// The name of this schema.
    pub(super) name: &'a str,
    /// Columns that are part of the path, not of the body.
    pub(super) without: &'a [&'static str],
}

/// The properties of a shape that one side has.
pub(super) fn members(
    shape: Shape,
    place: Place<'_>,
    strict: bool,
) -> impl Iterator<Item = &'static Property> {
    shape.iter().filter(move |property| {
        !(strict && beyond(property, place.side))
            && match place.side {
                Side::Answer => property.shown,
                Side::Body(purpose) => {
                    property.presence(purpose) != Presence::Absent && !in_path(property, place)
                }
            }
    })
}

/// Whether a property goes beyond the documented API.
fn beyond(property: &Property, side: Side) -> bool {
    match side {
        Side::Answer => property.extension || property.answer_extension,
        Side::Body(purpose) => property.extends(purpose),
    }
}

fn in_path(property: &Property, place: Place<'_>) -> bool {
    // What is documented and ignored stays, wherever its value comes from.
    property.update.counts()
        && matches!(&property.kind, Kind::Column(column) if place.without.contains(&column.name))
}

/// The schema of an object of a shape.
pub(super) fn object(components: &mut Components, shape: Shape, place: Place<'_>) -> Json {
    let strict = components.strict;
    let found: Vec<&'static Property> = members(shape, place, strict).collect();
    let mut properties: Map<String, Json> = Map::new();
    let plain: Vec<Json> =
        found.iter().map(|property| grouped(components, property, place)).collect();
    for (property, inner) in found.iter().zip(&plain) {
        // Groups that look alike are one thing, named after what holds them.
        let alike = place.name != place.root
            && !inner.is_null()
            && plain.iter().filter(|other| *other == inner).count() > 1;
        let mut schema = match (&property.kind, alike) {
            (Kind::Object(_), true) => {
                let name = suffixed(&singular_word(place.name), place.side);
                named(components, &name, &name, place, inner.clone())
            }
            (Kind::Object(_), false) => {
                let name = suffixed(&pascal(property.name), place.side);
                let schema = named(components, &name, &name, place, inner.clone());
                if place.side == Side::Answer { schema } else { or_null(schema) }
            }
            _ => value(components, property, place),
        };
        describe(&mut schema, property, place.side);
        properties.insert(property.name.to_owned(), schema);
    }
    let required: Vec<&str> = found
        .iter()
        .filter(|property| match place.side {
            Side::Answer => true,
            Side::Body(purpose) => property.presence(purpose) == Presence::Required,
        })
        .map(|property| property.name)
        .collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// The schema of the object inside a group; null for other kinds.
fn grouped(components: &mut Components, property: &Property, place: Place<'_>) -> Json {
    match &property.kind {
        Kind::Object(shape) => {
            let name = pascal(property.name);
            object(components, shape, Place { name: &name, ..place })
        }
        _ => Json::Null,
    }
}

fn suffixed(name: &str, side: Side) -> String {
    match side {
        Side::Answer => name.to_owned(),
        Side::Body(_) => format!("{name}Input"),
    }
}

/// Gives a schema a name of its own: `name` or, when that is taken, the root's name with
/// `other` after it.
fn named(
    components: &mut Components,
    name: &str,
    other: &str,
    place: Place<'_>,
    schema: Json,
) -> Json {
    let other = format!("{}{other}", place.root);
    if components.is_reserved(name) {
        components.schema(&[other], schema)
    } else {
        components.schema(&[name.to_owned(), other], schema)
    }
}

fn describe(schema: &mut Json, property: &Property, side: Side) {
    if !property.doc.is_empty() {
        schema["description"] = json!(property.doc);
    }
    if matches!(side, Side::Body(purpose) if property.presence(purpose) == Presence::Ignored) {
        schema["readOnly"] = json!(true);
    }
    if beyond(property, side) {
        schema["x-extension"] = json!(true);
    }
}

/// The schema of what stands behind a name.
fn value(components: &mut Components, property: &Property, place: Place<'_>) -> Json {
    match (&property.kind, place.side) {
        (Kind::Column(column), Side::Answer) => {
            let set = !column.secret && place.of.is_some_and(|of| always_set(of, column.name))
                || column.name == "id"
                || property.never_null();
            typed(&column.ty, Side::Answer, !set)
        }
        (Kind::Column(column), side) => {
            let never_null = place.of.is_some_and(|of| {
                Layout::of(of).column(column.name).is_some_and(|stored| stored.required)
            });
            let refused = matches!(side, Side::Body(purpose) if property.refuses_null(purpose));
            let mut schema = typed(&column.ty, side, !(never_null || refused));
            if let (Some(default), Side::Body(Purpose::Create)) = (column.default, side) {
                schema["default"] = json!(default);
            }
            let text = matches!(column.ty, Type::Text { .. });
            if text && property.create == Presence::Required && !property.may_be_empty {
                schema["minLength"] = json!(1);
            }
            schema
        }
        (Kind::One(one), Side::Body(purpose)) => {
            let one_of = identity(components);
            let mut choices = vec![];
            if one.listed {
                choices.push(json!({ "type": "array", "items": one_of, "maxItems": 1 }));
            }
            choices.push(one_of);
            if !property.refuses_null(purpose) {
                choices.push(json!({ "type": "null" }));
            }
            match choices.as_slice() {
                [only] => only.clone(),
                _ => json!({ "anyOf": choices }),
            }
        }
        (Kind::One(one), Side::Answer) => {
            let name = format!("{}Brief", pascal(one.target.one));
            let schema = answered(components, property, one.shape, Some(one.target), &name, place);
            if one.listed {
                json!({ "type": "array", "items": schema, "maxItems": 1 })
            } else {
                or_null(schema)
            }
        }
        (Kind::Many(many), Side::Body(_)) => {
            let items = item_taken(components, many, place);
            let mut schema = list(items);
            schema["maxItems"] = json!(MAX_ITEMS);
            if property.create != Presence::Required {
                schema["type"] = json!(["array", "null"]);
            }
            schema
        }
        (Kind::Many(many), Side::Answer) => {
            let target = target(&many.source);
            let name = match target {
                Some(target) => format!("{}Brief", pascal(target.one)),
                None => pascal(&singular_word(property.name)),
            };
            let schema = answered(components, property, many.shape, target, &name, place);
            if many.sole && components.wire == Wire::Documented {
                or_null(schema)
            } else {
                list(schema)
            }
        }
        (Kind::Ids(_), Side::Answer) => list(integer_id()),
        (Kind::Ids(_), Side::Body(_)) => {
            let mut schema = list(integer_id());
            schema["type"] = json!(["array", "null"]);
            schema["maxItems"] = json!(MAX_ITEMS);
            schema
        }
        (Kind::Via(via), _) => typed(&via.ty, Side::Answer, true),
        (Kind::Items(items), _) => {
            let name = format!("{}Item", pascal(&singular_word(property.name)));
            let side = Side::Body(Purpose::Create);
            let inner = Place { side, of: None, name: &name, without: &[], ..place };
            let schema = object(components, items.shape, inner);
            let mut schema = list(named(components, &name, &name, place, schema));
            schema["type"] = json!(["array", "null"]);
            schema["maxItems"] = json!(MAX_ITEMS);
            schema
        }
        (Kind::Scalar(scalar), _) => typed(&scalar.ty, Side::Answer, true),
        (Kind::Filled(filled), _) => typed(&filled.ty, Side::Answer, true),
        (Kind::Lister, _) => json!({ "type": "integer" }),
        (Kind::Referrer(property), _) => value(components, property, Place { of: None, ..place }),
        (Kind::Distance { .. }, _) => json!({ "type": ["string", "null"] }),
        (Kind::Computed(computed), _) => {
            calculated(components, property, computed.shape, computed.plurality, place)
        }
        (Kind::Empty(_, Plurality::One), _) => json!({ "type": "null" }),
        (Kind::Empty(shape, Plurality::List), _) => {
            calculated(components, property, shape, Plurality::List, place)
        }
        (Kind::Object(shape), _) => object(components, shape, place),
    }
}

fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

/// The schema of objects under a property that are answered in a shape of their own.
fn answered(
    components: &mut Components,
    property: &Property,
    shape: Shape,
    of: Option<&'static Resource>,
    name: &str,
    place: Place<'_>,
) -> Json {
    let inner = Place { side: Side::Answer, of, name, without: &[], ..place };
    let schema = object(components, shape, inner);
    let other = pascal(&singular_word(property.name));
    named(components, name, &other, place, schema)
}

/// A value that is not read from a column: only its shape is known.
fn calculated(
    components: &mut Components,
    property: &Property,
    shape: Shape,
    plurality: Plurality,
    place: Place<'_>,
) -> Json {
    if shape.is_empty() {
        return match plurality {
            Plurality::One => json!({}),
            Plurality::List => list(json!({})),
        };
    }
    let one = match plurality {
        Plurality::One => property.name.to_owned(),
        Plurality::List => singular_word(property.name),
    };
    let schema = answered(components, property, shape, None, &pascal(&one), place);
    match plurality {
        Plurality::One => or_null(schema),
        Plurality::List => list(schema),
    }
}

/// What the items of a list are rows of.
fn target(source: &Source) -> Option<&'static Resource> {
    match source {
        Source::Children { target, .. } => Some(target),
        Source::Linked(link) => Some(link.right_of),
        Source::LinkedBack(link) => Some(link.left_of),
        Source::Entries(_) => None,
    }
}

fn item_taken(components: &mut Components, many: &Many, place: Place<'_>) -> Json {
    match &many.source {
        Source::Entries(_) => {
            let schema = json!({
                "type": "object",
                "properties": {
                    "key": { "type": "string", "minLength": 1, "maxLength": 255 },
                    "value": {
                        "type": ["string", "null"],
                        "maxLength": 65_535,
                        "description": "Null removes the entry.",
                    },
                },
                "required": ["key"],
            });
            named(components, "EntryInput", "EntryInput", place, schema)
        }
        Source::Children { target, on } => {
            let name = format!("{}Part", pascal(target.one));
            let known = [*on];
            let inner = Place { of: Some(*target), name: &name, without: &known, ..place };
            let mut schema = object(components, target.shape, inner);
            // Whether something is required depends on whether there is such a row already.
            if let Some(schema) = schema.as_object_mut() {
                schema.remove("required");
            }
            if target.shape.iter().any(|property| property.name == "id") {
                schema["properties"]["id"] = json!({
                    "type": ["integer", "null"],
                    "description": "The row that is changed; a row is added when left out.",
                });
            }
            named(components, &name, &name, place, schema)
        }
        _ => identity(components),
    }
}

/// An object that names a row; whatever else it holds is ignored.
fn identity(components: &mut Components) -> Json {
    let id = json!({ "type": "integer", "minimum": 1, "maximum": MAX_INTEGER });
    let schema = json!({ "type": "object", "properties": { "id": id }, "required": ["id"] });
    components.schema(&["Identity".to_owned()], schema)
}

/// Whether the column of a stored row always holds something.
fn always_set(of: &Resource, column: &str) -> bool {
    let stored = Layout::of(of);
    let given = |found: &Stored| found.required || found.default.is_some();
    ["id", "tenant"].contains(&column)
        || stored.column(column).is_some_and(given)
        || of.operations.iter().any(|operation| match &operation.action {
            // Of what a word stands for, only one of several columns is set.
            Action::Put(Locate::Key(parts)) => parts.iter().any(|part| part.column == column),
            _ => false,
        })
}

/// The schema, or null.
pub(super) fn or_null(schema: Json) -> Json {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// The schema of a column's type.
pub(super) fn typed(ty: &Type, side: Side, nullable: bool) -> Json {
    let body = side != Side::Answer;
    let mut schema = match ty {
        Type::Integer { min, max } => {
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
        Type::Flag => json!({ "type": "integer", "enum": [0, 1] }),
        Type::Truth => json!({ "type": "boolean" }),
        Type::Decimal { scale, min, max } => {
            let number = |units: i64| {
                let text = crate::decimal::text(units, *scale);
                serde_json::from_str::<Json>(&text).unwrap_or_default()
            };
            let types = if body { json!(["number", "string"]) } else { json!("number") };
            json!({ "type": types, "minimum": number(*min), "maximum": number(*max) })
        }
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Midnight if body => json!({ "type": "string", "maxLength": 40 }),
        Type::Midnight => json!({ "type": "string", "format": "date-time" }),
        Type::Time => json!({
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
        }),
        Type::Choice(words) => json!({ "type": "string", "enum": words }),
        Type::Text { max, .. } => json!({ "type": "string", "maxLength": max }),
        Type::Degrees { limit } => json!({
            "type": "string",
            "maxLength": 40,
            "pattern": "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)$",
            "description": format!("Degrees from -{limit} to {limit}."),
        }),
        Type::Instant => json!({ "type": "string", "format": "date-time" }),
        Type::ReferenceEither(_) if !body => integer_id(),
        Type::Reference(_) => integer_id(),
        Type::ReferenceText(_) | Type::ReferenceEither(_) if body => {
            let mut schema = integer_id();
            schema["type"] = json!(["integer", "string"]);
            schema
        }
        Type::ReferenceText(_) | Type::ReferenceEither(_) => json!({ "type": "string" }),
        Type::Texts => json!({
            "type": "array",
            "items": { "type": "string", "maxLength": 255 },
            "maxItems": MAX_ITEMS,
        }),
        Type::Integers => json!({
            "type": "array",
            "items": { "type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER },
            "maxItems": MAX_ITEMS,
        }),
        Type::Word(words) => {
            let texts: Vec<&str> = words.iter().map(|word| word.text()).collect();
            json!({ "type": "string", "enum": texts })
        }
        Type::Content => json!({ "type": "string", "contentEncoding": "base64" }),
        Type::Picture { max } => {
            // Four characters hold three bytes.
            json!({
                "type": "string",
                "contentEncoding": "base64",
                "maxLength": max.div_ceil(3) * 4,
            })
        }
    };
    if nullable {
        let mut types = match schema["type"].take() {
            Json::Array(types) => types,
            one => vec![one],
        };
        types.push(json!("null"));
        schema["type"] = Json::Array(types);
        if let Some(values) = schema.get_mut("enum").and_then(Json::as_array_mut) {
            values.push(Json::Null);
        }
    }
    schema
}

fn integer_id() -> Json {
    json!({ "type": "integer", "minimum": 1, "maximum": MAX_INTEGER })
}
