//! Templates of the demo: a quote and an order, each in Swedish and in English. They are the standard
//! template, to be changed.

use crate::documents::STANDARD;

/// The languages, in their order.
pub(super) const LANGUAGES: [&str; 2] = ["Svenska", "English"];

/// The categories, in their order.
pub(super) const CATEGORIES: [&str; 2] = ["Standard", "Utskick"];

/// A template: its name, what it lays out, and the place of its language.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) resource: &'static str,
    pub(super) language: usize,
}

/// What all of them say.
pub(super) const HTML: &str = STANDARD;

/// The templates.
pub(super) const TEMPLATES: [Template; 4] = [
    Template {
        name: "Standardoffert", about: "Offert på svenska", resource: "quote", language: 0
    },
    Template { name: "Standard quote", about: "Quote in English", resource: "quote", language: 1 },
    Template {
        name: "Orderbekräftelse",
        about: "Order på svenska",
        resource: "order",
        language: 0,
    },
    Template {
        name: "Order confirmation",
        about: "Order in English",
        resource: "order",
        language: 1,
    },
];
