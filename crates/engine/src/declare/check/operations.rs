//! Operations: one for each method and path, whose parameters suit what they do.

use super::{columns_of, counted};
use crate::api::parameters;
use crate::declare::{
    Action, Filter, List, Listed, Locate, Operation, PathPart, PathValue, Report, Resource, Stored,
    Stretch, Test, Type, words_in,
};
use crate::openapi::operation_id;
use std::collections::HashMap;

pub(super) fn check(resources: &[&Resource], found: &mut Vec<String>) {
    let all: Vec<(&Resource, &Operation)> = resources
        .iter()
        .flat_map(|resource| {
            resource.operations.iter().map(move |operation| (*resource, operation))
        })
        .collect();
    let mut routes: HashMap<(&str, String), &str> = HashMap::new();
    let mut ids: HashMap<String, &str> = HashMap::new();
    for (resource, operation) in &all {
        let place = place(operation);
        let mut methods = vec![operation.method.name()];
        if operation.is_action() {
            methods.push("PUT");
        }
        for method in methods {
            if routes.insert((method, bare(operation.path)), resource.name).is_some() {
                found.push(format!("{method} {} is declared twice; remove one.", operation.path));
            }
        }
        let id = operation_id(resources, operation);
        if let Some(other) = ids.insert(id.clone(), operation.path) {
            found.push(format!(
                "{place} and {other} have the same operation id {id}; choose another path."
            ));
        }
        path(&place, resources, resource, operation, found);
        if let Action::List(List { of: Listed::Fixed(_), .. }) = operation.action
            && operation.made.is_none()
        {
            found.push(format!(
                "{place} lists what no table holds; say who makes it with .made(…)."
            ));
        }
        asked(&place, operation, found);
        match &operation.action {
            Action::List(declared) => list(&place, resources, resource, declared, found),
            Action::Report(report) => reported(&place, report, found),
            _ => {}
        }
    }
}

/// Whoever asks, asks somebody, and does something with the answer.
fn asked(place: &str, operation: &Operation, found: &mut Vec<String>) {
    let Some(asks) = operation.asks else { return };
    if asks.to.is_empty() {
        found.push(format!("{place}: say which service it asks, with `to`."));
    }
    let hears = matches!(operation.action, Action::Special(_) | Action::Report(_));
    if asks.settle.is_none() && !hears {
        found.push(format!(
            "{place} asks and does not hear the answer; give it a `settle`, or make it special."
        ));
    }
}

fn place(operation: &Operation) -> String {
    format!("{} {}", operation.method.name(), operation.path)
}

/// A path without the names of its parameters: two that differ only in these are the same.
fn bare(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

fn path(
    place: &str,
    resources: &[&Resource],
    resource: &Resource,
    operation: &Operation,
    found: &mut Vec<String>,
) {
    if !operation.path.starts_with('/') || operation.path.ends_with('/') {
        found.push(format!("{place}: write the path with a slash before it and none after it."));
    }
    let names: Vec<&str> = parameters(operation.path).collect();
    for (name, count) in counted(names.iter().copied()) {
        if count > 1 {
            found.push(format!("{place}: the path names {{{name}}} twice; rename one."));
        }
    }
    match &operation.action {
        Action::Read(locate)
        | Action::Update(locate)
        | Action::Put(locate)
        | Action::Delete(locate) => located(place, resources, resource, locate, &names, found),
        Action::Restore => located(place, resources, resource, &Locate::Id, &names, found),
        Action::Download(held) | Action::Upload(held) => {
            located(place, resources, resource, &Locate::Id, &names, found);
            let layout = crate::work::Layout::of(resource);
            let is_content = |column: &Stored| matches!(column.ty, Type::Content);
            if !layout.column(held.column).is_some_and(is_content) {
                found.push(format!(
                    "{place}: {} is no content of {}; declare it with content(…).",
                    held.column, resource.name
                ));
            }
            if layout.column(held.name).is_none_or(|column| column.ty.is_integer()) {
                found.push(format!(
                    "{place}: {} is no text of {}, so it cannot name a file.",
                    held.name, resource.name
                ));
            }
        }
        Action::List(list) => {
            let narrowed: Vec<&str> = list.path_filters.iter().map(|part| part.name).collect();
            same(place, &narrowed, &names, "path_filters", found);
        }
        Action::Create | Action::Follow { .. } | Action::Intake(_) => {
            same(place, &[], &names, "the action", found);
        }
        Action::Special(_) | Action::Report(_) => {}
    }
    if matches!(operation.action, Action::Restore) && !resource.soft() {
        found.push(format!("{place}: rows of {} are never hidden; remove it.", resource.name));
    }
}

fn located(
    place: &str,
    resources: &[&Resource],
    resource: &Resource,
    locate: &Locate,
    names: &[&str],
    found: &mut Vec<String>,
) {
    match locate {
        Locate::Me => same(place, &[], names, "Locate::Me", found),
        Locate::Only => same(place, &[], names, "Locate::Only", found),
        Locate::Id => {
            if names.first() != Some(&"id") {
                found.push(format!(
                    "{place}: the row is found by the path's first parameter; call it {{id}}."
                ));
            }
        }
        Locate::Key(parts) => {
            let wanted: Vec<&str> = parts.iter().map(|part| part.name).collect();
            same(place, &wanted, names, "the key", found);
            let columns = columns_of(resources, resource);
            let named = parts.iter().flat_map(|part| part.columns(words_in(parts)));
            for column in named.filter(|column| !columns.contains(column)) {
                found.push(format!(
                    "{place}: the key names {column}, which is no column of {}; declare it.",
                    resource.name
                ));
            }
            words(place, parts, found);
        }
    }
}

/// Words and their numbers differ, and ids of what a word stands for follow one.
fn words(place: &str, parts: &'static [PathPart], found: &mut Vec<String>) {
    let words = words_in(parts);
    let forms = words.iter().flat_map(|word| word.forms.iter().copied());
    for (form, _) in counted(forms).into_iter().filter(|(_, count)| *count > 1) {
        found.push(format!("{place}: {form} is two words; remove one."));
    }
    for (position, word) in words.iter().enumerate() {
        if words.iter().take(position).any(|other| other.number == word.number) {
            found.push(format!("{place}: {} has the number of another word.", word.text()));
        }
    }
    let at = |test: fn(&PathValue) -> bool| parts.iter().position(|part| test(&part.value));
    let word = at(|value| matches!(value, PathValue::Word(_)));
    let of_word = at(|value| matches!(value, PathValue::OfWord));
    if of_word.is_some_and(|of_word| word.is_none_or(|word| word > of_word)) {
        found.push(format!("{place}: the id of what a word stands for comes after the word."));
    }
}

/// Every parameter is used, and everything used is a parameter.
fn same(place: &str, wanted: &[&str], names: &[&str], what: &str, found: &mut Vec<String>) {
    for name in wanted.iter().filter(|name| !names.contains(name)) {
        found.push(format!("{place}: {what} needs {{{name}}} in the path; add it."));
    }
    for name in names.iter().filter(|name| !wanted.contains(name)) {
        found.push(format!("{place}: {what} does not use {{{name}}} of the path; remove it."));
    }
}

fn list(
    place: &str,
    resources: &[&Resource],
    resource: &Resource,
    list: &List,
    found: &mut Vec<String>,
) {
    let own = columns_of(resources, resource);
    parameters_of(place, list, found);
    let mut needed = |what: &str, column: &str| {
        if !own.contains(column) {
            found.push(format!(
                "{place}: {what} names the column {column}, which {} neither stores nor \
                 derives; declare it or correct the name.",
                resource.name
            ));
        }
    };
    for sort in list.sorts {
        needed(&format!("the sort key {}", sort.name), sort.column);
        for stretch in sort.stretches {
            if let Stretch::Holding(column, _) = stretch {
                needed(&format!("a stretch of the sort key {}", sort.name), column);
            }
        }
    }
    if let Listed::PlacesOf { by, .. } = list.of {
        needed("the way to places", by);
    }
    for part in list.path_filters {
        for column in part.columns(words_in(list.path_filters)) {
            needed(&format!("the path filter {}", part.name), column);
        }
    }
    words(place, list.path_filters, found);
    if list.sort_named(list.default_sort).is_none() {
        found.push(format!(
            "{place}: the default order {:?} is none of its sort keys; it must be one of {}.",
            list.default_sort,
            list.sort_names().join(", ")
        ));
    }
    if matches!(list.of, Listed::Places(_)) && resource.points.is_none() {
        found.push(format!("{place}: lists places, but {} declares no points.", resource.name));
    }
    for filter in list.filters {
        tested(place, resources, resource, filter, found);
    }
}

/// What holds of the parameters of lists and reports alike.
fn parameters_of(place: &str, list: &List, found: &mut Vec<String>) {
    if list.max_per_page < 1 {
        found.push(format!("{place}: a page must be able to hold something."));
    }
    let also = list.filters.iter().flat_map(|filter| filter.also.iter().copied());
    let names = list.filters.iter().map(|filter| filter.name).chain(also);
    for (name, count) in counted(names.chain(["page", "per_page", "sorting"])) {
        if count > 1 {
            found.push(format!("{place}: the parameter {name} is declared twice; remove one."));
        }
    }
    for filter in list.filters {
        if filter.choice.is_some_and(|choice| !filter.choices.contains(&choice)) {
            found.push(format!(
                "{place}: the filter {} does not allow the choice that is its default.",
                filter.name
            ));
        }
    }
}

fn reported(place: &str, report: &Report, found: &mut Vec<String>) {
    parameters_of(place, &report.query, found);
    words(place, report.query.path_filters, found);
    if report.one.is_empty() || report.shape.is_empty() {
        found.push(format!("{place}: say what the report answers, with `one` and `shape`."));
    }
    if report.query.paged != report.form.page().is_some() {
        found.push(format!("{place}: `query.paged` and `form` must agree on pages."));
    }
    let query = &report.query;
    if query.sortable && query.sort_named(query.default_sort).is_none() {
        found.push(format!("{place}: the default order is none of its sort keys."));
    }
}

fn tested(
    place: &str,
    resources: &[&Resource],
    resource: &Resource,
    filter: &Filter,
    found: &mut Vec<String>,
) {
    let place = format!("{place}: the filter {}", filter.name);
    let mut of = Some(resource);
    for step in filter.within {
        if of.is_some_and(|of| !columns_of(resources, of).contains(step.own)) {
            found.push(format!("{place} steps from {}, which is no column there.", step.own));
        }
        of = resources.iter().copied().find(|known| known.table == step.table);
        if of.is_some_and(|of| !columns_of(resources, of).contains(step.select)) {
            found.push(format!("{place} steps to {}, which is no column there.", step.select));
        }
    }
    let column = match filter.test {
        Test::Equals(column)
        | Test::OneOf(column)
        | Test::Either(column)
        | Test::Exactly(column)
        | Test::Day(column)
        | Test::From(column)
        | Test::Until(column)
        | Test::DayOf(column, _)
        | Test::Like { column, .. } => column,
        Test::FullText if resource.search.is_empty() => {
            return found.push(format!("{place} searches, but {} has no search.", resource.name));
        }
        Test::Near if resource.points.is_none() => {
            return found.push(format!("{place} needs points of {}.", resource.name));
        }
        Test::FullText | Test::Near | Test::Companion | Test::Custom(_) | Test::Sought(_) => return,
    };
    if let Test::DayOf(_, zone) = filter.test
        && !zone.exists()
    {
        found.push(format!("{place} names the time zone {}, which there is not.", zone.0));
    }
    // Other tables, such as links, are known to the database only.
    if let Some(of) = of.filter(|of| !columns_of(resources, of).contains(column)) {
        found.push(format!(
            "{place} tests the column {column}, which {} neither stores nor derives; declare it \
             or correct the name.",
            of.name
        ));
    }
    if let Some(default) = filter.default
        && !filter.allowed.is_empty()
        && !filter.allowed.contains(&default)
    {
        found.push(format!("{place} does not allow its default {default}."));
    }
}
