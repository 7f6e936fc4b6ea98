//! Ways to ask for a list, made from its declaration.

use engine::declare::{Filter, List, Resource, Test};

/// The date so many days from now.
fn days_from_now(days: &str) -> String {
    let days: i64 = days.parse().unwrap();
    let today = jiff::Timestamp::now().as_second().div_euclid(86_400);
    engine::clock::date(today + days).unwrap().to_string()
}

/// The parameters that a list cannot do without, with values for which there is something.
pub fn required(list: &List) -> Vec<(&'static str, String)> {
    let required = list.filters.iter().filter(|filter| filter.required && filter.choice.is_none());
    let value = |filter: &Filter| filter.choices.first().copied().unwrap_or("1").to_owned();
    required.map(|filter| (filter.name, value(filter))).collect()
}

/// The same for the list of a resource: demo data has other dynamic fields for each, whose first
/// holds text.
pub fn asking_of(resource: &Resource, filter: &Filter) -> Vec<Vec<(&'static str, String)>> {
    let first = match resource.name {
        "contacts" => "8",
        "activities" => "11",
        "opportunities" => "13",
        "leads" => "17",
        "projects" => "18",
        "articles" => "19",
        "quotes" => "20",
        "orders" => "21",
        "objects" => "22",
        _ => "1",
    };
    let mut asked = asking(filter);
    for (name, value) in asked.iter_mut().flatten() {
        if *name == "dynamicfield_id" {
            first.clone_into(value);
        }
    }
    asked
}

/// The first sixty ids.
const SIXTY: &str = "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,\
                     28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,\
                     52,53,54,55,56,57,58,59,60";

/// The values that show what a filter does, each with the parameters it needs beside it.
pub fn asking(filter: &Filter) -> Vec<Vec<(&'static str, String)>> {
    let values: &[&str] = match filter.test {
        // What a list cannot do without makes another list of each of its words.
        _ if filter.required && filter.choice.is_none() && !filter.choices.is_empty() => {
            &filter.choices[..1]
        }
        _ if !filter.choices.is_empty() => filter.choices,
        Test::Equals(_) | Test::Either(_) => match filter.allowed {
            // Few of the many contacts have something to do with a row.
            [] if filter.name == "contactid" => {
                &["1", "4", "7", "9", "12", "14", "16", "18", "20", "23", "26", "30"]
            }
            [] => &["1", "2", "3", "7", "12"],
            allowed if allowed.len() == 3 => &["0", "1", "2"],
            _ => &["0", "1"],
        },
        // Few of the many activities have something to do with a quote.
        Test::OneOf(_) if filter.name == "activityids" => &["1,3,2", SIXTY],
        Test::OneOf(_) if filter.name == "contactids" => &["1,2,3,4,5,6,7,8,9", "12"],
        Test::OneOf(_) => &["1,3,2", "5,7,12", "10,14,16"],
        Test::Exactly(_) => &["1001"],
        Test::Like { .. } => &["a%", "0%", "se%", "%son%", "%a%", "s%a%b", "bo"],
        Test::FullText => &["and", "a", "an ab", "stockholm 08"],
        Test::Near => &["59.33,18.07", "57.7,11.97"],
        Test::Sought(_) => &["1"],
        Test::Companion if filter.name == "dynamicfield_val" => &["a%", "%a%", "x"],
        Test::Companion if filter.name == "activity_type" => &["1", "2"],
        Test::Companion if filter.name == "activity_user" => &["10", "12", "14", "16"],
        Test::Companion if filter.allowed == [0, 1] => &["0", "1"],
        Test::Companion if filter.name == "resourceid" => &["1"],
        Test::Companion => &["5"],
        // Demo data is about the time it was made.
        Test::Day(_) | Test::DayOf(..) => &["-1", "-2", "-5", "-8", "-12", "-15", "-20", "-30"],
        Test::From(_) | Test::Until(_) => &["-50", "30"],
        Test::Custom(_) if filter.allowed == [0, 1] => &["1"],
        Test::Custom(_) if filter.name.starts_with("mission") => &["1", "2", "3", "4"],
        Test::Custom(_) if filter.name == "datespan_start" || filter.name == "datespan_end" => {
            &["2026-01-01", "2026-11-30T10:00:00Z"]
        }
        Test::Custom(_) if filter.name == "start" || filter.name == "end" => {
            &["2020-01-01T00:00:00Z", "2100-01-01"]
        }
        Test::Custom(_) if filter.name == "orderids" => &["1,3,2", "5,7,12"],
        Test::Custom(_) if filter.name == "date" => &["2026-01-01", "2026-06-30T10:00:00Z"],
        Test::Custom(_) if filter.name == "groups" => &["account", "contact,activity"],
        Test::Custom(_) => &["2026"],
    };
    let beside = match filter.name {
        "missionresult" => Some(("missionid", "1")),
        "distance" => Some(("nearto", "59.33,18.07")),
        // Nobody wins what is pending, which is listed otherwise.
        "winnerid" => Some(("status", "all")),
        "month_from" => Some(("year_from", "2026")),
        "month_to" => Some(("year_to", "2026")),
        "activity_user" | "activity_closed" | "activity_type" => Some(("activity", "1")),
        "dynamicfield_id" => Some(("dynamicfield_val", "a%")),
        "dynamicfield_val" => Some(("dynamicfield_id", "1")),
        _ => None,
    };
    let beside = beside.map(|(name, value)| (name, value.to_owned()));
    let dated =
        matches!(filter.test, Test::Day(_) | Test::DayOf(..) | Test::From(_) | Test::Until(_));
    let one = |value: &&str| {
        let value = if dated { days_from_now(value) } else { (*value).to_owned() };
        std::iter::once((filter.name, value)).chain(beside.clone()).collect()
    };
    values.iter().map(one).collect()
}
