//! Contacts that were hidden and come back.
use serde_json::json;
use testkit::{Server, on_both};

fn primary(server: &Server, account: i64) -> Vec<i64> {
    server.get(&format!("/contacts?accountid={account}&primarycontact=1")).ids()
}

#[test]
fn a_contact_that_comes_back_is_no_second_primary_one() {
    on_both(|server| {
        let account = server.account("Konto", json!({}));
        let first = server.contact(account, "Ett", "X", json!({"primarycontact": 1}));
        server.delete(&format!("/contacts/{first}")).expect(204);
        let second = server.contact(account, "Två", "X", json!({"primarycontact": 1}));
        let back = server.post(&format!("/contacts/{first}/restore"), &json!({})).expect(200);
        assert_eq!(back["primarycontact"], 0);
        assert_eq!(primary(server, account), [second]);
        server.delete(&format!("/contacts/{second}")).expect(204);
        let back = server.post(&format!("/contacts/{second}/restore"), &json!({})).expect(200);
        assert_eq!(back["primarycontact"], 1, "nobody took its place");
        assert_eq!(primary(server, account), [second]);
    });
}

#[test]
fn a_contact_does_not_come_back_without_its_account() {
    on_both(|server| {
        let account = server.account("Konto", json!({}));
        let contact = server.contact(account, "Ett", "X", json!({}));
        server.delete(&format!("/accounts/{account}")).expect(204);
        let path = format!("/contacts/{contact}");
        let refused = server.post(&format!("{path}/restore"), &json!({})).expect(409);
        assert!(refused["errors"]["accountid"].is_string(), "{refused}");
        server.get(&path).expect(404);
        server.post(&format!("/accounts/{account}/restore"), &json!({})).expect(200);
        server.get(&path).expect(200);
    });
}
