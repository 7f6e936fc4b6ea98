//! Operations: a method, a path, and what happens.

use super::{Asking, Document, Link, List, PathPart, Report, Resource, Shape, Writers};
use crate::access::Scope;
use crate::content::Kept;
use crate::problem::Problem;
use crate::store::Value;
use crate::work::{Input, Outcome, Work};
use bytes::Bytes;
use serde_json::Value as Json;

/// One method of one path.
#[derive(Debug)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path, parameters in braces: `/accounts/{id}`.
    pub path: &'static str,
    /// One line for the reference.
    pub summary: &'static str,
    /// What happens.
    pub action: Action,
    /// Not part of the documented API.
    pub extension: bool,
    /// Documented as deprecated.
    pub deprecated: bool,
    /// Who may call it: where that differs from the resource's writers or, of one that only reads,
    /// from everyone.
    pub writers: Option<Writers>,
    /// The section of the reference it stands in, where that differs from the resource's name.
    pub tag: Option<&'static str>,
    /// Status of success, where that differs from the action's.
    pub status: Option<u16>,
    /// Whether the documented wire format answers the row in a list of one.
    pub listed: bool,
    /// Who makes what is answered, where that is not read from the resource's columns.
    pub made: Option<&'static Made>,
    /// What it asks outside of the database first.
    pub asks: Option<&'static Asking>,
    /// Statuses of errors that its function answers, beyond those that operations of its kind have
    /// anyway.
    pub refuses: &'static [u16],
}

/// Answers that a function makes of the rows that were found.
pub struct Made {
    /// What one looks like. Its extensions are not left out for those who want the documented API
    /// only.
    pub shape: Shape,
    /// Makes one for each id, in order. Asked also when nothing was found, so that it can refuse
    /// what parameters or path refer to.
    pub make: Make,
}

/// See [`Made::make`].
pub type Make = fn(&mut Work<'_>, &Input, &[i64]) -> Result<Vec<Json>, Problem>;

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").finish_non_exhaustive()
    }
}

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Read.
    Get,
    /// Create or act.
    Post,
    /// Change.
    Put,
    /// Remove.
    Delete,
}

impl Method {
    /// Its name in a request line.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// What an operation does.
#[derive(Debug)]
pub enum Action {
    /// Answers rows.
    List(List),
    /// Answers one row.
    Read(Locate),
    /// Adds a row.
    Create,
    /// Changes a row.
    Update(Locate),
    /// Sets the row of a key, whether or not there is one.
    Put(Locate),
    /// Removes or hides a row.
    Delete(Locate),
    /// Brings a hidden row back.
    Restore,
    /// Links the row `key` with the user `userid`, or unlinks them.
    Follow {
        /// The link.
        link: &'static Link,
        /// Follow or unfollow.
        follow: bool,
    },
    /// An ordinary function.
    Special(Special),
    /// Answers what a function calculates.
    Report(Report),
    /// Answers the bytes of a content, or a range of them.
    Download(Held),
    /// Takes bytes as they come for a content.
    Upload(Held),
    /// Takes a body that is not JSON.
    Intake(Intake),
    /// Answers what a row looks like on paper.
    Document(Document),
}

/// Where the rows of a resource hold a content.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The column of the content.
    pub column: &'static str,
    /// The column of its file name, whose ending tells what it is.
    pub name: &'static str,
}

/// How a body that is not JSON becomes a row.
pub struct Intake {
    /// What it must be, such as `text/csv`.
    pub media: &'static str,
    /// Reads it, before there is a transaction.
    pub read: fn(&[u8]) -> Result<Taken, Problem>,
    /// Adds what was read, inside one transaction; answers the row's id. The contents are kept by
    /// then, in the order they were taken.
    pub run: fn(&mut Work<'_>, &Taken, &[Kept]) -> Result<i64, Problem>,
}

/// What was read from a body that is not JSON.
#[derive(Debug, Default)]
pub struct Taken {
    /// Columns and their values.
    pub values: Vec<(&'static str, Value)>,
    /// Files in it: their names and bytes.
    pub files: Vec<(String, Bytes)>,
    /// Texts that other rows are found by.
    pub terms: Vec<String>,
}

impl std::fmt::Debug for Intake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Intake").field("media", &self.media).finish_non_exhaustive()
    }
}

/// How the row of an operation is found.
#[derive(Clone, Copy, Debug)]
pub enum Locate {
    /// By the path parameter `id`.
    Id,
    /// It is the row of the token's user.
    Me,
    /// It is the one row that a tenant has. Until it is written, all of it is unset.
    Only,
    /// By path parameters.
    Key(&'static [PathPart]),
}

/// An operation of its own.
pub struct Special {
    /// The function; runs inside one transaction.
    pub run: fn(&mut Work<'_>, &Input) -> Result<Outcome, Problem>,
    /// Whether the transaction writes.
    pub writes: bool,
    /// What the body may hold, for the reference and the check of the body.
    pub body: Shape,
    /// Whether the answer is the resource's shape (else there is no body).
    pub answers: bool,
    /// Status of success.
    pub status: u16,
}

impl std::fmt::Debug for Special {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Special").field("writes", &self.writes).finish_non_exhaustive()
    }
}

const fn operation(
    method: Method,
    path: &'static str,
    summary: &'static str,
    action: Action,
) -> Operation {
    Operation {
        method,
        path,
        summary,
        action,
        extension: false,
        deprecated: false,
        writers: None,
        tag: None,
        status: None,
        listed: false,
        made: None,
        asks: None,
        refuses: &[],
    }
}

/// `GET path`: a list.
pub const fn list(path: &'static str, summary: &'static str, list: List) -> Operation {
    operation(Method::Get, path, summary, Action::List(list))
}

/// `POST path`: a new row.
pub const fn create(path: &'static str, summary: &'static str) -> Operation {
    operation(Method::Post, path, summary, Action::Create)
}

/// `GET path`: one row.
pub const fn read(path: &'static str, summary: &'static str, locate: Locate) -> Operation {
    operation(Method::Get, path, summary, Action::Read(locate))
}

/// `PUT path`: changes one row.
pub const fn update(path: &'static str, summary: &'static str, locate: Locate) -> Operation {
    operation(Method::Put, path, summary, Action::Update(locate))
}

/// `PUT path`: sets the row of a key.
pub const fn put(path: &'static str, summary: &'static str, locate: Locate) -> Operation {
    operation(Method::Put, path, summary, Action::Put(locate))
}

/// `DELETE path`: removes or hides one row.
pub const fn delete(path: &'static str, summary: &'static str, locate: Locate) -> Operation {
    operation(Method::Delete, path, summary, Action::Delete(locate))
}

/// `POST path`: brings a hidden row back. An extension.
pub const fn restore(path: &'static str, summary: &'static str) -> Operation {
    operation(Method::Post, path, summary, Action::Restore).extension()
}

/// `POST path`: follow or unfollow.
pub const fn follow(
    path: &'static str,
    summary: &'static str,
    link: &'static Link,
    follow: bool,
) -> Operation {
    operation(Method::Post, path, summary, Action::Follow { link, follow })
}

/// `POST path`: an operation of its own.
pub const fn special(path: &'static str, summary: &'static str, special: Special) -> Operation {
    operation(Method::Post, path, summary, Action::Special(special))
}

/// `GET path`: what a function calculates.
pub const fn report(path: &'static str, summary: &'static str, report: Report) -> Operation {
    operation(Method::Get, path, summary, Action::Report(report))
}

/// The same by another method. `POST` without a body is an action, so `PUT` answers alike.
pub const fn report_by(
    method: Method,
    path: &'static str,
    summary: &'static str,
    report: Report,
) -> Operation {
    operation(method, path, summary, Action::Report(report))
}

/// `GET path`: the bytes of a content. An extension.
pub const fn download(path: &'static str, summary: &'static str, held: Held) -> Operation {
    operation(Method::Get, path, summary, Action::Download(held)).extension()
}

/// `PUT path`: bytes for a content, as they come. An extension.
pub const fn upload(path: &'static str, summary: &'static str, held: Held) -> Operation {
    operation(Method::Put, path, summary, Action::Upload(held)).extension()
}

/// `GET path`: what a row looks like on paper. An extension.
pub const fn document(path: &'static str, summary: &'static str, document: Document) -> Operation {
    operation(Method::Get, path, summary, Action::Document(document)).extension()
}

/// `POST path`: a new row from a body that is not JSON. An extension.
pub const fn intake(path: &'static str, summary: &'static str, intake: Intake) -> Operation {
    operation(Method::Post, path, summary, Action::Intake(intake)).extension()
}

impl Operation {
    /// Not part of the documented API.
    pub const fn extension(mut self) -> Operation {
        self.extension = true;
        self
    }

    /// Documented as deprecated.
    pub const fn deprecated(mut self) -> Operation {
        self.deprecated = true;
        self
    }

    /// Status of success.
    pub const fn answers(mut self, status: u16) -> Operation {
        self.status = Some(status);
        self
    }

    /// The documented wire format answers the row in a list of one.
    pub const fn listed(mut self) -> Operation {
        self.listed = true;
        self
    }

    /// What it answers is made by a function.
    pub const fn made(mut self, made: &'static Made) -> Operation {
        self.made = Some(made);
        self
    }

    /// It asks outside of the database first.
    pub const fn asking(mut self, asks: &'static Asking) -> Operation {
        self.asks = Some(asks);
        self
    }

    /// Statuses of errors that its function answers.
    pub const fn refuses(mut self, statuses: &'static [u16]) -> Operation {
        self.refuses = statuses;
        self
    }

    /// The method, where it is not the usual one.
    pub const fn by(mut self, method: Method) -> Operation {
        self.method = method;
        self
    }

    /// Who may call it.
    pub const fn writers(mut self, writers: Writers) -> Operation {
        self.writers = Some(writers);
        self
    }

    /// The section of the reference.
    pub const fn tag(mut self, tag: &'static str) -> Operation {
        self.tag = Some(tag);
        self
    }

    /// The declared parameters of its path; none where it is found by its id alone.
    pub fn path_parts(&self) -> &'static [PathPart] {
        match &self.action {
            Action::List(list) => list.path_filters,
            Action::Report(report) => report.query.path_filters,
            Action::Read(Locate::Key(parts))
            | Action::Update(Locate::Key(parts))
            | Action::Put(Locate::Key(parts))
            | Action::Delete(Locate::Key(parts)) => parts,
            _ => &[],
        }
    }

    /// Whether `PUT` answers like `POST`: the reference lost the verbs of actions.
    pub fn is_action(&self) -> bool {
        self.method == Method::Post
            && match &self.action {
                Action::Follow { .. } | Action::Special(_) => true,
                Action::Report(report) => report.body.is_empty(),
                _ => false,
            }
    }

    /// The query parameters it takes, pages among them, if it takes any.
    pub fn query(&self) -> Option<&List> {
        match &self.action {
            Action::List(list) => Some(list),
            Action::Report(report) => Some(&report.query),
            Action::Document(document) => Some(&document.query),
            _ => None,
        }
    }

    /// Whether it changes anything.
    pub fn writes(&self) -> bool {
        match &self.action {
            Action::List(_) | Action::Read(_) | Action::Download(_) | Action::Document(_) => false,
            Action::Special(special) => special.writes,
            Action::Report(report) => report.writes,
            _ => true,
        }
    }

    /// Who may call it.
    pub fn callers(&self, resource: &Resource) -> Writers {
        let others = if self.writes() { resource.writers } else { Writers::Everyone };
        self.writers.unwrap_or(others)
    }

    /// The scope that a token needs to call it.
    pub fn scope(&self, resource: &Resource) -> Scope {
        match self.callers(resource) {
            Writers::Administrators => Scope::Admin,
            Writers::Everyone if self.writes() => Scope::Write,
            Writers::Everyone => Scope::Read,
        }
    }

    /// Whether its answer is made of a resource's properties, so that a mask applies.
    pub fn masked(&self) -> bool {
        match &self.action {
            Action::Follow { .. } | Action::Download(_) | Action::Document(_) => false,
            Action::Special(special) => special.answers,
            _ => true,
        }
    }

    /// The status of success.
    pub fn status(&self) -> u16 {
        if let Some(status) = self.status {
            return status;
        }
        match &self.action {
            Action::Create | Action::Intake(_) => 201,
            Action::Delete(_) | Action::Follow { .. } => 204,
            Action::Special(special) => special.status,
            _ => 200,
        }
    }
}
