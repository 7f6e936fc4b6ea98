//! The demo company itself: who works there, in which role and department, and what each is to sell.

use compact_str::CompactStringExt;
use jiff::civil::Date;

use super::body::{Body, Fields};
use super::contact::person_label;
use super::lists::named;
use super::names::{FIRST, SURNAMES};
use super::numbers::{landline, mobile};
use super::rng::{Rng, Stream};
use super::{MonthBudget, Refs, UserBudget};

/// The mail domain of the demo company, reserved for documentation.
pub(super) const DOMAIN: &str = "nordvik.example";

const ROLES: [&str; 8] = [
    "Administrator",
    "Read only",
    "Säljchef",
    "Säljare",
    "Innesäljare",
    "Kundtjänst",
    "Marknad",
    "Ekonomi",
];
const ADMINISTRATOR: usize = 0;
const READ_ONLY: usize = 1;
const SALES_MANAGER: usize = 2;
const SELLER: usize = 3;
const INSIDE_SALES: usize = 4;

/// Department: name, index of its parent, index of the user who leads it.
const DEPARTMENTS: [(&str, Option<usize>, usize); 17] = [
    ("Nordvik Försäljning AB", None, 0),
    ("Försäljning", Some(0), 1),
    ("Region Norr", Some(1), 2),
    ("Region Mitt", Some(1), 3),
    ("Region Väst", Some(1), 4),
    ("Region Syd", Some(1), 5),
    ("Kontor Umeå", Some(2), 2),
    ("Kontor Sundsvall", Some(2), 7),
    ("Kontor Stockholm", Some(3), 3),
    ("Kontor Örebro", Some(3), 10),
    ("Kontor Göteborg", Some(4), 4),
    ("Kontor Malmö", Some(5), 5),
    ("Storkund Stockholm", Some(8), 9),
    ("Innesälj", Some(1), 18),
    ("Kundtjänst", Some(0), 20),
    ("Marknad", Some(0), 22),
    ("Ekonomi och IT", Some(0), 23),
];

/// User: title, role, department, sales region (north, middle, west, south).
const USERS: [(&str, usize, usize, u8); 25] = [
    ("VD", SALES_MANAGER, 0, 1),
    ("Försäljningschef", SALES_MANAGER, 1, 1),
    ("Regionchef Norr", SALES_MANAGER, 2, 0),
    ("Regionchef Mitt", SALES_MANAGER, 3, 1),
    ("Regionchef Väst", SALES_MANAGER, 4, 2),
    ("Regionchef Syd", SALES_MANAGER, 5, 3),
    ("Säljare", SELLER, 6, 0),
    ("Säljare", SELLER, 7, 0),
    ("Säljare", SELLER, 8, 1),
    ("Storkundsansvarig", SELLER, 12, 1),
    ("Säljare", SELLER, 9, 1),
    ("Säljare", SELLER, 8, 1),
    ("Säljare", SELLER, 10, 2),
    ("Säljare", SELLER, 10, 2),
    ("Säljare", SELLER, 10, 2),
    ("Säljare", SELLER, 11, 3),
    ("Säljare", SELLER, 11, 3),
    ("Säljare", SELLER, 11, 3),
    ("Innesäljare", INSIDE_SALES, 13, 1),
    ("Innesäljare", INSIDE_SALES, 13, 2),
    ("Kundtjänstansvarig", 5, 14, 1),
    ("Kundtjänst", 5, 14, 2),
    ("Marknadschef", 6, 15, 1),
    ("Systemansvarig", ADMINISTRATOR, 16, 1),
    ("Revisor", READ_ONLY, 16, 1),
];

/// How many users and departments there are.
pub(super) const USER_COUNT: usize = USERS.len();
pub(super) const DEPARTMENT_COUNT: usize = DEPARTMENTS.len();
/// The sellers of each region, by user index.
const SELLERS: [&[usize]; 4] = [&[6, 7], &[8, 9, 10, 11], &[12, 13, 14], &[15, 16, 17]];
/// Who sells by telephone.
const INSIDE: [usize; 2] = [18, 19];

/// A year's trade by month, in thousandths: quiet in July, busy before Christmas.
pub(super) const SEASON: [i64; 12] = [70, 78, 92, 88, 90, 86, 38, 72, 98, 104, 102, 82];

/// The seller who owns an account of a region.
pub(super) fn seller(rng: &mut Rng, region: u8) -> usize {
    *rng.pick(SELLERS[usize::from(region)])
}

/// The colleague who looks after an account too.
pub(super) fn second_seller(rng: &mut Rng) -> usize {
    *rng.pick(&INSIDE)
}

pub(super) fn roles() -> Vec<Fields> {
    ROLES.iter().map(|name| named(name)).collect()
}

pub(super) fn users(seed: u64, refs: &Refs<'_>) -> Vec<Fields> {
    (0..USERS.len()).map(|index| user(seed, index, refs)).collect()
}

fn user(seed: u64, index: usize, refs: &Refs<'_>) -> Fields {
    let (title, role, department, region) = USERS[index];
    let mut rng = Rng::new(seed, index as u64, Stream::Staff);
    // Every user has a stretch of the given names to themselves, so no two share an address.
    let own = FIRST.len() / USERS.len();
    let name = FIRST[index * own + rng.below(own)];
    let surname = SURNAMES[rng.low(SURNAMES.len())];
    let email = [person_label(name, surname).as_str(), "@", DOMAIN].concat_compact();

    let mut fields = Fields::with_capacity(12);
    fields.set("name", name);
    fields.set("surname", surname);
    fields.set("title", title);
    fields.set("email", email);
    fields.set("cellphone", mobile(&mut rng));
    fields.set("phone", landline(&mut rng, region));
    fields.set("language", "sv");
    fields.set("active", 1);
    let years = rng.between(2, 28);
    let since =
        [title, " hos Nordvik, i branschen sedan ", &years.to_string(), " år."].concat_compact();
    fields.set("presentation", since);
    fields.set("roles", refs.list(refs.roles, &[role]));
    if !refs.departments.is_empty() {
        fields.set("departments", refs.list(refs.departments, &[department]));
    }
    fields
}

/// Department `index`; parents come before their children.
pub(super) fn department(index: usize, refs: &Refs<'_>) -> Fields {
    let (name, parent, manager) = DEPARTMENTS[index];
    let mut fields = Fields::with_capacity(4);
    fields.set("name", name);
    fields.set_some("parent", parent.and_then(|parent| refs.one(refs.departments, parent)));
    fields.set_some("manager", refs.one(refs.users, manager));
    if !refs.users.is_empty() {
        let members: Vec<usize> = (0..USERS.len()).filter(|user| USERS[*user].2 == index).collect();
        fields.set("users", refs.list(refs.users, &members));
    }
    fields
}

/// Twelve months for everybody who sells.
pub(super) fn budgets(seed: u64, today: Date) -> Vec<UserBudget> {
    let sellers = SELLERS.iter().copied().flatten().chain(&INSIDE);
    let year_of = |user: &usize| {
        // A stream of its own: users draw from the lower numbers.
        let mut rng = Rng::new(seed, *user as u64, Stream::Budget);
        let thousands = rng.between(4_000, 14_000);
        let user = *user;
        months(today, thousands).map(move |month| {
            let pipeline = month.budget * rng.between(15, 35) / 10;
            UserBudget {
                user,
                year: month.year,
                month: month.month,
                budget: month.budget,
                pipeline,
            }
        })
    };
    sellers.flat_map(year_of).collect()
}

/// A year's sum in thousands of kronor, spread over the months of the year of `today`.
pub(super) fn months(today: Date, thousands: i64) -> impl Iterator<Item = MonthBudget> {
    let year = today.year();
    (1..).zip(SEASON).map(move |(month, share)| MonthBudget {
        year,
        month,
        budget: thousands * share,
    })
}

/// The links of `indexes` into `ids`; those that `ids` does not hold are left out.
impl Refs<'_> {
    pub(super) fn list(&self, ids: &[i64], indexes: &[usize]) -> Body {
        Body::List(indexes.iter().filter_map(|index| self.one(ids, *index)).collect())
    }

    pub(super) fn one(&self, ids: &[i64], index: usize) -> Option<Body> {
        ids.get(index).copied().map(super::body::link)
    }
}
