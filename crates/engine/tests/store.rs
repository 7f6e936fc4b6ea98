//! The same cases over both stores: values, transactions, errors, snapshots.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use stratus_engine::sql::dialect::Dialect;
use stratus_engine::store::{Cell, Query, Store, StoreError, StoreOptions, Tx, Value};
use support::{BOTH, Database, Engine, execute, int, script};

fn place(store: &Store, n: usize) -> String {
    store.dialect().placeholder(n)
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn insert(store: &Store, table: &str, columns: usize) -> &'static str {
    let places: Vec<String> = (1..=columns).map(|n| place(store, n)).collect();
    leak(format!("INSERT INTO {table} VALUES ({})", places.join(", ")))
}

#[test]
fn every_kind_of_value_comes_back() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        let dialect = store.dialect();
        script(
            &store,
            leak(format!(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, i BIGINT, r {}, t TEXT, b {})",
                dialect.real_type(),
                dialect.bytes_type()
            )),
        );
        let sql = insert(&store, "t", 5);
        let rows: Vec<[Value; 4]> = vec![
            [i64::MIN.into(), f64::MIN_POSITIVE.into(), "".into(), Vec::<u8>::new().into()],
            [i64::MAX.into(), (-0.1).into(), "Åsa 🦀 \"'\\%_".into(), vec![0_u8, 255, 10].into()],
            [Value::Null, Value::Null, Value::Null, Value::Null],
        ];
        for (id, row) in rows.iter().enumerate() {
            let mut params: Vec<Value> = vec![(id as i64).into()];
            params.extend(row.iter().cloned());
            assert_eq!(execute(&store, sql, &params), Ok(1));
        }
        let back = store
            .read_blocking(|tx: &mut dyn Tx| tx.query("SELECT i, r, t, b FROM t ORDER BY id", &[]))
            .unwrap();
        assert_eq!((back.len(), back.columns()), (3, 4));
        for (row, expected) in back.iter().zip(&rows) {
            for (column, value) in expected.iter().enumerate() {
                match value {
                    Value::Null => assert!(row.is_null(column)),
                    Value::Int(v) => assert_eq!(row.int(column), Some(*v)),
                    Value::Real(v) => assert_eq!(row.real(column), Some(*v)),
                    Value::Text(v) => assert_eq!(row.text(column), Some(v.as_str())),
                    Value::Bytes(v) => assert_eq!(row.bytes(column), Some(v.as_slice())),
                    Value::Ints(_) => unreachable!(),
                }
            }
        }
        assert_eq!(back.row(9).cell(0), Cell::Null);
        assert_eq!(back.row(0).cell(4), Cell::Null);
    }
}

#[test]
fn a_list_of_numbers_is_one_parameter() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(
            &store,
            "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)",
        );
        let sql =
            format!("SELECT id FROM t WHERE {} ORDER BY id", store.dialect().in_ints("id", 1));
        for (list, expected) in [
            (vec![], vec![]),
            (vec![2], vec![2]),
            (vec![9, 3, 1, 3], vec![1, 3]),
            ((0..5000).collect(), vec![1, 2, 3]),
        ] {
            let sql = sql.clone();
            let rows = store
                .read_blocking(move |tx: &mut dyn Tx| tx.query(&sql, &[Value::Ints(list.clone())]))
                .unwrap();
            let found: Vec<i64> = rows.iter().filter_map(|row| row.int(0)).collect();
            assert_eq!(found, expected, "{engine:?}");
        }
    }
}

#[test]
fn a_batch_answers_in_order_and_is_counted() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        let sent = store
            .read_blocking(|tx: &mut dyn Tx| {
                let queries: Vec<Query> = (0..20)
                    .map(|n| Query { sql: format!("SELECT {n}").as_str().into(), params: vec![] })
                    .collect();
                let rows = tx.batch(&queries)?;
                let found: Vec<Option<i64>> = rows.iter().map(|r| r.int_at(0, 0)).collect();
                assert_eq!(found, (0..20).map(Some).collect::<Vec<_>>());
                assert!(tx.batch(&[])?.is_empty());
                tx.query("SELECT 1", &[])?;
                Ok::<_, StoreError>(tx.statements())
            })
            .unwrap();
        assert_eq!(sent, 21, "{engine:?}");
        let gauges = store.gauges();
        assert_eq!((gauges.transactions, gauges.statements, gauges.queued), (1, 21, 0));
    }
}

/// Many writes at once; some fail after they wrote, one panics. Only the good ones stay.
#[test]
fn a_failing_write_takes_no_other_with_it() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
        let sql = insert(&store, "t", 1);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let tasks: Vec<_> = (0..100_i64)
            .map(|id| {
                let store = store.clone();
                runtime.spawn(async move {
                    store
                        .write(move |tx: &mut dyn Tx| {
                            tx.lock(1)?;
                            tx.execute(sql, &[id.into()])?;
                            match id % 10 {
                                3 => Err(StoreError::Other("changed my mind".into())),
                                7 => panic!("a bug"),
                                _ => Ok(id),
                            }
                        })
                        .await
                })
            })
            .collect();
        for (id, task) in tasks.into_iter().enumerate() {
            let answer = runtime.block_on(task).unwrap();
            match id % 10 {
                3 => assert_eq!(answer, Err(StoreError::Other("changed my mind".into()))),
                7 => {
                    assert!(matches!(answer, Err(StoreError::Other(why)) if why.contains("a bug")))
                }
                _ => assert_eq!(answer, Ok(id as i64)),
            }
        }
        assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(80), "{engine:?}");
        assert_eq!(int(&store, "SELECT count(*) FROM t WHERE id % 10 IN (3, 7)"), Ok(0));
    }
}

/// The embedded store keeps what a statement would have to undo, some of it in a file of its own.
#[test]
fn one_statement_may_change_much_or_nothing() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY, code BIGINT UNIQUE, name TEXT)");
        let sql = insert(&store, "t", 3);
        let name = "x".repeat(1000);
        store
            .write_blocking(move |tx: &mut dyn Tx| {
                for id in 0..3000_i64 {
                    tx.execute(sql, &[id.into(), id.into(), name.as_str().into()])?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let changed = execute(&store, "UPDATE t SET code = code + 10000, name = name || 'y'", &[]);
        assert!(changed.is_ok(), "{engine:?}: {changed:?}");
        // The last row has the number that all get, so it is found out late.
        execute(&store, "UPDATE t SET code = -1 WHERE id = 2999", &[]).unwrap();
        let refused = execute(&store, "UPDATE t SET code = -1, name = 'z' WHERE id < 2999", &[]);
        assert!(matches!(refused, Err(StoreError::Duplicate { .. })), "{engine:?}: {refused:?}");
        assert_eq!(int(&store, "SELECT count(*) FROM t WHERE name LIKE '%xy'"), Ok(3000));
        assert_eq!(int(&store, "SELECT count(DISTINCT code) FROM t"), Ok(3000));
    }
}

#[test]
fn connections_share_the_page_cache() {
    let database = Database::new(Engine::File);
    let options = StoreOptions { threads: Some(2), cache_bytes: 8 << 20, ..Default::default() };
    let store = database.open_with(&options);
    // Kibibytes, less than nothing, is how the store counts bytes rather than pages.
    let cache = |tx: &mut dyn Tx| {
        Ok::<_, StoreError>(tx.query("SELECT cache_size FROM pragma_cache_size", &[])?.int_at(0, 0))
    };
    assert_eq!(store.read_blocking(cache), Ok(Some(-3 << 10)), "of two that read");
    assert_eq!(store.write_blocking(cache), Ok(Some(-2 << 10)));
}

#[test]
fn a_panicking_read_leaves_the_thread_at_work() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open_with(&StoreOptions { threads: Some(1), ..Default::default() });
        for _ in 0..3 {
            let answer: Result<(), StoreError> = store.read_blocking(|tx: &mut dyn Tx| {
                tx.query("SELECT 1", &[])?;
                panic!("a bug");
            });
            assert!(matches!(answer, Err(StoreError::Other(_))), "{engine:?}");
        }
        assert_eq!(int(&store, "SELECT 1"), Ok(1));
    }
}

#[test]
fn errors_have_the_same_names() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(
            &store,
            "CREATE TABLE p (tenant BIGINT, id BIGINT, code TEXT, PRIMARY KEY (tenant, id));
             CREATE UNIQUE INDEX p_code ON p (tenant, code);
             CREATE TABLE c (id BIGINT PRIMARY KEY, tenant BIGINT, p BIGINT, n BIGINT NOT NULL,
                FOREIGN KEY (tenant, p) REFERENCES p (tenant, id));
             INSERT INTO p VALUES (1, 1, 'a');
             INSERT INTO c VALUES (1, 1, 1, 0)",
        );
        let cases = [
            ("INSERT INTO p VALUES (1, 1, 'b')", "duplicate"),
            ("INSERT INTO p VALUES (1, 2, 'a')", "duplicate"),
            ("UPDATE p SET code = 'a' WHERE id = 9", "fine"),
            ("INSERT INTO c VALUES (2, 1, 9, 0)", "referenced"),
            ("INSERT INTO c VALUES (2, 2, 1, 0)", "referenced"),
            ("DELETE FROM p", "referenced"),
            ("INSERT INTO c VALUES (3, 1, 1, NULL)", "other"),
            ("INSERT INTO nowhere VALUES (1)", "other"),
            ("SELEC", "other"),
        ];
        for (sql, expected) in cases {
            let name = match execute(&store, sql, &[]) {
                Ok(_) => "fine",
                Err(StoreError::Duplicate { what }) => {
                    assert!(!what.is_empty());
                    "duplicate"
                }
                Err(StoreError::Referenced) => "referenced",
                Err(StoreError::Other(_)) => "other",
                Err(other) => panic!("{sql}: {other}"),
            };
            assert_eq!(name, expected, "{engine:?}: {sql}");
        }
        let params = execute(&store, insert(&store, "p", 3), &[1.into()]);
        assert!(matches!(params, Err(StoreError::Other(_))));
        let wrote = store.read_blocking(|tx: &mut dyn Tx| tx.execute("DELETE FROM c", &[]));
        assert!(matches!(wrote, Err(StoreError::Other(_))), "{engine:?}: {wrote:?}");
        assert_eq!(int(&store, "SELECT count(*) FROM c"), Ok(1));
    }
}

/// A closure that ignores the failure of a statement cannot commit the rest.
#[test]
fn a_transaction_ends_with_its_first_failure() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)");
        let answer = store.write_blocking(|tx: &mut dyn Tx| {
            tx.execute("INSERT INTO t VALUES (2)", &[])?;
            let first = tx.execute("INSERT INTO t VALUES (1)", &[]);
            assert!(matches!(first, Err(StoreError::Duplicate { .. })));
            assert_eq!(tx.execute("INSERT INTO t VALUES (3)", &[]), first);
            Ok::<_, StoreError>(())
        });
        assert!(matches!(answer, Err(StoreError::Duplicate { .. })), "{engine:?}");
        assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(1));
    }
}

#[test]
fn a_read_sees_one_state() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)");
        let writer = store.clone();
        let seen = store
            .read_blocking(move |tx: &mut dyn Tx| {
                let before = tx.query("SELECT count(*) FROM t", &[])?.int_at(0, 0);
                execute(&writer, "INSERT INTO t SELECT max(id) + 1 FROM t", &[])?;
                let after = tx.query("SELECT count(*) FROM t", &[])?.int_at(0, 0);
                Ok::<_, StoreError>((before, after))
            })
            .unwrap();
        assert_eq!(seen, (Some(1), Some(1)), "{engine:?}");
        assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(2));
    }
}

/// A name and what changes the database.
type Change<'a> = (&'static str, Box<dyn Fn() + 'a>);

/// Whether the memo still holds what an earlier read put; puts it if not.
fn remembered(store: &Store) -> bool {
    store
        .read_blocking(|tx: &mut dyn Tx| {
            let held = tx.memo().get::<i64>(b"k").is_some();
            tx.memo().put(b"k", 1_i64);
            Ok::<_, StoreError>(held)
        })
        .unwrap()
}

#[test]
fn the_memo_lasts_until_the_database_changes() {
    for engine in BOTH {
        let database = Database::new(engine);
        // One thread, so that every read meets the same connection.
        let options = StoreOptions { threads: Some(1), ..Default::default() };
        let store = database.open_with(&options);
        let other = database.open_with(&options);
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)");
        let changes: [Change<'_>; 3] = [
            (
                "writer",
                Box::new(|| assert_eq!(execute(&store, "UPDATE t SET id = id + 1", &[]), Ok(1))),
            ),
            (
                "store",
                Box::new(|| assert_eq!(execute(&other, "UPDATE t SET id = id + 1", &[]), Ok(1))),
            ),
            ("raw", Box::new(|| database.raw("UPDATE t SET id = id + 1"))),
        ];
        for (name, change) in changes {
            remembered(&store);
            assert!(remembered(&store), "{engine:?}: unchanged, before {name}");
            assert!(remembered(&store), "{engine:?}: unchanged, before {name}");
            change();
            assert!(!remembered(&store), "{engine:?}: changed by {name}");
        }
    }
}

#[test]
fn a_write_starts_and_ends_with_an_empty_memo() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open_with(&StoreOptions { threads: Some(1), ..Default::default() });
        remembered(&store);
        for _ in 0..2 {
            let held = store.write_blocking(|tx: &mut dyn Tx| {
                let held = tx.memo().get::<i64>(b"w").or(tx.memo().get::<i64>(b"k"));
                tx.memo().put(b"w", 1_i64);
                assert_eq!(tx.memo().get::<i64>(b"w"), Some(1));
                Ok::<_, StoreError>(held)
            });
            assert_eq!(held, Ok(None), "{engine:?}");
        }
        let left =
            store.read_blocking(|tx: &mut dyn Tx| Ok::<_, StoreError>(tx.memo().get::<i64>(b"w")));
        assert_eq!(left, Ok(None));
    }
}

/// Read, add one, write back: under the lock no step is lost.
#[test]
fn writes_of_a_tenant_are_serial() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open_with(&StoreOptions { threads: Some(6), ..Default::default() });
        script(&store, "CREATE TABLE t (n BIGINT); INSERT INTO t VALUES (0)");
        let update = leak(format!("UPDATE t SET n = {}", place(&store, 1)));
        let threads: Vec<_> = (0..6)
            .map(|_| {
                let store = store.clone();
                std::thread::spawn(move || {
                    for _ in 0..20 {
                        store
                            .write_blocking(move |tx: &mut dyn Tx| {
                                tx.lock(7)?;
                                let n = tx.query("SELECT n FROM t", &[])?.int_at(0, 0).unwrap();
                                tx.execute(update, &[(n + 1).into()])
                            })
                            .unwrap();
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(int(&store, "SELECT n FROM t"), Ok(120), "{engine:?}");
    }
}

#[test]
fn a_job_waits_only_so_long_for_a_thread() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open_with(&StoreOptions {
            threads: Some(1),
            queue_timeout: Duration::from_millis(100),
            ..Default::default()
        });
        let (started, wait_for_start) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let busy = store.clone();
        let long = std::thread::spawn(move || {
            busy.read_blocking(move |_: &mut dyn Tx| {
                started.send(()).unwrap();
                released.recv().unwrap();
                Ok::<_, StoreError>(5)
            })
        });
        wait_for_start.recv().unwrap();
        let ran = Arc::new(AtomicU32::new(0));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let asynchronous = runtime.block_on(store.read({
            let ran = Arc::clone(&ran);
            move |_: &mut dyn Tx| {
                ran.fetch_add(1, Ordering::Relaxed);
                Ok::<_, StoreError>(())
            }
        }));
        assert!(matches!(asynchronous, Err(StoreError::Busy(_))), "{engine:?}");
        assert!(matches!(int(&store, "SELECT 1"), Err(StoreError::Busy(_))));
        release.send(()).unwrap();
        // One that runs already is waited for.
        assert_eq!(long.join().unwrap(), Ok(5));
        assert_eq!(int(&store, "SELECT 1"), Ok(1));
        assert_eq!(ran.load(Ordering::Relaxed), 0, "{engine:?}: ran although nobody waited");
    }
}

#[test]
fn shutdown_finishes_what_is_queued() {
    for engine in BOTH {
        let database = Database::new(engine);
        let store = database.open();
        script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
        let sql = insert(&store, "t", 1);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..50_i64)
                .map(|id| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        store.write(move |tx: &mut dyn Tx| tx.execute(sql, &[id.into()])).await
                    })
                })
                .collect();
            tokio::time::sleep(Duration::from_millis(5)).await;
            store.shutdown().await;
            let mut stored = 0;
            for task in tasks {
                match task.await.unwrap() {
                    Ok(1) => stored += 1,
                    Err(StoreError::Unavailable(_)) => {}
                    other => panic!("{other:?}"),
                }
            }
            assert!(matches!(int(&store, "SELECT 1"), Err(StoreError::Unavailable(_))));
            assert_eq!(store.gauges().busy, 0);
            let again = database.open();
            assert_eq!(int(&again, "SELECT count(*) FROM t"), Ok(stored), "{engine:?}");
        });
        if engine == Engine::File {
            let log = database.file().with_extension("db-wal");
            assert!(std::fs::metadata(log).map_or(0, |m| m.len()) < 1 << 20);
        }
    }
}

#[test]
fn a_url_never_shows_its_password() {
    use std::str::FromStr as _;
    use stratus_engine::store::DatabaseUrl;
    for url in [
        "postgres://joe:s3cret@host:5433/crm?sslmode=disable",
        "postgresql://joe:s3cret@host:5433/crm",
    ] {
        let url = DatabaseUrl::from_str(url).unwrap();
        assert_eq!(url.to_string(), "postgres://joe@host:5433/crm");
        assert!(!format!("{url:?}").contains("s3cret"));
    }
    assert_eq!(DatabaseUrl::from_str("sqlite:a/b.db").unwrap().to_string(), "sqlite:a/b.db");
    for bad in ["", "sqlite:", "sqlite::memory:", "mysql://x", "postgres://joe:s3cret@host:port/x"]
    {
        let error = DatabaseUrl::from_str(bad).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_unavailable() {
    use std::str::FromStr as _;
    use stratus_engine::store::DatabaseUrl;
    for url in ["sqlite:/no/such/folder/x.db", "postgres://nobody@127.0.0.1:1/nothing"] {
        let started = Instant::now();
        let opened = Store::open(&DatabaseUrl::from_str(url).unwrap(), &StoreOptions::default());
        assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{url}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

#[test]
fn the_dialect_is_the_url_s() {
    for (engine, dialect) in [(Engine::File, Dialect::Sqlite), (Engine::Server, Dialect::Postgres)]
    {
        let database = Database::new(engine);
        let store = database.open();
        assert_eq!(store.dialect(), dialect);
        let inside = store.read_blocking(|tx: &mut dyn Tx| Ok::<_, StoreError>(tx.dialect()));
        assert_eq!(inside, Ok(dialect));
    }
}
