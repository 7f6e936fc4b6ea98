//! A browser for the tests that want one: those that find none are left out.
use std::path::PathBuf;
use std::process::Command;

use crate::postgres::am_root;
use crate::{in_path, output, run};

/// Chromium's driver, and what the browser itself may be called.
const DRIVER: &str = "chromedriver";
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How Debian and its kin install both.
const INSTALL: &str =
    "apt-get update && apt-get install --yes --no-install-recommends chromium chromium-driver";

/// Finds a browser, or has it installed where that is for us to do; answers what to tell of it.
pub(crate) fn find() -> String {
    if let Some(found) = found() {
        return found;
    }
    let installs = !in_path("apt-get").is_empty() && am_root();
    if installs {
        eprintln!("No browser is installed. Installing it:\n$ {INSTALL}");
        // It may fail, as where there is no network; then the tests go on without.
        if let (Ok(true), Some(found)) = (run(Command::new("sh").args(["-c", INSTALL])), found()) {
            return found;
        }
    }
    format!("none; the tests in one are left out. They need chromium and {DRIVER}")
}

fn found() -> Option<String> {
    let driver: PathBuf = in_path(DRIVER).into_iter().next()?;
    BROWSERS.iter().flat_map(|name| in_path(name)).next()?;
    output(Command::new(driver).arg("--version")).ok()
}
