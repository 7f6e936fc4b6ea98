//! A sample of the data, from which requests are made.
use std::net::SocketAddr;

use serde_json::Value;

use crate::Failure;
use crate::cases::PAGE;
use crate::http;
use crate::random::Random;

/// Pages the sample is taken from, spread over the whole list.
const PAGES: u64 = 40;

/// Letters of a name that `name=abc%` begins with.
const BEGINNING: usize = 3;

/// The shortest word worth searching for, in letters.
const WORD: usize = 5;

/// What is known of the data.
#[derive(Debug)]
pub(crate) struct Sample {
    /// How many accounts a list holds.
    pub(crate) total: u64,
    ids: Vec<i64>,
    beginnings: Vec<String>,
    words: Vec<String>,
    places: Vec<(String, String)>,
    /// Type and owner for new accounts.
    references: (i64, i64),
}

impl Sample {
    /// Takes a sample over HTTP. `headers` are whole lines.
    pub(crate) fn take(address: SocketAddr, headers: &str) -> Result<Self, Failure> {
        let page = |number: u64| -> Result<(u64, Vec<Value>), Failure> {
            let path = format!("/accounts?per_page={PAGE}&page={number}");
            let answer: Value = serde_json::from_slice(&http::get(address, &path, headers)?)?;
            let page = answer.get(0).unwrap_or(&answer);
            let total = page.get("total").and_then(Value::as_u64).ok_or("a page without total")?;
            let items =
                page.get("items").and_then(Value::as_array).ok_or("a page without items")?;
            Ok((total, items.clone()))
        };
        let (total, _) = page(1)?;
        let pages = total.div_ceil(PAGE);
        let mut accounts = Vec::new();
        for number in 0..PAGES.min(pages) {
            accounts.extend(page(1 + number * pages / PAGES.min(pages))?.1);
        }
        let references = accounts
            .first()
            .and_then(|it| it.pointer("/type/id")?.as_i64().zip(it.pointer("/user/id")?.as_i64()))
            .ok_or("an account without type and user")?;
        let names = || accounts.iter().filter_map(|it| it.get("name")?.as_str());
        let sample = Self {
            total,
            ids: accounts.iter().filter_map(|it| it.get("id")?.as_i64()).collect(),
            beginnings: names().map(|name| name.chars().take(BEGINNING).collect()).collect(),
            words: names()
                .flat_map(str::split_whitespace)
                .filter(|word| word.chars().count() >= WORD)
                .map(str::to_owned)
                .collect(),
            places: accounts.iter().filter_map(place).collect(),
            references,
        };
        let complete =
            !sample.ids.is_empty() && !sample.words.is_empty() && !sample.places.is_empty();
        if complete { Ok(sample) } else { Err("the data has too little to search for".into()) }
    }

    /// The id of an account. Those between the smallest and the largest known one all exist, since
    /// the data is made in one go.
    pub(crate) fn account(&self, random: &mut Random) -> i64 {
        let first = self.ids.iter().min().copied().unwrap_or(1);
        let last = self.ids.iter().max().copied().unwrap_or(1);
        first + random.below((last - first + 1).unsigned_abs()) as i64
    }

    /// The beginning of a name.
    pub(crate) fn beginning(&self, random: &mut Random) -> &str {
        random.pick(&self.beginnings).map_or("", String::as_str)
    }

    /// A word of a name.
    pub(crate) fn word(&self, random: &mut Random) -> &str {
        random.pick(&self.words).map_or("", String::as_str)
    }

    /// Degrees of an account's address.
    pub(crate) fn place(&self, random: &mut Random) -> (&str, &str) {
        random.pick(&self.places).map_or(("0", "0"), |(north, east)| (north, east))
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

fn place(account: &Value) -> Option<(String, String)> {
    let addresses = account.get("addresses")?.as_object()?;
    addresses.values().find_map(|address| {
        let at = address.get("coordinates")?;
        let text = |name| Some(at.get(name)?.as_str()?.to_owned());
        text("latitude").zip(text("longitude"))
    })
}
