//! The commands in the documents, run as they stand there.
//!
//! Blocks marked `sh` are run by one bash, in order. A block marked `json` or `text` right after
//! one shows its output. JSON is compared by meaning: members that are not shown are free, and
//! `"…"` stands for anything (in a list: for all that follows). Text is compared as it is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use testkit::Program;

const STRATUS: &str = env!("CARGO_BIN_EXE_stratus-under-test");

const TOKEN: &str = "token-of-the-documents";

/// Stands between the outputs of two blocks.
const MARK: char = '\u{1e}';

/// A fenced block.
struct Block {
    language: String,
    text: String,
    line: usize,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn blocks(document: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in document.lines().enumerate() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => {
                let language = language.trim().to_owned();
                open = Some(Block { language, text: String::new(), line: number + 1 });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// A command with the address and the token of this server in the place of those shown.
fn substituted(text: &str, base: &str) -> String {
    let mut script = String::new();
    for line in text.lines() {
        let line = match line.split_once('=') {
            Some(("URL", _)) => format!("URL={base}"),
            Some(("TOKEN", _)) => format!("TOKEN={TOKEN}"),
            _ => line.to_owned(),
        };
        script.push_str(&line);
        script.push('\n');
    }
    script
}

/// Whether what is shown is there, and no list is shorter or longer than shown.
fn shows(shown: &Value, answer: &Value) -> bool {
    let any = Value::from("…");
    match (shown, answer) {
        _ if *shown == any => true,
        (Value::Object(shown), Value::Object(answer)) => shown
            .iter()
            .all(|(key, shown)| answer.get(key).is_some_and(|answer| shows(shown, answer))),
        (Value::Array(shown), Value::Array(answer)) => {
            let open = shown.last() == Some(&any);
            let shown = if open { &shown[..shown.len() - 1] } else { shown };
            (shown.len() == answer.len() || open && shown.len() <= answer.len())
                && shown.iter().zip(answer).all(|(shown, answer)| shows(shown, answer))
        }
        _ => shown == answer,
    }
}

/// Runs the commands of a document against a demo of its own.
fn walk(name: &str) {
    let curl = Command::new("curl").arg("--version").stdout(Stdio::null()).status();
    assert!(curl.is_ok_and(|status| status.success()), "install curl: the documents use it");
    let document = std::fs::read_to_string(root().join(name)).unwrap();
    let blocks = blocks(&document);
    let demo = ["demo", "--listen", "127.0.0.1:0", "--token", TOKEN, "--log-level", "off"];
    let program = Program::start(&[STRATUS], &demo);
    let mut script = String::from("set -eu\n");
    for block in blocks.iter().filter(|block| block.language == "sh") {
        script.push_str(&substituted(&block.text, &program.base));
        script.push_str(&format!("printf '{MARK}'\n"));
    }
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(home.path())
        .output()
        .expect("bash is installed");
    let (out, complaints) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}: {complaints}\n{out}");
    let mut outputs = out.split(MARK);
    let mut compared = 0;
    let mut wrong = Vec::new();
    let mut last = None;
    for block in &blocks {
        let place = format!("{name}, line {}", block.line);
        match (block.language.as_str(), last.take()) {
            ("sh", _) => last = outputs.next(),
            ("json", Some(output)) => {
                let shown: Value = serde_json::from_str(&block.text)
                    .unwrap_or_else(|error| panic!("{place}: {error}"));
                let answer: Value = serde_json::from_str(output)
                    .unwrap_or_else(|error| panic!("{place}: {error}: {output}"));
                if !shows(&shown, &answer) {
                    wrong.push(format!("{place} shows\n{shown}\nand gets\n{answer}"));
                }
                compared += 1;
            }
            ("text", Some(output)) => {
                if output.trim() != block.text.trim() {
                    wrong.push(format!("{place} shows\n{}\nand gets\n{output}", block.text));
                }
                compared += 1;
            }
            _ => {}
        }
    }
    assert!(compared > 0, "{name} shows nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_quickstart_does_what_it_shows() {
    walk("docs/quickstart.md");
}

#[test]
fn files_go_and_come_as_shown() {
    walk("docs/files.md");
}

#[test]
fn somebody_signs_as_shown() {
    walk("docs/bankid.md");
}

#[test]
fn prices_come_to_what_was_calculated_by_hand() {
    walk("docs/pricing.md");
}

#[test]
fn programs_come_by_tokens_as_shown() {
    walk("docs/signing-in.md");
}

#[test]
fn the_first_request_answers_what_it_shows() {
    walk("README.md");
}

/// All documents, with their names.
fn documents() -> Vec<(String, String)> {
    let mut names = vec!["README.md".to_owned(), "ARCHITECTURE.md".to_owned()];
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        names.push(format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    let read = |name: String| (std::fs::read_to_string(root().join(&name)).unwrap(), name);
    names.into_iter().map(read).map(|(text, name)| (name, text)).collect()
}

#[test]
fn the_commands_that_set_a_server_up_work() {
    let document = std::fs::read_to_string(root().join("docs/operating.md")).unwrap();
    let commands: Vec<String> = blocks(&document)
        .iter()
        .filter(|block| block.language == "console")
        .flat_map(|block| block.text.lines())
        .map(|line| line.strip_prefix("$ ").expect("a command").to_owned())
        // Serving does not end; what is needed for it is checked instead.
        .map(|line| if line == "stratus serve" { "stratus check".to_owned() } else { line })
        .collect();
    assert!(commands.len() > 3, "{commands:?}");
    let home = tempfile::tempdir().unwrap();
    let script = format!("set -eu\nstratus() {{ '{STRATUS}' \"$@\"; }}\n{}", commands.join("\n"));
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(home.path())
        .output()
        .expect("bash is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn links_between_documents_lead_somewhere() {
    for (name, text) in documents() {
        let folder = root().join(&name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let outside = link.starts_with("http") || link.is_empty();
            assert!(outside || folder.join(link).exists(), "{name}: {link}");
        }
    }
}

#[test]
fn code_that_is_shown_is_in_the_sources() {
    let mut sources = String::new();
    let mut open = vec![root().join("crates/crm")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            sources.push_str(&text);
        }
    }
    let known: std::collections::HashSet<&str> = sources.lines().map(str::trim).collect();
    let mut seen = 0;
    for (name, text) in documents() {
        for block in blocks(&text) {
            if !matches!(block.language.as_str(), "rust" | "sql") {
                continue;
            }
            for line in block.text.lines() {
                assert!(known.contains(line.trim()), "{name}, line {}: {line}", block.line);
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "nothing is shown");
}

#[test]
fn what_is_shown_must_be_there() {
    for (shown, answer, fits) in [
        (r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#, true),
        (r#"{"a": 1}"#, r#"{"a": 2}"#, false),
        (r#"{"a": null}"#, r#"{"b": 2}"#, false),
        (r#"{"a": "…"}"#, r#"{"a": [2]}"#, true),
        ("[1]", "[1, 2]", false),
        (r#"[1, "…"]"#, "[1, 2]", true),
        (r#"[1, 2, "…"]"#, "[1]", false),
        ("[]", "[1]", false),
        (r#"[{"a": [2]}]"#, r#"[{"a": [2], "b": 1}]"#, true),
    ] {
        let [shown_value, answer_value] =
            [shown, answer].map(|text| serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(shows(&shown_value, &answer_value), fits, "{shown} {answer}");
    }
}
