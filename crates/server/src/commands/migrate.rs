//! `stratus migrate`
use super::output;
use crate::app::App;
use crate::cli::Reach;
use crate::failure::Failure;

pub(super) async fn run(reach: Reach) -> Result<(), Failure> {
    let app = App::reach(&reach).await?;
    let applied = app.migrate().await;
    app.shutdown().await;
    let applied = applied?;
    let mut text = String::new();
    for name in &applied {
        text.push_str(&format!("applied {name}\n"));
    }
    text.push_str(match applied.len() {
        0 => "The database is up to date; nothing was to be done.\n",
        _ => "The database is up to date.\n",
    });
    output::print(&text)
}
