//! `stratus phones …`
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::output;
use crate::app::App;
use crate::app::phones::{Fault, Line, MOST_BYTES, Summary, read};
use crate::cli::{Phones, PhonesImport};
use crate::failure::Failure;

pub(super) async fn run(Phones::Import(asked): Phones) -> Result<(), Failure> {
    // The file first: one that is wrong should not touch the database.
    let lines = lines(&asked.file)?;
    let count = lines.len();
    let app = App::reach(&asked.reach).await?;
    let done = bring_in(&app, &asked, lines).await;
    app.shutdown().await;
    let summary = done?;
    let ending = if asked.dry_run { "This was a dry run: nothing was written.\n" } else { "" };
    output::print(&format!("{count} lines. {summary}\n{ending}"))
}

async fn bring_in(app: &App, asked: &PhonesImport, lines: Vec<Line>) -> Result<Summary, Failure> {
    app.must_be_migrated().await?;
    app.import_phones(asked.tenant, lines, asked.dry_run).await
}

/// The lines of a file, all of them right in themselves.
fn lines(path: &Path) -> Result<Vec<Line>, Failure> {
    let shown = path.display();
    let mut bytes = Vec::new();
    // One byte more than is taken, so that a larger file is known for one.
    let most = MOST_BYTES as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| Failure::new(format!("The file {shown} cannot be read: {error}.")))?;
    read(&bytes).map_err(|faults| {
        let listed: String = faults.iter().map(listed).collect();
        Failure::new(format!("The file {shown} is not right; nothing was written.{listed}"))
            .mend("Correct it and run this again.")
    })
}

fn listed(fault: &Fault) -> String {
    format!("\n  {fault}")
}
