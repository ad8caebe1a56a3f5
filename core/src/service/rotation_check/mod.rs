//! A check for rotation functions. The engine prepares secrets and returns events with which the host invokes the function. It evaluates
//! the requests that the function made and the state that it left.

mod checks;

use std::borrow::Cow;
use std::sync::Arc;

use super::{CallError, Caller, SecretsManager};
use crate::clock::Timestamp;
use crate::faults::FaultSpec;
use crate::misuse::Misuse;
use crate::suggestion;
use crate::value::Value;
use checks::CHECKS;

/// One check of the contract.
struct Check {
    name: &'static str,
    /// The reason for the check.
    reason: &'static str,
    acts: &'static [Act],
}

/// The next action of a check.
enum Act {
    /// Creates a secret whose rotation has just begun: AWSPENDING without a value.
    Prepare,
    /// Creates a secret without rotation, with a version that has AWSPENDING.
    PrepareWithoutRotation,
    /// Adds a version without AWSPENDING.
    AddUnstagedVersion,
    Invoke {
        step: &'static str,
        token: Token,
        id: Id,
        expect: Expect,
    },
    /// Every call of the function fails during this step. It may raise or not.
    InvokeBroken {
        step: &'static str,
    },
    /// The same, but a function that made a call must raise.
    InvokeBrokenStrictly {
        step: &'static str,
    },
    RememberPending,
    PendingKept,
    PendingStaged,
    CurrentMoved,
    CurrentUnmoved,
    ValueChanged,
    PreviousKept,
    ReadPending,
    NamedVersionItLeaves,
    OutputClean,
}

#[derive(Clone, Copy)]
enum Token {
    Pending,
    Unstaged,
    Unknown,
}

#[derive(Clone, Copy)]
enum Id {
    Arn,
    PartialArn,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Success,
    Exception,
}

const UNKNOWN: &str = "00000000-0000-4000-8000-00000000dead";
const UNSTAGED: &str = "00000000-0000-4000-8000-0000000000aa";
const INITIAL: &str = "00000000-0000-4000-8000-000000000001";
const PENDING: &str = "00000000-0000-4000-8000-000000000002";
const ROTATION_TOKEN: &str = "00000000-0000-4000-8000-0000000000ff";

/// A running check of a rotation function.
#[derive(Debug)]
pub struct RotationCheck {
    /// The initial value of every secret.
    value: Value,
    check: usize,
    /// The check to stop before.
    end: usize,
    act: usize,
    secret: Secret,
    /// The effects of the last invocation.
    requests: Vec<Value>,
    output: String,
    findings: Vec<Finding>,
}

/// The secret of the current check.
#[derive(Debug, Default)]
struct Secret {
    name: String,
    arn: String,
    /// The value that createSecret stored first.
    remembered: Option<Value>,
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check, for example `create_secret_keeps_pending_value`.
    pub check: &'static str,
    /// The reason for the check.
    pub reason: &'static str,
    /// What the check observed if it failed; none if it passed.
    pub failure: Option<String>,
}

/// The event with which the host invokes the function.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckInvocation {
    /// The name of the check.
    pub check: &'static str,
    /// Step, SecretId, ClientRequestToken and RotationToken.
    pub event: Value,
}

impl RotationCheck {
    /// Creates a check with this initial value of secrets: text, bytes, or a structure that is stored as JSON.
    ///
    /// # Errors
    /// A value of another kind.
    pub fn new(value: Value) -> Result<Self, Misuse> {
        let value = match value {
            value @ (Value::String(_) | Value::Blob(_)) => value,
            value @ (Value::Map(_) | Value::List(_)) => {
                Value::string(String::from_utf8_lossy(&value.to_json()).into_owned())
            }
            _ => {
                return Err(Misuse::new(
                    "an initial secret of the wrong type",
                    "text, bytes, or a structure to store as JSON",
                    "secret={\"username\": \"app\", \"password\": \"first\"}",
                ));
            }
        };
        Ok(Self {
            value,
            check: 0,
            end: CHECKS.len(),
            act: 0,
            secret: Secret::default(),
            requests: Vec::new(),
            output: String::new(),
            findings: Vec::new(),
        })
    }

    /// The names of all checks, in the order in which they run.
    pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
        CHECKS.iter().map(|check| check.name)
    }

    /// Limits it to one check, before it begins.
    ///
    /// # Errors
    /// An unknown name.
    pub fn only(mut self, name: &str) -> Result<Self, Misuse> {
        let place = Self::names().position(|known| known == name);
        self.check = place.ok_or_else(|| {
            let suggestion = suggestion::did_you_mean(name, Self::names());
            Misuse::new(
                format!("unknown check \"{name}\"{suggestion}"),
                "a check of the contract of rotation functions",
                "completes_rotation",
            )
        })?;
        self.end = self.check.saturating_add(1);
        Ok(self)
    }

    /// Returns the next event for the function, on the fake `manager`. None when all checks are done. The fake must not be used for anything
    /// else until then.
    pub fn next(
        &mut self,
        manager: &mut SecretsManager,
        now: Timestamp,
    ) -> Option<CheckInvocation> {
        loop {
            let check = CHECKS.get(..self.end)?.get(self.check)?;
            let Some(act) = check.acts.get(self.act) else {
                self.end_check(check, None);
                continue;
            };
            match act {
                Act::Invoke {
                    step, token, id, ..
                } => {
                    manager.clear_requests();
                    return Some(self.invocation(check, step, *token, *id));
                }
                Act::InvokeBroken { step } | Act::InvokeBrokenStrictly { step } => {
                    manager.clear_requests();
                    // The spec is valid, so this cannot fail.
                    let _ = manager.inject(FaultSpec {
                        target: "*".to_owned(),
                        code: Some("InternalServiceError".to_owned()),
                        times: Some(u32::MAX),
                        ..FaultSpec::default()
                    });
                    return Some(self.invocation(check, step, Token::Pending, Id::Arn));
                }
                act => match self.perform(act, manager, now) {
                    Ok(()) => self.act = self.act.saturating_add(1),
                    Err(seen) => self.end_check(check, Some(seen)),
                },
            }
        }
    }

    /// Reports the result of the invocation: the exception, if any, and the printed and logged text.
    pub fn complete(&mut self, manager: &mut SecretsManager, raised: Option<&str>, output: &str) {
        let Some(check) = CHECKS.get(self.check) else {
            return;
        };
        manager.clear_faults();
        self.requests = manager.recorded_requests();
        self.output.push_str(output);
        self.output.push('\n');
        let seen = match check.acts.get(self.act) {
            Some(Act::Invoke {
                step,
                expect,
                token,
                ..
            }) => judge(step, *token, *expect, raised),
            Some(Act::InvokeBrokenStrictly { step })
                if raised.is_none() && !self.requests.is_empty() =>
            {
                Some(format!(
                    "{step} returned although its calls were answered with InternalServiceError"
                ))
            }
            _ => None,
        };
        match seen {
            Some(seen) => self.end_check(check, Some(seen)),
            None => self.act = self.act.saturating_add(1),
        }
    }

    /// The results of the checks, in order. Checks that have not run are missing.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn end_check(&mut self, check: &Check, failure: Option<String>) {
        self.findings.push(Finding {
            check: check.name,
            reason: check.reason,
            failure,
        });
        self.check = self.check.saturating_add(1);
        self.act = 0;
        self.secret = Secret::default();
        self.requests.clear();
        self.output.clear();
    }

    fn invocation(&self, check: &Check, step: &str, token: Token, id: Id) -> CheckInvocation {
        let token = match token {
            Token::Pending => PENDING,
            Token::Unstaged => UNSTAGED,
            Token::Unknown => UNKNOWN,
        };
        let partial = self.secret.arn.rsplit_once('-').map(|(partial, _)| partial);
        let id = match id {
            Id::Arn => self.secret.arn.as_str(),
            Id::PartialArn => partial.unwrap_or_default(),
        };
        CheckInvocation {
            check: check.name,
            event: map([
                ("Step", Value::string(step)),
                ("SecretId", Value::string(id)),
                ("ClientRequestToken", Value::string(token)),
                ("RotationToken", Value::string(ROTATION_TOKEN)),
            ]),
        }
    }

    /// Runs an action that needs no invocation. The error states what was observed.
    fn perform(
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
                    "after createSecret the version of the rotation has no value".to_owned()
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
        let place = self
            .secret
            .arn
            .split(':')
            .skip(3)
            .take(2)
            .collect::<Vec<_>>()
            .join(":");
        let function = format!("arn:aws:lambda:{place}:function:checked");
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
                    Value::string("a value that no step may touch"),
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
                Some(PENDING) => "the version of the rotation",
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
            "GetSecretValue asked only for versions other than AWSPENDING".to_owned()
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
            "finishSecret made no UpdateSecretVersionStage that moves AWSCURRENT with RemoveFromVersionId".to_owned()
        })
    }

    fn expect_clean_output(&self, manager: &SecretsManager) -> Result<(), String> {
        let old = secret_parts(Some(&self.value));
        let new = secret_parts(self.value_of(manager, PENDING).as_ref());
        let printed =
            |parts: &[String]| parts.iter().any(|part| self.output.contains(part.as_str()));
        ensure(!printed(&new), || {
            "the new value is in what the function printed or logged".to_owned()
        })?;
        ensure(!printed(&old), || {
            "the old value is in what the function printed or logged".to_owned()
        })
    }
}

/// The text that must not appear in the output: the whole value, and the credentials in a JSON object.
fn secret_parts(value: Option<&Value>) -> Vec<String> {
    let Some(Value::String(text)) = value else {
        return Vec::new();
    };
    let mut parts = vec![text.to_string()];
    if let Ok(Value::Map(members)) = serde_json::from_str::<Value>(text) {
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

fn judge(step: &str, token: Token, expect: Expect, raised: Option<&str>) -> Option<String> {
    match (expect, raised) {
        (Expect::Success, Some(raised)) => Some(format!("{step} raised {raised}")),
        (Expect::Exception, None) => {
            let what = match token {
                Token::Pending => "",
                Token::Unstaged => " for a version that is not staged AWSPENDING",
                Token::Unknown => " for an unknown token",
            };
            Some(format!("{step} returned without an exception{what}"))
        }
        _ => None,
    }
}

fn ensure(holds: bool, seen: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(seen()) }
}

fn map<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Value::Map(
        members
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .into(),
    )
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
            CallError::Refused(refusal) => {
                format!("{operation}: {}", refusal.message.unwrap_or_default())
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
