//! Bodies: JSON checked against a shape, all errors at once.

mod value;

use super::json::Json;
use crate::declare::{
    Column, Entries, Items, Kind, MAX_INTEGER, Many, One, Presence, Property, Purpose, Resource,
    Shape, Source, Type,
};
use crate::problem::Errors;
use crate::store::Value;
use crate::text::nearest;
use bytes::Bytes;
use value::{blank, decoded, integer, line};

pub use value::{stored_lines, typed};

/// A body, typed.
#[derive(Debug, Default, Clone)]
pub struct Draft {
    /// Columns and their new values.
    pub values: Vec<(&'static str, Value)>,
    /// Links and the ids they shall lead to.
    pub links: Vec<(&'static Source, Vec<i64>)>,
    /// Keyed entries: a value to set, or none to remove.
    pub entries: Vec<(&'static Entries, Vec<KeyedValue>)>,
    /// Rows that belong to this one.
    pub parts: Vec<Part>,
    /// Lists of objects that functions take care of.
    pub lists: Vec<ItemList>,
    /// Lists of such rows that stand for all there are: whose rows, and the column that refers
    /// to this one.
    pub whole: Vec<(&'static Resource, &'static str)>,
    /// What must exist.
    pub references: Vec<Reference>,
    /// Columns and the contents they shall have.
    pub contents: Vec<(&'static str, Bytes)>,
}

/// A row of another resource that a body holds because it belongs to the body's row.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it stands in the body, as a dotted path.
    pub path: String,
    /// What it is.
    pub target: &'static Resource,
    /// Its column that refers to the row it belongs to.
    pub on: &'static str,
    /// Which row it changes, if the body says so.
    pub id: Option<i64>,
    /// What it says.
    pub draft: Draft,
}

/// A list of objects in a body, each read by itself.
#[derive(Debug, Clone)]
pub struct ItemList {
    /// The property, as a dotted path.
    pub path: String,
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub of: &'static Items,
    /// What it holds.
    pub items: Vec<Item>,
}

/// An object in such a list.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where it stands in the body, as a dotted path.
    pub path: String,
    /// What it says. Its references are those of the whole body.
    pub draft: Draft,
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
    /// Columns and their new values, and nothing else.
    pub fn of(values: Vec<(&'static str, Value)>) -> Draft {
        Draft { values, ..Draft::default() }
    }

    /// The value a body gives a column.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    /// The items of a list of that name, where the body has one.
    pub fn items(&self, name: &str) -> Option<&[Item]> {
        self.lists.iter().find(|list| list.name == name).map(|list| list.items.as_slice())
    }
}

const REQUIRED: &str = "This is required.";
const NOT_NULL: &str = "This must not be null.";
const NOT_TEXT: &str = "This must be text.";
const NOT_BASE64: &str = "This is not valid base64.";
const NOT_OBJECT: &str = "This must be an object.";
const NOT_LIST: &str = "This must be a list of objects.";
const NOT_IDS: &str = "This must be a list of ids.";

/// Most items of a list in a body.
pub(crate) const MAX_ITEMS: usize = 1000;

/// On what terms a body is read.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// What it is for.
    pub purpose: Purpose,
    /// Whether unknown properties are errors.
    pub strict: bool,
    /// Whether properties beyond the documented API count.
    pub extensions: bool,
}

/// Checks a body against a shape, extensions included.
pub fn read(
    shape: Shape,
    body: &Json,
    purpose: Purpose,
    strict: bool,
    errors: &mut Errors,
) -> Draft {
    read_on(Terms { purpose, strict, extensions: true }, shape, body, errors)
}

/// Checks a body against a shape.
pub fn read_on(terms: Terms, shape: Shape, body: &Json, errors: &mut Errors) -> Draft {
    if !matches!(body, Json::Object(_)) {
        errors.add("", "The body must be a JSON object.");
        return Draft::default();
    }
    read_at("", terms, shape, None, body, errors)
}

/// Reads an object that stands at a path, but for a column that is known already.
fn read_at(
    path: &str,
    terms: Terms,
    shape: Shape,
    known: Option<&'static str>,
    body: &Json,
    errors: &mut Errors,
) -> Draft {
    let required = required(shape, terms.purpose);
    let mut reader = Reader {
        draft: Draft::default(),
        given: Vec::new(),
        named: Vec::new(),
        missing: Vec::new(),
        required,
        known,
        terms,
        errors,
    };
    reader.object(path, shape, body);
    for (path, column) in std::mem::take(&mut reader.missing) {
        // A column may be given by another of its names.
        if column.is_none_or(|column| !reader.named.contains(&column)) {
            reader.errors.add(path, REQUIRED);
        }
    }
    reader.draft
}

/// The columns that are not to be unset, by whichever of their names.
fn required(shape: Shape, purpose: Purpose) -> Vec<&'static str> {
    let mut found = Vec::new();
    for property in shape {
        match &property.kind {
            Kind::Object(shape) => found.extend(required(shape, purpose)),
            _ if property.refuses_null(purpose) => found.extend(column_of(property)),
            _ => {}
        }
    }
    found
}

/// The column behind a property.
fn column_of(property: &Property) -> Option<&'static str> {
    match &property.kind {
        Kind::Column(column) => Some(column.name),
        Kind::One(one) => Some(one.by),
        _ => None,
    }
}

struct Reader<'a> {
    draft: Draft,
    /// Columns set so far, with the path that set them.
    given: Vec<(&'static str, String)>,
    /// Columns that the body names, rightly or wrongly.
    named: Vec<&'static str>,
    /// Required properties that are not there, with their columns.
    missing: Vec<(String, Option<&'static str>)>,
    /// Columns that are not to be unset.
    required: Vec<&'static str>,
    /// A column that is set by where the object stands, so that it is not looked for.
    known: Option<&'static str>,
    terms: Terms,
    errors: &'a mut Errors,
}

fn join(path: &str, name: impl std::fmt::Display) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}

impl Reader<'_> {
    fn presence(&self, property: &Property) -> Presence {
        let known = self.known.is_some() && column_of(property) == self.known;
        if known || (property.extends(self.terms.purpose) && !self.terms.extensions) {
            return Presence::Absent;
        }
        property.presence(self.terms.purpose)
    }

    fn object(&mut self, path: &str, shape: Shape, body: &Json) {
        for property in shape {
            let presence = self.presence(property);
            if !presence.counts() {
                continue;
            }
            let names = std::iter::once(property.name).chain(property.also.iter().copied());
            let mut found = names.filter_map(|name| Some((name, body.get(name)?)));
            match found.next() {
                Some((name, value)) => self.property(&join(path, name), property, value),
                None if presence == Presence::Required => {
                    self.missing.push((join(path, property.name), column_of(property)));
                }
                None => {}
            }
            if let Some((name, _)) = found.next() {
                let text = format!("This says the same as {}; give one of them.", property.name);
                self.errors.add(join(path, name), text);
            }
        }
        if self.terms.strict {
            self.unknown(path, shape, body);
        }
    }

    fn unknown(&mut self, path: &str, shape: Shape, body: &Json) {
        let Json::Object(members) = body else { return };
        for (name, _) in members {
            let is = |property: &Property| {
                property.name == name || property.also.contains(&name.as_str())
            };
            if shape.iter().any(is) {
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

    /// Sets a column. Two names of one column must say the same.
    fn set(&mut self, path: &str, column: &'static str, value: Value) {
        if let Some(known) = self.draft.get(column) {
            if *known != value {
                let other = self.given.iter().find(|(known, _)| *known == column);
                let other = other.map_or("", |(_, path)| path);
                self.errors.add(path, format!("This contradicts {other}."));
            }
            return;
        }
        self.given.push((column, path.to_owned()));
        self.draft.values.push((column, value));
    }

    fn property(&mut self, path: &str, property: &'static Property, value: &Json) {
        self.named.extend(column_of(property));
        match &property.kind {
            Kind::Column(column) => {
                let value = self.column(path, property, column, value);
                if let Some(value) = value {
                    self.set(path, column.name, value);
                }
            }
            Kind::Object(shape) => match value {
                Json::Null => self.unset(path, shape),
                Json::Object(_) => self.object(path, shape, value),
                _ => self.errors.add(path, NOT_OBJECT),
            },
            Kind::One(one) => self.one(path, one, value),
            Kind::Many(many) => self.list(path, property, many, value),
            Kind::Ids(ids) => self.ids(path, ids, value),
            Kind::Items(items) => self.items(path, property.name, items, value),
            Kind::Via(_)
            | Kind::Distance { .. }
            | Kind::Computed(_)
            | Kind::Scalar(_)
            | Kind::Lister
            | Kind::Filled(_)
            | Kind::Referrer(_)
            | Kind::Empty(..) => {}
        }
    }

    /// An object set to null: all it holds is unset.
    fn unset(&mut self, path: &str, shape: Shape) {
        for property in shape {
            match &property.kind {
                Kind::Object(shape) => self.unset(path, shape),
                Kind::Column(column) if self.presence(property).counts() => {
                    self.set(path, column.name, column.default.map_or(Value::Null, Value::Int));
                }
                _ => {}
            }
        }
    }

    /// A row named by an object with its id, or by a list of one such object.
    fn one(&mut self, path: &str, one: &'static One, value: &Json) {
        let (path, value) = match value {
            Json::List(items) if one.listed => match items.as_slice() {
                [] => (path.to_owned(), &Json::Null),
                [item] => (join(path, 0), item),
                _ => return self.errors.add(path, "This must hold one object at most."),
            },
            _ => (path.to_owned(), value),
        };
        match value {
            Json::Null if self.required.contains(&one.by) => self.errors.add(path, NOT_NULL),
            Json::Null => self.set(&path, one.by, Value::Null),
            Json::Object(_) => {
                if let Some(id) = self.identity(&path, value, one.target) {
                    self.set(&path, one.by, Value::Int(id));
                }
            }
            _ => self.errors.add(path, NOT_OBJECT),
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
            if self.required.contains(&column.name) {
                self.errors.add(path, NOT_NULL);
                return None;
            }
            return Some(column.default.map_or(Value::Null, Value::Int));
        }
        if let Type::Content = column.ty {
            match decoded(value) {
                Ok(bytes) => self.draft.contents.push((column.name, bytes)),
                Err(text) => self.errors.add(path, text),
            }
            return None;
        }
        let must_say = property.create == Presence::Required && !property.may_be_empty;
        match typed(&column.ty, value) {
            Ok(Value::Text(text)) if must_say && blank(&text) => {
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

    fn list(&mut self, path: &str, property: &'static Property, many: &'static Many, value: &Json) {
        let source = &many.source;
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
            Source::Entries(entries) => return self.entries(path, entries, items),
            Source::Children { target, on } => {
                self.draft.whole.extend(many.replaced.then_some((*target, *on)));
                return self.parts(path, target, on, items);
            }
            source => match linked(source) {
                Some(target) => target,
                None => return,
            },
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

    /// Rows that belong to the body's row, each read like a body of its own.
    fn parts(&mut self, path: &str, target: &'static Resource, on: &'static str, items: &[Json]) {
        for (position, item) in items.iter().enumerate() {
            let path = join(path, position);
            if !matches!(item, Json::Object(_)) {
                self.errors.add(path, NOT_OBJECT);
                continue;
            }
            let id = match item.get("id") {
                None | Some(Json::Null) => None,
                Some(id) => match integer(id, 1, MAX_INTEGER) {
                    Ok(id) => Some(id),
                    Err(text) => {
                        self.errors.add(join(&path, "id"), text);
                        continue;
                    }
                },
            };
            let purpose = if id.is_some() { Purpose::Update } else { Purpose::Create };
            let terms = Terms { purpose, ..self.terms };
            let mut draft = read_at(&path, terms, target.shape, Some(on), item, self.errors);
            self.draft.references.append(&mut draft.references);
            self.draft.parts.push(Part { path, target, on, id, draft });
        }
    }

    /// Objects that functions take care of.
    fn items(&mut self, path: &str, name: &'static str, of: &'static Items, value: &Json) {
        let given = match value {
            Json::List(given) => given.as_slice(),
            Json::Null => &[],
            _ => return self.errors.add(path, NOT_LIST),
        };
        if given.len() > MAX_ITEMS {
            return self.errors.add(path, format!("This holds more than {MAX_ITEMS} items."));
        }
        let terms = Terms { purpose: Purpose::Create, ..self.terms };
        let mut items = Vec::with_capacity(given.len());
        for (position, item) in given.iter().enumerate() {
            let path = join(path, position);
            if !matches!(item, Json::Object(_)) {
                self.errors.add(path, NOT_OBJECT);
                continue;
            }
            let mut draft = read_at(&path, terms, of.shape, None, item, self.errors);
            self.draft.references.append(&mut draft.references);
            items.push(Item { path, draft });
        }
        self.draft.lists.push(ItemList { path: path.to_owned(), name, of, items });
    }

    /// A list of plain ids.
    fn ids(&mut self, path: &str, source: &'static Source, value: &Json) {
        let items = match value {
            Json::List(items) => items.as_slice(),
            Json::Null => &[],
            _ => return self.errors.add(path, NOT_IDS),
        };
        if items.len() > MAX_ITEMS {
            return self.errors.add(path, format!("This holds more than {MAX_ITEMS} items."));
        }
        let mut ids = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let path = join(path, position);
            match integer(item, 1, MAX_INTEGER) {
                Ok(id) => {
                    let Some(target) = linked(source) else { continue };
                    self.draft.references.push(Reference { path, target, id });
                    ids.push(id);
                }
                Err(text) => self.errors.add(path, text),
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

/// What is on the other side of a link.
fn linked(source: &Source) -> Option<&'static Resource> {
    match source {
        Source::Linked(link) => Some(link.right_of),
        Source::LinkedBack(link) => Some(link.left_of),
        Source::Children { .. } | Source::Entries(_) => None,
    }
}
