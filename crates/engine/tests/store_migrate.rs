//! Migrations run once, in order, and leave the same schema on both stores.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use stratus_engine::store::migrate::{Migration, migrate, pending};
use stratus_engine::store::schema::{ColumnKind, Schema, schema};
use stratus_engine::store::{Store, StoreError, Tx};
use support::{BOTH, Database, int};

const FIRST: Migration = Migration::new(
    1,
    "the beginning",
    "CREATE TABLE parent (
            tenant BIGINT NOT NULL,
            id BIGINT NOT NULL,
            name TEXT NOT NULL,
            ratio {real},
            photo {bytes},
            search TEXT NOT NULL,
            PRIMARY KEY (tenant, id)
        ){clustered};
        CREATE UNIQUE INDEX parent_name ON parent (tenant, name);
        CREATE INDEX parent_ratio ON parent (tenant, ratio) WHERE ratio IS NOT NULL;
        {search parent}",
);
const SECOND: Migration = Migration::new(
    2,
    "children",
    "CREATE TABLE child (
            tenant BIGINT NOT NULL, id BIGINT NOT NULL, parent BIGINT, code TEXT,
            PRIMARY KEY (tenant, id),
            UNIQUE (tenant, code),
            FOREIGN KEY (tenant, parent) REFERENCES parent (tenant, id)
        ){clustered};
        INSERT INTO child (tenant, id) VALUES (1, 1)",
);
const BROKEN: Migration = Migration::new(3, "broken", "CREATE TABLE x (id BIGINT); SELEC");

fn read_schema(store: &Store) -> Schema {
    store.read_blocking(|tx: &mut dyn Tx| schema(tx)).unwrap()
}

#[test]
fn each_runs_once() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        let all = [FIRST, SECOND];
        assert_eq!(pending(&store, &all).unwrap(), all, "{engine:?}");
        let numbers = |list: &[Migration]| {
            migrate(&store, list).unwrap().iter().map(|m| m.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&all[..1]), [1]);
        assert_eq!(pending(&store, &all).unwrap(), [SECOND]);
        assert_eq!(numbers(&all), [2]);
        assert!(numbers(&all).is_empty());
        assert!(pending(&store, &all).unwrap().is_empty());
        assert_eq!(int(&store, "SELECT count(*) FROM child"), Ok(1));
    }
}

#[test]
fn a_broken_one_leaves_nothing() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        assert!(matches!(migrate(&store, &[FIRST, SECOND, BROKEN]), Err(StoreError::Other(_))));
        assert_eq!(pending(&store, &[FIRST, SECOND, BROKEN]).unwrap(), [BROKEN], "{engine:?}");
        assert!(!read_schema(&store).tables.contains_key("x"));
    }
}

#[test]
fn a_database_that_does_not_fit_is_refused() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        migrate(&store, &[FIRST, SECOND]).unwrap();
        let changed = Migration { sql: "CREATE TABLE parent (id BIGINT)", ..FIRST };
        let late = Migration { number: 0, ..BROKEN };
        for (list, why) in [
            (vec![FIRST], "newer than this program"),
            (vec![changed, SECOND], "different text"),
            (vec![late, FIRST, SECOND], "lacks an earlier one"),
            (vec![SECOND, FIRST], "listed before"),
        ] {
            for answer in [pending(&store, &list).map(drop), migrate(&store, &list).map(drop)] {
                let Err(StoreError::Other(text)) = answer else { panic!("{why}: {answer:?}") };
                assert!(text.contains(why), "{engine:?}: {text}");
            }
        }
    }
}

#[test]
fn rows_are_in_key_order_unless_they_are_large() {
    let kept = |list: &[Migration]| {
        let database = Database::new(BOTH[0]);
        let store = database.open();
        migrate(&store, list).unwrap();
        [
            "SELECT count(*) FROM sqlite_schema WHERE name = 'parent' AND sql LIKE '%ROWID'",
            "SELECT count(*) FROM sqlite_schema WHERE name = 'child' AND sql LIKE '%ROWID'",
        ]
        .map(|sql| int(&store, sql).unwrap() == 1)
    };
    assert_eq!(kept(&[FIRST, SECOND]), [true, true]);
    assert_eq!(kept(&[FIRST.large(&["parent"]), SECOND.large(&["other"])]), [false, true]);
}

#[test]
fn two_servers_may_start_at_once() {
    for engine in BOTH {
        let database = Database::new(engine);
        let stores: Vec<Store> = (0..4).map(|_| database.open()).collect();
        let threads: Vec<_> = stores
            .into_iter()
            .map(|store| {
                std::thread::spawn(move || migrate(&store, &[FIRST, SECOND]).unwrap().len())
            })
            .collect();
        let applied: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        assert_eq!(applied, 2, "{engine:?}");
    }
}

#[test]
fn both_stores_describe_the_same_schema() {
    let schemas = BOTH.map(|engine| {
        let database = Database::new(engine);
        let store = database.open();
        migrate(&store, &[FIRST, SECOND]).unwrap();
        read_schema(&store)
    });
    assert_eq!(schemas[0], schemas[1]);
    let [schema, _] = schemas;
    assert_eq!(schema.tables.keys().collect::<Vec<_>>(), ["child", "parent", "schema_migrations"]);
    let parent = &schema.tables["parent"];
    let columns: Vec<_> =
        parent.columns.iter().map(|c| (c.name.as_str(), c.kind.clone(), c.nullable)).collect();
    assert_eq!(
        columns,
        [
            ("tenant", ColumnKind::Int, false),
            ("id", ColumnKind::Int, false),
            ("name", ColumnKind::Text, false),
            ("ratio", ColumnKind::Real, true),
            ("photo", ColumnKind::Bytes, true),
            ("search", ColumnKind::Text, false),
        ]
    );
    assert_eq!(parent.primary_key, ["tenant", "id"]);
    assert!(parent.searchable);
    let found: Vec<_> =
        parent.indexes.iter().map(|i| (i.columns.join(" "), i.unique, i.partial)).collect();
    assert_eq!(
        found,
        [("tenant name".to_owned(), true, false), ("tenant ratio".to_owned(), false, true)]
    );
    let child = &schema.tables["child"];
    assert!(!child.searchable && child.columns[2].nullable);
    assert_eq!(child.indexes.iter().map(|i| i.unique).collect::<Vec<_>>(), [true]);
    let key = child.foreign_keys.first().unwrap();
    assert_eq!((key.table.as_str(), key.columns.len()), ("parent", 2));
    assert_eq!(key.references, ["tenant", "id"]);
}
