//! Which template lays out a document, and in which language.

use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::store::Value;
use engine::work::{Input, Record, Work};

use super::words::Language;
use super::{Kind, STANDARD};
use crate::templates::{LANGUAGES, TEMPLATE_LANGUAGES, TEMPLATES};
use crate::users::USERS;

/// The language of those who have said nothing about theirs.
const USUAL: Language = Language::Swedish;

/// What a document is laid out by.
#[derive(Debug)]
pub(super) struct Template {
    /// What errors call it.
    pub(super) name: String,
    pub(super) html: String,
}

impl Template {
    fn of(row: &Record) -> Template {
        let text = |column: &str| row.text(column).unwrap_or_default();
        Template {
            name: format!("template {} ({})", row.id, text("name")),
            html: text("html").to_owned(),
        }
    }

    fn standard() -> Template {
        Template { name: "standard template".to_owned(), html: STANDARD.to_owned() }
    }
}

/// The template that is asked for, or else the one that suits the language.
pub(super) fn choose(
    work: &mut Work<'_>,
    input: &Input,
    kind: Kind,
) -> Result<(Template, Language), Problem> {
    let asked = input.params.get("language").and_then(Language::of_code);
    let mut errors = Errors::default();
    if let Some(id) = input.params.integer("templateid", &mut errors) {
        let template = named(work, id, kind)?;
        let language = match asked {
            Some(language) => language,
            None => match of_template(work, id)? {
                Some(language) => language,
                None => of_user(work)?,
            },
        };
        return Ok((Template::of(&template), language));
    }
    errors.into_result()?;
    let language = match asked {
        Some(language) => language,
        None => of_user(work)?,
    };
    Ok((offered(work, kind, language)?, language))
}

/// The template of an id.
fn named(work: &mut Work<'_>, id: i64, kind: Kind) -> Result<Record, Problem> {
    let refused = |text: String| Problem::Invalid(Errors::one("templateid", text));
    let Some(template) = work.load(&TEMPLATES, id)? else {
        return Err(refused(format!("There is no template {id}.")));
    };
    if template.text("resource") != Some(kind.name()) {
        let other = template.text("resource").unwrap_or_default();
        let text = format!("The template {id} does not lay out a {}, but a {other}.", kind.name());
        return Err(refused(text));
    }
    if template.text("html").is_none() {
        return Err(refused(format!("The template {id} has no html.")));
    }
    Ok(template)
}

/// The first template that is offered in the language, else the first that is in none.
fn offered(work: &mut Work<'_>, kind: Kind, language: Language) -> Result<Template, Problem> {
    let languages = work.load_all(&TEMPLATE_LANGUAGES, &[])?;
    let named = languages.iter().filter(|row| known(row) == Some(language));
    let named: Vec<i64> = named.map(|row| row.id).collect();
    let mut find = |more: Option<Condition>| {
        let mut all = vec![
            Condition::Is("resource", kind.name().into()),
            Condition::Is("active", Value::Int(1)),
            Condition::Set("html"),
        ];
        all.extend(more);
        work.find(&TEMPLATES, &all)
    };
    let in_it = find(Some(in_languages(vec![Condition::OneOf("languageid", named)])))?;
    let id = match in_it.first() {
        Some(id) => Some(*id),
        None => {
            let in_any = find(Some(in_languages(Vec::new())))?;
            find(None)?.into_iter().find(|id| !in_any.contains(id))
        }
    };
    let Some(id) = id else { return Ok(Template::standard()) };
    Ok(work.load(&TEMPLATES, id)?.as_ref().map_or_else(Template::standard, Template::of))
}

/// That a template is in languages of which all of this holds.
fn in_languages(all: Vec<Condition>) -> Condition {
    Condition::Within { own: "id", table: LANGUAGES.table, select: "templateid", all }
}

/// Which of our languages a row of the languages of templates is.
fn known(row: &Record) -> Option<Language> {
    row.text("name").and_then(Language::of_name)
}

/// The first language of a template that is one of ours.
fn of_template(work: &mut Work<'_>, template: i64) -> Result<Option<Language>, Problem> {
    let ids = work.linked(&LANGUAGES, "templateid", template)?;
    let languages = work.load_all(&TEMPLATE_LANGUAGES, &[Condition::OneOf("id", ids)])?;
    Ok(languages.iter().find_map(known))
}

/// The language of who asks.
fn of_user(work: &mut Work<'_>) -> Result<Language, Problem> {
    let user = work.session.user;
    let language = match work.value(&USERS, user, "language")? {
        Some(Value::Text(code)) => Language::of_code(&code),
        _ => None,
    };
    Ok(language.unwrap_or(USUAL))
}
