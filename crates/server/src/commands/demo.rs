//! `stratus demo`
use std::path::PathBuf;
use std::process::ExitCode;

use tempfile::TempDir;

use super::{output, serve};
use crate::app::App;
use crate::cli;
use crate::config::values::{Database, FilePlace};
use crate::config::{BankId, Place};
use crate::failure::Failure;
use crate::http::listener;
use crate::signals::Signals;

pub(super) async fn run(mut demo: cli::Demo) -> Result<ExitCode, Failure> {
    demo.http.services.bankid.get_or_insert(BankId::Simulator);
    demo.http.services.lookups.simulate_the_rest();
    let signals = Signals::listen()?;
    let listener = listener::bind(demo.http.listen).await?;
    let home = Home::open(&demo)?;
    let served = async {
        let app = App::open(&home.place(demo.files.clone()), &demo.common, &demo.http).await?;
        app.migrate().await?;
        let token = tokio::select! {
            token = fill(&app, &demo) => token?,
            // The data is half there. A temporary directory goes with it; a kept one is completed
            // the next time.
            () = signals.stop() => return Ok(ExitCode::SUCCESS),
        };
        serve::until_stopped(app, &demo.http, listener, &signals, |url| {
            output::print(&welcome(url, &token, &home))
        })
        .await
    }
    .await;
    home.close();
    served
}

/// Invents the data, unless it is there from the last time; answers a token that lets in.
async fn fill(app: &App, demo: &cli::Demo) -> Result<String, Failure> {
    let bar = output::progress(u64::from(demo.accounts.get()), "Inventing accounts");
    let token =
        app.demo(demo.accounts.get(), demo.token.as_deref(), &|done| bar.set_position(done)).await;
    bar.finish_and_clear();
    token
}

/// Where the demo's data is, and whether it goes when the demo ends.
struct Home {
    database: Database,
    temporary: Option<TempDir>,
}

impl Home {
    fn open(demo: &cli::Demo) -> Result<Self, Failure> {
        if let Some(database) = &demo.database {
            return Ok(Self { database: database.clone(), temporary: None });
        }
        let (directory, temporary): (PathBuf, _) = match &demo.data {
            Some(directory) => {
                std::fs::create_dir_all(directory).map_err(|error| {
                    Failure::new(format!(
                        "Cannot make the directory {}: {error}.",
                        directory.display()
                    ))
                })?;
                (directory.clone(), None)
            }
            None => {
                let temporary = tempfile::Builder::new()
                    .prefix("stratus-demo-")
                    .tempdir()
                    .map_err(|error| {
                        Failure::new(format!("Cannot make a temporary directory: {error}."))
                            .mend("Name one that can be written: --data DIR")
                    })?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        Ok(Self { database: Database::file_in(&directory), temporary })
    }

    /// Where everything is.
    fn place(&self, files: Option<FilePlace>) -> Place {
        Place::of(self.database.clone(), files)
    }

    /// Removes what is temporary.
    fn close(self) {
        if let Some(Err(error)) = self.temporary.map(TempDir::close) {
            tracing::warn!(%error, "the temporary directory could not be removed");
        }
    }
}

/// What to do first, for somebody who has never seen the program.
fn welcome(url: &str, token: &str, home: &Home) -> String {
    let data = match home.temporary {
        Some(_) => "The data is invented and goes when the demo ends.".to_owned(),
        None => format!("The data is invented and stays in {}.", home.database),
    };
    format!(
        "\nStratus demo\n\n  \
         Reference page   {url}/docs\n  \
         Description      {url}/openapi.json\n  \
         Token            {token}\n\n\
         A first request:\n\n  \
         curl -H 'X-Token: {token}' '{url}/accounts/?per_page=3'\n\n\
         {data} Ctrl-C ends it.\n\n"
    )
}
