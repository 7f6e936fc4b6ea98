//! Answers: success by operation, errors shared by all.

use super::components::{Components, reference};
use super::operations::Scope;
use super::schemas::{Place, Side, object};
use super::{examples, names};
use crate::declare::{Action, Form, List, Listed, Media, Operation, Resource, Shape, Writers};
use crate::outside::Unanswered;
use crate::problem::{Errors, Problem};
use crate::request::Wire;
use serde_json::{Map, Value as Json, json};

/// The name of the schema of errors.
pub(super) const PROBLEM: &str = "Problem";

/// The error of a service that does not answer.
const UNANSWERED: &str = "Unanswered";

/// The error of whoever asks too often, which a request gets before it is read.
const TOO_MANY: &str = "TooManyRequests";

/// The schema of errors.
pub(super) fn problem_schema() -> Json {
    json!({
        "type": "object",
        "properties": {
            "message": { "type": "string", "description": "What is wrong, for a person." },
            "errors": {
                "type": "object",
                "description": "What is wrong by property, as a dotted path, or parameter.",
                "additionalProperties": { "type": "string" },
            },
            "request_id": { "type": "string", "description": "Finds the request in the log." },
        },
        "required": ["message"],
    })
}

/// Headers that many answers have.
pub(super) fn headers() -> Json {
    let text = |description: &str, example: &str| {
        json!({
            "description": description,
            "schema": { "type": "string" },
            "example": example,
        })
    };
    json!({
        "X-Request-Id": text("Names the request in logs.", "0198f3c2a7b4"),
        "Preference-Applied": text("The preferences in effect, if any was sent.", "wire=native"),
        "Location": text("The path of what was created.", "/things/1"),
        "Link": text(
            "The first, previous, next and last page.",
            "</things?page=2>; rel=\"next\", </things?page=9>; rel=\"last\"",
        ),
        "WWW-Authenticate": text("How to authenticate.", "Bearer"),
        "RateLimit-Policy": text(
            "The limits that hold: requests (`q`) in a number of seconds (`w`).",
            "\"token\";q=600;w=60",
        ),
        "RateLimit": text(
            "What is left of them (`r`), and the seconds until all is there again (`t`).",
            "\"token\";r=0;t=60",
        ),
        "Retry-After": {
            "description": "Seconds to wait before trying again.",
            "schema": { "type": "integer" },
            "example": 1,
        },
    })
}

/// An error that can be answered: its name, what it means, and one of its kind.
fn problems() -> Vec<(&'static str, &'static str, Problem)> {
    let required = || Errors::one("name", "This is required.");
    vec![
        ("BadRequest", "The request is not valid.", Problem::Invalid(required())),
        (
            "Unauthorized",
            "No token, or not a valid one.",
            Problem::Unauthorized("A token is needed."),
        ),
        ("Forbidden", "The user may not do this.", Problem::Forbidden("This user may only read.")),
        (
            "NotFound",
            "There is no such thing.",
            Problem::NotFound("There is no such row.".to_owned()),
        ),
        (
            "NotAcceptable",
            "None of the media types that are wanted.",
            Problem::NotAcceptable(Media::ALL.map(Media::essence).to_vec()),
        ),
        (
            "Conflict",
            "It contradicts what is already there.",
            Problem::Conflict(Errors::one("name", "There is already one of this name.")),
        ),
        ("TooLarge", "The body is too large.", Problem::TooLarge(1 << 20)),
        (
            "UnsupportedMediaType",
            "The body is not of the type that is taken.",
            Problem::UnsupportedMediaType("application/json"),
        ),
        ("Internal", "The server failed.", Problem::Internal(String::new())),
        ("Unavailable", "The database cannot be used now.", Problem::Unavailable(String::new())),
        (
            UNANSWERED,
            "The database, or the service behind this, is not there or does not answer now.",
            Problem::Unanswered(Unanswered::failed("The service does not answer.", "")),
        ),
    ]
}

/// The errors, as components.
pub(super) fn shared() -> Json {
    let mut responses = Map::new();
    for (name, description, problem) in problems() {
        let mut headers = common_headers();
        match problem {
            Problem::Unauthorized(_) => add_header(&mut headers, "WWW-Authenticate"),
            Problem::Unavailable(_) | Problem::Unanswered(_) => {
                add_header(&mut headers, "Retry-After")
            }
            _ => {}
        }
        let response = error(description, headers, &problem.body("0198f3c2a7b4"));
        responses.insert(name.to_owned(), response);
    }
    let mut headers = common_headers();
    for name in ["Retry-After", "RateLimit-Policy", "RateLimit"] {
        add_header(&mut headers, name);
    }
    let description = "Too many requests, where the server limits them.";
    let example = json!({ "message": "This token asks too often. Try again in 1 s." });
    responses.insert(TOO_MANY.to_owned(), error(description, headers, &example));
    responses.into()
}

/// An answer that is an error.
fn error(description: &str, headers: Map<String, Json>, example: &Json) -> Json {
    json!({
        "description": description,
        "headers": headers,
        "content": { "application/json": {
            "schema": reference("schemas", PROBLEM),
            "example": example,
        } },
    })
}

fn common_headers() -> Map<String, Json> {
    let mut headers = Map::new();
    add_header(&mut headers, "X-Request-Id");
    add_header(&mut headers, "Preference-Applied");
    headers
}

fn add_header(headers: &mut Map<String, Json>, name: &str) {
    headers.insert(name.to_owned(), reference("headers", name));
}

/// All answers of an operation, by status.
pub(super) fn of(components: &mut Components, scope: &Scope) -> Json {
    let Scope { resource, operation, .. } = *scope;
    let mut responses = Map::new();
    let known = problems();
    for status in statuses(resource, operation) {
        let named = |(name, .., problem): &&(&str, &str, Problem)| match status {
            503 if operation.asks.is_some() => *name == UNANSWERED,
            status => problem.status() == status,
        };
        let response = match status {
            206 => json!({ "description": "The part that was asked for.", "content": bytes() }),
            304 => json!({ "description": "The caller has it already." }),
            416 => json!({ "description": "The range lies beyond." }),
            429 => reference("responses", TOO_MANY),
            _ => match known.iter().find(named) {
                Some((name, ..)) => reference("responses", name),
                None => success(components, scope),
            },
        };
        responses.insert(status.to_string(), response);
    }
    responses.into()
}

/// Every status that an operation is answered with.
pub(super) fn statuses(resource: &Resource, operation: &Operation) -> Vec<u16> {
    let mut statuses = vec![operation.status(), 400, 401];
    statuses.extend(operation.refuses);
    if operation.writes() || operation.callers(resource) == Writers::Administrators {
        statuses.push(403);
    }
    if operation.path.contains('{') {
        statuses.push(404);
    }
    // What is unique, referred to or settled already can stand in the way of any write.
    if operation.writes() {
        statuses.push(409);
    }
    match &operation.action {
        Action::Download(_) => statuses.extend([206, 304, 416]),
        Action::Document(_) => statuses.push(406),
        Action::Intake(_) => statuses.extend([413, 415]),
        Action::Upload(_) => statuses.push(413),
        _ if crate::api::reads_body(operation) => statuses.extend([413, 415]),
        _ => {}
    }
    statuses.extend([429, 500, 503]);
    statuses
}

fn success(components: &mut Components, scope: &Scope) -> Json {
    let mut headers = common_headers();
    let action = &scope.operation.action;
    match action {
        Action::Create | Action::Intake(_) => add_header(&mut headers, "Location"),
        Action::List(list) if list.paged => add_header(&mut headers, "Link"),
        Action::Report(report) if report.form.page().is_some() => add_header(&mut headers, "Link"),
        Action::Report(_) if scope.operation.status() == 201 => {
            add_header(&mut headers, "Location")
        }
        _ => {}
    }
    let description = match scope.operation.status() {
        201 => "Created.",
        204 => "Done; there is no body.",
        _ => "Success.",
    };
    let mut response = json!({ "description": description, "headers": headers });
    if let Action::Download(_) = action {
        response["content"] = bytes();
    } else if let Action::Document(_) = action {
        let media = Media::ALL.map(|media| (media.essence().to_owned(), json!({})));
        response["content"] = media.into_iter().collect::<Map<_, _>>().into();
    } else if let Some(content) = content(components, scope) {
        response["content"] = json!({ "application/json": content });
    }
    response
}

/// The content of a file, of whichever type it is.
fn bytes() -> Json {
    json!({ "*/*": {} })
}

fn content(components: &mut Components, scope: &Scope) -> Option<Json> {
    match &scope.operation.action {
        Action::Delete(_) | Action::Follow { .. } => None,
        Action::Special(special) if !special.answers => None,
        Action::List(list) => Some(list_content(components, scope, list)),
        Action::Report(report) if report.form != Form::One => {
            let name = names::pascal(report.one);
            let item = item(components, Some(scope.resource), report.shape, &name);
            Some(several(components, scope, report.shape, (item, &name), report.form.page()))
        }
        _ => {
            let (of, shape, name) = answered(scope, scope.resource.shape, scope.one());
            let schema = item(components, of, shape, &name);
            let example = examples::answer(shape, components.strict);
            if scope.operation.listed && scope.wire == Wire::Documented {
                let list = json!({
                    "type": "array", "items": schema, "minItems": 1, "maxItems": 1,
                });
                return Some(json!({ "schema": list, "example": [example] }));
            }
            Some(components.example(&schema, example))
        }
    }
}

/// What an item of an answer is: a row of the resource, or what a function makes or calculates. Its
/// resource, shape and name.
fn answered(
    scope: &Scope,
    shape: Shape,
    name: String,
) -> (Option<&'static Resource>, Shape, String) {
    match (&scope.operation.action, scope.operation.made) {
        (Action::Report(report), _) => {
            (Some(scope.resource), report.shape, names::pascal(report.one))
        }
        (_, Some(made)) => {
            let id = names::operation_id(scope.resources, scope.operation);
            let name = names::pascal(id.split_once('_').map_or(id.as_str(), |(_, rest)| rest));
            (None, made.shape, names::singular_word(&name))
        }
        (_, None) => (Some(scope.resource), shape, name),
    }
}

fn item(
    components: &mut Components,
    of: Option<&'static Resource>,
    shape: Shape,
    name: &str,
) -> Json {
    let place = Place { side: Side::Answer, of, root: name, name, without: &[] };
    let schema = object(components, shape, place);
    components.schema(&[name.to_owned()], schema)
}

fn list_content(components: &mut Components, scope: &Scope, list: &List) -> Json {
    let (shape, name) = match list.of {
        Listed::Rows | Listed::Fixed(_) => (scope.resource.shape, scope.one()),
        Listed::Places(shape) | Listed::PlacesOf { shape, .. } => {
            (shape, format!("{}Place", scope.one()))
        }
    };
    let (of, shape, item) = answered(scope, shape, name.clone());
    let name = match scope.operation.made {
        Some(_) => names::operation_id(scope.resources, scope.operation),
        None => name,
    };
    let item = self::item(components, of, shape, &item);
    several(components, scope, shape, (item, &name), list.paged.then_some(&[][..]))
}

/// A page of items with numbers beside them, or a bare list. `name` names the page.
fn several(
    components: &mut Components,
    scope: &Scope,
    shape: Shape,
    (item, name): (Json, &str),
    page: Option<&'static [&'static str]>,
) -> Json {
    let example = examples::answer(shape, components.strict);
    let Some(beside) = page else {
        return json!({
            "schema": { "type": "array", "items": item },
            "example": [example],
        });
    };
    let count = json!({ "type": "integer", "minimum": 0 });
    let from_one = json!({ "type": "integer", "minimum": 1 });
    let mut page = json!({
        "type": "object",
        "properties": {
            "page": from_one,
            "pages": count,
            "per_page": from_one,
            "total": count,
            "items": { "type": "array", "items": item },
        },
    });
    let mut example =
        json!({ "page": 1, "pages": 1, "per_page": 10, "total": 1, "items": [example] });
    for name in beside {
        page["properties"][*name] = count.clone();
        example[*name] = json!(1);
    }
    page["required"] = json!(crate::shape::PAGE.iter().chain(beside).collect::<Vec<_>>());
    let schema = components.schema(&[names::pascal(&format!("{name} page"))], page);
    match scope.wire {
        Wire::Native => json!({ "schema": schema, "example": example }),
        Wire::Documented => json!({
            "schema": { "type": "array", "items": schema, "minItems": 1, "maxItems": 1 },
            "example": [example],
        }),
    }
}
