//! Finding things by what their fields hold.

use engine::clock::parse_day;
use engine::decimal;
use engine::declare::{Filter, ParamType, Resource, Sought, companion, sought};
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::list::{like, pattern};
use engine::request::{NOT_WHOLE, Params, whole};
use engine::store::Value;
use engine::text::matches;
use engine::work::{Record, Which, Work};

use super::FIELDS;
use super::kinds::{Holds, Kind};
use super::options::FIELD_OPTIONS;
use super::values::{FIELD_VALUES, SCALE};
use super::written::flag;

const ID: &str = "dynamicfield_id";
const VALUE: &str = "dynamicfield_val";

/// `dynamicfield_id`: a field's id, paired by position with a value.
pub(crate) const FIELD_ID: Filter = sought(ID, ParamType::Integers, Sought { form: paired, find })
    .doc("Id of a dynamic field. Repeat it together with `dynamicfield_val`.");

/// `dynamicfield_val`: the value the field of the same position must have.
pub(crate) const FIELD_VALUE: Filter = companion(VALUE, ParamType::Texts).doc(
    "What the field at the same position holds: text, where `%` stands for any text, a number, a \
     date, 0 or 1, or the label or id of an option.",
);

/// Most pairs in one request.
const MOST: usize = 50;

fn paired(params: &Params, errors: &mut Errors) {
    if params.all(ID).any(|id| whole(id).is_none()) {
        errors.add(ID, NOT_WHOLE);
    }
    let (ids, values) = (params.all(ID).count(), params.all(VALUE).count());
    if ids != values {
        let text = format!("{ids} fields are paired with {values} values; give as many of each.");
        errors.add(VALUE, text);
    } else if ids > MOST {
        errors.add(ID, format!("These are more than {MOST} fields."));
    }
}

/// One condition for each pair. The fields and their options are looked up before: what a field
/// holds decides how it is compared.
fn find(
    work: &mut Work<'_>,
    of: &Resource,
    params: &Params,
    errors: &mut Errors,
) -> Result<Vec<Condition>, Problem> {
    let Some(kind) = Kind::of(of) else {
        return Err(Problem::Internal(format!("{} have no fields", of.name)));
    };
    let ids: Vec<i64> = params.all(ID).filter_map(whole).collect();
    let asked = [Condition::OneOf("id", ids.clone()), Condition::Is("kind", kind.name.into())];
    let fields = work.records(&FIELDS, &asked, Which::Live)?;
    let theirs = [Condition::OneOf("fieldid", ids.clone())];
    let options = work.records(&FIELD_OPTIONS, &theirs, Which::All)?;
    let mut found = Vec::with_capacity(ids.len());
    for (id, value) in ids.into_iter().zip(params.all(VALUE)) {
        let Some(field) = fields.iter().find(|field| field.id == id) else {
            errors.add(ID, format!("There is no dynamic field {id} of {}.", of.name));
            continue;
        };
        match held(&options, field, value) {
            Ok(mut all) => {
                all.insert(0, Condition::Is("fieldid", Value::Int(id)));
                let (table, select) = (FIELD_VALUES.table, "resourceid");
                found.push(Condition::Within { own: "id", table, select, all });
            }
            Err(text) => errors.add(VALUE, format!("Field {id}: {text}")),
        }
    }
    Ok(found)
}

/// What must hold of a row of what a field holds.
fn held(all: &[Record], field: &Record, value: &str) -> Result<Vec<Condition>, String> {
    let number = |number| vec![Condition::Is("number", Value::Int(number))];
    Ok(match field.int("type").and_then(Holds::of) {
        Some(Holds::Line) => like("line_fold", false, None, pattern(value)),
        Some(Holds::Lines) => {
            // Any beginning will do, so that the field's are read in their index and no others.
            let mut all = vec![Condition::AtLeast("lines_start", "".into())];
            all.extend(like("lines_fold", false, Some("lines_start"), pattern(value)));
            all
        }
        Some(Holds::Number) => number(
            decimal::parse(value.trim(), SCALE)
                .map_err(|_| "This must be a number of at most 4 decimals.".to_owned())?,
        ),
        Some(Holds::Date) => number(
            parse_day(value.trim())
                .ok_or("This must be a date that exists, such as 2026-11-23.".to_owned())?,
        ),
        Some(Holds::Flag) => number(flag(value)?),
        Some(Holds::One | Holds::Many) => vec![options(all, field, value)],
        None => vec![Condition::Never],
    })
}

/// The options of a field that are meant, by their label or id. Retired ones are still chosen.
fn options(all: &[Record], field: &Record, value: &str) -> Condition {
    let own = all.iter().filter(|option| option.int("fieldid") == Some(field.id));
    let meant = own.filter(|option| {
        whole(value) == Some(option.id)
            || option.text("label").is_some_and(|label| matches(value, label))
    });
    let mut ids: Vec<i64> = meant.map(|option| option.id).collect();
    match (ids.len(), ids.pop()) {
        // One is told apart, for an index goes on behind it.
        (1, Some(id)) => Condition::Is("optionid", Value::Int(id)),
        (_, last) => Condition::OneOf("optionid", ids.into_iter().chain(last).collect()),
    }
}
