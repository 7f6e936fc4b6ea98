//! One operation.

use super::components::Components;
use super::names::{operation_id, pascal, singular_word};
use super::schemas::{Place, Side, object};
use super::{examples, parameters, responses};
use crate::api::action_body;
use crate::declare::{Action, Locate, Operation, Purpose, Resource, Shape, Writers, words_in};
use crate::request::Wire;
use serde_json::{Value as Json, json};

/// What is described, and what surrounds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub(super) resources: &'static [&'static Resource],
    pub(super) resource: &'static Resource,
    pub(super) operation: &'static Operation,
    pub(super) wire: Wire,
}

impl Scope {
    /// The name of the schema of one row.
    pub(super) fn one(&self) -> String {
        let alike = self.resources.iter().filter(|other| other.one == self.resource.one).count();
        if alike > 1 {
            pascal(&singular_word(self.resource.name))
        } else {
            pascal(self.resource.one)
        }
    }
}

/// The section of the reference an operation stands in.
pub(super) fn tag(resource: &Resource, operation: &Operation) -> &'static str {
    operation.tag.unwrap_or(resource.name)
}

/// Any way of sending a token does; one from the authorization server needs the scope.
pub(super) fn security(needed: crate::access::Scope) -> Json {
    json!([{ "Token": [] }, { "Bearer": [] }, { "OAuth2": [needed.name()] }])
}

/// The description of an operation.
pub(super) fn operation(components: &mut Components, scope: &Scope) -> Json {
    let operation = scope.operation;
    let mut described = json!({
        "tags": [tag(scope.resource, operation)],
        "operationId": operation_id(scope.resources, operation),
        "summary": operation.summary,
        "security": security(operation.scope(scope.resource)),
        "parameters": parameters::of(scope, components.strict),
    });
    if operation.deprecated {
        described["deprecated"] = json!(true);
    }
    if operation.extension {
        described["x-extension"] = json!(true);
    }
    if operation.callers(scope.resource) == Writers::Administrators {
        described["description"] = json!("Administrators only.");
    }
    if let Some(body) = body(components, scope) {
        described["requestBody"] = body;
    }
    described["responses"] = responses::of(components, scope);
    described
}

fn body(components: &mut Components, scope: &Scope) -> Option<Json> {
    let media = match &scope.operation.action {
        Action::Upload(_) => Some("application/octet-stream"),
        Action::Intake(intake) => Some(intake.media),
        _ => None,
    };
    if let Some(media) = media {
        return Some(json!({ "required": true, "content": { media: {} } }));
    }
    if !crate::api::reads_body(scope.operation) {
        return None;
    }
    let (shape, purpose, name): (Shape, _, _) = match &scope.operation.action {
        Action::Create => (scope.resource.shape, Purpose::Create, format!("{}Input", scope.one())),
        Action::Update(_) | Action::Put(_) => {
            (scope.resource.shape, Purpose::Update, format!("{}Change", scope.one()))
        }
        action @ Action::Follow { .. } => {
            (action_body(action), Purpose::Create, "Following".to_owned())
        }
        action => {
            let id = operation_id(scope.resources, scope.operation);
            (action_body(action), Purpose::Create, format!("{}Input", pascal(&id)))
        }
    };
    let without: Vec<&'static str> = match &scope.operation.action {
        Action::Put(Locate::Key(parts)) | Action::Update(Locate::Key(parts)) => {
            parts.iter().flat_map(|part| part.columns(words_in(parts))).collect()
        }
        _ => Vec::new(),
    };
    let place = Place {
        side: Side::Body(purpose),
        of: Some(scope.resource),
        root: &name,
        name: &name,
        without: &without,
    };
    let schema = object(components, shape, place);
    let schema = components.schema(std::slice::from_ref(&name), schema);
    let example = examples::body(shape, place, components.strict);
    let content = components.example(&schema, example);
    let required = !crate::api::does_without_body(scope.operation);
    Some(json!({ "required": required, "content": { "application/json": content } }))
}
