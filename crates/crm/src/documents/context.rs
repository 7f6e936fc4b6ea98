//! All that a template can name. Every name is always there: what is not set is null.

use std::collections::BTreeMap;

use engine::problem::Problem;
use engine::work::{Record, Work};
use minijinja::Value;
use serde_json::Value as Json;

use super::Kind;
use super::amount::Amount;
use super::words::{Language, words};
use crate::accounts::ACCOUNTS;
use crate::currencies;
use crate::pricing::{Currency, UNDECLARED};
use crate::settings::SETTINGS;

/// What a document says, ready for a template.
#[derive(Debug)]
pub(super) struct Context {
    /// The name of the file, without an ending.
    pub(super) name: String,
    /// The day it is dated, in seconds since 1970.
    pub(super) dated: Option<i64>,
    /// How many rows it has.
    pub(super) rows: usize,
    pub(super) value: Value,
}

/// Reads what stands on an order or a quote besides what it answers itself, and puts it together.
pub(super) fn read(
    work: &mut Work<'_>,
    row: &Json,
    kind: Kind,
    language: Language,
) -> Result<Context, Problem> {
    let account = match row["account"]["id"].as_i64() {
        Some(id) => work.load(&ACCOUNTS, id)?,
        None => None,
    };
    let settings = work.load_all(&SETTINGS, &[])?.pop();
    let code = row["currencycode"].as_str().unwrap_or_default();
    let currency = currencies::of_code(work, code)?;
    let decimals = currency.as_ref().map_or(UNDECLARED, Currency::of).decimals;
    let writer = Writer { language, decimals };
    let blank = Record::new();
    let rows = writer.rows(row, kind);
    let count = rows.len();
    let number = row["id"].as_i64().unwrap_or_default();
    let spoken = words(language, kind).map(|(name, word)| (name, Value::from(word)));
    let spoken = spoken.collect::<BTreeMap<_, _>>();
    let value = group([
        ("language", language.code().into()),
        ("kind", kind.name().into()),
        ("words", spoken.into()),
        ("sender", sender(settings.as_ref().unwrap_or(&blank))),
        ("customer", customer(row, account.as_ref().unwrap_or(&blank))),
        ("contact", contact(&row["contact"])),
        ("user", user(&row["user"])),
        ("document", writer.document(row, number)),
        ("rows", rows.into()),
    ]);
    let title = words(language, kind).find(|(name, _)| *name == "title");
    let title = title.map_or(kind.name(), |(_, title)| title);
    let dated = day(&row["placedate"]).map(|day| engine::clock::days(day) * 86_400);
    Ok(Context { name: format!("{title} {number}"), dated, rows: count, value })
}

/// Values by name.
fn group<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    pairs.into_iter().collect::<BTreeMap<_, _>>().into()
}

/// A text, or null: one of white space says nothing.
fn said(text: Option<&str>) -> Value {
    text.map(str::trim).filter(|text| !text.is_empty()).map_or(().into(), Value::from)
}

fn text(of: &Json, name: &str) -> Value {
    said(of[name].as_str())
}

/// A first and a family name in one.
fn full_name(of: &Json) -> Value {
    let names = [&of["name"], &of["surname"]].into_iter().filter_map(Json::as_str);
    said(Some(&names.collect::<Vec<_>>().join(" ")))
}

/// A day, also of an instant.
fn day(of: &Json) -> Option<jiff::civil::Date> {
    of.as_str()?.get(..10)?.parse().ok()
}

/// The company, as its settings have it.
fn sender(settings: &Record) -> Value {
    let said = |column: &str| said(settings.text(column));
    group([
        ("name", said("portal_name")),
        ("street", said("portal_street")),
        ("zip", said("portal_zip")),
        ("city", said("portal_city")),
        ("country", said("portal_country")),
        ("phone", said("portal_phone")),
        ("fax", said("portal_fax")),
        ("email", said("portal_email")),
        ("url", said("portal_url")),
        ("vatnumber", said("portal_vatnumber")),
        ("vatregnumber", said("portal_vatregnumber")),
        ("bankgiro", said("portal_bankgiro")),
        ("plusgiro", said("portal_plusgiro")),
        ("iban", said("portal_iban")),
        ("swift", said("portal_swift")),
        ("seat", said("portal_seat")),
    ])
}

/// The columns of an address of an account: care of, street, postal code, city and country.
type Columns = [&'static str; 5];

/// Addresses that letters go to, the best first.
const ADDRESSES: [Columns; 3] = [
    ["postal_careof", "postal_street", "postal_zip", "postal_city", "postal_country"],
    ["visiting_careof", "visiting_street", "visiting_zip", "visiting_city", "visiting_country"],
    ["invoice_careof", "invoice_street", "invoice_zip", "invoice_city", "invoice_country"],
];

fn customer(row: &Json, account: &Record) -> Value {
    let filled = |columns: &&Columns| {
        columns.iter().skip(1).any(|column| said(account.text(column)).is_true())
    };
    let columns = ADDRESSES.iter().find(filled).unwrap_or(&ADDRESSES[0]);
    let [careof, street, zip, city, country] = columns.map(|column| said(account.text(column)));
    let brief = &row["account"];
    group([
        ("name", text(brief, "name")),
        ("number", text(brief, "number")),
        ("email", text(brief, "email")),
        ("phone", text(brief, "phone")),
        ("vatno", said(account.text("vatno"))),
        ("careof", careof),
        ("street", street),
        ("zip", zip),
        ("city", city),
        ("country", country),
    ])
}

fn contact(of: &Json) -> Value {
    group([
        ("name", full_name(of)),
        ("title", text(of, "title")),
        ("email", text(of, "email")),
        ("phone", text(of, "officephone")),
        ("cellphone", text(of, "cellphone")),
    ])
}

fn user(of: &Json) -> Value {
    group([
        ("name", full_name(of)),
        ("title", text(of, "title")),
        ("email", text(of, "email")),
        ("phone", text(of, "phone")),
        ("cellphone", text(of, "cellphone")),
    ])
}

/// An address of the order or the quote itself, whose properties begin with what it is for.
fn address(row: &Json, what: &str) -> Value {
    let part = |name: &str| text(row, &format!("{what}{name}"));
    let parts = ["name", "street", "zip", "city", "country"].map(|name| (name, part(name)));
    if parts.iter().any(|(_, value)| value.is_true()) { group(parts) } else { ().into() }
}

/// Writes days and numbers as a language has them, and amounts with the decimals of a currency.
struct Writer {
    language: Language,
    decimals: u8,
}

impl Writer {
    fn day(&self, of: &Json) -> Value {
        day(of).map_or(().into(), |day| self.language.day(day).into())
    }

    /// A number with at least so many decimals.
    fn amount(&self, of: &Json, least: u8) -> Option<Amount> {
        let Json::Number(number) = of else { return None };
        Amount::read(&number.to_string(), least, self.language)
    }

    fn number(&self, of: &Json, least: u8) -> Value {
        self.amount(of, least).map_or(().into(), Value::from_object)
    }

    fn document(&self, row: &Json, number: i64) -> Value {
        group([
            ("number", number.into()),
            ("placedate", self.day(&row["placedate"])),
            ("validtodate", self.day(&row["validtodate"])),
            ("deliverydate", self.day(&row["deliverydate"])),
            ("alternateid", text(row, "alternateid")),
            ("referencecode", text(row, "referencecode")),
            ("marking", text(row, "marking")),
            ("extracode", text(row, "extracode")),
            ("externalcomment", text(row, "externalcomment")),
            ("status", text(&row["status"], "name")),
            ("deliveryterm", text(&row["deliveryterm"], "name")),
            ("deliverytype", text(&row["deliverytype"], "name")),
            ("paymentterm", text(&row["paymentterm"], "name")),
            ("delivery", address(row, "delivery")),
            ("invoice", address(row, "invoice")),
            ("currencycode", text(row, "currencycode")),
            ("price", self.number(&row["price"], self.decimals)),
        ])
    }

    /// The rows that are printed, in their order.
    fn rows(&self, row: &Json, kind: Kind) -> Vec<Value> {
        let mut rows: Vec<&Json> = row["rows"].as_array().into_iter().flatten().collect();
        rows.retain(|row| row["deleted"] != 1 && row["noprint"] != 1);
        rows.sort_by_key(|row| (row["sortorder"].as_i64(), row["id"].as_i64()));
        let quantity = match kind {
            Kind::Quote => "quantity",
            Kind::Order => "quantityordered",
        };
        rows.into_iter().map(|row| self.row(row, quantity)).collect()
    }

    fn row(&self, row: &Json, quantity: &str) -> Value {
        group([
            ("articlenumber", text(&row["article"], "number")),
            ("article", text(&row["article"], "name")),
            ("specification", text(row, "specification")),
            ("quantity", self.number(&row[quantity], 0)),
            ("unit", text(&row["articleunit"], "name")),
            ("price", self.number(&row["price"], self.decimals)),
            ("discountpercent", self.number(&row["discountpercent"], 0)),
            ("discountspecial", self.number(&row["discountspecial"], 0)),
            ("discountamount", self.number(&row["discountamount"], self.decimals)),
            ("discount", self.discount(row)),
            ("totalprice", self.number(&row["totalprice"], self.decimals)),
        ])
    }

    /// All discounts of a row in one text, null when there is none.
    fn discount(&self, row: &Json) -> Value {
        let percents = ["discountpercent", "discountspecial"];
        let percents = percents.iter().filter_map(|name| self.amount(&row[*name], 0));
        let percents =
            percents.filter(|amount| !amount.is_zero()).map(|amount| format!("{amount}\u{a0}%"));
        let amount = self.amount(&row["discountamount"], self.decimals);
        let amount = amount.filter(|amount| !amount.is_zero()).map(|amount| amount.to_string());
        said(Some(&percents.chain(amount).collect::<Vec<_>>().join(" + ")))
    }
}
