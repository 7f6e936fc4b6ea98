//! The process is killed in the middle of everything: a grant has one refresh token that is good at
//! most, and none of its codes and tokens is half there.
use crm::demo::load;
use crm::identity::{NewClient, credentials, register};
use engine::problem::Problem;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use testkit::{Kind, Server, kill};

use super::{HASH, beside, encoded};

const STRATUS: &[&str] = &[env!("CARGO_BIN_EXE_stratus-under-test")];

const CLIENTS: usize = 4;

/// Asks for tokens, and answers the refresh token; `None` when no answer came.
fn token(server: &Server, params: &[(&str, &str)]) -> Option<String> {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let body = encoded(params);
    let answer = server.try_send("POST", "/oauth/token", &headers, Some(body.as_bytes()))?;
    let refresh = || answer.json()["refresh_token"].as_str().unwrap().to_owned();
    (answer.status == 200).then(refresh)
}

/// The refresh token that follows `known`; `None` when none came.
fn renew(server: &Server, identifier: &str, known: &str) -> Option<String> {
    let params =
        [("grant_type", "refresh_token"), ("client_id", identifier), ("refresh_token", known)];
    token(server, &params)
}

#[test]
fn a_killed_process_leaves_no_grant_with_two_refresh_tokens() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        let made = beside(&server, 1, |work| {
            credentials::set_password(work, 2, Some(HASH))?;
            let new = NewClient {
                name: "Telefon".to_owned(),
                public: true,
                redirects: vec!["http://127.0.0.1/back".to_owned()],
                ..NewClient::default()
            };
            register(work, &new)
        });
        let identifier = made.identifier;
        let path = format!(
            "/oauth/authorize?{}",
            encoded(&[
                ("response_type", "code"),
                ("client_id", &identifier),
                ("redirect_uri", "http://127.0.0.1/back"),
                ("code_challenge", super::CHALLENGE),
                ("code_challenge_method", "S256"),
            ])
        );
        for _ in 0..2 {
            let refresh: Vec<Mutex<String>> = (0..CLIENTS)
                .map(|_| {
                    let mut visitor = super::Visitor::new(&server);
                    visitor.sign_in(&path, "säljare@example.org");
                    let code = super::told(&visitor.consent(&path), "code").unwrap();
                    let refresh = token(
                        &server,
                        &[
                            ("grant_type", "authorization_code"),
                            ("client_id", &identifier),
                            ("code", &code),
                            ("redirect_uri", "http://127.0.0.1/back"),
                            ("code_verifier", super::VERIFIER),
                        ],
                    );
                    Mutex::new(refresh.unwrap())
                })
                .collect();
            let renewed = AtomicUsize::new(0);
            let id = server.process_id();
            std::thread::scope(|scope| {
                for known in &refresh {
                    let (server, identifier, renewed) = (&server, &identifier, &renewed);
                    scope.spawn(move || {
                        let mut known = known.lock().unwrap();
                        while let Some(next) = renew(server, identifier, &known) {
                            *known = next;
                            renewed.fetch_add(1, Ordering::Relaxed);
                        }
                    });
                }
                let end = Instant::now() + Duration::from_secs(20);
                while renewed.load(Ordering::Relaxed) < 40 {
                    assert!(Instant::now() < end, "they do not come far enough");
                    std::thread::sleep(Duration::from_millis(1));
                }
                kill(id);
            });
            server.restart();
            assert_eq!(good(&server), [1; CLIENTS]);
            // Each goes on with what it has. Who missed the last answer shows one that was used,
            // which ends its grant.
            let on = refresh
                .iter()
                .filter(|known| renew(&server, &identifier, &known.lock().unwrap()).is_some());
            let on = on.count();
            assert_eq!(good(&server), vec![1; on]);
            // Those that went on are let go: what they showed is shown once more.
            for known in &refresh {
                assert!(renew(&server, &identifier, &known.lock().unwrap()).is_none());
            }
            assert!(good(&server).is_empty());
        }
    }
}

/// How many refresh tokens that were not shown yet each grant that is not revoked has.
fn good(server: &Server) -> Vec<usize> {
    let store = server.database.open();
    let context = super::context();
    let found: Result<Vec<usize>, Problem> = store.read_blocking(move |tx| {
        let mut work = load::work(tx, &context, 1, 0);
        let grants = work.load_all(&crm::GRANTS, &[])?;
        let tokens = work.load_all(&crm::REFRESH_TOKENS, &[])?;
        let live = grants.iter().filter(|grant| grant.int("revoked").is_none());
        Ok(live
            .map(|grant| {
                let its = tokens.iter().filter(|token| token.int("grantid") == Some(grant.id));
                its.filter(|token| token.int("used").is_none()).count()
            })
            .collect())
    });
    store.shutdown_blocking();
    found.unwrap()
}

#[test]
fn a_token_tells_when_it_was_last_shown() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        let before = jiff::Timestamp::now().as_millisecond();
        server.get("/users/me").expect(200);
        // It is written down once a minute, and before the end.
        server.signal("TERM");
        assert_eq!(server.code_within(Duration::from_secs(20)), Some(0));
        let seen = beside(&server, 1, |work| {
            let tokens = work.load_all(&crm::TOKENS, &[])?;
            Ok(tokens.iter().map(|token| token.int("lastused")).collect::<Vec<_>>())
        });
        assert!(seen[0].is_some_and(|at| at >= before), "{seen:?}");
        assert_eq!(seen[1..], [None, None], "{seen:?}");
    }
}
