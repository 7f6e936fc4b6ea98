//! `stratus files …`
use super::output;
use crate::app::App;
use crate::cli::Files;
use crate::failure::Failure;

pub(super) async fn run(Files::Collect(reach): Files) -> Result<(), Failure> {
    let app = App::reach(&reach).await?;
    let collected = async {
        app.must_be_migrated().await?;
        app.collect().await
    }
    .await;
    app.shutdown().await;
    let collected = collected?;
    output::print(&format!(
        "Removed: {} contents that no file has, {} leftovers.\n",
        collected.contents, collected.leftovers
    ))
}
