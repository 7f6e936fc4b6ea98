//! Subscriptions. The reference calls them unfinished, and shows each in two shapes: lists and
//! creates as subscriptions, single ones and changes as sort groups. Each shape takes and answers
//! the other's properties too, as extensions.

use engine::declare::*;
use engine::problem::{Errors, Problem};
use engine::work::{Record, Work};

use crate::accounts::back_to_contact;
use crate::contacts::CONTACTS;
use crate::users::USERS;

/// A property of the shape that lists have.
const fn listed(property: Property, single: bool) -> Property {
    if single { property.extension() } else { property }
}

/// A property of the shape that single ones have.
const fn single(property: Property, single: bool) -> Property {
    if single { property } else { property.extension() }
}

/// The properties, as single ones or as lists have them.
const fn shape(one: bool) -> [Property; 21] {
    let id = id().doc("The subscription's id.");
    [
        if one { id } else { id.ignored().create_only() },
        listed(flag("active"), one).default(1).doc("1 while it runs."),
        text("name").doc("Its name."),
        listed(long_text("note"), one).doc("Anything worth knowing."),
        listed(date("startdate"), one).doc("The day it begins."),
        listed(date("orderstartdate"), one).doc("The day its orders begin."),
        listed(integer("typeid"), one).doc("Number of its type."),
        listed(integer("statusid"), one).doc("Number of its status."),
        listed(integer("intervalid"), one).doc("Number of its interval."),
        listed(integer("periodid"), one).doc("Number of its period."),
        listed(integer("nextperiodid"), one).doc("Number of its next period."),
        listed(integer("renewalperiodid"), one).doc("Number of the period it is renewed for."),
        listed(integer("renewalid"), one).doc("Number of the way it is renewed."),
        listed(integer("advanceid"), one).doc("Number of how far in advance it is paid."),
        listed(reference("parentid", &SUBSCRIPTIONS), one)
            .shown()
            .doc("Id of the subscription it belongs to."),
        listed(reference("userid", &USERS), one).shown().doc("Id of who looks after it."),
        listed(reference("contactid", &CONTACTS), one).shown().doc("Id of whom it is with."),
        single(integer("sort"), one).default(0).doc("Place in lists."),
        single(text("externalkey"), one).doc("Key in another system."),
        instant("created").hidden().doc("When it was created."),
        instant("updated").hidden().doc("When it was changed last."),
    ]
}

const DERIVED: &[Derived] = &[fold("name_fold", "name"), key("name_key", "name")];

const RULES: Rules = Rules { check: Some(check), after: None, hidden: Some(hidden) };

/// Subscriptions, as they are listed and created.
pub static SUBSCRIPTIONS: Resource = Resource {
    name: "subscriptions",
    one: "subscription",
    table: "subscriptions",
    shape: &shape(false),
    derived: DERIVED,
    lifetime: Lifetime::Soft,
    rules: RULES,
    operations: &[
        create("/subscriptions", "Create a subscription"),
        list("/subscriptions", "List subscriptions", LIST),
    ],
    ..Resource::EMPTY
};

/// Subscriptions, as single ones are read and changed.
pub static SUBSCRIPTION_ITEMS: Resource = Resource {
    name: "subscriptionitems",
    one: "subscription",
    table: "subscriptions",
    shape: &shape(true),
    derived: DERIVED,
    lifetime: Lifetime::Soft,
    rules: RULES,
    operations: &[
        update("/subscriptions/{id}", "Change a subscription", Locate::Id).tag("subscriptions"),
        read("/subscriptions/{id}", "Get a subscription", Locate::Id).tag("subscriptions"),
        delete("/subscriptions/{id}", "Hide a subscription", Locate::Id)
            .tag("subscriptions")
            .extension(),
        restore("/subscriptions/{id}/restore", "Bring a hidden subscription back")
            .tag("subscriptions"),
    ],
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[
        like("name", "name_fold").unsearched().doc("Name; `%` stands for any text."),
        equals("sort").doc("At this place in lists."),
    ],
    sorts: &[sort("sort", "sort"), sort_optional("name", "name_key")],
    default_sort: "sort_asc",
    ..List::BY_NAME
};

fn check(
    work: &mut Work<'_>,
    now: &mut Record,
    before: Option<&Record>,
    errors: &mut Errors,
) -> Result<(), Problem> {
    if let (Some(parent), Some(before)) = (now.int("parentid"), before)
        && before.int("parentid") != Some(parent)
        && work.leads_to(&SUBSCRIPTIONS, "parentid", parent, before.id)?
    {
        let text = "A subscription cannot belong to itself, directly or in a ring.";
        errors.add("parentid", text);
    }
    Ok(())
}

/// A subscription comes back to an account that is there.
fn hidden(work: &mut Work<'_>, id: i64, hidden: bool) -> Result<(), Problem> {
    back_to_contact(work, &SUBSCRIPTIONS, id, hidden)
}
