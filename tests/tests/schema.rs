//! The migrated database is what the declarations say, on both stores.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in tests a panic is a failure with a place and a reason"
)]

use engine::declare::{
    Action, Entries, How, Kind, Link, Points, Resource, Shape, Source, words_in,
};
use engine::store::schema::{ColumnKind, ForeignKey, Index, Schema, Table, schema};
use engine::work::Layout;
use std::collections::BTreeSet;
use testkit::{Database, Kind as Store};

fn migrated(kind: Store) -> Schema {
    let database = Database::new(kind);
    let store = database.open();
    let found = store.read_blocking(schema).unwrap();
    store.shutdown_blocking();
    found
}

/// Tables that stand above the tenants.
const ABOVE: &[&str] = &["tenants", "schema_migrations"];

/// Required columns and parts of keys that may be null all the same, with the reason.
const NULLABLE: &[(&str, &str, &str)] = &[
    ("users", "cellphone", "the command line creates users without one"),
    ("users", "title", "the command line creates users without one"),
    ("activities", "primarycontactid", "the server creates activities with nobody in particular"),
    ("mission_connections", "accountid", "a connection is with one thing of several kinds"),
    ("mission_connections", "activityid", "likewise"),
    ("mission_connections", "userid", "likewise"),
];

/// References that the database does not check, with the reason.
const UNCHECKED: &[(&str, &str, &str)] = &[
    ("departments", "managerid", "departments and users refer to each other"),
    ("accounts", "pricelistid", "the column came later; price lists are hidden, never removed"),
    ("tokens", "clientid", "the column came later; clients are never removed"),
    ("tokens", "grantid", "the column came later; a grant goes after the last of its tokens"),
];

/// Last columns of indexes that the embedded store reads rows from; a server's cannot hold them.
const READ_FROM_INDEX: &[(&str, &[&str])] = &[(
    "contacts",
    &["name", "surname", "email", "officephone", "cellphone", "primarycontact", "title"],
)];

/// What a column should be; fails unless the table has it so.
fn column(table: &Table, at: &str, name: &str, kind: &ColumnKind, nullable: bool) {
    let column = table.columns.iter().find(|column| column.name == name);
    let column = column.unwrap_or_else(|| panic!("{at}.{name} is missing"));
    assert_eq!(&column.kind, kind, "{at}.{name}");
    assert_eq!(column.nullable, nullable, "whether {at}.{name} may be null");
}

fn foreign(table: &Table, at: &str, name: &str, target: &Resource) {
    let key = ForeignKey {
        columns: vec!["tenant".into(), name.into()],
        table: target.table.into(),
        references: vec!["tenant".into(), "id".into()],
    };
    assert!(table.foreign_keys.contains(&key), "{at}.{name} is not checked");
}

/// Link tables and tables of entries that a shape leads to.
fn beside(shape: Shape, links: &mut Vec<&'static Link>, entries: &mut Vec<&'static Entries>) {
    for property in shape {
        match &property.kind {
            Kind::Object(shape) => beside(shape, links, entries),
            Kind::Many(many) => match many.source {
                Source::Linked(link) | Source::LinkedBack(link) => links.push(link),
                Source::Entries(table) => entries.push(table),
                Source::Children { .. } => {}
            },
            _ => {}
        }
    }
}

/// Tables whose rows are written with the row they belong to, and the column that says which.
fn parts() -> BTreeSet<(&'static str, &'static str)> {
    fn collect(shape: Shape, found: &mut BTreeSet<(&'static str, &'static str)>) {
        for property in shape.iter().filter(|property| property.create.counts()) {
            match &property.kind {
                Kind::Object(shape) => collect(shape, found),
                Kind::Many(many) => {
                    if let Source::Children { target, on } = many.source {
                        found.insert((target.table, on));
                    }
                }
                _ => {}
            }
        }
    }
    let mut found = BTreeSet::new();
    crm::RESOURCES.iter().for_each(|resource| collect(resource.shape, &mut found));
    found
}

/// Whether resources that share a table all require a column or give it a default.
fn never_null(table: &str, name: &str) -> bool {
    let excused = NULLABLE.iter().any(|(of, column, _)| (*of, *column) == (table, name));
    let sure = |layout: Layout| {
        layout.column(name).is_some_and(|found| found.required || found.default.is_some())
    };
    let sharing = crm::RESOURCES.iter().filter(|found| found.table == table);
    !excused && sharing.map(|found| Layout::of(found)).any(sure)
}

/// Columns of which one is set: the one of what a word in a path stands for.
fn of_words(resource: &Resource) -> BTreeSet<&'static str> {
    let words = resource.operations.iter().flat_map(|one| words_in(one.path_parts()));
    words.map(|word| word.column).collect()
}

/// An index without these last columns.
fn without(mut index: Index, last: &[&str]) -> Index {
    let rest = index.columns.len().saturating_sub(last.len());
    if index.columns[rest..] == *last {
        index.columns.truncate(rest);
    }
    index
}

#[test]
fn both_stores_hold_the_same() {
    let [mut embedded, beside] = Store::BOTH.map(migrated);
    for (name, read) in READ_FROM_INDEX {
        let indexes = &mut embedded.tables.get_mut(*name).unwrap().indexes;
        let before = indexes.clone();
        *indexes = before.iter().cloned().map(|index| without(index, read)).collect();
        assert_ne!(*indexes, before, "no index of {name} ends in {read:?}");
    }
    for (name, table) in &embedded.tables {
        assert_eq!(beside.tables.get(name), Some(table), "{name}");
    }
    assert_eq!(embedded, beside);
}

#[test]
fn every_declared_column_is_there() {
    let schema = migrated(Store::Embedded);
    for resource in crm::RESOURCES {
        let at = resource.table;
        let table = schema.tables.get(at).unwrap_or_else(|| panic!("{at} is missing"));
        column(table, at, "tenant", &ColumnKind::Int, false);
        column(table, at, "id", &ColumnKind::Int, false);
        let layout = Layout::of(resource);
        for stored in &layout.stored {
            let kind = if stored.ty.is_integer() { ColumnKind::Int } else { ColumnKind::Text };
            // The server sets these itself whenever it writes a row.
            let by_server = matches!(stored.name, "created" | "updated");
            let owner = parts().contains(&(at, stored.name));
            let nullable = !never_null(at, stored.name) && !by_server;
            let key = resource
                .unique
                .iter()
                .any(|unique| unique.columns.len() > 1 && unique.columns.contains(&stored.name));
            let sharing = crm::RESOURCES.iter().filter(|found| found.table == at);
            let put = sharing.flat_map(|found| found.operations).any(|operation| {
                let mut parts = operation.path_parts().iter();
                matches!(operation.action, Action::Put(_))
                    && parts.any(|part| part.column == stored.name)
            });
            let spare = NULLABLE.iter().any(|(of, name, _)| (*of, *name) == (at, stored.name));
            let key = (key || put) && !spare;
            let key = key && !of_words(resource).contains(stored.name);
            column(table, at, stored.name, &kind, nullable && !key && !owner);
            let excused = UNCHECKED.iter().any(|(of, name, _)| (*of, *name) == (at, stored.name));
            match stored.ty.target() {
                Some(target) if !excused => foreign(table, at, stored.name, target),
                _ => {}
            }
        }
        for derived in resource.derived {
            let (kind, from) = match derived.how {
                How::Fold(from) => (ColumnKind::Text, Some(from)),
                How::Key(from) => (ColumnKind::Bytes, Some(from)),
                How::Start(from) => (ColumnKind::Text, Some(from)),
                How::Integer(_) => (ColumnKind::Int, None),
                How::Bytes(_) => (ColumnKind::Bytes, None),
                How::Text(_) => (ColumnKind::Text, None),
            };
            // A calculated column is never null where everything it is made of is a key.
            let sure = from.map_or(derived.column == "period", |from| never_null(at, from));
            column(table, at, derived.column, &kind, !sure);
        }
        if let Some(marks) = resource.marks {
            column(table, at, marks.column, &ColumnKind::Int, false);
        }
        for copied in resource.copied {
            let from = &schema.tables[copied.of.table].columns;
            let from = from.iter().find(|column| column.name == copied.from).unwrap();
            let sure = never_null(at, copied.by) && !from.nullable;
            column(table, at, copied.column, &from.kind, !sure);
        }
        assert_eq!(table.searchable, !resource.search.is_empty(), "{at} and its search index");
        if table.searchable {
            column(table, at, "search", &ColumnKind::Text, false);
        }
        let has = |name: &str| table.columns.iter().any(|column| column.name == name);
        assert_eq!(has("deleted"), resource.soft(), "{at}.deleted");
        assert!(!resource.soft() || never(table, "deleted"), "{at}.deleted may not be null");
        let merging = resource.lifetime == engine::declare::Lifetime::Merging;
        assert_eq!(has("merged_into"), merging, "{at}.merged_into");
        if merging {
            foreign(table, at, "merged_into", resource);
        }
        for unique in resource.unique {
            // A token is looked up before its tenant is known.
            let tenant = (at != "tokens").then_some("tenant");
            let columns: Vec<&str> = tenant.into_iter().chain(unique.columns.to_vec()).collect();
            let found = table.indexes.iter().any(|index| index.unique && index.columns == columns);
            assert!(found, "{at} has no unique key {columns:?}");
        }
    }
}

fn never(table: &Table, name: &str) -> bool {
    table.columns.iter().any(|column| column.name == name && !column.nullable)
}

#[test]
fn tables_beside_resources_are_as_declared() {
    let schema = migrated(Store::Embedded);
    let (mut links, mut entries) = (Vec::new(), Vec::new());
    for resource in crm::RESOURCES {
        beside(resource.shape, &mut links, &mut entries);
        if let Some(Points { table: at, .. }) = resource.points {
            foreign(&schema.tables[*at], at, "ownerid", resource);
        }
    }
    assert!(links.len() > 5 && !entries.is_empty());
    for link in links {
        let (at, table) = (link.table, &schema.tables[link.table]);
        for (name, target) in [(link.left, link.left_of), (link.right, link.right_of)] {
            column(table, at, name, &ColumnKind::Int, false);
            foreign(table, at, name, target);
        }
        assert_eq!(table.primary_key, ["tenant", link.left, link.right], "{at}");
        let back = ["tenant", link.right, link.left];
        assert!(table.indexes.iter().any(|index| index.columns == back), "{at} seen from behind");
        assert_eq!(table.columns.len(), 3, "{at}");
    }
    for table in entries {
        let (at, found) = (table.table, &schema.tables[table.table]);
        column(found, at, "key", &ColumnKind::Text, false);
        column(found, at, "value", &ColumnKind::Text, false);
        column(found, at, table.on, &ColumnKind::Int, false);
    }
}

#[test]
fn every_key_begins_with_the_tenant() {
    let schema = migrated(Store::Embedded);
    let resources: BTreeSet<&str> = crm::RESOURCES.iter().map(|found| found.table).collect();
    for (at, table) in schema.tables.iter().filter(|(at, _)| !ABOVE.contains(&at.as_str())) {
        assert_eq!(table.primary_key[0], "tenant", "{at}");
        if resources.contains(at.as_str()) {
            assert_eq!(table.primary_key, ["tenant", "id"], "{at}");
        }
        for index in &table.indexes {
            let alone = at == "tokens" && index.columns == ["hash"];
            assert!(alone || index.columns[0] == "tenant", "{at}: {index:?}");
        }
        for key in &table.foreign_keys {
            assert_eq!(key.columns[0], "tenant", "{at}: {key:?}");
            let to = if key.table == "tenants" { "id" } else { "tenant" };
            assert_eq!(key.references[0], to, "{at}: {key:?}");
        }
        assert!(
            !table.foreign_keys.is_empty(),
            "{at} refers to no tenant, directly or by its rows"
        );
        for column in &table.columns {
            assert!(!matches!(column.kind, ColumnKind::Other(_)), "{at}: {column:?}");
        }
    }
}

#[test]
fn nothing_is_there_that_is_not_declared() {
    let schema = migrated(Store::Embedded);
    for resource in crm::RESOURCES {
        let mut known = BTreeSet::from(["tenant", "id", "search", "deleted", "merged_into"]);
        let sharing = || crm::RESOURCES.iter().filter(|other| other.table == resource.table);
        let layouts: Vec<Layout> = sharing().map(|other| Layout::of(other)).collect();
        known.extend(layouts.iter().flat_map(|layout| &layout.stored).map(|stored| stored.name));
        known.extend(sharing().flat_map(|other| other.derived).map(|derived| derived.column));
        known.extend(sharing().flat_map(|other| other.copied).map(|copied| copied.column));
        known.extend(sharing().filter_map(|other| other.marks).map(|marks| marks.column));
        for column in &schema.tables[resource.table].columns {
            assert!(known.contains(column.name.as_str()), "{}.{}", resource.table, column.name);
        }
    }
}
