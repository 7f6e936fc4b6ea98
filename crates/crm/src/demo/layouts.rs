//! Templates of the demo: a quote and an order, each in Swedish and in English. They are one layout
//! with the words of a language.

/// The languages, in their order.
pub(super) const LANGUAGES: [&str; 2] = ["Svenska", "English"];

/// The categories, in their order.
pub(super) const CATEGORIES: [&str; 2] = ["Standard", "Utskick"];

const LAYOUT: &str = include_str!("layouts/document.html");

/// A template: its name, what it lays out, the place of its language, and its words.
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) resource: &'static str,
    pub(super) language: usize,
    own: &'static [(&'static str, &'static str)],
}

const SWEDISH: &[(&str, &str)] = &[
    ("lang", "sv"),
    ("customer", "Kund"),
    ("terms", "Villkor"),
    ("date", "Datum"),
    ("delivery", "Leverans"),
    ("payment", "Betalning"),
    ("shipping", "Leveransvillkor"),
    ("marking", "Märkning"),
    ("reference", "Vår referens"),
    ("article", "Artikel"),
    ("quantity", "Antal"),
    ("price", "Pris"),
    ("discount", "Rabatt"),
    ("amount", "Belopp"),
    ("total", "Summa exkl. moms"),
    ("company", "Org.nr"),
];

const ENGLISH: &[(&str, &str)] = &[
    ("lang", "en"),
    ("customer", "Customer"),
    ("terms", "Terms"),
    ("date", "Date"),
    ("delivery", "Delivery"),
    ("payment", "Payment"),
    ("shipping", "Delivery terms"),
    ("marking", "Marking"),
    ("reference", "Our reference"),
    ("article", "Article"),
    ("quantity", "Quantity"),
    ("price", "Price"),
    ("discount", "Discount"),
    ("amount", "Amount"),
    ("total", "Total excl. VAT"),
    ("company", "Company no."),
];

/// The templates.
pub(super) const TEMPLATES: [Template; 4] = [
    Template {
        name: "Standardoffert",
        about: "Offert på svenska",
        resource: "quote",
        language: 0,
        own: &[
            ("title", "Offert"),
            ("numbered", "Offertnummer"),
            ("count", "quantity"),
            (
                "until",
                "{% if document.validtodate %}<dt>Giltig till</dt>\
                 <dd>{{ document.validtodate }}</dd>{% endif %}",
            ),
            (
                "closing",
                "<div class=\"signatures\"><p>Ort och datum</p><p>Godkännes av kund</p></div>",
            ),
        ],
    },
    Template {
        name: "Standard quote",
        about: "Quote in English",
        resource: "quote",
        language: 1,
        own: &[
            ("title", "Quote"),
            ("numbered", "Quote no."),
            ("count", "quantity"),
            (
                "until",
                "{% if document.validtodate %}<dt>Valid until</dt>\
                 <dd>{{ document.validtodate }}</dd>{% endif %}",
            ),
            (
                "closing",
                "<div class=\"signatures\"><p>Place and date</p><p>Accepted by customer</p></div>",
            ),
        ],
    },
    Template {
        name: "Orderbekräftelse",
        about: "Order på svenska",
        resource: "order",
        language: 0,
        own: &[
            ("title", "Orderbekräftelse"),
            ("numbered", "Ordernummer"),
            ("count", "quantityordered"),
            ("until", ""),
            ("closing", "<p class=\"comment\">Tack för din beställning.</p>"),
        ],
    },
    Template {
        name: "Order confirmation",
        about: "Order in English",
        resource: "order",
        language: 1,
        own: &[
            ("title", "Order confirmation"),
            ("numbered", "Order no."),
            ("count", "quantityordered"),
            ("until", ""),
            ("closing", "<p class=\"comment\">Thank you for your order.</p>"),
        ],
    },
];

impl Template {
    /// What it says: the layout in its own words.
    pub(super) fn html(&self) -> String {
        let words = if self.language == 0 { SWEDISH } else { ENGLISH };
        let mut html = LAYOUT.to_owned();
        for (name, text) in self.own.iter().chain(words) {
            html = html.replace(&format!("[[{name}]]"), text);
        }
        html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_and_every_word_used() {
        for template in TEMPLATES {
            let html = template.html();
            assert!(!html.contains("[["), "{}: {html}", template.name);
            assert!(!html.contains("<script"), "{}", template.name);
            assert!(template.language < LANGUAGES.len());
            for (name, _) in template.own.iter().chain(SWEDISH).chain(ENGLISH) {
                assert!(LAYOUT.contains(&format!("[[{name}]]")), "{name}");
            }
            assert_eq!(html.matches("{%").count(), html.matches("%}").count());
            assert_eq!(html.matches("{% if").count(), html.matches("{% endif").count());
        }
    }
}
