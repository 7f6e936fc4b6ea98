//! From the wire to typed values. Pure: sees neither database nor HTTP server.

pub mod body;
pub mod json;
pub mod list;
pub mod mask;
mod params;
mod prefer;

pub use params::{NOT_WHOLE, Params, whole};
pub use prefer::{Preferences, Wire};
