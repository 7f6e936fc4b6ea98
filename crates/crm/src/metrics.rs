//! What users do, as figures: one table of what is counted, for key figures and challenges alike.

use engine::declare::Resource;
use engine::plan::Condition;
use engine::store::Value;
use engine::work::{Compared, Matching, Total, Totals};

use crate::accounts::ACCOUNTS;
use crate::activities::ACTIVITIES;
use crate::calendar::Span;
use crate::opportunities::{OPPORTUNITIES, OPPORTUNITY_STATUSES};
use crate::orders::ORDERS;
use crate::user_budgets::{USER_BUDGETS, months};

/// A kind of thing that users do. Its rows are theirs by their column `userid`.
#[derive(Debug)]
pub(crate) struct Deed {
    /// Rows of what.
    pub(crate) of: &'static Resource,
    /// When a row counts.
    pub(crate) when: When,
    /// What else must hold of it.
    pub(crate) all: fn() -> Vec<Condition>,
    /// The column that is added up, and how many decimals its unit has.
    pub(crate) sum: Option<(&'static str, u8)>,
}

/// When a row counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    /// On the day in this column.
    Day(&'static str),
    /// At the instant in this column.
    Instant(&'static str),
    /// In the month in this column, counted from the year 0.
    Month(&'static str),
    /// Now.
    Now,
}

/// Activities that are planned, but not done.
pub(crate) static PLANNED: Deed = Deed {
    of: &ACTIVITIES,
    when: When::Day("date"),
    all: || vec![Condition::Is("closed", Value::Int(0))],
    sum: None,
};

/// Activities that are done.
pub(crate) static DONE: Deed =
    Deed { all: || vec![Condition::Is("closed", Value::Int(1))], ..plain(&PLANNED) };

/// Accounts that came.
pub(crate) static NEW_ACCOUNTS: Deed =
    Deed { of: &ACCOUNTS, when: When::Instant("created"), all: Vec::new, sum: None };

/// Opportunities that are not decided, whenever that is expected.
pub(crate) static PIPELINE: Deed = Deed {
    of: &OPPORTUNITIES,
    when: When::Now,
    all: || vec![Condition::Is("closed", Value::Int(0))],
    sum: VALUE,
};

/// Opportunities that were won.
pub(crate) static WON: Deed =
    Deed { of: &OPPORTUNITIES, when: When::Day("enddate"), all: || decided(&["won"]), sum: VALUE };

/// Opportunities that were won or lost.
pub(crate) static DECIDED: Deed = Deed { all: || decided(&["won", "lost"]), ..plain(&WON) };

/// What was sold, as budgets have it: they are about opportunities, as pipelines are.
pub(crate) static SOLD: &Deed = &WON;

/// Orders that were placed, and what they come to in the base currency.
pub(crate) static ORDERED: Deed = Deed {
    of: &ORDERS,
    when: When::Day("placedate"),
    all: Vec::new,
    sum: Some(("statisticsprice", 4)),
};

/// What shall be sold.
pub(crate) static BUDGETED: Deed = Deed {
    of: &USER_BUDGETS,
    when: When::Month("period"),
    all: Vec::new,
    sum: Some(("budget", 0)),
};

/// What can decide a challenge.
#[derive(Debug)]
pub(crate) struct Metric {
    /// Its name, as types of challenges have it.
    pub(crate) name: &'static str,
    /// What is counted, or added up where it has a sum.
    pub(crate) deed: &'static Deed,
}

/// All that can decide a challenge; the first does unless told otherwise.
pub(crate) static METRICS: &[Metric] = &[
    Metric { name: "closedactivities", deed: &DONE },
    Metric { name: "newaccounts", deed: &NEW_ACCOUNTS },
    Metric { name: "wonvalue", deed: &WON },
    Metric { name: "ordervalue", deed: &ORDERED },
];

/// The metric of that name.
pub(crate) fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

/// What an opportunity is worth.
const VALUE: Option<(&str, u8)> = Some(("value", 4));

/// The same deed, for those that differ in little from another.
const fn plain(deed: &Deed) -> Deed {
    Deed { of: deed.of, when: deed.when, all: deed.all, sum: deed.sum }
}

/// With a status that means one of these.
fn decided(meanings: &[&'static str]) -> Vec<Condition> {
    let meaning = |column: &&'static str| Condition::Is(column, Value::Int(1));
    let status = Condition::Within {
        own: "statusid",
        table: OPPORTUNITY_STATUSES.table,
        select: "id",
        all: vec![Condition::Any(meanings.iter().map(meaning).collect())],
    };
    vec![status]
}

impl Deed {
    /// The question how many there were in a span, and what they add up to.
    pub(crate) fn totals(&self, span: &Span, whose: Condition) -> Totals {
        let between = |column, (from, to): (i64, i64)| {
            vec![
                Condition::AtLeast(column, Value::Int(from)),
                Condition::Below(column, Value::Int(to)),
            ]
        };
        let mut all = vec![whose];
        all.extend(match self.when {
            When::Day(column) => between(column, span.days),
            When::Instant(column) => between(column, span.instants),
            When::Month(column) => {
                let month =
                    span.first().map(|first| months(first.year().into(), first.month().into()));
                let is = |month| Condition::Is(column, Value::Int(month));
                vec![month.map_or(Condition::Never, is)]
            }
            When::Now => Vec::new(),
        });
        all.extend((self.all)());
        let totals = Totals::of(self.of, all);
        match self.sum {
            Some((column, _)) => totals.sum(column),
            None => totals,
        }
    }

    /// The question how many there were in the span of each of some rows, which have columns
    /// `startdate` and `stopdate`, `begins` and `ends`, and one with whose they are.
    pub(crate) fn within(&self, whose: &'static str) -> Matching {
        let mut on = vec![("userid", Compared::Same, whose)];
        on.extend(match self.when {
            When::Day(column) => vec![
                (column, Compared::AtLeast, "startdate"),
                (column, Compared::AtMost, "stopdate"),
            ],
            When::Instant(column) => {
                vec![(column, Compared::AtLeast, "begins"), (column, Compared::Below, "ends")]
            }
            When::Month(_) | When::Now => Vec::new(),
        });
        let totals = Totals::of(self.of, (self.all)());
        let totals = match self.sum {
            Some((column, _)) => totals.sum(column),
            None => totals,
        };
        Matching { totals, on }
    }

    /// What a total comes to as points: rows, or whole units of what is added up.
    pub(crate) fn points(&self, total: Total) -> i64 {
        match self.sum {
            Some((_, scale)) => total.sum.div_euclid(10_i64.pow(u32::from(scale))),
            None => total.count,
        }
    }
}
