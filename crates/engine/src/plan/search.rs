//! What is searched for in documents, and which trigrams are looked up first.

use std::collections::HashMap;

/// Characters of what an index of trigrams holds, and so the fewest that a term needs for it.
pub const TRIGRAM: usize = 3;

/// Most trigrams that are looked up. A list of rows is read for each, and the document of each row
/// that is in all of them: with more, the lists cost more than they save.
const MOST: usize = 4;

/// After the first two, a trigram that one document in so many has is not worth its list.
const COMMON: usize = 8;

/// Texts that a document contains, all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The texts, folded.
    pub terms: Vec<String>,
    /// Whether the index can only offer candidates, so that another condition decides.
    pub candidates_only: bool,
    /// The trigrams that are looked up; the documents that have them are then read. None when the
    /// terms are too short.
    trigrams: Vec<String>,
}

impl Search {
    /// Documents that contain each of some folded terms.
    pub fn of(terms: Vec<String>) -> Search {
        Search { trigrams: rarest(&terms, &Sample::default()), terms, candidates_only: false }
    }

    /// Documents that may contain each of some folded terms.
    pub fn candidates(terms: Vec<String>) -> Search {
        Search { candidates_only: true, ..Search::of(terms) }
    }

    /// Looks up those trigrams that are rare in a sample of the documents.
    pub fn choose(&mut self, sample: &Sample) {
        self.trigrams = rarest(&self.terms, sample);
    }

    /// Whether an index of trigrams helps.
    pub fn indexed(&self) -> bool {
        !self.trigrams.is_empty()
    }

    /// The trigrams, quoted and joined by `AND`.
    pub fn query(&self) -> String {
        let quoted = |trigram: &String| format!("\"{}\"", trigram.replace('"', "\"\""));
        self.trigrams.iter().map(quoted).collect::<Vec<_>>().join(" AND ")
    }
}

type Trigram = [char; TRIGRAM];

/// How many documents of a sample have each trigram.
#[derive(Debug, Default)]
pub struct Sample {
    documents: usize,
    counts: HashMap<Trigram, usize>,
}

impl Sample {
    /// Counts the trigrams of some documents. What only one of them has is as good as unknown.
    pub fn of<'d>(documents: impl IntoIterator<Item = &'d str>) -> Sample {
        let mut sample = Sample::default();
        let mut last: HashMap<Trigram, usize> = HashMap::new();
        for document in documents {
            sample.documents += 1;
            for (_, trigram) in trigrams(document) {
                if last.insert(trigram, sample.documents) != Some(sample.documents) {
                    *sample.counts.entry(trigram).or_default() += 1;
                }
            }
        }
        sample.counts.retain(|_, count| *count > 1);
        sample.counts.shrink_to_fit();
        sample
    }

    fn count(&self, trigram: Trigram) -> usize {
        self.counts.get(&trigram).copied().unwrap_or(0)
    }
}

/// The trigrams of a text, with their places.
fn trigrams(text: &str) -> impl Iterator<Item = (usize, Trigram)> {
    let next = |skip| text.chars().skip(skip);
    next(0).zip(next(1)).zip(next(2)).map(|((a, b), c)| [a, b, c]).enumerate()
}

/// The rarest trigrams of some terms. Those next to a chosen one say little more than it does.
fn rarest(terms: &[String], sample: &Sample) -> Vec<String> {
    let mut all: Vec<(usize, usize, usize, Trigram)> = Vec::new();
    for (term, text) in terms.iter().enumerate() {
        all.extend(trigrams(text).map(|(at, it)| (sample.count(it), at, term, it)));
    }
    // Alike ones are taken of each term in turn.
    all.sort_unstable();
    let mut chosen: Vec<(usize, usize, usize, Trigram)> = Vec::new();
    for one in all {
        let (count, at, term, trigram) = one;
        let beside = |&(_, other, of, it): &(usize, usize, usize, Trigram)| {
            (of == term && other.abs_diff(at) < 2) || it == trigram
        };
        let common = chosen.len() >= 2 && count * COMMON > sample.documents;
        if chosen.len() < MOST && !common && !chosen.iter().any(beside) {
            chosen.push(one);
        }
    }
    chosen.into_iter().map(|(.., trigram)| trigram.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(terms: &[&str]) -> Search {
        Search::of(terms.iter().map(|term| (*term).to_owned()).collect())
    }

    #[test]
    fn terms_become_index_texts() {
        for (terms, expected) in [
            (&["abc"] as &[&str], "\"abc\""),
            (&["abcd"], "\"abc\""),
            (&["abcde"], "\"abc\" AND \"cde\""),
            (&["a\"b"], "\"a\"\"b\""),
            (&["åäö🦀x"], "\"åäö\" AND \"ö🦀x\""),
            (&["abcdefghijklmno"], "\"abc\" AND \"cde\" AND \"efg\" AND \"ghi\""),
            (&["abc", "xyz", "abc", "no"], "\"abc\" AND \"xyz\""),
            (&["ab", ""], ""),
            (&[], ""),
        ] {
            let search = search(terms);
            assert_eq!(search.query(), expected, "{terms:?}");
            assert_eq!(search.indexed(), !expected.is_empty(), "{terms:?}");
        }
    }

    #[test]
    fn rare_trigrams_come_first() {
        let streets = ["storgatan", "nygatan", "kungsgatan", "drottninggatan", "kungen"];
        let sample = Sample::of(streets.into_iter().chain(["x"; 20]));
        let mut found = search(&["kungsgatan"]);
        found.choose(&sample);
        // What only one document has, then what two have; what four of 25 have is too common.
        assert_eq!(found.query(), "\"ngs\" AND \"sga\" AND \"kun\"");
        let mut found = search(&["gatan"]);
        found.choose(&sample);
        assert_eq!(found.query(), "\"gat\" AND \"tan\"");
    }

    #[test]
    fn a_document_counts_once() {
        let sample = Sample::of(["aaaa", "aaa aaa", "b"]);
        assert_eq!((sample.documents, sample.count(['a'; 3])), (3, 2));
        assert_eq!(sample.count(['a', ' ', 'a']), 0);
    }
}
