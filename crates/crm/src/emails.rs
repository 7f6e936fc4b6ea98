//! E-mails, filed under the accounts and contacts they came from or went to.

mod message;

use engine::content::Kept;
use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::Work;

use crate::accounts::ACCOUNTS;
use crate::contacts::CONTACTS;
use crate::files::{FILE_ACCOUNTS, FILE_CONTACTS, FILES};
use crate::parts::ID_NAME;

/// The accounts of e-mails.
pub(crate) static WITH_ACCOUNTS: Link = Link {
    table: "email_accounts",
    left: "emailid",
    left_of: &EMAILS,
    right: "accountid",
    right_of: &ACCOUNTS,
};

/// The contacts of e-mails.
pub(crate) static WITH_CONTACTS: Link = Link {
    table: "email_contacts",
    left: "emailid",
    left_of: &EMAILS,
    right: "contactid",
    right_of: &CONTACTS,
};

/// E-mails.
pub static EMAILS: Resource = Resource {
    name: "emails",
    one: "e-mail",
    table: "emails",
    shape: &[
        id().doc("The e-mail's id."),
        text("sender").max(LONGEST).assigned().doc("Who sent it, as `Name <address>`."),
        texts("to").column("recipients").assigned().doc("Whom it was sent to."),
        texts("cc").column("copies").assigned().doc("Who got a copy."),
        text("subject").max(LONGEST).assigned().doc("What it is about."),
        instant("date").column("sent").required().doc("When it was sent."),
        text("body").max(LONGEST).assigned().doc("What it says, as HTML."),
        text("text").max(LONGEST).assigned().doc("What it says, as plain text."),
        text("messageid").max(LONGEST).assigned().hidden().doc("What mail servers know it by."),
        linked("accounts", &WITH_ACCOUNTS, ID_NAME).hidden().doc("Accounts it is filed under."),
        linked("contacts", &WITH_CONTACTS, ID_NAME).hidden().doc("Contacts it is filed under."),
    ],
    lifetime: Lifetime::Soft,
    operations: &[
        intake("/emails", "File an e-mail as it came: a message of RFC 5322", INTAKE),
        list("/emails", "List e-mails", LIST).deprecated(),
        read("/emails/{id}", "Get an e-mail", Locate::Id).deprecated(),
        delete("/emails/{id}", "Hide an e-mail", Locate::Id).extension(),
        restore("/emails/{id}/restore", "Bring a hidden e-mail back"),
    ],
    ..Resource::EMPTY
};

/// Texts of e-mails are as long as the message lets them be.
const LONGEST: usize = 64 << 20;

const LIST: List = List {
    filters: &[
        equals("accountid")
            .within(&[Within { own: "id", table: "email_accounts", select: "emailid" }])
            .doc("From or to this account."),
        equals("contactid")
            .within(&[Within { own: "id", table: "email_contacts", select: "emailid" }])
            .doc("From or to this contact."),
        custom("date", ParamType::Text, since)
            .doc("Sent then or later: an instant of RFC 3339, or a day, in UTC."),
    ],
    sorts: &[sort("date", "sent")],
    default_sort: "date_desc",
    ..List::BY_NAME
};

fn since(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let instant = params.instant("date", errors);
    instant.map(|instant| Condition::AtLeast("sent", instant.into())).into_iter().collect()
}

const INTAKE: Intake = Intake { media: "message/rfc822", read: message::read, run: file };

/// Files an e-mail that was read. One that was filed before stays as it is.
fn file(work: &mut Work<'_>, taken: &Taken, kept: &[Kept]) -> Result<i64, Problem> {
    let value = |column: &str| taken.values.iter().find(|(name, _)| *name == column);
    if let Some((_, known @ Value::Text(_))) = value("messageid")
        && let Some(id) = work.find(&EMAILS, &[Condition::Is("messageid", known.clone())])?.first()
    {
        return Ok(*id);
    }
    let mut values = taken.values.clone();
    if value("sent").is_none() {
        values.push(("sent", Value::Int(work.now)));
    }
    let email = work.add(&EMAILS, values)?;
    let (accounts, contacts) = correspondents(work, &taken.terms)?;
    for account in &accounts {
        work.link(&WITH_ACCOUNTS, email, *account)?;
    }
    for contact in &contacts {
        work.link(&WITH_CONTACTS, email, *contact)?;
    }
    for ((name, _), kept) in taken.files.iter().zip(kept) {
        let values = vec![
            ("name", name.as_str().into()),
            ("info", message::origin(&taken.values).into()),
            ("content", Value::Int(work.hold(kept)?)),
        ];
        let file = work.add(&FILES, values)?;
        for account in &accounts {
            work.link(&FILE_ACCOUNTS, file, *account)?;
        }
        for contact in &contacts {
            work.link(&FILE_CONTACTS, file, *contact)?;
        }
    }
    Ok(email)
}

/// The accounts and contacts that have one of these folded addresses; a contact's account is one
/// of them.
fn correspondents(
    work: &mut Work<'_>,
    addresses: &[String],
) -> Result<(Vec<i64>, Vec<i64>), Problem> {
    if addresses.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let same = || addresses.iter().map(|one| Condition::Is("email_fold", one.as_str().into()));
    let any = Condition::Any(same().collect());
    let contacts = work.find(&CONTACTS, std::slice::from_ref(&any))?;
    let theirs = Condition::Within {
        own: "id",
        table: CONTACTS.table,
        select: "accountid",
        all: vec![any, Condition::Is("deleted", Value::Int(0))],
    };
    let accounts = work.find(&ACCOUNTS, &[Condition::Any(same().chain([theirs]).collect())])?;
    Ok((accounts, contacts))
}
