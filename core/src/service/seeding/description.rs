//! Reads the secrets of a seed: values, and described secrets with versions, labels and tags.

use std::borrow::Cow;

use crate::misuse::Misuse;
use crate::secret::labels::{AWSCURRENT, AWSPREVIOUS};
use crate::sorting::{are_unique, sort_by_key};
use crate::suggestion;
use crate::value::Value;

/// The key of an object that describes a secret. An object without it is the secret's value, as JSON text.
const DESCRIBED: &str = "$secret";

/// The members of a described secret and of one of its versions.
const SECRET_MEMBERS: &[&str] = &["value", "description", "kmsKeyId", "tags", "versions"];
const VERSION_MEMBERS: &[&str] = &["value", "labels", "id"];

/// One secret to create.
pub(super) struct Seed {
    pub(super) name: String,
    pub(super) description: Option<Value>,
    pub(super) kms_key_id: Option<Value>,
    pub(super) tags: Option<Vec<(Cow<'static, str>, Value)>>,
    /// The version with AWSPREVIOUS first, then AWSCURRENT, then the others.
    pub(super) versions: Vec<SeedVersion>,
}

/// One of its versions.
pub(super) struct SeedVersion {
    pub(super) id: Option<Value>,
    /// SecretString or SecretBinary.
    pub(super) value: (&'static str, Value),
    pub(super) labels: Vec<String>,
}

impl SeedVersion {
    pub(super) fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|held| held == label)
    }

    /// Whether the service attaches the label automatically when versions are written in order.
    pub(super) fn is_implied(label: &str) -> bool {
        label == AWSCURRENT || label == AWSPREVIOUS
    }
}

impl Seed {
    pub(super) fn read(name: &str, value: Value) -> Result<Self, Misuse> {
        let mut seed = Self {
            name: name.to_owned(),
            description: None,
            kms_key_id: None,
            tags: None,
            versions: Vec::new(),
        };
        match described(value) {
            Ok(members) => seed.describe(members)?,
            Err(value) => seed.versions.push(current(name, value)?),
        }
        Ok(seed)
    }

    fn describe(&mut self, members: Vec<(Cow<'static, str>, Value)>) -> Result<(), Misuse> {
        let about = format!("the secret \"{}\"", self.name);
        let mut has_value = false;
        for (member, value) in members {
            match (&*member, value) {
                (known, Value::Null) if SECRET_MEMBERS.contains(&known) => {}
                ("value", value) => {
                    self.versions.push(current(&self.name, value)?);
                    has_value = true;
                }
                ("description", value @ Value::String(_)) => self.description = Some(value),
                ("kmsKeyId", value @ Value::String(_)) => self.kms_key_id = Some(value),
                ("tags", Value::Map(tags)) => self.tags = Some(tags),
                ("versions", Value::List(versions)) => {
                    for version in versions {
                        let version = read_version(&self.name, version)?;
                        self.versions.push(version);
                    }
                }
                (member, value) => {
                    return Err(member_misuse(&about, member, &value, SECRET_MEMBERS));
                }
            }
        }
        self.order_versions(&about, has_value)
    }

    fn order_versions(&mut self, about: &str, has_value: bool) -> Result<(), Misuse> {
        let holders = |label: &str| {
            self.versions
                .iter()
                .filter(|version| version.has(label))
                .count()
        };
        let labels = self.versions.iter().flat_map(|version| &version.labels);
        let problem = if self.versions.is_empty() {
            None
        } else if holders(AWSCURRENT) == 0 {
            Some("has versions, but none with the label AWSCURRENT")
        } else if holders(AWSCURRENT) > 1 && has_value {
            Some("has a value, which gets the label AWSCURRENT, and a version with AWSCURRENT")
        } else if holders(AWSCURRENT) > 1 {
            Some("has several versions with the label AWSCURRENT")
        } else if !are_unique(labels) {
            Some("has a label twice")
        } else if self
            .versions
            .iter()
            .any(|version| version.has(AWSCURRENT) && version.has(AWSPREVIOUS))
        {
            Some("has AWSCURRENT and AWSPREVIOUS on one version")
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(described_misuse(format!("{about} {problem}")));
        }
        sort_by_key(&mut self.versions, |version| {
            if version.has(AWSPREVIOUS) {
                0
            } else if version.has(AWSCURRENT) {
                1
            } else {
                2
            }
        });
        Ok(())
    }
}

/// The members of a described secret, or the original value.
fn described(value: Value) -> Result<Vec<(Cow<'static, str>, Value)>, Value> {
    match value {
        Value::Map(mut members) if matches!(members.as_slice(), [(name, Value::Map(_))] if name == DESCRIBED) => {
            match members.pop() {
                Some((_, Value::Map(members))) => Ok(members),
                _ => Ok(Vec::new()),
            }
        }
        value => Err(value),
    }
}

fn current(name: &str, value: Value) -> Result<SeedVersion, Misuse> {
    Ok(SeedVersion {
        id: None,
        value: secret_member(name, value)?,
        labels: vec![AWSCURRENT.to_owned()],
    })
}

fn read_version(name: &str, version: Value) -> Result<SeedVersion, Misuse> {
    let about = format!("a version of the secret \"{name}\"");
    let Value::Map(members) = version else {
        return Err(described_misuse(format!("{about} is {}", version.kind())));
    };
    let (mut id, mut labels, mut kept) = (None, Vec::new(), None);
    for (member, value) in members {
        match (&*member, value) {
            ("id" | "labels", Value::Null) => {}
            ("id", value @ Value::String(_)) => id = Some(value),
            ("value", value) => kept = Some(secret_member(name, value)?),
            ("labels", Value::List(items)) => {
                for item in items {
                    match item {
                        Value::String(label) => labels.push(label.to_string()),
                        other => {
                            return Err(member_misuse(&about, "labels", &other, VERSION_MEMBERS));
                        }
                    }
                }
            }
            (member, value) => return Err(member_misuse(&about, member, &value, VERSION_MEMBERS)),
        }
    }
    let value = kept.ok_or_else(|| described_misuse(format!("{about} has no value")))?;
    Ok(SeedVersion { id, value, labels })
}

/// The member of CreateSecret for a value of this kind.
fn secret_member(name: &str, value: Value) -> Result<(&'static str, Value), Misuse> {
    let hint = match &value {
        Value::Integer(_) | Value::Float(_) => {
            "; quote it: a secret is text, for example {\"app/port\": \"5432\"}"
        }
        Value::Boolean(_) => "; quote it: a secret is text, for example {\"app/flag\": \"true\"}",
        Value::Null | Value::Timestamp(_) => "",
        Value::String(_) => return Ok(("SecretString", value)),
        Value::Blob(_) => return Ok(("SecretBinary", value)),
        Value::List(_) | Value::Map(_) => {
            let text = String::from_utf8(value.to_json())
                .map_err(|_| seed_misuse(format!("the value of \"{name}\" is not JSON")))?;
            return Ok(("SecretString", Value::string(text)));
        }
    };
    Err(seed_misuse(format!(
        "the value of secret \"{name}\" is {}{hint}",
        value.kind()
    )))
}

fn member_misuse(about: &str, member: &str, value: &Value, known: &[&str]) -> Misuse {
    if known.contains(&member) {
        return described_misuse(format!("{about} has {} as its {member}", value.kind()));
    }
    let suggestion = suggestion::did_you_mean(member, known.iter().copied());
    let known = known.join(", ");
    described_misuse(format!(
        "{about} has an unknown member \"{member}\"{suggestion}; it may have {known}"
    ))
}

fn described_misuse(given: String) -> Misuse {
    Misuse::new(
        given,
        "a described secret",
        "{\"app/db\": {\"$secret\": {\"value\": \"hunter2\", \"tags\": {\"team\": \"a\"}}}}, or with \"versions\": [{\"value\": \"hunter2\", \"labels\": [\"AWSCURRENT\"]}]",
    )
    .or_in_python(
        "SeedSecret(\"hunter2\", tags={\"team\": \"a\"}), or SeedSecret(versions=[SeedVersion(\"hunter2\", [\"AWSCURRENT\"])])",
    )
}

/// The error for secrets that are not a map from name to value.
pub(in crate::service) fn seed_misuse(given: impl Into<String>) -> Misuse {
    Misuse::new(
        given,
        "a map from names of secrets to values: text, bytes, or a structure to store as JSON",
        "{\"app/db\": \"hunter2\"}",
    )
}
