//! What happens inside the transaction of a request.

use super::content::Found;
use super::locate::{locate_row, put};
use super::page::Page;
use super::path::path_conditions;
use super::{Inner, Request, does_without_body, due, reads_body};
use crate::access::Session;
use crate::content::Kept;
use crate::declare::{
    Action, Document, Draw, Held, Intake, List, Listed, Locate, Media, Property, Purpose, Resource,
    Shape, Special, Taken,
};
use crate::problem::{Errors, Problem};
use crate::request::body::{Draft, Reference, Terms};
use crate::request::json::{self, Json};
use crate::request::list::{self, ListRequest};
use crate::request::mask::unknown_names;
use crate::request::{Params, Wire, body};
use crate::shape::{Scene, ShapeModel};
use crate::store::{Tx, Value};
use crate::text::nearest;
use crate::work::{Input, Outcome, Work};
use std::borrow::Cow;
use std::sync::OnceLock;

pub(super) use super::plans::Plans;

/// Deepest nesting of a body.
const MAX_DEPTH: usize = 32;

/// A request with its body and parameters typed.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) request: Request,
    errors: Errors,
    pub(super) list: Option<ListRequest>,
    pub(super) draft: Draft,
    body: Option<Json>,
    /// What a body that is not JSON holds.
    pub(super) taken: Taken,
    /// The contents that were kept for it.
    pub(super) kept: Vec<Kept>,
    /// What a service outside answered.
    pub(super) heard: OnceLock<serde_json::Value>,
}

/// A reply in the making.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) status: u16,
    pub(super) body: Option<String>,
    pub(super) location: Option<String>,
    pub(super) link: Option<String>,
    pub(super) content: Option<Found>,
    /// A document that is still to be drawn, and as what.
    pub(super) drawn: Option<(Box<dyn Draw>, Media)>,
    /// The new row that is still to be read, and for whom, where the store reads it at less cost
    /// once the write is done.
    pub(super) later: Option<(Session, i64)>,
    /// The tenant whose rows must be settled before this can be answered.
    pub(super) due: Option<i64>,
    pub(super) statements: u32,
}

impl Prepared {
    /// Whether nothing was found wrong so far.
    pub(super) fn sound(&self) -> bool {
        self.errors.is_empty()
    }

    /// What a function gets of it, once its references are checked.
    pub(super) fn input(&self, work: &mut Work<'_>) -> Result<Input, Problem> {
        let mut errors = Errors::default();
        work.check_references(&self.draft.references, &mut errors)?;
        errors.into_result()?;
        Ok(Input {
            path: self.request.path.clone(),
            params: self.request.params.clone(),
            draft: self.draft.clone(),
            body: self.body.clone(),
            peer: self.request.peer,
            heard: self.heard.get().cloned(),
        })
    }

    /// Lets go of bytes that were kept elsewhere.
    pub(super) fn forget_bytes(&mut self) {
        self.request.body.clear();
        self.body = None;
        self.draft.contents.iter_mut().for_each(|(_, bytes)| bytes.clear());
        self.taken.files.iter_mut().for_each(|(_, bytes)| bytes.clear());
    }
}

/// The shape of the items that an operation answers.
fn items(request: &Request) -> Shape {
    if let Some(made) = request.operation.made {
        return made.shape;
    }
    match &request.operation.action {
        Action::List(List { of: Listed::Places(shape), .. })
        | Action::List(List { of: Listed::PlacesOf { shape, .. }, .. }) => shape,
        Action::Report(report) => report.shape,
        _ => request.resource.shape,
    }
}

/// What a mask of this request is put on.
pub(super) fn model(request: &Request) -> ShapeModel {
    let page = match &request.operation.action {
        Action::List(list) => list.paged.then_some(&[][..]),
        Action::Report(report) => report.form.page(),
        _ => None,
    };
    ShapeModel::new(items(request), page, !request.extensions)
}

/// Types the parameters and the body. What is wrong with them as a whole is a problem, what is
/// wrong with single properties is collected, so that references can be checked too.
pub(super) fn prepare(request: Request) -> Result<Prepared, Problem> {
    let mut errors = Errors::default();
    let strict = request.preferences.strict;
    let operation = request.operation;
    let mut known = Vec::new();
    let mut list = None;
    if let Some(declared) = operation.query() {
        known = list::known(declared);
        let mut params = Cow::Borrowed(&request.params);
        if !request.extensions {
            // What the documented API lacks is unknown then.
            for filter in declared.filters.iter().filter(|filter| filter.extension) {
                known.retain(|name| *name != filter.name);
                params.to_mut().remove(filter.name);
            }
        }
        list = Some(list::list(request.resource, declared, &params, &mut errors));
    }
    let (mut draft, mut body, mut taken) = (Draft::default(), None, Taken::default());
    if let Action::Intake(intake) = &operation.action {
        if request.media != intake.media {
            return Err(Problem::UnsupportedMediaType(intake.media));
        }
        taken = (intake.read)(&request.body)?;
    }
    if reads_body(operation) {
        let parsed = parse_body(&request)?;
        draft = read_body(&request, &parsed, &mut errors);
        body = Some(parsed);
    }
    if strict {
        unknown_parameters(&request.params, &known, &mut errors);
        for unknown in request.mask.iter().flat_map(|mask| unknown_names(mask, model(&request))) {
            let hint = unknown.suggestion.map_or(String::new(), |s| format!(" Did you mean {s}?"));
            errors.add(unknown.path, format!("X-Fields names no such property.{hint}"));
        }
    }
    // An inconsistent mask is found here, before anything is read or written.
    crate::request::mask::select(request.mask.as_ref(), model(&request))
        .map_err(|error| Problem::Bad(error.to_string()))?;
    Ok(Prepared {
        request,
        errors,
        list,
        draft,
        body,
        taken,
        kept: Vec::new(),
        heard: OnceLock::new(),
    })
}

fn unknown_parameters(params: &Params, known: &[&'static str], errors: &mut Errors) {
    for name in params.names().filter(|name| !known.contains(name)) {
        let hint = match nearest(name, known.iter().copied()) {
            Some(known) => format!("There is no such parameter. Did you mean {known}?"),
            None => "There is no such parameter.".to_owned(),
        };
        errors.add(name, hint);
    }
}

/// The body of follow and unfollow.
const FOLLOWED: Shape = &[followed("key"), followed("userid")];

const fn followed(name: &'static str) -> Property {
    crate::declare::integer(name).required()
}

/// The declared body of an action other than a create or an update.
pub(crate) fn action_body(action: &Action) -> Shape {
    match action {
        Action::Follow { .. } => FOLLOWED,
        Action::Special(special) => special.body,
        Action::Report(report) => report.body,
        _ => &[],
    }
}

/// The body as JSON. Where nothing in it is required, none at all stands for an empty object.
fn parse_body(request: &Request) -> Result<Json, Problem> {
    if request.body.is_empty() && does_without_body(request.operation) {
        return Ok(Json::Object(Vec::new()));
    }
    if !request.json() {
        return Err(Problem::UnsupportedMediaType("application/json"));
    }
    json::parse(&request.body, MAX_DEPTH)
        .map_err(|error| Problem::Bad(format!("The body is not valid JSON: {error}.")))
}

fn read_body(request: &Request, parsed: &Json, errors: &mut Errors) -> Draft {
    let strict = request.preferences.strict;
    let (shape, purpose) = match &request.operation.action {
        Action::Create => (request.resource.shape, Purpose::Create),
        Action::Update(_) | Action::Put(_) => (request.resource.shape, Purpose::Update),
        action => (action_body(action), Purpose::Create),
    };
    let terms = Terms { purpose, strict, extensions: request.extensions };
    let mut draft = body::read_on(terms, shape, parsed, errors);
    if let Action::Follow { link, .. } = &request.operation.action {
        for (name, target) in [("key", link.left_of), ("userid", link.right_of)] {
            if let Some(Value::Int(id)) = draft.get(name) {
                let reference = Reference { path: name.to_owned(), target, id: *id };
                draft.references.push(reference);
            }
        }
    }
    draft
}

impl Inner {
    /// Who asks, if they may call the operation.
    pub(super) fn admitted(
        &self,
        tx: &mut dyn Tx,
        request: &Request,
        now: i64,
    ) -> Result<Session, Problem> {
        let session = request.shown.session(tx, now)?;
        self.activity.seen(&session, now);
        session.may_call(request.resource, request.operation)?;
        Ok(session)
    }

    /// Runs a request in its transaction.
    pub(super) fn perform(&self, tx: &mut dyn Tx, prepared: &Prepared) -> Result<Done, Problem> {
        let request = &prepared.request;
        let now = super::now();
        let session = self.admitted(tx, request, now)?;
        if request.operation.writes() && prepared.sound() {
            tx.lock(session.tenant)?;
        }
        let mut work = Work { tx, session, context: &self.context, now };
        if let Some(due) = request.resource.due.as_ref().filter(|_| prepared.sound()) {
            if request.operation.writes() {
                due::settle(&mut work, due)?;
            } else if due::is(&mut work, due)? {
                return Ok(Done { due: Some(session.tenant), ..Done::empty(503) });
            }
        }
        let mut done = if prepared.sound() {
            self.act(&mut work, prepared)?
        } else {
            let mut errors = prepared.errors.clone();
            work.check_references(&prepared.draft.references, &mut errors)?;
            return Err(Problem::Invalid(errors));
        };
        done.statements = work.tx.statements();
        Ok(done)
    }

    fn act(&self, work: &mut Work<'_>, prepared: &Prepared) -> Result<Done, Problem> {
        let request = &prepared.request;
        let resource = request.resource;
        let none = Errors::default;
        let draft = &*held(work, prepared)?;
        match &request.operation.action {
            Action::List(list) => match &prepared.list {
                Some(asked) => self.list(work, request, list, asked),
                None => Err(Problem::Internal("a list was not prepared".to_owned())),
            },
            // What nobody has written yet is answered with nothing set.
            Action::Read(Locate::Only) if work.find(resource, &[])?.is_empty() => {
                self.answer_blank(request)
            }
            Action::Read(locate) => {
                let id = locate_row(work, resource, locate, request)?;
                self.answer_row(work, request, id, 200)
            }
            Action::Create => {
                let id = work.create(resource, draft, none())?;
                self.answer_new(work, request, id)
            }
            Action::Intake(Intake { run, .. }) => {
                let id = run(work, &prepared.taken, &prepared.kept)?;
                self.answer_new(work, request, id)
            }
            Action::Upload(Held { column, .. }) => {
                let id = locate_row(work, resource, &Locate::Id, request)?;
                let mut draft = Draft::default();
                for kept in &prepared.kept {
                    draft.values.push((column, Value::Int(work.hold(kept)?)));
                }
                work.update(resource, id, &draft, none())?;
                self.answer_row(work, request, id, 200)
            }
            Action::Download(at) => {
                let id = locate_row(work, resource, &Locate::Id, request)?;
                Ok(Done { content: Some(found(work, resource, at, id)?), ..Done::empty(200) })
            }
            Action::Update(locate) => {
                let id = locate_row(work, resource, locate, request)?;
                work.update(resource, id, draft, none())?;
                self.answer_row(work, request, id, 200)
            }
            Action::Put(locate) => {
                let id = put(work, resource, locate, request, draft)?;
                self.answer_row(work, request, id, 200)
            }
            Action::Delete(locate) => {
                let id = locate_row(work, resource, locate, request)?;
                work.delete(resource, id)?;
                Ok(Done::empty(204))
            }
            Action::Restore => {
                let id = locate_row(work, resource, &Locate::Id, request)?;
                work.restore(resource, id)?;
                self.answer_row(work, request, id, 200)
            }
            Action::Follow { link, follow } => {
                if let (Some(Value::Int(key)), Some(Value::Int(user))) =
                    (draft.get("key").cloned(), draft.get("userid").cloned())
                {
                    let mut errors = none();
                    work.check_references(&draft.references, &mut errors)?;
                    errors.into_result()?;
                    if *follow {
                        work.link(link, key, user)?;
                    } else {
                        work.unlink(link, key, user)?;
                    }
                }
                Ok(Done::empty(204))
            }
            Action::Special(special) => self.special(work, prepared, special),
            Action::Report(report) => super::report::answer(work, prepared, report),
            Action::Document(document) => self.document(work, prepared, document),
        }
    }

    fn special(
        &self,
        work: &mut Work<'_>,
        prepared: &Prepared,
        special: &Special,
    ) -> Result<Done, Problem> {
        let request = &prepared.request;
        let input = prepared.input(work)?;
        match (special.run)(work, &input)? {
            Outcome::Row(id) => self.answer_row(work, request, id, special.status),
            Outcome::Done => Ok(Done::empty(special.status)),
        }
    }

    /// Reads a document; it is drawn once the transaction is over.
    fn document(
        &self,
        work: &mut Work<'_>,
        prepared: &Prepared,
        document: &Document,
    ) -> Result<Done, Problem> {
        let request = &prepared.request;
        let id = locate_row(work, request.resource, &Locate::Id, request)?;
        let plan = self.plans.of(request)?;
        let found = plan.read(work, request, &[id])?;
        if found.is_empty() {
            return Err(work.missing(request.resource, id)?);
        }
        let mut row = String::with_capacity(1024);
        plan.row(&mut row, &found, 0, Scene { wire: Wire::Native, ..Scene::default() });
        let row = serde_json::from_str(&row)
            .map_err(|error| Problem::Internal(format!("a row is no JSON: {error}")))?;
        let input = prepared.input(work)?;
        let read = (document.read)(work, &input, &row)?;
        Ok(Done { drawn: request.drawn.map(|media| (read, media)), ..Done::empty(200) })
    }

    fn answer_row(
        &self,
        work: &mut Work<'_>,
        request: &Request,
        id: i64,
        status: u16,
    ) -> Result<Done, Problem> {
        // Nobody else knows of a new row yet. What a change answers must be what it has made of the
        // row, and is read before others get at it.
        if matches!(request.operation.action, Action::Create) && self.store.reads_here() {
            return Ok(Done { later: Some((work.session, id)), ..Done::empty(status) });
        }
        self.read_row(work, request, id, status)
    }

    fn read_row(
        &self,
        work: &mut Work<'_>,
        request: &Request,
        id: i64,
        status: u16,
    ) -> Result<Done, Problem> {
        let plan = self.plans.of(request)?;
        let found = plan.read(work, request, &[id])?;
        if found.is_empty() {
            return Err(work.missing(request.resource, id)?);
        }
        let wire = request.preferences.wire;
        let listed = request.operation.listed && wire == Wire::Documented;
        let mut row = String::with_capacity(1024);
        plan.row(&mut row, &found, 0, Scene { wire, ..Scene::default() });
        let body = if listed { format!("[{row}]\n") } else { row + "\n" };
        Ok(Done { body: Some(body), ..Done::empty(status) })
    }

    /// Reads what a write left to be read later.
    pub(super) fn read_later(
        &self,
        tx: &mut dyn Tx,
        request: &Request,
        (session, id): (Session, i64),
        done: &Done,
    ) -> Result<Done, Problem> {
        let mut work = Work { tx, session, context: &self.context, now: super::now() };
        let read = self.read_row(&mut work, request, id, done.status)?;
        let statements = done.statements + work.tx.statements();
        Ok(Done { location: done.location.clone(), statements, ..read })
    }

    /// Answers a row as it is when nothing of it is set.
    fn answer_blank(&self, request: &Request) -> Result<Done, Problem> {
        let wire = request.preferences.wire;
        let mut row = String::new();
        self.plans.of(request)?.blank(&mut row, Scene { wire, ..Scene::default() });
        Ok(Done { body: Some(row + "\n"), ..Done::empty(200) })
    }

    /// Answers a row that was just added.
    fn answer_new(&self, work: &mut Work<'_>, request: &Request, id: i64) -> Result<Done, Problem> {
        let mut done = self.answer_row(work, request, id, request.operation.status())?;
        done.location = Some(location(request, id));
        Ok(done)
    }

    fn list(
        &self,
        work: &mut Work<'_>,
        request: &Request,
        list: &'static List,
        asked: &ListRequest,
    ) -> Result<Done, Problem> {
        let mut asked_find = asked.find.asked_by(work.session.user);
        asked_find.all.extend(path_conditions(work, list.path_filters, request)?);
        asked_find.all.extend(work.seek(request.resource, list, &request.params)?);
        let plan = self.plans.of(request)?;
        let page = match list.of {
            Listed::Fixed(ids) => Page::of(ids),
            _ => super::page::page(work, &asked_find, asked, list.paged)?,
        };
        let mut ids = if plan.wants_items() { page.ids.clone() } else { Vec::new() };
        if !page.listers.is_empty() {
            ids.sort_unstable();
            ids.dedup();
        }
        let found = plan.read(work, request, &ids)?;
        let wire = request.preferences.wire;
        let scene = Scene { near: asked.near, wire, lister: None };
        let wrapped = list.paged && wire == Wire::Documented;
        let mut body = String::with_capacity(plan.estimate(page.ids.len()));
        body.push_str(if wrapped { "[" } else { "" });
        plan.page(&mut body, &page, &found, scene);
        body.push_str(if wrapped { "]\n" } else { "\n" });
        let link = list.paged.then(|| page.links(&request.target, &request.params));
        Ok(Done { body: Some(body), link: link.flatten(), ..Done::empty(200) })
    }
}

impl Done {
    pub(super) fn empty(status: u16) -> Done {
        Done {
            status,
            body: None,
            location: None,
            link: None,
            content: None,
            drawn: None,
            later: None,
            due: None,
            statements: 0,
        }
    }
}

/// Where a row that a request made is read.
pub(super) fn location(request: &Request, id: i64) -> String {
    format!("{}/{id}", request.target.trim_end_matches('/'))
}

/// The draft with its contents in place.
fn held<'a>(work: &mut Work<'_>, prepared: &'a Prepared) -> Result<Cow<'a, Draft>, Problem> {
    let mut draft = Cow::Borrowed(&prepared.draft);
    for ((column, _), kept) in prepared.draft.contents.iter().zip(&prepared.kept) {
        draft.to_mut().values.push((column, Value::Int(work.hold(kept)?)));
    }
    Ok(draft)
}

/// The content of a row.
fn found(
    work: &mut Work<'_>,
    resource: &'static Resource,
    at: &Held,
    id: i64,
) -> Result<Found, Problem> {
    let Some(row) = work.load(resource, id)? else {
        return Err(work.missing(resource, id)?);
    };
    let Some(content) = row.int(at.column) else {
        return Err(Problem::NotFound(format!("The {} {id} has no content.", resource.one)));
    };
    let content = work.content(content)?;
    let text = |name: &str| content.text(name).unwrap_or_default().to_owned();
    Ok(Found {
        tenant: work.session.tenant,
        hash: text("hash"),
        size: content.int("size").and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        name: text("name"),
        file: row.text(at.name).unwrap_or_default().to_owned(),
    })
}
