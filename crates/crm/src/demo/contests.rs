//! Contests between the sellers of the demo company, and of whoever shows it.

use engine::access::ADMINISTRATOR;
use engine::clock::{DAY, days};
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::body::Draft;
use engine::store::Value;
use engine::work::Work;

use super::Demo;
use super::load::Ids;
use super::rng::{Rng, Stream};
use crate::challenges::settle;
use crate::users::GRANTED;
use crate::{ACTIVITIES, CHALLENGE_TYPES, CHALLENGES, ROLES, USERS};

/// Types of contests: name, what decides, days.
const TYPES: [(&str, &str, i64); 4] = [
    ("Flest aktiviteter på en vecka", "closedactivities", 7),
    ("Flest aktiviteter på en månad", "closedactivities", 30),
    ("Flest nya kunder på en månad", "newaccounts", 30),
    ("Störst vunnet värde på ett kvartal", "wonvalue", 90),
];
const WEEK: usize = 0;
const MONTH: usize = 1;

/// Finished contests between sellers.
const PAST: u64 = 24;

/// Who takes part: whoever shows the demo, or somebody by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Visitor,
    User(usize),
}

/// What the challenged user has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Yes,
    No,
}

/// A contest: its type, who takes part, and its first day from today on.
type Contest = (usize, [Who; 2], i64, Said);

const READER: Who = Who::User(24);

/// What whoever shows the demo has: of each status one at least.
const OWN: [Contest; 9] = [
    (WEEK, [Who::Visitor, Who::User(8)], 3, Said::Nothing),
    (MONTH, [Who::User(9), Who::Visitor], 1, Said::Nothing),
    (WEEK, [Who::User(12), Who::Visitor], -2, Said::Yes),
    (MONTH, [Who::Visitor, Who::User(15)], -12, Said::Yes),
    // The visitor's only activities decide it.
    (WEEK, [Who::Visitor, READER], WON, Said::Yes),
    (MONTH, [Who::Visitor, Who::User(8)], -120, Said::Yes),
    (MONTH, [Who::User(12), Who::Visitor], -160, Said::Yes),
    (MONTH, [Who::User(15), Who::Visitor], -200, Said::Yes),
    (WEEK, [Who::Visitor, Who::User(18)], -40, Said::No),
];
const WON: i64 = -9;

/// Who sells, by user index.
const SELLERS: std::ops::Range<usize> = 6..20;

/// All contests.
fn contests(seed: u64) -> Vec<Contest> {
    let mut all = OWN.to_vec();
    let mut rng = Rng::new(seed, 0, Stream::Contest);
    let pair = |rng: &mut Rng| {
        let one = rng.below(SELLERS.len());
        // Somebody else, any number of places on.
        let other = (one + 1 + rng.below(SELLERS.len() - 1)) % SELLERS.len();
        [one, other].map(|place| Who::User(SELLERS.start + place))
    };
    for _ in 0..PAST {
        let kind = rng.below(TYPES.len());
        let said = if rng.chance(85) { Said::Yes } else { Said::No };
        let start = -TYPES[kind].2 - rng.between(1, 200);
        all.push((kind, pair(&mut rng), start, said));
    }
    for kind in 0..TYPES.len() {
        all.push((kind, pair(&mut rng), -rng.between(0, 5), Said::Yes));
        all.push((kind, pair(&mut rng), rng.between(1, 9), Said::Nothing));
    }
    all
}

/// Loads the contests, once all is there that decides them, and settles those that are over.
pub fn contests_of(work: &mut Work<'_>, demo: &Demo, ids: &Ids) -> Result<(), Problem> {
    let today = days(demo.today());
    let mut types = Vec::new();
    for (name, metric, days) in TYPES {
        let values =
            vec![("name", name.into()), ("metric", metric.into()), ("days", Value::Int(days))];
        types.push(work.add(&CHALLENGE_TYPES, values)?);
    }
    let Some(visitor) = visitor(work)? else { return Ok(()) };
    calls(work, ids, visitor, today + WON)?;
    let id = |who| match who {
        Who::Visitor => Some(visitor),
        Who::User(index) => ids.users.get(index).copied(),
    };
    for (kind, [challenger, challenged], start, said) in contests(demo.seed) {
        let (Some(challenger), Some(challenged)) = (id(challenger), id(challenged)) else {
            continue;
        };
        // Nobody dares themselves: the visitor may be one of the staff.
        if challenger == challenged {
            continue;
        }
        let issued = (today + start.min(0) - 1) * DAY + 9 * 60;
        let at = |minutes: i64| Value::Int((issued + minutes) * 60_000);
        let mut values = vec![
            ("challengerid", Value::Int(challenger)),
            ("challengedid", Value::Int(challenged)),
            ("typeid", types.get(kind).copied().into()),
            ("startdate", Value::Int(today + start)),
            ("created", at(0)),
        ];
        match said {
            Said::Nothing => {}
            Said::Yes => values.push(("accepted", at(75))),
            Said::No => values.extend([("declined", at(75)), ("active", Value::Int(0))]),
        }
        work.add(&CHALLENGES, values)?;
    }
    settle(work)
}

/// The first active administrator of the tenant.
fn visitor(work: &mut Work<'_>) -> Result<Option<i64>, Problem> {
    let named = Condition::Is("name", ADMINISTRATOR.into());
    let role =
        Condition::Within { own: "roleid", table: ROLES.table, select: "id", all: vec![named] };
    let granted = Condition::Within {
        own: "id",
        table: GRANTED.table,
        select: GRANTED.left,
        all: vec![role],
    };
    let active = Condition::Is("active", Value::Int(1));
    Ok(work.find(&USERS, &[granted, active])?.first().copied())
}

/// Some calls of the visitor to the first account in the week from `first` on.
fn calls(work: &mut Work<'_>, ids: &Ids, visitor: i64, first: i64) -> Result<(), Problem> {
    let Some(kind) = ids.sales.call() else { return Ok(()) };
    let account = [Condition::Is("id", Value::Int(ids.first_account))];
    if work.find(&crate::ACCOUNTS, &account)?.is_empty() {
        return Ok(());
    }
    for day in 0..3 {
        let values = vec![
            ("accountid", Value::Int(ids.first_account)),
            ("closed", Value::Int(1)),
            ("date", Value::Int(first + 2 * day)),
            ("description", "Kontroll av kunduppgifter".into()),
            ("location", "Telefon".into()),
            ("result", "Uppgifterna stämmer.".into()),
            ("typeid", Value::Int(kind)),
            ("userid", Value::Int(visitor)),
        ];
        let id = work.reserve(&ACTIVITIES, 1)?;
        work.bring_in(&ACTIVITIES, id, &Draft::of(values))?;
    }
    Ok(())
}
