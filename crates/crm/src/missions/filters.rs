//! Finding things by the missions they are connected with.

use engine::declare::{Filter, ParamType, companion, custom};
use engine::plan::Condition;
use engine::problem::Errors;
use engine::request::Params;
use engine::store::Value;

use super::{Kind, MISSION_CONNECTIONS, MISSIONS};

/// `missionid` of accounts.
pub(crate) const MISSION: Filter = custom("missionid", ParamType::Integer, of_mission)
    .doc("Only those connected with this mission.");

/// `missionresult` of accounts, in effect together with `missionid`.
pub(crate) const MISSION_RESULT: Filter = companion("missionresult", ParamType::Integer)
    .allow(&[0, 1])
    .doc("With `missionid`: only those whose connection with the mission has this result.");

/// `missionids` of activities.
pub(crate) const MISSION_IDS: Filter =
    custom("missionids", ParamType::Text, of_missions).doc("Connected with one of these missions.");

/// `missionid` of articles.
pub(crate) const ARTICLE_MISSION: Filter =
    custom("missionid", ParamType::Integer, |params, errors| {
        let mission = params.integer("missionid", errors);
        mission.map(|mission| connected(Kind::Article, vec![mission], None)).into_iter().collect()
    })
    .doc("Only those connected with this mission.");

/// `missionids` of orders.
pub(crate) const ORDER_MISSIONS: Filter =
    custom("missionids", ParamType::Text, |params, errors| {
        let missions = params.integers("missionids", errors);
        let result = params.integer("missionresult", errors);
        missions.map(|missions| connected(Kind::Order, missions, result)).into_iter().collect()
    })
    .doc("Connected with one of these missions.");

/// `missionresult` of orders, in effect together with `missionids`.
pub(crate) const ORDER_MISSION_RESULT: Filter = companion("missionresult", ParamType::Integer)
    .allow(&[0, 1])
    .doc("With `missionids`: only those whose connection with one of them has this result.");

fn of_mission(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let (mission, result) =
        (params.integer("missionid", errors), params.integer("missionresult", errors));
    let with = mission.map(|mission| connected(Kind::Account, vec![mission], result));
    with.into_iter().collect()
}

fn of_missions(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let missions = params.integers("missionids", errors);
    missions.map(|missions| connected(Kind::Activity, missions, None)).into_iter().collect()
}

/// The row is one of a kind that these missions are connected with, but for hidden missions.
fn connected(kind: Kind, missions: Vec<i64>, result: Option<i64>) -> Condition {
    let mut all = vec![
        Condition::OneOf("missionid", missions),
        Condition::Is("kind", Value::Int(kind.number())),
        Condition::Present("missionid", MISSIONS.table),
    ];
    all.extend(result.map(|result| Condition::Is("result", Value::Int(result))));
    Condition::Within { own: "id", table: MISSION_CONNECTIONS.table, select: kind.column(), all }
}
