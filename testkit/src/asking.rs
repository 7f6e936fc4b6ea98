//! Ways to ask for a list, made from its declaration.

use engine::declare::{Filter, Test};

/// The values that show what a filter does, each with the parameters it needs beside it.
pub fn asking(filter: &Filter) -> Vec<Vec<(&'static str, String)>> {
    let values: &[&str] = match filter.test {
        Test::Equals(_) | Test::Either(_) => match filter.allowed {
            [] => &["2", "7", "12"],
            allowed if allowed.len() == 3 => &["0", "1", "2"],
            _ => &["0", "1"],
        },
        Test::OneOf(_) => &["1,3,2", "5,7,12"],
        Test::Exactly(_) => &["1001"],
        Test::Like { .. } => &["a%", "0%", "se%", "%son%", "%a%", "s%a%b", "bo"],
        Test::FullText => &["and", "a", "an ab", "stockholm 08"],
        Test::Near => &["59.33,18.07", "57.7,11.97"],
        Test::Companion => &["5"],
        Test::Custom(_) => &["2026"],
        Test::Waits { .. } => &["1"],
    };
    let beside = match filter.name {
        "distance" => Some(("nearto", "59.33,18.07")),
        "month_from" => Some(("year_from", "2026")),
        "month_to" => Some(("year_to", "2026")),
        "dynamicfield_id" => Some(("dynamicfield_val", "a%")),
        "dynamicfield_val" => Some(("dynamicfield_id", "1")),
        _ => None,
    };
    let beside = beside.map(|(name, value)| (name, value.to_owned()));
    let one = |value: &&str| {
        std::iter::once((filter.name, (*value).to_owned())).chain(beside.clone()).collect()
    };
    values.iter().map(one).collect()
}
