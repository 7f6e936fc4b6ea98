//! `stratus token …`
use super::output::{print, table};
use super::tenant::shown;
use crate::app::App;
use crate::cli::Token;
use crate::failure::Failure;
use crate::people::Terms;
use engine::access::Scope;
use jiff::Timestamp;

pub(super) async fn run(command: Token) -> Result<(), Failure> {
    let reach = match &command {
        Token::Create(create) => &create.reach,
        Token::List { reach, .. } => reach,
        Token::Revoke(by_id) => &by_id.reach,
    };
    let app = App::reach(reach).await?;
    let text = answer(&app, &command).await;
    app.shutdown().await;
    print(&text?)
}

async fn answer(app: &App, command: &Token) -> Result<String, Failure> {
    app.must_be_migrated().await?;
    Ok(match command {
        Token::Create(create) => {
            let scopes = (!create.scope.is_empty()).then(|| scopes(&create.scope));
            let (name, expires) = (create.name.clone(), create.expires);
            let terms = Terms { name, scopes, expires };
            // The token alone: `TOKEN=$(stratus token create …)` works. What people need to know is
            // in the help.
            let token = app.create_token(&create.user, terms).await?;
            format!("{token}\n")
        }
        Token::List { user, .. } => {
            let rows: Vec<_> = app
                .tokens(user.as_deref())
                .await?
                .into_iter()
                .map(|token| {
                    let expires =
                        token.expires.map_or_else(|| "never".to_owned(), |end| end.to_string());
                    let used = seen(token.used);
                    let id = token.id.to_string();
                    let state = shown(token.revoked);
                    [id, token.user, token.name, token.scopes, expires, used, state]
                })
                .collect();
            table(["ID", "USER", "NAME", "SCOPES", "EXPIRES", "LAST USE", "STATE"], &rows)
        }
        Token::Revoke(by_id) => {
            app.revoke_token(by_id.id).await?;
            format!("Token {} has ended.\n", by_id.id)
        }
    })
}

/// Scopes as text, in their own order and each once.
pub(super) fn scopes(asked: &[Scope]) -> String {
    let mut scopes = asked.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    Scope::text(&scopes)
}

/// When something was last used.
pub(super) fn seen(used: Option<Timestamp>) -> String {
    used.map_or_else(|| "never".to_owned(), |at| at.to_string())
}
