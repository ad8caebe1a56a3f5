//! A fake whose secrets rotate, for tests of the driver.

use std::borrow::Cow;

use fake_secrets_manager::{
    Caller, ClockChange, Event, Invocation, Next, Outcome, Scope, SecretsManager, Settings,
    Timestamp, Value,
};

/// 2026-01-01T00:00:00.000Z
pub(crate) const NOW: Timestamp = Timestamp(1_767_225_600_000);
pub(crate) const HOUR: i64 = 60 * 60 * 1_000;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:rotate";

/// A fake with these secrets and the function `rotate`.
pub(crate) fn fake_with(names: &[&str]) -> SecretsManager {
    let mut fake = SecretsManager::new(Settings {
        seed: 1,
        ..Settings::default()
    })
    .unwrap();
    for name in names {
        let members = [("Name", *name), ("SecretString", "hunter2")];
        call(&mut fake, "CreateSecret", &members, NOW).unwrap();
    }
    fake.add_rotation_function("rotate").unwrap();
    fake
}

/// Calls an operation with text members. Returns the code if it fails.
pub(crate) fn call(
    fake: &mut SecretsManager,
    operation: &str,
    members: &[(&'static str, &str)],
    now: Timestamp,
) -> Result<serde_json::Value, String> {
    let member = |(name, text): &(&'static str, &str)| (Cow::Borrowed(*name), Value::string(*text));
    let input = Value::Map(members.iter().map(member).collect());
    call_with(fake, operation, input, now)
}

pub(crate) fn call_with(
    fake: &mut SecretsManager,
    operation: &str,
    input: Value,
    now: Timestamp,
) -> Result<serde_json::Value, String> {
    match fake.call(operation, input, &Caller::default(), now) {
        Ok(answer) => Ok(serde_json::from_slice(&answer.to_json()).unwrap()),
        Err(error) => Err(format!("{error:?}")),
    }
}

/// Calls RotateSecret with a schedule. Returns the run that it started.
pub(crate) fn rotate(
    fake: &mut SecretsManager,
    name: &str,
    schedule: Option<&str>,
    now: Timestamp,
) -> Result<Option<u64>, String> {
    let mut input = vec![
        (Cow::Borrowed("SecretId"), Value::string(name)),
        (Cow::Borrowed("RotationLambdaARN"), Value::string(FUNCTION)),
    ];
    if let Some(expression) = schedule {
        let rules = Value::Map(vec![(
            Cow::Borrowed("ScheduleExpression"),
            Value::string(expression),
        )]);
        input.push((Cow::Borrowed("RotationRules"), rules));
    }
    call_with(fake, "RotateSecret", Value::Map(input), now)?;
    Ok(fake.take_started())
}

/// Runs a step of a rotation function that follows AWS's documentation.
pub(crate) fn handle(fake: &mut SecretsManager, invocation: &Invocation, now: Timestamp) {
    let (secret, token) = (("SecretId", &*invocation.secret_id), &*invocation.token);
    if invocation.step == "createSecret" {
        let stages = Value::List(vec![Value::string("AWSPENDING")]);
        let input = Value::Map(vec![
            (
                Cow::Borrowed("SecretId"),
                Value::string(&*invocation.secret_id),
            ),
            (Cow::Borrowed("ClientRequestToken"), Value::string(token)),
            (Cow::Borrowed("SecretString"), Value::string("hunter3")),
            (Cow::Borrowed("VersionStages"), stages),
        ]);
        let _ = call_with(fake, "PutSecretValue", input, now);
    }
    if invocation.step == "finishSecret" {
        let current = call(fake, "GetSecretValue", &[secret], now);
        let current = current.map_or_else(
            |_| String::new(),
            |answer| answer["VersionId"].as_str().unwrap().to_owned(),
        );
        let moved = [
            secret,
            ("VersionStage", "AWSCURRENT"),
            ("MoveToVersionId", token),
            ("RemoveFromVersionId", &current),
        ];
        let _ = call(fake, "UpdateSecretVersionStage", &moved, now);
    }
}

/// Runs a drive to its end with a handler. Returns the events that occurred.
pub(crate) fn drive(
    fake: &mut SecretsManager,
    scope: Scope,
    mut handler: impl FnMut(&mut SecretsManager, &Invocation) -> Outcome,
) -> Vec<Event> {
    let drive = fake.begin_drive(scope, NOW).unwrap();
    while let Next::Invoke(invocation) = fake.next_invocation(drive, false, NOW) {
        fake.enter(Some(invocation.id));
        let outcome = handler(fake, &invocation);
        fake.enter(None);
        fake.complete(invocation.id, outcome, NOW);
    }
    fake.end_drive(drive, NOW).events
}

/// A handler that rotates.
pub(crate) fn rotates(fake: &mut SecretsManager, invocation: &Invocation) -> Outcome {
    handle(fake, invocation, NOW);
    Outcome::Succeeded
}

pub(crate) fn advance(milliseconds: i64) -> Scope {
    Scope::CatchUp(ClockChange::Advance(milliseconds))
}
