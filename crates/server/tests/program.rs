//! The program as its users start it: settings, messages, signals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

fn stratus(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stratus"));
    command.current_dir(home);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("STRATUS_") {
            command.env_remove(name);
        }
    }
    command
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn file(home: &TempDir, text: &str) -> PathBuf {
    let path = home.path().join("stratus.toml");
    std::fs::write(&path, text).unwrap();
    path
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The value and the source that `check` shows for a setting.
fn shown(output: &Output, key: &str) -> (String, String) {
    let text = text(output);
    let line =
        text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("{key}: {text}"));
    let words: Vec<_> = line.split_whitespace().collect();
    (words[1..words.len() - 1].join(" "), words[words.len() - 1].to_owned())
}

#[test]
fn a_flag_wins_over_a_variable_over_the_file_over_the_default() {
    let home = home();
    for (key, of_file, of_variable, of_flag, default) in [
        ("listen", "0.0.0.0:1", "0.0.0.0:2", "0.0.0.0:3", "127.0.0.1:8080"),
        ("request_timeout", "1s", "2s", "3s", "30s"),
        ("body_limit", "1 KiB", "2 KiB", "3 KiB", "1 MiB"),
        ("strict", "true", "false", "true", "false"),
        ("wire", "native", "documented", "native", "documented"),
        ("log_level", "warn", "error", "debug", "info"),
        ("database", "sqlite:1", "sqlite:2", "sqlite:3", "sqlite:stratus.db"),
    ] {
        let config = file(&home, &format!("{key} = '{of_file}'\n"));
        let variable = format!("STRATUS_{}", key.to_uppercase());
        let flag = format!("--{}={of_flag}", key.replace('_', "-"));
        for (sources, expected) in [
            (0b000, (default, "default")),
            (0b001, (of_file, "file")),
            (0b011, (of_variable, "variable")),
            (0b010, (of_variable, "variable")),
            (0b101, (of_flag, "flag")),
            (0b111, (of_flag, "flag")),
        ] {
            let mut check = stratus(home.path());
            check.arg("check");
            if sources & 0b001 != 0 {
                check.arg("--config").arg(&config);
            }
            if sources & 0b010 != 0 {
                check.env(&variable, of_variable);
            }
            if sources & 0b100 != 0 {
                check.arg(&flag);
            }
            let (value, source) = shown(&check.output().unwrap(), key);
            assert_eq!((value.as_str(), source.as_str()), expected, "{key} {sources:03b}");
        }
    }
}

#[test]
fn the_file_may_be_named_by_a_variable_and_lists_are_lists() {
    let home = home();
    let config = file(&home, "cors_origins = ['https://a.example', 'https://b.example']\n");
    let output = stratus(home.path()).arg("check").env("STRATUS_CONFIG", config).output().unwrap();
    let expected = ("https://a.example,https://b.example".to_owned(), "file".to_owned());
    assert_eq!(shown(&output, "cors_origins"), expected);
    // An empty variable is none.
    let output = stratus(home.path()).arg("check").env("STRATUS_LISTEN", "").output().unwrap();
    assert_eq!(shown(&output, "listen").1, "default");
}

#[test]
fn a_wrong_file_is_explained() {
    let home = home();
    let config = file(&home, "lisen = '0.0.0.0:1'\n");
    let output = stratus(home.path()).args(["serve", "--config"]).arg(&config).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output).contains("there is no setting `lisen`; did you mean `listen`?"),
        "{}",
        text(&output)
    );
    let output = stratus(home.path()).args(["serve", "--config", "none.toml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("none.toml cannot be read"), "{}", text(&output));
}

#[test]
fn help_teaches() {
    let home = home();
    let help = |arguments: &[&str]| text(&stratus(home.path()).args(arguments).output().unwrap());
    let whole = help(&["--help"]);
    assert!(
        whole.contains("stratus demo") && whole.contains("A flag wins over a variable"),
        "{whole}"
    );
    let serve = help(&["serve", "--help"]);
    for part in ["[default: 127.0.0.1:8080]", "STRATUS_LISTEN", "Examples:", "STRATUS_CONFIG"] {
        assert!(serve.contains(part), "{part}: {serve}");
    }
    let demo = help(&["demo", "--help"]);
    assert!(
        !demo.contains("STRATUS_DATABASE"),
        "a demo must not fill the real database by mistake"
    );
}

#[test]
fn a_password_is_never_shown() {
    let home = home();
    let url = "postgres://ann:hush-hush@127.0.0.1:1/crm";
    let config = file(&home, &format!("database = '{url}'\n"));
    for command in ["check", "serve", "migrate"] {
        for arguments in [
            vec![command, "--database", url, "--log-level", "trace"],
            vec![command, "--database", "bad://ann:hush-hush@h/d"],
            vec![command, "--config", config.to_str().unwrap()],
            vec![command, "--database", url, "--help"],
            vec![command, "--database", url, "--nonsense"],
        ] {
            let mut program = stratus(home.path());
            program.args(&arguments).env("STRATUS_LISTEN", "127.0.0.1:0");
            program.env("STRATUS_LOG_FORMAT", "json");
            let mut child = Running::start(&mut program);
            let output = child.output_within(Duration::from_millis(1500));
            assert!(!output.contains("hush"), "{arguments:?}: {output}");
        }
    }
}

#[test]
fn check_fails_where_there_is_no_database_and_makes_none() {
    let home = home();
    let output = stratus(home.path()).arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output).contains("There is no database at sqlite:stratus.db"),
        "{}",
        text(&output)
    );
    assert!(text(&output).contains("stratus migrate"));
    assert!(!home.path().join("stratus.db").exists());
}

/// A process that ends with its test.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Everything it prints until it ends, or is ended when the time is over.
    fn output_within(&mut self, time: Duration) -> String {
        let end = Instant::now() + time;
        while self.0.try_wait().unwrap().is_none() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        let mut text = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        self.0.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    fn exit_code_within(&mut self, time: Duration) -> Option<i32> {
        let end = Instant::now() + time;
        while Instant::now() < end {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself, which is what most tests want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server on a free port over a new database, and its address.
fn serving(home: &TempDir) -> (Running, String) {
    assert!(stratus(home.path()).arg("migrate").status().unwrap().success());
    let mut server =
        Running::start(stratus(home.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let mut line = String::new();
    BufReader::new(server.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split(". ").next());
    let address = address.unwrap_or_else(|| panic!("no address in {line:?}")).to_owned();
    (server, address)
}

#[cfg(unix)]
#[test]
fn a_signal_stops_in_order_and_a_second_at_once() {
    for (first, second, code) in [("TERM", None, 0), ("INT", None, 0), ("TERM", Some("INT"), 130)] {
        let home = home();
        let (mut server, address) = serving(&home);
        let mut client = TcpStream::connect(&address).unwrap();
        client.write_all(b"GET /health HTTP/1.1\r\nHost: test\r\n\r\n").unwrap();
        assert!(client.read(&mut [0; 512]).unwrap() > 0);
        if second.is_some() {
            // A request whose body never comes keeps the server waiting.
            client
                .write_all(b"POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n")
                .unwrap();
            std::thread::sleep(Duration::from_millis(200));
        }
        server.signal(first);
        if let Some(second) = second {
            assert_eq!(
                server.exit_code_within(Duration::from_millis(500)),
                None,
                "waits for the request"
            );
            server.signal(second);
        }
        assert_eq!(
            server.exit_code_within(Duration::from_secs(5)),
            Some(code),
            "{first} {second:?}"
        );
    }
}

#[test]
fn a_port_in_use_is_explained() {
    let home = home();
    let (_server, address) = serving(&home);
    let output = stratus(home.path()).args(["serve", "--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("is in use by another program"), "{}", text(&output));
}

#[cfg(unix)]
#[test]
fn the_log_names_requests_and_keeps_their_secrets() {
    let home = home();
    assert!(stratus(home.path()).arg("migrate").status().unwrap().success());
    let mut program = stratus(home.path());
    program.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
        "--log-level",
        "debug",
    ]);
    let mut server = Running::start(&mut program);
    let mut line = String::new();
    BufReader::new(server.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split(". ").next()).unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    client
        .write_all(
            b"POST /accounts/hush1?q=hush2 HTTP/1.1\r\nHost: hush3\r\nX-Token: hush4\r\n\
              X-Request-Id: seen-1\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhush5",
        )
        .unwrap();
    client.read_to_end(&mut Vec::new()).unwrap();
    server.signal("TERM");
    assert_eq!(server.exit_code_within(Duration::from_secs(5)), Some(0));
    let mut log = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let line = log.lines().find(|line| line.contains("seen-1")).unwrap_or_else(|| panic!("{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["target"], "stratus::request");
    assert_eq!(line["method"], "POST");
    assert!(
        line["status"].is_number() && line["micros"].is_number() && line["statements"].is_number()
    );
    assert!(!log.contains("hush"), "{log}");
}
