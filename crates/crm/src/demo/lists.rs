//! The look-up lists of the demo company: account types, account groups, tags.

use super::body::{Body, Fields};
use super::words::{GROUPS, TAGS};

/// An account type and how often an account has it.
struct Type {
    name: &'static str,
    tab: &'static str,
    customer: bool,
    prospect: bool,
    /// Thousands of kronor a year: from, to.
    turnover: (i64, i64),
    potential: (i64, i64),
}

const fn kind(
    name: &'static str,
    tab: &'static str,
    (customer, prospect): (bool, bool),
    turnover: (i64, i64),
    potential: (i64, i64),
) -> Type {
    Type { name, tab, customer, prospect, turnover, potential }
}

const TYPES: [Type; 8] = [
    kind("Kund", "activities", (true, false), (1, 500), (50, 1_000)),
    kind("Nyckelkund", "opportunities", (true, false), (500, 20_000), (1_000, 40_000)),
    kind("Prospekt", "contacts", (false, true), (0, 0), (25, 500)),
    kind("Hett prospekt", "opportunities", (false, true), (0, 0), (250, 10_000)),
    kind("Tidigare kund", "activities", (false, true), (0, 0), (25, 1_000)),
    kind("Återförsäljare", "orders", (true, false), (100, 5_000), (200, 8_000)),
    kind("Leverantör", "contacts", (false, false), (0, 0), (0, 0)),
    kind("Övrig", "contacts", (false, false), (0, 0), (0, 0)),
];

/// How often an account has each type.
pub(super) const TYPE_WEIGHTS: [u16; TYPES.len()] = [38, 4, 27, 8, 9, 5, 6, 3];

/// Whether accounts of this type buy, and so have a budget.
pub(super) const fn is_customer(type_index: usize) -> bool {
    TYPES[type_index].customer
}

pub(super) fn account_types() -> Vec<Fields> {
    let body = |(index, kind): (usize, &Type)| {
        let mut fields = Fields::with_capacity(18);
        fields.set("name", kind.name);
        fields.set("defaulttab", kind.tab);
        fields.set("sortorder", index as i64 + 1);
        fields.set("isdefault", i64::from(index == 2));
        let (from, to) = kind.turnover;
        let (least, most) = kind.potential;
        fields.set("turnover_from", from * 1_000);
        fields.set("turnover_to", to * 1_000);
        fields.set("turnoverpotential_from", least * 1_000);
        fields.set("turnoverpotential_to", most * 1_000);
        // Volumes count pieces: about one for each 500 and each 2 000 kronor.
        fields.set("turnover_volume1from", from * 2);
        fields.set("turnover_volume1to", to * 2);
        fields.set("turnover_volume2from", from / 2);
        fields.set("turnover_volume2to", to / 2);
        fields.set("turnoverpotential_volume1from", least * 2);
        fields.set("turnoverpotential_volume1to", most * 2);
        fields.set("turnoverpotential_volume2from", least / 2);
        fields.set("turnoverpotential_volume2to", most / 2);
        fields.set("typeiscustomer", i64::from(kind.customer));
        fields.set("typeisprospect", i64::from(kind.prospect));
        fields
    };
    TYPES.iter().enumerate().map(body).collect()
}

pub(super) fn account_groups() -> Vec<Fields> {
    GROUPS.iter().map(|name| named(name)).collect()
}

pub(super) fn tags() -> Vec<Fields> {
    let body = |name: &&'static str| {
        let mut fields = named(name);
        fields.set("type", "company");
        fields
    };
    TAGS.iter().map(body).collect()
}

/// `{"name": name}`.
pub(super) fn named(name: &'static str) -> Fields {
    let mut fields = Fields::with_capacity(2);
    fields.set("name", Body::from(name));
    fields
}
