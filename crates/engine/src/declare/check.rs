//! Checks of a whole list of resources: what the compiler cannot see.
//!
//! Run by a test of whoever declares resources. Each message says where a declaration is wrong
//! and what to do about it.

mod columns;
mod operations;
mod targets;

#[cfg(test)]
mod tests;

use super::{Action, Kind, Property, Resource, Shape};
use crate::work::trail::{COLUMNS, TRAIL};
use std::collections::{BTreeMap, HashSet};

/// Everything that is wrong with a list of resources; empty when nothing is.
pub fn problems(resources: &[&Resource]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, count) in counted(resources.iter().map(|resource| resource.name)) {
        if count > 1 {
            found.push(format!("{count} resources are called {name:?}; rename all but one."));
        }
    }
    for resource in resources {
        if resource.name.is_empty() || resource.one.is_empty() || resource.table.is_empty() {
            found.push(format!(
                "The resource {:?} has no name, singular or table; give it all three.",
                resource.name
            ));
        }
    }
    columns::shared(resources, &mut found);
    for resource in resources {
        names(resource.name, "", resource.shape, &mut found);
        for operation in resource.operations {
            if let Action::Report(report) = &operation.action {
                names(operation.path, "", report.shape, &mut found);
            }
        }
        columns::check(resources, resource, &mut found);
        targets::check(resources, resource, &mut found);
    }
    audited(resources, &mut found);
    operations::check(resources, &mut found);
    found
}

/// Traces need a table to be left in.
fn audited(resources: &[&Resource], found: &mut Vec<String>) {
    let trail = resources.iter().copied().find(|resource| resource.table == TRAIL);
    let columns = trail.map(|trail| columns_of(resources, trail)).unwrap_or_default();
    if COLUMNS.iter().all(|column| columns.contains(column)) {
        return;
    }
    for resource in resources.iter().filter(|resource| resource.audited) {
        found.push(format!(
            "{} is audited, but no resource stands on the table {TRAIL} with the columns {}; \
             declare one.",
            resource.name,
            COLUMNS.join(", ")
        ));
    }
}

/// Properties and filters without a sentence for the reference.
pub fn undocumented(resources: &[&Resource]) -> Vec<String> {
    let mut found = Vec::new();
    for resource in resources {
        documented(resource.name, "", resource.shape, &mut found);
        for operation in resource.operations {
            let place = format!("{} {}", operation.method.name(), operation.path);
            if operation.summary.is_empty() {
                found.push(format!("{place} has no summary; give it one."));
            }
            let filters = operation.query().map_or(&[][..], |query| query.filters);
            for filter in filters.iter().filter(|filter| filter.doc.is_empty()) {
                found.push(format!("{place}: document the filter {} with .doc(…).", filter.name));
            }
            match &operation.action {
                Action::Special(special) => documented(&place, "", special.body, &mut found),
                Action::Report(report) => {
                    documented(&place, "", report.shape, &mut found);
                    documented(&place, "", report.body, &mut found);
                }
                _ => {}
            }
        }
    }
    found
}

fn documented(place: &str, path: &str, shape: Shape, found: &mut Vec<String>) {
    for property in shape {
        let path = join(path, property.name);
        if property.doc.is_empty() {
            found.push(format!("{place}: document the property {path} with .doc(…)."));
        }
        if let Some(inner) = inside(property) {
            documented(place, &path, inner, found);
        }
    }
}

/// Names of one object must differ, at every depth: of what is answered and of what bodies hold, so
/// that a name may be written as one thing and answered as another.
fn names(place: &str, path: &str, shape: Shape, found: &mut Vec<String>) {
    let sides: [fn(&&Property) -> bool; 3] =
        [|one| one.shown, |one| one.create.counts(), |one| one.update.counts()];
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for side in sides {
        let all = shape.iter().filter(side);
        let all = all.flat_map(|one| std::iter::once(one.name).chain(one.also.iter().copied()));
        for (name, count) in counted(all) {
            let most = counts.entry(name).or_default();
            *most = count.max(*most);
        }
    }
    for (name, count) in counts {
        if count > 1 {
            let path = join(path, name);
            found.push(format!("{place}: {count} properties are called {path}; rename or remove."));
        }
    }
    for property in shape {
        if let Some(inner) = inside(property) {
            names(place, &join(path, property.name), inner, found);
        }
    }
}

/// The shape of the object or objects under a name.
fn inside(property: &Property) -> Option<Shape> {
    match &property.kind {
        Kind::Object(shape) | Kind::Empty(shape, _) => Some(shape),
        Kind::One(one) => Some(one.shape),
        Kind::Many(many) => Some(many.shape),
        Kind::Computed(computed) => Some(computed.shape),
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
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// How often each value is there.
fn counted<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The columns that the table of a resource has, as far as declarations tell.
fn columns_of(resources: &[&Resource], resource: &Resource) -> HashSet<&'static str> {
    let mut columns: HashSet<&str> = HashSet::from(["id", "tenant"]);
    let same = resources.iter().copied().filter(|other| other.table == resource.table);
    for view in same.chain([resource]) {
        if view.soft() {
            columns.insert("deleted");
        }
        if view.lifetime == super::Lifetime::Merging {
            columns.insert("merged_into");
        }
        columns.extend(crate::work::Layout::of(view).stored.iter().map(|stored| stored.name));
        columns.extend(view.derived.iter().map(|derived| derived.column));
        columns.extend(view.copied.iter().map(|copied| copied.column));
    }
    columns
}
