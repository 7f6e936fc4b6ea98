//! Every filter and every order of every list over HTTP, on both stores.
use engine::declare::{
    Action, Filter, List, Operation, PathValue, Resource, Sort, Stretch, Test, words_in,
};
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::{Answer, Kind, Server, asking_of, programs, required};

/// A path to something that the demo data has much of.
fn filled(operation: &Operation) -> String {
    let parts = operation.path.split('/').map(|part| {
        let named = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match named {
            Some("userid") => "12",
            // The first of its kind.
            Some(name) => word(operation, name).unwrap_or("1"),
            None => part,
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The first of the words that a parameter may be.
fn word(operation: &Operation, name: &str) -> Option<&'static str> {
    let part = operation.path_parts().iter().find(|part| part.name == name)?;
    matches!(part.value, PathValue::Word(_)).then(|| words_in(operation.path_parts())[0].text())
}

/// Lists by path, with the numbers that a path may hold.
fn lists() -> Vec<(&'static Resource, String, &'static List)> {
    let mut found = Vec::new();
    for resource in crm::RESOURCES {
        for operation in resource.operations {
            let Action::List(list) = &operation.action else { continue };
            found.push((*resource, filled(operation), list));
        }
    }
    found
}

/// Runs a test on a server with demo data on each store, and compares every answer.
fn on_both_with_demo(test: impl Fn(&Server)) {
    let [embedded, beside] = Kind::BOTH.map(|kind| {
        let server = Server::start_with_demo(kind, &[], 150);
        // Demo data is the operator's doing; the audit trail shall know a user too.
        server.put("/users/2", &serde_json::json!({"title": "T"})).expect(200);
        programs(&server, 1, 12, 3);
        test(&server);
        server.transcript()
    });
    for (one, other) in embedded.iter().zip(&beside) {
        assert_eq!(one, other, "the two stores answer differently");
    }
    assert_eq!(embedded.len(), beside.len());
}

/// A page: its items, and how many there are in all.
fn page(list: &List, answer: &Answer) -> (Vec<Value>, usize) {
    let body = answer.expect(200);
    if !list.paged {
        let items = body.as_array().unwrap().clone();
        return (items.clone(), items.len());
    }
    let items = body[0]["items"].as_array().unwrap().clone();
    (items, usize::try_from(body[0]["total"].as_u64().unwrap()).unwrap())
}

/// All items, page by page; fails unless the total is their number.
fn walk(
    server: &Server,
    path: &str,
    list: &List,
    asked: &[(&str, &str)],
    size: &str,
) -> Vec<Value> {
    let mut all = Vec::new();
    let base = required(list);
    let given = |name: &str| asked.iter().any(|(known, _)| *known == name);
    let base = base.iter().filter(|(name, _)| !given(name));
    let base: Vec<(&str, &str)> = base.map(|(name, value)| (*name, value.as_str())).collect();
    for number in 1.. {
        let number = number.to_string();
        let mut params = [asked, &base].concat();
        if list.paged {
            params.extend([("per_page", size), ("page", &number)]);
        }
        let (items, total) = page(list, &server.find(path, &params));
        all.extend(items);
        if !list.paged || all.len() >= total {
            assert_eq!(all.len(), total, "{path} {asked:?}");
            break;
        }
        assert_eq!(all.len() % size.parse::<usize>().unwrap(), 0, "{path} {asked:?}");
    }
    all
}

fn distinct(items: &[Value]) -> BTreeSet<String> {
    items.iter().map(Value::to_string).collect()
}

#[test]
fn every_filter_answers_and_narrows() {
    on_both_with_demo(|server| {
        let mut idle = Vec::new();
        for (resource, path, list) in lists() {
            let size = list.max_per_page.to_string();
            let open = list.filters.iter().any(|filter| filter.allowed.contains(&2));
            let wide = list.filters.iter().find(|filter| filter.choices.contains(&"all"));
            let everything: Vec<(&str, &str)> = open
                .then_some(("active", "2"))
                .into_iter()
                .chain(wide.map(|filter| (filter.name, "all")))
                .collect();
            let all = distinct(&walk(server, &path, list, &everything, &size));
            for filter in list.filters {
                let mut found = 0;
                for asked in asking_of(resource, filter) {
                    let asked: Vec<(&str, &str)> =
                        asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    let items = walk(server, &path, list, &asked, &size);
                    let (count, rows) = (items.len(), distinct(&items));
                    assert_eq!(rows.len(), count, "{path} {asked:?} answers a row twice");
                    // Near a point, items tell how far away they are; inactive ones are not in
                    // every list, and what a list cannot do without makes another list.
                    let other = |name: &str| {
                        ["nearto", "active"].contains(&name)
                            || required(list).iter().any(|(needed, _)| *needed == name)
                    };
                    let same = !asked.iter().any(|(name, _)| other(name));
                    assert!(!same || rows.is_subset(&all), "{path} {asked:?} adds rows");
                    found += count;
                }
                if found == 0 && !empty(filter) {
                    idle.push(format!("{path} {}", filter.name));
                }
            }
        }
        assert!(idle.is_empty(), "these never find anything: {idle:#?}");
    });
}

/// Filters that demo data has nothing for.
fn empty(filter: &Filter) -> bool {
    matches!(filter.test, Test::Exactly(_) if filter.choices.is_empty())
        || matches!(filter.test, Test::DayOf(..))
}

/// The names of the stretches a sort falls into have no place in answers; their sizes follow from
/// where the same rows stand in either direction.
fn reversed(sort: &Sort, up: &[Value], down: &[Value]) -> bool {
    if sort.stretches == [Stretch::All] {
        return up.iter().eq(down.iter().rev());
    }
    // Each stretch is reversed by itself: cut both lists where they hold the same rows.
    let mut start = 0;
    let mut cuts = 0;
    while start < up.len() {
        let mut end = start + 1;
        let fits = |end: usize| up[start..end].iter().eq(down[start..end].iter().rev());
        while end < up.len() && !fits(end) {
            end += 1;
        }
        if !fits(end) {
            return false;
        }
        start = end;
        cuts += 1;
    }
    cuts <= sort.stretches.len()
}

#[test]
fn every_order_answers_each_row_once_and_can_be_turned_around() {
    on_both_with_demo(|server| {
        for (_, path, list) in lists().into_iter().filter(|(_, _, list)| list.sortable) {
            let size = list.max_per_page.to_string();
            let all = walk(server, &path, list, &[], &size);
            for sort in list.sorts {
                let ordered = |direction: &str, size: &str| {
                    let name = format!("{}_{direction}", sort.name);
                    walk(server, &path, list, &[("sorting", &name)], size)
                };
                let (up, down) = (ordered("asc", &size), ordered("desc", &size));
                assert_eq!(up.len(), all.len(), "{path} {}", sort.name);
                assert_eq!(distinct(&up), distinct(&all), "{path} {}", sort.name);
                assert!(reversed(sort, &up, &down), "{path} {}", sort.name);
                assert_eq!(ordered("asc", "7"), up, "{path} {}: pages of another size", sort.name);
                assert_eq!(ordered("desc", "9"), down, "{path} {}: likewise", sort.name);
            }
        }
    });
}

/// Numbers that look like chance and are the same every time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

#[test]
fn combinations_of_filters_orders_and_pages_agree() {
    on_both_with_demo(|server| {
        let mut chance = Chance(0x005e_ed57);
        let mut found = 0;
        for (resource, path, list) in lists() {
            let filters: Vec<&Filter> = list.filters.iter().collect();
            for _ in 0..25 {
                let mut asked: Vec<(&str, String)> = Vec::new();
                for _ in 0..chance.below(4).min(filters.len()) {
                    let filter = chance.pick(&filters);
                    for one in chance.pick(&asking_of(resource, filter)) {
                        if !asked.iter().any(|(known, _)| *known == one.0) {
                            asked.push(one.clone());
                        }
                    }
                }
                if list.sortable && chance.below(3) > 0 {
                    asked.push(("sorting", chance.pick(&list.sort_names()).clone()));
                }
                let asked: Vec<(&str, &str)> =
                    asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let size = chance.pick(&["3", "10", "17", "50"]);
                let items = walk(server, &path, list, &asked, size);
                assert_eq!(distinct(&items).len(), items.len(), "{path} {asked:?}: a row twice");
                found += items.len();
            }
        }
        assert!(found > 2000, "{found}");
    });
}
