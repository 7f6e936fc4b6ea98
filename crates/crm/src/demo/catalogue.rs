//! What the demo company sells: a wholesaler's articles, its price lists and its terms. Nothing here
//! depends on the seed or on the number of accounts.

/// Article groups.
#[rustfmt::skip]
pub(super) const GROUPS: &[&str] = &[
    "Fästelement", "Handverktyg", "Maskiner", "Personligt skydd", "El", "Belysning", "Rör och VVS",
    "Färg", "Lim och fog", "Städ", "Emballage", "Tjänster",
];

/// Units.
pub(super) const UNITS: &[&str] = &["st", "m", "kg", "l", "paket", "tim"];

const PIECE: usize = 0;
const METRE: usize = 1;
const KILO: usize = 2;
const LITRE: usize = 3;
const PACK: usize = 4;
const HOUR: usize = 5;

/// Articles that differ in size alone.
struct Product {
    group: usize,
    name: &'static str,
    unit: usize,
    /// Price of the smallest, in öre.
    price: i64,
    sizes: [&'static str; 5],
}

const fn product(
    group: usize,
    name: &'static str,
    unit: usize,
    price: i64,
    sizes: [&'static str; 5],
) -> Product {
    Product { group, name, unit, price, sizes }
}

const SCREWS: [&str; 5] = ["4×30", "4×40", "5×60", "6×80", "6×120"];
const METRIC: [&str; 5] = ["M4", "M6", "M8", "M10", "M12"];
const CLOTHES: [&str; 5] = ["S", "M", "L", "XL", "XXL"];
const TUBES: [&str; 5] = ["12 mm", "15 mm", "18 mm", "22 mm", "28 mm"];
const CABLES: [&str; 5] = ["1,5 mm²", "2,5 mm²", "4 mm²", "6 mm²", "10 mm²"];
const CANS: [&str; 5] = ["0,5 l", "1 l", "3 l", "5 l", "10 l"];
const TOOLS: [&str; 5] = ["150 mm", "200 mm", "250 mm", "300 mm", "400 mm"];
const WATTS: [&str; 5] = ["5 W", "9 W", "15 W", "30 W", "60 W"];
const BOXES: [&str; 5] = ["liten", "mellan", "stor", "extra stor", "pall"];
const PLACES: [&str; 5] = ["Stockholm", "Göteborg", "Malmö", "Umeå", "övriga landet"];
const GRADES: [&str; 5] = ["20", "40", "60", "80", "120"];

#[rustfmt::skip]
const PRODUCTS: &[Product] = &[
    product(0, "Träskruv", PACK, 4_900, SCREWS),
    product(0, "Trallskruv rostfri", PACK, 12_900, SCREWS),
    product(0, "Sexkantskruv", PACK, 8_900, METRIC),
    product(0, "Mutter låsande", PACK, 3_950, METRIC),
    product(0, "Bricka rund", KILO, 6_500, METRIC),
    product(1, "Skiftnyckel", PIECE, 18_900, TOOLS),
    product(1, "Polygriptång", PIECE, 24_900, TOOLS),
    product(1, "Bågfil", PIECE, 15_900, TOOLS),
    product(1, "Vattenpass", PIECE, 21_500, TOOLS),
    product(1, "Sandpapper korn", PACK, 7_950, GRADES),
    product(2, "Skruvdragare 18 V", PIECE, 149_000, ["liten", "kompakt", "normal", "kraftig", "slående"]),
    product(2, "Vinkelslip", PIECE, 89_500, ["115 mm", "125 mm", "150 mm", "180 mm", "230 mm"]),
    product(2, "Dammsugare industri", PIECE, 249_000, ["15 l", "20 l", "30 l", "50 l", "75 l"]),
    product(2, "Elverk", PIECE, 599_000, ["1 kW", "2 kW", "3 kW", "5 kW", "8 kW"]),
    product(2, "Sågklinga", PIECE, 32_900, ["160 mm", "190 mm", "210 mm", "254 mm", "305 mm"]),
    product(3, "Arbetshandske", PACK, 9_900, CLOTHES),
    product(3, "Varseljacka", PIECE, 79_900, CLOTHES),
    product(3, "Skyddssko", PIECE, 119_500, ["39", "41", "42", "44", "46"]),
    product(3, "Hörselkåpa", PIECE, 29_900, ["standard", "hjälm", "radio", "aktiv", "pro"]),
    product(3, "Andningsskydd", PACK, 14_900, ["FFP1", "FFP2", "FFP3", "A1", "A2P3"]),
    product(4, "Kabel EQLQ", METRE, 890, CABLES),
    product(4, "Kabelskor", PACK, 5_900, CABLES),
    product(4, "Dvärgbrytare", PIECE, 7_900, ["6 A", "10 A", "13 A", "16 A", "20 A"]),
    product(4, "Vägguttag", PIECE, 6_950, ["enkelt", "dubbelt", "tredubbelt", "utomhus", "trefas"]),
    product(4, "Skarvsladd", PIECE, 19_900, ["5 m", "10 m", "15 m", "25 m", "40 m"]),
    product(5, "LED-lampa", PIECE, 3_950, WATTS),
    product(5, "Arbetslampa", PIECE, 39_900, WATTS),
    product(5, "Armatur industri", PIECE, 69_900, WATTS),
    product(5, "Nödbelysning", PIECE, 89_900, ["1 h", "2 h", "3 h", "5 h", "8 h"]),
    product(5, "Ficklampa", PIECE, 14_900, ["liten", "mellan", "stor", "pann", "EX"]),
    product(6, "Kopparrör", METRE, 5_490, TUBES),
    product(6, "PEX-rör", METRE, 1_990, TUBES),
    product(6, "Rörkoppling", PIECE, 3_490, TUBES),
    product(6, "Kulventil", PIECE, 8_990, TUBES),
    product(6, "Isolering", METRE, 1_290, TUBES),
    product(7, "Väggfärg vit", LITRE, 11_900, CANS),
    product(7, "Snickerifärg", LITRE, 18_900, CANS),
    product(7, "Golvfärg", LITRE, 22_900, CANS),
    product(7, "Grundfärg", LITRE, 9_900, CANS),
    product(7, "Lasyr", LITRE, 15_900, CANS),
    product(8, "Trälim", LITRE, 8_900, CANS),
    product(8, "Fogmassa", PIECE, 5_990, ["vit", "grå", "svart", "brun", "klar"]),
    product(8, "Monteringslim", PIECE, 7_990, ["inne", "ute", "snabb", "spegel", "tungt"]),
    product(8, "Fogskum", PIECE, 9_490, ["300 ml", "500 ml", "750 ml", "B1", "vinter"]),
    product(8, "Tejp", PIECE, 4_490, ["19 mm", "25 mm", "38 mm", "50 mm", "75 mm"]),
    product(9, "Allrengöring", LITRE, 3_900, CANS),
    product(9, "Avfettning", LITRE, 6_900, CANS),
    product(9, "Torkrulle", PACK, 12_900, BOXES),
    product(9, "Avfallssäck", PACK, 6_900, ["30 l", "60 l", "125 l", "160 l", "240 l"]),
    product(9, "Sopborste", PIECE, 9_900, TOOLS),
    product(10, "Kartong", PACK, 14_900, BOXES),
    product(10, "Sträckfilm", PIECE, 8_900, BOXES),
    product(10, "Bubbelplast", METRE, 490, TOOLS),
    product(10, "Packtejp", PACK, 11_900, ["brun", "klar", "vit", "tryckt", "tyst"]),
    product(10, "Pallkrage", PIECE, 12_500, ["halv", "hel", "lång", "hög", "plast"]),
    product(11, "Montör", HOUR, 69_500, PLACES),
    product(11, "Servicetekniker", HOUR, 89_500, PLACES),
    product(11, "Projektledning", HOUR, 109_500, PLACES),
    product(11, "Utbildning", HOUR, 99_500, PLACES),
    product(11, "Framkörning", PIECE, 49_500, PLACES),
];

/// An article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Article {
    /// Its place among all.
    pub(super) n: usize,
    pub(super) group: usize,
    pub(super) unit: usize,
    product: &'static str,
    size: &'static str,
    /// Öre.
    pub(super) price: i64,
    /// Whether it is kept in stock: all but services are.
    pub(super) kept: bool,
}

impl Article {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.product, self.size)
    }

    pub(super) fn number(&self) -> String {
        (1001 + self.n).to_string()
    }

    pub(super) fn description(&self) -> String {
        let unit = UNITS.get(self.unit).copied().unwrap_or_default();
        format!("{}, {}. Säljs per {unit}.", self.product, self.size)
    }

    /// What it costs to buy: three fifths.
    pub(super) const fn buy_price(&self) -> i64 {
        self.price * 3 / 5
    }

    /// How many are in stock, and below how many it is low.
    pub(super) const fn stock(&self) -> (i64, i64) {
        let n = self.n as i64;
        (n * 37 % 240, 10 + n * 7 % 40)
    }
}

/// All articles, in order of their numbers.
pub(super) fn articles() -> Vec<Article> {
    let mut found: Vec<Article> = Vec::new();
    for product in PRODUCTS {
        for (place, size) in product.sizes.iter().enumerate() {
            // Each size costs a third more, to five öre.
            let price = (0..place).fold(product.price, |price, _| price * 4 / 3) / 5 * 5;
            found.push(Article {
                n: found.len(),
                group: product.group,
                unit: product.unit,
                product: product.name,
                size,
                price,
                kept: product.unit != HOUR && product.group != 11,
            });
        }
    }
    found
}

/// Quantity scales by unit: name, and the smallest quantity of each group; the last is open.
pub(super) const SCALES: &[(usize, [i64; 3])] = &[
    (PIECE, [1, 10, 100]),
    (METRE, [1, 50, 500]),
    (KILO, [1, 25, 250]),
    (LITRE, [1, 20, 200]),
    (PACK, [1, 5, 25]),
    (HOUR, [1, 8, 40]),
];

/// The largest quantity of an open group.
pub(super) const MOST: i64 = 999_999_999;

/// Per cent of the price in each group of a scale.
pub(super) const SHARES: [i64; 3] = [100, 95, 88];

/// A currency: code, name, decimals, and millionths of a krona that one is worth.
pub(super) const CURRENCIES: &[(&str, &str, i64, i64)] = &[
    ("SEK", "Svensk krona", 2, 1_000_000),
    ("EUR", "Euro", 2, 11_250_000),
    ("NOK", "Norsk krona", 2, 962_500),
    ("DKK", "Dansk krona", 2, 1_507_500),
    ("USD", "US-dollar", 2, 10_425_000),
];

/// A price list.
pub(super) struct PriceList {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    /// Index of its currency.
    pub(super) currency: usize,
    pub(super) default: bool,
    pub(super) strict: bool,
    /// Every so many articles are in it.
    pub(super) every: usize,
    /// Discount in per cent.
    pub(super) discount: i64,
}

/// The price lists.
pub(super) const PRICE_LISTS: [PriceList; 3] = [
    PriceList {
        name: "Standard",
        key: "STD",
        currency: 0,
        default: true,
        strict: false,
        every: 2,
        discount: 0,
    },
    PriceList {
        name: "Ramavtal",
        key: "RAM",
        currency: 0,
        default: false,
        strict: false,
        every: 5,
        discount: 10,
    },
    PriceList {
        name: "Export",
        key: "EXP",
        currency: 1,
        default: true,
        strict: false,
        every: 3,
        discount: 0,
    },
];

/// Index of the price list that account `n` has, if any.
pub(super) const fn list_of(n: u64) -> Option<usize> {
    match n % 20 {
        3 | 11 => Some(1),
        17 => Some(2),
        _ => None,
    }
}

/// Öre in the hundredth parts of another currency, rounded half up.
pub(super) fn exchanged(ore: i64, currency: usize) -> i64 {
    let rate = CURRENCIES.get(currency).map_or(1_000_000, |(.., rate)| *rate);
    (ore * 2_000_000 + rate) / (2 * rate)
}

/// Terms of delivery, with their keys.
pub(super) const DELIVERY_TERMS: &[(&str, &str)] = &[
    ("Fritt vårt lager", "EXW"),
    ("Fritt levererat", "DAP"),
    ("Fritt fraktföraren", "FCA"),
    ("Levererat och förtullat", "DDP"),
];

/// How goods are sent.
pub(super) const DELIVERY_TYPES: &[&str] = &["Bud", "Hämtas", "Lastbil", "Paket", "Egen transport"];

/// Terms of payment, with their keys and days.
pub(super) const PAYMENT_TERMS: &[(&str, &str, i64)] = &[
    ("30 dagar netto", "30", 30),
    ("10 dagar netto", "10", 10),
    ("7 dagar netto", "7", 7),
    ("60 dagar netto", "60", 60),
    ("Förskott", "F", 0),
    ("Kontant", "K", 0),
];

/// Kinds of orders.
pub(super) const ORDER_TYPES: &[&str] =
    &["Lagerorder", "Projektorder", "Serviceorder", "Reklamation"];

/// How far orders come.
pub(super) const ORDER_STATUSES: &[&str] =
    &["Registrerad", "Bekräftad", "Plockas", "Levererad", "Fakturerad"];

/// Groups of rows.
pub(super) const SORT_GROUPS: &[&str] = &["Material", "Arbete", "Frakt", "Tillval"];

/// Brands.
pub(super) const BRANDS: &[&str] = &["Fjällverk", "Kustens", "Nordkraft", "Bergslag", "Eget märke"];

/// What articles are made of.
pub(super) const MATERIALS: &[&str] = &["Stål", "Rostfritt", "Plast", "Textil", "Koppar", "Papper"];

/// Where articles are kept.
pub(super) const WAREHOUSES: &[&str] = &["Örebro", "Göteborg"];

/// Whether articles are kept.
pub(super) const WAREHOUSE_STATUSES: &[&str] = &["Lagervara", "Beställningsvara", "Utgår"];

/// How well one serves what was sold.
pub(super) const SERVICE_LEVELS: &[&str] = &["Bas", "Plus"];

/// What articles are budgeted under.
pub(super) const BUDGET_GROUPS: &[&str] = &["Förnödenheter", "Utrustning", "Tjänster"];

/// What discounts are agreed for.
pub(super) const DISCOUNT_GROUPS: &[&str] = &["A", "B", "C", "Netto"];

/// What volumes are counted under.
pub(super) const VOLUME_GROUPS: &[&str] = &["Stycke", "Längd", "Vikt"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn articles_are_a_few_hundred_of_different_names() {
        let all = articles();
        assert_eq!(all.len(), PRODUCTS.len() * 5);
        let names: HashSet<String> = all.iter().map(Article::name).collect();
        assert_eq!(names.len(), all.len());
        for (place, article) in all.iter().enumerate() {
            assert_eq!(article.n, place);
            assert!(article.buy_price() > 0 && article.buy_price() < article.price, "{article:?}");
            assert!(article.group < GROUPS.len() && article.unit < UNITS.len(), "{article:?}");
        }
        let low = |article: &&Article| article.stock().0 < article.stock().1;
        let low = all.iter().filter(low).count();
        assert!((10..100).contains(&low), "{low}");
    }

    #[test]
    fn scales_rise_and_prices_fall() {
        for (unit, scale) in SCALES {
            assert!(*unit < UNITS.len() && scale.is_sorted() && scale[2] < MOST);
        }
        assert!(SHARES.is_sorted_by(|one, next| one > next));
        assert_eq!(SCALES.len(), UNITS.len());
    }

    #[test]
    fn kronor_are_exchanged_to_the_cent() {
        for (ore, currency, expected) in [(4_900, 0, 4_900), (11_250, 1, 1_000), (4_900, 1, 436)] {
            assert_eq!(exchanged(ore, currency), expected);
        }
    }
}
