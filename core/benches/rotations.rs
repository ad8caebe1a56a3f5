//! What rotations cost, run by a function after AWS's documentation of the four steps: `cargo bench -p fake-secrets-manager --bench rotations`.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fake_secrets_manager::{Caller, SecretsManager, Settings, Step, Timestamp, Turn, Value};

const NOW: Timestamp = Timestamp(1_767_225_600_000);
const DAY: i64 = 24 * 60 * 60 * 1_000;

fn call(fake: &mut SecretsManager, operation: &str, members: &[(&'static str, &str)]) -> Value {
    let member = |(name, text): &(&'static str, &str)| (Cow::Borrowed(*name), Value::string(*text));
    let input = Value::Map(members.iter().map(member).collect());
    fake.call(operation, input, &Caller::default(), NOW)
        .unwrap()
}

/// So many secrets that rotate every so many days, the clock standing still.
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
        drive(&mut fake, run);
    }
    fake
}

fn drive(fake: &mut SecretsManager, run: u64) {
    while let Some(Turn::Step(step)) = fake.begin_step(run, NOW) {
        invoke(fake, &step);
        fake.end_step(run, false, NOW).unwrap();
    }
}

fn invoke(fake: &mut SecretsManager, step: &Step) {
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
            let (former, _) = step
                .labels
                .iter()
                .find(|(_, labels)| labels.iter().any(|label| **label == *"AWSCURRENT"))
                .unwrap();
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

/// Moves the clock on and runs what comes due; gives how many rotations there were.
fn advance(fake: &mut SecretsManager, days: i64) -> usize {
    fake.advance(days * DAY, NOW).unwrap();
    let mut rotations = 0;
    while let Some(run) = fake.come_due(NOW) {
        drive(fake, run);
        rotations += 1;
    }
    rotations
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

criterion_group!(benches, rotations);
criterion_main!(benches);
