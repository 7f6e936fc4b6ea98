//! Long lists, read page by page in any order while they change, on both stores.
use serde_json::json;
use testkit::{Server, on_both};

/// What the list should be sorted by, for one account.
struct Row {
    id: i64,
    name: String,
    number: Option<String>,
    places: Vec<&'static str>,
}

/// Accounts with many ties, many unset numbers, and some places.
fn fill(server: &Server, count: i64) -> Vec<Row> {
    (0..count)
        .map(|n| {
            let name = format!("a{}", n * 7 % 40);
            let number = (n % 3 > 0).then(|| format!("n{}", n * 11 % 30));
            let place = json!({"coordinates": {"latitude": "59", "longitude": "18"}});
            let (addresses, places) = match n % 4 {
                0 => (json!({"visiting": place, "postal": place}), vec!["visiting", "postal"]),
                1 => (json!({"invoice": place}), vec!["invoice"]),
                _ => (json!({}), vec![]),
            };
            let id = server.account(&name, json!({"number": number, "addresses": addresses}));
            Row { id, name, number, places }
        })
        .collect()
}

/// The ids in the order of a key, as the documentation describes it.
fn sorted(rows: &[Row], key: &str) -> Vec<i64> {
    let mut order: Vec<&Row> = rows.iter().collect();
    match key {
        "number_asc" | "number_desc" => order.sort_by_key(|row| (row.number.clone(), row.id)),
        _ => order.sort_by_key(|row| (row.name.clone(), row.id)),
    }
    if key.ends_with("_desc") {
        order.reverse();
    }
    if key.starts_with("number") {
        order.sort_by_key(|row| row.number.is_none());
    }
    order.iter().map(|row| row.id).collect()
}

/// Pages asked for in an order that goes forth and back and jumps.
fn jumps(pages: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (1..=pages).step_by(3).collect();
    order.extend((1..=pages).rev().step_by(4));
    order.extend((0..pages).map(|n| n * 17 % pages + 1));
    order
}

#[test]
fn any_page_is_a_slice_of_the_whole_list() {
    on_both(|server| {
        let mut rows = fill(server, 1000);
        for key in ["name_asc", "name_desc", "number_asc", "number_desc"] {
            let expected = sorted(&rows, key);
            let pages: Vec<&[i64]> = expected.chunks(50).collect();
            for page in jumps(pages.len()) {
                let path = format!("/accounts?sorting={key}&per_page=50&page={page}");
                let answer = server.masked(&path, "total,items{id}");
                assert_eq!(answer.ids(), pages[page - 1], "{key} {page}");
                assert_eq!(answer.json()[0]["total"], 1000);
            }
        }
        // The first comes last; one in the middle goes.
        let path = |row: &Row| format!("/accounts/{}", row.id);
        rows[0].name = "z".to_owned();
        server.put(&path(&rows[0]), &json!({"name": "z"})).expect(200);
        server.delete(&path(&rows[600])).expect(204);
        rows.remove(600);
        let expected = sorted(&rows, "name_asc");
        let pages: Vec<&[i64]> = expected.chunks(50).collect();
        for page in jumps(pages.len()) {
            let path = format!("/accounts?per_page=50&page={page}");
            let answer = server.masked(&path, "total,items{id}");
            assert_eq!(answer.ids(), pages[page - 1], "{page}");
            assert_eq!(answer.json()[0]["total"], 999);
        }
    });
}

#[test]
fn the_links_lead_through_all_places() {
    on_both(|server| {
        let rows = fill(server, 900);
        for (key, down) in [("name_asc", false), ("name_desc", true)] {
            let mut expected = Vec::new();
            for id in sorted(&rows, key) {
                let row = rows.iter().find(|row| row.id == id).unwrap();
                let mut places = row.places.clone();
                if down {
                    places.reverse();
                }
                expected.extend(places.into_iter().map(|kind| (id, kind.to_owned())));
            }
            let mut found = Vec::new();
            let start = format!("/accounts/accountcoordinates?sorting={key}&per_page=25");
            let mut next = Some(start);
            while let Some(path) = next {
                let answer = server.get(&path);
                found.extend(answer.items().iter().map(|item| {
                    let kind = item["addresstype"].as_str().unwrap().to_owned();
                    (item["accountid"].as_i64().unwrap(), kind)
                }));
                let links = answer.header("link").unwrap_or_default().to_owned();
                next = links
                    .split(", ")
                    .find_map(|link| link.strip_suffix(">; rel=\"next\"")?.strip_prefix('<'))
                    .map(str::to_owned);
            }
            assert_eq!(found, expected, "{key}");
        }
    });
}
