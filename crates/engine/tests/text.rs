//! Folding, ordering and guessing.

#![allow(clippy::unwrap_used, reason = "generated tests are not seen as tests")]

use proptest::prelude::*;
use stratus_engine::text::{Collation, fold, matches, nearest};

#[test]
fn letter_case_is_folded() {
    let alike = [
        ("", ""),
        ("acme ab", "ACME AB"),
        ("åäö", "ÅÄÖ"),
        ("å", "A\u{30a}"),
        ("STRASSE", "straße"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁ", "FI"),
        ("\u{390}", "\u{3b9}\u{308}\u{301}"),
        ("ǰ", "J\u{30c}"),
        ("ᾳ", "ΑΙ"),
        ("İ", "i\u{307}"),
    ];
    for (left, right) in alike {
        assert_eq!(fold(left), fold(right), "{left} and {right}");
    }
    for (left, right) in [("a", "å"), ("ı", "i"), ("o", "ø"), ("ss", "s")] {
        assert_ne!(fold(left), fold(right), "{left} and {right}");
    }
}

#[test]
fn every_character_folds_once_and_for_all() {
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let folded = fold(&text);
        assert_eq!(fold(&folded), folded, "U+{:04X}", u32::from(c));
    }
}

#[test]
fn swedish_order() {
    let expected = [
        "", " ", "-", "1", "10", "2", "a", "A", "á", "Aa", "b", "e", "é", "v", "w", "y", "ü", "z",
        "zz", "å", "Å", "Åa", "ä", "æ", "ö", "ø", "öa", "я",
    ];
    let collation = Collation::new("sv").unwrap();
    let mut sorted = expected;
    sorted.sort_unstable();
    assert_ne!(sorted, expected);
    sorted.sort_by_cached_key(|text| collation.key(text));
    assert_eq!(sorted, expected);
}

#[test]
fn order_depends_on_the_locale() {
    let before = |locale: &str, left: &str, right: &str| {
        let collation = Collation::new(locale).unwrap();
        collation.key(left) < collation.key(right)
    };
    assert!(before("sv", "z", "ö"));
    assert!(before("de", "ö", "z"));
    assert!(before("de-AT", "ö", "z"));
    assert!(before("sv-FI", "z", "ö"));
    assert!(before("und", "ö", "z"));
    assert!(before("sv-u-kn", "10", "2"), "digits are letters here, whatever the locale says");
}

#[test]
fn unknown_locales_are_refused() {
    for locale in ["sv", "sv-SE", "en", "nb", "fi", "de", "da", "se", "und"] {
        assert!(Collation::new(locale).is_ok(), "{locale}");
    }
    for locale in ["", "x", "xx", "zzz", "swedish", "sv_SE.UTF-8", "xx-Latn", "s v"] {
        let error = Collation::new(locale).unwrap_err();
        assert_eq!(error.to_string(), format!("unknown locale '{locale}'"));
    }
}

#[test]
fn keys_are_short() {
    let collation = Collation::new("sv").unwrap();
    let long = "å".repeat(1_000_000);
    assert_eq!(collation.key(&long).len(), Collation::MAX_KEY);
    assert!(collation.key("a") < collation.key(&long));
    let marks = "\u{301}".repeat(100_000);
    assert!(collation.key(&marks).len() <= Collation::MAX_KEY);
}

#[test]
fn a_collation_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Collation>();
}

#[test]
fn near_names_are_found() {
    let names = ["id", "name", "created_at", "updated_at", "owner", "responsible_coworker"];
    let cases = [
        ("nmae", Some("name")),
        ("Name", Some("name")),
        ("naame", Some("name")),
        ("create_at", Some("created_at")),
        ("created", Some("created_at")),
        ("updatedat", Some("updated_at")),
        ("responsible_co-worker", Some("responsible_coworker")),
        ("ID", Some("id")),
        ("x", None),
        ("", None),
        ("price", None),
        ("ow", None),
    ];
    for (name, meant) in cases {
        assert_eq!(nearest(name, names), meant, "{name}");
    }
    assert_eq!(nearest("name", []), None);
    assert_eq!(nearest("bat", ["cat", "rat"]), Some("cat"));
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in "\\PC*") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
    }

    #[test]
    fn folding_forgets_ascii_case(text in "[ -~å-öÅ-Öα-ω]*") {
        let upper = text.to_ascii_uppercase();
        prop_assert_eq!(fold(&upper), fold(&text));
    }

    #[test]
    fn folding_marks_in_any_order(
        base in "[a-zA-ZåäöΑ-ω]{1,3}",
        marks in "[\u{301}\u{308}\u{345}\u{323}\u{30a}]{0,3}",
    ) {
        let once = fold(&format!("{base}{marks}")).into_owned();
        prop_assert_eq!(fold(&once), once.clone());
    }

    #[test]
    fn keys_agree_with_equality_and_length(left in "\\PC{0,40}", right in "\\PC{0,40}") {
        let collation = Collation::new("sv").unwrap();
        let (a, b) = (collation.key(&left), collation.key(&right));
        prop_assert_eq!(&collation.key(&left), &a);
        if fold(&left) != fold(&right) && left.is_ascii() && right.is_ascii() {
            prop_assert_ne!(&a, &b);
        }
        let joined = collation.key(&format!("{left}z"));
        prop_assert!(a < joined, "what is longer comes after");
    }

    #[test]
    fn keys_order_lower_ascii_words_as_bytes(left in "[a-z]{0,20}", right in "[a-z]{0,20}") {
        let collation = Collation::new("sv").unwrap();
        prop_assert_eq!(collation.key(&left).cmp(&collation.key(&right)), left.cmp(&right));
    }

    #[test]
    fn one_slip_is_forgiven(
        name in "[a-z_]{3,20}",
        place in any::<prop::sample::Index>(),
        letter in "[a-z]",
        kind in 0..4,
    ) {
        let mut slip: Vec<char> = name.chars().collect();
        let at = place.index(slip.len() - 1);
        let letter = letter.chars().next().unwrap();
        match kind {
            0 => slip[at] = letter,
            1 => slip.insert(at, letter),
            2 => { slip.remove(at); }
            _ => slip.swap(at, at + 1),
        }
        let slip: String = slip.into_iter().collect();
        prop_assert_eq!(nearest(&slip, [name.as_str(), "0123456789012345678901234567"]), Some(name.as_str()));
    }
}

#[test]
fn patterns_match_whole_texts() {
    for (pattern, text, expected) in [
        ("", "", true),
        ("", "a", false),
        ("%", "", true),
        ("%", "a", true),
        ("ÅKE", "åke", true),
        ("åk", "åke", false),
        ("åk%", "ÅKE", true),
        ("%ke", "åke", true),
        ("%k%", "åke", true),
        ("%x%", "åke", false),
        ("å%e", "åke", true),
        ("å%å", "å", false),
        ("a%b%c", "a-b-b-c", true),
        ("a%b%c%c", "abc", false),
        ("a%%b", "ab", true),
        ("ab%ab", "abab", true),
        ("ab%ab", "aba", false),
        ("%STRASSE", "straße", true),
        ("_ke", "åke", false),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
    }
}
