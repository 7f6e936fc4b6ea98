//! The server program.
use std::process::ExitCode;

/// Requests are many small allocations, which are made on one thread and freed on another; this one
/// serves them in less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    stratus_server::main()
}
