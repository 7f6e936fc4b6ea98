//! The generated OpenAPI document, compared with the facts operation by operation.

use crate::compare::Schema;
use crate::facts::{self, Fact, Field};
use crate::slips::SLIPS;
use engine::request::Wire;
use serde_json::Value as Json;
use std::collections::HashSet;

/// The document of everything that is declared.
pub(crate) fn generated(strict: bool) -> Json {
    engine::openapi::document(crm::RESOURCES, &crm::ABOUT, Wire::Documented, strict)
}

/// Method and path of all operations of a document, with their descriptions.
pub(crate) fn operations(document: &Json) -> Vec<(String, &Json)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    found
}

/// What is wrong with one operation.
struct Report<'a> {
    document: &'a Json,
    operation: &'a Json,
    found: Vec<(String, String)>,
}

impl Report<'_> {
    fn add(&mut self, at: impl Into<String>, text: impl Into<String>) {
        self.found.push((at.into(), text.into()));
    }

    fn equal(&mut self, at: &str, ours: &Json, documented: &Json) {
        if ours != documented {
            self.add(at, format!("is {ours}, documented as {documented}"));
        }
    }

    fn schema<'a>(&'a self, schema: &'a Json) -> Schema<'a> {
        Schema { document: self.document, schema }
    }

    /// The parameters of a place, references resolved.
    fn parameters(&self, place: &str) -> Vec<Json> {
        let all = self.operation["parameters"].as_array().into_iter().flatten();
        all.map(|parameter| self.schema(parameter).resolved().schema)
            .filter(|parameter| parameter["in"] == place)
            .cloned()
            .collect()
    }

    fn compare(&mut self, fact: &Fact) {
        self.equal("tag", &self.operation["tags"][0].clone(), &fact.text("tag").into());
        let deprecated = self.operation.get("deprecated").is_some();
        self.equal("deprecated", &deprecated.into(), &fact.flag("deprecated").into());
        let masked = self.parameters("header").iter().any(|header| header["name"] == "X-Fields");
        self.equal("X-Fields", &masked.into(), &fact.flag("fields_mask").into());
        for (place, section) in [("path", "path_params"), ("query", "query")] {
            self.compare_parameters(place, &fact.fields(section));
        }
        self.compare_body(fact);
        self.compare_response(fact);
    }

    fn compare_parameters(&mut self, place: &str, documented: &[Field<'_>]) {
        let ours = self.parameters(place);
        for field in documented {
            let at = format!("{place} {}", field.name());
            let Some(parameter) = ours.iter().find(|one| one["name"] == field.name()) else {
                self.add(at, "is missing");
                continue;
            };
            let schema = &parameter["schema"];
            let ty = match (schema["type"].as_str(), schema["items"]["type"].as_str()) {
                (Some("array"), Some(items)) => format!("Array of {items}s"),
                (ty, _) => ty.unwrap_or("anything").to_owned(),
            };
            self.equal(&format!("{at} type"), &ty.into(), &field.ty().into());
            for key in ["enum", "default"] {
                self.equal(&format!("{at} {key}"), &schema[key], field.get(key));
            }
            self.equal(&format!("{at} required"), &parameter["required"], &field.required().into());
        }
        let known: HashSet<&str> = documented.iter().map(Field::name).collect();
        for parameter in &ours {
            let name = parameter["name"].as_str().unwrap();
            if !known.contains(name) {
                self.add(format!("{place} {name}"), "is not documented");
            }
        }
    }

    fn compare_body(&mut self, fact: &Fact) {
        let documented = fact.fields("body");
        let body = &self.operation["requestBody"]["content"]["application/json"]["schema"];
        if body.is_null() || documented.is_empty() {
            let (ours, theirs) = (!body.is_null(), !documented.is_empty());
            self.equal("body", &ours.into(), &theirs.into());
            return;
        }
        let body = Schema { document: self.document, schema: body };
        for field in &documented {
            let at = format!("body {}", field.name());
            let Some(property) = body.property(field.name()) else {
                self.add(at, "is missing");
                continue;
            };
            if !has_type(&property.types(), field.ty()) {
                let types = property.types().join(" or ");
                self.add(format!("{at} type"), format!("is {types}, documented as {}", field.ty()));
            }
            let required = body.requires(field.name());
            self.equal(&format!("{at} required"), &required.into(), &field.required().into());
            if !field.get("default").is_null() {
                self.equal(
                    &format!("{at} default"),
                    &property.schema["default"],
                    field.get("default"),
                );
            }
            if let Some(sample) =
                fact.sample("request_sample").and_then(|all| all.get(field.name()))
                && !by_identity(property)
            {
                let found = property.differences(&at, sample);
                self.found.extend(found.into_iter().filter(|(place, _)| *place != at));
            }
        }
        let known: HashSet<&str> = documented.iter().map(Field::name).collect();
        for (name, _) in body.properties().filter(|(name, _)| !known.contains(name.as_str())) {
            self.add(format!("body {name}"), "is not documented");
        }
    }

    fn compare_response(&mut self, fact: &Fact) {
        let responses = &self.operation["responses"];
        let success = responses.as_object().unwrap().keys().find(|status| status.starts_with('2'));
        let success = success.unwrap();
        if let Some(status) = fact.status() {
            self.equal("status", &success.as_str().into(), &status.to_string().into());
        }
        if let Some(sample) = fact.sample("response_sample") {
            let schema = &responses[success]["content"]["application/json"]["schema"];
            let schema = Schema { document: self.document, schema };
            self.found.extend(schema.differences("answer", sample));
        }
    }
}

/// Whether a documented type of a body property is among ours.
fn has_type(types: &[&str], documented: &str) -> bool {
    let nullable = documented.contains("null");
    let base = match documented.split([' ', '(']).next().unwrap() {
        "Array" => "array",
        "IdObject" => "object",
        // An object of no properties is what the page calls anything.
        "object" if documented == "object" => return true,
        base => base,
    };
    types.contains(&base) && (!nullable || types.contains(&"null"))
}

/// Rows that a body names by id, and keyed entries, take less than samples show: what they hold
/// beyond that is ignored.
fn by_identity(property: Schema<'_>) -> bool {
    let named = |schema: Schema<'_>| {
        let text = schema.schema.to_string();
        ["Identity", "EntryInput"].iter().any(|name| text.contains(&format!("schemas/{name}\"")))
    };
    named(property) || named(property.items())
}

#[test]
fn the_document_is_as_documented() {
    let document = generated(true);
    let served = operations(&document);
    let mut differences = Vec::new();
    let mut used = HashSet::new();
    for fact in facts::all() {
        let name = fact.name();
        let Some((_, operation)) = served.iter().find(|(known, _)| *known == name) else {
            differences.push(format!("{name} is not served"));
            continue;
        };
        let mut report = Report { document: &document, operation, found: Vec::new() };
        report.compare(&fact);
        for (at, text) in report.found {
            match SLIPS.iter().position(|slip| slip.covers(&name, &at)) {
                Some(slip) => {
                    used.insert(slip);
                }
                None => differences.push(format!("{name}: {at} {text}")),
            }
        }
    }
    for (position, slip) in SLIPS.iter().enumerate() {
        if !used.contains(&position) {
            differences.push(format!(
                "{}: {} no longer differs ({}); remove the slip.",
                slip.operation, slip.at, slip.reason
            ));
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences from the documented API:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn whatever_is_not_documented_is_marked() {
    let documented: HashSet<String> = facts::all().iter().map(Fact::name).collect();
    let document = generated(false);
    let unmarked: Vec<String> = operations(&document)
        .into_iter()
        .filter(|(name, operation)| documented.contains(name) == (operation["x-extension"] == true))
        .map(|(name, _)| name)
        .collect();
    assert!(unmarked.is_empty(), "mark with .extension(), or unmark: {unmarked:#?}");
}
