//! A catalogue of telephones from a file: one variant a line, its brand, model, colour and size by
//! their names.
//!
//! A file is read whole and checked before anything is written. Brands, colours and sizes are known
//! by their names, a model by its brand and name, a variant by its model and name, ignoring case. So
//! the same file can be brought in again, and what a file does not name stays.

mod lines;
mod load;

use std::fmt;

pub use lines::{Line, MOST_BYTES, read};
pub use load::load;

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// What bringing a catalogue in has changed, or would change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Brands that were not there.
    pub brands: u64,
    /// Models that were not there.
    pub models: u64,
    /// Colours that were not there.
    pub colours: u64,
    /// Sizes that were not there.
    pub sizes: u64,
    /// Variants that were not there.
    pub variants: u64,
    /// Variants that were there and differed.
    pub changed: u64,
    /// Variants that were there as the file has them.
    pub same: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { brands, models, colours, sizes, variants, changed, same } = self;
        write!(
            f,
            "New: {brands} brands, {models} models, {colours} colours, {sizes} sizes, {variants} \
             variants. Changed: {changed} variants. As before: {same} variants."
        )
    }
}
