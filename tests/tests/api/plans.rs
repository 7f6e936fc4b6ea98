//! What the database does for each list, and the SQL text that asks it to.
use engine::declare::{Action, Filter, List, Listed, Resource, Shape, Test, words_in};
use engine::plan::{Condition, Fetch};
use engine::problem::{Errors, Problem};
use engine::request::list::{self, ListRequest};
use engine::request::{Params, mask};
use engine::shape::ShapeModel;
use engine::sql::dialect::Dialect;
use engine::sql::{Anchor, FetchSql, Slice, count, ids, walk};
use engine::store::{Store, Value};
use engine::text::Collation;
use engine::work::Context;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use testkit::{Kind, Server, asking_of, required};

type Asked = Vec<(&'static str, String)>;

fn lists() -> Vec<(&'static Resource, &'static str, &'static List)> {
    let mut found = Vec::new();
    for resource in crm::RESOURCES {
        for operation in resource.operations {
            if let Action::List(list) = &operation.action {
                found.push((*resource, operation.path, list));
            }
        }
    }
    found
}

fn params(asked: &Asked) -> Params {
    let encoded = asked.iter().map(|(name, value)| format!("{name}={}", value.replace('%', "%25")));
    Params::parse(Some(&encoded.collect::<Vec<_>>().join("&"))).unwrap()
}

fn read(resource: &'static Resource, list: &'static List, asked: &Asked) -> ListRequest {
    let mut needed = required(list);
    needed.retain(|(name, _)| asked.iter().all(|(known, _)| known != name));
    let asked = [asked.clone(), needed].concat();
    let params = params(&asked);
    let mut errors = Errors::default();
    let mut request = list::list(resource, list, &params, &mut errors);
    for part in list.path_filters {
        let columns = part.columns(words_in(list.path_filters));
        let all = columns.into_iter().map(|column| Condition::Is(column, Value::Int(1)));
        request.find.all.extend(all);
    }
    assert!(errors.is_empty(), "{asked:?}: {errors:?}");
    ListRequest { find: request.find.asked_by(1), ..request }
}

/// The same, after what its filters look up was looked up, as in the transaction of a request.
struct Seeker {
    store: Store,
    context: Arc<Context>,
}

impl Seeker {
    fn new(server: &Server) -> Seeker {
        let context = Context::new(crm::RESOURCES, Collation::new("sv").unwrap());
        Seeker { store: server.database.open(), context: Arc::new(context) }
    }

    fn read(&self, resource: &'static Resource, list: &'static List, asked: &Asked) -> ListRequest {
        let mut request = read(resource, list, asked);
        let sought = |filter: &Filter| {
            matches!(filter.test, Test::Sought(_))
                && asked.iter().any(|(name, _)| *name == filter.name)
        };
        if list.filters.iter().any(sought) {
            let (context, params) = (Arc::clone(&self.context), params(asked));
            let found = self.store.read_blocking(move |tx| {
                let mut work = crm::demo::load::work(tx, &context, 1, 0);
                work.seek(resource, list, &params)
            });
            let found: Result<Vec<Condition>, Problem> = found;
            request.find.all.extend(found.unwrap());
        }
        request
    }
}

impl Drop for Seeker {
    fn drop(&mut self) {
        self.store.shutdown_blocking();
    }
}

/// The statements that count a list and find its pages, wherever those are.
fn finding(dialect: Dialect, request: &ListRequest) -> Vec<(&'static str, String)> {
    let find = &request.find;
    let mut found = Vec::new();
    for stretch in find.order.stretches {
        let mut add = |what, slice: &Slice| {
            found.push((what, ids(dialect, 1, find, *stretch, slice).sql.to_string()));
        };
        let slice = |skip, reverse, from| Slice { skip, take: 10, reverse, from, keys: true };
        let anchor = Anchor { key: Value::Bytes(vec![1]), id: 7 };
        add("first page", &slice(0, false, None));
        add("next page", &slice(10, false, None));
        add("page near the end", &slice(10, true, None));
        add("page after a known one", &slice(10, false, Some(anchor)));
        found.push(("count", count(dialect, 1, find, *stretch).sql.to_string()));
    }
    found
}

fn texts(sql: &FetchSql) -> Vec<String> {
    let inner = sql.children.iter().flat_map(texts);
    sql.texts().map(str::to_owned).into_iter().chain(inner).collect()
}

/// The statements that read rows, or the places of a list of them.
fn fetching(
    dialect: Dialect,
    resource: &Resource,
    places: Option<Shape>,
    masked: &str,
) -> Vec<String> {
    let shape = places.unwrap_or(resource.shape);
    let mask = mask::parse(masked.as_bytes()).unwrap();
    let selection = mask::select(mask.as_ref(), ShapeModel::new(shape, None, false)).unwrap();
    let (table, live) = match (places, resource.points) {
        (Some(_), Some(points)) => (points.table, false),
        (Some(_), None) => ("account_points", false),
        _ => (resource.table, resource.soft()),
    };
    texts(&FetchSql::new(dialect, &Fetch::new(table, live, shape, selection.as_ref())))
}

/// A database with demo data, opened as the server does.
fn database() -> (Server, Connection) {
    let server = Server::start_with_demo(Kind::Embedded, &[], 300);
    let connection = Connection::open(server.database.home.path().join("stratus.db")).unwrap();
    rusqlite::vtab::array::load_module(&connection).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    (server, connection)
}

/// The steps of a statement's plan.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get("detail").unwrap());
    }
    assert!(!steps.is_empty(), "{sql}");
    steps
}

/// Whether a step reads all of a table: all but virtual tables, results of steps before, and the
/// short list of rows that the search index has not taken over.
fn scans(step: &str) -> bool {
    let Some(what) = step.strip_prefix("SCAN ") else { return false };
    let name = what.split(' ').next().unwrap_or_default();
    !(what.contains("VIRTUAL TABLE")
        || name.starts_with('(')
        || name == "CONSTANT"
        || name.ends_with("_search_changed"))
}

/// Fields of accounts of each type in the demo, and values that some of them hold.
const HELD: [(&str, &str); 10] = [
    ("1", "b%"),
    ("1", "%o%"),
    ("2", "upp%"),
    ("2", "%r"),
    ("3", "7"),
    ("4", "2026-11-23"),
    ("5", "1"),
    ("6", "koncern"),
    ("6", "4"),
    ("7", "%s%"),
];

/// The values that show what a filter does; for dynamic fields of accounts those of each type.
fn asked_of(resource: &Resource, filter: &Filter) -> Vec<Asked> {
    let mut asked = asking_of(resource, filter);
    if resource.name == "accounts" && filter.name == "dynamicfield_id" {
        let pair = |(id, value): (&str, &str)| {
            vec![("dynamicfield_id", id.to_owned()), ("dynamicfield_val", value.to_owned())]
        };
        asked.extend(HELD.map(pair));
        asked.push(HELD.into_iter().flat_map(pair).collect());
    }
    asked
}

/// The same in each order that a list can be asked for.
fn in_each_order(list: &List, asked: impl IntoIterator<Item = Asked>) -> Vec<Asked> {
    let sorts = if list.sortable { list.sort_names() } else { Vec::new() };
    let sorted = |asked: Asked| -> Vec<Asked> {
        if sorts.is_empty() {
            return vec![asked];
        }
        let with = |sort: &String| [asked.clone(), vec![("sorting", sort.clone())]].concat();
        sorts.iter().map(with).collect()
    };
    asked.into_iter().flat_map(sorted).collect()
}

#[test]
fn no_list_reads_a_whole_table() {
    let (server, connection) = database();
    let seeker = Seeker::new(&server);
    let mut wrong = BTreeSet::new();
    let mut plans = 0;
    for (resource, path, list) in lists() {
        let filters = list.filters.iter().flat_map(|filter| asked_of(resource, filter));
        let filters = filters.chain([Vec::new()]);
        for asked in in_each_order(list, filters) {
            let request = seeker.read(resource, list, &asked);
            for (what, sql) in finding(Dialect::Sqlite, &request) {
                plans += 1;
                let steps = plan(&connection, &sql);
                if steps.iter().any(|step| scans(step)) {
                    wrong.insert(format!("{path} {asked:?}, {what}\n  {sql}\n  {steps:#?}"));
                }
            }
        }
    }
    assert!(plans > 1000, "{plans}");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_filter_tests_every_row_of_the_tenant() {
    let (server, connection) = database();
    let seeker = Seeker::new(&server);
    let mut wrong = Vec::new();
    for (resource, path, list) in lists() {
        for filter in list.filters {
            // What leaves half of the rows, or is too short for the index, tests them all.
            let narrows = |value: &str| match filter.test {
                _ if ["all", "closed"].contains(&value) => false,
                Test::Equals(_) => filter.allowed.is_empty(),
                Test::Like { .. } => value.split('%').next().is_some_and(|part| !part.is_empty()),
                Test::OneOf(_) | Test::Exactly(_) | Test::Near | Test::Custom(_) => true,
                Test::Sought(_) => true,
                Test::Day(_) | Test::DayOf(..) => true,
                _ => false,
            };
            for asked in asked_of(resource, filter) {
                if !narrows(&asked[0].1) {
                    continue;
                }
                let request = seeker.read(resource, list, &asked);
                // What leaves many rows may be read in the order of the list, a page at a time.
                let pages = request.find.selective();
                let mut found = finding(Dialect::Sqlite, &request);
                found.retain(|(what, _)| pages || *what == "count");
                for (what, sql) in found {
                    let steps = plan(&connection, &sql);
                    if steps.iter().any(|step| step.ends_with("(tenant=?)")) {
                        wrong.push(format!("{path} {asked:?}, {what}\n  {sql}\n  {steps:#?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_asked_one_by_one_come_in_order_and_are_found_by_their_id() {
    let (server, connection) = database();
    let seeker = Seeker::new(&server);
    let mut wrong = BTreeSet::new();
    let mut plans = 0;
    // Of these there are never as many as it takes.
    let few = ["/missions", "/pricelists"];
    for (resource, path, list) in lists() {
        if few.contains(&path) || !list.path_filters.is_empty() {
            continue;
        }
        let filters = list.filters.iter().flat_map(|filter| asked_of(resource, filter));
        for asked in in_each_order(list, filters) {
            let find = seeker.read(resource, list, &asked).find;
            let within = find.all.iter().find_map(|one| match one {
                Condition::Within { select, .. } => Some(*select),
                _ => None,
            });
            let Some(column) = within.filter(|_| find.walkable()) else { continue };
            for stretch in find.order.stretches {
                plans += 1;
                let sql = walk(Dialect::Sqlite, 1, &find, *stretch, &Slice::first(10), 1000).sql;
                let steps = plan(&connection, &sql);
                let found = |step: &String| {
                    step.starts_with("SEARCH s1") && step.contains(&format!("{column}=?"))
                };
                let sorted = steps.iter().any(|step| step.contains("TEMP B-TREE"));
                if sorted || !steps.iter().any(found) {
                    wrong.insert(format!("{path} {asked:?}\n  {sql}\n  {steps:#?}"));
                }
            }
        }
    }
    assert!(plans > 20, "{plans}");
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn lists_of_a_path_are_read_by_it() {
    let (_server, connection) = database();
    let mut wrong = Vec::new();
    for (resource, path, list) in lists().iter().filter(|(.., list)| !list.path_filters.is_empty())
    {
        for asked in in_each_order(list, [Vec::new()]) {
            let request = read(resource, list, &asked);
            for (what, sql) in finding(Dialect::Sqlite, &request) {
                let steps = plan(&connection, &sql);
                if steps.iter().any(|step| step.ends_with("(tenant=?)")) {
                    wrong.push(format!("{path} {asked:?}, {what}\n  {sql}\n  {steps:#?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rows_and_what_is_inside_them_are_read_by_their_keys() {
    let (_server, connection) = database();
    let mut statements = 0;
    let mut look = |resource: &Resource, places| {
        for sql in fetching(Dialect::Sqlite, resource, places, "") {
            statements += 1;
            let steps = plan(&connection, &sql);
            let whole = steps.iter().find(|step| scans(step) || step.ends_with("(tenant=?)"));
            assert!(whole.is_none(), "{sql}\n{steps:#?}");
        }
    };
    for resource in crm::RESOURCES {
        look(resource, None);
    }
    for (resource, _, list) in lists() {
        if let Listed::Places(shape) | Listed::PlacesOf { shape, .. } = list.of {
            look(resource, Some(shape));
        }
    }
    assert!(statements > 20, "{statements}");
}

#[test]
fn contacts_of_accounts_are_read_from_their_index_alone() {
    let (_server, connection) = database();
    let all = fetching(Dialect::Sqlite, &crm::ACCOUNTS, None, "");
    let contacts: Vec<_> = all.iter().filter(|sql| sql.contains("FROM contacts t0")).collect();
    assert!(!contacts.is_empty(), "{all:#?}");
    for sql in contacts {
        let steps = plan(&connection, sql);
        let covered =
            "SEARCH t0 USING COVERING INDEX contacts_by_account (tenant=? AND accountid=?)";
        assert!(steps.iter().any(|step| step == covered), "{sql}\n{steps:#?}");
    }
}

/// An index that begins like the key and holds what is searched has twenty times the pages.
#[test]
fn whole_accounts_are_looked_up_by_their_key() {
    let (_server, connection) = database();
    for (mask, way) in [
        ("", "SEARCH t0 USING INDEX sqlite_autoindex_accounts_1 (tenant=? AND id=?)"),
        (
            "{id,name}",
            "SEARCH t0 USING COVERING INDEX accounts_in_short (tenant=? AND id=? AND deleted=?)",
        ),
    ] {
        let all = fetching(Dialect::Sqlite, &crm::ACCOUNTS, None, mask);
        let rows: Vec<_> = all
            .iter()
            .filter(|sql| sql.contains("FROM accounts t0") && sql.contains("rarray"))
            .collect();
        assert!(!rows.is_empty(), "{all:#?}");
        for sql in rows {
            let steps = plan(&connection, sql);
            assert!(steps.iter().any(|step| step == way), "{sql}\n{steps:#?}");
        }
    }
}

#[test]
fn words_are_looked_up_in_the_search_index() {
    let (_server, connection) = database();
    let mut looked_up = 0;
    for (resource, path, list) in lists() {
        for filter in list.filters {
            let words: &[&str] = match filter.test {
                Test::Like { searched: true, .. } => &["%son", "%son%", "%a%berg%"],
                Test::FullText => &["berg", "son berg"],
                _ => continue,
            };
            for word in words {
                let request = read(resource, list, &vec![(filter.name, (*word).to_owned())]);
                for (what, sql) in finding(Dialect::Sqlite, &request) {
                    looked_up += 1;
                    let steps = plan(&connection, &sql);
                    let index = format!("SCAN {}_search VIRTUAL TABLE", resource.table);
                    let used = steps.iter().any(|step| step.starts_with(&index));
                    assert!(used, "{path} {}={word}, {what}\n{sql}\n{steps:#?}", filter.name);
                }
            }
        }
    }
    assert!(looked_up > 100, "{looked_up}");
}

/// One clause a line.
fn lines(sql: &str) -> String {
    let mut text = sql.to_owned();
    for clause in [" FROM ", " LEFT JOIN ", " WHERE ", " AND ", " ORDER BY ", " LIMIT "] {
        text = text.replace(clause, &format!("\n{}", clause.trim_start()));
    }
    format!("{text};\n")
}

/// The statements that are kept beside this test, by the name of their file.
fn kept(dialect: Dialect) -> Vec<(String, String)> {
    let accounts = &crm::ACCOUNTS;
    let all = |statements: Vec<String>| -> String { statements.iter().map(|s| lines(s)).collect() };
    let found = |request: &ListRequest| -> String {
        let found = finding(dialect, request);
        found.iter().map(|(what, sql)| format!("-- {what}\n{}\n", lines(sql))).collect()
    };
    let mut files = vec![
        ("account_full".to_owned(), all(fetching(dialect, accounts, None, ""))),
        ("account_id_name".to_owned(), all(fetching(dialect, accounts, None, "id,name"))),
    ];
    for (resource, path, list) in lists() {
        match (path, list.of) {
            ("/accounts", _) => {
                for sort in list.sort_names().iter().filter(|sort| sort.ends_with("_asc")) {
                    let request = read(resource, list, &vec![("sorting", sort.clone())]);
                    files.push((format!("accounts_{sort}"), found(&request)));
                }
                let like = vec![("name", "a%b".to_owned()), ("fulltext", "abc".to_owned())];
                files.push(("accounts_searched".to_owned(), found(&read(resource, list, &like))));
            }
            (_, Listed::Places(shape)) => {
                let near = vec![("nearto", "59,18".to_owned())];
                let read = found(&read(resource, list, &near));
                let places = all(fetching(dialect, resource, Some(shape), ""));
                files.push(("places".to_owned(), format!("{read}{places}")));
            }
            _ => {}
        }
    }
    files
}

#[test]
fn the_sql_text_is_as_kept() {
    for (dialect, folder) in [(Dialect::Sqlite, "sqlite"), (Dialect::Postgres, "postgres")] {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/sql").join(folder);
        for (name, text) in kept(dialect) {
            let file = folder.join(format!("{name}.sql"));
            if std::env::var_os("STRATUS_BLESS").is_some() {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&file, &text).unwrap();
            }
            let before = fs::read_to_string(&file).unwrap_or_default();
            let file = file.display();
            assert_eq!(before, text, "{file}; STRATUS_BLESS=1 writes it if this is meant");
        }
        let files = fs::read_dir(&folder).unwrap().count();
        assert_eq!(files, kept(dialect).len(), "a file too many in {}", folder.display());
    }
}
