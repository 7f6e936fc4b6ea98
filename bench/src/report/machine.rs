//! What it was measured on.
use std::fs;
use std::process::Command;

/// Facts about the machine and the programs, without a date.
pub(super) fn facts(on_server: bool) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let store = if on_server {
        "PostgreSQL, with its own settings".to_owned()
    } else {
        format!("SQLite {}, write-ahead log, full sync", rusqlite::version())
    };
    vec![
        format!("{cores} cores, {}; the load runs on the same machine", processor()),
        format!("Linux {}", printed("uname", "-r")),
        format!("Stratus {}, {}", env!("CARGO_PKG_VERSION"), printed("rustc", "--version")),
        store,
    ]
}

/// The processor's model.
fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find(|line| line.starts_with("model name"));
    match model.and_then(|line| line.split_once(':')) {
        Some((_, model)) => model.trim().to_owned(),
        None => "unknown processor".to_owned(),
    }
}

fn printed(program: &str, argument: &str) -> String {
    match Command::new(program).arg(argument).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(_) => format!("(no {program})"),
    }
}
