//! Every documented operation is served.

use crate::document::{generated, operations};
use crate::facts::{self, Fact};
use std::collections::BTreeSet;

#[test]
fn nothing_that_is_documented_is_missing() {
    let document = generated(true);
    let served: BTreeSet<String> =
        operations(&document).into_iter().map(|(name, _)| name).collect();
    let documented: BTreeSet<String> = facts::all().iter().map(Fact::name).collect();
    assert_eq!(documented.len(), 233);
    let missing: Vec<_> = documented.difference(&served).collect();
    assert!(missing.is_empty(), "documented, and not served: {missing:#?}");
}
