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

/// Writes a row whose own columns begin at `offset`; its id is the first of them.
pub(super) fn row(
    out: &mut String,
    template: &[Emit],
    row: &dyn Row,
    offset: usize,
    lists: &[Lists],
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
                }
            }
            Emit::Children(position) => {
                out.push('[');
                if let (Some(list), Some(id)) = (lists.get(*position), row.int(offset)) {
                    list.write(id, out);
                }
                out.push(']');
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
            row(&mut out, &template, &Cells(cells), 0, &[]).unwrap();
            assert_eq!(out, text);
        }
    }
}
