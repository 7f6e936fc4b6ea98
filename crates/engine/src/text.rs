//! Text as people see it: equal but for letter case, in the order of a language, nearly right.
//!
//! None of this is left to a database, so every store finds and orders the same.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use icu_casemap::CaseMapper;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale::LocaleExpander;
use icu_locale_core::Locale;
use icu_normalizer::ComposingNormalizer;

/// Text without its letter case, to be matched and searched: `Straße` and `STRASSE` fold alike.
///
/// Unicode's full case folding between two rounds of composition (NFC), so that the same
/// letters in other code points fold alike too. Folding twice changes nothing.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let composer = const { ComposingNormalizer::new_nfc() };
    let composed = composer.normalize(text);
    let folded = const { CaseMapper::new() }.fold_string(&composed);
    // Folding may take letters apart (`ΐ`), hence the second round.
    Cow::Owned(composer.normalize(&folded).into_owned())
}

/// Whether a text matches a pattern in which `%` stands for any text, as filters of lists do it:
/// without letter case, and as a whole.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (fold(pattern), fold(text));
    let Some((first, rest)) = pattern.split_once('%') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('%').unwrap_or(("", rest));
    // Each part is looked for as early as it can be, which leaves most for the others.
    for part in middle.split('%') {
        match text.split_once(part) {
            Some((_, behind)) => text = behind,
            None => return false,
        }
    }
    text.ends_with(last)
}

/// The order of texts in one language. Cheap to clone, and may be used from any thread.
#[derive(Debug, Clone)]
pub struct Collation {
    collator: Arc<CollatorBorrowed<'static>>,
}

impl Collation {
    /// How long a sort key may get, in bytes. Texts that differ only behind that are ties.
    pub const MAX_KEY: usize = 512;

    /// How many characters a key is made of. A letter takes a byte at least, so the rest of a text
    /// could hardly show in its key; it only costs time.
    const MAX_READ: usize = 2 * Self::MAX_KEY;

    /// The order of a locale such as `sv` or `de-u-co-phonebk`. Digits sort as letters do.
    ///
    /// # Errors
    /// When the name is no locale, or its language is not known.
    pub fn new(locale: &str) -> Result<Self, UnknownLocale> {
        let unknown = || UnknownLocale(locale.to_owned());
        let parsed = Locale::try_from_str(locale).map_err(|_| unknown())?;
        // Data for an unknown language would silently be that of no language. Whatever is known
        // at all has a usual script.
        let mut likely = parsed.id.clone();
        likely.script = None;
        likely.region = None;
        const { LocaleExpander::new_extended() }.maximize(&mut likely);
        if !parsed.id.language.is_unknown() && likely.script.is_none() {
            return Err(unknown());
        }
        let mut preferences = CollatorPreferences::from(&parsed);
        preferences.numeric_ordering = Some(CollationNumericOrdering::False);
        let collator = Collator::try_new(preferences, CollatorOptions::default());
        Ok(Self { collator: Arc::new(collator.map_err(|_| unknown())?) })
    }

    /// Bytes that order, compared one by one, as the texts do; at most [`Self::MAX_KEY`].
    ///
    /// Stored keys have to be written anew when the Unicode data of this build changes.
    pub fn key(&self, text: &str) -> Vec<u8> {
        let start = match text.char_indices().nth(Self::MAX_READ) {
            Some((end, _)) => &text[..end],
            None => text,
        };
        let mut key = Vec::with_capacity(2 * start.len() + 8);
        let Ok(()) = self.collator.write_sort_key_to(start, &mut key);
        key.truncate(Self::MAX_KEY);
        key
    }
}

/// A locale that texts cannot be ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLocale(String);

impl fmt::Display for UnknownLocale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown locale '{}'", self.0)
    }
}

impl std::error::Error for UnknownLocale {}

/// The candidate that `name` most likely stands for, to be offered as "did you mean".
///
/// Letter case does not count, a swap of two neighbours is one slip, and about one slip in three
/// letters is forgiven. `None` when nothing is close; the first of equally close candidates wins.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        let other = candidate.to_lowercase();
        let other_length = other.chars().count();
        let allowed = (length.max(other_length) / 3).min(MAX_SLIPS);
        // Lengths alone rule most candidates out, which keeps hostile names cheap.
        if length.abs_diff(other_length) > allowed {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &other);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// More slips than this make another word, however long it is.
const MAX_SLIPS: usize = 3;

/// Characters of a long text that an index holds.
const BEGINNING: usize = 100;

/// The beginning of a folded text, short enough for an index.
pub fn beginning(text: &str) -> &str {
    match text.char_indices().nth(BEGINNING) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}
