//! Quotes and orders on paper, on both stores.
use serde_json::{Value, json};
use std::path::Path;
use testkit::{ADMIN, Answer, READER, STRANGER, Server, Trade, on_both};

/// Settings, an account and a contact as a company would have them.
fn company(server: &Server, trade: &Trade) {
    let body = json!({"portal": {
        "name": "Nordvik Försäljning AB", "street": "Storgatan 1", "zip": "903 26", "city": "Umeå",
        "country": "Sverige", "phone": "090-390 60 00", "email": "info@example.org",
        "vatnumber": "556000-0000", "bankgiro": "123-4567",
    }});
    server.put("/settings", &body).expect(200);
    let address = json!({"street": "Åvägen 7", "zip": "412 50", "city": "Göteborg"});
    let body = json!({"number": "K-17", "addresses": {"postal": address}});
    server.put(&format!("/accounts/{}", trade.account), &body).expect(200);
    server.put(&format!("/articles/{}", trade.article), &json!({"number": "S-100"})).expect(200);
}

fn ask(server: &Server, token: &str, path: &str, accept: &str) -> Answer {
    server.send("GET", path, &[("x-token", token), ("accept", accept)], None)
}

fn page(server: &Server, path: &str) -> String {
    let answer = ask(server, ADMIN, path, "text/html");
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}

fn path(things: &str, of: &Value) -> String {
    format!("/{things}/{}/document", of["id"])
}

/// The text on the pages of a PDF, page by page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let found = lopdf::Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = found.get_pages().keys().copied().collect();
    numbers.iter().map(|number| found.extract_text(&[*number]).unwrap()).collect()
}

/// A text without its white space: PDFs place words, and do not always write what is between.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Compares a page with the one that was looked at. `STRATUS_BLESS=1` writes it anew.
fn looks_like(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/documents").join(name);
    if std::env::var_os("STRATUS_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, page).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap();
    assert_eq!(page, known, "{name} is not as it was; look at it, then set STRATUS_BLESS=1");
}

fn sold(server: &Server, trade: &Trade) -> Value {
    server.order(
        trade,
        json!({
            "placedate": "2026-11-23", "deliverydate": "2026-12-01", "currencycode": "SEK",
            "paymentterm": {"id": trade.payment_term}, "deliveryterm": {"id": trade.delivery_term},
            "deliverystreet": "Hamnen 3", "deliverycity": "Göteborg", "marking": "Port 4",
            "externalcomment": "Ring före leverans.\nTack för er order!",
            "rows": [
                {"article": {"id": trade.article}, "quantityordered": 1250.5, "price": 12.5,
                 "discountpercent": 10, "specification": "Rostfri <A2> & \"syrafast\"\n4 × 40 mm"},
                {"article": {"id": trade.article}, "quantityordered": 2, "price": 0.0125},
                {"article": {"id": trade.article}, "quantityordered": -1, "price": 99.5},
                {"price": 7, "specification": "Borttagen", "deleted": 1},
                {"price": 100, "specification": "Skrivs inte ut", "noprint": 1},
            ],
        }),
    )
}

#[test]
fn an_order_looks_as_it_should() {
    on_both(|server| {
        let trade = server.trade();
        company(server, &trade);
        let order = path("orders", &sold(server, &trade));
        for language in ["sv", "en"] {
            let page = page(server, &format!("{order}?language={language}"));
            looks_like(&format!("order.{language}.html"), &page);
            for gone in ["Borttagen", "Skrivs inte ut", "<A2>"] {
                assert!(!page.contains(gone), "{gone}");
            }
        }
        let swedish = page(server, &order);
        for text in
            ["1\u{a0}250,5", "12,50", "0,0125", "10\u{a0}%", "14\u{a0}068,13", "\u{2212}99,50"]
        {
            assert!(swedish.contains(text), "{text}: {swedish}");
        }
        let english = page(server, &format!("{order}?language=en"));
        for text in ["1,250.5", "12.50", "0.0125", "14,068.13", "-99.50", "23 November 2026"] {
            assert!(english.contains(text), "{text}: {english}");
        }
    });
}

#[test]
fn the_medium_is_the_one_that_is_wanted() {
    on_both(|server| {
        let trade = server.trade();
        company(server, &trade);
        let order = path("orders", &sold(server, &trade));
        let html = ask(server, READER, &order, "text/html,application/xhtml+xml,*/*;q=0.8");
        assert_eq!((html.status, html.text().starts_with("<!doctype html>")), (200, true));
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            (
                "content-security-policy",
                "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
            ),
            (
                "content-disposition",
                "inline; filename=\"Orderbekr_ftelse 1.html\"; \
                 filename*=UTF-8''Orderbekr%C3%A4ftelse%201.html",
            ),
            ("x-content-type-options", "nosniff"),
            ("vary", "Accept"),
        ] {
            assert_eq!(html.header(name), Some(value), "{name}");
        }
        let pdf = ask(server, READER, &order, "text/html;q=0.5, application/pdf");
        assert_eq!(pdf.status, 200);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"));
        assert!(pdf.header("content-disposition").unwrap().ends_with("%201.pdf"));
        assert!(pdf.body.starts_with(b"%PDF-"));
        let asked = format!("{order}?format=pdf");
        assert_eq!(ask(server, ADMIN, &asked, "text/html").body, pdf.body, "the same every time");
        for accept in ["application/json", "text/html;q=0, application/pdf;q=0", "image/*"] {
            let refused = ask(server, ADMIN, &order, accept).expect(406);
            let message = refused["message"].as_str().unwrap();
            assert!(message.contains("text/html or application/pdf"), "{message}");
        }
        server.get(&format!("{order}?format=docx&language=fi&templateid=x")).refuses(&[
            "format",
            "language",
            "templateid",
        ]);
        let head = server.send("HEAD", &order, &[("x-token", ADMIN)], None);
        assert_eq!((head.status, head.body.len()), (200, 0));
        for things in ["orders", "quotes"] {
            server.get(&format!("/{things}/99/document")).expect(404);
        }
        ask(server, STRANGER, &order, "*/*").expect(404);
        server.send("GET", &order, &[("accept", "application/json")], None).expect(401);
        server.delete(order.strip_suffix("/document").unwrap()).expect(204);
        server.get(&order).expect(404);
    });
}

#[test]
fn a_pdf_says_what_it_should_on_every_page() {
    on_both(|server| {
        let trade = server.trade();
        company(server, &trade);
        let rows: Vec<Value> = (1..=60)
            .map(|n| {
                json!({
                    "article": {"id": trade.article}, "quantity": n, "price": 99.95,
                    "specification": format!("Rad {n}: {}", "lång beskrivning med å, ä och ö; ".repeat(4)),
                })
            })
            .collect();
        let body = json!({"rows": rows, "currencycode": "EUR", "validtodate": "2026-12-31"});
        let quote = path("quotes", &server.quote(&trade, body));
        let pdf = ask(server, ADMIN, &format!("{quote}?language=en"), "application/pdf");
        let pages = pages(&pdf.body);
        assert!(pages.len() > 2, "{} pages", pages.len());
        for (place, text) in pages.iter().enumerate() {
            let text = dense(text);
            let number = format!("Page{}({})", place + 1, pages.len());
            assert!(text.contains(&number), "{number}: {text}");
            assert!(text.contains("Description") || place + 1 == pages.len(), "{text}");
            assert!(text.contains("NordvikFörsäljningAB"), "{text}");
        }
        let all = dense(&pages.concat());
        for n in 1..=60 {
            assert!(all.contains(&format!("Rad{n}:lång")), "row {n}");
        }
        for text in ["ÅkessonBygg", "412 50Göteborg", "182,908.50EUR", "31December2026", "EvaEk"]
        {
            assert!(all.contains(&dense(text)), "{text}: {all}");
        }
    });
}

/// A template of orders.
fn template(server: &Server, html: &str) -> i64 {
    let body = json!({"name": "Egen", "resource": "order", "html": html});
    server.create("/templates", &body)
}

#[test]
fn templates_are_chosen_by_id_and_by_language() {
    on_both(|server| {
        let trade = server.trade();
        let (order, quote) = (
            path("orders", &server.order(&trade, json!({}))),
            path("quotes", &server.quote(&trade, json!({}))),
        );
        let [sv, en] = ["Svenska", "English"]
            .map(|name| server.create("/templates/languages", &json!({"name": name})));
        let make = |html: &str, more: Value| {
            let mut body = json!({"name": html, "resource": "order", "html": html});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            server.create("/templates", &body)
        };
        assert!(page(server, &order).contains("Orderbekräftelse"), "the one that ships");
        make("inactive", json!({"active": 0}));
        make("nothing", json!({"html": null}));
        let plain = make("plain {{ language }}", json!({}));
        assert_eq!(page(server, &order), "plain sv");
        let english = make("english {{ language }}", json!({"languages": [{"id": en}]}));
        make("swedish {{ language }}", json!({"languages": [{"id": sv}]}));
        make("later {{ language }}", json!({"languages": [{"id": sv}]}));
        assert_eq!(page(server, &order), "swedish sv");
        assert_eq!(page(server, &format!("{order}?language=en")), "english en");
        assert_eq!(page(server, &format!("{order}?templateid={english}")), "english en");
        let both = format!("{order}?templateid={english}&language=sv");
        assert_eq!(page(server, &both), "english sv");
        server.put("/users/1", &json!({"language": "en-GB"})).expect(200);
        assert_eq!(page(server, &order), "english en");
        assert_eq!(page(server, &format!("{order}?templateid={plain}")), "plain en");
        assert!(page(server, &quote).contains("Quote number"), "none is for quotes");
        for asked in [format!("{quote}?templateid={plain}"), format!("{order}?templateid=99")] {
            server.get(&asked).refuses(&["templateid"]);
        }
        server.get(&format!("{order}?templateid=2")).refuses(&["templateid"]);
        let body = json!({"name": "deras", "resource": "order", "html": "x"});
        for _ in 0..9 {
            server.call(STRANGER, "POST", "/templates", Some(&body)).expect(201);
        }
        server.get(&format!("{order}?templateid=8")).refuses(&["templateid"]);
        server.delete(&format!("/templates/{plain}")).expect(204);
        server.get(&format!("{order}?templateid={plain}")).refuses(&["templateid"]);
    });
}

#[test]
fn a_template_sees_the_document_and_nothing_else() {
    on_both(|server| {
        let trade = server.trade();
        let body = json!({"name": "<script>alert('1')</script> & Co"});
        server.put(&format!("/accounts/{}", trade.account), &body).expect(200);
        let order = path("orders", &server.order(&trade, json!({})));
        let ask =
            |id: i64, medium: &str| server.get(&format!("{order}?templateid={id}&format={medium}"));
        let page = page(server, &order);
        assert!(page.contains("&lt;script&gt;alert(&#x27;1&#x27;)&lt;"), "{page}");
        assert!(!page.contains("<script"), "{page}");
        let escaped =
            template(server, "{% autoescape false %}{{ customer.name }}{% endautoescape %}");
        assert!(ask(escaped, "html").text().starts_with("&lt;script&gt;"));
        for (html, line, says) in [
            (
                "\n{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
                2,
                "too many steps",
            ),
            (
                "{% set x = 'xxxxxxxxxxxxxxxx' %}\n\n{% for i in range(99) %}{{ x * 100000 }}{% endfor %}",
                0,
                "the document becomes too large",
            ),
            ("{% macro f(x) %}{{ f(x ~ x) }}{% endmacro %}{{ f('ab') }}", 1, ""),
            ("<p>\n{{ document.secret }}", 2, "undefined value"),
            ("{{ settings }}", 1, "undefined value"),
            ("{{ customer.name | safe }}", 1, "unknown filter"),
            ("{{ customer.name | nosuch }}", 1, "unknown filter"),
            ("{{ debug() }}", 1, "unknown function"),
            ("{{ document.__class__ }}", 1, "undefined value"),
            ("{{ document.number.bit_length() }}", 1, "unknown method"),
            ("{% include '/etc/passwd' %}", 1, "template not found"),
            ("{% import 'x' as y %}", 1, "template not found"),
            ("{% extends 'x' %}", 1, "template not found"),
            ("{{ customer }}", 1, "cannot be written"),
            ("{{ rows }}", 1, "cannot be written"),
            ("{{ document.price + 1 }}", 1, "invalid operation"),
        ] {
            let id = template(server, html);
            for medium in ["html", "pdf"] {
                let refused = ask(id, medium).expect(400);
                let message = refused["message"].as_str().unwrap();
                // 0: at no line.
                let place = if line > 0 { format!(". Line {line}:") } else { ":".to_owned() };
                let start = format!("The template {id} (Egen) cannot be used{place} ");
                assert!(message.starts_with(&start), "{html}: {message}");
                assert!(message.contains(says), "{html}: {message}");
            }
        }
        // Much, but not too much: what is too deep or too many for pages is told too.
        let deep = template(server, &"<div>".repeat(300));
        let message = ask(deep, "pdf").expect(400)["message"].clone();
        assert!(message.as_str().unwrap().contains("deep in each other"), "{message}");
        let outside = template(
            server,
            "<link rel=stylesheet href='/etc/passwd'><link rel=stylesheet href='http://127.0.0.1:1/a.css'>\
             <img src='/etc/passwd'><img src='file:///etc/passwd'><img src='http://127.0.0.1:1/a.png'>\
             <style>@import 'http://127.0.0.1:1/b.css'; @font-face{font-family:x;src:local('Arial'),url('/etc/hosts')}</style><p>Hej {{ document.number }}</p>",
        );
        let pdf = ask(outside, "pdf");
        assert_eq!(pdf.status, 200, "{}", pdf.text());
        assert_eq!(dense(&pages(&pdf.body).concat()), "Hej1");
        for html in ["", "   ", "<p", "<!-- x", "<head><style>", "\u{1f600} 漢字"] {
            let odd = template(server, html);
            let answer = ask(odd, "pdf");
            assert!([200, 400].contains(&answer.status), "{html}: {}", answer.text());
        }
    });
}

#[test]
fn a_template_that_is_none_is_refused_when_it_is_written() {
    on_both(|server| {
        let good = template(server, "{{ document.number }}");
        for (html, line) in [
            ("{{ document.number", "Line 1: "),
            ("<p>\n{% for row in rows %}\n", "Line 2: "),
            ("\n\n{% endfor %}", "Line 3: "),
            ("{% nosuch %}", "Line 1: "),
        ] {
            let body = json!({"name": "Egen", "resource": "order", "html": html});
            for refused in [
                server.post("/templates", &body).refuses(&["html"]),
                server.put(&format!("/templates/{good}"), &body).refuses(&["html"]),
            ] {
                let message = refused["errors"]["html"].as_str().unwrap();
                assert!(message.starts_with(line), "{html}: {message}");
            }
        }
        let found = server.get(&format!("/templates/{good}")).expect(200);
        assert_eq!(found["html"], "{{ document.number }}");
        assert_eq!(server.get("/templates").ids(), [good]);
    });
}
