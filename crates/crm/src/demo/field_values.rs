//! Dynamic fields of the demo, and what they hold.

use engine::problem::Problem;
use engine::store::Value;
use engine::work::Work;

use super::rng::{Rng, Stream};
use crate::dynamic_fields::{Cell, FIELD_GROUPS, FIELD_OPTIONS, FIELD_VALUES, FIELDS, bring_in};

/// What things can have fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Account,
    Contact,
    Activity,
    Opportunity,
    Lead,
    Project,
    Article,
    Quote,
    Order,
    Object,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Activity => "activity",
            Self::Opportunity => "opportunity",
            Self::Lead => "lead",
            Self::Project => "project",
            Self::Article => "article",
            Self::Quote => "quote",
            Self::Order => "order",
            Self::Object => "object",
        }
    }
}

/// What a field is filled with.
#[derive(Clone, Copy)]
enum Fill {
    /// One of these lines.
    Line(&'static [&'static str]),
    /// One of these texts.
    Lines(&'static [&'static str]),
    /// A whole number from one to another, in ten-thousandths.
    Number(i64, i64),
    /// A day so many days from today, from one number to another.
    Day(i64, i64),
    /// Yes or no.
    Flag,
    /// One of these options, by how often each is chosen.
    One(&'static [&'static str], &'static [u16]),
    /// Some of these options.
    Many(&'static [&'static str]),
}

impl Fill {
    /// The id of the type.
    const fn holds(self) -> i64 {
        match self {
            Self::Line(_) => 1,
            Self::Lines(_) => 2,
            Self::Number(..) => 3,
            Self::Day(..) => 4,
            Self::Flag => 5,
            Self::One(..) => 6,
            Self::Many(_) => 7,
        }
    }

    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::One(options, _) | Self::Many(options) => options,
            _ => &[],
        }
    }
}

struct Field {
    kind: Kind,
    name: &'static str,
    group: usize,
    /// How many of 100 things have it filled.
    percent: usize,
    fill: Fill,
}

const GROUPS: [&str; 2] = ["Verksamhet", "Försäljning"];

const fn field(kind: Kind, name: &'static str, group: usize, percent: usize, fill: Fill) -> Field {
    Field { kind, name, group, percent, fill }
}

const ONE: i64 = 10_000;

/// The fields; all accounts have a segment, which is required.
#[rustfmt::skip]
const ALL: [Field; 22] = [
    field(Kind::Account, "Nuvarande leverantör", 1, 45, Fill::Line(&[
        "Andersson & Co", "Bergs Grossist", "Nordlager", "Allservice Syd", "Profilteknik", "Egen import",
    ])),
    field(Kind::Account, "Inköpsrutin", 1, 10, Fill::Lines(&[
        "Avrop varje månad.\nFaktura 30 dagar.", "Upphandlar vartannat år.", "Köper vid behov, på plats.",
    ])),
    field(Kind::Account, "Antal maskiner", 0, 35, Fill::Number(1, 60)),
    field(Kind::Account, "Avtal löper ut", 1, 25, Fill::Day(-90, 540)),
    field(Kind::Account, "Vill ha referensbesök", 1, 20, Fill::Flag),
    field(Kind::Account, "Segment", 0, 100, Fill::One(
        &["Litet", "Medel", "Stort", "Koncern"], &[55, 28, 13, 4],
    )),
    field(Kind::Account, "Intresseområden", 0, 25, Fill::Many(
        &["Service", "Utbildning", "Reservdelar", "Finansiering"],
    )),
    field(Kind::Contact, "Nås bäst", 0, 15, Fill::Line(&[
        "Alla förmiddagar", "Efter lunch", "Via e-post", "Före klockan 8",
    ])),
    field(Kind::Contact, "Beslutsroll", 1, 20, Fill::One(
        &["Beslutar", "Påverkar", "Använder"], &[2, 3, 3],
    )),
    field(Kind::Contact, "Vill ha nyhetsbrev", 0, 15, Fill::Flag),
    field(Kind::Activity, "Agenda", 1, 15, Fill::Line(&[
        "Avstämning", "Avtal och priser", "Ny produkt", "Reklamation",
    ])),
    field(Kind::Activity, "Restid (minuter)", 0, 10, Fill::Number(5, 120)),
    field(Kind::Opportunity, "Huvudkonkurrent", 1, 50, Fill::Line(&[
        "Allservice Syd", "Nordlager", "Bergs Grossist", "Ingen",
    ])),
    field(Kind::Opportunity, "Rabatt (%)", 1, 50, Fill::Number(0, 25)),
    field(Kind::Opportunity, "Önskad leverans", 0, 60, Fill::Day(10, 200)),
    field(Kind::Opportunity, "Köpsignal", 1, 60, Fill::One(
        &["Stark", "Tveksam", "Svag"], &[3, 4, 2],
    )),
    field(Kind::Lead, "Kampanj", 1, 60, Fill::Line(&["Annons i fackpress", "Mässan", "Utskick"])),
    field(Kind::Project, "Arbetsplats", 0, 70, Fill::Line(&[
        "Anläggning norr", "Huvudkontoret", "Lagret", "Verkstaden",
    ])),
    field(Kind::Article, "Märkning", 0, 60, Fill::Line(&["Astma", "CE", "Svanen", "Miljömärkt A"])),
    field(Kind::Quote, "Konkurrent i anbudet", 1, 60, Fill::Line(&[
        "Allservice Syd", "Bergs Grossist", "Ingen känd",
    ])),
    field(Kind::Order, "Godsmottagare", 0, 60, Fill::Line(&["Andra porten", "Lager A", "Reception"])),
    field(Kind::Object, "Placering i byggnad", 0, 70, Fill::Line(&["Annex", "Källare", "Plan 2"])),
];

/// The ids that the fields and their options were given, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids(Vec<(i64, Vec<i64>)>);

/// Loads the fields.
pub(super) fn lists(work: &mut Work<'_>) -> Result<Ids, Problem> {
    let mut groups = Vec::new();
    for name in GROUPS {
        groups.push(work.add(&FIELD_GROUPS, vec![("name", name.into())])?);
    }
    let mut ids = Vec::with_capacity(ALL.len());
    for (place, field) in (1..).zip(&ALL) {
        let whole = Value::Int(i64::from(field.percent == 100));
        let id = work.add(
            &FIELDS,
            vec![
                ("name", field.name.into()),
                ("kind", field.kind.name().into()),
                ("type", Value::Int(field.fill.holds())),
                ("sortorder", Value::Int(place)),
                ("required", whole.clone()),
                ("inoverview", whole),
                ("groupid", groups.get(field.group).copied().into()),
            ],
        )?;
        let mut options = Vec::new();
        for (place, label) in (1..).zip(field.fill.options()) {
            let values = vec![
                ("fieldid", Value::Int(id)),
                ("label", (*label).into()),
                ("sortorder", Value::Int(place)),
                // One of the list to begin with, where one chooses one.
                ("preset", Value::Int(i64::from(place == 1 && field.fill.holds() == 6))),
            ];
            options.push(work.add(&FIELD_OPTIONS, values)?);
        }
        ids.push((id, options));
    }
    Ok(Ids(ids))
}

/// A value of a field: the field by its place in the list, and the option in the field's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    Line(&'static str),
    Lines(&'static str),
    Number(i64),
    Option(usize),
}

/// What the fields of things hold; the things are those of account `n`, always in the same order.
fn values(
    seed: u64,
    n: u64,
    today: i64,
    things: &[(Kind, i64)],
    mut each: impl FnMut(usize, i64, Held),
) {
    let mut rng = Rng::new(seed, n, Stream::Fields);
    for (kind, thing) in things {
        for (place, field) in ALL.iter().enumerate().filter(|(_, field)| field.kind == *kind) {
            if !rng.chance(field.percent) {
                continue;
            }
            let held = match field.fill {
                Fill::Line(lines) => Held::Line(rng.pick::<&str>(lines)),
                Fill::Lines(texts) => Held::Lines(rng.pick::<&str>(texts)),
                Fill::Number(from, to) => Held::Number(rng.between(from, to) * ONE),
                Fill::Day(from, to) => Held::Number(today + rng.between(from, to)),
                Fill::Flag => Held::Number(i64::from(rng.chance(60))),
                Fill::One(_, weights) => Held::Option(rng.weighted(weights)),
                Fill::Many(options) => {
                    let first = rng.below(options.len());
                    each(place, *thing, Held::Option(first));
                    if !rng.chance(40) {
                        continue;
                    }
                    Held::Option((first + 1 + rng.below(options.len() - 1)) % options.len())
                }
            };
            each(place, *thing, held);
        }
    }
}

/// Loads what the fields of an account and of what belongs to it hold.
pub(super) fn load(
    work: &mut Work<'_>,
    ids: &Ids,
    (seed, n, today): (u64, u64, i64),
    things: &[(Kind, i64)],
) -> Result<(), Problem> {
    let mut found: Vec<(i64, i64, Cell)> = Vec::new();
    values(seed, n, today, things, |place, thing, held| {
        let Some((field, options)) = ids.0.get(place) else { return };
        let cell = match held {
            Held::Line(text) => ("line", text.into()),
            Held::Lines(text) => ("lines", text.into()),
            Held::Number(number) => ("number", Value::Int(number)),
            Held::Option(option) => ("optionid", options.get(option).copied().into()),
        };
        found.push((*field, thing, cell));
    });
    let first = work.reserve(&FIELD_VALUES, found.len() as u64)?;
    for (id, (field, thing, cell)) in (first..).zip(found) {
        bring_in(work, id, field, thing, cell)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(seed: u64, accounts: u64) -> Vec<(usize, i64, Held)> {
        let things: Vec<(Kind, i64)> = [
            Kind::Account,
            Kind::Contact,
            Kind::Activity,
            Kind::Opportunity,
            Kind::Lead,
            Kind::Project,
            Kind::Article,
            Kind::Quote,
            Kind::Order,
            Kind::Object,
        ]
        .into_iter()
        .zip(1..)
        .collect();
        let mut found = Vec::new();
        for n in 0..accounts {
            values(seed, n, 20_000, &things, |place, thing, held| found.push((place, thing, held)));
        }
        found
    }

    #[test]
    fn fields_are_filled_alike_every_time_and_in_every_way() {
        let found = all(7, 400);
        assert_eq!(found, all(7, 400));
        assert_ne!(found, all(8, 400));
        for (place, field) in ALL.iter().enumerate() {
            let held: Vec<Held> =
                found.iter().filter(|(at, ..)| *at == place).map(|(.., held)| *held).collect();
            assert!(held.len() * 100 >= 400 * field.percent / 2, "{}", field.name);
            for option in 0..field.fill.options().len() {
                assert!(held.contains(&Held::Option(option)), "{} {option}", field.name);
            }
        }
        let types: std::collections::BTreeSet<i64> =
            ALL.iter().map(|field| field.fill.holds()).collect();
        assert_eq!(types.len(), 7);
    }
}
