//! Rows as JSON, by hand.
use std::ops::Range;

use engine::plan::Emit;

use super::Row;
use crate::Failure;

/// Texts by the id they belong to, one behind the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    text: String,
    items: Vec<(i64, Range<usize>)>,
}

impl Lists {
    /// Adds what `write` writes.
    pub(super) fn add(
        &mut self,
        id: i64,
        write: impl FnOnce(&mut String) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let start = self.text.len();
        write(&mut self.text)?;
        self.items.push((id, start..self.text.len()));
        Ok(())
    }

    /// Brings the texts into the order of their ids, unless they came so.
    pub(super) fn sort(&mut self) {
        self.items.sort_by_key(|(id, _)| *id);
    }

    /// Writes the texts of an id, with commas between them.
    pub(super) fn write(&self, id: i64, out: &mut String) {
        let first = self.items.partition_point(|(it, _)| *it < id);
        let own = self.items.iter().skip(first).take_while(|(it, _)| *it == id);
        for (position, (_, range)) in own.enumerate() {
            out.push_str(if position == 0 { "" } else { "," });
            out.push_str(self.text.get(range.clone()).unwrap_or_default());
        }
    }
}

/// Rows whose lists come after them: what is written before, between and behind the lists.
pub(super) struct Pieces<'t> {
    templates: Vec<&'t [Emit]>,
    texts: Vec<Lists>,
    /// The list that comes behind each piece but the last.
    lists: Vec<usize>,
}

impl<'t> Pieces<'t> {
    /// None yet.
    pub(super) fn new(template: &'t [Emit]) -> Pieces<'t> {
        let list = |emit: &Emit| match emit {
            Emit::Children(list) => Some(*list),
            _ => None,
        };
        let templates: Vec<_> = template.split(|emit| list(emit).is_some()).collect();
        let texts = vec![Lists::default(); templates.len()];
        Pieces { templates, texts, lists: template.iter().filter_map(list).collect() }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, id: i64, row: &dyn Row) -> Result<(), Failure> {
        for (template, texts) in self.templates.iter().zip(&mut self.texts) {
            texts.add(id, |text| self::row(text, template, row, 0))?;
        }
        Ok(())
    }

    /// Brings the rows into the order of their ids, unless they came so.
    pub(super) fn sort(&mut self) {
        self.texts.iter_mut().for_each(Lists::sort);
    }

    /// Writes a row with its lists.
    pub(super) fn write(&self, id: i64, lists: &[Lists], out: &mut String) {
        for (position, text) in self.texts.iter().enumerate() {
            text.write(id, out);
            if let Some(list) = self.lists.get(position).and_then(|list| lists.get(*list)) {
                out.push('[');
                list.write(id, out);
                out.push(']');
            }
        }
    }
}

/// Writes a row without lists, or a piece of one, whose own columns begin at `offset`.
pub(super) fn row(
    out: &mut String,
    template: &[Emit],
    row: &dyn Row,
    offset: usize,
) -> Result<(), Failure> {
    let mut step = 0;
    while let Some(emit) = template.get(step) {
        step += 1;
        match emit {
            Emit::Literal(text) => out.push_str(text),
            Emit::Integer(column) => integer(out, row.int(offset + column), ""),
            Emit::IntegerText(column) => integer(out, row.int(offset + column), "\""),
            Emit::Text(column) => text(out, row.text(offset + column)),
            Emit::Unless { column, otherwise, skip } => {
                if row.int(offset + column).is_none() {
                    out.push_str(otherwise);
                    step += skip;
                    if step > template.len() {
                        return Err("a list in an object is not written by hand yet".into());
                    }
                }
            }
            // There is no point to measure from.
            Emit::Distance(..) => out.push_str("null"),
            Emit::Instant(_)
            | Emit::List(_)
            | Emit::Day(_)
            | Emit::Midnight(_)
            | Emit::Time(_)
            | Emit::Truth(_)
            | Emit::Decimal { .. }
            | Emit::Word { .. }
            | Emit::Lister
            | Emit::Filled(..)
            | Emit::Children(_)
            | Emit::Sole(_)
            | Emit::Computed { .. }
            | Emit::Scalar { .. } => {
                return Err("accounts have properties that are not written by hand yet".into());
            }
        }
    }
    Ok(())
}

fn integer(out: &mut String, number: Option<i64>, quote: &str) {
    let Some(number) = number else {
        return out.push_str("null");
    };
    out.push_str(quote);
    out.push_str(itoa::Buffer::new().format(number));
    out.push_str(quote);
}

fn text(out: &mut String, text: Option<&str>) {
    let Some(text) = text else {
        return out.push_str("null");
    };
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        return engine::shape::push_string(out, text);
    }
    out.push('"');
    out.push_str(text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_written_by_owner() {
        let mut lists = Lists::default();
        for (owner, text) in [(7, "a"), (3, "b"), (7, "c")] {
            let add = |out: &mut String| {
                out.push_str(text);
                Ok(())
            };
            lists.add(owner, add).unwrap();
        }
        lists.sort();
        for (owner, text) in [(7, "a,c"), (3, "b"), (5, "")] {
            let mut out = String::new();
            lists.write(owner, &mut out);
            assert_eq!(out, text);
        }
    }

    struct Cells(Vec<Option<&'static str>>);

    impl Row for Cells {
        fn int(&self, column: usize) -> Option<i64> {
            self.text(column)?.parse().ok()
        }

        fn text(&self, column: usize) -> Option<&str> {
            self.0[column]
        }
    }

    #[test]
    fn rows_are_written() {
        let template = [
            Emit::Literal("{\"id\":".into()),
            Emit::Integer(0),
            Emit::Literal(",\"name\":".into()),
            Emit::Text(1),
            Emit::Literal(",\"one\":".into()),
            Emit::Unless { column: 2, otherwise: "null", skip: 1 },
            Emit::IntegerText(2),
            Emit::Literal("}".into()),
        ];
        for (cells, text) in [
            (vec![Some("1"), Some("a\"b"), Some("3")], r#"{"id":1,"name":"a\"b","one":"3"}"#),
            (vec![Some("2"), None, None], r#"{"id":2,"name":null,"one":null}"#),
        ] {
            let mut out = String::new();
            row(&mut out, &template, &Cells(cells), 0).unwrap();
            assert_eq!(out, text);
        }
    }

    #[test]
    fn lists_are_written_into_rows_that_came_before() {
        let template = [
            Emit::Integer(0),
            Emit::Literal(":".into()),
            Emit::Children(1),
            Emit::Children(0),
            Emit::Literal(";".into()),
        ];
        let mut rows = Pieces::new(&template);
        for id in ["7", "3"] {
            rows.add(id.parse().unwrap(), &Cells(vec![Some(id)])).unwrap();
        }
        rows.sort();
        let mut lists = [Lists::default(), Lists::default()];
        for (list, owner, text) in [(0, 3, "a"), (1, 3, "b"), (1, 3, "c"), (1, 7, "d")] {
            let add = |out: &mut String| {
                out.push_str(text);
                Ok(())
            };
            lists[list].add(owner, add).unwrap();
        }
        let mut out = String::new();
        [7, 3].iter().for_each(|id| rows.write(*id, &lists, &mut out));
        assert_eq!(out, "7:[d][];3:[b,c][a];");
    }
}
