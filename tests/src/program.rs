//! The server program, for the tests that need a process they can kill.
use std::process::ExitCode;

fn main() -> ExitCode {
    stratus_server::main()
}
