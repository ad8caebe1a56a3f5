//! Differences between states, and files of secrets.

use fake_secrets_manager::SeedSource;
use wasm_bindgen::prelude::*;

use crate::{Engine, misuse, timestamp, value};

/// A file of secrets, or the value of the environment variable with secrets or a path.
#[wasm_bindgen]
pub struct SeedFile(SeedSource);

#[wasm_bindgen]
impl SeedFile {
    /// A file. Its extension selects the format.
    #[wasm_bindgen(constructor)]
    pub fn new(path: &str) -> Result<Self, JsError> {
        SeedSource::file(path).map(Self).map_err(misuse)
    }

    /// The value of the environment variable; undefined if it is blank.
    pub fn environment(value: &str) -> Result<Option<Self>, JsError> {
        let source = SeedSource::environment(value).map_err(misuse)?;
        Ok(source.map(Self))
    }

    /// The file to read; undefined if the variable contains the secrets.
    #[wasm_bindgen(getter)]
    pub fn path(&self) -> Option<String> {
        self.0.path().map(str::to_owned)
    }

    /// JSON, YAML, TOML or dotenv.
    #[wasm_bindgen(getter)]
    pub fn form(&self) -> String {
        self.0.form().to_owned()
    }

    /// The name in error messages.
    #[wasm_bindgen(getter)]
    pub fn what(&self) -> String {
        self.0.what().to_owned()
    }

    /// The message for a file that cannot be read.
    pub fn unreadable(&self, reason: &str) -> String {
        self.0.unreadable(reason).to_string()
    }

    /// The message for text in an invalid format.
    pub fn broken(&self, place: &str) -> String {
        self.0.broken(place).to_string()
    }

    /// The message for a value that JSON cannot represent.
    pub fn unsupported(&self, secret: &str, kind: &str) -> String {
        self.0.unsupported(secret, kind).to_string()
    }
}

impl SeedFile {
    /// Reads secrets that are JSON text, or that the host has parsed.
    fn read(
        &self,
        json: Option<&str>,
        parsed: &JsValue,
    ) -> Result<fake_secrets_manager::Value, JsError> {
        if let Some(json) = json {
            return self.0.read_json(json.as_bytes()).map_err(misuse);
        }
        let name = format!("{}: secrets", self.0.what());
        self.0.read(value::from_js(parsed, &name)?).map_err(misuse)
    }
}

#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen borrows no text that may be absent"
)]
impl Engine {
    /// Compares the secrets of a snapshot with those of another one, or the current ones.
    pub fn diff(
        &self,
        before: &str,
        after: Option<String>,
        reveal: bool,
        now: f64,
    ) -> Result<JsValue, JsError> {
        let after = after.as_deref().map(str::as_bytes);
        let difference = self
            .service()
            .diff(before.as_bytes(), after, reveal, timestamp(now))
            .map_err(misuse)?;
        Ok(value::to_js(&difference))
    }

    /// Adds the secrets of a source: JSON text, or a value that the host has parsed.
    pub fn seed_from(
        &self,
        source: &SeedFile,
        json: Option<String>,
        parsed: &JsValue,
        options: JsValue,
        now: f64,
    ) -> Result<(), JsError> {
        let secrets = source.read(json.as_deref(), parsed)?;
        let options = crate::seed_options(options)?;
        self.service()
            .seed_from(&source.0, secrets, &options, timestamp(now))
            .map_err(misuse)
    }

    /// Empties the fake, and sets the secrets of a source and further ones as its initial secrets. An invalid source changes nothing.
    pub fn start_from(
        &self,
        source: &SeedFile,
        json: Option<String>,
        parsed: &JsValue,
        others: &JsValue,
        now: f64,
    ) -> Result<(), JsError> {
        let secrets = source.read(json.as_deref(), parsed)?;
        let others = value::from_js(others, "secrets")?;
        self.service()
            .start_from_source(&source.0, secrets, others, timestamp(now))
            .map_err(misuse)
    }
}
