//! Names of companies.

use compact_str::{CompactString, CompactStringExt};

use super::ascii::Ascii;
use super::names::{FIRST, SURNAMES};
use super::numbers::Form;
use super::places::{PLACES, Place};
use super::rng::Rng;
use super::words::{
    COINED_ENDS, COINED_MIDDLES, COINED_STARTS, HAMLET_ENDINGS, HAMLET_STEMS, REGIONS, TAILS,
    TRADES, Trade,
};

/// Every so many accounts one begins with "Abc", so that a search by prefix has something to find.
const ABC_EVERY: u64 = 2_000;
/// The first of them: early enough for the smallest demo.
const ABC_FIRST: u64 = 41;

/// A company: its name, what it does, where its office is.
pub(super) struct Company {
    /// The name without the legal form.
    pub(super) short: CompactString,
    pub(super) form: Form,
    pub(super) trade: &'static Trade,
    pub(super) place: &'static Place,
    /// Index of `place` in the list of places.
    pub(super) place_index: usize,
}

impl Company {
    /// The name as registered.
    pub(super) fn name(&self) -> CompactString {
        [self.short.as_str(), self.form.suffix()].concat_compact()
    }

    /// The name as an internet label: small letters, no accents, no blanks, at most 40 letters.
    pub(super) fn slug(&self) -> Ascii {
        let mut label = Ascii::default();
        label.slug(&self.short);
        label.truncate(40);
        label
    }
}

/// Chooses towns by the number of their inhabitants.
pub(super) struct Towns {
    /// Running sum of weights.
    upto: Vec<usize>,
}

impl Towns {
    pub(super) fn new() -> Self {
        let mut sum = 0;
        let upto = PLACES.iter().map(|place| {
            sum += usize::from(place.thousands);
            sum
        });
        Self { upto: upto.collect() }
    }

    /// An index into the list of places.
    pub(super) fn draw(&self, rng: &mut Rng) -> usize {
        let point = rng.below(self.upto.last().copied().unwrap_or(0));
        self.upto.partition_point(|upto| *upto <= point)
    }
}

/// Company `n`.
pub(super) fn company(rng: &mut Rng, n: u64, towns: &Towns) -> Company {
    let place_index = towns.draw(rng);
    let place = &PLACES[place_index];
    let trade = rng.pick(TRADES);
    let pattern = rng.weighted(&[26, 10, 9, 13, 13, 9, 14, 6]);
    let partners = matches!(pattern, 3 | 7);
    let form = match rng.below(100) {
        ..=8 => Form::Trading,
        9..=13 => Form::LimitedPartnership,
        14..=29 if partners => Form::Trading,
        _ => Form::Limited,
    };
    let short = if n % ABC_EVERY == ABC_FIRST {
        ["Abc ", trade.name, " i ", place.name].concat_compact()
    } else {
        short_name(rng, pattern, trade, place)
    };
    Company { short, form, trade, place, place_index }
}

fn short_name(rng: &mut Rng, pattern: usize, trade: &Trade, place: &Place) -> CompactString {
    match pattern {
        // Lindgrens Bygg, mostly with the town that tells it from all others of that name.
        0 => {
            let owner = surname(rng);
            let town = if rng.chance(88) { [" i ", place.name] } else { ["", ""] };
            [owner, genitive(owner), " ", trade.name, town[0], town[1]].concat_compact()
        }
        // K Lindgrens Bygg
        1 => {
            let owner = surname(rng);
            let first = initial(rng);
            let second = if rng.chance(50) { initial(rng) } else { "" };
            [first, second, " ", owner, genitive(owner), " ", trade.name].concat_compact()
        }
        // Karin Lindgren Bygg
        2 => [*rng.pick(FIRST), " ", surname(rng), " ", trade.name].concat_compact(),
        // Lindgren & Berg Bygg
        3 => [surname(rng), " & ", surname(rng), " ", trade.name].concat_compact(),
        // Björkhults Bygg och Golv
        4 => {
            let (stem, ending) = (rng.pick(HAMLET_STEMS), rng.pick(HAMLET_ENDINGS));
            let (link, second) = second_trade(rng, trade, 75);
            [stem, ending, genitive(ending), " ", trade.name, link, second].concat_compact()
        }
        // Umeå Bygg & Måleri, Norrlands Bygg & Måleri
        5 => {
            let area = if rng.chance(75) { place.name } else { rng.pick(REGIONS) };
            let (link, second) = second_trade(rng, trade, 96);
            [area, " ", trade.name, link, second].concat_compact()
        }
        // Norelitek Bygg, Norelitek Group
        6 => {
            let tail = if rng.chance(60) { trade.name } else { rng.pick(TAILS) };
            let (start, middle) = (rng.pick(COINED_STARTS), rng.pick(COINED_MIDDLES));
            [start, middle, rng.pick(COINED_ENDS), " ", tail].concat_compact()
        }
        // Lindgren & Söner Bygg i Umeå
        _ => {
            let with =
                rng.pick(&[" & Söner ", " & Döttrar ", " & Co ", " & Partners ", "gruppen "]);
            let town = if rng.chance(60) { [" i ", place.name] } else { ["", ""] };
            [surname(rng), with, trade.name, town[0], town[1]].concat_compact()
        }
    }
}

pub(super) fn surname(rng: &mut Rng) -> &'static str {
    SURNAMES[rng.low(SURNAMES.len())]
}

/// The first letter of a given name.
fn initial(rng: &mut Rng) -> &'static str {
    let name = rng.pick(FIRST);
    &name[..name.chars().next().map_or(0, char::len_utf8)]
}

/// The ending of the possessive: none after a sibilant.
fn genitive(word: &str) -> &'static str {
    if word.ends_with(['s', 'x', 'z']) { "" } else { "s" }
}

/// A second trade of the same industry in `percent` of cases at most, with the sign that ties it to
/// the first.
fn second_trade(rng: &mut Rng, first: &Trade, percent: usize) -> (&'static str, &'static str) {
    let others = TRADES.chunk_by(|a, b| a.group == b.group).nth(first.group).unwrap_or(TRADES);
    let second = rng.pick(others);
    if rng.chance(percent) && second.name != first.name {
        (*rng.pick(&[" & ", " och "]), second.name)
    } else {
        ("", "")
    }
}
