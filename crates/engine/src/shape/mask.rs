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
    /// The same, of the documented API only.
    StrictPage(Shape),
    /// Likewise.
    StrictObject(Shape),
}

impl ShapeModel {
    /// A page or an object; `strict` ones keep to the documented API.
    pub fn new(shape: Shape, page: bool, strict: bool) -> ShapeModel {
        match (page, strict) {
            (true, false) => ShapeModel::Page(shape),
            (false, false) => ShapeModel::Object(shape),
            (true, true) => ShapeModel::StrictPage(shape),
            (false, true) => ShapeModel::StrictObject(shape),
        }
    }

    /// The shape of the object, or of the page's items.
    pub fn shape(self) -> Shape {
        match self {
            ShapeModel::Page(shape)
            | ShapeModel::Object(shape)
            | ShapeModel::StrictPage(shape)
            | ShapeModel::StrictObject(shape) => shape,
        }
    }

    /// Whether it is a page.
    pub fn is_page(self) -> bool {
        matches!(self, ShapeModel::Page(_) | ShapeModel::StrictPage(_))
    }

    /// Whether it keeps to the documented API.
    pub fn is_strict(self) -> bool {
        matches!(self, ShapeModel::StrictPage(_) | ShapeModel::StrictObject(_))
    }

    fn shown(self) -> impl Iterator<Item = &'static Property> {
        shown(self.shape(), self.is_strict())
    }
}

fn shown(shape: Shape, strict: bool) -> impl Iterator<Item = &'static Property> {
    shape.iter().filter(move |property| property.answered(strict))
}

fn inside(property: &'static Property) -> Option<Shape> {
    match &property.kind {
        Kind::Object(shape) => Some(*shape),
        Kind::One(one) => Some(one.shape),
        Kind::Many(many) => Some(many.shape),
        Kind::Computed(computed) => Some(computed.shape),
        Kind::Empty(shape, _) => Some(*shape),
        Kind::Column(_)
        | Kind::Ids(_)
        | Kind::Via(_)
        | Kind::Distance { .. }
        | Kind::Lister
        | Kind::Scalar(_) => None,
    }
    .filter(|shape| !shape.is_empty())
}

impl Model for ShapeModel {
    fn len(self) -> usize {
        if self.is_page() { PAGE.len() } else { self.shown().count() }
    }

    fn name(&self, index: usize) -> &str {
        if self.is_page() {
            return PAGE.get(index).copied().unwrap_or_default();
        }
        self.shown().nth(index).map_or("", |found| found.name)
    }

    fn child(self, index: usize) -> Child<Self> {
        let strict = self.is_strict();
        let nested = |shape| Child::Nested(ShapeModel::new(shape, false, strict));
        if self.is_page() {
            return if index == ITEMS { nested(self.shape()) } else { Child::Scalar };
        }
        self.shown().nth(index).and_then(inside).map_or(Child::Scalar, nested)
    }
}

/// What a selection leaves of a calculated value of a shape.
pub fn narrow(value: Value, shape: Shape, selection: &Selection) -> Value {
    match value {
        Value::Array(items) => {
            items.into_iter().map(|item| narrow(item, shape, selection)).collect()
        }
        Value::Object(mut members) => {
            let shown: Vec<_> = shown(shape, false).collect();
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
