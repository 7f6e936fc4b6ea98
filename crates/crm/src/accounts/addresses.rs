//! The four addresses of an account, where they are, and the order of houses in a street.

use engine::declare::*;
use engine::store::Value;
use engine::work::Record;

/// The properties of one address, whose columns begin with its kind.
macro_rules! address {
    ($kind:literal) => {
        &[
            text("careof").column(concat!($kind, "_careof")).doc("Care of."),
            text("name").column(concat!($kind, "_name")).doc("Name to write on it."),
            text("street").column(concat!($kind, "_street")).doc("Street, with house number."),
            text("zip").column(concat!($kind, "_zip")).doc("Postal code."),
            text("city").column(concat!($kind, "_city")).doc("City."),
            text("country").column(concat!($kind, "_country")).doc("Country."),
            text("email").column(concat!($kind, "_email")).doc("E-mail address."),
            object(
                "coordinates",
                &[
                    degrees("latitude", 90)
                        .column(concat!($kind, "_latitude"))
                        .doc("Degrees north."),
                    degrees("longitude", 180)
                        .column(concat!($kind, "_longitude"))
                        .doc("Degrees east."),
                    distance("distance", concat!($kind, "_latitude"), concat!($kind, "_longitude"))
                        .ignored()
                        .doc("Kilometres from the point asked for with `nearto`, else null."),
                ],
            )
            .doc("Where it is."),
            text("number").column(concat!($kind, "_number")).doc("House number."),
            text("letter").column(concat!($kind, "_letter")).doc("Letter of the entrance."),
        ]
    };
}

/// Addresses by what they are for.
pub(super) const SHAPE: Shape = &[
    object("visiting", address!("visiting")).doc("Where one visits it."),
    object("delivery", address!("delivery")).doc("Where goods go."),
    object("invoice", address!("invoice")).doc("Where invoices go."),
    object("postal", address!("postal")).doc("Where letters go."),
];

/// The addresses `nearto` looks at.
pub(crate) static PLACES: Points = Points {
    table: "account_points",
    places: &[
        ("visiting", "visiting_latitude", "visiting_longitude"),
        ("delivery", "delivery_latitude", "delivery_longitude"),
        ("invoice", "invoice_latitude", "invoice_longitude"),
        ("postal", "postal_latitude", "postal_longitude"),
    ],
};

/// A place as the list of coordinates answers it.
pub(super) const PLACE: Shape = &[
    integer("accountid").column("ownerid").doc("The account's id."),
    text("addresstype").column("kind").doc("Which of its addresses: visiting, delivery, …"),
    degrees("latitude", 90).doc("Degrees north."),
    degrees("longitude", 180).doc("Degrees east."),
    distance("distance", "latitude", "longitude")
        .doc("Kilometres from the point asked for with `nearto`, else null."),
];

/// The first address that has coordinates; the visiting address before the others.
fn location(record: &Record) -> Option<(&str, &str)> {
    let preferred = [0, 3, 1, 2].iter().filter_map(|place| PLACES.places.get(*place));
    preferred
        .into_iter()
        .find_map(|(_, latitude, longitude)| record.text(latitude).zip(record.text(longitude)))
}

pub(super) fn latitude(record: &Record) -> Value {
    location(record).map(|(latitude, _)| latitude.to_owned()).into()
}

pub(super) fn longitude(record: &Record) -> Value {
    location(record).map(|(_, longitude)| longitude.to_owned()).into()
}

/// House number and letter of the postal address: from `number` and `letter`, else from the end
/// of `street`.
fn house(record: &Record) -> Option<(u32, String)> {
    let letter = record.text("postal_letter").unwrap_or_default();
    if let Some((number, rest)) = record.text("postal_number").and_then(leading_number) {
        let letter = if letter.trim().is_empty() { rest } else { letter };
        return Some((number, letter.trim().to_uppercase()));
    }
    let street = record.text("postal_street")?.trim();
    // The number is the last word that begins with a digit; a letter may follow it.
    let start = street
        .char_indices()
        .rev()
        .find(|(at, c)| {
            c.is_ascii_digit() && *at > 0 && street.get(..*at).is_some_and(|s| s.ends_with(' '))
        })
        .map(|(at, _)| at)?;
    let (number, rest) = leading_number(street.get(start..)?)?;
    (rest.trim().chars().count() <= 1).then(|| (number, rest.trim().to_uppercase()))
}

fn leading_number(text: &str) -> Option<(u32, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

/// 1 for odd house numbers, 0 for even ones.
pub(super) fn parity(record: &Record) -> Value {
    house(record).map(|(number, _)| i64::from(number % 2)).into()
}

/// Sorts houses by number, then letter.
pub(super) fn house_key(record: &Record) -> Value {
    house(record)
        .map(|(number, letter)| [&number.to_be_bytes()[..], letter.as_bytes()].concat())
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn houses() {
        for (number, letter, street, expected) in [
            (Some("12"), Some("b"), None, Some((12, "B"))),
            (Some("12 C"), None, None, Some((12, "C"))),
            (None, None, Some("Storgatan 12"), Some((12, ""))),
            (None, None, Some("Storgatan 12B"), Some((12, "B"))),
            (None, None, Some("Storgatan 12 b"), Some((12, "B"))),
            (None, None, Some("4:e Långgatan 7"), Some((7, ""))),
            (None, None, Some("4:e Långgatan"), None),
            (None, None, Some("Åsgatan"), None),
            (Some("tolv"), None, Some("Åsgatan 3"), Some((3, ""))),
            (None, None, Some("Väg 99999999999"), None),
            (None, None, None, None),
        ] {
            let mut record = Record::new();
            record.set("postal_number", number.into());
            record.set("postal_letter", letter.into());
            record.set("postal_street", street.into());
            let expected = expected.map(|(number, letter)| (number, letter.to_owned()));
            assert_eq!(house(&record), expected, "{number:?} {letter:?} {street:?}");
        }
    }
}
