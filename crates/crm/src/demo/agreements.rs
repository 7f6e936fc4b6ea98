//! Contracts of the demo, and the machines they are about. Pure like everything else here;
//! references are indexes into lists.

use compact_str::{CompactString, CompactStringExt};
use jiff::civil::Date;

use super::numbers::push_padded;
use super::rng::{Rng, Stream};

/// Model groups, and what a machine of each is called.
pub(super) const GROUPS: [(&str, [&str; 3]); 6] = [
    ("Luftbehandling", ["Ventilationsaggregat", "Tilluftsfläkt", "Frånluftsfläkt"]),
    ("Kyla", ["Kylmaskin", "Kylbaffel", "Servicekyla"]),
    ("Truckar", ["Motviktstruck", "Skjutstativtruck", "Låglyftare"]),
    ("Portar", ["Vikport", "Takskjutport", "Snabbrullport"]),
    ("Tryckluft", ["Skruvkompressor", "Kyltork", "Tryckkärl"]),
    ("Värme", ["Värmepump", "Fjärrvärmecentral", "Ackumulatortank"]),
];

/// Types of contracts: name, beginning of their numbers, and what is agreed.
pub(super) const TYPES: [(&str, &str, &str); 5] = [
    (
        "Serviceavtal",
        "SA",
        "Två servicebesök om året. Arbete och resor ingår, reservdelar enligt lista.",
    ),
    (
        "Helhetsavtal",
        "HA",
        "Service, reservdelar och jour dygnet runt. Inställelse inom fyra timmar.",
    ),
    ("Hyresavtal", "HY", "Hyra per månad med service. Återlämnas i gott skick."),
    ("Leasingavtal", "LE", "Leasing genom finansbolag. Möjlighet att köpa loss vid avtalets slut."),
    ("Garantiavtal", "GA", "Utökad garanti på tillverkningsfel. Slitagedelar ingår inte."),
];
const LEASING: usize = 3;

/// Statuses of contracts.
pub(super) const STATUSES: [&str; 4] = ["Aktivt", "Uppsagt", "Under omförhandling", "Avslutat"];
const ENDED: usize = 3;

const PLACES: [&str; 8] = [
    "Källaren",
    "Tak, hus B",
    "Verkstaden",
    "Lager 2",
    "Plan 3, teknikrum",
    "Utomhus, norra gaveln",
    "Fläktrum",
    "Maskinhall A",
];

/// Every so many accounts have a contract, from the second on.
const EVERY: u64 = 4;

/// Every so many of them have a subscription too.
const SUBSCRIBED: u64 = 3;

/// Accounts whose machines the others buy.
const MAKERS: u64 = 12;

/// A machine.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) group: usize,
    pub(super) name: CompactString,
    pub(super) serial: CompactString,
    pub(super) page: CompactString,
    /// The number of the account that makes it.
    pub(super) maker: u64,
    pub(super) location: &'static str,
    pub(super) tag: Option<usize>,
}

/// A contract about machines.
#[derive(Clone, Debug)]
pub(super) struct Agreement {
    pub(super) kind: usize,
    pub(super) number: CompactString,
    pub(super) status: usize,
    /// Days since 1970.
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) installed: i64,
    /// Ten-thousandths of a krona, as they are stored.
    pub(super) value: i64,
    /// The number of the account that finances it.
    pub(super) financed: Option<u64>,
    pub(super) contact: usize,
    /// Who looks after the machines, as an index into the users.
    pub(super) service: Option<usize>,
    /// Days before its end; none for most that have ended.
    pub(super) reminder: Option<i64>,
    /// Whether what reminds of it is done.
    pub(super) reminded: bool,
    pub(super) machines: Vec<Machine>,
    pub(super) subscribed: bool,
}

/// The contract of account `n`, which has so many contacts, if it has one.
pub(super) fn agreement(seed: u64, n: u64, contacts: usize, today: Date) -> Option<Agreement> {
    if contacts == 0 || n % EVERY != 1 {
        return None;
    }
    let now = engine::clock::days(today);
    let mut rng = Rng::new(seed, n, Stream::Agreement);
    let kind = rng.weighted(&[40, 20, 15, 15, 10]);
    let start = now - rng.between(30, 1_150);
    let end = start + 365 * rng.between(1, 4) - 1;
    let ended = end < now;
    let status = if ended { ENDED } else { rng.weighted(&[80, 8, 12]) };
    let days = *rng.pick(&[30, 60, 90]);
    let reminder = (ended || rng.chance(85)).then_some(days);
    let mut number = CompactString::const_new(TYPES[kind].1);
    number.push('-');
    let year = engine::clock::date(start).map_or(0, |date| date.year().unsigned_abs());
    push_padded(&mut number, u64::from(year) % 100, 2);
    number.push('-');
    push_padded(&mut number, n, 4);
    let maker =
        |rng: &mut Rng| rng.below(usize::try_from(n.min(MAKERS - 1)).unwrap_or(0) + 1) as u64;
    let machines = (0..1 + rng.below(3)).map(|_| machine(&mut rng, n, maker)).collect();
    let financed = (kind == LEASING || rng.chance(15)).then(|| maker(&mut rng));
    Some(Agreement {
        kind,
        number,
        status,
        start,
        end,
        installed: start - rng.between(0, 40),
        value: rng.between(8, 420) * 1_000 * 10_000 + rng.between(0, 3) * 2_500,
        financed,
        contact: rng.low(contacts),
        service: rng.chance(60).then(|| 3 + rng.below(12)),
        reminder,
        // A week is left for what is late.
        reminded: reminder.is_some_and(|days| end - days < now - 7),
        machines,
        subscribed: (n / EVERY).is_multiple_of(SUBSCRIBED),
    })
}

fn machine(rng: &mut Rng, n: u64, maker: impl Fn(&mut Rng) -> u64) -> Machine {
    let group = rng.below(GROUPS.len());
    let what = *rng.pick(&GROUPS[group].1);
    let model = 100 * rng.between(1, 9) + 10 * rng.between(0, 9);
    let maker = maker(rng);
    let mut name = CompactString::const_new(what);
    name.push(' ');
    push_padded(&mut name, model.unsigned_abs(), 3);
    let mut serial = CompactString::const_new(rng.pick::<&str>(&["A", "B", "K", "SN", "TX"]));
    push_padded(&mut serial, n, 4);
    serial.push('-');
    push_padded(&mut serial, rng.below(100_000) as u64, 5);
    let mut page = ["https://tillverkare.example/modeller/"].concat_compact();
    push_padded(&mut page, model.unsigned_abs(), 3);
    Machine {
        group,
        name,
        serial,
        page,
        maker,
        location: rng.pick::<&str>(&PLACES),
        tag: rng.chance(20).then(|| rng.below(10)),
    }
}
