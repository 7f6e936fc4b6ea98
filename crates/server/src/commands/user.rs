//! `stratus user …`
use std::io::{self, IsTerminal};

use super::output::{print, table};
use super::tenant::shown;
use crate::app::{App, NewUser};
use crate::auth::passwords::{self, LONGEST, SHORTEST, Unfit};
use crate::cli::{User, UserPassword, UserTotp};
use crate::failure::Failure;

pub(super) async fn run(command: User) -> Result<(), Failure> {
    let reach = match &command {
        User::Create(create) => &create.reach,
        User::List { reach, .. } => reach,
        User::Revoke(by_id) => &by_id.reach,
        User::Password(password) => &password.reach,
        User::Totp(totp) => &totp.reach,
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
        User::Password(UserPassword { user, remove: true, .. }) => {
            app.set_password(user, None).await?;
            format!("User {user} has no password; the sign-ins have ended.\n")
        }
        User::Password(UserPassword { user, .. }) => {
            let email = app.email_of(user).await?;
            let password = ask()?;
            passwords::fit(&password, &email).map_err(unfit)?;
            app.set_password(user, Some(password)).await?;
            format!("The password of {user} is set; earlier sign-ins have ended.\n")
        }
        User::Totp(UserTotp { user, remove: true, .. }) => {
            app.remove_second_factor(user).await?;
            format!("User {user} signs in without a second factor.\n")
        }
        User::Totp(UserTotp { user, .. }) => {
            let (address, codes) = app.set_second_factor(user).await?;
            format!(
                "The second factor of {user} is on. Set up an app with this address, which is shown \
                 once:\n  {address}\nRecovery codes, each good for once:\n  {}\n",
                codes.join("\n  ")
            )
        }
    })
}

/// A password from the terminal, asked for twice and not shown, or else a line of the standard input.
fn ask() -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(format!("The password cannot be read: {error}."));
    let terminal = console::Term::stderr();
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(failed)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let ask = |what: &str| {
        terminal.write_str(what).map_err(failed)?;
        terminal.read_secure_line().map_err(failed)
    };
    let password = ask("New password: ")?;
    if ask("Once more: ")? != password {
        return Err(Failure::new("The two are not the same."));
    }
    Ok(password)
}

fn unfit(why: Unfit) -> Failure {
    match why {
        Unfit::Short => Failure::new(format!("A password needs at least {SHORTEST} characters.")),
        Unfit::Long => Failure::new(format!("A password has at most {LONGEST} characters.")),
        Unfit::Known => Failure::new("That password is too easy to guess."),
    }
}
