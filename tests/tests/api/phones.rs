//! Telephones to choose from, on both stores.
use serde_json::{Value, json};
use testkit::{ADMIN, READER, SELLER, STRANGER, Server, on_both};

const BRANDS: &str = "/services/phones/brands";
const MODELS: &str = "/services/phones/models";
const OPTIONS: &str = "/services/phones/options";
const COLOURS: &str = "/services/phones/colours";
const SIZES: &str = "/services/phones/sizes";
const VARIANTS: &str = "/services/phones/variants";

/// A small catalogue: two brands, two models of the first and one of the second.
struct Catalogue {
    brands: [i64; 2],
    models: [i64; 3],
    colours: [i64; 3],
    sizes: [i64; 2],
    variants: [i64; 4],
}

fn catalogue(server: &Server) -> Catalogue {
    let named = |path: &str, name: &str| server.create(path, &json!({"name": name}));
    // Names do not come in their order.
    let brands = ["Ödla", "Ask"].map(|name| named(BRANDS, name));
    let model = |name: &str, brand: i64| json!({"name": name, "brandid": brand});
    let models = [("Två", 0), ("Ett", 0), ("Ett", 1)]
        .map(|(name, brand)| server.create(MODELS, &model(name, brands[brand])));
    let colours = ["Röd", "Blå", "Ingen"].map(|name| named(COLOURS, name));
    let sizes = ["64 GB", "128 GB"].map(|name| named(SIZES, name));
    let variants = [
        ("Två röd", 0, Some(0), Some(1)),
        ("Två blå", 0, Some(1), Some(0)),
        ("Två blå stor", 0, Some(1), Some(1)),
        ("Ett", 1, None, None),
    ]
    .map(|(name, model, colour, size): (_, usize, Option<usize>, Option<usize>)| {
        let body = json!({
            "name": name, "modelid": models[model], "colourid": colour.map(|at| colours[at]),
            "sizeid": size.map(|at| sizes[at]), "price": 7990.5, "description": "Rad 1\nRad 2",
        });
        server.create(VARIANTS, &body)
    });
    Catalogue { brands, models, colours, sizes, variants }
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

fn found(server: &Server, path: &str) -> Vec<i64> {
    ids(&server.get(path).expect(200))
}

#[test]
fn a_catalogue_is_walked_from_brand_to_variant() {
    on_both(|server| {
        assert_eq!(server.get(BRANDS).expect(200), json!([]));
        let all = catalogue(server);
        let [o, a] = all.brands;
        let brands = json!([{"id": a, "name": "Ask"}, {"id": o, "name": "Ödla"}]);
        assert_eq!(server.get(BRANDS).expect(200), brands);
        let of = |brand: i64| found(server, &format!("{MODELS}?brandid={brand}"));
        assert_eq!((of(o), of(a)), (vec![all.models[1], all.models[0]], vec![all.models[2]]));
        assert_eq!(found(server, MODELS).len(), 3);
        let models = server.get(&format!("{MODELS}?brandid={a}")).expect(200);
        assert_eq!(models, json!([{"id": all.models[2], "name": "Ett", "brandid": a}]));
        let variants =
            |more: &str| found(server, &format!("{VARIANTS}?modelid={}{more}", all.models[0]));
        let [red, blue, large, _] = all.variants;
        assert_eq!(variants(""), [blue, large, red]);
        assert_eq!(variants(&format!("&colourid={}", all.colours[1])), [blue, large]);
        assert_eq!(variants(&format!("&sizeid={}", all.sizes[1])), [large, red]);
        let both = format!("&colourid={}&sizeid={}", all.colours[1], all.sizes[1]);
        assert_eq!(variants(&both), [large]);
        assert_eq!(variants(&format!("&colourid={}", all.colours[2])), [0; 0]);
        let one = server.get(&format!("{VARIANTS}?modelid={}", all.models[1])).expect(200);
        assert_eq!(
            one,
            json!([{
                "id": all.variants[3], "name": "Ett", "description": "Rad 1\nRad 2",
                "price": 7990.5, "modelid": all.models[1], "colourid": null, "sizeid": null,
            }])
        );
        // Everybody who is let in may look.
        for token in [SELLER, READER] {
            for path in [BRANDS, MODELS, OPTIONS, &format!("{VARIANTS}?modelid=1")] {
                server.call(token, "GET", path, None).expect(200);
            }
        }
    });
}

#[test]
fn options_are_those_of_the_variants() {
    on_both(|server| {
        let nothing = json!({"colours": null, "sizes": null, "colourlist": [], "sizelist": []});
        assert_eq!(server.get(OPTIONS).expect(200), nothing);
        let all = catalogue(server);
        let named = |id: i64, name: &str| json!({"id": id, "name": name});
        let red = named(all.colours[0], "Röd");
        let blue = named(all.colours[1], "Blå");
        let none = named(all.colours[2], "Ingen");
        let (small, large) = (named(all.sizes[0], "64 GB"), named(all.sizes[1], "128 GB"));
        let of = |model: i64| server.get(&format!("{OPTIONS}?modelid={model}"));
        let expected = json!({
            "colours": red, "sizes": small, "colourlist": [red, blue], "sizelist": [small, large],
        });
        assert_eq!(of(all.models[0]).expect(200), expected);
        assert_eq!(of(all.models[1]).expect(200), nothing);
        assert_eq!(of(987_654).expect(200), nothing);
        let expected = json!({
            "colours": red, "sizes": small, "colourlist": [red, blue, none],
            "sizelist": [small, large],
        });
        assert_eq!(server.get(OPTIONS).expect(200), expected);
        // A place moves a colour.
        let path = format!("{COLOURS}/{}", all.colours[0]);
        server.put(&path, &json!({"sortorder": 5})).expect(200);
        assert_eq!(of(all.models[0]).expect(200)["colours"], blue);
        // The native format has lists where the documented one has the first.
        let native = [("x-token", ADMIN), ("prefer", "wire=native")];
        let path = format!("{OPTIONS}?modelid={}", all.models[0]);
        let answer = server.send("GET", &path, &native, None);
        assert_eq!(answer.header("preference-applied"), Some("wire=native"));
        let expected = json!({
            "colours": [blue, red], "sizes": [small, large], "colourlist": [blue, red],
            "sizelist": [small, large],
        });
        assert_eq!(answer.expect(200), expected);
        for (mask, expected) in [
            ("colours{name}", json!({"colours": {"name": "Blå"}})),
            ("sizelist{id}", json!({"sizelist": [{"id": all.sizes[0]}, {"id": all.sizes[1]}]})),
        ] {
            assert_eq!(server.masked(&path, mask).expect(200), expected, "{mask}");
        }
        let masked = [native[0], native[1], ("x-fields", "colours{name}")];
        let answer = server.send("GET", &path, &masked, None).expect(200);
        assert_eq!(answer, json!({"colours": [{"name": "Blå"}, {"name": "Röd"}]}));
    });
}

#[test]
fn what_is_wrong_is_told() {
    on_both(|server| {
        let all = catalogue(server);
        server.get(VARIANTS).refuses(&["modelid"]);
        server.get(&format!("{VARIANTS}?colourid=1")).refuses(&["modelid"]);
        server.get(&format!("{VARIANTS}?modelid=1x&sizeid=")).refuses(&["modelid", "sizeid"]);
        server.get(&format!("{MODELS}?brandid=x")).refuses(&["brandid"]);
        server.get(&format!("{OPTIONS}?modelid=1.5")).refuses(&["modelid"]);
        server.post(BRANDS, &json!({})).refuses(&["name"]);
        server.post(MODELS, &json!({"name": "x"})).refuses(&["brandid"]);
        server.post(MODELS, &json!({"name": "x", "brandid": 99})).refuses(&["brandid"]);
        let body = json!({"name": "x", "price": -1, "modelid": 99, "colourid": 99, "sizeid": "x"});
        server.post(VARIANTS, &body).refuses(&["price", "modelid", "colourid", "sizeid"]);
        // One of a name, whatever its case: for a model of its brand, for a variant of its model.
        for (path, body) in [
            (BRANDS, json!({"name": "ASK"})),
            (COLOURS, json!({"name": "röd"})),
            (SIZES, json!({"name": "64 gb"})),
            (MODELS, json!({"name": "ETT", "brandid": all.brands[1]})),
            (VARIANTS, json!({"name": "ett", "modelid": all.models[1]})),
        ] {
            let refused = server.post(path, &body).expect(409);
            assert!(refused["errors"]["name"].is_string(), "{refused}");
        }
        // What is in use stays.
        for path in [
            format!("{BRANDS}/{}", all.brands[0]),
            format!("{MODELS}/{}", all.models[0]),
            format!("{COLOURS}/{}", all.colours[0]),
            format!("{SIZES}/{}", all.sizes[0]),
        ] {
            server.delete(&path).expect(409);
            server.get(&path).expect(200);
        }
        server.delete(&format!("{COLOURS}/{}", all.colours[2])).expect(204);
        for id in all.variants {
            server.delete(&format!("{VARIANTS}/{id}")).expect(204);
            server.get(&format!("{VARIANTS}/{id}")).expect(404);
        }
        server.delete(&format!("{MODELS}/{}", all.models[0])).expect(204);
        let one = format!("{BRANDS}/{}", all.brands[1]);
        for token in [SELLER, READER] {
            server.call(token, "POST", BRANDS, Some(&json!({"name": "Ny"}))).expect(403);
            server.call(token, "PUT", &one, Some(&json!({"name": "Ny"}))).expect(403);
            server.call(token, "DELETE", &one, None).expect(403);
        }
    });
}

#[test]
fn a_catalogue_is_a_tenants_own() {
    on_both(|server| {
        let all = catalogue(server);
        let theirs = |path: &str| server.call(STRANGER, "GET", path, None).expect(200);
        for path in [BRANDS, MODELS, COLOURS, SIZES] {
            assert_eq!(theirs(path), json!([]), "{path}");
        }
        let [model, brand] = [all.models[0], all.brands[0]];
        assert_eq!(theirs(&format!("{MODELS}?brandid={brand}")), json!([]));
        assert_eq!(theirs(&format!("{VARIANTS}?modelid={model}")), json!([]));
        assert_eq!(theirs(&format!("{OPTIONS}?modelid={model}"))["colourlist"], json!([]));
        let body = json!({"name": "x", "modelid": model, "colourid": all.colours[0]});
        server.call(STRANGER, "POST", VARIANTS, Some(&body)).refuses(&["modelid", "colourid"]);
        server.call(STRANGER, "DELETE", &format!("{BRANDS}/{brand}"), None).expect(404);
        // A name is taken for its own tenant alone.
        let body = json!({"name": "Ask"});
        server.call(STRANGER, "POST", BRANDS, Some(&body)).expect(201);
    });
}

/// The program, built for these tests.
pub(crate) const STRATUS: &str = env!("CARGO_BIN_EXE_stratus-under-test");

/// Brings a file into a tenant of a server's database; answers whether that worked, and what was
/// said.
fn import(server: &Server, file: impl AsRef<[u8]>, more: &[&str]) -> (bool, String) {
    let path = server.database.home.path().join("catalogue.csv");
    std::fs::write(&path, file).unwrap();
    let mut command = testkit::command(&[STRATUS]);
    command.args(["phones", "import"]).arg(&path).args(["--database", &server.database.url]);
    if !more.contains(&"--tenant") {
        command.args(["--tenant", "1"]);
    }
    let output = command.args(more).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

const FILE: &str = "brand;model;colour;size;price\n\
                    Fjord;Fjord 3;Slate;128 GB;7990,00\n\
                    Fjord;Fjord 3;Snow;128 GB;7990,00\n\
                    Fjord;Fjord 3;Slate;256 GB;8990,00\n\
                    Äng;Enkel;;;795\n";

fn prices(server: &Server, model: i64) -> Vec<(String, Value)> {
    let variants = server.get(&format!("{VARIANTS}?modelid={model}")).expect(200);
    let pair = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["price"].clone());
    variants.as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn a_catalogue_is_brought_in_from_a_file() {
    on_both(|server| {
        // A dry run says what would be, and does nothing.
        let said = "4 lines. New: 2 brands, 2 models, 2 colours, 2 sizes, 4 variants. Changed: 0 \
                    variants. As before: 0 variants.\n";
        let (worked, text) = import(server, FILE, &["--dry-run"]);
        assert!(worked, "{text}");
        assert_eq!(text, format!("{said}This was a dry run: nothing was written.\n"));
        assert_eq!(server.get(BRANDS).expect(200), json!([]));
        assert_eq!(import(server, FILE, &[]), (true, said.to_owned()));
        let brands = server.get(BRANDS).expect(200);
        assert_eq!(brands, json!([{"id": 1, "name": "Fjord"}, {"id": 2, "name": "Äng"}]));
        let price = |name: &str, price: i64| (name.to_owned(), json!(price));
        let first = [
            price("Fjord 3 128 GB Slate", 7990),
            price("Fjord 3 128 GB Snow", 7990),
            price("Fjord 3 256 GB Slate", 8990),
        ];
        assert_eq!(prices(server, 1), first);
        assert_eq!(prices(server, 2), [price("Äng Enkel", 795)]);
        let options = server.get(&format!("{OPTIONS}?modelid=1")).expect(200);
        assert_eq!(
            options["colourlist"],
            json!([{"id": 1, "name": "Slate"}, {"id": 2, "name": "Snow"}])
        );
        // Again it changes nothing; a price that differs is changed, what is not named stays.
        let before = server.get(&format!("{VARIANTS}?modelid=1")).expect(200);
        let said = "4 lines. New: 0 brands, 0 models, 0 colours, 0 sizes, 0 variants. Changed: 0 \
                    variants. As before: 4 variants.\n";
        assert_eq!(import(server, FILE, &[]), (true, said.to_owned()));
        assert_eq!(server.get(&format!("{VARIANTS}?modelid=1")).expect(200), before);
        let again = "BRAND,model,name,price,description\n\
                     fjord,FJORD 3,fjord 3 128 gb slate,6990,On sale\n\
                     Fjord,Fjord 3,Case,199.5,\n";
        let (worked, text) = import(server, again, &[]);
        assert!(worked && text.contains("1 variants. Changed: 1 variants. As before: 0"), "{text}");
        let now = server.get(&format!("{VARIANTS}?modelid=1")).expect(200);
        assert_eq!(
            now[0],
            json!({
                "id": 5, "name": "Case", "description": null, "price": 199.5, "modelid": 1,
                "colourid": null, "sizeid": null,
            })
        );
        assert_eq!(
            now[1],
            json!({
                "id": 1, "name": "fjord 3 128 gb slate", "description": "On sale", "price": 6990,
                "modelid": 1, "colourid": 1, "sizeid": 1,
            })
        );
        assert_eq!((&now[2], &now[3]), (&before[1], &before[2]));
        // An empty cell empties.
        let emptied = "brand,model,name,price,colour\nFjord,Fjord 3,Case,,\n";
        assert!(import(server, emptied, &[]).0);
        let now = server.get(&format!("{VARIANTS}?modelid=1")).expect(200);
        assert_eq!((&now[0]["price"], &now[0]["name"]), (&json!(null), &json!("Case")));
        // The other tenant has none of it, and can have the same.
        let theirs = || server.call(STRANGER, "GET", BRANDS, None).expect(200);
        assert_eq!(theirs(), json!([]));
        assert!(import(server, FILE, &["--tenant", "2"]).0);
        assert_eq!(theirs().as_array().unwrap().len(), 2);
    });
}

#[test]
fn of_a_file_that_is_wrong_nothing_is_brought_in() {
    on_both(|server| {
        let wrong = "brand;model;price\nFjord;One;1\nFjord;;2\nFjord;Two;cheap\nFjord;One;3\n";
        for more in [&[][..], &["--dry-run"]] {
            let (worked, text) = import(server, wrong, more);
            assert!(!worked);
            for line in [
                "nothing was written",
                "line 3: model: This is required.",
                "line 4: price: This must be a number.",
                "line 5: The same variant stands in line 2.",
            ] {
                assert!(text.contains(line), "{line} is not in {text}");
            }
        }
        for (file, told) in [
            (&b"brand;modle\n"[..], "Did you mean model?"),
            (b"", "The file is empty."),
            (b"brand;model\nFj\xe4ll;One\n", "line 2: This is not UTF-8 text"),
        ] {
            let (worked, text) = import(server, file, &[]);
            assert!(!worked && text.contains(told), "{told} is not in {text}");
        }
        let (worked, text) = import(server, FILE, &["--tenant", "99"]);
        assert!(!worked && text.contains("There is no tenant 99."), "{text}");
        assert_eq!(server.get(BRANDS).expect(200), json!([]));
        // A file of a few thousand lines is brought in whole.
        let mut large = String::from("brand,model,colour,size,price\n");
        for n in 0..4000 {
            let (model, colour, size) = (n / 40, n % 8, n / 8 % 5);
            large.push_str(&format!("B{},M{model},C{colour},{size} GB,{n}\n", model % 7));
        }
        let (worked, text) = import(server, &large, &[]);
        let said = "4000 lines. New: 7 brands, 100 models, 8 colours, 5 sizes, 4000 variants.";
        assert!(worked && text.starts_with(said), "{text}");
        assert_eq!(found(server, &format!("{VARIANTS}?modelid=1")).len(), 40);
    });
}

#[test]
fn the_help_of_the_import_teaches() {
    let output =
        testkit::command(&[STRATUS]).args(["phones", "import", "--help"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["brand;model;size;colour;price", "--dry-run", "nothing is written", "Examples:"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    // The example in it can be brought in.
    let of_example = |line: &&str| line.starts_with("brand;") || line.starts_with("Fjord;");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(of_example).collect();
    let server = Server::start(testkit::Kind::Embedded);
    let (worked, text) = import(&server, lines.join("\n"), &[]);
    assert!(worked && text.contains("New: 1 brands, 1 models, 1 colours, 2 sizes"), "{text}");
}
