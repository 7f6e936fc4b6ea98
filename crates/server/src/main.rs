//! The server program.
use std::process::ExitCode;

fn main() -> ExitCode {
    stratus_server::main()
}
