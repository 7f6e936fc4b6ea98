//! Files, their content and their folders over HTTP, on both stores.
use serde_json::{Value, json};
use std::path::Path;
use testkit::{ADMIN, Answer, Kind, READER, SELLER, STRANGER, Server, on_both};

/// `Hello, world.` in base64.
const HELLO: &str = "SGVsbG8sIHdvcmxkLg==";

/// The same bytes' SHA-256.
const HELLO_HASH: &str = "f8c3bf62a9aa3e6fc1619c250e48abe7519373d3edf41be62eb5dc45199af2ef";

/// Creates a file with the least that is needed, and `more`.
fn file(server: &Server, name: &str, more: Value) -> i64 {
    let mut body = json!({"name": name, "content": HELLO});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.create("/files", &body)
}

fn download(server: &Server, id: i64, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[("x-token", ADMIN)], headers].concat();
    server.send("GET", &format!("/files/{id}/content"), &headers, None)
}

fn upload(server: &Server, token: &str, id: i64, bytes: &[u8]) -> Answer {
    server.send("PUT", &format!("/files/{id}/content"), &[("x-token", token)], Some(bytes))
}

/// The contents that lie in a server's directory.
fn kept(server: &Server) -> usize {
    fn count(directory: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(directory) else { return 0 };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(Path::new(&server.database.files()))
}

#[test]
fn a_file_is_connected_and_found_by_what_it_is_connected_with() {
    on_both(|server| {
        let account = server.account("Åkeriet", json!({"email": "info@akeriet.example"}));
        let contact = server.contact(account, "Åsa", "Öst", json!({"title": "VD"}));
        let other = server.account("Annat", json!({}));
        let body = json!({
            "name": "Offert åäö.pdf", "info": "Första\nförsöket", "content": HELLO,
            "connectedaccounts": [account, account], "connectedcontacts": [contact],
            "connectedusers": [1, 2], "connectedorders": [], "connectedleads": null,
        });
        let answer = server.post("/files", &body);
        let made = answer.expect(201);
        let id = made["id"].as_i64().unwrap();
        assert_eq!(answer.header("location"), Some(format!("/files/{id}").as_str()));
        assert_eq!(made["name"], "Offert åäö.pdf");
        assert_eq!(made["info"], "Första\nförsöket");
        assert_eq!(made["connectedaccounts"], json!([account]));
        assert_eq!(made["connectedusers"], json!([1, 2]));
        assert_eq!(made["accounts"][0]["email"], "info@akeriet.example");
        assert_eq!(made["contacts"][0]["surname"], "Öst");
        assert!(made.get("content").is_none(), "content is only written");
        for empty in ["activities", "opportunities", "connectedorders", "connectedleads"] {
            assert_eq!(made[empty], json!([]), "{empty}");
        }
        for unset in ["folderid", "folder", "template", "templateid"] {
            assert_eq!(made[unset], Value::Null, "{unset}");
        }
        assert!(made["timestamp"].as_str().unwrap().ends_with('Z'));
        assert_eq!(server.get(&format!("/files/{id}")).expect(200), made);
        let second = file(server, "b.txt", json!({"connectedaccounts": [other]}));
        for (filter, ids) in [
            (format!("accountid={account}"), vec![id]),
            (format!("accountid={other}"), vec![second]),
            (format!("contactid={contact}"), vec![id]),
            ("userid=2".to_owned(), vec![id]),
            ("userid=3".to_owned(), vec![]),
            ("orderid=1".to_owned(), vec![]),
            (format!("accountid={account}&userid=1"), vec![id]),
            (format!("accountid={other}&userid=1"), vec![]),
            (String::new(), vec![second, id]),
        ] {
            assert_eq!(server.get(&format!("/files?{filter}")).ids(), ids, "{filter}");
        }
        let brief = json!([{"id": id, "name": "Offert åäö.pdf"}]);
        for place in [format!("/accounts/{account}"), format!("/contacts/{contact}")] {
            assert_eq!(server.get(&place).expect(200)["files"], brief);
        }
        let masked = server.masked(&format!("/files/{id}"), "{connectedusers,accounts{name}}");
        assert_eq!(
            masked.expect(200),
            json!({"connectedusers": [1, 2], "accounts": [{"name": "Åkeriet"}]})
        );
        server.delete(&format!("/files/{id}")).expect(204);
        server.get(&format!("/files/{id}")).expect(404);
        download(server, id, &[]).expect(404);
        upload(server, ADMIN, id, b"x").expect(404);
        assert_eq!(server.get(&format!("/accounts/{account}")).expect(200)["files"], json!([]));
        assert_eq!(server.get("/files").ids(), [second]);
        server.post(&format!("/files/{id}/restore"), &json!({})).expect(200);
        assert_eq!(server.get(&format!("/accounts/{account}")).expect(200)["files"], brief);
        assert_eq!(download(server, id, &[]).text(), "Hello, world.");
    });
}

#[test]
fn a_change_keeps_what_it_leaves_out() {
    on_both(|server| {
        let account = server.account("A", json!({}));
        let id = file(server, "a.txt", json!({"connectedaccounts": [account], "info": "i"}));
        let path = format!("/files/{id}");
        let before = server.get(&path).expect(200);
        let renamed = server.put(&path, &json!({"name": "b.txt"})).expect(200);
        assert_eq!(renamed["name"], "b.txt");
        for same in ["timestamp", "info", "connectedaccounts"] {
            assert_eq!(renamed[same], before[same], "{same}");
        }
        assert_eq!(download(server, id, &[]).text(), "Hello, world.");
        std::thread::sleep(std::time::Duration::from_millis(5));
        let body = json!({"content": "YWJj", "connectedaccounts": [], "connectedusers": [2]});
        let changed = server.put(&path, &body).expect(200);
        assert_ne!(changed["timestamp"], before["timestamp"], "content that is new has its time");
        assert_eq!(changed["connectedaccounts"], json!([]));
        assert_eq!(changed["connectedusers"], json!([2]));
        assert_eq!(download(server, id, &[]).text(), "abc");
        server.put(&path, &json!({"content": null})).refuses(&["content"]);
        assert_eq!(download(server, id, &[]).text(), "abc");
    });
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_name_and_nothing_is_kept() {
    on_both(|server| {
        for name in ["a/b", "a\\b", "..", "../x", "a..b", ".", "a\u{0}b", "a\nb", "", "  "] {
            let body = json!({"name": name, "content": HELLO});
            server.post("/files", &body).refuses(&["name"]);
        }
        for content in [json!("%%%"), json!("YQ"), json!("Y Q="), json!(1), json!(null)] {
            let body = json!({"name": "a", "content": content});
            server.post("/files", &body).refuses(&["content"]);
        }
        server.post("/files", &json!({})).refuses(&["content", "name"]);
        let kinds = [
            ("connectedactivities", "activity"),
            ("connectedopportunities", "opportunity"),
            ("connectedorders", "order"),
            ("connectedleads", "lead"),
            ("connectedquotes", "quote"),
            ("connectedprojects", "project"),
            ("connectedobjects", "object"),
            ("connectedarticles", "article"),
            ("connectedmissions", "mission"),
            ("connectedsubscriptions", "subscription"),
            ("connectedaccounts", "account"),
            ("connectedcontacts", "contact"),
            ("connectedusers", "user"),
        ];
        for (property, one) in kinds {
            let body = json!({"name": "a", "content": HELLO, property: [5000]});
            let place = format!("{property}.0");
            let errors = server.post("/files", &body).refuses(&[&place]);
            assert_eq!(errors["errors"][&place], format!("There is no {one} 5000."));
            for wrong in [json!(1), json!({}), json!("1")] {
                let body = json!({"name": "a", "content": HELLO, property: wrong});
                server.post("/files", &body).refuses(&[property]);
            }
            let body = json!({"name": "a", "content": HELLO, property: [{"id": 1}, "1", 0]});
            let places = [0, 1, 2].map(|place| format!("{property}.{place}"));
            server.post("/files", &body).refuses(&places.each_ref().map(String::as_str));
        }
        server
            .post("/files", &json!({"name": "a", "content": HELLO, "folderid": 9}))
            .refuses(&["folderid"]);
        let body = json!({"name": "a", "content": HELLO});
        server.call(READER, "POST", "/files", Some(&body)).expect(403);
        server
            .send("POST", "/files", &[("content-type", "application/json")], Some(b"{"))
            .expect(401);
        assert_eq!(server.get("/files").ids(), [0; 0]);
        assert_eq!(kept(server), 0, "what was refused left nothing");
    });
}

#[test]
fn a_download_says_what_it_is_and_can_be_asked_for_in_parts() {
    on_both(|server| {
        let id = file(server, "Räkning \"1\".txt", json!({}));
        let whole = download(server, id, &[]);
        assert_eq!((whole.status, whole.text().as_str()), (200, "Hello, world."));
        let tag_sent = whole.header("etag").unwrap().to_owned();
        assert_eq!(tag_sent, format!("\"{HELLO_HASH}\""), "the tag is the SHA-256 in quotes");
        for (name, value) in [
            ("content-type", "text/plain; charset=utf-8"),
            ("content-length", "13"),
            ("accept-ranges", "bytes"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "private, no-cache"),
            (
                "content-disposition",
                "attachment; filename=\"R_kning _1_.txt\"; \
                 filename*=UTF-8''R%C3%A4kning%20%221%22.txt",
            ),
        ] {
            assert_eq!(whole.header(name), Some(value), "{name}");
        }
        let path = format!("/files/{id}/content");
        let head = server.send("HEAD", &path, &[("x-token", ADMIN), ("range", "bytes=0-1")], None);
        assert_eq!((head.status, head.body.len()), (200, 0));
        for name in ["etag", "content-type", "content-length", "content-disposition"] {
            assert_eq!(head.header(name), whole.header(name), "{name}");
        }
        for (headers, status, body, range) in [
            (vec![("range", "bytes=0-4")], 206, "Hello", Some("bytes 0-4/13")),
            (vec![("range", "bytes=7-")], 206, "world.", Some("bytes 7-12/13")),
            (vec![("range", "bytes=-1")], 206, ".", Some("bytes 12-12/13")),
            (vec![("range", "bytes=7-99")], 206, "world.", Some("bytes 7-12/13")),
            (
                vec![("range", "bytes=0-4"), ("if-range", &tag_sent)],
                206,
                "Hello",
                Some("bytes 0-4/13"),
            ),
            (vec![("range", "bytes=0-4"), ("if-range", "\"x\"")], 200, "Hello, world.", None),
            (vec![("range", "bytes=0-1,3-4")], 200, "Hello, world.", None),
            (vec![("range", "bytes=4-1")], 200, "Hello, world.", None),
            (vec![("if-none-match", &tag_sent)], 304, "", None),
            (vec![("if-none-match", "\"x\", *")], 304, "", None),
            (vec![("if-none-match", "\"x\"")], 200, "Hello, world.", None),
        ] {
            let answer = download(server, id, &headers);
            assert_eq!((answer.status, answer.text().as_str()), (status, body), "{headers:?}");
            assert_eq!(answer.header("content-range"), range, "{headers:?}");
            assert_eq!(answer.header("etag"), Some(tag_sent.as_str()), "{headers:?}");
            if status != 304 {
                let length = body.len().to_string();
                assert_eq!(answer.header("content-length"), Some(length.as_str()), "{headers:?}");
            }
        }
        let beyond = download(server, id, &[("range", "bytes=13-")]);
        assert!(beyond.expect(416)["message"].is_string());
        assert_eq!(beyond.header("content-range"), Some("bytes */13"));
        server.call(STRANGER, "GET", &path, None).expect(404);
        server.send("GET", &path, &[], None).expect(401);
        assert_eq!(server.call(READER, "GET", &path, None).text(), "Hello, world.");
    });
}

#[test]
fn a_file_is_set_to_the_bytes_that_are_sent() {
    on_both(|server| {
        let id = file(server, "a.bin", json!({"info": "i"}));
        let bytes: Vec<u8> = (0..3_000_000u32).map(|n| (n * 7 % 251) as u8).collect();
        let changed = upload(server, SELLER, id, &bytes).expect(200);
        assert_eq!((&changed["id"], &changed["info"]), (&json!(id), &json!("i")));
        let answer = download(server, id, &[]);
        assert!(answer.body == bytes, "what comes back is what was sent");
        assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
        let part = download(server, id, &[("range", "bytes=1000000-2000000")]);
        assert!(part.body == bytes[1_000_000..=2_000_000], "and any part of it");
        let masked = server.send(
            "PUT",
            &format!("/files/{id}/content"),
            &[("x-token", ADMIN), ("x-fields", "{id}"), ("content-type", "video/mp4")],
            Some(b"other"),
        );
        assert_eq!(masked.expect(200), json!({"id": id}));
        assert_eq!(download(server, id, &[]).text(), "other");
        upload(server, ADMIN, id, b"").expect(200);
        let empty = download(server, id, &[]);
        assert_eq!((empty.status, empty.body.len()), (200, 0));
        assert_eq!(empty.header("content-length"), Some("0"));
        download(server, id, &[("range", "bytes=0-")]).expect(416);
        let before = kept(server);
        upload(server, READER, id, b"not this").expect(403);
        upload(server, STRANGER, id, b"not this").expect(404);
        upload(server, "nobody", id, b"not this").expect(401);
        upload(server, ADMIN, 5000, b"not this").expect(404);
        assert_eq!(kept(server), before, "what was refused left nothing");
        assert_eq!(download(server, id, &[]).body.len(), 0);
    });
}

#[test]
fn equal_bytes_are_kept_once_a_tenant() {
    on_both(|server| {
        let ids = ["a.txt", "b.txt", "c.txt"].map(|name| file(server, name, json!({})));
        assert_eq!(kept(server), 1);
        upload(server, ADMIN, ids[1], b"Hello, world.").expect(200);
        assert_eq!(kept(server), 1, "also when they are sent as they are");
        let body = json!({"name": "d.txt", "content": HELLO});
        server.call(STRANGER, "POST", "/files", Some(&body)).expect(201);
        assert_eq!(kept(server), 2, "tenants share nothing");
        upload(server, ADMIN, ids[0], b"else").expect(200);
        assert_eq!(download(server, ids[1], &[]).text(), "Hello, world.");
        assert_eq!(download(server, ids[2], &[]).text(), "Hello, world.");
    });
}

#[test]
fn folders_are_a_tree() {
    on_both(|server| {
        let account = server.account("Åkeriet", json!({}));
        let folder = |body: Value| server.create("/files/folders", &body);
        let top = folder(json!({"name": "Avtal", "accountid": account}));
        let inner = folder(json!({"name": "2026", "parentfolderid": top}));
        let deep = folder(json!({"name": "Mars", "parentfolderid": inner}));
        let id = file(server, "a.txt", json!({"folderid": inner}));
        let shown = server.get(&format!("/files/folders/{inner}")).expect(200);
        assert_eq!(
            shown,
            json!({
                "id": inner, "name": "2026", "parentfolderid": top, "accountid": null,
                "files": [{"id": id, "name": "a.txt"}], "account": null,
                "folders": [{"id": deep, "name": "Mars"}],
            })
        );
        let shown = server.get(&format!("/files/folders/{top}")).expect(200);
        assert_eq!(shown["account"]["name"], "Åkeriet");
        let shown = server.get(&format!("/files/{id}")).expect(200);
        assert_eq!(shown["folderid"], inner);
        assert_eq!(shown["folder"], json!({"id": inner, "name": "2026", "parentfolderid": top}));
        for (filter, ids) in [
            (String::new(), vec![inner, top, deep]),
            (format!("folderid={deep}"), vec![deep]),
            (format!("accountid={account}"), vec![top]),
            (format!("parentfolderid={top}"), vec![inner]),
        ] {
            assert_eq!(server.get(&format!("/files/folders?{filter}")).ids(), ids, "{filter}");
        }
        for (id, parent) in [(top, top), (top, inner), (top, deep), (inner, deep), (deep, 5000)] {
            server
                .put(&format!("/files/folders/{id}"), &json!({"parentfolderid": parent}))
                .refuses(&["parentfolderid"]);
        }
        for name in ["..", "a/b", ""] {
            server.post("/files/folders", &json!({"name": name})).refuses(&["name"]);
        }
        let moved = json!({"parentfolderid": null, "name": "April"});
        let moved = server.put(&format!("/files/folders/{deep}"), &moved).expect(200);
        assert_eq!((&moved["parentfolderid"], &moved["name"]), (&json!(null), &json!("April")));
        server.put(&format!("/files/folders/{top}"), &json!({"parentfolderid": deep})).expect(200);
        let gone = |id: i64, status: u16| {
            server.delete(&format!("/files/folders/{id}")).expect(status);
        };
        gone(inner, 409);
        gone(top, 409);
        server.delete(&format!("/files/{id}")).expect(204);
        gone(inner, 204);
        server.get(&format!("/files/folders/{inner}")).expect(404);
        server.post(&format!("/files/{id}/restore"), &json!({})).expect(409);
        server.get(&format!("/files/{id}")).expect(404);
        gone(top, 204);
        let restore = |id: i64, status: u16| {
            server.post(&format!("/files/folders/{id}/restore"), &json!({})).expect(status);
        };
        restore(inner, 409);
        restore(top, 200);
        restore(inner, 200);
        server.post(&format!("/files/{id}/restore"), &json!({})).expect(200);
        assert_eq!(server.get(&format!("/files/{id}")).expect(200)["folderid"], inner);
    });
}

#[test]
fn a_merge_takes_files_and_folders_along() {
    on_both(|server| {
        let [source, target] = ["Källa", "Mål"].map(|name| server.account(name, json!({})));
        let own = file(server, "egen.txt", json!({"connectedaccounts": [source]}));
        let both = file(server, "båda.txt", json!({"connectedaccounts": [source, target]}));
        let folder =
            server.create("/files/folders", &json!({"name": "Kunddokument", "accountid": source}));
        server.post(&format!("/accounts/{target}/merge/{source}"), &json!({})).expect(200);
        for id in [own, both] {
            let shown = server.get(&format!("/files/{id}")).expect(200);
            assert_eq!(shown["connectedaccounts"], json!([target]));
        }
        assert_eq!(server.get(&format!("/files?accountid={target}")).ids(), [both, own]);
        assert_eq!(server.get(&format!("/files?accountid={source}")).ids(), [0; 0]);
        let shown = server.get(&format!("/files/folders/{folder}")).expect(200);
        assert_eq!(shown["accountid"], target);
    });
}

#[test]
fn memory_is_a_place_like_any_other() {
    for kind in Kind::BOTH {
        let server = Server::start_with(kind, &["--files", "memory:"]);
        let id = file(&server, "a.txt", json!({}));
        assert_eq!(download(&server, id, &[("range", "bytes=7-11")]).text(), "world");
        let bytes = vec![7; 20 << 20];
        upload(&server, ADMIN, id, &bytes).expect(200);
        assert!(download(&server, id, &[]).body == bytes, "several parts make a whole");
        assert_eq!(kept(&server), 0);
    }
}

#[test]
fn limits_hold() {
    for kind in Kind::BOTH {
        let flags = ["--file-limit", "1000 B", "--upload-limit", "2000 B"];
        let server = Server::start_with(kind, &flags);
        let body = |size: usize| json!({"name": "a", "content": "YWJj".repeat(size / 4)});
        server.post("/files", &body(800)).expect(201);
        server.post("/files", &body(1200)).expect(413);
        upload(&server, ADMIN, 1, &[1; 2000]).expect(200);
        upload(&server, ADMIN, 1, &[1; 2001]).expect(413);
        assert_eq!(download(&server, 1, &[]).body.len(), 2000);
        assert_eq!(server.get("/files").ids(), [1]);
    }
}

#[test]
fn the_documented_api_alone_has_no_routes_for_content() {
    let server = Server::start_with(Kind::Embedded, &["--strict"]);
    let id = file(&server, "a.txt", json!({}));
    download(&server, id, &[]).expect(404);
    upload(&server, ADMIN, id, b"x").expect(404);
    server.delete(&format!("/files/{id}")).expect(405);
    server.post("/files/folders", &json!({"name": "x"})).expect(405);
    server.post("/emails", &json!({})).expect(405);
    server.get("/files/folders").expect(200);
}
