//! Key figures of a user's month, beside those of the team.

use engine::decimal;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::list::ListRequest;
use engine::store::Value;
use engine::work::{Input, Total, Totals, Work};
use serde_json::{Value as Json, json};

use crate::calendar::{Span, today};
use crate::metrics::{
    BUDGETED, DECIDED, DONE, Deed, NEW_ACCOUNTS, ORDERED, PIPELINE, PLANNED, SOLD, WON,
};
use crate::users::{MEMBERS, USERS};

/// Key figures are calculated: there are no rows of them, so users offer them.
pub(crate) const KPIS: Operation = report("/kpis", "List key figures of a user", LIST).tag("kpis");

const LIST: Report = Report {
    one: "kpi",
    query: List {
        filters: &[
            companion("userid", ParamType::Integer).required().doc("Of this user."),
            companion("location", ParamType::Text)
                .required()
                .choices(&["dashboard", "all"], "dashboard")
                .doc("The few of the dashboard, or all."),
        ],
        sorts: &[sort("sort", "id")],
        default_sort: "sort_asc",
        ..List::BY_NAME
    },
    form: Form::Page(&[]),
    shape: &[
        id().doc("The figure's number, which is its place."),
        text("title").doc("Its name."),
        text("type").doc("Its name for programs, such as `closedactivities`."),
        text("subtitle").doc("What it tells."),
        text("value").doc("The user's; null when there is nothing to tell."),
        text("period").doc("The month, such as `2026-11`."),
        text("average").doc("The average of the team; null when there is nothing to tell."),
    ],
    run,
    ..Report::EMPTY
};

/// A figure, its names and whether the dashboard shows it.
struct Kpi {
    id: i64,
    kind: &'static str,
    title: &'static str,
    subtitle: &'static str,
    dashboard: bool,
    measure: Measure,
}

/// What a figure tells.
enum Measure {
    /// How many.
    Count(&'static Deed),
    /// How much.
    Sum(&'static Deed),
    /// How many of how many, in per cent.
    Rate(&'static Deed, &'static Deed),
    /// How much of how much, in per cent.
    Share(&'static Deed, &'static Deed),
}
use Measure::{Count, Rate, Share, Sum};

/// All figures there are.
static FIGURES: &[Kpi] = &[
    Kpi {
        id: 1,
        kind: "plannedactivities",
        title: "Planned activities",
        subtitle: "Activities of the month that are not done yet",
        dashboard: false,
        measure: Count(&PLANNED),
    },
    Kpi {
        id: 2,
        kind: "closedactivities",
        title: "Closed activities",
        subtitle: "Activities of the month that are done",
        dashboard: true,
        measure: Count(&DONE),
    },
    Kpi {
        id: 3,
        kind: "newaccounts",
        title: "New accounts",
        subtitle: "Accounts that came this month",
        dashboard: true,
        measure: Count(&NEW_ACCOUNTS),
    },
    Kpi {
        id: 4,
        kind: "ordervalue",
        title: "Order value",
        subtitle: "What the month's orders come to, in the base currency",
        dashboard: false,
        measure: Sum(&ORDERED),
    },
    Kpi {
        id: 5,
        kind: "ordercount",
        title: "Orders",
        subtitle: "Orders placed this month",
        dashboard: false,
        measure: Count(&ORDERED),
    },
    Kpi {
        id: 6,
        kind: "pipelinevalue",
        title: "Pipeline value",
        subtitle: "What open opportunities are worth",
        dashboard: true,
        measure: Sum(&PIPELINE),
    },
    Kpi {
        id: 7,
        kind: "hitrate",
        title: "Hit rate",
        subtitle: "Per cent of the month's decided opportunities that were won",
        dashboard: false,
        measure: Rate(&WON, &DECIDED),
    },
    Kpi {
        id: 8,
        kind: "budgetfulfilment",
        title: "Budget fulfilment",
        subtitle: "Per cent of the month's budget that is sold",
        dashboard: true,
        measure: Share(SOLD, &BUDGETED),
    },
];

impl Measure {
    /// What it takes to tell it.
    fn deeds(&self) -> Vec<&'static Deed> {
        match self {
            Count(deed) | Sum(deed) => vec![deed],
            Rate(part, whole) | Share(part, whole) => vec![part, whole],
        }
    }

    /// The figure of so many people, whose totals these are.
    fn told(&self, totals: &[Total], people: i64, average: bool) -> Option<String> {
        let of = |index: usize| totals.get(index).copied().unwrap_or_default();
        let scale = |deed: &Deed| deed.sum.map_or(0, |(_, scale)| scale);
        let hundred = |(part, part_scale): (i64, u8), (whole, whole_scale): (i64, u8)| {
            quotient(part, part_scale, whole, whole_scale, 2).map(|share| decimal::text(share, 0))
        };
        match self {
            Count(_) if average => {
                quotient(of(0).count, 0, people, 0, 1).map(|units| decimal::text(units, 1))
            }
            Count(_) => Some(of(0).count.to_string()),
            Sum(deed) if average => {
                quotient(of(0).sum, scale(deed), people, 0, 2).map(|units| decimal::text(units, 2))
            }
            Sum(deed) => Some(decimal::text(of(0).sum, scale(deed))),
            Rate(..) => hundred((of(0).count, 0), (of(1).count, 0)),
            Share(part, whole) => hundred((of(0).sum, scale(part)), (of(1).sum, scale(whole))),
        }
    }
}

/// One decimal divided by another, in units of 10^-`places`, halves away from zero. None when there
/// is nothing to divide by.
fn quotient(part: i64, part_scale: u8, whole: i64, whole_scale: u8, places: u8) -> Option<i64> {
    let power = |scale: u8| 10_i128.pow(u32::from(scale));
    let dividend = i128::from(part) * power(whole_scale) * power(places);
    let divisor = i128::from(whole) * power(part_scale);
    if divisor == 0 {
        return None;
    }
    let (size, half) = (dividend.abs(), divisor.abs() / 2);
    let rounded = (size + half) / divisor.abs();
    let negative = (dividend < 0) != (divisor < 0);
    i64::try_from(if negative { -rounded } else { rounded }).ok()
}

fn run(work: &mut Work<'_>, input: &Input, asked: &ListRequest) -> Result<Answer, Problem> {
    let mut errors = Errors::default();
    let user = input.params.integer("userid", &mut errors).unwrap_or_default();
    if work.find(&USERS, &[Condition::Is("id", Value::Int(user))])?.is_empty() {
        return Err(Problem::Invalid(Errors::one("userid", format!("There is no user {user}."))));
    }
    let Some(month) = Span::month_of(today(work.now)) else {
        return Err(Problem::Internal("there is no month now".to_owned()));
    };
    let all = asked.params.get("location") == Some("all");
    let mut figures: Vec<&Kpi> = FIGURES.iter().filter(|kpi| all || kpi.dashboard).collect();
    if asked.find.order.descending {
        figures.reverse();
    }
    let team = team(work, user)?;
    let of_team =
        Condition::Within { own: "userid", table: USERS.table, select: "id", all: team.clone() };
    let mut questions = vec![Totals::of(&USERS, team)];
    for deed in figures.iter().flat_map(|kpi| kpi.measure.deeds()) {
        questions.push(deed.totals(&month, Condition::Is("userid", Value::Int(user))));
        questions.push(deed.totals(&month, of_team.clone()));
    }
    let found = work.totals(&questions)?;
    let mut found = found.into_iter().map(|groups| groups.first().copied().unwrap_or_default());
    let people = found.next().unwrap_or_default().count;
    let items = figures.into_iter().map(|kpi| {
        let (mut own, mut teams) = (Vec::new(), Vec::new());
        for _ in kpi.measure.deeds() {
            own.extend(found.next());
            teams.extend(found.next());
        }
        item(kpi, &month, &own, &teams, people)
    });
    Ok(Answer::cut(items.collect(), asked))
}

fn item(kpi: &Kpi, month: &Span, own: &[Total], teams: &[Total], people: i64) -> Json {
    json!({
        "id": kpi.id,
        "title": kpi.title,
        "type": kpi.kind,
        "subtitle": kpi.subtitle,
        "value": kpi.measure.told(own, 1, false),
        "period": month.first().map(|first| first.strftime("%Y-%m").to_string()),
        "average": if people > 0 { kpi.measure.told(teams, people, true) } else { None },
    })
}

/// What holds of those in a user's team: the active users of the user's departments; of one who is
/// in none, all active users.
fn team(work: &mut Work<'_>, user: i64) -> Result<Vec<Condition>, Problem> {
    let mut team = vec![Condition::Is("active", Value::Int(1))];
    let departments = work.linked(&MEMBERS, MEMBERS.left, user)?;
    if !departments.is_empty() {
        team.push(Condition::Within {
            own: "id",
            table: MEMBERS.table,
            select: MEMBERS.left,
            all: vec![Condition::OneOf(MEMBERS.right, departments)],
        });
    }
    Ok(team)
}
