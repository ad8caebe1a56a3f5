//! The check of rotation functions: AWS's template passes, and each broken function fails the check meant for it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests are free to panic"
)]

use std::collections::BTreeSet;

use fake_secrets_manager::{
    CallError, Caller, RotationCheck, SecretsManager, Settings, Timestamp, Value,
};
use serde_json::{Value as Json, json};

const NOW: Timestamp = Timestamp(1_767_225_600_000);

/// The context of a function under test: the service, its event, and its output.
struct Invocation<'a> {
    fake: &'a mut SecretsManager,
    id: String,
    token: String,
    printed: String,
}

type Function = fn(&mut Invocation<'_>, &str) -> Result<(), String>;

impl Invocation<'_> {
    fn call(&mut self, operation: &str, input: Json) -> Result<Json, String> {
        let input: Value = serde_json::from_value(input).unwrap();
        let origin = fake_secrets_manager::Source::default();
        match self
            .fake
            .call_from(origin, operation, input, &Caller::default(), NOW)
        {
            Ok(answer) => Ok(serde_json::from_slice(&answer.to_json()).unwrap_or(Json::Null)),
            Err(CallError::Service(refusal)) => Err(refusal.code.to_owned()),
            Err(CallError::Misuse(misuse)) => Err(misuse.to_string()),
        }
    }

    fn get(&mut self, selector: (&str, &str)) -> Result<Json, String> {
        self.call(
            "GetSecretValue",
            json!({"SecretId": self.id, selector.0: selector.1}),
        )
    }

    /// The checks of AWS's template before every step. Returns true if the version already has AWSCURRENT.
    fn require_pending(&mut self) -> Result<bool, String> {
        let secret = self.call("DescribeSecret", json!({"SecretId": self.id}))?;
        if secret["RotationEnabled"] != true {
            return Err("rotation is not enabled".to_owned());
        }
        let stages = &secret["VersionIdsToStages"][&self.token];
        let on = |label: &str| {
            stages
                .as_array()
                .is_some_and(|stages| stages.contains(&label.into()))
        };
        match (on("AWSCURRENT"), on("AWSPENDING")) {
            (true, _) => Ok(true),
            (false, true) => Ok(false),
            (false, false) => Err("not staged AWSPENDING".to_owned()),
        }
    }

    fn create(&mut self) -> Result<(), String> {
        self.get(("VersionStage", "AWSCURRENT"))?;
        match self.call(
            "GetSecretValue",
            json!({"SecretId": self.id, "VersionId": self.token, "VersionStage": "AWSPENDING"}),
        ) {
            Ok(_) => Ok(()),
            Err(code) if code == "ResourceNotFoundException" => self.put_random(),
            Err(code) => Err(code),
        }
    }

    fn put_random(&mut self) -> Result<(), String> {
        let password = self.call("GetRandomPassword", json!({}))?;
        self.call(
            "PutSecretValue",
            json!({"SecretId": self.id, "ClientRequestToken": self.token, "SecretString": password["RandomPassword"], "VersionStages": ["AWSPENDING"]}),
        )
        .map(drop)
    }

    fn current(&mut self) -> Result<String, String> {
        let secret = self.call("DescribeSecret", json!({"SecretId": self.id}))?;
        let versions = secret["VersionIdsToStages"].as_object().unwrap().clone();
        let current = versions
            .iter()
            .find(|(_, stages)| stages.as_array().unwrap().contains(&"AWSCURRENT".into()));
        Ok(current.map(|(id, _)| id.clone()).unwrap_or_default())
    }

    fn finish(&mut self) -> Result<(), String> {
        let current = self.current()?;
        if current == self.token {
            return Ok(());
        }
        self.call(
            "UpdateSecretVersionStage",
            json!({"SecretId": self.id, "VersionStage": "AWSCURRENT", "MoveToVersionId": self.token, "RemoveFromVersionId": current}),
        )
        .map(drop)
    }
}

/// AWS's template, with steps that read the pending value, as in the templates for databases.
fn template(invocation: &mut Invocation<'_>, step: &str) -> Result<(), String> {
    if invocation.require_pending()? {
        return Ok(());
    }
    match step {
        "createSecret" => invocation.create(),
        "setSecret" | "testSecret" => invocation.get(("VersionStage", "AWSPENDING")).map(drop),
        "finishSecret" => invocation.finish(),
        other => Err(format!("unknown step {other}")),
    }
}

/// The template with one step replaced.
macro_rules! template_but {
    ($($step:literal => $with:expr),*) => {
        |invocation: &mut Invocation<'_>, step: &str| {
            if invocation.require_pending()? {
                return Ok(());
            }
            match step {
                $($step => $with(invocation),)*
                step => template(invocation, step),
            }
        }
    };
}

/// The names of the checks that a function fails.
fn failed(function: Function) -> BTreeSet<&'static str> {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    fake.accept_any_rotation_function();
    let mut check = RotationCheck::new(Value::string("initial password")).unwrap();
    while let Some(invocation) = check.next(&mut fake, NOW) {
        let event: Json = serde_json::from_slice(&invocation.event.to_json()).unwrap();
        let text = |name: &str| event[name].as_str().unwrap().to_owned();
        let mut running = Invocation {
            fake: &mut fake,
            id: text("SecretId"),
            token: text("ClientRequestToken"),
            printed: String::new(),
        };
        let raised = function(&mut running, &text("Step"));
        let printed = running.printed;
        check.complete(&mut fake, raised.err().as_deref(), &printed);
    }
    let findings = check.findings();
    assert_eq!(findings.len(), 20);
    findings
        .iter()
        .filter(|finding| finding.failure.is_some())
        .map(|finding| finding.check)
        .collect()
}

#[test]
fn aws_template_passes() {
    assert_eq!(failed(template), BTreeSet::new());
}

#[test]
fn a_template_with_empty_set_and_test_steps_passes() {
    assert_eq!(
        failed(
            template_but!("setSecret" => |_: &mut Invocation<'_>| Ok(()), "testSecret" => |_: &mut Invocation<'_>| Ok(()))
        ),
        BTreeSet::new()
    );
}

#[test]
fn each_broken_function_fails_its_check() {
    let zoo: [(&str, &str, Function); 12] = [
        (
            "makes a new value on every createSecret",
            "create_secret_keeps_pending_value",
            template_but!("createSecret" => |invocation: &mut Invocation<'_>| {
                invocation.get(("VersionStage", "AWSCURRENT"))?;
                invocation.put_random()
            }),
        ),
        (
            "checks nothing before a step",
            "refuses_version_not_pending",
            |invocation, step| match step {
                "createSecret" => invocation.create(),
                "setSecret" | "testSecret" => Ok(()),
                "finishSecret" => invocation.finish(),
                other => Err(other.to_owned()),
            },
        ),
        (
            "ignores an unknown token",
            "refuses_unknown_token",
            |invocation, step| {
                let secret =
                    invocation.call("DescribeSecret", json!({"SecretId": invocation.id}))?;
                if secret["VersionIdsToStages"][&invocation.token].is_null() {
                    return Ok(());
                }
                template(invocation, step)
            },
        ),
        (
            "rotates secrets without rotation",
            "refuses_rotation_not_enabled",
            |invocation, step| {
                let secret =
                    invocation.call("DescribeSecret", json!({"SecretId": invocation.id}))?;
                if secret["RotationEnabled"] == true {
                    return template(invocation, step);
                }
                Ok(())
            },
        ),
        (
            "ignores unknown steps",
            "refuses_unknown_step",
            |invocation, step| {
                if step == "unknownStep" {
                    Ok(())
                } else {
                    template(invocation, step)
                }
            },
        ),
        (
            "sets the current value",
            "set_secret_uses_pending_value",
            template_but!("setSecret" => |invocation: &mut Invocation<'_>| invocation.get(("VersionStage", "AWSCURRENT")).map(drop)),
        ),
        (
            "tests the current value",
            "test_secret_uses_pending_value",
            template_but!("testSecret" => |invocation: &mut Invocation<'_>| invocation.get(("VersionStage", "AWSCURRENT")).map(drop)),
        ),
        (
            "never moves AWSCURRENT",
            "completes_rotation",
            template_but!("finishSecret" => |_: &mut Invocation<'_>| Ok(())),
        ),
        (
            "moves AWSCURRENT with PutSecretValue",
            "create_secret_stages_pending",
            template_but!("createSecret" => |invocation: &mut Invocation<'_>| {
                invocation.call("PutSecretValue", json!({"SecretId": invocation.id, "ClientRequestToken": invocation.token, "SecretString": "new"})).map(drop)
            }),
        ),
        (
            "fails when finishSecret is repeated",
            "finish_secret_is_repeatable",
            |invocation, step| {
                let current = invocation.require_pending()?;
                if current && step == "finishSecret" {
                    Err("done already".to_owned())
                } else {
                    template(invocation, step)
                }
            },
        ),
        (
            "swallows errors",
            "raises_when_calls_fail",
            |invocation, step| match template(invocation, step) {
                Err(error) if error.contains("InternalServiceError") => Ok(()),
                result => result,
            },
        ),
        (
            "prints the new value",
            "hides_secret_values",
            |invocation, step| {
                template(invocation, step)?;
                if step == "testSecret" {
                    let value = invocation.get(("VersionStage", "AWSPENDING"))?;
                    invocation.printed = format!(
                        "logging in with {}",
                        value["SecretString"].as_str().unwrap()
                    );
                }
                Ok(())
            },
        ),
    ];
    for (what, check, function) in zoo {
        let failed = failed(function);
        assert!(failed.contains(check), "{what}: {failed:?}");
    }
}

#[test]
fn catches_functions_that_keep_the_value_or_drop_the_old_version() {
    let same = failed(
        template_but!("createSecret" => |invocation: &mut Invocation<'_>| {
            invocation.call("PutSecretValue", json!({"SecretId": invocation.id, "ClientRequestToken": invocation.token, "SecretString": "initial password", "VersionStages": ["AWSPENDING"]})).map(drop)
        }),
    );
    assert!(same.contains("changes_value"), "{same:?}");
    let dropped = failed(
        template_but!("finishSecret" => |invocation: &mut Invocation<'_>| {
            let current = invocation.current()?;
            invocation.finish()?;
            invocation.call("UpdateSecretVersionStage", json!({"SecretId": invocation.id, "VersionStage": "AWSPREVIOUS", "RemoveFromVersionId": current})).map(drop)
        }),
    );
    assert!(dropped.contains("keeps_previous_version"), "{dropped:?}");
}

#[test]
fn catches_a_function_that_never_recovers_at_each_step() {
    // Treats a second createSecret as an error, so that no retry can succeed.
    let failed = failed(
        template_but!("createSecret" => |invocation: &mut Invocation<'_>| {
            match invocation.get(("VersionStage", "AWSPENDING")) {
                Ok(_) => Err("created already".to_owned()),
                Err(_) => invocation.create(),
            }
        }),
    );
    for check in [
        "recovers_after_failed_set_secret",
        "recovers_after_failed_test_secret",
        "recovers_after_failed_finish_secret",
    ] {
        assert!(failed.contains(check), "{failed:?}");
    }
}

#[test]
fn runs_a_single_check() {
    let names: Vec<_> = RotationCheck::names().collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    for name in names {
        let mut fake = SecretsManager::new(Settings::default()).unwrap();
        let mut check = RotationCheck::new(Value::string("first"))
            .unwrap()
            .only(name)
            .unwrap();
        while check.next(&mut fake, NOW).is_some() {
            check.complete(&mut fake, Some("Error"), "");
        }
        let checked: Vec<_> = check.findings().iter().map(|found| found.check).collect();
        assert_eq!(checked, [name]);
    }
    let unknown = RotationCheck::new(Value::string("first"))
        .unwrap()
        .only("completes_rotatoin");
    assert!(
        unknown
            .unwrap_err()
            .to_string()
            .contains("did you mean \"completes_rotation\"?")
    );
}
