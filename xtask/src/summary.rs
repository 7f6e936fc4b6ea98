//! Adds up what the test programs of `cargo test` say.
use std::fmt;

/// How many tests there were.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Summary {
    /// Takes a line of output; only those that sum up a test program count.
    pub(crate) fn add(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        // `ok. 12 passed; 0 failed; 1 ignored; …`
        for part in counts.split(';') {
            let mut words = part.split_whitespace().rev();
            let (Some(what), Some(Ok(count))) = (words.next(), words.next().map(str::parse::<u64>))
            else {
                continue;
            };
            match what {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.ignored += count,
                _ => {}
            }
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, ignored } = self;
        let run = passed + failed;
        write!(f, "Summary: {run} tests run: {passed} passed, {failed} failed, {ignored} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_added_up() {
        let mut summary = Summary::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test test result: ok. 5 passed; ... ok",
            "test result: FAILED. 7 passed; 2 failed; 1 ignored; 0 measured; 4 filtered out; finished in 1.20s",
        ] {
            summary.add(line);
        }
        assert_eq!(summary, Summary { passed: 10, failed: 2, ignored: 1 });
        assert_eq!(summary.to_string(), "Summary: 12 tests run: 10 passed, 2 failed, 1 skipped");
    }
}
