//! What signatures are about.
use super::{asked, simulated};
use serde_json::{Value, json};
use testkit::{Answer, READER, STRANGER, Server};

/// An order; answers its id.
fn order(server: &Server) -> i64 {
    server.order(&server.trade(), json!({}))["id"].as_i64().unwrap()
}

fn relate(server: &Server, body: Value) -> Answer {
    server.post("/bankid/relations", &body)
}

#[test]
fn a_signature_is_about_orders() {
    simulated(|server| {
        let order = order(server);
        let ids: Vec<i64> = (0..3)
            .map(|_| asked(server, None).trim_start_matches("/bankid/").parse().unwrap())
            .collect();
        let body = json!({"signature": ids[0], "type": "order", "otherid": order});
        let made = relate(server, body.clone()).expect(201);
        assert_eq!((&made["signature"], &made["type"]), (&json!(ids[0]), &json!("order")));
        assert_eq!(made["otherid"], order);
        assert!(made["created"].is_string() && made["updated"] == made["created"]);
        // Said again, it is the same.
        assert_eq!(relate(server, body).expect(201), made);
        let second =
            relate(server, json!({"signature": ids[1], "type": "order", "otherid": order}));
        let second = second.expect(201)["id"].as_i64().unwrap();
        let first = made["id"].as_i64().unwrap();

        for (query, found) in [
            ("".to_owned(), vec![first, second]),
            ("?type=order".to_owned(), vec![first, second]),
            (format!("?otherid={order}"), vec![first, second]),
            (format!("?signatureid={}", ids[1]), vec![second]),
            (format!("?signatureid={}&otherid={order}&type=order", ids[0]), vec![first]),
            (format!("?signatureid={}", ids[2]), vec![]),
            ("?otherid=999".to_owned(), vec![]),
        ] {
            assert_eq!(server.get(&format!("/bankid/relations{query}")).ids(), found, "{query}");
        }
        let page = server.get("/bankid/relations?per_page=1&page=2").expect(200);
        assert_eq!((&page[0]["total"], &page[0]["items"][0]["id"]), (&json!(2), &json!(second)));
        let found = server.call(READER, "GET", "/bankid/relations", None);
        assert_eq!(found.ids(), [first, second]);
        server.get("/bankid/relations?type=quote").refuses(&["type"]);
        server.get("/bankid/relations?signatureid=x").refuses(&["signatureid"]);

        // With the order its relations are out of sight.
        server.delete(&format!("/orders/{order}")).expect(204);
        assert_eq!(server.get("/bankid/relations").ids(), Vec::<i64>::new());
        let about = json!({"signature": ids[2], "type": "order", "otherid": order});
        relate(server, about).refuses(&["otherid"]);
    });
}

#[test]
fn a_relation_is_with_what_is_there() {
    simulated(|server| {
        let order = order(server);
        let signature: i64 = asked(server, None).trim_start_matches("/bankid/").parse().unwrap();
        for (body, wrong) in [
            (json!({}), vec!["signature", "type", "otherid"]),
            (
                json!({"signature": 999, "type": "order", "otherid": 999}),
                vec!["signature", "otherid"],
            ),
            (json!({"signature": signature, "type": "order", "otherid": 999}), vec!["otherid"]),
            (json!({"signature": signature, "type": "quote", "otherid": order}), vec!["type"]),
            (
                json!({"signature": "x", "type": 1, "otherid": null}),
                vec!["signature", "type", "otherid"],
            ),
        ] {
            relate(server, body).refuses(&wrong);
        }
        let theirs = json!({"signature": signature, "type": "order", "otherid": order});
        let answer = server.call(STRANGER, "POST", "/bankid/relations", Some(&theirs));
        answer.refuses(&["signature", "otherid"]);
        server.call(READER, "POST", "/bankid/relations", Some(&theirs)).expect(403);
        assert_eq!(server.get("/bankid/relations").expect(200)[0]["total"], 0);
        relate(server, theirs).expect(201);
        let found = server.call(STRANGER, "GET", "/bankid/relations", None).expect(200);
        assert_eq!(found[0]["total"], 0);
    });
}
