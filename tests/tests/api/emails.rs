//! E-mails over HTTP, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, Answer, READER, STRANGER, Server, on_both};

fn post(server: &Server, token: &str, message: &str) -> Answer {
    let headers = [("x-token", token), ("content-type", "message/rfc822")];
    server.send("POST", "/emails", &headers, Some(message.replace('\n', "\r\n").as_bytes()))
}

/// Files a message with these headers and a line of text; answers the e-mail.
fn sent(server: &Server, headers: &str) -> Value {
    post(server, ADMIN, &format!("{headers}\n\nHej!\n")).expect(201)
}

const FULL: &str = "\
From: =?UTF-8?Q?=C3=85sa_=C3=96st?= <Asa.Ost@Akeriet.example>
To: \"Sven\" <sven@demo.example>, kalle@demo.example
Cc: okand@nowhere.example
Subject: =?UTF-8?B?UsOka25pbmc=?=
Date: Mon, 23 Nov 2026 10:00:00 +0100
Message-ID: <1@akeriet.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=edge

--edge
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Här är räkningen.
--inner
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<p>Här är <b>räkningen</b>.</p>
--inner--
--edge
Content-Type: application/pdf; name=\"..\\\\r.pdf\"
Content-Disposition: attachment; filename*=UTF-8''..%2Fr%C3%A4kning.pdf
Content-Transfer-Encoding: base64

SGVsbG8sIHdvcmxkLg==
--edge
Content-Type: text/csv
Content-Disposition: attachment

a;b
--edge--
";

#[test]
fn a_message_is_read_and_filed_where_it_belongs() {
    on_both(|server| {
        let account = server.account("Åkeriet", json!({"email": "info@akeriet.example"}));
        let body = json!({"email": "asa.ost@akeriet.example"});
        let contact = server.contact(account, "Åsa", "Öst", body);
        let other = server.account("Demo", json!({"email": "Kalle@Demo.example"}));
        let bystander = server.account("Utanför", json!({"email": "x@y.example"}));
        let answer = post(server, ADMIN, FULL);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/emails/{id}").as_str()));
        assert_eq!(
            made,
            json!({
                "id": id,
                "sender": "Åsa Öst <Asa.Ost@Akeriet.example>",
                "to": ["Sven <sven@demo.example>", "kalle@demo.example"],
                "cc": ["okand@nowhere.example"],
                "subject": "Räkning",
                "date": "2026-11-23T09:00:00.000Z",
                "body": "<p>Här är <b>räkningen</b>.</p>",
                "text": "Här är räkningen.",
            })
        );
        assert_eq!(server.get(&format!("/emails/{id}")).expect(200), made);
        for (filter, ids) in [
            (format!("accountid={account}"), vec![id]),
            (format!("accountid={other}"), vec![id]),
            (format!("accountid={bystander}"), vec![]),
            (format!("contactid={contact}"), vec![id]),
        ] {
            assert_eq!(server.get(&format!("/emails?{filter}")).ids(), ids, "{filter}");
        }
        let files = server.get(&format!("/files?accountid={other}")).items();
        let names: Vec<&Value> = files.iter().map(|file| &file["name"]).collect();
        assert_eq!(names, ["attachment", "räkning.pdf"], "without the path that came with it");
        let pdf = &files[1];
        assert_eq!(pdf["info"], "Came with an e-mail: Räkning");
        assert_eq!(pdf["connectedaccounts"], json!([account, other]));
        assert_eq!(pdf["connectedcontacts"], json!([contact]));
        let path = format!("/files/{}/content", pdf["id"]);
        assert_eq!(server.get(&path).text(), "Hello, world.");
        // The same message again is the same e-mail.
        assert_eq!(post(server, ADMIN, FULL).expect(201), made);
        assert_eq!(server.get("/emails").ids(), [id]);
        assert_eq!(server.get("/files").items().len(), 2);
        // Nothing of it is anybody else's.
        assert_eq!(server.call(STRANGER, "GET", "/emails", None).ids(), [0; 0]);
        server.post(&format!("/accounts/{account}/merge/{other}"), &json!({})).expect(200);
        assert_eq!(server.get(&format!("/emails?accountid={account}")).ids(), [id]);
        assert_eq!(server.get(&format!("/emails?accountid={other}")).ids(), [0; 0]);
        server.delete(&format!("/emails/{id}")).expect(204);
        server.get(&format!("/emails/{id}")).expect(404);
        server.post(&format!("/emails/{id}/restore"), &json!({})).expect(200);
    });
}

#[test]
fn hidden_rows_and_other_tenants_are_not_filed_under() {
    on_both(|server| {
        let account = server.account("A", json!({"email": "a@a.example"}));
        let contact = server.contact(account, "C", "C", json!({"email": "c@a.example"}));
        let body = json!({"name": "S", "typeid": 1, "userid": 1, "email": "s@s.example"});
        server.call(STRANGER, "POST", "/accounts", Some(&body)).expect(201);
        server.delete(&format!("/contacts/{contact}")).expect(204);
        sent(server, "From: c@a.example\nTo: s@s.example");
        let found = |filter: &str| server.get(&format!("/emails?{filter}")).ids().len();
        assert_eq!(found(&format!("accountid={account}")), 0, "the contact was hidden");
        sent(server, "From: A@A.EXAMPLE");
        assert_eq!(found(&format!("accountid={account}")), 1);
        let everything = server.call(STRANGER, "GET", "/emails", None);
        assert_eq!(everything.ids(), [0; 0]);
    });
}

#[test]
fn e_mails_come_by_date() {
    on_both(|server| {
        let mail = |day: &str| {
            sent(server, &format!("From: a@b.example\nDate: {day} 12:00:00 +0000"))["id"]
                .as_i64()
                .unwrap()
        };
        let [old, new, middle] = [mail("1 Jan 2026"), mail("3 Mar 2026"), mail("2 Feb 2026")];
        for (query, ids) in [
            ("", vec![new, middle, old]),
            ("sorting=date_asc", vec![old, middle, new]),
            ("date=2026-02-02", vec![new, middle]),
            ("date=2026-02-02T12:00:00Z", vec![new, middle]),
            ("date=2026-02-02T13:00:00.001%2B01:00", vec![new]),
            ("date=2026-02-02T13:00:00+01:00&sorting=date_asc", vec![middle, new]),
            ("date=2027-01-01", vec![]),
        ] {
            assert_eq!(server.get(&format!("/emails?{query}")).ids(), ids, "{query}");
        }
        for wrong in ["", "soon", "2026-02-30", "2026-02-02T25:00:00Z", "1"] {
            server.get(&format!("/emails?date={wrong}")).refuses(&["date"]);
        }
    });
}

#[test]
fn what_is_no_message_is_refused() {
    on_both(|server| {
        for (message, property) in [
            ("Subject: x\n\nHej", Some("From")),
            ("{\"from\": \"a@b.example\"}", Some("From")),
            ("From: a@b.example\nDate: soon\n\nHej", Some("Date")),
            ("", None),
        ] {
            let answer = post(server, ADMIN, message);
            match property {
                Some(property) => answer.refuses(&[property]),
                None => answer.expect(400),
            };
        }
        post(server, READER, FULL).expect(403);
        post(server, "nobody", FULL).expect(401);
        let json = [("x-token", ADMIN), ("content-type", "application/json")];
        let answer = server.send("POST", "/emails", &json, Some(b"{}"));
        assert!(answer.expect(415)["message"].to_string().contains("message/rfc822"));
        assert_eq!(server.get("/emails").ids(), [0; 0]);
        assert_eq!(server.get("/files").ids(), [0; 0]);
        // A message without a date has that of its arrival, one without text has none.
        let bare = post(server, ADMIN, "From: a@b.example\n\n").expect(201);
        assert!(bare["date"].is_string());
        assert_eq!((&bare["subject"], &bare["to"]), (&json!(null), &json!([])));
    });
}
