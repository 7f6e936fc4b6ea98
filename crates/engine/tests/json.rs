//! The strict reader of JSON bodies, against tables and against serde_json.

#![allow(clippy::unwrap_used, reason = "generated tests are not seen as tests")]

use proptest::prelude::*;
use serde_json::Value;
use stratus_engine::request::json::{DEEPEST, Json, Problem, parse};

fn number(digits: &str) -> Json {
    Json::Number(digits.to_owned())
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

#[test]
fn values_are_read() {
    let cases = [
        ("null", Json::Null),
        (" true\r\n\t", Json::Bool(true)),
        ("false", Json::Bool(false)),
        ("0", number("0")),
        ("-0", number("-0")),
        ("1e400", number("1e400")),
        ("12345678901.23", number("12345678901.23")),
        ("0.10", number("0.10")),
        ("1E+05", number("1E+05")),
        ("123456789012345678901234567890", number("123456789012345678901234567890")),
        (r#""""#, text("")),
        (r#""åäö 😀""#, text("åäö 😀")),
        (r#""\"\\\/\b\f\n\r\t""#, text("\"\\/\u{8}\u{c}\n\r\t")),
        (r#""a\u0000b\u00E5\ud83d\ude00c""#, text("a\0bå😀c")),
        ("\u{feff}[]", Json::List(vec![])),
        ("{ }", object([])),
        ("[1 ,[ ],{} ]", Json::List(vec![number("1"), Json::List(vec![]), object([])])),
        (
            r#"{"b":{"a":[1,"x"]},"a":null,"":false}"#,
            object([
                ("b", object([("a", Json::List(vec![number("1"), text("x")]))])),
                ("a", Json::Null),
                ("", Json::Bool(false)),
            ]),
        ),
        (
            r#"{"$serde_json::private::Number":"1"}"#,
            object([("$serde_json::private::Number", text("1"))]),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(parse(body.as_bytes(), 8), Ok(expected), "{body}");
    }
}

#[test]
fn what_is_wrong_is_told_and_where() {
    use Problem::{DuplicateName, Empty, NotUtf8, Syntax, TooDeep};
    let value = Syntax("a value was expected");
    let name = Syntax("a name in double quotes was expected");
    let digit = Syntax("a digit was expected");
    let no_number = Syntax("NaN and Infinity are no numbers");
    let surrogate = Syntax("half a surrogate pair is no character");
    let escape = Syntax("no such escape");
    let follows = Syntax("something follows its end");
    let cases: [(&[u8], Problem, usize, usize, &str); 43] = [
        (b"", Empty, 1, 1, ""),
        (b" \n ", Empty, 2, 2, ""),
        (b"\xef\xbb\xbf", Empty, 1, 1, ""),
        (b"\"a\nb\xff\"", NotUtf8, 2, 2, ""),
        (b"\xff\xfe{\0}\0", NotUtf8, 1, 1, ""),
        (b"\"\xed\xa0\x80\"", NotUtf8, 1, 2, ""),
        (b"{\"a\":1,\n  \"a\":2}", DuplicateName, 2, 3, "a"),
        (b"{\"a\":1,\"\\u0061\":2}", DuplicateName, 1, 8, "a"),
        (b"[{\"b\":[{\"c\":1,\"c\":1}]}]", DuplicateName, 1, 15, "0.b.0.c"),
        (b"{\"a\":{\"b\":[[[]]]}}", TooDeep(4), 1, 13, "a.b.0.0"),
        (b"nul", value, 1, 1, ""),
        (b"nulll", follows, 1, 5, ""),
        (b"{} {}", follows, 1, 4, ""),
        (b"[]]", follows, 1, 3, ""),
        (b"[\n1,\n]", value, 3, 1, "1"),
        (b"[1 2]", Syntax("',' or ']' was expected"), 1, 4, "1"),
        (b"[1", Syntax("',' or ']' was expected"), 1, 3, "1"),
        (b"[", value, 1, 2, "0"),
        (b"]", value, 1, 1, ""),
        (b"{", name, 1, 2, ""),
        (b"{\"a\":1,}", name, 1, 8, ""),
        (b"{a:1}", name, 1, 2, ""),
        (b"{'a':1}", name, 1, 2, ""),
        (b"{\"a\" 1}", Syntax("':' was expected"), 1, 6, "a"),
        (b"{\"a\":}", value, 1, 6, "a"),
        (b"{\"a\":1 \"b\"", Syntax("',' or '}' was expected"), 1, 8, ""),
        (b"{\"a\":1]", Syntax("',' or '}' was expected"), 1, 7, ""),
        (b"NaN", no_number, 1, 1, ""),
        (b"{\"x\":-Infinity}", no_number, 1, 7, "x"),
        (b"01", follows, 1, 2, ""),
        (b"+1", value, 1, 1, ""),
        (b".5", value, 1, 1, ""),
        (b"5.", digit, 1, 3, ""),
        (b"-", digit, 1, 2, ""),
        (b"1e+", digit, 1, 4, ""),
        ("\"åä".as_bytes(), Syntax("a string does not end"), 1, 4, ""),
        (b"\"a\tb\"", Syntax("a control character must be escaped"), 1, 3, ""),
        (b"\"a\\x\"", escape, 1, 3, ""),
        (b"\"\\", escape, 1, 2, ""),
        (b"\"\\u12g4\"", Syntax("four hexadecimal digits must follow '\\u'"), 1, 2, ""),
        (b"\"\\ud83d\"", surrogate, 1, 2, ""),
        (b"\"\\ude00\\ud83d\"", surrogate, 1, 2, ""),
        (b"\"\\ud83d\\u0041\"", surrogate, 1, 2, ""),
    ];
    for (body, problem, line, column, path) in cases {
        let error = parse(body, 4).unwrap_err();
        let found = (error.problem, error.line, error.column, error.path.as_str());
        assert_eq!(found, (problem, line, column, path), "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn messages_name_the_place() {
    let message = |body: &str| parse(body.as_bytes(), 2).unwrap_err().to_string();
    assert_eq!(message(""), "The body is empty, JSON was expected");
    assert_eq!(message("[{\"a\":1,\"a\":1}]"), "'0.a' is given twice (line 1, column 9)");
    assert_eq!(message("[[[]]]"), "'0.0' is nested deeper than 2 levels (line 1, column 3)");
    assert_eq!(message("{"), {
        "The body is not JSON: a name in double quotes was expected (line 1, column 2)"
    });
    let long = "n".repeat(100_000);
    assert!(message(&format!("{{\"{long}\":1,\"{long}\":1}}")).len() < 300);
}

#[test]
fn deep_bodies_are_refused_early() {
    let brackets = vec![b'['; 10_000_000];
    let problem = |max_depth| parse(&brackets, max_depth).unwrap_err().problem;
    assert_eq!(problem(0), Problem::TooDeep(0));
    assert_eq!(problem(32), Problem::TooDeep(32));
    assert_eq!(problem(usize::MAX), Problem::TooDeep(DEEPEST));
    let fits = format!("{}{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST));
    assert!(parse(fits.as_bytes(), DEEPEST).is_ok());
    assert!(parse(b"1", 0).is_ok());
}

#[test]
fn duplicates_are_found_among_many() {
    for count in [2, 15, 16, 17, 18, 5000] {
        for twice in [0, count / 2, count - 1] {
            let names = (0..count).chain([twice]).map(|name| format!("\"k{name}\":0"));
            let body = format!("{{{}}}", names.collect::<Vec<_>>().join(","));
            let error = parse(body.as_bytes(), 1).unwrap_err();
            assert_eq!(error.problem, Problem::DuplicateName);
            assert_eq!(error.path, format!("k{twice}"), "of {count}");
        }
        let names = (0..count).map(|name| format!("\"k{name}\":0")).collect::<Vec<_>>();
        assert!(parse(format!("{{{}}}", names.join(",")).as_bytes(), 1).is_ok());
    }
}

#[test]
fn members_are_asked_for() {
    let body = parse(br#"{"a":[1,true],"b":"x"}"#, 4).unwrap();
    assert_eq!(body.get("b").and_then(Json::as_text), Some("x"));
    let items = body.get("a").and_then(Json::as_list).unwrap();
    assert_eq!(items[0].as_number(), Some("1"));
    assert_eq!(items[1].as_bool(), Some(true));
    assert_eq!(body.as_object().map(<[_]>::len), Some(2));
    assert_eq!(body.get("c"), None);
    assert_eq!(items[0].get("a"), None);
    assert!(!body.is_null());
    assert_eq!((body.kind(), items[0].kind(), items[1].kind()), ("object", "number", "boolean"));
}

/// The same value as serde_json sees it.
fn as_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(digits) => Value::Number(digits.parse().unwrap()),
        Json::Text(text) => Value::String(text.clone()),
        Json::List(items) => items.iter().map(as_value).collect(),
        Json::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), as_value(value))).collect()
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 100, 20, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..20).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..20)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read(value in any_value(), pretty in any::<bool>()) {
        let body = if pretty { format!("{value:#}") } else { format!("{value}") };
        let read = parse(body.as_bytes(), 16).unwrap();
        // As texts, since the order of names counts.
        prop_assert_eq!(as_value(&read).to_string(), value.to_string());
    }

    #[test]
    fn what_serde_refuses_is_refused(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"", "\\", "\\u00", "e5", "\\ud83d",
                "\\ude00", "\\n", "0", "1", "-", ".5", "e", "E+", "9", "true", "null", " ", "\n", "x",
                "\u{1}", "å", "{\"a\":", "\"c\":", "1,", "\"}",
            ]),
            0..12,
        ),
    ) {
        let body = parts.concat();
        let theirs = serde_json::from_str::<Value>(&body);
        match parse(body.as_bytes(), 64) {
            Ok(ours) => prop_assert_eq!(Some(as_value(&ours)), theirs.ok()),
            Err(error) if error.problem == Problem::DuplicateName => {}
            Err(_) => prop_assert!(theirs.is_err(), "{}", body),
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in any::<Vec<u8>>()) {
        let theirs = serde_json::from_slice::<Value>(&bytes);
        prop_assert_eq!(parse(&bytes, 8).is_ok(), theirs.is_ok());
    }
}
