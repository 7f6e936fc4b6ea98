//! Somebody who lives somewhere, made up from a number.

use super::address::Spot;
use super::company::surname;
use super::names::FIRST;
use super::places::PLACES;
use super::rng::{Rng, Stream};

/// A person with an address. Nobody is meant.
pub(crate) struct Inhabitant {
    pub(crate) name: &'static str,
    pub(crate) surname: &'static str,
    pub(crate) street: String,
    pub(crate) city: &'static str,
    pub(crate) zip: String,
}

/// The same for the same number.
pub(crate) fn inhabitant(number: u64) -> Inhabitant {
    let mut rng = Rng::new(0, number, Stream::Inhabitant);
    let (name, surname) = (*rng.pick(FIRST), surname(&mut rng));
    let place = rng.low(PLACES.len());
    let spot = Spot::draw(&mut rng, place);
    Inhabitant {
        name,
        surname,
        street: spot.street().into_string(),
        city: spot.city(),
        zip: spot.zip().into_string(),
    }
}

/// A number from 0 to 99 and sixteen hexadecimal digits, the same for the same number.
pub(crate) fn chance(number: u64) -> (usize, String) {
    let mut rng = Rng::new(1, number, Stream::Inhabitant);
    let percent = rng.below(100);
    let digits = (0..16).filter_map(|_| char::from_digit(rng.below(16) as u32, 16));
    (percent, digits.collect())
}
