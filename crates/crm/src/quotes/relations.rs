//! What quotes are related to. A relation and the quote's own property say the same thing: setting
//! one sets the other. Orders are related to a quote by relations alone, and there may be several.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::{Input, Outcome, Record, Work};

use super::{QUOTE_STATUSES, QUOTES, statuses};
use crate::accounts::ACCOUNTS;
use crate::contacts::CONTACTS;
use crate::opportunities::OPPORTUNITIES;
use crate::orders::ORDERS;
use crate::users::USERS;

const TYPES: &[&str] = &["account", "opportunity", "contact", "user", "user2", "order"];

/// Types of relations that are properties of the quote, with their columns.
const OWN: [(&str, &str); 5] = [
    ("account", "accountid"),
    ("opportunity", "opportunityid"),
    ("contact", "contactid"),
    ("user", "userid"),
    ("user2", "user2id"),
];

/// Those of them that a quote is never without.
const KEPT: [&str; 3] = ["account", "contact", "user"];

const ORDER: &str = "order";

/// Relations of quotes. They are hidden with their quote.
pub static QUOTE_RELATIONS: Resource = Resource {
    name: "quoterelations",
    one: "quote relation",
    table: "quote_relations",
    shape: SHAPE,
    lifetime: Lifetime::Soft,
    operations: &[
        special("/quotes/relations", "Relate a quote to something", RELATE).tag("quotes"),
        list("/quotes/relations", "List what quotes are related to", LIST).tag("quotes"),
        special("/quotes/relations/{id}", "Take a relation of a quote away", PART)
            .by(Method::Delete)
            .tag("quotes")
            .extension(),
    ],
    ..Resource::EMPTY
};

static SHAPE: Shape = &[
    id().doc("The relation's id."),
    reference("quoteid", &QUOTES).shown().required().doc("Id of the quote."),
    integer("otherid").required().doc("Id of what it is related to."),
    choice("type", TYPES).required().doc("What it is related to, such as `order`."),
    text("value").doc("Anything worth knowing of it."),
];

const LIST: List = List {
    filters: &[
        exactly("type", "type").among(TYPES).doc("To things of this type."),
        equals("otherid").doc("To the one of this id."),
        equals("quoteid").doc("Of this quote."),
        exactly("value", "value").doc("Of which this is worth knowing."),
    ],
    sorts: &[sort("id", "id")],
    default_sort: "id_asc",
    sortable: false,
    ..List::BY_NAME
};

const RELATE: Special =
    Special { run: relate, writes: true, body: SHAPE, answers: true, status: 201 };

const PART: Special = Special { run: part, writes: true, body: &[], answers: false, status: 204 };

/// What a type leads to.
fn target(kind: &str) -> &'static Resource {
    match kind {
        "account" => &ACCOUNTS,
        "opportunity" => &OPPORTUNITIES,
        "contact" => &CONTACTS,
        ORDER => &ORDERS,
        _ => &USERS,
    }
}

/// Relates a quote to something, or says something else of a relation that is there.
fn relate(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let number = |name: &str| match input.draft.get(name) {
        Some(Value::Int(number)) => *number,
        _ => 0,
    };
    let kind = match input.draft.get("type") {
        Some(Value::Text(kind)) => kind.as_str(),
        _ => "",
    };
    let (quote, other) = (number("quoteid"), number("otherid"));
    let target = target(kind);
    if work.find(target, &[Condition::Is("id", Value::Int(other))])?.is_empty() {
        let text = format!("There is no {} {other}.", target.one);
        return Err(Problem::Invalid(Errors::one("otherid", text)));
    }
    if let Some((_, column)) = OWN.iter().find(|(known, _)| *known == kind) {
        let draft = Draft::of(vec![(column, Value::Int(other))]);
        work.update(&QUOTES, quote, &draft, Errors::default())?;
    }
    let mut same = of(quote, kind);
    same.push(Condition::Is("otherid", Value::Int(other)));
    let id = match work.find(&QUOTE_RELATIONS, &same)?.first() {
        Some(id) => *id,
        None => work.bring_in_all(&QUOTE_RELATIONS, vec![relation(quote, kind, other.into())])?,
    };
    if let Some(value) = input.draft.get("value") {
        let own = [Condition::Is("id", Value::Int(id))];
        work.set(&QUOTE_RELATIONS, &[("value", value.clone())], &own)?;
    }
    Ok(Outcome::Row(id))
}

/// Takes a relation away, and with it what the quote itself says by it.
fn part(work: &mut Work<'_>, input: &Input) -> Result<Outcome, Problem> {
    let id = input.id("id")?;
    let Some(relation) = work.load(&QUOTE_RELATIONS, id)? else {
        return Err(work.missing(&QUOTE_RELATIONS, id)?);
    };
    let kind = relation.text("type").unwrap_or_default();
    if KEPT.contains(&kind) {
        let text = format!("A quote always has its {kind}; change the quote instead.");
        return Err(Problem::Conflict(Errors::one("type", text)));
    }
    let column = OWN.iter().find(|(known, _)| *known == kind).map(|(_, column)| *column);
    match (column, relation.int("quoteid")) {
        // The relation goes as the quote's own property does.
        (Some(column), Some(quote)) => {
            let draft = Draft::of(vec![(column, Value::Null)]);
            work.update(&QUOTES, quote, &draft, Errors::default())?;
        }
        _ => work.remove(&QUOTE_RELATIONS, &[Condition::Is("id", Value::Int(id))])?,
    }
    Ok(Outcome::Done)
}

/// The relations of a quote that are of a type.
fn of(quote: i64, kind: &str) -> Vec<Condition> {
    vec![Condition::Is("quoteid", Value::Int(quote)), Condition::Is("type", kind.into())]
}

fn relation(quote: i64, kind: &str, other: Value) -> Vec<(&'static str, Value)> {
    vec![("quoteid", Value::Int(quote)), ("type", kind.into()), ("otherid", other)]
}

/// Brings the relations of a quote in line with its properties.
pub(super) fn follow(
    work: &mut Work<'_>,
    now: &Record,
    before: Option<&Record>,
) -> Result<(), Problem> {
    let mut new = Vec::new();
    for (kind, column) in OWN {
        let was = before.map_or(&Value::Null, |before| before.get(column));
        match (was, now.get(column)) {
            (was, is) if was == is => {}
            (Value::Null, is) => new.push(relation(now.id, kind, is.clone())),
            (_, Value::Null) => work.remove(&QUOTE_RELATIONS, &of(now.id, kind))?,
            (_, is) => {
                let other = [("otherid", is.clone())];
                work.set(&QUOTE_RELATIONS, &other, &of(now.id, kind))?;
            }
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    work.bring_in_all(&QUOTE_RELATIONS, new).map(drop)
}

/// The relations of a quote that say what these values of it say.
pub(crate) fn relations(
    quote: i64,
    values: &[(&'static str, Value)],
) -> Vec<Vec<(&'static str, Value)>> {
    let related = OWN.iter().filter_map(|(kind, column)| {
        let (_, other) = values.iter().find(|(known, _)| known == column)?;
        (*other != Value::Null).then(|| relation(quote, kind, other.clone()))
    });
    related.collect()
}

/// The relation of a quote with the order that it became.
pub(crate) fn became_of(quote: i64, order: i64) -> Vec<(&'static str, Value)> {
    relation(quote, ORDER, order.into())
}

/// The relations of these quotes are hidden as long as their quotes are.
pub(crate) fn hide_relations(work: &mut Work<'_>, quotes: &[Condition]) -> Result<(), Problem> {
    let within = |deleted: Condition| {
        let all = quotes.iter().cloned().chain([deleted]).collect();
        [Condition::Within { own: "quoteid", table: QUOTES.table, select: "id", all }]
    };
    let there = within(Condition::Is("deleted", Value::Int(0)));
    let hidden = within(Condition::AtLeast("deleted", Value::Int(1)));
    work.set(&QUOTE_RELATIONS, &[("deleted", Value::Int(0))], &there)?;
    work.set(&QUOTE_RELATIONS, &[("deleted", Value::Int(1))], &hidden).map(drop)
}

/// Relations to an account that was merged are relations to the one it became.
pub(crate) fn merged(work: &mut Work<'_>, source: i64, target: i64) -> Result<(), Problem> {
    let theirs =
        [Condition::Is("type", "account".into()), Condition::Is("otherid", Value::Int(source))];
    work.set(&QUOTE_RELATIONS, &[("otherid", Value::Int(target))], &theirs).map(drop)
}

/// The order that a quote has become, if any.
pub(crate) fn order_of(work: &mut Work<'_>, quote: i64) -> Result<Option<i64>, Problem> {
    let found = work.load_all(&QUOTE_RELATIONS, &of(quote, ORDER))?;
    Ok(found.first().and_then(|relation| relation.int("otherid")))
}

/// Notes that a quote has become an order: by a relation, and by the first status that means so.
pub(crate) fn became(work: &mut Work<'_>, quote: &Record, order: i64) -> Result<(), Problem> {
    work.bring_in_all(&QUOTE_RELATIONS, vec![became_of(quote.id, order)])?;
    let means = [Condition::Is("metatype", statuses::ORDER.into())];
    let mut found = work.load_all(&QUOTE_STATUSES, &means)?;
    found.sort_by_key(|status| (status.int("sortorder"), status.id));
    if let Some(status) = found.first().filter(|one| Some(one.id) != quote.int("statusid")) {
        let draft = Draft::of(vec![("statusid", Value::Int(status.id))]);
        work.update(&QUOTES, quote.id, &draft, Errors::default())?;
    }
    Ok(())
}
