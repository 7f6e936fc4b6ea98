//! Text as people see it: which name was meant.

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
