//! The second factor: set up on the page, asked for when signing in, good once.
use testkit::{Answer, Server};
use totp_rs::{Builder, Secret};

use super::{PASSWORD, Scene, Visitor, beside, on_each, told};

const SELLER: &str = "säljare@example.org";
const SECURITY: &str = "/account/security";

/// What an app shows for a key in a time step.
pub(super) fn code(key: &str, step: i64) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let at = (30 * step).try_into().unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(at).to_string()
}

/// The time step of now. Codes of it and of the next are good for half a minute at least.
pub(super) fn step() -> i64 {
    jiff::Timestamp::now().as_second() / 30
}

/// The text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap_or_else(|| panic!("{text}")).1.split_once(end).unwrap().0
}

/// Sets up the second factor of the seller on the page; answers its key, the step whose code was
/// shown for it, and the recovery codes.
fn set_up(visitor: &mut Visitor<'_>) -> (String, i64, Vec<String>) {
    let page = visitor.get(SECURITY);
    let fields = [("step", "begin-factor"), ("password", PASSWORD)];
    let page = visitor.submit(&page, SECURITY, &fields);
    let text = page.text();
    assert!(text.contains("<svg") && !text.contains("<?xml"), "{text}");
    let key = between(&text, "<code id=\"key\">", "</code>").to_owned();
    let wrong = visitor.submit(&page, SECURITY, &[("step", "accept-factor"), ("code", "000000x")]);
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains(&key), "the same key is shown again");
    // Until a code was shown, nothing is asked for.
    Visitor::new(visitor.server).sign_in(SECURITY, SELLER);
    let base = step();
    let shown = code(&key, base);
    let page = visitor.submit(&wrong, SECURITY, &[("step", "accept-factor"), ("code", &shown)]);
    let text = page.text();
    assert_eq!(page.status, 200, "{text}");
    let codes: Vec<String> = text
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10, "{text}");
    (key, base, codes)
}

/// Signs in with the password, and answers the page that asks for the code.
fn half_way<'a>(server: &'a Server, path: &str) -> (Visitor<'a>, Answer) {
    let mut visitor = Visitor::new(server);
    visitor.sign_in(path, SELLER);
    let page = visitor.get(path);
    assert!(page.text().contains("name=\"code\""), "{}", page.text());
    (visitor, page)
}

fn show(visitor: &mut Visitor<'_>, page: &Answer, path: &str, code: &str) -> u16 {
    visitor.submit(page, path, &[("step", "code"), ("code", code)]).status
}

#[test]
fn a_code_is_needed_and_good_once() {
    on_each(&[], |scene| {
        let mut owner = Visitor::new(&scene.server);
        owner.sign_in(SECURITY, SELLER);
        let (key, base, codes) = set_up(&mut owner);
        let path = scene.asking(&[]);

        let (mut visitor, page) = half_way(&scene.server, &path);
        // Half way in is not in.
        let answer = visitor.submit(&page, &path, &[("step", "consent"), ("decision", "allow")]);
        assert_eq!((answer.status, answer.header("location")), (403, None));
        assert!(!visitor.get(SECURITY).text().contains("change-password"));
        // The one that set it up was used up by that.
        assert_eq!(show(&mut visitor, &page, &path, &code(&key, base)), 400);
        assert_eq!(show(&mut visitor, &page, &path, &code(&key, base + 9)), 400);
        let before = visitor.cookie.clone();
        let shown = code(&key, base + 1);
        assert_eq!(show(&mut visitor, &page, &path, &shown), 303);
        assert_ne!(visitor.cookie, before, "the cookie is another one");
        assert!(told(&visitor.consent(&path), "code").is_some());

        // The same code again, in another browser.
        let (mut other, page) = half_way(&scene.server, &path);
        assert_eq!(show(&mut other, &page, &path, &shown), 400);
        assert_eq!(show(&mut other, &page, &path, &codes[0]), 303);
        // The half-way cookie is over.
        let mut old = Visitor { server: &scene.server, cookie: before };
        assert!(old.get(&path).text().contains("name=\"password\""));
    });
}

#[test]
fn codes_cannot_be_guessed() {
    on_each(&[], |scene| {
        let mut owner = Visitor::new(&scene.server);
        owner.sign_in(SECURITY, SELLER);
        let (key, base, _) = set_up(&mut owner);
        // Signing in anew is no way round.
        let refused = super::until_told_to_wait(|| {
            let (mut visitor, page) = half_way(&scene.server, SECURITY);
            visitor.submit(&page, SECURITY, &[("step", "code"), ("code", "000000")])
        });
        assert!(refused >= 6, "{refused}");
        let (mut visitor, page) = half_way(&scene.server, SECURITY);
        let shown = code(&key, base + 1);
        let fields = [("step", "code"), ("code", shown.as_str())];
        let answer = visitor.submit(&page, SECURITY, &fields);
        assert_eq!(answer.status, 429, "the right one has to wait too");
        super::wait(&answer);
        assert_eq!(visitor.submit(&page, SECURITY, &fields).status, 303);
    });
}

#[test]
fn recovery_codes_let_in_once_each() {
    on_each(&[], |scene| {
        let mut owner = Visitor::new(&scene.server);
        owner.sign_in(SECURITY, SELLER);
        let (_, _, codes) = set_up(&mut owner);
        let (mut visitor, page) = half_way(&scene.server, SECURITY);
        assert_eq!(show(&mut visitor, &page, SECURITY, &codes[0].to_uppercase()), 303);
        assert!(visitor.get(SECURITY).text().contains(": 9."), "one less is left");
        let (mut visitor, page) = half_way(&scene.server, SECURITY);
        assert_eq!(show(&mut visitor, &page, SECURITY, &codes[0]), 400);
        assert_eq!(show(&mut visitor, &page, SECURITY, &codes[9]), 303);
        // None of them is stored.
        let stored = beside(&scene.server, 1, |work| {
            let rows = work.load_all(&crm::CREDENTIALS, &[])?;
            Ok(rows
                .iter()
                .filter_map(|row| row.text("recovery").map(str::to_owned))
                .collect::<String>())
        });
        assert!(codes.iter().all(|code| !stored.contains(code)), "{stored}");
    });
}

#[test]
fn the_second_factor_is_turned_off_with_the_password() {
    on_each(&[], |scene| {
        let mut owner = Visitor::new(&scene.server);
        owner.sign_in(SECURITY, SELLER);
        set_up(&mut owner);
        for (password, status) in [("wrong", 400), (PASSWORD, 200)] {
            let page = owner.get(SECURITY);
            let fields = [("step", "remove-factor"), ("password", password)];
            assert_eq!(owner.submit(&page, SECURITY, &fields).status, status);
        }
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(SECURITY, SELLER);
        assert!(visitor.get(SECURITY).text().contains("begin-factor"));
    });
}

/// Gives the seller a second factor beside the server; answers its key.
pub(super) fn given(scene: &Scene) -> String {
    let key = stratus_server::auth::second_factor::new_secret().unwrap();
    let secret = key.clone();
    scene.server.operate(move |tx, context| {
        stratus_server::people::set_second_factor(tx, context, "1/2", &secret, 0).map(drop)
    });
    key
}
