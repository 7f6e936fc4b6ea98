//! What is not there yet.
//!
//! The list is kept by hand. Nothing writes it, so that each step of the way is a decision.

use crate::document::{generated, operations};
use crate::facts::{self, Fact};
use std::collections::BTreeSet;

const LEDGER: &str = include_str!("../../data/ledger.txt");

/// Operations that may be missing at most. To be lowered with every operation that comes, never
/// to be raised.
const MISSING_AT_MOST: usize = 0;

fn lines(text: &str) -> BTreeSet<String> {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let set: BTreeSet<String> = lines.iter().cloned().collect();
    assert_eq!(lines.len(), set.len(), "a line is there twice");
    set
}

#[track_caller]
fn same(file: &str, written: &BTreeSet<String>, found: &BTreeSet<String>) {
    let extra: Vec<_> = written.difference(found).collect();
    let missing: Vec<_> = found.difference(written).collect();
    assert!(
        extra.is_empty() && missing.is_empty(),
        "tests/data/{file} is not what is there.\n\
         No longer missing, remove from it: {extra:#?}\n\
         Missing and not in it (it may only shrink; mend what was lost): {missing:#?}"
    );
}

#[test]
fn the_ledger_is_what_is_missing() {
    let document = generated(true);
    let served: BTreeSet<String> =
        operations(&document).into_iter().map(|(name, _)| name).collect();
    let documented: BTreeSet<String> = facts::all().iter().map(Fact::name).collect();
    let missing: BTreeSet<String> = documented.difference(&served).cloned().collect();
    let ledger = lines(LEDGER);
    same("ledger.txt", &ledger, &missing);
    assert_eq!(ledger.len(), MISSING_AT_MOST, "{} operations are missing", ledger.len());
}
