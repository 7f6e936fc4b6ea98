//! Puts missions, settings and add-ons into a tenant.

use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::Work;

use super::campaigns::{self, MISSION_TYPES, MISSIONS, Part};
use super::field_values::Kind as Thing;
use super::load;
use crate::missions::Kind;
use crate::{ADDONS, MISSION_CONNECTIONS, MISSION_TYPES as TYPES, MISSIONS as ROWS, SETTINGS};

/// Loads the missions with their teams; answers their ids.
pub(super) fn missions(
    work: &mut Work<'_>,
    users: &[i64],
    today: i64,
) -> Result<Vec<i64>, Problem> {
    let mut types = Vec::new();
    for name in MISSION_TYPES {
        types.push(work.add(&TYPES, vec![("name", name.into())])?);
    }
    let mut ids = Vec::new();
    for mission in &MISSIONS {
        let over = mission.end.is_some_and(|end| end < 0);
        let values = vec![
            ("name", mission.name.into()),
            ("description", mission.description.into()),
            ("script", mission.script.into()),
            ("typeid", types.get(mission.kind).copied().into()),
            ("active", Value::Int(i64::from(mission.active))),
            ("result", Value::Int(i64::from(over))),
            ("startdate", Value::Int(today + mission.start)),
            ("enddate", mission.end.map(|end| today + end).into()),
            ("userid", users.get(mission.owner).copied().into()),
        ];
        let id = work.add(&ROWS, values)?;
        for user in mission.team.iter().filter_map(|index| users.get(*index)) {
            connect(work, id, Kind::User, *user, over)?;
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Connects the missions that an account has a part in, with it and with its activities, whose
/// ids follow each other.
pub(super) fn parts(
    work: &mut Work<'_>,
    missions: &[i64],
    account: i64,
    first_activity: i64,
    parts: &[Part],
) -> Result<(), Problem> {
    for part in parts {
        let Some(mission) = missions.get(part.mission) else { continue };
        connect(work, *mission, Kind::Account, account, part.done)?;
        for (place, done) in &part.activities {
            let id = first_activity + *place as i64;
            connect(work, *mission, Kind::Activity, id, *done)?;
        }
    }
    Ok(())
}

/// Articles that a mission is about.
const GOODS: usize = 3;

/// Connects each mission with the articles that it is about.
pub(super) fn goods(
    work: &mut Work<'_>,
    missions: &[i64],
    articles: &[i64],
) -> Result<(), Problem> {
    for (mission, articles) in missions.iter().zip(articles.chunks(GOODS)) {
        for article in articles {
            connect(work, *mission, Kind::Article, *article, false)?;
        }
    }
    Ok(())
}

/// Connects the missions that an account has a part in with what it has ordered.
pub(super) fn orders(
    work: &mut Work<'_>,
    missions: &[i64],
    parts: &[Part],
    things: &[(Thing, i64)],
) -> Result<(), Problem> {
    let Some(part) = parts.first() else { return Ok(()) };
    let Some(mission) = missions.get(part.mission) else { return Ok(()) };
    for (_, order) in things.iter().filter(|(kind, _)| *kind == Thing::Order) {
        connect(work, *mission, Kind::Order, *order, part.done)?;
    }
    Ok(())
}

fn connect(
    work: &mut Work<'_>,
    mission: i64,
    kind: Kind,
    other: i64,
    done: bool,
) -> Result<(), Problem> {
    let values = vec![
        ("missionid", Value::Int(mission)),
        ("kind", Value::Int(kind.number())),
        (kind.column(), Value::Int(other)),
        ("result", Value::Int(i64::from(done))),
    ];
    let id = work.reserve(&MISSION_CONNECTIONS, 1)?;
    work.bring_in(&MISSION_CONNECTIONS, id, &Draft::of(values))
}

/// Loads the settings and the add-ons, but for those that the tenant has already.
pub(super) fn company(work: &mut Work<'_>, activity_types: &[i64]) -> Result<(), Problem> {
    let draft = load::draft(&SETTINGS, &campaigns::settings(activity_types), &[])?;
    match work.load_all(&SETTINGS, &[])?.pop() {
        None => drop(work.create(&SETTINGS, &draft, Errors::default())?),
        // The currencies may have brought them about.
        Some(bare) if bare.text("portal_name").is_none() => {
            work.update(&SETTINGS, bare.id, &draft, Errors::default())?;
        }
        Some(_) => {}
    }
    for addon in campaigns::addons() {
        let name = addon["internalname"].as_str().unwrap_or_default();
        if work.find(&ADDONS, &[Condition::Is("internalname", name.into())])?.is_empty() {
            let draft = load::draft(&ADDONS, &addon, &[])?;
            work.create(&ADDONS, &draft, Errors::default())?;
        }
    }
    Ok(())
}
