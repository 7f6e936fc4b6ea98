//! Marks: which lists of a row hold something, kept in the row itself, on both stores.
use engine::declare::Mark;
use engine::store::{Store, StoreError, Tx};
use serde_json::json;
use testkit::{Kind, Server, on_both};

/// For each marked side of a link: its table, how many links there are, how many of them lack their
/// mark, and how many rows are marked though they have none.
fn counted(store: &Store) -> Vec<(&'static str, [i64; 3])> {
    let read = store.read_blocking(|tx: &mut dyn Tx| {
        let mut found = Vec::new();
        for link in crm::RESOURCES.iter().filter_map(|one| one.marks).flat_map(|one| one.links) {
            for own in [link.left, link.right] {
                let Some(Mark { table, column, bit }) = link.mark(own) else { continue };
                let pairs = link.table;
                let same = format!("l.tenant = t.tenant AND l.{own} = t.id");
                let sql = format!(
                    "SELECT (SELECT count(*) FROM {pairs}), \
                     (SELECT count(*) FROM {pairs} l JOIN {table} t ON {same} \
                     WHERE (t.{column} & {bit}) = 0), \
                     (SELECT count(*) FROM {table} t WHERE (t.{column} & {bit}) <> 0 \
                     AND NOT EXISTS (SELECT 1 FROM {pairs} l WHERE {same}))"
                );
                let rows = tx.query(&sql, &[])?;
                found.push((pairs, [0, 1, 2].map(|place| rows.row(0).int(place).unwrap())));
            }
        }
        Ok::<_, StoreError>(found)
    });
    read.unwrap()
}

#[test]
fn every_link_is_marked_and_rows_of_old_are_marked_by_their_links() {
    for kind in Kind::BOTH {
        let server = Server::start_with_demo(kind, &[], 300);
        let store = server.database.open();
        let before = counted(&store);
        assert!(before.len() >= 4, "{before:?}");
        for (table, [links, lacking, idle]) in &before {
            assert!(*links > 0 && (*lacking, *idle) == (0, 0), "{kind:?} {table}: {before:?}");
        }
        server.database.migrate_again("marks", "ALTER TABLE accounts DROP COLUMN marks");
        assert_eq!(counted(&store), before, "{kind:?}");
        store.shutdown_blocking();
    }
}

#[test]
fn lists_come_and_go() {
    on_both(|server| {
        let group = server.create("/accounts/accountgroups", &json!({"name": "G"}));
        let tag = server.create("/tags", &json!({"name": "T"}));
        let account = server.account("A", json!({}));
        let path = format!("/accounts/{account}");
        let lists = || {
            let account = server.get(&path).expect(200);
            ["followers", "accountgroups", "tags"]
                .map(|name| account[name].as_array().unwrap().len())
        };
        let follow = |how: &str| {
            server
                .post(&format!("/accounts/{how}"), &json!({"key": account, "userid": 2}))
                .expect(204);
        };
        let put = |body| drop(server.put(&path, &body).expect(200));
        assert_eq!(lists(), [0, 0, 0]);
        follow("follow");
        assert_eq!(lists(), [1, 0, 0]);
        put(json!({"accountgroups": [{"id": group}]}));
        put(json!({"tags": [{"id": tag}]}));
        assert_eq!(lists(), [1, 1, 1]);
        follow("unfollow");
        put(json!({"tags": [], "accountgroups": []}));
        assert_eq!(lists(), [0, 0, 0]);
        follow("follow");
        assert_eq!(lists(), [1, 0, 0]);
        let other = server.account("B", json!({"tags": [{"id": tag}]}));
        server.post(&format!("{path}/merge/{other}"), &json!({})).expect(200);
        assert_eq!(lists(), [1, 0, 1]);
    });
}
