//! What the document's operations share, by name.

use super::responses;
use serde_json::{Map, Value as Json, json};

/// Schemas and examples, collected while operations are described.
#[derive(Debug)]
pub(super) struct Components {
    /// Whether extensions are left out.
    pub(super) strict: bool,
    schemas: Map<String, Json>,
    examples: Map<String, Json>,
}

impl Components {
    pub(super) fn new(strict: bool) -> Components {
        let mut schemas = Map::new();
        schemas.insert(responses::PROBLEM.to_owned(), responses::problem_schema());
        Components {
            strict,
            schemas,
            examples: Map::new(),
        }
    }

    /// Names a schema and answers a reference to it. The first of `names` is taken that is free
    /// or already stands for the same schema; a number tells more of them apart.
    pub(super) fn schema(&mut self, names: &[String], schema: Json) -> Json {
        let last = names.last().cloned().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{last}{number}"));
        for name in names.iter().cloned().chain(numbered) {
            match self.schemas.get(&name) {
                Some(known) if *known != schema => {}
                Some(_) => return reference("schemas", &name),
                None => {
                    self.schemas.insert(name.clone(), schema);
                    return reference("schemas", &name);
                }
            }
        }
        schema
    }

    /// Names the example of a named schema and answers what stands in its place.
    pub(super) fn example(&mut self, schema: &Json, value: Json) -> Json {
        let name = referred(schema).unwrap_or_default().to_owned();
        let known = self
            .examples
            .entry(name.clone())
            .or_insert_with(|| json!({ "value": value }));
        if known["value"] == value {
            json!({ "example": reference("examples", &name) })
        } else {
            json!({ "example": { "value": value } })
        }
    }

    pub(super) fn into_json(self) -> Json {
        json!({
            "securitySchemes": {
                "Token": { "type": "apiKey", "in": "header", "name": "X-Token" },
                "Bearer": { "type": "http", "scheme": "bearer" },
            },
            "parameters": super::parameters::shared(),
            "headers": responses::headers(),
            "responses": responses::shared(),
            "schemas": self.schemas,
            "examples": self.examples,
        })
    }
}

/// A reference to a component.
pub(super) fn reference(kind: &str, name: &str) -> Json {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// The name of the component that a reference leads to.
pub(super) fn referred(reference: &Json) -> Option<&str> {
    reference["$ref"].as_str()?.rsplit('/').next()
}
