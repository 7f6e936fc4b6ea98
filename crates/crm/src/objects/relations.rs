//! What else an object has to do with: other things, each named by a word for its kind and its id.
//! The reference reads them only.

use engine::declare::*;
use engine::plan::Condition;
use engine::store::Value;

use super::OBJECTS;
use crate::accounts::ACCOUNTS;
use crate::activities::ACTIVITIES;
use crate::articles::ARTICLES;
use crate::contacts::CONTACTS;
use crate::leads::LEADS;
use crate::opportunities::OPPORTUNITIES;
use crate::orders::ORDERS;
use crate::projects::PROJECTS;
use crate::quotes::QUOTES;
use crate::subscriptions::SUBSCRIPTIONS;
use crate::users::USERS;

/// The kinds of things that objects have to do with.
const KINDS: &[Word] = &[
    word(&["account", "accounts"], 1, "accountid", &ACCOUNTS),
    word(&["contact", "contacts"], 2, "contactid", &CONTACTS),
    word(&["user", "users"], 3, "userid", &USERS),
    word(&["activity", "activities"], 4, "activityid", &ACTIVITIES),
    word(&["opportunity", "opportunities"], 5, "opportunityid", &OPPORTUNITIES),
    word(&["lead", "leads"], 6, "leadid", &LEADS),
    word(&["project", "projects"], 7, "projectid", &PROJECTS),
    word(&["subscription", "subscriptions"], 8, "subscriptionid", &SUBSCRIPTIONS),
    word(&["object", "objects"], 9, "otherobjectid", &OBJECTS),
    word(&["order", "orders"], 10, "orderid", &ORDERS),
    word(&["quote", "quotes"], 11, "quoteid", &QUOTES),
    word(&["article", "articles"], 12, "articleid", &ARTICLES),
];

/// The columns of the kinds: one of them holds an id, the others nothing.
const COLUMNS: &[&str] = &[
    "accountid",
    "contactid",
    "userid",
    "activityid",
    "opportunityid",
    "leadid",
    "projectid",
    "subscriptionid",
    "otherobjectid",
    "orderid",
    "quoteid",
    "articleid",
];

const fn other(column: &'static str, of: &'static Resource) -> Property {
    reference(column, of).assigned().doc("Id of the other, where it is of this kind.")
}

const fn once(columns: &'static [&'static str]) -> Unique {
    Unique { columns, property: "otherid" }
}

/// Relations of objects.
pub static OBJECT_RELATIONS: Resource = Resource {
    name: "objectrelations",
    one: "relation of an object",
    table: "object_relations",
    shape: &[
        one_word("type", KINDS).column("kind").assigned().doc("What kind of thing the other is."),
        reference("objectid", &OBJECTS)
            .column("object_id")
            .shown()
            .assigned()
            .doc("Id of the object."),
        scalar(
            "otherid",
            Scalar {
                ty: Type::Integer { min: 1, max: MAX_INTEGER },
                from: COLUMNS,
                compute: |ids| {
                    let id = ids.iter().find_map(|id| match id {
                        Value::Int(id) => Some(*id),
                        _ => None,
                    });
                    id.into()
                },
            },
        )
        .doc("Id of the other."),
        other("accountid", &ACCOUNTS),
        other("contactid", &CONTACTS),
        other("userid", &USERS),
        other("activityid", &ACTIVITIES),
        other("opportunityid", &OPPORTUNITIES),
        other("leadid", &LEADS),
        other("projectid", &PROJECTS),
        other("subscriptionid", &SUBSCRIPTIONS),
        other("otherobjectid", &OBJECTS),
        other("orderid", &ORDERS),
        other("quoteid", &QUOTES),
        other("articleid", &ARTICLES),
    ],
    unique: &[
        once(&["object_id", "kind", "accountid"]),
        once(&["object_id", "kind", "contactid"]),
        once(&["object_id", "kind", "userid"]),
        once(&["object_id", "kind", "activityid"]),
        once(&["object_id", "kind", "opportunityid"]),
        once(&["object_id", "kind", "leadid"]),
        once(&["object_id", "kind", "projectid"]),
        once(&["object_id", "kind", "subscriptionid"]),
        once(&["object_id", "kind", "otherobjectid"]),
        once(&["object_id", "kind", "orderid"]),
        once(&["object_id", "kind", "quoteid"]),
        once(&["object_id", "kind", "articleid"]),
    ],
    lifetime: Lifetime::Removed,
    operations: &{
        const OBJECT: PathPart = path_id("object_id", "object_id", &OBJECTS);
        const KIND: PathPart = path_word("relation_type", "kind", KINDS);
        const ONE: &str = "/objects/{object_id}/relations/{relation_type}/{other_id}";
        const KEY: Locate = Locate::Key(&[OBJECT, KIND, path_id_of_word("other_id")]);
        [
            list(
                "/objects/{object_id}/relations",
                "List an object's relations",
                List { path_filters: &[OBJECT], ..LIST },
            )
            .tag("objects"),
            list(
                "/objects/{object_id}/relations/{relation_type}",
                "List an object's relations with things of a kind",
                List { path_filters: &[OBJECT, KIND], ..LIST },
            )
            .tag("objects"),
            read(ONE, "Get a relation of an object", KEY).tag("objects"),
            put(ONE, "Relate an object to something", KEY).tag("objects").extension(),
            delete(ONE, "Take a relation away", KEY).tag("objects").extension(),
        ]
    },
    ..Resource::EMPTY
};

const LIST: List = List {
    sorts: &[sort("type", "kind")],
    default_sort: "type_asc",
    sortable: false,
    only: &[
        Condition::Present("accountid", "accounts"),
        Condition::Present("contactid", "contacts"),
        Condition::Present("activityid", "activities"),
        Condition::Present("opportunityid", "opportunities"),
        Condition::Present("leadid", "leads"),
        Condition::Present("subscriptionid", "subscriptions"),
        Condition::Present("otherobjectid", "objects"),
        Condition::Present("articleid", "articles"),
        Condition::Present("quoteid", "quotes"),
        Condition::Present("orderid", "orders"),
    ],
    ..List::BY_NAME
};
