//! Writes the lines of a catalogue.

use std::collections::HashMap;

use engine::declare::Resource;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;
use engine::store::Value;
use engine::text::fold;
use engine::work::{Record, Work};

use super::{Line, Summary};
use crate::{PHONE_BRANDS, PHONE_COLOURS, PHONE_MODELS, PHONE_SIZES, PHONE_VARIANTS};

/// Brings lines into the work's tenant. What they say is made so, what they do not name stays.
pub fn load(work: &mut Work<'_>, lines: &[Line]) -> Result<Summary, Problem> {
    let mut brands = Names::of(work, &PHONE_BRANDS, None)?;
    let mut models = Names::of(work, &PHONE_MODELS, Some("brandid"))?;
    let mut colours = Names::of(work, &PHONE_COLOURS, None)?;
    let mut sizes = Names::of(work, &PHONE_SIZES, None)?;
    let mut variants = Variants::default();
    for line in lines {
        let brand = brands.id(work, 0, line.text("brand"))?;
        let model = models.id(work, brand, line.text("model"))?;
        let mut values = vec![("name", line.text("name").into())];
        for (column, id, names) in
            [("colour", "colourid", &mut colours), ("size", "sizeid", &mut sizes)]
        {
            match line.given(column) {
                Some(Value::Text(name)) => values.push((id, names.id(work, 0, name)?.into())),
                Some(_) => values.push((id, Value::Null)),
                None => {}
            }
        }
        for column in ["description", "price"] {
            values.extend(line.given(column).map(|value| (column, value.clone())));
        }
        variants.write(work, model, values)?;
    }
    Ok(Summary {
        brands: brands.added,
        models: models.added,
        colours: colours.added,
        sizes: sizes.added,
        ..variants.summary
    })
}

/// Rows of a look-up list by their names.
struct Names {
    of: &'static Resource,
    /// The column of what they belong to.
    parent: Option<&'static str>,
    /// Ids by parent, 0 where there is none, and folded name.
    known: HashMap<(i64, String), i64>,
    added: u64,
}

impl Names {
    fn of(
        work: &mut Work<'_>,
        of: &'static Resource,
        parent: Option<&'static str>,
    ) -> Result<Names, Problem> {
        let columns: Vec<&'static str> = ["name_fold"].into_iter().chain(parent).collect();
        let rows = work.select(of, &columns, &[])?;
        let key = |row: &Record| {
            let parent = parent.and_then(|column| row.int(column)).unwrap_or(0);
            (parent, row.text("name_fold").unwrap_or_default().to_owned())
        };
        let known = rows.iter().map(|row| (key(row), row.id)).collect();
        Ok(Names { of, parent, known, added: 0 })
    }

    /// The row of a name, which is added unless it is there.
    fn id(&mut self, work: &mut Work<'_>, parent: i64, name: &str) -> Result<i64, Problem> {
        let key = (parent, fold(name).into_owned());
        if let Some(id) = self.known.get(&key) {
            return Ok(*id);
        }
        let mut values: Vec<(&'static str, Value)> = vec![("name", name.into())];
        values.extend(self.parent.map(|column| (column, Value::Int(parent))));
        let id = work.add(self.of, values)?;
        self.known.insert(key, id);
        self.added += 1;
        Ok(id)
    }
}

/// What lines may say of a variant.
const SAID: [&str; 5] = ["name", "colourid", "sizeid", "description", "price"];

/// The variants of the models that were named so far.
#[derive(Default)]
struct Variants {
    /// By model, then by folded name.
    known: HashMap<i64, HashMap<String, Record>>,
    summary: Summary,
}

impl Variants {
    fn write(
        &mut self,
        work: &mut Work<'_>,
        model: i64,
        mut values: Vec<(&'static str, Value)>,
    ) -> Result<(), Problem> {
        let of_model = match self.known.entry(model) {
            std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => place.insert(all(work, model)?),
        };
        let name = values.iter().find(|(column, _)| *column == "name");
        let name = match name {
            Some((_, Value::Text(name))) => fold(name).into_owned(),
            _ => String::new(),
        };
        let Some(known) = of_model.get(&name) else {
            // No line of a file names the same again.
            values.push(("modelid", Value::Int(model)));
            work.add(&PHONE_VARIANTS, values)?;
            self.summary.variants += 1;
            return Ok(());
        };
        values.retain(|(column, value)| known.get(column) != value);
        if values.is_empty() {
            self.summary.same += 1;
            return Ok(());
        }
        let draft = Draft::of(values);
        work.update(&PHONE_VARIANTS, known.id, &draft, Errors::default())?;
        self.summary.changed += 1;
        Ok(())
    }
}

/// The variants of a model by their folded names.
fn all(work: &mut Work<'_>, model: i64) -> Result<HashMap<String, Record>, Problem> {
    let columns: Vec<&'static str> = SAID.into_iter().chain(["name_fold"]).collect();
    let of_model = [Condition::Is("modelid", Value::Int(model))];
    let rows = work.select(&PHONE_VARIANTS, &columns, &of_model)?;
    let name = |row: &Record| row.text("name_fold").unwrap_or_default().to_owned();
    Ok(rows.into_iter().map(|row| (name(&row), row)).collect())
}
