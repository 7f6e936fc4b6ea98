//! Where settings come from: a flag wins over a variable, a variable over the file, the file over
//! the default.
//!
//! The command line parser already knows flags, variables and defaults. The file joins them as a
//! replacement of the defaults, so no second list of settings and no merging is needed.
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command};

use super::Settings;
use super::values::Database;
use crate::failure::Failure;

/// What the variables' names begin with.
const PREFIX: &str = "STRATUS_";

/// The values a configuration file gives, by key. A list has several.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FileValues {
    values: BTreeMap<String, Vec<String>>,
}

/// One setting in force, for people to read.
#[derive(Debug, PartialEq, Eq)]
pub struct InForce {
    /// The key, as the configuration file writes it.
    pub key: String,
    /// The value; secrets are left out.
    pub value: String,
    /// Where it comes from: `flag`, `variable`, `file` or `default`.
    pub source: &'static str,
}

/// The name of a setting's variable.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_ascii_uppercase())
}

/// The declared settings, as arguments of no particular command.
fn declared() -> Command {
    Settings::augment_args(Command::new("settings").no_binary_name(true))
}

/// The keys of all settings, in the order of their declaration.
pub fn keys() -> Vec<String> {
    declared().get_arguments().map(|arg| arg.get_id().to_string()).collect()
}

/// Gives every setting of `command` and its subcommands its variable.
///
/// An empty variable counts as unset: that is how many tools that start programs pass "nothing".
pub fn with_variables(command: Command) -> Command {
    let keys = keys();
    each_setting(command, &move |arg| {
        let name = variable(arg.get_id().as_str());
        match std::env::var_os(&name) {
            Some(value) if value.is_empty() => arg,
            _ if keys.iter().any(|key| key == arg.get_id().as_str()) => {
                arg.env(name).hide_env_values(true)
            }
            _ => arg,
        }
    })
}

/// Makes the values of a file the defaults of `command` and its subcommands.
pub fn with_file(command: Command, file: &FileValues) -> Command {
    let values = file.values.clone();
    each_setting(command, &move |arg| match values.get(arg.get_id().as_str()) {
        Some(values) => arg.default_values(values.clone()),
        None => arg,
    })
}

fn each_setting(command: Command, change: &dyn Fn(Arg) -> Arg) -> Command {
    command.mut_args(change).mut_subcommands(|sub| each_setting(sub, change))
}

/// Reads a configuration file: TOML, flat, every key a setting.
pub fn read_file(path: &Path) -> Result<FileValues, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format!("The configuration file {shown} cannot be read: {error}."))
            .mend("Give another with --config FILE, or none.")
    })?;
    parse_file(&text)
        .map_err(|what| Failure::new(format!("The configuration file {shown} is wrong: {what}")))
}

fn parse_file(text: &str) -> Result<FileValues, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| {
            text.bytes().take(span.start).filter(|&byte| byte == b'\n').count() + 1
        });
        format!("line {line}: {}", error.message())
    })?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !keys().contains(&key) {
            return Err(unknown(&key));
        }
        let texts = texts(&key, value)?;
        check(&key, &texts)?;
        values.insert(key, texts);
    }
    Ok(FileValues { values })
}

/// The message for a key that is no setting.
fn unknown(key: &str) -> String {
    let keys = keys();
    match nearest(key, &keys) {
        Some(near) => format!("there is no setting `{key}`; did you mean `{near}`?"),
        None => format!("there is no setting `{key}`; the settings are {}.", keys.join(", ")),
    }
}

/// The key most like `word`, if any is like it at all.
fn nearest<'k>(word: &str, keys: &'k [String]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    keys.iter()
        .map(|key| (strsim::jaro_winkler(&word, key), key))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, key)| key.as_str())
}

/// A value as the texts that a flag would be given.
fn texts(key: &str, value: toml::Value) -> Result<Vec<String>, String> {
    let one = |value: toml::Value| match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(flag) => Ok(flag.to_string()),
        _ => Err(format!("`{key}` takes text, a whole number, true, false or a list of texts.")),
    };
    match value {
        toml::Value::Array(values) => values.into_iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

/// Lets the flag of this setting judge the values, so that the file obeys the same rules.
fn check(key: &str, values: &[String]) -> Result<(), String> {
    let flag = key.replace('_', "-");
    if values.len() != 1 && !takes_list(key) {
        return Err(format!("`{key}` takes one value."));
    }
    let arguments = values.iter().map(|value| format!("--{flag}={value}"));
    declared().try_get_matches_from(arguments).map(drop).map_err(|error| {
        // The first line of the parser's own message, without its mark, says all that holds for
        // a file.
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        first.trim_start_matches("error: ").to_owned()
    })
}

/// Whether a setting takes several values.
fn takes_list(key: &str) -> bool {
    let command = declared();
    let arg = command.get_arguments().find(|arg| arg.get_id().as_str() == key);
    arg.is_some_and(|arg| arg.get_value_delimiter().is_some())
}

/// The settings in force for a command, and where each comes from.
pub fn in_force(matches: &ArgMatches, file: &FileValues) -> Vec<InForce> {
    let present = |key: &String| matches.ids().any(|id| id.as_str() == key);
    keys()
        .into_iter()
        .filter(present)
        .filter_map(|key| {
            let source = match matches.value_source(&key)? {
                ValueSource::CommandLine => "flag",
                ValueSource::EnvVariable => "variable",
                _ if file.values.contains_key(&key) => "file",
                _ => "default",
            };
            let value = match key.as_str() {
                "database" => matches.get_one::<Database>(&key)?.to_string(),
                secret if secret.ends_with("_secret") => "***".to_owned(),
                _ => joined(matches.get_raw(&key)?),
            };
            Some(InForce { key, value, source })
        })
        .collect()
}

fn joined<'v>(values: impl Iterator<Item = &'v OsStr>) -> String {
    let texts: Vec<_> = values.map(OsStr::to_string_lossy).collect();
    texts.join(",")
}

/// Warnings about variables that look like settings but are none. Nothing reads them, so a slip
/// would go unnoticed.
pub fn unknown_variables(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<_> = keys().iter().map(|key| variable(key)).collect();
    known.push(variable("config"));
    let mut unknown: Vec<_> = names
        .filter(|name| name.starts_with(PREFIX) && !known.contains(name))
        .map(|name| {
            let key = name.trim_start_matches(PREFIX).to_ascii_lowercase();
            match nearest(&key, &keys()) {
                Some(near) => format!(
                    "The variable {name} is not a setting; did you mean {}?",
                    variable(near)
                ),
                None => format!("The variable {name} is not a setting."),
            }
        })
        .collect();
    unknown.sort();
    unknown
}

/// The configuration file asked for, if any.
pub fn file_asked_for(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("config").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_every_kind_of_value() {
        let file = parse_file(
            "listen = '0.0.0.0:80'\nstrict = true\nstore_threads = 3\nbody_limit = 2048\n\
             cors_origins = ['https://a.example', 'https://b.example']\n",
        )
        .unwrap();
        assert_eq!(file.values["listen"], ["0.0.0.0:80"]);
        assert_eq!(file.values["strict"], ["true"]);
        assert_eq!(file.values["store_threads"], ["3"]);
        assert_eq!(file.values["cors_origins"].len(), 2);
    }

    #[test]
    fn a_wrong_file_says_what_is_wrong() {
        for (text, part) in [
            ("lisen = '0.0.0.0:80'", "there is no setting `lisen`; did you mean `listen`?"),
            ("request-timeout = '3s'", "did you mean `request_timeout`?"),
            ("colour = 'red'", "there is no setting `colour`; the settings are database, "),
            ("listen = 'here'", "invalid value 'here' for '--listen"),
            ("listen = ['127.0.0.1:1', '127.0.0.1:2']", "`listen` takes one value"),
            ("strict = 'perhaps'", "invalid value 'perhaps'"),
            ("body_limit = 1.5", "`body_limit` takes text"),
            ("[http]\nlisten = '0.0.0.0:80'", "there is no setting `http`"),
            ("strict = true\nlisten = ", "line 2: "),
        ] {
            let message = parse_file(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn every_setting_has_its_own_variable() {
        let mut command = with_variables(declared());
        let help = command.render_long_help().to_string();
        for key in keys() {
            assert!(help.contains(&format!("[env: {}]", variable(&key))), "{key}");
        }
    }

    #[test]
    fn a_misspelt_variable_is_noticed() {
        let names = ["STRATUS_LISTN", "STRATUS_LISTEN", "STRATUS_CONFIG", "HOME"];
        let warnings = unknown_variables(names.iter().map(|name| (*name).to_owned()));
        assert_eq!(
            warnings,
            ["The variable STRATUS_LISTN is not a setting; did you mean STRATUS_LISTEN?"]
        );
    }
}
