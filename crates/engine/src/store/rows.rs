//! The answer of a query: flat, with one arena for text and one for bytes.

use super::StoreError;

/// One value of a row, as the store gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// A whole number; truth values are 0 and 1.
    Int(i64),
    /// A double.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Raw bytes.
    Bytes(&'a [u8]),
}

/// A value in its compact form; text and bytes are ranges of the arenas.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Null,
    Int(i64),
    Real(f64),
    Text(u32, u32),
    Bytes(u32, u32),
}

/// Bytes of text that a column holds, about.
const TEXT_BYTES: usize = 8;

/// The rows a query answered.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    columns: usize,
    slots: Vec<Slot>,
    text: String,
    bytes: Vec<u8>,
}

impl Rows {
    /// No rows yet, of `columns` columns. Drivers fill it cell by cell.
    pub(super) fn new(columns: usize) -> Self {
        // Room for a row and its texts at once, rather than by doubling.
        let text = String::with_capacity(columns * TEXT_BYTES);
        Self { columns, slots: Vec::with_capacity(columns), text, bytes: Vec::new() }
    }

    /// One row of so many columns: an id, and nothing else that is set.
    pub(crate) fn blank(columns: usize, id: i64) -> Self {
        let mut rows = Self::new(columns);
        rows.push_int(id);
        (1..columns).for_each(|_| rows.push_null());
        rows
    }

    pub(super) fn push_null(&mut self) {
        self.slots.push(Slot::Null);
    }

    pub(super) fn push_int(&mut self, value: i64) {
        self.slots.push(Slot::Int(value));
    }

    pub(super) fn push_real(&mut self, value: f64) {
        self.slots.push(Slot::Real(value));
    }

    pub(super) fn push_text(&mut self, value: &str) -> Result<(), StoreError> {
        let (start, end) = range(self.text.len(), value.len())?;
        self.text.push_str(value);
        self.slots.push(Slot::Text(start, end));
        Ok(())
    }

    pub(super) fn push_bytes(&mut self, value: &[u8]) -> Result<(), StoreError> {
        let (start, end) = range(self.bytes.len(), value.len())?;
        self.bytes.extend_from_slice(value);
        self.slots.push(Slot::Bytes(start, end));
        Ok(())
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.slots.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Number of columns of each row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Row `index`, counted from 0. Every cell of a row that is not there is null.
    pub fn row(&self, index: usize) -> Row<'_> {
        Row { rows: self, first: index.saturating_mul(self.columns) }
    }

    /// The whole number at `row` and `column`; `None` when it is null, not a number or not there.
    pub fn int_at(&self, row: usize, column: usize) -> Option<i64> {
        self.row(row).int(column)
    }
}

/// The start and end of `length` more bytes in an arena that holds `used`.
fn range(used: usize, length: usize) -> Result<(u32, u32), StoreError> {
    match (u32::try_from(used), u32::try_from(used.saturating_add(length))) {
        (Ok(start), Ok(end)) => Ok((start, end)),
        _ => Err(StoreError::Other("the answer of a query is larger than 4 GiB".into())),
    }
}

/// One row of [`Rows`]. Columns count from 0.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    rows: &'a Rows,
    first: usize,
}

impl<'a> Row<'a> {
    /// The value of `column`; null when there is no such column.
    pub fn cell(&self, column: usize) -> Cell<'a> {
        if column >= self.rows.columns {
            return Cell::Null;
        }
        match self.rows.slots.get(self.first + column) {
            None | Some(Slot::Null) => Cell::Null,
            Some(&Slot::Int(value)) => Cell::Int(value),
            Some(&Slot::Real(value)) => Cell::Real(value),
            Some(&Slot::Text(start, end)) => {
                Cell::Text(self.rows.text.get(start as usize..end as usize).unwrap_or_default())
            }
            Some(&Slot::Bytes(start, end)) => {
                Cell::Bytes(self.rows.bytes.get(start as usize..end as usize).unwrap_or_default())
            }
        }
    }

    /// Whether `column` is null.
    pub fn is_null(&self, column: usize) -> bool {
        self.cell(column) == Cell::Null
    }

    /// The whole number in `column`, if it is one.
    pub fn int(&self, column: usize) -> Option<i64> {
        match self.cell(column) {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }

    /// The double in `column`, if it is one.
    pub fn real(&self, column: usize) -> Option<f64> {
        match self.cell(column) {
            Cell::Real(value) => Some(value),
            _ => None,
        }
    }

    /// The text in `column`, if it is text.
    pub fn text(&self, column: usize) -> Option<&'a str> {
        match self.cell(column) {
            Cell::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The bytes in `column`, if it holds bytes.
    pub fn bytes(&self, column: usize) -> Option<&'a [u8]> {
        match self.cell(column) {
            Cell::Bytes(value) => Some(value),
            _ => None,
        }
    }
}
