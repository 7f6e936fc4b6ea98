//! How often a caller may ask, over HTTP.
use serde_json::json;
use testkit::{ADMIN, Kind, SELLER, Server};

#[test]
fn a_token_that_asks_too_often_does_nothing_until_it_may_again() {
    for kind in Kind::BOTH {
        let server = Server::start_with(kind, &["--rate-limit-token", "3/6s"]);
        for left in ["\"token\";r=2;t=2", "\"token\";r=1;t=4", "\"token\";r=0;t=6"] {
            let answer = server.post("/tags", &json!({"name": "x"}));
            answer.expect(201);
            assert_eq!(answer.header("ratelimit"), Some(left));
            assert_eq!(answer.header("ratelimit-policy"), Some("\"token\";q=3;w=6"));
        }
        let refused = server.post("/tags", &json!({"name": "x"}));
        assert!(refused.expect(429)["message"].as_str().unwrap().contains("too often"));
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=2).contains(&wait), "{wait}");
        let tags = server.call(SELLER, "GET", "/tags", None).expect(200);
        assert_eq!(tags[0]["total"], 3, "what was refused was not done");
        // In the other header it is the same token.
        let bearer = format!("Bearer {ADMIN}");
        let headers = [("authorization", bearer.as_str())];
        server.send("GET", "/tags", &headers, None).expect(429);
        std::thread::sleep(std::time::Duration::from_secs(wait));
        server.get("/tags").expect(200);
    }
}

#[test]
fn unless_it_is_asked_for_nobody_is_limited_and_nothing_said_of_it() {
    let server = Server::start(Kind::Embedded);
    let answer = server.get("/tags");
    assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), (None, None));
}
