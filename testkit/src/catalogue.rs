//! What tests of articles and prices begin with.

use crate::Server;
use crate::server::merge;
use serde_json::{Value, json};

impl Server {
    /// Creates an article with the least that is needed, and `more`.
    pub fn article(&self, name: &str, more: Value) -> i64 {
        let mut body = json!({"name": name, "price": 100, "description": "", "vat": 25});
        merge(&mut body, more);
        self.create("/articles", &body)
    }

    /// Creates a price group.
    pub fn price_group(&self, unit: i64, min: i64, max: i64) -> i64 {
        let name = format!("{min}-{max}");
        let body = json!({"name": name, "unit": {"id": unit}, "min": min, "max": max});
        self.create("/pricelists/pricegroups", &body)
    }

    /// The body of a price list that is in force all of 2026, with `more`.
    pub fn price_list_body(&self, more: Value) -> Value {
        let mut body = json!({
            "name": "Lista", "active": true, "default": false, "strict": false,
            "start": "2026-01-01T00:00:00Z", "stop": "2026-12-31T00:00:00Z", "prices": [],
        });
        merge(&mut body, more);
        body
    }

    /// Creates a price list that is in force all of 2026, with `more`.
    pub fn price_list(&self, more: Value) -> i64 {
        self.create("/pricelists", &self.price_list_body(more))
    }

    /// Creates a currency; the one that is worth 1 is the base currency.
    pub fn currency(&self, code: &str, rate: Value) -> i64 {
        let base = i64::from(rate == 1);
        self.create("/currencies", &json!({"code": code, "name": code, "rate": rate, "base": base}))
    }
}
