//! Answers that a function calculates: checked against their shape, narrowed, put into pages.

use super::page::Page;
use super::path::path_conditions;
use super::perform::{Done, Prepared, location, model};
use super::plans::paged;
use crate::declare::{Answer, Form, Report};
use crate::problem::Problem;
use crate::request::Wire;
use crate::request::list::ListRequest;
use crate::request::mask::select;
#[cfg(debug_assertions)]
use crate::shape::check::{Manner, differences};
use crate::shape::{keep_first, narrow};
use crate::work::Work;
use serde_json::{Map, Value as Json};

/// Runs the function of a report and writes out what it answers.
pub(super) fn answer(
    work: &mut Work<'_>,
    prepared: &Prepared,
    report: &Report,
) -> Result<Done, Problem> {
    let request = &prepared.request;
    let input = prepared.input(work)?;
    let Some(asked) = &prepared.list else {
        return Err(Problem::Internal("a report was not prepared".to_owned()));
    };
    let find = asked.find.asked_by(work.session.user);
    let mut asked = ListRequest { find, ..asked.clone() };
    asked.find.all.extend(path_conditions(work, report.query.path_filters, request)?);
    let Answer { mut items, total, beside, made } = (report.run)(work, &input, &asked)?;
    let wire = request.preferences.wire;
    if wire == Wire::Documented {
        items.iter_mut().for_each(|item| keep_first(item, report.shape));
    }
    #[cfg(debug_assertions)]
    for item in &items {
        let found = differences(item, report.shape, None, Manner { strict: false, wire });
        assert!(found.is_empty(), "an answer is not as declared: {found:?}");
    }
    let model = model(request);
    let selection =
        select(request.mask.as_ref(), model).map_err(|error| Problem::Bad(error.to_string()))?;
    let (names, selection) = paged(model, selection);
    let narrowed = |item| narrow(item, report.shape, selection.as_ref(), model.is_strict());
    let mut items = items.into_iter().map(narrowed);
    let mut link = None;
    let body = match names {
        None if report.form == Form::One => items.next().unwrap_or_default(),
        None => items.collect(),
        Some(names) => {
            let page = Page {
                ids: Vec::new(),
                listers: Vec::new(),
                page: asked.page,
                per_page: asked.per_page,
                total,
            };
            link = page.links(&request.target, &request.params);
            let numbers = report.form.page().unwrap_or_default().iter().zip(beside);
            let mut numbers: Map<String, Json> =
                numbers.map(|(name, number)| ((*name).to_owned(), number.into())).collect();
            let mut written = Map::new();
            for name in names {
                let value = match name {
                    "page" => page.page.into(),
                    "pages" => page.pages().into(),
                    "per_page" => page.per_page.into(),
                    "total" => page.total.into(),
                    "items" => items.by_ref().collect(),
                    beside => numbers.remove(beside).unwrap_or_default(),
                };
                written.insert(name.to_owned(), value);
            }
            written.into()
        }
    };
    let wrapped = report.form.page().is_some() || request.operation.listed;
    let body = if wrapped && wire == Wire::Documented { Json::Array(vec![body]) } else { body };
    Ok(Done {
        body: Some(format!("{body}\n")),
        link,
        location: made.map(|id| location(request, id)),
        ..Done::empty(request.operation.status())
    })
}
