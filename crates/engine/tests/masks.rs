//! Field masks against recorded answers: every mask goes through the engine's selection, then a
//! small renderer for the recorded models writes the answer, whose key order counts too.

#![allow(clippy::unwrap_used, reason = "recorded data that does not fit stops the test")]

use serde_json::{Map, Value, json};
use stratus_engine::request::mask::{
    Child, MAX_DEPTH, Mask, MaskError, Model, Selection, UnknownName, filter_value, parse, select,
    unknown_names,
};

/// Recorded cases that say nothing about masks over HTTP, and why.
const LEFT_OUT: [(&str, &str); 4] = [
    ("page/bare-list-of-rows", "the recorder's rows had a method called `items`"),
    ("wsgi/newline-only", "HTTP trims or refuses it, so it never arrives"),
    ("wsgi/space-only", "HTTP trims it: the header is blank"),
    ("wsgi/tab-only", "HTTP trims it: the header is blank"),
];

#[test]
fn recorded_answers_are_met() {
    let text = include_str!("data/mask_vectors.json");
    let vectors: Value = serde_json::from_str(text).unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in vectors["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        if LEFT_OUT.iter().any(|(left_out, _)| *left_out == name) {
            continue;
        }
        seen += 1;
        let (status, body) = match answer(&vectors, case) {
            Ok(body) => (200, body),
            Err(error) => (400, json!({ "message": error.to_string() })),
        };
        let right = match case["status"].as_i64().unwrap() {
            // Where the recorded server fell over, this one says what is wrong.
            500 => status == 400,
            // As texts, since the order of keys counts.
            expected => status == expected && format!("{body}") == format!("{}", case["output"]),
        };
        if !right {
            wrong.push(format!("{name}: {status} {body}\n  expected {}", case["output"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen, 399);
}

/// What an endpoint of the recorded server would answer.
fn answer(vectors: &Value, case: &Value) -> Result<Value, MaskError> {
    let target = &vectors["targets"][case["target"].as_str().unwrap()];
    let models = Models(&vectors["models"]);
    let model = models.get(&target["model"]);
    let header = case["mask"].as_str().map(latin1).unwrap_or_default();
    let mask = match parse(&header)? {
        None => target["mask"].as_str().and_then(|mask| parse(mask.as_bytes()).unwrap()),
        given => given,
    };
    let selection = select(mask.as_ref(), model)?;
    let input = &vectors["inputs"][case["input"].as_u64().unwrap() as usize];
    let skip_none = target["skip_none"] == true;
    let body = render(model, selection.as_ref(), input, skip_none)?;
    Ok(match target["envelope"].as_str() {
        Some(envelope) => json!({ envelope: body }),
        None => body,
    })
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

/// The declarations of the recorded models.
#[derive(Clone, Copy)]
struct Models<'v>(&'v Value);

impl<'v> Models<'v> {
    fn get(self, name: &Value) -> Recorded<'v> {
        let declared = &self.0[name.as_str().unwrap()];
        let fields = declared["fields"].as_array().unwrap();
        Recorded { models: self, fields, default_mask: declared["default_mask"].as_str() }
    }

    fn child(self, field: &'v Value) -> Child<Recorded<'v>> {
        match field["kind"].as_str().unwrap() {
            "Raw" => Child::Raw,
            "Nested" => Child::Nested(self.get(&field["model"])),
            "List" => match self.child(&field["item"]) {
                Child::Scalar => Child::Scalars,
                other => other,
            },
            _ => Child::Scalar,
        }
    }
}

#[derive(Clone, Copy)]
struct Recorded<'v> {
    models: Models<'v>,
    fields: &'v [Value],
    default_mask: Option<&'v str>,
}

impl Model for Recorded<'_> {
    fn len(self) -> usize {
        self.fields.len()
    }

    fn name(&self, index: usize) -> &str {
        self.fields[index]["name"].as_str().unwrap()
    }

    fn child(self, index: usize) -> Child<Self> {
        self.models.child(&self.fields[index])
    }
}

/// An object of nulls, an object, or a list (of lists) of those.
fn render(
    model: Recorded<'_>,
    selection: Option<&Selection>,
    data: &Value,
    skip_none: bool,
) -> Result<Value, MaskError> {
    if let Value::Array(rows) = data {
        return rows.iter().map(|row| render(model, selection, row, skip_none)).collect();
    }
    let by_default = match (selection, model.default_mask) {
        (None, Some(mask)) => select(parse(mask.as_bytes())?.as_ref(), model)?,
        _ => None,
    };
    let mut object = Map::new();
    let mut put = |index: usize, inner: Option<&Selection>, mask: Option<&Mask>| {
        let field = &model.fields[index];
        if field["kind"] == "Wildcard" {
            put_the_rest(model, data, &mut object);
            return Ok(());
        }
        let name = model.name(index);
        let path = field["attribute"].as_str().unwrap_or(name);
        let value = path.split('.').fold(data, |value, key| &value[key]);
        let shown = render_field(model.models, field, inner, mask, value)?;
        let empty = shown.is_null() || shown.as_object().is_some_and(Map::is_empty);
        if !(skip_none && empty) {
            object.insert(name.to_owned(), shown);
        }
        Ok(())
    };
    match selection.or(by_default.as_ref()) {
        None => (0..model.len()).try_for_each(|index| put(index, None, None))?,
        Some(selection) => selection
            .fields
            .iter()
            .try_for_each(|field| put(field.index, field.inner.as_ref(), field.value.as_ref()))?,
    }
    Ok(Value::Object(object))
}

/// Members of the data that no field of the model shows, as texts, sorted.
fn put_the_rest(model: Recorded<'_>, data: &Value, object: &mut Map<String, Value>) {
    let mut rest: Vec<_> =
        data.as_object().unwrap().iter().filter(|(name, _)| model.find(name).is_none()).collect();
    rest.sort_by_key(|(name, _)| *name);
    for (name, value) in rest {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        object.insert(name.clone(), Value::String(text));
    }
}

fn render_field(
    models: Models<'_>,
    field: &Value,
    inner: Option<&Selection>,
    mask: Option<&Mask>,
    value: &Value,
) -> Result<Value, MaskError> {
    if value.is_null() && !field["default"].is_null() {
        return Ok(field["default"].clone());
    }
    let kind = field["kind"].as_str().unwrap();
    Ok(match (kind, value) {
        ("Nested", Value::Null) if field["allow_null"] == true => Value::Null,
        ("Nested", _) => {
            render(models.get(&field["model"]), inner, value, field["skip_none"] == true)?
        }
        (_, Value::Null) => Value::Null,
        ("List", Value::Array(items)) => items
            .iter()
            .map(|item| render_field(models, &field["item"], inner, mask, item))
            .collect::<Result<_, _>>()?,
        ("List", single) => json!([render_field(models, &field["item"], inner, mask, single)?]),
        ("Raw", raw) => mask.map_or_else(|| Ok(raw.clone()), |mask| filter_value(raw, mask))?,
        ("DateTime", Value::String(text)) => json!(text.replace('Z', "+00:00")),
        ("Float", Value::Number(number)) => json!(number.as_f64().unwrap()),
        (_, scalar) => scalar.clone(),
    })
}

#[test]
fn values_are_narrowed_below_the_first_level_too() {
    let narrow = |value: Value, mask: &str| {
        filter_value(&value, &parse(mask.as_bytes()).unwrap().unwrap())
            .map(|left| left.to_string())
            .map_err(|error| error.to_string())
    };
    let object = json!({"k": {"z": 1, "y": 2}, "j": 5, "n": null});
    let refused = "Mask error: Mask is inconsistent with value, not an object";
    let cases = [
        (object.clone(), "{}", Ok(r#"{"k":{"z":1,"y":2},"j":5,"n":null}"#)),
        (object.clone(), "k{}", Ok(r#"{"k":{}}"#)),
        (object.clone(), "j,k{z}", Ok(r#"{"j":5,"k":{"z":1}}"#)),
        (object.clone(), "k{q},*", Ok(r#"{"k":{},"j":5,"n":null}"#)),
        (object.clone(), "n{z},j", Ok(r#"{"j":5}"#)),
        (object.clone(), "j{z}", Err(refused)),
        (json!({"k": null, "j": 1}), "k{z},*", Ok(r#"{"k":null,"j":1}"#)),
        (json!("str k1"), "z", Ok("{}")),
        (json!("str k1"), "k", Err(refused)),
        (json!("str k1"), "*", Err(refused)),
        (json!("str k1"), "z{q}", Err(refused)),
        (json!([[{"k": 1, "z": 2}]]), "k", Ok(r#"[[{"k":1}]]"#)),
        (json!([null, {"k": 1}]), "k", Err(refused)),
        (json!({"k": [null, {"z": 1}]}), "k{}", Ok(r#"{"k":[{},{}]}"#)),
        (json!({"k": []}), "k{z}", Ok(r#"{"k":[]}"#)),
        (json!(null), "z", Ok("null")),
    ];
    for (value, mask, expected) in cases {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(narrow(value.clone(), mask), expected, "{mask} on {value}");
    }
}

#[test]
fn blank_headers_ask_for_everything() {
    for header in ["", " ", "\t", " \t "] {
        assert_eq!(parse(header.as_bytes()), Ok(None), "{header:?}");
    }
    assert_eq!(parse(b"\xa0"), Err(MaskError::Blank));
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}{}", "n{".repeat(depth), "}".repeat(depth));
    assert!(parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(parse(nested(MAX_DEPTH + 1).as_bytes()), Err(MaskError::TooDeep));
    assert_eq!(parse("n{".repeat(32 * 1024).as_bytes()), Err(MaskError::TooDeep));
}

#[test]
fn long_masks_are_read_in_time() {
    let names: Vec<String> = (0..64 * 1024 / 6).map(|number| format!("n{number}")).collect();
    let header = names.join(",");
    let mask = parse(header.as_bytes()).unwrap().unwrap();
    assert!(!mask.is_empty());
    assert_eq!(parse(&vec![b'{'; 64 * 1024]), Err(MaskError::MissingClosing));
}

#[test]
fn unknown_names_are_told_with_what_was_meant() {
    let text = include_str!("data/mask_vectors.json");
    let vectors: Value = serde_json::from_str(text).unwrap();
    let page = Models(&vectors["models"]).get(&json!("PageOfAccounts"));
    let told = |mask: &str| {
        let unknown = unknown_names(&parse(mask.as_bytes()).unwrap().unwrap(), page);
        unknown
            .into_iter()
            .map(|UnknownName { path, suggestion }| (path, suggestion))
            .collect::<Vec<_>>()
    };
    let expected: Vec<(String, Option<String>)> = vec![
        ("totl".into(), Some("total".into())),
        ("items.owner.emial".into(), Some("items.owner.email".into())),
        ("items.qqqq".into(), None),
    ];
    assert_eq!(told("*,totl,items{owner{emial,name},*,qqqq{a},extra{whatever}},page"), expected);
    assert_eq!(told("*,items{*}"), vec![]);
    let many: Vec<String> = (0..1000).map(|number| format!("x{number}")).collect();
    assert_eq!(told(&many.join(",")).len(), 20);
}
