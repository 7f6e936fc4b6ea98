//! Searching finds the same rows on both stores: those whose document contains the term.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use stratus_engine::plan::{Sample, Search};
use stratus_engine::sql::dialect::like_contains;
use stratus_engine::store::migrate::{Migration, expand};
use stratus_engine::store::{Store, StoreError, Tx, Value};
use support::{BOTH, Database, Engine, int};

fn open(database: &Database) -> Store {
    let store = database.open();
    let made = Migration::new(
        1,
        "documents",
        "CREATE TABLE doc (tenant BIGINT NOT NULL, id BIGINT NOT NULL, search TEXT NOT NULL,
            PRIMARY KEY (tenant, id)){clustered};
         {search doc}",
    );
    let sql = expand(store.dialect(), &made);
    store.write_blocking(move |tx: &mut dyn Tx| tx.script(&sql)).unwrap();
    store
}

fn changed(tx: &mut dyn Tx, tenant: i64, id: i64) -> Result<(), StoreError> {
    match tx.dialect().search_changed("doc") {
        Some(sql) => tx.execute(&sql, &[tenant.into(), id.into()]).map(drop),
        None => Ok(()),
    }
}

/// Makes the index take over the rows that wait, by listing many that are not there.
fn settle(store: &Store) {
    store.write_blocking(|tx: &mut dyn Tx| (0..256).try_for_each(|id| changed(tx, 0, id))).unwrap();
}

fn put(store: &Store, tenant: i64, id: i64, text: &str) {
    let row: [Value; 3] = [tenant.into(), id.into(), text.into()];
    store
        .write_blocking(move |tx: &mut dyn Tx| {
            let dialect = tx.dialect();
            let [a, b, c] = [1, 2, 3].map(|n| dialect.placeholder(n));
            let update = format!("UPDATE doc SET search = {c} WHERE tenant = {a} AND id = {b}");
            if tx.execute(&update, &row)? == 0 {
                tx.execute(&format!("INSERT INTO doc VALUES ({a}, {b}, {c})"), &row)?;
            }
            changed(tx, tenant, id)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

fn remove(store: &Store, tenant: i64, id: i64) {
    store
        .write_blocking(move |tx: &mut dyn Tx| {
            let dialect = tx.dialect();
            let [a, b] = [1, 2].map(|n| dialect.placeholder(n));
            let delete = format!("DELETE FROM doc WHERE tenant = {a} AND id = {b}");
            assert_eq!(tx.execute(&delete, &[tenant.into(), id.into()])?, 1);
            changed(tx, tenant, id)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// The statement the builder would write, with its parameters.
fn statement(store: &Store, tenant: i64, search: &Search) -> (String, Vec<Value>) {
    let dialect = store.dialect();
    let mut params: Vec<Value> = vec![tenant.into()];
    let mut sql = format!("SELECT d.id FROM doc d WHERE d.tenant = {}", dialect.placeholder(1));
    let found = dialect.search_match("doc", "d", 1, params.len() + 1, search);
    sql.push_str(" AND ");
    sql.push_str(&found.sql);
    params.extend(found.params);
    sql.push_str(" ORDER BY d.id");
    (sql, params)
}

fn search(terms: &[&str]) -> Search {
    Search::of(terms.iter().map(|term| (*term).to_owned()).collect())
}

fn find(store: &Store, tenant: i64, terms: &[&str]) -> Vec<i64> {
    find_by(store, tenant, &search(terms))
}

fn find_by(store: &Store, tenant: i64, search: &Search) -> Vec<i64> {
    let (sql, params) = statement(store, tenant, search);
    let rows = store.read_blocking(move |tx: &mut dyn Tx| tx.query(&sql, &params)).unwrap();
    rows.iter().filter_map(|row| row.int(0)).collect()
}

const DOCUMENTS: [&str; 8] = [
    "åsa öberg\nasa@öberg.se",
    "crab 🦀🦐🦞 shop",
    "say \"hi\" and \"\"\" more",
    "100% sure_thing\\now",
    "and or not near(x) abc*",
    "",
    "it's a 'quoted' -- comment; drop",
    "a rather long sentence about nothing in particular, which has many words in it",
];

#[test]
fn contains_means_contains() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = open(&database);
        for (id, text) in DOCUMENTS.iter().enumerate() {
            put(&store, 1, id as i64, text);
            put(&store, 2, id as i64 + 100, text);
        }
        let terms = [
            "",
            "å",
            "ås",
            "åsa",
            "öberg",
            "a ö",
            "🦀",
            "🦀🦐",
            "🦀🦐🦞",
            "b 🦀🦐🦞 s",
            "\"",
            "\"hi\"",
            "\"\"\"",
            "%",
            "0%",
            "100%",
            "_",
            "e_t",
            "sure_",
            "\\",
            "g\\n",
            "ing\\now",
            "and",
            "or not",
            "abc*",
            "near(x)",
            "'quoted'",
            "-- ",
            "; drop",
            "ÅSA",
            "surexthing",
            "nothing",
            "long sentence about",
            "a rather long sentence about nothing in particular, which has many words in it",
            "a rather long sentence about nothing in particular, which has many words in itx",
        ];
        let cases =
            terms.map(|term| (term, false)).into_iter().chain(terms.map(|term| (term, true)));
        for (term, settled) in cases {
            if settled && term.is_empty() {
                settle(&store);
            }
            let expected: Vec<i64> =
                (0..).zip(DOCUMENTS).filter(|(_, d)| d.contains(term)).map(|(id, _)| id).collect();
            assert_eq!(find(&store, 1, &[term]), expected, "{engine:?}: {term:?}");
        }
        assert_eq!(find(&store, 1, &["åsa", "@", "öberg"]), [0]);
        assert_eq!(find(&store, 2, &["öberg"]), [100]);
        assert!(find(&store, 3, &["öberg"]).is_empty());
    }
}

#[test]
fn the_index_follows_its_rows() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = open(&database);
        let (tenant, id) = ((1 << 23) - 1, (1 << 40) - 1);
        for settled in [false, true] {
            let next = || {
                if settled {
                    settle(&store)
                }
            };
            put(&store, tenant, id, "first words");
            next();
            assert_eq!(find(&store, tenant, &["first"]), [id]);
            put(&store, tenant, id, "other words");
            next();
            assert!(find(&store, tenant, &["first"]).is_empty(), "{engine:?}");
            assert_eq!(find(&store, tenant, &["other"]), [id]);
            remove(&store, tenant, id);
            next();
            assert!(find(&store, tenant, &["other"]).is_empty(), "{engine:?}");
        }
        if engine == Engine::File {
            let waiting = int(&store, "SELECT count(*) FROM doc_search_changed").unwrap();
            assert!(waiting < 256, "{waiting} rows wait");
            let kept = "SELECT count(*) FROM doc_search_docsize";
            assert_eq!(int(&store, kept), Ok(0), "the index forgets deleted rows");
        }
    }
}

#[test]
fn a_long_term_is_looked_up_in_the_index() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = open(&database);
        if engine == Engine::Server {
            // The server looks at a small table as a whole, and shuns an index not yet in order.
            database.raw(
                "INSERT INTO doc SELECT 1, n, repeat(md5(n::text), 20) FROM generate_series(1, 4000) n",
            );
            database.raw("VACUUM ANALYZE doc");
        }
        let (sql, params) = statement(&store, 1, &search(&["needle"]));
        let plan = store
            .read_blocking(move |tx: &mut dyn Tx| match engine {
                Engine::File => tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), &params),
                Engine::Server => tx.query(&format!("EXPLAIN {sql}"), &params),
            })
            .unwrap();
        let column = if engine == Engine::File { 3 } else { 0 };
        let text: Vec<&str> = plan.iter().filter_map(|row| row.text(column)).collect();
        let text = text.join("\n");
        // On the file: a match bound to a range of rows, then each row by its whole key.
        let expected: &[&str] = match engine {
            Engine::File => {
                &["SEARCH d USING PRIMARY KEY", "doc_search VIRTUAL TABLE INDEX 0:M1><"]
            }
            Engine::Server => &["Bitmap Index Scan on doc_search", "search ~~ "],
        };
        for part in expected {
            assert!(text.contains(part), "{engine:?}: {part}: {text}");
        }
    }
}

#[test]
fn any_term_in_any_document() {
    let text = "[aåb\"'%_\\\\*🦀 \n]{0,14}";
    for engine in BOTH {
        let database = Database::new(engine);
        let store = open(&database);
        let tenant = Cell::new(0);
        let mut runner =
            TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
        let given = (
            proptest::collection::vec(text, 1..6),
            "[aåb\"'%_\\\\*🦀 ]{0,7}",
            0_usize..14,
            0_usize..9,
        );
        runner
            .run(&given, |(documents, free, from, length)| {
                tenant.set(tenant.get() + 1);
                for (id, document) in documents.iter().enumerate() {
                    put(&store, tenant.get(), id as i64, document);
                }
                if from % 2 == 0 {
                    settle(&store);
                }
                let part: String = documents[0].chars().skip(from).take(length).collect();
                let sample = Sample::of(documents.iter().map(String::as_str));
                for terms in [vec![free.clone()], vec![part.clone()], vec![free, part]] {
                    let expected: Vec<i64> = (0..)
                        .zip(&documents)
                        .filter(|(_, d)| terms.iter().all(|term| d.contains(term)))
                        .map(|(id, _)| id)
                        .collect();
                    let mut search = Search::of(terms);
                    prop_assert_eq!(&find_by(&store, tenant.get(), &search), &expected);
                    search.choose(&sample);
                    prop_assert_eq!(find_by(&store, tenant.get(), &search), expected);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn patterns_take_no_wildcards() {
    assert_eq!(like_contains("50%_\\x"), "%50\\%\\_\\\\x%");
}
