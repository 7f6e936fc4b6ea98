//! A browser, driven by the W3C's WebDriver protocol: Chromium and its driver, where they are
//! installed.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How elements are named in answers.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long the driver may take to start, and a page to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two looks at what is waited for.
const PAUSE: Duration = Duration::from_millis(50);

/// A browser without a window and without a past. It ends with this value.
#[derive(Debug)]
pub struct Browser {
    agent: ureq::Agent,
    session: String,
    driver: Child,
    _home: TempDir,
}

/// A program of the machine, by the first of its names that is there.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut places = names.iter().flat_map(|name| folders.iter().map(move |at| at.join(name)));
    places.find(|place| place.is_file())
}

impl Browser {
    /// Starts one; `None` where the machine has none.
    pub fn start(language: &str) -> Option<Browser> {
        let driver = program(&["chromedriver"])?;
        let browser = program(&["chromium", "chromium-browser", "google-chrome"])?;
        let home = tempfile::tempdir().unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("successfully on port ")?;
            rest.trim_end_matches('.').parse::<u16>().ok()
        });
        // Reads on to the end, so that the driver never waits for a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        let mut started = Browser {
            agent: config.into(),
            session: format!("http://127.0.0.1:{}", port.expect("the driver tells its port")),
            driver,
            _home: home,
        };
        let profile = format!("--user-data-dir={}", started._home.path().display());
        let language = format!("--accept-lang={language}");
        let arguments = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            language,
            profile,
        ]);
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": browser, "args": arguments },
        } } });
        let session = started.ask("POST", "/session", Some(&wanted));
        let id = session["sessionId"].as_str().unwrap_or_else(|| panic!("{session}"));
        started.session = format!("{}/session/{id}", started.session);
        Some(started)
    }

    /// Sends a command; answers its value, errors included.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let address = format!("{}{path}", self.session);
        let request = http::Request::builder().method(method).uri(address);
        let answer = match body {
            Some(body) => {
                let request = request.header("content-type", "application/json");
                self.agent.run(request.body(body.to_string()).unwrap())
            }
            None => self.agent.run(request.body(()).unwrap()),
        };
        let text = answer.unwrap().body_mut().read_to_string().unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
        answer["value"].clone()
    }

    /// Goes to an address.
    pub fn go(&self, address: &str) {
        let gone = self.ask("POST", "/url", Some(&json!({ "url": address })));
        assert_eq!(gone, Value::Null, "{address}");
    }

    /// The address it is at.
    pub fn address(&self) -> String {
        self.ask("GET", "/url", None).as_str().unwrap_or_default().to_owned()
    }

    /// The page as it is now.
    pub fn source(&self) -> String {
        self.ask("GET", "/source", None).as_str().unwrap_or_default().to_owned()
    }

    /// The text that people see.
    pub fn text(&self, selector: &str) -> String {
        let text = self.at(selector, "GET", "text", None);
        text.as_str().unwrap_or_else(|| panic!("{text}")).to_owned()
    }

    /// Waits until people see a text there: a click may answer before the next page is there.
    pub fn shows(&self, selector: &str, text: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let seen = self.text(selector);
            if seen.contains(text) {
                return;
            }
            assert!(Instant::now() < end, "{selector} shows {seen}, not {text}");
            std::thread::sleep(PAUSE);
        }
    }

    /// What a script answers.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", Some(&json!({ "script": script, "args": [] })))
    }

    /// Sends a command to an element, which it waits for. One that went with its page before the
    /// command came is looked for again.
    fn at(&self, selector: &str, method: &str, command: &str, body: Option<&Value>) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let element = self.element(selector);
            let answer = self.ask(method, &format!("/element/{element}/{command}"), body);
            if answer["error"] != "stale element reference" || Instant::now() >= end {
                return answer;
            }
        }
    }

    /// Waits for an element.
    fn element(&self, selector: &str) -> String {
        let wanted = json!({ "using": "css selector", "value": selector });
        let end = Instant::now() + PATIENCE;
        loop {
            let found = self.ask("POST", "/element", Some(&wanted));
            if let Some(element) = found[ELEMENT].as_str() {
                return element.to_owned();
            }
            let here = || format!("{selector} is not at {}: {}", self.address(), self.source());
            assert!(Instant::now() < end, "{}", here());
            std::thread::sleep(PAUSE);
        }
    }

    /// Types into a field.
    pub fn fill(&self, selector: &str, text: &str) {
        let typed = self.at(selector, "POST", "value", Some(&json!({ "text": text })));
        assert_eq!(typed, Value::Null, "{selector}");
    }

    /// Clicks on something.
    pub fn click(&self, selector: &str) {
        let clicked = self.at(selector, "POST", "click", Some(&json!({})));
        assert_eq!(clicked, Value::Null, "{selector}");
    }

    /// Waits until its address begins with this one; answers it whole.
    pub fn lands_at(&self, start: &str) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let address = self.address();
            if address.starts_with(start) {
                return address;
            }
            assert!(Instant::now() < end, "it is at {address}: {}", self.source());
            std::thread::sleep(PAUSE);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser; then the driver has nothing to do any more. There is no panicking here.
        let request = http::Request::builder().method("DELETE").uri(&self.session).body(());
        if let Ok(request) = request {
            let _ = self.agent.run(request);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
