//! A sample of the data, from which requests are made.
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::ops::RangeInclusive;

use serde_json::Value;

use crate::Failure;
use crate::cases::{PAGE, escape};
use crate::http;
use crate::random::Random;

/// Pages the sample is taken from, spread over the whole list.
const PAGES: u64 = 40;

/// Letters of a name that `name=abc%` begins with, at least.
const BEGINNING: usize = 3;

/// The shortest word worth searching for, in letters.
const WORD: usize = 5;

/// The largest circle of `nearto`, in kilometres.
const AROUND: f64 = 2.0;

/// How many accounts a search finds. The larger the data, the more narrowly it is asked: what is
/// compared is the size of the table, not that of the answer.
const FOUND: RangeInclusive<u64> = 100..=500;

/// What share of all accounts is found by an owner, a dynamic field or an activity.
const SHARE: RangeInclusive<f64> = 0.02..=0.09;

/// Searches of each kind.
const SEARCHES: usize = 40;

/// What is known of the data.
#[derive(Debug)]
pub(crate) struct Sample {
    /// How many accounts a list holds.
    pub(crate) total: u64,
    ids: Vec<i64>,
    beginnings: Vec<String>,
    words: Vec<String>,
    circles: Vec<String>,
    owners: Vec<String>,
    fields: Vec<String>,
    activities: Vec<String>,
    /// Type and owner for new accounts.
    references: (i64, i64),
    /// How many orders there are.
    pub(crate) orders: u64,
    /// Account, contact, user and status for new orders.
    buyer: [i64; 4],
    articles: Vec<i64>,
}

impl Sample {
    /// Takes a sample over HTTP. `headers` are whole lines.
    pub(crate) fn take(address: SocketAddr, headers: &str) -> Result<Self, Failure> {
        let listed = |list: &str, number: u64| -> Result<(u64, Vec<Value>), Failure> {
            let path = format!("/{list}?per_page={PAGE}&page={number}");
            let answer: Value = serde_json::from_slice(&http::get(address, &path, headers)?)?;
            let page = answer.get(0).unwrap_or(&answer);
            let total = page.get("total").and_then(Value::as_u64).ok_or("a page without total")?;
            let items =
                page.get("items").and_then(Value::as_array).ok_or("a page without items")?;
            Ok((total, items.clone()))
        };
        let page = |number: u64| listed("accounts", number);
        let (total, _) = page(1)?;
        let (orders, some) = listed("orders", 1)?;
        let order = some.first().ok_or("no order")?;
        let mut buyer = [0; 4];
        for (slot, name) in buyer.iter_mut().zip(["account", "contact", "user", "status"]) {
            let id = order.get(name).and_then(|it| it.get("id")).and_then(Value::as_i64);
            *slot = id.ok_or("an order without what orders have")?;
        }
        let (_, articles) = listed("articles", 1)?;
        let pages = total.div_ceil(PAGE);
        let mut accounts = Vec::new();
        for number in 0..PAGES.min(pages) {
            accounts.extend(page(1 + number * pages / PAGES.min(pages))?.1);
        }
        let references = accounts
            .first()
            .and_then(|it| it.pointer("/type/id")?.as_i64().zip(it.pointer("/user/id")?.as_i64()))
            .ok_or("an account without type and user")?;
        let found = |search: &str| -> Result<u64, Failure> {
            let headers = format!("{headers}X-Fields: total\r\n");
            let path = format!("/accounts?per_page=1&{search}");
            let answer: Value = serde_json::from_slice(&http::get(address, &path, &headers)?)?;
            let page = answer.get(0).unwrap_or(&answer);
            page.get("total").and_then(Value::as_u64).ok_or_else(|| "a page without total".into())
        };
        let beginnings = searches(&accounts, name_beginnings, &found)?;
        let words = searches(&accounts, name_words, &found)?;
        let circles = searches(&accounts, circles, &found)?;
        let share = |searches: Vec<String>| -> Result<Vec<String>, Failure> {
            let mut kept = Vec::new();
            for search in searches {
                let share = found(&search)? as f64 / total.max(1) as f64;
                if SHARE.contains(&share) {
                    kept.push(search);
                }
            }
            Ok(kept)
        };
        let owners = share(owners(&accounts))?;
        let options: Value = {
            let path = "/dynamicfields/definitions?groups=account&per_page=50";
            serde_json::from_slice(&http::get(address, path, headers)?)?
        };
        let fields = share(fields(options.get(0).unwrap_or(&options)))?;
        let activities = share(activities(&accounts))?;
        let sample = Self {
            total,
            ids: accounts.iter().filter_map(|it| it.get("id")?.as_i64()).collect(),
            beginnings,
            words,
            circles,
            owners,
            fields,
            activities,
            references,
            orders,
            buyer,
            articles: articles.iter().filter_map(|it| it.get("id")?.as_i64()).collect(),
        };
        let complete = [
            &sample.beginnings,
            &sample.words,
            &sample.circles,
            &sample.owners,
            &sample.fields,
            &sample.activities,
        ];
        if !sample.ids.is_empty() && complete.iter().all(|searches| !searches.is_empty()) {
            Ok(sample)
        } else {
            Err("the data has too little to search for".into())
        }
    }

    /// The id of an account. Those between the smallest and the largest known one all exist, since
    /// the data is made in one go.
    pub(crate) fn account(&self, random: &mut Random) -> i64 {
        let first = self.ids.iter().min().copied().unwrap_or(1);
        let last = self.ids.iter().max().copied().unwrap_or(1);
        first + random.below((last - first + 1).unsigned_abs()) as i64
    }

    /// A search for the beginning of a name.
    pub(crate) fn beginning(&self, random: &mut Random) -> &str {
        random.pick(&self.beginnings).map_or("", String::as_str)
    }

    /// A full-text search for words of a name.
    pub(crate) fn words(&self, random: &mut Random) -> &str {
        random.pick(&self.words).map_or("", String::as_str)
    }

    /// A search around an account's address.
    pub(crate) fn circle(&self, random: &mut Random) -> &str {
        random.pick(&self.circles).map_or("", String::as_str)
    }

    /// A search for the accounts of an owner who has some of every hundred.
    pub(crate) fn owner(&self, random: &mut Random) -> &str {
        random.pick(&self.owners).map_or("", String::as_str)
    }

    /// A search by a dynamic field that finds as many.
    pub(crate) fn field(&self, random: &mut Random) -> &str {
        random.pick(&self.fields).map_or("", String::as_str)
    }

    /// A search for the accounts where a user has done something, that finds as many.
    pub(crate) fn activity(&self, random: &mut Random) -> &str {
        random.pick(&self.activities).map_or("", String::as_str)
    }

    fn article(&self, random: &mut Random) -> i64 {
        random.pick(&self.articles).copied().unwrap_or(1)
    }

    /// What is asked for the price of a row.
    pub(crate) fn price(&self, random: &mut Random) -> String {
        let (article, quantity) = (self.article(random), 1 + random.below(200));
        let account = self.account(random);
        format!(
            r#"{{"article":{{"id":{article}}},"quantity":{quantity},"account":{{"id":{account}}}}}"#
        )
    }

    /// The body of a new order of twenty rows.
    pub(crate) fn new_order(&self, random: &mut Random) -> String {
        let [account, contact, user, status] = self.buyer;
        let rows: Vec<String> = (0..20)
            .map(|_| {
                let (article, quantity) = (self.article(random), 1 + random.below(200));
                format!(r#"{{"article":{{"id":{article}}},"quantityordered":{quantity}}}"#)
            })
            .collect();
        format!(
            r#"{{"placedate":"2026-11-23","account":{{"id":{account}}},"contact":{{"id":{contact}}},"user":{{"id":{user}}},"status":{{"id":{status}}},"rows":[{}]}}"#,
            rows.join(",")
        )
    }

    /// The body of a new account.
    pub(crate) fn new_account(&self, random: &mut Random) -> String {
        let (typeid, userid) = self.references;
        let number = random.below(1_000_000_000);
        format!(
            r#"{{"name":"Benchmark {number} AB","typeid":{typeid},"userid":{userid},"number":"B{number}","phone":"+468{number:09}","email":"info{number}@example.com","url":"https://www{number}.example.com","addresses":{{"postal":{{"street":"Storgatan {}","zip":"11122","city":"Stockholm","country":"Sverige"}}}}}}"#,
            1 + number % 200
        )
    }
}

/// The ids of the owners of some accounts.
fn owner_ids(accounts: &[Value]) -> BTreeSet<i64> {
    accounts.iter().filter_map(|account| account.pointer("/user/id")?.as_i64()).collect()
}

/// The owners of some accounts.
fn owners(accounts: &[Value]) -> Vec<String> {
    owner_ids(accounts).into_iter().map(|id| format!("userid={id}")).collect()
}

/// What the owners of some accounts have done anywhere.
fn activities(accounts: &[Value]) -> Vec<String> {
    let search = |id| format!("activity=1&activity_closed=1&activity_user={id}");
    owner_ids(accounts).into_iter().map(search).collect()
}

/// The options of the fields of a page of them.
fn fields(page: &Value) -> Vec<String> {
    let items = page.get("items").and_then(Value::as_array).into_iter().flatten();
    let options = items.filter_map(|field| field.get("options")?.as_array()).flatten();
    let search = |option: &Value| {
        let (field, id) = (option.get("fieldid")?.as_i64()?, option.get("id")?.as_i64()?);
        Some(format!("dynamicfield_id={field}&dynamicfield_val={id}"))
    };
    options.filter_map(search).collect()
}

/// The first of ever narrower searches that does not find too much, else the last; and how many it
/// finds.
fn narrowest(
    searches: impl Iterator<Item = String>,
    found: &impl Fn(&str) -> Result<u64, Failure>,
) -> Result<Option<(String, u64)>, Failure> {
    let mut last = None;
    for search in searches {
        let count = found(&search)?;
        last = Some((search, count));
        if count <= *FOUND.end() {
            break;
        }
    }
    Ok(last)
}

/// Different searches made from accounts that lie far apart, which find as many as they should; as many
/// from any data, so that they touch as many rows. If none finds as many, what they find.
fn searches<'a, I: Iterator<Item = String>>(
    accounts: &'a [Value],
    of: impl Fn(&'a Value) -> I,
    found: &impl Fn(&str) -> Result<u64, Failure>,
) -> Result<Vec<String>, Failure> {
    let (mut kept, mut others) = (Vec::new(), Vec::new());
    let step = (accounts.len() / SEARCHES).max(1);
    for account in (0..step).flat_map(|first| accounts.iter().skip(first).step_by(step)) {
        let Some((search, count)) = narrowest(of(account), found)? else { continue };
        let list = if FOUND.contains(&count) { &mut kept } else { &mut others };
        if list.len() < SEARCHES && !list.contains(&search) {
            list.push(search);
        }
        if kept.len() == SEARCHES {
            break;
        }
    }
    Ok(if kept.is_empty() { others } else { kept })
}

fn name_of(account: &Value) -> &str {
    account.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// Ever longer beginnings of a name.
fn name_beginnings(account: &Value) -> impl Iterator<Item = String> {
    let name = name_of(account);
    let ends = name.char_indices().map(|(start, letter)| start + letter.len_utf8());
    let beginnings = ends.skip(BEGINNING - 1).filter_map(|end| name.get(..end));
    beginnings.map(|beginning| format!("name={}%25", escape(beginning)))
}

/// A word of a name, the first two, and so on; then those of the street.
fn name_words(account: &Value) -> impl Iterator<Item = String> {
    let name = name_of(account);
    let street = account.pointer("/addresses/postal/street").and_then(Value::as_str);
    let words = name.split_whitespace().chain(street.unwrap_or_default().split_whitespace());
    let words = words.filter(|word| word.chars().count() >= WORD);
    let mut text = String::new();
    words.map(move |word| {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(word);
        format!("fulltext={}", escape(&text))
    })
}

/// Ever smaller circles around an account's address.
fn circles(account: &Value) -> impl Iterator<Item = String> {
    let radii = [1.0, 0.5, 0.25, 0.1, 0.05, 0.02].map(|part| AROUND * part);
    let place = place(account);
    radii.into_iter().filter_map(move |radius| {
        let (latitude, longitude) = place.as_ref()?;
        Some(format!("nearto={latitude},{longitude}&distance={radius}"))
    })
}

fn place(account: &Value) -> Option<(String, String)> {
    let addresses = account.get("addresses")?.as_object()?;
    addresses.values().find_map(|address| {
        let at = address.get("coordinates")?;
        let text = |name| Some(at.get(name)?.as_str()?.to_owned());
        text("latitude").zip(text("longitude"))
    })
}
