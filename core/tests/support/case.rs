//! The format of a case file. Unknown members are errors, so that a misspelt member is not silently ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fake_secrets_manager::Strength as Evidence;
use serde::Deserialize;
use serde_json::{Map, Value};

/// One behaviour of the service.
pub(crate) struct Case {
    pub(crate) about: String,
    pub(crate) strength: Strength,
    pub(crate) rotation_functions: RotationFunctions,
    pub(crate) queue_steps: bool,
    pub(crate) secrets: BTreeMap<String, String>,
    pub(crate) facts: Vec<String>,
    pub(crate) steps: Vec<Step>,
}

/// The content of a case file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    about: String,
    source: String,
    strength: Strength,
    #[serde(rename = "rotationFunctions", default)]
    rotation_functions: Value,
    #[serde(rename = "rotationSteps")]
    rotation_steps: Option<RotationSteps>,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
    #[serde(default)]
    facts: Vec<String>,
    steps: Vec<Value>,
}

/// The registered rotation functions; none by default.
pub(crate) enum RotationFunctions {
    Any,
    Known(BTreeMap<String, Function>),
}

/// The actions of a rotation function by step.
pub(crate) type Function = BTreeMap<String, Vec<FunctionStep>>;

/// One action of a rotation function.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum FunctionStep {
    Call(FunctionCall),
    Throws(Throws),
}

/// A call of a function. Without `gives` and `fails`, it must succeed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FunctionCall {
    pub(crate) call: String,
    #[serde(rename = "with")]
    pub(crate) input: Map<String, Value>,
    pub(crate) gives: Option<Value>,
    pub(crate) fails: Option<Refusal>,
    /// Placeholders, and the members of the response to which they are bound.
    #[serde(default)]
    pub(crate) keeps: BTreeMap<String, String>,
}

/// The function raises an error.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Throws {
    pub(crate) throws: String,
}

/// The steps of rotations wait for `runRotations`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RotationSteps {
    Queue,
}

/// The strength of the evidence, strongest first.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Strength {
    Recorded,
    Quoted,
    Documented,
    Inferred,
    Guess,
}

impl Strength {
    /// Whether a case of this strength may contain a message of the other strength.
    pub(crate) fn may_rest_on(self, evidence: Evidence) -> bool {
        let weakest = match self {
            Self::Recorded => Evidence::Recorded,
            Self::Quoted => Evidence::Quoted,
            Self::Documented => Evidence::Documented,
            Self::Inferred => Evidence::Inferred,
            Self::Guess => Evidence::Guess,
        };
        // An explicitly injected error is not a statement about the service.
        evidence == Evidence::OurOwn || evidence <= weakest
    }
}

pub(crate) enum Step {
    Call(Call),
    Seed(Map<String, Value>),
    Advance(AdvanceStep),
    KmsKey(KmsKey),
    RunRotations(RunRotations),
    Fail(Fault),
    Rotations(Value),
    Raw(RawStep),
}

/// The declaration of a KMS key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KmsKey {
    #[serde(rename = "kmsKey")]
    pub(crate) key_id: String,
    #[serde(default = "enabled")]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) denied: Vec<String>,
}

fn enabled() -> String {
    "enabled".to_owned()
}

/// An injected error of the next calls of an operation or, without a code, the failure of a rotation step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    #[serde(rename = "fail")]
    pub(crate) target: String,
    #[serde(rename = "with")]
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    #[serde(default = "once")]
    pub(crate) times: u32,
}

const fn once() -> u32 {
    1
}

/// A call as an SDK makes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Call {
    #[serde(rename = "call")]
    pub(crate) operation: String,
    #[serde(rename = "with")]
    pub(crate) input: Map<String, Value>,
    pub(crate) gives: Option<Value>,
    pub(crate) fails: Option<Refusal>,
    pub(crate) region: Option<String>,
    pub(crate) account: Option<String>,
    #[serde(default)]
    pub(crate) any_order: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
    #[serde(default = "bad_request")]
    pub(crate) status: u16,
}

const fn bad_request() -> u16 {
    400
}

/// The duration of `advance`.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub(crate) struct Advance {
    days: i64,
    hours: i64,
    minutes: i64,
    seconds: i64,
    milliseconds: i64,
}

impl Advance {
    pub(crate) const fn milliseconds(&self) -> i64 {
        let hours = self.days * 24 + self.hours;
        let seconds = (hours * 60 + self.minutes) * 60 + self.seconds;
        seconds * 1_000 + self.milliseconds
    }
}

/// Advances the clock. Lists all events that must occur.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdvanceStep {
    pub(crate) advance: Advance,
    pub(crate) happens: Option<Value>,
}

/// Runs queued rotations up to a step, or to their end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunRotations {
    pub(crate) until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawStep {
    pub(crate) raw: RawRequest,
    pub(crate) answers: RawAnswer,
}

/// Raw bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RawRequest {
    pub(crate) target: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<String>,
    pub(crate) body_base64: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Case {
    /// `functions` is the folder of the functions that cases share.
    fn of(file: CaseFile, functions: &Path) -> Result<Self, String> {
        if !file.about.ends_with('.') || file.source.is_empty() || file.steps.is_empty() {
            return Err("a case has `about` (a sentence), `source` and `steps`".to_owned());
        }
        let steps = file
            .steps
            .into_iter()
            .map(read_step)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            about: file.about,
            strength: file.strength,
            rotation_functions: RotationFunctions::read(file.rotation_functions, functions)?,
            queue_steps: file.rotation_steps.is_some(),
            secrets: file.secrets,
            facts: file.facts,
            steps,
        })
    }
}

impl RotationFunctions {
    fn read(value: Value, folder: &Path) -> Result<Self, String> {
        match value {
            Value::Null => Ok(Self::Known(BTreeMap::new())),
            Value::String(text) if text == "any" => Ok(Self::Any),
            Value::Object(functions) => {
                let read = |(id, function)| Ok((id, read_function(function, folder)?));
                let functions = functions.into_iter().map(read);
                functions.collect::<Result<_, String>>().map(Self::Known)
            }
            _ => Err("rotationFunctions is \"any\", or a function for each ARN".to_owned()),
        }
    }
}

/// A function in a case, or the name of a file in the folder of shared functions.
fn read_function(function: Value, folder: &Path) -> Result<Function, String> {
    let mut function = match function {
        Value::String(name) => {
            let file = folder.join(format!("{name}.json"));
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            serde_json::from_str(&text).map_err(|error| error.to_string())?
        }
        function => function,
    };
    if let Some(members) = function.as_object_mut() {
        members.remove("about");
    }
    serde_json::from_value(function).map_err(|error| format!("a rotation function: {error}"))
}

fn read_step(step: Value) -> Result<Step, String> {
    /// The other members of a seed: none.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct SeedStep {
        seed: Map<String, Value>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct RunRotationsStep {
        run_rotations: RunRotations,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct RotationsStep {
        rotations: Value,
    }

    let read = if step.get("call").is_some() {
        serde_json::from_value(step).map(Step::Call)
    } else if step.get("seed").is_some() {
        serde_json::from_value(step).map(|step: SeedStep| Step::Seed(step.seed))
    } else if step.get("kmsKey").is_some() {
        serde_json::from_value(step).map(Step::KmsKey)
    } else if step.get("fail").is_some() {
        serde_json::from_value(step).map(Step::Fail)
    } else if step.get("advance").is_some() {
        serde_json::from_value(step).map(Step::Advance)
    } else if step.get("runRotations").is_some() {
        serde_json::from_value(step)
            .map(|step: RunRotationsStep| Step::RunRotations(step.run_rotations))
    } else if step.get("rotations").is_some() {
        serde_json::from_value(step).map(|step: RotationsStep| Step::Rotations(step.rotations))
    } else {
        serde_json::from_value(step).map(Step::Raw)
    };
    match read.map_err(|error| error.to_string())? {
        Step::Call(call) if call.gives.is_some() == call.fails.is_some() => Err(format!(
            "{}: a call has either `gives` or `fails`",
            call.operation
        )),
        Step::Raw(step) if step.raw.body.is_some() == step.raw.body_base64.is_some() => {
            Err("a raw step has either `body` or `bodyBase64`".to_owned())
        }
        step => Ok(step),
    }
}

/// Every case in a folder with its path, sorted by path.
pub(crate) fn read_all(root: &Path) -> Result<Vec<(String, Case)>, String> {
    let mut files = Vec::new();
    list_files(root, &mut files).map_err(|error| format!("{}: {error}", root.display()))?;
    files.sort();
    files
        .iter()
        .map(|file| {
            let path = file
                .strip_prefix(root)
                .unwrap_or(file)
                .display()
                .to_string();
            let case = read(file, &root.join("../functions"))
                .map_err(|error| format!("{path} is not a case (tests/README.md): {error}"))?;
            Ok((path, case))
        })
        .collect()
}

fn list_files(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list_files(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn read(file: &Path, functions: &Path) -> Result<Case, String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let file: CaseFile =
        serde_json::from_value(write_out(value)?).map_err(|error| error.to_string())?;
    Case::of(file, functions)
}

/// Expands every `{"$text": [piece, [text, count], …]}`.
fn write_out(value: Value) -> Result<Value, String> {
    match value {
        Value::Object(members) if members.contains_key("$text") => {
            let pieces = members
                .get("$text")
                .and_then(Value::as_array)
                .filter(|_| members.len() == 1);
            let text =
                pieces.and_then(|pieces| pieces.iter().map(piece).collect::<Option<String>>());
            text.map(Value::String)
                .ok_or_else(|| "$text is a list of strings and [text, how often]".to_owned())
        }
        Value::Object(members) => {
            let members = members
                .into_iter()
                .map(|(name, member)| Ok((name, write_out(member)?)));
            members.collect::<Result<_, String>>().map(Value::Object)
        }
        Value::Array(items) => items
            .into_iter()
            .map(write_out)
            .collect::<Result<_, _>>()
            .map(Value::Array),
        scalar => Ok(scalar),
    }
}

fn piece(piece: &Value) -> Option<String> {
    match piece {
        Value::String(text) => Some(text.clone()),
        Value::Array(pair) => match pair.as_slice() {
            [Value::String(text), times] => {
                Some(text.repeat(usize::try_from(times.as_u64()?).ok()?))
            }
            _ => None,
        },
        _ => None,
    }
}
