//! Pages for people: rendered here, whole without scripts, and framed by nobody.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use engine::api::Reply;
use engine::problem::Problem;
use http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use minijinja::{Environment, Value, context};
use sha2::{Digest, Sha256};

use super::Visit;
use super::reply::bare;
use super::words::Words;

const STYLE: &str = include_str!("templates/page.css");

const TEMPLATES: [(&str, &str); 8] = [
    ("page.html", include_str!("templates/page.html")),
    ("sign_in.html", include_str!("templates/sign_in.html")),
    ("code.html", include_str!("templates/code.html")),
    ("consent.html", include_str!("templates/consent.html")),
    ("error.html", include_str!("templates/error.html")),
    ("security.html", include_str!("templates/security.html")),
    ("enrol.html", include_str!("templates/enrol.html")),
    ("recovery.html", include_str!("templates/recovery.html")),
];

/// The templates, read once.
#[derive(Debug)]
pub(super) struct Pages {
    templates: Environment<'static>,
    /// The only style that browsers are to apply, as they want it named.
    style: String,
}

/// A page to be rendered.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// Its template.
    pub(super) name: &'static str,
    /// The answer's status.
    pub(super) status: StatusCode,
    /// What the template needs besides the words.
    pub(super) values: Value,
    /// Where its forms may lead in the end, as a source of a content security policy.
    pub(super) leads_to: Option<&'a str>,
}

impl Pages {
    pub(super) fn new() -> Self {
        let mut templates = Environment::new();
        for (name, source) in TEMPLATES {
            // They are part of the program; a test renders each of them.
            if let Err(error) = templates.add_template(name, source) {
                tracing::error!(name, %error, "a page cannot be read");
            }
        }
        templates.add_global("style", STYLE);
        let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        Self { templates, style: format!("'sha256-{digest}'") }
    }

    /// Renders a page in the browser's language.
    pub(super) fn render(&self, visit: &Visit, page: &Page<'_>) -> Result<Reply, Problem> {
        let failed = |error: minijinja::Error| Problem::Internal(format!("{}: {error}", page.name));
        let words = Words::of(&visit.headers).by_name();
        let values = context! { t => words, ..page.values.clone() };
        let template = self.templates.get_template(page.name).map_err(failed)?;
        let text = template.render(values).map_err(failed)?;
        let mut reply = bare(page.status);
        let policy = format!(
            "default-src 'none'; style-src {}; form-action 'self'{}{}; base-uri 'none'; \
             frame-ancestors 'none'",
            self.style,
            if page.leads_to.is_some() { " " } else { "" },
            page.leads_to.unwrap_or_default()
        );
        let policy = HeaderValue::from_str(&policy)
            .map_err(|_| Problem::Internal("a policy does not fit a header".to_owned()))?;
        reply.headers.insert(CONTENT_SECURITY_POLICY, policy);
        for (name, value) in [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (REFERRER_POLICY, "no-referrer"),
            (X_FRAME_OPTIONS, "DENY"),
        ] {
            reply.headers.insert(name, HeaderValue::from_static(value));
        }
        reply.body = Bytes::from(text).into();
        Ok(reply)
    }

    /// A page that tells what is wrong, and leads nowhere.
    pub(super) fn error(&self, visit: &Visit, what: &'static str) -> Result<Reply, Problem> {
        let page = Page {
            name: "error.html",
            status: StatusCode::BAD_REQUEST,
            values: context! { what },
            leads_to: None,
        };
        self.render(visit, &page)
    }

    /// A page that tells that we could not do our part.
    pub(super) fn failed(&self, visit: &Visit, problem: &Problem) -> Reply {
        let mut reply = match self.error(visit, Words::of(&visit.headers).error_server) {
            Ok(page) => page,
            Err(_) => super::reply::failed(problem),
        };
        let status = StatusCode::from_u16(problem.status()).ok();
        let status = status.filter(StatusCode::is_server_error);
        reply.status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if reply.status == StatusCode::SERVICE_UNAVAILABLE {
            reply.headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        reply
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::api::Body;
    use http::header::ACCEPT_LANGUAGE;
    use http::{HeaderMap, Method};

    use super::*;
    use crate::auth::Route;

    fn visit(language: &str) -> Visit {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, language.parse().unwrap());
        Visit {
            route: Route::Authorize,
            method: Method::GET,
            closed: false,
            query: None,
            headers,
            body: Bytes::new(),
            from: None,
            issuer: Arc::from("https://crm.example"),
        }
    }

    fn text(reply: Reply) -> String {
        match reply.body {
            Body::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Body::Pieces(_) => panic!("a page is whole"),
        }
    }

    #[test]
    fn every_page_is_rendered_in_both_languages_and_escaped() {
        let pages = Pages::new();
        let bad = "<script>alert(\"1\")</script>";
        for (name, _) in TEMPLATES.into_iter().skip(1) {
            for (language, title) in [("sv", "lang=\"sv\""), ("en", "lang=\"en\"")] {
                let values = context! {
                    client => bad, action => bad, csrf => bad, email => bad, who => bad,
                    leave => bad, what => bad, bad => bad, good => bad, key => bad, place => bad,
                    may => [bad], codes => [bad], picture => "<svg></svg>", organisation => bad,
                    ask_organisation => true, factor => true, left => 3,
                };
                let page = Page { name, status: StatusCode::OK, values, leads_to: None };
                let text = text(pages.render(&visit(language), &page).unwrap());
                assert!(text.contains(title) && text.starts_with("<!doctype html>"), "{text}");
                assert!(!text.contains("<script"), "{name}: {text}");
                assert!(text.contains("&lt;script&gt;"), "{name}: {text}");
                assert!(!text.contains("undefined"), "{name}: {text}");
            }
        }
    }

    #[test]
    fn the_policy_names_the_style_and_where_forms_lead() {
        let pages = Pages::new();
        let leads_to = Some("https://app.example:8443");
        let values = context! { what => "x" };
        let page = Page { name: "error.html", status: StatusCode::OK, values, leads_to };
        let reply = pages.render(&visit("en"), &page).unwrap();
        let policy = reply.headers[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let text = text(reply);
        let (_, rest) = text.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        let digest = STANDARD.encode(Sha256::digest(style.as_bytes()));
        assert!(policy.contains(&format!("style-src 'sha256-{digest}';")), "{policy}");
        assert!(policy.contains("form-action 'self' https://app.example:8443;"), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!policy.contains("unsafe") && !text.contains("style="), "{policy}");
    }
}
