//! `stratus openapi`
use super::output;
use crate::app;
use crate::cli::Openapi;
use crate::config::Wire;
use crate::failure::Failure;

pub(super) fn run(asked: &Openapi) -> Result<(), Failure> {
    let wire = if asked.native { Wire::Native } else { Wire::Documented };
    let mut text = app::openapi(wire, asked.documented_only);
    text.push('\n');
    output::print(&text)
}
