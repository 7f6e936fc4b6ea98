//! What a user shall sell in a month, spread over its working days.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Errors;
use engine::request::Params;
use engine::store::Value;
use engine::work::Record;
use serde_json::{Value as Json, json};

use crate::calendar::month_plan;
use crate::users::USERS;

const KEY: Locate = Locate::Key(&[
    path_id("userid", "userid", &USERS),
    path_between("year", 1, 9999),
    path_between("month", 1, 12),
]);

/// User budgets.
pub static USER_BUDGETS: Resource = Resource {
    name: "userbudgets",
    one: "budget",
    table: "user_budgets",
    shape: &[
        id().doc("The budget's id."),
        reference("userid", &USERS).shown().assigned().doc("The user."),
        integer("year").assigned().doc("Year."),
        integer("month").assigned().doc("Month, 1 to 12."),
        integer("budget").doc("What the user shall sell in that month."),
        integer("pipeline").doc("What the user shall have in the pipeline."),
        computed(
            "weeks",
            Computed {
                from: &["year", "month", "budget", "pipeline"],
                shape: WEEK,
                plurality: Plurality::List,
                compute: weeks,
            },
        )
        .doc("The month's figures spread over its working days, by ISO week."),
    ],
    derived: &[Derived { column: "period", how: How::Integer(period) }],
    lifetime: Lifetime::Removed,
    unique: &[Unique { columns: &["userid", "year", "month"], property: "month" }],
    operations: &[
        list("/users/budget", "List budgets of users", LIST).tag("users"),
        list(
            "/users/{userid}/budget",
            "List a user's budgets",
            List { path_filters: &[path_id("userid", "userid", &USERS)], ..LIST },
        )
        .tag("users"),
        put("/users/{userid}/budget/{year}/{month}", "Set a user's budget", KEY).tag("users"),
        delete("/users/{userid}/budget/{year}/{month}", "Remove a user's budget", KEY).tag("users"),
        read("/users/{userid}/budget/{year}/{month}", "Get a user's budget", KEY).tag("users"),
    ],
    ..Resource::EMPTY
};

const WEEK: Shape = &[
    text("week").doc("ISO week, such as `2026-W48`."),
    integer("budget").doc("Sum of its days."),
    integer("pipeline").doc("Sum of its days."),
    computed(
        "days",
        Computed {
            from: &[],
            shape: &[
                text("day").doc("Date, such as `2026-11-23`."),
                integer("budget").doc("The day's share."),
                integer("pipeline").doc("The day's share."),
            ],
            plurality: Plurality::List,
            compute: |_| Json::Null,
        },
    )
    .doc("Its working days."),
];

const LIST: List = List {
    filters: &[
        one_of("userids", "userid").doc("Of one of these users."),
        custom("year_from", ParamType::Integer, from).doc("From this year on."),
        companion("month_from", ParamType::Integer)
            .doc("With `year_from`: from this month of it on."),
        custom("year_to", ParamType::Integer, to).doc("Up to this year."),
        companion("month_to", ParamType::Integer).doc("With `year_to`: up to this month of it."),
    ],
    sorts: &[sort("period", "period")],
    default_sort: "period_asc",
    sortable: false,
    ..List::BY_NAME
};

/// Months since the year 0, so that months of several years compare as numbers.
fn months(year: i64, month: i64) -> i64 {
    year * 12 + month - 1
}

fn period(record: &Record) -> Value {
    record.int("year").zip(record.int("month")).map(|(year, month)| months(year, month)).into()
}

fn from(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    bound(params, errors, "year_from", "month_from", 1)
        .map(|month| Condition::AtLeast("period", Value::Int(month)))
        .into_iter()
        .collect()
}

fn to(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    bound(params, errors, "year_to", "month_to", 12)
        .map(|month| Condition::Below("period", Value::Int(month + 1)))
        .into_iter()
        .collect()
}

/// A month named by a year and, perhaps, a month of it.
fn bound(
    params: &Params,
    errors: &mut Errors,
    year: &'static str,
    month: &'static str,
    otherwise: i64,
) -> Option<i64> {
    let (given_year, given_month) = (params.integer(year, errors), params.integer(month, errors));
    if given_year.is_some_and(|year| !(1..=9999).contains(&year)) {
        errors.add(year, "Years go from 1 to 9999.");
    }
    if given_month.is_some_and(|month| !(1..=12).contains(&month)) {
        errors.add(month, "Months go from 1 to 12.");
    }
    if given_month.is_some() && params.get(year).is_none() {
        errors.add(month, format!("This needs {year} beside it."));
    }
    Some(months(given_year?, given_month.unwrap_or(otherwise)))
}

/// The plan of a month; without a budget or pipeline its shares are null.
fn weeks(values: &[Value]) -> Json {
    let number = |index: usize| match values.get(index) {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    };
    let (Some(year), Some(month)) = (
        number(0).and_then(|year| i16::try_from(year).ok()),
        number(1).and_then(|month| i8::try_from(month).ok()),
    ) else {
        return json!([]);
    };
    let (budget, pipeline) = (number(2), number(3));
    let plan = month_plan(year, month, budget.unwrap_or(0), pipeline.unwrap_or(0));
    let share = |total: Option<i64>, share: i64| total.map(|_| share);
    plan.into_iter()
        .map(|week| {
            let days: Vec<Json> = week
                .days
                .iter()
                .map(|day| {
                    json!({
                        "day": day.date.to_string(),
                        "budget": share(budget, day.budget),
                        "pipeline": share(pipeline, day.pipeline),
                    })
                })
                .collect();
            json!({
                "week": week.label,
                "budget": share(budget, week.budget),
                "pipeline": share(pipeline, week.pipeline),
                "days": days,
            })
        })
        .collect()
}
