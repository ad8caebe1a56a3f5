//! Files of secrets, and the environment variable with secrets or a path: their formats, and the error messages.
//!
//! The host reads the file and parses YAML, TOML and dotenv. Every other rule is here.

use super::http::{parse_secrets, with_bytes};
use super::manager::SecretsManager;
use super::seeding::{SeedOptions, seed_misuse};
use crate::clock::Timestamp;
use crate::misuse::Misuse;
use crate::sorting::sort_by;
use crate::value::Value;

const VARIABLE: &str = "FAKE_SECRETS_MANAGER_SEED";

/// File extensions, the name of the format, and an example.
const FORMS: &[(&[&str], &str, &str)] = &[
    (&["json"], "JSON", r#"{"app/db": "hunter2"}"#),
    (&["yaml", "yml"], "YAML", "app/db: hunter2"),
    (&["toml"], "TOML", r#""app/db" = "hunter2""#),
    (&["env"], "dotenv", "DB_PASSWORD=hunter2"),
];

/// A file of secrets, or the value of the environment variable `FAKE_SECRETS_MANAGER_SEED`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedSource {
    /// The name in error messages.
    what: String,
    path: Option<String>,
    form: &'static str,
    example: &'static str,
}

impl SeedSource {
    /// A file. The extension selects the format. A file without an extension is JSON.
    ///
    /// ```
    /// use fake_secrets_manager::SeedSource;
    ///
    /// assert_eq!(SeedSource::file("tests/secrets.yml").unwrap().form(), "YAML");
    /// assert_eq!(SeedSource::file(".env.test").unwrap().form(), "dotenv");
    /// assert!(SeedSource::file("secrets.ini").unwrap_err().to_string().contains("expected .json, .yaml, .yml, .toml or .env"));
    /// ```
    ///
    /// # Errors
    /// An unknown extension.
    pub fn file(path: &str) -> Result<Self, Misuse> {
        Self::named(path, "")
    }

    /// The value of the environment variable: a JSON object, or the path of a file. None if it is blank.
    ///
    /// # Errors
    /// A path with an unknown extension.
    pub fn environment(value: &str) -> Result<Option<Self>, Misuse> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        if !value.starts_with('{') {
            // This is probably not a path but secrets in another form, which a message must not show.
            if value.contains(['"', '\'', '{', '[', '\n']) || value.contains(": ") {
                return Err(Misuse::new(
                    format!("{VARIABLE} is neither a JSON object nor the path of a file"),
                    "a JSON object that maps names of secrets to values, without quotes around it, or a path",
                    format!(r#"{VARIABLE}={{"app/db": "hunter2"}}"#),
                ));
            }
            return Self::named(value, VARIABLE).map(Some);
        }
        Ok(Some(Self {
            what: format!("the environment variable {VARIABLE}"),
            path: None,
            form: "JSON",
            example: r#"{"app/db": "hunter2"}"#,
        }))
    }

    fn named(path: &str, variable: &str) -> Result<Self, Misuse> {
        let mut what = format!("the seed file \"{path}\"");
        if !variable.is_empty() {
            what = format!("{what} of {variable}");
        }
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let extension = name.rsplit_once('.').map_or("json", |(_, last)| last);
        let lower = extension.to_ascii_lowercase();
        let is_form = |extensions: &[&str]| extensions.contains(&&*lower);
        let found = FORMS.iter().find(|(extensions, ..)| is_form(extensions));
        let found = match found {
            None if name.starts_with(".env.") => FORMS.last(),
            found => found,
        };
        let Some((_, form, example)) = found else {
            return Err(Misuse::new(
                format!("{what} has the extension \".{extension}\""),
                ".json, .yaml, .yml, .toml or .env",
                "secrets.json",
            ));
        };
        Ok(Self {
            what,
            path: Some(path.to_owned()),
            form,
            example,
        })
    }

    /// The path of the file to read; none if the variable contains the secrets.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// `JSON`, `YAML`, `TOML` or `dotenv`.
    #[must_use]
    pub const fn form(&self) -> &'static str {
        self.form
    }

    /// The name in error messages, for example `the seed file "secrets.json"`.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The error for a file that cannot be read.
    #[must_use]
    pub fn unreadable(&self, reason: &str) -> Misuse {
        let given = format!("{} cannot be read: {reason}", self.what);
        Misuse::new(given, "a readable file of secrets", "secrets.json")
    }

    /// The error for invalid text. `place` is its position, for example `line 3, column 5`. A parser's own message could quote a secret.
    #[must_use]
    pub fn broken(&self, place: &str) -> Misuse {
        let place = match place {
            "" => String::new(),
            place => format!(" ({place})"),
        };
        Misuse::new(
            format!("{} is not valid {}{place}", self.what, self.form),
            "secrets by name",
            self.example,
        )
    }

    /// The error for an entry with a value that JSON cannot represent, for example `a date`.
    #[must_use]
    pub fn unsupported(&self, secret: &str, kind: &str) -> Misuse {
        seed_misuse(format!(
            "the value of secret \"{secret}\" contains {kind}; quote it"
        ))
        .within(&self.what)
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// Text that is not a JSON object, and bytes that are not base64.
    pub fn read_json(&self, text: &[u8]) -> Result<Value, Misuse> {
        parse_secrets(text).map_err(|misuse| misuse.within(&self.what))
    }

    /// Reads a value that the host has parsed. `{"$base64": "…"}` stands for bytes, as in JSON.
    ///
    /// # Errors
    /// A value other than secrets by name, and bytes that are not base64.
    pub fn read(&self, parsed: Value) -> Result<Value, Misuse> {
        let secrets = match parsed {
            Value::Null => Ok(Value::Map(Vec::new())),
            Value::Map(members) => with_bytes(members),
            other => Err(seed_misuse(format!("secrets got {}", other.kind()))),
        };
        secrets.map_err(|misuse| misuse.within(&self.what))
    }
}

impl SecretsManager {
    /// As [`seed_with`](Self::seed_with), with the secrets of a source; errors name it.
    ///
    /// # Errors
    /// As [`seed_with`](Self::seed_with).
    pub fn seed_from(
        &mut self,
        source: &SeedSource,
        secrets: Value,
        options: &SeedOptions,
        now: Timestamp,
    ) -> Result<(), Misuse> {
        self.seed_with(secrets, options, now)
            .map_err(|misuse| misuse.within(&source.what))
    }

    /// Empties the fake and sets new initial secrets, which every reset restores. Invalid secrets change nothing.
    ///
    /// # Errors
    /// A value of the wrong kind, or a name that the service rejects.
    pub fn start_from(&mut self, secrets: Value, now: Timestamp) -> Result<(), Misuse> {
        let mut started = self.clone();
        started.start_with(secrets, now)?;
        *self = started;
        Ok(())
    }

    /// Empties the fake and sets the secrets of a source as its initial secrets. `others` are further initial secrets, which replace secrets
    /// of the same name.
    ///
    /// # Errors
    /// As [`seed_with`](Self::seed_with). Nothing changes then.
    pub fn start_from_source(
        &mut self,
        source: &SeedSource,
        secrets: Value,
        others: Value,
        now: Timestamp,
    ) -> Result<(), Misuse> {
        let mut started = self.clone();
        started
            .start_with(secrets.clone(), now)
            .map_err(|misuse| misuse.within(&source.what))?;
        match (secrets, others) {
            (_, Value::Null) => {}
            (Value::Map(mut secrets), Value::Map(others)) => {
                let mut names: Vec<&str> = others.iter().map(|(name, _)| &**name).collect();
                sort_by(&mut names, Ord::cmp);
                secrets.retain(|(name, _)| names.binary_search(&&**name).is_err());
                secrets.extend(others);
                started.start_with(Value::Map(secrets), now)?;
            }
            (_, others) => started.start_with(others, now)?,
        }
        *self = started;
        Ok(())
    }

    fn start_with(&mut self, secrets: Value, now: Timestamp) -> Result<(), Misuse> {
        self.settings.secrets = Value::Null;
        self.reset(now);
        self.seed(secrets.clone(), now)?;
        self.settings.secrets = secrets;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_do_not_show_a_variable_with_json() {
        for value in [
            "'{\"app/db\": \"s3cret\"}'",
            "[\"s3cret\"]",
            "app/db: s3cret.txt",
            "\"s3cret.json\"",
        ] {
            let error = SeedSource::environment(value).unwrap_err().to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert!(SeedSource::environment("C:\\seeds\\my secrets.json").is_ok());
    }

    #[test]
    fn rejects_numbers_that_reading_would_round() {
        let source = SeedSource::file("secrets.json").unwrap();
        for number in ["9223372036854775808", "-99999999999999999999"] {
            let json = format!(r#"{{"a": "1", "b": {{"n": [{number}]}}}}"#);
            let error = source.read_json(json.as_bytes()).unwrap_err().to_string();
            assert!(
                error.contains(r#"the value of secret "b" contains a number beyond -2^63 to 2^63 - 1; quote it"#),
                "{error}"
            );
        }
        for number in ["9223372036854775807", "-9223372036854775808", "1.5e10"] {
            let json = format!(r#"{{"b": {{"n": {number}}}}}"#);
            assert!(source.read_json(json.as_bytes()).is_ok(), "{number}");
        }
    }
}
