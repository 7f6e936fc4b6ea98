//! Addresses and credit checks: of the simulator on both stores, and of a provider over HTTP that
//! answers well, slowly, wrongly or not at all.
use crate::provider::{Act, FakeProvider};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use testkit::{ADMIN, Answer, Kind, Program, READER, SELLER, STRANGER, Server, on_both};

const ADDRESS: &str = "/services/address";
const CREDIT: &str = "/services/creditcheck";
const CHECKS: &str = "/services/creditchecks";

/// A number that the tax agency prints as an example.
const NUMBER: &str = "191212121212";

const SIMULATED: [&str; 4] = ["--address-provider", "simulator", "--credit-provider", "simulator"];

/// Runs a test on a server of each store, with flags; every answer is compared.
fn on_both_with(flags: &[&str], test: impl Fn(&Server)) {
    let [embedded, beside] = Kind::BOTH.map(|kind| {
        let server = Server::start_with(kind, flags);
        test(&server);
        server.transcript()
    });
    assert_eq!(embedded, beside, "the two stores answer differently");
}

fn ask(server: &Server, path: &str, number: impl Into<Value>) -> Answer {
    server.post(path, &json!({ "person_number": number.into() }))
}

fn message(answer: &Answer, status: u16) -> String {
    answer.expect(status)["message"].as_str().unwrap().to_owned()
}

#[test]
fn the_simulator_answers_the_same_every_time() {
    on_both_with(&SIMULATED, |server| {
        let home = ask(server, ADDRESS, NUMBER).expect(200);
        let names = ["name", "surname", "street", "city", "zip"];
        assert_eq!(home.as_object().unwrap().keys().collect::<Vec<_>>(), names);
        assert!(names.iter().all(|name| home[name].as_str().is_some_and(|text| !text.is_empty())));
        // However the number is written.
        for written in [NUMBER, "19121212-1212", "121212+1212", " 121212+1212 "] {
            assert_eq!(ask(server, ADDRESS, written).expect(200), home, "{written}");
        }
        let other = ask(server, ADDRESS, "198112189876").expect(200);
        assert_ne!(other, home);
        let checked = ask(server, CREDIT, NUMBER).expect(200);
        let names = ["person_number", "status", "correlationid", "checkdate", "outcome"];
        assert_eq!(checked.as_object().unwrap().keys().collect::<Vec<_>>(), names);
        assert_eq!(
            (&checked["person_number"], &checked["status"]),
            (&json!(NUMBER), &json!("completed"))
        );
        assert!(checked["checkdate"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
        let again = ask(server, CREDIT, NUMBER).expect(200);
        assert_eq!(again["correlationid"], checked["correlationid"]);
        for (number, outcome) in
            [("199001019935", "rejected"), ("199001019943", "manual"), ("199001019950", "approved")]
        {
            assert_eq!(ask(server, CREDIT, number).expect(200)["outcome"], outcome);
        }
        for path in [ADDRESS, CREDIT] {
            assert_eq!(
                message(&ask(server, path, "199001019919"), 404),
                "There is nobody with that number."
            );
            let away = ask(server, path, "199001019927");
            assert!(message(&away, 503).ends_with("Try again in a moment."));
            assert!(away.header("retry-after").is_some());
        }
        // A mask narrows the answer.
        let body = json!({"person_number": NUMBER}).to_string();
        let headers =
            [("x-token", ADMIN), ("content-type", "application/json"), ("x-fields", "city")];
        let masked = server.send("POST", ADDRESS, &headers, Some(body.as_bytes())).expect(200);
        assert_eq!(masked, json!({"city": home["city"]}));
    });
}

#[test]
fn who_had_credit_checked_is_kept_and_nothing_else() {
    on_both_with(&SIMULATED, |server| {
        let first = ask(server, CREDIT, NUMBER).expect(200);
        let body = json!({"person_number": "199001019935"});
        let second = server.call(SELLER, "POST", CREDIT, Some(&body)).expect(200);
        // Neither what failed, nor an address, nor what another tenant asks.
        ask(server, CREDIT, "199001019919").expect(404);
        ask(server, CREDIT, "199001019927").expect(503);
        ask(server, CREDIT, "191212121213").expect(400);
        ask(server, ADDRESS, NUMBER).expect(200);
        server.call(STRANGER, "POST", CREDIT, Some(&body)).expect(200);
        let kept = server.get(CHECKS).items();
        let expected = |id: i64, user: i64, check: &Value| {
            json!({
                "id": id, "userid": user, "checkdate": check["checkdate"],
                "status": "completed", "correlationid": check["correlationid"],
            })
        };
        assert_eq!(kept, [expected(2, 2, &second), expected(1, 1, &first)]);
        assert_eq!(server.call(STRANGER, "GET", CHECKS, None).items().len(), 1);
        // A check leaves a trace with the person: who may only read makes none.
        server.call(READER, "POST", CREDIT, Some(&body)).expect(403);
        server.call(READER, "POST", ADDRESS, Some(&body)).expect(200);
        assert_eq!(server.get(CHECKS).items().len(), 2);
    });
}

#[test]
fn numbers_are_checked_before_anybody_is_asked() {
    on_both_with(&SIMULATED, |server| {
        let huge = "1".repeat(100_000);
        for path in [ADDRESS, CREDIT] {
            for number in [
                json!("191212121213"),
                json!("191213121212"),
                json!("299912121212"),
                json!("19121212121"),
                json!("1912121212121"),
                json!("19121212121x"),
                json!("åäöåäöåäöåäö"),
                json!("１９１２１２１２１２１２"),
                json!(huge),
                json!("191212121212\u{0}"),
                json!(""),
                json!("  "),
                json!(191_212_121_212_i64),
                json!(null),
                json!([NUMBER]),
                json!({"number": NUMBER}),
            ] {
                let refused = ask(server, path, number.clone()).refuses(&["person_number"]);
                let text = refused.to_string();
                assert!(!text.contains("1912"), "{text}");
            }
            server.post(path, &json!({})).refuses(&["person_number"]);
            server.post(path, &json!([])).expect(400);
            let headers = [("x-token", ADMIN), ("content-type", "application/json")];
            server.send("POST", path, &headers, Some(b"{\"person_number\": ")).expect(400);
            server.send("POST", path, &headers[..1], Some(b"{}")).expect(415);
            server.call("token-nobody-has", "POST", path, Some(&json!({}))).expect(401);
        }
        // Twelve digits and nothing else where the page asks for them.
        for written in ["19121212-1212", "121212+1212", "1212121212", " 191212121212"] {
            ask(server, CREDIT, written).refuses(&["person_number"]);
        }
        assert!(server.get(CHECKS).items().is_empty());
    });
}

#[test]
fn without_a_provider_it_is_said_how_to_get_one() {
    on_both(|server| {
        for (path, setting) in [(ADDRESS, "address_provider"), (CREDIT, "credit_provider")] {
            let answer = ask(server, path, NUMBER);
            assert!(message(&answer, 503).contains(setting), "{}", answer.text());
            assert_eq!(answer.header("retry-after"), None);
            // What is wrong with the request comes first.
            ask(server, path, "1").refuses(&["person_number"]);
        }
    });
}

const SECRET: &str = "secret-of-the-provider";

fn home() -> Value {
    json!({"name": "Eva", "surname": "Ek", "street": "Storgatan 1", "city": "Ystad", "zip": "271 41"})
}

fn check() -> Value {
    json!({"status": "done", "correlationid": "c-1", "outcome": "ok",
           "checkdate": "2026-11-23T10:00:00+01:00"})
}

/// Flags for both lookups over HTTP.
fn over_http(base: &str) -> Vec<String> {
    let words = [
        "--address-provider",
        "http",
        "--address-url",
        &format!("{base}/address/"),
        "--address-secret",
        SECRET,
        "--credit-provider",
        "http",
        "--credit-url",
        &format!("{base}/credit"),
        "--lookup-timeout",
        "1500ms",
        "--lookup-pause",
        "700ms",
    ];
    words.map(str::to_owned).to_vec()
}

/// A server on a store that asks a provider.
fn asking(kind: Kind, provider: &FakeProvider) -> Server {
    let flags = over_http(provider.base());
    Server::start_with(kind, &flags.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_provider_is_asked_as_documented() {
    for kind in Kind::BOTH {
        let provider = FakeProvider::start();
        let server = asking(kind, &provider);
        let mut answered = home();
        answered["country"] = json!("Sverige");
        provider.acts(Act::json(200, &answered));
        assert_eq!(ask(&server, ADDRESS, "121212+1212").expect(200), home());
        provider.acts(Act::json(200, &check()));
        assert_eq!(
            ask(&server, CREDIT, NUMBER).expect(200),
            json!({"person_number": NUMBER, "status": "done", "correlationid": "c-1",
                   "checkdate": "2026-11-23T09:00:00.000Z", "outcome": "ok"})
        );
        let seen = provider.seen();
        assert_eq!(seen.len(), 2);
        let [address, credit] = &seen[..] else { panic!("{seen:?}") };
        assert_eq!((address.method.as_str(), address.path.as_str()), ("POST", "/address/"));
        assert_eq!((credit.method.as_str(), credit.path.as_str()), ("POST", "/credit"));
        for one in &seen {
            assert_eq!(one.json(), json!({"person_number": NUMBER}));
            assert_eq!(one.header("content-type"), Some("application/json"));
            assert_eq!(one.header("accept"), Some("application/json"));
            assert_eq!(one.header("idempotency-key").map(str::len), Some(32));
        }
        assert_eq!(address.header("authorization"), Some(&*format!("Bearer {SECRET}")));
        assert_eq!(credit.header("authorization"), None);
        assert_ne!(address.header("idempotency-key"), credit.header("idempotency-key"));
        // Nobody of that number, and a provider that says less than it might.
        provider.acts(Act::json(404, &json!({"message": NUMBER})));
        for path in [ADDRESS, CREDIT] {
            let answer = ask(&server, path, NUMBER);
            assert_eq!(message(&answer, 404), "There is nobody with that number.");
        }
        provider.acts(Act::json(200, &json!({"surname": "Ek"})));
        let found = ask(&server, ADDRESS, NUMBER).expect(200);
        assert_eq!((&found["surname"], &found["zip"]), (&json!("Ek"), &Value::Null));
        // A connection is kept.
        provider.acts(Act::json(200, &home()));
        for _ in 0..10 {
            ask(&server, ADDRESS, NUMBER).expect(200);
        }
        assert_eq!(provider.connections(), 1);
        assert_eq!(server.get(CHECKS).items().len(), 1);
    }
}

#[test]
fn what_a_provider_does_wrong_is_a_503() {
    let long = "x".repeat(70_000);
    let provider = FakeProvider::start();
    let server = asking(Kind::Embedded, &provider);
    for (act, tries) in [
        (Act::json(200, &json!({"surname": 7})), 1),
        (Act::json(200, &json!({})), 1),
        (Act::json(200, &json!([home()])), 1),
        (Act::json(200, &json!(null)), 1),
        (Act::Answer(200, "", "<html>".into()), 1),
        (Act::Answer(200, "", String::new()), 1),
        (Act::Answer(200, "", "\u{fffd}{".into()), 1),
        (Act::json(200, &json!({"surname": long})), 1),
        (Act::Answer(204, "", String::new()), 1),
        (Act::Answer(302, "Location: /elsewhere\r\n", String::new()), 1),
        (Act::Answer(400, "", "{}".into()), 1),
        (Act::Answer(401, "", "{}".into()), 1),
        (Act::Answer(500, "", "{}".into()), 3),
        (Act::Answer(503, "Retry-After: 0\r\n", "{}".into()), 3),
        (Act::Answer(429, "Retry-After: 0\r\n", "{}".into()), 3),
        (Act::Answer(429, "Retry-After: 3600\r\n", "{}".into()), 1),
        (Act::Cut, 3),
        (Act::CutWithin, 3),
        (Act::Nonsense, 3),
        (Act::Slow(Duration::from_secs(20)), 1),
    ] {
        let before = provider.seen().len();
        provider.acts(act.clone());
        let began = Instant::now();
        let answer = ask(&server, ADDRESS, NUMBER);
        assert!(began.elapsed() < Duration::from_secs(4), "{act:?}: {:?}", began.elapsed());
        assert!(message(&answer, 503).ends_with("Try again in a moment."), "{act:?}");
        assert!(answer.header("retry-after").is_some(), "{act:?}");
        let seen = provider.seen().split_off(before);
        assert_eq!(seen.len(), tries, "{act:?}");
        let keys: Vec<_> = seen.iter().map(|one| one.header("idempotency-key")).collect();
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        // It is over when it is over.
        provider.acts(Act::json(200, &home()));
        assert_eq!(ask(&server, ADDRESS, NUMBER).expect(200), home(), "{act:?}");
    }
}

#[test]
fn a_failed_check_is_neither_answered_nor_kept() {
    for kind in Kind::BOTH {
        let provider = FakeProvider::start();
        let server = asking(kind, &provider);
        for answer in [
            json!({"status": "done"}),
            json!({"status": "done", "correlationid": "c", "checkdate": "soon"}),
            json!({"status": null, "correlationid": "c"}),
        ] {
            provider.acts(Act::json(200, &answer));
            ask(&server, CREDIT, NUMBER).expect(503);
        }
        assert!(server.get(CHECKS).items().is_empty());
    }
}

#[test]
fn what_passes_is_tried_again() {
    for kind in Kind::BOTH {
        let provider = FakeProvider::start();
        let server = asking(kind, &provider);
        for passing in [
            Act::Answer(500, "", String::new()),
            Act::Answer(429, "Retry-After: 0\r\n", String::new()),
            Act::Cut,
            Act::CutWithin,
        ] {
            let before = provider.seen().len();
            provider.acts_first([passing.clone(), passing.clone()], Act::json(200, &check()));
            ask(&server, CREDIT, NUMBER).expect(200);
            let seen = provider.seen().split_off(before);
            assert_eq!(seen.len(), 3, "{passing:?}");
            let keys: Vec<_> = seen.iter().map(|one| one.header("idempotency-key")).collect();
            assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        }
        assert_eq!(server.get(CHECKS).items().len(), 4);
    }
}

#[test]
fn a_provider_that_fails_is_left_alone_for_a_while() {
    for kind in Kind::BOTH {
        let provider = FakeProvider::start();
        let server = asking(kind, &provider);
        provider.acts(Act::Answer(400, "", String::new()));
        let asked = || {
            let before = provider.seen().len();
            let status = ask(&server, ADDRESS, NUMBER).status;
            (status, provider.seen().len() - before)
        };
        for _ in 0..5 {
            assert_eq!(asked(), (503, 1));
        }
        // Now it is, and what it would answer makes no difference. Another provider is asked.
        provider.acts(Act::json(200, &home()));
        for _ in 0..3 {
            assert_eq!(asked(), (503, 0));
        }
        provider.acts(Act::json(200, &check()));
        ask(&server, CREDIT, NUMBER).expect(200);
        // After the pause one question decides: first it fails, then it does not.
        std::thread::sleep(Duration::from_millis(750));
        provider.acts(Act::Answer(400, "", String::new()));
        assert_eq!(asked(), (503, 1));
        assert_eq!(asked(), (503, 0));
        std::thread::sleep(Duration::from_millis(750));
        provider.acts(Act::json(200, &home()));
        for _ in 0..3 {
            assert_eq!(asked(), (200, 1));
        }
    }
}

#[test]
fn nobody_there_is_a_503_and_other_requests_go_on() {
    let provider = FakeProvider::start();
    let gone = provider.base().replace("127.0.0.1", "127.0.0.2");
    let flags = over_http(&gone);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let server = Server::start_with(Kind::Embedded, &flags);
    ask(&server, ADDRESS, NUMBER).expect(503);
    assert!(provider.seen().is_empty());
    // A slow provider holds nobody else up: no transaction waits for it.
    let server = asking(Kind::Embedded, &provider);
    provider.acts(Act::Slow(Duration::from_secs(20)));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| ask(&server, CREDIT, NUMBER).status);
        while provider.seen().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let began = Instant::now();
        for n in 0..5 {
            server.account(&format!("Konto {n}"), json!({}));
        }
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
        assert_eq!(waiting.join().unwrap(), 503);
    });
}

/// Asks about a number over a connection of its own; answers the status.
fn post(base: &str, token: &str, path: &str, number: &str) -> u16 {
    let host = base.trim_start_matches("http://");
    let body = json!({ "person_number": number }).to_string();
    let length = body.len();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Token: {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn no_log_holds_a_number_a_secret_or_an_answer() {
    let provider = FakeProvider::start();
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join("log");
    let wrapped =
        ["bash", "-c", "exec \"$@\" 2> \"$0\"", log.to_str().unwrap(), super::phones::STRATUS];
    let token = "token-of-who-looks-at-logs";
    let mut flags: Vec<String> =
        ["demo", "--listen", "127.0.0.1:0", "--accounts", "1", "--token", token]
            .map(str::to_owned)
            .to_vec();
    flags.extend(over_http(provider.base()));
    flags.extend(["--log-level".to_owned(), "trace".to_owned()]);
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    let program = Program::start(&wrapped, &flags);
    let client = |path: &str, number: &str| post(&program.base, token, path, number);
    provider.acts(Act::json(200, &self::home()));
    assert_eq!(client(ADDRESS, NUMBER), 200);
    provider.acts(Act::json(200, &check()));
    assert_eq!(client(CREDIT, NUMBER), 200);
    assert_eq!(client(CREDIT, "191212121213"), 400);
    for act in [
        Act::json(404, &json!({"person_number": NUMBER})),
        Act::json(200, &json!({"person_number": NUMBER})),
        Act::json(400, &json!({"message": NUMBER})),
        Act::json(500, &json!({"message": NUMBER})),
        Act::Answer(200, "", format!("not JSON {NUMBER}")),
        Act::CutWithin,
        Act::Nonsense,
    ] {
        provider.acts(act);
        client(ADDRESS, NUMBER);
    }
    let mut program = program;
    program.signal("TERM");
    assert_eq!(program.code_within(Duration::from_secs(10)), Some(0));
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("TRACE") && text.contains("answers 400"), "{text}");
    for hidden in ["1212121212", "1212121213", "Storgatan", SECRET, token] {
        let line = text.lines().find(|line| line.contains(hidden));
        assert_eq!(line, None, "{hidden} is in the log");
    }
}

/// The blocks of JSON in the document of services.
fn documented() -> Vec<Value> {
    let text = include_str!("../../../docs/services.md");
    let blocks = text.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| serde_json::from_str(block).unwrap()).collect()
}

#[test]
fn the_document_shows_what_is_understood() {
    let provider = FakeProvider::start();
    let server = asking(Kind::Embedded, &provider);
    let [address, credit] = &documented()[..] else { panic!("two answers are shown") };
    provider.acts(Act::json(200, address));
    assert_eq!(ask(&server, ADDRESS, NUMBER).expect(200), *address);
    provider.acts(Act::json(200, credit));
    let checked = ask(&server, CREDIT, NUMBER).expect(200);
    for name in ["status", "correlationid", "outcome"] {
        assert_eq!(checked[name], credit[name]);
    }
    // The numbers of the simulator, and what the table says of them.
    let server = Server::start_with(Kind::Embedded, &SIMULATED);
    let text = include_str!("../../../docs/services.md");
    let mut told = 0;
    for line in text.lines().filter(|line| line.starts_with("| 99")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (birth, number) = (cells[1], cells[2].trim_matches('`'));
        assert_eq!(&number[8..11], birth);
        let answer = ask(&server, CREDIT, number);
        let outcome = || answer.json()["outcome"].as_str().unwrap_or_default().to_owned();
        let shown = match answer.status {
            200 => format!("credit `{}`", outcome()),
            status => format!(": {status}"),
        };
        assert!(cells[3].ends_with(&shown), "{line}: {shown}");
        told += 1;
    }
    assert_eq!(told, 5);
}
