//! Files and e-mails of the demo: a handful of papers that lie with many accounts, so that they are
//! few contents however many files there are.

use engine::problem::Problem;
use engine::request::body::{Draft, stored_lines};
use engine::store::Value;
use engine::text::fold;
use engine::work::Work;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::DemoAccount;
use super::field_values::Kind;
use crate::emails;
use crate::files::{
    FILE_ACCOUNTS, FILE_ACTIVITIES, FILE_ARTICLES, FILE_CONTACTS, FILE_LEADS, FILE_MISSIONS,
    FILE_OPPORTUNITIES, FILE_PROJECTS, FILE_USERS,
};
use crate::{EMAILS, FILES, FOLDERS};

/// A paper: its file name, what is said of it, and what is in it.
pub struct Paper {
    /// The file name.
    pub name: &'static str,
    info: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
}

/// A grey picture of one point.
const PICTURE: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\
    \x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\
    \x54\x78\xda\x63\x68\x00\x00\x00\x82\x00\x81\xda\x45\x08\x3b\x00\x00\x00\x00\x49\
    \x45\x4e\x44\xae\x42\x60\x82";

const fn paper(name: &'static str, info: &'static str, text: &'static str) -> Paper {
    Paper { name, info, bytes: text.as_bytes() }
}

/// The papers.
pub const PAPERS: &[Paper] = &[
    paper(
        "Offert.txt",
        "Skickad till kunden.",
        "Offert\n\nService av anläggning, en gång om året.\nPris enligt överenskommelse. Gäller i 30 dagar.\n",
    ),
    paper(
        "Avtal.txt",
        "Underskrivet.",
        "Avtal om service\n\nAvtalet löper ett år i taget och sägs upp tre månader i förväg.\n",
    ),
    paper(
        "Mötesanteckningar.md",
        "",
        "# Möte\n\n- Genomgång av året\n- Önskemål inför nästa\n- Ny träff till hösten\n",
    ),
    paper(
        "Prislista.csv",
        "Gäller tills vidare.",
        "artikel;enhet;pris\nService;tim;950\nResa;mil;45\nMaterial;st;120\n",
    ),
    paper(
        "Kontaktväg.txt",
        "",
        "Ring växeln och fråga efter inköp.\nLeveranser tas emot på baksidan.\n",
    ),
    paper(
        "Skiss.svg",
        "Från besöket.",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"40\"><rect width=\"80\" height=\"40\" fill=\"#cde\"/></svg>\n",
    ),
    paper("Protokoll.txt", "", "Protokoll från besiktning\n\nInga anmärkningar.\n"),
    paper(
        "Checklista.md",
        "Används vid första besöket.",
        "- [x] Presentera oss\n- [ ] Behov\n- [ ] Nästa steg\n",
    ),
    Paper { name: "Logotyp.png", info: "För trycksaker.", bytes: PICTURE },
    paper(
        "Villkor.html",
        "",
        "<!doctype html><title>Villkor</title><p>Betalning inom 30 dagar.</p>\n",
    ),
];

/// Folders that belong to no account: a name, and the place of the one it lies in.
const SHARED: &[(&str, Option<usize>)] = &[
    ("Avtal", None),
    ("Marknad", None),
    ("Bilder", Some(1)),
    ("Trycksaker", Some(1)),
    ("Mallar", None),
    ("Äldre", Some(0)),
];

/// Every so many accounts have papers.
const EVERY: u64 = 5;

/// Loads the folders that belong to no account.
pub(super) fn folders(work: &mut Work<'_>) -> Result<(), Problem> {
    let first = work.reserve(&FOLDERS, SHARED.len() as u64)?;
    for (place, (name, above)) in SHARED.iter().enumerate() {
        let above = above.map(|above| first + above as i64);
        let values = vec![("name", (*name).into()), ("parentfolderid", above.into())];
        let draft = Draft::of(values);
        work.bring_in(&FOLDERS, first + place as i64, &draft)?;
    }
    Ok(())
}

/// An account as its papers see it.
pub(super) struct Place<'a> {
    /// Its number.
    pub(super) n: u64,
    /// Its id.
    pub(super) id: i64,
    /// Its first contact's id.
    pub(super) contact: i64,
    /// The account itself.
    pub(super) account: &'a DemoAccount,
    /// Ids of the users.
    pub(super) users: &'a [i64],
    /// Ids of the articles.
    pub(super) articles: &'a [i64],
    /// Ids of the contents of the papers.
    pub(super) contents: &'a [i64],
    /// The day the data is seen from.
    pub(super) today: Date,
}

/// Loads the papers of an account, if it has any.
pub(super) fn load(
    work: &mut Work<'_>,
    at: &Place<'_>,
    things: &[(Kind, i64)],
    mission: Option<i64>,
) -> Result<(), Problem> {
    for (_, project) in things.iter().filter(|(kind, _)| *kind == Kind::Project) {
        if let Some(file) = file(work, at, None, 0)? {
            work.link(&FILE_PROJECTS, file, *project)?;
        }
    }
    if at.n % EVERY != 1 || at.contents.is_empty() {
        return Ok(());
    }
    let round = at.n / EVERY;
    let folder = match round % 2 {
        0 => Some(folder(work, at)?),
        _ => None,
    };
    for paper in [round, round + 3] {
        let file = file(work, at, folder, usize::try_from(paper).unwrap_or(0))?;
        if let Some(file) = file {
            connect(work, file, things, mission)?;
        }
    }
    email(work, at, round)
}

fn folder(work: &mut Work<'_>, at: &Place<'_>) -> Result<i64, Problem> {
    let id = work.reserve(&FOLDERS, 1)?;
    let values = vec![("name", "Kunddokument".into()), ("accountid", Value::Int(at.id))];
    work.bring_in(&FOLDERS, id, &Draft::of(values))?;
    Ok(id)
}

/// So many days ago, at nine in the morning.
fn ago(today: Date, days: u64) -> Value {
    let day = today.saturating_sub(i64::try_from(days).unwrap_or(0).days());
    let instant = TimeZone::UTC.to_timestamp(day.at(9, 0, 0, 0)).ok();
    instant.map(|instant| instant.as_millisecond()).into()
}

fn file(
    work: &mut Work<'_>,
    at: &Place<'_>,
    folder: Option<i64>,
    paper: usize,
) -> Result<Option<i64>, Problem> {
    let place = paper % PAPERS.len();
    let (Some(paper), Some(content)) = (PAPERS.get(place), at.contents.get(place)) else {
        return Ok(None);
    };
    let id = work.reserve(&FILES, 1)?;
    let values = vec![
        ("name", paper.name.into()),
        ("info", Some(paper.info).filter(|info| !info.is_empty()).into()),
        ("uploaded", ago(at.today, at.n % 400)),
        ("folderid", folder.into()),
        ("content", Value::Int(*content)),
    ];
    work.bring_in(&FILES, id, &Draft::of(values))?;
    work.link(&FILE_ACCOUNTS, id, at.id)?;
    for contact in 0..at.account.contacts.len() {
        work.link(&FILE_CONTACTS, id, at.contact + contact as i64)?;
    }
    let round = usize::try_from(at.n / EVERY).unwrap_or(0);
    if let Some(article) = at.articles.get(round).filter(|_| place.is_multiple_of(2)) {
        work.link(&FILE_ARTICLES, id, *article)?;
    }
    let users = at.users.len().max(1);
    if let Some(user) = at.users.get((round + place) % users) {
        work.link(&FILE_USERS, id, *user)?;
    }
    Ok(Some(id))
}

/// Connects a file with what goes on at its account.
fn connect(
    work: &mut Work<'_>,
    file: i64,
    things: &[(Kind, i64)],
    mission: Option<i64>,
) -> Result<(), Problem> {
    for (kind, id) in things {
        let link = match kind {
            Kind::Activity => &FILE_ACTIVITIES,
            Kind::Opportunity => &FILE_OPPORTUNITIES,
            Kind::Lead => &FILE_LEADS,
            _ => continue,
        };
        work.link(link, file, *id)?;
    }
    mission.map_or(Ok(()), |mission| work.link(&FILE_MISSIONS, file, mission))
}

/// An e-mail from the account's first contact to somebody who sells.
fn email(work: &mut Work<'_>, at: &Place<'_>, round: u64) -> Result<(), Problem> {
    let Some(contact) = at.account.contacts.first() else { return Ok(()) };
    let text = |name: &str| contact.body.text(name).unwrap_or_default();
    let (subject, says) = match round % 3 {
        0 => ("Fråga om offerten", "Hej! Kan ni skicka offerten en gång till?"),
        1 => ("Tack för besöket", "Tack för senast, vi hörs efter helgen."),
        _ => ("Ny leveransadress", "Från och med nästa månad levererar ni till den nya adressen."),
    };
    let sender = format!("{} {} <{}>", text("name"), text("surname"), text("email"));
    let id = work.reserve(&EMAILS, 1)?;
    let values = vec![
        ("sender", sender.into()),
        ("recipients", stored_lines(["info@demobolaget.example"].into_iter()).into()),
        ("copies", stored_lines([].into_iter()).into()),
        ("subject", subject.into()),
        ("sent", ago(at.today, at.n % 300)),
        ("body", format!("<html><body>{says}</body></html>").into()),
        ("text", says.into()),
        ("messageid", format!("{}.{}", at.n, fold(text("email"))).into()),
    ];
    work.bring_in(&EMAILS, id, &Draft::of(values))?;
    work.link(&emails::WITH_ACCOUNTS, id, at.id)?;
    for contact in 0..at.account.contacts.len() {
        work.link(&emails::WITH_CONTACTS, id, at.contact + contact as i64)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_differ_and_the_picture_is_one() {
        for (place, paper) in PAPERS.iter().enumerate() {
            assert!(PAPERS.iter().skip(place + 1).all(|other| other.bytes != paper.bytes));
        }
        assert_eq!(PICTURE.len(), 67);
        assert_eq!(PICTURE.get(12..16), Some(&b"IHDR"[..]));
    }
}
