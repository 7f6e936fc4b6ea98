//! Reading a message of RFC 5322.

use bytes::Bytes;
use engine::declare::Taken;
use engine::problem::{Errors, Problem};
use engine::request::body::stored_lines;
use engine::store::Value;
use engine::text::fold;
use mail_parser::{Addr, Address, HeaderName, Message, MessageParser, MimeHeaders};

use crate::files::safe_name;

/// Addresses that an e-mail is filed by. Of those beyond, as in a newsletter, nothing is looked up.
const MOST_ADDRESSES: usize = 200;

/// What a message says, and the files that came with it.
pub(super) fn read(bytes: &[u8]) -> Result<Taken, Problem> {
    let wrong = |header: &str, text: &str| Problem::Invalid(Errors::one(header, text));
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Problem::Bad("The body is not a message of RFC 5322.".to_owned()));
    };
    let sender = message.from().and_then(Address::first).filter(|one| one.address().is_some());
    let Some(sender) = sender else {
        return Err(wrong("From", "The message does not say who sent it."));
    };
    let mut values = vec![
        ("sender", shown(sender).into()),
        ("recipients", everybody(message.to()).into()),
        ("copies", everybody(message.cc()).into()),
        ("subject", message.subject().map(clean).into()),
        ("messageid", message.message_id().map(clean).into()),
        ("body", whole(message.html_body_count(), |n| message.body_html(n)).into()),
        ("text", whole(message.text_body_count(), |n| message.body_text(n)).into()),
    ];
    match message.date() {
        Some(date) if date.is_valid() => {
            values.push(("sent", Value::Int(date.to_timestamp().saturating_mul(1000))));
        }
        None if message.header(HeaderName::Date).is_none() => {}
        _ => return Err(wrong("Date", "This is no date and time.")),
    }
    Ok(Taken { values, files: files(&message), terms: addresses(&message) })
}

/// What stands with a file that came with an e-mail.
pub(super) fn origin(values: &[(&'static str, Value)]) -> String {
    match values.iter().find(|(name, _)| *name == "subject") {
        Some((_, Value::Text(subject))) => format!("Came with an e-mail: {subject}"),
        _ => "Came with an e-mail.".to_owned(),
    }
}

/// Stores cannot hold NUL characters.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn shown(address: &Addr<'_>) -> String {
    let place = address.address().unwrap_or_default();
    match address.name().filter(|name| !name.is_empty()) {
        Some(name) => clean(&format!("{name} <{place}>")),
        None => clean(place),
    }
}

fn everybody(addresses: Option<&Address<'_>>) -> String {
    let all: Vec<String> = addresses.into_iter().flat_map(Address::iter).map(shown).collect();
    stored_lines(all.iter().map(String::as_str))
}

/// All parts of a text, one after the other; none when there are none.
fn whole<T: AsRef<str>>(count: usize, part: impl Fn(usize) -> Option<T>) -> Option<String> {
    let parts: Vec<String> = (0..count).filter_map(part).map(|part| clean(part.as_ref())).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The folded addresses of everybody concerned, each once.
fn addresses(message: &Message<'_>) -> Vec<String> {
    let lists = [message.from(), message.to(), message.cc(), message.bcc()];
    let mut found: Vec<String> = Vec::new();
    for address in lists.into_iter().flatten().flat_map(Address::iter) {
        let folded = fold(address.address().unwrap_or_default().trim()).into_owned();
        if found.len() < MOST_ADDRESSES && !folded.is_empty() && !found.contains(&folded) {
            found.push(clean(&folded));
        }
    }
    found
}

fn files(message: &Message<'_>) -> Vec<(String, Bytes)> {
    let name = |name: Option<&str>| safe_name(name.unwrap_or("attachment"));
    message
        .attachments()
        .map(|part| (name(part.attachment_name()), Bytes::copy_from_slice(part.contents())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_message_is_told_so() {
        for (text, header) in [
            ("", None),
            ("just some text", Some("From")),
            ("Subject: x\r\n\r\nHello", Some("From")),
            ("From: \r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\nHello", Some("From")),
            ("From: a@b.se\r\nDate: soon\r\n\r\nHello", Some("Date")),
        ] {
            match (read(text.as_bytes()), header) {
                (Err(Problem::Bad(_)), None) => {}
                (Err(Problem::Invalid(errors)), Some(header)) => {
                    assert!(errors.to_string().starts_with(header), "{text}: {errors}");
                }
                (other, _) => panic!("{text}: {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
            let mut message = b"From: a@b.se\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".to_vec();
            message.extend(bytes);
            if let Ok(taken) = read(&message) {
                for (_, value) in &taken.values {
                    let held = matches!(value, Value::Text(text) if text.contains('\0'));
                    prop_assert!(!held);
                }
            }
        }
    }
}
