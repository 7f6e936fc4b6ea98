//! Shapes as what masks are put on.

use crate::declare::{Kind, Property, Shape};
use crate::request::mask::{Child, Model, Selected, Selection};
use serde_json::{Map, Value};

/// The names of a page, in the order they are answered.
pub const PAGE: [&str; 5] = ["page", "pages", "per_page", "total", "items"];

/// The position of `items` in [`PAGE`].
pub const ITEMS: usize = 4;

/// What a mask can be put on.
#[derive(Clone, Copy, Debug)]
pub enum ShapeModel {
    /// A page whose items have a shape.
    Page(Shape),
    /// One object.
    Object(Shape),
}

fn shown(shape: Shape) -> impl Iterator<Item = &'static Property> {
    shape.iter().filter(|property| property.shown)
}

fn inside(property: &'static Property) -> Option<Shape> {
    match &property.kind {
        Kind::Object(shape) => Some(*shape),
        Kind::One(one) => Some(one.shape),
        Kind::Many(many) => Some(many.shape),
        Kind::Computed(computed) => Some(computed.shape),
        Kind::Empty(shape, _) => Some(*shape),
        Kind::Column(_) | Kind::Via(_) | Kind::Distance { .. } => None,
    }
    .filter(|shape| !shape.is_empty())
}

impl Model for ShapeModel {
    fn len(self) -> usize {
        match self {
            ShapeModel::Page(_) => PAGE.len(),
            ShapeModel::Object(shape) => shown(shape).count(),
        }
    }

    fn name(&self, index: usize) -> &str {
        match self {
            ShapeModel::Page(_) => PAGE.get(index).copied().unwrap_or_default(),
            ShapeModel::Object(shape) => shown(shape).nth(index).map_or("", |found| found.name),
        }
    }

    fn child(self, index: usize) -> Child<Self> {
        match self {
            ShapeModel::Page(shape) if index == ITEMS => Child::Nested(ShapeModel::Object(shape)),
            ShapeModel::Page(_) => Child::Scalar,
            ShapeModel::Object(shape) => shown(shape)
                .nth(index)
                .and_then(inside)
                .map_or(Child::Scalar, |shape| Child::Nested(ShapeModel::Object(shape))),
        }
    }
}

/// What a selection leaves of a calculated value of a shape.
pub fn narrow(value: Value, shape: Shape, selection: &Selection) -> Value {
    match value {
        Value::Array(items) => {
            items.into_iter().map(|item| narrow(item, shape, selection)).collect()
        }
        Value::Object(mut members) => {
            let shown: Vec<_> = shown(shape).collect();
            let mut left = Map::with_capacity(selection.fields.len());
            for Selected { index, inner, .. } in &selection.fields {
                let Some(property) = shown.get(*index) else { continue };
                let member = members.remove(property.name).unwrap_or(Value::Null);
                let member = match (inner, inside(property)) {
                    (Some(inner), Some(shape)) => narrow(member, shape, inner),
                    _ => member,
                };
                left.insert(property.name.to_owned(), member);
            }
            Value::Object(left)
        }
        other => other,
    }
}
