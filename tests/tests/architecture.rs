//! Rules of the architecture that the compiler does not know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The Rust files below a folder, as paths from the workspace's own folder.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "{folder} holds no sources");
    found
}

/// The lines of a source, without comments and without its unit tests.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let tests = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..tests]
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or("")))
}

/// Fails with every place where one of the words stands.
fn forbid(files: &[(String, String)], words: &[&str], reason: &str) {
    let mut places = Vec::new();
    for (name, text) in files {
        for (number, line) in code(text) {
            let lower = line.to_lowercase();
            if let Some(word) = words.iter().find(|word| lower.contains(*word)) {
                places.push(format!("{name}:{number} says {word}: {}", line.trim()));
            }
        }
    }
    assert!(places.is_empty(), "{reason}\n{}", places.join("\n"));
}

#[test]
fn the_stores_are_named_in_their_drivers_only() {
    let allowed = [
        "crates/engine/src/store/sqlite",
        "crates/engine/src/store/postgres",
        "crates/engine/src/store/mod.rs",
        "crates/engine/src/sql/dialect.rs",
    ];
    let mut files = sources("crates/engine/src");
    files.extend(sources("crates/crm/src"));
    files.retain(|(name, _)| !allowed.iter().any(|allowed| name.starts_with(allowed)));
    forbid(
        &files,
        &["sqlite", "postgres"],
        "Put what differs between the stores into sql/dialect.rs or a driver.",
    );
}

#[test]
fn the_engine_knows_no_word_of_the_crm() {
    forbid(
        &sources("crates/engine/src"),
        &["account", "contact", "opportunit", "invoice", "department"],
        "The engine serves any declarations. Put this into crates/crm.",
    );
}

#[test]
fn the_crm_holds_no_sql_and_no_http() {
    forbid(
        &sources("crates/crm/src"),
        &["select ", "insert into", "update ", "delete from", "axum", "http::", "tokio"],
        "Declarations and rules use engine::work; SQL is formed in the engine alone.",
    );
}

#[test]
fn the_pure_stages_see_no_database_no_async_and_no_server() {
    for folder in ["request", "plan", "sql", "shape", "declare"] {
        forbid(
            &sources(&format!("crates/engine/src/{folder}")),
            &["async ", ".await", "tokio", "axum", "dyn tx", "store::store"],
            "request, plan, sql and shape are pure: they get values and give values.",
        );
    }
}

/// The tests that a line of a document names, as `path/of/file.rs::test`.
fn named(line: &str) -> Vec<(&str, &str)> {
    line.split('`').filter_map(|word| word.split_once(".rs::")).collect()
}

#[test]
fn every_promise_names_tests_that_there_are() {
    let text = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let promises =
        text.lines().filter(|line| line.starts_with("| ") && line != &"| promise | shown by |");
    let mut shown = 0;
    for promise in promises {
        let tests = named(promise);
        assert!(!tests.is_empty(), "no test shows this: {promise}");
        for (file, test) in tests {
            let source = fs::read_to_string(root().join(format!("{file}.rs")))
                .unwrap_or_else(|error| panic!("{file}.rs: {error}"));
            let lines: Vec<&str> = source.lines().map(str::trim).collect();
            let is_test = |place: usize| {
                let before = lines[..place].iter().rev();
                before
                    .take_while(|line| !line.is_empty() && **line != "}")
                    .any(|line| *line == "#[test]" || *line == "#[tokio::test]")
            };
            let begins = [format!("fn {test}("), format!("async fn {test}(")];
            let place =
                lines.iter().position(|line| begins.iter().any(|start| line.starts_with(start)));
            assert!(place.is_some_and(is_test), "{file}.rs has no test {test}");
            shown += 1;
        }
    }
    assert!(shown > 40, "{shown}");
}
