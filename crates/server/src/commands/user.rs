//! `stratus user …`
use super::output::{print, table};
use super::tenant::shown;
use crate::app::{App, NewUser};
use crate::cli::User;
use crate::failure::Failure;

pub(super) async fn run(command: User) -> Result<(), Failure> {
    let reach = match &command {
        User::Create(create) => &create.reach,
        User::List { reach, .. } => reach,
        User::Revoke(by_id) => &by_id.reach,
    };
    let app = App::reach(reach).await?;
    let text = answer(&app, &command).await;
    app.shutdown().await;
    print(&text?)
}

async fn answer(app: &App, command: &User) -> Result<String, Failure> {
    app.must_be_migrated().await?;
    Ok(match command {
        User::Create(create) => {
            let user = NewUser {
                tenant: create.tenant,
                email: create.email.clone(),
                name: create.name.clone(),
                surname: create.surname.clone(),
                role: create.role.clone(),
            };
            let id = app.create_user(user).await?;
            format!(
                "Created user {id}, {}. A token to let them in:\n  stratus token create --user {}\n",
                create.email, create.email
            )
        }
        User::List { tenant, .. } => {
            let rows: Vec<_> = app
                .users(*tenant)
                .await?
                .into_iter()
                .map(|user| {
                    let name = format!("{} {}", user.name, user.surname);
                    let state = shown(user.revoked);
                    [user.id.to_string(), user.email, name, user.role, state]
                })
                .collect();
            table(["ID", "E-MAIL", "NAME", "ROLE", "STATE"], &rows)
        }
        User::Revoke(by_id) => {
            app.revoke_user(by_id.id).await?;
            format!("User {} is deactivated; the tokens have ended.\n", by_id.id)
        }
    })
}
