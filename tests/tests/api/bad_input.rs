//! Bad bodies, made from the declared types: each is refused by name, and nothing is written.
use engine::declare::{Action, Kind, Purpose, Shape, Type};
use serde_json::{Value, json};
use testkit::on_both;

/// Values that a type does not take.
fn wrong(ty: &Type) -> Vec<Value> {
    let mut wrong = vec![json!([]), json!({}), json!({"a": [[1]]})];
    wrong.extend(match ty {
        Type::Text { max, .. } => {
            vec![
                json!(1),
                json!(true),
                json!("a\u{0}b"),
                json!("\u{1b}"),
                json!("å".repeat(max + 1)),
            ]
        }
        Type::Degrees { .. } => {
            vec![json!("NaN"), json!(""), json!(181), json!("1e1"), json!("😀")]
        }
        Type::Choice(_) => vec![json!(""), json!("x"), json!(1), json!(true)],
        Type::Truth => vec![json!(2), json!("true"), json!(0.5)],
        Type::Decimal { .. } => vec![
            json!(""),
            json!("1x"),
            json!("NaN"),
            json!("1,5"),
            json!(1e300),
            json!("0.0000001"),
            json!(true),
        ],
        Type::Date | Type::Midnight => {
            vec![json!(20261123), json!(""), json!("2026-02-30"), json!("23/11/2026")]
        }
        Type::Time => vec![json!(1030), json!(""), json!("24:00"), json!("10.30"), json!("noon")],
        Type::Instant => vec![json!(1), json!(""), json!("2026-11-23"), json!("2026-11-23T10:00")],
        Type::Picture { .. } => vec![json!(1), json!(""), json!("😀")],
        Type::Content => vec![json!(1), json!("a"), json!("%%%%"), json!("YQ"), json!("😀")],
        Type::Integers => vec![json!(1), json!("1"), json!([1.5]), json!(["1"]), json!([null])],
        Type::Word(_) => vec![json!(1), json!(""), json!("no such word"), json!(true)],
        Type::Texts => vec![json!(1), json!("a"), json!(["a\u{0}"]), json!([1])],
        Type::Integer { min, .. } if *min < 0 => {
            vec![json!(""), json!("1x"), json!(1.5), json!(-1e300), json!(1e300)]
        }
        _ => vec![json!(""), json!("1x"), json!("NaN"), json!(1.5), json!(-1), json!(1e300)],
    });
    wrong
}

/// Every column a create's body may hold, by dotted path, with what it refuses.
fn columns(shape: Shape, path: &str, found: &mut Vec<(String, Vec<Value>)>) {
    for property in shape.iter().filter(|one| one.presence(Purpose::Create).counts()) {
        let path = format!("{path}{}", property.name);
        match &property.kind {
            Kind::Column(column) => found.push((path, wrong(&column.ty))),
            Kind::Object(shape) => columns(shape, &format!("{path}."), found),
            _ => {}
        }
    }
}

#[test]
fn what_a_type_does_not_take_is_refused_by_name() {
    on_both(|server| {
        let mut refused = 0;
        for resource in crm::RESOURCES {
            let creates = resource.operations.iter().filter(|o| matches!(o.action, Action::Create));
            for operation in creates {
                let before = server.get(operation.path).text();
                let mut found = Vec::new();
                columns(resource.shape, "", &mut found);
                for (path, values) in found {
                    for value in values {
                        let nested =
                            path.rsplit('.').fold(value, |inner, name| json!({name: inner}));
                        let errors =
                            server.post(operation.path, &nested).expect(400)["errors"].clone();
                        assert!(errors[&path].is_string(), "{path} {nested}: {errors}");
                        refused += 1;
                    }
                }
                assert_eq!(server.get(operation.path).text(), before, "{}", operation.path);
            }
        }
        assert!(refused > 500, "{refused}");
    });
}
