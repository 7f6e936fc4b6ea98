//! Uploads that break off, a content store that is away or full, and what is left of all that.

use crate::{STRATUS, is_success_or_503, soon};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{ADMIN, Answer, Kind, Server};

const HELLO: &str = "SGVsbG8sIHdvcmxkLg==";

fn create(server: &Server, name: &str) -> i64 {
    server.create("/files", &json!({"name": name, "content": HELLO}))
}

fn download(server: &Server, id: i64) -> Answer {
    server.send("GET", &format!("/files/{id}/content"), &[("x-token", ADMIN)], None)
}

fn upload(server: &Server, id: i64, bytes: &[u8]) -> Answer {
    server.send("PUT", &format!("/files/{id}/content"), &[("x-token", ADMIN)], Some(bytes))
}

/// All files below a server's directory of contents, but for the one that says whose it is.
fn lying(server: &Server) -> Vec<PathBuf> {
    fn look(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => look(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    look(Path::new(&server.database.files()), &mut found);
    found.retain(|path| !path.ends_with("database"));
    found
}

/// Begins to upload ten million bytes and sends no more than `sent` of them.
fn begin(server: &Server, id: i64, sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(server.base().trim_start_matches("http://")).unwrap();
    let head = format!(
        "PUT /files/{id}/content HTTP/1.1\r\nHost: test\r\nX-Token: {ADMIN}\r\n\
         Content-Length: 10000000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&vec![7; sent]).unwrap();
    stream
}

fn collect(server: &Server, grace: &str) -> String {
    let files = server.database.files();
    let output = testkit::command(STRATUS)
        .args(["files", "collect", "--files-grace", grace, "--files", &files])
        .args(["--database", &server.database.url])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Makes all that lies there look as if it had lain for hours.
fn age(server: &Server) {
    for path in lying(server) {
        let aged = Command::new("touch").args(["-d", "3 hours ago"]).arg(path).status();
        assert!(aged.unwrap().success());
    }
}

#[test]
fn an_upload_that_breaks_off_changes_nothing() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let id = create(&server, "a.bin");
        let before = server.get(&format!("/files/{id}")).expect(200);
        for sent in [0, 1, 9_000_000, 9_999_999] {
            let stream = begin(&server, id, sent);
            stream.shutdown(std::net::Shutdown::Both).unwrap();
        }
        soon("what broke off", || lying(&server).len() == 1);
        assert_eq!(server.get(&format!("/files/{id}")).expect(200), before);
        assert_eq!(download(&server, id).text(), "Hello, world.");
    }
}

#[test]
fn a_killed_server_shows_nothing_of_what_was_under_way() {
    for kind in Kind::BOTH {
        let mut server = Server::spawn(STRATUS, kind, &[]);
        let id = create(&server, "a.bin");
        let before = server.get(&format!("/files/{id}")).expect(200);
        let streams: Vec<TcpStream> = (0..3).map(|_| begin(&server, id, 9_500_000)).collect();
        soon("the uploads", || lying(&server).len() == 4);
        server.restart();
        drop(streams);
        assert_eq!(server.get(&format!("/files/{id}")).expect(200), before);
        assert_eq!(download(&server, id).text(), "Hello, world.");
        assert_eq!(server.get("/files").ids(), [id]);
        // What is young may belong to somebody; what is old does not.
        assert_eq!(collect(&server, "0s"), "Removed: 0 contents that no file has, 0 leftovers.\n");
        age(&server);
        assert_eq!(collect(&server, "0s"), "Removed: 0 contents that no file has, 3 leftovers.\n");
        assert_eq!(download(&server, id).text(), "Hello, world.");
        assert_eq!(lying(&server).len(), 1);
    }
}

#[test]
fn what_no_file_has_any_longer_is_collected() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let [kept, changed, hidden] = ["a", "b", "c"].map(|name| create(&server, name));
        upload(&server, hidden, b"hidden").expect(200);
        server.delete(&format!("/files/{hidden}")).expect(204);
        for n in 0..300 {
            upload(&server, changed, format!("version {n}").as_bytes()).expect(200);
        }
        assert_eq!(lying(&server).len(), 302);
        // Marked now, removed when they have been for long enough.
        assert_eq!(collect(&server, "1h"), "Removed: 0 contents that no file has, 0 leftovers.\n");
        upload(&server, kept, b"version 7").expect(200);
        assert_eq!(
            collect(&server, "0s"),
            "Removed: 299 contents that no file has, 0 leftovers.\n",
            "but what is wanted again"
        );
        assert_eq!(lying(&server).len(), 3);
        assert_eq!(download(&server, kept).text(), "version 7");
        assert_eq!(download(&server, changed).text(), "version 299");
        server.post(&format!("/files/{hidden}/restore"), &json!({})).expect(200);
        assert_eq!(download(&server, hidden).text(), "hidden");
        upload(&server, kept, b"version 8").expect(200);
        assert_eq!(download(&server, kept).text(), "version 8", "also bytes that were collected");
    }
}

#[test]
fn uploads_and_the_collector_do_not_meet() {
    for kind in Kind::BOTH {
        let server = Server::start(kind);
        let ids: Vec<i64> = (0..4).map(|n| create(&server, &format!("{n}"))).collect();
        std::thread::scope(|scope| {
            for (writer, id) in ids.iter().enumerate() {
                let server = &server;
                scope.spawn(move || {
                    for n in 0..60 {
                        // The same few bytes over and over, used and unused in turn.
                        let bytes = format!("bytes {}", (n + writer) % 3);
                        upload(server, *id, bytes.as_bytes()).expect(200);
                        let answer = download(server, *id);
                        assert_eq!((answer.status, answer.text()), (200, bytes));
                    }
                });
            }
            for _ in 0..12 {
                collect(&server, "1s");
            }
        });
        collect(&server, "0s");
        for id in ids {
            assert!(download(&server, id).text().starts_with("bytes "));
        }
        assert!(lying(&server).len() <= 3 + 1);
    }
}

#[test]
fn a_store_that_is_away_is_a_503_and_nothing_is_written() {
    for kind in Kind::BOTH {
        let database = testkit::Database::new(kind);
        let blocked = database.home.path().join("blocked");
        drop(database);
        let server = Server::start_with(kind, &["--files", blocked.to_str().unwrap()]);
        std::fs::create_dir_all(blocked.parent().unwrap()).unwrap();
        // A file stands where the directory should.
        std::fs::write(&blocked, "x").unwrap();
        let account = server.account("A", json!({}));
        let body = json!({"name": "a", "content": HELLO, "connectedaccounts": [account]});
        let refused = server.post("/files", &body);
        assert!(!is_success_or_503(&refused, 201));
        assert!(refused.text().contains("Files"), "{}", refused.text());
        assert_eq!(server.get("/files").ids(), [0; 0]);
        assert_eq!(server.get(&format!("/accounts/{account}")).expect(200)["files"], json!([]));
        std::fs::remove_file(&blocked).unwrap();
        let id = server.create("/files", &body);
        assert_eq!(download(&server, id).text(), "Hello, world.", "and it recovers by itself");
        std::fs::rename(&blocked, blocked.with_extension("gone")).unwrap();
        assert_eq!(download(&server, id).status, 500, "what is lost is said to be");
        assert_eq!(server.get(&format!("/files/{id}")).expect(200)["name"], "a");
        std::fs::remove_dir_all(blocked.parent().unwrap()).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_503_and_nothing_is_written() {
    let wrapped = [&["bash", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""][..], STRATUS].concat();
    let mut server = Server::spawn(&wrapped, Kind::Beside, &[]);
    let id = create(&server, "a.bin");
    let process = format!("--pid={}", server.process_id());
    let limit = |size: &str| {
        let size = format!("--fsize={size}");
        let limited = Command::new("prlimit").args([&process, &size]).status();
        assert!(limited.expect("prlimit, of util-linux, is installed").success());
    };
    limit("1000000:unlimited");
    assert!(!is_success_or_503(&upload(&server, id, &vec![1; 12_000_000]), 200));
    let body = json!({"name": "b.bin", "content": "QUJD".repeat(400_000)});
    assert!(!is_success_or_503(&server.post("/files", &body), 201));
    assert_eq!(server.get("/files").ids(), [id]);
    assert_eq!(download(&server, id).text(), "Hello, world.");
    soon("what was written in vain", || lying(&server).len() == 1);
    limit("unlimited:unlimited");
    upload(&server, id, &vec![1; 12_000_000]).expect(200);
    assert_eq!(download(&server, id).body.len(), 12_000_000);
}

#[test]
fn two_databases_do_not_share_a_place() {
    let (mine, other) = (Server::start(Kind::Embedded), Server::start(Kind::Embedded));
    create(&mine, "a");
    collect(&mine, "1h");
    let files = mine.database.files();
    let output = testkit::command(STRATUS)
        .args(["files", "collect", "--files-grace", "0s", "--files", &files])
        .args(["--database", &other.database.url])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("those of another database"), "{told}");
    assert_eq!(lying(&mine).len(), 1);
}

/// Most memory that the process has had, in MiB.
#[cfg(target_os = "linux")]
fn peak(server: &mut Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.process_id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1024
}

#[cfg(target_os = "linux")]
#[test]
fn large_files_need_little_memory() {
    let mut server = Server::spawn(STRATUS, Kind::Embedded, &["--store-threads", "2"]);
    let id = create(&server, "a.bin");
    let before = peak(&mut server);
    const SIZE: usize = 1 << 30;
    let piece: Vec<u8> = (0..1 << 20).map(|n: u32| (n * 31 % 253) as u8).collect();
    let address = server.base().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = |method: &str, more: &str| {
        format!(
            "{method} /files/{id}/content HTTP/1.1\r\nHost: test\r\nX-Token: {ADMIN}\r\n{more}\
             Connection: close\r\n\r\n"
        )
    };
    let upload = head("PUT", &format!("Content-Length: {SIZE}\r\n"));
    stream.write_all(upload.as_bytes()).unwrap();
    for _ in 0..SIZE / piece.len() {
        stream.write_all(&piece).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(head("GET", "").as_bytes()).unwrap();
    let (mut buffer, mut total) = (vec![0; 1 << 20], 0);
    loop {
        match stream.read(&mut buffer).unwrap() {
            0 => break,
            read => total += read,
        }
        // A slow reader does not make the server read ahead.
        if total < 8 << 20 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    assert!(total > SIZE && total < SIZE + 2000, "{total}");
    let after = peak(&mut server);
    assert!(after - before < 100 && after < 200, "{before} MiB before, {after} MiB after");
}
