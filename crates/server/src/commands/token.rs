//! `stratus token …`
use super::output::{print, table};
use super::tenant::shown;
use crate::app::App;
use crate::cli::Token;
use crate::failure::Failure;

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
            // The token alone: `TOKEN=$(stratus token create …)` works. What people need to know is
            // in the help.
            let token =
                app.create_token(&create.user, create.name.as_deref(), create.expires).await?;
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
                    [token.id.to_string(), token.user, token.name, expires, shown(token.revoked)]
                })
                .collect();
            table(["ID", "USER", "NAME", "EXPIRES", "STATE"], &rows)
        }
        Token::Revoke(by_id) => {
            app.revoke_token(by_id.id).await?;
            format!("Token {} has ended.\n", by_id.id)
        }
    })
}
