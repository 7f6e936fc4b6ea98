//! `stratus check`
use std::process::ExitCode;

use super::output::{print, table};
use crate::app::App;
use crate::config::Settings;
use crate::config::sources::InForce;
use crate::failure::Failure;
use crate::providers::Providers;

/// Goes through what serving needs, in order, and stops at the first thing that is missing.
pub(super) async fn run(settings: Settings, in_force: &[InForce]) -> Result<ExitCode, Failure> {
    let rows: Vec<_> = in_force
        .iter()
        .map(|setting| [setting.key.clone(), setting.value.clone(), setting.source.to_owned()])
        .collect();
    print(&format!("{}\nconfiguration  ok\n", table(["SETTING", "VALUE", "FROM"], &rows)))?;
    let checked = match Providers::chosen(&settings.http.services) {
        Ok(_) => database(&settings).await,
        Err(failure) => Err(("services", failure)),
    };
    match checked {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err((what, failure)) => {
            print(&format!("{what:<13}  wrong\n{failure}\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn database(settings: &Settings) -> Result<(), (&'static str, Failure)> {
    let database = &settings.place.database;
    let wrong = |failure| ("database", failure);
    // Opening an embedded database makes one; looking whether all is well should change nothing.
    if database.file().is_some_and(|file| !file.exists()) {
        return Err(wrong(
            Failure::new(format!("There is no database at {database}."))
                .mend("Make one with `stratus migrate`, or name another with --database."),
        ));
    }
    let app = App::open(&settings.place, &settings.common, &settings.http).await.map_err(wrong)?;
    let ready = async {
        app.answers().await.map_err(wrong)?;
        print("database       ok\n").map_err(wrong)?;
        app.must_be_migrated().await.map_err(|failure| ("migrations", failure))?;
        print("migrations     ok\n").map_err(|failure| ("migrations", failure))?;
        app.files_answer().await.map_err(|failure| ("files", failure))?;
        print("files          ok\n").map_err(|failure| ("files", failure))
    }
    .await;
    app.shutdown().await;
    ready
}
