//! The write-ahead log of the embedded store stays short, whoever reads or writes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod support;

use std::sync::mpsc;
use std::time::{Duration, Instant};

use stratus_engine::store::{Store, StoreError, Tx};
use support::{Database, Engine, execute, int, script};

/// Bytes of a page in the log.
const PAGE: u64 = 4096 + 24;
/// Pages that [`write`] adds to it, at least.
const PAGES: u64 = 64;

fn write(store: &Store) {
    let sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64) \
               INSERT INTO t (b) SELECT randomblob(4000) FROM n";
    assert_eq!(execute(store, sql, &[]), Ok(PAGES));
}

fn pages(database: &Database) -> u64 {
    let log = database.file().with_extension("db-wal");
    std::fs::metadata(log).map_or(0, |file| file.len()) / PAGE
}

#[test]
fn the_log_is_written_back_while_writes_go_on() {
    let database = Database::new(Engine::File);
    let store = database.open();
    script(&store, "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)");
    let written = 1000;
    let mut most = 0;
    for _ in 0..written {
        write(&store);
        most = most.max(pages(&database));
    }
    let all = written * PAGES;
    assert!((8000..all / 2).contains(&most), "{most} pages of {all} were in the log");
    let file = std::fs::metadata(database.file()).unwrap().len() / 4096;
    assert!(file > all / 2, "{file} pages of {all} were written back");
    assert_eq!(int(&store, "SELECT count(*) FROM t"), Ok(all.cast_signed()));
}

#[test]
fn a_long_read_holds_the_log_only_as_long_as_it_lasts() {
    let database = Database::new(Engine::File);
    let store = database.open();
    script(&store, "CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)");
    let (begun, begins) = mpsc::channel();
    let (end, ends) = mpsc::channel();
    let reads = std::thread::spawn({
        let store = store.clone();
        move || {
            store.read_blocking(move |tx: &mut dyn Tx| {
                let before = tx.query("SELECT count(*) FROM t", &[])?.int_at(0, 0);
                begun.send(()).unwrap();
                ends.recv().unwrap();
                let after = tx.query("SELECT count(*) FROM t", &[])?.int_at(0, 0);
                Ok::<_, StoreError>((before, after))
            })
        }
    });
    begins.recv().unwrap();
    for _ in 0..400 {
        write(&store);
    }
    let held = pages(&database);
    assert!(held >= 400 * PAGES, "nothing of the log is given up: {held} pages");
    end.send(()).unwrap();
    assert_eq!(reads.join().unwrap(), Ok((Some(0), Some(0))), "one snapshot all the time");
    // The file is cut when the log begins anew.
    let started = Instant::now();
    while pages(&database) >= held {
        assert!(started.elapsed() < Duration::from_secs(60), "the log never began anew");
        write(&store);
    }
}
