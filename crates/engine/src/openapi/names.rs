//! Names that clients generate code from: operation ids and schemas.

use crate::declare::{Action, Form, Method, Operation, Resource};

/// The id of an operation. It depends on its method, path and kind only, so it stays the same
/// when other operations come and go: `list_accounts` for a list at `/accounts`.
pub fn operation_id(resources: &[&Resource], operation: &Operation) -> String {
    let parts: Vec<&str> = operation.path.split('/').filter(|part| !part.is_empty()).collect();
    let is_parameter = |part: &&str| part.starts_with('{');
    // A part that a parameter follows stands for one thing.
    let mut words: Vec<String> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| !is_parameter(part))
        .map(|(position, part)| match parts.get(position + 1) {
            Some(next) if is_parameter(next) => singular(resources, part),
            _ => part.replace('-', "_"),
        })
        .collect();
    let verb = match &operation.action {
        Action::Report(report) if operation.method == Method::Get => match report.form {
            Form::One => "get",
            Form::List | Form::Page(_) => "list",
        },
        Action::List(_) => "list",
        Action::Read(_) => "get",
        Action::Update(_) => "update",
        Action::Put(_) | Action::Upload(_) => "put",
        Action::Download(_) => "get",
        Action::Delete(_) => "delete",
        Action::Create | Action::Intake(_) => {
            if let Some(last) = words.last_mut() {
                *last = singular(resources, last);
            }
            "create"
        }
        Action::Special(_) if operation.method == Method::Put => "put",
        Action::Special(_) if operation.method == Method::Delete => "delete",
        // The last word of an action's path is what it does.
        Action::Restore | Action::Follow { .. } | Action::Special(_) | Action::Report(_)
            if words.len() > 1 =>
        {
            let verb = words.pop().unwrap_or_default();
            let thing: Vec<String> = words.iter().map(|word| singular(resources, word)).collect();
            return format!("{verb}_{}", thing.join("_"));
        }
        Action::Restore | Action::Follow { .. } | Action::Special(_) | Action::Report(_) => {
            return format!("{}_{}", operation.method.name().to_lowercase(), words.join("_"));
        }
    };
    format!("{verb}_{}", words.join("_"))
}

/// One of what a part of a path names.
fn singular(resources: &[&Resource], part: &str) -> String {
    let joined = |name: &str| name.replace([' ', '_'], "");
    match resources.iter().find(|resource| joined(resource.name) == joined(part)) {
        Some(resource) => joined(resource.one),
        None => singular_word(part).replace('-', "_"),
    }
}

/// An English plural's singular, as far as names of properties need it.
pub(super) fn singular_word(word: &str) -> String {
    let cut = |end: usize, rest: &str| format!("{}{rest}", &word[..word.len() - end]);
    if word.ends_with("ies") && word.len() > 4 {
        cut(3, "y")
    } else if ["sses", "xes", "ches", "shes", "tuses"].iter().any(|end| word.ends_with(end)) {
        cut(2, "")
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        cut(1, "")
    } else {
        word.to_owned()
    }
}

/// `account type` or `account_type` as the name of a schema: `AccountType`.
pub(super) fn pascal(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}
