//! The state of a fake as one JSON document, which `snapshot` writes and `restore` reads.
//!
//! The same state gives the same bytes, in every language. So no JSON object has keys that a user chose (JavaScript sorts keys that look
//! like numbers), and whole numbers beyond 2^53 are text. `tests/snapshot.schema.json` describes the document.
//!
//! The domain types declare their serial form themselves, so that a new field cannot be forgotten. This file has the rest, and the checks
//! of a document.

mod initial;
mod streaming;

use crate::clock::Timestamp;
use crate::engine_clock::Clock;
use crate::faults::Faults;
use crate::misuse::Misuse;
use crate::random::Random;
use crate::rotation::RotationFunctions;
use crate::rotation::saving::SavedRotations;
use crate::saved::{self, AsText, Reader, Saved, saved};
use crate::settings::{Consistency, KnownFunctions, RotationSteps, Settings};
use crate::store::saving::SavedStore;
use crate::value::{Value, write_name, write_text};
use initial::InitialSecrets;

/// The value of the member `format`.
const FORMAT: &str = "fake-secrets-manager snapshot";
/// The only supported version.
const VERSION: i64 = 1;

/// The state of a fake, without the parts of its host: handlers, logs of a server, hints.
#[derive(Default)]
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

saved! { struct State { settings: "settings", clock: "clock", latest: "latest", random: "random", store: "store", faults: "faults", rotation_functions: "rotationFunctions", rotations: "rotations" } }

/// The settings, without the time at which the fake was created.
#[derive(Default)]
pub(crate) struct SavedSettings {
    account_id: String,
    region: String,
    seed: AsText,
    secrets: InitialSecrets,
    rotation_functions: KnownFunctions,
    rotation_steps: RotationSteps,
    consistency: Consistency,
}

saved! { struct SavedSettings { account_id: "accountId", region: "region", seed: "seed", secrets: "secrets", rotation_functions: "rotationFunctions", rotation_steps: "rotationSteps", consistency: "consistency" } }

impl From<&Settings> for SavedSettings {
    fn from(settings: &Settings) -> Self {
        Self {
            account_id: settings.account_id.clone(),
            region: settings.region.clone(),
            seed: AsText(settings.seed),
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
            seed: saved.seed.0,
            secrets: saved.secrets.0,
            rotation_functions: saved.rotation_functions,
            rotation_steps: saved.rotation_steps,
            consistency: saved.consistency,
            now: Timestamp::default(),
        }
    }
}

/// The document, after its format and version were checked.
#[derive(Default)]
struct Document {
    _format: String,
    _version: i64,
    state: State,
}

saved! { struct Document { _format: "format", _version: "version", state: "state" } }

/// Writes the document: compact JSON, always the same bytes for the same state.
pub(crate) fn write(state: &State) -> Vec<u8> {
    let mut json = Vec::with_capacity(1 << 12);
    let mut separator = b'{';
    write_name(&mut json, &mut separator, "format");
    write_text(&mut json, FORMAT);
    write_name(&mut json, &mut separator, "version");
    VERSION.write(&mut json);
    write_name(&mut json, &mut separator, "state");
    state.write(&mut json);
    json.push(b'}');
    json
}

/// Reads a document.
pub(crate) fn read(document: &[u8]) -> Result<State, Misuse> {
    let (document, secrets) = streaming::read(document).map_err(|error| no_json(&error))?;
    let Value::Map(members) = &document else {
        return Err(misuse("a document that is not a snapshot"));
    };
    let member = |name: &str| {
        let found = members.iter().find(|(member, _)| member == name);
        found.map(|(_, value)| value)
    };
    if !matches!(member("format"), Some(Value::String(format)) if **format == *FORMAT) {
        return Err(misuse("a document that is not a snapshot"));
    }
    match member("version") {
        Some(Value::Integer(VERSION)) => {}
        other => {
            let version = match other {
                Some(Value::Integer(version)) => version.to_string(),
                _ => "none".to_owned(),
            };
            return Err(misuse(format!(
                "a snapshot of version {version}, which this version of the package cannot read (it reads version {VERSION})"
            )));
        }
    }
    let mut reader = Reader::default();
    let mut document: Document = saved::load(document, &mut reader);
    document.state.store.add(secrets.by_account_region);
    match reader.unfit().or(secrets.reader.unfit()) {
        None => Ok(document.state),
        Some(place) => Err(unreadable(&place)),
    }
}

/// The error for text that is not JSON. serde's own message may quote a secret.
fn no_json(error: &serde_json::Error) -> Misuse {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "ends too early",
        _ => "is not JSON",
    };
    let (line, column) = (error.line(), error.column());
    misuse(format!(
        "a snapshot that {what} (line {line}, column {column})"
    ))
}

fn unreadable(place: &str) -> Misuse {
    let place = match place {
        "" => "the document",
        path => path,
    };
    misuse(format!(
        "a snapshot with a member that is missing, unknown, listed twice or of the wrong type, at {place}"
    ))
}

/// The error for an inconsistent document. `what` contains no secret values.
pub(crate) fn inconsistent(what: &str) -> Misuse {
    misuse(format!("an inconsistent snapshot: {what}"))
}

fn misuse(given: impl Into<String>) -> Misuse {
    Misuse::new(
        given,
        "the document that snapshot() returned, unchanged; the fake stays as it was",
        "fake.restore(fake.snapshot())",
    )
}
