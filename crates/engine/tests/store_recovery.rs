//! What goes wrong outside: lost connections, a server that is away, locked files, full disks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::str::FromStr as _;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use stratus_engine::store::{DatabaseUrl, Store, StoreError, StoreOptions, Tx};
use support::{Database, Engine, admin, execute, int, script};

const TERMINATE: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '";

fn terminate(database: &Database) {
    let (_, name) = database.url.rsplit_once('/').unwrap();
    admin(&format!("{TERMINATE}{name}'"));
}

#[test]
fn ended_connections_are_replaced_unnoticed() {
    let database = Database::new(Engine::Server);
    let store = database.open();
    script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1)");
    for round in 1..=3 {
        for _ in 0..6 {
            assert_eq!(int(&store, "SELECT count(*) FROM t WHERE id > 0"), Ok(1));
        }
        terminate(&database);
        for _ in 0..6 {
            assert_eq!(int(&store, "SELECT count(*) FROM t WHERE id > 0"), Ok(1));
        }
        terminate(&database);
        assert_eq!(execute(&store, "UPDATE t SET id = id + 1", &[]), Ok(1));
        assert_eq!(int(&store, "SELECT id FROM t"), Ok(round + 1));
    }
    assert!(store.gauges().retries > 0);
}

#[test]
fn a_connection_lost_in_the_middle_begins_again() {
    let database = Database::new(Engine::Server);
    let store = database.open();
    script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let url = database.url.clone();
    let answer = store.write_blocking(move |tx: &mut dyn Tx| {
        tx.execute("INSERT INTO t VALUES (1)", &[])?;
        if counted.fetch_add(1, Ordering::Relaxed) == 0 {
            let (_, name) = url.rsplit_once('/').unwrap();
            admin(&format!("{TERMINATE}{name}'"));
        }
        tx.execute("INSERT INTO t VALUES (2)", &[])
    });
    assert_eq!(answer, Ok(1));
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(2));
}

/// Two transactions that lock two rows in opposite order: one is begun again, both succeed.
#[test]
fn a_deadlock_is_begun_again() {
    let database = Database::new(Engine::Server);
    let store = database.open_with(&StoreOptions { threads: Some(4), ..Default::default() });
    script(
        &store,
        "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT); INSERT INTO t VALUES (1, 0), (2, 0)",
    );
    let threads: Vec<_> = [(1_i64, 2_i64), (2, 1)]
        .into_iter()
        .map(|(first, second)| {
            let store = store.clone();
            std::thread::spawn(move || {
                store.write_blocking(move |tx: &mut dyn Tx| {
                    let sql = "UPDATE t SET n = n + 1 WHERE id = $1";
                    tx.execute(sql, &[first.into()])?;
                    std::thread::sleep(Duration::from_millis(200));
                    tx.execute(sql, &[second.into()])
                })
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Ok(1));
    }
    assert_eq!(store.gauges().retries, 1);
    assert_eq!(int(&store, "SELECT sum(n)::bigint FROM t"), Ok(4));
}

/// A column that changes its type makes kept statements stale; nobody notices.
#[test]
fn a_stale_plan_is_made_anew() {
    let database = Database::new(Engine::Server);
    let store = database.open_with(&StoreOptions { threads: Some(1), ..Default::default() });
    script(&store, "CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)");
    assert_eq!(int(&store, "SELECT id FROM t"), Ok(1));
    database.raw("ALTER TABLE t ALTER id TYPE BIGINT");
    assert_eq!(int(&store, "SELECT id FROM t"), Ok(1));
}

#[test]
fn a_statement_that_takes_too_long_is_busy() {
    let database = Database::new(Engine::Server);
    let options =
        StoreOptions { statement_timeout: Duration::from_millis(200), ..Default::default() };
    let store = database.open_with(&options);
    let started = Instant::now();
    let answer = int(&store, "SELECT 1::bigint FROM pg_sleep(30)");
    assert!(matches!(answer, Err(StoreError::Busy(_))), "{answer:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(int(&store, "SELECT 1"), Ok(1));
}

/// Stands between the store and the server, and can be away.
struct Door {
    port: u16,
    open: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Door {
    fn new(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let open = Arc::new(AtomicBool::new(true));
        let streams = Arc::new(Mutex::new(Vec::new()));
        let (is_open, kept) = (Arc::clone(&open), Arc::clone(&streams));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !is_open.load(Ordering::Relaxed) {
                    continue; // dropped: the caller sees a closed connection
                }
                let server = TcpStream::connect(&target).unwrap();
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    std::thread::spawn(move || pass(from, to));
                }
                kept.lock().unwrap().extend([client, server]);
            }
        });
        Self { port, open, streams }
    }

    fn close(&self) {
        self.open.store(false, Ordering::Relaxed);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

#[test]
fn a_server_that_is_away_is_said_so_quickly_and_found_again() {
    let database = Database::new(Engine::Server);
    let config = tokio_postgres::Config::from_str(&database.url).unwrap();
    let tokio_postgres::config::Host::Tcp(host) = &config.get_hosts()[0] else { panic!("a host") };
    let target = format!("{host}:{}", config.get_ports().first().unwrap_or(&5432));
    let user = config.get_user().unwrap();
    let door = Door::new(target);
    let password = config
        .get_password()
        .map_or(String::new(), |word| format!(":{}", String::from_utf8_lossy(word)));
    let name = config.get_dbname().unwrap();
    let url = format!("postgres://{user}{password}@127.0.0.1:{}/{name}", door.port);
    let store =
        Store::open(&DatabaseUrl::from_str(&url).unwrap(), &StoreOptions::default()).unwrap();
    assert_eq!(int(&store, "SELECT 1"), Ok(1));
    for _ in 0..2 {
        door.close();
        for _ in 0..10 {
            let started = Instant::now();
            let answer = int(&store, "SELECT 1");
            assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
            assert!(started.elapsed() < Duration::from_secs(1));
        }
        door.open.store(true, Ordering::Relaxed);
        let deadline = Instant::now() + Duration::from_secs(3);
        while int(&store, "SELECT 1").is_err() {
            assert!(Instant::now() < deadline, "the server was not found again");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_locked_file_is_busy_until_it_is_free() {
    let database = Database::new(Engine::File);
    let store = database.open_with(&StoreOptions {
        busy_timeout: Duration::from_millis(200),
        ..Default::default()
    });
    script(&store, "CREATE TABLE t (id BIGINT PRIMARY KEY)");
    let other = rusqlite::Connection::open(database.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = execute(&store, "INSERT INTO t VALUES (1)", &[]);
    assert!(matches!(answer, Err(StoreError::Busy(_))), "{answer:?}");
    assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(0), "reads go on");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(execute(&store, "INSERT INTO t VALUES (1)", &[]), Ok(1));
}

#[test]
fn a_full_disk_loses_nothing_but_the_write() {
    let database = Database::new(Engine::File);
    let store = database.open();
    script(&store, "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB); INSERT INTO t VALUES (0, '')");
    let limit = |pages: &'static str| {
        store.write_blocking(move |tx: &mut dyn Tx| tx.query(pages, &[])).unwrap()
    };
    limit("PRAGMA max_page_count = 40");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for _ in 0..5 {
        // Small writes that fit go with large ones that do not.
        let tasks: Vec<_> = (0..20_i64)
            .map(|n| {
                let store = store.clone();
                runtime.spawn(async move {
                    store
                        .write(move |tx: &mut dyn Tx| {
                            if n % 4 == 0 {
                                tx.execute("INSERT INTO t (b) VALUES ('small')", &[])?;
                                tx.execute("INSERT INTO t (b) VALUES (zeroblob(400000))", &[])
                            } else {
                                tx.execute("UPDATE t SET b = b WHERE id = 0", &[])
                            }
                        })
                        .await
                })
            })
            .collect();
        for (n, task) in tasks.into_iter().enumerate() {
            let answer = runtime.block_on(task).unwrap();
            if n % 4 == 0 {
                assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
            } else {
                assert!(matches!(answer, Ok(1) | Err(StoreError::Unavailable(_))), "{answer:?}");
            }
        }
        assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(1));
    }
    limit("PRAGMA max_page_count = 100000");
    assert_eq!(execute(&store, "INSERT INTO t (b) VALUES (zeroblob(400000))", &[]), Ok(1));
    assert_eq!(
        int(&store, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
        Ok(1)
    );
}
