//! Accounts: a company with its addresses, people, owner, followers and budget.

use compact_str::{CompactString, CompactStringExt};
use jiff::civil::Date;

use super::address::Spot;
use super::body::{Body, Fields};
use super::company::{Company, Towns, company, surname};
use super::contact::contacts;
use super::lists::{TYPE_WEIGHTS, is_customer};
use super::names::FIRST;
use super::numbers::{landline, mobile, organisation, push_padded};
use super::rng::{Rng, Stream};
use super::staff::{USER_COUNT, months, second_seller, seller};
use super::words::{GROUPS, NOTES, TAGS};
use super::{DemoAccount, Refs};

/// Weeks between two visits of a seller.
const INTERVALS: [i64; 7] = [2, 4, 6, 8, 12, 26, 52];

/// What contacts need to know of their account.
pub(super) struct Site<'a> {
    pub(super) domain: &'a str,
    pub(super) region: u8,
    pub(super) spot: &'a Spot,
}

pub(super) fn account(
    seed: u64,
    n: u64,
    towns: &Towns,
    refs: &Refs<'_>,
    today: Date,
) -> DemoAccount {
    let company = company(&mut Rng::new(seed, n, Stream::Company), n, towns);
    let slug = company.slug();
    let slug = slug.as_str();
    let domain = [slug, ".example"].concat_compact();
    let mut rng = Rng::new(seed, n, Stream::Address);
    let spot = Spot::draw(&mut rng, company.place_index);
    let addresses = addresses(&mut rng, &company, &spot, &domain);

    let mut rng = Rng::new(seed, n, Stream::Account);
    let kind = rng.weighted(&TYPE_WEIGHTS);
    let mut fields = Fields::with_capacity(26);
    identify(&mut fields, &mut rng, seed, n, &company);
    reach(&mut fields, &mut rng, &company, slug, &domain);
    own(&mut fields, &mut rng, &company, kind, refs);
    fields.set("active", i64::from(!rng.chance(3)));
    if rng.chance(55) {
        fields.set("info", info(&mut rng, &company, today));
    }
    fields.set("addresses", addresses);

    let parent = (n > 0 && rng.chance(10)).then(|| rng.below(n as usize) as u64);
    let followers = followers(&mut rng);
    let site = Site { domain: &domain, region: company.place.region, spot: &spot };
    let contacts = contacts(&mut Rng::new(seed, n, Stream::Contacts), n, &site, refs, today);
    let mut rng = Rng::new(seed, n.wrapping_add(USER_COUNT as u64), Stream::Budget);
    let budgets = if is_customer(kind) && rng.chance(25) {
        months(today, rng.between(3, 900)).collect()
    } else {
        Vec::new()
    };
    DemoAccount { body: fields, contacts, followers, parent, budgets }
}

/// Name and numbers.
fn identify(fields: &mut Fields, rng: &mut Rng, seed: u64, n: u64, company: &Company) {
    fields.set("name", company.name());
    if rng.chance(30) {
        fields.set("alt_name", company.short.clone());
    }
    let ten = organisation(seed, n, company.form);
    let (left, right) = ten.split_at(6);
    fields.set("number", [left, "-", right].concat_compact());
    fields.set("vatno", ["SE", &ten, "01"].concat_compact());
    if rng.chance(60) {
        let mut key = CompactString::const_new("K-");
        push_padded(&mut key, n, 7);
        fields.set("externalkey", key);
    }
}

/// Telephones, mail and the web.
fn reach(fields: &mut Fields, rng: &mut Rng, company: &Company, slug: &str, domain: &str) {
    let habits = rng.below(1_000);
    if !habits.is_multiple_of(20) {
        fields.set("phone", landline(rng, company.place.region));
    }
    if habits % 5 < 2 {
        fields.set("cellphone", mobile(rng));
    }
    if habits.is_multiple_of(8) {
        fields.set("fax", landline(rng, company.place.region));
    }
    if habits % 10 == 9 {
        // The smallest firms have an address at their provider.
        fields.set("email", [slug, "@example.se"].concat_compact());
    } else {
        let box_name = rng.pick(&["info", "kontakt", "order", "kontoret"]);
        fields.set("email", [*box_name, "@", domain].concat_compact());
        fields.set("url", ["https://www.", domain].concat_compact());
    }
    if habits % 7 == 1 {
        fields.set("socialmedia_fb", CompactString::from(slug));
    }
    if habits % 25 == 2 {
        fields.set("socialmedia_tw", ["@", slug].concat_compact());
    }
    if habits % 6 == 3 {
        fields.set("socialmedia_li", ["company/", slug].concat_compact());
    }
}

/// Type, owner, visits, groups and tags.
fn own(fields: &mut Fields, rng: &mut Rng, company: &Company, kind: usize, refs: &Refs<'_>) {
    fields.set_some("typeid", refs.account_types.get(kind).copied());
    let owner = seller(rng, company.place.region);
    fields.set_some("userid", refs.users.get(owner).copied());
    if rng.chance(60) {
        fields.set("uservisitintervalweeks", *rng.pick(&INTERVALS));
    }
    if rng.chance(30) {
        let second = second_seller(rng);
        fields.set_some("alternateuserid", refs.users.get(second).copied());
        if rng.chance(50) {
            fields.set("alternateuservisitintervalweeks", *rng.pick(&INTERVALS));
        }
    }
    let group = company.trade.group;
    let other = rng.below(GROUPS.len());
    let groups = if other != group && rng.chance(15) { &[group, other][..] } else { &[group] };
    fields.set("accountgroups", refs.list(refs.account_groups, groups));
    if rng.chance(40) {
        fields.set("tags", draw_tags(rng, refs));
    }
}

/// One or two different tags.
pub(super) fn draw_tags(rng: &mut Rng, refs: &Refs<'_>) -> Body {
    let first = rng.low(TAGS.len());
    let second = rng.below(TAGS.len());
    let both = [first, second];
    let drawn = if first != second && rng.chance(30) { &both[..] } else { &both[..1] };
    refs.list(refs.tags, drawn)
}

/// Up to three different users.
fn followers(rng: &mut Rng) -> Vec<usize> {
    let count = rng.weighted(&[55, 25, 14, 6]);
    let mut followers = Vec::with_capacity(count);
    for _ in 0..count {
        // All but the last, who may only read.
        let user = rng.below(USER_COUNT - 1);
        if !followers.contains(&user) {
            followers.push(user);
        }
    }
    followers
}

/// What a seller noted.
fn info(rng: &mut Rng, company: &Company, today: Date) -> CompactString {
    let about = company.trade.about;
    let town = company.place.name;
    let staff = (2 + rng.low(30) * rng.low(12)).to_string();
    let since = (i64::from(today.year()) - rng.between(1, 25)).to_string();
    let note = rng.pick(NOTES);
    match rng.below(4) {
        0 => ["Arbetar med ", about, " i ", town, " med omnejd. ", note].concat_compact(),
        1 => ["Omkring ", &staff, " anställda. ", note].concat_compact(),
        2 => ["I våra register sedan ", &since, ". Bransch: ", about, ". ", note].concat_compact(),
        _ => CompactString::const_new(note),
    }
}

/// The addresses: all four on four accounts of ten, else some.
fn addresses(rng: &mut Rng, company: &Company, spot: &Spot, domain: &str) -> Fields {
    let all = rng.chance(40);
    let mut addresses = Fields::with_capacity(4);
    if all || rng.chance(85) {
        let mut visiting = Fields::with_capacity(10);
        spot.write(rng, &mut visiting);
        if rng.chance(10) {
            visiting.set("name", "Receptionen");
        }
        addresses.set("visiting", visiting);
    }
    if all || rng.chance(20) {
        addresses.set("delivery", delivery(rng, company, domain));
    }
    if all || rng.chance(35) {
        addresses.set("invoice", invoice(rng, company, spot, domain));
    }
    if all || rng.chance(92) {
        let mut postal = Fields::with_capacity(10);
        match rng.below(20) {
            0..=2 => spot.write_box(rng, &mut postal),
            3..=6 => Spot::draw(rng, company.place_index).write(rng, &mut postal),
            _ => spot.write(rng, &mut postal),
        }
        if rng.chance(8) {
            postal.set("careof", care_of(rng));
        }
        addresses.set("postal", postal);
    }
    addresses
}

/// Goods often go elsewhere in the same town.
fn delivery(rng: &mut Rng, company: &Company, domain: &str) -> Fields {
    let mut delivery = Fields::with_capacity(10);
    Spot::draw(rng, company.place_index).write(rng, &mut delivery);
    delivery.set("name", *rng.pick(&["Godsmottagningen", "Lagret", "Verkstaden", "Förrådet"]));
    if rng.chance(30) {
        delivery.set("email", ["gods@", domain].concat_compact());
    }
    delivery
}

fn invoice(rng: &mut Rng, company: &Company, spot: &Spot, domain: &str) -> Fields {
    let mut invoice = Fields::with_capacity(10);
    invoice.set("name", company.name());
    if rng.chance(20) {
        invoice.set("careof", care_of(rng));
    }
    invoice.set("email", ["faktura@", domain].concat_compact());
    if rng.chance(30) {
        spot.write_box(rng, &mut invoice);
    } else {
        spot.write(rng, &mut invoice);
    }
    invoice
}

/// A person or an office that takes in somebody else's mail.
fn care_of(rng: &mut Rng) -> CompactString {
    if rng.chance(30) {
        return CompactString::const_new("Fakturaservice");
    }
    [*rng.pick(FIRST), " ", surname(rng)].concat_compact()
}
