//! Files in an S3-compatible store: the real client against a small store of that kind.
use crate::provider::{self, Seen};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use testkit::{ADMIN, Kind, Server};

type Objects = BTreeMap<String, Vec<u8>>;

/// As much of the protocol as a client needs that puts, gets, copies, lists and deletes.
#[derive(Default)]
struct Bucket {
    objects: Objects,
    /// Parts of uploads by upload and number.
    parts: BTreeMap<(String, u32), Vec<u8>>,
    uploads: u32,
    /// Requests that were not signed with the key.
    unsigned: u32,
    /// Answers every request with an error.
    away: bool,
}

struct Request {
    method: String,
    key: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let Seen { method, path: target, headers, body } = provider::read(reader)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let query = pairs.map(|(name, value)| (name.to_owned(), value.replace("%2F", "/"))).collect();
    let key = path.trim_start_matches("/crm").trim_start_matches('/').to_owned();
    Some(Request { method, key, query, headers, body })
}

fn answer(bucket: &mut Bucket, request: Request) -> (u16, Vec<(&'static str, String)>, Vec<u8>) {
    let Request { method, key, query, headers, body } = request;
    let signed =
        headers.get("authorization").is_some_and(|it| it.contains("Credential=key-of-test/"));
    bucket.unsigned += u32::from(!signed);
    let tag = ("etag", "\"x\"".to_owned());
    let date = ("last-modified", "Mon, 23 Nov 2026 10:00:00 GMT".to_owned());
    let xml = |text: String| (200, Vec::new(), text.into_bytes());
    let upload = query.get("uploadId").cloned();
    if bucket.away {
        return (500, Vec::new(), b"<Error><Code>InternalError</Code></Error>".to_vec());
    }
    match (method.as_str(), upload) {
        ("POST", None) if query.contains_key("uploads") => {
            bucket.uploads += 1;
            let n = bucket.uploads;
            xml(format!(
                "<InitiateMultipartUploadResult><UploadId>{n}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        ("PUT", Some(upload)) => {
            bucket.parts.insert((upload, query["partNumber"].parse().unwrap()), body);
            (200, vec![tag], Vec::new())
        }
        ("POST", Some(upload)) => {
            let parts = std::mem::take(&mut bucket.parts);
            let (mine, others) = parts.into_iter().partition(|((of, _), _)| *of == upload);
            bucket.parts = others;
            let mine: BTreeMap<(String, u32), Vec<u8>> = mine;
            bucket.objects.insert(key, mine.into_values().flatten().collect());
            xml("<CompleteMultipartUploadResult><ETag>\"x\"</ETag></CompleteMultipartUploadResult>"
                .into())
        }
        ("DELETE", Some(upload)) => {
            bucket.parts.retain(|(of, _), _| *of != upload);
            (204, Vec::new(), Vec::new())
        }
        ("PUT", None) => {
            let bytes = match headers.get("x-amz-copy-source") {
                Some(from) => bucket.objects
                    [from.trim_start_matches("/crm/").trim_start_matches("crm/")]
                .clone(),
                None => body,
            };
            bucket.objects.insert(key, bytes);
            let copied = "<CopyObjectResult><ETag>\"x\"</ETag></CopyObjectResult>";
            (200, vec![tag], copied.into())
        }
        ("DELETE", None) => {
            bucket.objects.remove(&key);
            (204, Vec::new(), Vec::new())
        }
        ("GET", None) if query.contains_key("list-type") => {
            let prefix = query.get("prefix").map_or("", String::as_str);
            let listed = bucket.objects.iter().filter(|(key, _)| key.starts_with(prefix));
            let listed: String = listed
                .map(|(key, bytes)| {
                    format!(
                        "<Contents><Key>{key}</Key><LastModified>2026-11-23T10:00:00.000Z</LastModified>\
                         <ETag>\"x\"</ETag><Size>{}</Size></Contents>",
                        bytes.len()
                    )
                })
                .collect();
            xml(format!(
                "<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>"
            ))
        }
        ("GET" | "HEAD", None) => {
            let Some(bytes) = bucket.objects.get(&key) else {
                return (404, Vec::new(), b"<Error><Code>NoSuchKey</Code></Error>".to_vec());
            };
            let range = headers.get("range").and_then(|range| {
                let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
                let first: usize = first.parse().ok()?;
                let last: usize = last.parse().ok()?;
                Some(first..(last + 1).min(bytes.len()))
            });
            match range {
                None => (200, vec![tag, date], bytes.clone()),
                Some(range) => {
                    let text = format!("bytes {}-{}/{}", range.start, range.end - 1, bytes.len());
                    (206, vec![tag, date, ("content-range", text)], bytes[range].to_vec())
                }
            }
        }
        _ => (400, Vec::new(), Vec::new()),
    }
}

/// Starts one; answers its address and what is in it.
fn store() -> (String, Arc<Mutex<Bucket>>) {
    let bucket = Arc::new(Mutex::new(Bucket::default()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shared = Arc::clone(&bucket);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let bucket = Arc::clone(&shared);
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream);
                while let Some(request) = read(&mut reader) {
                    let head = request.method == "HEAD";
                    let (status, headers, body) = answer(&mut bucket.lock().unwrap(), request);
                    let mut text =
                        format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
                    for (name, value) in headers {
                        text.push_str(&format!("{name}: {value}\r\n"));
                    }
                    text.push_str("\r\n");
                    let mut bytes = text.into_bytes();
                    bytes.extend(if head { Vec::new() } else { body });
                    if reader.get_mut().write_all(&bytes).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, bucket)
}

#[test]
fn files_live_in_a_bucket() {
    let (address, bucket) = store();
    let flags = [
        "--files",
        "s3://crm/some/place",
        "--files-endpoint",
        &address,
        "--files-region",
        "eu-north-1",
        "--files-key",
        "key-of-test",
        "--files-secret",
        "secret",
    ];
    let server = Server::start_with(Kind::Embedded, &flags);
    let body = json!({"name": "a.bin", "content": "SGVsbG8sIHdvcmxkLg=="});
    let id = server.create("/files", &body);
    let path = format!("/files/{id}/content");
    let token = [("x-token", ADMIN)];
    assert_eq!(server.get(&path).text(), "Hello, world.");
    // More than one part of an upload.
    let bytes: Vec<u8> = (0..20_000_000u32).map(|n| (n % 251) as u8).collect();
    server.send("PUT", &path, &token, Some(&bytes)).expect(200);
    assert!(server.get(&path).body == bytes);
    let part = server.send("GET", &path, &[token[0], ("range", "bytes=9000000-9000099")], None);
    assert!((part.status, part.body.as_slice()) == (206, &bytes[9_000_000..9_000_100]));
    // Equal bytes again are not stored again, and nothing is left under a name of its own.
    server.create("/files", &body);
    server.send("PUT", &path, &token, Some(&bytes)).expect(200);
    {
        let bucket = bucket.lock().unwrap();
        let keys: Vec<&String> = bucket.objects.keys().collect();
        assert_eq!(keys.len(), 2, "{keys:?}");
        assert!(keys.iter().all(|key| key.starts_with("some/place/1/")), "{keys:?}");
        assert!(!keys.iter().any(|key| key.contains("incoming")), "{keys:?}");
        assert!(bucket.parts.is_empty());
        assert_eq!(bucket.unsigned, 0);
    }
    // While it is away, nothing is written; after that all is well.
    bucket.lock().unwrap().away = true;
    let refused = server.post("/files", &json!({"name": "b", "content": "Yg=="}));
    assert_eq!(refused.expect(503)["message"].as_str().map(|text| &text[..5]), Some("Files"));
    server.send("PUT", &path, &token, Some(b"other")).expect(503);
    server.get(&path).expect(503);
    assert_eq!(server.get("/files").items().len(), 2);
    bucket.lock().unwrap().away = false;
    assert!(server.get(&path).body == bytes);
    server.create("/files", &json!({"name": "b", "content": "Yg=="}));
}
