//! `stratus seed`
use super::output;
use crate::app::App;
use crate::cli;
use crate::failure::Failure;

pub(super) async fn run(seed: cli::Seed) -> Result<(), Failure> {
    let accounts = seed.accounts.get();
    let app = App::reach(&seed.reach).await?;
    let bar = output::progress(u64::from(accounts), "Inventing accounts");
    let filled = async {
        app.must_be_migrated().await?;
        app.seed(seed.tenant, accounts, &|done| bar.set_position(done)).await
    }
    .await;
    bar.finish_and_clear();
    app.shutdown().await;
    filled?;
    output::print(&format!(
        "Tenant {} has {accounts} invented accounts more, and what belongs to them.\n",
        seed.tenant
    ))
}
