//! What the authorization server can do, for programs to find out (RFC 8414).
use engine::access::Scope;
use engine::api::Reply;
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::reply::{json_reply, wrong_method};
use super::{Route, Visit};

pub(super) fn answer(visit: &Visit) -> Reply {
    if !visit.reads() {
        return wrong_method("GET, HEAD");
    }
    let address = |route: Route| format!("{}{}", visit.issuer, route.path());
    let by_secret = ["client_secret_basic", "client_secret_post"];
    let by_secret_or_none = ["client_secret_basic", "client_secret_post", "none"];
    let described = json!({
        "issuer": *visit.issuer,
        "authorization_endpoint": address(Route::Authorize),
        "token_endpoint": address(Route::Token),
        "introspection_endpoint": address(Route::Introspect),
        "revocation_endpoint": address(Route::Revoke),
        "service_documentation": format!("{}/docs", visit.issuer),
        "scopes_supported": Scope::ALL.map(Scope::name),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": by_secret_or_none,
        "introspection_endpoint_auth_methods_supported": by_secret,
        "revocation_endpoint_auth_methods_supported": by_secret_or_none,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["en", "sv"],
    });
    let mut reply = json_reply(StatusCode::OK, &described);
    reply.headers.clear();
    let headers =
        [(http::header::CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    for (name, value) in headers {
        reply.headers.insert(name, HeaderValue::from_static(value));
    }
    reply
}
