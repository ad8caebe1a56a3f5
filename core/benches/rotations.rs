//! Measures rotations with a function that follows AWS's documentation of the four steps: `cargo bench -p fake-secrets-manager --bench rotations`.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fake_secrets_manager::{
    Caller, ClockChange, Invocation, Next, Outcome, Scope, SecretsManager, Settings, Timestamp,
    Value,
};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const DAY: i64 = 24 * 60 * 60 * 1_000;

fn call(fake: &mut SecretsManager, operation: &str, members: &[(&'static str, &str)]) -> Value {
    let member = |(name, text): &(&'static str, &str)| (Cow::Borrowed(*name), Value::string(*text));
    let input = Value::Map(members.iter().map(member).collect());
    fake.call(operation, input, &Caller::default(), NOW)
        .unwrap()
}

/// Creates secrets that rotate every `days` days. The clock is frozen.
fn fake_with(secrets: usize, days: i64) -> SecretsManager {
    let mut fake = SecretsManager::new(Settings::default()).unwrap();
    fake.freeze(NOW).unwrap();
    let arn = fake.add_rotation_function("rotate").unwrap();
    for n in 0..secrets {
        let name = format!("app/{n:06}");
        call(
            &mut fake,
            "CreateSecret",
            &[("Name", &name), ("SecretString", "hunter2")],
        );
        let rules = Value::Map(vec![(
            Cow::Borrowed("AutomaticallyAfterDays"),
            Value::Integer(days),
        )]);
        let rotate = Value::Map(vec![
            (Cow::Borrowed("SecretId"), Value::string(name)),
            (Cow::Borrowed("RotationLambdaARN"), Value::string(&*arn)),
            (Cow::Borrowed("RotationRules"), rules),
        ]);
        fake.call("RotateSecret", rotate, &Caller::default(), NOW)
            .unwrap();
        let run = fake.take_started().unwrap();
        drive(&mut fake, Scope::Run(run));
    }
    fake
}

/// Runs a drive to its end. Returns the number of events.
fn drive(fake: &mut SecretsManager, scope: Scope) -> usize {
    let drive = fake.begin_drive(scope, NOW).unwrap();
    while let Next::Invoke(invocation) = fake.next_invocation(drive, true, NOW) {
        fake.enter(Some(invocation.id));
        invoke(fake, &invocation);
        fake.enter(None);
        fake.complete(invocation.id, Outcome::Succeeded, NOW);
    }
    fake.end_drive(drive, NOW).events.len()
}

fn invoke(fake: &mut SecretsManager, step: &Invocation) {
    let secret = ("SecretId", &*step.secret_id);
    match step.step {
        "createSecret" => {
            let input = Value::Map(vec![
                (Cow::Borrowed("SecretId"), Value::string(&*step.secret_id)),
                (
                    Cow::Borrowed("ClientRequestToken"),
                    Value::string(&*step.token),
                ),
                (Cow::Borrowed("SecretString"), Value::string("hunter3")),
                (
                    Cow::Borrowed("VersionStages"),
                    Value::List(vec![Value::string("AWSPENDING")]),
                ),
            ]);
            fake.call("PutSecretValue", input, &Caller::default(), NOW)
                .unwrap();
        }
        "finishSecret" => {
            let Value::Map(current) = call(fake, "GetSecretValue", &[secret]) else {
                return;
            };
            let version = current.iter().find(|(name, _)| name == "VersionId");
            let Some((_, Value::String(former))) = version else {
                return;
            };
            let moved = [
                secret,
                ("VersionStage", "AWSCURRENT"),
                ("MoveToVersionId", &step.token),
                ("RemoveFromVersionId", former),
            ];
            call(fake, "UpdateSecretVersionStage", &moved);
            let removed = [
                secret,
                ("VersionStage", "AWSPENDING"),
                ("RemoveFromVersionId", &step.token),
            ];
            call(fake, "UpdateSecretVersionStage", &removed);
        }
        _ => {
            let pending = [secret, ("VersionId", &*step.token)];
            black_box(call(fake, "GetSecretValue", &pending));
        }
    }
}

/// Advances the clock and runs due rotations. Returns their number.
fn advance(fake: &mut SecretsManager, days: i64) -> usize {
    drive(fake, Scope::CatchUp(ClockChange::Advance(days * DAY)))
}

/// Measures calls without due events, and a long queue.
fn waiting(c: &mut Criterion) {
    let mut group = c.benchmark_group("waiting");
    group.sample_size(10);
    let idle = fake_with(100_000, 30);
    group.bench_function("advance over 100000 secrets, nothing due", |b| {
        b.iter_batched_ref(
            || idle.clone(),
            |fake| assert_eq!(drive(fake, Scope::CatchUp(ClockChange::Advance(1))), 0),
            BatchSize::PerIteration,
        );
    });
    let mut queued = SecretsManager::new(Settings::default()).unwrap();
    let arn = queued.add_rotation_function("rotate").unwrap();
    queued.queue_rotation_steps();
    let names: Vec<String> = (0..16_000).map(|n| format!("app/{n:06}")).collect();
    for name in &names {
        let members = [("Name", &**name), ("SecretString", "hunter2")];
        call(&mut queued, "CreateSecret", &members);
    }
    group.bench_function("queue 16000 runs", |b| {
        b.iter_batched_ref(
            || queued.clone(),
            |fake| {
                for name in &names {
                    let members = [("SecretId", &**name), ("RotationLambdaARN", &*arn)];
                    call(fake, "RotateSecret", &members);
                }
                assert_eq!(fake.queued_runs().len(), 16_000);
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn rotations(c: &mut Criterion) {
    let mut group = c.benchmark_group("rotations");
    group.sample_size(10);
    for (name, secrets, every, days, at_least) in [
        ("1000 of one secret, one a day", 1, 1, 1_000, 999),
        (
            "a year of 10000 secrets, one a month",
            10_000,
            30,
            365,
            110_000,
        ),
    ] {
        let fake = fake_with(secrets, every);
        group.bench_function(name, |b| {
            b.iter_batched_ref(
                || fake.clone(),
                |fake| assert!(advance(fake, days) >= at_least),
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group!(benches, waiting, rotations);
criterion_main!(benches);
