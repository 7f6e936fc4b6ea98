//! `stratus tenant …`
use super::output::{print, table};
use crate::app::App;
use crate::cli::Tenant;
use crate::failure::Failure;

pub(super) async fn run(command: Tenant) -> Result<(), Failure> {
    let reach = match &command {
        Tenant::Create { reach, .. } | Tenant::List(reach) | Tenant::Revoke { reach, .. } => reach,
    };
    let app = App::reach(reach).await?;
    let text = answer(&app, &command).await;
    app.shutdown().await;
    print(&text?)
}

async fn answer(app: &App, command: &Tenant) -> Result<String, Failure> {
    app.must_be_migrated().await?;
    Ok(match command {
        Tenant::Create { name, .. } => {
            let id = app.create_tenant(name).await?;
            format!(
                "Created tenant {id}, {name}. Its first user:\n  stratus user create --tenant {id} \
                 --email ADDRESS --name NAME --surname NAME --role Administrator\n"
            )
        }
        Tenant::List(_) => {
            let rows: Vec<_> = app
                .tenants()
                .await?
                .into_iter()
                .map(|tenant| [tenant.id.to_string(), tenant.name, shown(tenant.revoked)])
                .collect();
            table(["ID", "NAME", "STATE"], &rows)
        }
        Tenant::Revoke { id, .. } => {
            app.revoke_tenant(*id).await?;
            format!("Tenant {id} is shut out; its tokens have ended. Its data is still there.\n")
        }
    })
}

/// Whether something still lets in.
pub(super) fn shown(revoked: bool) -> String {
    if revoked { "revoked" } else { "active" }.to_owned()
}
