//! The server program.
use std::process::ExitCode;

/// Requests are many small allocations, which this one serves in less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    stratus_server::main()
}
