//! People who work at an account.

use compact_str::{CompactString, CompactStringExt};
use jiff::civil::Date;

use super::account::{Site, draw_tags};
use super::ascii::Ascii;
use super::body::Fields;
use super::company::surname;
use super::names::FIRST;
use super::numbers::{landline, mobile, personal, push_padded};
use super::rng::Rng;
use super::words::POSITIONS;
use super::{DemoContact, Refs};

/// How many contacts an account has, from none to eight; three on average.
const COUNTS: [u16; 9] = [5, 15, 24, 22, 15, 9, 5, 3, 2];

/// The contacts of account `n`; the first is the primary one and leads the others.
pub(super) fn contacts(
    rng: &mut Rng,
    n: u64,
    site: &Site<'_>,
    refs: &Refs<'_>,
    today: Date,
) -> Vec<DemoContact> {
    let count = rng.weighted(&COUNTS);
    (0..count).map(|place| contact(rng, n, place, site, refs, today)).collect()
}

fn contact(
    rng: &mut Rng,
    n: u64,
    place: usize,
    site: &Site<'_>,
    refs: &Refs<'_>,
    today: Date,
) -> DemoContact {
    let name = FIRST[rng.below(FIRST.len())];
    let surname = surname(rng);
    // Whoever comes first is likely to be the head; only the first may be the managing director.
    let position = if place == 0 { rng.low(4) } else { 1 + rng.below(POSITIONS.len() - 1) };
    let (title, function, department) = POSITIONS[position];
    let handle = person_label(name, surname);
    let handle = handle.as_str();

    let mut fields = Fields::with_capacity(22);
    fields.set("name", name);
    fields.set("surname", surname);
    fields.set("title", title);
    let habits = rng.below(1_000);
    if habits % 10 < 8 {
        fields.set("function", function);
    }
    if habits % 10 < 6 {
        fields.set("department", department);
    }
    fields.set("email", [handle, "@", site.domain].concat_compact());
    if habits % 8 != 7 {
        fields.set("officephone", landline(rng, site.region));
    }
    if habits % 4 != 3 {
        fields.set("cellphone", mobile(rng));
    }
    if habits.is_multiple_of(3) {
        fields.set("street", site.spot.street());
        fields.set("zip", site.spot.zip());
        fields.set("city", site.spot.city());
    }
    fields.set("primarycontact", i64::from(place == 0));
    match rng.below(20) {
        0 => fields.set("socialmedia_fb", CompactString::from(handle)),
        1 => fields.set("socialmedia_tw", ["@", handle].concat_compact()),
        2..=6 => fields.set("socialmedia_li", ["in/", handle].concat_compact()),
        _ => {}
    }
    if rng.chance(8) {
        fields.set("idnumber", personal(rng, i64::from(today.year())));
    }
    if rng.chance(40) {
        let mut key = CompactString::const_new("P-");
        push_padded(&mut key, n, 7);
        key.push('-');
        push_padded(&mut key, place as u64, 1);
        fields.set("externalkey", key);
    }
    fields.set("active", i64::from(place == 0 || !rng.chance(3)));
    if rng.chance(12) {
        fields.set("tags", draw_tags(rng, refs));
    }
    let superior = (place > 0 && rng.chance(45)).then_some(0);
    DemoContact { body: fields, superior }
}

/// A person as the first half of a mail address: "karin.lindgren".
pub(super) fn person_label(name: &str, surname: &str) -> Ascii {
    let mut label = Ascii::default();
    label.slug(name);
    label.push(b'.');
    label.slug(surname);
    label
}
