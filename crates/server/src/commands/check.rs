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
    let checked = async {
        tls(&settings).map_err(|failure| ("certificate", failure))?;
        Providers::chosen(&settings.http.services).map_err(|failure| ("services", failure))?;
        database(&settings).await
    };
    match checked.await {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err((what, failure)) => {
            print(&format!("{what:<13}  wrong\n{failure}\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Whether certificate and key belong together and hold.
fn tls(settings: &Settings) -> Result<(), Failure> {
    match settings.http.tls_files() {
        None => Ok(()),
        Some(files) => {
            let until = files.pair()?.must_hold()?;
            print(&format!("certificate    ok, until {until}\n"))
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
