//! Shapes as what masks are put on.

use crate::declare::{Kind, Many, Property, Shape};
use crate::request::mask::{Child, Model, Selected, Selection};
use serde_json::{Map, Value};

/// The names of a page, in the order they are answered.
pub const PAGE: [&str; 5] = ["page", "pages", "per_page", "total", "items"];

/// The position of `items` in [`PAGE`].
pub const ITEMS: usize = 4;

/// What a mask can be put on: one object, or a page whose items have a shape.
#[derive(Clone, Copy, Debug)]
pub struct ShapeModel {
    shape: Shape,
    /// For a page: the names that follow those of [`PAGE`].
    page: Option<&'static [&'static str]>,
    /// Whether it keeps to the documented API.
    strict: bool,
}

impl ShapeModel {
    /// An object, or a page with numbers of these names beside its items; `strict` ones keep to
    /// the documented API.
    pub fn new(shape: Shape, page: Option<&'static [&'static str]>, strict: bool) -> ShapeModel {
        ShapeModel { shape, page, strict }
    }

    /// The shape of the object, or of the page's items.
    pub fn shape(self) -> Shape {
        self.shape
    }

    /// The names of a page, in the order they are answered; none of an object.
    pub fn page(self) -> Option<Vec<&'static str>> {
        self.page.map(|beside| PAGE.into_iter().chain(beside.iter().copied()).collect())
    }

    /// Whether it keeps to the documented API.
    pub fn is_strict(self) -> bool {
        self.strict
    }

    fn shown(self) -> impl Iterator<Item = &'static Property> {
        shown(self.shape, self.strict)
    }
}

fn shown(shape: Shape, strict: bool) -> impl Iterator<Item = &'static Property> {
    shape.iter().filter(move |property| property.answered(strict))
}

fn inside(property: &Property) -> Option<Shape> {
    match &property.kind {
        Kind::Object(shape) => Some(*shape),
        Kind::One(one) => Some(one.shape),
        Kind::Many(many) => Some(many.shape),
        Kind::Computed(computed) => Some(computed.shape),
        Kind::Empty(shape, _) => Some(*shape),
        Kind::Items(items) => Some(items.shape),
        Kind::Referrer(property) => inside(property),
        Kind::Column(_)
        | Kind::Ids(_)
        | Kind::Via(_)
        | Kind::Distance { .. }
        | Kind::Filled(_)
        | Kind::Lister
        | Kind::Scalar(_) => None,
    }
    .filter(|shape| !shape.is_empty())
}

impl Model for ShapeModel {
    fn len(self) -> usize {
        self.page.map_or_else(|| self.shown().count(), |beside| PAGE.len() + beside.len())
    }

    fn name(&self, index: usize) -> &str {
        let found = match self.page {
            Some(beside) => PAGE.iter().chain(beside).nth(index).copied(),
            None => self.shown().nth(index).map(|found| found.name),
        };
        found.unwrap_or_default()
    }

    fn child(self, index: usize) -> Child<Self> {
        let nested = |shape| Child::Nested(ShapeModel { shape, page: None, ..self });
        if self.page.is_some() {
            return if index == ITEMS { nested(self.shape) } else { Child::Scalar };
        }
        self.shown().nth(index).and_then(inside).map_or(Child::Scalar, nested)
    }
}

/// Leaves the first of each list in a calculated value that the documented wire format answers as one
/// object; null where there is none.
pub fn keep_first(value: &mut Value, shape: Shape) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| keep_first(item, shape)),
        Value::Object(members) => {
            for property in shape {
                let Some(member) = members.get_mut(property.name) else { continue };
                let sole = matches!(property.kind, Kind::Many(Many { sole: true, .. }));
                if sole && let Value::Array(items) = member {
                    let first = items.drain(..).next();
                    *member = first.unwrap_or_default();
                }
                if let Some(inner) = inside(property) {
                    keep_first(member, inner);
                }
            }
        }
        _ => {}
    }
}

/// What a selection leaves of a calculated value of a shape, in declared order; `strict` leaves out
/// what goes beyond the documented API.
pub fn narrow(value: Value, shape: Shape, selection: Option<&Selection>, strict: bool) -> Value {
    match value {
        // A value of its own, without a shape.
        value if shape.is_empty() => value,
        Value::Array(items) => {
            items.into_iter().map(|item| narrow(item, shape, selection, strict)).collect()
        }
        Value::Object(mut members) => {
            let all: Vec<_> = shown(shape, strict).collect();
            let kept: Vec<(&Property, Option<&Selection>)> = match selection {
                None => all.into_iter().map(|property| (property, None)).collect(),
                Some(selection) => selection
                    .fields
                    .iter()
                    .filter_map(|Selected { index, inner, .. }| {
                        Some((*all.get(*index)?, inner.as_ref()))
                    })
                    .collect(),
            };
            let mut left = Map::with_capacity(kept.len());
            for (property, inner) in kept {
                let member = members.remove(property.name).unwrap_or(Value::Null);
                let member = match inside(property) {
                    Some(shape) => narrow(member, shape, inner, strict),
                    None => member,
                };
                left.insert(property.name.to_owned(), member);
            }
            Value::Object(left)
        }
        other => other,
    }
}
