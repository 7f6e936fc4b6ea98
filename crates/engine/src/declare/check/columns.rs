//! Columns: each is declared once, and what is named exists.

use super::columns_of;
use crate::declare::{Action, How, Kind, Locate, Many, One, Resource, Shape, Type};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem::discriminant;

/// Several resources may be views of one table, but only one of them can add rows to it, and
/// they must agree on its columns.
pub(super) fn shared(resources: &[&Resource], found: &mut Vec<String>) {
    let mut tables: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for resource in resources {
        tables.entry(resource.table).or_default().push(resource);
    }
    for (table, views) in tables {
        let creators: Vec<&str> =
            views.iter().filter(|view| creates(view)).map(|view| view.name).collect();
        if creators.len() > 1 {
            found.push(format!(
                "{} all create rows of the table {table}; give each its own table.",
                creators.join(", ")
            ));
        }
        nulls(&views, found);
        let mut seen = HashMap::new();
        for view in views {
            types(view, &mut seen, view.shape, found);
        }
    }
}

/// What must be set through one view must not be unset through another.
fn nulls(views: &[&Resource], found: &mut Vec<String>) {
    for view in views {
        for column in crate::work::Layout::of(view).stored.iter().filter(|one| one.required) {
            // A view keeps all of its own names of a required column from being null.
            let others = views.iter().filter(|other| other.name != view.name);
            for other in others.filter(|other| unsets(other.shape, column.name)) {
                found.push(format!(
                    "{} requires {}, but {} lets it be null; make it .required() there too.",
                    view.name, column.name, other.name
                ));
            }
        }
    }
}

/// Whether a body may set a column to null.
fn unsets(shape: Shape, column: &str) -> bool {
    shape.iter().any(|property| match &property.kind {
        Kind::Column(own) => {
            let written = property.create.counts() || property.update.counts();
            own.name == column && written && !property.never_null() && own.default.is_none()
        }
        Kind::Object(inner) => unsets(inner, column),
        _ => false,
    })
}

fn creates(resource: &Resource) -> bool {
    resource.operations.iter().any(|operation| {
        matches!(operation.action, Action::Create | Action::Put(Locate::Key(_) | Locate::Only))
    })
}

pub(super) fn check(resources: &[&Resource], resource: &Resource, found: &mut Vec<String>) {
    derived(resource, found);
    let columns = columns_of(resources, resource);
    let mut needed = |what: &str, column: &str| {
        if !columns.contains(column) {
            found.push(format!(
                "{}: {what} names the column {column}, which is neither stored nor derived; \
                 declare it or correct the name.",
                resource.name
            ));
        }
    };
    for column in resource.search {
        needed("search", column);
    }
    for unique in resource.unique {
        for column in unique.columns {
            needed("unique", column);
        }
    }
    for (_, latitude, longitude) in resource.points.iter().flat_map(|points| points.places) {
        needed("points", latitude);
        needed("points", longitude);
    }
    for flag in resource.only_one {
        needed("only_one", flag);
    }
    if let Some(place) = resource.place {
        needed("place", place);
    }
    for copied in resource.copied {
        needed("a copied column", copied.by);
    }
    for copied in resource.copied {
        if !columns_of(resources, copied.of).contains(copied.from) {
            found.push(format!(
                "{}: {} copies the column {} of {}, which it does not have; correct the name.",
                resource.name, copied.column, copied.from, copied.of.name
            ));
        }
    }
    reads(resources, resource, resource.shape, found);
}

/// Two properties may show one column, if they agree on what it holds.
fn types(
    resource: &Resource,
    seen: &mut HashMap<&'static str, Type>,
    shape: Shape,
    found: &mut Vec<String>,
) {
    for property in shape {
        let (column, ty) = match &property.kind {
            Kind::Column(column) => (column.name, column.ty),
            Kind::One(one) => (one.by, Type::Reference(one.target)),
            Kind::Object(inner) => {
                types(resource, seen, inner, found);
                continue;
            }
            _ => continue,
        };
        match seen.get(column) {
            Some(known) if !alike(known, &ty) => found.push(format!(
                "{}: the column {column} is declared as {} and as {}; make them agree, or give \
                 one another column with .column(…).",
                resource.name,
                name_of(known),
                name_of(&ty),
            )),
            Some(_) => {}
            None => {
                seen.insert(column, ty);
            }
        }
    }
}

/// Whether two types can be answered from one column. References compare by what they lead to.
fn alike(one: &Type, other: &Type) -> bool {
    match (one.target(), other.target()) {
        (Some(one), Some(other)) => one.name == other.name,
        (None, None) => discriminant(one) == discriminant(other),
        _ => false,
    }
}

fn name_of(ty: &Type) -> String {
    match ty {
        Type::Integer { .. } => "a whole number".to_owned(),
        Type::Flag => "a flag".to_owned(),
        Type::Truth => "true or false".to_owned(),
        Type::Decimal { scale, .. } => format!("a decimal of {scale} places"),
        Type::Date => "a date".to_owned(),
        Type::Midnight => "a date as an instant".to_owned(),
        Type::Time => "a time of day".to_owned(),
        Type::Choice(_) => "one of some words".to_owned(),
        Type::Text { .. } => "text".to_owned(),
        Type::Degrees { .. } => "degrees".to_owned(),
        Type::Instant => "an instant".to_owned(),
        Type::Reference(target) | Type::ReferenceText(target) | Type::ReferenceEither(target) => {
            format!("a reference to {}", target.name)
        }
        Type::Picture { .. } => "a picture".to_owned(),
        Type::Texts => "a list of texts".to_owned(),
        Type::Integers => "a list of whole numbers".to_owned(),
        Type::Word(_) => "a word".to_owned(),
        Type::Content => "a content".to_owned(),
    }
}

fn derived(resource: &Resource, found: &mut Vec<String>) {
    let layout = crate::work::Layout::of(resource);
    let mut seen = HashSet::new();
    for derived in resource.derived {
        let place = format!("{}: the derived column {}", resource.name, derived.column);
        if layout.column(derived.column).is_some() {
            found.push(format!("{place} is stored as well; rename one of them."));
        }
        if !seen.insert(derived.column) {
            found.push(format!("{place} is declared twice; remove one."));
        }
        if let How::Fold(from) | How::Key(from) | How::Start(from) = derived.how {
            match layout.column(from).map(|stored| stored.ty) {
                Some(ty) if !ty.is_integer() => {}
                Some(_) => found.push(format!("{place} is made from {from}, which is not text.")),
                None => found.push(format!(
                    "{place} is made from {from}, which is not stored; correct the name."
                )),
            }
        }
    }
}

/// What properties read besides columns of their own: places, calculations, and columns of
/// other resources.
fn reads(resources: &[&Resource], resource: &Resource, shape: Shape, found: &mut Vec<String>) {
    let place = resource.name;
    let mut missing = |name: &str, owner: &Resource, column: &str| {
        if !columns_of(resources, owner).contains(column) {
            found.push(format!(
                "{place}: {name} reads the column {column} of {}, which it does not have; \
                 correct the name.",
                owner.name
            ));
        }
    };
    for property in shape {
        let name = property.name;
        match &property.kind {
            Kind::Column(column) => missing(name, resource, column.name),
            Kind::Distance { latitude, longitude } => {
                missing(name, resource, latitude);
                missing(name, resource, longitude);
            }
            Kind::Computed(computed) => {
                for column in computed.from {
                    missing(name, resource, column);
                }
            }
            Kind::Scalar(scalar) => {
                for column in scalar.from {
                    missing(name, resource, column);
                }
            }
            Kind::Via(via) => {
                let mut owner: &Resource = resource;
                for (by, target) in via.path {
                    missing(name, owner, by);
                    owner = target;
                }
                missing(name, owner, via.column);
            }
            _ => {}
        }
    }
    for property in shape {
        if let Kind::One(One { shape, .. }) | Kind::Many(Many { shape, .. }) = &property.kind
            && shape.iter().any(|inner| matches!(inner.kind, Kind::Filled(_)))
        {
            found.push(format!(
                "{place}: {} is inside other rows, which are not filled; leave those properties out.",
                property.name
            ));
        }
        match &property.kind {
            Kind::Object(inner) => reads(resources, resource, inner, found),
            Kind::One(one) => reads(resources, one.target, one.shape, found),
            Kind::Many(many) => {
                if let Some(target) = super::targets::target(&many.source) {
                    reads(resources, target, many.shape, found);
                }
            }
            _ => {}
        }
    }
}
