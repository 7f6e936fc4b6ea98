//! Which operation a method and path stand for.

use crate::declare::{Action, Kind, Operation, Resource, Shape, Type};
use crate::text::nearest;
use http::Method;
use percent_encoding::percent_decode_str;

/// All routes of a list of resources.
#[derive(Debug)]
pub(super) struct Router {
    paths: matchit::Router<usize>,
    /// The operations of each path.
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    template: &'static str,
    names: Vec<&'static str>,
    operations: Vec<(Method, &'static Resource, &'static Operation)>,
}

/// What stands behind a method and path.
pub(super) enum Found {
    /// An operation, with the path's parameters decoded.
    Operation {
        resource: &'static Resource,
        operation: &'static Operation,
        path: Vec<(&'static str, String)>,
    },
    /// The path exists, for these methods only.
    Methods(&'static str, Vec<&'static str>),
    /// There is no such path; a sentence that may suggest one.
    Nothing(String),
}

impl Router {
    pub(super) fn new(resources: &'static [&'static Resource], strict: bool) -> Router {
        let mut router = Router { paths: matchit::Router::new(), entries: Vec::new() };
        for resource in resources {
            for operation in resource.operations {
                if !(strict && operation.extension) {
                    router.add(resource, operation);
                }
            }
        }
        router
    }

    fn add(&mut self, resource: &'static Resource, operation: &'static Operation) {
        let position = match self.entries.iter().position(|found| found.template == operation.path)
        {
            Some(position) => position,
            None => {
                let position = self.entries.len();
                // Declarations are tested to have paths that do not contradict each other.
                if let Err(error) = self.paths.insert(operation.path, position) {
                    tracing::error!(path = operation.path, %error, "a path cannot be served");
                    return;
                }
                let names = parameters(operation.path).collect();
                self.entries.push(Entry {
                    template: operation.path,
                    names,
                    operations: Vec::new(),
                });
                position
            }
        };
        if let Some(entry) = self.entries.get_mut(position) {
            let method = match operation.method {
                crate::declare::Method::Get => Method::GET,
                crate::declare::Method::Post => Method::POST,
                crate::declare::Method::Put => Method::PUT,
                crate::declare::Method::Delete => Method::DELETE,
            };
            if operation.is_action() {
                entry.operations.push((Method::PUT, resource, operation));
            }
            entry.operations.push((method, resource, operation));
        }
    }

    pub(super) fn find(&self, method: &Method, path: &str) -> Found {
        let trimmed = match path.strip_suffix('/') {
            Some(trimmed) if !trimmed.is_empty() => trimmed,
            _ => path,
        };
        let Ok(found) = self.paths.at(trimmed) else { return self.nothing(trimmed) };
        let Some(entry) = self.entries.get(*found.value) else { return self.nothing(trimmed) };
        let wanted = if method == Method::HEAD { &Method::GET } else { method };
        let operation = entry.operations.iter().find(|(method, ..)| method == wanted);
        let Some((_, resource, operation)) = operation else {
            return Found::Methods(entry.template, allowed(entry));
        };
        let mut path = Vec::with_capacity(entry.names.len());
        for (name, (_, value)) in entry.names.iter().zip(found.params.iter()) {
            match percent_decode_str(value).decode_utf8() {
                Ok(value) => path.push((*name, value.into_owned())),
                Err(_) => return self.nothing(trimmed),
            }
        }
        Found::Operation { resource, operation, path }
    }

    fn nothing(&self, path: &str) -> Found {
        let fixed = self.entries.iter().map(|entry| entry.template);
        let hint = match nearest(path, fixed) {
            Some(known) => format!("There is no such path. Did you mean {known}?"),
            None => "There is no such path.".to_owned(),
        };
        Found::Nothing(hint)
    }
}

fn allowed(entry: &Entry) -> Vec<&'static str> {
    let mut names = Vec::new();
    for (method, name) in [
        (Method::GET, "GET"),
        (Method::POST, "POST"),
        (Method::PUT, "PUT"),
        (Method::DELETE, "DELETE"),
    ] {
        if entry.operations.iter().any(|(known, ..)| *known == method) {
            names.push(name);
            if name == "GET" {
                names.push("HEAD");
            }
        }
    }
    names.push("OPTIONS");
    names
}

/// The names in braces of a path.
pub(crate) fn parameters(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// Whether a body may hold pictures or files.
pub(super) fn takes_files(resource: &'static Resource, operation: &'static Operation) -> bool {
    fn pictures(shape: Shape) -> bool {
        shape.iter().any(|property| match &property.kind {
            Kind::Column(column) => matches!(column.ty, Type::Picture { .. } | Type::Content),
            Kind::Object(shape) => pictures(shape),
            _ => false,
        })
    }
    match operation.action {
        Action::Create | Action::Update(_) => pictures(resource.shape),
        Action::Intake(_) => true,
        _ => false,
    }
}
