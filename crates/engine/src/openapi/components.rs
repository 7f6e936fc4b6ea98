//! What the document's operations share, by name.

use super::names::{pascal, singular_word};
use super::responses;
use crate::access::Scope;
use crate::declare::Resource;
use crate::request::Wire;
use serde_json::{Map, Value as Json, json};
use std::collections::{HashMap, HashSet};

/// Schemas and examples, collected while operations are described.
#[derive(Debug)]
pub(super) struct Components {
    /// Whether extensions are left out.
    pub(super) strict: bool,
    /// The wire format.
    pub(super) wire: Wire,
    schemas: Map<String, Json>,
    reserved: HashSet<String>,
    /// The name that each schema would have if it was free.
    wanted: HashMap<String, String>,
    examples: Map<String, Json>,
}

impl Components {
    pub(super) fn new(resources: &[&Resource], wire: Wire, strict: bool) -> Components {
        let mut schemas = Map::new();
        schemas.insert(responses::PROBLEM.to_owned(), responses::problem_schema());
        let reserved = resources
            .iter()
            .flat_map(|resource| [pascal(resource.one), pascal(&singular_word(resource.name))])
            .collect();
        Components { strict, wire, reserved, schemas, wanted: HashMap::new(), examples: Map::new() }
    }

    /// Whether a name belongs to a resource, so that parts of others cannot have it.
    pub(super) fn is_reserved(&self, name: &str) -> bool {
        self.reserved.contains(name)
    }

    /// Names a schema and answers a reference to it. The first of `names` is taken that is free
    /// or already stands for the same schema; a number tells more of them apart.
    pub(super) fn schema(&mut self, names: &[String], schema: Json) -> Json {
        if let Some(name) = names.first().and_then(|name| self.known(name, &schema)) {
            return reference("schemas", name);
        }
        let last = names.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let free = |name: &String| !self.schemas.contains_key(name);
        match names.iter().cloned().chain(numbered).find(free) {
            Some(name) => {
                let reference = reference("schemas", &name);
                let wanted = names.first().cloned().unwrap_or_default();
                self.wanted.insert(name.clone(), wanted);
                self.schemas.insert(name, schema);
                reference
            }
            None => schema,
        }
    }

    /// The name of the same schema, if it has one that was wanted to be `name` too.
    fn known(&self, name: &str, schema: &Json) -> Option<&str> {
        let (known, _) = self.schemas.iter().find(|(known, other)| {
            *other == schema && (self.wanted.get(*known).is_some_and(|wanted| wanted == name))
        })?;
        Some(known)
    }

    /// Names the example of a named schema and answers what a media type says of it.
    pub(super) fn example(&mut self, schema: &Json, value: Json) -> Json {
        let name = referred(schema).unwrap_or_default().to_owned();
        let known = self.examples.entry(name.clone()).or_insert_with(|| json!({ "value": value }));
        if known["value"] == value {
            json!({ "schema": schema, "examples": { "typical": reference("examples", &name) } })
        } else {
            json!({ "schema": schema, "example": value })
        }
    }

    pub(super) fn into_json(self) -> Json {
        json!({
            "securitySchemes": {
                "Token": { "type": "apiKey", "in": "header", "name": "X-Token" },
                "Bearer": { "type": "http", "scheme": "bearer" },
                "OAuth2": oauth2(),
            },
            "parameters": super::parameters::shared(),
            "headers": responses::headers(),
            "responses": responses::shared(),
            "schemas": self.schemas,
            "examples": self.examples,
        })
    }
}

/// The flows of the authorization server, at the addresses it has beside the API.
fn oauth2() -> Json {
    let means = |scope: Scope| match scope {
        Scope::Read => "Read.",
        Scope::Write => "Read, and write what every user may.",
        Scope::Admin => "Everything that an administrator may.",
    };
    let scopes: Map<String, Json> = Scope::ALL
        .into_iter()
        .map(|scope| (scope.name().to_owned(), means(scope).into()))
        .collect();
    json!({
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": "/oauth/authorize",
                "tokenUrl": "/oauth/token",
                "refreshUrl": "/oauth/token",
                "scopes": scopes,
            },
            "clientCredentials": { "tokenUrl": "/oauth/token", "scopes": scopes },
        },
    })
}

/// A reference to a component.
pub(super) fn reference(kind: &str, name: &str) -> Json {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// The name of the component that a reference leads to.
pub(super) fn referred(reference: &Json) -> Option<&str> {
    reference["$ref"].as_str()?.rsplit('/').next()
}
