//! Addresses on a map that stays the same whatever the seed: a street of a town always has the
//! same post code, starts at the same spot and runs in the same direction.

use compact_str::{CompactString, CompactStringExt};

use super::ascii::Ascii;
use super::body::{Body, Fields};
use super::places::{LATITUDE_PER_KM, PLACES};
use super::rng::{Rng, Stream};
use super::streets::{COMMON, ENDINGS, STEMS};

/// Streets every town has; the rest of a town's streets are a stretch of all others.
const EVERYWHERE: usize = 30;
/// Metres from one house number to the next.
const PLOT: i64 = 12;
/// Metres from the middle of the street to a house; odd numbers stand on one side.
const SIDE: i64 = 9;
/// Metres between two entrances of a house; six of them stay within a plot.
const ENTRANCE: i64 = 2;

/// Sixteen directions, east and north in thousandths.
const DIRECTIONS: [(i64, i64); 16] = [
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
];

/// A house on a street.
pub(super) struct Spot {
    pub(super) place_index: usize,
    name: [&'static str; 2],
    number: u64,
    letter: &'static str,
    zip: u64,
    /// Millionths of a degree.
    latitude: i64,
    longitude: i64,
}

impl Spot {
    /// A house somewhere in a town.
    pub(super) fn draw(rng: &mut Rng, place_index: usize) -> Self {
        let place = &PLACES[place_index];
        let size = usize::from(place.thousands);
        let all = COMMON.len() + STEMS.len() * ENDINGS.len();
        let own = (EVERYWHERE + size).min(all);
        let drawn = rng.low(own);
        let street = if drawn < EVERYWHERE {
            drawn
        } else {
            EVERYWHERE + (drawn + place_index * 41) % (all - EVERYWHERE)
        };
        // Longer streets in larger towns.
        let number = 1 + rng.low((40 + size).min(120)) as u64;
        let (letter, entrance) = match rng.below(24) {
            0 | 1 => ("A", 0),
            2 | 3 => ("B", 1),
            4 => ("C", 2),
            5 => ("D", 3),
            6 => ("E", 4),
            _ => ("", 0),
        };
        let mut map = Rng::new(place_index as u64, street as u64, Stream::Street);
        let prefix = *map.pick(place.zips);
        let zip = u64::from(prefix) * 100 + 10 + map.below(90) as u64;
        let (east, north) = origin(&mut map, size as i64);
        let (right, up) = DIRECTIONS[map.below(DIRECTIONS.len())];
        let along = number as i64 * PLOT + entrance * ENTRANCE;
        let side = if number % 2 == 1 { SIDE } else { -SIDE };
        // Thousandths of a metre from the centre.
        let east = east * 1_000 + along * right - side * up;
        let north = north * 1_000 + along * up + side * right;
        Self {
            place_index,
            name: street_name(street),
            number,
            letter,
            zip,
            latitude: place.latitude + north * LATITUDE_PER_KM / 1_000_000,
            longitude: place.longitude + east * place.longitude_per_km() / 1_000_000,
        }
    }

    /// Street, number and letter as an envelope has them: "Storgatan 12 B".
    pub(super) fn street(&self) -> CompactString {
        let mut house = Ascii::default();
        house.number(self.number);
        let gap = if self.letter.is_empty() { "" } else { " " };
        let [start, end] = self.name;
        [start, end, " ", house.as_str(), gap, self.letter].concat_compact()
    }

    /// The post code: "903 27".
    pub(super) fn zip(&self) -> CompactString {
        zip_text(self.zip)
    }

    /// The name of the town.
    pub(super) fn city(&self) -> &'static str {
        PLACES[self.place_index].name
    }

    /// Street, post code, town and country; mostly also number and letter of their own and the
    /// spot on the map. Where the number is left out it stands in the street alone.
    pub(super) fn write(&self, rng: &mut Rng, into: &mut Fields) {
        into.set("street", self.street());
        into.set("zip", self.zip());
        into.set("city", self.city());
        let habits = rng.below(100);
        if habits < 80 {
            into.set("country", "Sverige");
        }
        if habits % 10 < 7 {
            let mut number = Ascii::default();
            number.number(self.number);
            into.set("number", CompactString::from(number.as_str()));
            if !self.letter.is_empty() {
                into.set("letter", self.letter);
            }
        }
        if habits % 20 != 19 {
            let mut coordinates = Fields::with_capacity(2);
            coordinates.set("latitude", degrees(self.latitude));
            coordinates.set("longitude", degrees(self.longitude));
            into.set("coordinates", Body::Object(coordinates));
        }
    }

    /// A post-office box in the same town.
    pub(super) fn write_box(&self, rng: &mut Rng, into: &mut Fields) {
        let mut number = Ascii::default();
        number.number(rng.between(1, 1_999) as u64);
        into.set("street", ["Box ", number.as_str()].concat_compact());
        into.set("zip", zip_text(self.zip / 100 * 100 + 1 + rng.below(9) as u64));
        into.set("city", self.city());
        into.set("country", "Sverige");
    }
}

/// Where a street starts, in metres east and north of the centre: within 4.5 km, less in small
/// towns, and closer to the middle more often than not.
fn origin(map: &mut Rng, thousands: i64) -> (i64, i64) {
    let reach = (700 + thousands * 32).min(4_500);
    let (x, y) = loop {
        let (x, y) = (map.between(-1_000, 1_000), map.between(-1_000, 1_000));
        if x * x + y * y <= 1_000_000 {
            break (x, y);
        }
    };
    let shrink = map.between(150, 1_000);
    (x * shrink / 1_000 * reach / 1_000, y * shrink / 1_000 * reach / 1_000)
}

fn street_name(index: usize) -> [&'static str; 2] {
    match index.checked_sub(COMMON.len()) {
        None => [COMMON[index], ""],
        Some(made_up) => [STEMS[made_up / ENDINGS.len()], ENDINGS[made_up % ENDINGS.len()]],
    }
}

fn zip_text(zip: u64) -> CompactString {
    let mut text = Ascii::default();
    text.padded(zip / 100, 3);
    text.push(b' ');
    text.padded(zip, 2);
    CompactString::from(text.as_str())
}

/// Degrees with six decimals. Swedish coordinates are never negative.
fn degrees(millionths: i64) -> CompactString {
    let millionths = millionths.unsigned_abs();
    let mut text = Ascii::default();
    text.padded(millionths / 1_000_000, 2);
    text.push(b'.');
    text.padded(millionths, 6);
    CompactString::from(text.as_str())
}
