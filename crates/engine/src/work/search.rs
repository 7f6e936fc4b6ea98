//! The indexes beside a table: searched documents, and places.

use super::{Problem, Record, Work};
use crate::clock::date;
use crate::declare::{Points, Resource};
use crate::geo::Point;
use crate::store::Value;
use crate::text::fold;

/// The searched document of a row: its folded texts, a line each. A term never holds white
/// space, so it cannot reach over two of them.
pub(super) fn document(resource: &Resource, record: &Record) -> String {
    let mut document = String::new();
    for column in resource.search {
        let text = match record.get(column) {
            Value::Text(text) => fold(text),
            // Whole numbers that are searched are days.
            Value::Int(day) => match date(*day) {
                Some(date) => date.to_string().into(),
                None => continue,
            },
            _ => continue,
        };
        if text.is_empty() {
            continue;
        }
        if !document.is_empty() {
            document.push('\n');
        }
        document.push_str(&text);
    }
    document
}

/// The places of a row that have coordinates: position, kind, and the degrees as given.
fn places<'r>(
    points: &'static Points,
    record: &'r Record,
) -> Vec<(usize, &'static str, &'r str, &'r str, Point)> {
    points
        .places
        .iter()
        .enumerate()
        .filter_map(|(position, (kind, latitude, longitude))| {
            let (latitude, longitude) = (record.text(latitude)?, record.text(longitude)?);
            let point = Point::parse(latitude, longitude)?;
            Some((position, *kind, latitude, longitude, point))
        })
        .collect()
}

impl Work<'_> {
    /// Tells the search index that a row's document came, changed or went.
    pub(super) fn searched(&mut self, resource: &Resource, id: i64) -> Result<(), Problem> {
        if resource.search.is_empty() {
            return Ok(());
        }
        if let Some(sql) = self.tx.dialect().search_changed(resource.table) {
            self.tx.execute(&sql, &[Value::Int(self.session.tenant), Value::Int(id)])?;
        }
        Ok(())
    }

    /// Brings the table of places in line with a row.
    pub(super) fn place(
        &mut self,
        points: &'static Points,
        now: &Record,
        before: Option<&Record>,
    ) -> Result<(), Problem> {
        let places = places(points, now);
        if let Some(before) = before {
            if self::places(points, before) == places {
                return Ok(());
            }
            let mut sql = self.sql();
            sql.push(&format!("DELETE FROM {} AS t WHERE ", points.table)).tenant("t");
            sql.push(" AND t.id >= ").bind(Value::Int(now.id * 8));
            sql.push(" AND t.id < ").bind(Value::Int(now.id * 8 + 8));
            self.run(sql)?;
        }
        for (position, kind, latitude, longitude, point) in places {
            let mut sql = self.sql();
            sql.push(&format!(
                "INSERT INTO {} (tenant, id, ownerid, kind, latitude, longitude, band, east, x, y, z) \
                 VALUES ({}",
                points.table,
                sql.dialect.placeholder(1)
            ));
            let [x, y, z] = point.vector();
            for value in [
                Value::Int(now.id * 8 + position as i64),
                Value::Int(now.id),
                kind.into(),
                latitude.into(),
                longitude.into(),
                Value::Int(point.band()),
                Value::Real(point.longitude),
                Value::Real(x),
                Value::Real(y),
                Value::Real(z),
            ] {
                sql.push(", ").bind(value);
            }
            sql.push(")");
            self.run(sql)?;
        }
        Ok(())
    }
}
