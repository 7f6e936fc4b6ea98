//! What tests of orders and quotes begin with.

use crate::Server;
use crate::server::merge;
use serde_json::{Value, json};

/// Rows that orders and quotes refer to.
#[derive(Clone, Copy, Debug)]
pub struct Trade {
    /// An account.
    pub account: i64,
    /// A contact there.
    pub contact: i64,
    /// A status of orders.
    pub order_status: i64,
    /// A status of quotes that are open.
    pub quote_status: i64,
    /// A status of quotes that have become orders.
    pub ordered: i64,
    /// A term of delivery.
    pub delivery_term: i64,
    /// A term of payment.
    pub payment_term: i64,
    /// A way to send things.
    pub delivery_type: i64,
    /// A unit.
    pub unit: i64,
    /// An article of 100 kronor a unit, of which there are 50.
    pub article: i64,
}

impl Server {
    /// Creates an account with a contact, the look-up lists that orders need, kronor and euros, and
    /// an article.
    pub fn trade(&self) -> Trade {
        let account = self.account("Åkesson Bygg", json!({}));
        let contact = self.contact(account, "Eva", "Ek", json!({}));
        let key = json!({"name": "30 dagar", "externalkey": "30", "days": 30});
        for (code, rate, base) in [("SEK", 1.0, 1), ("EUR", 11.25, 0)] {
            let body = json!({"code": code, "name": code, "rate": rate, "base": base});
            self.create("/currencies", &body);
        }
        let unit = self.create("/articleunits", &json!({"name": "st"}));
        let status = |name: &str, meaning: &str, place: i64| {
            let body = json!({"name": name, "metatype": meaning, "sortorder": place});
            self.create("/quotes/statuses", &body)
        };
        Trade {
            account,
            contact,
            order_status: self.create("/orderstatus", &json!({"name": "Ny", "step": 1})),
            quote_status: status("Öppen", "active", 1),
            ordered: status("Beställd", "order", 2),
            delivery_term: self.create("/deliveryterms", &key),
            payment_term: self.create("/paymentterms", &key),
            delivery_type: self.create("/deliverytypes", &json!({"name": "Bud"})),
            unit,
            article: self.article("Skruv", json!({"unitid": unit, "stockbalance": 50})),
        }
    }

    /// The body of an order with the least that is needed, and `more`.
    pub fn order_body(&self, trade: &Trade, more: Value) -> Value {
        let mut body = json!({
            "placedate": "2026-11-23", "account": {"id": trade.account}, "user": {"id": 1},
            "contact": {"id": trade.contact}, "status": {"id": trade.order_status},
        });
        merge(&mut body, more);
        body
    }

    /// Creates an order with the least that is needed, and `more`; answers it.
    pub fn order(&self, trade: &Trade, more: Value) -> Value {
        self.post("/orders", &self.order_body(trade, more)).expect(201)
    }

    /// The body of a quote with the least that is needed, and `more`.
    pub fn quote_body(&self, trade: &Trade, more: Value) -> Value {
        let mut body = json!({
            "placedate": "2026-11-23", "account": {"id": trade.account}, "user": {"id": 1},
            "contact": {"id": trade.contact}, "status": {"id": trade.quote_status},
            "deliveryterm": {"id": trade.delivery_term},
            "paymentterm": {"id": trade.payment_term},
            "deliverytype": {"id": trade.delivery_type},
        });
        merge(&mut body, more);
        body
    }

    /// Creates a quote with the least that is needed, and `more`; answers it.
    pub fn quote(&self, trade: &Trade, more: Value) -> Value {
        self.post("/quotes", &self.quote_body(trade, more)).expect(201)
    }

    /// Changes something; answers it.
    pub fn change(&self, path: &str, body: Value) -> Value {
        self.put(path, &body).expect(200)
    }
}
