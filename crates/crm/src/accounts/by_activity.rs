//! Finding accounts by their activities.

use engine::declare::{Filter, ParamType, companion, custom};
use engine::plan::Condition;
use engine::problem::Errors;
use engine::request::Params;
use engine::store::Value;

use super::ACTIVITIES;

/// `activity`: 1 asks for accounts with an activity. The others say which; all of them are about
/// one and the same activity.
pub(super) const ACTIVITY: Filter = custom("activity", ParamType::Integer, with_activity)
    .allow(&[0, 1])
    .doc("1: only those with an activity. The other `activity_` filters say which.");

/// `activity_user`.
pub(super) const USER: Filter = companion("activity_user", ParamType::Integer)
    .doc("With `activity=1`: the activity is this user's.");

/// `activity_closed`.
pub(super) const CLOSED: Filter = companion("activity_closed", ParamType::Integer)
    .allow(&[0, 1])
    .doc("With `activity=1`: the activity is closed, or is not.");

/// `activity_type`.
pub(super) const TYPE: Filter = companion("activity_type", ParamType::Integer)
    .doc("With `activity=1`: the activity is of this type.");

fn with_activity(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    if params.integer("activity", errors) != Some(1) {
        return Vec::new();
    }
    let mut all = vec![Condition::Is("deleted", Value::Int(0))];
    for (name, column) in
        [("activity_closed", "closed"), ("activity_user", "userid"), ("activity_type", "typeid")]
    {
        let asked = params.integer(name, errors);
        all.extend(asked.map(|number| Condition::Is(column, Value::Int(number))));
    }
    vec![Condition::Within { own: "id", table: ACTIVITIES.table, select: "accountid", all }]
}
