//! Parameters of OAuth: each at most once, and those without a value as if they were not there
//! (RFC 6749, section 3.1 and 3.2).
use engine::request::Params;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// Parameters of a query string or of a form.
#[derive(Debug, Default, Clone)]
pub(super) struct Form(Params);

/// What is wrong with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadForm {
    /// The body is not a form.
    Type,
    /// It is not well encoded.
    Encoding,
}

impl BadForm {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Type => "Send a form: Content-Type: application/x-www-form-urlencoded.",
            Self::Encoding => "The parameters are not valid UTF-8 text.",
        }
    }
}

impl Form {
    /// Reads a query string.
    pub(super) fn of_query(query: Option<&str>) -> Result<Self, BadForm> {
        Params::parse(query).map(Self).map_err(|_| BadForm::Encoding)
    }

    /// Reads a body.
    pub(super) fn of_body(headers: &HeaderMap, body: &[u8]) -> Result<Self, BadForm> {
        let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media = media.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(BadForm::Type);
        }
        let text = std::str::from_utf8(body).map_err(|_| BadForm::Encoding)?;
        Self::of_query(Some(text))
    }

    /// The value of a parameter, if it has one.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    /// A parameter that is there more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let names: Vec<&str> = self.0.names().collect();
        let again = |(at, name): (usize, &&str)| names.iter().take(at).any(|before| before == name);
        let at = names.iter().enumerate().position(again)?;
        names.get(at).copied()
    }

    /// Whether a parameter is there more than once.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.0.all(name).count() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(media: &str, text: &[u8]) -> Result<Form, BadForm> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media.parse().unwrap());
        Form::of_body(&headers, text)
    }

    #[test]
    fn forms_are_read() {
        let form = body("application/x-www-form-urlencoded; charset=UTF-8", b"a=1%202&b=&c=x+y");
        let form = form.unwrap();
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (Some("1 2"), None, Some("x y")));
        assert_eq!(form.repeated(), None);
        let twice = Form::of_query(Some("a=1&b=2&a=")).unwrap();
        assert_eq!(twice.repeated(), Some("a"));
        assert!(twice.repeats("a") && !twice.repeats("b"));
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert_eq!(body("application/json", b"{}").unwrap_err(), BadForm::Type);
        assert_eq!(
            body("application/x-www-form-urlencoded", b"a=\xff").unwrap_err(),
            BadForm::Encoding
        );
        assert_eq!(
            body("application/x-www-form-urlencoded", b"a=%ff").unwrap_err(),
            BadForm::Encoding
        );
    }
}
