//! What orders and quotes are agreed on and sorted into: terms of delivery and payment, types,
//! statuses, and groups of rows.

use engine::declare::*;

use crate::lookup::{
    BY_DEFAULT, BY_EXTERNAL_KEY, BY_NAME, default_one, external_key, lookup, name,
};

const DERIVED: &[Derived] = &[fold("name_fold", "name"), key("name_key", "name")];

const NAME: Sort = sort("name", "name_key");

lookup! {
    paged
    /// Who pays for carriage, and where the goods change hands.
    DELIVERY_TERMS = "deliveryterms", "delivery term", "delivery_terms" at "/deliveryterms"
    listed List {
        filters: &[BY_NAME, BY_DEFAULT, BY_EXTERNAL_KEY],
        sorts: &[NAME, sort("id", "id")],
        ..List::BY_NAME
    };
    [
        id().ignored().doc("Its id."),
        name(),
        default_one(),
        external_key().required().may_be_empty(),
    ]
    derived: DERIVED,
    only_one: &["isdefault"],
}

lookup! {
    paged
    /// How goods are sent.
    DELIVERY_TYPES = "deliverytypes", "delivery type", "delivery_types" at "/deliverytypes"
    listed List {
        filters: &[BY_NAME, BY_DEFAULT],
        sorts: &[NAME, sort("id", "id")],
        ..List::BY_NAME
    };
    [id().ignored().doc("Its id."), name(), default_one()]
    derived: DERIVED,
    only_one: &["isdefault"],
}

lookup! {
    paged
    /// When what is bought is paid.
    PAYMENT_TERMS = "paymentterms", "payment term", "payment_terms" at "/paymentterms"
    listed List {
        filters: &[
            BY_NAME,
            BY_DEFAULT,
            BY_EXTERNAL_KEY,
            equals("days").doc("With so many days to pay."),
        ],
        sorts: &[NAME, sort("days", "days")],
        ..List::BY_NAME
    };
    [
        id().ignored().doc("Its id."),
        name(),
        default_one(),
        external_key().required().may_be_empty(),
        integer("days").required().doc("Days to pay."),
    ]
    derived: DERIVED,
    only_one: &["isdefault"],
}

lookup! {
    paged
    /// Kinds of orders.
    ORDER_TYPES = "ordertypes", "order type", "order_types" at "/ordertypes"
    listed List {
        filters: &[BY_NAME, BY_DEFAULT, equals("sortorder").doc("At this place in lists.")],
        sorts: &[NAME, sort("sortorder", "sortorder")],
        default_sort: "sortorder_asc",
        ..List::BY_NAME
    };
    [
        id().ignored().doc("Its id."),
        default_one(),
        name(),
        integer("sortorder").required().doc("Place in lists."),
    ]
    derived: DERIVED,
    only_one: &["isdefault"],
}

lookup! {
    paged
    /// How far orders have come.
    ORDER_STATUSES = "orderstatus", "order status", "order_statuses" at "/orderstatus"
    listed List {
        filters: &[BY_NAME, BY_DEFAULT, equals("step").doc("At this step of the way.")],
        sorts: &[NAME],
        ..List::BY_NAME
    };
    [
        id().ignored().doc("Its id."),
        default_one(),
        name(),
        integer("step").required().doc("Which step of the way it is, from the first."),
    ]
    derived: DERIVED,
    only_one: &["isdefault"],
}

lookup! {
    paged
    /// What rows of orders and quotes are grouped by.
    SORT_GROUPS = "sortgroups", "sort group", "sort_groups" at "/sortgroups"
    listed List {
        filters: &[BY_NAME, equals("sort").on("sortorder").doc("At this place in lists.")],
        sorts: &[sort("sort", "sortorder"), NAME],
        default_sort: "sort_asc",
        ..List::BY_NAME
    };
    [
        id().doc("Its id."),
        name(),
        integer("sort").column("sortorder").required().doc("Place in lists."),
        external_key(),
    ]
    derived: DERIVED,
}
