//! The facts of the documented API: every operation with its parameters, body and sample.

use serde_json::Value as Json;

const FACTS: &str = include_str!("../../data/contract.facts.json");

/// One documented operation.
pub(crate) struct Fact(Json);

/// A documented parameter or property of a body.
pub(crate) struct Field<'a>(&'a Json);

/// All documented operations.
pub(crate) fn all() -> Vec<Fact> {
    match serde_json::from_str(FACTS).unwrap() {
        Json::Array(facts) => facts.into_iter().map(Fact).collect(),
        other => panic!("the facts are not a list: {other}"),
    }
}

impl Fact {
    /// Method and path.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.text("method"), self.text("path"))
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap()
    }

    /// `path_params`, `query` or `body`.
    pub(crate) fn fields(&self, section: &str) -> Vec<Field<'_>> {
        self.0[section].as_array().into_iter().flatten().map(Field).collect()
    }

    pub(crate) fn sample(&self, key: &str) -> Option<&Json> {
        self.0.get(key)
    }

    pub(crate) fn status(&self) -> Option<u64> {
        self.0["response_status"].as_u64()
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.0[key].as_bool().unwrap_or(false)
    }
}

impl Field<'_> {
    pub(crate) fn name(&self) -> &str {
        self.0["name"].as_str().unwrap()
    }

    pub(crate) fn ty(&self) -> &str {
        self.0["type"].as_str().unwrap()
    }

    pub(crate) fn required(&self) -> bool {
        self.0["required"].as_bool().unwrap()
    }

    /// A further fact, null when the page says nothing.
    pub(crate) fn get(&self, key: &str) -> &Json {
        &self.0[key]
    }
}
