//! What a list was asked for.

use super::params::Params;
use crate::declare::{Filter, List, ParamType, Resource, Test, Within};
use crate::geo::{Around, Point};
use crate::plan::{Condition, Find, Order, Search, TRIGRAM};
use crate::problem::Errors;
use crate::store::Value;
use crate::text::{beginning, fold, nearest};

/// A page of a list, read from query parameters.
#[derive(Debug, Clone)]
pub struct ListRequest {
    /// Which rows in which order.
    pub find: Find,
    /// Page, from 1.
    pub page: i64,
    /// Rows a page.
    pub per_page: i64,
    /// The point `nearto` names.
    pub near: Option<Point>,
    /// The parameters under their declared names, choices that were left out among them.
    pub params: Params,
}

impl ListRequest {
    /// Items passed over before this page.
    pub fn offset(&self) -> i64 {
        (self.page - 1).saturating_mul(self.per_page)
    }
}

/// The largest page number: beyond it no offset could be told as a whole number.
const MAX_PAGE: i64 = 1 << 40;

/// Kilometres around a point when `distance` is left out.
const DEFAULT_DISTANCE: f64 = 10.0;

/// Half the earth's circumference: nothing is farther away.
const MAX_DISTANCE: f64 = 20_038.0;

/// Reads the parameters of a list. Errors are collected, not thrown.
pub fn list(
    resource: &'static Resource,
    list: &'static List,
    params: &Params,
    errors: &mut Errors,
) -> ListRequest {
    let params = canonical(list, params, errors);
    let mut conditions = Vec::new();
    let mut near = None;
    for filter in list.filters {
        let found = match &filter.test {
            Test::Near => {
                near = around(resource, &params, errors);
                near.clone().map(|near| {
                    let table = resource.points.map_or("", |points| points.table);
                    vec![Condition::Near(table, near)]
                })
            }
            _ => apply(filter, &params, errors),
        };
        conditions.extend(found.into_iter().flatten().map(|found| wrap(found, filter.within)));
    }
    let order = order(list, &params, errors);
    let (page, per_page) = if list.paged { page(list, &params, errors) } else { (1, i64::MAX) };
    ListRequest {
        find: Find::new(resource, list, conditions, order),
        page,
        per_page,
        near: near.map(|around| around.middle),
        params,
    }
}

/// The parameters a list knows.
pub fn known(list: &'static List) -> Vec<&'static str> {
    let mut names: Vec<_> = list.filters.iter().map(|filter| filter.name).collect();
    names.extend(list.filters.iter().flat_map(|filter| filter.also));
    if list.paged {
        names.extend(["page", "per_page"]);
    }
    if list.sortable {
        names.push("sorting");
    }
    names
}

/// The parameters under their declared names.
fn canonical(list: &'static List, params: &Params, errors: &mut Errors) -> Params {
    let mut params = params.clone();
    for filter in list.filters {
        for other in filter.also {
            if params.get(other).is_some() && params.get(filter.name).is_some() {
                let text = format!("This says the same as {}; give one of them.", filter.name);
                errors.add(*other, text);
            }
            params.rename(other, filter.name);
        }
        match (params.get(filter.name), filter.choice) {
            (Some(given), _) => choice(filter, given, errors),
            (None, Some(default)) => params.set(filter.name, default),
            (None, None) if filter.required && filter.default.is_none() => {
                errors.add(filter.name, "This is required.");
            }
            (None, None) => {}
        }
    }
    params
}

fn choice(filter: &'static Filter, given: &str, errors: &mut Errors) {
    if filter.choices.is_empty() || filter.choices.contains(&given) {
        return;
    }
    let hint = match nearest(given, filter.choices.iter().copied()) {
        Some(known) => format!("Did you mean {known}?"),
        None => format!("It must be one of {}.", filter.choices.join(", ")),
    };
    errors.add(filter.name, format!("There is no such choice. {hint}"));
}

fn page(list: &'static List, params: &Params, errors: &mut Errors) -> (i64, i64) {
    let page = params.integer("page", errors).unwrap_or(1);
    if !(1..=MAX_PAGE).contains(&page) {
        errors.add("page", "Pages count from 1.");
    }
    let per_page = params.integer("per_page", errors).unwrap_or(10);
    let most = list.max_per_page;
    if !(1..=most).contains(&per_page) {
        errors.add("per_page", format!("A page holds from 1 to {most} items."));
    }
    (page, per_page)
}

fn order(list: &'static List, params: &Params, errors: &mut Errors) -> Order {
    let asked = params.get("sorting").filter(|_| list.sortable);
    let found = asked.and_then(|asked| list.sort_named(asked));
    if let (Some(asked), None) = (asked, found) {
        let names = list.sort_names();
        let hint = match nearest(asked, names.iter().map(String::as_str)) {
            Some(name) => format!("Did you mean {name}?"),
            None => format!("It must be one of {}.", names.join(", ")),
        };
        errors.add("sorting", format!("There is no such order. {hint}"));
    }
    // Declarations are checked to have their default among their sort keys.
    match found.or_else(|| list.sort_named(list.default_sort)) {
        Some((sort, descending)) => Order::of(sort, descending),
        None => {
            Order { column: "id", descending: false, stretches: &[crate::declare::Stretch::All] }
        }
    }
}

fn apply(filter: &'static Filter, params: &Params, errors: &mut Errors) -> Option<Vec<Condition>> {
    let given = params.get(filter.name);
    if matches!(filter.shown_as, ParamType::Integer) && !matches!(filter.test, Test::OneOf(_)) {
        check_integer(filter, params, errors);
    }
    match &filter.test {
        Test::Equals(column) => {
            let number = params.integer(filter.name, errors).or(filter.default)?;
            Some(vec![Condition::Is(column, Value::Int(number))])
        }
        Test::OneOf(column) => {
            params.integers(filter.name, errors).map(|ids| vec![Condition::OneOf(column, ids)])
        }
        Test::Either(column) => {
            let number = params.integer(filter.name, errors).or(filter.default)?;
            (number != 2).then(|| vec![Condition::Is(column, Value::Int(number))])
        }
        Test::Exactly(column) => given.map(|text| vec![Condition::Is(column, text.into())]),
        Test::Like { column, searched, start, open } => given.map(|text| {
            let mut parts = pattern(text);
            if *open && parts.last().is_some_and(|last| !last.is_empty()) {
                parts.push(String::new());
            }
            like(column, *searched, *start, parts)
        }),
        Test::Day(column) => {
            let day = params.day(filter.name, errors)?;
            Some(vec![Condition::Is(column, Value::Int(day))])
        }
        Test::From(column) => {
            let day = params.day(filter.name, errors)?;
            Some(vec![Condition::AtLeast(column, Value::Int(day))])
        }
        Test::Until(column) => {
            let day = params.day(filter.name, errors)?;
            Some(vec![Condition::Below(column, Value::Int(day + 1))])
        }
        Test::DayOf(column, zone) => {
            let (from, to) = zone.bounds(params.day(filter.name, errors)?)?;
            Some(vec![
                Condition::AtLeast(column, Value::Int(from)),
                Condition::Below(column, Value::Int(to)),
            ])
        }
        Test::FullText => given.map(|text| {
            let terms: Vec<String> =
                text.split_whitespace().map(|term| fold(term).into_owned()).collect();
            if terms.is_empty() { Vec::new() } else { vec![Condition::Contains(Search::of(terms))] }
        }),
        Test::Custom(custom) => Some(custom(params, errors)),
        Test::Sought(sought) => {
            (sought.form)(params, errors);
            None
        }
        Test::Near | Test::Companion => None,
    }
}

fn check_integer(filter: &'static Filter, params: &Params, errors: &mut Errors) {
    let Some(number) = params.integer(filter.name, errors) else { return };
    if !filter.allowed.is_empty() && !filter.allowed.contains(&number) {
        let allowed: Vec<String> = filter.allowed.iter().map(i64::to_string).collect();
        errors.add(filter.name, format!("It must be one of {}.", allowed.join(", ")));
    }
}

/// The folded parts of a pattern: between them stands any text, as `%` says.
pub fn pattern(text: &str) -> Vec<String> {
    text.split('%').map(|part| fold(part).into_owned()).collect()
}

/// The conditions under which a folded column matches a [`pattern`]. One whose beginning is open
/// is looked up in the search index first, where its column is part of the searched document.
pub fn like(
    column: &'static str,
    searched: bool,
    start: Option<&'static str>,
    parts: Vec<String>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    if let (Some(start), Some(first)) = (start, parts.first().filter(|part| !part.is_empty())) {
        let cut = beginning(first).to_owned();
        // What is longer than a beginning matches it whole.
        let whole = parts.len() == 1 || cut.len() < first.len();
        let parts = if whole { vec![cut] } else { vec![cut, String::new()] };
        conditions.push(Condition::Like(start, parts));
    }
    let open = parts.len() > 1 && parts.first().is_some_and(String::is_empty);
    if open && searched {
        let long = parts.iter().filter(|part| part.chars().count() >= TRIGRAM);
        let terms: Vec<String> = long.cloned().collect();
        if !terms.is_empty() {
            conditions.push(Condition::Contains(Search::candidates(terms)));
        }
    }
    conditions.push(Condition::Like(column, parts));
    conditions
}

fn wrap(condition: Condition, within: &'static [Within]) -> Condition {
    within.iter().rev().fold(condition, |inner, step| Condition::Within {
        own: step.own,
        table: step.table,
        select: step.select,
        all: vec![inner],
    })
}

fn around(resource: &'static Resource, params: &Params, errors: &mut Errors) -> Option<Around> {
    debug_assert!(resource.points.is_some(), "nearto needs places");
    let kilometres = match params.get("distance") {
        None => Some(DEFAULT_DISTANCE),
        Some(text) => text.trim().parse().ok().filter(|distance: &f64| {
            plain_number(text) && *distance > 0.0 && *distance <= MAX_DISTANCE
        }),
    };
    if kilometres.is_none() {
        errors.add("distance", "This must be a number of kilometres above 0 and up to 20038.");
    }
    let text = params.get("nearto")?.trim();
    let text = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let point = text.split_once(',').and_then(|(latitude, longitude)| {
        (plain_number(latitude) && plain_number(longitude))
            .then(|| Point::parse(latitude, longitude))
            .flatten()
    });
    if point.is_none() {
        errors.add("nearto", "This must be latitude,longitude in degrees, such as 59.33,18.07.");
    }
    Some(Around::new(point?, kilometres?))
}

/// Digits with a sign and a point at most: no exponents, no names of numbers.
pub fn plain_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte))
}
