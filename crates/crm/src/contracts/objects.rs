//! Which objects a contract is about: one thing, seen from the contract and from the object.

use engine::declare::*;
use engine::plan::Condition;

use super::CONTRACTS;
use crate::objects::OBJECTS;

const CONTRACT: PathPart = path_id("contract_id", "contract_id", &CONTRACTS);
const OBJECT: PathPart = path_id("object_id", "object_id", &OBJECTS);

/// An object of a contract.
pub static CONTRACT_OBJECTS: Resource = Resource {
    name: "contractobjects",
    one: "object of a contract",
    table: "contract_objects",
    shape: &[
        reference("contractid", &CONTRACTS)
            .column("contract_id")
            .shown()
            .assigned()
            .doc("Id of the contract."),
        reference("objectid", &OBJECTS)
            .column("object_id")
            .shown()
            .assigned()
            .doc("Id of the object."),
        text("location").doc("Where the object is."),
        instant("created").doc("When the two were connected."),
        instant("updated").doc("When it was changed last."),
    ],
    derived: &[fold("location_fold", "location")],
    unique: &[Unique { columns: &["contract_id", "object_id"], property: "objectid" }],
    lifetime: Lifetime::Removed,
    operations: &{
        const OF_CONTRACT: &str = "/contracts/{contract_id}/objects";
        const ONE_OF_CONTRACT: &str = "/contracts/{contract_id}/objects/{object_id}";
        const OF_OBJECT: &str = "/objects/{object_id}/contracts";
        const ONE_OF_OBJECT: &str = "/objects/{object_id}/contracts/{contract_id}";
        const KEY: Locate = Locate::Key(&[CONTRACT, OBJECT]);
        const BACK: Locate = Locate::Key(&[OBJECT, CONTRACT]);
        const THEIR_OBJECTS: List = List {
            path_filters: &[CONTRACT],
            only: &[Condition::Present("object_id", OBJECTS.table)],
            ..LIST
        };
        const THEIR_CONTRACTS: List = List {
            path_filters: &[OBJECT],
            only: &[Condition::Present("contract_id", CONTRACTS.table)],
            ..LIST
        };
        [
            list(OF_CONTRACT, "List a contract's objects", THEIR_OBJECTS).tag("contracts"),
            put(ONE_OF_CONTRACT, "Set an object of a contract", KEY).tag("contracts"),
            read(ONE_OF_CONTRACT, "Get an object of a contract", KEY).tag("contracts"),
            delete(ONE_OF_CONTRACT, "Take an object out of a contract", KEY)
                .tag("contracts")
                .extension(),
            list(OF_OBJECT, "List an object's contracts", THEIR_CONTRACTS).tag("objects"),
            put(ONE_OF_OBJECT, "Set a contract of an object", BACK).tag("objects"),
            read(ONE_OF_OBJECT, "Get a contract of an object", BACK).tag("objects"),
            delete(ONE_OF_OBJECT, "Take a contract off an object", BACK).tag("objects").extension(),
        ]
    },
    ..Resource::EMPTY
};

const LIST: List = List {
    filters: &[like("location", "location_fold")
        .unsearched()
        .doc("Where the object is; `%` stands for any text.")],
    sorts: &[sort("created", "created")],
    default_sort: "created_asc",
    sortable: false,
    ..List::BY_NAME
};
