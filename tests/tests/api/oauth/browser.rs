//! A real browser signs in, with the second factor, lets a client in, and lands where it should.
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use testkit::{Browser, Kind};

use super::second_factor::{code, given, step};
use super::{CHALLENGE, PASSWORD, Scene, VERIFIER, encoded};

/// A program on the user's machine that waits to be sent back to; answers its port.
fn program() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head);
            let page = "<!doctype html><title>back</title><h1>Welcome back</h1>";
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    port
}

#[test]
fn a_browser_signs_in_consents_and_lands_on_the_redirect() {
    let Some(browser) = Browser::start("sv-SE") else {
        // `cargo xtask test` says so too, before it begins.
        eprintln!("LEFT OUT: there is no Chromium with chromedriver on this machine.");
        return;
    };
    let scene = Scene::start(Kind::Embedded, &[]);
    let key = given(&scene);
    let back = format!("http://127.0.0.1:{}/back", program());
    let query = encoded(&[
        ("response_type", "code"),
        ("client_id", &scene.phone.identifier),
        ("redirect_uri", &back),
        ("scope", "read write"),
        ("state", "kept"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    browser.go(&format!("{}/oauth/authorize?{query}", scene.server.base()));
    browser.shows("h1", "Logga in");
    assert_eq!(browser.run("return document.documentElement.lang"), "sv");
    // The style is applied, so the policy lets it.
    let corner = "return getComputedStyle(document.querySelector('main')).borderRadius";
    assert_eq!(browser.run(corner), "12px");

    browser.fill("#email", "säljare@example.org");
    browser.fill("#password", "not the right one");
    browser.click("button[value=password]");
    browser.shows("[role=alert]", "stämmer inte");
    assert_eq!(browser.run("return document.querySelector('#email').value"), "säljare@example.org");
    browser.fill("#password", PASSWORD);
    browser.click("button[value=password]");

    browser.fill("#code", "000000");
    browser.click("button[value=code]");
    browser.shows("[role=alert]", "Koden stämmer inte");
    browser.fill("#code", &code(&key, step()));
    browser.click("button[value=code]");

    browser.shows("h1", "Släpp in Telefon?");
    assert_eq!(browser.run("return document.querySelectorAll('main li').length"), 2);
    // No script sees the cookie.
    assert_eq!(browser.run("return document.cookie"), "");
    browser.click("button[value=allow]");

    let landed = browser.lands_at(&back);
    browser.shows("h1", "Welcome back");
    let landed = url::Url::parse(&landed).unwrap();
    let told = |name: &str| {
        let mut pairs = landed.query_pairs();
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    assert_eq!((told("state").as_str(), told("iss").as_str()), ("kept", scene.server.base()));
    let tokens = scene.post(
        "/oauth/token",
        "",
        &[
            ("grant_type", "authorization_code"),
            ("client_id", &scene.phone.identifier),
            ("code", &told("code")),
            ("redirect_uri", &back),
            ("code_verifier", VERIFIER),
        ],
    );
    let tokens = tokens.expect(200);
    assert_eq!(scene.reads(tokens["access_token"].as_str().unwrap()), 200);

    // The page for looking after oneself, and out again.
    browser.go(&format!("{}/account/security", scene.server.base()));
    browser.shows("h1", "Säkerhet");
    browser.click("button[value=sign-out]");
    browser.shows("h1", "Logga in");
}

#[test]
fn a_browser_sets_up_a_second_factor() {
    let Some(browser) = Browser::start("en") else {
        eprintln!("LEFT OUT: there is no Chromium with chromedriver on this machine.");
        return;
    };
    let scene = Scene::start(Kind::Beside, &[]);
    browser.go(&format!("{}/account/security", scene.server.base()));
    browser.fill("#email", "säljare@example.org");
    browser.fill("#password", PASSWORD);
    browser.click("button[value=password]");
    browser.shows("h1", "Security");
    browser.fill("#proof", PASSWORD);
    browser.click("button[value=begin-factor]");
    let key = browser.text("#key");
    let wide = browser.run("return document.querySelector('svg').getBoundingClientRect().width");
    assert!(wide.as_f64().unwrap() > 200.0, "the picture shows: {wide}");
    browser.fill("#code", &code(&key, step()));
    browser.click("button[value=accept-factor]");
    browser.shows("h1", "Recovery codes");
    assert_eq!(browser.run("return document.querySelectorAll('main li').length"), 10);
    browser.click("main a");
    browser.shows("main", "Recovery codes left: 10.");
}
