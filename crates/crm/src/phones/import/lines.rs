//! The lines of a catalogue, checked.

use std::collections::HashMap;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use engine::declare::*;
use engine::problem::Errors;
use engine::request::body;
use engine::request::json::Json;
use engine::store::Value;
use engine::text::{fold, nearest};

use super::Fault;

/// The largest file. What is larger had better come in parts: all of it is one transaction.
pub const MOST_BYTES: usize = 16 << 20;

/// Faults that are told; who makes more has made one of them many times.
const MOST_FAULTS: usize = 100;

/// Characters of a name.
const MOST_LETTERS: usize = 255;

/// What a line may hold, under the names of the columns.
const COLUMNS: Shape = &[
    text("brand").required(),
    text("model").required(),
    text("colour").also(&["color"]),
    text("size"),
    text("name"),
    long_text("description"),
    money("price").units(0, MAX_UNITS),
];

/// A line that is right in itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// What its columns hold; a column that the file does not have is left out.
    values: Vec<(&'static str, Value)>,
}

impl Line {
    /// A text that there must be.
    pub(super) fn text(&self, column: &str) -> &str {
        self.given(column).and_then(text_of).unwrap_or_default()
    }

    /// What a column holds, if the file has it.
    pub(super) fn given(&self, column: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Reads a file of lines with commas, semicolons or tabs between columns, which the first line
/// names. Everything that is wrong is told, up to a number of lines.
pub fn read(file: &[u8]) -> Result<Vec<Line>, Vec<Fault>> {
    let whole = |what: String| vec![Fault { line: 1, what }];
    if file.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(whole(format!("The file is larger than {most} MiB; bring it in in parts.")));
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(file))
        .flexible(true)
        .has_headers(false)
        .from_reader(file);
    let mut record = ByteRecord::new();
    let mut lines = Lines::default();
    let mut columns = None;
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(whole(unreadable(&error))),
        }
        let number = record.position().map_or(1, csv::Position::line);
        match &columns {
            None => columns = Some(header(&record).map_err(whole)?),
            Some(columns) => lines.add(number, columns, &record),
        }
    }
    if columns.is_none() {
        return Err(whole(format!("The file is empty. {}", expected())));
    }
    match lines.faults.is_empty() {
        true => Ok(lines.good),
        false => Err(lines.faults),
    }
}

/// What stands between columns: the one of the three that the first line has most of.
fn delimiter(file: &[u8]) -> u8 {
    let first = file.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let count = |mark: &u8| first.iter().filter(|byte| *byte == mark).count();
    // Of equally many the last one is taken: a comma when there is only one column.
    b"\t;,".iter().copied().max_by_key(count).unwrap_or(b',')
}

fn unreadable(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Io(error) => format!("The file cannot be read: {error}."),
        _ => format!("The file is no CSV: {error}."),
    }
}

fn expected() -> String {
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    format!(
        "Its first line names the columns, of which brand and model are needed: {}.",
        names.join(", ")
    )
}

/// The columns that the first line names, in their order.
fn header(record: &ByteRecord) -> Result<Vec<&'static str>, String> {
    let mut columns: Vec<&'static str> = Vec::new();
    for cell in record {
        let Ok(cell) = std::str::from_utf8(cell) else { return Err(NOT_UTF8.to_owned()) };
        let name = cell.trim().to_lowercase();
        let is = |column: &&Property| column.name == name || column.also.contains(&name.as_str());
        let Some(column) = COLUMNS.iter().find(is) else {
            let known = COLUMNS.iter().map(|column| column.name);
            return Err(match nearest(&name, known) {
                Some(known) => format!("There is no column `{name}`. Did you mean {known}?"),
                None => format!("There is no column `{name}`. {}", expected()),
            });
        };
        if columns.contains(&column.name) {
            return Err(format!("The column {} is there twice.", column.name));
        }
        columns.push(column.name);
    }
    for needed in ["brand", "model"] {
        if !columns.contains(&needed) {
            return Err(format!("The column {needed} is missing. {}", expected()));
        }
    }
    Ok(columns)
}

const NOT_UTF8: &str = "This is not UTF-8 text; save the file as CSV UTF-8.";

/// The lines so far.
#[derive(Default)]
struct Lines {
    good: Vec<Line>,
    faults: Vec<Fault>,
    /// The line of each variant, by folded brand, model and name.
    seen: HashMap<[String; 3], u64>,
}

impl Lines {
    fn add(&mut self, number: u64, columns: &[&'static str], record: &ByteRecord) {
        // Spreadsheets leave lines of nothing but marks behind.
        if self.faults.len() == MOST_FAULTS
            || record.iter().all(|cell| cell.trim_ascii().is_empty())
        {
            return;
        }
        let line = line(number, columns, record).and_then(|line| {
            let key = ["brand", "model", "name"].map(|name| fold(line.text(name)).into_owned());
            match self.seen.insert(key, number) {
                Some(first) => Err(format!("The same variant stands in line {first}.")),
                None => Ok(line),
            }
        });
        match line {
            Ok(line) => self.good.push(line),
            Err(what) => self.faults.push(Fault { line: number, what }),
        }
    }
}

/// Checks a line as if it were the body of a request.
fn line(number: u64, columns: &[&'static str], record: &ByteRecord) -> Result<Line, String> {
    if record.len() != columns.len() {
        let (found, wanted) = (record.len(), columns.len());
        return Err(format!("There are {found} columns where the first line has {wanted}."));
    }
    let mut members = Vec::with_capacity(columns.len());
    for (column, cell) in columns.iter().zip(record) {
        let cell = std::str::from_utf8(cell).map_err(|_| NOT_UTF8.to_owned())?.trim();
        let value = match (*column, cell) {
            // What there must be is not there then, rather than unset.
            ("brand" | "model", "") => continue,
            (_, "") => Json::Null,
            ("price", amount) => Json::Text(plain_amount(amount)),
            (_, text) => Json::Text(text.to_owned()),
        };
        members.push(((*column).to_owned(), value));
    }
    let mut errors = Errors::default();
    let draft = body::read(COLUMNS, &Json::Object(members), Purpose::Create, false, &mut errors);
    let mut line = Line { number, values: draft.values };
    if errors.is_empty() && line.text("name").is_empty() {
        let name = composed(&line);
        if name.chars().count() > MOST_LETTERS {
            errors.add("name", "What it would be called is too long; give it a name.");
        }
        line.values.retain(|(column, _)| *column != "name");
        line.values.push(("name", name.into()));
    }
    match errors.is_empty() {
        true => Ok(line),
        false => Err(errors.to_string()),
    }
}

/// What a variant without a name is called: brand, model, size and colour. Many models begin with
/// their brand already.
fn composed(line: &Line) -> String {
    let (brand, model) = (line.text("brand"), line.text("model"));
    let brand = if fold(model).starts_with(fold(brand).as_ref()) { "" } else { brand };
    let parts = [brand, model, line.text("size"), line.text("colour")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An amount as people write it: spaces between thousands, and a comma for the point.
fn plain_amount(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match (plain.matches(',').count(), plain.contains('.')) {
        (1, false) => plain.replace(',', "."),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn faults(file: &str) -> Vec<String> {
        read(file.as_bytes()).unwrap_err().iter().map(Fault::to_string).collect()
    }

    fn values(file: &str) -> Vec<Vec<(&'static str, Value)>> {
        read(file.as_bytes()).unwrap().into_iter().map(|line| line.values).collect()
    }

    #[test]
    fn lines_are_read_whatever_stands_between_columns() {
        let expected = vec![vec![
            ("brand", Value::Text("Fjord".into())),
            ("model", "One".into()),
            ("name", "X".into()),
            ("price", Value::Int(79_905_000)),
        ]];
        for file in [
            "brand,model,name,price\nFjord,One,X,7990.50\n",
            "\u{feff}Brand;MODEL; name ;price\r\nFjord;One;X;7 990,50\r\n;;;\r\n\r\n",
            "brand\tmodel\tname\tprice\nFjord\tOne\tX\t7\u{a0}990,5",
            "price,name,model,brand\n\"7990,50\",\"X\",One, Fjord \n",
        ] {
            let mut found = values(file);
            for line in &mut found {
                line.sort_by_key(|(column, _)| *column);
            }
            assert_eq!(found, expected, "{file}");
        }
    }

    #[test]
    fn names_are_made_and_empty_cells_are_unset() {
        let found =
            values("brand;model;color;size;description\nFjord;One;Red;64 GB;\nFjord;One;;;x\n");
        let null = Value::Null;
        assert_eq!(
            found[0][2..],
            [
                ("colour", "Red".into()),
                ("size", "64 GB".into()),
                ("description", null.clone()),
                ("name", "Fjord One 64 GB Red".into()),
            ]
        );
        assert_eq!(found[1].last(), Some(&("name", "Fjord One".into())));
        let found = values("brand,model,colour\nFjord,FJORD 3,Red\n");
        assert_eq!(found[0].last(), Some(&("name", "FJORD 3 Red".into())));
        // A quoted cell may hold marks and ends of lines, which are counted.
        let quoted = "brand,model,description\nA,B,\"x, y\nz\"\nA,C,\"\"\"q\"\"\"\n";
        let lines = read(quoted.as_bytes()).unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(lines[0].text("description"), "x, y\nz");
        assert_eq!(lines[1].text("description"), "\"q\"");
    }

    #[test]
    fn the_demo_is_such_a_file() {
        let lines = read(include_bytes!("../../demo/phones.csv"));
        assert_eq!(lines.map(|lines| lines.len()), Ok(27));
    }

    #[test]
    fn everything_wrong_is_told_by_line() {
        let file = "brand;model;name;price\n\
                    ;One;a;1\n\
                    Fjord;One;b;cheap\n\
                    Fjord;One;c\n\
                    Fjord;One;d;1\n\
                    fjord;ONE;D;2\n\
                    Fjord;;e;-1\n\
                    Fjord;One;f;1,00001\n\
                    Fjord;One;g;1.000,50\n\
                    Fjord;One;h;99999999999999\n";
        assert_eq!(
            faults(file),
            [
                "line 2: brand: This is required.",
                "line 3: price: This must be a number.",
                "line 4: There are 3 columns where the first line has 4.",
                "line 6: The same variant stands in line 5.",
                "line 7: price: This must be from 0 to 99999999999.9999. model: This is required.",
                "line 8: price: This has more than 4 decimals.",
                "line 9: price: This must be a number.",
                "line 10: price: This must be from 0 to 99999999999.9999.",
            ]
        );
        let long = "x".repeat(256);
        assert_eq!(faults(&format!("brand,model\n{long},a\n")).len(), 1);
        let (x, y) = ("x".repeat(200), "y".repeat(200));
        let made = faults(&format!("brand,model\n{x},{y}\n"));
        assert!(made[0].starts_with("line 2: name: "), "{made:?}");
        assert_eq!(faults("brand,model\nA,\u{7}\n").len(), 1);
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        for (file, start) in [
            ("", "line 1: The file is empty."),
            ("brand,modell\n", "line 1: There is no column `modell`. Did you mean model?"),
            ("brand,model,weight\n", "line 1: There is no column `weight`. Its first line"),
            ("brand,name\n", "line 1: The column model is missing."),
            ("brand,model,colour,color\n", "line 1: The column colour is there twice."),
            ("\0\0\0\0", "line 1: There is no column"),
        ] {
            let found = faults(file);
            assert!(found[0].starts_with(start), "{found:?}");
            assert_eq!(found.len(), 1);
        }
        let latin = b"brand;model\nFj\xe4ll;One\n";
        let found = read(latin).unwrap_err();
        assert_eq!(found, [Fault { line: 2, what: NOT_UTF8.to_owned() }]);
        assert_eq!(read(&vec![b'x'; MOST_BYTES + 1]).unwrap_err().len(), 1);
        assert_eq!(read(b"brand,model\n"), Ok(Vec::new()));
        let many = format!("brand,model\n{}", ",x\n".repeat(1000));
        assert_eq!(faults(&many).len(), MOST_FAULTS);
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(file in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&file);
            let _ = read(&[&b"brand;model;price\n"[..], &file].concat());
        }
    }
}
