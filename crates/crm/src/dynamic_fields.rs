//! Dynamic fields: what a tenant wants to know of its things beyond what all of them have.

mod carried;
mod filter;
mod kinds;
mod options;
mod values;
mod written;

use engine::declare::*;
use engine::plan::Condition;
use engine::problem::Errors;
use engine::request::Params;
use engine::store::Value;
use serde_json::Value as Json;

use crate::lookup::lookup;
use kinds::{NAMES, TYPE, TYPE_IDS};
use options::OPTION;

pub(crate) use carried::CARRIED;
pub(crate) use filter::{FIELD_ID, FIELD_VALUE};
pub use options::FIELD_OPTIONS;
pub use values::FIELD_VALUES;
pub(crate) use written::{Cell, bring_in, merge};

lookup! {
    extension
    /// Groups that fields are shown in.
    FIELD_GROUPS = "dynamicfieldgroups", "field group", "field_groups" in "dynamicfields"
    at "/dynamicfields/groups"
    by "name_key" [
        text("name").required().doc("Its name."),
        instant("created").doc("When it was created."),
        instant("updated").doc("When it was changed last."),
    ]
    derived: &[key("name_key", "name")],
}

const GROUP: Shape = &[
    id().doc("The group's id."),
    text("name").doc("Its name."),
    instant("created").doc("When it was created."),
    instant("updated").doc("When it was changed last."),
];

/// Fields.
pub static FIELDS: Resource = Resource {
    name: "dynamicfields",
    one: "dynamic field",
    table: "fields",
    shape: &[
        id().doc("The field's id."),
        text("name").required().doc("Its name."),
        choice("group", &NAMES)
            .column("kind")
            .required()
            .create_only()
            .doc("What it belongs to; set for good when it is created."),
        integer("sortorder").default(0).doc("Place in lists."),
        integer("size").doc("How large it is shown."),
        long_text("help").doc("What to fill in."),
        truth("required").default(0).doc("Whether it must be filled in."),
        truth("inoverview").default(0).doc("Whether overviews show it."),
        truth("visible").default(1).doc("Whether it is shown."),
        truth("readonly").default(0).doc("Whether its values cannot be changed."),
        children("options", &FIELD_OPTIONS, "fieldid", OPTION)
            .written()
            .doc("What to choose from; those in bodies are changed or added, the others stay."),
        computed(
            "type",
            Computed {
                from: &["id", "type", "kind"],
                shape: OPTION,
                plurality: Plurality::One,
                compute: of_type,
            },
        )
        .doc("What it holds."),
        one("fieldgroup", "groupid", &FIELD_GROUPS, GROUP)
            .written()
            .doc("The group it is shown in; `{\"id\": …}` in bodies."),
        children("selected", &FIELD_OPTIONS, "presetof", OPTION)
            .doc("Options that are chosen to begin with."),
        children("unselected", &FIELD_OPTIONS, "otherof", OPTION).doc("The other options."),
        integer("typeid")
            .column("type")
            .range(TYPE_IDS[0], TYPE_IDS[TYPE_IDS.len() - 1])
            .required()
            .create_only()
            .hidden()
            .doc(
                "What it holds, set for good when it is created: 1 text, 2 long text, 3 number, \
                 4 date, 5 yes or no, 6 one of its options, 7 many of its options.",
            ),
    ],
    derived: &[fold("name_fold", "name"), key("name_key", "name")],
    copied: &[Copied { column: "group_key", by: "groupid", of: &FIELD_GROUPS, from: "name_key" }],
    lifetime: Lifetime::Soft,
    writers: Writers::Administrators,
    operations: &[
        list("/dynamicfields/definitions", "List fields", LIST),
        create("/dynamicfields/definitions", "Create a field").extension(),
        read("/dynamicfields/definitions/{id}", "Get a field", Locate::Id),
        update("/dynamicfields/definitions/{id}", "Change a field", Locate::Id).extension(),
        delete(
            "/dynamicfields/definitions/{id}",
            "Retire a field; its values are kept",
            Locate::Id,
        )
        .extension(),
        restore("/dynamicfields/definitions/{id}/restore", "Bring a retired field back"),
        list("/dynamicfields/types", "List types of fields", TYPES).made(&TYPE).extension(),
        list("/dynamicfields/values", "List the fields of a thing and what they hold", VALUES)
            .made(&values::VALUE)
            .refuses(&[404]),
        special(
            "/dynamicfields/values/{fieldid}/{resourceid}",
            "Set what a field of a thing holds",
            values::PUT,
        )
        .by(Method::Put)
        .writers(Writers::Everyone)
        .made(&values::VALUE),
    ],
    ..Resource::EMPTY
};

const NAME: Filter =
    like("fieldname", "name_fold").unsearched().doc("Name; `%` stands for any text.");

const BY_PLACE: &[Sort] = &[sort("name", "name_key"), sort("sorting", "sortorder")];

const LIST: List = List {
    filters: &[
        custom("groups", ParamType::Texts, of_groups)
            .doc("Of things of these kinds, separated by commas."),
        equals("typeid").on("type").doc("Of this type."),
        NAME,
    ],
    sorts: &[
        sort("name", "name_key"),
        sort("sorting", "sortorder"),
        sort_optional("groupname", "group_key"),
    ],
    default_sort: "sorting_asc",
    ..List::BY_NAME
};

const VALUES: List = List {
    filters: &[
        exactly("resourcetype", "kind").among(&NAMES).required().doc("What kind of thing it is."),
        companion("resourceid", ParamType::Integer).required().doc("Id of the thing."),
        NAME,
        one_of("fieldids", "id").shown_as(ParamType::Integers).doc("These fields."),
    ],
    sorts: BY_PLACE,
    default_sort: "sorting_asc",
    ..List::BY_NAME
};

const TYPES: List = List {
    sorts: &[sort("id", "id")],
    default_sort: "id_asc",
    sortable: false,
    paged: false,
    of: Listed::Fixed(&TYPE_IDS),
    ..List::BY_NAME
};

fn of_groups(params: &Params, errors: &mut Errors) -> Vec<Condition> {
    let mut any = Vec::new();
    for name in params.all("groups").flat_map(|names| names.split(',')).map(str::trim) {
        if NAMES.contains(&name) {
            any.push(Condition::Is("kind", name.into()));
        } else {
            let text = format!("Each of these must be one of {}.", NAMES.join(", "));
            errors.add("groups", text);
        }
    }
    if any.is_empty() { Vec::new() } else { vec![Condition::Any(any)] }
}

fn of_type(values: &[Value]) -> Json {
    match values {
        [Value::Int(id), Value::Int(holds), Value::Text(kind)] => kinds::type_of(*id, *holds, kind),
        _ => Json::Null,
    }
}
