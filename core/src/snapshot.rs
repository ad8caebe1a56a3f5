//! The state of a fake as one JSON document, which `snapshot` writes and `restore` reads.
//!
//! The same state gives the same bytes, in every language. So no JSON object has keys that a user chose (JavaScript sorts keys that look
//! like numbers), and whole numbers beyond 2^53 are text. `tests/snapshot.schema.json` describes the document.
//!
//! The domain types declare their serial form themselves, so that a new field cannot be forgotten. This file has the rest, and the checks
//! of a document.

mod initial;

use serde::de::{Error as _, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock::{Clock, Timestamp};
use crate::faults::Faults;
use crate::misuse::Misuse;
use crate::random::Random;
use crate::rotation::RotationFunctions;
use crate::rotation::saving::SavedRotations;
use crate::settings::{Consistency, KnownFunctions, RotationSteps, Settings};
use crate::store::saving::SavedStore;
use initial::InitialSecrets;

/// The value of the member `format`.
const FORMAT: &str = "fake-secrets-manager snapshot";
/// The only supported version.
const VERSION: u32 = 1;

/// The state of a fake, without the parts of its host: handlers, logs of a server, hints.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct State {
    pub(crate) settings: SavedSettings,
    pub(crate) clock: Clock,
    /// The latest time of a response, if there was one.
    pub(crate) latest: Option<Timestamp>,
    pub(crate) random: Random,
    pub(crate) store: SavedStore,
    pub(crate) faults: Faults,
    pub(crate) rotation_functions: RotationFunctions,
    pub(crate) rotations: SavedRotations,
}

/// The settings, without the time at which the fake was created.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SavedSettings {
    account_id: String,
    region: String,
    #[serde(with = "as_text")]
    seed: u64,
    secrets: InitialSecrets,
    rotation_functions: KnownFunctions,
    rotation_steps: RotationSteps,
    consistency: Consistency,
}

impl From<&Settings> for SavedSettings {
    fn from(settings: &Settings) -> Self {
        Self {
            account_id: settings.account_id.clone(),
            region: settings.region.clone(),
            seed: settings.seed,
            secrets: InitialSecrets(settings.secrets.clone()),
            rotation_functions: settings.rotation_functions,
            rotation_steps: settings.rotation_steps,
            consistency: settings.consistency,
        }
    }
}

impl From<SavedSettings> for Settings {
    fn from(saved: SavedSettings) -> Self {
        Self {
            account_id: saved.account_id,
            region: saved.region,
            seed: saved.seed,
            secrets: saved.secrets.0,
            rotation_functions: saved.rotation_functions,
            rotation_steps: saved.rotation_steps,
            consistency: saved.consistency,
            now: Timestamp::default(),
        }
    }
}

#[derive(Serialize)]
struct Written<'a> {
    format: &'static str,
    version: u32,
    state: &'a State,
}

#[derive(Deserialize)]
struct Header {
    format: Option<String>,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "format")]
    _format: IgnoredAny,
    #[serde(rename = "version")]
    _version: IgnoredAny,
    state: State,
}

/// Writes the document: compact JSON, always the same bytes for the same state.
pub(crate) fn write(state: &State) -> Vec<u8> {
    let written = Written {
        format: FORMAT,
        version: VERSION,
        state,
    };
    // Writing to memory cannot fail, and all map keys are text.
    serde_json::to_vec(&written).unwrap_or_default()
}

/// Reads a document.
pub(crate) fn read(document: &[u8]) -> Result<State, Misuse> {
    let header: Header = serde_json::from_slice(document).map_err(|error| unreadable(&error))?;
    if header.format.as_deref() != Some(FORMAT) {
        return Err(misuse("a document that is not a snapshot"));
    }
    if header.version != Some(u64::from(VERSION)) {
        let version = header.version.map_or("none".to_owned(), |v| v.to_string());
        return Err(misuse(format!(
            "a snapshot of version {version}, which this version of the package cannot read (it reads version {VERSION})"
        )));
    }
    let document: Document =
        serde_json::from_slice(document).map_err(|error| unreadable(&error))?;
    Ok(document.state)
}

/// The message has only the position of the error, because serde's own messages can quote a secret.
fn unreadable(error: &serde_json::Error) -> Misuse {
    let (line, column) = (error.line(), error.column());
    let what = match error.classify() {
        serde_json::error::Category::Eof => "ends too early",
        serde_json::error::Category::Syntax => "is not JSON",
        serde_json::error::Category::Data | serde_json::error::Category::Io => {
            "has a member that is missing, unknown or of the wrong type, or an item that is listed twice"
        }
    };
    misuse(format!(
        "a snapshot that {what} (line {line}, column {column})"
    ))
}

/// The error for an inconsistent document. `what` contains no secret values.
pub(crate) fn inconsistent(what: &str) -> Misuse {
    misuse(format!("a snapshot that contradicts itself: {what}"))
}

fn misuse(given: impl Into<String>) -> Misuse {
    Misuse::new(
        given,
        "the document that snapshot() returned, unchanged; the fake stays as it was",
        "fake.restore(fake.snapshot())",
    )
}

/// A number of 64 bits as text: JavaScript's numbers are not exact beyond 2^53.
mod as_text {
    use super::*;

    pub(super) fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("not a number"))
    }
}
