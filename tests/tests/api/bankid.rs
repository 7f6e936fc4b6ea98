//! Signing with BankID, on both stores: with the simulator here, with BankID's protocol in `rp`.
mod bank;
mod logs;
mod relations;
mod rp;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::Write as _;
use std::time::{Duration, Instant};
use testkit::{Kind, READER, SELLER, STRANGER, Server, on_both};

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// What proves that a QR code belongs to a second.
fn proof(secret: &str, seconds: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(seconds.to_string().as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// Makes as if BankID had not been asked for long.
fn hurry(server: &Server) {
    server.operate(|tx, _| {
        tx.execute("UPDATE bankid_signatures SET collected = 0", &[])?;
        Ok(())
    });
}

/// Runs a test on a server on each store, both with the simulator.
fn simulated(test: impl Fn(&Server)) {
    for kind in Kind::BOTH {
        test(&Server::start_with(kind, &["--bankid", "simulator"]));
    }
}

/// Begins a request; answers its path.
fn begun(server: &Server, body: &Value) -> String {
    format!("/bankid/{}", server.post("/bankid", body).expect(200)["id"])
}

/// A request that this person is to sign, or anybody; answers its path.
fn asked(server: &Server, person: Option<&str>) -> String {
    begun(server, &json!({"abstract": "Jag godkänner.", "personalnumber": person}))
}

/// What a request is when it was followed as often as that.
fn followed(server: &Server, path: &str, times: usize) -> Value {
    for _ in 0..times {
        hurry(server);
        server.get(path).expect(200);
    }
    server.get(path).expect(200)
}

#[test]
fn somebody_signs_within_a_few_looks() {
    simulated(|server| {
        let body = json!({"abstract": "Jag godkänner.", "personalnumber": "199001019927"});
        let made = server.post("/bankid", &body).expect(200);
        let none = json!({
            "user": {"personalnumber": null, "name": null, "givenname": null, "surname": null},
            "device": {"ipaddress": null},
            "cert": {"notbefore": null, "notafter": null},
            "signature": null,
            "ocspresponse": null,
        });
        assert_eq!(made["message"], "Starta BankID-appen.");
        assert_eq!(made["status"], "pending");
        assert_eq!(made["hintcode"], "outstandingTransaction");
        assert_eq!(made["personalnumber"], "199001019927");
        assert_eq!(made["completiondata"], none);
        assert!(made["orderref"].as_str().is_some_and(|text| text.len() == 36));
        assert!(made["autostarttoken"].as_str().is_some_and(|text| text.len() == 36));
        let path = format!("/bankid/{}", made["id"]);
        let old = path.replace("/bankid", "/services/bankid");

        // BankID is not asked within two seconds, and then once.
        let start = Instant::now();
        assert_eq!(server.get(&path).expect(200), made);
        let mut looks = Vec::new();
        while start.elapsed() < Duration::from_millis(8500) {
            let found = server.get(&path).expect(200);
            let other = server.get(&old).expect(200);
            if other != found {
                // BankID was asked between the two.
                let again = server.get(&path).expect(200);
                assert_eq!(other, again, "the old route answers the same");
            }
            if looks.last().map(|(_, known)| known) != Some(&found) {
                looks.push((start.elapsed().as_millis(), found));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let hints: Vec<_> = looks.iter().map(|(_, found)| found["hintcode"].clone()).collect();
        assert_eq!(hints, [json!("outstandingTransaction"), json!("userSign"), Value::Null]);
        let (at, signed) = looks.last().unwrap();
        assert!((5900..8000).contains(at), "three looks take six seconds: {at}");
        assert_eq!(signed["status"], "complete");
        assert_eq!(signed["message"], "Underskriften är klar.");
        let data = &signed["completiondata"];
        assert_eq!(data["user"]["personalnumber"], "199001019927");
        let whole = format!(
            "{} {}",
            data["user"]["givenname"].as_str().unwrap(),
            data["user"]["surname"].as_str().unwrap()
        );
        assert_eq!(data["user"]["name"], whole);
        assert_eq!(data["device"]["ipaddress"], "127.0.0.1");
        let now = jiff::Timestamp::now();
        let at = |name: &str| -> jiff::Timestamp {
            data["cert"][name].as_str().unwrap().parse().unwrap()
        };
        assert!(at("notbefore") < now && now < at("notafter"));
        let xml = STANDARD.decode(data["signature"].as_str().unwrap()).unwrap();
        let text = base64("Jag godkänner.".as_bytes());
        assert!(String::from_utf8(xml).unwrap().contains(&text));
        assert!(STANDARD.decode(data["ocspresponse"].as_str().unwrap()).is_ok());
    });
}

#[test]
fn some_people_do_not_sign() {
    simulated(|server| {
        for (person, looks, status, hint) in [
            ("199001019802", 3, "failed", json!("userCancel")),
            ("199001019810", 2, "failed", json!("expiredTransaction")),
            ("199001019828", 2, "failed", json!("startFailed")),
            ("199001019836", 3, "failed", json!("certificateErr")),
            ("199001019844", 2, "failed", json!("cancelled")),
            ("199001019851", 3, "failed", json!("transactionRiskBlocked")),
            ("199001019869", 2, "failed", json!("notSupportedByUserApp")),
            ("199001019877", 2, "failed", json!("userDeclinedCall")),
            ("199001019901", 4, "pending", json!("userSign")),
            ("199001019901", 5, "complete", Value::Null),
            ("199001019919", 7, "pending", json!("userSign")),
        ] {
            let path = asked(server, Some(person));
            let before = followed(server, &path, looks - 1);
            assert_eq!(before["status"], "pending", "{person}");
            let found = followed(server, &path, 1);
            assert_eq!((&found["status"], &found["hintcode"]), (&json!(status), &hint), "{person}");
            assert_eq!(found["completiondata"]["signature"].is_string(), status == "complete");
        }
        let begin = |person: &str| {
            server.post("/bankid", &json!({"abstract": "A", "personalnumber": person}))
        };
        begin("199001019885").expect(409);
        assert_eq!(begin("199001019893").header("retry-after"), Some("5"));
        begin("199001019893").expect(503);
        // Whom nobody named is known once it is signed.
        let path = asked(server, None);
        assert_eq!(server.get(&path).json()["personalnumber"], Value::Null);
        assert_eq!(followed(server, &path, 3)["personalnumber"], "198505059801");
    });
}

#[test]
fn the_message_is_in_the_language_of_who_asks() {
    simulated(|server| {
        let path = asked(server, Some("199001019802"));
        for (language, message) in [
            (json!("en"), "Start your BankID app."),
            (json!("sv-SE"), "Starta BankID-appen."),
            (json!("de"), "Start your BankID app."),
            (Value::Null, "Starta BankID-appen."),
        ] {
            server.put("/users/1", &json!({"language": language})).expect(200);
            assert_eq!(server.get(&path).expect(200)["message"], message, "{language}");
        }
        server.put("/users/1", &json!({"language": "en"})).expect(200);
        assert_eq!(followed(server, &path, 3)["message"], "The signing was cancelled.");
        let other = server.call(SELLER, "GET", &path, None).expect(200);
        assert_eq!(other["message"], "Underskriften avbröts.");
        assert_eq!(server.masked(&path, "status").expect(200), json!({"status": "failed"}));
    });
}

#[test]
fn the_code_changes_every_second() {
    simulated(|server| {
        let path = asked(server, None);
        let code = || server.get(&format!("{path}/qr")).expect(200);
        let first = code();
        let picture = first["svg"].as_str().unwrap();
        assert!(picture.starts_with("<?xml") && picture.contains("<svg"), "{picture}");
        let parts = |code: &Value| -> Vec<String> {
            code["text"].as_str().unwrap().split('.').map(str::to_owned).collect()
        };
        let [name, token, seconds, proof] = <[String; 4]>::try_from(parts(&first)).unwrap();
        assert_eq!((name.as_str(), token.len(), proof.len()), ("bankid", 36, 64));
        assert_eq!(seconds, first["time"].to_string());
        std::thread::sleep(Duration::from_millis(1100));
        let second = code();
        assert_ne!((&second["svg"], &second["text"]), (&first["svg"], &first["text"]));
        assert_eq!(parts(&second)[1], token);
        // The code is a way to begin, so it goes with the request's end.
        server.put(&path, &json!({"status": "cancelled"})).expect(200);
        server.get(&format!("{path}/qr")).expect(409);
        server.get("/bankid/999/qr").expect(404);
    });
    let server = Server::start_with(Kind::Embedded, &["--bankid", "simulator", "--strict"]);
    let path = asked(&server, None);
    server.get(&format!("{path}/qr")).expect(404);
}

#[test]
fn a_nonce_makes_a_request_once() {
    simulated(|server| {
        let body = json!({
            "abstract": "A", "nonce": "n-1", "personalnumber": "199001019927",
            "requirement": {"pinCode": true, "certificatePolicies": ["1.2.3"]},
        });
        let made = server.post("/bankid", &body).expect(200);
        assert_eq!(server.post("/bankid", &body).expect(200), made);
        assert_eq!(server.post("/services/bankid", &body).expect(200), made);
        followed(server, &format!("/bankid/{}", made["id"]), 3);
        assert_eq!(server.post("/bankid", &body).expect(200)["status"], "complete");
        for (name, value) in [
            ("abstract", json!("B")),
            ("digest", json!("d")),
            ("personalnumber", json!("199001019935")),
            ("requirement", json!({"pinCode": false, "certificatePolicies": ["1.2.3"]})),
            ("requirement", json!(null)),
        ] {
            let mut other = body.clone();
            other[name] = value;
            let answer = server.post("/bankid", &other);
            assert_eq!(answer.status, 409, "{name}: {}", answer.text());
            assert!(answer.json()["errors"]["nonce"].is_string(), "{name}");
        }
        // Another tenant's nonces are its own, and no nonce is none.
        let theirs = server.call(STRANGER, "POST", "/bankid", Some(&body)).expect(200);
        assert_ne!(theirs["orderref"], made["orderref"]);
        let empty = json!({"abstract": "A", "nonce": ""});
        let first = server.post("/bankid", &empty).expect(200)["id"].clone();
        assert_ne!(server.post("/bankid", &empty).expect(200)["id"], first);
    });
}

#[test]
fn what_cannot_be_signed_is_refused() {
    simulated(|server| {
        for (body, wrong) in [
            (json!({}), vec!["abstract"]),
            (json!({"abstract": null}), vec!["abstract"]),
            (json!({"abstract": ""}), vec!["abstract"]),
            (json!({"abstract": 1}), vec!["abstract"]),
            (json!({"abstract": "x".repeat(30_001)}), vec!["abstract"]),
            (json!({"abstract": "å".repeat(15_001)}), vec!["abstract"]),
            (json!({"abstract": "A", "digest": "x".repeat(150_001)}), vec!["digest"]),
            (json!({"abstract": "A", "digest": "å".repeat(75_001)}), vec!["digest"]),
            (json!({"abstract": "A", "digest": []}), vec!["digest"]),
            (json!({"abstract": "A", "nonce": "x".repeat(256)}), vec!["nonce"]),
            (json!({"abstract": "A", "requirement": "x"}), vec!["requirement"]),
            (
                json!({"abstract": "A", "requirement": {"cardReader": "class3", "pinCode": "x"}}),
                vec!["requirement.pinCode", "requirement.cardReader"],
            ),
            (
                json!({"abstract": "A", "requirement": {"certificatePolicies": "1.2"}}),
                vec!["requirement.certificatePolicies"],
            ),
            (
                json!({
                    "abstract": "A", "personalnumber": "199001019927",
                    "requirement": {"personalNumber": "199001019935"},
                }),
                vec!["requirement.personalNumber"],
            ),
        ] {
            server.post("/bankid", &body).refuses(&wrong);
            server.post("/services/bankid", &body).refuses(&wrong);
        }
        for number in [
            "199001019926",
            "199013019927",
            "209901019927",
            "",
            "x",
            "19900101992",
            "1990010199277",
            "19900101-9927",
            "19900101992x",
            "१९९००१०१९९२७",
        ] {
            let body = json!({"abstract": "A", "personalnumber": number});
            server.post("/bankid", &body).refuses(&["personalnumber"]);
            let body = json!({"abstract": "A", "requirement": {"personalNumber": number}});
            server.post("/bankid", &body).refuses(&["requirement.personalNumber"]);
        }
        server.call(READER, "POST", "/bankid", Some(&json!({"abstract": "A"}))).expect(403);
        // As much as BankID takes is taken, and nothing of the above was written down.
        let most = json!({"abstract": "å".repeat(15_000), "digest": "x".repeat(150_000)});
        assert_eq!(begun(server, &most), "/bankid/1");
    });
}

#[test]
fn nobody_but_bankid_says_what_came_of_it() {
    simulated(|server| {
        let body = json!({"abstract": "A", "nonce": "n"});
        let made = server.post("/bankid", &body).expect(200);
        let path = format!("/bankid/{}", made["id"]);
        let put = |body: Value| server.put(&path, &body);
        for status in ["complete", "failed"] {
            put(json!({"status": status})).refuses(&["status"]);
        }
        put(json!({"status": "signed"})).refuses(&["status"]);
        put(json!({"status": 1})).refuses(&["status"]);
        let forged = json!({
            "nonce": "n", "orderref": made["orderref"], "status": "pending", "hintcode": "userSign",
            "completiondata": "{\"user\": {\"name\": \"X\"}}", "errorcode": "x",
        });
        assert_eq!(put(forged).expect(200), made, "what others say is not kept");
        assert_eq!(put(json!({})).expect(200), made);
        for (name, value) in [("nonce", "m"), ("orderref", "x")] {
            let answer = put(json!({"status": "cancelled", name: value}));
            assert!(answer.expect(409)["errors"][name].is_string(), "{name}");
        }
        server.call(READER, "PUT", &path, Some(&json!({"status": "cancelled"}))).expect(403);
        let old = path.replace("/bankid", "/services/bankid");
        server.call(READER, "DELETE", &old, None).expect(403);
        assert_eq!(server.get(&path).expect(200), made);

        // A change is a look as well; who may only read may look.
        hurry(server);
        put(json!({})).expect(200);
        hurry(server);
        assert_eq!(server.call(READER, "GET", &path, None).expect(200)["hintcode"], "userSign");
        assert_eq!(followed(server, &path, 1)["status"], "complete");
        assert!(put(json!({"status": "cancelled"})).expect(409)["errors"]["status"].is_string());
        server.delete(&old).expect(409);
        assert_eq!(put(json!({"status": "complete"})).expect(200)["status"], "complete");
    });
}

#[test]
fn a_request_is_cancelled_by_either_route() {
    simulated(|server| {
        let (one, two) = (asked(server, None), asked(server, None));
        let found = server.put(&one, &json!({"status": "cancelled"})).expect(200);
        assert_eq!(
            (&found["status"], &found["hintcode"]),
            (&json!("cancelled"), &json!("cancelled"))
        );
        assert_eq!(found["message"], "Underskriften avbröts. Försök igen.");
        let old = two.replace("/bankid", "/services/bankid");
        assert_eq!(server.delete(&old).expect(200)["status"], "cancelled");
        for path in [&one, &two] {
            let found = followed(server, path, 1);
            assert_eq!(found["status"], "cancelled");
            assert_eq!(server.put(path, &json!({"status": "cancelled"})).expect(200), found);
        }
        assert_eq!(server.delete(&old).expect(200)["status"], "cancelled");
    });
}

#[test]
fn another_tenants_requests_are_unknown() {
    simulated(|server| {
        let path = asked(server, None);
        let old = path.replace("/bankid", "/services/bankid");
        let cancel = json!({"status": "cancelled"});
        for (method, path, body) in [
            ("GET", path.clone(), None),
            ("GET", format!("{path}/qr"), None),
            ("PUT", path.clone(), Some(&cancel)),
            ("GET", old.clone(), None),
            ("DELETE", old.clone(), None),
        ] {
            let theirs = server.call(STRANGER, method, &path, body);
            assert_eq!(theirs.status, 404, "{method} {path}");
            let nowhere = path.replace("/1", "/999");
            assert_eq!(server.call(STRANGER, method, &nowhere, body).status, 404);
        }
        assert_eq!(server.get(&path).expect(200)["status"], "pending");
        for path in ["/bankid/x", "/bankid/0", "/bankid/1x", "/services/bankid/-1"] {
            server.get(path).expect(404);
        }
    });
}

#[test]
fn without_a_provider_it_says_how_to_get_one() {
    on_both(|server| {
        let answer = server.post("/bankid", &json!({"abstract": "A"}));
        assert_eq!((answer.status, answer.header("retry-after")), (503, None));
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains("--bankid rp") && message.contains("--bankid simulator"),
            "{message}"
        );
        // What is wrong with a request is told all the same.
        server.post("/bankid", &json!({})).refuses(&["abstract"]);
        server.get("/bankid/1").expect(404);
    });
}

/// The simulator forgets its orders, as BankID does after some minutes.
#[test]
fn what_bankid_forgot_has_expired() {
    simulated(|server| {
        let path = asked(server, None);
        server.operate(|tx, _| {
            tx.execute("UPDATE bankid_signatures SET orderref = 'nobody knows it'", &[])?;
            Ok(())
        });
        let found = followed(server, &path, 1);
        assert_eq!(
            (&found["status"], &found["hintcode"]),
            (&json!("failed"), &json!("expiredTransaction"))
        );
    });
}
