//! Sessions are remembered over writes; a right that was taken away holds for the next one all the
//! same, whoever took it.
use serde_json::json;
use stratus_server::people;
use testkit::{Kind, SELLER, STRANGER, Server, on_both};

/// The status of a write.
fn write(server: &Server, token: &str) -> u16 {
    let body = json!({ "name": "Ett till", "typeid": 1, "userid": 1, "active": 1 });
    server.call(token, "POST", "/accounts", Some(&body)).status
}

fn seller(server: &Server) -> i64 {
    server.call(SELLER, "GET", "/users/me", None).expect(200)["id"].as_i64().unwrap()
}

/// Writes until the caller's session is surely remembered.
fn at_work(server: &Server, token: &str) {
    for _ in 0..3 {
        assert_eq!(write(server, token), 201);
    }
}

#[test]
fn a_user_who_is_deactivated_writes_no_more() {
    on_both(|server| {
        at_work(server, SELLER);
        let path = format!("/users/{}", seller(server));
        server.put(&path, &json!({"active": 0})).expect(200);
        assert_eq!(write(server, SELLER), 401);
        // The tokens ended for good.
        server.put(&path, &json!({"active": 1})).expect(200);
        assert_eq!(write(server, SELLER), 401);
    });
}

#[test]
fn a_role_that_changes_holds_at_once() {
    on_both(|server| {
        at_work(server, SELLER);
        let path = format!("/users/{}", seller(server));
        let roles = server.get("/users/roles").items();
        for (name, status) in [("Read only", 403), ("Administrator", 201), ("User", 201)] {
            let role = roles.iter().find(|role| role["name"] == name).unwrap();
            server.put(&path, &json!({"roles": [{"id": role["id"]}]})).expect(200);
            assert_eq!(write(server, SELLER), status, "{name}");
        }
    });
}

#[test]
fn what_the_operator_takes_away_is_gone() {
    on_both(|server| {
        at_work(server, STRANGER);
        server.operate(|tx, context| people::revoke_tenant(tx, context, 2, 1));
        assert_eq!(write(server, STRANGER), 401);

        let id = seller(server);
        server.operate(move |tx, context| {
            let user = format!("1/{id}");
            people::create_token(tx, context, &user, "token-for-a-while", None, None, 0)
        });
        at_work(server, "token-for-a-while");
        server.operate(move |tx, context| {
            let tokens = people::tokens(tx, Some(&format!("1/{id}")), 1)?;
            let newest = tokens.iter().max_by_key(|token| token.id.id).unwrap();
            people::revoke_token(tx, context, newest.id, 1)
        });
        assert_eq!(write(server, "token-for-a-while"), 401);
        assert_eq!(write(server, SELLER), 201);
    });
}

/// A write that fails after others of its group is undone with what was remembered on the way.
#[test]
fn refused_writes_leave_sessions_as_they_are() {
    // The order of the calls is not the same twice, so answers are not compared.
    for server in Kind::BOTH.map(Server::start) {
        let server = &server;
        let path = format!("/users/{}", seller(server));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        assert_eq!(write(server, SELLER), 201);
                        let twice = json!({"email": "admin@example.org", "active": 0});
                        let refused = server.put(&path, &twice).status;
                        assert!(matches!(refused, 400 | 409), "{refused}");
                    }
                });
            }
        });
        assert_eq!(write(server, SELLER), 201);
    }
}
