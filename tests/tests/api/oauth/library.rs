//! A client library that is not ours gets along with the server.
use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AccessToken, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    HttpRequest, HttpResponse, IntrospectionUrl, PkceCodeChallenge, RedirectUrl, RefreshToken,
    RequestTokenError, Scope as Asked, TokenIntrospectionResponse, TokenResponse, TokenUrl,
};
use serde_json::json;
use std::convert::Infallible;
use testkit::Server;

use super::{BACK, Visitor, on_each, told};

/// Does what the library wants done.
fn carry(server: &Server, request: &HttpRequest) -> HttpResponse {
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    let path = request.uri().path_and_query().unwrap().as_str();
    let answer = server.send(request.method().as_str(), path, &headers, Some(request.body()));
    let mut response = http::Response::builder().status(answer.status);
    *response.headers_mut().unwrap() = answer.headers.clone();
    response.body(answer.body).unwrap()
}

/// What the server says of itself.
fn metadata(server: &Server, name: &str) -> String {
    let path = "/.well-known/oauth-authorization-server";
    let described = server.send("GET", path, &[], None).expect(200);
    assert_eq!(described["issuer"], server.base());
    described[name].as_str().unwrap_or_else(|| panic!("{described}")).to_owned()
}

#[test]
fn a_library_completes_the_code_flow_with_pkce() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let http = |request: HttpRequest| Ok::<_, Infallible>(carry(server, &request));
        let address = |name| metadata(server, name);
        for auth_type in [AuthType::BasicAuth, AuthType::RequestBody] {
            let client = BasicClient::new(ClientId::new(scene.app.identifier.clone()))
                .set_client_secret(ClientSecret::new(scene.app.secret.clone().unwrap()))
                .set_auth_type(auth_type)
                .set_auth_uri(AuthUrl::new(address("authorization_endpoint")).unwrap())
                .set_token_uri(TokenUrl::new(address("token_endpoint")).unwrap())
                .set_introspection_url(
                    IntrospectionUrl::new(address("introspection_endpoint")).unwrap(),
                )
                .set_redirect_uri(RedirectUrl::new(BACK.to_owned()).unwrap());
            let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
            let (place, state) = client
                .authorize_url(CsrfToken::new_random)
                .add_scope(Asked::new("read".to_owned()))
                .add_scope(Asked::new("write".to_owned()))
                .set_pkce_challenge(challenge)
                .url();
            let path = format!("{}?{}", place.path(), place.query().unwrap());

            let mut visitor = Visitor::new(server);
            visitor.sign_in(&path, "säljare@example.org");
            let answer = visitor.consent(&path);
            assert_eq!(answer.status, 303, "{}", answer.text());
            assert!(answer.header("location").unwrap().starts_with(&format!("{BACK}&")));
            assert_eq!(told(&answer, "state").as_ref(), Some(state.secret()));
            assert_eq!(told(&answer, "iss").as_deref(), Some(server.base()));

            let code = AuthorizationCode::new(told(&answer, "code").unwrap());
            let tokens = client.exchange_code(code).set_pkce_verifier(verifier);
            let tokens = tokens.request(&http).unwrap();
            let scopes: Vec<&str> = tokens.scopes().unwrap().iter().map(|s| s.as_str()).collect();
            assert_eq!(scopes, ["read", "write"]);
            assert_eq!(tokens.expires_in().unwrap().as_secs(), 600);
            let access = tokens.access_token().secret();
            let me = server.call(access, "GET", "/users/me", None).expect(200);
            assert_eq!(me["id"], 2);
            let body = json!({"name": "Ett", "typeid": 1, "userid": 2});
            server.call(access, "POST", "/accounts", Some(&body)).expect(201);

            let asked = client.introspect(tokens.access_token()).request(&http).unwrap();
            assert!(asked.active());
            assert_eq!(asked.client_id().unwrap().as_str(), scene.app.identifier);
            assert_eq!(asked.sub(), Some("1/2"));

            let refresh = tokens.refresh_token().unwrap();
            let renewed = client.exchange_refresh_token(refresh).request(&http).unwrap();
            assert_ne!(renewed.refresh_token().unwrap().secret(), refresh.secret());
            assert_eq!(scene.reads(renewed.access_token().secret()), 200);

            // A token that is no token: the library understands why.
            let wrong = RefreshToken::new("stratus_r_wrong".to_owned());
            match client.exchange_refresh_token(&wrong).request(&http) {
                Err(RequestTokenError::ServerResponse(why)) => {
                    assert_eq!(*why.error(), BasicErrorResponseType::InvalidGrant);
                }
                other => panic!("{other:?}"),
            }
            let nobodys = AccessToken::new("nobody's".to_owned());
            let asked = client.introspect(&nobodys);
            assert!(!asked.request(&http).unwrap().active());
        }
    });
}

#[test]
fn a_library_completes_the_flow_of_a_client_without_a_secret() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let http = |request: HttpRequest| Ok::<_, Infallible>(carry(server, &request));
        // The port is the one that the program got.
        let redirect = RedirectUrl::new("http://127.0.0.1:50123/back".to_owned()).unwrap();
        let client = BasicClient::new(ClientId::new(scene.phone.identifier.clone()))
            .set_auth_uri(AuthUrl::new(metadata(server, "authorization_endpoint")).unwrap())
            .set_token_uri(TokenUrl::new(metadata(server, "token_endpoint")).unwrap())
            .set_redirect_uri(redirect);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (place, _) =
            client.authorize_url(CsrfToken::new_random).set_pkce_challenge(challenge).url();
        let path = format!("{}?{}", place.path(), place.query().unwrap());
        let mut visitor = Visitor::new(server);
        visitor.sign_in(&path, "admin@example.org");
        let answer = visitor.consent(&path);
        let code = AuthorizationCode::new(told(&answer, "code").unwrap());
        let tokens = client.exchange_code(code).set_pkce_verifier(verifier).request(&http);
        let tokens = tokens.unwrap();
        assert_eq!(scene.reads(tokens.access_token().secret()), 200);
        // A program on somebody's device may be another one the next time, so the user is asked.
        assert_eq!(visitor.get(&path).status, 200);
    });
}

#[test]
fn a_library_completes_the_client_credentials_flow() {
    on_each(&[], |scene| {
        let server = &scene.server;
        let http = |request: HttpRequest| Ok::<_, Infallible>(carry(server, &request));
        let client = BasicClient::new(ClientId::new(scene.app.identifier.clone()))
            .set_client_secret(ClientSecret::new(scene.app.secret.clone().unwrap()))
            .set_token_uri(TokenUrl::new(metadata(server, "token_endpoint")).unwrap());
        let asked = client.exchange_client_credentials().add_scope(Asked::new("write".to_owned()));
        let tokens = asked.request(&http).unwrap();
        assert!(tokens.refresh_token().is_none());
        let access = tokens.access_token().secret();
        let me = server.call(access, "GET", "/users/me", None).expect(200);
        assert_eq!(me["id"], 2, "the client acts as its user");
        let beyond = client.exchange_client_credentials().add_scope(Asked::new("admin".to_owned()));
        match beyond.request(&http) {
            Err(RequestTokenError::ServerResponse(why)) => {
                assert_eq!(*why.error(), BasicErrorResponseType::InvalidScope);
            }
            other => panic!("{other:?}"),
        }
    });
}
