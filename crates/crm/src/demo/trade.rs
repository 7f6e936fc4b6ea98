//! What the demo company has quoted and sold in a year. Pure like everything else here.

use jiff::civil::Date;

use super::rng::{Rng, Stream};

/// Statuses of quotes, with what they mean.
pub(super) const QUOTE_STATUSES: [(&str, &str); 5] = [
    ("Utkast", "active"),
    ("Skickad", "active"),
    ("Utgången", "expired"),
    ("Avböjd", "denied"),
    ("Order", "order"),
];
const SENT: usize = 1;
const EXPIRED: usize = 2;
const DENIED: usize = 3;
const ORDERED: usize = 4;

/// So many accounts are the oldest customers, who all buy, and buy most.
const OLDEST: u64 = 16;

/// Days that a quote is valid.
pub(super) const VALID: i64 = 30;

const COMMENTS: [&str; 5] = [
    "Leverans till lastkaj, ring chauffören före ankomst.",
    "Samlad leverans önskas.",
    "Märk varje kolli med projektnumret.",
    "Kunden hämtar själv.",
    "Enligt samtal med inköpsavdelningen.",
];

const NOTES: [&str; 4] = [
    "Stämt av pris mot ramavtal.",
    "Följ upp efter leverans.",
    "Konkurrenten låg fem procent lägre.",
    "Godkänd av försäljningschefen.",
];

/// A deal: a quote, an order, or a quote that became an order.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    /// The day it was quoted, and the index of the quote's status.
    pub(super) quoted: Option<(i64, usize)>,
    /// The day it was ordered, and the index of the order's status.
    pub(super) ordered: Option<(i64, usize)>,
    pub(super) contact: usize,
    /// Index of another user involved.
    pub(super) user2: Option<usize>,
    pub(super) delivery_term: usize,
    pub(super) payment_term: usize,
    pub(super) delivery_type: usize,
    pub(super) order_type: usize,
    pub(super) comment: Option<&'static str>,
    pub(super) note: Option<&'static str>,
    pub(super) tag: Option<usize>,
    pub(super) rows: Vec<Row>,
}

impl Deal {
    /// Whether the goods have arrived.
    pub(super) fn delivered(&self) -> bool {
        self.ordered.is_some_and(|(_, status)| status >= 3)
    }
}

/// A row of a deal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Index of the article.
    pub(super) article: usize,
    pub(super) quantity: i64,
    /// A discount of its own, in per cent.
    pub(super) special: i64,
    pub(super) sort_group: Option<usize>,
}

/// The deals with account `n`, which has so many contacts; a fraction of the accounts buys, those
/// with an opportunity more often.
pub(super) fn deals(
    seed: u64,
    n: u64,
    contacts: usize,
    opportunity: bool,
    articles: usize,
    today: Date,
) -> Vec<Deal> {
    let today = engine::clock::days(today);
    let mut rng = Rng::new(seed, n, Stream::Trade);
    let likely = match n {
        0..OLDEST => 100,
        _ if opportunity => 60,
        _ => 20,
    };
    if contacts == 0 || articles == 0 || !rng.chance(likely) {
        return Vec::new();
    }
    let count = if n < OLDEST { 4 } else { 1 + rng.low(3) };
    (0..count).map(|_| deal(&mut rng, contacts, articles, today)).collect()
}

fn deal(rng: &mut Rng, contacts: usize, articles: usize, today: i64) -> Deal {
    let begun = weekday(today - rng.between(0, 364));
    let (quoted, ordered) = match rng.weighted(&[40, 30, 30]) {
        0 => (None, Some(begun)),
        1 => (Some((begun, ORDERED)), Some(weekday(today.min(begun + rng.between(1, 25))))),
        _ => {
            let open = today - begun <= VALID;
            let closed = if rng.chance(60) { EXPIRED } else { DENIED };
            let status = if open { SENT - usize::from(rng.chance(30)) } else { closed };
            (Some((begun, status)), None)
        }
    };
    let ordered = ordered.map(|day| (day, order_status(rng, today - day)));
    Deal {
        quoted,
        ordered,
        contact: rng.low(contacts),
        user2: rng.chance(40).then(|| 2 + rng.below(10)),
        delivery_term: rng.low(4),
        payment_term: rng.low(6),
        delivery_type: rng.below(5),
        order_type: rng.low(4),
        comment: rng.chance(50).then(|| *rng.pick(&COMMENTS)),
        note: rng.chance(30).then(|| *rng.pick(&NOTES)),
        tag: rng.chance(10).then(|| rng.below(8)),
        rows: (0..1 + rng.low(7)).map(|_| row(rng, articles)).collect(),
    }
}

/// How far an order of so many days ago has come.
fn order_status(rng: &mut Rng, age: i64) -> usize {
    match age {
        ..=4 => rng.below(2),
        5..=14 => 1 + rng.below(2),
        15..=40 => 3,
        _ => 4,
    }
}

fn row(rng: &mut Rng, articles: usize) -> Row {
    // Most rows are small, a few are of a whole pallet.
    let quantity = match rng.weighted(&[55, 30, 12, 3]) {
        0 => rng.between(1, 9),
        1 => rng.between(10, 40),
        2 => rng.between(40, 120),
        _ => rng.between(120, 600),
    };
    Row {
        article: rng.below(articles),
        quantity,
        special: if rng.chance(12) { rng.between(1, 3) * 5 } else { 0 },
        sort_group: rng.chance(40).then(|| rng.below(4)),
    }
}

/// The day, or the Friday before it.
fn weekday(day: i64) -> i64 {
    // The first day of 1970 was a Thursday.
    day - ((day + 3).rem_euclid(7) - 4).max(0)
}
