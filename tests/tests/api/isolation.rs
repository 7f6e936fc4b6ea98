//! What belongs to another tenant is to a tenant as if it were nowhere, on both stores.
use engine::declare::{
    Action, Kind, Locate, Many, Operation, PathPart, PathValue, Purpose, Resource, Source, Test,
    words_in,
};
use engine::request::body::Draft;
use engine::work::Layout;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::rows::{add, creates, made, needs, reference, row};
use testkit::{ADMIN, Answer, STRANGER, Server, on_both, programs, required};

/// An id that no tenant has.
pub(crate) const NOWHERE: i64 = 987_654;

/// More rows than the first tenant has of anything.
const ROWS: i64 = 25;

fn operations() -> impl Iterator<Item = (&'static Resource, &'static Operation)> {
    let of = |found: &&'static Resource| {
        let found = *found;
        found.operations.iter().map(move |operation| (found, operation))
    };
    crm::RESOURCES.iter().flat_map(of)
}

/// A path with these values in place of its parameters; the first of the words where it has some.
pub(crate) fn filled(operation: &Operation, value: impl Fn(&str) -> i64) -> String {
    filled_with(operation, 0, value)
}

/// The same with another of the words.
fn filled_with(operation: &Operation, nth: usize, value: impl Fn(&str) -> i64) -> String {
    let word = |name: &str| match operation.path_parts().iter().find(|part| part.name == name) {
        Some(PathPart { value: PathValue::Word(words), .. }) => Some(words[nth].text().to_owned()),
        _ => None,
    };
    let parts = operation.path.split('/').map(|part| {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => word(name).unwrap_or_else(|| value(name).to_string()),
            None => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn parameters(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

fn send(server: &Server, token: &str, method: &str, path: &str, body: &Value) -> Answer {
    server.call(token, method, path, (method != "GET").then_some(body))
}

/// One row of each kind for the first tenant.
pub(crate) fn fill_own(server: &Server) {
    for (resource, operation) in creates(crm::RESOURCES) {
        let body = row(resource, "Egen", |_| None);
        add(server, ADMIN, operation, &body, "Egen").expect(operation.status());
    }
    programs(server, 1, 1, 1);
}

/// Rows of each kind for the second tenant, and one more of each that refers to the last of
/// them; answers the ids of those referred to.
pub(crate) fn fill_other(server: &Server) -> BTreeMap<&'static str, i64> {
    let mut ids = BTreeMap::new();
    for last in [false, true] {
        for (resource, operation) in creates(crm::RESOURCES) {
            for n in 0..if last { 1 } else { ROWS } {
                // The first have only the references they must have.
                let refers = |target: &Resource| {
                    ids.get(target.name).filter(|_| last || needs(resource, target)).copied()
                };
                let name = format!("Främmande {last} {n}");
                let body = row(resource, &name, refers);
                let id = made(operation, &add(server, STRANGER, operation, &body, &name));
                if !last {
                    ids.insert(resource.name, id);
                }
            }
        }
    }
    let (owner, kind, group) = (ids["users"], ids["accounttypes"], ids["accountgroups"]);
    let list = ids["pricelists"];
    let change = json!({
        "userid": owner, "typeid": kind, "accountgroups": [{"id": group}], "pricelistid": list,
    });
    let price = json!({"prices": [{"price": 1, "article": {"id": ids["articles"]}}]});
    let priced = server.call(STRANGER, "PUT", &format!("/pricelists/{list}"), Some(&price));
    ids.insert("prices", priced.expect(200)["prices"][0]["id"].as_i64().unwrap());
    sign(server, &mut ids);
    decide(server, &ids);
    agree(server, &mut ids);
    let relations = format!("/quotes/relations?quoteid={}", ids["quotes"]);
    let related = server.call(STRANGER, "GET", &relations, None).ids();
    ids.insert("quoterelations", related[0]);
    let (client, token) = programs(server, 2, ids["users"], ROWS + 1);
    ids.extend([("clients", client), ("tokens", token)]);
    // What is another view of a table has the same rows.
    for view in crm::RESOURCES {
        let same =
            crm::RESOURCES.iter().find(|one| one.table == view.table && one.name != view.name);
        if let Some(id) = same.and_then(|same| ids.get(same.name).copied()) {
            ids.entry(view.name).or_insert(id);
        }
    }
    let activity = format!("/activities/{}", ids["activities"]);
    let of_opportunity = json!({"opportunity": {"id": ids["opportunities"]}});
    server.call(STRANGER, "PUT", &activity, Some(&of_opportunity)).expect(200);
    let account = format!("/accounts/{}", ids["accounts"]);
    server.call(STRANGER, "PUT", &account, Some(&change)).expect(200);
    connect(server, &ids);
    file(server, &ids);
    for (_, operation) in operations() {
        let (path, body) = match &operation.action {
            Action::Follow { link, follow: true } => {
                let (key, user) = (ids[link.left_of.name], ids[link.right_of.name]);
                (operation.path.to_owned(), json!({"key": key, "userid": user}))
            }
            Action::Put(Locate::Key(_)) => {
                let id = |name: &str| target(operation, name).map_or(1, |found| ids[found.name]);
                (filled(operation, id), json!({"budget": 1}))
            }
            _ => continue,
        };
        let status = send(server, STRANGER, operation.method.name(), &path, &body).status;
        assert!((200..300).contains(&status), "{path}: {status}");
    }
    ids
}

/// A signature of the second tenant. It is there already, so nobody has to be asked for it.
fn sign(server: &Server, ids: &mut BTreeMap<&'static str, i64>) {
    server.operate(|tx, context| {
        let mut work = crm::demo::load::work(tx, context, 2, 0);
        assert_eq!(work.reserve(&crm::BANKID, ROWS.unsigned_abs())?, 1);
        let values = vec![("status", "complete".into()), ("visible", "Främmande".into())];
        work.bring_in(&crm::BANKID, ROWS, &Draft { values, ..Draft::default() })
    });
    ids.insert(crm::BANKID.name, ROWS);
}

/// Whatever words in a path stand for, in each of its places.
fn connect(server: &Server, ids: &BTreeMap<&'static str, i64>) {
    for (_, operation) in operations().filter(|(_, one)| matches!(one.action, Action::Put(_))) {
        let parts = operation.path_parts();
        for (nth, word) in words_in(parts).iter().enumerate() {
            let id = |name: &str| match parts.iter().find(|part| part.name == name) {
                Some(PathPart { value: PathValue::Id(of), .. }) => ids[of.name],
                _ => ids[word.of.name],
            };
            let path = filled_with(operation, nth, id);
            send(server, STRANGER, "PUT", &path, &json!({})).expect(200);
        }
    }
}

/// Opportunities that are lost or won for the reasons of the other tenant: no others have any.
fn decide(server: &Server, ids: &BTreeMap<&'static str, i64>) {
    let call = |method: &str, path: &str, body: Value, status: u16| {
        server.call(STRANGER, method, path, Some(&body)).expect(status)
    };
    for (name, meaning, reason) in [
        ("lostreasonid", "lost", ids["opportunitylostreasons"]),
        ("winreasonid", "won", ids["opportunitywinreasons"]),
    ] {
        let kind = ids["opportunitytypes"];
        let body = json!({"name": "Främmande", "opportunitytypeid": kind, (meaning): 1});
        let status = call("POST", "/opportunities/statuses", body, 201)["id"].clone();
        let body = json!({
            "accountid": ids["accounts"], "contactid": ids["contacts"], "userid": ids["users"],
            "title": "Främmande", "description": "", "estimatedenddate": "2026-11-23",
            "typeid": kind, "statusid": status, (name): reason,
        });
        call("POST", "/opportunities", body, 201);
    }
}

/// The second tenant's file is connected with one of each kind of thing.
fn file(server: &Server, ids: &BTreeMap<&'static str, i64>) {
    let kinds = ["activities", "opportunities", "leads", "projects", "missions"];
    let body: serde_json::Map<String, Value> =
        kinds.iter().map(|kind| (format!("connected{kind}"), json!([ids[kind]]))).collect();
    let path = format!("/files/{}", ids["files"]);
    server.call(STRANGER, "PUT", &path, Some(&Value::Object(body))).expect(200);
}

/// A contract and an object in categories of the right types, and an activity that reminds of the
/// contract.
fn agree(server: &Server, ids: &mut BTreeMap<&'static str, i64>) {
    let call = |method: &str, path: &str, body: Value, status: u16| {
        server.call(STRANGER, method, path, Some(&body)).expect(status)
    };
    for kind in ["contractstatus", "contracttype", "modelgroup"] {
        let body = json!({"type": kind, "name": "Främmande"});
        let made = call("POST", "/objects/categories", body, 201);
        ids.insert(kind, made["id"].as_i64().unwrap());
    }
    let object = format!("/objects/{}", ids["objects"]);
    call("PUT", &object, json!({"modelgroup": {"id": ids["modelgroup"]}}), 200);
    let contract = format!("/contracts/{}", ids["contracts"]);
    let body = json!({
        "status": {"id": ids["contractstatus"]}, "type": {"id": ids["contracttype"]},
        "reminderdays": 7,
    });
    call("PUT", &contract, body, 200);
    let reminders = server.call(STRANGER, "GET", &format!("{contract}/reminders"), None);
    let activity = &reminders.expect(200)[0]["items"][0]["activityid"];
    ids.insert("activities", activity.as_i64().unwrap());
}

/// The word that the second tenant's category of a column is kept under.
fn category(of: &Resource, column: &str) -> Option<&'static str> {
    match (of.name, column) {
        ("contracts", "statusid") => Some("contractstatus"),
        ("contracts", "typeid") => Some("contracttype"),
        ("objects", "modelgroupid") => Some("modelgroup"),
        _ => None,
    }
}

/// What a parameter of an operation's path refers to, besides the operation's own resource.
pub(crate) fn target(operation: &Operation, name: &str) -> Option<&'static Resource> {
    let parts = operation.path_parts();
    let part = parts.iter().find(|part| part.name == name)?;
    part.targets(words_in(parts)).first().copied()
}

/// An answer's status and body, with a word for the number asked for.
fn told(answer: &Answer, id: i64) -> (u16, String) {
    let (text, id) = (answer.text(), id.to_string());
    let words = text.split_inclusive(|c: char| !c.is_ascii_digit());
    let known = words.map(|word| {
        let number = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        if number == id { word.replacen(&id, "ID", 1) } else { word.to_owned() }
    });
    (answer.status, known.collect())
}

/// Fails unless another tenant's id gets the answer that an id nobody has gets.
fn same(what: &str, status: u16, id: i64, ask: impl Fn(i64) -> Answer) {
    let (theirs, nobodys) = (told(&ask(id), id), told(&ask(NOWHERE), NOWHERE));
    assert_eq!(theirs, nobodys, "{what} with {id}");
    assert_eq!(theirs.0, status, "{what} with {id}: {}", theirs.1);
}

#[test]
fn another_tenants_id_in_a_path_is_unknown() {
    on_both(|server| {
        fill_own(server);
        let ids = fill_other(server);
        let mut positions = 0;
        for (resource, operation) in operations() {
            for wrong in parameters(operation.path) {
                let own = matches!(wrong, "id" | "target" | "source").then_some(resource);
                let Some(of) = own.or_else(|| target(operation, wrong)) else { continue };
                positions += 1;
                let body = row(resource, "Ny", |_| None);
                let method = operation.method.name();
                let id =
                    *ids.get(of.name).unwrap_or_else(|| panic!("no id for {}", operation.path));
                same(&format!("{method} {} {wrong}", operation.path), 404, id, |id| {
                    let path = filled(operation, |name| if name == wrong { id } else { 1 });
                    send(server, ADMIN, method, &path, &body)
                });
                // What is signed has no QR code.
                if method == "GET" && !operation.path.ends_with("/qr") {
                    let theirs =
                        |name: &str| self::target(operation, name).map_or(1, |one| ids[one.name]);
                    let path =
                        filled(operation, |name| if name == wrong { id } else { theirs(name) });
                    let answer = send(server, STRANGER, method, &path, &body);
                    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                }
            }
        }
        assert!(positions > 25, "{positions}");
    });
}

#[test]
fn another_tenants_id_in_a_body_is_unknown() {
    on_both(|server| {
        fill_own(server);
        let ids = fill_other(server);
        let mut positions = 0;
        for (resource, operation) in operations() {
            let (method, path) = (operation.method.name(), filled(operation, |_| 1));
            let mut wrong = |name: &str, target: &Resource, body: &dyn Fn(i64) -> Value| {
                positions += 1;
                let what = format!("{method} {path} {name}");
                same(&what, 400, ids[target.name], |id| {
                    send(server, ADMIN, method, &path, &body(id))
                });
            };
            let purpose = match &operation.action {
                Action::Create => Purpose::Create,
                Action::Update(_) | Action::Put(_) => Purpose::Update,
                Action::Follow { link, .. } => {
                    wrong("key", link.left_of, &|id| json!({"key": id, "userid": 1}));
                    wrong("userid", link.right_of, &|id| json!({"key": 1, "userid": id}));
                    continue;
                }
                _ => continue,
            };
            for property in resource.shape.iter().filter(|one| one.presence(purpose).counts()) {
                let Some((target, shaped)) = reference(property) else { continue };
                wrong(property.name, target, &|id| {
                    let mut body = row(resource, "Ny", |_| None);
                    body[property.name] = shaped(id);
                    body
                });
            }
        }
        assert!(positions > 25, "{positions}");
    });
}

/// What a whole-number column refers to, wherever it is.
fn referred(listed: &'static Resource, column: &str) -> &'static Resource {
    let target = |found: &&'static Resource| Layout::of(found).column(column)?.ty.target();
    if let Some(copied) = listed.copied.iter().find(|copied| copied.column == column) {
        return referred(copied.of, copied.from);
    }
    let linked = |found: &&'static Resource| {
        found.shape.iter().find_map(|property| match &property.kind {
            Kind::Many(Many { source: Source::Linked(link), .. })
            | Kind::Ids(Source::Linked(link)) => (link.right == column).then_some(link.right_of),
            _ => None,
        })
    };
    let found = std::iter::once(&listed).chain(crm::RESOURCES).find_map(target);
    found
        .or_else(|| crm::RESOURCES.iter().find_map(linked))
        .unwrap_or_else(|| panic!("{column} refers to nothing"))
}

#[test]
fn another_tenants_id_in_a_filter_finds_nothing() {
    on_both(|server| {
        fill_own(server);
        let ids = fill_other(server);
        let mut filters = 0;
        for (resource, operation) in operations() {
            let Action::List(list) = &operation.action else { continue };
            for filter in list.filters.iter().filter(|filter| filter.allowed.is_empty()) {
                let (Test::Equals(column) | Test::OneOf(column)) = filter.test else { continue };
                // There are no business areas to refer to yet; a relation and the audit trail lead to
                // many things.
                let refers = ["id", "ids"].iter().any(|end| column.ends_with(end));
                if !refers || ["businessareaid", "otherid", "subjectid"].contains(&column) {
                    continue;
                }
                filters += 1;
                let steps_to = filter.within.last().map(|step| step.table);
                let mut known = crm::RESOURCES.iter().copied();
                let of = known.find(|known| Some(known.table) == steps_to).unwrap_or(resource);
                let path = filled(operation, |_| 1);
                let what = format!("GET {path} {}", filter.name);
                // What is needed beside it is of the same tenant as the id.
                let needed: String = required(list)
                    .iter()
                    .filter(|(name, _)| *name != filter.name)
                    .map(|(name, value)| {
                        let mut all = list.filters.iter();
                        match all.find(|one| one.name == *name).map(|one| &one.test) {
                            Some(Test::Equals(column)) => {
                                format!("&{name}={}", ids[referred(resource, column).name])
                            }
                            _ => format!("&{name}={value}"),
                        }
                    })
                    .collect();
                let wide = list.filters.iter().find(|one| one.choices.contains(&"all"));
                let wide = wide.map_or(String::new(), |one| format!("&{}=all", one.name));
                let ask = |token: &str, id: i64| {
                    let asked = format!("{path}?{}={id}{needed}{wide}", filter.name);
                    server.call(token, "GET", &asked, None)
                };
                let id = match column {
                    "id" => ids[of.name],
                    column if category(of, column).is_some() => ids[category(of, column).unwrap()],
                    column => ids[referred(of, column).name],
                };
                same(&what, 200, id, |id| ask(ADMIN, id));
                let total = |token: &str| match (ask(token, id).expect(200), list.paged) {
                    (page, true) => page[0]["total"].as_u64().unwrap(),
                    (items, false) => items.as_array().unwrap().len() as u64,
                };
                assert_eq!(total(ADMIN), 0, "{what}");
                if path == operation.path {
                    // Places are for accounts that have some, e-mails lie with those who have their
                    // addresses, and of those who could act, issue or win challenges nobody signs in.
                    let found = total(STRANGER);
                    let bare = path.ends_with("coordinates")
                        || ["/emails", "/audit"].contains(&path.as_str())
                        || ["challengerid", "winnerid"].contains(&filter.name);
                    assert!(found != 0 || bare, "{what}");
                }
            }
        }
        assert!(filters > 12, "{filters}");
    });
}

/// Everything the first tenant can read: lists, searches and rows.
fn seen(server: &Server) -> Vec<(String, u16, String)> {
    let mut paths = Vec::new();
    for (_, operation) in operations() {
        let path = filled(operation, |_| 1);
        match &operation.action {
            Action::List(list) => {
                for query in ["", "?per_page=50", "?fulltext=Fr%C3%A4mmande", "?name=%25mmande%25"]
                {
                    paths.push(format!("{path}{query}"));
                }
                let sorts = list.sort_names().into_iter().filter(|_| list.sortable);
                paths.extend(sorts.map(|sort| format!("{path}?sorting={sort}")));
            }
            Action::Read(_) => paths.push(path),
            _ => {}
        }
    }
    let read = |path: String| {
        let answer = server.get(&path);
        (path, answer.status, answer.text())
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn another_tenants_rows_are_never_seen_and_leave_no_gaps() {
    on_both(|server| {
        fill_own(server);
        let before = seen(server);
        let ids = fill_other(server);
        for (before, after) in before.into_iter().zip(seen(server)) {
            assert_eq!(before, after);
            assert!(!after.2.contains("Främmande"), "{after:?}");
        }
        for (resource, operation) in creates(crm::RESOURCES) {
            let make = |name: &str| {
                let body = row(resource, name, |_| None);
                made(operation, &add(server, ADMIN, operation, &body, name))
            };
            let first = make("Nästa");
            assert!(first < ids[resource.name], "{}", resource.name);
            let refers = |target: &Resource| {
                ids.get(target.name).filter(|_| needs(resource, target)).copied()
            };
            let body = row(resource, "Främmande mellan", refers);
            let answer = add(server, STRANGER, operation, &body, "Främmande mellan");
            answer.expect(operation.status());
            assert_eq!(make("Därnäst"), first + 1, "{}", resource.name);
        }
    });
}
