//! Puts what the sellers do into a tenant.

use engine::clock::DAY;
use engine::declare::Resource;
use engine::problem::Problem;
use engine::request::body::{Draft, Part};
use engine::store::Value;
use engine::work::Work;

use super::field_values::Kind;
use super::pipeline::{self, Activity, Lead, Opportunity};
use crate::calendar::ZONE;
use crate::opportunities::TAGGED as OPPORTUNITY_TAGS;
use crate::{
    ACTIVITIES, ACTIVITY_ANSWERS, ACTIVITY_FOLLOWERS, ACTIVITY_PRIORITIES, ACTIVITY_PROGRESSION,
    ACTIVITY_QUESTIONS, ACTIVITY_TYPES, CONTACT_ATTEMPTS, LEAD_ACTIVITIES, LEAD_ACTIVITY_TYPES,
    LEAD_SOURCES, LEAD_STATUSES, LEADS, LOST_REASONS, OPPORTUNITIES, OPPORTUNITY_ESTIMATES,
    OPPORTUNITY_FOLLOWERS, OPPORTUNITY_PROGRESSION, OPPORTUNITY_SOURCES, OPPORTUNITY_STATES,
    OPPORTUNITY_STATUSES, OPPORTUNITY_TYPES, PROJECT_TYPES, PROJECTS, WIN_REASONS,
};

/// The ids that the look-up lists of a pipeline were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    pub(super) activity_types: Vec<i64>,
    questions: Vec<i64>,
    activity_states: Vec<i64>,
    priorities: Vec<i64>,
    opportunity_types: Vec<i64>,
    /// By type.
    statuses: Vec<Vec<i64>>,
    estimates: Vec<i64>,
    lost_reasons: Vec<i64>,
    win_reasons: Vec<i64>,
    sources: Vec<i64>,
    progress: Vec<i64>,
    states: Vec<i64>,
    lead_statuses: Vec<i64>,
    lead_sources: Vec<i64>,
    lead_activity_types: Vec<i64>,
    project_types: Vec<i64>,
}

impl Lists {
    /// The type of activities that are calls.
    pub(super) fn call(&self) -> Option<i64> {
        self.activity_types.get(1).copied()
    }

    /// The type of activities that follow something up.
    pub(super) fn follow_up(&self) -> Value {
        at(&self.activity_types, pipeline::FOLLOW_UP)
    }
}

/// An account whose business is loaded.
pub(super) struct Site<'a> {
    pub(super) account: i64,
    pub(super) owner: Value,
    pub(super) first_contact: i64,
    pub(super) users: &'a [i64],
    pub(super) tags: &'a [i64],
}

type Values = Vec<(&'static str, Value)>;

/// A list of names, in their order; the first is the default where there is one.
fn named(
    work: &mut Work<'_>,
    of: &'static Resource,
    column: &'static str,
    names: &[&'static str],
) -> Result<Vec<i64>, Problem> {
    let has = |name: &str| engine::work::Layout::of(of).column(name).is_some();
    let (placed, default) = (has("sortorder"), has("isdefault"));
    let mut ids = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        let mut values = vec![(column, Value::from(*name))];
        if placed {
            values.push(("sortorder", Value::Int(place as i64 + 1)));
        }
        if default {
            values.push(("isdefault", Value::Int(i64::from(place == 0))));
        }
        ids.push(work.add(of, values)?);
    }
    Ok(ids)
}

/// Loads the look-up lists.
pub(super) fn lists(work: &mut Work<'_>) -> Result<Lists, Problem> {
    let mut lists = Lists {
        activity_types: {
            let names = pipeline::ACTIVITY_TYPES.map(|(name, ..)| name);
            named(work, &ACTIVITY_TYPES, "name", &names)?
        },
        activity_states: named(work, &ACTIVITY_PROGRESSION, "name", &pipeline::ACTIVITY_STATES)?,
        priorities: named(work, &ACTIVITY_PRIORITIES, "description", &pipeline::PRIORITIES)?,
        opportunity_types: {
            named(work, &OPPORTUNITY_TYPES, "name", &pipeline::OPPORTUNITY_TYPES)?
        },
        lost_reasons: named(work, &LOST_REASONS, "name", &pipeline::LOST_REASONS)?,
        win_reasons: named(work, &WIN_REASONS, "name", &pipeline::WIN_REASONS)?,
        sources: named(work, &OPPORTUNITY_SOURCES, "name", &pipeline::OPPORTUNITY_SOURCES)?,
        progress: named(work, &OPPORTUNITY_PROGRESSION, "name", &pipeline::OPPORTUNITY_PROGRESS)?,
        states: named(work, &OPPORTUNITY_STATES, "state", &pipeline::STATES)?,
        lead_statuses: named(work, &LEAD_STATUSES, "name", &pipeline::LEAD_STATUSES)?,
        lead_sources: named(work, &LEAD_SOURCES, "name", &pipeline::LEAD_SOURCES)?,
        lead_activity_types: {
            named(work, &LEAD_ACTIVITY_TYPES, "name", &pipeline::LEAD_ACTIVITY_TYPES)?
        },
        project_types: named(work, &PROJECT_TYPES, "name", &pipeline::PROJECT_TYPES)?,
        ..Lists::default()
    };
    for (place, (text, value)) in pipeline::ESTIMATES.iter().enumerate() {
        let values = vec![
            ("description", (*text).into()),
            ("value", (*value).into()),
            ("sortorder", Value::Int(place as i64 + 1)),
        ];
        lists.estimates.push(work.add(&OPPORTUNITY_ESTIMATES, values)?);
    }
    let visit = lists.activity_types.first().copied();
    for (place, question) in pipeline::QUESTIONS.iter().enumerate() {
        let values = vec![
            ("question", (*question).into()),
            ("activitytypeid", visit.into()),
            ("sortorder", Value::Int(place as i64 + 1)),
        ];
        lists.questions.push(work.add(&ACTIVITY_QUESTIONS, values)?);
    }
    for kind in lists.opportunity_types.clone() {
        let mut statuses = Vec::new();
        for (place, (name, colour, won, lost, _)) in pipeline::STATUSES.iter().enumerate() {
            let values = vec![
                ("name", (*name).into()),
                ("color", (*colour).into()),
                ("won", Value::Int(*won)),
                ("lost", Value::Int(*lost)),
                ("opportunitytypeid", Value::Int(kind)),
                ("sortorder", Value::Int(place as i64 + 1)),
            ];
            statuses.push(work.add(&OPPORTUNITY_STATUSES, values)?);
        }
        lists.statuses.push(statuses);
    }
    Ok(lists)
}

/// The id at a place of a list, unset beyond its end.
pub(super) fn at(list: &[i64], index: usize) -> Value {
    list.get(index).copied().into()
}

/// The same, unset where there is no place.
pub(super) fn maybe(list: &[i64], index: Option<usize>) -> Value {
    index.and_then(|index| list.get(index)).copied().into()
}

/// An instant of a day, by the minute of the day in UTC.
fn instant((day, minute): (i64, i64)) -> Value {
    Value::Int((day * DAY + minute) * 60_000)
}

/// What was loaded of what goes on at an account.
pub(super) struct Loaded {
    /// The id of the first activity; the others follow it.
    pub(super) first_activity: i64,
    /// The id of its opportunity, if it has one.
    pub(super) opportunity: Option<i64>,
    /// All things that may have dynamic fields.
    pub(super) things: Vec<(Kind, i64)>,
}

/// Loads what goes on at an account.
pub(super) fn business(
    work: &mut Work<'_>,
    lists: &Lists,
    site: &Site<'_>,
    business: pipeline::Business,
) -> Result<Loaded, Problem> {
    let mut things = Vec::new();
    let opportunity = match &business.opportunity {
        Some(found) => Some(opportunity(work, lists, site, found)?),
        None => None,
    };
    let first = work.reserve(&ACTIVITIES, business.activities.len() as u64)?;
    things.extend(opportunity.map(|id| (Kind::Opportunity, id)));
    for (id, found) in (first..).zip(&business.activities) {
        things.push((Kind::Activity, id));
        let opportunity = opportunity.filter(|_| found.of_opportunity);
        activity(work, lists, site, opportunity, id, found)?;
    }
    if let Some(found) = &business.lead {
        things.push((Kind::Lead, lead(work, lists, site, found)?));
    }
    if let Some(found) = business.project {
        let values = vec![
            ("name", found.name.as_str().into()),
            ("number", found.number.as_str().into()),
            ("typeid", at(&lists.project_types, found.kind)),
            ("accountid", Value::Int(site.account)),
        ];
        let id = work.reserve(&PROJECTS, 1)?;
        work.bring_in(&PROJECTS, id, &Draft::of(values))?;
        things.push((Kind::Project, id));
    }
    Ok(Loaded { first_activity: first, opportunity, things })
}

fn activity(
    work: &mut Work<'_>,
    lists: &Lists,
    site: &Site<'_>,
    opportunity: Option<i64>,
    id: i64,
    found: &Activity,
) -> Result<(), Problem> {
    let when = found.when;
    let instant = |minutes| Value::from(ZONE.instant(when.day, minutes));
    let values = vec![
        ("accountid", Value::Int(site.account)),
        ("closed", Value::Int(i64::from(found.closed))),
        ("description", found.description.into()),
        ("date", Value::Int(when.day)),
        ("starttime", Value::Int(when.start)),
        ("stoptime", Value::Int(when.stop)),
        ("start", instant(when.start)),
        ("stop", instant(when.stop)),
        ("location", found.location.into()),
        ("result", found.result.into()),
        ("primarycontactid", Value::Int(site.first_contact + found.contact as i64)),
        ("priorityid", maybe(&lists.priorities, found.priority)),
        ("progressionstateid", at(&lists.activity_states, found.state)),
        ("opportunityid", opportunity.into()),
        ("typeid", at(&lists.activity_types, found.kind)),
        ("userid", site.owner.clone()),
        ("reminder_min", found.reminder.into()),
    ];
    let part = |target: &'static Resource, values: Values| Part {
        path: String::new(),
        target,
        on: "activityid",
        id: None,
        draft: Draft::of(values),
    };
    let mut parts = Vec::new();
    if let Some(note) = found.attempt {
        parts.push(part(
            &CONTACT_ATTEMPTS,
            vec![("note", note.into()), ("at", instant(8 * 60)), ("userid", site.owner.clone())],
        ));
    }
    if let (Some(answer), Some(question)) = (found.answer, lists.questions.first()) {
        let values = vec![("questionid", Value::Int(*question)), ("answer", answer.into())];
        parts.push(part(&ACTIVITY_ANSWERS, values));
    }
    work.bring_in(&ACTIVITIES, id, &Draft { values, parts, ..Draft::default() })?;
    match found.follower.and_then(|user| site.users.get(user)) {
        Some(user) => work.link(&ACTIVITY_FOLLOWERS, id, *user),
        None => Ok(()),
    }
}

fn opportunity(
    work: &mut Work<'_>,
    lists: &Lists,
    site: &Site<'_>,
    found: &Opportunity,
) -> Result<i64, Problem> {
    let status = lists.statuses.get(found.kind).and_then(|of| of.get(found.status)).copied();
    let values = vec![
        ("accountid", Value::Int(site.account)),
        ("contactid", Value::Int(site.first_contact + found.contact as i64)),
        ("userid", site.owner.clone()),
        ("typeid", at(&lists.opportunity_types, found.kind)),
        ("statusid", status.into()),
        ("closed", Value::Int(i64::from(found.closed()))),
        ("title", found.title.into()),
        ("description", found.description.into()),
        ("value", Value::Int(found.value)),
        ("estimatedenddate", Value::Int(found.expected)),
        ("enddate", found.ended.into()),
        ("estimateid", at(&lists.estimates, found.estimate)),
        ("sourceid", at(&lists.sources, found.source)),
        ("stateid", at(&lists.states, found.state)),
        ("progressionstateid", at(&lists.progress, found.progress)),
        ("lostreasonid", maybe(&lists.lost_reasons, found.lost_reason)),
        ("winreasonid", maybe(&lists.win_reasons, found.win_reason)),
        ("reguserid", site.owner.clone()),
        ("changeuserid", site.owner.clone()),
    ];
    let id = work.reserve(&OPPORTUNITIES, 1)?;
    work.bring_in(&OPPORTUNITIES, id, &Draft::of(values))?;
    if let Some(tag) = found.tag.and_then(|tag| site.tags.get(tag)) {
        work.link(&OPPORTUNITY_TAGS, id, *tag)?;
    }
    if let Some(user) = found.follower.and_then(|user| site.users.get(user)) {
        work.link(&OPPORTUNITY_FOLLOWERS, id, *user)?;
    }
    Ok(id)
}

fn lead(work: &mut Work<'_>, lists: &Lists, site: &Site<'_>, found: &Lead) -> Result<i64, Problem> {
    let id = work.reserve(&LEADS, 1)?;
    let user = maybe(site.users, Some(found.user));
    let values = vec![
        ("title", found.title.as_str().into()),
        ("contactname", found.name.into()),
        ("contactsurname", found.surname.into()),
        ("contactcompany", found.company.as_str().into()),
        ("contactcity", found.city.into()),
        ("contactemail", found.email.as_str().into()),
        ("contactcellphone", found.cellphone.as_str().into()),
        ("value", Value::Int(found.value)),
        ("rating", Value::Int(found.rating)),
        ("statusid", at(&lists.lead_statuses, found.status)),
        ("sourceid", at(&lists.lead_sources, found.source)),
        ("userid", user.clone()),
        ("created", instant(found.created)),
    ];
    work.bring_in(&LEADS, id, &Draft::of(values))?;
    let first = work.reserve(&LEAD_ACTIVITIES, found.activities.len() as u64)?;
    for (next, activity) in (first..).zip(&found.activities) {
        let (days, minute) = activity.followup;
        let values = vec![
            ("leadid", Value::Int(id)),
            ("typeid", at(&lists.lead_activity_types, activity.kind)),
            ("userid", user.clone()),
            ("comment", activity.comment.into()),
            ("done", Value::Int(i64::from(activity.done))),
            ("followup", instant((found.created.0 + days, minute))),
            ("created", instant(found.created)),
        ];
        work.bring_in(&LEAD_ACTIVITIES, next, &Draft::of(values))?;
    }
    Ok(id)
}
