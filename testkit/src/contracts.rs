//! What tests of contracts and objects begin with.

use crate::server::merge;
use crate::{Sales, Server};
use serde_json::{Value, json};

impl Server {
    /// Creates a category of objects or contracts.
    pub fn category(&self, kind: &str, name: &str) -> i64 {
        self.create("/objects/categories", &json!({"type": kind, "name": name}))
    }

    /// The body of a contract with the least that is needed, and `more`.
    pub fn contract_body(&self, sales: &Sales, more: Value) -> Value {
        let mut body = json!({
            "number": "A-1", "start": "2026-01-01T00:00:00Z", "end": "2027-06-30T12:00:00Z",
            "contact": {"id": sales.contact}, "responsible": {"id": 1}, "reminderdays": 0,
        });
        merge(&mut body, more);
        body
    }

    /// Creates a contract with the least that is needed, and `more`.
    pub fn contract(&self, sales: &Sales, more: Value) -> i64 {
        self.create("/contracts", &self.contract_body(sales, more))
    }

    /// Creates an object made by the account, with `more`.
    pub fn object(&self, sales: &Sales, name: &str, more: Value) -> i64 {
        let mut body = json!({"name": name, "manufacturer": {"id": sales.account}});
        merge(&mut body, more);
        self.create("/objects", &body)
    }
}
