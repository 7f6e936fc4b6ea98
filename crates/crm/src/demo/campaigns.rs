//! Missions of the demo company, which accounts are in them, its settings and its add-ons. Pure
//! like everything else here.

use serde_json::{Value as Json, json};

use super::pipeline::Activity;
use super::rng::{Rng, Stream};
use super::staff::DOMAIN;

/// Kinds of missions.
pub(super) const MISSION_TYPES: [&str; 2] = ["Kampanj", "Återbesök"];

/// A mission of the demo company.
pub(super) struct Mission {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) script: &'static str,
    pub(super) kind: usize,
    pub(super) active: bool,
    /// Days from today.
    pub(super) start: i64,
    pub(super) end: Option<i64>,
    pub(super) owner: usize,
    /// Who works on it, as indexes of users.
    pub(super) team: &'static [usize],
    /// Every so many accounts are in it, from the one with this number on.
    every: u64,
    from: u64,
}

/// The missions.
pub(super) const MISSIONS: [Mission; 4] = [
    Mission {
        name: "Höstkampanj: serviceavtal",
        description: "Erbjud serviceavtal till kunder som har haft besök i år.",
        script: "Hur fungerar anläggningen? När sågs den över senast?",
        kind: 0,
        active: true,
        start: -180,
        end: Some(60),
        owner: 1,
        team: &[0, 1, 6, 8, 12],
        every: 12,
        from: 0,
    },
    Mission {
        name: "Återbesök hos vilande kunder",
        description: "Ta reda på varför de har slutat handla.",
        script: "Vad skulle få er att handla igen?",
        kind: 1,
        active: true,
        start: -300,
        end: Some(90),
        owner: 3,
        team: &[2, 7, 9],
        every: 50,
        from: 1,
    },
    Mission {
        name: "Visa det nya sortimentet",
        description: "Löper tills vidare.",
        script: "",
        kind: 0,
        active: true,
        start: -90,
        end: None,
        owner: 8,
        team: &[10, 11, 15],
        every: 100,
        from: 2,
    },
    Mission {
        name: "Vårmässan",
        description: "Boka möten i montern.",
        script: "Vi står i monter A12.",
        kind: 1,
        active: false,
        start: -240,
        end: Some(-120),
        owner: 5,
        team: &[16, 17],
        every: 25,
        from: 4,
    },
];

/// What a mission is connected with at an account.
pub(super) struct Part {
    /// Index into [`MISSIONS`].
    pub(super) mission: usize,
    /// Whether it has come to what it was for with the account.
    pub(super) done: bool,
    /// The account's activities in it, as indexes, and whether each is done.
    pub(super) activities: Vec<(usize, bool)>,
}

/// The parts that account `n` has in missions; those of its activities belong to one that fall
/// into its time.
pub(super) fn parts(seed: u64, n: u64, activities: &[Activity], today: i64) -> Vec<Part> {
    let mut rng = Rng::new(seed, n, Stream::Mission);
    let mut parts = Vec::new();
    for (index, mission) in MISSIONS.iter().enumerate() {
        if n % mission.every != mission.from {
            continue;
        }
        let end = mission.end.unwrap_or(i64::MAX / 2);
        let within = |day: i64| (mission.start..=end).contains(&(day - today));
        let mut own = Vec::new();
        for (place, activity) in activities.iter().enumerate() {
            if within(activity.when.day) && rng.chance(80) {
                own.push((place, activity.closed));
            }
        }
        let done = own.iter().any(|(_, closed)| *closed) && rng.chance(60);
        parts.push(Part { mission: index, done, activities: own });
    }
    parts
}

/// Body of the settings. `types` are the ids of the types of activities.
pub(super) fn settings(types: &[i64]) -> Json {
    let kind = |index: usize| types.get(index);
    json!({
        "currency": "SEK",
        "portal": {
            "name": "Nordvik Försäljning AB", "street": "Storgatan 1", "zip": "903 26",
            "city": "Umeå", "country": "Sverige", "phone": "090-390 60 00",
            "email": format!("info@{DOMAIN}"), "url": format!("https://www.{DOMAIN}"),
            "seat": "Umeå",
        },
        "sales": {"defaultinterest": 8},
        "fieldsales": {
            "activitytypes": {"assigned": kind(3), "knock": kind(0), "note": kind(5)},
            "headlines": [
                {"title": "Välkommen", "body": "Vi hjälper er att välja rätt."},
                {"title": "Nästa steg", "body": "Ni får ett förslag inom en vecka."},
            ],
            "terms": "Erbjudandet gäller i 30 dagar.",
        },
        "consent": {
            "email": {
                "fromemail": format!("info@{DOMAIN}"), "fromname": "Nordvik Försäljning AB",
                "server": format!("mail.{DOMAIN}"), "port": "587",
                "body": "Får vi höra av oss till er med nyheter?",
            },
        },
    })
}

/// Bodies of the add-ons.
pub(super) fn addons() -> [Json; 2] {
    [
        json!({
            "title": "Karta", "internalname": "map", "sort": 1,
            "url": format!("https://map.{DOMAIN}"),
            "parameters": [
                {"name": "zoom", "value": "12"}, {"name": "layer", "value": "accounts"},
            ],
        }),
        json!({
            "title": "Bokföring", "internalname": "bookkeeping", "sort": 2, "enabled": false,
            "url": format!("https://bookkeeping.{DOMAIN}"),
            "parameters": [{"name": "company", "value": "1"}],
        }),
    ]
}
