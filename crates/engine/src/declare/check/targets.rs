//! Targets: whatever a declaration leads to is in the list, and the way there exists.

use super::{columns_of, join};
use crate::declare::{Action, Kind, Link, PathPart, Resource, Shape, Source, Type, words_in};

pub(super) fn check(resources: &[&Resource], resource: &Resource, found: &mut Vec<String>) {
    let mut checker = Checker { resources, place: resource.name.to_owned(), found };
    checker.shape("", resource, resource.shape);
    if let Some(together) = resource.together {
        let target = together.target;
        checker.listed("together", Some(target));
        checker.points_back("together", target, together.on);
        let alone = target.rules.check.is_none()
            && target.rules.after.is_none()
            && target.unique.is_empty()
            && target.only_one.is_empty()
            && target.copied.is_empty()
            && target.search.is_empty()
            && target.points.is_none()
            && target.marks.is_none()
            && target.together.is_none();
        if !alone {
            checker.found.push(format!(
                "{}: {} are written together with it, so they can have nothing of their own to \
                 keep in line; leave that to the rule that sees all of them.",
                resource.name, target.name
            ));
        }
    }
    for link in resource.marks.map_or(&[][..], |marks| marks.links) {
        checker.link("a marked link", link);
        if ![link.left_of.table, link.right_of.table].contains(&resource.table) {
            checker.found.push(format!(
                "{}: it marks the link {}, of which it is no side; leave that out.",
                resource.name, link.table
            ));
        }
    }
    for operation in resource.operations {
        checker.place = format!("{} {}", operation.method.name(), operation.path);
        match &operation.action {
            Action::Follow { link, .. } => checker.link("the followed link", link),
            Action::Special(special) => checker.shape("", resource, special.body),
            Action::Report(report) => checker.shape("", resource, report.body),
            _ => {}
        }
        checker.parts(operation.path_parts());
    }
}

/// What the items of a list are rows of.
pub(super) fn target(source: &Source) -> Option<&'static Resource> {
    match source {
        Source::Children { target, .. } => Some(target),
        Source::Linked(link) => Some(link.right_of),
        Source::LinkedBack(link) => Some(link.left_of),
        Source::Entries(_) => None,
    }
}

struct Checker<'a> {
    resources: &'a [&'a Resource],
    place: String,
    found: &'a mut Vec<String>,
}

impl Checker<'_> {
    fn listed(&mut self, path: &str, target: Option<&Resource>) {
        let Some(target) = target else { return };
        if !self.resources.iter().any(|known| known.name == target.name) {
            self.found.push(format!(
                "{}: {path} leads to {:?}, which is not in the list of resources; add it there.",
                self.place, target.name
            ));
        }
    }

    fn parts(&mut self, parts: &'static [PathPart]) {
        for part in parts {
            for target in part.targets(words_in(parts)) {
                self.listed(part.name, Some(target));
            }
        }
    }

    fn link(&mut self, path: &str, link: &Link) {
        self.listed(path, Some(link.left_of));
        self.listed(path, Some(link.right_of));
    }

    fn ty(&mut self, path: &str, ty: &Type) {
        self.listed(path, ty.target());
    }

    fn shape(&mut self, path: &str, of: &Resource, shape: Shape) {
        for property in shape {
            let path = join(path, property.name);
            match &property.kind {
                Kind::Column(column) => self.ty(&path, &column.ty),
                Kind::Object(inner) => self.shape(&path, of, inner),
                Kind::One(one) => {
                    self.listed(&path, Some(one.target));
                    self.shape(&path, one.target, one.shape);
                }
                Kind::Via(via) => {
                    for (_, target) in via.path {
                        self.listed(&path, Some(target));
                    }
                }
                Kind::Many(many) => {
                    self.source(&path, of, &many.source);
                    if let Some(target) = target(&many.source) {
                        self.shape(&path, target, many.shape);
                    }
                }
                Kind::Ids(source) => self.source(&path, of, source),
                Kind::Items(items) => self.shape(&path, of, items.shape),
                Kind::Scalar(scalar) => self.ty(&path, &scalar.ty),
                Kind::Distance { .. }
                | Kind::Computed(_)
                | Kind::Filled(_)
                | Kind::Lister
                | Kind::Referrer(_)
                | Kind::Empty(..) => {}
            }
        }
    }

    fn source(&mut self, path: &str, of: &Resource, source: &Source) {
        match source {
            Source::Children { target, on } => {
                self.listed(path, Some(target));
                self.points_back(path, target, on);
            }
            Source::Linked(link) => {
                self.link(path, link);
                self.side(path, "left", link.left_of, of);
            }
            Source::LinkedBack(link) => {
                self.link(path, link);
                self.side(path, "right", link.right_of, of);
            }
            Source::Entries(_) => {}
        }
    }

    fn points_back(&mut self, path: &str, target: &Resource, on: &str) {
        if !columns_of(self.resources, target).contains(on) {
            self.found.push(format!(
                "{}: {path} lists {} by their column {on}, which they do not have; correct the \
                 name.",
                self.place, target.name
            ));
        }
    }

    fn side(&mut self, path: &str, side: &str, expected: &Resource, of: &Resource) {
        // Two resources may be two views of one table.
        if expected.table != of.table {
            self.found.push(format!(
                "{}: {path} uses a link whose {side} side is {}, not {}; use the other of \
                 linked(…) and linked_back(…), or another link.",
                self.place, expected.name, of.name
            ));
        }
    }
}
