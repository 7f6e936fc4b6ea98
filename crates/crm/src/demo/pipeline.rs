//! What the sellers of the demo company do: a year of activities, open and decided opportunities,
//! leads and projects. Pure like everything else here; references are indexes into lists.

use compact_str::{CompactString, CompactStringExt};
use jiff::civil::Date;

use super::company::{Towns, company, surname};
use super::contact::person_label;
use super::names::FIRST;
use super::numbers::{mobile, push_padded};
use super::rng::{Rng, Stream};

/// Names of activity types, with how often they are used and how many minutes they take.
pub(super) const ACTIVITY_TYPES: [(&str, u16, i64); 6] = [
    ("Besök", 30, 60),
    ("Telefonsamtal", 35, 15),
    ("Möte", 12, 90),
    ("Uppföljning", 13, 30),
    ("Demonstration", 6, 120),
    ("E-post", 4, 15),
];

/// The place of follow-ups among them.
pub(super) const FOLLOW_UP: usize = 3;

/// Questions about visits.
pub(super) const QUESTIONS: [&str; 2] = ["Vad är nästa steg?", "Vilka konkurrenter nämndes?"];

/// How far one has come with activities.
pub(super) const ACTIVITY_STATES: [&str; 3] = ["Planerad", "Bekräftad", "Genomförd"];

/// How urgent activities are.
pub(super) const PRIORITIES: [&str; 3] = ["Låg", "Normal", "Hög"];

/// Types of opportunities.
pub(super) const OPPORTUNITY_TYPES: [&str; 2] = ["Nyförsäljning", "Merförsäljning"];

/// Statuses of each type: name, colour, won, lost, and how many opportunities have it.
pub(super) const STATUSES: [(&str, &str, i64, i64, u16); 6] = [
    ("Identifierad", "#9aa5b1", 0, 0, 20),
    ("Behovsanalys", "#5b8def", 0, 0, 18),
    ("Offert", "#f2b134", 0, 0, 16),
    ("Förhandling", "#e8743b", 0, 0, 10),
    ("Vunnen", "#3aa655", 1, 0, 20),
    ("Förlorad", "#c0392b", 0, 1, 16),
];
const WON: usize = 4;
const LOST: usize = 5;

/// Estimates: text and per cent.
pub(super) const ESTIMATES: [(&str, &str); 5] =
    [("Osäker", "10"), ("Möjlig", "25"), ("Jämn", "50"), ("Trolig", "75"), ("Säker", "90")];

pub(super) const LOST_REASONS: [&str; 4] = ["Pris", "Konkurrent", "Inget behov", "Ingen budget"];
pub(super) const WIN_REASONS: [&str; 3] = ["Relation", "Lösning", "Pris"];
pub(super) const OPPORTUNITY_SOURCES: [&str; 4] =
    ["Befintlig kund", "Rekommendation", "Mässa", "Kallringning"];
pub(super) const OPPORTUNITY_PROGRESS: [&str; 3] = ["Ny", "Pågår", "Väntar på kund"];
pub(super) const STATES: [&str; 2] = ["Aktiv", "Vilande"];
pub(super) const LEAD_STATUSES: [&str; 4] = ["Ny", "Kontaktad", "Kvalificerad", "Avfärdad"];
pub(super) const LEAD_SOURCES: [&str; 4] = ["Webbformulär", "Mässa", "Kampanj", "Tips"];
pub(super) const LEAD_ACTIVITY_TYPES: [&str; 3] = ["Samtal", "E-post", "Möte"];
pub(super) const PROJECT_TYPES: [&str; 2] = ["Införande", "Utbildning"];

const ABOUT: [&str; 10] = [
    "Genomgång av årets inköp",
    "Presentation av nya sortimentet",
    "Avstämning av leveransplan",
    "Diskussion om ramavtal",
    "Uppföljning av offert",
    "Reklamation och åtgärder",
    "Behovsanalys inför nästa säsong",
    "Prisförhandling",
    "Introduktion av ny kontaktperson",
    "Planering av gemensam kampanj",
];

const OUTCOMES: [&str; 6] = [
    "Positivt bemötande, återkommer med underlag.",
    "Vill ha offert före månadsskiftet.",
    "Nöjda med leveranserna, inget nytt behov just nu.",
    "Beslutsfattaren var inte på plats.",
    "Bokade ett nytt möte.",
    "Jämför med två andra leverantörer.",
];

const DEALS: [&str; 6] = [
    "Ramavtal",
    "Utökat sortiment",
    "Ny anläggning",
    "Serviceavtal",
    "Årsleverans",
    "Utbyte av utrustning",
];

const NOTES: [&str; 3] = ["Ingen som svarade.", "Lämnade meddelande.", "Ringer tillbaka."];

/// Activities of an account, for each of its people and at least so many.
const ACTIVITIES: usize = 3;

/// A time of the year that was or will be: a day, and minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) day: i64,
    pub(super) start: i64,
    pub(super) stop: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Activity {
    pub(super) kind: usize,
    pub(super) contact: usize,
    pub(super) when: When,
    pub(super) closed: bool,
    pub(super) state: usize,
    pub(super) priority: Option<usize>,
    pub(super) of_opportunity: bool,
    pub(super) description: &'static str,
    pub(super) location: &'static str,
    pub(super) result: &'static str,
    pub(super) attempt: Option<&'static str>,
    pub(super) answer: Option<&'static str>,
    pub(super) follower: Option<usize>,
    pub(super) reminder: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct Opportunity {
    pub(super) kind: usize,
    pub(super) status: usize,
    pub(super) contact: usize,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    /// Ten-thousandths of a krona, as they are stored.
    pub(super) value: i64,
    pub(super) expected: i64,
    pub(super) ended: Option<i64>,
    pub(super) estimate: usize,
    pub(super) source: usize,
    pub(super) state: usize,
    pub(super) progress: usize,
    pub(super) lost_reason: Option<usize>,
    pub(super) win_reason: Option<usize>,
    pub(super) tag: Option<usize>,
    pub(super) follower: Option<usize>,
}

impl Opportunity {
    pub(super) fn closed(&self) -> bool {
        self.ended.is_some()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Lead {
    pub(super) title: CompactString,
    pub(super) name: &'static str,
    pub(super) surname: &'static str,
    pub(super) company: CompactString,
    pub(super) city: &'static str,
    pub(super) email: CompactString,
    pub(super) cellphone: CompactString,
    pub(super) value: i64,
    pub(super) rating: i64,
    pub(super) status: usize,
    pub(super) source: usize,
    pub(super) user: usize,
    /// Days since 1970, and the minute of that day in UTC.
    pub(super) created: (i64, i64),
    pub(super) activities: Vec<LeadActivity>,
}

#[derive(Clone, Debug)]
pub(super) struct LeadActivity {
    pub(super) kind: usize,
    pub(super) comment: &'static str,
    pub(super) done: bool,
    /// Days after the lead, and the minute of that day in UTC.
    pub(super) followup: (i64, i64),
}

#[derive(Clone, Debug)]
pub(super) struct Project {
    pub(super) name: CompactString,
    pub(super) number: CompactString,
    pub(super) kind: usize,
}

/// What goes on at an account.
#[derive(Clone, Debug)]
pub(super) struct Business {
    pub(super) activities: Vec<Activity>,
    pub(super) opportunity: Option<Opportunity>,
    pub(super) lead: Option<Lead>,
    pub(super) project: Option<Project>,
}

/// What goes on at account `n`, which has so many contacts.
pub(super) fn business(seed: u64, n: u64, contacts: usize, towns: &Towns, today: Date) -> Business {
    let today = engine::clock::days(today);
    let mut rng = Rng::new(seed, n, Stream::Business);
    let opportunity =
        (contacts > 0 && rng.chance(33)).then(|| opportunity(&mut rng, contacts, today));
    let wanted = if contacts > 0 { 1 + rng.below(2 * ACTIVITIES) } else { 0 };
    let with = opportunity.is_some();
    let activities = (0..wanted).map(|_| activity(&mut rng, contacts, with, today)).collect();
    let project = rng.chance(5).then(|| project(&mut rng, n));
    let mut rng = Rng::new(seed, n, Stream::Lead);
    let lead = rng.chance(20).then(|| lead(&mut rng, n, towns, today));
    Business { activities, opportunity, lead, project }
}

/// A working day within a year back and two months ahead.
fn day(rng: &mut Rng, today: i64) -> i64 {
    let day = today + rng.between(-365, 60);
    // The first day of 1970 was a Thursday.
    match (day + 3).rem_euclid(7) {
        5 => day - 1,
        6 => day + 1,
        _ => day,
    }
}

fn activity(rng: &mut Rng, contacts: usize, with_opportunity: bool, today: i64) -> Activity {
    let kind = rng.weighted(&ACTIVITY_TYPES.map(|(_, weight, _)| weight));
    let start = 8 * 60 + 15 * rng.between(0, 30);
    let when = When { day: day(rng, today), start, stop: start + ACTIVITY_TYPES[kind].2 };
    let closed = when.day < today && !rng.chance(8);
    Activity {
        kind,
        contact: rng.low(contacts),
        when,
        closed,
        state: if closed { 2 } else { rng.below(2) },
        priority: rng.chance(30).then(|| rng.below(PRIORITIES.len())),
        of_opportunity: with_opportunity && rng.chance(40),
        description: rng.pick::<&str>(&ABOUT),
        location: rng.pick::<&str>(&["Hos kund", "Kontoret", "Telefon", "Teams", "Mässan"]),
        result: if closed { rng.pick::<&str>(&OUTCOMES) } else { "" },
        attempt: rng.chance(10).then(|| *rng.pick(&NOTES)),
        answer: (kind == 0 && closed && rng.chance(30)).then(|| *rng.pick(&OUTCOMES)),
        follower: rng.chance(8).then(|| 3 + rng.below(12)),
        reminder: (!closed && rng.chance(25)).then(|| *rng.pick(&[15, 30, 60])),
    }
}

fn opportunity(rng: &mut Rng, contacts: usize, today: i64) -> Opportunity {
    let status = rng.weighted(&STATUSES.map(|(.., weight)| weight));
    let decided = status == WON || status == LOST;
    let expected = if decided { day(rng, today - 60) } else { today + rng.between(-20, 200) };
    Opportunity {
        kind: rng.below(OPPORTUNITY_TYPES.len()),
        status,
        contact: rng.low(contacts),
        title: rng.pick::<&str>(&DEALS),
        description: rng.pick::<&str>(&ABOUT),
        value: rng.between(5, 900) * 1_000 * 10_000 + rng.between(0, 3) * 2_500,
        expected,
        ended: decided.then(|| expected.min(today) + rng.between(-10, 0)),
        estimate: if decided { 4 } else { rng.below(ESTIMATES.len()) },
        source: rng.below(OPPORTUNITY_SOURCES.len()),
        state: rng.below(STATES.len()),
        progress: rng.below(OPPORTUNITY_PROGRESS.len()),
        lost_reason: (status == LOST).then(|| rng.below(LOST_REASONS.len())),
        win_reason: (status == WON).then(|| rng.below(WIN_REASONS.len())),
        tag: rng.chance(20).then(|| rng.below(10)),
        follower: rng.chance(40).then(|| 3 + rng.below(6)),
    }
}

fn lead(rng: &mut Rng, n: u64, towns: &Towns, today: i64) -> Lead {
    let company = company(rng, n, towns);
    let (name, surname) = (*rng.pick(FIRST), surname(rng));
    let handle = person_label(name, surname);
    let created = (today - rng.between(1, 200), rng.between(7 * 60, 15 * 60));
    let activities = (0..rng.below(4))
        .map(|_| LeadActivity {
            kind: rng.below(LEAD_ACTIVITY_TYPES.len()),
            comment: rng.pick::<&str>(&NOTES),
            done: rng.chance(60),
            followup: (rng.between(1, 40), 15 * rng.between(28, 60)),
        })
        .collect();
    Lead {
        title: [*rng.pick(&DEALS), " – ", company.short.as_str()].concat_compact(),
        name,
        surname,
        city: company.place.name,
        email: [handle.as_str(), "@", company.slug().as_str(), ".example"].concat_compact(),
        company: company.name(),
        cellphone: mobile(rng),
        value: rng.between(5, 400) * 1_000 * 10_000,
        rating: rng.between(1, 5),
        status: rng.low(LEAD_STATUSES.len()),
        source: rng.below(LEAD_SOURCES.len()),
        user: 6 + rng.below(8),
        created,
        activities,
    }
}

fn project(rng: &mut Rng, n: u64) -> Project {
    let mut number = CompactString::const_new("P-");
    push_padded(&mut number, n, 5);
    let kind = rng.below(PROJECT_TYPES.len());
    let name = [PROJECT_TYPES[kind], ": ", *rng.pick(&DEALS)].concat_compact();
    Project { name, number, kind }
}
