//! What the log must not hold, however much is logged.
use super::bank::{Bank, SECRET, Says, complete, error, started};
use serde_json::json;
use testkit::{Kind, Server};

const STRATUS: &str = env!("CARGO_BIN_EXE_stratus-under-test");

#[test]
fn neither_numbers_nor_secrets_nor_signatures_are_logged() {
    let bank = Bank::open();
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().display().to_string();
    // The helper asks for no log at all; here everything is wanted.
    let all = format!(
        "exec \"$0\" $(printf '%s\\n' \"$@\" | sed '/^--log-level$/{{n;s/off/trace/}}') 2>{path}"
    );
    let flags = bank.flags();
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    {
        let server = Server::spawn(&["sh", "-c", &all, STRATUS], Kind::Embedded, &flags);
        let body = json!({"abstract": "Hemligt avtal", "personalnumber": "199001019802"});
        for says in [
            Says::Json(400, error("alreadyInProgress")),
            Says::Json(400, json!({"errorCode": "x", "details": "about 199001019802"})),
            Says::Nonsense,
            Says::Json(200, json!({"orderRef": "199001019802"})),
        ] {
            bank.says([says]);
            assert!(server.post("/bankid", &body).status > 400);
        }
        bank.says([started("a"), Says::Json(503, error("maintenance"))]);
        server.post("/bankid", &body).expect(200);
        std::thread::sleep(std::time::Duration::from_millis(2100));
        server.get("/bankid/1").expect(503);
        bank.says([Says::Json(200, complete("SEVNTElHU0lHTkFUVVI="))]);
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(server.get("/bankid/1").expect(200)["status"], "complete");
        bank.heard();
    }
    let log = std::fs::read_to_string(file.path()).unwrap();
    assert!(log.contains("maintenance"), "what went wrong is logged: {log}");
    for secret in
        ["199001019802", "Hemligt", SECRET, "SEVNTElHU0lHTkFUVVI", "PRIVATE KEY", "Nilsson"]
    {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
