//! Measures a store: `cargo run --release --example store_speed -- URL [MAPPED_BYTES]`. The
//! database is written to.

use std::str::FromStr as _;
use std::time::{Duration, Instant};

use stratus_engine::plan::Search;
use stratus_engine::store::migrate::{Migration, migrate};
use stratus_engine::store::{DatabaseUrl, Store, StoreError, StoreOptions, Tx, Value};

const TABLE: Migration = Migration::new(
    1,
    "speed",
    "CREATE TABLE doc (tenant BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL,
            search TEXT NOT NULL, PRIMARY KEY (tenant, id)){clustered};
        {search doc}",
);
const ROWS: i64 = 50_000;
const TIME: Duration = Duration::from_secs(2);

/// About 300 characters, different for every row.
fn document(id: i64) -> String {
    let mut seed = id as u64 + 1;
    let mut text = String::new();
    while text.len() < 300 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = seed >> 40;
        for n in 0..3 + word % 5 {
            text.push(char::from(b'a' + ((word >> (n * 3)) % 20) as u8));
        }
        text.push(' ');
    }
    text
}

fn insert(tx: &mut dyn Tx, id: i64) -> Result<(), StoreError> {
    let dialect = tx.dialect();
    let p: Vec<String> = (1..=4).map(|n| dialect.placeholder(n)).collect();
    let text = document(id);
    let row: [Value; 4] = [1.into(), id.into(), "a name".into(), text.as_str().into()];
    tx.execute(&format!("INSERT INTO doc VALUES ({})", p.join(", ")), &row)?;
    if let Some(sql) = dialect.search_changed("doc") {
        tx.execute(&sql, &[1.into(), id.into()])?;
    }
    Ok(())
}

async fn load<F>(what: &str, tasks: u32, work: impl Fn(u32, u32) -> F + Clone + Send + 'static)
where
    F: Future<Output = Result<(), StoreError>> + Send + 'static,
{
    let started = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let work = work.clone();
            tokio::spawn(async move {
                let mut done = 0;
                while started.elapsed() < TIME {
                    work(task, done).await?;
                    done += 1;
                }
                Ok::<_, StoreError>(done)
            })
        })
        .collect();
    let mut done = 0;
    for task in running {
        match task.await {
            Ok(Ok(count)) => done += count,
            other => println!("{what}: {other:?}"),
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{what:24} x{tasks:<3} {:>9.0} /s  {:>8.1} us each",
        f64::from(done) / seconds,
        seconds * 1e6 * f64::from(tasks) / f64::from(done.max(1)),
    );
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("no VmRSS");
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<(), StoreError> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let mut options = StoreOptions::default();
    if let Some(bytes) = std::env::args().nth(2).and_then(|bytes| bytes.parse().ok()) {
        options.mmap_bytes = bytes;
    }
    let store = Store::open(&DatabaseUrl::from_str(&url)?, &options)?;
    let migrated = store.clone();
    if let Err(error) = tokio::task::spawn_blocking(move || migrate(&migrated, &[TABLE])).await {
        println!("{error}");
    }
    println!("opened: {}", memory());

    let started = Instant::now();
    for first in (0..ROWS).step_by(1000) {
        store
            .write(move |tx: &mut dyn Tx| (first..first + 1000).try_for_each(|id| insert(tx, id)))
            .await?;
    }
    println!("filled: {:.0} rows/s, {}", ROWS as f64 / started.elapsed().as_secs_f64(), memory());

    for tasks in [1, 32] {
        let of = store.clone();
        load("nothing", tasks, move |_, _| {
            let store = of.clone();
            async move { store.read(|_: &mut dyn Tx| Ok::<_, StoreError>(())).await }
        })
        .await;
        let of = store.clone();
        let sql = format!(
            "SELECT name, search FROM doc WHERE tenant = 1 AND id = {}",
            of.dialect().placeholder(1)
        );
        load("point read", tasks, move |task, n| {
            let (store, sql) = (of.clone(), sql.clone());
            let id =
                i64::from(task.wrapping_mul(7919).wrapping_add(n.wrapping_mul(104_729))) % ROWS;
            async move {
                store.read(move |tx: &mut dyn Tx| tx.query(&sql, &[id.into()])).await.map(drop)
            }
        })
        .await;
        let of = store.clone();
        load("search", tasks, move |task, n| {
            let store = of.clone();
            let term: String = document(i64::from(task * 1000 + n) % ROWS).chars().skip(20).take(8).collect();
            async move {
                store
                    .read(move |tx: &mut dyn Tx| {
                        let found = tx.dialect().search_match("doc", "d", 1, 2, &Search::of(vec![term.clone()]));
                        let tenant = tx.dialect().placeholder(1);
                        let sql = format!(
                            "SELECT d.id FROM doc d WHERE d.tenant = {tenant} AND {} ORDER BY d.id LIMIT 25",
                            found.sql
                        );
                        let mut params: Vec<Value> = vec![1.into()];
                        params.extend(found.params);
                        tx.query(&sql, &params)
                    })
                    .await
                    .map(drop)
            }
        })
        .await;
        let of = store.clone();
        load("write", tasks, move |task, n| {
            let store = of.clone();
            let id =
                ROWS + i64::from(tasks) * 100_000_000 + i64::from(task) * 1_000_000 + i64::from(n);
            async move {
                store
                    .write(move |tx: &mut dyn Tx| {
                        tx.lock(1)?;
                        insert(tx, id)
                    })
                    .await
            }
        })
        .await;
        println!("{}", memory());
    }
    store.shutdown().await;
    println!("closed: {}", memory());
    Ok(())
}
