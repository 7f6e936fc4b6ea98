//! Parameters in paths, query strings and headers.

use super::components::reference;
use super::operations::Scope;
use crate::api::parameters as path_parameters;
use crate::declare::{Action, Filter, List, MAX_INTEGER, ParamType, PathPart, PathValue, Test};
use serde_json::{Value as Json, json};

/// Parameters that many operations have.
pub(super) fn shared() -> Json {
    json!({
        "X-Fields": {
            "name": "X-Fields",
            "in": "header",
            "required": false,
            "description": "The properties to answer, such as `{id,name}`; inner objects have \
                            braces of their own and `*` stands for the rest. An answer then holds \
                            no other properties.",
            "schema": { "type": "string" },
        },
        "Prefer": {
            "name": "Prefer",
            "in": "header",
            "required": false,
            "description": "`wire=native` or `wire=documented` chooses the form of pages. With \
                            `handling=strict`, unknown properties and parameters are errors.",
            "schema": { "type": "string" },
            "example": "handling=strict",
        },
    })
}

/// All parameters of an operation.
pub(super) fn of(scope: &Scope, strict: bool) -> Vec<Json> {
    let mut parameters: Vec<Json> =
        path_parameters(scope.operation.path).map(|name| in_path(scope, name)).collect();
    if let Some(list) = scope.operation.query() {
        parameters.extend(query(list, strict));
    }
    if let Action::Download(_) = scope.operation.action {
        for (name, description) in [
            ("Range", "One range of bytes, such as `bytes=0-1023`."),
            ("If-Range", "The tag of the version that the range is meant for."),
            ("If-None-Match", "Tags the caller has; one that fits is answered 304."),
        ] {
            parameters.push(json!({
                "name": name,
                "in": "header",
                "required": false,
                "description": description,
                "schema": { "type": "string" },
            }));
        }
    }
    if scope.operation.masked() {
        parameters.push(reference("parameters", "X-Fields"));
    }
    parameters.push(reference("parameters", "Prefer"));
    parameters
}

fn in_path(scope: &Scope, name: &str) -> Json {
    let parts = scope.operation.path_parts();
    let schema = match parts.iter().find(|part| part.name == name) {
        Some(PathPart { value: PathValue::Word(words), .. }) => {
            let forms: Vec<&str> = words.iter().flat_map(|word| word.forms).copied().collect();
            json!({ "type": "string", "enum": forms })
        }
        part => {
            let (min, max) = part.and_then(PathPart::range).unwrap_or((1, MAX_INTEGER));
            json!({ "type": "integer", "minimum": min, "maximum": max })
        }
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn query(list: &List, strict: bool) -> Vec<Json> {
    let mut parameters = Vec::new();
    if list.paged {
        let most = list.max_per_page;
        parameters.push(json!({
            "name": "page",
            "in": "query",
            "required": false,
            "description": "The page, counted from 1. There is nothing on pages past the end.",
            "schema": { "type": "integer", "minimum": 1, "default": 1 },
        }));
        parameters.push(json!({
            "name": "per_page",
            "in": "query",
            "required": false,
            "description": format!("Items a page, at most {most}."),
            "schema": { "type": "integer", "minimum": 1, "maximum": most, "default": 10 },
        }));
    }
    let served = list.filters.iter().filter(|filter| !(strict && filter.extension));
    parameters.extend(served.map(filter));
    if list.sortable {
        // The documented API calls it required, though it has a default.
        parameters.push(json!({
            "name": "sorting",
            "in": "query",
            "required": true,
            "description": format!("The order. When left out, {} applies.", list.default_sort),
            "schema": {
                "type": "string",
                "enum": list.sort_names(),
                "default": list.default_sort,
            },
        }));
    }
    parameters
}

fn filter(filter: &Filter) -> Json {
    let single = match filter.shown_as {
        ParamType::Integer | ParamType::Integers => "integer",
        ParamType::Text | ParamType::Texts => "string",
    };
    let mut schema = json!({ "type": single });
    match &filter.test {
        _ if single == "integer" => {}
        Test::OneOf(_) => schema["pattern"] = json!("^[0-9]+(,[0-9]+)*$"),
        Test::Day(_) | Test::From(_) | Test::Until(_) | Test::DayOf(..) => {
            schema["format"] = json!("date");
        }
        _ => {}
    }
    if !filter.choices.is_empty() {
        schema["enum"] = json!(filter.choices);
    }
    if !filter.allowed.is_empty() {
        schema["enum"] = json!(filter.allowed);
    }
    if matches!(filter.shown_as, ParamType::Integers | ParamType::Texts) {
        schema = json!({ "type": "array", "items": schema });
    }
    if let Some(default) = filter.default {
        schema["default"] = json!(default);
    }
    if let Some(choice) = filter.choice {
        schema["default"] = json!(choice);
    }
    let mut parameter = json!({
        "name": filter.name,
        "in": "query",
        "required": filter.required,
        "description": description(filter),
        "schema": schema,
    });
    if filter.extension {
        parameter["x-extension"] = json!(true);
    }
    if matches!(filter.shown_as, ParamType::Integers | ParamType::Texts) {
        // Repeated: a=1&a=2.
        parameter["style"] = json!("form");
        parameter["explode"] = json!(true);
    }
    parameter
}

/// What a declaration says of a filter, or what its kind tells.
fn description(filter: &Filter) -> String {
    if !filter.doc.is_empty() {
        return filter.doc.to_owned();
    }
    match &filter.test {
        Test::OneOf(_) => "Any of these, separated by commas.".to_owned(),
        Test::Either(_) if filter.allowed.contains(&2) => "0 or 1; 2 asks for both.".to_owned(),
        Test::Like { .. } => "Ignores case; `%` stands for any text.".to_owned(),
        Test::FullText => "Words or parts of words, all of which must be found.".to_owned(),
        Test::Near => "Near this point: `latitude,longitude` in degrees.".to_owned(),
        _ => format!("Only items of this {}.", filter.name),
    }
}
