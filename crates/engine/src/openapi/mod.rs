//! The OpenAPI 3.1 document, made from the declarations.
//!
//! It is a loop over the same lists that are served, so it cannot say anything else than what
//! the server does.

mod components;
mod examples;
mod names;
mod operations;
mod parameters;
mod responses;
mod schemas;

#[cfg(test)]
mod tests;

use crate::access::Scope;
use crate::declare::{Operation, Resource};
use crate::request::Wire;
use components::Components;
use serde_json::{Map, Value as Json, json};

pub use names::operation_id;

/// What the document says of the server.
#[derive(Debug, Clone)]
pub struct About {
    /// The API's name.
    pub title: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The document of a list of resources.
///
/// `wire` is the wire format of answers to requests that do not ask for one. A `strict` document
/// leaves extensions out, as a server does that serves the documented API only.
pub fn document(
    resources: &'static [&'static Resource],
    about: &About,
    wire: Wire,
    strict: bool,
) -> Json {
    let mut components = Components::new(resources, wire, strict);
    // Operations of one path stand together, wherever they are declared.
    let mut paths: Map<String, Json> = Map::new();
    let mut tags: Vec<&str> = Vec::new();
    for (resource, operation) in served(resources, strict) {
        let scope = operations::Scope { resources, resource, operation, wire };
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method.name().to_ascii_lowercase()] =
            operations::operation(&mut components, &scope);
        let tag = operations::tag(resource, operation);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let tags: Vec<Json> = tags.into_iter().map(|name| json!({ "name": name })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": about.title,
            "version": about.version,
            "description": description(wire, strict),
        },
        "servers": [{ "url": "/" }],
        "security": operations::security(Scope::Read),
        "tags": tags,
        "paths": paths,
        "components": components.into_json(),
    })
}

/// All operations of a list, in declared order.
fn served(
    resources: &'static [&'static Resource],
    strict: bool,
) -> impl Iterator<Item = (&'static Resource, &'static Operation)> {
    resources
        .iter()
        .flat_map(|resource| {
            resource.operations.iter().map(move |operation| (*resource, operation))
        })
        .filter(move |(_, operation)| !(strict && operation.extension))
}

/// Whether an operation is described as being answered with a status.
pub(crate) fn tells(resource: &Resource, operation: &Operation, status: u16) -> bool {
    responses::statuses(resource, operation).contains(&status)
}

fn description(wire: Wire, strict: bool) -> String {
    let mut text = String::from(
        "Every call needs a token, in `X-Token` or as a bearer token. Bodies and answers are \
         JSON. What is unset is `null`, a list with nothing in it is `[]`. Instants are RFC 3339 \
         in UTC with milliseconds. Errors have a `message`, and `errors` by property where a \
         property is at fault. A method that a path does not have is answered 405 with `Allow`.",
    );
    text.push_str(match wire {
        Wire::Documented => {
            "\n\nA page is a list that holds one page object; with `Prefer: wire=native` it is \
             the page object itself."
        }
        Wire::Native => {
            "\n\nA page is one object; with `Prefer: wire=documented` it is a list that holds \
             that object."
        }
    });
    if !strict {
        text.push_str("\n\nWhat is marked `x-extension` goes beyond the documented API.");
    }
    text
}
