//! The words of documents, and how a language writes numbers and days.

use jiff::civil::Date;

use super::Kind;

/// A language that documents are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Swedish,
    English,
}

impl Language {
    /// What the parameter `language` calls them.
    pub(super) const CODES: [&'static str; 2] = ["sv", "en"];

    /// The language of a code, whatever region follows it: `en-GB`.
    pub(super) fn of_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_']).next().unwrap_or_default().trim();
        match primary.to_ascii_lowercase().as_str() {
            "sv" => Some(Language::Swedish),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// The language that a row of the languages of templates names.
    pub(super) fn of_name(name: &str) -> Option<Language> {
        match name.trim().to_lowercase().as_str() {
            "svenska" | "swedish" => Some(Language::Swedish),
            "engelska" | "english" => Some(Language::English),
            code => Language::of_code(code),
        }
    }

    pub(super) const fn code(self) -> &'static str {
        match self {
            Language::Swedish => "sv",
            Language::English => "en",
        }
    }

    /// What stands between groups of three digits, what before decimals, and what means below 0.
    pub(super) const fn marks(self) -> (char, char, char) {
        match self {
            Language::Swedish => ('\u{a0}', ',', '\u{2212}'),
            Language::English => (',', '.', '-'),
        }
    }

    /// A day as the language writes it. Swedes write `2026-11-23`.
    pub(super) fn day(self, day: Date) -> String {
        match self {
            Language::Swedish => day.to_string(),
            Language::English => day.strftime("%-d %B %Y").to_string(),
        }
    }
}

/// Words by name, in Swedish and in English.
const WORDS: [(&str, [&str; 2]); 33] = [
    ("customer", ["Kund", "Customer"]),
    ("customernumber", ["Kundnummer", "Customer number"]),
    ("yourreference", ["Er referens", "Your reference"]),
    ("ourreference", ["Vår referens", "Our reference"]),
    ("referencecode", ["Er beteckning", "Your order code"]),
    ("alternateid", ["Annat nummer", "Other number"]),
    ("marking", ["Märkning", "Marking"]),
    ("validtodate", ["Giltig till", "Valid until"]),
    ("deliverydate", ["Leveransdatum", "Delivery date"]),
    ("deliveryterm", ["Leveransvillkor", "Delivery terms"]),
    ("deliverytype", ["Leveranssätt", "Delivery method"]),
    ("paymentterm", ["Betalningsvillkor", "Payment terms"]),
    ("deliveryaddress", ["Leveransadress", "Delivery address"]),
    ("invoiceaddress", ["Fakturaadress", "Invoice address"]),
    ("articlenumber", ["Art.nr", "Item no."]),
    ("description", ["Benämning", "Description"]),
    ("quantity", ["Antal", "Quantity"]),
    ("unit", ["Enhet", "Unit"]),
    ("unitprice", ["À-pris", "Unit price"]),
    ("discount", ["Rabatt", "Discount"]),
    ("amount", ["Belopp", "Amount"]),
    ("total", ["Summa exkl. moms", "Total excl. VAT"]),
    ("notes", ["Anmärkningar", "Notes"]),
    ("accepted", ["Offerten godkänns", "Quote accepted"]),
    ("placeanddate", ["Ort och datum", "Place and date"]),
    ("signature", ["Namnteckning och namnförtydligande", "Signature and name in print"]),
    ("phone", ["Telefon", "Telephone"]),
    ("email", ["E-post", "E-mail"]),
    ("web", ["Webbplats", "Web site"]),
    ("companynumber", ["Org.nr", "Company no."]),
    ("vatnumber", ["Momsreg.nr", "VAT no."]),
    ("seat", ["Säte", "Registered seat"]),
    ("page", ["Sida", "Page"]),
];

/// Words that say whether it is a quote or an order.
const OWN: [(&str, Kind, [&str; 2]); 6] = [
    ("title", Kind::Quote, ["Offert", "Quote"]),
    ("number", Kind::Quote, ["Offertnummer", "Quote number"]),
    ("date", Kind::Quote, ["Offertdatum", "Quote date"]),
    ("title", Kind::Order, ["Orderbekräftelse", "Order confirmation"]),
    ("number", Kind::Order, ["Ordernummer", "Order number"]),
    ("date", Kind::Order, ["Orderdatum", "Order date"]),
];

/// All words of a language about a quote or an order, by name.
pub(super) fn words(
    language: Language,
    kind: Kind,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let pick = move |[swedish, english]: [&'static str; 2]| match language {
        Language::Swedish => swedish,
        Language::English => english,
    };
    let own = OWN.into_iter().filter(move |(_, of, _)| *of == kind);
    own.map(|(name, _, texts)| (name, texts))
        .chain(WORDS)
        .map(move |(name, texts)| (name, pick(texts)))
}
