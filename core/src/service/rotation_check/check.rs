//! The state of a check: which event comes next, and how each clause ended.

use std::borrow::Cow;

use super::acts::{Act, Check, Expect, Id, PENDING, ROTATION_TOKEN, Token, UNKNOWN, UNSTAGED};
use super::checks::CHECKS;
use crate::clock::Timestamp;
use crate::faults::FaultSpec;
use crate::misuse::Misuse;
use crate::service::manager::SecretsManager;
use crate::suggestion;
use crate::value::Value;

/// A running check of a rotation function.
#[derive(Debug)]
pub struct RotationCheck {
    /// The initial value of every secret.
    pub(super) value: Value,
    pub(super) check: usize,
    /// The check to stop before.
    pub(super) end: usize,
    pub(super) act: usize,
    pub(super) secret: Secret,
    /// The effects of the last invocation.
    pub(super) requests: Vec<Value>,
    pub(super) output: String,
    pub(super) findings: Vec<Finding>,
}

/// The secret of the current check.
#[derive(Debug, Default)]
pub(super) struct Secret {
    pub(super) name: String,
    pub(super) arn: String,
    /// The value that createSecret stored first.
    pub(super) remembered: Option<Value>,
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
            let Some(act) = check.act(self.act) else {
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
        let seen = match check.act(self.act) {
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
                    "{step} returned although its calls failed with InternalServiceError"
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

fn map<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Value::Map(
        members
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .into(),
    )
}
