//! What opportunities are sorted into.

use engine::declare::*;

use crate::lookup::lookup;

lookup! {
    /// What an opportunity may come to, as likely as one thinks.
    OPPORTUNITY_ESTIMATES = "opportunityestimates", "opportunity estimate", "opportunity_estimates"
    in "opportunities" at "/opportunities/estimates"
    by "sortorder" [
        text("description").required().doc("What it says."),
        integer("sortorder").default(0).doc("Place in lists."),
        text("value").doc("How likely, such as `50`."),
        flag("visible").default(1).doc("1 while it is offered."),
    ]
}

lookup! {
    /// Why opportunities are lost.
    LOST_REASONS = "opportunitylostreasons", "lost reason", "opportunity_lost_reasons"
    in "opportunities" at "/opportunities/lostreasons"
    by "sortorder" [
        text("name").required().doc("Its name."),
        integer("sortorder").default(0).doc("Place in lists."),
    ]
}

lookup! {
    /// Where one stands on the way to a decision.
    OPPORTUNITY_PROGRESSION = "opportunityprogressionstates", "opportunity progression state",
    "opportunity_progression_states"
    in "opportunities" at "/opportunities/progressionstates"
    by "id" [text("name").required().doc("Its name.")]
}

lookup! {
    /// Where opportunities come from.
    OPPORTUNITY_SOURCES = "opportunitysources", "opportunity source", "opportunity_sources"
    in "opportunities" at "/opportunities/sources"
    by "id" [
        text("name").required().doc("Its name."),
        flag("default").column("isdefault").default(0)
            .doc("1 for the default; one source at most."),
    ]
    only_one: &["isdefault"],
}

lookup! {
    /// How far opportunities of a type have come.
    OPPORTUNITY_STATUSES = "opportunitystatuses", "opportunity status", "opportunity_statuses"
    in "opportunities" at "/opportunities/statuses"
    by "sortorder" [
        text("color").doc("Colour it is shown in."),
        text("description").doc("What it means."),
        text("name").required().doc("Its name."),
        flag("lost").default(0).doc("1 when such an opportunity is lost, and so closed."),
        reference("opportunitytypeid", &OPPORTUNITY_TYPES)
            .shown()
            .required()
            .doc("Id of the type of opportunities that it is a status of."),
        integer("sortorder").default(0).doc("Place in lists."),
        integer("sortorderplug").default(0).doc("Place in lists of add-ons."),
        flag("won").default(0).doc("1 when such an opportunity is won, and so closed."),
    ]
}

/// A status as others answer it.
pub(super) const STATUS: Shape = &[
    id().doc("The status's id."),
    text("color").doc("Colour it is shown in."),
    text("description").doc("What it means."),
    text("name").doc("Its name."),
    flag("lost").doc("1 when such an opportunity is lost."),
    integer("opportunitytypeid").doc("Id of the type of opportunities that it is a status of."),
    integer("sortorder").doc("Place in lists."),
    integer("sortorderplug").doc("Place in lists of add-ons."),
    flag("won").doc("1 when such an opportunity is won."),
];

const fn valid_statuses() -> Property {
    children("validstatuses", &OPPORTUNITY_STATUSES, "opportunitytypeid", STATUS)
        .sole()
        .doc("The first of its statuses; in the native wire format all of them.")
}

const fn valid_status_list() -> Property {
    children("validstatuslist", &OPPORTUNITY_STATUSES, "opportunitytypeid", STATUS)
        .extension()
        .doc("All of its statuses.")
}

lookup! {
    /// Types of opportunities, each with statuses of its own.
    OPPORTUNITY_TYPES = "opportunitytypes", "opportunity type", "opportunity_types"
    in "opportunities" at "/opportunities/types"
    by "sortorder" [
        flag("isdefault").default(0)
            .doc("1 for the default; one type at most."),
        text("name").required().doc("Its name."),
        integer("sortorder").default(0).doc("Place in lists."),
        valid_statuses(),
        valid_status_list(),
    ]
    only_one: &["isdefault"],
}

/// A type as opportunities answer it.
pub(super) static TYPE: Shape = &[
    id().doc("The type's id."),
    flag("isdefault").doc("1 for the default."),
    text("name").doc("Its name."),
    integer("sortorder").doc("Place in lists."),
    valid_statuses(),
    valid_status_list(),
];

lookup! {
    /// Why opportunities are won.
    WIN_REASONS = "opportunitywinreasons", "win reason", "opportunity_win_reasons"
    in "opportunities" at "/opportunities/winreasons"
    by "sortorder" [
        text("name").required().doc("Its name."),
        integer("sortorder").default(0).doc("Place in lists."),
    ]
}

lookup! {
    extension
    /// States of opportunities.
    OPPORTUNITY_STATES = "opportunitystates", "opportunity state", "opportunity_states"
    in "opportunities" at "/opportunities/states"
    by "sortorder" [
        text("state").required().doc("Its name."),
        integer("sortorder").default(0).doc("Place in lists."),
    ]
}
