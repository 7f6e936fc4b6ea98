//! Samples compared with schemas and with live answers.
//!
//! In a sample, `0` stands for a number, `"string"` and other texts for text, `{}` and null
//! for anything. Text such as `"nullable string"` says that null may be expected.

use serde_json::Value as Json;

/// A place in a body and what is wrong there.
pub(crate) type Difference = (String, String);

/// What a sample says of a value.
#[derive(Debug, PartialEq)]
enum Expected<'a> {
    Anything,
    Kind { kind: &'static str, format: Option<&'static str>, nullable: bool },
    Object(&'a serde_json::Map<String, Json>),
    List(Option<&'a Json>),
}

fn expected(sample: &Json) -> Expected<'_> {
    let kind = |kind| Expected::Kind { kind, format: None, nullable: false };
    match sample {
        Json::Null => Expected::Anything,
        Json::Bool(_) => kind("boolean"),
        Json::Number(_) => kind("integer"),
        Json::Array(items) => Expected::List(items.first()),
        Json::Object(members) if members.is_empty() => Expected::Anything,
        Json::Object(members) => Expected::Object(members),
        Json::String(text) => {
            let (nullable, text) = match text.strip_prefix("nullable ") {
                Some(rest) => (true, rest),
                None => (false, text.as_str()),
            };
            let digits: String =
                text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            let (kind, format) = match digits.as_str() {
                "number" => ("number", None),
                "0000-00-00" => ("string", Some("date")),
                "0000-00-00T00:00:00Z" => ("string", Some("date-time")),
                _ => ("string", None),
            };
            Expected::Kind { kind, format, nullable }
        }
    }
}

/// Whether 0 may stand for a number with decimals: amounts and quantities do, ids and flags do
/// not. Which amounts are whole is said where bodies are typed.
fn fraction(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or_default();
    ["quantity", "discount", "totalprice"].iter().any(|start| name.starts_with(start))
        || ["value", "price", "amount", "percent", "vat", "area", "commision", "currencyrate"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A schema of a document.
#[derive(Clone, Copy)]
pub(crate) struct Schema<'a> {
    pub(crate) document: &'a Json,
    pub(crate) schema: &'a Json,
}

impl<'a> Schema<'a> {
    fn at(self, schema: &'a Json) -> Schema<'a> {
        Schema { schema, ..self }
    }

    /// What a reference leads to, and what else but null a choice offers.
    pub(crate) fn resolved(self) -> Schema<'a> {
        if let Some(reference) = self.schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return self.at(self.document.pointer(pointer).unwrap()).resolved();
        }
        let choices = self.schema["anyOf"].as_array();
        match choices.into_iter().flatten().find(|choice| choice["type"] != "null") {
            Some(choice) => self.at(choice).resolved(),
            None => self,
        }
    }

    /// Whether this takes the id of a row, whatever else a sample shows of it.
    fn names_a_row(self) -> bool {
        let choices = self.schema["anyOf"].as_array().into_iter().flatten();
        std::iter::once(self.schema)
            .chain(choices)
            .any(|schema| schema["$ref"] == "#/components/schemas/Identity")
    }

    pub(crate) fn types(self) -> Vec<&'a str> {
        let mut types = match &self.resolved().schema["type"] {
            Json::String(one) => vec![one.as_str()],
            Json::Array(several) => several.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        if self.schema["anyOf"].as_array().is_some_and(|choices| choices.len() > 1) {
            types.push("null");
        }
        types
    }

    pub(crate) fn properties(self) -> impl Iterator<Item = (&'a String, Schema<'a>)> {
        let properties = self.resolved().schema["properties"].as_object();
        properties.into_iter().flatten().map(move |(name, schema)| (name, self.at(schema)))
    }

    pub(crate) fn property(self, name: &str) -> Option<Schema<'a>> {
        self.properties().find(|(known, _)| *known == name).map(|(_, schema)| schema)
    }

    pub(crate) fn items(self) -> Schema<'a> {
        self.at(&self.resolved().schema["items"])
    }

    pub(crate) fn requires(self, name: &str) -> bool {
        self.resolved().schema["required"].as_array().into_iter().flatten().any(|one| one == name)
    }

    /// Where a sample and this schema differ. Names must be the same, no more and no fewer.
    pub(crate) fn differences(self, path: &str, sample: &Json) -> Vec<Difference> {
        if self.names_a_row() {
            return Vec::new();
        }
        let types = self.types();
        let wrong = |wanted: &str| {
            vec![(path.to_owned(), format!("is {}, documented as {wanted}", types.join(" or ")))]
        };
        match expected(sample) {
            Expected::Anything => Vec::new(),
            Expected::Kind { kind: "integer", .. }
                if fraction(path) && types.contains(&"number") =>
            {
                Vec::new()
            }
            Expected::Kind { kind, .. } if !types.contains(&kind) => wrong(kind),
            Expected::Kind { format: Some(format), .. }
                if self.resolved().schema["format"] != format =>
            {
                wrong(format)
            }
            Expected::Kind { .. } => Vec::new(),
            Expected::Object(_) if !types.contains(&"object") => wrong("object"),
            Expected::Object(members) => {
                let mut found = Vec::new();
                for (name, sample) in members {
                    match self.property(name) {
                        Some(inner) => found.extend(inner.differences(&join(path, name), sample)),
                        None => found.push((join(path, name), "is missing".to_owned())),
                    }
                }
                for (name, _) in self.properties().filter(|(name, _)| !members.contains_key(*name))
                {
                    found.push((join(path, name), "is not documented".to_owned()));
                }
                found
            }
            Expected::List(_) if !types.contains(&"array") => wrong("list"),
            Expected::List(item) => {
                item.map_or(Vec::new(), |item| self.items().differences(&join(path, "[]"), item))
            }
        }
    }
}

/// Where a live answer differs from a sample: other names, or a value of another type. Null may
/// stand for any value that is not a list, as a server answers it for what is unset.
pub(crate) fn answer_differences(path: &str, sample: &Json, answer: &Json) -> Vec<Difference> {
    let wrong = |wanted: &str| vec![(path.to_owned(), format!("is {answer}, not {wanted}"))];
    match (expected(sample), answer) {
        (Expected::Anything, _) => Vec::new(),
        (Expected::List(item), Json::Array(found)) => match item {
            None => Vec::new(),
            Some(item) => found
                .iter()
                .flat_map(|one| answer_differences(&join(path, "[]"), item, one))
                .collect(),
        },
        (Expected::List(_), _) => wrong("a list"),
        (_, Json::Null) => Vec::new(),
        (Expected::Object(members), Json::Object(found)) => {
            let mut differences = Vec::new();
            for (name, sample) in members {
                match found.get(name) {
                    Some(value) => {
                        differences.extend(answer_differences(&join(path, name), sample, value))
                    }
                    None => differences.push((join(path, name), "is missing".to_owned())),
                }
            }
            for name in found.keys().filter(|name| !members.contains_key(*name)) {
                differences.push((join(path, name), "is not documented".to_owned()));
            }
            differences
        }
        (Expected::Object(_), _) => wrong("an object"),
        (Expected::Kind { kind, .. }, value) => {
            let right = match kind {
                "integer" if fraction(path) => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                _ => value.is_string(),
            };
            if right { Vec::new() } else { wrong(kind) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_are_compared() {
        let sample = json!([{
            "page": 0,
            "items": [{ "id": 0, "name": "string", "at": { "lat": "nullable string" }, "any": {} }],
        }]);
        for (answer, expected) in [
            (json!([{ "page": 1, "items": [] }]), vec![]),
            (
                json!([{ "page": 1, "items": [
                    { "id": 1, "name": null, "at": { "lat": "1" }, "any": [] },
                    { "id": 2, "name": "n", "at": null, "any": null },
                ] }]),
                vec![],
            ),
            (json!({ "page": 1, "items": [] }), vec![""]),
            (json!([{ "page": 1, "items": null }]), vec!["[].items"]),
            (json!([{ "page": "1", "items": [], "more": 1 }]), vec!["[].page", "[].more"]),
            (
                json!([{ "page": 1, "items": [{ "id": 1.5, "name": 2, "at": { "lon": "1" } }] }]),
                vec![
                    "[].items.[].id",
                    "[].items.[].name",
                    "[].items.[].at.lat",
                    "[].items.[].at.lon",
                    "[].items.[].any",
                ],
            ),
        ] {
            let found = answer_differences("", &sample, &answer);
            let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
            assert_eq!(places, expected, "{answer}");
        }
    }

    #[test]
    fn schemas_are_compared() {
        let document = json!({ "components": { "schemas": { "One": {
            "type": "object",
            "properties": {
                "id": { "type": "integer" },
                "when": { "type": ["string", "null"], "format": "date-time" },
                "parts": { "type": "array", "items": { "type": "object", "properties": {} } },
            },
        } } } });
        let schema =
            json!({ "anyOf": [{ "$ref": "#/components/schemas/One" }, { "type": "null" }] });
        let schema = Schema { document: &document, schema: &schema };
        for (sample, expected) in [
            (json!({ "id": 0, "when": "2019-08-24T14:15:22Z", "parts": [{}] }), vec![]),
            (json!({ "id": "string", "when": "2019-08-24", "parts": [] }), vec!["id", "when"]),
            (json!({ "id": "nullable number", "when": {}, "parts": [0] }), vec!["id", "parts.[]"]),
            (json!({ "id": 0, "when": "string", "more": 0 }), vec!["more", "parts"]),
            (json!([0]), vec![""]),
            (json!("string"), vec![""]),
        ] {
            let found = schema.differences("", &sample);
            let places: Vec<&str> = found.iter().map(|(place, _)| place.as_str()).collect();
            assert_eq!(places, expected, "{sample}");
        }
    }
}
