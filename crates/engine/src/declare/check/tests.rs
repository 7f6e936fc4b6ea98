use super::*;
use crate::declare::samples::{BOOKS, LIBRARY, LOANS, MARKS, READERS, SHELVES};
use crate::declare::*;

/// The sample with one resource in place of another of the same name.
fn with(changed: Resource) -> Vec<String> {
    let mut resources = LIBRARY.to_vec();
    let changed = Box::leak(Box::new(changed));
    let position = LIBRARY.iter().position(|known| known.name == changed.name);
    match position {
        Some(position) => resources[position] = changed,
        None => resources.push(changed),
    }
    problems(&resources)
}

/// A declared resource again, to change parts of.
fn copy(of: &'static Resource) -> Resource {
    Resource {
        name: of.name,
        one: of.one,
        table: of.table,
        shape: of.shape,
        derived: of.derived,
        copied: of.copied,
        marks: of.marks,
        only_one: of.only_one,
        place: of.place,
        search: of.search,
        points: of.points,
        unique: of.unique,
        lifetime: of.lifetime,
        writers: of.writers,
        audited: of.audited,
        rules: Rules::NONE,
        due: None,
        together: of.together,
        operations: of.operations,
    }
}

#[test]
fn a_sound_list_has_no_problems() {
    assert_eq!(problems(LIBRARY), Vec::<String>::new());
    assert_eq!(undocumented(LIBRARY), Vec::<String>::new());
}

#[test]
fn every_mistake_is_found() {
    const TWICE: Shape = &[id(), text("name").required(), text("name")];
    const CLASH: Shape = &[id(), text("name").required(), integer("other").column("name")];
    const OPEN: &[Operation] = &[read("/readers/{reader}", "", Locate::Id)];
    const AGAIN: &[Operation] = &[create("/books", "")];
    const RENAMED: &[Operation] = &[read("/books/{other}", "", Locate::Me)];
    const SORTED: &[Operation] = &[list("/readers", "", List::BY_NAME)];
    const DEFAULT: &[Operation] = &[list(
        "/readers",
        "",
        List { sorts: &[sort("id", "id")], default_sort: "name_asc", ..List::BY_NAME },
    )];
    const FILTERED: &[Operation] = &[list(
        "/readers",
        "",
        List {
            filters: &[
                equals("age"),
                full_text(),
                near(),
                equals("page").on("id"),
                equals("weight").within(&[Within { own: "id", table: "books", select: "owner" }]),
                either("name").default(7),
            ],
            sorts: &[sort("id", "id")],
            default_sort: "id_asc",
            ..List::BY_NAME
        },
    )];
    const REPORTS: &[Operation] = &[
        report("/readers/counts", "", Report { form: Form::Page(&[]), ..Report::EMPTY }),
        report(
            "/readers/sums",
            "",
            Report {
                one: "sum",
                query: List {
                    filters: &[
                        companion("page", ParamType::Integer),
                        companion("unit", ParamType::Text).choices(&["one"], "two"),
                    ],
                    sortable: true,
                    ..List::NOTHING
                },
                shape: &[integer("sum"), text("sum")],
                ..Report::EMPTY
            },
        ),
    ];
    static ASKING: Asking = Asking { to: "", ask: |_, _| Ok(None), claim: None, settle: None };
    const ASKED: &[Operation] = &[read("/readers/{id}", "", Locate::Id).asking(&ASKING)];
    static FILLING: Filling = Filling { name: "ages", fill: |_, _| Ok(Vec::new()) };
    const AGE: Shape = &[filled("age", &FILLING, 0, Type::Flag)];
    const FILLED: Shape = &[
        id(),
        text("name").required(),
        filled("age", &FILLING, 0, Type::Flag),
        one("friend", "friendid", &super::super::samples::READERS, AGE),
    ];
    const HALF_KEY: Locate = Locate::Key(&[path_between("year", 1, 9999)]);
    const WORDS: &[Word] =
        &[word(&["a", "b"], 1, "bookid", &BOOKS), word(&["b"], 1, "filmid", &STRANGER)];
    const MARK: Locate = Locate::Key(&[path_id_of_word("which"), path_word("what", "sort", WORDS)]);
    const MARKED: &[Operation] = &[read("/marks/{which}/{what}", "", MARK)];
    const KEYED: &[Operation] = &[read("/loans/{month}", "", HALF_KEY)];
    static TOGETHER: Together =
        Together { target: &SHELVES, on: "readerid", check: |_, _, _, _, _| Ok(()), after: None };
    static LENT: Link = Link {
        table: "lent",
        left: "shelfid",
        left_of: &SHELVES,
        right: "strangerid",
        right_of: &STRANGER,
    };
    static ELSEWHERE: Marks = Marks { column: "marks", links: &[&LENT] };
    const RESTORED: &[Operation] = &[restore("/readers/{id}/restore", "")];
    static STRANGER: Resource = Resource { name: "strangers", ..Resource::EMPTY };
    const STRANGE: Shape =
        &[id(), text("name").required(), one("friend", "friendid", &STRANGER, &[id()])];
    const FLOOR: &[(&str, &Resource)] = &[("shelfid", &SHELVES)];
    const ASTRAY: Shape = &[
        id(),
        text("name").required(),
        children("books", &BOOKS, "readerid", &[id(), text("author")]),
        distance("far", "north", "east"),
        via("floor", FLOOR, "level"),
    ];

    const UNREAL: &[Derived] = &[key("name_key", "nmae"), fold("name", "name")];
    const SHARED: &[Operation] = &[create("/readers", "")];
    const NULLED: Shape = &[id(), text("title"), text("name").required()];
    const OTHERWISE: Shape = &[id(), integer("title"), text("name").required()];

    let readers = || copy(&READERS);
    for (changed, expected) in [
        (
            Resource { table: "books", operations: SHARED, ..readers() },
            vec!["books, readers all create rows of the table books"],
        ),
        (
            Resource { table: "books", shape: OTHERWISE, ..readers() },
            vec!["the column title is declared as text and as a whole number"],
        ),
        (
            Resource { table: "books", shape: NULLED, ..readers() },
            vec!["books requires title, but readers lets it be null"],
        ),
        (Resource { table: "", ..readers() }, vec!["no name, singular or table"]),
        (Resource { shape: TWICE, ..readers() }, vec!["2 properties are called name"]),
        (Resource { shape: CLASH, ..readers() }, vec!["as text and as a whole number"]),
        (Resource { operations: OPEN, ..readers() }, vec!["call it {id}"]),
        (Resource { operations: AGAIN, ..readers() }, vec!["POST /books is declared twice"]),
        (
            Resource { operations: RENAMED, ..readers() },
            vec!["GET /books/{other} is declared twice", "does not use {other}"],
        ),
        (
            Resource { operations: SORTED, ..readers() },
            vec!["the sort key name names the column name_key"],
        ),
        (
            Resource { operations: DEFAULT, ..readers() },
            vec!["\"name_asc\" is none of its sort keys; it must be one of id_asc"],
        ),
        (
            Resource { operations: FILTERED, ..readers() },
            vec![
                "the column age",
                "readers has no search",
                "needs points",
                "the parameter page is declared twice",
                "steps to owner",
                "the column weight",
                "does not allow its default 7",
            ],
        ),
        (
            Resource { operations: KEYED, ..copy(&LOANS) },
            vec!["needs {year}", "does not use {month}", "year, which is no column"],
        ),
        (
            Resource { operations: MARKED, ..copy(&MARKS) },
            vec![
                "sort, which is no column of marks",
                "filmid, which is no column of marks",
                "b is two words",
                "b has the number of another word",
                "comes after the word",
                "which leads to \"strangers\"",
            ],
        ),
        (
            Resource { together: Some(&TOGETHER), ..readers() },
            vec!["together lists shelves by their column readerid", "nothing of their own"],
        ),
        (
            Resource { audited: true, ..readers() },
            vec!["readers is audited, but no resource stands on the table audit"],
        ),
        (
            Resource { marks: Some(&ELSEWHERE), ..readers() },
            vec![
                "a marked link leads to \"strangers\"",
                "readers: it marks the link lent, of which it is no side",
            ],
        ),
        (Resource { operations: RESTORED, ..readers() }, vec!["never hidden"]),
        (Resource { shape: STRANGE, ..readers() }, vec!["friend leads to \"strangers\""]),
        (
            Resource { shape: ASTRAY, ..readers() },
            vec![
                "books by their column readerid",
                "far reads the column north",
                "far reads the column east",
                "author reads the column author of books",
                "floor reads the column shelfid of readers",
                "floor reads the column level of shelves",
            ],
        ),
        (
            Resource {
                search: &["surname"],
                derived: UNREAL,
                unique: &[Unique { columns: &["email"], property: "email" }],
                ..readers()
            },
            vec![
                "search names the column surname",
                "made from nmae, which is not stored",
                "column name is stored as well",
                "unique names the column email",
            ],
        ),
        (
            Resource { operations: REPORTS, ..readers() },
            vec![
                "say what the report answers",
                "must agree on pages",
                "the default order is none of its sort keys",
                "the parameter page is declared twice",
                "does not allow the choice that is its default",
                "2 properties are called sum",
            ],
        ),
        (
            Resource { operations: ASKED, ..readers() },
            vec!["say which service it asks", "does not hear the answer"],
        ),
        (
            Resource { shape: FILLED, ..readers() },
            vec!["friend is inside other rows, which are not filled"],
        ),
    ] {
        let found = with(changed);
        for part in &expected {
            assert!(found.iter().any(|text| text.contains(part)), "{part:?} is not in {found:#?}");
        }
    }
}

#[test]
fn what_is_not_documented_is_told() {
    const BARE: Shape = &[id().doc("Its id."), object("home", &[text("city")]).doc("Home.")];
    let readers = Resource { shape: BARE, ..copy(&READERS) };
    let found = undocumented(&[&readers]);
    assert_eq!(found, ["readers: document the property home.city with .doc(…)."]);
}
