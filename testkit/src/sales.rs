//! What tests of sales begin with.

use crate::Server;
use crate::server::merge;
use serde_json::{Value, json};

/// Rows that activities and opportunities refer to.
#[derive(Clone, Copy, Debug)]
pub struct Sales {
    /// An account.
    pub account: i64,
    /// A contact there.
    pub contact: i64,
    /// A type of activities.
    pub activity_type: i64,
    /// A type of opportunities.
    pub opportunity_type: i64,
    /// Its statuses: open, won, lost.
    pub open: i64,
    /// Won.
    pub won: i64,
    /// Lost.
    pub lost: i64,
}

impl Server {
    /// Creates an account with a contact, and the look-up lists that sales need.
    pub fn sales(&self) -> Sales {
        let account = self.account("Åkesson Bygg", json!({}));
        let contact = self.contact(account, "Eva", "Ek", json!({"officephone": "08-1"}));
        let activity_type = self.activity_type(&json!({"name": "Besök"}));
        let kind = self.create("/opportunities/types", &json!({"name": "Nytt", "sortorder": 1}));
        let [open, won, lost] =
            [("Öppen", 0, 0), ("Vunnen", 1, 0), ("Förlorad", 0, 1)].map(|(name, won, lost)| {
                let body = json!({
                    "name": name, "won": won, "lost": lost, "opportunitytypeid": kind,
                });
                self.create("/opportunities/statuses", &body)
            });
        Sales { account, contact, activity_type, opportunity_type: kind, open, won, lost }
    }

    /// Creates a type of activities.
    pub fn activity_type(&self, body: &Value) -> i64 {
        self.post("/activities/activitytypes", body).expect(200)[0]["id"].as_i64().unwrap()
    }

    /// The body of an activity with the least that is needed, and `more`.
    pub fn activity_body(&self, sales: &Sales, more: Value) -> Value {
        let mut body = json!({
            "accountid": sales.account, "description": "Besök", "location": "Hos kund",
            "primarycontact": {"id": sales.contact}, "result": "", "userid": 1,
            "type": {"id": sales.activity_type},
        });
        merge(&mut body, more);
        body
    }

    /// Creates an activity with the least that is needed, and `more`.
    pub fn activity(&self, sales: &Sales, more: Value) -> i64 {
        self.create("/activities", &self.activity_body(sales, more))
    }

    /// The body of an opportunity with the least that is needed, and `more`.
    pub fn opportunity_body(&self, sales: &Sales, more: Value) -> Value {
        let mut body = json!({
            "accountid": sales.account, "contactid": sales.contact, "title": "Ramavtal",
            "description": "", "userid": 1, "statusid": sales.open,
            "typeid": sales.opportunity_type, "estimatedenddate": "2026-12-24",
        });
        merge(&mut body, more);
        body
    }

    /// Creates an opportunity with the least that is needed, and `more`.
    pub fn opportunity(&self, sales: &Sales, more: Value) -> i64 {
        self.create("/opportunities", &self.opportunity_body(sales, more))
    }
}
