//! The colours and sizes that a model comes in: those of its variants.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Problem;
use engine::request::list::ListRequest;
use engine::work::{Input, Work};
use serde_json::{Value as Json, json};

use super::{PHONE_COLOURS, PHONE_MODELS, PHONE_SIZES, PHONE_VARIANTS};
use crate::parts::ID_NAME;

/// A model comes in the colours of its variants.
static COLOURS: Link = of_variants("colourid", &PHONE_COLOURS);

/// A model comes in the sizes of its variants.
static SIZES: Link = of_variants("sizeid", &PHONE_SIZES);

const fn of_variants(right: &'static str, right_of: &'static Resource) -> Link {
    Link { table: "phone_variants", left: "modelid", left_of: &PHONE_MODELS, right, right_of }
}

pub(super) const OPTIONS: Report = Report {
    one: "phone options",
    query: List {
        filters: &[equals("modelid").doc("Those that this model comes in, else all.")],
        ..List::NOTHING
    },
    shape: &[
        linked("colours", &COLOURS, ID_NAME)
            .sole()
            .doc("The first of the colours; in the native wire format all of them."),
        linked("sizes", &SIZES, ID_NAME)
            .sole()
            .doc("The first of the sizes; in the native wire format all of them."),
        linked("colourlist", &COLOURS, ID_NAME).extension().doc("All of the colours."),
        linked("sizelist", &SIZES, ID_NAME).extension().doc("All of the sizes."),
    ],
    run,
    ..Report::EMPTY
};

fn run(work: &mut Work<'_>, _: &Input, asked: &ListRequest) -> Result<Answer, Problem> {
    // Conditions are on variants, whose columns they name.
    let of_model = &asked.find.all;
    let colours = chosen(work, &COLOURS, of_model)?;
    let sizes = chosen(work, &SIZES, of_model)?;
    Ok(Answer::one(json!({
        "colours": colours,
        "sizes": sizes,
        "colourlist": colours,
        "sizelist": sizes,
    })))
}

/// What a link leads to from the variants for which the conditions hold; without any condition, all
/// there is.
fn chosen(
    work: &mut Work<'_>,
    link: &Link,
    of_variants: &[Condition],
) -> Result<Vec<Json>, Problem> {
    let of_some = Condition::Within {
        own: "id",
        table: PHONE_VARIANTS.table,
        select: link.right,
        all: of_variants.to_vec(),
    };
    let all = if of_variants.is_empty() { Vec::new() } else { vec![of_some] };
    let mut found = work.select(link.right_of, &["name", "sortorder"], &all)?;
    found.sort_by_key(|row| (row.int("sortorder"), row.id));
    let shown = |row: &engine::work::Record| json!({ "id": row.id, "name": row.text("name") });
    Ok(found.iter().map(shown).collect())
}
