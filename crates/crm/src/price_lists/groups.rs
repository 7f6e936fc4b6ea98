//! Price groups: ranges of quantities of a unit, which prices are for.

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::{Errors, Problem};
use engine::request::Params;
use engine::store::Value;
use engine::work::{Record, Work};

use crate::articles::ARTICLE_UNITS;
use crate::lookup::name;
use crate::parts::ID_NAME;

/// Price groups.
pub static PRICE_GROUPS: Resource = Resource {
    name: "pricegroups",
    one: "price group",
    table: "price_groups",
    shape: &[
        id().ignored().doc("The group's id."),
        name(),
        one("unit", "unitid", &ARTICLE_UNITS, ID_NAME)
            .written()
            .required()
            .doc("The unit that is counted, as `{\"id\": …}` in bodies."),
        integer("min").column("lowest").required().doc("The smallest quantity it is for."),
        integer("max").column("highest").required().doc("The largest quantity it is for."),
    ],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    rules: Rules { check: Some(check), after: None, hidden: None },
    operations: &[
        create("/pricelists/pricegroups", "Create a price group").tag("pricelists"),
        list("/pricelists/pricegroups", "List price groups", LIST).tag("pricelists"),
        update("/pricelists/pricegroups/{id}", "Change a price group", Locate::Id)
            .tag("pricelists"),
        read("/pricelists/pricegroups/{id}", "Get a price group", Locate::Id).tag("pricelists"),
        delete("/pricelists/pricegroups/{id}", "Remove a price group", Locate::Id)
            .tag("pricelists")
            .extension(),
    ],
    ..Resource::EMPTY
};

/// A price group as others answer it.
pub(crate) static PRICE_GROUP: Shape = &[
    id().doc("The group's id."),
    text("name").doc("Its name."),
    one("unit", "unitid", &ARTICLE_UNITS, ID_NAME).doc("The unit that is counted."),
    integer("min").column("lowest").doc("The smallest quantity it is for."),
    integer("max").column("highest").doc("The largest quantity it is for."),
];

const LIST: List = List {
    filters: &[
        equals("unitid").doc("Of this unit."),
        custom("quantity", ParamType::Integer, holding).doc("For this quantity."),
    ],
    sorts: &[sort("unitid", "unitid"), sort("quantity", "lowest")],
    default_sort: "quantity_asc",
    ..List::BY_NAME
};

/// The groups whose range holds a quantity.
fn holding(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let Some(quantity) = params.integer("quantity", errors) else { return Vec::new() };
    let Some(above) = quantity.checked_add(1) else { return vec![Condition::Never] };
    vec![
        Condition::Below("lowest", Value::Int(above)),
        Condition::AtLeast("highest", Value::Int(quantity)),
    ]
}

/// No quantity of a unit is in two groups.
fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    let (Some(unit), Some(min), Some(max)) =
        (now.int("unitid"), now.int("lowest"), now.int("highest"))
    else {
        return Ok(());
    };
    if max < min {
        errors.add("max", format!("This must be at least {min}, the smallest quantity."));
        return Ok(());
    }
    let overlapping = [
        Condition::Is("unitid", Value::Int(unit)),
        Condition::Below("lowest", Value::Int(max + 1)),
        Condition::AtLeast("highest", Value::Int(min)),
    ];
    let mut others = work.find(&PRICE_GROUPS, &overlapping)?;
    others.retain(|id| before.is_none_or(|before| before.id != *id));
    if let Some(other) = others.first() {
        let text = format!("The price group {other} is for some of these quantities already.");
        errors.add("min", text);
    }
    Ok(())
}
