//! Prepares the secret of a check, and evaluates the state after the function has run.

use std::borrow::Cow;
use std::sync::Arc;

use super::acts::{Act, INITIAL, PENDING, UNSTAGED};
use super::check::{RotationCheck, Secret};
use super::checks::CHECKS;
use crate::clock::Timestamp;
use crate::identifiers::Arn;
use crate::service::caller::{CallError, Caller};
use crate::service::manager::SecretsManager;
use crate::value::Value;

impl RotationCheck {
    /// Runs an action that needs no invocation. The error states what was observed.
    pub(super) fn perform(
        &mut self,
        act: &Act,
        manager: &mut SecretsManager,
        now: Timestamp,
    ) -> Result<(), String> {
        match act {
            Act::Prepare => self.prepare(manager, true, now),
            Act::PrepareWithoutRotation => self.prepare(manager, false, now),
            Act::AddUnstagedVersion => self.put(manager, UNSTAGED, "unstaged", now),
            Act::RememberPending => {
                self.secret.remembered = self.value_of(manager, PENDING);
                self.secret
                    .remembered
                    .is_some()
                    .then_some(())
                    .ok_or_else(|| "createSecret stored no value".to_owned())
            }
            Act::PendingKept => {
                let kept = self.value_of(manager, PENDING) == self.secret.remembered;
                ensure(kept, || {
                    "the second createSecret replaced the pending value".to_owned()
                })
            }
            Act::PendingStaged => {
                ensure(self.value_of(manager, PENDING).is_some(), || {
                    "after createSecret, the new version has no value".to_owned()
                })?;
                self.expect_label(manager, "AWSPENDING", PENDING)?;
                self.expect_label(manager, "AWSCURRENT", INITIAL)
            }
            Act::CurrentMoved => self.expect_label(manager, "AWSCURRENT", PENDING),
            Act::CurrentUnmoved => self.expect_label(manager, "AWSCURRENT", INITIAL),
            Act::ValueChanged => {
                let new = self.value_of(manager, PENDING);
                ensure(
                    new.is_some() && new != self.value_of(manager, INITIAL),
                    || "the new version has no value, or the value of the old version".to_owned(),
                )
            }
            Act::PreviousKept => {
                self.expect_label(manager, "AWSPREVIOUS", INITIAL)?;
                ensure(
                    self.value_of(manager, INITIAL).as_ref() == Some(&self.value),
                    || "the old version no longer has its value".to_owned(),
                )
            }
            Act::ReadPending => self.expect_read_of_pending(),
            Act::NamedVersionItLeaves => self.expect_named_version(),
            Act::OutputClean => self.expect_clean_output(manager),
            Act::Invoke { .. } | Act::InvokeBroken { .. } | Act::InvokeBrokenStrictly { .. } => {
                Ok(())
            }
        }
    }

    fn prepare(
        &mut self,
        manager: &mut SecretsManager,
        rotation: bool,
        now: Timestamp,
    ) -> Result<(), String> {
        let name = format!(
            "checked/{}",
            CHECKS.get(self.check).map_or("", |check| check.name)
        );
        let arn = call(
            manager,
            "CreateSecret",
            vec![
                ("Name", Value::string(&*name)),
                ("ClientRequestToken", Value::string(INITIAL)),
                value_member(&self.value),
            ],
            now,
        )?;
        self.secret = Secret {
            arn: text_of(&arn, "ARN").unwrap_or_default(),
            name,
            remembered: None,
        };
        // In the account and Region of the secret.
        let arn = Arn::parse(&self.secret.arn);
        let (region, account) = arn.map(|arn| (arn.region, arn.account)).unwrap_or_default();
        let function = Arn::of("lambda", region, account, "function:checked").to_string();
        if !rotation {
            return self.put(manager, PENDING, "AWSPENDING", now);
        }
        call(
            manager,
            "RotateSecret",
            vec![
                ("SecretId", Value::string(&*self.secret.name)),
                ("ClientRequestToken", Value::string(PENDING)),
                ("RotationLambdaARN", Value::string(function)),
            ],
            now,
        )
        .map(|_| ())
    }

    fn put(
        &self,
        manager: &mut SecretsManager,
        token: &str,
        label: &str,
        now: Timestamp,
    ) -> Result<(), String> {
        call(
            manager,
            "PutSecretValue",
            vec![
                ("SecretId", Value::string(&*self.secret.name)),
                ("ClientRequestToken", Value::string(token)),
                (
                    "SecretString",
                    Value::string("a value that no step may change"),
                ),
                ("VersionStages", Value::List(vec![Value::string(label)])),
            ],
            now,
        )
        .map(|_| ())
    }

    /// The value of a version: SecretString or SecretBinary.
    fn value_of(&self, manager: &SecretsManager, version: &str) -> Option<Value> {
        let version = manager
            .peek_secret(&self.secret.name)?
            .versions()
            .get(version)?;
        let (text, bytes) = version.parts();
        text.map(Value::String).or(bytes.map(Value::Blob))
    }

    fn expect_label(
        &self,
        manager: &SecretsManager,
        label: &str,
        version: &str,
    ) -> Result<(), String> {
        let holder = manager
            .peek_secret(&self.secret.name)
            .and_then(|secret| secret.labels().holder(label))
            .map(|version| &**version);
        ensure(holder == Some(version), || {
            let on = match holder {
                None => "no version",
                Some(PENDING) => "the new version",
                Some(INITIAL) => "the old version",
                Some(_) => "another version",
            };
            format!("{label} is on {on}")
        })
    }

    /// A step that reads no value cannot be evaluated and passes.
    fn expect_read_of_pending(&self) -> Result<(), String> {
        let reads: Vec<&Value> = self
            .requests
            .iter()
            .filter(|record| text_of(record, "operation").as_deref() == Some("GetSecretValue"))
            .filter_map(|record| member(record, "request"))
            .collect();
        let pending = |request: &&Value| {
            text_of(request, "VersionId").as_deref() == Some(PENDING)
                || text_of(request, "VersionStage").as_deref() == Some("AWSPENDING")
        };
        ensure(reads.is_empty() || reads.iter().any(pending), || {
            "GetSecretValue was called only for versions other than AWSPENDING".to_owned()
        })
    }

    fn expect_named_version(&self) -> Result<(), String> {
        let names = |record: &Value| {
            text_of(record, "operation").as_deref() == Some("UpdateSecretVersionStage")
                && member(record, "request").is_some_and(|request| {
                    text_of(request, "VersionStage").as_deref() == Some("AWSCURRENT")
                        && text_of(request, "MoveToVersionId").as_deref() == Some(PENDING)
                        && text_of(request, "RemoveFromVersionId").as_deref() == Some(INITIAL)
                })
        };
        ensure(self.requests.iter().any(names), || {
            "finishSecret did not call UpdateSecretVersionStage to move AWSCURRENT with RemoveFromVersionId".to_owned()
        })
    }

    fn expect_clean_output(&self, manager: &SecretsManager) -> Result<(), String> {
        let old = secret_parts(Some(&self.value));
        let new = secret_parts(self.value_of(manager, PENDING).as_ref());
        let printed =
            |parts: &[String]| parts.iter().any(|part| self.output.contains(part.as_str()));
        ensure(!printed(&new), || {
            "the function printed or logged the new value".to_owned()
        })?;
        ensure(!printed(&old), || {
            "the function printed or logged the old value".to_owned()
        })
    }
}

/// The text that must not appear in the output: the whole value, and the credentials in a JSON object.
fn secret_parts(value: Option<&Value>) -> Vec<String> {
    let Some(Value::String(text)) = value else {
        return Vec::new();
    };
    let mut parts = vec![text.to_string()];
    if let Ok(Value::Map(members)) = Value::from_json(text.as_bytes()) {
        parts.extend(members.into_iter().filter_map(|(name, value)| match value {
            Value::String(text) if is_credential(&name) => Some(text.to_string()),
            _ => None,
        }));
    }
    parts.retain(|part| part.len() >= 4);
    parts
}

/// Whether a member of a JSON secret contains a credential, as opposed to a host or user name.
fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret", "token", "key"]
        .iter()
        .any(|word| name.contains(word))
}

fn ensure(holds: bool, seen: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(seen()) }
}

fn value_member(value: &Value) -> (&'static str, Value) {
    match value {
        Value::Blob(_) => ("SecretBinary", value.clone()),
        _ => ("SecretString", value.clone()),
    }
}

fn call(
    manager: &mut SecretsManager,
    operation: &str,
    members: Vec<(&'static str, Value)>,
    now: Timestamp,
) -> Result<Value, String> {
    let members = members
        .into_iter()
        .map(|(name, value)| (Cow::Borrowed(name), value))
        .collect();
    manager
        .call(operation, Value::Map(members), &Caller::default(), now)
        .map_err(|error| match error {
            CallError::Service(error) => {
                format!("{operation}: {}", error.message.unwrap_or_default())
            }
            CallError::Misuse(misuse) => misuse.to_string(),
        })
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Map(members) = value else {
        return None;
    };
    members
        .iter()
        .find(|(member, _)| member == name)
        .map(|(_, value)| value)
}

fn text_of(value: &Value, name: &str) -> Option<String> {
    match member(value, name) {
        Some(Value::String(text)) => Some(Arc::clone(text).to_string()),
        _ => None,
    }
}
