//! Clients and tokens, made beside the server: what requests make of them holds secrets, which are
//! never the same twice.

use crate::Server;
use crm::demo::load;
use crm::identity::tokens::{NewToken, add_token};
use engine::problem::{Errors, Problem};
use engine::request::body::Draft;

/// Adds so many clients to a tenant, each with a token that lets a user in; answers the ids of the
/// last client and the last token.
pub fn programs(server: &Server, tenant: i64, user: i64, count: i64) -> (i64, i64) {
    let store = server.database.open();
    let context = crate::server::context();
    let made: Result<(i64, i64), Problem> = store.write_blocking(move |tx| {
        tx.lock(tenant)?;
        let mut work = load::work(tx, &context, tenant, 0);
        let mut last = (0, 0);
        for n in 0..count {
            let number = format!("{user}-{n}");
            let values = vec![
                ("identifier", format!("{tenant}-client-{number}").into()),
                ("name", format!("Program {number}").into()),
                ("kind", "public".into()),
                ("redirects", "[\"https://app.example/back\"]".into()),
                ("grants", "[\"authorization_code\"]".into()),
                ("scopes", "read".into()),
            ];
            let draft = Draft { values, ..Draft::default() };
            let client = work.create(&crm::CLIENTS, &draft, Errors::default())?;
            let new = NewToken {
                user,
                name: Some("Program"),
                scopes: Some("read"),
                client: Some(client),
                expires: Some(i64::from(i32::MAX) * 1000),
                ..NewToken::default()
            };
            let secret = format!("token-of-program-{tenant}-{number}");
            last = (client, add_token(&mut work, &secret, &new)?);
        }
        Ok(last)
    });
    store.shutdown_blocking();
    made.unwrap()
}
