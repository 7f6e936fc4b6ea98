//! The choice, made in invented worlds.
use std::cell::{Cell, RefCell};

use super::*;

const FIT: Found = Found::Fit { version: 15 };

#[derive(Default)]
struct Invented {
    named: Option<&'static str>,
    running: Vec<(&'static str, Found)>,
    installed: RefCell<Vec<Installation>>,
    broken: Vec<u32>,
    /// What installing brings, when it is allowed.
    package: Option<Result<u32, &'static str>>,
    installs: Cell<u32>,
}

fn installation(version: u32) -> Installation {
    Installation { programs: format!("/pg/{version}").into(), version }
}

impl World for Invented {
    fn named(&self) -> Option<String> {
        self.named.map(str::to_owned)
    }

    fn local(&self) -> Vec<String> {
        vec!["tcp".to_owned(), "socket".to_owned()]
    }

    fn ask(&self, url: &str) -> Found {
        let found = self.running.iter().find(|(running, _)| *running == url);
        found.map_or(Found::Unfit("nobody answers".to_owned()), |(_, found)| found.clone())
    }

    fn installed(&self) -> Vec<Installation> {
        self.installed.borrow().clone()
    }

    fn start(&self, installation: &Installation) -> Result<Server, String> {
        if self.broken.contains(&installation.version) {
            return Err("broken".to_owned());
        }
        Ok(Server::there(format!("own {}", installation.version), String::new()))
    }

    fn install(&self) -> Option<Result<(), String>> {
        self.installs.set(self.installs.get() + 1);
        Some(match self.package? {
            Ok(version) => {
                self.installed.borrow_mut().push(installation(version));
                Ok(())
            }
            Err(trouble) => Err(trouble.to_owned()),
        })
    }
}

fn installed(versions: &[u32]) -> RefCell<Vec<Installation>> {
    RefCell::new(versions.iter().copied().map(installation).collect())
}

fn unfit() -> Found {
    Found::Unfit("too old".to_owned())
}

#[test]
fn the_first_server_that_will_do_is_chosen() {
    let everything = || Invented {
        named: Some("named"),
        running: vec![("named", FIT), ("tcp", FIT), ("socket", FIT)],
        installed: installed(&[15, 17, 16]),
        ..Invented::default()
    };
    let cases = [
        ("the named one", everything(), false, "named"),
        ("a private one although another is named", everything(), true, "own 17"),
        (
            "the named one unasked",
            Invented { running: vec![("named", Found::Unasked), ("tcp", FIT)], ..everything() },
            false,
            "named",
        ),
        ("the running one", Invented { named: None, ..everything() }, false, "tcp"),
        (
            "the other running one",
            Invented {
                named: None,
                running: vec![("tcp", unfit()), ("socket", FIT)],
                ..everything()
            },
            false,
            "socket",
        ),
        (
            "none that could not be asked",
            Invented { named: None, running: vec![("tcp", Found::Unasked)], ..everything() },
            false,
            "own 17",
        ),
        (
            "the newest that starts",
            Invented {
                broken: vec![17],
                installed: installed(&[13, 15, 16, 17]),
                ..Invented::default()
            },
            false,
            "own 16",
        ),
        (
            "the distribution's",
            Invented { package: Some(Ok(15)), installed: installed(&[13]), ..Invented::default() },
            false,
            "own 15",
        ),
    ];
    for (what, world, private, url) in cases {
        assert_eq!(choose(&world, private).unwrap().url, url, "{what}");
    }
}

#[test]
fn nothing_is_installed_while_something_works() {
    let world =
        Invented { installed: installed(&[15]), package: Some(Ok(17)), ..Invented::default() };
    choose(&world, false).unwrap();
    assert_eq!(world.installs.get(), 0);
}

#[test]
fn a_named_server_is_used_or_nothing() {
    let world = Invented {
        named: Some("named"),
        running: vec![("named", unfit()), ("tcp", FIT)],
        installed: installed(&[15]),
        ..Invented::default()
    };
    let message = choose(&world, false).unwrap_err();
    assert!(message.contains(VARIABLE) && message.contains("too old"), "{message}");
}

#[test]
fn a_failure_says_what_to_do_and_what_was_tried() {
    let world = Invented {
        installed: installed(&[13, 16]),
        broken: vec![16],
        package: Some(Err("the network is gone")),
        ..Invented::default()
    };
    let message = choose(&world, false).unwrap_err();
    for part in [
        "apt-get install",
        VARIABLE,
        "/pg/13 has version 13, which is too old",
        "/pg/16 does not start: broken",
        "the network is gone",
    ] {
        assert!(message.contains(part), "{part} is not in\n{message}");
    }
    let message = choose(&Invented::default(), false).unwrap_err();
    assert!(!message.contains("What was tried"), "{message}");
}

#[test]
fn an_answer_is_judged() {
    for (answer, fit) in [
        ("150013|t|2\n", Some(15)),
        ("180000|t|2", Some(18)),
        ("140009|t|2", None),
        ("150013|f|2", None),
        ("150013|t|1", None),
        ("150013|t", None),
        ("fifteen|t|2", None),
        ("", None),
    ] {
        let version = match judge(answer) {
            Found::Fit { version } => Some(version),
            Found::Unfit(_) | Found::Unasked => None,
        };
        assert_eq!(version, fit, "{answer}");
    }
}
