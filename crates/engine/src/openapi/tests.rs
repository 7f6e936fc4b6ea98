use super::*;
use crate::declare::samples::LIBRARY;
use crate::declare::{Action, Purpose};
use crate::problem::Errors;
use crate::request::{body, json as request_json};
use std::collections::HashSet;

const ABOUT: About = About { title: "A library", version: "1.2.3" };

fn sample(wire: Wire, strict: bool) -> Json {
    document(LIBRARY, &ABOUT, wire, strict)
}

/// Every value below a value, itself included.
fn walk<'a>(value: &'a Json, seen: &mut Vec<&'a Json>) {
    seen.push(value);
    match value {
        Json::Array(items) => items.iter().for_each(|item| walk(item, seen)),
        Json::Object(members) => members.values().for_each(|member| walk(member, seen)),
        _ => {}
    }
}

fn all(document: &Json) -> Vec<&Json> {
    let mut seen = Vec::new();
    walk(document, &mut seen);
    seen
}

fn operations(document: &Json) -> impl Iterator<Item = (String, &Json)> {
    document["paths"].as_object().into_iter().flatten().flat_map(|(path, item)| {
        item.as_object()
            .into_iter()
            .flatten()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn every_reference_leads_somewhere() {
    for wire in [Wire::Documented, Wire::Native] {
        for strict in [false, true] {
            let document = sample(wire, strict);
            let mut count = 0;
            for reference in all(&document).into_iter().filter_map(|value| value["$ref"].as_str()) {
                let pointer = reference.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
                count += 1;
            }
            assert!(count > 50);
        }
    }
}

#[test]
fn operation_ids() {
    let document = sample(Wire::Documented, false);
    let ids: Vec<(String, &str)> = operations(&document)
        .map(|(place, operation)| (place, operation["operationId"].as_str().unwrap()))
        .collect();
    let different: HashSet<&str> = ids.iter().map(|(_, id)| *id).collect();
    assert_eq!(different.len(), ids.len());
    for (place, id) in [
        ("get /shelves", "list_shelves"),
        ("post /shelves", "create_shelf"),
        ("get /shelves/all", "list_shelves_all"),
        ("get /shelves/{id}", "get_shelf"),
        ("put /shelves/{id}", "update_shelf"),
        ("delete /shelves/{id}", "delete_shelf"),
        ("get /readers/me", "get_readers_me"),
        ("post /books/wait", "wait_book"),
        ("post /books/{id}/restore", "restore_book"),
        ("post /books/{id}/rebind", "rebind_book"),
        ("put /books/{bookid}/loans/{month}", "put_book_loan"),
    ] {
        assert!(ids.contains(&(place.to_owned(), id)), "{place} is not {id} in {ids:#?}");
    }
}

#[test]
fn the_document_is_openapi() {
    for strict in [false, true] {
        // Addresses may be relative (OpenAPI 3.1, section 4.6); the library wants them whole.
        let text = sample(Wire::Documented, strict).to_string();
        let text = text.replace("\"/oauth/", "\"https://server.example/oauth/");
        let read = oas3::from_json(&text).unwrap();
        assert_eq!(read.openapi, "3.1.0");
        assert_eq!(
            read.operations().count() as i64,
            LIBRARY
                .iter()
                .flat_map(|resource| resource.operations)
                .filter(|operation| !(strict && operation.extension))
                .count() as i64
        );
    }
}

/// A schema of the document, as a validator.
fn validator(document: &Json, schema: &Json) -> jsonschema::Validator {
    let mut root = json!({ "components": document["components"] });
    root.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
    jsonschema::draft202012::new(&root).unwrap()
}

#[test]
fn examples_match_their_schemas() {
    for wire in [Wire::Documented, Wire::Native] {
        let document = sample(wire, false);
        let mut count = 0;
        for content in all(&document).iter().filter_map(|value| value.get("application/json")) {
            let mut example = &content["example"];
            if let Some(reference) = content["examples"]["typical"]["$ref"].as_str() {
                example = document.pointer(reference.strip_prefix('#').unwrap()).unwrap();
                example = &example["value"];
            }
            assert!(!example.is_null(), "{content}");
            let validator = validator(&document, &content["schema"]);
            let errors: Vec<String> =
                validator.iter_errors(example).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{example}");
            count += 1;
        }
        assert!(count > 25, "{count}");
    }
}

/// What the document gives as an example of a body is a body that the server takes.
#[test]
fn example_bodies_are_taken() {
    for resource in LIBRARY {
        for operation in resource.operations {
            let purpose = match operation.action {
                Action::Create => Purpose::Create,
                Action::Update(_) | Action::Put(_) => Purpose::Update,
                _ => continue,
            };
            let document = sample(Wire::Documented, false);
            let item = &document["paths"][operation.path];
            let item = &item[operation.method.name().to_lowercase()];
            let reference =
                &item["requestBody"]["content"]["application/json"]["examples"]["typical"]["$ref"];
            let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
            let example = document.pointer(pointer).unwrap()["value"].to_string();
            let parsed = request_json::parse(example.as_bytes(), 32).unwrap();
            let mut errors = Errors::default();
            body::read(resource.shape, &parsed, purpose, true, &mut errors);
            assert_eq!(errors, Errors::default(), "{example}");
        }
    }
}

#[test]
fn parts_in_detail() {
    let document = sample(Wire::Documented, false);
    for (pointer, expected) in [
        ("/info/title", json!("A library")),
        ("/paths/~1shelves~1all/get/deprecated", json!(true)),
        (
            "/paths/~1shelves~1all/get/responses/200/content/application~1json/schema/type",
            json!("array"),
        ),
        ("/paths/~1books~1{id}/delete/x-extension", json!(true)),
        ("/paths/~1books~1{bookid}~1loans~1{month}/put/tags", json!(["books"])),
        (
            "/paths/~1books~1{bookid}~1loans~1{month}/put/parameters/1/schema",
            json!({ "type": "integer", "minimum": 1, "maximum": 12 }),
        ),
        (
            "/paths/~1readers~1{reader}~1marks~1{what}~1{which}/get/parameters/1/schema",
            json!({ "type": "string", "enum": ["book", "books", "shelf", "shelves", "film"] }),
        ),
        (
            "/components/schemas/Mark/properties/what",
            json!({
                "type": "string",
                "enum": ["book", "shelf", "film"],
                "description": "What is marked.",
            }),
        ),
        (
            "/paths/~1books/get/parameters/0/schema",
            json!({ "type": "integer", "minimum": 1, "default": 1 }),
        ),
        (
            "/paths/~1books/get/parameters/4/schema",
            json!({ "type": "integer", "enum": [0, 1, 2], "default": 0 }),
        ),
        (
            "/paths/~1books/get/parameters/6/schema",
            json!({ "type": "array", "items": { "type": "integer" } }),
        ),
        ("/paths/~1books/get/parameters/8/required", json!(true)),
        (
            "/paths/~1books/post/responses/201/headers/Location/$ref",
            json!("#/components/headers/Location"),
        ),
        ("/components/schemas/Book/properties/id/type", json!("integer")),
        ("/components/schemas/Book/properties/title/type", json!("string")),
        ("/components/schemas/Book/properties/code/type", json!(["string", "null"])),
        ("/components/schemas/Book/properties/lent/enum", json!([0, 1])),
        ("/components/schemas/Book/properties/donorid/type", json!(["string", "null"])),
        ("/components/schemas/Book/properties/pages/x-extension", json!(true)),
        ("/components/schemas/Loan/properties/month/type", json!("integer")),
        ("/components/schemas/Loan/properties/days/type", json!(["integer", "null"])),
        ("/components/schemas/BookInput/required", json!(["title", "shelfid"])),
        (
            "/components/schemas/BookInput/properties/donorid/type",
            json!(["integer", "string", "null"]),
        ),
        ("/components/schemas/BookInput/properties/cover/contentEncoding", json!("base64")),
        ("/components/schemas/ShelfInput/properties/id/readOnly", json!(true)),
        ("/components/schemas/ShelfInput/properties/floor/default", json!(0)),
        ("/components/schemas/ShelfBrief/properties/name/type", json!("string")),
        (
            "/components/schemas/LoanChange/properties",
            json!({ "days": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 9_007_199_254_740_991_i64,
            "description": "For how many days.",
        } }),
        ),
        // Two groups that look alike share a schema.
        ("/components/schemas/Places/properties/front/$ref", json!("#/components/schemas/Place")),
        ("/components/schemas/Places/properties/back/$ref", json!("#/components/schemas/Place")),
    ] {
        assert_eq!(document.pointer(pointer), Some(&expected), "{pointer}");
    }
    for pointer in [
        "/components/schemas/Book/properties/shelfid",
        "/components/schemas/BookInput/properties/id",
        "/components/schemas/BookChange/required",
        "/paths/~1books~1wait/post/responses/204/content",
    ] {
        assert_eq!(document.pointer(pointer), None, "{pointer}");
    }
}

#[test]
fn a_strict_document_has_no_extensions() {
    let document = sample(Wire::Documented, true);
    assert!(all(&document).iter().all(|value| value.get("x-extension").is_none()));
    assert!(document["paths"]["/books/{id}"].get("delete").is_none());
    assert!(document.pointer("/components/schemas/Book/properties/pages").is_none());
}

#[test]
fn the_wire_decides_what_a_page_is() {
    let schema = |wire| {
        sample(wire, false)["paths"]["/books"]["get"]["responses"]["200"]["content"]
            ["application/json"]["schema"]
            .clone()
    };
    assert_eq!(schema(Wire::Native), json!({ "$ref": "#/components/schemas/BookPage" }));
    assert_eq!(schema(Wire::Documented)["items"], schema(Wire::Native));
}

#[test]
fn masks_are_offered_where_they_apply() {
    let document = sample(Wire::Documented, false);
    for (place, operation) in operations(&document) {
        let offered = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .any(|parameter| parameter["$ref"] == "#/components/parameters/X-Fields");
        let expected = !["wait", "giveup", "rebind"].iter().any(|name| place.ends_with(name));
        assert_eq!(offered, expected, "{place}");
    }
}
