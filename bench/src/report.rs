//! The result, beside what it should be.
mod machine;

use std::fmt::Write as _;

use crate::BASE;
use crate::cases::Case;
use crate::load::Load;
use crate::server::Memory;

/// Least share of the limit.
const SHARE: f64 = 0.6;

/// How much faster a masked page should be than a whole one.
const MASKED: f64 = 5.0;

/// How much longer a page far behind may take than one of the first.
const FAR: f64 = 3.0;

/// How much longer a filter by a dynamic field may take than one by an ordinary column.
const COLUMN: f64 = 2.0;

/// Least number of accounts created a second in an embedded database.
const CREATES: f64 = 5000.0;

/// How much longer a read may take when there is more data.
const GROWTH: f64 = 1.3;

/// Most memory in megabytes, without and with load.
const IDLE: f64 = 50.0;
const BUSY: f64 = 200.0;

/// The result of a case.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) case: Case,
    pub(crate) load: Load,
    /// Statements a request.
    pub(crate) statements: f64,
    /// Answers a second of the server that only answers.
    pub(crate) plain: f64,
    /// Answers a second of the store without HTTP.
    pub(crate) direct: Option<f64>,
    /// Whether an index finds the rows, and how the store says it goes about it.
    pub(crate) by_index: Option<(bool, String)>,
    /// How many times the time with [`BASE`] accounts a read takes, if that was measured.
    pub(crate) slower: Option<f64>,
}

impl Measured {
    /// What would be possible if both parts cost no more than by themselves, a second.
    fn limit(&self) -> Option<f64> {
        self.direct.map(|direct| 1.0 / (1.0 / self.plain + 1.0 / direct))
    }

    fn milliseconds(&self, quantile: f64) -> f64 {
        self.load.latency.value_at_quantile(quantile) as f64 / 1e6
    }
}

/// All results.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) accounts: u32,
    pub(crate) measured: Vec<Measured>,
    pub(crate) idle: Memory,
    /// After the last case.
    pub(crate) busy: Memory,
    /// The most that was used after a case, files not counted.
    pub(crate) own: Option<f64>,
    /// Whether the store is a database server.
    pub(crate) on_server: bool,
}

/// Something that should be so.
#[derive(Debug, PartialEq)]
struct Aim {
    text: String,
    met: bool,
}

fn aim(met: bool, text: String) -> Aim {
    Aim { text, met }
}

impl Report {
    /// Whether every aim was met.
    pub(crate) fn met(&self) -> bool {
        let cases = self.measured.iter().flat_map(|it| self.aims(it));
        cases.chain(self.memory()).all(|it| it.met)
    }

    /// The aims of a case.
    fn aims(&self, measured: &Measured) -> Vec<Aim> {
        let rate = measured.load.rate();
        let times = |case| {
            let found = self.measured.iter().find(|it| it.case == case)?;
            Some(rate / found.load.rate())
        };
        let mut aims = Vec::new();
        match measured.case {
            Case::Account | Case::Page => aims.extend(measured.limit().map(|limit| {
                let share = rate / limit;
                aim(share >= SHARE, format!("{share:.2} of the limit (aim {SHARE})"))
            })),
            Case::Masked => aims.extend(times(Case::Page).map(|times| {
                aim(times >= MASKED, format!("{times:.1} x the whole page (aim {MASKED})"))
            })),
            Case::FarPage | Case::AnyPage => aims.extend(times(Case::Page).map(|times| {
                let longer = 1.0 / times;
                aim(longer <= FAR, format!("{longer:.1} x the time of a first page (aim {FAR})"))
            })),
            Case::FullText => aims.extend(measured.by_index.as_ref().map(|(indexed, ways)| {
                let how = if *indexed { "by index".to_owned() } else { format!("scans: {ways}") };
                aim(*indexed, how)
            })),
            Case::Create if !self.on_server => {
                aims.push(aim(rate >= CREATES, format!("aim {CREATES}/s")));
            }
            Case::DynamicField | Case::Mission | Case::Activity => {
                aims.extend(times(Case::Owner).map(|times| {
                    let longer = 1.0 / times;
                    let text =
                        format!("{longer:.1} x the time of an ordinary column (aim {COLUMN})");
                    aim(longer <= COLUMN, text)
                }))
            }
            Case::Create
            | Case::Update
            | Case::Name
            | Case::Owner
            | Case::Near
            | Case::Orders
            | Case::Resolve
            | Case::Order => {}
        }
        aims.extend(measured.slower.map(|slower| {
            let text = format!("{slower:.2} x the time with {BASE} (aim {GROWTH})");
            aim(slower <= GROWTH, text)
        }));
        aims
    }

    fn memory(&self) -> Vec<Aim> {
        let Self { idle, busy, own, .. } = self;
        let mut aims = Vec::new();
        aims.extend(
            idle.now.map(|now| aim(now < IDLE, format!("memory idle {now:.0} MB (aim {IDLE})"))),
        );
        aims.extend(busy.peak.map(|peak| {
            let own = own.map_or(String::new(), |own| format!(", {own:.0} MB without files"));
            aim(
                peak < BUSY,
                format!("memory under load {peak:.0} MB at its peak{own} (aim {BUSY})"),
            )
        }));
        aims
    }

    /// The cells of a case.
    fn cells(&self, measured: &Measured) -> [String; 10] {
        let number =
            |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.0}"));
        let aims: Vec<String> = self.aims(measured).iter().map(Aim::to_string).collect();
        [
            measured.case.title().to_owned(),
            number(Some(measured.load.rate())),
            format!("{:.2}", measured.milliseconds(0.5)),
            format!("{:.2}", measured.milliseconds(0.99)),
            format!("{:.1}", measured.statements),
            number(Some(measured.load.body())),
            number(Some(measured.plain)),
            number(measured.direct),
            number(measured.limit()),
            aims.join("; "),
        ]
    }

    /// For a terminal.
    pub(crate) fn text(&self) -> String {
        let mut rows = vec![HEADINGS.map(str::to_owned)];
        rows.extend(self.measured.iter().map(|it| self.cells(it)));
        let mut text = String::new();
        for row in &rows {
            for (column, cell) in row.iter().enumerate() {
                let width = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
                let last = column + 1 == row.len();
                let _ = match column {
                    0 => write!(text, "{cell:width$}"),
                    _ if last => write!(text, "  {cell}"),
                    _ => write!(text, "  {cell:>width$}"),
                };
            }
            text.push('\n');
        }
        for aim in self.memory() {
            let _ = writeln!(text, "{aim}");
        }
        text
    }

    /// For the documentation.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        for fact in machine::facts(self.on_server) {
            let _ = writeln!(text, "- {fact}");
        }
        let _ = writeln!(text, "- {} accounts\n", self.accounts);
        let _ = writeln!(text, "| {} |", HEADINGS.join(" | "));
        let _ = writeln!(text, "|---|{}---|", "--:|".repeat(HEADINGS.len() - 2));
        for measured in &self.measured {
            let _ = writeln!(text, "| {} |", self.cells(measured).join(" | "));
        }
        text.push('\n');
        for aim in self.memory() {
            let _ = writeln!(text, "- {aim}");
        }
        text
    }
}

const HEADINGS: [&str; 10] = [
    "request",
    "req/s",
    "p50 ms",
    "p99 ms",
    "statements",
    "bytes",
    "plain/s",
    "store/s",
    "limit/s",
    "aim",
];

impl std::fmt::Display for Aim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", if self.met { "ok" } else { "miss" }, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hdrhistogram::Histogram;

    fn measured(case: Case, rate: f64) -> Measured {
        let mut latency = Histogram::new(3).unwrap();
        latency.record_n(2_000_000, rate as u64).unwrap();
        Measured {
            case,
            load: Load { seconds: 1.0, latency, bytes: 10 * rate as u64 },
            statements: 3.0,
            plain: 3000.0,
            direct: matches!(case, Case::Account | Case::Page).then_some(1500.0),
            by_index: (case == Case::FullText).then(|| (false, "SCAN t".to_owned())),
            slower: None,
        }
    }

    fn report(rates: &[(Case, f64)]) -> Report {
        Report {
            accounts: 100_000,
            measured: rates.iter().map(|(case, rate)| measured(*case, *rate)).collect(),
            idle: Memory { now: Some(40.0), ..Memory::default() },
            busy: Memory { peak: Some(150.0), ..Memory::default() },
            own: Some(100.0),
            ..Report::default()
        }
    }

    fn judge(report: &Report) -> Vec<bool> {
        report.measured.iter().flat_map(|it| report.aims(it)).map(|it| it.met).collect()
    }

    #[test]
    fn aims_are_judged() {
        // The limit of whole pages is 1000 a second.
        for (rates, expected) in [
            (&[(Case::Page, 600.0)][..], &[true][..]),
            (&[(Case::Page, 599.0)], &[false]),
            (&[(Case::Page, 700.0), (Case::Masked, 3500.0)], &[true, true]),
            (&[(Case::Page, 700.0), (Case::Masked, 3400.0)], &[true, false]),
            (&[(Case::Page, 900.0), (Case::FarPage, 300.0)], &[true, true]),
            (&[(Case::Page, 900.0), (Case::AnyPage, 299.0)], &[true, false]),
            (&[(Case::Owner, 900.0), (Case::DynamicField, 450.0)], &[true]),
            (&[(Case::Owner, 900.0), (Case::DynamicField, 449.0)], &[false]),
            (&[(Case::Owner, 900.0), (Case::Activity, 449.0)], &[false]),
            (&[(Case::FullText, 900.0)], &[false]),
            (&[(Case::Create, 5000.0), (Case::Update, 1.0)], &[true]),
            (&[(Case::Create, 4999.0)], &[false]),
        ] {
            let report = report(rates);
            assert_eq!(judge(&report), expected, "{rates:?}");
            assert_eq!(report.met(), !expected.contains(&false), "{rates:?}");
        }
    }

    #[test]
    fn growth_is_judged() {
        for (slower, expected) in
            [(None, vec![]), (Some(1.3), vec![true]), (Some(1.31), vec![false])]
        {
            let mut report = report(&[(Case::Near, 100.0)]);
            report.measured[0].slower = slower;
            assert_eq!(judge(&report), expected, "{slower:?}");
        }
    }

    #[test]
    fn results_are_written() {
        let report = report(&[(Case::Page, 600.0), (Case::Update, 7.0)]);
        let text = report.text();
        assert!(text.contains("ok: 0.60 of the limit"), "{text}");
        assert!(text.contains("ok: memory idle 40 MB"), "{text}");
        let markdown = report.markdown();
        let bars: Vec<usize> = markdown
            .lines()
            .filter(|line| line.starts_with('|'))
            .map(|line| line.matches('|').count())
            .collect();
        assert_eq!(bars, [HEADINGS.len() + 1; 4], "{markdown}");
    }
}
