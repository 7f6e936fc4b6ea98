//! Developer tasks: `cargo xtask test` and `cargo xtask bench`.
mod browser;
mod postgres;
mod summary;
mod test;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const HELP: &str = "\
Tasks of the project.

cargo xtask test [--quick] [--private-postgres] [FILTER...]
    Everything a change must pass: formatting, lints, documentation, licences, and all tests on
    SQLite and on PostgreSQL.
    FILTER              run only tests whose name contains one of these
    --quick             tests only
    --private-postgres  start a PostgreSQL for the tests, even if one is running

    PostgreSQL (15 or later) is the one STRATUS_TEST_POSTGRES names (a URL of a user who may create
    databases), else one that runs on this machine, else one started for the tests from the
    installed programs. Root on a machine without any gets it installed. So does a browser (Chromium and
    chromedriver), for the tests that want one; without it they are left out.

cargo xtask bench [OPTION...]
    Measures the release server over HTTP; `cargo xtask bench --help` lists the options.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((task, rest)) if task == "test" => test::Options::read(rest)
            .and_then(|options| if options.help { help() } else { test::run(&options) }),
        Some((task, rest)) if task == "bench" => bench(rest),
        Some((task, _)) if matches!(task.as_str(), "help" | "--help" | "-h") => help(),
        Some((task, _)) => Err(format!("There is no task `{task}`.\n\n{HELP}")),
        None => Err(HELP.to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::from(2)
        }
    }
}

fn help() -> Result<bool, String> {
    print!("{HELP}");
    Ok(true)
}

/// Builds the server and the benchmark with optimisation, and runs the latter.
fn bench(arguments: &[String]) -> Result<bool, String> {
    // Together: alone, each would have other features of their dependencies, which would be built
    // twice.
    let both = ["build", "--release", "--package", "stratus-server", "--package", "stratus-bench"];
    let program = target().join("release/stratus-bench");
    Ok(run(&mut cargo(&both))? && run(Command::new(program).args(arguments))?)
}

/// The folder of the workspace.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// The folder for what is built.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
    root().join(target)
}

/// The cargo that runs this, in the workspace.
fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command to its end, its output shown; answers whether it succeeded.
fn run(command: &mut Command) -> Result<bool, String> {
    match command.status() {
        Ok(status) => Ok(status.success()),
        Err(error) => Err(format!("{} cannot be run: {error}.", name(command))),
    }
}

/// Runs a command to its end; answers what it printed, or what it complained about.
fn output(command: &mut Command) -> Result<String, String> {
    let output =
        command.output().map_err(|error| format!("{} cannot be run: {error}.", name(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(format!("{}: {}", name(command), complaint.trim()))
    }
}

/// Programs of this name, in the order of PATH.
fn in_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).filter(|it| it.is_file()).collect()
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
