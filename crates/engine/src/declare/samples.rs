//! A small library of books: declarations for tests, with one of each kind.

use super::*;
use crate::plan::Condition;
use crate::store::Value;
use crate::work::Outcome;

pub(crate) static LIBRARY: &[&Resource] = &[&SHELVES, &BOOKS, &READERS, &LOANS, &MARKS];

pub(crate) static SHELVES: Resource = Resource {
    name: "shelves",
    one: "shelf",
    table: "shelves",
    shape: &[
        id().ignored().doc("Its id."),
        text("name").required().doc("Its name."),
        integer("floor").range(-2, 9).default(0).doc("The floor."),
        object("places", PLACES).doc("Where it is."),
        children("books", &BOOKS, "shelfid", BOOK_BRIEF).doc("What stands there."),
    ],
    derived: &[key("name_key", "name")],
    search: &["name"],
    points: Some(&Points {
        table: "shelf_points",
        places: &[("front", "front_north", "front_east"), ("back", "back_north", "back_east")],
    }),
    unique: &[Unique { columns: &["name"], property: "name" }],
    lifetime: Lifetime::Removed,
    writers: Writers::Administrators,
    operations: &[
        create("/shelves", "Create a shelf"),
        list(
            "/shelves",
            "List shelves",
            List {
                filters: &[
                    near().doc("Near."),
                    companion("distance", ParamType::Text).doc("How near."),
                    full_text().doc("Words."),
                ],
                ..List::BY_NAME
            },
        ),
        list(
            "/shelves/all",
            "List all shelves",
            List { paged: false, sortable: false, ..List::BY_NAME },
        )
        .deprecated(),
        list(
            "/shelves/places",
            "List places",
            List { of: Listed::Places(SPOT), max_per_page: 1000, ..List::BY_NAME },
        ),
        report("/shelves/loads", "Weigh shelves", LOADS),
        report_by(
            Method::Post,
            "/shelves/{id}/dust",
            "Dust a shelf",
            Report { one: "dusting", shape: &[integer("id").doc("Its id.")], ..Report::EMPTY },
        ),
        read("/shelves/{id}", "Get a shelf", Locate::Id),
        update("/shelves/{id}", "Change a shelf", Locate::Id),
        delete("/shelves/{id}", "Remove a shelf", Locate::Id).extension(),
    ],
    ..Resource::EMPTY
};

const LOADS: Report = Report {
    one: "load",
    query: List {
        filters: &[
            companion("floor", ParamType::Integer).required().doc("On this floor."),
            companion("unit", ParamType::Text).choices(&["kilo", "pound"], "kilo").doc("In what."),
        ],
        sorts: &[sort("weight", "weight")],
        default_sort: "weight_asc",
        ..List::BY_NAME
    },
    form: Form::Page(&["heaviest"]),
    shape: &[integer("weight").doc("What it bears."), text("shelf").doc("Which.")],
    ..Report::EMPTY
};

const PLACES: Shape = &[
    object(
        "front",
        &[
            degrees("latitude", 90).column("front_north").doc("North."),
            degrees("longitude", 180).column("front_east").doc("East."),
            distance("distance", "front_north", "front_east").ignored().doc("Kilometres."),
        ],
    )
    .doc("The front."),
    object(
        "back",
        &[
            degrees("latitude", 90).column("back_north").doc("North."),
            degrees("longitude", 180).column("back_east").doc("East."),
            distance("distance", "back_north", "back_east").ignored().doc("Kilometres."),
        ],
    )
    .doc("The back."),
];

const SPOT: Shape = &[
    integer("shelfid").assigned().doc("The shelf."),
    degrees("latitude", 90).assigned().doc("North."),
];

const BOOK_BRIEF: Shape = &[id().doc("Its id."), text("title").doc("Its title.")];

static WAITING: Link = Link {
    table: "waiting",
    left: "bookid",
    left_of: &BOOKS,
    right: "readerid",
    right_of: &READERS,
};

static NOTES: Entries = Entries {
    table: "notes",
    on: "bookid",
    shape: &[text("key").doc("Key."), text("value").doc("Value.")],
};

pub(crate) static BOOKS: Resource = Resource {
    name: "books",
    one: "book",
    table: "books",
    shape: &[
        id().doc("Its id."),
        text("title").required().max(100).doc("Its title."),
        text("code").secret().doc("A secret."),
        flag("lent").default(0).doc("Whether it is lent."),
        reference("shelfid", &SHELVES).required().doc("Its shelf."),
        reference_text("donorid", &READERS).doc("Who gave it."),
        one("shelf", "shelfid", &SHELVES, &[id().doc("Its id."), text("name").doc("Its name.")])
            .doc("Its shelf."),
        one("donor", "donorid", &READERS, &[id().doc("Its id.")]).written().doc("Who gave it."),
        via("shelfname", &[("shelfid", &SHELVES)], "name").doc("Its shelf's name."),
        linked("waiting", &WAITING, &[id().doc("Its id.")]).written().doc("Who waits for it."),
        entries("notes", &NOTES).doc("Notes."),
        picture("cover").doc("Its cover."),
        empty("review").doc("Nothing yet."),
        empty_list("copies", &[id().doc("Its id.")]).doc("Nothing yet."),
        computed(
            "spine",
            Computed {
                from: &["title"],
                shape: &[text("line").doc("A line.")],
                plurality: Plurality::List,
                compute: |_| serde_json::Value::Null,
            },
        )
        .doc("What stands on the spine."),
        integer("pages").extension().doc("How many pages."),
        instant("created").doc("When it came."),
    ],
    derived: &[fold("title_fold", "title"), key("title_key", "title")],
    search: &["title"],
    lifetime: Lifetime::Soft,
    operations: &[
        create("/books", "Create a book"),
        list(
            "/books",
            "List books",
            List {
                filters: &[
                    equals("shelfid").doc("On this shelf."),
                    one_of("shelfids", "shelfid").doc("On these shelves."),
                    either("lent").default(0).allow(&[0, 1, 2]).doc("Lent or not."),
                    like("title", "title_fold").doc("Title."),
                    companion("film", ParamType::Integers).doc("With this film."),
                    equals("floor")
                        .within(&[Within { own: "shelfid", table: "shelves", select: "id" }])
                        .doc("On this floor."),
                ],
                sorts: &[sort("title", "title_key")],
                default_sort: "title_asc",
                ..List::BY_NAME
            },
        ),
        follow("/books/wait", "Wait for a book", &WAITING, true),
        follow("/books/giveup", "Stop waiting for a book", &WAITING, false),
        read("/books/{id}", "Get a book", Locate::Id),
        update("/books/{id}", "Change a book", Locate::Id),
        delete("/books/{id}", "Hide a book", Locate::Id).extension(),
        restore("/books/{id}/restore", "Bring a book back"),
        special(
            "/books/{id}/rebind",
            "Bind a book anew",
            Special {
                run: |_, _| Ok(Outcome::Done),
                writes: true,
                body: &[text("colour").required().doc("The colour.")],
                answers: false,
                status: 204,
            },
        ),
    ],
    ..Resource::EMPTY
};

pub(crate) static READERS: Resource = Resource {
    name: "readers",
    one: "reader",
    table: "readers",
    shape: &[id().doc("Its id."), text("name").required().doc("Its name.")],
    operations: &[read("/readers/me", "Get yourself", Locate::Me)],
    ..Resource::EMPTY
};

const LOAN: Locate =
    Locate::Key(&[path_id("bookid", "bookid", &BOOKS), path_between("month", 1, 12)]);

pub(crate) static LOANS: Resource = Resource {
    name: "loans",
    one: "loan",
    table: "loans",
    shape: &[
        id().doc("Its id."),
        reference("bookid", &BOOKS).assigned().doc("The book."),
        integer("month").doc("The month."),
        integer("days").doc("For how many days."),
    ],
    lifetime: Lifetime::Removed,
    operations: &[
        put("/books/{bookid}/loans/{month}", "Set a loan", LOAN).tag("books"),
        read("/books/{bookid}/loans/{month}", "Get a loan", LOAN).tag("books"),
        delete("/books/{bookid}/loans/{month}", "Remove a loan", LOAN).tag("books"),
    ],
    ..Resource::EMPTY
};

const MARKED: &[Word] = &[
    word(&["book", "books"], 1, "bookid", &BOOKS),
    word(&["shelf", "shelves"], 2, "shelfid", &SHELVES),
    // Films are found on their shelves.
    word(&["film"], 3, "shelfid", &SHELVES),
];

const MARK: Locate = Locate::Key(&[
    path_id("reader", "readerid", &READERS),
    path_word("what", "kind", MARKED),
    path_id_of_word("which"),
]);

pub(crate) static MARKS: Resource = Resource {
    name: "marks",
    one: "mark",
    table: "marks",
    shape: &[
        one_word("what", MARKED).column("kind").ignored().doc("What is marked."),
        scalar(
            "which",
            Scalar {
                ty: Type::Integer { min: 1, max: MAX_INTEGER },
                from: &["bookid", "shelfid"],
                compute: |_| serde_json::Value::Null,
            },
        )
        .doc("Which one."),
        integers("pages").doc("Pages that are marked."),
        reference("readerid", &READERS).assigned().doc("Whose mark it is."),
        reference("bookid", &BOOKS).assigned().doc("The book."),
        reference("shelfid", &SHELVES).assigned().doc("The shelf."),
    ],
    lifetime: Lifetime::Removed,
    operations: &[
        put("/readers/{reader}/marks/{what}/{which}", "Set a mark", MARK).tag("readers"),
        read("/readers/{reader}/marks/{what}/{which}", "Get a mark", MARK).tag("readers"),
        list(
            "/readers/{reader}/marks",
            "List the marks of books",
            List {
                path_filters: &[path_id("reader", "readerid", &READERS)],
                only: &[Condition::Is("kind", Value::Int(1))],
                sorts: &[sort("id", "id")],
                default_sort: "id_asc",
                ..List::BY_NAME
            },
        )
        .tag("readers"),
    ],
    ..Resource::EMPTY
};
