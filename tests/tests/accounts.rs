//! Accounts over HTTP, on both stores.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

use serde_json::json;
use testkit::on_both;

#[test]
fn an_account_is_created_changed_and_found() {
    on_both(|server| {
        let id = server.account("Åkesson Bygg AB", json!({"number": "17", "phone": "08-1234567"}));
        let read = server.get(&format!("/accounts/{id}")).expect(200);
        assert_eq!(read["name"], "Åkesson Bygg AB");
        assert_eq!(read["active"], 1);
        let found = server.get("/accounts?name=%C3%A5kes%25");
        assert_eq!(found.ids(), [id]);
        let changed = server.put(&format!("/accounts/{id}"), &json!({"name": "Zetterberg AB"}));
        assert_eq!(changed.expect(200)["phone"], "08-1234567");
        assert!(server.get("/accounts?name=%C3%A5kes%25").ids().is_empty());
        assert_eq!(server.get("/accounts?fulltext=zetter%20berg").ids(), [id]);
    });
}
