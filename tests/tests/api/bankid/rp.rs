//! BankID itself: what goes over the wire, what comes of each answer, and what of none.
use super::bank::{Bank, SECRET, Says, complete, error, failed, pending, signer, started};
use super::{base64, hurry, proof};
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;
use testkit::{ADMIN, Kind, Server};

/// Runs a test on a server on each store, before a bank of its own.
fn with_bank(test: impl Fn(&Server, &Bank)) {
    for kind in Kind::BOTH {
        let bank = Bank::open();
        let server = served(kind, &bank.flags());
        test(&server, &bank);
    }
}

fn served(kind: Kind, flags: &[String]) -> Server {
    Server::start_with(kind, &flags.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Begins a request; answers its path.
fn begun(server: &Server, bank: &Bank) -> String {
    bank.says([started("131daac9-16c6-4618-beb0-365768f37288")]);
    let made = server.post("/bankid", &json!({"abstract": "Jag godkänner."})).expect(200);
    assert_eq!(bank.heard().len(), 1);
    format!("/bankid/{}", made["id"])
}

/// What the request is when BankID was asked once more.
fn followed(server: &Server, path: &str) -> Value {
    hurry(server);
    server.get(path).expect(200)
}

#[test]
fn a_request_goes_over_the_wire_and_comes_back_signed() {
    with_bank(|server, bank| {
        bank.says([started("131daac9-16c6-4618-beb0-365768f37288")]);
        let body = json!({
            "abstract": "Jag godkänner.\nÅ.",
            "digest": "sha256:abc",
            "requirement": {
                "personalNumber": "199001019802", "pinCode": true, "mrtd": false,
                "cardReader": "class2", "certificatePolicies": ["1.2.752.78.1.1", "1.2.752.78.1.2"],
            },
        });
        let made = server.post("/bankid", &body).expect(200);
        let heard = bank.heard();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].path, "/rp/v6.0/sign");
        assert_eq!(heard[0].content_type, "application/json");
        let wire = json!({
            "endUserIp": "127.0.0.1",
            "userVisibleData": base64("Jag godkänner.\nÅ.".as_bytes()),
            "userNonVisibleData": base64(b"sha256:abc"),
            "requirement": {
                "personalNumber": "199001019802", "pinCode": true, "mrtd": false,
                "cardReader": "class2", "certificatePolicies": ["1.2.752.78.1.1", "1.2.752.78.1.2"],
            },
        });
        assert_eq!(heard[0].body, wire);
        assert_eq!(made["orderref"], "131daac9-16c6-4618-beb0-365768f37288");
        assert_eq!(made["autostarttoken"], "7c40b5c9-fa74-49cf-b98c-bfe651f9a7c6");
        assert_eq!(made["personalnumber"], "199001019802");
        let path = format!("/bankid/{}", made["id"]);

        let code = server.get(&format!("{path}/qr")).expect(200);
        let seconds = code["time"].as_i64().unwrap();
        let expected = format!(
            "bankid.67df3917-fa0d-44e5-b327-edcc928297f8.{seconds}.{}",
            proof(SECRET, seconds)
        );
        assert_eq!(code["text"], expected);

        let certificate = base64(&signer());
        let xml =
            format!("<Signature><X509Certificate>{certificate}</X509Certificate></Signature>");
        let signature = base64(xml.as_bytes());
        bank.says([pending("userSign"), Says::Json(200, complete(&signature))]);
        assert_eq!(followed(server, &path)["hintcode"], "userSign");
        let signed = followed(server, &path);
        let heard = bank.heard();
        let asked = json!({"orderRef": "131daac9-16c6-4618-beb0-365768f37288"});
        for call in &heard {
            assert_eq!((call.path.as_str(), &call.body), ("/rp/v6.0/collect", &asked));
        }
        assert_eq!(
            (signed["status"].as_str(), &signed["hintcode"]),
            (Some("complete"), &Value::Null)
        );
        let expected = json!({
            "user": {
                "personalnumber": "199001019802", "name": "Karin Maria Nilsson",
                "givenname": "Karin Maria", "surname": "Nilsson",
            },
            "device": {"ipaddress": "192.0.2.17"},
            "cert": {
                "notbefore": "2024-03-01T00:00:00.000Z", "notafter": "2027-03-01T00:00:00.000Z",
            },
            "signature": signature,
            "ocspresponse": "T0NTUA==",
        });
        assert_eq!(signed["completiondata"], expected);
        // It is over: BankID is not asked again.
        assert_eq!(followed(server, &path), signed);
        assert_eq!(bank.heard().len(), 0);
        let texts: Vec<String> =
            server.transcript().iter().map(|exchange| format!("{exchange:?}")).collect();
        assert!(!texts.iter().any(|text| text.contains(SECRET)), "the secret stays here");
    });
}

#[test]
fn what_is_not_asked_for_is_not_sent() {
    with_bank(|server, bank| {
        bank.says([started("a")]);
        server.post("/bankid", &json!({"abstract": "A", "requirement": {}})).expect(200);
        let body = json!({"endUserIp": "127.0.0.1", "userVisibleData": base64(b"A")});
        assert_eq!(bank.heard()[0].body, body);
        // A signature that is not as expected loses what was to be read from it, no more.
        let path = begun(server, bank);
        bank.says([Says::Json(200, complete("c2ln"))]);
        let signed = followed(server, &path);
        assert_eq!(
            signed["completiondata"]["cert"],
            json!({"notbefore": "2024-03-01", "notafter": null})
        );
        assert_eq!(signed["personalnumber"], "199001019802");
    });
}

#[test]
fn every_hint_is_passed_on_with_a_sentence() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        for hint in [
            "outstandingTransaction",
            "noClient",
            "started",
            "userMrtd",
            "userCallConfirm",
            "userSign",
            "processing",
            "somethingNew",
        ] {
            bank.says([pending(hint)]);
            let found = followed(server, &path);
            assert_eq!((&found["status"], &found["hintcode"]), (&json!("pending"), &json!(hint)));
            assert!(found["message"].as_str().is_some_and(|text| text.ends_with('.')), "{hint}");
        }
        assert_eq!(bank.heard().len(), 8);
        for hint in [
            "expiredTransaction",
            "certificateErr",
            "userCancel",
            "cancelled",
            "startFailed",
            "userDeclinedCall",
            "notSupportedByUserApp",
            "transactionRiskBlocked",
            "somethingNew",
        ] {
            let path = begun(server, bank);
            bank.says([failed(hint)]);
            let found = followed(server, &path);
            assert_eq!((&found["status"], &found["hintcode"]), (&json!("failed"), &json!(hint)));
            assert!(found["message"].as_str().is_some_and(|text| text.ends_with('.')), "{hint}");
            server.get(&format!("{path}/qr")).expect(409);
            assert_eq!(bank.heard().len(), 1);
        }
    });
}

#[test]
fn errors_are_told_for_what_they_are() {
    with_bank(|server, bank| {
        let begin = |says: Says| {
            bank.says([says]);
            let answer = server.post("/bankid", &json!({"abstract": "A"}));
            bank.heard();
            answer
        };
        for (status, code, expected, retry) in [
            (400, "alreadyInProgress", 409, None),
            (400, "invalidParameters", 400, None),
            (401, "unauthorized", 503, None),
            (404, "notFound", 503, Some("5")),
            (408, "requestTimeout", 503, Some("5")),
            (415, "unsupportedMediaType", 503, Some("5")),
            (500, "internalError", 503, Some("5")),
            (503, "maintenance", 503, Some("5")),
        ] {
            let answer = begin(Says::Json(status, error(code)));
            assert_eq!(answer.status, expected, "{code}: {}", answer.text());
            assert_eq!(answer.header("retry-after"), retry, "{code}");
            let message = answer.json()["message"].as_str().unwrap().to_owned();
            let details = message.contains("details of");
            assert_eq!(details, code == "invalidParameters", "{code}: {message}");
        }
        for says in
            [Says::Half, Says::Nonsense, Says::Json(502, json!("x")), Says::Json(200, json!({}))]
        {
            let answer = begin(says.clone());
            assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{says:?}");
        }
        // Nothing was written down: the first request gets the first id.
        assert_eq!(begun(server, bank), "/bankid/1");

        for (status, code) in
            [(400, "alreadyInProgress"), (500, "internalError"), (503, "maintenance")]
        {
            bank.says([Says::Json(status, error(code))]);
            hurry(server);
            server.get("/bankid/1").expect(503);
        }
        // What BankID no longer knows has come to nothing.
        bank.says([Says::Json(400, error("invalidParameters"))]);
        let found = followed(server, "/bankid/1");
        assert_eq!(
            (&found["status"], &found["hintcode"]),
            (&json!("failed"), &json!("expiredTransaction"))
        );
        bank.heard();
    });
}

#[test]
fn a_time_out_in_the_middle_leaves_the_request_as_it_was() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        bank.says([Says::Nothing]);
        hurry(server);
        let answer = server.get(&path);
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")));
        // It was asked just now, so it is not asked again, and is as it was.
        assert_eq!(server.get(&path).expect(200)["hintcode"], "outstandingTransaction");
        bank.says([pending("userSign")]);
        assert_eq!(followed(server, &path)["hintcode"], "userSign");
        assert_eq!(bank.heard().len(), 2);

        bank.says([Says::Nothing]);
        server.put(&path, &json!({"status": "cancelled"})).expect(503);
        assert_eq!(server.get(&path).expect(200)["status"], "pending");
        bank.says([Says::Json(200, json!({}))]);
        server.put(&path, &json!({"status": "cancelled"})).expect(200);
        bank.says([Says::Nothing]);
        server.post("/bankid", &json!({"abstract": "A", "nonce": "n"})).expect(503);
        bank.says([started("b")]);
        server.post("/bankid", &json!({"abstract": "A", "nonce": "n"})).expect(200);
        assert_eq!(bank.heard().len(), 4);
    });
}

#[test]
fn two_who_look_at_once_ask_once() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        hurry(server);
        let slow = json!({"orderRef": "x", "status": "pending", "hintCode": "userSign"});
        bank.says([Says::Late(Duration::from_millis(400), slow)]);
        let found: Vec<Value> = std::thread::scope(|scope| {
            let looks: Vec<_> =
                (0..4).map(|_| scope.spawn(|| server.get(&path).expect(200))).collect();
            looks.into_iter().map(|look| look.join().unwrap()).collect()
        });
        assert_eq!(bank.heard().len(), 1);
        assert!(found.iter().any(|one| one["hintcode"] == "userSign"));
    });
}

#[test]
fn two_who_cancel_at_once_both_find_it_cancelled() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        // Whoever comes second is told that there is no such order.
        let late = Duration::from_millis(200);
        bank.says([Says::Late(late, json!({})), Says::Json(400, error("invalidParameters"))]);
        let cancel = || server.put(&path, &json!({"status": "cancelled"})).expect(200);
        let found: Vec<Value> = std::thread::scope(|scope| {
            let both = [scope.spawn(cancel), scope.spawn(cancel)];
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for one in &found {
            assert_eq!(
                (&one["status"], &one["hintcode"]),
                (&json!("cancelled"), &json!("cancelled"))
            );
        }
        let heard = bank.heard();
        assert!(heard.iter().all(|call| call.path == "/rp/v6.0/cancel"));
        // Once it is cancelled there is nothing to ask.
        server.delete(&path.replace("/bankid", "/services/bankid")).expect(200);
        assert_eq!(bank.heard().len(), 0);
    });
}

#[test]
fn a_cancel_that_comes_too_late_says_so() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        hurry(server);
        // While the cancel is under way, a look finds it signed.
        bank.says([
            Says::Late(Duration::from_millis(600), json!({})),
            Says::Json(200, complete("c2ln")),
        ]);
        std::thread::scope(|scope| {
            let cancel = scope.spawn(|| server.put(&path, &json!({"status": "cancelled"})));
            std::thread::sleep(Duration::from_millis(200));
            assert_eq!(server.get(&path).expect(200)["status"], "complete");
            cancel.join().unwrap().expect(409);
        });
        assert_eq!(server.get(&path).expect(200)["status"], "complete");
        assert_eq!(bank.heard().len(), 2);
    });
}

/// BankID tells the end of an order once, so it must not be lost with the caller.
#[test]
fn a_caller_who_hangs_up_loses_nothing() {
    with_bank(|server, bank| {
        let path = begun(server, bank);
        hurry(server);
        bank.says([Says::Late(Duration::from_millis(600), complete("c2ln"))]);
        let mut stream = TcpStream::connect(server.base().trim_start_matches("http://")).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nX-Token: {ADMIN}\r\n\r\n").unwrap();
        std::thread::sleep(Duration::from_millis(200));
        drop(stream);
        std::thread::sleep(Duration::from_millis(1000));
        assert_eq!(server.get(&path).expect(200)["status"], "complete");
        assert_eq!(bank.heard().len(), 1);
    });
}

#[test]
fn a_nonce_that_two_use_at_once_is_one_request() {
    with_bank(|server, bank| {
        bank.says([Says::Late(Duration::from_millis(400), began("a")), started("b")]);
        let begin = || server.post("/bankid", &json!({"abstract": "A", "nonce": "n"})).expect(200);
        let found: Vec<Value> = std::thread::scope(|scope| {
            let both = [scope.spawn(begin), scope.spawn(begin)];
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(found[0], found[1]);
        bank.heard();
    });
}

fn began(order: &str) -> Value {
    match started(order) {
        Says::Json(_, body) => body,
        other => panic!("{other:?}"),
    }
}

#[test]
fn neither_side_trusts_a_stranger() {
    for kind in Kind::BOTH {
        let bank = Bank::open();
        for (shows, trusts) in [("strange", "root.pem"), ("own", "strange-root.pem")] {
            let server = served(kind, &bank.flags_with(shows, trusts));
            let answer = server.post("/bankid", &json!({"abstract": "A"}));
            assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{shows}");
        }
        assert_eq!(bank.heard().len(), 0, "nothing was said to a stranger");
        let server = served(kind, &bank.flags());
        begun(&server, &bank);
    }
}

#[test]
fn what_is_configured_wrongly_keeps_the_server_from_starting() {
    let bank = Bank::open();
    let flags = |shows: &str, trusts: &str| bank.flags_with(shows, trusts);
    let without = |flag: &str| {
        let mut flags = flags("own", "root.pem");
        let at = flags.iter().position(|one| one == flag).unwrap();
        flags.drain(at..at + 2);
        flags
    };
    let mut plain = flags("own", "root.pem");
    plain[3] = plain[3].replace("https", "http");
    for (flags, part) in [
        (without("--bankid-certificate"), "--bankid-certificate"),
        (without("--bankid-key"), "--bankid-key"),
        (without("--bankid-root"), "--bankid-root"),
        (flags("nobody", "root.pem"), "nobody.pem cannot be used"),
        (flags("own", "empty.pem"), "there is no certificate in it"),
        (plain, "https://"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_stratus-under-test"))
            .args(["check", "--database", "sqlite:/nowhere/at/all.db"])
            .args(&flags)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!output.status.success(), "{flags:?}: {text}");
        assert!(text.contains("services       wrong") && text.contains(part), "{part}: {text}");
    }
}
