//! Who may call what, as people decided and reviewed it: `tests/data/rights.txt`.
//!
//! Nothing writes that file. An operation that is new has to be decided upon, and added to it.
use engine::declare::Operation;
use std::collections::BTreeMap;

/// The least role that may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Least {
    Reader,
    User,
    Administrator,
}

pub(crate) type Reviewed = BTreeMap<(String, String), Least>;

/// The table, by method and path.
pub(crate) fn reviewed() -> Reviewed {
    let mut table = Reviewed::new();
    let text = include_str!("../../../data/rights.txt");
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [method, path, role] = words[..] else { panic!("{line}") };
        let least = match role {
            "reader" => Least::Reader,
            "user" => Least::User,
            "administrator" => Least::Administrator,
            _ => panic!("{line}"),
        };
        let twice = table.insert((method.to_owned(), path.to_owned()), least);
        assert_eq!(twice, None, "{line}");
    }
    table
}

/// The least role that may call an operation; fails when nobody has decided.
pub(crate) fn least(table: &Reviewed, operation: &Operation) -> Least {
    let key = (operation.method.name().to_owned(), operation.path.to_owned());
    *table.get(&key).unwrap_or_else(|| panic!("{key:?} is not in tests/data/rights.txt"))
}
