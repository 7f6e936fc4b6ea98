//! `stratus client …`
use super::output::{print, table};
use super::tenant::shown;
use super::token::{scopes, seen};
use crate::app::App;
use crate::cli::{Client, ClientCreate};
use crate::failure::Failure;
use crm::identity::NewClient;

pub(super) async fn run(command: Client) -> Result<(), Failure> {
    let reach = match &command {
        Client::Create(create) => &create.reach,
        Client::List { reach, .. } | Client::Rotate { reach, .. } => reach,
        Client::Revoke(by_id) => &by_id.reach,
    };
    let app = App::reach(reach).await?;
    let text = answer(&app, &command).await;
    app.shutdown().await;
    print(&text?)
}

async fn answer(app: &App, command: &Client) -> Result<String, Failure> {
    app.must_be_migrated().await?;
    Ok(match command {
        Client::Create(create) => {
            let made = app.create_client(create.tenant, create.user.clone(), new(create)).await?;
            let secret =
                made.secret.map_or_else(String::new, |secret| format!("Client secret  {secret}\n"));
            format!("Client id      {}\n{secret}", made.identifier)
        }
        Client::List { tenant, .. } => {
            let rows: Vec<_> = app
                .clients(*tenant)
                .await?
                .into_iter()
                .map(|client| {
                    let (id, used) = (client.id.to_string(), seen(client.used));
                    let state = shown(client.revoked);
                    [id, client.identifier, client.name, client.kind, client.scopes, used, state]
                })
                .collect();
            table(["ID", "CLIENT ID", "NAME", "TYPE", "SCOPES", "LAST USE", "STATE"], &rows)
        }
        Client::Rotate { id, overlap, .. } => {
            format!("Client secret  {}\n", app.rotate_client(*id, *overlap).await?)
        }
        Client::Revoke(by_id) => {
            app.revoke_client(by_id.id).await?;
            format!("Client {} and its tokens have ended.\n", by_id.id)
        }
    })
}

fn new(create: &ClientCreate) -> NewClient {
    NewClient {
        name: create.name.clone(),
        public: create.public,
        user: None,
        redirects: create.redirect.clone(),
        grants: (!create.grant.is_empty()).then(|| create.grant.clone()),
        scopes: Some(scopes(&create.scope)),
        introspects: create.introspect,
    }
}
