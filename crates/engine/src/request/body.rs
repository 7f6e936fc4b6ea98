//! Bodies: JSON checked against a shape, all errors at once.

use super::json::Json;
use super::list::plain_number;
use crate::declare::{
    Column, Entries, Kind, MAX_INTEGER, Presence, Property, Purpose, Resource, Shape, Source, Type,
};
use crate::problem::Errors;
use crate::store::Value;
use crate::text::nearest;
use base64::Engine as _;

/// A body, typed.
#[derive(Debug, Default, Clone)]
pub struct Draft {
    /// Columns and their new values.
    pub values: Vec<(&'static str, Value)>,
    /// Links and the ids they shall lead to.
    pub links: Vec<(&'static Source, Vec<i64>)>,
    /// Keyed entries: a value to set, or none to remove.
    pub entries: Vec<(&'static Entries, Vec<KeyedValue>)>,
    /// What must exist.
    pub references: Vec<Reference>,
}

/// A key, and the value it shall have, if any.
pub type KeyedValue = (String, Option<String>);

/// A row that a body refers to.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The property, as a dotted path.
    pub path: String,
    /// What it refers to.
    pub target: &'static Resource,
    /// The id.
    pub id: i64,
}

impl Draft {
    /// The value a body gives a column.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }
}

const REQUIRED: &str = "This is required.";
const NOT_NULL: &str = "This must not be null.";
const NOT_TEXT: &str = "This must be text.";
const NOT_OBJECT: &str = "This must be an object.";
const NOT_LIST: &str = "This must be a list of objects.";

/// Most items of a list in a body.
pub(crate) const MAX_ITEMS: usize = 1000;

/// Checks a body against a shape.
pub fn read(
    shape: Shape,
    body: &Json,
    purpose: Purpose,
    strict: bool,
    errors: &mut Errors,
) -> Draft {
    let mut reader = Reader { draft: Draft::default(), purpose, strict, errors };
    match body {
        Json::Object(_) => reader.object("", shape, body),
        _ => reader.errors.add("", "The body must be a JSON object."),
    }
    reader.draft
}

struct Reader<'a> {
    draft: Draft,
    purpose: Purpose,
    strict: bool,
    errors: &'a mut Errors,
}

fn join(path: &str, name: impl std::fmt::Display) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}

impl Reader<'_> {
    fn presence(&self, property: &Property) -> Presence {
        property.presence(self.purpose)
    }

    fn object(&mut self, path: &str, shape: Shape, body: &Json) {
        for property in shape {
            let presence = self.presence(property);
            if !presence.counts() {
                continue;
            }
            match body.get(property.name) {
                Some(value) => self.property(&join(path, property.name), property, value),
                None if presence == Presence::Required => {
                    self.errors.add(join(path, property.name), REQUIRED);
                }
                None => {}
            }
        }
        if self.strict {
            self.unknown(path, shape, body);
        }
    }

    fn unknown(&mut self, path: &str, shape: Shape, body: &Json) {
        let Json::Object(members) = body else { return };
        for (name, _) in members {
            if shape.iter().any(|property| property.name == name) {
                continue;
            }
            let known = shape
                .iter()
                .filter(|property| self.presence(property).counts())
                .map(|property| property.name);
            let hint = match nearest(name, known) {
                Some(known) => format!("There is no such property. Did you mean {known}?"),
                None => "There is no such property.".to_owned(),
            };
            self.errors.add(join(path, name), hint);
        }
    }

    fn property(&mut self, path: &str, property: &'static Property, value: &Json) {
        match &property.kind {
            Kind::Column(column) => {
                let value = self.column(path, property, column, value);
                if let Some(value) = value {
                    self.draft.values.push((column.name, value));
                }
            }
            Kind::Object(shape) => match value {
                Json::Null => self.unset(shape),
                Json::Object(_) => self.object(path, shape, value),
                _ => self.errors.add(path, NOT_OBJECT),
            },
            Kind::One(one) => match value {
                Json::Null => self.draft.values.push((one.by, Value::Null)),
                Json::Object(_) => {
                    if let Some(id) = self.identity(path, value, one.target) {
                        self.draft.values.push((one.by, Value::Int(id)));
                    }
                }
                _ => self.errors.add(path, NOT_OBJECT),
            },
            Kind::Many(many) => self.list(path, property, &many.source, value),
            Kind::Via(_) | Kind::Distance { .. } | Kind::Computed(_) | Kind::Empty(..) => {}
        }
    }

    /// An object set to null: all it holds is unset.
    fn unset(&mut self, shape: Shape) {
        for property in shape {
            match &property.kind {
                Kind::Object(shape) => self.unset(shape),
                Kind::Column(column) if self.presence(property).counts() => {
                    self.draft.values.push((column.name, Value::Null));
                }
                _ => {}
            }
        }
    }

    fn column(
        &mut self,
        path: &str,
        property: &Property,
        column: &Column,
        value: &Json,
    ) -> Option<Value> {
        if matches!(value, Json::Null) {
            if property.create == Presence::Required {
                self.errors.add(path, NOT_NULL);
                return None;
            }
            return Some(column.default.map_or(Value::Null, Value::Int));
        }
        match typed(&column.ty, value) {
            Ok(Value::Text(text)) if property.create == Presence::Required && blank(&text) => {
                self.errors.add(path, "This must not be empty.");
                None
            }
            Ok(value) => {
                if let (Some(target), Value::Int(id)) = (column.ty.target(), &value) {
                    self.draft.references.push(Reference {
                        path: path.to_owned(),
                        target,
                        id: *id,
                    });
                }
                Some(value)
            }
            Err(text) => {
                self.errors.add(path, text);
                None
            }
        }
    }

    /// The id in `{"id": …}`, which must refer to something.
    fn identity(&mut self, path: &str, value: &Json, target: &'static Resource) -> Option<i64> {
        let path = join(path, "id");
        match value.get("id") {
            None | Some(Json::Null) => self.errors.add(path, REQUIRED),
            Some(id) => match integer(id, 1, MAX_INTEGER) {
                Ok(id) => {
                    self.draft.references.push(Reference { path, target, id });
                    return Some(id);
                }
                Err(text) => self.errors.add(path, text),
            },
        }
        None
    }

    fn list(
        &mut self,
        path: &str,
        property: &'static Property,
        source: &'static Source,
        value: &Json,
    ) {
        let items = match value {
            Json::List(items) => items.as_slice(),
            Json::Null if property.create != Presence::Required => &[],
            Json::Null => return self.errors.add(path, NOT_NULL),
            _ => return self.errors.add(path, NOT_LIST),
        };
        if items.len() > MAX_ITEMS {
            return self.errors.add(path, format!("This holds more than {MAX_ITEMS} items."));
        }
        let target = match source {
            Source::Linked(link) => link.right_of,
            Source::LinkedBack(link) => link.left_of,
            Source::Entries(entries) => return self.entries(path, entries, items),
            Source::Children { .. } => return,
        };
        let mut ids = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let path = join(path, position);
            match item {
                Json::Object(_) => ids.extend(self.identity(&path, item, target)),
                _ => self.errors.add(path, NOT_OBJECT),
            }
        }
        ids.sort_unstable();
        ids.dedup();
        self.draft.links.push((source, ids));
    }

    fn entries(&mut self, path: &str, entries: &'static Entries, items: &[Json]) {
        let mut found: Vec<KeyedValue> = Vec::new();
        for (position, item) in items.iter().enumerate() {
            let path = join(path, position);
            if !matches!(item, Json::Object(_)) {
                self.errors.add(path, NOT_OBJECT);
                continue;
            }
            let key = match item.get("key").map(|key| line(key, 255, false)) {
                Some(Ok(key)) if !blank(&key) => key,
                Some(Err(text)) => {
                    self.errors.add(join(&path, "key"), text);
                    continue;
                }
                _ => {
                    self.errors.add(join(&path, "key"), REQUIRED);
                    continue;
                }
            };
            let value = match item.get("value") {
                None | Some(Json::Null) => None,
                Some(value) => match line(value, 65_535, true) {
                    Ok(value) => Some(value),
                    Err(text) => {
                        self.errors.add(join(&path, "value"), text);
                        continue;
                    }
                },
            };
            if found.iter().any(|(known, _)| *known == key) {
                self.errors.add(join(&path, "key"), "This key is in the list already.");
            }
            found.push((key, value));
        }
        self.draft.entries.push((entries, found));
    }
}

fn blank(text: &str) -> bool {
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
        Type::Text { max, lines } => line(value, *max, *lines).map(Value::Text),
        Type::Degrees { limit } => degrees(value, f64::from(*limit)).map(Value::Text),
        Type::Reference(_) => integer(value, 1, MAX_INTEGER).map(Value::Int),
        Type::ReferenceText(_) => match value {
            Json::Text(text) => super::whole(text)
                .filter(|id| (1..=MAX_INTEGER).contains(id))
                .map(Value::Int)
                .ok_or_else(|| super::NOT_WHOLE.to_owned()),
            _ => integer(value, 1, MAX_INTEGER).map(Value::Int),
        },
        Type::Instant => Err("The server keeps this.".to_owned()),
        Type::Picture { max } => picture(value, *max).map(Value::Text),
    }
}

fn integer(value: &Json, min: i64, max: i64) -> Result<i64, String> {
    let Json::Number(text) = value else { return Err(super::NOT_WHOLE.to_owned()) };
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
        None => Err(super::NOT_WHOLE.to_owned()),
    }
}

fn line(value: &Json, max: usize, lines: bool) -> Result<String, String> {
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
