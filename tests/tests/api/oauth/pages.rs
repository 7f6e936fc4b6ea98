//! The pages: who gets in, who does not, and what can be done to them from outside.
use std::time::Instant;

use super::{PASSWORD, Visitor, csrf, encoded, on_each, told, wait};

const SELLER: &str = "säljare@example.org";
const SECURITY: &str = "/account/security";

#[test]
fn pages_are_safe_to_show() {
    on_each(&[], |scene| {
        let authorize = scene.asking(&[]);
        let wrong = scene.asking(&[("client_id", "")]);
        let mut visitor = Visitor::new(&scene.server);
        let mut pages = vec![
            (visitor.get(&authorize), "https://app.example"),
            (visitor.get(&wrong), ""),
            (visitor.get(SECURITY), ""),
        ];
        visitor.sign_in(&authorize, SELLER);
        pages.push((visitor.get(&authorize), "https://app.example"));
        pages.push((visitor.get(SECURITY), ""));
        for (page, leads_to) in pages {
            let policy = page.header("content-security-policy").unwrap();
            for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{policy}");
            }
            let forms = format!("form-action 'self' {leads_to}");
            assert!(policy.contains(&format!("{};", forms.trim_end())), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            for (name, value) in [
                ("x-frame-options", "DENY"),
                ("referrer-policy", "no-referrer"),
                ("cache-control", "no-store"),
                ("x-content-type-options", "nosniff"),
                ("content-type", "text/html; charset=utf-8"),
            ] {
                assert_eq!(page.header(name), Some(value));
            }
            let text = page.text();
            assert!(!text.contains("<script") && !text.contains(" style="), "{text}");
            assert!(text.contains("<html lang=\"sv\">") && !text.contains(PASSWORD), "{text}");
        }
        let page = visitor.get(&authorize);
        assert!(page.text().contains("Webbutik &amp; Söner"), "{}", page.text());
        for method in ["PUT", "DELETE", "PATCH"] {
            for path in [authorize.as_str(), SECURITY] {
                let answer = visitor.send(method, path, None);
                assert_eq!(answer.status, 405, "{method} {path}");
                assert_eq!(answer.header("allow"), Some("GET, HEAD, POST"));
            }
        }
        // A closing slash makes no difference, also to where forms go.
        let page = visitor.get(&format!("{SECURITY}/"));
        let text = page.text().replace("&#x2f;", "/");
        assert!(text.contains("action=\"../security\""), "{text}");
        let head = visitor.send("HEAD", SECURITY, None);
        assert_eq!((head.status, head.body.len()), (200, 0));
    });
}

#[test]
fn cookies_are_kept_from_scripts_and_other_sites() {
    for (flags, start, secure) in [
        (&[][..], "stratus=", false),
        (&["--public-url", "https://crm.example"], "__Host-stratus=", true),
    ] {
        on_each(flags, |scene| {
            let path = scene.asking(&[]);
            let mut visitor = Visitor::new(&scene.server);
            let page = visitor.get(&path);
            let fields = [("step", "password"), ("email", SELLER), ("password", PASSWORD)];
            let entered = visitor.submit(&page, &path, &fields);
            assert_eq!(entered.status, 303, "{}", entered.text());
            for answer in [&page, &entered] {
                let set = answer.header("set-cookie").unwrap();
                assert!(set.starts_with(start), "{set}");
                assert!(set.contains("; Path=/; HttpOnly; SameSite=Lax"), "{set}");
                assert_eq!(set.contains("; Secure"), secure, "{set}");
                assert!(!set.contains("Domain") && !set.contains("Max-Age"), "{set}");
            }
            // What was there before signing in is of no use after.
            assert_ne!(page.header("set-cookie"), entered.header("set-cookie"));
            let before = page.header("set-cookie").unwrap().split(';').next().map(str::to_owned);
            let mut planted = Visitor { server: &scene.server, cookie: before };
            assert!(planted.get(&path).text().contains("name=\"password\""));
            // Back to the very page, and nowhere else.
            let place = entered.header("location").unwrap();
            assert_eq!(format!("/oauth/{place}"), path);
        });
    }
}

#[test]
fn forms_from_elsewhere_do_nothing() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut visitor = Visitor::new(&scene.server);
        let first = csrf(&visitor.get(&path));
        let password = [("step", "password"), ("email", SELLER), ("password", PASSWORD)];
        let mut other = Visitor::new(&scene.server);
        let others = csrf(&other.get(&path));
        // Nobody can be signed in by a form of somebody else.
        for token in ["", "wrong", &others] {
            let fields = [&[("csrf", token)][..], &password].concat();
            let answer = visitor.send("POST", &path, Some(&encoded(&fields)));
            assert_eq!((answer.status, answer.header("location")), (403, None), "{token}");
        }
        // Nor without a cookie.
        let fields = [&[("csrf", first.as_str())][..], &password].concat();
        let answer = Visitor::new(&scene.server).send("POST", &path, Some(&encoded(&fields)));
        assert_eq!((answer.status, answer.header("location")), (403, None));

        visitor.sign_in(&path, SELLER);
        other.sign_in(&path, "admin@example.org");
        let (page, others) = (visitor.get(&path), csrf(&other.get(&path)));
        let allow = [("step", "consent"), ("decision", "allow")];
        for token in ["", "wrong", &others, &first] {
            let fields = [&[("csrf", token)][..], &allow].concat();
            let answer = visitor.send("POST", &path, Some(&encoded(&fields)));
            assert_eq!((answer.status, answer.header("location")), (403, None), "{token}");
        }
        // As JSON, or twice over, it is no form of ours.
        let twice = encoded(&[
            ("csrf", &csrf(&page)),
            ("step", "consent"),
            ("decision", "deny"),
            ("decision", "allow"),
        ]);
        assert_eq!(visitor.send("POST", &path, Some(&twice)).status, 403);
        assert_eq!(visitor.submit(&page, &path, &allow).status, 303);
        for step in
            ["change-password", "begin-factor", "accept-factor", "remove-factor", "sign-out"]
        {
            let answer = visitor.send("POST", SECURITY, Some(&encoded(&[("step", step)])));
            assert_eq!(answer.status, 403, "{step}");
        }
        assert_eq!(visitor.get(SECURITY).status, 200);
        assert!(visitor.get(SECURITY).text().contains(SELLER), "still signed in");
    });
}

#[test]
fn a_cookie_of_somebody_else_is_no_way_in() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut seller = Visitor::new(&scene.server);
        seller.sign_in(&path, SELLER);
        let cookie = seller.cookie.clone().unwrap();
        let secret = cookie.strip_prefix("stratus=1.").unwrap();
        // The same secret in another tenant, and others that nobody has.
        let zeros = "0".repeat(64);
        for value in [
            format!("2.{secret}"),
            format!("1.{zeros}"),
            format!("0.{secret}"),
            format!("1.{secret}0"),
        ] {
            let cookie = Some(format!("stratus={value}"));
            let mut visitor = Visitor { server: &scene.server, cookie };
            assert!(visitor.get(SECURITY).text().contains("name=\"organisation\""), "{value}");
        }
        // A form of one user under the cookie of another.
        let mut admin = Visitor::new(&scene.server);
        admin.sign_in(&path, "admin@example.org");
        let page = admin.get(&path);
        let answer = seller.submit(&page, &path, &[("step", "consent"), ("decision", "allow")]);
        assert_eq!((answer.status, answer.header("location")), (403, None));
    });
}

#[test]
fn nobody_learns_who_has_an_account() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        scene.server.put("/users/3", &serde_json::json!({"active": 0})).expect(200);
        let ask = |email: &str| {
            let mut visitor = Visitor::new(&scene.server);
            let page = visitor.get(&path);
            let fields =
                [("step", "password"), ("email", email), ("password", "wrong wrong wrong")];
            let started = Instant::now();
            let answer = visitor.submit(&page, &path, &fields);
            let text = answer.text().replace(email, "EMAIL").replace(&csrf(&answer), "CSRF");
            (answer.status, text, started.elapsed())
        };
        let (status, known, _) = ask(SELLER);
        assert_eq!(status, 400, "{known}");
        for email in ["nobody@example.org", "revisor@example.org", "no address", "x or 1=1 --"] {
            let (status, text, _) = ask(email);
            assert_eq!((status, &text), (400, &known), "{email}");
        }
    });
}

#[test]
fn attempts_are_slowed_down_whoever_they_are_at() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        for email in [SELLER, "nobody@example.org"] {
            let mut visitor = Visitor::new(&scene.server);
            let try_one = |visitor: &mut Visitor<'_>, password: &str| {
                let page = visitor.get(&path);
                let fields = [("step", "password"), ("email", email), ("password", password)];
                visitor.submit(&page, &path, &fields)
            };
            let refused = super::until_told_to_wait(|| try_one(&mut visitor, "wrong"));
            assert!(refused >= 6, "{refused}");
            // Now even the right one has to wait.
            let answer = try_one(&mut visitor, PASSWORD);
            assert_eq!(answer.status, 429, "{}", answer.text());
            wait(&answer);
            let answer = try_one(&mut visitor, PASSWORD);
            assert_eq!(answer.status, if email == SELLER { 303 } else { 400 });
        }
        // A success forgets what was before.
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(&path, SELLER);
        // Another account is not held up by it.
        Visitor::new(&scene.server).sign_in(&path, "admin@example.org");
    });
}

#[test]
fn an_address_that_several_tenants_know_needs_the_tenants_number() {
    on_each(&[], |scene| {
        // Each tenant has its admin@example.org.
        for (organisation, enters) in
            [("", false), ("1", true), ("2", true), ("3", false), ("x", false)]
        {
            let mut visitor = Visitor::new(&scene.server);
            let page = visitor.get(SECURITY);
            let fields = [
                ("step", "password"),
                ("email", "Admin@Example.org"),
                ("password", PASSWORD),
                ("organisation", organisation),
            ];
            let answer = visitor.submit(&page, SECURITY, &fields);
            assert_eq!(answer.status, if enters { 303 } else { 400 }, "{organisation}");
        }
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(SECURITY, SELLER);
        // One that is shut out lets nobody in, and whoever is in is out.
        let mut strange = Visitor::new(&scene.server);
        let page = strange.get(SECURITY);
        let fields = [
            ("step", "password"),
            ("email", "admin@example.org"),
            ("password", PASSWORD),
            ("organisation", "2"),
        ];
        assert_eq!(strange.submit(&page, SECURITY, &fields).status, 303);
        assert!(strange.get(SECURITY).text().contains("change-password"));
        scene
            .server
            .operate(|tx, context| stratus_server::people::revoke_tenant(tx, context, 2, 1));
        assert!(!strange.get(SECURITY).text().contains("change-password"));
        let page = strange.get(SECURITY);
        assert_eq!(strange.submit(&page, SECURITY, &fields).status, 400);
    });
}

#[test]
fn signing_out_ends_it() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(&path, SELLER);
        let cookie = visitor.cookie.clone();
        let page = visitor.get(&path);
        let answer = visitor.submit(&page, &path, &[("step", "sign-out")]);
        assert_eq!(answer.status, 303);
        assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
        // Also for who kept the cookie.
        let mut kept = Visitor { server: &scene.server, cookie };
        assert!(kept.get(&path).text().contains("name=\"password\""));
        // Whoever is deactivated is out, and stays out.
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(SECURITY, SELLER);
        for active in [0, 1] {
            scene.server.put("/users/2", &serde_json::json!({"active": active})).expect(200);
            assert!(!visitor.get(SECURITY).text().contains("change-password"));
        }
    });
}

#[test]
fn sign_ins_leave_traces_whether_they_succeed_or_not() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut visitor = Visitor::new(&scene.server);
        let page = visitor.get(&path);
        let wrong = [("step", "password"), ("email", SELLER), ("password", "wrong wrong wrong")];
        assert_eq!(visitor.submit(&page, &path, &wrong).status, 400);
        visitor.sign_in(&path, SELLER);
        // Nobody waits for the trace of a refusal.
        let deadline = Instant::now() + std::time::Duration::from_secs(20);
        for event in ["signed%20in", "sign-in%20refused"] {
            let found = loop {
                let items = scene.server.get(&format!("/audit?event={event}")).items();
                if !items.is_empty() || Instant::now() > deadline {
                    break items;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            };
            assert_eq!(found.len(), 1, "{event}");
            assert_eq!((&found[0]["kind"], &found[0]["user"]["id"]), (&"users".into(), &2.into()));
            assert_eq!(found[0]["address"], "127.0.0.1");
        }
    });
}

#[test]
fn users_are_asked_once_for_as_much() {
    on_each(&[], |scene| {
        let path = scene.asking(&[]);
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(&path, SELLER);
        assert!(told(&visitor.consent(&path), "code").is_some());
        let again = visitor.get(&path);
        assert!(told(&again, "code").is_some(), "{}", again.text());
        // More is another question, and so is another user.
        let more = scene.asking(&[("scope", "write")]);
        assert_eq!(visitor.get(&more).status, 200);
        assert!(told(&visitor.consent(&more), "code").is_some());
        assert!(told(&visitor.get(&path), "code").is_some(), "less is not");
        let mut other = Visitor::new(&scene.server);
        other.sign_in(&path, "admin@example.org");
        assert_eq!(other.get(&path).status, 200);
    });
}

#[test]
fn a_sign_in_ends_by_itself() {
    on_each(&["--sign-in-time", "1s"], |scene| {
        let mut visitor = Visitor::new(&scene.server);
        visitor.sign_in(SECURITY, SELLER);
        assert!(visitor.get(SECURITY).text().contains("change-password"));
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert!(!visitor.get(SECURITY).text().contains("change-password"));
    });
}

#[test]
fn passwords_are_changed_by_who_knows_them() {
    on_each(&[], |scene| {
        let mut visitor = Visitor::new(&scene.server);
        let mut elsewhere = Visitor::new(&scene.server);
        visitor.sign_in(SECURITY, SELLER);
        elsewhere.sign_in(SECURITY, SELLER);
        let change = |visitor: &mut Visitor<'_>, old: &str, new: &str| {
            let page = visitor.get(SECURITY);
            let fields = [("step", "change-password"), ("password", old), ("new", new)];
            visitor.submit(&page, SECURITY, &fields)
        };
        for (old, new) in [
            ("wrong", "another good password"),
            (PASSWORD, "short"),
            (PASSWORD, ""),
            (PASSWORD, SELLER),
            (PASSWORD, "aaaaaaaaaaaaaaaa"),
        ] {
            assert_eq!(change(&mut visitor, old, new).status, 400, "{new}");
        }
        let answer = change(&mut visitor, PASSWORD, "another good password");
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(visitor.get(SECURITY).text().contains("change-password"), "still in");
        assert!(!elsewhere.get(SECURITY).text().contains("change-password"), "out elsewhere");
        // The form on the page that was answered works, and the old password does not.
        let page = answer;
        let fields =
            [("step", "change-password"), ("password", PASSWORD), ("new", "yet another one")];
        assert_eq!(visitor.submit(&page, SECURITY, &fields).status, 400);
        let mut again = Visitor::new(&scene.server);
        for (password, status) in [(PASSWORD, 400), ("another good password", 303)] {
            let page = again.get(SECURITY);
            let fields = [("step", "password"), ("email", SELLER), ("password", password)];
            assert_eq!(again.submit(&page, SECURITY, &fields).status, status);
        }
    });
}
