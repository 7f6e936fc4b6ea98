//! The letters of PDFs. They come with the program, so that a document looks the same everywhere.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Weight, style and file of each face of the family.
const FACES: [(&str, &str, &[u8]); 3] = [
    ("400", "normal", include_bytes!("../../fonts/OpenSans-Regular.ttf")),
    ("400", "italic", include_bytes!("../../fonts/OpenSans-Italic.ttf")),
    ("600", "normal", include_bytes!("../../fonts/OpenSans-Semibold.ttf")),
];

/// The faces as a style sheet that holds them.
static SHEET: LazyLock<String> = LazyLock::new(|| {
    let faces = FACES.iter().map(|(weight, style, bytes)| {
        let bytes = STANDARD.encode(bytes);
        format!(
            "@font-face{{font-family:\"Open Sans\";font-weight:{weight};font-style:{style};\
             src:url(\"data:font/ttf;base64,{bytes}\")}}"
        )
    });
    format!("<style>{}</style>", faces.collect::<String>())
});

/// A page with the fonts in its head, or before all of it where it has none.
pub(super) fn within(html: &str) -> String {
    let at = after(html, "<head").or_else(|| after(html, "<!doctype")).unwrap_or(0);
    let (before, rest) = html.split_at_checked(at).unwrap_or(("", html));
    [before, SHEET.as_str(), rest].concat()
}

/// Where the first tag of a name ends.
fn after(html: &str, tag: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let begins = |part: &[u8]| part.eq_ignore_ascii_case(tag.as_bytes());
    let start = bytes.windows(tag.len()).position(begins)?;
    let rest = html.get(start + tag.len()..)?;
    // `<header>` is no `<head>`.
    if !rest.starts_with(|next: char| next == '>' || next.is_ascii_whitespace()) {
        return None;
    }
    rest.find('>').map(|end| start + tag.len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_stand_in_the_head() {
        for (html, before) in [
            (
                "<!doctype html><html><head><title>a</title></head></html>",
                "<!doctype html><html><head>",
            ),
            ("<HTML><HEAD lang=\"sv\">x", "<HTML><HEAD lang=\"sv\">"),
            ("<!DOCTYPE html><header>x</header>", "<!DOCTYPE html>"),
            ("<p>x</p>", ""),
            ("", ""),
            ("<head", ""),
        ] {
            let with = within(html);
            let rest = with.strip_prefix(before).and_then(|rest| rest.strip_prefix(SHEET.as_str()));
            assert_eq!(rest, html.strip_prefix(before), "{html}");
        }
    }
}
